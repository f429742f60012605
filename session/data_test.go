package session

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/sessiontest"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/state"
)

func TestLoadReachesEveryPage(t *testing.T) {
	files := map[string]source.Source{"peaks.bed": newFeatures("chr3", 1_000_000, 1000, 200), "dir.bw": newRamp("chr4", 5000)}
	inBubble(t, Options{Open: opener(files)}, func(t *testing.T, r *rig) {
		r.addTutorial()
		var pages []*sessiontest.Browser
		for _, v := range allPages {
			pages = append(pages, r.join(v))
		}
		ms, report, err := r.Load(r.ctx, "/data/peaks.bed")
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "measurements", ids(ms), []string{"peaks"})
		equal(t, "browsers", report.Browsers, len(pages))
		r.load("dir.bw")
		equal(t, "measurements of the session", ids(r.Measurements()), []string{"py_column", "peaks", "dir"})
		for i, page := range pages {
			p := r.settled(page)
			equal(t, pageName(allPages[i])+": menu", ids(p.Measurements), []string{"py_column", "peaks", "dir"})
			equal(t, pageName(allPages[i])+": sequences", sequenceNames(p.Sequences), []string{"chr1", "pyChr", "chr3", "chr4"})
		}
		r.navigate("chr3", 10_001, 60_000)
		r.addChart("", "peaks")
		for i, page := range pages {
			r.settled(page)
			if v := allPages[i]; v != builtinPage {
				wantRows(t, page, "peaks", files["peaks.bed"].(*features))
			} else if page.Answers("features") == 0 {
				t.Error("the built-in page was given no features")
			}
		}
		r.noFaults(pages...)
	})
}

func TestLoadFails(t *testing.T) {
	inBubble(t, Options{Open: opener(nil)}, func(t *testing.T, r *rig) {
		page := r.join(v4)
		before := len(page.Page().Pushes)
		_, _, err := r.Load(r.ctx, "nope.bed")
		wantError(t, err, "nope.bed")
		equal(t, "measurements", len(r.Measurements()), 0)
		equal(t, "pushes", len(page.Page().Pushes), before)
	})
}

// TestLoadCancelled closes what it opened.
func TestLoadCancelled(t *testing.T) {
	src := newFeatures("chr1", 1000, 10, 5)
	inBubble(t, Options{Open: opener(map[string]source.Source{"a.bed": src})}, func(t *testing.T, r *rig) {
		r.addTutorial()
		page := r.join(v4)
		release := page.Hold(protocol.Redraw)
		done := make(chan error, 1)
		go func() {
			_, err := r.Redraw(r.ctx)
			done <- err
		}()
		synctest.Wait()
		ctx, cancel := context.WithCancel(r.ctx)
		loaded := make(chan error, 1)
		go func() {
			_, _, err := r.Load(ctx, "a.bed")
			loaded <- err
		}()
		synctest.Wait()
		cancel()
		if err := <-loaded; !errors.Is(err, context.Canceled) {
			t.Errorf("error %v; want the context's", err)
		}
		if !src.Closed() {
			t.Error("the file is still open")
		}
		release()
		if err := <-done; err != nil {
			t.Error(err)
		}
		equal(t, "measurements", ids(r.Measurements()), []string{"py_column"})
	})
}

// TestSameFileTwice is refused, also when both are asked for at once, and what
// was opened for the second is closed.
func TestSameFileTwice(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		var mu sync.Mutex
		var opened []*features
		together := make(chan struct{}) // until all are being read
		r.opt.Open = func(context.Context, string) (source.Source, error) {
			<-together
			mu.Lock()
			defer mu.Unlock()
			src := newFeatures("chr1", 1000, 10, 5)
			opened = append(opened, src)
			return src, nil
		}
		errs := make(chan error, 4)
		for range 4 {
			go func() {
				_, _, err := r.Load(r.ctx, "a.bed")
				errs <- err
			}()
		}
		synctest.Wait()
		close(together)
		failed := 0
		for range 4 {
			if err := <-errs; err != nil {
				failed++
				wantError(t, err, "a.bed is loaded already")
				wantHint(t, err, "unload a.bed")
			}
		}
		equal(t, "loads that failed", failed, 3)
		equal(t, "measurements", ids(r.Measurements()), []string{"a"})
		mu.Lock()
		defer mu.Unlock()
		open := 0
		for _, src := range opened {
			if !src.Closed() {
				open++
			}
		}
		equal(t, "open files", open, 1)
	})
}

// TestFilesOfOneName get ids of their own.
func TestFilesOfOneName(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.opt.Open = func(context.Context, string) (source.Source, error) { return newFeatures("chr1", 1000, 10, 5), nil }
		for _, path := range []string{"x/a.bed", "y/a.bed", "a.bed.gz", "a b.bed", "a_b.bed"} {
			r.load(path)
		}
		got := ids(r.Measurements())
		slices.Sort(got)
		if len(slices.Compact(slices.Clone(got))) != 5 {
			t.Errorf("ids %v", got)
		}
		for _, m := range r.Measurements() {
			equal(t, "datasource of "+m.ID, m.DatasourceID, m.ID)
		}
	})
}

func TestUnload(t *testing.T) {
	forPages(t, append(realPages, builtinPage), func(t *testing.T, r *rig, version string) {
		a, b := newRamp("chr1", 1_000_000), newFeatures("chr1", 1_000_000, 1000, 100)
		r.opt.Open = opener(map[string]source.Source{"a.bw": a, "b.bed": b})
		r.load("a.bw")
		r.load("b.bed")
		page := r.join(version)
		r.addChart("", "a")                                                       // 1
		r.addChart("", "b")                                                       // 2
		if _, _, err := r.AddChart(r.ctx, "Heatmap", []string{"a"}); err != nil { // 3
			t.Fatal(err)
		}
		report := must(r.Unload(r.ctx, "a.bw"))(t)
		wantNote(t, report, "removed chart 1")
		wantNote(t, report, "removed chart 3")
		p := r.settled(page)
		equal(t, "charts", shortTypes(p.Charts), []string{"BlocksTrack"})
		equal(t, "menu", ids(p.Measurements), []string{"b"})
		equal(t, "measurements", ids(r.Measurements()), []string{"b"})
		equal(t, "charts of the session", len(r.Charts()), 1)
		if !a.Closed() || b.Closed() {
			t.Errorf("closed: %v %v; want the first", a.Closed(), b.Closed())
		}
		_, err := r.Unload(r.ctx, "a")
		wantError(t, err, `no file "a"`)
		wantHint(t, err, "b.bed")
		must(r.Unload(r.ctx, "b"))(t) // by the measurement's id
		_, err = r.Unload(r.ctx, "b")
		wantHint(t, err, "nothing is loaded")
		equal(t, "charts on the page", len(r.settled(page).Charts), 0)
		equal(t, "notices", len(r.told("closed")), 0)
		r.noFaults(page)
	})
}

// TestFileThatChanged: a page must not mix what it was given of a file before
// it was unloaded with what it is given after it was loaded again.
func TestFileThatChanged(t *testing.T) {
	forPages(t, realPages, func(t *testing.T, r *rig, version string) {
		files := map[string]source.Source{"f.bed": newFeatures("chr1", 1_000_000, 1000, 100), "s.bw": newRamp("chr1", 1_000_000),
			"other.bw": newRamp("chr1", 1_000_000)}
		r.opt.Open = opener(files)
		r.load("f.bed")
		r.load("s.bw")
		r.load("other.bw")
		page := r.join(version)
		r.navigate("chr1", 100_001, 150_000)
		r.addChart("", "f")
		r.addChart("", "s")
		r.addChart("", "other")
		r.settled(page)
		wantRows(t, page, "f", files["f.bed"].(*features))
		must(r.Unload(r.ctx, "f.bed"))(t)
		must(r.Unload(r.ctx, "s.bw"))(t)
		r.pass(moveTime)
		// The other signal, which shares its bins with the one that is gone, stays.
		r.settled(page)
		wantBins(t, page, "other", files["other.bw"].(*ramp))

		files["f.bed"] = newFeatures("chr1", 1_000_000, 700, 100)
		files["s.bw"] = &ramp{Seq: "chr1", Length: 1_000_000, Offset: 5}
		r.load("f.bed")
		r.load("s.bw")
		r.addChart("", "f")
		r.addChart("", "s")
		r.settled(page)
		wantRows(t, page, "f", files["f.bed"].(*features))
		wantBins(t, page, "s", files["s.bw"].(*ramp))
		wantBins(t, page, "other", files["other.bw"].(*ramp))
		r.noFaults(page)
	})
}

// TestMenus: what is taken off the menus stays loaded and stays in charts, and
// stays off for pages that come later.
func TestMenus(t *testing.T) {
	forPages(t, append(realPages, builtinPage), func(t *testing.T, r *rig, version string) {
		r.addTutorial()
		page := r.join(version)
		r.addChart("Line Track", "py_column")
		must(r.RemoveMeasurements(r.ctx, []string{"py_column"}))(t)
		equal(t, "menu", ids(page.Page().Measurements), []string{})
		equal(t, "charts", len(page.Page().Charts), 1)
		page = r.reload(page)
		equal(t, "menu after a reload", ids(page.Page().Measurements), []string{})
		equal(t, "charts after a reload", len(page.Page().Charts), 1)
		must(r.RemoveMeasurements(r.ctx, []string{"py_column"}))(t) // again
		must(r.AddMeasurements(r.ctx, []string{"PY_COLUMN", "py_column"}))(t)
		equal(t, "menu after addmeasurements", ids(page.Page().Measurements), []string{"py_column"})
		_, err := r.AddMeasurements(r.ctx, []string{"py_column", "nope"})
		wantError(t, err, `"nope"`)
		r.noFaults(page)
	})
}

func TestAddSeqInfos(t *testing.T) {
	forPages(t, append(realPages, builtinPage), func(t *testing.T, r *rig, version string) {
		r.addTutorial()
		page := r.join(version)
		must(r.AddSeqInfos(r.ctx, []genome.Sequence{{Name: "chrX", Length: 156_040_895}, {Name: "chrM"}}))(t)
		p := page.Page()
		equal(t, "sequences", sequenceNames(p.Sequences), []string{"chr1", "pyChr", "chrX", "chrM"})
		equal(t, "length", p.Sequences[2].Max, 156_040_895)
		// Another spelling of one that is there is no new sequence.
		must(r.AddSeqInfos(r.ctx, []genome.Sequence{{Name: "X", Length: 156_040_895}}))(t)
		equal(t, "sequences of the session", len(r.SeqInfos()), 4)
		equal(t, "sequences of the page", sequenceNames(page.Page().Sequences), []string{"chr1", "pyChr", "chrX", "chrM"})
		r.noFaults(page)
	})
}

// TestGenomeThatGrows: a page that can take a new length is told of it.
func TestGenomeThatGrows(t *testing.T) {
	short, long := newFeatures("chr1", 10_000, 1000, 100), newFeatures("chr1", 90_000, 1000, 100)
	inBubble(t, Options{Open: opener(map[string]source.Source{"short.bed": short, "long.bed": long})}, func(t *testing.T, r *rig) {
		r.load("short.bed")
		page := r.join(builtinPage)
		r.load("long.bed")
		equal(t, "length", r.SeqInfos()[0].Length, 90_000)
		last := page.Page().Pushed(protocol.AddSeqInfos)
		if len(last) != 1 {
			t.Fatalf("%d pushes of sequences; want 1", len(last))
		}
		var p protocol.AddSeqInfosParams
		last[0].Decode(&p)
		equal(t, "sequences pushed", p.SeqInfos.Value, []protocol.SeqInfo{{Name: "chr1", Min: 1, Max: 90_000}})
	})
}

func TestRemoveSeqNames(t *testing.T) {
	forPages(t, append(realPages, builtinPage), func(t *testing.T, r *rig, version string) {
		must(r.AddSeqInfos(r.ctx, []genome.Sequence{{Name: "a", Length: 100_000}, {Name: "b", Length: 5000}, {Name: "c", Length: 50_000}}))(t)
		page := r.join(version)
		// v2 and v3 have no place yet and say no, having done it.
		must(r.RemoveSeqNames(r.ctx, []string{"c"}))(t)
		equal(t, "sequences", sequenceNames(page.Page().Sequences), []string{"a", "b"})
		_, err := r.RemoveSeqNames(r.ctx, []string{"a", "zz"})
		wantError(t, err, `"zz"`)
		wantHint(t, err, "a, b")
		_, err = r.RemoveSeqNames(r.ctx, []string{"a", "b"})
		wantError(t, err, "last sequence cannot be removed")
		equal(t, "sequences", sequenceNames(page.Page().Sequences), []string{"a", "b"})

		// The one in view: the page moves to one that is left, and so does the
		// session.
		r.navigate("a", 20_001, 40_000)
		must(r.RemoveSeqNames(r.ctx, []string{"a", "a"}))(t)
		equal(t, "sequences of the session", r.SeqInfos(), []genome.Sequence{{Name: "b", Length: 5000}})
		location, infos, err := r.Location(r.ctx)
		if err != nil {
			t.Error(err)
		}
		equal(t, "the session's place", location, genome.Interval{Seq: "b", End: 5000})
		equal(t, "the page's place", *infos[0].Location, protocol.Range{SeqName: "b", Start: 1, End: 5000})
		page = r.reload(page)
		if !page.Page().At("b", 1, 5000) {
			t.Errorf("after a reload the page is at %v", page.Page().Location)
		}
		equal(t, "notices of trouble", len(r.told("frozen")), 0)
		r.noFaults(page)
	})
}

func TestClearCache(t *testing.T) {
	forPages(t, realPages, func(t *testing.T, r *rig, version string) {
		r.addTutorial()
		page := r.join(version)
		r.addChart("Line Track", "py_column")
		r.settled(page)
		_, err := r.ClearCache(r.ctx, "nope")
		wantError(t, err, `no datasource group "nope"`)
		wantHint(t, err, "py_datasourcegroup")
		asked := func() int {
			p := r.settled(page)
			return len(p.Requested(protocol.GetValues))
		}
		commands := map[string]func() (reply.Report, error){
			"clearcache": func() (reply.Report, error) { return r.ClearCache(r.ctx, "py_datasourcegroup") },
			"flushcache": func() (reply.Report, error) { return r.FlushCache(r.ctx) },
		}
		for name, command := range commands {
			before := asked()
			must(command())(t)
			r.pass(moveTime)
			if after := asked(); after <= before {
				t.Errorf("after %s the page asked for nothing", name)
			}
			wantBlocks(t, page)
		}
		before := asked()
		must(r.Redraw(r.ctx))(t)
		r.pass(moveTime)
		equal(t, "requests after a redraw with everything cached", asked(), before)
		r.noFaults(page)
	})
}

func TestGroups(t *testing.T) {
	files := map[string]source.Source{"a.bw": newRamp("chr1", 1000), "b.bw": newRamp("chr1", 1000), "c.bed": newFeatures("chr1", 1000, 10, 5)}
	inBubble(t, Options{Open: opener(files)}, func(t *testing.T, r *rig) {
		r.addTutorial()
		for _, path := range []string{"a.bw", "b.bw", "c.bed"} {
			r.load(path)
		}
		equal(t, "groups", r.Groups(), []string{"py_datasourcegroup", "bins", "c"})
		// The lengths of the tutorial's data, which are made up, say nothing against those of a file.
		equal(t, "sequences", r.SeqInfos(), []genome.Sequence{{Name: "chr1", Length: 1000}, {Name: "pyChr", Length: 1_000_000_000, MadeUp: true}})
		equal(t, "notices", len(r.told("assembly")), 0)
	})
}

// A file whose name a line of the session cannot have is refused: it could not come back.
func TestNamesThatCannotBeKept(t *testing.T) {
	inBubble(t, Options{Open: opener(nil)}, func(t *testing.T, r *rig) {
		for _, path := range []string{"a\nb.bed", "a\rb.bed", "a\xff.bed"} {
			if _, _, err := r.Load(r.ctx, path); err == nil || !strings.Contains(err.Error(), "cannot keep this name") {
				t.Errorf("%q: %v", path, err)
			}
		}
	})
}

// An id that was asked for and is taken is refused: the data would have another one.
func TestLoadAsTaken(t *testing.T) {
	files, _, _ := twoRamps()
	inBubble(t, Options{Open: opener(files)}, func(t *testing.T, r *rig) {
		r.load("a.bw")
		_, _, err := r.LoadFile(r.ctx, state.File{Path: "b-1.bw", ID: "a"}, 0)
		if err == nil || err.Error() != "a is the id of a.bw" {
			t.Errorf("load b-1.bw --as a: %v", err)
		}
	})
}
