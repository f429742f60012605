package session

import (
	"context"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/state"
)

// from returns the file or the expression behind each measurement.
func (r *rig) from() map[string]string {
	out := map[string]string{}
	for _, ds := range r.catalog.Datasets() {
		for _, m := range ds.Measurements {
			out[m.ID] = ds.Path + ds.Expression
		}
	}
	return out
}

func (r *rig) wantFrom(t *testing.T, want map[string]string) {
	t.Helper()
	if got := r.from(); !reflect.DeepEqual(got, want) {
		t.Errorf("the measurements are of %v, want %v", got, want)
	}
}

// worked fails the test when a command did.
func worked[T any](_ T, _ reply.Report, err error) func(t *testing.T) {
	return func(t *testing.T) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
}

// made returns the state of a new session after do.
func made(t *testing.T, do func(r *rig)) (st state.State) {
	t.Helper()
	inBubble(t, Options{Open: newShelf().open}, func(_ *testing.T, r *rig) {
		do(r)
		st = r.State()
	})
	return st
}

// TestOtherFilesOfOneName brings back a state in which a file has the id that another
// has here: charts show the file that they showed, or nothing changes.
func TestOtherFilesOfOneName(t *testing.T) {
	swapped := made(t, func(r *rig) {
		worked(r.LoadFile(r.ctx, state.File{Path: "/a.bw", ID: "b"}, 0))(t)
		worked(r.LoadFile(r.ctx, state.File{Path: "/b.bw", ID: "a"}, 0))(t)
		r.addChart("", "a")
	})
	inBubble(t, Options{Open: newShelf().open}, func(t *testing.T, r *rig) {
		r.load("/a.bw")
		r.load("/b.bw")
		r.addChart("", "a")
		page := r.join(v4)
		report, err := r.Become(r.ctx, swapped)
		if all := strings.Join(report.Notes, "\n"); err != nil || !strings.Contains(all, "/a.bw is b now; it was a") {
			t.Errorf("%v, %q", err, all)
		}
		r.wantFrom(t, map[string]string{"a": "/b.bw", "b": "/a.bw"})
		r.settled(page)
		if _, _, err := r.Undo(r.ctx, 1); err != nil {
			t.Fatal(err)
		}
		r.wantFrom(t, map[string]string{"a": "/a.bw", "b": "/b.bw"})
		equal(t, "the page's measurements", len(page.Page().Measurements), 2)
	})
	inBubble(t, Options{Open: newShelf().open}, func(t *testing.T, r *rig) {
		r.load("/b.bw")
		worked(r.LoadFile(r.ctx, state.File{Path: "/c.bed", ID: "a"}, 0))(t)
		before := r.State()
		want := before
		want.Files = append([]state.File{{Path: "/a.bw"}}, before.Files...)
		if _, err := r.Become(r.ctx, want); err == nil || err.Error() != "/a.bw and /c.bed would both be a" {
			t.Errorf("error %v", err)
		}
		if !reflect.DeepEqual(r.State(), before) {
			t.Errorf("the state is %+v", r.State())
		}
	})
}

// TestUndoAcrossNames undoes in one go that files were unloaded and loaded under other
// ids, and that a measurement was computed otherwise.
func TestUndoAcrossNames(t *testing.T) {
	inBubble(t, Options{Open: newShelf().open}, func(t *testing.T, r *rig) {
		load := func(a, b string) {
			worked(r.LoadFile(r.ctx, state.File{Path: "/a.bw", ID: a}, 0))(t)
			worked(r.LoadFile(r.ctx, state.File{Path: "/b.bw", ID: b}, 0))(t)
			worked(r.Compute(r.ctx, "c", "x - y"))(t)
			r.addChart("", "c")
		}
		load("x", "y")
		first := text(r.State())
		steps := len(r.Steps())
		for _, name := range []string{"c", "/a.bw", "/b.bw"} {
			must(r.Unload(r.ctx, name))(t)
		}
		load("y", "x")
		second := text(r.State())
		n := len(r.Steps()) - steps
		if _, _, err := r.Undo(r.ctx, n); err != nil {
			t.Fatal(err)
		}
		r.wantFrom(t, map[string]string{"x": "/a.bw", "y": "/b.bw", "c": "x - y"})
		equal(t, "undone", text(r.State()), first)
		if _, _, err := r.Redo(r.ctx, n); err != nil {
			t.Fatal(err)
		}
		r.wantFrom(t, map[string]string{"y": "/a.bw", "x": "/b.bw", "c": "x - y"})
		equal(t, "done again", text(r.State()), second)
	})
}

// TestUndoOfComputedOtherwise undoes a new expression when the data of the former are
// missing: charts wait, and do not show the new one.
func TestUndoOfComputedOtherwise(t *testing.T) {
	files := newShelf()
	inBubble(t, Options{Open: files.open}, func(t *testing.T, r *rig) {
		r.load("/a.bw")
		r.load("/b.bw")
		worked(r.Compute(r.ctx, "r", "a / b"))(t)
		r.addChart("", "r")
		step := r.Step(r.ctx)
		must(r.Unload(step, "r"))(t)
		must(r.Unload(step, "/b.bw"))(t)
		worked(r.Compute(step, "r", "a * 3"))(t)
		files.away["/b.bw"] = true
		if _, _, err := r.Undo(r.ctx, 1); err != nil {
			t.Fatal(err)
		}
		r.wantFrom(t, map[string]string{"a": "/a.bw"})
		equal(t, "charts that wait", len(r.Waits()), 1)
	})
}

// TestTakingTheNameOfAFileThatWaits loads and computes what would have the id of a file
// or of a measurement that is waited for.
func TestTakingTheNameOfAFileThatWaits(t *testing.T) {
	files := newShelf()
	files.away["/b.bw"] = true
	inBubble(t, Options{Open: files.open}, func(t *testing.T, r *rig) {
		chart := state.Chart{Handle: 1, Type: "epiviz.plugins.charts.LineTrack", Measurements: []string{"b"}}
		want := state.State{
			Files: []state.File{{Path: "/b.bw"}}, Computed: []state.Computed{{Name: "d", Expression: "b * 2"}}, Charts: []state.Chart{chart},
		}
		if _, err := r.Become(r.ctx, want); err != nil {
			t.Fatal(err)
		}
		before := r.State()
		for _, c := range []struct {
			want string
			do   func() error
		}{
			{"/b.bw is waited for as b", func() error { _, _, err := r.LoadFile(r.ctx, state.File{Path: "/b.bw", ID: "other"}, 0); return err }},
			{"/c.bed would be d, and d = b * 2 waits for its data", func() error { _, _, err := r.LoadFile(r.ctx, state.File{Path: "/c.bed", ID: "d"}, 0); return err }},
		} {
			if err := c.do(); err == nil || err.Error() != c.want {
				t.Errorf("error %v, want %s", err, c.want)
			}
		}
		r.load("/c.bed")
		if _, _, err := r.Compute(r.ctx, "b", "c * 1"); err == nil {
			t.Error("computed under the name of a file that is waited for")
		}
		must(r.Unload(r.ctx, "/c.bed"))(t)
		equal(t, "the files", r.State().Files, before.Files)
		_, report, err := r.LoadFile(r.ctx, state.File{Path: "/a.bw", ID: "b"}, 0)
		if all := strings.Join(report.Notes, "\n"); err != nil || !strings.Contains(all, "/a.bw takes the place of /b.bw") || !strings.Contains(all, "chart 1 is back") {
			t.Errorf("%v, %q", err, all)
		}
		equal(t, "the files", r.State().Files, []state.File{{Path: "/a.bw", ID: "b"}})
		r.wantFrom(t, map[string]string{"b": "/a.bw", "d": "b * 2"})
	})
}

// TestStandardInputIsNotReadAgain brings back a state with data that came through
// standard input, from which commands may come now.
func TestStandardInputIsNotReadAgain(t *testing.T) {
	inBubble(t, Options{Open: func(_ context.Context, path string) (source.Source, error) {
		t.Errorf("opened %q", path)
		return nil, io.EOF
	}}, func(t *testing.T, r *rig) {
		report, err := r.Become(r.ctx, state.State{Files: []state.File{{Path: "-", ID: "x"}}})
		if all := strings.Join(report.Notes, "; "); err != nil || !strings.HasPrefix(all, "standard input cannot be read again; its charts wait for it") {
			t.Errorf("%v, %q", err, all)
		}
	})
}

// TestNothingToUndo makes no step of what changes nothing.
func TestNothingToUndo(t *testing.T) {
	inBubble(t, Options{Open: newShelf().open}, func(t *testing.T, r *rig) {
		r.load("/a.bw")
		r.addChart("", "a")
		twice := func() {
			must(r.SetTheme(r.ctx, "dark"))(t)
			must(r.Set(r.ctx, 1, map[string]string{"title": "x"}))(t)
			must(r.Select(r.ctx, nil))(t)
			must(r.RemoveMeasurements(r.ctx, []string{"a"}))(t)
			must(r.AddSeqInfos(r.ctx, []genome.Sequence{{Name: "chrX", Length: 5}}))(t)
		}
		twice()
		n := len(r.Steps())
		if n != 6 { // nothing was selected before either
			t.Errorf("%d steps, want 6", n)
		}
		r.pass(10 * time.Second)
		twice()
		equal(t, "steps", len(r.Steps()), n)
	})
}

// TestUndoThatIsStopped names no step when it was ended before anything changed.
func TestUndoThatIsStopped(t *testing.T) {
	var ending context.CancelFunc
	files := newShelf()
	inBubble(t, Options{Open: func(ctx context.Context, path string) (source.Source, error) {
		if ending != nil {
			ending()
			return nil, ctx.Err()
		}
		return files.open(ctx, path)
	}}, func(t *testing.T, r *rig) {
		r.load("/a.bw")
		must(r.Unload(r.ctx, "/a.bw"))(t)
		ctx, cancel := context.WithCancel(r.ctx)
		defer cancel()
		ending = cancel
		steps, _, err := r.Undo(ctx, 1)
		if len(steps) != 0 || !errors.Is(err, context.Canceled) {
			t.Errorf("undone %v, %v", steps, err)
		}
	})
}

// TestNumbersOfChartsDoNotEnd adds charts after one with the last number.
func TestNumbersOfChartsDoNotEnd(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		for _, want := range []int{state.MaxHandle, state.MaxHandle - 1, state.MaxHandle - 2} {
			ask := 0
			if want == state.MaxHandle {
				ask = want
			}
			c, _, err := r.AddChartAs(r.ctx, ask, "", []string{"py_column"})
			if err != nil || c.Handle != want {
				t.Errorf("chart %d, %v; want %d", c.Handle, err, want)
			}
		}
		_, _, err := r.AddChartAs(r.ctx, state.MaxHandle+1, "", []string{"py_column"})
		wantError(t, err, "chart 1000000001 would be beyond the last number")
		equal(t, "charts", len(r.Charts()), 3)
	})
}

// TestOpenReplacesTheSelection opens a workspace without a selection and a theme.
func TestOpenReplacesTheSelection(t *testing.T) {
	inBubble(t, Options{Open: newShelf().open}, func(t *testing.T, r *rig) {
		r.load("/a.bw")
		must(r.SaveWorkspace("plain"))(t)
		must(r.Select(r.ctx, []genome.Interval{{Seq: "chrA", End: 5}}))(t)
		must(r.SetTheme(r.ctx, "dark"))(t)
		must(r.OpenWorkspace(r.ctx, "plain"))(t)
		if st := r.State(); len(st.Selection) > 0 || st.Theme != "" {
			t.Errorf("selected %v, theme %q", st.Selection, st.Theme)
		}
	})
}

// genes is a file of genes, which has transcripts too.
type genes struct{ source.Source }

func (genes) Transcripts() source.Source { return newFeatures("chrA", 900, 100, 100) }

// TestUndoTakesTranscriptsOffTheMenus undoes the loading of genes, which real pages are
// told of one by one.
func TestUndoTakesTranscriptsOffTheMenus(t *testing.T) {
	inBubble(t, Options{Open: func(context.Context, string) (source.Source, error) {
		return genes{newFeatures("chrA", 900, 100, 100)}, nil
	}}, func(t *testing.T, r *rig) {
		r.addTutorial()
		page := r.join(v4)
		r.load("/genes.gtf")
		r.settled(page)
		before := len(page.Page().Measurements)
		if _, _, err := r.Undo(r.ctx, 1); err != nil {
			t.Fatal(err)
		}
		r.settled(page)
		if now := len(page.Page().Measurements); before != 3 || now != 1 {
			t.Errorf("%d measurements on the menus, %d after undo; want 3 and 1", before, now)
		}
	})
}
