package session

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/actions"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/compute"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
)

// maxDepth bounds the nesting of computed measurements: each is computed again
// wherever an expression names it.
const maxDepth = 8

// Compute adds a measurement that is computed from others by an expression (see
// package compute), or replaces the expression of a computed one. An error in
// the expression shows where it is.
func (s *Session) Compute(ctx context.Context, name, expression string) (protocol.Measurement, reply.Report, error) {
	fail := func(err error) (protocol.Measurement, reply.Report, error) {
		return protocol.Measurement{}, reply.Report{}, err
	}
	if err := compute.CheckName(name); err != nil {
		return fail(err)
	}
	e, err := compute.Parse(strings.TrimSpace(expression))
	if err != nil {
		return fail(err)
	}
	ids, err := s.inputsOf(e, name)
	if err != nil {
		return fail(err)
	}
	// Names change their meaning as files are loaded, ids do not.
	if e, err = e.Named(ids); err != nil {
		return fail(err)
	}
	ids = unique(ids)
	// Reading may take long and touches no state, so it takes no turn.
	src, err := s.computed(ctx, e, ids)
	if err != nil {
		return fail(err)
	}
	end, err := s.begin(ctx)
	if err != nil {
		return fail(errors.Join(err, src.Close()))
	}
	defer end()
	old, err := s.placeFor(name, e)
	if err != nil {
		return fail(errors.Join(err, src.Close()))
	}
	if old == nil {
		ms, report, err := s.addWithin(ctx, src, s.computedSpec(name, e), 0)
		return ms[0], report, err
	}
	if was, err := compute.Parse(old.Expression); err == nil && (was.Condition() != "" || e.Condition() != "") {
		err := hint.Add(fmt.Errorf("%s is computed already, as %s", name, old.Expression), "unload %s first, or choose another name", name)
		return fail(errors.Join(err, src.Close()))
	}
	now, report, err := s.swap(ctx, old, src, state.Event{Kind: state.EventComputed, Names: []string{name}, Text: e.String()})
	if now == nil {
		return fail(errors.Join(err, src.Close()))
	}
	return actions.Measurement(now.Measurements[0]), report, err
}

// inputsOf finds the measurements that an expression names. name is the
// measurement that is to be computed.
func (s *Session) inputsOf(e *compute.Expression, name string) (ids []string, err error) {
	for _, n := range e.Names() {
		m, err := s.catalog.Measurement(n.Text)
		var none *catalog.NotFoundError
		switch {
		case errors.As(err, &none):
			return nil, e.Fail(n, err.Error(), s.nameHint(e, n, none))
		case err != nil:
			return nil, e.Fail(n, err.Error(), "")
		case m.NoRows() != nil:
			return nil, e.Fail(n, m.NoRows().Error(), hint.Of(m.NoRows()))
		case s.readsFrom(m.ID, name):
			return nil, e.Fail(n, fmt.Sprintf("%s is computed from %s itself", m.ID, name), "")
		}
		ids = append(ids, m.ID)
	}
	if depth := s.depthWith(name, ids); depth > maxDepth {
		return nil, hint.Add(fmt.Errorf("%s would be made of %d computed measurements in turn; at most %d can be", name, depth, maxDepth),
			"write the expression of one in the place of its name")
	}
	return ids, nil
}

// nameHint returns the hint for an unknown name: it may be the first part of a
// measurement's name that has to be quoted.
func (s *Session) nameHint(e *compute.Expression, n compute.Name, none *catalog.NotFoundError) string {
	rest := e.String()[n.Offset:]
	for _, m := range s.catalog.Measurements() {
		for _, name := range []string{m.ID, m.Name} {
			if len(name) > len(n.Text) && strings.HasPrefix(rest, name) {
				return "write " + compute.Quote(name)
			}
		}
	}
	return none.Hint()
}

// readsFrom reports whether measurement id is target or is computed from it.
func (s *Session) readsFrom(id, target string) bool {
	if id == target {
		return true
	}
	return slices.ContainsFunc(s.needs(id), func(need string) bool { return s.readsFrom(need, target) })
}

// needs returns the ids of the inputs of a computed measurement, nil for any other.
func (s *Session) needs(id string) []string {
	if m, err := s.catalog.Measurement(id); err == nil && m.ID == id {
		return m.Dataset.Needs
	}
	return nil
}

// depthWith returns how deep computed measurements are nested when name is computed
// from ids.
func (s *Session) depthWith(name string, ids []string) int {
	needs := map[string][]string{name: ids}
	for _, ds := range s.catalog.Datasets() {
		for _, m := range ds.Measurements {
			if m.ID != name && len(ds.Needs) > 0 {
				needs[m.ID] = ds.Needs
			}
		}
	}
	depths := map[string]int{}
	var depth func(id string) int
	depth = func(id string) int {
		if d, ok := depths[id]; ok || len(needs[id]) == 0 {
			return d
		}
		for _, need := range needs[id] {
			depths[id] = max(depths[id], 1+depth(need))
		}
		return depths[id]
	}
	most := 0
	for id := range needs {
		most = max(most, depth(id))
	}
	return most
}

// computed returns the source of an expression over the measurements with the ids.
func (s *Session) computed(ctx context.Context, e *compute.Expression, ids []string) (catalog.Derived, error) {
	if e.Condition() != "" {
		return s.filtered(ctx, e, ids)
	}
	spec := compute.Spec{Needs: ids}
	var inputs []compute.Input
	at := map[string]int{} // of spec.Sequences
	for _, id := range ids {
		inputs = append(inputs, s.catalog.Input(id))
		m, err := s.catalog.Measurement(id)
		if err != nil {
			return nil, err
		}
		info := m.Dataset.Info
		// Sequences go by the names under which they are offered, and end where the inputs do.
		for _, q := range info.Sequences {
			q = s.asOffered(q)
			if i, there := at[q.Name]; there {
				spec.Sequences[i] = spec.Sequences[i].Learn(q)
				continue
			}
			at[q.Name] = len(spec.Sequences)
			spec.Sequences = append(spec.Sequences, q)
		}
		if q, ok := s.catalog.Sequence(info.First.Seq); ok && spec.First.Len() == 0 {
			spec.First = info.First
			spec.First.Seq = q.Name
		}
	}
	return compute.New(ctx, e, inputs, spec)
}

// asOffered spells the sequence of a file as it is on offer. One that is not, with this genome or
// since it was removed, stays as it is: it may be on offer later.
func (s *Session) asOffered(q genome.Sequence) genome.Sequence {
	if on, ok := s.catalog.Sequence(q.Name); ok {
		q.Name = on.Name
	}
	return q
}

// placeFor checks within a turn that a measurement can be computed under a name
// and that its inputs still exist. It returns the dataset of that name, or nil.
func (s *Session) placeFor(name string, e *compute.Expression) (*catalog.Dataset, error) {
	if _, err := s.inputsOf(e, name); err != nil {
		return nil, err
	}
	if m, err := s.catalog.Measurement(name); err == nil && m.ID == name {
		if m.Dataset.Expression != "" {
			return m.Dataset, nil
		}
		return nil, hint.Add(fmt.Errorf("%s is a measurement of %s", name, m.Dataset.Name), "choose another name")
	}
	for _, f := range s.awaited(s.current()) {
		if idOf(f) == name {
			return nil, hint.Add(fmt.Errorf("%s is the name of %s, which is waited for", name, f.Path),
				"choose another name, or unload %s first", f.Path)
		}
	}
	if !s.catalog.Unused(name) {
		return nil, hint.Add(fmt.Errorf("%s is the name of something else", name), "choose another name")
	}
	return nil, nil
}

// notNeeded returns an error if a computed measurement reads one of the dataset.
func (s *Session) notNeeded(ds *catalog.Dataset) error {
	var names []string
	for _, other := range s.catalog.Dependents(ds) {
		names = append(names, other.Measurements[0].ID)
	}
	if len(names) == 0 {
		return nil
	}
	needed := strings.Join(names, ", ")
	return hint.Add(fmt.Errorf("%s is needed for what is computed from it: %s", ds.Name, needed), "unload %s first", needed)
}

// rebuild recomputes what is computed from a dataset that has changed, so that
// sequences and bounds are those of the new data. It returns the datasets that were
// replaced. The caller holds the turn.
func (s *Session) rebuild(ctx context.Context, ds *catalog.Dataset) []replaced {
	var out []replaced
	for _, old := range s.catalog.Dependents(ds) {
		src, ok := old.Source.(interface{ Expression() *compute.Expression })
		if !ok {
			continue
		}
		fresh, err := s.computed(ctx, src.Expression(), old.Needs)
		if err != nil {
			s.opt.Log.Debug("computing again", "name", old.Name, "err", err)
			if src.Expression().Condition() != "" {
				why, _, _ := strings.Cut(err.Error(), "\n")
				s.opt.Notify(fmt.Sprintf("%s keeps its old rows: %s", old.Name, why))
			}
			continue // its inputs are read by id, so it reads the new data all the same
		}
		now, err := s.catalog.Replace(old, fresh)
		if err != nil {
			continue // it stays as it was: only a missing input fails
		}
		out = append(append(out, replaced{old, now}), s.rebuild(ctx, now)...)
	}
	return out
}
