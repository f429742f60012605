package catalog

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bins"
	"github.com/epiviz/epivizgo/session/source/thin"
)

// Rows returns the rows of a dataset that overlap iv, whose sequence may be in any
// spelling. For a sequence that the dataset lacks the error is ErrNoSequence.
func (c *Catalog) Rows(ctx context.Context, ds *Dataset, iv genome.Interval, opt source.RowOptions) (*source.Rows, error) {
	ds, iv, done, err := c.open(ds, iv)
	if err != nil {
		return nil, err
	}
	defer done()
	rows, err := ds.Source.Rows(ctx, iv, opt)
	if err != nil {
		return nil, inFile(ds.Name, err)
	}
	c.offerMates(ds, rows)
	return rows, nil
}

// Few reports whether a dataset is known to have at most that many rows in iv, from a source that counts them sooner than it
// reads them. iv is as for Rows.
func (c *Catalog) Few(ctx context.Context, ds *Dataset, iv genome.Interval, most int) (bool, error) {
	ds, iv, done, err := c.open(ds, iv)
	if err != nil {
		return false, err
	}
	defer done()
	counter, ok := ds.Source.(source.Counter)
	if !ok {
		return false, nil
	}
	n, err := counter.Count(ctx, iv)
	if err != nil {
		return false, fmt.Errorf("%s: %w", ds.Name, err)
	}
	return n <= most, nil
}

// rowsAtOnce bounds the rows that EachRows holds at once, unless more begin at one base.
const rowsAtOnce = 1 << 14

// EachRows calls take with the rows that Rows returns, in their order but a part of them at a
// time, and at least once. Number may be nil. It returns the first error of take.
func (c *Catalog) EachRows(
	ctx context.Context, ds *Dataset, iv genome.Interval, columns *source.Columns, take func(*source.Rows) error,
) error {
	ds, iv, done, err := c.open(ds, iv)
	if err != nil {
		return err
	}
	defer done()
	err = eachRows(ctx, ds.Source, iv, columns, rowsAtOnce, func(rows *source.Rows) error {
		c.offerMates(ds, rows)
		return take(rows)
	})
	var taken *takeError
	if errors.As(err, &taken) {
		return taken.error
	}
	if err != nil {
		return inFile(ds.Name, err)
	}
	return nil
}

// takeError is an error of the function that takes rows.
type takeError struct{ error }

func (e *takeError) Unwrap() error { return e.error }

// eachRows does what EachRows does, at most rows at a time.
func eachRows(
	ctx context.Context, src source.Source, iv genome.Interval, columns *source.Columns, most int, take func(*source.Rows) error,
) error {
	opt := source.RowOptions{Unnumbered: true, Columns: columns, Limit: most}
	// Each part has the rows that begin in it; the first also has those that begin before.
	var part func(at genome.Interval) error
	part = func(at genome.Interval) error {
		asked := at
		if at.Start > iv.Start {
			asked.Start-- // so that a row without width at its start is within
		}
		rows, err := src.Rows(ctx, asked, opt)
		if err != nil {
			return err
		}
		if rows.Total > rows.Len() && at.Len() > 1 {
			n := min(2*rows.Total/most+1, at.Len())
			for i := range n {
				if err := part(genome.Interval{Seq: at.Seq, Start: bins.Edge(at, n, i), End: bins.Edge(at, n, i+1)}); err != nil {
					return err
				}
			}
			return nil
		}
		if rows.Total > rows.Len() {
			unlimited := opt
			unlimited.Limit = 0
			if rows, err = src.Rows(ctx, asked, unlimited); err != nil {
				return err
			}
		}
		from, to := 0, rows.Len()
		if at.Start > iv.Start {
			from, _ = slices.BinarySearch(rows.Start, at.Start)
		}
		if at.End < iv.End {
			to, _ = slices.BinarySearch(rows.Start, at.End)
		}
		if from == to && at != iv {
			return nil
		}
		if err := take(rows.Between(from, to)); err != nil {
			return &takeError{err}
		}
		return nil
	}
	return part(iv)
}

// offerMates translates the sequence names of the other ends of pairs to those on offer.
func (c *Catalog) offerMates(ds *Dataset, rows *source.Rows) {
	k := slices.Index(ds.Info.Metadata, source.MateColumn)
	if ds.Info.Kind != source.Pairs || k < 0 || k >= len(rows.Metadata) {
		return
	}
	offered := map[string]string{}
	for i, mate := range rows.Metadata[k] {
		iv, ok := source.ParseMate(mate)
		if !ok {
			continue
		}
		name, known := offered[iv.Seq]
		if !known {
			name = iv.Seq
			if s, ok := c.Sequence(name); ok {
				name = s.Name
			}
			offered[iv.Seq] = name
		}
		if name != iv.Seq {
			iv.Seq = name
			rows.Metadata[k][i] = source.FormatMate(iv)
		}
	}
}

// Thinned thins rows by the rules of source.Thinner, for any source; iv is as for Rows.
func (c *Catalog) Thinned(ctx context.Context, ds *Dataset, iv genome.Interval, n int, longest bool) (*source.Rows, []int, error) {
	ds, iv, done, err := c.open(ds, iv)
	if err != nil {
		return nil, nil, err
	}
	defer done()
	rows, counts, err := thin.Rows(ctx, ds.Source, iv, n, longest)
	if err != nil {
		return nil, nil, inFile(ds.Name, err)
	}
	c.offerMates(ds, rows)
	return rows, counts, nil
}

// open acquires ds, or its replacement if it was reloaded, for a query and translates
// iv to the dataset's own sequence name. The caller calls done.
func (c *Catalog) open(ds *Dataset, iv genome.Interval) (now *Dataset, own genome.Interval, done func(), err error) {
	if err := ds.noRows(); err != nil {
		return nil, iv, nil, err
	}
	now, done, err = c.use(ds)
	if err != nil {
		return nil, iv, nil, err
	}
	seq, ok := c.resolve(now, iv.Seq)
	if !ok {
		done()
		return nil, iv, nil, fmt.Errorf("%s has no data on %s: %w", now.Name, iv.Seq, source.ErrNoSequence)
	}
	iv.Seq = seq
	return now, iv, done, nil
}

// Using calls fn with the source of a dataset, or of its replacement, which stays open until it returns, and with iv in the
// source's own spelling.
func (c *Catalog) Using(ds *Dataset, iv genome.Interval, fn func(src source.Source, own genome.Interval) error) error {
	ds, iv, done, err := c.open(ds, iv)
	if err != nil {
		return err
	}
	defer done()
	return fn(ds.Source, iv)
}

// Summarize reduces the values of a measurement to n bins, as source.Summarizer divides
// them. It sets the column of opt.
func (c *Catalog) Summarize(
	ctx context.Context, m *Measurement, iv genome.Interval, n int, opt source.SummaryOptions,
) (*source.Summary, error) {
	if !m.HasValues() {
		return nil, noValues(m)
	}
	ds, own, done, err := c.open(m.Dataset, iv)
	if err != nil {
		return nil, err
	}
	defer done()
	opt.Column = m.Column
	sum, err := bins.Summarize(ctx, ds.Source, own, n, opt)
	if err != nil {
		return nil, inFile(ds.Name, err)
	}
	sum.Interval = iv
	return sum, nil
}

// noValues returns the error for a query for the values of rows.
func noValues(m *Measurement) error {
	if err := m.NoRows(); err != nil {
		return err
	}
	err := fmt.Errorf("%s has rows but no values of its own", m.ID)
	var columns []string
	for _, other := range m.Dataset.Measurements {
		if other.HasValues() {
			columns = append(columns, other.ID)
		}
	}
	counted := fmt.Sprintf("%s_coverage and %[1]s_count are signals of the rows, and --stat coverage and count are of them", m.Dataset.ID)
	if len(columns) == 0 {
		return hint.Add(err, "%s", counted)
	}
	return hint.Add(err, "for numbers %s; %s", hint.Among(columns), counted)
}

// SummarizeFor does what Summarize does, for a statistic. Std and Median are always of the
// records. Rows without values have Coverage and
// Count too. A base that several rows cover counts once in Coverage.
func (c *Catalog) SummarizeFor(
	ctx context.Context, m *Measurement, iv genome.Interval, n int, stat bins.Stat, opt source.SummaryOptions,
) (*source.Summary, error) {
	if m.HasValues() && stat.OfValues() {
		return c.spread(ctx, m, iv, n)
	}
	ofRows := stat == bins.Coverage && m.Dataset.Info.Overlaps || stat == bins.Count && !m.HasValues()
	if !ofRows && m.HasValues() {
		return c.Summarize(ctx, m, iv, n, opt)
	}
	if stat != bins.Coverage && stat != bins.Count {
		return nil, noValues(m)
	}
	columns := source.RowOptions{Unnumbered: true, Columns: &source.Columns{}}
	if m.HasValues() {
		columns.Columns.Values = []int{m.Column}
	}
	rows, err := c.Rows(ctx, m.Dataset, iv, columns)
	if err != nil {
		return nil, err
	}
	return bins.Covered(rows, m.Column, iv, n)
}

// spread reduces the values of a measurement to bins from its rows.
func (c *Catalog) spread(ctx context.Context, m *Measurement, iv genome.Interval, n int) (*source.Summary, error) {
	s, err := bins.NewSpread(iv, n)
	if err != nil {
		return nil, err
	}
	err = c.EachRows(ctx, m.Dataset, iv, &source.Columns{Values: []int{m.Column}}, func(rows *source.Rows) error {
		for i, v := range rows.Values[m.Column] {
			if err := s.Add(rows.Start[i], rows.End[i], v); err != nil {
				return hint.Add(fmt.Errorf("%s in %s: %w", m.ID, iv, err), "ask for a smaller region")
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s.Summary(), nil
}

// Grid is a run of bins of one width, counted from the first base of the sequence:
// bin k, from 1, holds the bases [(k-1)·Width, k·Width). Bins replace rows
// where a page must see the same rows from every signal.
type Grid struct {
	Seq   string
	Width int
	First int // number of the first bin
	Len   int // bins; 0 for none
	end   int // of the sequence, where the last bin is cut; MaxPosition when it is not known
}

// NewGrid returns the run of bins that covers iv, cut where the sequence is known to end.
func (c *Catalog) NewGrid(iv genome.Interval, width int) Grid {
	end := genome.MaxPosition
	if s, ok := c.Sequence(iv.Seq); ok && s.Known() {
		end = s.Length
	}
	iv = c.Within(iv)
	g := Grid{Seq: iv.Seq, Width: width, First: iv.Start/width + 1, end: end}
	if iv.Len() > 0 {
		g.Len = (iv.End-1)/width + 2 - g.First
	}
	return g
}

// Bin returns bin i of the run, 0-based half-open.
func (g Grid) Bin(i int) (start, end int) {
	start = (g.First - 1 + i) * g.Width
	return start, min(start+g.Width, g.end)
}

// Interval returns the extent of the run in whole bins.
func (g Grid) Interval() genome.Interval {
	start := (g.First - 1) * g.Width
	return genome.Interval{Seq: g.Seq, Start: start, End: start + g.Len*g.Width}
}

// GridValues returns the mean of a measurement in every bin of the run, NaN
// where it has no data, and reports whether they are rough estimates.
func (c *Catalog) GridValues(ctx context.Context, m *Measurement, g Grid) (values []float64, rough bool, err error) {
	if g.Len == 0 {
		return nil, false, nil
	}
	sum, err := c.Summarize(ctx, m, g.Interval(), g.Len, source.SummaryOptions{})
	if err != nil {
		return nil, false, err
	}
	return bins.Values(sum, bins.Mean), sum.Estimated.Rough, nil
}

// Range returns the smallest and the largest value, and reports whether they are known.
func (m *Measurement) Range() (lo, hi float64, ok bool) {
	return m.Min, m.Max, !math.IsNaN(m.Min-m.Max) && !math.IsInf(m.Min, 0) && !math.IsInf(m.Max, 0)
}

// inFile returns an error with the name of its file in front, unless it is there already.
func inFile(name string, err error) error {
	if strings.HasPrefix(err.Error(), name+": ") {
		return err
	}
	return fmt.Errorf("%s: %w", name, err)
}
