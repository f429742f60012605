package session

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/page"
	"github.com/epiviz/epivizgo/session/reply"
)

// Fit gives charts the heights with which all are in the window of a built-in page, and returns how
// many have changed.
func (s *Session) Fit(ctx context.Context) (changed int, report reply.Report, err error) {
	end, err := s.begin(ctx)
	if err != nil {
		return 0, report, err
	}
	defer end()
	browsers := slices.DeleteFunc(s.pages(), func(b *page.Page) bool { return !b.Knows(protocol.FitCharts) || !b.UpToDate() })
	if len(browsers) == 0 {
		return 0, report, hint.Add(errors.New("no built-in page is connected whose window the charts could fit"), "open %s", s.bareURL())
	}
	b := browsers[0]
	var fit protocol.FitChartsResult
	if report, err = s.tell(ctx, browsers[:1], func(ctx context.Context, b *page.Page) (err error) {
		fit, err = b.Fit(ctx)
		return err
	}); err != nil {
		return 0, report, err
	}
	report = reply.Report{}
	var errs []error
	for _, f := range fit.Heights {
		c, err := s.chart(f.Handle)
		if err != nil {
			continue // the page has another one that is on its way out
		}
		if now, _ := number(c.Settings["height"]); now == f.Height {
			continue
		}
		changed++
		one, err := s.set(ctx, f.Handle, map[string]any{"height": f.Height}, nil, nil)
		for _, note := range one.Notes {
			if !slices.Contains(report.Notes, note) {
				report.Notes = append(report.Notes, note)
			}
		}
		errs = append(errs, err)
	}
	if fit.Over > 0 {
		report.Notes = append(report.Notes, fmt.Sprintf("the charts are as low as can be, and %d pixels higher than the window", int(fit.Over)))
	}
	if n := len(browsers); n > 1 {
		report.Notes = append(report.Notes, fmt.Sprintf("it is the window of %s, one of %d", b.Name(), n))
	}
	return changed, report, errors.Join(errs...)
}
