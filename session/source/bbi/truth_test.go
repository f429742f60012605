package bbi

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bins"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

// openFile opens a file of the test data; the error is Open's.
func openFile(t testing.TB, path string) (source.Source, error) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	src, err := Open(f, info.Size(), filepath.Base(path))
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	t.Cleanup(func() { _ = src.Close() })
	return src, nil
}

// refused reports whether the tool gives an error in a case.
func refused(c sourcetest.Case) bool {
	var e struct{ Error bool }
	return json.Unmarshal(c.Expect, &e) == nil && e.Error
}

func interval(c sourcetest.Case) genome.Interval {
	return genome.Interval{Seq: c.Query.Chr, Start: c.Query.Start, End: c.Query.End}
}

// truths yields the cases of one kind, each with its file. It opens every file once.
func truths(t *testing.T, name, kind string) iter.Seq2[sourcetest.Case, source.Source] {
	files := map[string]source.Source{}
	return func(yield func(sourcetest.Case, source.Source) bool) {
		n := 0
		for _, c := range sourcetest.Truth(t, name) {
			if c.Query.Kind != kind {
				continue
			}
			n++
			if files[c.File] == nil {
				src, err := openFile(t, c.Path())
				if err != nil {
					t.Fatal(err)
				}
				files[c.File] = src
			}
			if !yield(c, files[c.File]) {
				return
			}
		}
		if n == 0 {
			t.Errorf("%s has no case of kind %s", name, kind)
		}
	}
}

// near allows what 32-bit floats allow; nil means no value.
func near(got float64, want *float64, tolerance float64) bool {
	if want == nil {
		return math.IsNaN(got)
	}
	return got == *want || math.Abs(got-*want) <= tolerance*math.Max(math.Abs(got), math.Abs(*want))
}

func agree(got []float64, want []*float64, tolerance float64) error {
	if len(got) != len(want) {
		return fmt.Errorf("%d numbers, want %d", len(got), len(want))
	}
	for i := range got {
		if !near(got[i], want[i], tolerance) {
			w := "none"
			if want[i] != nil {
				w = fmt.Sprint(*want[i])
			}
			return fmt.Errorf("number %d is %v, want %s", i, got[i], w)
		}
	}
	return nil
}

func TestTruthBigWigValues(t *testing.T) {
	for c, src := range truths(t, "bigwig.jsonl", "values") {
		iv := interval(c)
		rows, err := src.Rows(t.Context(), iv, source.RowOptions{})
		if err != nil {
			t.Errorf("%s %v: %v", c.File, iv, err)
			continue
		}
		got := make([]float64, iv.Len())
		for i := range got {
			got[i] = math.NaN()
		}
		length := 0
		for _, s := range src.Info().Sequences {
			if s.Name == iv.Seq {
				length = s.Length
			}
		}
		for i, v := range rows.Values[0] {
			for p := max(iv.Start, rows.Start[i]); p < min(iv.End, rows.End[i]); p++ {
				got[p-iv.Start] = v
				if p >= length {
					t.Errorf("%s %v: a value at %d, behind the end of the sequence (%d)", c.File, iv, p, length)
				}
			}
		}
		if refused(c) {
			continue
		}
		var want []*float64
		c.Decode(t, &want)
		if err := agree(got, want, 1e-5); err != nil {
			t.Errorf("%s %v: %v", c.File, iv, err)
		}
		sum, err := src.(source.Summarizer).Summarize(t.Context(), iv, iv.Len(), source.SummaryOptions{})
		if err != nil {
			t.Error(err)
		} else if err := agree(bins.Values(sum, bins.Mean), want, 1e-5); err != nil {
			t.Errorf("%s %v, a bin a base: %v", c.File, iv, err)
		}
	}
}

func TestTruthBigWigStats(t *testing.T) {
	for c, src := range truths(t, "bigwig.jsonl", "stats") {
		iv := interval(c)
		sum, err := src.(source.Summarizer).Summarize(t.Context(), iv, c.Query.Bins, source.SummaryOptions{Exact: true})
		if refused(c) {
			if !errors.Is(err, source.ErrNoSequence) {
				t.Errorf("%s %v: %v; want ErrNoSequence", c.File, iv, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s %v: %v", c.File, iv, err)
			continue
		}
		stat, err := bins.ParseStat(c.Query.Stat)
		if err != nil {
			t.Fatal(err)
		}
		var want []*float64
		c.Decode(t, &want)
		switch {
		case c.Perbase != nil:
			c.Expect = c.Perbase
			c.Decode(t, &want)
		case c.File == "bigwig/dm3_empty.bw" && stat != bins.Coverage:
			// Its items have no bases; pyBigWig answers with them nevertheless.
			want = make([]*float64, c.Query.Bins)
		case stat == bins.Coverage:
			for i := range want {
				if want[i] == nil {
					want[i] = new(float64)
				}
			}
		}
		if err := agree(bins.Values(sum, stat), want, 1e-5); err != nil {
			t.Errorf("%s %v %s in %d bins (%s): %v", c.File, iv, stat, c.Query.Bins, c.Note, err)
		}
	}
}

func TestTruthBigBedRows(t *testing.T) {
	for c, src := range truths(t, "bigbed.jsonl", "rows") {
		iv := interval(c)
		b := frame(src)
		got, err := b.find(t.Context(), iv, source.RowOptions{})
		if refused(c) {
			if !errors.Is(err, source.ErrNoSequence) {
				t.Errorf("%s %v: %v; want ErrNoSequence", c.File, iv, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s %v: %v", c.File, iv, err)
			continue
		}
		// Rows are [start, end, the other columns].
		var want struct {
			Count              int
			Rows, First, Last  [][3]any
			Sum_start, Sum_end int
		}
		if err := json.Unmarshal(c.Expect, &want); err != nil {
			t.Fatal(err)
		}
		if len(got.records) != want.Count {
			t.Errorf("%s %v: %d rows, want %d", c.File, iv, len(got.records), want.Count)
			continue
		}
		if want.Rows == nil {
			sums := [2]int{}
			for _, r := range got.records {
				sums[0] += r.start
				sums[1] += r.end
			}
			if sums != [2]int{want.Sum_start, want.Sum_end} {
				t.Errorf("%s %v: starts and ends add up to %v, want %d and %d", c.File, iv, sums, want.Sum_start, want.Sum_end)
			}
			// Equal starts may be in another order, so that a row need not be among the first here.
			for _, w := range append(want.First, want.Last...) {
				if !slices.ContainsFunc(got.records, func(r record) bool { return plain(r) == w }) {
					t.Errorf("%s %v: there is no row %v", c.File, iv, w)
				}
			}
		} else {
			// The tool keeps the file's order where starts are equal; rows are sorted by end too.
			slices.SortStableFunc(want.Rows, func(a, b [3]any) int {
				return cmp.Or(cmp.Compare(a[0].(float64), b[0].(float64)), cmp.Compare(a[1].(float64), b[1].(float64)))
			})
			sameRecords(t, c, got.records, want.Rows)
		}
	}
}

// plain returns a record in the form of the truths.
func plain(r record) [3]any { return [3]any{float64(r.start), float64(r.end), r.rest} }

func sameRecords(t *testing.T, c sourcetest.Case, got []record, want [][3]any) {
	t.Helper()
	for i, w := range want {
		if plain(got[i]) != w {
			t.Errorf("%s %v: row %d is %v, want %v", c.File, interval(c), i, plain(got[i]), w)
		}
	}
}

func TestTruthHeaders(t *testing.T) {
	for _, name := range []string{"bigwig.jsonl", "bigbed.jsonl"} {
		for c, src := range truths(t, name, "header") {
			var want struct {
				IsBigWig, IsBigBed                               bool
				Chroms, Version, ZoomLevels                      int
				FieldCount, DefinedFieldCount, UncompressBufSize int
				TotalSummary                                     *struct {
					BasesCovered              uint64
					Min, Max, Sum, SumSquares float64
				}
				AutoSQL *string
			}
			if err := json.Unmarshal(c.Expect, &want); err != nil {
				t.Fatal(err)
			}
			f := frame(src)
			h := f.h
			if h.bigBed != want.IsBigBed || len(f.chroms) != want.Chroms || int(h.version) != want.Version || len(h.zooms) != want.ZoomLevels ||
				int(h.fieldCount) != want.FieldCount || int(h.definedFields) != want.DefinedFieldCount ||
				int(h.uncompressBuf) != want.UncompressBufSize {
				t.Errorf("%s: header %+v, want %+v", c.File, h, want)
			}
			got := readTotals(f.f, h)
			if want.TotalSummary == nil {
				if got != nil {
					t.Errorf("%s: total summary %+v, want none", c.File, got)
				}
			} else if w := *want.TotalSummary; got == nil || *got != (totals{w.BasesCovered, w.Min, w.Max, w.Sum, w.SumSquares}) {
				t.Errorf("%s: total summary %+v, want %+v", c.File, got, w)
			}
			text := ""
			if want.AutoSQL != nil {
				text = *want.AutoSQL
			}
			if got := readAutoSQL(f.f, h); got != text {
				t.Errorf("%s: autoSql %q, want %q", c.File, got, text)
			}
		}
	}
}

func TestTruthChroms(t *testing.T) {
	for c, src := range truths(t, "bigwig.jsonl", "chroms") {
		var want map[string]int
		if err := json.Unmarshal(c.Expect, &want); err != nil {
			t.Fatal(err)
		}
		got := map[string]int{}
		for _, s := range src.Info().Sequences {
			got[s.Name] = s.Length
		}
		if !maps.Equal(got, want) {
			t.Errorf("%s: sequences %v, want %v", c.File, got, want)
		}
	}
}

// frame returns what both kinds of source are built on.
func frame(src source.Source) *container {
	if w, ok := src.(*bigWig); ok {
		return w.container
	}
	return src.(*bigBed).container
}
