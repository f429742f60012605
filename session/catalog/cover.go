package catalog

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bins"
)

// Rows that are intervals are two signals besides: NAME_coverage, 1 where rows cover a base and 0
// elsewhere, so that its mean is the part of a bin that is covered, and NAME_count, how many rows
// cover a base, so that its mean is the mean depth. A row covers all bases from its start
// to its end. Such measurements are found by their names but not listed, since most files are
// not asked for them; a column of the file, or another file, of the name comes first.

// coverColumns are the columns of such a signal, and ends of the measurements' names.
var coverColumns = []string{"coverage", "count"}

// Cover returns the dataset of the signals that the rows of ds are, nil if they are no intervals.
func (ds *Dataset) Cover() *Dataset {
	if ds.Grid || !ds.described {
		return nil
	}
	c := &Dataset{
		ID: ds.ID + "_bins", Name: ds.Name, Path: ds.Path, Ref: ds.Ref, Grid: true, Source: &cover{ds.Source, ds.Info},
		names: ds.names, lease: ds.lease, of: ds,
	}
	c.Info = c.Source.Info()
	for i, column := range coverColumns {
		m := &Measurement{ID: ds.ID + "_" + column, Name: ds.Measurements[0].Name + " " + column, Dataset: c, Column: i, Group: GridGroup,
			Chart: "Line Track", Min: math.NaN(), Max: math.NaN(), Annotation: map[string]string{"file": ds.Name, "format": ds.Info.Format}}
		if i == 0 {
			m.Min, m.Max = 0, 1
		}
		c.Measurements = append(c.Measurements, m)
	}
	return c
}

// beside returns the datasets of ds that are found by the names of their measurements alone.
func (ds *Dataset) beside() (all []*Dataset) {
	for _, d := range []*Dataset{ds.Cover(), ds.Genotypes()} {
		if d != nil {
			all = append(all, d)
		}
	}
	return all
}

// Covers returns the measurements of Cover and Genotypes of the dataset and of its parts, without those whose names
// are of columns.
func (ds *Dataset) Covers() []*Measurement { return covers(append([]*Dataset{ds}, ds.Parts...)) }

// Covers lists the measurements of Dataset.Cover and Dataset.Genotypes, without those whose names others have.
func (c *Catalog) Covers() []*Measurement { return covers(c.Datasets()) }

func covers(datasets []*Dataset) (all []*Measurement) {
	own := map[string]bool{}
	for _, m := range measurementsOf(datasets) {
		own[m.ID] = true
	}
	for _, ds := range datasets {
		for _, c := range ds.beside() {
			all = append(all, slices.DeleteFunc(c.Measurements, func(m *Measurement) bool { return own[m.ID] })...)
		}
	}
	return all
}

// covering returns the measurement of Cover or Genotypes of an id in any case, nil without one.
func covering(datasets []*Dataset, id string) *Measurement {
	for _, ds := range datasets {
		if len(id) <= len(ds.ID) || !strings.EqualFold(id[:len(ds.ID)], ds.ID) {
			continue
		}
		for _, c := range ds.beside() {
			for _, m := range c.Measurements {
				if strings.EqualFold(m.ID, id) {
					return m
				}
			}
		}
	}
	return nil
}

// claim keeps the id of a measurement of Cover, which has been asked for, from files that are loaded later.
func (c *Catalog) claim(id string) {
	c.mu.RLock()
	has := c.claimed[id]
	c.mu.RUnlock()
	if !has {
		c.mu.Lock()
		c.claimed[id] = true
		c.mu.Unlock()
	}
}

// cover is the source of such signals. Its rows are the stretches of one depth, those of depth 0 too, cut
// at the ends of the interval that is asked for. Closing is up to the dataset of the rows.
type cover struct {
	rows source.Source
	of   source.Info
}

var _ source.Summarizer = (*cover)(nil)

func (c *cover) Info() source.Info {
	return source.Info{
		Format: c.of.Format, Kind: source.Signal, Sequences: c.of.Sequences, Values: coverColumns, Series: true, First: c.of.First,
		Min: math.NaN(), Max: math.NaN(), Items: -1,
	}
}

func (c *cover) Close() error { return nil }

// end returns the known end of a sequence, or genome.MaxPosition.
func (c *cover) end(seq string) int {
	for _, q := range c.of.Sequences {
		if q.Name == seq && q.Known() {
			return q.Length
		}
	}
	return genome.MaxPosition
}

// Rows implements source.Source.
func (c *cover) Rows(ctx context.Context, iv genome.Interval, opt source.RowOptions) (*source.Rows, error) {
	iv = iv.Clamp(c.end(iv.Seq))
	rows, err := c.rows.Rows(ctx, iv, source.RowOptions{Unnumbered: true, Columns: &source.Columns{}})
	if err != nil {
		return nil, err
	}
	out := &source.Rows{Values: make([][]float64, len(coverColumns))}
	depths(rows, iv, func(start, end, depth int) {
		out.Number = append(out.Number, start+1)
		out.Start, out.End, out.Strand = append(out.Start, start), append(out.End, end), append(out.Strand, '*')
		out.Values[0], out.Values[1] = append(out.Values[0], float64(min(depth, 1))), append(out.Values[1], float64(depth))
	})
	out.Total = out.Len()
	if opt.Limit > 0 && out.Total > opt.Limit {
		return &source.Rows{Values: make([][]float64, len(coverColumns)), Total: out.Total}, nil
	}
	return out, nil
}

// Summarize implements source.Summarizer.
func (c *cover) Summarize(ctx context.Context, iv genome.Interval, n int, opt source.SummaryOptions) (*source.Summary, error) {
	if opt.Column < 0 || opt.Column >= len(coverColumns) {
		return nil, fmt.Errorf("value column %d; rows have %d as signals", opt.Column, len(coverColumns))
	}
	acc, err := bins.New(iv, n)
	if err != nil {
		return nil, err
	}
	if err := c.add(ctx, acc, iv, n, 0, n, opt.Column); err != nil {
		return nil, err
	}
	return acc.Summary(), nil
}

// mostCovering bounds the rows that are read at once for several bins.
const mostCovering = 1 << 20

// add adds what is in the bins from first to last of n.
func (c *cover) add(ctx context.Context, acc *bins.Accumulator, iv genome.Interval, n, first, last, column int) error {
	part := genome.Interval{Seq: iv.Seq, Start: bins.Edge(iv, n, first), End: bins.Edge(iv, n, last)}.Clamp(c.end(iv.Seq))
	if part.Len() == 0 {
		return nil
	}
	limit := mostCovering
	if last-first == 1 {
		limit = 0
	}
	rows, err := c.rows.Rows(ctx, part, source.RowOptions{Unnumbered: true, Limit: limit, Columns: &source.Columns{}})
	if err != nil {
		return err
	}
	if rows.Total > rows.Len() {
		middle := (first + last) / 2
		if err := c.add(ctx, acc, iv, n, first, middle, column); err != nil {
			return err
		}
		return c.add(ctx, acc, iv, n, middle, last, column)
	}
	depths(rows, part, func(start, end, depth int) {
		if column == 0 {
			depth = min(depth, 1)
		}
		acc.Add(start, end, float64(depth))
	})
	return nil
}

// depths calls fn with the stretches of iv over which equally many rows are, in order.
func depths(rows *source.Rows, iv genome.Interval, fn func(start, end, depth int)) {
	ends := slices.Clone(rows.End)
	slices.Sort(ends)
	begun, depth := iv.Start, 0
	for i, k := 0, 0; i < rows.Len() || k < len(ends); {
		to, change := genome.MaxPosition, 0
		if i < rows.Len() {
			to = rows.Start[i]
		}
		if k < len(ends) {
			to = min(to, ends[k])
		}
		for ; i < rows.Len() && rows.Start[i] == to; i++ {
			change++
		}
		for ; k < len(ends) && ends[k] == to; k++ {
			change--
		}
		if to = min(to, iv.End); change != 0 && to > begun {
			fn(begun, to, depth)
			begun = to
		}
		depth += change
	}
	if begun < iv.End {
		fn(begun, iv.End, depth)
	}
}
