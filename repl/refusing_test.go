package repl_test

import (
	"context"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl/repltest"
)

// refusing is a session whose browser refuses each chart that it adds, or removes.
type refusing struct{ *repltest.Session }

func (r *refusing) AddChart(ctx context.Context, typ string, names []string) (protocol.Chart, protocol.Report, error) {
	chart, report, err := r.Session.AddChart(ctx, typ, names)
	if err == nil {
		err = repltest.ErrRefused
	}
	return chart, report, err
}

func (r *refusing) RemoveChart(ctx context.Context, handle int) (protocol.Report, error) {
	report, err := r.Session.RemoveChart(ctx, handle)
	if err == nil {
		err = repltest.ErrRefused
	}
	return report, err
}
