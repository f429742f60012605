package sourcetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bins"
)

// EachCase calls check with each of the cases in a test of its own, with the source that
// open returns for its file. It calls open once for all cases of a file.
func EachCase(
	t *testing.T, cases []Case, open func(t testing.TB, path string) source.Source, check func(t *testing.T, c Case, src source.Source),
) {
	if len(cases) == 0 {
		t.Fatal("no cases")
	}
	sources := map[string]source.Source{}
	for _, c := range cases {
		src := sources[c.File]
		if src == nil {
			src = open(t, c.Path())
			sources[c.File] = src
		}
		t.Run(strings.TrimSpace(c.File+" "+c.Query.Kind+" "+c.Query.GeneID), func(t *testing.T) { check(t, c, src) })
	}
}

// Check checks a case of a text file, of any kind that this package checks. text is for
// [CheckRows].
func Check(t testing.TB, c Case, src source.Source, text RowText) {
	t.Helper()
	switch c.Query.Kind {
	case "header":
		CheckHeader(t, c, src)
	case "rows":
		CheckRows(t, c, src, text)
	case "stats":
		CheckStats(t, c, src)
	case "values":
		CheckValues(t, c, src)
	default:
		t.Errorf("no test for kind %q", c.Query.Kind)
	}
}

// CheckHeader compares a header case of a text file with the source's Info.
func CheckHeader(t testing.TB, c Case, src source.Source) {
	t.Helper()
	var want HeaderTruth
	c.Decode(t, &want)
	info := src.Info()
	if info.Items != int64(want.Rows) {
		t.Errorf("%d items, want %d; notes %q", info.Items, want.Rows, info.Notes)
	}
	if n := len(info.Sequences) - len(info.Empty); n != want.Chroms {
		t.Errorf("%d sequences with rows, want %d", n, want.Chroms)
	}
	for seq, n := range want.PerChrom {
		rows, err := src.Rows(context.Background(), whole(seq), source.RowOptions{})
		if err != nil || rows.Len() != n {
			t.Errorf("%s: %d rows, %v; want %d", seq, rows.Len(), err, n)
		}
	}
}

// RowText returns the columns of row i of seq as in the file.
type RowText func(info source.Info, seq string, rows *source.Rows, i int) []string

// CheckRows compares a rows case with the source's rows.
func CheckRows(t testing.TB, c Case, src source.Source, text RowText) {
	t.Helper()
	var want RowsTruth
	c.Decode(t, &want)
	q := c.Query
	rows, err := src.Rows(context.Background(), genome.Interval{Seq: q.Chr, Start: q.Start, End: q.End}, source.RowOptions{})
	if errors.Is(err, source.ErrNoSequence) && want.Count == 0 {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if rows.Len() != want.Count {
		t.Fatalf("%s:%d-%d: %d rows, want %d", q.Chr, q.Start, q.End, rows.Len(), want.Count)
	}
	var got []string
	var starts, ends int64
	for i := range rows.Len() {
		got = append(got, joined(text(src.Info(), q.Chr, rows, i)))
		starts += int64(rows.Start[i])
		ends += int64(rows.End[i])
	}
	if want.SumStart != nil && starts != *want.SumStart {
		t.Errorf("sum of starts %d, want %d", starts, *want.SumStart)
	}
	if want.SumEnd != nil && ends != *want.SumEnd {
		t.Errorf("sum of ends %d, want %d", ends, *want.SumEnd)
	}
	var expected []string
	for _, row := range want.Rows {
		expected = append(expected, joined(row))
	}
	if len(expected) == want.Count {
		slices.Sort(got) // the truths have the order of the file
		slices.Sort(expected)
		if !slices.Equal(got, expected) {
			t.Errorf("%s:%d-%d: rows\n%s\nwant\n%s", q.Chr, q.Start, q.End, strings.Join(got, "\n"), strings.Join(expected, "\n"))
		}
	}
	for _, row := range [][]any{want.First, want.Last} {
		if len(row) > 0 && !slices.Contains(got, joined(row)) {
			t.Errorf("%s:%d-%d: no row\n%s\namong\n%s …", q.Chr, q.Start, q.End, joined(row), got[0])
		}
	}
}

// joined returns a row as text, decimal numbers written in one way: a store keeps
// 0.50 as a number.
func joined[T any](row []T) string {
	fields := make([]string, len(row))
	for i, f := range row {
		fields[i] = fmt.Sprint(f)
		if v, err := strconv.ParseFloat(fields[i], 64); err == nil && strings.Contains(fields[i], ".") {
			fields[i] = strconv.FormatFloat(v, 'g', -1, 64)
		}
	}
	return strings.Join(fields, "\t")
}

// CheckStats compares a stats case with the source's exact summary of its first value
// column, to a relative 1e-5.
func CheckStats(t testing.TB, c Case, src source.Source) {
	t.Helper()
	q := c.Query
	stat, err := bins.ParseStat(q.Stat)
	if err != nil {
		t.Fatal(err)
	}
	iv := genome.Interval{Seq: q.Chr, Start: q.Start, End: q.End}
	sum, err := bins.Summarize(context.Background(), src, iv, q.Bins, source.SummaryOptions{Exact: true})
	if errors.Is(err, source.ErrNoSequence) &&
		!slices.ContainsFunc(src.Info().Sequences, func(s genome.Sequence) bool { return s.Name == q.Chr }) {
		return // the truths treat it as no values
	}
	if err != nil {
		t.Fatal(err)
	}
	got := bins.Values(sum, stat)
	if c.closeTo(t, c.Expect, got) || c.Perbase != nil && c.closeTo(t, c.Perbase, got) {
		return
	}
	t.Errorf("%s:%d-%d %d bins %s: %v, want %s", q.Chr, q.Start, q.End, q.Bins, q.Stat, got, c.Expect)
}

// CheckValues compares a values case, one number a base.
func CheckValues(t testing.TB, c Case, src source.Source) {
	t.Helper()
	q := c.Query
	q.Bins, q.Stat = q.End-q.Start, string(bins.Mean)
	c.Query = q
	CheckStats(t, c, src)
}

// closeTo compares numbers, null being NaN.
func (c Case) closeTo(t testing.TB, expect json.RawMessage, got []float64) bool {
	t.Helper()
	var want []*float64
	if err := json.Unmarshal(expect, &want); err != nil {
		t.Fatalf("the expectation of %s: %v", c.File, err)
	}
	if len(want) != len(got) {
		return false
	}
	for i, w := range want {
		if w == nil && math.IsNaN(got[i]) {
			continue
		}
		if w == nil || !(math.Abs(got[i]-*w) <= 1e-5*max(math.Abs(*w), 1e-9)) {
			return false
		}
	}
	return true
}

// whole returns all of a sequence.
func whole(seq string) genome.Interval {
	return genome.Interval{Seq: seq, End: genome.MaxPosition}
}
