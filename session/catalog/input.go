package catalog

import (
	"context"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bins"
)

// Input is a measurement by its id, for a source that is [Derived]. It reads the
// measurement that has the id at the time of the call.
type Input struct {
	catalog *Catalog
	id      string
}

// Input returns the measurement with an id as an input.
func (c *Catalog) Input(id string) Input { return Input{c, id} }

// Means returns the means in n bins over iv, NaN where there are no data, and the columns of the summary
// that are estimates. For rows without values they are the means of the number of rows over a base.
func (in Input) Means(
	ctx context.Context, iv genome.Interval, n int, opt source.SummaryOptions,
) (means []float64, estimated source.Estimates, err error) {
	m, err := in.catalog.Measurement(in.id)
	if err != nil {
		return nil, estimated, err
	}
	if cover := m.Dataset.Cover(); !m.HasValues() && cover != nil {
		m = cover.Measurements[len(coverColumns)-1] // the count
	}
	sum, err := in.catalog.Summarize(ctx, m, iv, n, opt)
	if err != nil {
		return nil, estimated, err
	}
	return bins.Values(sum, bins.Mean), sum.Estimated, nil
}

// searchOne searches one dataset.
func (c *Catalog) searchOne(ctx context.Context, ds *Dataset, s source.Searcher, text string, limit int) ([]source.Match, error) {
	if !ds.lease.begin() {
		return nil, nil // unloaded or replaced just now
	}
	defer ds.lease.done()
	return s.Search(ctx, text, limit)
}
