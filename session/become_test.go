package session

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/state"
)

// shelf is files that can be away for a while.
type shelf struct {
	files map[string]func() sourceT
	away  map[string]bool
}

func (s *shelf) open(_ context.Context, path string) (source.Source, error) {
	file, ok := s.files[path]
	if !ok || s.away[path] {
		return nil, fmt.Errorf("open %s: %w", path, fs.ErrNotExist)
	}
	return file(), nil
}

func newShelf() *shelf {
	return &shelf{away: map[string]bool{}, files: map[string]func() sourceT{
		"/a.bw":  func() sourceT { return newRamp("chrA", 1000) },
		"/b.bw":  func() sourceT { return newRamp("chrB", 500) },
		"/c.bed": func() sourceT { return seen{newFeatures("chrA", 900, 100, 100)} },
	}}
}

// text returns what session would print.
func text(st state.State) string {
	var b strings.Builder
	for _, e := range st.Events() {
		for _, words := range state.Commands(e) {
			fmt.Fprintf(&b, "%q\n", words)
		}
	}
	return b.String()
}

// TestBecome puts a state in the place of another: pages of every generation show it,
// with the numbers of its charts, and events lead there.
func TestBecome(t *testing.T) {
	for _, version := range allPages {
		t.Run(pageName(version), func(t *testing.T) {
			var heard state.State
			inBubble(t, Options{Open: newShelf().open, Event: func(e state.Event) { _ = heard.Apply(e) }}, func(t *testing.T, r *rig) {
				r.load("/a.bw")
				page := r.join(version)
				r.addChart("", "a")
				r.addChart("", "a")
				must(r.Set(r.ctx, 2, map[string]string{"title": "kept"}))(t)
				want := r.State()
				for _, e := range []state.Event{
					{Kind: state.EventChartRemoved, Chart: &want.Charts[0]},
					{Kind: state.EventLoaded, Path: "/b.bw"},
					{Kind: state.EventComputed, Names: []string{"twice"}, Text: "b * 2"},
					{Kind: state.EventChartAdded,
						Chart: &state.Chart{Handle: 7, Type: "epiviz.plugins.charts.LineTrack", Measurements: []string{"twice"}}},
					{Kind: state.EventChartsOrdered, Handles: []int{7, 2}},
					{Kind: state.EventMoved, Location: &protocol.Range{SeqName: "chrB", Start: 101, End: 700}},
					{Kind: state.EventThemed, Text: "dark"},
				} {
					if err := want.Apply(e); err != nil {
						t.Fatal(err)
					}
				}
				report, err := r.Become(r.ctx, want)
				if err != nil || !slices.Contains(report.Notes, "chrB ends at 500") {
					t.Errorf("%q, %v", report.Notes, err)
				}
				want.Location.End = 500
				equal(t, "state", text(r.State()), text(want))
				equal(t, "the state by its events", text(heard), text(want))
				equal(t, "charts of the page", len(r.settled(page).Charts), 2)
				if p := page.Page(); version != tutorialClient && !p.At("chrB", 101, 500) {
					t.Errorf("the page is at %v", p.Location)
				}
				if c := r.addChart("", "a"); c.Handle != 8 {
					t.Errorf("the next chart is %d", c.Handle)
				}
				r.noFaults(page)
			})
		})
	}
}

// TestBecomeWithoutAFile has a file be away: its charts stay in the state with their
// looks and places, and are back once the file is loaded.
func TestBecomeWithoutAFile(t *testing.T) {
	for _, version := range []string{builtinPage, v4} {
		t.Run(pageName(version), func(t *testing.T) {
			shelf := newShelf()
			var saved string
			inBubble(t, Options{Open: shelf.open}, func(t *testing.T, r *rig) {
				r.load("/a.bw")
				r.load("/b.bw")
				if _, _, err := r.Compute(r.ctx, "twice", "b * 2"); err != nil {
					t.Fatal(err)
				}
				r.addChart("", "b")
				r.addChart("", "a")
				r.addChart("", "twice")
				must(r.Set(r.ctx, 1, map[string]string{"title": "kept"}))(t)
				must(r.Select(r.ctx, []genome.Interval{{Seq: "chrA", Start: 1, End: 5}}))(t)
				want := r.State()
				saved = text(want)

				away := newRig(t, Options{Open: shelf.open})
				shelf.away["/b.bw"] = true
				page := away.join(version)
				report, err := away.Become(away.ctx, want)
				if err != nil {
					t.Fatal(err)
				}
				for _, note := range []string{
					"/b.bw: open /b.bw: file does not exist; its charts wait for it", "chart 1 waits for b.bw", "chart 3 waits for b.bw",
				} {
					if !slices.Contains(report.Notes, note) {
						t.Errorf("notes %q, want %q", report.Notes, note)
					}
				}
				equal(t, "the state without the file", text(away.State()), saved)
				shown := map[string]int{builtinPage: 3, v4: 1}[version] // the built-in page says what a chart waits for
				equal(t, "charts that are shown", len(away.settled(page).Charts), shown)
				shelf.away["/b.bw"] = false
				_, report, err = away.Load(away.ctx, "/b.bw")
				if err != nil || !slices.Contains(report.Notes, "chart 1 is back") || !slices.Contains(report.Notes, "chart 3 is back") {
					t.Errorf("%q, %v", report.Notes, err)
				}
				equal(t, "the state with the file", text(away.State()), saved)
				equal(t, "charts that are shown again", len(away.settled(page).Charts), 3)
				away.noFaults(page)
			})
		})
	}
}

// TestBecomeIsAllOrNothing ends while files are opened: nothing has changed.
func TestBecomeIsAllOrNothing(t *testing.T) {
	shelf := newShelf()
	ctx, cancel := context.WithCancelCause(context.Background())
	stopped := errors.New("stopped by hand")
	open := func(c context.Context, path string) (source.Source, error) {
		if path == "/b.bw" {
			cancel(stopped)
		}
		return shelf.open(c, path)
	}
	inBubble(t, Options{Open: open}, func(t *testing.T, r *rig) {
		r.load("/a.bw")
		r.addChart("", "a")
		before := r.State()
		want := before
		want.Charts = nil
		want.Files = append(slices.Clone(want.Files), state.File{Path: "/c.bed"}, state.File{Path: "/b.bw"})
		if _, err := r.Become(ctx, want); !errors.Is(err, stopped) {
			t.Errorf("error %v", err)
		}
		if !reflect.DeepEqual(r.State(), before) || len(r.Measurements()) != 1 {
			t.Errorf("the state is %+v, with %d measurements", r.State(), len(r.Measurements()))
		}
	})
}

// TestUndo does what a person may do, at random, undoes all and does all again: the
// state is as it was each time, but for the place.
func TestUndo(t *testing.T) {
	for seed := range uint64(40) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			inBubble(t, Options{Open: newShelf().open}, func(t *testing.T, r *rig) {
				rnd := rand.New(rand.NewPCG(seed, 4))
				page := r.join(builtinPage)
				r.load("/a.bw")
				var texts []string
				note := func() {
					st := r.State()
					st.Location = genome.Interval{}
					if now := text(st); len(texts) == 0 || texts[len(texts)-1] != now {
						texts = append(texts, now)
					}
				}
				note()
				for range 30 {
					act(t, r, rnd)
					note()
					r.pass(2 * time.Second)
				}
				steps := r.Steps()
				var sums []string
				for _, s := range steps {
					sums = append(sums, string(s.Events[0].Kind))
				}
				for n := len(steps); n > 0; n-- {
					if _, _, err := r.Undo(r.ctx, 1); err != nil {
						t.Fatalf("undo %d of %q: %v", n, sums, err)
					}
				}
				st := r.State()
				if len(st.Files)+len(st.Charts)+len(st.Computed) > 0 {
					t.Errorf("all undone, there is\n%s", text(st))
				}
				for range steps {
					if _, _, err := r.Redo(r.ctx, 1); err != nil {
						t.Fatal(err)
					}
				}
				st = r.State()
				st.Location = genome.Interval{}
				equal(t, "all done again", text(st), texts[len(texts)-1])
				r.settled(page)
				if len(page.Page().Charts) != len(st.Charts) {
					t.Errorf("the page shows %d charts of\n%s\nwaiting %v, notices %q", len(page.Page().Charts), text(st), r.waiting(), r.told(""))
				}
				if _, _, err := r.Redo(r.ctx, 1); err == nil {
					t.Error("there is something to redo")
				}
			})
		})
	}
}

// act does something that changes the state, or tries.
func act(t *testing.T, r *rig, rnd *rand.Rand) {
	t.Helper()
	pick := func(list ...string) string { return list[rnd.IntN(len(list))] }
	handles := []int{0}
	for _, c := range r.Charts() {
		handles = append(handles, c.Handle)
	}
	h := handles[rnd.IntN(len(handles))]
	switch rnd.IntN(12) {
	case 0, 1:
		_, _, _ = r.AddChart(r.ctx, "", []string{pick("a", "b", "c", "twice")})
	case 2:
		_, _ = r.RemoveChart(r.ctx, h)
	case 3:
		_, _ = r.Set(r.ctx, h, map[string]string{"title": pick("x", "y z"), "colors": pick("red", "default")})
	case 4:
		_, _ = r.OrderCharts(r.ctx, []int{h})
	case 5:
		_, _, _ = r.Load(r.ctx, pick("/a.bw", "/b.bw", "/c.bed"))
	case 6:
		_, _ = r.Unload(r.ctx, pick("/b.bw", "/c.bed", "twice"))
	case 7:
		_, _, _ = r.Compute(r.ctx, "twice", pick("a * 2", "b * 2"))
	case 8:
		_, _ = r.Select(r.ctx, []genome.Interval{{Seq: "chrA", Start: rnd.IntN(50), End: 100}})
	case 9:
		_, _ = r.SetTheme(r.ctx, protocol.Theme(pick("dark", "light")))
	case 10:
		_, _ = r.AddSeqInfos(r.ctx, []genome.Sequence{{Name: pick("chrX", "chrA"), Length: 800 + rnd.IntN(3)}})
	case 11:
		_, _ = r.RemoveMeasurements(r.ctx, []string{pick("a", "b")})
	}
}

// TestStep makes several commands one step, and none of another line's that is done
// meanwhile.
func TestStep(t *testing.T) {
	inBubble(t, Options{Open: newShelf().open}, func(t *testing.T, r *rig) {
		step, other := r.Step(r.ctx), r.Step(r.ctx)
		worked(r.Load(step, "/a.bw"))(t)
		worked(r.AddChart(r.Step(step), "", []string{"a"}))(t)
		worked(r.AddChart(other, "", []string{"a"}))(t)
		if n := len(r.Steps()); n != 2 {
			t.Errorf("%d steps, want 2", n)
		}
		steps, _, err := r.Undo(r.ctx, 2)
		if err != nil || len(steps) != 2 || len(steps[1].Events) != 2 || len(r.Measurements()) != 0 {
			t.Errorf("%+v, %v", steps, err)
		}
	})
}

// TestDefaultColorsAreTold restores the colours of a chart in the built-in page, which
// leaves those that it is told nothing of.
func TestDefaultColorsAreTold(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		page := r.join(builtinPage)
		r.addChart("", "py_column")
		must(r.Set(r.ctx, 1, map[string]string{"colors": "red"}))(t)
		must(r.Set(r.ctx, 1, map[string]string{"colors": "default"}))(t)
		pushed := page.Page().Pushed(protocol.SetChartSettings)
		if last := string(pushed[len(pushed)-1].Args); !strings.Contains(last, `"colorMap":[]`) {
			t.Errorf("the page was told %s", last)
		}
	})
}

// TestUndoMovesNobody undoes while two pages are at places of their own.
func TestUndoMovesNobody(t *testing.T) {
	inBubble(t, Options{Open: newShelf().open}, func(t *testing.T, r *rig) {
		r.load("/a.bw")
		page, other := r.join(builtinPage), r.join(builtinPage)
		must(r.SetTheme(r.ctx, "dark"))(t)
		page.Move("chrA", 11, 500)
		r.pass(time.Second)
		other.Move("chrA", 601, 900)
		r.pass(time.Second)
		if _, _, err := r.Undo(r.ctx, 1); err != nil {
			t.Fatal(err)
		}
		if !page.Page().At("chrA", 11, 500) || !other.Page().At("chrA", 601, 900) {
			t.Errorf("the pages are at %v and %v", page.Page().Location, other.Page().Location)
		}
	})
}

// TestUndoOfBecome undoes what came before, with and after a state that was put in the
// place of another.
func TestUndoOfBecome(t *testing.T) {
	inBubble(t, Options{Open: newShelf().open}, func(t *testing.T, r *rig) {
		r.load("/a.bw")
		r.addChart("", "a")
		first := text(r.State())
		want := r.State()
		want.Charts = nil
		for _, e := range []state.Event{
			{Kind: state.EventLoaded, Path: "/b.bw"},
			{Kind: state.EventChartAdded, Chart: &state.Chart{Handle: 5, Type: "epiviz.plugins.charts.LineTrack", Measurements: []string{"b"}}},
			{Kind: state.EventThemed, Text: "dark"},
		} {
			if err := want.Apply(e); err != nil {
				t.Fatal(err)
			}
		}
		must(r.Become(r.ctx, want))(t)
		second := text(r.State())
		r.addChart("", "b")
		for _, want := range []string{second, first} {
			if _, _, err := r.Undo(r.ctx, 1); err != nil {
				t.Fatal(err)
			}
			equal(t, "undone", text(r.State()), want)
		}
		if _, _, err := r.Redo(r.ctx, 1); err != nil {
			t.Fatal(err)
		}
		equal(t, "done again", text(r.State()), second)
		r.SetHistory(state.History{})
		if _, _, err := r.Undo(r.ctx, 1); err == nil {
			t.Error("what was forgotten is undone")
		}
	})
}

// TestBecomeWithoutAnyFile brings back a state of which all files were unloaded: the place
// and what was selected wait for their sequence, which a file may bring, or another.
func TestBecomeWithoutAnyFile(t *testing.T) {
	inBubble(t, Options{Open: newShelf().open}, func(t *testing.T, r *rig) {
		want := state.State{Location: genome.Interval{Seq: "chrA", Start: 2, End: 5}, Selection: []genome.Interval{{Seq: "chrA", Start: 1, End: 5}}}
		must(r.Become(r.ctx, want))(t)
		equal(t, "the state", text(r.State()), text(want))
		page := r.join(builtinPage)
		r.load("/a.bw")
		equal(t, "the place", r.State().Location, want.Location)
		equal(t, "the place in the page", r.settled(page).Location.SeqName, "chrA")

		other := newRig(t, Options{Open: newShelf().open})
		must(other.Become(other.ctx, want))(t)
		other.addTutorial()
		equal(t, "the place with another file", other.State().Location.Seq, "chr1")
		equal(t, "the selection with another file", len(other.State().Selection), 0)
	})
}

// TestUnloadWhatIsWaitedFor unloads files and a computed measurement whose data are missing:
// their charts go with them, and no others.
func TestUnloadWhatIsWaitedFor(t *testing.T) {
	shelf := newShelf()
	shelf.away["/b.bw"], shelf.away["/b_more.bw"] = true, true
	r := newRig(t, Options{Open: shelf.open})
	chart := func(handle int, id string) state.Chart {
		return state.Chart{Handle: handle, Type: "epiviz.plugins.charts.LineTrack", Measurements: []string{id}}
	}
	must(r.Become(r.ctx, state.State{
		Files:    []state.File{{Path: "/a.bw"}, {Path: "/b.bw"}, {Path: "/b_more.bw"}},
		Computed: []state.Computed{{Name: "twice", Expression: "b * 2"}},
		Hidden:   []string{"b", "b_more"},
		Charts:   []state.Chart{chart(1, "a"), chart(2, "b"), chart(3, "b_more"), chart(4, "twice"), chart(5, "b_column")}, LastHandle: 5,
	}))(t)
	left := func() (handles []int) {
		for _, c := range r.State().Charts {
			handles = append(handles, c.Handle)
		}
		return handles
	}
	wantNote(t, must(r.Unload(r.ctx, "twice"))(t), "removed chart 4")
	equal(t, "charts", left(), []int{1, 2, 3, 5})
	must(r.Unload(r.ctx, "/b.bw"))(t)
	equal(t, "charts", left(), []int{1, 3})
	equal(t, "off the menus", r.State().Hidden, []string{"b_more"})
	must(r.Unload(r.ctx, "/b_more.bw"))(t)
	equal(t, "charts", left(), []int{1})
}

// TestUndoMeanwhile undoes while something else is done, which the file that the undo needs
// gives time for: then nothing is undone, and what was done stays.
func TestUndoMeanwhile(t *testing.T) {
	shelf := newShelf()
	var meanwhile func()
	open := func(ctx context.Context, path string) (source.Source, error) {
		if meanwhile != nil {
			meanwhile()
		}
		return shelf.open(ctx, path)
	}
	r := newRig(t, Options{Open: open})
	r.load("/a.bw")
	must(r.Unload(r.ctx, "/a.bw"))(t)
	meanwhile = func() { must(r.SetTheme(r.ctx, "dark"))(t) }
	steps, _, err := r.Undo(r.ctx, 1)
	wantError(t, err, "something else was done meanwhile")
	equal(t, "steps undone", len(steps), 0)
	equal(t, "the theme", r.State().Theme, "dark")
	meanwhile = nil
	for range 2 {
		if _, _, err := r.Undo(r.ctx, 1); err != nil {
			t.Fatal(err)
		}
	}
	equal(t, "files", len(r.State().Files), 1)
}

// TestBecomeMeanwhile does something while a state's file is opened: then nothing changes, and
// what was done stays. A move does not matter.
func TestBecomeMeanwhile(t *testing.T) {
	shelf := newShelf()
	var meanwhile func()
	r := newRig(t, Options{Open: func(ctx context.Context, path string) (source.Source, error) {
		if meanwhile != nil {
			meanwhile()
		}
		return shelf.open(ctx, path)
	}})
	r.load("/a.bw")
	want := r.State()
	want.Files = append(slices.Clone(want.Files), state.File{Path: "/b.bw"})
	meanwhile = func() {
		if _, _, err := r.AddRegions(r.ctx, []state.Region{{Interval: genome.Interval{Seq: "chrA", Start: 5, End: 9}}}); err != nil {
			t.Fatal(err)
		}
	}
	_, err := r.Become(r.ctx, want)
	wantError(t, err, "something else was done meanwhile")
	equal(t, "files", len(r.State().Files), 1)
	equal(t, "regions", len(r.State().Regions), 1)

	want = r.State()
	want.Files = append(slices.Clone(want.Files), state.File{Path: "/b.bw"})
	meanwhile = func() { must(r.Navigate(r.ctx, genome.Interval{Seq: "chrA", Start: 20, End: 90}))(t) }
	must(r.Become(r.ctx, want))(t)
	equal(t, "files", len(r.State().Files), 2)
	equal(t, "regions", len(r.State().Regions), 1)
}

// Where no file is left, the sequences on offer are those of files that are gone: which depends
// on the way. What is selected does not.
func TestSelectionOutlivesFiles(t *testing.T) {
	files := map[string]source.Source{"a.bw": newRamp("chr1", 1000), "b.bw": newRamp("chr2", 5000)}
	inBubble(t, Options{Open: opener(files)}, func(t *testing.T, r *rig) {
		r.load("a.bw")
		r.load("b.bw")
		chosen := []genome.Interval{{Seq: "chr2", Start: 2000, End: 3000}}
		must(r.Select(r.ctx, chosen))(t)
		ctx := r.Step(r.ctx)
		must(r.Unload(ctx, "a"))(t)
		must(r.Unload(ctx, "b"))(t)
		equal(t, "unloaded", r.State().Selection, chosen)
		for range 2 {
			for _, to := range []func(context.Context, int) ([]state.Step, reply.Report, error){r.Undo, r.Redo} {
				if _, _, err := to(r.ctx, 1); err != nil {
					t.Fatal(err)
				}
				equal(t, "selection", r.State().Selection, chosen)
			}
		}
		st := r.State()
		st.Location = genome.Interval{Seq: "chr7", Start: 5, End: 10}
		must(r.Become(r.ctx, st))(t)
		equal(t, "place", r.State().Location, st.Location)
	})
	inBubble(t, Options{Open: opener(nil)}, func(t *testing.T, r *rig) { // with one that was added
		want := state.State{Location: genome.Interval{Seq: "chr1", End: 10}, Added: []genome.Sequence{{Name: "chr2", Length: 500}}}
		must(r.Become(r.ctx, want))(t)
		equal(t, "place", r.State().Location, want.Location)
	})
}
