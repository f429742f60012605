package session

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
)

// peaksSession is a session with a chart of twelve peaks.
func peaksSession(t *testing.T) *Session {
	t.Helper()
	file := filepath.Join(t.TempDir(), "peaks.bed")
	var b strings.Builder
	for i := range 12 {
		fmt.Fprintf(&b, "chr1\t%d\t%d\tpeak%d\n", 1000*i, 1000*i+500, i)
	}
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Start(t.Context(), Options{Addr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, _, err := s.Load(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	if _, err := s.AddSeqInfos(t.Context(), []genome.Sequence{{Name: "chr1", Length: 20_000}}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.AddChart(t.Context(), "Blocks Track", []string{"peaks"}); err != nil {
		t.Fatal(err)
	}
	return s
}

func peakAt(i int) reply.Locus {
	return reply.Locus{Interval: genome.Interval{Seq: "chr1", Start: 1000 * i, End: 1000*i + 500}}
}

// TestDrawPictures draws many places, one of them on an unknown sequence, as if each were drawn alone.
func TestDrawPictures(t *testing.T) {
	s := peaksSession(t)
	was := s.State()
	var places []reply.Locus
	for i := range 12 {
		places = append(places, peakAt(i))
	}
	places[5].Seq = "chr9"
	places[6].Flank = &reply.Flank{Share: 0.5}
	for _, jobs := range []int{0, 1, 5} {
		next := 0
		_, err := s.DrawPictures(t.Context(), reply.Picture{Type: "svg"}, places, jobs, func(
			i int, file reply.PictureFile, _ reply.Report, err error,
		) error {
			if i != next {
				t.Errorf("picture %d comes as the %dth", i, next)
			}
			next++
			if (err != nil) != (i == 5) {
				t.Errorf("picture %d: %v", i, err)
			}
			alone, _, _ := s.DrawPicture(t.Context(), reply.Picture{Type: "svg", At: places[i : i+1]})
			if !bytes.Equal(file.Data, alone.Data) {
				t.Errorf("picture %d is another one than alone", i)
			}
			return nil
		})
		if err != nil || next != len(places) {
			t.Errorf("%d pictures by %d jobs: %v", next, jobs, err)
		}
	}
	if now := s.State(); !slices.Equal(now.View().Places(), was.View().Places()) || now.Hooks != nil {
		t.Errorf("the session has moved from %v to %v", was.View(), now.View())
	}
	full := errors.New("full")
	n := 0
	if _, err := s.DrawPictures(t.Context(), reply.Picture{Type: "svg"}, places, 2, func(int, reply.PictureFile, reply.Report, error) error {
		n++
		return full
	}); !errors.Is(err, full) || n != 1 {
		t.Errorf("what takes them fails: %v after %d", err, n)
	}
	ctx, cancel := context.WithCancel(t.Context())
	n = 0
	if _, err := s.DrawPictures(ctx, reply.Picture{Type: "svg"}, places, 2, func(int, reply.PictureFile, reply.Report, error) error {
		if n++; n == 3 {
			cancel()
		}
		return nil
	}); !errors.Is(err, context.Canceled) || n != 3 {
		t.Errorf("canceled after 3: %v after %d", err, n)
	}
}

// TestFlank draws what is on either side of a place, as far as there is anything.
func TestFlank(t *testing.T) {
	s := peaksSession(t)
	for _, tc := range []struct {
		start, end  int
		flank       *reply.Flank
		name        string
		want, notes string
	}{
		{1000, 2000, &reply.Flank{Share: 0.2}, "", "800-2200", ""},
		{1000, 2000, &reply.Flank{Bases: 300}, "", "700-2300", ""},
		{1000, 2000, &reply.Flank{Bases: 300}, "gene", "700-2300", ""},
		{1000, 2000, nil, "gene", "500-2500", ""},
		{1000, 2000, &reply.Flank{}, "gene", "1000-2000", ""},
		{1000, 2000, &reply.Flank{Bases: 1001}, "", "0-3001", "chr1 begins at 1"},
		{19_000, 20_000, &reply.Flank{Share: 1}, "", "18000-20000", "chr1 ends at 20000"},
		{19_000, 20_500, &reply.Flank{Share: 1}, "", "18000-20000", "chr1 ends at 20000"},
		{5, 0, &reply.Flank{Share: 1e4}, "", "0-20000", "chr1 begins at 1; chr1 ends at 20000"},
	} {
		at := reply.Locus{Interval: genome.Interval{Seq: "chr1", Start: tc.start, End: tc.end}, Name: tc.name, Flank: tc.flank}
		view, notes, err := s.viewOf([]reply.Locus{at})
		got := fmt.Sprintf("%d-%d", view.Location.Start, view.Location.End)
		if err != nil || got != tc.want || strings.Join(notes, "; ") != tc.notes {
			t.Errorf("%v %q: %s, %q, %v; want %s, %q", at.Interval, tc.name, got, notes, err, tc.want, tc.notes)
		}
	}
}

// TestDrawPages has the programs of poppler count and read the pages of a PDF.
func TestDrawPages(t *testing.T) {
	s := peaksSession(t)
	var pages []reply.PicturePage
	for i := range 12 {
		pages = append(pages, reply.PicturePage{Title: fmt.Sprintf("site (%d)\\ é", i), At: peakAt(i)})
	}
	pages[3].At.Seq = "chr9"
	var b bytes.Buffer
	failed := 0
	if _, err := s.DrawPages(t.Context(), reply.Picture{Width: 500}, "peaks.bed", pages, 0, &b, func(_ int, _ reply.Report, err error) error {
		if err != nil {
			failed++
		}
		return nil
	}); err != nil || failed != 1 {
		t.Fatalf("%d pages failed: %v", failed, err)
	}
	if n := len(regexp.MustCompile(`/Type/Page/`).FindAll(b.Bytes(), -1)); n != 11 {
		t.Errorf("%d pages, want 11", n)
	}
	if n := len(regexp.MustCompile(`/FontFile2`).FindAll(b.Bytes(), -1)); n > 2 {
		t.Errorf("%d fonts are embedded", n)
	}
	for _, program := range []string{"pdfinfo", "pdftotext"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not installed (package poppler-utils)", program)
		}
	}
	file := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(program string, args ...string) string {
		out, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", program, err, out)
		}
		return string(out)
	}
	if info := run("pdfinfo", file); !regexp.MustCompile(`Pages: +11\n`).MatchString(info) || !strings.Contains(info, "peaks.bed") {
		t.Errorf("pdfinfo says\n%s", info)
	}
	texts := strings.Split(run("pdftotext", file, "-"), "\f")
	for page, want := range map[int]string{0: "peak0", 2: "peak2", 3: "peak4", 10: "peak11"} {
		if !strings.Contains(texts[page], want) {
			t.Errorf("page %d has %q; want %s", page+1, texts[page], want)
		}
	}
}

// TestInOrder takes what is made in order, holds few of it, and ends all that it has begun.
func TestInOrder(t *testing.T) {
	const jobs = 3
	gate := make(chan struct{})
	var got []int
	err := inOrder(t.Context(), 50, jobs, func(_ context.Context, i int) int {
		switch i {
		case 0:
			<-gate // which the others pass
		case 1:
			close(gate)
		}
		runtime.Gosched()
		return i * i
	}, func(i, made int) error {
		if made != i*i {
			t.Errorf("%d is %d", i, made)
		}
		got = append(got, i)
		return nil
	})
	if err != nil || len(got) != 50 || !slices.IsSorted(got) {
		t.Errorf("%v: %v", got, err)
	}
}

// TestInOrderPanics hands a panic on to the caller, after all that was begun has ended.
func TestInOrderPanics(t *testing.T) {
	ended := 0
	defer func() {
		if fault := recover(); fault != "a fault" || ended != 1 {
			t.Errorf("panicked with %v after %d were taken", fault, ended)
		}
	}()
	err := inOrder(t.Context(), 9, 2, func(_ context.Context, i int) int {
		if i == 1 {
			panic("a fault")
		}
		return i
	}, func(int, int) error { ended++; return nil })
	t.Errorf("returned %v", err)
}

// TestEndedBeforeSums: when the context ends before files are summed up, nothing says that they cannot be read.
func TestEndedBeforeSums(t *testing.T) {
	r := newProvenanceRig(t, map[string]string{"a.bedGraph": "chr1\t0\t9000\t1\n"})
	r.show([]string{"a.bedGraph"}, [2]string{"Line Track", "a"})
	ctx, cancel := context.WithCancel(t.Context())
	var b bytes.Buffer
	page := []reply.PicturePage{{Title: "one", At: peakAt(1)}}
	report, err := r.DrawPages(ctx, reply.Picture{Width: 400}, "", page, 1, &b, func(int, reply.Report, error) error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a document: %v, %v", report.Notes, err)
	}
	ctx, cancel = context.WithCancel(t.Context())
	opt := reply.RegionReport{Bins: 250, Regions: []reply.ReportedRegion{{At: peakAt(1)}}}
	if _, err := r.ReportRegions(ctx, opt, func(int, []string, error) error { cancel(); return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("a report: %v", err)
	}
}
