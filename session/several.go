package session

import (
	"context"
	"errors"
	"fmt"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/page"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
)

// What a person does with several charts at once is one step of the history. It is checked as a
// whole first: if one chart cannot be changed, none is.

func (s *Session) userSetCharts(ctx context.Context, _ *page.Page, p protocol.UserChartsParams) error {
	colors := make([][]string, len(p.Charts))
	for i, c := range p.Charts {
		var err error
		if colors[i], err = s.checkSettings(c); err != nil {
			return ofChart(c.Handle, err)
		}
	}
	ctx = s.Step(ctx)
	_, err := s.userTurn(ctx, func() (report reply.Report, err error) {
		for _, c := range p.Charts {
			if _, err := s.chart(c.Handle); err != nil { // it may have been removed meanwhile
				return report, err
			}
		}
		for i, c := range p.Charts {
			_, failed := s.set(ctx, c.Handle, c.Settings, colors[i], nil)
			err = errors.Join(err, failed)
		}
		return report, err
	})
	return err
}

// ofChart says of which chart an error is.
func ofChart(handle int, err error) error { return fmt.Errorf("chart %d: %w", handle, err) }

func (s *Session) userRemoveCharts(ctx context.Context, _ *page.Page, p protocol.OrderParams) error {
	ctx = s.Step(ctx)
	_, err := s.userTurn(ctx, func() (report reply.Report, err error) {
		var gone []state.Chart
		for _, h := range p.Handles {
			c, err := s.chart(h)
			if err != nil {
				return report, err
			}
			gone = append(gone, c)
		}
		for _, c := range gone {
			_, failed := s.removeChart(ctx, c.Handle)
			err = errors.Join(err, failed)
		}
		for _, c := range gone { // other charts of the same rows may be among them
			err = errors.Join(err, s.dropFilters(ctx, c))
		}
		return report, err
	})
	return err
}
