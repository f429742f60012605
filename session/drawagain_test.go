package session

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/picture/provenance"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
)

// stateOf returns the state that the commands of a record make, with files of the folder.
func (r provenanceRig) stateOf(made provenance.Record) (want state.State) {
	r.t.Helper()
	for _, line := range made.Commands {
		events, err := want.Read(strings.Fields(strings.NewReplacer(`"`, "", "Line Track", "linetrack").Replace(line)))
		for _, e := range events {
			if e.Kind == state.EventLoaded {
				e.Path = filepath.Join(r.dir, e.Path)
			}
			if err := want.Apply(e); err != nil {
				r.t.Fatal(err)
			}
		}
		if err != nil {
			r.t.Fatal(err)
		}
	}
	return want
}

// pages draws a document.
func (r provenanceRig) pages(opt reply.Picture, jobs int, pages ...reply.PicturePage) (data []byte, made provenance.Record) {
	r.t.Helper()
	var b bytes.Buffer
	took := func(int, reply.Report, error) error { return nil }
	if _, err := r.DrawPages(r.t.Context(), opt, "sites.bed", pages, jobs, &b, took); err != nil {
		r.t.Fatal(err)
	}
	made, _, err := provenance.Read(b.Bytes())
	if err != nil {
		r.t.Fatal(err)
	}
	return b.Bytes(), made
}

// again draws the document again and compares.
func (r provenanceRig) again(was []byte, made provenance.Record) (o provenance.Outcome, failed map[int]error) {
	r.t.Helper()
	failed = map[int]error{}
	next := 0
	now, notes, err := r.DrawAgain(r.t.Context(), made, r.stateOf(made), func(i int, _ reply.Report, err error) error {
		if i != next {
			r.t.Errorf("page %d comes as the %dth", i, next)
		}
		if next++; err != nil {
			failed[i] = err
		}
		return nil
	})
	if err != nil || len(notes) > 0 {
		r.t.Fatal(err, notes)
	}
	if o, err = provenance.Compare(was, now.Data, failed); err != nil {
		r.t.Fatal(err)
	}
	return o, failed
}

// TestPagesAgain draws a document again: of the same files, of one whose data have changed, and of one that ends sooner.
func TestPagesAgain(t *testing.T) {
	r := newProvenanceRig(t, map[string]string{
		"a.bedGraph": "chr1\t0\t500\t1\nchr1\t500\t1500\t4\nchr1\t1500\t4000\t2\nchr2\t0\t700\t2\n", "unseen.bed": "chr1\t0\t500\nchr3\t1\t5\n",
		"ends.bedGraph": "chr3\t0\t900\t2\n",
	})
	r.show([]string{"a.bedGraph", "unseen.bed", "ends.bedGraph"}, [2]string{"Line Track", "a"}, [2]string{"Blocks Track", "unseen"})
	ctx := t.Context()
	at := func(seq string, start, end int) genome.Interval {
		return genome.Interval{Seq: seq, Start: start, End: end}
	}
	if _, _, err := r.AddRegions(ctx, []state.Region{
		{Interval: at("chr1", 0, 5), Set: "s", Name: "orders"}, {Interval: at("chr1", 2900, 2950), Set: "s", Name: "onThree"},
		{Interval: at("chr1", 2400, 2450), Set: "s", Name: "between"}, {Interval: at("chr2", 10, 10), Set: "s", Name: "onFour"},
	}); err != nil {
		t.Fatal(err)
	}
	page := func(title string, where genome.Interval, flank int) reply.PicturePage {
		return reply.PicturePage{Title: title, At: reply.Locus{Interval: where, Flank: &reply.Flank{Bases: flank}}}
	}
	list := []reply.PicturePage{
		page("one", at("chr1", 100, 300), 0), page("two", at("chr1", 900, 1100), 50), page("none", at("chr9", 1, 5), 0),
		page("three", at("chr1", 2800, 3000), 0), page("four (é)", at("chr2", 5, 20), 100), page("five", at("chr3", 5, 20), 0),
	}
	opt := reply.Picture{Handles: []int{1}, Width: 500, Theme: "dark"}
	was, made := r.pages(opt, 1, list...)
	for _, jobs := range []int{0, 2, 5} {
		if other, _ := r.pages(opt, jobs, list...); !bytes.Equal(other, was) {
			t.Errorf("%d at a time make another document", jobs)
		}
	}
	var places []string
	for _, p := range made.Pages {
		places = append(places, p.Title+" "+p.At.String())
	}
	want := "one chr1:101-300, two chr1:851-1150, three chr1:2801-3000, four (é) chr2:1-120, five chr3:6-20"
	if got := strings.Join(places, ", "); got != want {
		t.Errorf("pages %s\nwant  %s", got, want)
	}
	text := strings.Join(made.Commands, "\n")
	for word, in := range map[string]bool{
		"onThree": true, "onFour": true, "orders": true, "between": false, "unseen": false, "navigate chr1 101 300": true,
	} {
		if strings.Contains(text, word) != in {
			t.Errorf("%s is in the commands: %v, want %v\n%s", word, !in, in, text)
		}
	}
	if got := names(made); got != "a.bedGraph, ends.bedGraph" || len(made.Charts) > 0 {
		t.Errorf("of the files %s and %v", got, made.Charts)
	}
	if whole, err := made.Text(); err != nil || strings.Contains(whole, "secret-folder") {
		t.Errorf("%v: %s", err, whole)
	}
	before := r.State()
	if o, failed := r.again(was, made); o.Same != "byte by byte" || len(failed) > 0 {
		t.Errorf("drawn again: %+v, %v", o, failed)
	}
	if diff := state.Diff(before, r.State()); len(diff) > 0 {
		t.Errorf("the session has changed: %v", diff)
	}

	write := func(name, data string) {
		if err := os.WriteFile(filepath.Join(r.dir, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("a.bedGraph", "chr1\t0\t500\t1\nchr1\t500\t1000\t4\nchr1\t1000\t1500\t3\nchr1\t1500\t4000\t2\nchr2\t0\t700\t2\n")
	o, _ := r.again(was, made)
	want = "page 2, two, chr1:851-1150, has other marks now; 1 of 5 pages differs"
	if got := strings.Join(o.Differences, "; "); got != want || o.Same != "" {
		t.Errorf("data of page 2 have changed: %q", got)
	}
	write("a.bedGraph", "chr1\t0\t500\t1\nchr1\t500\t1500\t4\nchr1\t1500\t4000\t2\n")
	o, failed := r.again(was, made)
	want = `page 4, four (é), chr2:1-120, cannot be drawn again: there is no sequence "chr2"; 1 of 5 pages differs`
	if got := strings.Join(o.Differences, "; "); len(failed) != 1 || failed[3] == nil || got != want {
		t.Errorf("chr2 is gone: %q", got)
	}
}

// TestPagesAgainEnds: what takes the pages, and the context, end the drawing; a document of which nothing is left is an error.
func TestPagesAgainEnds(t *testing.T) {
	r := newProvenanceRig(t, map[string]string{"a.bedGraph": "chr1\t0\t9000\t1\n"})
	r.show([]string{"a.bedGraph"}, [2]string{"Line Track", "a"})
	var list []reply.PicturePage
	for i := range 8 {
		list = append(list, reply.PicturePage{Title: fmt.Sprint(i), At: peakAt(i)})
	}
	_, made := r.pages(reply.Picture{Width: 400}, 0, list...)
	ctx, cancel := context.WithCancel(t.Context())
	n := 0
	if _, _, err := r.DrawAgain(ctx, made, r.stateOf(made), func(int, reply.Report, error) error {
		if n++; n == 2 {
			cancel()
		}
		return nil
	}); !errors.Is(err, context.Canceled) || n != 2 {
		t.Errorf("canceled after 2: %v after %d", err, n)
	}
	for i := range made.Pages {
		made.Pages[i].At.Seq = "chr7"
	}
	if _, _, err := r.DrawAgain(t.Context(), made, r.stateOf(made), func(int, reply.Report, error) error { return nil }); err == nil ||
		!strings.Contains(err.Error(), `none of its pages can be: there is no sequence "chr7"`) {
		t.Errorf("no page: %v", err)
	}
	full := errors.New("full")
	if _, err := r.DrawPages(t.Context(), reply.Picture{Width: 400}, "", list, 1, writerOf(func([]byte) (int, error) { return 0, full }),
		func(int, reply.Report, error) error { t.Error("a page was taken that is not written"); return nil }); !errors.Is(err, full) {
		t.Errorf("a full disk: %v", err)
	}
}

type writerOf func([]byte) (int, error)

func (w writerOf) Write(b []byte) (int, error) { return w(b) }

func TestSees(t *testing.T) {
	at := func(seq string, start, end int) genome.Interval {
		return genome.Interval{Seq: seq, Start: start, End: end}
	}
	all := bySequence([]genome.Interval{at("a", 50, 60), at("a", 0, 40), at("b", 1, 2), at("a", 10, 20), at("a", 60, 70), at("a", 90, 91)})
	if got := fmt.Sprint(all["a"]); got != fmt.Sprint([]genome.Interval{at("a", 0, 40), at("a", 50, 70), at("a", 90, 91)}) {
		t.Errorf("places %s", got)
	}
	for _, tc := range []struct {
		start, end int
		want       bool
	}{{0, 1, true}, {39, 45, true}, {40, 50, false}, {45, 51, true}, {30, 95, true}, {70, 90, false}, {91, 99, false}, {69, 70, true}} {
		if got := sees(all["a"], tc.start, tc.end); got != tc.want {
			t.Errorf("%d to %d: %v", tc.start, tc.end, got)
		}
	}
	if sees(all["c"], 0, 9) {
		t.Error("a place of no sequence")
	}
}
