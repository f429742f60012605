package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/budget"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/state"
)

// Workspaces keeps workspaces by name. It is safe for concurrent use.
type Workspaces interface {
	// Save stores w and returns it with its id and time. It replaces a stored
	// workspace with the same id; otherwise w gets a new id. Two workspaces may have
	// the same name.
	Save(w state.SavedWorkspace) (state.SavedWorkspace, error)
	// List returns the workspaces whose id is query or whose name contains it, in any
	// case, the last saved first: ids, names, times and summaries alone, as Get has the rest. An empty query lists all.
	List(query string) ([]state.SavedWorkspace, error)
	// Get finds a workspace by its id, or else by its name, in any case if need be; of
	// several it returns the last saved. Without one the error is a *NotFoundError.
	Get(idOrName string) (state.SavedWorkspace, error)
	// Delete removes the workspace that Get finds.
	Delete(idOrName string) error
}

// NotFoundError reports that no workspace has an id or name.
type NotFoundError struct {
	Name string
	Have []string // the existing names, the last saved first
}

func (e *NotFoundError) Error() string { return fmt.Sprintf("there is no workspace %q", e.Name) }

// Hint lists the names to choose from.
func (e *NotFoundError) Hint() string {
	if len(e.Have) == 0 {
		return "none is saved: save NAME keeps the present state"
	}
	return hint.Among(e.Have)
}

// check returns an error if a workspace must not be stored.
func check(w state.SavedWorkspace) error {
	switch {
	case strings.TrimSpace(w.Name) == "":
		return errors.New("a workspace needs a name")
	case len(w.Name) > budget.WorkspaceName:
		return fmt.Errorf("the name of a workspace has %d bytes; at most %d are kept", len(w.Name), budget.WorkspaceName)
	case len(w.Content) > budget.WorkspaceContent:
		return fmt.Errorf("workspace %q has %d bytes; at most %d are kept", w.Name, len(w.Content), budget.WorkspaceContent)
	case !utf8.ValidString(w.Name) || !utf8.ValidString(w.Content):
		return fmt.Errorf("workspace %.40q is not UTF-8 text", w.Name)
	}
	total := 0
	for _, line := range w.Script {
		if err := checkLine(line); err != nil {
			return err
		}
		if !utf8.ValidString(line) {
			return fmt.Errorf("workspace %q: the command %.60q is not UTF-8 text", w.Name, line)
		}
		total += len(line) + 1
	}
	if total > budget.WorkspaceContent {
		return fmt.Errorf("workspace %q has commands of %d bytes; at most %d are kept", w.Name, total, budget.WorkspaceContent)
	}
	state, err := json.Marshal(w.State)
	if err == nil && len(state) > budget.WorkspaceContent {
		err = fmt.Errorf("workspace %q has a state of %d bytes; at most %d are kept", w.Name, len(state), budget.WorkspaceContent)
	}
	return err
}

// newID returns a new id for a workspace. 16 of 32 letters make it unguessable and unique.
func newID() string { return random(16) }

// isID reports whether text from outside has the form of an id: letters and digits
// only, so that as a file's name it cannot lead out of the folder.
func isID(s string) bool {
	return len(s) == 16 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz234567") == ""
}

// matching returns the workspaces that List returns, in its order.
func matching(all []state.SavedWorkspace, query string) []state.SavedWorkspace {
	out := slices.DeleteFunc(all, func(w state.SavedWorkspace) bool {
		return w.ID != query && !strings.Contains(strings.ToLower(w.Name), strings.ToLower(query))
	})
	slices.SortStableFunc(out, func(a, b state.SavedWorkspace) int { return b.Saved.Compare(a.Saved) })
	return out
}

// asListed returns w as List has it.
func asListed(w state.SavedWorkspace) state.SavedWorkspace {
	return state.SavedWorkspace{ID: w.ID, Name: w.Name, Saved: w.Saved, Summary: protocol.SummarizeWorkspace(w.Content)}
}

// find returns which of all workspaces, sorted as by List, Get finds.
func find(all []state.SavedWorkspace, name string) (state.SavedWorkspace, error) {
	same := []func(w state.SavedWorkspace) bool{
		func(w state.SavedWorkspace) bool { return w.ID == name },
		func(w state.SavedWorkspace) bool { return w.Name == name },
		func(w state.SavedWorkspace) bool { return strings.EqualFold(w.Name, name) },
	}
	for _, is := range same {
		if i := slices.IndexFunc(all, is); i >= 0 {
			return all[i], nil
		}
	}
	e := &NotFoundError{Name: name}
	for _, w := range all {
		if !slices.Contains(e.Have, w.Name) {
			e.Have = append(e.Have, w.Name)
		}
	}
	return state.SavedWorkspace{}, e
}

func errFull() error {
	return fmt.Errorf("%d workspaces are kept, which is the most: delete NAME makes room", budget.Workspaces)
}

func errTooMuch(name string) error {
	return fmt.Errorf("workspace %q is not kept: with it the workspaces have more than %d MB; delete NAME makes room", name,
		budget.AllWorkspaces>>20)
}

// Memory keeps workspaces for the life of the program. The zero value is ready
// for use.
type Memory struct {
	mu  sync.Mutex
	all []state.SavedWorkspace // in the order of saving; guarded by mu
}

// Save implements [Workspaces].
func (m *Memory) Save(w state.SavedWorkspace) (state.SavedWorkspace, error) {
	if err := check(w); err != nil {
		return w, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	w.Saved, w.Script, w.State = time.Now(), slices.Clone(w.Script), slices.Clone(w.State)
	kept := size(w)
	for _, have := range m.all {
		if have.ID != w.ID {
			kept += size(have)
		}
	}
	if kept > budget.AllWorkspaces {
		return w, errTooMuch(w.Name)
	}
	i := slices.IndexFunc(m.all, func(have state.SavedWorkspace) bool { return have.ID == w.ID })
	switch {
	case i >= 0:
		m.all = slices.Delete(m.all, i, i+1)
	case len(m.all) >= budget.Workspaces:
		return w, errFull()
	default:
		w.ID = newID()
	}
	m.all = append(m.all, w)
	return w, nil
}

func size(w state.SavedWorkspace) int {
	n := len(w.Name) + len(w.Content)
	for _, line := range w.Script {
		n += len(line)
	}
	return n
}

// List implements [Workspaces].
func (m *Memory) List(query string) ([]state.SavedWorkspace, error) {
	all := m.sorted(query)
	for i, w := range all {
		all[i] = asListed(w)
	}
	return all, nil
}

// sorted returns the workspaces that List returns, with all that is kept of them.
func (m *Memory) sorted(query string) []state.SavedWorkspace {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := slices.Clone(m.all)
	slices.Reverse(all) // equal times stay in this order
	return matching(all, query)
}

// Get implements [Workspaces].
func (m *Memory) Get(idOrName string) (state.SavedWorkspace, error) {
	return find(m.sorted(""), idOrName)
}

// Delete implements [Workspaces].
func (m *Memory) Delete(idOrName string) error {
	w, err := m.Get(idOrName)
	if err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.all = slices.DeleteFunc(m.all, func(have state.SavedWorkspace) bool { return have.ID == w.ID })
	return nil
}
