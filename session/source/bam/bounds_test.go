package bam

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bgzf"
	"github.com/epiviz/epivizgo/session/source/bgzf/bgzftest"
)

// bytesOf returns a record without a place, with a number of bases and tags as they are.
func bytesOf(bases int32, rest string) []byte {
	head := make([]byte, fixedSize)
	head[8] = 1 // an empty name
	binary.LittleEndian.PutUint32(head[16:], uint32(bases))
	return append(append(head, 0), rest...)
}

// TestRecordsThatLie have parts that do not fit in.
func TestRecordsThatLie(t *testing.T) {
	for name, data := range map[string][]byte{
		"no bytes": nil, "a part": make([]byte, fixedSize-1), "bases below zero": bytesOf(-1, "abc"), "more bases than bytes": bytesOf(3, "abcd"),
		"the most bases": bytesOf(1<<31-1, "abc"),
	} {
		if err := new(record).set(data); !errors.Is(err, source.ErrFormat) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := new(record).set(bytesOf(3, "abcde")); err != nil {
		t.Errorf("as many bytes as three bases take: %v", err)
	}
	for name, tags := range map[string]string{
		"a number without its end": "NHi\x01\x00", "text without its end": "NHZab", "more values than bytes": "NHBI\xff\xff\xff\xff\x00\x00\x00\x00",
		"an array of texts": "NHBZ\x01\x00\x00\x00a\x00", "an array without a length": "NHBI\x01", "a type that is none": "NHq\x00", "two bytes": "NH",
	} {
		var r record
		if err := r.set(bytesOf(0, "XXA+"+tags)); err != nil {
			t.Fatal(err)
		}
		if _, kind := r.tag("NH"); kind != 0 {
			t.Errorf("%s: a tag of type %c", name, kind)
		}
		seen := ""
		r.eachTag(func(tag string, _ byte, _ []byte) { seen += tag })
		if seen != "XX" {
			t.Errorf("%s: the tags are %s", name, seen)
		}
	}
}

// TestSizesThatLie read a record that is said to be larger than it is.
func TestSizesThatLie(t *testing.T) {
	promised := func(size uint32) error {
		data := append(binary.LittleEndian.AppendUint32(nil, size), "few bytes"...)
		_, err := next(bgzf.NewReader(bytes.NewReader(bgzftest.Block(data))))
		return err
	}
	if err := promised(mostRecord + 1); !errors.Is(err, source.ErrFormat) || !strings.Contains(err.Error(), "wanted at most") {
		t.Errorf("one byte more than a record may have: %v", err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	err := promised(mostRecord)
	runtime.ReadMemStats(&after)
	if !errors.Is(err, source.ErrFormat) || !strings.Contains(err.Error(), "too early") {
		t.Errorf("a record that is cut off: %v", err)
	}
	if made := after.TotalAlloc - before.TotalAlloc; made > 32<<20 {
		t.Errorf("%d bytes are made for a few", made)
	}
}

// sized is a file whose windows are of as many bytes as it says.
type sized struct {
	File
	size int64
}

func (s sized) Window(seq int, iv genome.Interval, whole *Whole) (int64, func(context.Context, func([]byte) bool) error) {
	_, each := s.File.Window(seq, iv, whole)
	return s.size, each
}

// TestBytesOfAWindow: what takes as many bytes of the file as may be is exact, of one more depth is an estimate, which is said, or it is refused.
func TestBytesOfAWindow(t *testing.T) {
	src, _ := small(t, source.ReadOptions{})
	file, iv := src.file, genome.Interval{Seq: "chrA", End: 2000}
	of := func(bytes int64, exact bool) source.Estimates {
		t.Helper()
		src.file = sized{file, bytes}
		sum, err := src.depth.Summarize(t.Context(), iv, 4, source.SummaryOptions{Exact: exact})
		if err != nil {
			t.Fatal(err)
		}
		return sum.Estimated
	}
	none, estimated := source.Estimates{}, source.Estimates{Sum: true, Extremes: true, Rough: true}
	if got := of(exactBytes, false); got != none {
		t.Errorf("as many bytes as may be: %+v", got)
	}
	if got := of(exactBytes+1, false); got != estimated {
		t.Errorf("one more: %+v", got)
	}
	if got := of(exactBytes+1, true); got != none {
		t.Errorf("one more, and exact: %+v", got)
	}
	for name, read := range map[string]func() error{
		"reads": func() error { _, err := src.Rows(t.Context(), iv, source.RowOptions{Unnumbered: true}); return err },
		"junctions": func() error {
			_, err := src.spliced.Rows(t.Context(), iv, source.RowOptions{Unnumbered: true})
			return err
		},
		"mismatches": func() error {
			_, err := signal(t, src, "mismatches").Summarize(t.Context(), iv, 4, source.SummaryOptions{})
			return err
		},
	} {
		src.file = sized{file, mostBytes}
		if err := read(); err != nil {
			t.Errorf("%s of as many bytes as may be: %v", name, err)
		}
		src.file = sized{file, mostBytes + 1}
		if err := read(); err == nil || !strings.Contains(err.Error(), "MB of the file; wanted at most 32") {
			t.Errorf("%s of one more: %v", name, err)
		}
	}
	for bytes, want := range map[int64]int{viewBytes: 1, viewBytes + 1: -1} {
		src.file = sized{file, bytes}
		v, err := src.View(t.Context(), iv, 10, 100)
		if err != nil {
			t.Fatal(err)
		}
		if min(v.Rows.Total, 1) != want || v.Estimated != (want < 0) {
			t.Errorf("a view of %d bytes has %d reads, estimated %v", bytes, v.Rows.Total, v.Estimated)
		}
	}
}

// many is a file of n reads, each step bases behind the one before.
type many struct {
	File
	n, step int
}

func (m many) Window(seq int, iv genome.Interval, w *Whole) (int64, func(context.Context, func([]byte) bool) error) {
	size, each := m.File.Window(seq, iv, w)
	return size, func(ctx context.Context, yield func([]byte) bool) error {
		return each(ctx, func(record []byte) bool {
			at := binary.LittleEndian.Uint32(record[4:])
			for i := range m.n {
				binary.LittleEndian.PutUint32(record[4:], at+uint32(i*m.step))
				if !yield(record) {
					break
				}
			}
			return false
		})
	}
}

// TestManyReads: reads are counted and thinned in any number where few begin at one place, and no more than a bound are in memory.
func TestManyReads(t *testing.T) {
	path := made(t, "@SQ\tSN:c1\tLN:9000000\nr\t0\tc1\t11\t60\t10M\t*\t0\t0\t*\t*\n")
	src, iv := open(t, path, ".bai"), genome.Interval{Seq: "c1", End: 9_000_000}
	file := src.file
	const tooMany = "the reads of c1:1-9000000 are more than 524288"
	rows := func(opt source.RowOptions) (int, int, error) {
		rows, err := src.Rows(t.Context(), iv, opt)
		if err != nil {
			return 0, 0, err
		}
		return rows.Len(), rows.Total, nil
	}
	for _, c := range []struct {
		n, step int
		err     string
	}{{mostReads, 0, ""}, {mostReads + 1, 1, ""}, {mostReads + 1, 0, tooMany}} {
		src.file = many{file, c.n, c.step}
		if n, total, err := rows(source.RowOptions{Unnumbered: true, Limit: 10}); n != 0 || fault(err, c.err) || err == nil && total != c.n {
			t.Errorf("%+v: a limit gives %d rows of %d, %v", c, n, total, err)
		}
		thinned, counts, err := src.Thinned(t.Context(), iv, 100, false)
		if fault(err, c.err) || err == nil && (thinned.Len() > 101 || sum(counts) != c.n) {
			t.Errorf("%+v: thinned to %v, %v", c, counts, err)
		}
		all := c.err
		if c.n > mostReads {
			all = tooMany
		}
		if n, _, err := rows(source.RowOptions{Unnumbered: true}); fault(err, all) || err == nil && n != c.n {
			t.Errorf("%+v: %d rows, %v", c, n, err)
		}
	}
}

// fault reports whether an error is not the one that is wanted.
func fault(err error, want string) bool {
	return (err != nil) != (want != "") || err != nil && !strings.Contains(err.Error(), want)
}

func sum(counts []int) (total int) {
	for _, n := range counts {
		total += n
	}
	return total
}

// TestBasesOfAWindow: a depth has a row a base, of as many as may be.
func TestBasesOfAWindow(t *testing.T) {
	src := open(t, made(t, "@HD\tVN:1.6\n@SQ\tSN:c1\tLN:5000000\na\t0\tc1\t11\t60\t10M\t*\t0\t0\t*\t*\n"), ".bai")
	if _, err := src.Depth().Rows(t.Context(), genome.Interval{Seq: "c1", End: mostBases + 1}, source.RowOptions{}); err == nil ||
		!strings.Contains(err.Error(), "is 4194305 rows, one a base; wanted at most 4194304") {
		t.Errorf("one row more: %v", err)
	}
	rows, err := src.Depth().Rows(t.Context(), genome.Interval{Seq: "c1", End: 101}, source.RowOptions{Limit: 100})
	if err != nil || rows.Len() != 0 || rows.Total != 101 {
		t.Errorf("one row more than asked: %v, %d of %d", err, rows.Len(), rows.Total)
	}
	for end, want := range map[int]int{viewBases: 1, viewBases + 1: -1} {
		v, err := src.View(t.Context(), genome.Interval{Seq: "c1", End: end}, 10, 100)
		if err != nil || v.Rows.Total != want {
			t.Errorf("a view of %d bases: %v, %d reads", end, err, v.Rows.Total)
		}
	}
}

// watched is a file that says what is read of it.
type watched struct {
	File
	unsorted bool
	size     int64 // of windows, 0 for what they are
	windows  []genome.Interval
	records  int
}

func (w *watched) Sorted() bool { return !w.unsorted }

func (w *watched) Window(seq int, iv genome.Interval, whole *Whole) (int64, func(context.Context, func([]byte) bool) error) {
	size, each := w.File.Window(seq, iv, whole)
	return cmp.Or(w.size, size), func(ctx context.Context, yield func([]byte) bool) error {
		w.windows = append(w.windows, iv)
		return each(ctx, func(record []byte) bool {
			w.records++
			return yield(record)
		})
	}
}

// TestPileUpsAreNoSamples: an estimate reads nothing of a pile-up, which offsets do not part.
func TestPileUpsAreNoSamples(t *testing.T) {
	src, _ := small(t, source.ReadOptions{})
	w := &watched{File: src.file, size: 64*sampleBytes + 1}
	src.file = w
	if ratio, err := src.depth.aligned(t.Context(), 0); err != nil || ratio != 1 || w.records != 0 {
		t.Errorf("%g, %v, %d records were read", ratio, err, w.records)
	}
	w.size = 64 * sampleBytes
	if ratio, err := src.depthOf(0).aligned(t.Context(), 0); err != nil || ratio == 1 || w.records == 0 {
		t.Errorf("%g, %v, %d records were read", ratio, err, w.records)
	}
}

// TestUnsortedInParts: what is not sorted is counted in parts, since nothing of it is finished before the end.
func TestUnsortedInParts(t *testing.T) {
	src := open(t, made(t, "@HD\tVN:1.6\n@SQ\tSN:c1\tLN:3000000\na\t0\tc1\t11\t60\t10M\t*\t0\t0\t*\t*\nb\t0\tc1\t1048570\t60\t20M\t*\t0\t0\t*\t*\n"), ".bai")
	iv := genome.Interval{Seq: "c1", End: 3_000_000}
	runs := func() (all string) {
		last, depth := 0, -1
		err := src.EachDepth(t.Context(), iv, source.ReadChoice{}, func(start, end int, d [2]int) error {
			if start != last {
				t.Errorf("a stretch begins at %d; wanted %d", start, last)
			}
			if last = end; d[0] != depth {
				depth = d[0]
				all += fmt.Sprintf("%d:%d ", start, depth)
			}
			return nil
		})
		if err != nil || last != iv.End {
			t.Errorf("%v, at %d", err, last)
		}
		return all
	}
	want := "0:0 10:1 20:0 1048569:1 1048589:0 "
	if got := runs(); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	w := &watched{File: src.file, unsorted: true}
	src.file = w
	if got := runs(); got != want {
		t.Errorf("not sorted %s, want %s", got, want)
	}
	for _, part := range w.windows {
		if part.Len() > unsortedPart {
			t.Errorf("%v is counted at once", part)
		}
	}
}

// TestDepthStops: nobody reads on for a depth that nobody takes.
func TestDepthStops(t *testing.T) {
	src := open(t, made(t, sam(rand.New(rand.NewPCG(3, 3)), 9000)), ".bai")
	w := &watched{File: src.file}
	src.file = w
	enough := errors.New("enough")
	err := src.EachDepth(t.Context(), genome.Interval{Seq: "c1", End: 300_000}, source.ReadChoice{}, func(int, int, [2]int) error { return enough })
	if err != enough || w.records > 3000 {
		t.Errorf("%v, %d records were read", err, w.records)
	}
}

// TestPilesAreGivenBack: memory is that of the pages that reads still reach.
func TestPilesAreGivenBack(t *testing.T) {
	c := &piles{end: 1 << 20, take: func(int, *source.Pile) error { return nil }, pages: map[int]*columnPage{}}
	for pos := 0; pos < c.end; pos += 1000 {
		if err := c.finish(t.Context(), pos); err != nil {
			t.Fatal(err)
		}
		c.count(0, pos, 0)
		c.count(1, min(pos+5000, c.end-1), 0)
		if len(c.pages) > 3 {
			t.Fatalf("at %d there are %d pages", pos, len(c.pages))
		}
	}
}

// TestEdgesOfReads: an insertion before the first base of a read is at no base, and a splice of no bases is none.
func TestEdgesOfReads(t *testing.T) {
	src := open(t, made(t, "@HD\tVN:1.6\n@SQ\tSN:c1\tLN:100\n"+
		"a\t0\tc1\t11\t60\t2I4M2I4M\t*\t0\t0\tACGTACGTACGT\t*\nb\t0\tc1\t31\t60\t4M0N4M\t*\t0\t0\tACGTACGT\t*\n"), ".bai")
	iv := genome.Interval{Seq: "c1", End: 100}
	src.file = &watched{File: src.file, unsorted: true} // of which all bases are counted until the end
	var inserted []int
	err := src.EachPile(t.Context(), iv, source.ReadChoice{}, func(pos int, p *source.Pile) error {
		if p.Insertions[0] > 0 {
			inserted = append(inserted, pos)
		}
		return nil
	})
	if err != nil || !slices.Equal(inserted, []int{13}) {
		t.Errorf("%v, insertions at %v", err, inserted)
	}
	if rows, err := src.spliced.Rows(t.Context(), iv, source.RowOptions{}); err != nil || rows.Len() != 0 {
		t.Errorf("%v, %d junctions", err, rows.Len())
	}
}
