package page

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/actions"
	"github.com/epiviz/epivizgo/session/rpc"
)

// What a page is given to settle before it is sent anything. Pages of the
// fourth and fifth generation end their start with registerChartTypes; the
// others with getSeqInfos, after which they build what is pushed to.
const (
	settleWait  = 2 * time.Second
	settleAfter = 250 * time.Millisecond
)

// greet makes the page a browser of the session, since it asks for measurements.
// A page's second socket, for workspaces, does not ask and so is none.
func (pg *Page) greet(req *protocol.Request) {
	var p protocol.DataParams
	if d, err := protocol.DecodeData(req.Args); err == nil {
		p = *d
	}
	pg.dialect = p.Dialect()
	if pg.dialect != protocol.V2 && pg.dialect != protocol.V3 {
		pg.offered, pg.sequences = pg.host.Offered(), pg.catalog.Sequences()
	}
	pg.host.Greet(pg)
}

// Accept gives the page its number, by which the session counts it among its
// browsers. Host.Greet calls it, once.
func (pg *Page) Accept(number int) {
	pg.id = number
	close(pg.greeted)
}

// announces reports whether a page declares its chart types, with which it ends
// its start: the socket for its workspaces announces null.
func announces(req *protocol.Request) bool {
	var p struct {
		Data []json.RawMessage `json:"data"`
	}
	return json.Unmarshal(req.Args, &p) == nil && p.Data != nil
}

// attend looks after one connection from the session's side until ctx ends: it
// brings the browser up to date and then keeps what it is served fitting.
func (pg *Page) attend(ctx context.Context) {
	select {
	case <-pg.greeted:
	case <-ctx.Done():
		return
	}
	pg.settle(ctx)
	err := pg.catchUp(ctx)
	if ctx.Err() != nil {
		return
	}
	pg.mu.Lock()
	pg.ready = true
	pg.mu.Unlock()
	<-pg.push // free for commands
	if errors.Is(err, rpc.ErrDisconnected) {
		err = nil
	}
	pg.host.Ready(ctx, pg, err)
	pg.tend(ctx)
}

// settle waits until the page has done asking what it asks at its start.
func (pg *Page) settle(ctx context.Context) {
	last := pg.seqs
	if pg.dialect == protocol.V4 || pg.dialect == protocol.V5 {
		last = pg.types
	}
	wait(ctx, last, settleWait)
	if pg.dialect != protocol.Builtin && pg.dialect != protocol.Tutorial {
		wait(ctx, nil, settleAfter)
	}
}

// wait waits for ch, at most for a while. A nil ch is never ready.
func wait(ctx context.Context, ch <-chan struct{}, most time.Duration) {
	t := time.NewTimer(most)
	defer t.Stop()
	select {
	case <-ch:
	case <-t.C:
	case <-ctx.Done():
	}
}

// catchUp brings the page to the session's state. The push token is held.
func (pg *Page) catchUp(ctx context.Context) error {
	st, offered := pg.host.State(), pg.host.Offered()
	if pg.dialect == protocol.Builtin {
		return pg.syncState(ctx, st, offered)
	}
	// What it does not know: all in v2 and v3, whose stock pages ignore the answers
	// to what they ask (WIRE.md section 4), in others what came since.
	if err := pg.AddSeqInfos(ctx, NewSequences(pg.sequences, pg.catalog.Sequences())); err != nil {
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

// syncState gives the built-in page everything at once.
func (pg *Page) syncState(ctx context.Context, st State, offered []protocol.Measurement) error {
	p := protocol.SyncStateParams{
		Title: "epivizgo", Selection: st.Selection, Theme: st.Theme, Browser: pg.id, Measurements: offered, Charts: []protocol.SyncChart{},
	}
	p.SeqInfos = NewSequences(nil, pg.catalog.Sequences())
	p.OpenEnds = openEnds(pg.catalog, p.SeqInfos)
	if st.Location.Len() > 0 {
		r := actions.ToRange(st.Location)
		p.Location = &r
		pg.SeenAt(st.Location)
	}
	for _, c := range st.Charts {
		if t, _ := protocol.LookupChartType(c.Type); !t.DrawnBy(protocol.Builtin) {
			pg.host.Notify(fmt.Sprintf("%s cannot draw chart %d, a %s", pg.Name(), c.Handle, t.Name))
			continue
		}
		p.Charts = append(p.Charts, protocol.SyncChart{Handle: c.Handle, Type: c.Type,
			Measurements: Measurements(pg.catalog, c.Measurements), Settings: c.Settings, ColorMap: c.Colors})
		pg.setChartID(c.Handle, builtinChartID(c.Handle))
	}
	return pg.call(ctx, protocol.SyncState, p, nil)
}

// builtinChartID is the id that the built-in page gives a chart.
func builtinChartID(handle int) string { return fmt.Sprintf("chart-%d", handle) }
