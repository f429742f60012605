package page

import (
	"context"
	"maps"
	"reflect"
	"slices"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/actions"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/state"
)

// Forget makes the page discard the groups of measurements that are gone: if the file is
// loaded again, it may have other rows, which must not be joined to the old ones.
// Charts of the rest of a group are drawn again.
func (pg *Page) Forget(ctx context.Context, gone []protocol.Measurement) error {
	shown, redraw := pg.shownGroups(), false
	for _, name := range groupsOf(gone) {
		pg.mu.Lock()
		_, served := pg.groups[name]
		pg.mu.Unlock()
		if !served && !pg.quirks.choosesBins {
			continue
		}
		if err := pg.clear(ctx, name); err != nil {
			return err
		}
		redraw = redraw || shown[name] > 0
	}
	if !redraw {
		return nil
	}
	return pg.Redraw(ctx)
}

// AddMeasurements puts measurements on the page's menus.
func (pg *Page) AddMeasurements(ctx context.Context, ms []protocol.Measurement) error {
	pg.onMenu(ms)
	offered := protocol.OfferedTo(pg.dialect, ms)
	if len(offered) == 0 {
		return nil
	}
	return pg.Push(ctx, protocol.AddMeasurements, protocol.AddMeasurementsParams{Measurements: protocol.Embed(offered)})
}

// RemoveMeasurements takes measurements off the page's menus.
func (pg *Page) RemoveMeasurements(ctx context.Context, ms []protocol.Measurement) error {
	pg.mu.Lock()
	for _, m := range ms {
		delete(pg.menu, m.ID)
	}
	pg.mu.Unlock()
	known := protocol.KnownTo(pg.dialect, ms)
	if len(known) == 0 {
		return nil
	}
	return pg.Push(ctx, protocol.RemoveMeasurements, protocol.AddMeasurementsParams{Measurements: protocol.Embed(known)})
}

// onMenu notes measurements as on the page's menus.
func (pg *Page) onMenu(ms []protocol.Measurement) {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	for _, m := range ms {
		pg.menu[m.ID] = m
	}
}

// menuChanges returns what is to be taken off the page's menus, and then put on them, if they are to have just
// what is on offer. The menus of a real page keep what has the same id.
func (pg *Page) menuChanges(offered []protocol.Measurement) (gone, fresh []protocol.Measurement) {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	kept := map[string]bool{}
	for _, m := range offered {
		if have, ok := pg.menu[m.ID]; ok && reflect.DeepEqual(have, m) {
			kept[m.ID] = true
		} else {
			fresh = append(fresh, m)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(pg.menu)) {
		if !kept[id] {
			gone = append(gone, pg.menu[id])
		}
	}
	return gone, fresh
}

// Remeasure sends the page measurements that have changed. To a page that handles charts,
// the charts of those are sent again. In one whose charts keep their bounds, they are made again.
func (pg *Page) Remeasure(ctx context.Context, changed []protocol.Measurement) error {
	return pg.remeasure(ctx, changed, pg.quirks.keepsMeasurements)
}

// Rename is Remeasure for measurements that have other names.
func (pg *Page) Rename(ctx context.Context, renamed []protocol.Measurement) error {
	return pg.remeasure(ctx, renamed, pg.quirks.keepsNames)
}

func (pg *Page) remeasure(ctx context.Context, changed []protocol.Measurement, keeps bool) error {
	if len(changed) == 0 {
		return nil
	}
	ids := map[string]bool{}
	for _, m := range changed {
		ids[m.ID] = true
	}
	offered := slices.DeleteFunc(pg.host.Offered(), func(m protocol.Measurement) bool { return !ids[m.ID] })
	if len(offered) > 0 {
		// The menus of a real page keep what has the same id.
		if !pg.quirks.handlesCharts && pg.Knows(protocol.RemoveMeasurements) {
			if err := pg.RemoveMeasurements(ctx, offered); err != nil {
				return err
			}
		}
		if err := pg.AddMeasurements(ctx, offered); err != nil {
			return err
		}
	}
	charts := pg.host.State().Charts
	of := func(c state.Chart) bool {
		_, shown := pg.chartID(c.Handle)
		return shown && slices.ContainsFunc(c.Measurements, func(id string) bool { return ids[id] })
	}
	if keeps {
		return pg.remake(ctx, charts[max(0, slices.IndexFunc(charts, of)):], of)
	}
	if !pg.quirks.handlesCharts {
		return nil
	}
	for _, c := range charts {
		if !of(c) {
			continue
		}
		p := protocol.AddChartParams{
			Type: c.Type, Measurements: protocol.Embed(Measurements(pg.catalog, c.Measurements)),
			Handle: c.Handle, Settings: c.Settings, ColorMap: c.Colors,
		}
		if err := pg.call(ctx, protocol.AddChart, p, nil); err != nil {
			return err
		}
	}
	return nil
}

// remake removes charts and adds them again, if any is wanted; those between and behind them
// too, so that their order stays.
func (pg *Page) remake(ctx context.Context, charts []state.Chart, wanted func(state.Chart) bool) error {
	if !slices.ContainsFunc(charts, wanted) {
		return nil
	}
	var remove, add []func() error
	for i := range charts {
		c := &charts[i]
		if _, shown := pg.chartID(c.Handle); shown {
			remove = append(remove, func() error { return pg.RemoveChart(ctx, c.Handle) })
			add = append(add, func() error { return pg.AddChart(ctx, c) })
		}
	}
	return pg.doAll(ctx, slices.Concat(remove, add))
}

// Measurements returns the measurements with these ids as pages receive them, without
// those that are no longer loaded.
func Measurements(cat *catalog.Catalog, ids []string) []protocol.Measurement {
	out := []protocol.Measurement{}
	for _, id := range ids {
		if m, err := cat.Measurement(id); err == nil {
			out = append(out, actions.Measurement(m))
		}
	}
	return out
}
