package bins

import (
	"context"
	"fmt"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// FromRows reduces one value column of rows to n bins over iv. A base that
// several rows cover counts once for each.
func FromRows(rows *source.Rows, column int, iv genome.Interval, n int) (*source.Summary, error) {
	acc, err := New(iv, n)
	if err != nil {
		return nil, err
	}
	if rows.Len() > 0 {
		if column < 0 || column >= len(rows.Values) {
			return nil, fmt.Errorf("value column %d; the rows have %d", column, len(rows.Values))
		}
		for i, v := range rows.Values[column] {
			acc.Add(rows.Start[i], rows.End[i], v)
		}
	}
	return acc.Summary(), nil
}

// Covered counts rows in n bins over iv, and the bases that they cover, each once: Bases
// and Count of the summary. Rows without a number in a value column do not count; column
// -1 counts all, those without bases too, as places of insertions are.
func Covered(rows *source.Rows, column int, iv genome.Interval, n int) (*source.Summary, error) {
	all, once, err := NewPair(iv, n)
	if err != nil {
		return nil, err
	}
	reach := iv.Start // all bases before it have been counted
	for i, start := range rows.Start {
		if column >= 0 && rows.Values[column][i] != rows.Values[column][i] {
			continue
		}
		if column < 0 && rows.End[i] == start {
			all.countAt(start)
		}
		all.Add(start, rows.End[i], 0)
		once.Add(max(start, reach), rows.End[i], 0)
		reach = max(reach, rows.End[i])
	}
	sum := once.Summary()
	sum.Count = all.Summary().Count
	return sum, nil
}

// Summarize reduces the values of any source to n bins over iv. It calls the source if it
// is a [source.Summarizer], and otherwise reads its rows.
func Summarize(ctx context.Context, src source.Source, iv genome.Interval, n int, opt source.SummaryOptions) (*source.Summary, error) {
	if s, ok := src.(source.Summarizer); ok {
		return s.Summarize(ctx, iv, n, opt)
	}
	rows, err := src.Rows(ctx, iv, source.RowOptions{Columns: &source.Columns{Values: []int{opt.Column}}})
	if err != nil {
		return nil, err
	}
	return FromRows(rows, opt.Column, iv, n)
}
