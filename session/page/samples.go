package page

import (
	"context"
	"reflect"

	"github.com/epiviz/epivizgo/protocol"
)

// TellSamples sends the page what the sample sheet says of the measurements, unless it was told that.
func (pg *Page) TellSamples(ctx context.Context, samples protocol.SamplesParams) error {
	if !pg.Knows(protocol.SetSamples) || !pg.toldSamples(samples) {
		return nil
	}
	return pg.Push(ctx, protocol.SetSamples, samples)
}

// toldSamples notes what the page is told, and reports whether it is new.
func (pg *Page) toldSamples(samples protocol.SamplesParams) bool {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	if len(samples.Columns)+len(pg.samples.Columns) == 0 || reflect.DeepEqual(pg.samples, samples) {
		return false
	}
	pg.samples = samples
	return true
}
