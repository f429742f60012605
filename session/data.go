package session

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/actions"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/page"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/tutorial"
	"github.com/epiviz/epivizgo/session/state"
)

// tutorialSpec gives the tutorial's data the ids and fields that it states.
var tutorialSpec = catalog.Spec{
	Name: "py_datasource", Path: source.TutorialName, ID: "py_datasource",
	Measurements: []catalog.Measurement{{
		ID: tutorial.Column, Name: "Python Measurement", Column: 0, Group: "py_datasourcegroup",
		Chart: "Line Track", Min: tutorial.MinValue, Max: tutorial.MaxValue,
	}},
}

// AddTutorial adds the tutorial's data.
func (s *Session) AddTutorial(ctx context.Context) (reply.Report, error) {
	_, report, err := s.Load(ctx, source.TutorialName)
	return report, err
}

// Load opens a file and adds its measurements. It returns the main ones; a file of
// genes also has transcripts. source.TutorialName loads the tutorial's data, with the ids and
// fields that the tutorial states.
func (s *Session) Load(ctx context.Context, path string) ([]protocol.Measurement, reply.Report, error) {
	return s.LoadFile(ctx, state.File{Path: path}, 0)
}

// LoadFile loads a file to restore a state: f has the id from which the ids of its
// measurements are made, "" for the one that Load chooses, and says how it is read. at is
// its place among the files, from 1, 0 for the last.
func (s *Session) LoadFile(ctx context.Context, f state.File, at int) ([]protocol.Measurement, reply.Report, error) {
	if err := s.notLoaded(f.Path); err != nil {
		return nil, reply.Report{}, err
	}
	if path := source.ParseRef(f.Path).Path; !utf8.ValidString(path) || strings.ContainsAny(path, "\r\n") {
		return nil, reply.Report{}, hint.Add(fmt.Errorf("%q: a session cannot keep this name: it has a line break, or is not UTF-8", path),
			"rename it, or load a link to it")
	}
	st := s.current()
	asked, waited := f, false
	away := state.State{Files: s.awaited(st)} // no other can be meant: they are loaded
	if f, waited = away.FileNamed(asked.Path); !waited {
		f = asked
		f.ZeroBased = asked.ZeroBased || s.opt.ZeroBased && source.ParseRef(f.Path).Kind != source.Tutorial
	}
	switch {
	case asked.ID != "" && asked.ID != idOf(f):
		return nil, reply.Report{}, hint.Add(fmt.Errorf("%s is waited for as %s", f.Path, idOf(f)),
			"load it without --as, or unload %s first", f.Path)
	case asked.Reads != source.ReadOptions{} && asked.Reads != f.Reads:
		return nil, reply.Report{}, hint.Add(fmt.Errorf("%s is waited for as it is read %s", f.Path, withReads(f.Reads)),
			"load it without options of reads, or unload %s first", f.Path)
	case asked.ZeroBased && !f.ZeroBased:
		return nil, reply.Report{}, hint.Add(fmt.Errorf("%s is waited for as it is read %s", f.Path, positions(false)),
			"load it without --zero-based, or unload %s first", f.Path)
	}
	if m, err := s.catalog.Measurement(asked.ID); err == nil && asked.ID != "" && m.ID == asked.ID {
		return nil, reply.Report{}, hint.Add(fmt.Errorf("%s is the id of %s", asked.ID, m.Dataset.Name), "choose another after --as")
	}
	for _, c := range st.Computed {
		if idOf(f) == c.Name && !s.hasMeasurement(c.Name) {
			return nil, reply.Report{}, hint.Add(fmt.Errorf("%s would be %s, and %[2]s = %s waits for its data", f.Path, c.Name, c.Expression),
				"unload %s first, or load the file with --as and another name", c.Name)
		}
	}
	// Reading may take long and touches no state, so it takes no turn.
	src, err := s.openKept(ctx, f)
	if err != nil {
		s.failed(ctx, f.Path, err)
		return nil, reply.Report{}, err
	}
	ms, report, err := s.add(ctx, src, s.specOf(f), at)
	if source.ParseRef(f.Path) != source.ParseRef(asked.Path) && len(ms) > 0 {
		report.Notes = append([]string{fmt.Sprintf("%s is the same file as %s, which was waited for", asked.Path, f.Path)}, report.Notes...)
	}
	return ms, report, err
}

// replacedBy returns the awaited files whose id a dataset has: the dataset replaces them.
func (s *Session) replacedBy(ds *catalog.Dataset, st state.State) (paths []string) {
	for _, f := range s.awaited(st) {
		if ds.Path != "" && idOf(fileOf(ds)) == idOf(f) {
			paths = append(paths, f.Path)
		}
	}
	return paths
}

// hasMeasurement reports whether a measurement of that id has its data.
func (s *Session) hasMeasurement(id string) bool {
	m, err := s.catalog.Measurement(id)
	return err == nil && m.ID == id
}

// add adds an open source to the catalog and tells the browsers. at is as for LoadFile.
func (s *Session) add(ctx context.Context, src source.Source, spec catalog.Spec, at int) ([]protocol.Measurement, reply.Report, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return nil, reply.Report{}, errors.Join(err, src.Close())
	}
	defer end()
	if err := s.notLoaded(spec.Path); err != nil { // meanwhile
		return nil, reply.Report{}, errors.Join(err, src.Close())
	}
	return s.addWithin(ctx, src, spec, at)
}

// addWithin adds a source within a turn.
func (s *Session) addWithin(
	ctx context.Context, src source.Source, spec catalog.Spec, at int,
) ([]protocol.Measurement, reply.Report, error) {
	placed, err := s.withPlaces(ctx, s.current(), src)
	if err != nil {
		return nil, reply.Report{}, errors.Join(err, src.Close())
	}
	src = placed
	before := s.catalog.Sequences()
	var ms []protocol.Measurement
	var ds *catalog.Dataset
	var was, view state.View
	nowhere := false // there was no location before
	recut := false   // the location was cut at an end that the source makes known
	var after offer
	var more []state.Event
	var instead []string
	waited, placeWaited := s.waiting(), !s.offers(s.current().Location.Seq)
	others := s.catalog.Measurements()
	browsers := s.commit(ctx, func(st state.State) []state.Event {
		ds = s.catalog.Add(src, spec)
		for _, m := range ds.All() {
			ms = append(ms, actions.Measurement(m))
		}
		if s.kept.Location.Len() == 0 { // nobody chose the first view, so it causes no event
			s.kept.Location = s.firstView(ds)
			nowhere = s.kept.Location.Len() > 0
		}
		after, more = s.afterOffer(st, before)
		if after.lost { // the files that had its sequence were unloaded
			if first := s.firstView(ds); first.Len() > 0 {
				after.view = state.ViewOf(first)
				more[0] = state.MovedTo(after.view)
			}
		}
		if view = after.view; !after.moved {
			was = s.kept.View()
			if view, recut = s.recutView(was); recut {
				more = append(more, state.MovedTo(view))
			}
		}
		nowhere = nowhere || placeWaited && view.Location.Len() > 0 && s.offers(view.Location.Seq) // its sequence is back
		e := state.Event{Kind: state.EventLoaded, Path: ds.Path, Text: ds.GivenID(), At: at, Names: idsOf(ms),
			ZeroBased: ds.ZeroBased, Reads: ds.Reads}
		switch {
		case ds.Expression != "":
			e = state.Event{Kind: state.EventComputed, Names: idsOf(ms), Text: ds.Expression}
		case slices.ContainsFunc(st.Files, func(f state.File) bool { return f.Path == ds.Path }):
			e = state.Event{Kind: state.EventReloaded, Path: ds.Path, Names: e.Names} // the state has it, and it is back
		}
		var events []state.Event
		for _, path := range s.replacedBy(ds, st) {
			events = append(events, state.Event{Kind: state.EventUnloaded, Path: path})
			instead = append(instead, fmt.Sprintf("%s takes the place of %s, which is waited for no longer", ds.Path, path))
		}
		return slices.Concat(events, one(e), more)
	})
	s.unwatchGone()
	rejoined := s.rejoin(context.WithoutCancel(ctx), s.current())
	groups, changed := s.differences(rejoined)
	back := s.comeBack(ctx, waited)
	renamed := s.renamed(others)
	report, err := s.tell(ctx, browsers, func(ctx context.Context, b *page.Page) error {
		err := b.AddSeqInfos(ctx, after.fresh)
		if err == nil {
			err = b.AddMeasurements(ctx, ms)
		}
		if err == nil {
			err = b.Rename(ctx, renamed)
		}
		if err == nil {
			rest := after
			rest.fresh = nil
			err = rest.tell(ctx, b)
		}
		if err == nil && nowhere {
			err = b.FirstView(ctx, view)
		} else if err == nil && recut {
			err = b.GoTo(ctx, view)
		}
		if err == nil && len(back) > 0 {
			err = b.ShowAgain(ctx, back)
		}
		if err == nil {
			err = b.Remeasure(ctx, changed)
		}
		if err == nil {
			err = b.Renew(ctx, groups)
		}
		return err
	})
	if len(back) > 0 {
		notes := make([]string, len(back))
		for i, h := range back {
			notes[i] = fmt.Sprintf("chart %d is back", h)
		}
		report.Notes = append(notes, report.Notes...)
	}
	if len(renamed) > 0 {
		instead = append(instead, renamedNote(renamed))
	}
	if recut {
		instead = append(instead, recutNotes(was, view)...)
	}
	report.Notes = slices.Concat(instead, s.fileNotes(ds), s.partNotes(ds), ds.Info.Notes, noRows(ds), s.elsewhere(ds, view.Location),
		joinNotes(rejoined), report.Notes)
	return ms[:len(ds.Measurements)], report, err
}

// partNotes says how the further measurements of a file are called that do not show the rows of the file in another way, which is not for
// those who want only to hear what is wrong.
func (s *Session) partNotes(ds *catalog.Dataset) (notes []string) {
	if s.opt.Quiet {
		return nil
	}
	var counted []string
	for _, part := range ds.Parts {
		switch part.Info.Kind {
		case source.Signal:
			counted = append(counted, part.Measurements[0].ID)
		case source.Pairs:
			notes = append(notes, "the places that its rows join are "+part.Measurements[0].ID)
		}
	}
	if len(counted) > 0 {
		notes = append(notes, "the depth of its reads is "+counted[0])
	}
	if len(counted) > 1 {
		notes = append(notes, "also counted of its reads: "+strings.Join(counted[1:], ", "))
	}
	return notes
}

// renamed returns those of the measurements whose name has changed, because a file of the
// same name was loaded.
func (s *Session) renamed(before []*catalog.Measurement) []protocol.Measurement {
	names := map[string]string{}
	for _, m := range before {
		names[m.ID] = m.Name
	}
	var out []protocol.Measurement
	for _, m := range s.catalog.Measurements() {
		if name, ok := names[m.ID]; ok && name != m.Name {
			out = append(out, actions.Measurement(m))
		}
	}
	return out
}

// namesApart begins the note of renamedNote.
const namesApart = "to tell files of one name apart"

// renamedNote returns a note on the names under which pages now show measurements.
func renamedNote(ms []protocol.Measurement) string {
	const most = 3
	var names []string
	for _, m := range ms[:min(len(ms), most)] {
		names = append(names, m.ID+" as "+m.Name)
	}
	text := namesApart + ", pages now show " + strings.Join(names, ", ")
	if n := len(ms) - most; n > 0 {
		text += fmt.Sprintf(" and %d more otherwise", n)
	}
	return text
}

// firstWidth is the width of the first view on a sequence of unknown length.
const firstWidth = 100_000

// firstView returns where a dataset has its first data, in the spelling of the
// sequences on offer.
func (s *Session) firstView(ds *catalog.Dataset) genome.Interval {
	iv := ds.Info.First
	if iv.Len() == 0 {
		if len(ds.Info.Sequences) == 0 {
			return genome.Interval{}
		}
		iv = genome.Interval{Seq: ds.Info.Sequences[0].Name, End: min(max(ds.Info.Sequences[0].Length, 1), firstWidth)}
	}
	fitted, err := s.fit(iv)
	if err != nil {
		return genome.Interval{} // on a sequence that --genome does not have
	}
	return fitted
}

// noRows returns a note on a dataset without any data.
func noRows(ds *catalog.Dataset) []string {
	if ds.Info.Items > 0 || ds.Info.First.Len() > 0 || ds.Expression != "" {
		return nil
	}
	return []string{ds.Name + " has no rows"}
}

// elsewhere returns a note on where a file has data if it has none on the sequence in view, or its
// first are beyond the view. A file's zeros are not counted as its first.
func (s *Session) elsewhere(ds *catalog.Dataset, view genome.Interval) []string {
	first := ds.Info.First
	if view.Len() == 0 || first.Len() == 0 {
		return nil
	}
	what := "on " + view.Seq
	filled, _ := ds.Info.Filled()
	if match, ok := genome.NewNames(filled).Resolve(genome.Sequence{Name: view.Seq}); ok {
		if match.Name != first.Seq || first.Start < view.End || s.hasRows(ds, view) {
			return nil
		}
		what = "in view"
	}
	return []string{fmt.Sprintf("%s has no data %s; its first are at %s", ds.Name, what, s.firstData(ds))}
}

// hasRows reports whether a dataset has rows in an interval.
func (s *Session) hasRows(ds *catalog.Dataset, iv genome.Interval) bool {
	rows, err := s.catalog.Rows(context.Background(), ds, iv, source.RowOptions{Unnumbered: true, Limit: 1})
	return err != nil || rows.Total > 0
}

// Unload removes a file, its measurements and the charts that show any of them.
func (s *Session) Unload(ctx context.Context, name string) (reply.Report, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return reply.Report{}, err
	}
	defer end()
	ds, err := s.file(name)
	if e, of, ok := s.unloadedEvent(name); ok && err != nil { // its data are missing, so there is nothing to remove from the catalog
		notes, err := s.removeChartsOf(ctx, of)
		s.commit(ctx, func(st state.State) []state.Event { return append(s.shownAgain(st, of), e) })
		s.unwatchGone()
		return reply.Report{Notes: notes}, err
	}
	if err == nil {
		err = s.notNeeded(ds)
	}
	if err != nil {
		return reply.Report{}, err
	}
	return s.unload(ctx, ds)
}

// unload removes a dataset and the charts that show it, within a turn.
func (s *Session) unload(ctx context.Context, ds *catalog.Dataset) (reply.Report, error) {
	gone := append(shown(s.current(), ds.Covers()), chosen(ds.All(), func(string) bool { return true })...)
	of := func(id string) bool { return slices.Contains(idsOf(gone), id) }
	notes, err := s.removeChartsOf(ctx, of)
	errs := []error{err}
	before := s.catalog.Sequences()
	rejoined := s.rejoin(context.WithoutCancel(ctx), without(s.current(), ds))
	groups, changed := s.differences(rejoined)
	var after offer
	browsers := s.commit(ctx, func(st state.State) []state.Event {
		errs = append(errs, s.catalog.Remove(ds))
		events := append(s.shownAgain(st, of), state.Event{Kind: state.EventUnloaded, Path: ds.Path, Names: idsOf(gone)})
		var more []state.Event
		after, more = s.afterOffer(st, before)
		return append(events, more...)
	})
	s.unwatchGone()
	report, err := s.tell(ctx, browsers, func(ctx context.Context, b *page.Page) error {
		if err := b.RemoveMeasurements(ctx, gone); err != nil {
			return err
		}
		if err := b.Forget(ctx, gone); err != nil {
			return err
		}
		if err := b.Remeasure(ctx, changed); err != nil {
			return err
		}
		if err := b.Renew(ctx, groups); err != nil {
			return err
		}
		return after.tell(ctx, b)
	})
	report.Notes = slices.Concat(notes, joinNotes(rejoined), after.notes(), report.Notes)
	return report, errors.Join(append(errs, err)...)
}

// removeChartsOf removes the charts of measurements that are about to go, and returns notes.
func (s *Session) removeChartsOf(ctx context.Context, gone func(id string) bool) (notes []string, err error) {
	var errs []error
	for _, c := range s.Charts() {
		if slices.ContainsFunc(c.Measurements, gone) {
			_, err := s.removeChart(ctx, c.Handle)
			errs = append(errs, err)
			notes = append(notes, fmt.Sprintf("removed chart %d", c.Handle))
		}
	}
	return notes, errors.Join(errs...)
}

// shownAgain returns the event, if any, that puts measurements that go on the menus: a line
// that unloads a file does not say which it had.
func (s *Session) shownAgain(st state.State, gone func(id string) bool) []state.Event {
	hidden := slices.DeleteFunc(slices.Clone(st.Hidden), func(id string) bool { return !gone(id) })
	if len(hidden) == 0 {
		return nil
	}
	return one(state.Event{Kind: state.EventMenuAdded, Names: hidden})
}

// unloadedEvent returns the event that removes from the state a file or a computed
// measurement whose data are missing, and which ids it would give. It reports whether the
// state has it.
func (s *Session) unloadedEvent(name string) (e state.Event, of func(id string) bool, ok bool) {
	st := s.current()
	if f, ok := st.FileNamed(name); ok {
		return state.Event{Kind: state.EventUnloaded, Path: f.Path}, func(id string) bool { return s.awaitedFor(st, id) == f.Path }, true
	}
	for _, c := range st.Computed {
		if c.Name == name {
			return state.Event{Kind: state.EventUnloaded, Names: []string{name}}, func(id string) bool { return id == name }, true
		}
	}
	return state.Event{}, nil, false
}

// awaitedFor returns the path of the file that a missing measurement of this id is to come
// from, "" if there is none.
func (s *Session) awaitedFor(st state.State, id string) (path string) {
	if s.hasMeasurement(id) || slices.ContainsFunc(st.Computed, func(c state.Computed) bool { return c.Name == id }) {
		return ""
	}
	longest := ""
	for _, f := range s.awaited(st) {
		if own := idOf(f); (id == own || strings.HasPrefix(id, own+"_")) && len(own) > len(longest) {
			path, longest = f.Path, own
		}
	}
	return path
}

// Measurements lists the measurements in the order in which they were added.
func (s *Session) Measurements() []protocol.Measurement {
	out := []protocol.Measurement{}
	for _, m := range s.catalog.Measurements() {
		wire := actions.Measurement(m)
		if lo, hi, ok := m.Range(); ok && m.HasValues() { // pages receive the bounds of the axis
			wire.MinValue, wire.MaxValue = &lo, &hi
		}
		out = append(out, wire)
	}
	return append(out, shown(s.current(), s.catalog.Covers())...)
}

// AddMeasurements puts measurements on the menus (again).
func (s *Session) AddMeasurements(ctx context.Context, names []string) (reply.Report, error) {
	return s.menu(ctx, state.EventMenuAdded, names, (*page.Page).AddMeasurements)
}

// RemoveMeasurements takes measurements off the menus; charts stay.
func (s *Session) RemoveMeasurements(ctx context.Context, names []string) (reply.Report, error) {
	return s.menu(ctx, state.EventMenuRemoved, names, (*page.Page).RemoveMeasurements)
}

// menu adds measurements to the menus or removes them.
func (s *Session) menu(
	ctx context.Context, kind state.Kind, names []string, push func(*page.Page, context.Context, []protocol.Measurement) error,
) (reply.Report, error) {
	return s.inTurn(ctx, func() (reply.Report, error) {
		var ms []protocol.Measurement
		for _, name := range names {
			m, err := s.catalog.Measurement(name)
			if err != nil {
				return reply.Report{}, err
			}
			ms = append(ms, actions.Measurement(m))
		}
		browsers := s.commit(ctx, func(state.State) []state.Event { return one(state.Event{Kind: kind, Names: idsOf(ms)}) })
		return s.tell(ctx, browsers, func(ctx context.Context, b *page.Page) error { return push(b, ctx, ms) })
	})
}

func idsOf(ms []protocol.Measurement) []string {
	ids := make([]string, len(ms))
	for i, m := range ms {
		ids[i] = m.ID
	}
	return ids
}
