package page

import (
	"context"
	"encoding/json"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/actions"
)

// handle answers the page's requests.
func (pg *Page) handle(ctx context.Context, req *protocol.Request) any {
	ctx = actions.CountRows(ctx, pg.rowsOf(req))
	if req.Action == protocol.GetMeasurements {
		pg.greeting.Do(func() {
			var p protocol.DataParams
			if d, err := protocol.DecodeData(req.Args); err == nil {
				p = *d
			}
			pg.greet(p.Dialect())
		})
	}
	return pg.spelled(pg.host.Answer(ctx, pg, req))
}

// closeOnce closes a channel that may be closed already.
func (pg *Page) closeOnce(ch chan struct{}) {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	select {
	case <-ch:
	default:
		close(ch)
	}
}

// isData reports whether a request is for data.
func isData(req *protocol.Request) bool {
	switch req.Action {
	case protocol.GetRows, protocol.GetValues, protocol.GetCombined:
		return true
	}
	return false
}

// arrived counts a request for data as in flight, and inspects what a person changed.
func (pg *Page) arrived(req *protocol.Request) {
	if req.Action == protocol.SetChartSettings {
		pg.noteChange(req)
	}
	pg.mu.Lock()
	defer pg.mu.Unlock()
	pg.requests[req] = &request{began: time.Now()}
	if !isData(req) {
		return
	}
	if pg.inFlight == 0 {
		pg.drained = make(chan struct{})
	}
	pg.inFlight++
}

// answered counts an answered request for data, and records how far the page is with its
// start.
func (pg *Page) answered(req *protocol.Request) {
	pg.measureAnswer(req)
	switch {
	case req.Action == protocol.GetMeasurements:
		pg.closeOnce(pg.menus)
	case req.Action == protocol.GetSeqInfos:
		pg.closeOnce(pg.seqs)
	case req.Action == protocol.RegisterChartTypes && announces(req):
		pg.closeOnce(pg.types)
	}
	if !isData(req) {
		return
	}
	pg.mu.Lock()
	defer pg.mu.Unlock()
	if pg.inFlight--; pg.inFlight == 0 {
		close(pg.drained)
	}
}

// drainWait bounds the wait for a page's own requests.
const drainWait = 3 * time.Second

// drain blocks until every request for data of the page is answered, at most for
// drainWait.
func (pg *Page) drain(ctx context.Context) {
	pg.mu.Lock()
	drained, busy := pg.drained, pg.inFlight > 0
	pg.mu.Unlock()
	if busy {
		wait(ctx, drained, drainWait)
	}
}

// wait blocks until ch is ready, at most for a while. A nil ch is never ready.
func wait(ctx context.Context, ch <-chan struct{}, most time.Duration) {
	t := time.NewTimer(most)
	defer t.Stop()
	select {
	case <-ch:
	case <-t.C:
	case <-ctx.Done():
	}
}

// announces reports whether the page declares its chart types, which ends its start. The
// socket for its workspaces announces null.
func announces(req *protocol.Request) bool {
	var p struct {
		Data []json.RawMessage `json:"data"`
	}
	return json.Unmarshal(req.Args, &p) == nil && p.Data != nil
}
