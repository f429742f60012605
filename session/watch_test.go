package session

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/sessiontest"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bbi/bbitest"
	"github.com/epiviz/epivizgo/session/state"
)

// watching is a session with real files in real time: the system tells of
// changes, which no bubble can hold. Tests wait for what the session says.
type watching struct {
	*rig
	t      *testing.T
	dir    string
	events chan state.Event
	said   chan string
}

func newWatching(t *testing.T) *watching {
	t.Helper()
	w := &watching{t: t, dir: t.TempDir(), events: make(chan state.Event, 100), said: make(chan string, 100)}
	w.rig = newRig(t, Options{Event: func(e state.Event) {
		if e.Kind == state.EventReloaded || e.Kind == state.EventWatched || e.Kind == state.EventUnwatched {
			w.events <- e
		}
	}})
	w.opt.Notify = func(sentence string) { w.said <- sentence }
	return w
}

func (w *watching) path(name string) string { return filepath.Join(w.dir, name) }

func (w *watching) write(name, content string) {
	w.t.Helper()
	if err := os.WriteFile(w.path(name), []byte(content), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// replace puts a file in another's place in one step, as careful programs do.
func (w *watching) replace(name, content string) {
	w.t.Helper()
	w.write(name+".new", content)
	if err := os.Rename(w.path(name+".new"), w.path(name)); err != nil {
		w.t.Fatal(err)
	}
}

// bed returns a file of n rows.
func bed(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "chr1\t%d\t%d\trow%d\n", i*100, i*100+50, i)
	}
	return b.String()
}

// wait waits for an event and returns the path in it.
func (w *watching) wait(kind state.Kind) state.Event {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, 20*time.Second)
	defer cancel()
	for {
		select {
		case e := <-w.events:
			if e.Kind == kind {
				return e
			}
		case <-ctx.Done():
			w.t.Fatalf("no event %s came", kind)
		}
	}
}

// hears waits for a notice with a part in it.
func (w *watching) hears(part string) string {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, 20*time.Second)
	defer cancel()
	var others []string
	for {
		select {
		case s := <-w.said:
			if strings.Contains(s, part) {
				return s
			}
			others = append(others, s)
		case <-ctx.Done():
			w.t.Fatalf("nothing was said with %q; said %q", part, others)
		}
	}
}

// rows returns how many rows a file has: 0 also if it was read between the truncation and
// the writing of a file that is written in place.
func (w *watching) rows(name string) int {
	w.t.Helper()
	rows, err := w.Rows(w.ctx, genome.Interval{Seq: "chr1", End: 1_000_000}, name)
	if err != nil && !errors.Is(err, source.ErrNoSequence) {
		w.t.Fatal(err)
	}
	return len(rows.Start)
}

func (w *watching) watch(names ...string) {
	w.t.Helper()
	must(w.Watch(w.ctx, names, true))(w.t)
}

// However a file changes, its rows are the new ones when the session says so:
// written in place, renamed onto, removed and made again, through a link.
func TestWatch(t *testing.T) {
	w := newWatching(t)
	w.write("p.bed", bed(3))
	w.write("r.bed", bed(3))
	w.write("other.bed", bed(1))
	if err := os.Symlink(w.path("r.bed"), w.path("link.bed")); err != nil {
		t.Skipf("links cannot be made here: %v", err)
	}
	w.load(w.path("p.bed"))
	w.load(w.path("link.bed"))
	w.load(w.path("other.bed"))
	w.watch("p", "link")
	w.watch("p") // again
	equal(t, "watched", w.Watched(), []string{w.path("link.bed"), w.path("p.bed")})
	n := 3
	// until waits until the files have so many rows; a file may be read once more
	// than it would have to be.
	until := func(p, link int) {
		t.Helper()
		for w.rows("p") != p || w.rows("link") != link {
			w.wait(state.EventReloaded)
		}
		equal(t, "rows of what is not watched", w.rows("other"), 1)
	}
	for range 3 {
		n++
		w.write("p.bed", bed(n))
		w.write("r.bed", bed(n+10))
		until(n, n+10)
		n++
		w.replace("p.bed", bed(n))
		w.replace("r.bed", bed(n+10))
		until(n, n+10)
	}
	if err := os.Remove(w.path("p.bed")); err != nil {
		t.Fatal(err)
	}
	w.hears("p.bed has changed but cannot be read; the data that were read before stay")
	equal(t, "rows of a removed file", w.rows("p"), n)
	n++
	w.write("p.bed", bed(n))
	w.hears("can be read again")
	until(n, n+9)

	// The link leads elsewhere.
	w.write("q.bed", bed(9))
	if err := os.Symlink(w.path("q.bed"), w.path("link.new")); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(w.path("link.new"), w.path("link.bed")); err != nil {
		t.Fatal(err)
	}
	until(n, 9)
	w.write("q.bed", bed(11))
	until(n, 11)
}

// A text that becomes empty has no rows then, whatever columns it had, and has them when it is filled again.
// A bigWig of no bytes is none, and its old data stay.
func TestWatchEmpty(t *testing.T) {
	w := newWatching(t)
	const peaks = "chr1\t10\t20\tx\t5\t.\t7\t-1\t-1\t3\n"
	w.write("p.narrowPeak", peaks)
	w.write("s.bedGraph", "chr1\t0\t100\t3\n")
	w.write("g.bed", "chr1\t10\t90\tg\t0\t+\t10\t90\t0\t2\t10,10\t0,70\n")
	values := func(yield func(bbitest.Value) bool) { yield(bbitest.Value{Seq: "chr1", End: 10, Value: 1}) }
	w.write("w.bw", string(bbitest.BigWig([]genome.Sequence{{Name: "chr1", Length: 1000}}, values, bbitest.Options{})))
	for _, name := range []string{"p.narrowPeak", "s.bedGraph", "g.bed", "w.bw"} {
		w.load(w.path(name))
	}
	w.watch("p", "s", "g", "w")
	for _, name := range []string{"p.narrowPeak", "s.bedGraph", "g.bed"} {
		full, err := os.ReadFile(w.path(name))
		if err != nil {
			t.Fatal(err)
		}
		id := name[:1]
		equal(t, "rows of "+name, w.rows(id), 1)
		w.replace(name, "")
		w.hears(name + " has become empty: its charts show no data")
		equal(t, "rows of the empty "+name, w.rows(id), 0)
		w.replace(name, string(full))
		w.hears(name + " has rows again")
		equal(t, "rows of "+name, w.rows(id), 1)
	}
	w.replace("w.bw", "")
	w.hears("w.bw has changed but cannot be read; the data that were read before stay")
	equal(t, "rows of w.bw", w.rows("w"), 1)
}

// While a file is being written the old data stay, which is said once however
// long that takes, and it is read when it is whole.
func TestWatchHalfWritten(t *testing.T) {
	w := newWatching(t)
	whole := func(value float32) []byte {
		items := func(yield func(bbitest.Value) bool) {
			for i := range 1000 { // uneven, so that the records are most of the file
				noise := float32(i%2*2-1) * float32(i/2*i/2%997) / 1000
				if !yield(bbitest.Value{Seq: "chr1", Start: i * 10, End: i*10 + 10, Value: value + noise}) {
					return
				}
			}
		}
		return bbitest.BigWig([]genome.Sequence{{Name: "chr1", Length: 10_000}}, items, bbitest.Options{Zooms: []int{100, 1000}})
	}
	value := func() float64 {
		t.Helper()
		return math.Round(must(w.Values(w.ctx, genome.Interval{Seq: "chr1", End: 10_000}, []string{"s"}, 1, "", true))(t)[0].Values[0])
	}
	w.write("s.bw", string(whole(1)))
	w.load(w.path("s.bw"))
	w.watch("s")
	opened, open := make(chan struct{}, 100), w.opt.Open
	w.opt.Open = func(ctx context.Context, path string) (source.Source, error) {
		defer func() { opened <- struct{}{} }()
		return open(ctx, path)
	}
	// A file beside it is written in parts, each renamed onto the old one, so that
	// each part is read. Their ends lie before that of the records: a file that
	// lacks but its zoom levels can be read.
	next := whole(2)
	for i, part := range [][]byte{next[:0], next[:64], next[:len(next)/8], next[:len(next)/6]} {
		w.replace("s.bw", string(part))
		<-opened
		if i == 0 {
			w.hears("s.bw has changed but cannot be read")
		}
		equal(t, "value while it is written", value(), 1.0)
	}
	equal(t, "value before it is whole", value(), 1.0)
	w.replace("s.bw", string(next))
	w.hears("s.bw can be read again")
	equal(t, "value when it is whole", value(), 2.0)
	select {
	case s := <-w.said:
		t.Errorf("said %q too", s)
	default:
	}
}

// Pages draw the new data by themselves, and what is computed from them.
func TestWatchRedraws(t *testing.T) {
	w := newWatching(t)
	graph := func(value int) string { return fmt.Sprintf("chr1\t0\t50000\t%d\nchr1\t50000\t60000\t1\n", value) }
	w.write("g.bedgraph", graph(3))
	w.load(w.path("g.bedgraph"))
	w.compute("twice", "g*2")
	w.watch()
	page := w.join(builtinPage)
	w.navigate("chr1", 1, 40_000)
	w.addChart("Line Track", "twice")
	w.settled(page)
	w.replace("g.bedgraph", graph(8))
	e := w.wait(state.EventReloaded)
	equal(t, "measurements", e.Names, []string{"g"})
	p, err := page.Await(w.ctx, func(p sessiontest.Page) bool {
		ms := p.Charts[0].Measurements
		return p.Open == 0 && len(ms) == 1 && *ms[0].MaxValue == 16
	})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "charts", len(p.Charts), 1)
	w.noFaults(page)
}

func TestWatchEnds(t *testing.T) {
	w := newWatching(t)
	w.write("a.bed", bed(1))
	w.write("b.bed", bed(1))
	w.load(w.path("a.bed"))
	w.load(w.path("b.bed"))
	w.addTutorial()
	w.watch() // all that are files
	equal(t, "watched", w.Watched(), []string{w.path("a.bed"), w.path("b.bed")})
	equal(t, "told", []string{w.wait(state.EventWatched).Path, w.wait(state.EventWatched).Path}, []string{w.path("a.bed"), w.path("b.bed")})
	var kept []string
	for _, e := range w.Snapshot() {
		if e.Kind == state.EventWatched {
			kept = append(kept, e.Path)
		}
	}
	equal(t, "state", kept, w.Watched())
	must(w.Watch(w.ctx, []string{"a"}, false))(t)
	equal(t, "told", w.wait(state.EventUnwatched).Path, w.path("a.bed"))
	must(w.Watch(w.ctx, []string{"a"}, false))(t) // is not watched
	must(w.Unload(w.ctx, "b"))(t)
	equal(t, "watched", len(w.Watched()), 0)
	equal(t, "folders", len(w.watcher.notify.WatchList()), 0)

	w.watch("a")
	w.wait(state.EventWatched)
	if err := os.RemoveAll(w.dir); err != nil {
		t.Fatal(err)
	}
	w.hears("a.bed is not watched any more: its folder has gone")
	equal(t, "told", w.wait(state.EventUnwatched).Path, w.path("a.bed"))
	equal(t, "rows", w.rows("a"), 1)

	must(w.Unload(w.ctx, "a"))(t)
	_, err := w.Watch(w.ctx, nil, true)
	wantError(t, err, "no file to watch")
}

// TestWatchWhileReading changes a file while it is being read: it is read once more, and
// not by two at a time.
func TestWatchWhileReading(t *testing.T) {
	w := newWatching(t)
	w.write("a.bed", bed(1))
	w.load(w.path("a.bed"))
	w.watch("a")
	reading, held, open := make(chan struct{}, 100), make(chan struct{}), w.opt.Open
	release := sync.OnceFunc(func() { close(held) })
	defer release()
	w.opt.Open = func(ctx context.Context, path string) (source.Source, error) {
		src, err := open(ctx, path)
		reading <- struct{}{}
		<-held
		return src, err
	}
	w.replace("a.bed", bed(2))
	<-reading
	w.replace("a.bed", bed(3))
	ctx, cancel := context.WithTimeout(w.ctx, 20*time.Second)
	defer cancel()
	again := func() bool {
		w.watcher.mu.Lock()
		defer w.watcher.mu.Unlock()
		return w.watcher.files[w.path("a.bed")].again
	}
	for !again() {
		if ctx.Err() != nil {
			t.Fatal("the second change was not noted")
		}
		runtime.Gosched()
	}
	equal(t, "readings at a time", len(reading), 0)
	release()
	w.wait(state.EventReloaded)
	w.wait(state.EventReloaded)
	equal(t, "rows", w.rows("a"), 3)
}

// A workspace brings what is watched back.
func TestWatchIsKept(t *testing.T) {
	w := newWatching(t)
	w.write("a.bed", bed(1))
	w.load(w.path("a.bed"))
	w.watch("a")
	if _, err := w.SaveWorkspace("w"); err != nil {
		t.Fatal(err)
	}
	must(w.Unload(w.ctx, "a"))(t)
	must(w.OpenWorkspace(w.ctx, "w"))(t)
	equal(t, "watched", w.Watched(), []string{w.path("a.bed")})
	w.write("a.bed", bed(4))
	w.wait(state.EventReloaded)
	equal(t, "rows", w.rows("a"), 4)
}

// Closing waits for what is being read.
func TestCloseWhileReading(t *testing.T) {
	w := newWatching(t)
	w.write("a.bed", bed(10))
	w.load(w.path("a.bed"))
	w.watch("a")
	for i := range 20 {
		w.write("a.bed", bed(10+i))
	}
	// The test's end closes the session, and goleak looks for what is left.
}

// BenchmarkWatch is the time from a file's change to the end of the redrawing in
// a page, the wait until the file has settled included.
func BenchmarkWatch(b *testing.B) {
	dir := b.TempDir()
	path := filepath.Join(dir, "p.bed")
	content := [2][]byte{[]byte(bed(10_000)), []byte(bed(10_001))}
	write := func(i int) {
		if err := os.WriteFile(path+".new", content[i%2], 0o600); err != nil {
			b.Fatal(err)
		}
		if err := os.Rename(path+".new", path); err != nil {
			b.Fatal(err)
		}
	}
	write(0)
	reloaded := make(chan struct{}, 10)
	s, err := Start(b.Context(), Options{Addr: "127.0.0.1:0", Event: func(e state.Event) {
		if e.Kind == state.EventReloaded {
			reloaded <- struct{}{}
		}
	}})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if _, _, err := s.Load(b.Context(), path); err != nil {
		b.Fatal(err)
	}
	if _, err := s.Watch(b.Context(), nil, true); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		write(i + 1)
		<-reloaded
	}
	b.ReportMetric(float64(len(bytes.Join(content[:], nil))/2), "B/file")
}

// TestWatchBringsBack brings back a state of which a watched file is away: once the file
// is there, it is loaded and its charts are.
func TestWatchBringsBack(t *testing.T) {
	w := newWatching(t)
	want := state.State{Files: []state.File{{Path: w.path("a.bed"), Watched: true}}}
	chart := &state.Chart{Handle: 3, Type: "epiviz.plugins.charts.BlocksTrack", Measurements: []string{"a"}}
	if err := want.Apply(state.Event{Kind: state.EventChartAdded, Chart: chart}); err != nil {
		t.Fatal(err)
	}
	report := must(w.Become(w.ctx, want))(t)
	wantNote(t, report, "chart 3 waits for a.bed")
	w.replace("a.bed", bed(2))
	w.hears("chart 3 is back")
	equal(t, "rows", w.rows("a"), 2)
	equal(t, "waiting", len(w.Waits()), 0)
	w.replace("a.bed", bed(5))
	w.wait(state.EventReloaded) // it came back
	w.wait(state.EventReloaded) // and was read again
	equal(t, "rows of the new file", w.rows("a"), 5)
}

// TestWatchOfWhatIsWaitedFor watches a file that is away, and one that is back by then.
func TestWatchOfWhatIsWaitedFor(t *testing.T) {
	w := newWatching(t)
	want := state.State{Files: []state.File{{Path: w.path("a.bed")}, {Path: w.path("b.bed")}}}
	must(w.Become(w.ctx, want))(t)
	w.replace("b.bed", bed(3))
	report := must(w.Watch(w.ctx, []string{w.path("a.bed"), w.path("b.bed")}, true))(t)
	wantNote(t, report, "a.bed is loaded once it can be read: ")
	equal(t, "rows of the file that is back", w.rows("b"), 3)
	w.replace("a.bed", bed(2))
	w.hears(w.path("a.bed") + " is loaded")
	equal(t, "rows of the file that was away", w.rows("a"), 2)
	for _, f := range w.State().Files {
		equal(t, f.Path+" is watched", f.Watched, true)
	}
}

// TestWatchOfWhatIsWaitedForNoLonger has a state lose a file that is away and watched: what
// comes to its place is not read, and once it is loaded, it can be watched.
func TestWatchOfWhatIsWaitedForNoLonger(t *testing.T) {
	for how, lose := range map[string]func(w *watching){
		"unload": func(w *watching) { must(w.Unload(w.ctx, w.path("a.bed")))(w.t) },
		"become": func(w *watching) { must(w.Become(w.ctx, state.State{}))(w.t) },
		"replaced": func(w *watching) {
			w.replace("b.bed", bed(1))
			if _, _, err := w.LoadFile(w.ctx, state.File{Path: w.path("b.bed"), ID: "a"}, 0); err != nil {
				w.t.Fatal(err)
			}
			must(w.Unload(w.ctx, w.path("b.bed")))(w.t)
		},
	} {
		t.Run(how, func(t *testing.T) {
			w := newWatching(t)
			must(w.Become(w.ctx, state.State{Files: []state.File{{Path: w.path("a.bed"), Watched: true}}}))(t)
			lose(w)
			equal(t, "watched files", len(w.Watched()), 0)
			w.replace("a.bed", bed(2))
			if _, _, err := w.Load(w.ctx, w.path("a.bed")); err != nil {
				t.Fatal(err)
			}
			must(w.Watch(w.ctx, []string{w.path("a.bed")}, true))(t)
			equal(t, "is watched", w.State().Files[0].Watched, true)
			w.replace("a.bed", bed(5))
			w.wait(state.EventReloaded)
			equal(t, "rows of the new file", w.rows("a"), 5)
		})
	}
}

// A compressed file of no bytes is being written, and its old data stay.
func TestWatchCompressedEmpty(t *testing.T) {
	w := newWatching(t)
	var packed strings.Builder
	zip := gzip.NewWriter(&packed)
	_, _ = zip.Write([]byte("chr1\t10\t20\tx\n"))
	_ = zip.Close()
	w.write("z.bed.gz", packed.String())
	w.load(w.path("z.bed.gz"))
	w.watch("z")
	w.replace("z.bed.gz", "")
	w.hears("z.bed.gz has changed but cannot be read; the data that were read before stay")
	equal(t, "rows", w.rows("z"), 1)
}
