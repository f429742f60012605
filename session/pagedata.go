package session

import (
	"context"
	"slices"

	"github.com/epiviz/epivizgo/protocol"
)

// forget makes the page forget groups of which measurements are gone: a file
// that is loaded again may have other rows, which must not be joined to the old
// ones. Charts of what is left of a group are drawn anew.
func (b *browser) forget(ctx context.Context, groups []string) error {
	shown, redraw := b.shownGroups(), false
	for _, name := range groups {
		b.mu.Lock()
		_, served := b.groups[name]
		b.mu.Unlock()
		if !served && b.dialect != protocol.Builtin {
			continue
		}
		if err := b.clear(ctx, name); err != nil {
			return err
		}
		redraw = redraw || shown[name] > 0
	}
	if !redraw {
		return nil
	}
	return b.redraw(ctx)
}

// removeMeasurements takes measurements off the page's menus.
func (b *browser) removeMeasurements(ctx context.Context, ms []protocol.Measurement) error {
	return b.unlessUnknown(ctx, protocol.RemoveMeasurements, protocol.AddMeasurementsParams{Measurements: protocol.Embed(ms)})
}

// remeasure tells a page of measurements that have changed. Real pages keep what
// they know of those in their charts until they are reloaded; the built-in page
// is given the charts again.
func (b *browser) remeasure(ctx context.Context, changed []protocol.Measurement) error {
	if len(changed) == 0 {
		return nil
	}
	ids := map[string]bool{}
	for _, m := range changed {
		ids[m.ID] = true
	}
	offered := slices.DeleteFunc(b.host.Offered(), func(m protocol.Measurement) bool { return !ids[m.ID] })
	if len(offered) > 0 {
		if err := b.unlessUnknown(ctx, protocol.AddMeasurements, protocol.AddMeasurementsParams{Measurements: protocol.Embed(offered)}); err != nil {
			return err
		}
	}
	if b.dialect != protocol.Builtin {
		return nil
	}
	for _, c := range b.host.State().Charts {
		_, shown := b.chartID(c.Handle)
		if !shown || !slices.ContainsFunc(c.Measurements, func(id string) bool { return ids[id] }) {
			continue
		}
		p := protocol.AddChartParams{Type: c.Type, Measurements: protocol.Embed(wireMeasurements(b.catalog, c.Measurements)), Handle: c.Handle, Settings: c.Settings, ColorMap: c.Colors}
		if err := b.call(ctx, protocol.AddChart, p, nil); err != nil {
			return err
		}
	}
	return nil
}
