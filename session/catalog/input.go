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

// Means returns the means in n bins over iv, NaN where there are no data.
func (in Input) Means(ctx context.Context, iv genome.Interval, n int, exact bool) ([]float64, error) {
	m, err := in.catalog.Measurement(in.id)
	if err != nil {
		return nil, err
	}
	sum, err := in.catalog.Summarize(ctx, m, iv, n, exact)
	if err != nil {
		return nil, err
	}
	return bins.Values(sum, bins.Mean), nil
}

// searchOne searches one dataset.
func (c *Catalog) searchOne(ctx context.Context, ds *Dataset, s source.Searcher, text string, limit int) ([]source.Match, error) {
	if !ds.lease.begin() {
		return nil, nil // unloaded just now, or replaced
	}
	defer ds.lease.done()
	return s.Search(ctx, text, limit)
}
