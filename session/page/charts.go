package page

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/state"
)

// AddChart shows a chart on the page, unless it is shown there.
func (pg *Page) AddChart(ctx context.Context, c *state.Chart) error {
	if _, shown := pg.chartID(c.Handle); shown {
		return nil
	}
	t, _ := protocol.LookupChartType(c.Type)
	if !t.DrawnBy(pg.dialect) {
		return &Note{Sentence: fmt.Sprintf("cannot draw a %s; chart %d is not shown there", t.Name, c.Handle)}
	}
	ms := Measurements(pg.catalog, c.Measurements)
	if len(ms) < len(c.Measurements) {
		return &Note{Sentence: fmt.Sprintf("does not show chart %d, which waits for data that are not loaded", c.Handle)}
	}
	var again []string // groups that other charts need as well
	if pg.quirks.drainsFirst {
		pg.drain(ctx)
	}
	if pg.quirks.throwsOnCached {
		for _, group := range pg.throwing(ms) {
			if err := pg.clear(ctx, group); err != nil {
				return err
			}
		}
	}
	if pg.quirks.throwsOnPart && len(ms) > 1 {
		shown := pg.shownGroups()
		for _, group := range groupsOf(ms) {
			if err := pg.clear(ctx, group); err != nil {
				return err
			}
			if shown[group] > 0 {
				again = append(again, group)
			}
		}
	}
	p := protocol.AddChartParams{Type: c.Type, Measurements: protocol.Embed(ms)}
	if pg.quirks.handlesCharts {
		p.Handle, p.Settings, p.ColorMap = c.Handle, c.Settings, c.Colors
		// The id is known beforehand, so the chart can be removed even if the answer,
		// which comes with the data, times out.
		pg.setChartID(c.Handle, chartIDFor(c.Handle))
	}
	var added protocol.AddChartResult
	if err := pg.call(ctx, protocol.AddChart, p, &added); err != nil {
		var refused *protocol.Refusal
		if errors.As(err, &refused) {
			pg.setChartID(c.Handle, "")
		}
		return err
	}
	if added.ID == "" && !pg.quirks.mayOmitIDs {
		return errors.New("the page added the chart but did not say under which id")
	}
	if added.ID == "" {
		added.ID = chartIDFor(c.Handle)
	}
	pg.setChartID(c.Handle, added.ID)
	pg.mu.Lock()
	pg.made[c.Handle] = made{*c, ms}
	pg.mu.Unlock()
	if pg.Knows(protocol.SetChartSettings) && !pg.quirks.handlesCharts {
		// Pages have palettes of their own; in plots colours stand for other things than measurements.
		if settings := pg.pageSettings(t, c); len(settings) > 0 || len(c.Colors) > 0 || !t.Plot {
			p := protocol.SetChartSettingsParams{ChartID: added.ID, Settings: settings, ColorMap: ColorsOf(c, pg.catalog)}
			if err := pg.pushSettings(ctx, c, p); err != nil {
				return fmt.Errorf("the chart was added, its settings were not: %w", err)
			}
		}
	} else if pg.quirks.skipsPoints && t.Short() == lineTrack {
		return &Note{Done: true, Sentence: fmt.Sprintf(
			"draws one point in fifty of a Line Track (chart %d): zoom out, or use a newer EpiViz or the built-in page", c.Handle)}
	}
	// Those charts would otherwise have only part of their data.
	if err := pg.Renew(ctx, again); err != nil || !pg.Knows(protocol.SetChartSettings) {
		return err
	}
	return noteOf(pg.unheeded(c, c.Settings, fmt.Sprintf(" (chart %d)", c.Handle)))
}

// throwing returns the groups of measurements that the page may have rows of, and has never asked for the rows of
// the measurement itself. From now on it has.
func (pg *Page) throwing(ms []protocol.Measurement) (groups []string) {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	for _, m := range ms {
		_, served := pg.groups[m.DatasourceGroup]
		if served && !pg.fetched[m.DatasourceID] && !slices.Contains(groups, m.DatasourceGroup) {
			groups = append(groups, m.DatasourceGroup)
		}
		pg.fetched[m.DatasourceID] = true
	}
	return groups
}

const lineTrack = "LineTrack"

// made is a chart as a page has it.
type made struct {
	chart state.Chart
	of    []protocol.Measurement
}

// outdated returns the handles of the page's charts that are none of the session's, or of other data or
// names, and of those behind them, so that the order stays when they are added again.
func (pg *Page) outdated(charts []state.Chart) (handles []int) {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	left, from := maps.Clone(pg.made), false
	for _, c := range charts {
		have, shown := left[c.Handle]
		from = from || shown && (have.chart.Type != c.Type || !reflect.DeepEqual(have.of, Measurements(pg.catalog, c.Measurements)))
		if !from {
			delete(left, c.Handle)
		}
	}
	return slices.Sorted(maps.Keys(left))
}

// adapt gives a chart of the page the settings and colours of c, unless it has them.
func (pg *Page) adapt(ctx context.Context, c *state.Chart, announced map[string]protocol.Setting) error {
	pg.mu.Lock()
	have, shown := pg.made[c.Handle]
	pg.mu.Unlock()
	if !shown || reflect.DeepEqual(have.chart.Settings, c.Settings) && slices.Equal(have.chart.Colors, c.Colors) {
		return nil
	}
	reset := map[string]any{}
	for id := range have.chart.Settings {
		if _, kept := c.Settings[id]; !kept {
			reset[id] = announced[id].Default
		}
	}
	return pg.ResetChart(ctx, c, reset)
}

func groupsOf(ms []protocol.Measurement) []string {
	var groups []string
	for _, m := range ms {
		if !slices.Contains(groups, m.DatasourceGroup) {
			groups = append(groups, m.DatasourceGroup)
		}
	}
	return groups
}

// RemoveChart takes a chart off the page, if it is shown there.
func (pg *Page) RemoveChart(ctx context.Context, handle int) error {
	id, shown := pg.chartID(handle)
	if !shown {
		return nil
	}
	pg.setChartID(handle, "")
	err := pg.call(ctx, protocol.RemoveChart, protocol.ChartParams{ChartID: id}, nil)
	var refused *protocol.Refusal
	if errors.As(err, &refused) && (refused.Reason == "" || pg.quirks.handlesCharts) {
		return nil // a person removed it in the page
	}
	return err
}

// chartIDFor returns the id that a page that handles charts gives a chart. It is also
// used for a chart to which another page gave no id.
func chartIDFor(handle int) string { return fmt.Sprintf("chart-%d", handle) }

// chartID returns the page's id of a chart that it shows.
func (pg *Page) chartID(handle int) (string, bool) {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	id, ok := pg.charts[handle]
	return id, ok
}

// setChartID notes the page's id of a chart, "" for one that it does not show.
func (pg *Page) setChartID(handle int, id string) {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	if id == "" {
		delete(pg.charts, handle)
		delete(pg.made, handle)
		return
	}
	pg.charts[handle] = id
}

// handleOf finds the handle of a chart by the page's id.
func (pg *Page) handleOf(id string) (int, bool) {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	for handle, have := range pg.charts {
		if have == id {
			return handle, true
		}
	}
	return 0, false
}
