package page

import (
	"context"
	"fmt"

	"github.com/epiviz/epivizgo/protocol"
)

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
