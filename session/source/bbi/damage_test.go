package bbi

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bbi/bbitest"
	"github.com/epiviz/epivizgo/session/source/bins"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

// damagedFiles returns the test data's damaged files of these formats.
func damagedFiles(t testing.TB) []string {
	var list []string
	for _, pattern := range []string{"*.bw", "*.bb"} {
		files, err := filepath.Glob(filepath.Join(sourcetest.SharedData(t), "bad", pattern))
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, files...)
	}
	return list
}

// Which of the damaged files can be opened, and what the refusal says.
func TestTruthBadOpen(t *testing.T) {
	want := map[string]string{ // "" is: opens and reads
		"bigWigTruncated.bw":                 "",
		"chr1_fixedStep.cut_in_zooms.bw":     "",
		"chr1_fixedStep.bad_zlib.bw":         "data block at offset 352: wanted",
		"chr1_fixedStep.cut_in_data.bw":      "index at offset 483136: that is behind the end of the file (241740 bytes)",
		"chr1_fixedStep.cut_in_header.bw":    "header at offset 0: wanted 64 bytes, the file has 40",
		"chr1_fixedStep.index_beyond_eof.bw": "index at offset 1715202: that is behind the end of the file (715202 bytes)",
		"chr1_fixedStep.wrong_magic.bw": "wanted the magic number of a bigWig (26 fc 8f 88) or a bigBed (eb f2 89 87), " +
			"found d9 fc 8f 88",
		"gencode_chr22_nameindex.cut_in_data.bb": "index at offset 207586: that is behind the end of the file (104459 bytes)",
		"hdf5_named.bw":                          "found 89 48 44 46",
		"malformed.bb":                           "found 00 00 00 00",
		"zero_bytes.bw":                          "header at offset 0: wanted 64 bytes, the file has 0",
	}
	for _, path := range damagedFiles(t) {
		name := filepath.Base(path)
		message, known := want[name]
		if !known {
			t.Errorf("%s is new: say here what is wrong with it", name)
			continue
		}
		src, err := openFile(t, path)
		if err == nil {
			for _, q := range src.Info().Sequences {
				if err == nil {
					_, err = src.Rows(t.Context(), genome.Interval{Seq: q.Name, End: q.Length}, source.RowOptions{})
				}
			}
		}
		if message == "" {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err == nil || !strings.HasPrefix(err.Error(), name+": ") || !strings.Contains(err.Error(), message) ||
			!errors.Is(err, source.ErrFormat) {
			t.Errorf("%s: %v; want a source.ErrFormat with %q", name, err, message)
		}
		if hint.Of(err) == "" {
			t.Errorf("%s: no hint in %v", name, err)
		}
	}
}

// What a damaged file answers is what the whole one does.
func TestTruthBadValues(t *testing.T) {
	tried := 0
	for _, c := range sourcetest.Truth(t, "bad.jsonl") {
		if c.Query.Kind != "values" || !strings.HasSuffix(c.File, ".bw") {
			continue
		}
		src, err := openFile(t, c.Path())
		if err != nil {
			t.Errorf("%s: %v", c.File, err)
			continue
		}
		var want []*float64
		if err := json.Unmarshal(c.Expect, &want); err != nil {
			t.Fatal(err)
		}
		tried++
		iv := interval(c)
		sum, err := src.(source.Summarizer).Summarize(t.Context(), iv, iv.Len(), source.SummaryOptions{})
		if err != nil {
			t.Errorf("%s %v: %v", c.File, iv, err)
		} else if err := agree(bins.Values(sum, bins.Mean), want, 1e-5); err != nil {
			t.Errorf("%s %v: %v", c.File, iv, err)
		}
	}
	if tried == 0 {
		t.Error("no case")
	}
}

// small returns files of some kilobytes with all parts of the formats.
func small() map[string][]byte {
	rng := rand.New(rand.NewPCG(5, 5))
	values := randomValues(rng)[:60]
	opt := bbitest.Options{PerBlock: 10, Fanout: 3, Zooms: []int{50, 200}}
	list := map[string][]byte{"bigWig": bbitest.BigWig(testSeqs, slices.Values(values), opt)}
	opt.Section, opt.BigEndian = bbitest.FixStep, true
	list["big-endian bigWig"] = bbitest.BigWig(testSeqs, slices.Values(values), opt)
	opt.Section, opt.Uncompressed = bbitest.VarStep, true
	list["plain bigWig"] = bbitest.BigWig(testSeqs, slices.Values(values), opt)
	list["bigBed"] = bbitest.BigBed(testSeqs, slices.Values(geneRows[:3]),
		bbitest.Options{AutoSQL: geneSQL, Fields: 15, Standard: 12, Indexes: []int{3}, PerBlock: 2, Fanout: 2, Zooms: []int{50}})
	return list
}

// answers returns what a file answers to one of each kind of question; a nil element
// means an error.
func answers(data []byte) (list []any, err error) {
	src, err := Open(bytes.NewReader(data), int64(len(data)), "made")
	if err != nil {
		return nil, err
	}
	defer func() { _ = src.Close() }()
	ctx := context.Background()
	keep := func(v any, err error) {
		if err != nil {
			v = nil
		}
		list = append(list, v)
	}
	for i, q := range src.Info().Sequences {
		if i == 2 {
			break
		}
		whole := genome.Interval{Seq: q.Name, Start: 0, End: q.Length}
		half := genome.Interval{Seq: q.Name, Start: q.Length / 3, End: q.Length / 2}
		for _, iv := range []genome.Interval{whole, half} {
			rows, err := src.Rows(ctx, iv, source.RowOptions{})
			keep(rows, err)
			rows, err = src.Rows(ctx, iv, source.RowOptions{Unbroken: true, Limit: 3})
			keep(rows, err)
			if s, ok := src.(source.Thinner); ok {
				rows, _, err := s.Thinned(ctx, iv, 2, true)
				keep(rows, err)
			}
			if s, ok := src.(source.Summarizer); ok {
				sum, err := s.Summarize(ctx, iv, 5, source.SummaryOptions{Exact: true})
				keep(sum, err)
				_, _ = s.Summarize(ctx, iv, 2, source.SummaryOptions{}) // may be of fewer zoom levels
			}
		}
	}
	if s, ok := src.(source.Searcher); ok && len(src.Info().Notes) == 0 {
		found, err := s.Search(ctx, "T", 5)
		keep(found, err)
	}
	return list, nil
}

// A file that was cut short answers what it can, and never something else.
func TestCutShort(t *testing.T) {
	for name, data := range small() {
		t.Run(name, func(t *testing.T) {
			whole, err := answers(data)
			if err != nil {
				t.Fatal(err)
			}
			opened, refused := 0, 0
			for n := 0; n < len(data); n += 2 {
				got, err := answers(data[:n])
				if err != nil {
					if !errors.Is(err, source.ErrFormat) || !strings.HasPrefix(err.Error(), "made: ") {
						t.Fatalf("cut to %d bytes: %v", n, err)
					}
					refused++
					continue
				}
				opened++
				for i, v := range got {
					// The extra index is at the end. Without it there is a note and one answer less.
					if v != nil && !reflect.DeepEqual(plainly(v), plainly(whole[i])) {
						t.Fatalf("cut to %d of %d bytes: answer %d is %+v, want %+v", n, len(data), i, v, whole[i])
					}
				}
			}
			if opened == 0 || refused == 0 {
				t.Errorf("of %d cuts %d were opened and %d refused", len(data), opened, refused)
			}
		})
	}
}

// plainly replaces NaN, which does not equal itself.
func plainly(v any) any {
	clear := func(list []float64) {
		for i, x := range list {
			if math.IsNaN(x) {
				list[i] = -12345
			}
		}
	}
	switch v := v.(type) {
	case *source.Summary:
		clear(v.Sum)
		clear(v.Min)
		clear(v.Max)
	case *source.Rows:
		for _, column := range v.Values {
			clear(column)
		}
	}
	return v
}

// Any byte may be wrong: that gives an error or, where it cannot be detected, an
// answer, but neither a panic nor an endless loop.
func TestWrongBytes(t *testing.T) {
	for name, data := range small() {
		t.Run(name, func(t *testing.T) {
			for i := 0; i < len(data); i += 3 {
				bad := bytes.Clone(data)
				bad[i] = []byte{data[i] ^ 1, data[i] ^ 0x80, 0, 0xff}[i%4]
				_, _ = answers(bad)
			}
		})
	}
}

// Zoom levels behind the cut are noted, and wide views come from the records.
func TestCutInZooms(t *testing.T) {
	values := randomValues(rand.New(rand.NewPCG(6, 6)))
	data := bbitest.BigWig(testSeqs, slices.Values(values), bbitest.Options{Zooms: []int{50, 200, 800}})
	second := binary.LittleEndian.Uint64(data[64+24+8:])
	for _, tc := range []struct {
		size   uint64
		levels int
		note   string
	}{
		{uint64(len(data)), 3, ""},
		{second, 1, "2 of the 3 zoom levels cannot be read; wide views are computed from the others"},
		{binary.LittleEndian.Uint64(data[64+8:]), 0, "3 of the 3 zoom levels cannot be read; wide views are computed from the records"},
	} {
		src := open(t, data[:tc.size]).(*bigWig)
		if len(src.levels) != tc.levels || strings.Join(src.Info().Notes, "") != tc.note {
			t.Errorf("cut to %d: %d levels, notes %q; want %d and %q", tc.size, len(src.levels), src.Info().Notes, tc.levels, tc.note)
		}
		iv := genome.Interval{Seq: "chr1", Start: 0, End: 90000}
		got, err := src.Summarize(t.Context(), iv, 1, source.SummaryOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if want := reduce(values, iv, 1); math.Abs(got.Sum[0]-want.Sum[0]) > 1e-3*math.Abs(want.Sum[0]) {
			t.Errorf("cut to %d: sum %v, want %v", tc.size, got.Sum[0], want.Sum[0])
		}
	}
}

// A zoom level that is damaged behind its header is found out by the query,
// which answers from the records.
func TestDamagedZoomLevel(t *testing.T) {
	values := randomValues(rand.New(rand.NewPCG(7, 7)))
	data := bbitest.BigWig(testSeqs, slices.Values(values), bbitest.Options{Zooms: []int{50}, PerBlock: 16})
	from, to := binary.LittleEndian.Uint64(data[64+8:])+4, binary.LittleEndian.Uint64(data[64+16:])
	for i := from; i < to; i++ {
		data[i] = 0xaa
	}
	iv := genome.Interval{Seq: "chr1", Start: 0, End: 90000}
	src := open(t, data).(source.Summarizer)
	got, err := src.Summarize(t.Context(), iv, 10, source.SummaryOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := agree(got.Sum, pointers(reduce(values, iv, 10).Sum), 1e-9); err != nil {
		t.Errorf("the answer is not that of the records: %v", err)
	}
}

// Levels that cannot be true are not used: the first counts more bases than it
// spans, the second other bases than the file's summary.
func TestLyingZoomLevels(t *testing.T) {
	seqs := []genome.Sequence{{Name: "chr1", Length: 10000}}
	var values []bbitest.Value
	for pos := 0; pos < 10000; pos += 10 {
		values = append(values, bbitest.Value{Seq: "chr1", Start: pos, End: pos + 5, Value: 1})
	}
	iv := genome.Interval{Seq: "chr1", Start: 0, End: 10000}
	for factor, note := range map[uint32]string{
		1: "",
		3: "the file's zoom levels are not used, for they count more bases than they span; wide views are computed from the records",
		// 5000 × 3/2: more than there are, but not more than fit.
		0: "the file's zoom levels are not used, for the coarsest counts 7500 bases, the file's summary 5000; " +
			"wide views are computed from the records",
	} {
		data := bbitest.BigWig(seqs, slices.Values(values), bbitest.Options{Zooms: []int{100}, PerBlock: 16, Uncompressed: true})
		level := binary.LittleEndian.Uint64(data[64+8:]) + 4
		for i := range 100 {
			bases := data[level+uint64(i)*zoomRecordSize+12:]
			n := binary.LittleEndian.Uint32(bases)
			if factor == 0 {
				n = n * 3 / 2
			} else {
				n *= factor
			}
			binary.LittleEndian.PutUint32(bases, n)
		}
		src := open(t, data).(source.Summarizer)
		if got := strings.Join(src.Info().Notes, ""); got != note {
			t.Errorf("factor %d: note %q, want %q", factor, got, note)
		}
		got, err := src.Summarize(t.Context(), iv, 1, source.SummaryOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(got.Bases[0]-5000) > 1 {
			t.Errorf("factor %d: %v bases, want 5000", factor, got.Bases[0])
		}
	}
}

// failing fails to read, as a disk or a network may.
type failing struct {
	io.ReaderAt
	err error
}

func (f *failing) ReadAt(p []byte, off int64) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	return f.ReaderAt.ReadAt(p, off)
}

// An error of reading is not a damage of the file, and the next query may do.
func TestFailingReader(t *testing.T) {
	values := randomValues(rand.New(rand.NewPCG(8, 8)))
	data := bbitest.BigWig(testSeqs, slices.Values(values), bbitest.Options{})
	r := &failing{ReaderAt: bytes.NewReader(data)}
	src, err := Open(r, int64(len(data)), "made.bw")
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	iv := genome.Interval{Seq: "chr1", Start: 80000, End: 90000}
	r.err = os.ErrDeadlineExceeded
	if _, err := src.Rows(t.Context(), iv, source.RowOptions{}); !errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, source.ErrFormat) {
		t.Errorf("rows: %v; want the reader's error alone", err)
	}
	r.err = nil
	if rows, err := src.Rows(t.Context(), iv, source.RowOptions{}); err != nil || rows.Len() == 0 {
		t.Errorf("rows once the reader works again: %v, %v", rows, err)
	}
}

func FuzzOpen(f *testing.F) {
	for _, data := range small() {
		f.Add(data)
	}
	// The damaged files of the test data, where they are there and not large.
	if dir, err := filepath.Abs("../../../../shared/data/bad"); err == nil {
		files, _ := filepath.Glob(filepath.Join(dir, "*.b[wb]"))
		for _, path := range files {
			if data, err := os.ReadFile(path); err == nil {
				f.Add(data[:min(len(data), 20000)])
			}
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		_, _ = answers(data)
	})
}

// TestNoIndex has bigWigs as libBigWig leaves them: without data, and before it has written all.
func TestNoIndex(t *testing.T) {
	seqs := []genome.Sequence{{Name: "c", Length: 1000}}
	items := func(yield func(bbitest.Value) bool) { yield(bbitest.Value{Seq: "c", Start: 5, End: 10, Value: 2}) }
	raw := bbitest.BigWig(seqs, items, bbitest.Options{})
	order := binary.LittleEndian
	data := order.Uint64(raw[16:])
	order.PutUint64(raw[24:], 0) // the index
	if _, err := Open(bytes.NewReader(raw), int64(len(raw)), "a.bw"); err == nil || !strings.Contains(err.Error(), "the program that writes it has not finished") {
		t.Errorf("before the index is written: %v", err)
	}
	empty := append(slices.Clone(raw[:data]), make([]byte, 8)...)
	empty = append(empty, raw[:4]...)
	order.PutUint16(empty[6:], 0)  // zoom levels
	order.PutUint64(empty[44:], 0) // the summary of all
	src, err := Open(bytes.NewReader(empty), int64(len(empty)), "a.bw")
	if err != nil {
		t.Fatal(err)
	}
	for _, iv := range []genome.Interval{{Seq: "c", End: 1000}, {Seq: "c", Start: 5, End: 6}} {
		rows, err := src.Rows(context.Background(), iv, source.RowOptions{})
		sum, err2 := bins.Summarize(context.Background(), src, iv, 1, source.SummaryOptions{})
		if err = errors.Join(err, err2); err != nil || rows.Len() != 0 || sum.Bases[0] != 0 {
			t.Errorf("%v: rows %+v, summary %+v, %v", iv, rows, sum, err)
		}
	}
}
