package page

import (
	"context"
	"fmt"

	"github.com/epiviz/epivizgo/protocol"
)

// Layout asks a built-in page what its window decides of a picture of it.
func (pg *Page) Layout(ctx context.Context) (layout protocol.Layout, err error) {
	if err := pg.call(ctx, protocol.GetLayout, nil, &layout); err != nil {
		return layout, err
	}
	if !(layout.Width > 0 && layout.Width < 100_000 && layout.Roominess > 0 && layout.Roominess < 100) {
		return layout, fmt.Errorf("the page has pictures %g pixels wide and %g times as high; wanted numbers above 0",
			layout.Width, layout.Roominess)
	}
	return layout, nil
}

// Fit asks a built-in page for the heights with which all charts are in its window.
func (pg *Page) Fit(ctx context.Context) (fit protocol.FitChartsResult, err error) {
	if err := pg.call(ctx, protocol.FitCharts, nil, &fit); err != nil {
		return fit, err
	}
	for _, f := range fit.Heights {
		const most = 2000 // as the setting height
		if !(f.Height >= 0 && f.Height <= most) {
			return fit, fmt.Errorf("the page wants chart %d to be %g high; wanted 0 to %d", f.Handle, f.Height, most)
		}
	}
	return fit, nil
}
