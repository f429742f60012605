package page

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/actions"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/rpc"
)

// startWait bounds the wait for the last request of a page's start.
const startWait = 2 * time.Second

// greet makes the page a browser of the session, because it connected with its version or asked for
// measurements. The second socket of a page, for workspaces, never asks.
func (pg *Page) greet(dialect protocol.Dialect) {
	pg.dialect = dialect
	pg.quirks = &quirksOf[pg.dialect]
	if !pg.quirks.ignoresAnswers {
		pg.onMenu(pg.host.Offered())
	}
	pg.host.Greet(pg)
}

// Accept gives the page its number, by which the session counts it among its
// browsers. Host.Greet calls it, once.
func (pg *Page) Accept(number int) {
	pg.id = number
	close(pg.greeted)
}

// attend brings the page up to date and then tends it until ctx ends.
func (pg *Page) attend(ctx context.Context) {
	select {
	case <-pg.greeted:
	case <-ctx.Done():
		return
	}
	pg.awaitStart(ctx)
	_, err := pg.bring(ctx)
	<-pg.push // from now on commands may be sent
	if ctx.Err() != nil {
		return
	}
	if errors.Is(err, rpc.ErrDisconnected) {
		err = nil
	}
	pg.host.Ready(ctx, pg, false, err)
	pg.tend(ctx)
}

// awaitStart blocks until the page has sent the requests of its start, at most
// for startWait, and has settled. A page that is given everything at once has nothing to ask.
func (pg *Page) awaitStart(ctx context.Context) {
	if pg.quirks.syncsState {
		return
	}
	last := pg.seqs
	if pg.quirks.announcesTypes {
		last = pg.types
	}
	wait(ctx, pg.menus, startWait)
	wait(ctx, last, startWait)
	if after := pg.quirks.settleAfter; after > 0 {
		wait(ctx, nil, after)
	}
}

// catchUp brings the page to the session's state from whatever it was told. The push token is held.
func (pg *Page) catchUp(ctx context.Context) error {
	st, offered := pg.host.State(), pg.host.Offered()
	pg.mu.Lock()
	again := pg.begun // its data may be others now
	pg.begun = true
	pg.mu.Unlock()
	var steps []func() error
	step := func(wanted bool, do func() error) {
		if wanted {
			steps = append(steps, do)
		}
	}
	flush := func() error {
		pg.mu.Lock()
		clear(pg.groups)
		pg.mu.Unlock()
		return pg.call(ctx, protocol.FlushCache, nil, nil)
	}
	if pg.quirks.syncsState {
		step(again, flush)
		step(true, func() error { return pg.syncState(ctx, st, offered) })
		step(again && st.Theme == "", func() error {
			return pg.Push(ctx, protocol.SetTheme, protocol.ThemeParams{Theme: protocol.Themes[0]})
		})
		return pg.doAll(ctx, steps)
	}
	// A page that ignores answers needs everything on offer, any other what has changed since it asked.
	if pg.quirks.ignoresAnswers && !again {
		pg.knowSequences(nil)
	}
	// Charts come first, so that no chart draws data that are gone.
	for _, handle := range pg.outdated(st.Charts) {
		step(true, func() error { return pg.RemoveChart(ctx, handle) })
	}
	gone, fresh := pg.menuChanges(offered)
	step(len(gone) > 0, func() error { return pg.RemoveMeasurements(ctx, gone) })
	step(again, flush)
	step(true, func() error { return pg.AddSeqInfos(ctx, pg.otherwise()) })
	step(true, func() error { return pg.RemoveSeqNames(ctx, pg.noLonger()) })
	step(len(fresh) > 0, func() error { return pg.AddMeasurements(ctx, fresh) })
	move := pg.FirstView
	if st.Moved {
		move = pg.GoTo
	}
	step(st.Location.Len() > 0 && (!again || pg.Place() != st.Location), func() error { return move(ctx, st.view()) })
	for i := range st.Charts {
		c := &st.Charts[i]
		named := func(err error) error {
			var note *Note
			if err == nil || errors.As(err, &note) {
				return err
			}
			return fmt.Errorf("chart %d: %w", c.Handle, err)
		}
		step(again, func() error { return named(pg.adapt(ctx, c, st.Announced[c.Type])) })
		step(true, func() error { return named(pg.AddChart(ctx, c)) })
	}
	step(again, func() error { return pg.Redraw(ctx) })
	return pg.doAll(ctx, steps)
}

// syncState gives the page everything at once.
func (pg *Page) syncState(ctx context.Context, st State, offered []protocol.Measurement) error {
	p := Everything(pg.catalog, st, offered)
	p.Browser = pg.id
	pg.knowSequences(p.SeqInfos)
	pg.toldSamples(st.Samples)
	if st.Location.Len() > 0 {
		pg.SeenAt(st.view())
	}
	p.Charts = slices.DeleteFunc(p.Charts, func(c protocol.SyncChart) bool {
		t, _ := protocol.LookupChartType(c.Type)
		if !t.DrawnBy(pg.dialect) {
			pg.Tell(fmt.Sprintf("%s cannot draw chart %d, a %s", pg.Name(), c.Handle, t.Name))
			return true
		}
		pg.setChartID(c.Handle, chartIDFor(c.Handle))
		return false
	})
	return pg.call(ctx, protocol.SyncState, p, nil)
}

// Everything returns all that a built-in page shows, in the terms of the wire.
func Everything(cat *catalog.Catalog, st State, offered []protocol.Measurement) protocol.SyncStateParams {
	p := protocol.SyncStateParams{
		Title: "epivizgo", Selection: []protocol.Range{}, Theme: st.Theme, Flip: st.Flip, Measurements: offered,
		Charts:  []protocol.SyncChart{},
		Regions: st.Regions, LinkOut: st.LinkOut, Labels: st.Labels,
	}
	if len(st.Samples.Columns) > 0 {
		p.Samples = &st.Samples
	}
	for _, iv := range st.Selection {
		p.Selection = append(p.Selection, actions.ToRange(iv))
	}
	p.SeqInfos = NewSequences(nil, cat.MainSequences())
	for _, iv := range st.view().Places() {
		q, ok := cat.Sequence(iv.Seq)
		if info := actions.SeqInfo(q); ok && !slices.Contains(p.SeqInfos, info) {
			p.SeqInfos = append(p.SeqInfos, info)
		}
	}
	p.OpenEnds = openEnds(cat, p.SeqInfos)
	if all := cat.SequenceCount(); len(p.SeqInfos) < all {
		p.Sequences = all
	}
	if st.Location.Len() > 0 {
		r := actions.ToRange(st.Location)
		p.Location, p.Beside = &r, BesideOf(st.view())
	}
	for _, c := range st.Charts {
		p.Charts = append(p.Charts, protocol.SyncChart{
			Handle: c.Handle, Type: c.Type, Measurements: Measurements(cat, c.Measurements), Settings: c.Settings, ColorMap: c.Colors,
			Waits: st.Waits[c.Handle],
		})
	}
	return p
}
