package session

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/actions"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
)

// replay does to a session what the events tell.
func replay(t *testing.T, s *Session, events []state.Event) {
	t.Helper()
	ctx := context.Background()
	for _, e := range events {
		var err error
		switch e.Kind {
		case state.EventLoaded:
			_, _, err = s.Load(ctx, e.Path)
		case state.EventMenuRemoved:
			_, err = s.RemoveMeasurements(ctx, e.Names)
		case state.EventSeqInfosAdded:
			for _, q := range e.SeqInfos {
				_, err = s.AddSeqInfos(ctx, []genome.Sequence{{Name: q.Name, Length: q.Max}})
			}
		case state.EventSeqNamesGone:
			_, err = s.RemoveSeqNames(ctx, e.Names)
		case state.EventMoved:
			_, err = s.Navigate(ctx, actions.FromRange(*e.Location))
		case state.EventChartAdded:
			_, _, err = s.AddChartAs(ctx, e.Chart.Handle, e.Chart.Type, e.Chart.Measurements)
			if err == nil && len(e.Chart.Settings) > 0 {
				_, err = s.set(ctx, e.Chart.Handle, e.Chart.Settings, e.Chart.Colors, nil)
			}
		case state.EventSelected:
			var ivs []genome.Interval
			for _, r := range e.Selection {
				ivs = append(ivs, actions.FromRange(r))
			}
			_, err = s.Select(ctx, ivs)
		case state.EventThemed:
			_, err = s.SetTheme(ctx, protocol.Theme(e.Text))
		case state.EventFlipped:
			_, err = s.SetFlip(ctx, e.Text == "on")
		case state.EventLinkOut:
			_, err = s.SetLinkOut(ctx, e.Text)
		default:
			t.Fatalf("a snapshot has the event %s", e.Kind)
		}
		if err != nil {
			t.Fatalf("%s: %v", e.Kind, err)
		}
	}
}

// TestSnapshotMakesTheSameState replays a snapshot on a fresh session.
func TestSnapshotMakesTheSameState(t *testing.T) {
	bed := filepath.Join(t.TempDir(), "peaks.bed")
	if err := os.WriteFile(bed, []byte("chr1\t100\t200\ta\nchr2\t5\t50\tb\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	open := func() *Session {
		s, err := Start(ctx, Options{Addr: "127.0.0.1:0"})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		return s
	}
	ok := func(_ reply.Report, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	s := open()
	ok(s.AddTutorial(ctx))
	_, r, err := s.Load(ctx, bed)
	ok(r, err)
	for range 3 {
		_, r, err = s.AddChart(ctx, "", []string{"py_column"})
		ok(r, err)
	}
	_, r, err = s.AddChart(ctx, "", []string{"peaks"})
	ok(r, err)
	ok(s.RemoveChart(ctx, 2))
	ok(s.OrderCharts(ctx, []int{4, 1}))
	ok(s.SetTheme(ctx, "dark"))
	ok(s.SetLinkOut(ctx, "https://a.example/?q={name}#x;y"))
	ok(s.Set(ctx, 3, map[string]string{"title": "three; of $them", "colors": "#ff0000,blue"}))
	ok(s.RemoveMeasurements(ctx, []string{"peaks"}))
	ok(s.AddSeqInfos(ctx, []genome.Sequence{{Name: "chrX", Length: 5000}}))
	ok(s.RemoveSeqNames(ctx, []string{"pyChr"}))
	ok(s.Navigate(ctx, genome.Interval{Seq: "chr1", Start: 10, End: 900}))
	ok(s.Select(ctx, []genome.Interval{{Seq: "chr1", Start: 50, End: 60}, {Seq: "chr2", Start: 5, End: 6}}))

	fresh := open()
	replay(t, fresh, s.Snapshot())
	if got, want := fresh.Snapshot(), s.Snapshot(); !reflect.DeepEqual(got, want) {
		t.Errorf("the fresh session has\n%+v\nwant\n%+v", got, want)
	}
	if got, want := fresh.SeqInfos(), s.SeqInfos(); !reflect.DeepEqual(got, want) {
		t.Errorf("sequences %v, want %v", got, want)
	}
	if fresh.Theme() != "dark" {
		t.Errorf("theme %q, want dark", fresh.Theme())
	}
	// Handles go on where they were: none is used again.
	c, _, err := fresh.AddChart(ctx, "", []string{"py_column"})
	if err != nil || c.Handle != 5 {
		t.Errorf("the next chart is %d, %v; want 5", c.Handle, err)
	}
}

// TestShorterSequence gives a sequence a length behind which a view and a selection are: both are cut there, in pages
// too, and the written state is restored unchanged.
func TestShorterSequence(t *testing.T) {
	files := map[string]sourceT{"b.bed": seen{newFeatures("chrB", 1000, 100, 100)}}
	inBubble(t, Options{Open: opener(files)}, func(t *testing.T, r *rig) {
		r.load("/b.bed")
		page := r.join(builtinPage)
		must(r.Navigate(r.ctx, genome.Interval{Seq: "chrB", Start: 200, End: 5000}))(t)
		must(r.Select(r.ctx, []genome.Interval{{Seq: "chrB", Start: 10, End: 900}, {Seq: "chrB", Start: 700, End: 800}}))(t)
		report := must(r.AddSeqInfos(r.ctx, []genome.Sequence{{Name: "chrB", Length: 600}}))(t)
		equal(t, "notes", report.Notes, []string{"chrB ends at 600, the view too", "what was selected beyond an end is not any more"})
		at, _, _ := r.Location(r.ctx)
		equal(t, "location", at, genome.Interval{Seq: "chrB", Start: 200, End: 600})
		equal(t, "selection", r.Selection(), []genome.Interval{{Seq: "chrB", Start: 10, End: 600}})
		where := *page.Page().Location
		equal(t, "the page's end", where.End, 600.0)
		must(r.AddSeqInfos(r.ctx, []genome.Sequence{{Name: "chrB", Length: 150}}))(t)
		at, _, _ = r.Location(r.ctx)
		equal(t, "location behind the end", at, genome.Interval{Seq: "chrB", Start: 0, End: 150})
		for _, e := range r.Snapshot() {
			if e.Kind == state.EventMoved {
				equal(t, "what is written", *e.Location, protocol.Range{SeqName: "chrB", Start: 1, End: 150})
			}
		}
	})
}

// TestSequencesAreKeptAsTheyAre changes sequences and looks at what is kept of that: what was added and taken off again
// does not come back with its file, and names are as they were typed.
func TestSequencesAreKeptAsTheyAre(t *testing.T) {
	files := map[string]sourceT{"a.bw": newRamp("chrA", 1000), "b.bw": newRamp("chrB", 500)}
	inBubble(t, Options{Open: opener(files)}, func(t *testing.T, r *rig) {
		r.load("/a.bw")
		r.load("/b.bw")
		must(r.AddSeqInfos(r.ctx, []genome.Sequence{{Name: "chrB", Length: 400}, {Name: `q"<x`, Length: 5}}))(t)
		must(r.RemoveSeqNames(r.ctx, []string{"chrB"}))(t)
		var kept []string
		for _, e := range r.Snapshot() {
			for _, q := range e.SeqInfos {
				kept = append(kept, fmt.Sprintf("%s %d", q.Name, q.Max))
			}
			if e.Kind == state.EventSeqNamesGone {
				kept = append(kept, "without "+strings.Join(e.Names, " "))
			}
		}
		equal(t, "kept", kept, []string{`q"<x 5`, "without chrB"})
	})
}
