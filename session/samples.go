package session

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/interruptible"
	"github.com/epiviz/epivizgo/session/page"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/samples"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/state"
)

// The sample sheet: a table that says of each sample, and so of measurements, what is known of it.

// Samples returns what the sample sheet says, and reports whether there is one that could be read.
func (s *Session) Samples() (reply.Samples, bool) {
	s.mu.Lock()
	sheet, kept := s.kept.sheet, s.kept.Samples
	s.mu.Unlock()
	out := reply.Samples{Path: kept.Path}
	if sheet == nil {
		return out, false
	}
	m := sheet.Match(s.targets())
	out.Group, out.Notes, out.Without = sheet.Group(), slices.Concat(sheet.Notes, sheet.NotesOn(m)), m.Without
	for _, c := range sheet.Columns {
		out.Columns = append(out.Columns, reply.SampleColumn{Name: c.Name, Kind: string(c.Kind), Values: c.Values})
	}
	for i, r := range sheet.Rows {
		out.Rows = append(out.Rows, reply.Sample{Name: r.Name, Cells: r.Cells, Measurements: m.Of[i], Rule: string(m.Rules[i])})
	}
	return out, true
}

// SetSamples replaces the sample sheet by that of a file; "" removes it. If the file cannot be read, nothing
// changes.
func (s *Session) SetSamples(ctx context.Context, path string) (reply.Report, error) {
	var sheet *samples.Sheet
	if path != "" {
		path = source.ParseRef(path).Path
		var err error
		if sheet, err = s.readSheet(ctx, path); err != nil {
			return reply.Report{}, err
		}
	}
	end, err := s.begin(ctx)
	if err != nil {
		return reply.Report{}, err
	}
	defer end()
	watched := s.current().Samples
	return s.useSheet(ctx, sheet, func(st state.State) []state.Event {
		if st.Samples.Path == path {
			return nil
		}
		if watched.Watched {
			s.unwatch(watched.Path)
		}
		return one(state.Event{Kind: state.EventSamples, Path: path})
	})
}

// readSheet reads a sheet from a file.
func (s *Session) readSheet(ctx context.Context, path string) (*samples.Sheet, error) {
	ref := source.ParseRef(path)
	switch {
	case ref.Kind != source.File:
		return nil, hint.Add(fmt.Errorf("%s is no file; a sample sheet is read from one", path), "samples FILE")
	case !utf8.ValidString(path) || strings.ContainsAny(path, "\r\n"):
		return nil, fmt.Errorf("%q: a session cannot keep this name: it has a line break, or is not UTF-8", path)
	}
	sheet, err := interruptible.Do(ctx, path, func() (*samples.Sheet, error) {
		if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
			return nil, fmt.Errorf("%s is not a file that can be read again; wanted a table", path)
		}
		file, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		sheet, err := samples.Read(ref.Name(), file)
		return sheet, errors.Join(err, file.Close())
	})
	if err != nil {
		return nil, err
	}
	err = sheet.Headless(ref.Name(), func(word string) bool {
		return slices.ContainsFunc(s.targets(), func(t samples.Target) bool {
			return source.ParseRef(t.File) != ref && (t.ID == word || slices.Contains(t.Names, word)) // it may be loaded as a table, too
		})
	})
	return sheet, err
}

// useSheet puts a sheet in place within a turn, with the events of the change.
func (s *Session) useSheet(ctx context.Context, sheet *samples.Sheet, plan func(state.State) []state.Event) (reply.Report, error) {
	browsers := s.commit(ctx, func(st state.State) []state.Event {
		s.kept.sheet = sheet
		return plan(st)
	})
	report, err := s.tell(ctx, browsers, func(_ context.Context, b *page.Page) error {
		if !b.Knows(protocol.SetSamples) {
			return &page.Note{Sentence: "has no use for a sample sheet: its charts stay as they are"}
		}
		return nil // tell sends what has changed
	})
	report.Notes = slices.Concat(s.sheetNotes(), report.Notes)
	return report, err
}

// sheetNotes returns what is to be told of the sheet: what was left out, what was found, and which charts name columns
// that it lacks.
func (s *Session) sheetNotes() (notes []string) {
	if now, ok := s.Samples(); ok {
		notes = now.Notes
	}
	for _, c := range s.current().Charts {
		t, _ := protocol.LookupChartType(c.Type)
		for _, set := range t.Settings {
			text, _ := c.Settings[set.ID].(string)
			if set.Samples && text != "" && s.checkColumns(set, text) != nil {
				notes = append(notes, fmt.Sprintf("chart %d: %s=%s has no effect, since no sample sheet has such a column", c.Handle, set.ID, text))
			}
		}
	}
	return notes
}

// reloadSheet reads the sheet again. turn takes the turn for what changes.
func (s *Session) reloadSheet(ctx context.Context, turn func(context.Context) (func(), error)) (reply.Report, error) {
	path := s.current().Samples.Path
	sheet, err := s.readSheet(ctx, path)
	if err != nil {
		return reply.Report{}, err
	}
	end, err := turn(ctx)
	if err != nil {
		return reply.Report{}, err
	}
	defer end()
	if s.current().Samples.Path != path {
		return reply.Report{}, errUnloaded
	}
	if ctx.Value(unread{}) != nil { // nobody reads the report
		for _, note := range sheet.Notes {
			s.once(path + ": " + note)
		}
	}
	return s.useSheet(ctx, sheet, func(state.State) []state.Event {
		return one(state.Event{Kind: state.EventReloaded, Path: path})
	})
}

// sheetFor returns the sheet that a state wants, with a note if it cannot be read.
func (s *Session) sheetFor(ctx context.Context, want state.Samples) (sheet *samples.Sheet, note string) {
	s.mu.Lock()
	sheet, have := s.kept.sheet, s.kept.Samples.Path
	s.mu.Unlock()
	switch {
	case want.Path == "":
		return nil, ""
	case want.Path == have && sheet != nil:
		return sheet, ""
	}
	sheet, err := s.readSheet(ctx, want.Path)
	if err != nil {
		return nil, fmt.Sprintf("the sample sheet %s: %v; reload reads it once it is there", want.Path, err)
	}
	return sheet, ""
}

// targets returns the measurements that samples may be of.
func (s *Session) targets() []samples.Target {
	var out []samples.Target
	add := func(ms []*catalog.Measurement, beside bool) {
		for _, m := range ms {
			genotype := m.OfSample()
			t := samples.Target{
				ID: m.ID, Names: m.Names(), File: m.Dataset.Path, Beside: beside && !genotype || m.Annotation["column"] != "",
				Yields: genotype, Optional: !m.HasValues() || m.Dataset.Expression != "" || genotype,
			}
			if genotype { // the file is of all samples
				t.File = ""
			}
			out = append(out, t)
		}
	}
	add(s.catalog.Measurements(), false)
	add(s.catalog.Covers(), true)
	return out
}

// wireSamples returns what the sheet says of the measurements, as pages receive it.
func (s *Session) wireSamples() protocol.SamplesParams {
	s.mu.Lock()
	sheet := s.kept.sheet
	s.mu.Unlock()
	p := protocol.SamplesParams{Columns: []protocol.SampleColumn{}, Rows: map[string][]*float64{}}
	if sheet == nil {
		return p
	}
	for _, c := range sheet.Columns {
		p.Columns = append(p.Columns, protocol.SampleColumn{
			Name: c.Name, Kind: string(c.Kind), Values: orEmpty(c.Values), Colors: orEmpty(c.Colors), Min: c.Min, Max: c.Max,
		})
	}
	rows := make([][]*float64, len(sheet.Rows))
	for i, r := range sheet.Rows {
		rows[i] = make([]*float64, len(r.Cells))
		for k, cell := range r.Cells {
			v := sheet.Number(i, k)
			if c := sheet.Columns[k]; c.Kind != samples.Number {
				v = float64(slices.Index(c.Values, cell))
			}
			if cell != "" {
				rows[i][k] = &v
			}
		}
	}
	for id, row := range sheet.Match(s.targets()).Row {
		p.Rows[id] = rows[row]
	}
	return p
}

// checkColumns returns an error unless the value of a setting names columns of the sheet.
func (s *Session) checkColumns(set protocol.Setting, text string) error {
	names := []string{text}
	if set.SampleList {
		if text == "default" || text == "none" {
			return nil
		}
		names = strings.Split(text, ",")
	}
	s.mu.Lock()
	sheet, path := s.kept.sheet, s.kept.Samples.Path
	s.mu.Unlock()
	switch {
	case sheet == nil && path != "":
		err := fmt.Errorf("setting %s is %q, and the sample sheet %s could not be read", set.ID, text, path)
		return hint.Add(err, "reload reads it again")
	case sheet == nil:
		return hint.Add(fmt.Errorf("setting %s is %q, and there is no sample sheet", set.ID, text), "samples FILE reads one")
	}
	for _, name := range names {
		if bare, down := strings.CutPrefix(name, "-"); down && set.Descends {
			name = bare
		}
		if !slices.Contains(sheet.Names(), name) {
			return fmt.Errorf("setting %s is %q; wanted one of the columns of the sample sheet, %s", set.ID, name, strings.Join(sheet.Names(), ", "))
		}
	}
	return nil
}

// sampleColumns returns the names of the columns of the sheet.
func (s *Session) sampleColumns() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept.sheet == nil {
		return nil
	}
	return s.kept.sheet.Names()
}
