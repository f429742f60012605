package session

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/actions"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/rpc"
)

// What a page is given to settle before it is sent anything. Pages of the
// fourth and fifth generation end their start with registerChartTypes; the
// others with getSeqInfos, after which they build what is pushed to.
const (
	settleWait  = 2 * time.Second
	settleAfter = 250 * time.Millisecond
)

// attach makes a connection that asks for measurements a browser of the
// session. A page's second socket, for workspaces, does not ask and so is none.
func (s *Session) attach(b *browser, req *protocol.Request) {
	var p protocol.DataParams
	if d, err := protocol.DecodeData(req.Args); err == nil {
		p = *d
	}
	s.mu.Lock()
	if slices.Contains(s.browsers, b) {
		s.mu.Unlock()
		return
	}
	s.lastID++
	b.id, b.dialect = s.lastID, p.Dialect()
	if b.dialect != protocol.V2 && b.dialect != protocol.V3 {
		b.offered, b.sequences = s.offeredLocked(), s.catalog.Sequences()
	}
	s.browsers = append(s.browsers, b)
	s.mu.Unlock()
	closeOnce(b.greeted)
}

// detach forgets a connection that has ended.
func (s *Session) detach(b *browser, cause error) {
	s.mu.Lock()
	i := slices.Index(s.browsers, b)
	if i >= 0 {
		s.browsers = slices.Delete(slices.Clone(s.browsers), i, i+1)
	}
	s.mu.Unlock()
	if i >= 0 && !errors.Is(cause, errStopped) {
		s.opt.Notify(b.name() + " disconnected")
		s.emit(context.Background(), protocol.Event{Kind: protocol.EventDisconnected, Browser: b.id, Text: b.generation()})
	}
}

// attend looks after one connection from the session's side until ctx ends: it
// brings the browser up to date and then keeps what it is served fitting.
func (b *browser) attend(ctx context.Context) {
	select {
	case <-b.greeted:
	case <-ctx.Done():
		return
	}
	b.settle(ctx)
	err := b.catchUp(ctx)
	if ctx.Err() != nil {
		return
	}
	b.mu.Lock()
	b.ready = true
	b.mu.Unlock()
	<-b.push // free for commands
	b.s.mu.Lock()
	close(b.s.joined)
	b.s.joined = make(chan struct{})
	b.s.mu.Unlock()
	b.s.opt.Notify(fmt.Sprintf("browser %d connected: %s", b.id, b.generation()))
	b.s.emit(ctx, protocol.Event{Kind: protocol.EventConnected, Browser: b.id, Text: b.generation()})
	if err != nil && !errors.Is(err, rpc.ErrDisconnected) {
		b.s.opt.Notify((&PageError{b.id, b.generation(), err}).Error())
	}
	b.tend(ctx)
}

// settle waits until the page has done asking what it asks at its start.
func (b *browser) settle(ctx context.Context) {
	last := b.seqs
	if b.dialect == protocol.V4 || b.dialect == protocol.V5 {
		last = b.types
	}
	wait(ctx, last, settleWait)
	if b.dialect != protocol.Builtin && b.dialect != protocol.Tutorial {
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
func (b *browser) catchUp(ctx context.Context) error {
	s := b.s
	s.mu.Lock()
	charts := s.state.copyCharts()
	location, moved := s.state.location, s.state.moved
	offered := s.offeredLocked()
	s.mu.Unlock()

	if b.dialect == protocol.Builtin {
		return b.syncState(ctx, location, charts, offered)
	}
	// What it does not know: all in v2 and v3, whose stock pages ignore the answers
	// to what they ask (WIRE.md section 4), in others what came since.
	if seqs := newSequences(b.sequences, s.catalog.Sequences()); len(seqs) > 0 {
		if err := b.addSeqInfos(ctx, seqs); err != nil {
			return err
		}
	}
	offered = slices.DeleteFunc(offered, func(m protocol.Measurement) bool {
		return slices.ContainsFunc(b.offered, func(known protocol.Measurement) bool { return known.ID == m.ID })
	})
	if len(offered) > 0 {
		if err := b.call(ctx, protocol.AddMeasurements, protocol.AddMeasurementsParams{Measurements: protocol.Embed(offered)}, nil); err != nil {
			return err
		}
	}
	var errs []error
	// A client of the tutorial is not moved unless somebody has asked for that.
	if location.Len() > 0 && (moved || b.dialect != protocol.Tutorial) {
		if _, err := b.navigate(ctx, location); err != nil {
			errs = append(errs, err)
		}
	}
	for i := range charts {
		if errors.Is(errors.Join(errs...), errNone) {
			break // a page that does not answer would cost a time-out a chart
		}
		err := b.addChart(ctx, &charts[i])
		var note *noteError
		if errors.As(err, &note) {
			s.opt.Notify(b.name() + " " + note.sentence)
		} else if err != nil {
			errs = append(errs, fmt.Errorf("chart %d: %w", charts[i].Handle, err))
		}
		if ctx.Err() != nil || errors.Is(err, rpc.ErrDisconnected) {
			break
		}
	}
	return errors.Join(errs...)
}

// syncState gives the built-in page everything at once.
func (b *browser) syncState(ctx context.Context, location genome.Interval, charts []protocol.Chart, offered []protocol.Measurement) error {
	b.s.mu.Lock()
	selection, theme := wireRanges(b.s.state.selection), b.s.state.theme
	b.s.mu.Unlock()
	p := protocol.SyncStateParams{Title: "epivizgo", Selection: selection, Theme: theme, Browser: b.id, Measurements: offered, Charts: []protocol.SyncChart{}}
	p.SeqInfos = b.s.wireSequences()
	p.OpenEnds = b.s.openEnds(p.SeqInfos)
	if location.Len() > 0 {
		r := actions.ToRange(location)
		p.Location = &r
		b.mu.Lock()
		b.view = location
		b.mu.Unlock()
	}
	for _, c := range charts {
		if t, _ := protocol.LookupChartType(c.Type); !t.DrawnBy(protocol.Builtin) {
			b.s.opt.Notify(fmt.Sprintf("%s cannot draw chart %d, a %s", b.name(), c.Handle, t.Name))
			continue
		}
		p.Charts = append(p.Charts, protocol.SyncChart{Handle: c.Handle, Type: c.Type,
			Measurements: b.s.wireMeasurements(c.Measurements), Settings: c.Settings, ColorMap: c.Colors})
		b.setChartID(c.Handle, builtinChartID(c.Handle))
	}
	return b.call(ctx, protocol.SyncState, p, nil)
}

// builtinChartID is the id that the built-in page gives a chart.
func builtinChartID(handle int) string { return fmt.Sprintf("chart-%d", handle) }

// wireSequences are the sequences on offer as pages are told of them.
func (s *Session) wireSequences() []protocol.SeqInfo {
	out := []protocol.SeqInfo{}
	for _, q := range s.catalog.Sequences() {
		out = append(out, actions.SeqInfo(q))
	}
	return out
}

// openEnds names the sequences whose end is not known (catalog.End).
func (s *Session) openEnds(seqs []protocol.SeqInfo) []string {
	known := s.catalog.KnownEnds()
	var open []string
	for _, q := range seqs {
		if !known[q.Name] {
			open = append(open, q.Name)
		}
	}
	return open
}

// addSeqInfos tells the page of sequences.
func (b *browser) addSeqInfos(ctx context.Context, seqs []protocol.SeqInfo) error {
	p := protocol.AddSeqInfosParams{SeqInfos: protocol.Embed(seqs)}
	if b.dialect == protocol.Builtin {
		p.OpenEnds = b.s.openEnds(seqs)
	}
	return b.unlessUnknown(ctx, protocol.AddSeqInfos, p)
}

// wireMeasurements are measurements, by id, as pages are told of them. Those
// that are not loaded any more are left out.
func (s *Session) wireMeasurements(ids []string) []protocol.Measurement {
	out := []protocol.Measurement{}
	for _, id := range ids {
		if m, err := s.catalog.Measurement(id); err == nil {
			out = append(out, actions.Measurement(m))
		}
	}
	return out
}

// announce keeps the settings that a page declares for its chart types.
func (s *Session) announce(b *browser, req *protocol.Request) {
	var p struct {
		Data []protocol.ChartTypeParams `json:"data"`
	}
	if json.Unmarshal(req.Args, &p) != nil || p.Data == nil {
		return // a page's workspace socket announces null
	}
	defer closeOnce(b.types)
	if len(req.Args) > mostAnnounced {
		s.once(fmt.Sprintf("%s announces chart types of %d bytes; their settings are not known here, at most %d bytes are kept",
			b.name(), len(req.Args), mostAnnounced))
		return
	}
	s.mu.Lock()
	for _, t := range p.Data {
		if s.state.announced[t.ChartName] == nil && len(s.state.announced) >= mostChartTypes {
			break
		}
		have := map[string]protocol.Setting{}
		for _, set := range t.CustomSettings {
			have[set.ID] = set
		}
		s.state.announced[t.ChartName] = have
	}
	s.mu.Unlock()
}

// Bounds of what is kept of the chart types that pages announce: real ones
// announce about 20, in some ten thousand bytes.
const mostAnnounced, mostChartTypes = 1 << 18, 200
