package ui_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/session"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/ui/chromiumtest"
)

// How long the page takes to open where the program is far away.

// distant is a server behind a network on which everything takes a while. It counts
// the round trips: what a browser sends is one later than the latest answer that it
// had, on any connection, and an answer is of the trip of what was sent before it.
type distant struct {
	listener net.Listener
	server   string
	delay    time.Duration // in each direction

	serving sync.WaitGroup
	mu      sync.Mutex
	trips   int   // that have come back; guarded by mu
	counts  int   // how often they were counted; guarded by mu
	bytes   int64 // from the server; guarded by mu
}

// behind puts the server of a link behind a network. Its own link is for a browser.
func behind(tb testing.TB, link string, delay time.Duration) (*distant, string) {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	server, page, _ := strings.Cut(strings.TrimPrefix(link, "http://"), "/")
	d := &distant{listener: l, server: server, delay: delay}
	ctx, cancel := context.WithCancel(context.Background())
	d.serving.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			d.serving.Go(func() { d.carry(ctx, conn) })
		}
	})
	tb.Cleanup(func() {
		cancel()
		_ = l.Close()
		d.serving.Wait()
	})
	return d, "http://" + l.Addr().String() + "/" + page
}

// chunk is a part of a stream on its way.
type chunk struct {
	data []byte
	due  time.Time
}

// carry connects a browser with the server until one of them closes or ctx ends.
func (d *distant) carry(ctx context.Context, browser net.Conn) {
	server, err := net.Dial("tcp", d.server)
	if err != nil {
		_ = browser.Close()
		return
	}
	stop := context.AfterFunc(ctx, func() { _, _ = browser.Close(), server.Close() })
	defer stop()
	sent, since := 0, 0 // the trip of what was last sent on this connection, and d.counts then; guarded by d.mu
	var both sync.WaitGroup
	both.Go(func() {
		d.flow(server, browser, func([]byte) {
			d.mu.Lock()
			sent, since = d.trips+1, d.counts
			d.mu.Unlock()
		}, func([]byte) {})
	})
	both.Go(func() {
		d.flow(browser, server, func([]byte) {}, func(data []byte) {
			d.mu.Lock()
			if since == d.counts { // else it is late
				d.trips = max(d.trips, sent)
			}
			d.bytes += int64(len(data))
			d.mu.Unlock()
		})
	})
	both.Wait()
}

// flow copies what src sends to dst after the delay, and closes both at its end.
func (d *distant) flow(dst, src net.Conn, left, arrives func([]byte)) {
	way := make(chan chunk, 1<<16)
	var writer sync.WaitGroup
	writer.Go(func() {
		for c := range way {
			time.Sleep(time.Until(c.due))
			arrives(c.data)
			if _, err := dst.Write(c.data); err != nil {
				break
			}
		}
		_, _ = dst.Close(), src.Close()
	})
	for buf := make([]byte, 64<<10); ; {
		n, err := src.Read(buf)
		if n > 0 {
			data := append([]byte(nil), buf[:n]...)
			left(data)
			way <- chunk{data, time.Now().Add(d.delay)}
		}
		if err != nil {
			break
		}
	}
	close(way)
	writer.Wait()
}

// count returns the round trips and bytes since it was called before.
func (d *distant) count() (trips int, bytes int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	trips, bytes = d.trips, d.bytes
	d.trips, d.bytes = 0, 0
	d.counts++
	return trips, bytes
}

// TestRoundTrips opens the page where the program is far away, and loads it again.
func TestRoundTrips(t *testing.T) {
	s := startSession(t, "127.0.0.1:0")
	far, link := behind(t, s.URL(), 100*time.Millisecond)
	page := chromiumtest.Open(t, link, chromiumtest.Options{})
	page.Wait(ready)
	trips, bytes := far.count()
	t.Logf("opened: %d round trips, %d bytes", trips, bytes)
	if trips > 4 {
		t.Errorf("the page is painted after %d round trips, want 4 at most", trips)
	}
	page.Reload()
	page.Wait(ready)
	trips, bytes = far.count()
	t.Logf("loaded again: %d round trips, %d bytes", trips, bytes)
	if trips > 3 {
		t.Errorf("loaded again, the page is painted after %d round trips, want 3 at most", trips)
	}
}

// TestDataAreRequestedFirst checks that the data are requested before anything is drawn: the first frame is slow.
func TestDataAreRequestedFirst(t *testing.T) {
	s := startSession(t, "127.0.0.1:0")
	page := chromiumtest.Open(t, s.URL(), chromiumtest.Options{First: `
		const { fillText } = CanvasRenderingContext2D.prototype;
		CanvasRenderingContext2D.prototype.fillText = function (...args) {
			window.drawn = true;
			fillText.apply(this, args);
		};
		const { send } = WebSocket.prototype;
		WebSocket.prototype.send = function (text) {
			send.call(this, text);
			if (/getValues|getCombined/.test(text)) window.drawnBefore ??= Boolean(window.drawn);
		};`})
	page.Wait(ready)
	if chromiumtest.Eval[bool](page, "drawnBefore") {
		t.Error("something was drawn before the data were requested")
	}
}

// paintedAt is a script that sets window.paintedAt to the milliseconds since the
// navigation began, in the frame after the one in which a condition was met.
const paintedAt = `(() => {
	const done = () => { try { return %s } catch { return false } };
	const look = () => requestAnimationFrame((now) => {
		if (!done()) look();
		else requestAnimationFrame(() => { window.paintedAt = performance.now(); });
	});
	look();
})()`

// BenchmarkOpen measures, in milliseconds of the page's own clock, how long a page with four
// bigWigs and genes takes from the navigation to painted, and how long a reload does.
// igv.js shows the same files beside it if it is there:
//
//	session/ui/beside-igv.sh Open 5x
func BenchmarkOpen(b *testing.B) {
	dir, paths := openingFiles(b, 4)
	ours := openingSession(b, paths)
	igv := openingIGV(b, dir, 4)
	for _, delay := range []time.Duration{0, 50 * time.Millisecond} {
		b.Run(fmt.Sprintf("epivizgo/delay=%v", delay), func(b *testing.B) {
			measureOpening(b, ours, delay, state+`.connected && `+state+`.charts.length === 5 && `+state+`.charts.every((c) => c.ready)`)
		})
		b.Run(fmt.Sprintf("igv.js/delay=%v", delay), func(b *testing.B) {
			if igv == "" {
				b.Skip("EPIVIZGO_IGV names no igv.min.js")
			}
			measureOpening(b, igv, delay, "window.shown")
		})
	}
}

// openingFiles returns a folder with genes and n bigWigs, and their paths.
func openingFiles(b *testing.B, n int) (dir string, paths []string) {
	signal, genes := "../../../shared/data/bigwig/dm3_chrX_2e6_5e6.bw", "../../../shared/data/gtf/dm3_subset_BDGP5.78.sorted.gtf.gz"
	for _, path := range []string{signal, genes} {
		if _, err := os.Stat(path); err != nil {
			b.Skipf("the files are not there: %v", err)
		}
	}
	dir = b.TempDir()
	copied := func(from, to string) string {
		data, err := os.ReadFile(from)
		if err != nil {
			b.Fatal(err)
		}
		path := filepath.Join(dir, to)
		if err := os.WriteFile(path, data, 0o644); err != nil {
			b.Fatal(err)
		}
		return path
	}
	copied(genes+".tbi", "genes.gtf.gz.tbi")
	paths = []string{copied(genes, "genes.gtf.gz")}
	for i := range n {
		paths = append(paths, copied(signal, fmt.Sprintf("s%d.bw", i+1)))
	}
	return dir, paths
}

// openingSession returns the link of a session that shows files.
func openingSession(b *testing.B, paths []string) string { return showing(b, paths).URL() }

// showing returns a session that shows files.
func showing(b *testing.B, paths []string) *session.Session {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	b.Cleanup(cancel)
	s, err := session.Start(ctx, session.Options{Addr: "127.0.0.1:0"})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	chartEach(ctx, b, s, paths)
	if _, err := s.Navigate(ctx, genome.Interval{Seq: "chrX", Start: 3_000_000, End: 3_100_000}); err != nil {
		b.Fatal(err)
	}
	return s
}

// openingIGV returns the link of a page in which igv.js shows the genes and the n bigWigs of a folder, "" without igv.js.
func openingIGV(b *testing.B, dir string, n int) string {
	script := os.Getenv("EPIVIZGO_IGV")
	if script == "" {
		return ""
	}
	mux := http.NewServeMux()
	mux.Handle("/files/", http.StripPrefix("/files/", http.FileServer(http.Dir(dir))))
	mux.HandleFunc("/igv.js", func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, script) })
	// igv.js wants a genome with bases.
	for name, text := range map[string]string{
		"dm3.fa":     ">chrX\n" + strings.Repeat(strings.Repeat("N", 60)+"\n", 22_422_827/60+1),
		"dm3.fa.fai": "chrX\t22422827\t6\t60\t61\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = fmt.Fprintf(w, `<!doctype html><div id="igv"></div><script src="igv.js"></script><script>
			const signals = Array.from({ length: %d }, (_, i) => i + 1).map((i) => (
				{ type: "wig", format: "bigwig", name: "s" + i, url: "files/s" + i + ".bw", height: 40 }));
			igv.createBrowser(document.querySelector("#igv"), {
				reference: { id: "dm3", fastaURL: "files/dm3.fa", indexURL: "files/dm3.fa.fai" }, locus: "chrX:3,000,001-3,100,000",
				tracks: [{ type: "annotation", format: "gtf", name: "genes", url: "files/genes.gtf.gz", indexURL: "files/genes.gtf.gz.tbi" }, ...signals],
			}).then((browser) => { window.browser = browser; window.shown = true; });
		</script>`, n)
	})
	srv := httptest.NewServer(mux)
	b.Cleanup(srv.Close)
	return srv.URL
}

// measureOpening opens a page behind a delay, each time in a new browser, and loads it again.
func measureOpening(b *testing.B, link string, delay time.Duration, condition string) {
	_, link = behind(b, link, delay/2)
	var opened, again float64
	for b.Loop() {
		page := chromiumtest.Open(b, link, chromiumtest.Options{First: fmt.Sprintf(paintedAt, condition)})
		page.Wait("window.paintedAt")
		opened += chromiumtest.Eval[float64](page, "paintedAt")
		page.Keep("opened")
		page.Reload()
		page.Wait("window.paintedAt")
		again += chromiumtest.Eval[float64](page, "paintedAt")
		page.Close()
	}
	b.ReportMetric(opened/float64(b.N), "ms/open")
	b.ReportMetric(again/float64(b.N), "ms/reload")
	b.ReportMetric(0, "ns/op") // ours is of the page's own clock
}
