package session

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/actions"
	"github.com/epiviz/epivizgo/session/budget"
	"github.com/epiviz/epivizgo/session/page"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/state"
	"github.com/epiviz/epivizgo/session/store"
)

// Workspaces lists the saved workspaces whose name contains query, in any case,
// the last saved first: ids, names and times alone.
func (s *Session) Workspaces(query string) ([]state.SavedWorkspace, error) {
	return s.opt.Workspaces.List(query)
}

// Workspace finds a saved workspace by its id or name.
func (s *Session) Workspace(name string) (state.SavedWorkspace, error) {
	return s.opt.Workspaces.Get(name)
}

// SaveWorkspace saves the state under a name. It replaces a workspace of that name.
func (s *Session) SaveWorkspace(name string) (state.SavedWorkspace, error) {
	w := state.SavedWorkspace{Name: name}
	if have, err := s.opt.Workspaces.Get(name); err == nil && have.Name == name {
		w.ID = have.ID
	}
	return s.saveState(w)
}

// saveState saves the state, without its hooks, as a workspace with w's id and name.
func (s *Session) saveState(w state.SavedWorkspace) (state.SavedWorkspace, error) {
	st := s.current()
	st.KeepHooks(state.State{})
	w.State = st.Events()
	for i, e := range w.State {
		// Another program reads it, in another folder.
		if e.Path != "" {
			w.State[i].Path = source.ParseRef(e.Path).Path
		}
	}
	w.Script = s.opt.Script(w.State, nil)
	var err error
	if w.Content, err = protocol.EncodeWorkspace(s.workspaceContent()); err != nil {
		return w, err
	}
	return s.opt.Workspaces.Save(w)
}

// workspaceContent returns the state in the form in which pages save it.
func (s *Session) workspaceContent() protocol.WorkspaceContent {
	st := s.current()
	location, charts := st.Location, st.Charts
	var c protocol.WorkspaceContent
	if location.Len() > 0 {
		c.Location = actions.ToRange(location)
	}
	var ids []string
	for _, chart := range charts {
		c.Charts = append(c.Charts, protocol.WorkspaceChart{Handle: chart.Handle, Type: chart.Type,
			Measurements: chart.Measurements, Settings: chart.Settings, Colors: chart.Colors})
		for _, id := range chart.Measurements {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	c.Measurements = page.Measurements(s.catalog, ids)
	return c
}

// DeleteWorkspace deletes a saved workspace by its id or name.
func (s *Session) DeleteWorkspace(name string) error { return s.opt.Workspaces.Delete(name) }

// OpenWorkspace replaces the charts, the place and the selection by those of a saved
// workspace, found by its id or name. Files that it needs are loaded; other files stay.
// Charts keep their numbers; charts of a file that is gone wait for it, with a note.
// Hooks stay as they are: those of a workspace are left out, with a note.
func (s *Session) OpenWorkspace(ctx context.Context, name string) (reply.Report, error) {
	w, err := s.opt.Workspaces.Get(name)
	if err != nil {
		return reply.Report{}, err
	}
	return s.openWorkspace(ctx, w, true)
}

// openWorkspace opens a workspace as OpenWorkspace does. It opens files only if mayLoad is
// true.
func (s *Session) openWorkspace(ctx context.Context, w state.SavedWorkspace, mayLoad bool) (reply.Report, error) {
	events := w.State
	if len(events) == 0 {
		content, err := protocol.DecodeWorkspace(w.Content)
		if err != nil {
			return reply.Report{}, fmt.Errorf("workspace %q cannot be opened: %w", w.Name, err)
		}
		events = contentEvents(content)
	}
	st := s.current()
	was := st
	st.Charts, st.Selection, st.Hooks = nil, nil, nil
	if len(w.State) > 0 { // a workspace saved by a page has neither
		st.Theme, st.Flip, st.Genome = "", false, ""
	}
	var notes []string
	for _, e := range events {
		if e.Kind == state.EventLoaded {
			if _, ok := st.Has(e); !ok && !mayLoad {
				continue
			}
		}
		if e.Kind == state.EventChartAdded && e.Chart.Handle == 0 {
			chart := *e.Chart
			chart.Handle = st.LastHandle + 1
			e.Chart = &chart
		}
		if err := st.Merge(e); err != nil {
			notes = append(notes, err.Error())
		}
	}
	if note := st.KeepHooks(was); note != "" {
		notes = append(notes, note)
	}
	if note := st.KeepGenome(was.Genome); note != "" {
		notes = append(notes, note)
	}
	report, err := s.Become(ctx, st)
	report.Notes = append(notes, report.Notes...)
	return report, err
}

// contentEvents returns the events that restore what a page saved.
func contentEvents(c protocol.WorkspaceContent) []state.Event {
	var events []state.Event
	if c.Location.SeqName != "" {
		events = append(events, state.Event{Kind: state.EventMoved, Location: &c.Location})
	}
	for _, kept := range c.Charts {
		chart := state.Chart{Type: kept.Type, Measurements: kept.Measurements, Settings: kept.Settings, Colors: kept.Colors}
		// The content comes from outside: keep only values that a person could have set.
		for id, v := range chart.Settings {
			switch v.(type) {
			case string, bool, float64:
			default:
				delete(chart.Settings, id)
			}
		}
		if colors, err := parseColors(strings.Join(chart.Colors, ",")); err != nil || len(colors) > budget.Colors {
			chart.Colors = nil
		}
		events = append(events, state.Event{Kind: state.EventChartAdded, Chart: &chart})
	}
	return events
}

// Requests of pages about workspaces. Real pages send them to a server only when their
// settings name it as the provider of workspaces, and then over a second socket.

func (s *Session) getWorkspaces(ctx context.Context, b *page.Page, req *protocol.Request) any {
	out := []protocol.Workspace{}
	var p protocol.WorkspaceParams
	if err := json.Unmarshal(req.Args, &p); err != nil {
		return out
	}
	if !b.OpensByID() && b.Room(ctx, listRoom) != nil {
		return out
	}
	found, err := s.opt.Workspaces.List(string(p.Query))
	if err != nil {
		b.TellOnce("the saved workspaces cannot be listed: " + err.Error())
		return out
	}
	// A search sends its text as q and ws; a link names a workspace by ws.
	has := func(w state.SavedWorkspace) bool { return w.ID == string(p.Wanted) }
	if p.Wanted != "" && !slices.ContainsFunc(found, has) {
		if w, err := s.opt.Workspaces.Get(string(p.Wanted)); err == nil && has(w) {
			found = append(found, w)
		}
	}
	size, left := 0, 0
	for _, w := range found {
		if b.OpensByID() {
			out = append(out, protocol.Workspace{ID: w.ID, Name: b.Text(w.Name), Summary: b.Text(w.Summary)})
			continue
		}
		if size > budget.AllWorkspaces {
			left++
			continue
		}
		// Real pages open what the list has, and do not ask again.
		w, err := s.opt.Workspaces.Get(w.ID)
		size += len(w.Name) + len(w.Content)
		if err != nil || size > budget.AllWorkspaces {
			left++
			continue
		}
		out = append(out, protocol.Workspace{ID: w.ID, Name: b.Text(w.Name), Content: w.Content})
	}
	if left > 0 {
		b.TellOnce(fmt.Sprintf("%s has not all saved workspaces in its menu: %d are left out, since they cannot be read or all have more "+
			"than %d MB; workspaces lists all, and open NAME opens one", b.Name(), left, budget.AllWorkspaces>>20))
	}
	return out
}

// listRoom is the memory that a list of all workspaces takes with their contents: what is read of them, and the answer.
const listRoom = 4 * budget.AllWorkspaces

// saveWorkspace saves a workspace and answers with its id, "" if it was not saved.
// Without content, as in requests of the built-in page, it saves the session's state.
func (s *Session) saveWorkspace(ctx context.Context, b *page.Page, req *protocol.Request) any {
	var p protocol.WorkspaceParams
	if err := b.Room(ctx, listRoom); err != nil {
		return ""
	}
	if err := json.Unmarshal(req.Args, &p); err != nil {
		b.TellOnce(fmt.Sprintf("%s sent a workspace that cannot be read: %v", b.Name(), err))
		return ""
	}
	w := state.SavedWorkspace{ID: string(p.ID), Name: string(p.Name)}
	var err error
	if w.Content, err = url.PathUnescape(p.Content); err != nil {
		b.TellOnce(fmt.Sprintf("workspace %.40q of %s was not saved: it is not percent-encoded text", p.Name, b.Name()))
		return ""
	}
	if w.Content == "" {
		w, err = s.saveState(w)
		if st := s.current(); err == nil {
			if note := st.KeepHooks(state.State{}); note != "" {
				b.TellOnce(fmt.Sprintf("%s saved workspace %q: %s", b.Name(), w.Name, note))
			}
		}
	} else {
		if have, failed := s.opt.Workspaces.Get(w.ID); failed == nil && have.ID == w.ID && len(have.State) > 0 {
			w = s.besides(w)
			b.TellOnce(fmt.Sprintf("%s saved workspace %q as %q: a page saves charts and place alone, "+
				"and the files and regions of the other are kept",
				b.Name(), have.Name, w.Name))
		}
		w, err = s.opt.Workspaces.Save(w)
	}
	if err != nil {
		b.TellOnce(fmt.Sprintf("%s could not save a workspace: %v", b.Name(), err))
		return ""
	}
	return w.ID
}

// besides returns a workspace as it is saved beside one of its id, with a name of its own. It
// replaces what was saved so before.
func (s *Session) besides(w state.SavedWorkspace) state.SavedWorkspace {
	w.ID, w.Name = "", w.Name+" (from a page)"
	if have, err := s.opt.Workspaces.Get(w.Name); err == nil && have.Name == w.Name && len(have.State) == 0 {
		w.ID = have.ID
	}
	return w
}

func (s *Session) deleteWorkspace(_ context.Context, b *page.Page, req *protocol.Request) any {
	var p protocol.WorkspaceParams
	if err := json.Unmarshal(req.Args, &p); err != nil {
		return map[string]bool{"success": false}
	}
	w, err := s.opt.Workspaces.Get(string(p.ID))
	known := err == nil && w.ID == string(p.ID) // pages delete by id alone
	if known {
		err = s.opt.Workspaces.Delete(w.ID)
	}
	var none *store.NotFoundError
	if err != nil && !errors.As(err, &none) {
		b.TellOnce("a workspace could not be deleted: " + err.Error())
		return map[string]bool{"success": false}
	}
	if known && err == nil {
		b.Tell(fmt.Sprintf("%s deleted workspace %q", b.Name(), w.Name))
	}
	return map[string]bool{"success": true}
}

// userOpenWorkspace opens a workspace for a page, which names no file on disk:
// those that the workspace needs must have been loaded by the prompt.
func (s *Session) userOpenWorkspace(ctx context.Context, b *page.Page, p protocol.WorkspaceParams) error {
	w, err := s.opt.Workspaces.Get(string(p.ID))
	if err != nil {
		return err
	}
	missing, st, want := 0, s.current(), state.State{}
	for _, e := range w.State {
		if f, ok := st.Has(e); e.Kind == state.EventLoaded && (!ok || s.datasetAt(f.Path) == nil) {
			missing++
		}
		if e.Kind == state.EventSamples || e.Kind == state.EventGenome {
			if err := want.Merge(e); err != nil {
				return err
			}
		}
	}
	if missing > 0 {
		b.Tell(fmt.Sprintf("%s asks for workspace %q, whose files are not all loaded (%d are missing); to open it with them, type: open %s",
			b.Name(), w.Name, missing, w.ID))
		return fmt.Errorf("workspace %q needs %d files that are not loaded; at the prompt, open %s loads them", w.Name, missing, w.ID)
	}
	if err := s.mayRead(want, fmt.Sprintf("workspace %q", w.Name), "to open it with that, type: open "+w.ID); err != nil {
		b.Tell(fmt.Sprintf("%s asks to open a workspace: %s", b.Name(), sentence(err)))
		return fmt.Errorf("workspace %q needs another genome or sample sheet; at the prompt, open %s reads it", w.Name, w.ID)
	}
	report, err := s.openWorkspace(ctx, w, false)
	for _, note := range report.Notes {
		b.Tell(note)
	}
	return err
}
