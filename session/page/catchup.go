package page

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/actions"
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
		pg.offered = pg.host.Offered()
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
	err := pg.catchUp(ctx)
	if ctx.Err() != nil {
		return
	}
	pg.mu.Lock()
	pg.ready = true
	pg.mu.Unlock()
	<-pg.push // from now on commands may be sent
	if errors.Is(err, rpc.ErrDisconnected) {
		err = nil
	}
	pg.host.Ready(ctx, pg, err)
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
	wait(ctx, last, startWait)
	if after := pg.quirks.settleAfter; after > 0 {
		wait(ctx, nil, after)
	}
}

// catchUp brings the page to the session's state. The push token is held.
func (pg *Page) catchUp(ctx context.Context) error {
	st, offered := pg.host.State(), pg.host.Offered()
	if pg.quirks.syncsState {
		return pg.syncState(ctx, st, offered)
	}
	// A page that ignores answers needs everything on offer, any other what was added
	// since it asked.
	if pg.quirks.ignoresAnswers {
		pg.knowSequences(nil)
	}
	if err := pg.AddSeqInfos(ctx, pg.otherwise()); err != nil {
		return err
	}
	offered = slices.DeleteFunc(offered, func(m protocol.Measurement) bool {
		return slices.ContainsFunc(pg.offered, func(known protocol.Measurement) bool { return known.ID == m.ID })
	})
	if len(offered) > 0 {
		if err := pg.AddMeasurements(ctx, offered); err != nil {
			return err
		}
	}
	var errs []error
	if st.Location.Len() > 0 {
		move := pg.FirstView
		if st.Moved {
			move = pg.GoTo
		}
		if err := move(ctx, st.Location); err != nil {
			errs = append(errs, err)
		}
	}
	for i := range st.Charts {
		if errors.Is(errors.Join(errs...), errNone) {
			break // a page that does not answer would cost a time-out a chart
		}
		err := pg.AddChart(ctx, &st.Charts[i])
		var note *Note
		if errors.As(err, &note) {
			pg.host.Notify(pg.Name() + " " + note.Sentence)
		} else if err != nil {
			errs = append(errs, fmt.Errorf("chart %d: %w", st.Charts[i].Handle, err))
		}
		if ctx.Err() != nil || errors.Is(err, rpc.ErrDisconnected) {
			break
		}
	}
	return errors.Join(errs...)
}

// syncState gives the page everything at once.
func (pg *Page) syncState(ctx context.Context, st State, offered []protocol.Measurement) error {
	p := protocol.SyncStateParams{
		Title: "epivizgo", Selection: []protocol.Range{}, Theme: st.Theme, Browser: pg.id, Measurements: offered, Charts: []protocol.SyncChart{},
		Regions: st.Regions,
	}
	for _, iv := range st.Selection {
		p.Selection = append(p.Selection, actions.ToRange(iv))
	}
	p.SeqInfos = NewSequences(nil, pg.catalog.MainSequences())
	pg.knowSequences(p.SeqInfos)
	if q, ok := pg.catalog.Sequence(st.Location.Seq); ok && st.Location.Len() > 0 {
		if info := actions.SeqInfo(q); !slices.Contains(p.SeqInfos, info) {
			p.SeqInfos = append(p.SeqInfos, info)
			pg.Told([]protocol.SeqInfo{info})
		}
	}
	p.OpenEnds, p.Sequences = openEnds(pg.catalog, p.SeqInfos), pg.others()
	if st.Location.Len() > 0 {
		r := actions.ToRange(st.Location)
		p.Location = &r
		pg.SeenAt(st.Location)
	}
	for _, c := range st.Charts {
		if t, _ := protocol.LookupChartType(c.Type); !t.DrawnBy(pg.dialect) {
			pg.host.Notify(fmt.Sprintf("%s cannot draw chart %d, a %s", pg.Name(), c.Handle, t.Name))
			continue
		}
		ms := Measurements(pg.catalog, c.Measurements)
		p.Charts = append(p.Charts, protocol.SyncChart{
			Handle: c.Handle, Type: c.Type, Measurements: ms, Settings: c.Settings, ColorMap: c.Colors, Waits: st.Waits[c.Handle],
		})
		pg.setChartID(c.Handle, chartIDFor(c.Handle))
	}
	return pg.call(ctx, protocol.SyncState, p, nil)
}
