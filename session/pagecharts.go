package session

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/epiviz/epivizgo/protocol"
)

// addChart shows a chart on one page, unless it is shown there. The push token
// is held.
func (b *browser) addChart(ctx context.Context, c *protocol.Chart) error {
	if _, shown := b.chartID(c.Handle); shown {
		return nil
	}
	t, _ := protocol.LookupChartType(c.Type)
	if !t.DrawnBy(b.dialect) {
		return &noteError{sentence: fmt.Sprintf("cannot draw a %s; chart %d is not shown there", t.Name, c.Handle)}
	}
	ms := wireMeasurements(b.catalog, c.Measurements)
	if len(ms) == 0 {
		return fmt.Errorf("chart %d: its measurements are not loaded", c.Handle)
	}
	var again []string // groups that other charts need as well
	if b.dialect == protocol.V5 {
		b.quiesce(ctx, drainWait)
		if len(ms) > 1 {
			// It throws, and keeps a chart that nobody knows the id of, when it has
			// only part of a chart's data at hand (WIRE.md section 9.3).
			shown := b.shownGroups()
			for _, group := range groupsOf(ms) {
				if err := b.clear(ctx, group); err != nil {
					return err
				}
				if shown[group] > 0 {
					again = append(again, group)
				}
			}
		}
	}
	p := protocol.AddChartParams{Type: c.Type, Measurements: protocol.Embed(ms)}
	if b.dialect == protocol.Builtin {
		p.Handle, p.Settings, p.ColorMap = c.Handle, c.Settings, c.Colors
		// Its id is known beforehand: should the answer, which comes with the data,
		// be waited for too long, the chart can be removed all the same.
		b.setChartID(c.Handle, builtinChartID(c.Handle))
	}
	var added protocol.AddChartResult
	if err := b.call(ctx, protocol.AddChart, p, &added); err != nil {
		var refused *protocol.Refusal
		if errors.As(err, &refused) {
			b.setChartID(c.Handle, "")
		}
		return err
	}
	if added.ID == "" && b.dialect != protocol.Tutorial {
		return errors.New("the page added the chart but did not say under which id")
	}
	if added.ID == "" {
		added.ID = builtinChartID(c.Handle)
	}
	b.setChartID(c.Handle, added.ID)
	if b.dialect.Knows(protocol.SetChartSettings) && b.dialect != protocol.Builtin {
		if settings := b.pageSettings(t, c); len(settings) > 0 || len(c.Colors) > 0 {
			if err := b.call(ctx, protocol.SetChartSettings, protocol.SetChartSettingsParams{ChartID: added.ID, Settings: settings, ColorMap: colorsOf(c)}, nil); err != nil {
				return fmt.Errorf("the chart was added, its settings were not: %w", err)
			}
		}
	} else if b.dialect == protocol.V3 && t.Short() == lineTrack {
		return &noteError{done: true, sentence: fmt.Sprintf("draws one point in fifty of a Line Track (chart %d): zoom out, or use a newer EpiViz or the built-in page", c.Handle)}
	}
	// Those charts would be the ones with part of their data at hand.
	return b.renew(ctx, again)
}

const lineTrack = "LineTrack"

func groupsOf(ms []protocol.Measurement) []string {
	var groups []string
	for _, m := range ms {
		if !slices.Contains(groups, m.DatasourceGroup) {
			groups = append(groups, m.DatasourceGroup)
		}
	}
	return groups
}

// removeChart takes a chart off one page, if it is shown there. The push token
// is held.
func (b *browser) removeChart(ctx context.Context, handle int) error {
	id, shown := b.chartID(handle)
	if !shown {
		return nil
	}
	b.setChartID(handle, "")
	err := b.call(ctx, protocol.RemoveChart, protocol.ChartParams{ChartID: id}, nil)
	var refused *protocol.Refusal
	if errors.As(err, &refused) && (refused.Reason == "" || b.dialect == protocol.Builtin) {
		return nil // it was removed in the page already
	}
	return err
}
