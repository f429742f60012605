package page

import (
	"context"
	"errors"
	"slices"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/actions"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
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
	offered := protocol.Embed(protocol.OfferedTo(pg.dialect, ms))
	return pg.Push(ctx, protocol.AddMeasurements, protocol.AddMeasurementsParams{Measurements: offered})
}

// RemoveMeasurements takes measurements off the page's menus.
func (pg *Page) RemoveMeasurements(ctx context.Context, ms []protocol.Measurement) error {
	return pg.Push(ctx, protocol.RemoveMeasurements, protocol.AddMeasurementsParams{Measurements: protocol.Embed(ms)})
}

// Remeasure sends the page measurements that have changed. Real pages keep the old ones
// in their charts until they are reloaded; to a page that handles charts, those charts
// are sent again.
func (pg *Page) Remeasure(ctx context.Context, changed []protocol.Measurement) error {
	if len(changed) == 0 {
		return nil
	}
	ids := map[string]bool{}
	for _, m := range changed {
		ids[m.ID] = true
	}
	offered := slices.DeleteFunc(pg.host.Offered(), func(m protocol.Measurement) bool { return !ids[m.ID] })
	if len(offered) > 0 {
		if err := pg.AddMeasurements(ctx, offered); err != nil {
			return err
		}
	}
	if !pg.quirks.handlesCharts {
		return nil
	}
	for _, c := range pg.host.State().Charts {
		_, shown := pg.chartID(c.Handle)
		if !shown || !slices.ContainsFunc(c.Measurements, func(id string) bool { return ids[id] }) {
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

// RemoveSeqNames takes sequences off the page's menus.
func (pg *Page) RemoveSeqNames(ctx context.Context, names []string) error {
	err := pg.Push(ctx, protocol.RemoveSeqNames, protocol.RemoveSeqNamesParams{SeqNames: protocol.Embed(names)})
	var refused *protocol.Refusal
	if errors.As(err, &refused) && refused.Reason == "" {
		return nil // pages without a location refuse although they have done it
	}
	return err
}

// openEnds names the sequences whose end is not known (catalog.End).
func openEnds(cat *catalog.Catalog, seqs []protocol.SeqInfo) []string {
	known := cat.KnownEnds()
	var open []string
	for _, q := range seqs {
		if !known[q.Name] {
			open = append(open, q.Name)
		}
	}
	return open
}

// AddSeqInfos sends the page sequences, if any.
func (pg *Page) AddSeqInfos(ctx context.Context, seqs []protocol.SeqInfo) error {
	if len(seqs) == 0 {
		return nil
	}
	p := protocol.AddSeqInfosParams{SeqInfos: protocol.Embed(seqs)}
	if pg.quirks.takesOpenEnds {
		p.OpenEnds = openEnds(pg.catalog, seqs)
	}
	return pg.Push(ctx, protocol.AddSeqInfos, p)
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

// NewSequences returns the sequences of after that are not in before, or have another
// length there, as pages receive them.
func NewSequences(before, after []genome.Sequence) []protocol.SeqInfo {
	have := map[genome.Sequence]bool{}
	for _, q := range before {
		have[q] = true
	}
	out := []protocol.SeqInfo{}
	for _, q := range after {
		if !have[q] {
			out = append(out, actions.SeqInfo(q))
		}
	}
	return out
}
