package session

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/sessiontest"
	"github.com/epiviz/epivizgo/session/state"
)

// sheetOf writes a sample sheet and returns its path.
func sheetOf(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sheet.tsv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// toldOf returns what a page was told last of samples.
func toldOf(t *testing.T, page *sessiontest.Browser) (last string, times int) {
	t.Helper()
	pushed := page.Page().Pushed(protocol.SetSamples)
	if len(pushed) == 0 {
		return "", 0
	}
	return string(pushed[len(pushed)-1].Args), len(pushed)
}

// TestSamples reads a sample sheet: built-in pages are told what it says of the measurements that there are, and again
// whenever that is something else; real pages are not, and the user is told so.
func TestSamples(t *testing.T) {
	inBubble(t, Options{Open: newShelf().open}, func(t *testing.T, r *rig) {
		r.load("/a.bw")
		page, real := r.join(builtinPage), r.join(v4)
		path := sheetOf(t, "name\tgroup\tage\na\ttumour\t61\nb\tnormal\tNA\n")
		report := must(r.SetSamples(r.ctx, path))(t)
		wantNote(t, report, "found 1 by the measurement's id")
		wantNote(t, report, "samples without a measurement, 1: b")
		wantNote(t, report, "browser 2 (EpiViz 4) has no use for a sample sheet")
		last, times := toldOf(t, page)
		if !strings.Contains(last, `"rows":{"a":[0,61]}`) || times != 1 {
			t.Errorf("the page was told %d times, last %s", times, last)
		}
		must(r.SetSamples(r.ctx, path))(t)
		r.navigate("chrA", 1, 500)
		if _, times := toldOf(t, page); times != 1 {
			t.Errorf("what has not changed was told %d times", times)
		}
		r.load("/b.bw")
		if last, times := toldOf(t, page); !strings.Contains(last, `"b":[1,null]`) || times != 2 {
			t.Errorf("with another file the page was told %d times, last %s", times, last)
		}
		late := r.join(builtinPage)
		if sync := late.Page().Pushed(protocol.SyncState); !strings.Contains(string(sync[0].Args), `"samples":{"columns":[{"name":"group"`) {
			t.Errorf("a page that comes later is told %s", sync[0].Args)
		}
		if _, times := toldOf(t, real); times > 0 {
			t.Error("a real page was told of samples")
		}

		chart, _, err := r.AddChartAs(r.ctx, 0, "Heatmap", []string{"a", "b"})
		if err != nil {
			t.Fatal(err)
		}
		_, err = r.Set(r.ctx, chart.Handle, map[string]string{"groupBy": "grup"})
		wantError(t, err, "wanted one of the columns of the sample sheet, group, age")
		must(r.Set(r.ctx, chart.Handle, map[string]string{"groupBy": "group", "sortBy": "-age", "strips": "group,age"}))(t)

		// What a person sets in a page is checked too.
		refused := tried(t, r, page, protocol.UserSetChartSettings,
			map[string]any{"handle": chart.Handle, "settings": map[string]any{"sortBy": "nix"}})
		if !strings.Contains(refused, "wanted one of the columns") {
			t.Errorf("a page set sortBy to what is no column: %q", refused)
		}
		did(t, r, page, protocol.UserSetChartSettings, map[string]any{"handle": chart.Handle, "settings": map[string]any{"rows": "b"}})
		c, err := r.chart(chart.Handle)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "settings", c.Settings, map[string]any{"groupBy": "group", "sortBy": "-age", "strips": "group,age", "rows": "b"})

		track, _, err := r.AddChartAs(r.ctx, 0, "LineTrack", []string{"a"})
		if err != nil {
			t.Fatal(err)
		}
		must(r.Set(r.ctx, track.Handle, map[string]string{"colors": "red"}))(t)
		wantNote(t, must(r.Set(r.ctx, track.Handle, map[string]string{"colorBy": "group"}))(t), "chart 2 has colours that were chosen, which win")

		kept := r.State()
		report = must(r.SetSamples(r.ctx, ""))(t)
		wantNote(t, report, "chart 1: groupBy=group has no effect")
		if last, _ := toldOf(t, page); !strings.Contains(last, `"columns":[]`) {
			t.Errorf("without a sheet the page was told %s", last)
		}
		if _, ok := r.Samples(); ok {
			t.Error("there are samples without a sheet")
		}
		must(r.Become(r.ctx, kept))(t)
		if now, ok := r.Samples(); !ok || now.Path != path || len(now.Rows) != 2 {
			t.Errorf("a state brings back %+v, %v", now, ok)
		}
	})
}

// TestSamplesAreReadAgain reads a sheet again, keeps the old one where it cannot be read, and waits for one that is gone.
func TestSamplesAreReadAgain(t *testing.T) {
	inBubble(t, Options{Open: newShelf().open}, func(t *testing.T, r *rig) {
		r.load("/a.bw")
		page := r.join(builtinPage)
		path := sheetOf(t, "name\tgroup\na\tx\n")
		must(r.SetSamples(r.ctx, path))(t)
		write := func(text string) {
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		write("name\tgroup\na\ty\n")
		must(r.Reload(r.ctx, path))(t)
		if last, _ := toldOf(t, page); !strings.Contains(last, `"values":["y"]`) {
			t.Errorf("the page was told %s", last)
		}
		write("")
		_, err := r.Reload(r.ctx, path)
		wantError(t, err, "is empty")
		if now, ok := r.Samples(); !ok || now.Rows[0].Cells[0] != "y" {
			t.Errorf("a sheet that cannot be read leaves %+v", now)
		}
		kept := r.State()
		must(r.SetSamples(r.ctx, ""))(t)
		report := must(r.Become(r.ctx, kept))(t)
		wantNote(t, report, "reload reads it once it is there")
		if now, ok := r.Samples(); ok || now.Path != path {
			t.Errorf("a sheet that cannot be read is %+v, %v", now, ok)
		}
		write("name\tgroup\na\tz\n")
		must(r.Reload(r.ctx, path))(t)
		if now, ok := r.Samples(); !ok || now.Rows[0].Cells[0] != "z" {
			t.Errorf("a sheet that is back is %+v", now)
		}
		for _, bad := range []string{filepath.Dir(path), "-", "https://example.org/x.tsv", "/in/a\nb"} {
			if _, err := r.SetSamples(r.ctx, bad); err == nil {
				t.Errorf("%q is taken for a sheet", bad)
			}
		}
		equal(t, "state", r.State().Samples, state.Samples{Path: path})
	})
}

// TestSheetThatIsLoaded reads a sheet that is loaded as a table, too, whose columns are measurements then.
func TestSheetThatIsLoaded(t *testing.T) {
	files := newLibrary(t)
	files.write(t, "sheet.tsv", "name\tgroup\tage\na\tx\t61\n")
	path := filepath.Join(files.dir, "sheet.tsv")
	inBubble(t, Options{Open: files.open}, func(t *testing.T, r *rig) {
		r.load(path)
		must(r.SetSamples(r.ctx, path))(t)
		if now, _ := r.Samples(); len(now.Columns) != 2 || now.Columns[1].Name != "age" {
			t.Errorf("the sheet is %+v", now)
		}
	})
}

// TestSamplesAreWatched follows a sheet that is replaced, and tells what is wrong with it.
func TestSamplesAreWatched(t *testing.T) {
	w := newWatching(t)
	w.write("p.bed", bed(3))
	w.load(w.path("p.bed"))
	w.write("sheet.tsv", "name\tgroup\np\tx\n")
	must(w.SetSamples(w.ctx, w.path("sheet.tsv")))(t)
	w.watch(w.path("sheet.tsv"))
	equal(t, "state", w.State().Samples, state.Samples{Path: w.path("sheet.tsv"), Watched: true})
	w.replace("sheet.tsv", "name\tgroup\tcolour\np\ty\tblurple\n")
	w.wait(state.EventReloaded)
	if now, _ := w.Samples(); now.Rows[0].Cells[0] != "y" {
		t.Errorf("the sheet is %+v", now)
	}
	w.hears(`"blurple" is not a colour`)
	w.replace("sheet.tsv", "")
	w.hears("cannot be read; the data that were read before stay")
	must(w.SetSamples(w.ctx, ""))(t)
	equal(t, "watched", len(w.Watched()), 0)
}
