package compute

import (
	"context"
	"fmt"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/intervals"
)

// Filtered is the rows of a measurement that fit a condition, in memory.
type Filtered struct {
	*intervals.Store
	e           *Expression
	needs       []string
	kept, total int
}

// mostKept bounds the rows of a Filtered, and of a sequence that are looked at.
const mostKept = 5_000_000

// Filter reads all rows of a measurement, sequence by sequence, and returns those that fit
// the condition of e. info describes the rows, whose measurement has the id in needs.
func Filter(
	ctx context.Context, e *Expression, needs []string, info *source.Info, sequences []genome.Sequence,
	read func(ctx context.Context, iv genome.Interval, opt source.RowOptions) (*source.Rows, error),
) (*Filtered, error) {
	if err := e.CheckRows(info); err != nil {
		return nil, err
	}
	out := &Filtered{e: e, needs: needs}
	var builder *intervals.Builder
	var stated []genome.Sequence
	for _, q := range sequences {
		rows, err := read(ctx, all(q.Name), source.RowOptions{Unnumbered: true, Limit: mostKept})
		if err != nil {
			return nil, err
		}
		if rows.Total > rows.Len() {
			return nil, tooMany(rows.Total)
		}
		if builder == nil {
			builder = intervals.NewBuilder(intervals.Schema{Values: info.Values, Metadata: info.Metadata,
				Exons: rows.Exons != nil, Coding: rows.Coding != nil, Phase: rows.Phase != nil})
		}
		keep, err := e.Keep(info, q.Name, rows)
		if err != nil {
			return nil, err
		}
		if q.Known() || len(keep) == 0 { // one without rows is a sequence all the same
			stated = append(stated, q)
		}
		out.kept, out.total = out.kept+len(keep), out.total+rows.Len()
		if out.kept > mostKept {
			return nil, tooMany(out.kept)
		}
		for _, i := range keep {
			if err := builder.Add(rowAt(q.Name, rows, i)); err != nil {
				return nil, err
			}
		}
	}
	if builder == nil {
		builder = intervals.NewBuilder(intervals.Schema{Values: info.Values, Metadata: info.Metadata})
	}
	out.Store = builder.Finish(source.Info{Format: info.Format, Kind: info.Kind, Table: info.Table, Series: info.Series, Looks: info.Looks,
		Sequences: stated, Notes: []string{fmt.Sprintf("%d of %d rows, those with %s", out.kept, out.total, e.condition)}})
	return out, nil
}

func tooMany(n int) error {
	err := fmt.Errorf("%d rows; at most %d can be chosen from, or kept", n, mostKept)
	return hint.Add(err, "choose fewer, or filter the file before it is loaded")
}

// rowAt returns row i for a builder.
func rowAt(seq string, rows *source.Rows, i int) intervals.Row {
	r := intervals.Row{Seq: []byte(seq), Start: rows.Start[i], End: rows.End[i], Strand: rows.Strand[i]}
	for _, column := range rows.Values {
		r.Values = append(r.Values, column[i])
	}
	for _, column := range rows.Metadata {
		r.Metadata = append(r.Metadata, []byte(column[i]))
	}
	if rows.Exons != nil {
		r.Exons = rows.Exons[i]
	}
	if rows.Coding != nil {
		r.Coding = rows.Coding[i]
	}
	if rows.Phase != nil {
		r.Phase = rows.Phase[i]
	}
	return r
}

// Keep implements catalog.Chooser.
func (f *Filtered) Keep(info *source.Info, seq string, rows *source.Rows) ([]int, error) {
	return f.e.Keep(info, seq, rows)
}

// Counts returns how many rows fit the condition, and of how many.
func (f *Filtered) Counts() (kept, total int) { return f.kept, f.total }

// Expression returns the expression of the source.
func (f *Filtered) Expression() *Expression { return f.e }

// Needs returns the id of the measurement whose rows these are.
func (f *Filtered) Needs() []string { return f.needs }

// Formula returns the expression as it was written.
func (f *Filtered) Formula() string { return f.e.text }
