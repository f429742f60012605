package session

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/actions"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/compute"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/page"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/state"
)

// State returns what the session keeps. Nothing in it may be written to.
func (s *Session) State() state.State { return s.current() }

// Become replaces the session's state as a whole: files that it needs are opened first,
// and if ctx ends meanwhile, nothing changes. A file that cannot be opened is noted and
// stays in the state: its charts wait for it (see Load). Places are cut as by Navigate.
// Two files of one id are a *state.ClashError, and nothing changes. If anything but the place
// changes while files are opened, the error is a state.ErrMeanwhile, and nothing else changes.
func (s *Session) Become(ctx context.Context, want state.State) (reply.Report, error) {
	return s.become(ctx, want, nil, nil)
}

// journey is how the history leads to a state. s.mu is held when its functions are called.
type journey struct {
	still func() bool // reports whether the history leads there still
	done  func()      // is called right before the state is replaced
}

// opened is a file that a state needs, before it is in the catalog.
type opened struct {
	file state.File
	src  source.Source
}

// become implements Become. With travel the history leads to want, and the place stays; without,
// the change is a new step. open is the genome of want if the caller has opened it.
func (s *Session) become(ctx context.Context, want state.State, travel *journey, open *newGenome) (reply.Report, error) {
	var notes []string
	var files []opened
	closeAll := func() {
		open.close()
		for _, o := range files {
			_ = o.src.Close()
		}
	}
	if err := namesClash(want.Files); err != nil {
		closeAll()
		return reply.Report{}, err
	}
	base := s.current()
	if open != nil { // want is what the caller saw, but for the genome
		own := base.Genome
		base = want
		base.Genome = own
	} else {
		var note string
		if open, note = s.genomeFor(ctx, want.Genome); note != "" {
			notes = append(notes, note)
		}
		if open != nil && travel == nil {
			notes = append(notes, fmt.Sprintf("the genome is %s; it was %s", cmp.Or(open.name, state.NoGenome), cmp.Or(base.Genome, state.NoGenome)))
		}
	}
	if want.Genome = base.Genome; open != nil {
		want.Genome = open.name
	}
	for i, f := range want.Files {
		if ds := s.datasetAt(f.Path); ds != nil {
			want.Files = slices.Clone(want.Files)
			want.Files[i].Path = ds.Path // as it is known here
			if isAs(ds, f) {
				continue
			}
			if was := fileOf(ds); travel == nil && idOf(was) != idOf(f) {
				notes = append(notes, fmt.Sprintf("%s is %s now; it was %s", ds.Path, idOf(f), idOf(was)))
			}
			if travel == nil && ds.ZeroBased != f.ZeroBased {
				notes = append(notes, fmt.Sprintf("%s is read %s now", ds.Path, positions(f.ZeroBased)))
			}
			if travel == nil && ds.Reads != f.Reads {
				notes = append(notes, fmt.Sprintf("%s is read %s now", ds.Path, withReads(f.Reads)))
			}
			f.Path = ds.Path
		}
		src, err := s.openAgain(ctx, f)
		if ctx.Err() != nil {
			closeAll()
			return reply.Report{}, context.Cause(ctx)
		}
		if err != nil {
			text := err.Error()
			if !strings.HasPrefix(text, f.Path) && f.Path != "-" {
				text = f.Path + ": " + text
			}
			notes = append(notes, text+"; its charts wait for it")
			continue
		}
		files = append(files, opened{f, src})
	}
	sheet, note := s.sheetFor(ctx, want.Samples)
	if note != "" {
		notes = append(notes, note)
	}
	end, err := s.begin(ctx)
	if err != nil {
		closeAll()
		return reply.Report{}, err
	}
	defer end()
	if travel != nil && !s.leadsStill(travel) { // somebody did something while files were opened
		closeAll()
		return reply.Report{}, errors.New("something else was done meanwhile; nothing was undone or done again")
	}
	if travel == nil && !state.SameBut(base, s.current()) { // want lacks it
		closeAll()
		return reply.Report{}, hint.Add(state.ErrMeanwhile, "try it again")
	}
	// From here on ctx no longer matters: changes of the catalog must be complete.
	whole := context.WithoutCancel(ctx)
	was := s.current()
	if travel != nil {
		want.SetView(was.View()) // a person may have moved while files were opened
	}
	before, sequences := s.catalog.Measurements(), s.catalog.Sequences()
	if open != nil {
		notes = append(notes, s.useGenome(open)...)
	}
	rejoined := s.rejoin(whole, want)
	gone := append(s.dropUnneeded(want), s.basesGone(before)...) // first, since new files may need the ids
	for _, o := range files {
		if s.datasetAt(o.file.Path) != nil { // loaded meanwhile
			_ = o.src.Close()
			continue
		}
		notes = append(notes, s.fileNotes(s.catalog.Add(o.src, s.specOf(o.file)))...)
	}
	rejoined = s.last(append(rejoined, s.rejoin(whole, want)...))
	groups, changed := s.differences(rejoined)
	notes = append(append(notes, joinNotes(rejoined)...), s.computeAll(whole, want.Computed)...)
	s.catalog.EditSequences(want.Added, want.Removed)
	if open != nil {
		var more []string
		want, more = s.placesOnSequences(want)
		notes = append(notes, more...)
		if open.ref == nil {
			notes = append(notes, s.oldSequences()...)
		}
	}
	asked := want
	want, more := s.fitState(want, was)
	notes = append(notes, more...)
	s.mu.Lock()
	s.kept.sheet = sheet
	s.mu.Unlock()
	browsers := s.commitState(ctx, asked, want, travel)
	now := s.current()
	s.followWatched(now)
	change := page.StateChange{
		Gone: gone, Renamed: s.renamed(before), Sequences: page.NewSequences(sequences, s.catalog.Sequences()),
		NoTheme: now.Theme == "" && was.Theme != "",
	}
	for _, e := range state.Diff(was, now) {
		switch e.Kind {
		case state.EventChartRemoved:
			change.Removed = append(change.Removed, e.Chart.Handle)
		case state.EventChartChanged:
			change.Changed = append(change.Changed, e.Chart.Handle)
		}
	}
	for _, c := range now.Charts {
		if s.waitsFor(c) != nil {
			change.Waiting = append(change.Waiting, c.Handle)
		}
	}
	for _, q := range sequences {
		if _, ok := s.catalog.Sequence(q.Name); !ok {
			change.GoneSequences = append(change.GoneSequences, q.Name)
		}
	}
	hidden := func(st state.State, id string) bool { _, ok := slices.BinarySearch(st.Hidden, id); return ok }
	for _, m := range s.catalog.Measurements() {
		known := slices.ContainsFunc(before, func(have *catalog.Measurement) bool { return have.ID == m.ID }) && !hidden(was, m.ID) &&
			!slices.ContainsFunc(gone, func(left protocol.Measurement) bool { return left.ID == m.ID }) // it is another of that id
		switch {
		case hidden(now, m.ID) && known:
			change.OffMenu = append(change.OffMenu, actions.Measurement(m))
		case !hidden(now, m.ID) && !known:
			change.OnMenu = append(change.OnMenu, actions.Measurement(m))
		}
	}
	offered := slices.ContainsFunc(sequences, func(q genome.Sequence) bool { return q.Name == now.Location.Seq })
	if (!now.View().Equal(was.View()) || !offered) && s.offers(now.Location.Seq) {
		change.View = now.View()
	}
	report, err := s.tell(ctx, browsers, func(ctx context.Context, b *page.Page) error {
		err := b.Become(ctx, change)
		if err == nil {
			err = b.Remeasure(ctx, changed)
		}
		if err == nil {
			err = b.Renew(ctx, groups)
		}
		if err == nil && open != nil && b.Knows(protocol.SyncState) {
			err = b.Renew(ctx, []string{catalog.SequenceID})
		}
		return err
	})
	report.Notes = slices.Concat(notes, s.waitingNotes(now), report.Notes)
	return report, err
}

// namesClash returns an error if two files are to have the same id: charts of one would
// show the other's data.
func namesClash(files []state.File) error {
	paths := map[string]string{}
	for _, f := range files {
		id := idOf(f)
		if other, ok := paths[id]; ok {
			return &state.ClashError{ID: id, Paths: [2]string{other, f.Path}}
		}
		paths[id] = f.Path
	}
	return nil
}

// awaited returns the files of a state whose data are missing.
func (s *Session) awaited(st state.State) (files []state.File) {
	there := map[string]bool{}
	for _, ds := range s.catalog.Datasets() {
		there[ds.Path] = true
	}
	for _, f := range st.Files {
		if !there[f.Path] && s.datasetAt(f.Path) == nil {
			files = append(files, f)
		}
	}
	return files
}

// computeAll adds the computed measurements of a state to the catalog. It returns a note
// for each that cannot be computed.
func (s *Session) computeAll(ctx context.Context, want []state.Computed) (notes []string) {
	for _, c := range want {
		if err := s.computeOne(ctx, c); err != nil {
			why, _, _ := strings.Cut(err.Error(), "\n") // what follows shows where in the expression
			notes = append(notes, fmt.Sprintf("%s = %s: %s; its charts wait for it", c.Name, c.Expression, why))
		}
	}
	return notes
}

func (s *Session) computeOne(ctx context.Context, c state.Computed) error {
	if m, err := s.catalog.Measurement(c.Name); err == nil && m.ID == c.Name && m.Dataset.Expression == c.Expression {
		return nil
	}
	e, err := compute.Parse(c.Expression)
	if err != nil {
		return err
	}
	ids, err := s.inputsOf(e, c.Name)
	if err != nil {
		return err
	}
	old, err := s.placeFor(c.Name, e)
	if err != nil {
		return err
	}
	src, err := s.computed(ctx, e, ids)
	if err != nil {
		return err
	}
	if old == nil {
		s.catalog.Add(src, s.computedSpec(c.Name, e))
		return nil
	}
	now, err := s.catalog.Replace(old, src)
	if err != nil {
		return errors.Join(err, src.Close())
	}
	s.rebuild(ctx, now)
	return nil
}

// fitState returns the state without what is impossible in it, which is dropped or cut,
// and notes on that.
func (s *Session) fitState(want, was state.State) (state.State, []string) {
	var notes []string
	waiting := s.placesWait(want)
	orphaned := s.catalog.Orphaned() // those on offer say nothing
	later := func(iv genome.Interval) bool { return orphaned || waiting && !s.offers(iv.Seq) }
	want, notes = s.fitView(want, was, later)
	var there, wait []genome.Interval
	for _, iv := range want.Selection {
		if later(iv) {
			wait = append(wait, iv)
		} else {
			there = append(there, iv)
		}
	}
	if kept, changed := s.recutSelection(there); changed {
		want.Selection = append(kept, wait...)
		notes = append(notes, "of the selection, what lies beyond an end or on no sequence is left out")
	}
	var charts []state.Chart
	for _, c := range want.Charts {
		if s.waitsFor(c) == nil {
			if _, _, err := s.planChart(c.Type, c.Measurements); err != nil {
				notes = append(notes, fmt.Sprintf("chart %d is left out: %v", c.Handle, err))
				continue
			}
		}
		charts = append(charts, c)
	}
	want.Charts = charts
	return want, notes
}

// placesWait reports whether places of a state on no sequence on offer wait for it: a file may
// bring it.
func (s *Session) placesWait(st state.State) bool {
	return len(s.awaited(st)) > 0 || len(s.catalog.Sequences()) == 0
}

// offers reports whether a sequence is on offer.
func (s *Session) offers(seq string) bool {
	_, ok := s.catalog.Sequence(seq)
	return ok
}

// waitsFor returns the measurements of a chart that are not loaded.
func (s *Session) waitsFor(c state.Chart) (missing []string) {
	for _, id := range c.Measurements {
		if !s.hasMeasurement(id) {
			missing = append(missing, id)
		}
	}
	return missing
}

// waitingNotes returns a note for each chart that waits for data.
func (s *Session) waitingNotes(st state.State) (notes []string) {
	for _, c := range st.Charts {
		if text := s.waitText(st, c); text != "" {
			notes = append(notes, fmt.Sprintf("chart %d waits for %s", c.Handle, text))
		}
	}
	return notes
}

// commitState replaces the state by want, which is asked without what is impossible in it,
// and emits the events that lead to it. Numbers of charts and hooks are not used again.
func (s *Session) commitState(ctx context.Context, asked, want state.State, travel *journey) []*page.Page {
	s.mu.Lock()
	defer s.mu.Unlock()
	if travel != nil {
		travel.done()
	}
	was := s.kept.State
	want.LastHandle = max(want.LastHandle, was.LastHandle)
	want.LastHook = max(want.LastHook, was.LastHook)
	events := state.Diff(was, want)
	fit := len(events) // from here on events are part of no step
	if travel != nil {
		asked.SetView(want.View())
		events = state.Diff(was, asked)
		fit = len(events)
		events = append(events, state.Diff(asked, want)...)
	}
	for i, e := range events {
		if i == fit { // the history leads to asked
			s.opt.Mark(state.Mark{})
		}
		e.Travel = travel != nil
		e = by(ctx, e)
		if !e.Travel {
			s.recordAs(s.step, was, want, e)
		}
		s.opt.Event(e)
		if e.Kind == state.EventMoved {
			s.kept.chosen = true
		}
	}
	s.kept.State = want
	for _, ds := range s.catalog.Datasets() {
		if s.kept.Location.Len() > 0 {
			break
		}
		if s.kept.Location = s.firstView(ds); s.kept.Location.Len() > 0 { // nobody's choice, and no event
			s.opt.Placed(state.MovedTo(s.kept.View()))
		}
	}
	s.visit(ctx, was.View())
	return slices.Clone(s.browsers)
}

// dropUnneeded removes from the catalog the datasets that a state does not have, with
// all that is computed from them, and returns the removed measurements.
func (s *Session) dropUnneeded(st state.State) (gone []protocol.Measurement) {
	needed := func(ds *catalog.Dataset) bool {
		switch {
		case ds.Expression != "":
			return slices.Contains(st.Computed, state.Computed{Name: ds.Measurements[0].ID, Expression: ds.Expression})
		case ds.Path == "":
			return true
		}
		return slices.ContainsFunc(st.Files, func(f state.File) bool { return f.Path == ds.Path && isAs(ds, f) })
	}
	dropped := map[*catalog.Dataset]bool{}
	var drop func(ds *catalog.Dataset)
	drop = func(ds *catalog.Dataset) {
		if dropped[ds] {
			return
		}
		dropped[ds] = true
		for _, other := range s.catalog.Dependents(ds) {
			drop(other)
		}
	}
	all := s.catalog.Datasets()
	for _, ds := range all {
		isPart := ds.Path != "" && s.datasetAt(ds.Path) != ds // it goes with its whole
		if !isPart && !needed(ds) {
			drop(ds)
		}
	}
	for _, ds := range slices.Backward(all) {
		if !dropped[ds] {
			continue
		}
		gone = slices.Concat(gone, chosen(ds.All(), func(string) bool { return true }), shown(s.current(), ds.Covers()))
		if err := s.catalog.Remove(ds); err != nil {
			s.opt.Notify(fmt.Sprintf("closing %s: %v", ds.Name, err))
		}
		if ds.Expression == "" {
			s.unwatch(ds.Path)
		}
	}
	return gone
}

// followWatched watches the files that a state says are watched, and no others.
func (s *Session) followWatched(st state.State) {
	s.unwatchGone()
	files := st.Files
	if st.Samples.Path != "" {
		files = append(slices.Clone(files), state.File{Path: st.Samples.Path, Watched: st.Samples.Watched})
	}
	for _, f := range files {
		if _, err := s.follow(f.Path, f.Watched); err != nil {
			s.opt.Notify(err.Error())
		}
	}
}

// record adds a change to the history. s.mu is held.
func (s *Session) record(ctx context.Context, before state.State, e state.Event) {
	if reflect.DeepEqual(before, s.kept.State) {
		return // there is nothing to undo
	}
	group := s.step
	if e.Browser != 0 {
		var ok bool
		if group, ok = ctx.Value(inStep{}).(int); !ok {
			s.mouse--
			group = s.mouse // a change made in a page is a separate step or part of a gesture
		}
	}
	s.recordAs(group, before, s.kept.State, e)
}

// recordAs adds a change to the history as part of a group. s.mu is held.
func (s *Session) recordAs(group int, before, after state.State, e state.Event) {
	now := time.Now()
	switch {
	case group == noStep:
		s.opt.Mark(state.Mark{})
	case s.history.Record(before, after, e, group, now):
		s.opt.Mark(state.Mark{At: now, Browser: e.Browser, Hook: e.Hook})
	}
}

// Waits returns what each waiting chart waits for, by the chart's number.
func (s *Session) Waits() map[int]string {
	st := s.current()
	waits := map[int]string{}
	for _, c := range st.Charts {
		if text := s.waitText(st, c); text != "" {
			waits[c.Handle] = text
		}
	}
	return waits
}

// waiting returns the handles of the charts that wait for data.
func (s *Session) waiting() (handles []int) {
	for _, c := range s.current().Charts {
		if s.waitsFor(c) != nil {
			handles = append(handles, c.Handle)
		}
	}
	return handles
}

// comeBack computes the measurements whose inputs are loaded now, and returns the
// handles of the charts in waited that no longer wait.
func (s *Session) comeBack(ctx context.Context, waited []int) (back []int) {
	if len(waited) == 0 {
		return nil
	}
	for _, c := range s.current().Computed {
		_ = s.computeOne(context.WithoutCancel(ctx), c) // on an error it keeps waiting
	}
	still := s.waiting()
	return slices.DeleteFunc(slices.Clone(waited), func(h int) bool { return slices.Contains(still, h) })
}

// waitText returns what a chart waits for: the name of the missing file if there is just
// one, otherwise the measurements. It returns "" if the chart has all its data.
func (s *Session) waitText(st state.State, c state.Chart) string {
	missing := s.waitsFor(c)
	switch {
	case missing == nil:
		return ""
	case slices.Contains(missing, catalog.SequenceID):
		return "a genome with bases"
	}
	if away := s.awaited(st); len(away) == 1 {
		return filepath.Base(away[0].Path)
	}
	return strings.Join(missing, ", ")
}
