package wig

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/lines"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

func read(r *lines.Reader, _ []byte) (source.Source, error) { return Read(context.Background(), r) }

func open(t testing.TB, path string) source.Source { return sourcetest.OpenFile(t, path, read) }

func TestConformance(t *testing.T) {
	for name, want := range map[string]sourcetest.Want{
		"steps.wig":   {Kind: source.Signal, Items: 7, Sequences: []string{"chr2", "chr1"}},
		"bedlike.wig": {Kind: source.Signal, Items: 2, Sequences: []string{"chr1"}},
	} {
		t.Run(name, func(t *testing.T) {
			sourcetest.Run(t, func(t testing.TB) source.Source { return open(t, "testdata/"+name) }, want)
		})
	}
}

// The file counts from 1, rows from 0.
func TestSteps(t *testing.T) {
	src := open(t, "testdata/steps.wig")
	if info := src.Info(); info.Name != "steps" || info.Min != -2 || info.Max != 5 {
		t.Errorf("%+v", info)
	}
	for seq, want := range map[string][3][]int{
		"chr1": {{100, 120, 200, 220}, {101, 121, 220, 240}, {100, 300, 450, 500}},
		"chr2": {{10, 20, 30}, {15, 25, 35}, {150, 0, -200}},
	} {
		rows := sourcetest.All(t, src, seq)
		var percent []int
		for _, v := range rows.Values[0] {
			percent = append(percent, int(v*100))
		}
		if !slices.Equal(rows.Start, want[0]) || !slices.Equal(rows.End, want[1]) || !slices.Equal(percent, want[2]) {
			t.Errorf("%s: %v %v %v, want %v", seq, rows.Start, rows.End, percent, want)
		}
	}
}

func TestBroken(t *testing.T) {
	src := open(t, "testdata/broken.wig")
	rows := sourcetest.All(t, src, "chr1")
	// The value behind the one that cannot be read keeps its place.
	if !slices.Equal(rows.Start, []int{9, 100, 102}) || !slices.Equal(rows.Values[0], []float64{10, 1, 2}) {
		t.Errorf("rows at %v with %v", rows.Start, rows.Values[0])
	}
	note := strings.Join(src.Info().Notes, " ")
	if !strings.Contains(note, "13 rows left out: line 1: no variableStep or fixedStep line before it") ||
		!strings.HasSuffix(note, "also lines 5, 6, 8, 10, 11 and 5 more") {
		t.Errorf("note %q", note)
	}
}

// A declaration that cannot be read is one mistake, however many values are under it.
func TestUnreadDeclaration(t *testing.T) {
	good := "variableStep chrom=c\n1 2\n"
	for text, want := range map[string]string{
		"fixedStep chrom=c start=0\n1\n2\n3\n" + good: `3 rows left out: line 1: "start=0" is not a whole number from 1 on; the 3 values under it are left out`,
		"fixedStep chrom=c start=0\n1\n" + good:       `1 row left out: line 1: "start=0" is not a whole number from 1 on; the value under it is left out`,
		"fixedStep chrom=c start=0\n\n" + good:        `1 row left out: line 1: "start=0" is not a whole number from 1 on`,
		good + "fixedStep start=5\n1\n2\n":            `2 rows left out: line 3: the declaration has no chrom; the 2 values under it are left out`,
		"1\n2\n3\n" + good:                            `3 rows left out: line 1: no variableStep or fixedStep line before it says where the value is; the 2 values under it are left out`,
		good + "fixedStep chrom=c start=0\n1\n2\nvariableStep chrom=c\nx 5\n": `3 rows left out: ` +
			`line 3: "start=0" is not a whole number from 1 on; the 2 values under it are left out; line 7: position "x" is not a whole number`,
	} {
		src, err := sourcetest.OpenText("t.wig", text, read)
		if err != nil {
			t.Fatal(err)
		}
		if notes := src.Info().Notes; !slices.Equal(notes, []string{want}) || src.Info().Items != 1 {
			t.Errorf("%q: %d rows, notes %q, want %q", text, src.Info().Items, notes, want)
		}
	}
}

func TestReasons(t *testing.T) {
	for line, want := range map[string]string{
		"variableStep span=2":                         "the declaration has no chrom",
		"fixedStep chrom=c":                           "the declaration has no start",
		"fixedStep chrom=c start=0":                   `"start=0" is not a whole number from 1 on`,
		"fixedStep chrom=c start=1 step=x":            `"step=x" is not a whole number`,
		"variableStep chrom=c color=red":              `"color=red" is not`,
		"variableStep chrom=c\n0 1":                   "positions are counted from 1",
		"variableStep chrom=c\n1":                     "found 1 columns; wanted position and value",
		"variableStep chrom=c\n1 one":                 `value "one" is not a number`,
		"fixedStep chrom=c start=1\n1 2":              "found 2 columns; wanted one value",
		"fixedStep chrom=c start=1099511627776\n1\n2": "wanted 0 <= start <= end",
		"c 5 4 1": "end 4 lies before start 5",
	} {
		src, err := sourcetest.OpenText("t.wig", line+"\n", read)
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			got = strings.Join(src.Info().Notes, " ")
		}
		if !strings.Contains(got, want) {
			t.Errorf("%q: %q, want %s", line, got, want)
		}
	}
	_, err := sourcetest.OpenText("t.wig", "variableStep chrom=c\nx 1\n", read)
	var at *lines.Error
	if !errors.As(err, &at) || !errors.Is(err, source.ErrFormat) || at.Line != 2 || at.File != "t.wig" {
		t.Errorf("error %v", err)
	}
}

// TestScientific shows that a start may be written as R writes some.
func TestScientific(t *testing.T) {
	src, err := sourcetest.OpenText("t.wig", "fixedStep chrom=c start=1e+05 step=10.0\n1\n2\n", read)
	if err != nil {
		t.Fatal(err)
	}
	if rows := sourcetest.All(t, src, "c"); !slices.Equal(rows.Start, []int{99999, 100009}) {
		t.Errorf("starts %v", rows.Start)
	}
}

func TestSniff(t *testing.T) {
	for text, want := range map[string]bool{
		"track x\n#\nvariableStep chrom=chr1\n": true,
		"fixedStep chrom=c start=1\n":           true,
		"chr1\t1\t2\nfixedStep\n":               false,
		"track type=wiggle_0\nchr1 0 10 1.5\n":  true,
		"track type=bedGraph\nchr1 0 10 1.5\n":  false,
		"":                                      false,
	} {
		if Sniff([]byte(text)) != want {
			t.Errorf("%q: %t", text, !want)
		}
	}
}

func TestTruth(t *testing.T) {
	sourcetest.EachCase(t, sourcetest.Truth(t, "wig.jsonl"), open, func(t *testing.T, c sourcetest.Case, src source.Source) {
		if c.Query.Kind == "header" {
			checkHeader(t, c, src)
			return
		}
		sourcetest.Check(t, c, src, nil)
	})
}

func checkHeader(t *testing.T, c sourcetest.Case, src source.Source) {
	var want struct {
		Items    int64
		Chroms   map[string]int
		Min, Max float64
	}
	c.Decode(t, &want)
	info := src.Info()
	if info.Items != want.Items || len(info.Sequences) != len(want.Chroms) || math.Abs(info.Min-want.Min) > 1e-9 ||
		math.Abs(info.Max-want.Max) > 1e-9 {
		t.Errorf("%d items on %d sequences from %g to %g; want %+v", info.Items, len(info.Sequences), info.Min, info.Max, want)
	}
	for seq, n := range want.Chroms {
		if got := sourcetest.All(t, src, seq).Len(); got != n {
			t.Errorf("%s: %d rows, want %d", seq, got, n)
		}
	}
}

func FuzzRead(f *testing.F) { sourcetest.FuzzText(f, "f", read, "testdata/*.wig") }

// Each track is a signal.
func TestTracks(t *testing.T) {
	src, err := sourcetest.OpenText("a.wig", "track type=wiggle_0 name=one\nfixedStep chrom=c start=1 step=1\n1\n2\n"+
		"track type=wiggle_0 name=two\nfixedStep chrom=c start=1 step=1\n-1\n", read)
	if err != nil {
		t.Fatal(err)
	}
	info := src.Info()
	rows := sourcetest.All(t, src, "c")
	if !slices.Equal(info.Values, []string{"one", "two"}) || !info.Series || rows.Values[0][0] != 1 || rows.Values[1][1] != -1 ||
		!math.IsNaN(rows.Values[0][1]) {
		t.Errorf("%q, series %t: %v", info.Values, info.Series, rows.Values)
	}
}
