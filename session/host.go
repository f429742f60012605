package session

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/budget"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/page"
	"github.com/epiviz/epivizgo/session/rpc"
	"github.com/epiviz/epivizgo/session/server"
	"github.com/epiviz/epivizgo/session/state"
)

// serve implements server.Options.Connect: it serves one page until its connection ends.
func (s *Session) serve(ctx context.Context, t rpc.Transport, from server.Peer) {
	b := page.New(host{s}, t, page.Options{
		Remote: from.Addr, Origin: from.Origin, User: from.User, Version: from.Version, Catalog: s.catalog, Shared: s.shared,
		CallTimeout: s.opt.CallTimeout, Log: s.opt.Log,
		Measured: s.measured,
		// No later request depends on where the mouse is, and none waits until a file is read.
		InOrder: func(action string) bool {
			return userActions[action] != nil && action != protocol.UserHover && action != protocol.UserUploadEnd
		},
	})
	v := s.arrive(b, from)
	err := b.Run(ctx)
	if names := s.uploads.giveUp(b); len(names) > 0 && !errors.Is(err, errStopped) {
		s.opt.Notify(fmt.Sprintf("%s has gone before all was received of %s; nothing of it is kept", b.Name(), hint.Some(names)))
	}
	s.detach(b, v, err)
}

// host is the session as its pages see it. A page that asks for measurements is
// a browser of the session.
type host struct{ s *Session }

var _ page.Host = host{}

// State implements Host.
func (h host) State() page.State {
	sheet := h.s.wireSamples()
	h.s.mu.Lock()
	defer h.s.mu.Unlock()
	return h.s.pageState(sheet)
}

// pageState returns the session's state as pages have it, with what they receive of the sample sheet. s.mu is held.
func (s *Session) pageState(sheet protocol.SamplesParams) page.State {
	waits := map[int]string{}
	for _, c := range s.kept.Charts {
		if text := s.waitText(s.kept.State, c); text != "" {
			waits[c.Handle] = text
		}
	}
	view := s.shownView()
	return page.State{
		Waits: waits, Regions: wireRegions(s.kept.State), Samples: sheet,
		Charts: s.kept.Charts, Location: view.Location, Beside: view.Beside, Whole: view.Whole, Moved: s.kept.chosen,
		Selection: s.kept.Selection, Theme: s.kept.Theme, Flip: s.kept.Flip, LinkOut: s.kept.LinkOut, Labels: s.labels,
		Announced: maps.Clone(s.kept.announced),
	}
}

// shownView returns what pages show: the session's view as far as its sequences are there, or the beginning of the
// first sequence while they are missing. s.mu is held.
func (s *Session) shownView() state.View {
	view := s.kept.View()
	if view.Whole && view.Location.Len() == 0 { // it waits for sequences
		return state.ViewOf(s.anyPlace())
	}
	places := slices.DeleteFunc(view.Places(), func(iv genome.Interval) bool { return !s.offers(iv.Seq) })
	if len(places) == len(view.Places()) {
		return view
	}
	if len(places) == 0 {
		places = []genome.Interval{s.anyPlace()}
	}
	return state.ViewOf(places...)
}

// anyPlace returns the beginning of the first sequence, or no bases without sequences.
func (s *Session) anyPlace() genome.Interval {
	all := s.catalog.Sequences()
	if len(all) == 0 {
		return genome.Interval{}
	}
	place, _ := s.fit(genome.Interval{Seq: all[0].Name, End: firstWidth}) // the sequence is there
	return place
}

// Offered implements Host.
func (h host) Offered() []protocol.Measurement { return h.s.offered() }

// Greet implements Host.
func (h host) Greet(b *page.Page) {
	s := h.s
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lastID++
	b.Accept(s.lastID)
	s.guests = slices.DeleteFunc(slices.Clone(s.guests), func(g *page.Page) bool { return g == b })
	s.browsers = append(s.browsers, b)
}

// Ready implements Host.
func (h host) Ready(ctx context.Context, b *page.Page, again bool, err error) {
	s := h.s
	s.mu.Lock()
	close(s.joined)
	s.joined = make(chan struct{})
	s.mu.Unlock()
	if !again {
		s.visits.of(b).tell()
		s.opt.Event(state.Event{Kind: state.EventConnected, Browser: b.Number(), Text: b.Generation()})
	}
	if err != nil {
		b.Tell((&PageError{b.Number(), b.Generation(), err}).Error())
	}
}

// Moved implements Host.
func (h host) Moved(ctx context.Context, b *page.Page, to genome.Interval) {
	h.s.commit(inBrowser(ctx, b), func(state.State) []state.Event { return one(state.MovedTo(state.ViewOf(to))) })
}

// Answer implements Host.
func (h host) Answer(ctx context.Context, b *page.Page, req *protocol.Request) any {
	s := h.s
	if req.Action == protocol.Search {
		var p protocol.SearchParams
		if json.Unmarshal(req.Args, &p) == nil {
			s.opt.Event(state.Event{Kind: state.EventSearched, Browser: b.Number(), Text: string(p.Query)})
		}
	}
	if data, ok := s.actions.Answer(ctx, b, req); ok {
		return data
	}
	return s.answerUser(ctx, b, req)
}

// Notify implements Host.
func (h host) Notify(sentence string) { h.s.opt.Notify(sentence) }

// Once implements Host.
func (h host) Once(sentence string, notify func(string)) (forget func()) {
	h.s.onceBy(sentence, notify)
	return func() { h.s.forgetNotice(sentence) }
}

// detach forgets a connection that has ended.
func (s *Session) detach(b *page.Page, v *visit, cause error) {
	s.mu.Lock()
	i := slices.Index(s.browsers, b)
	if i >= 0 {
		s.browsers = slices.Delete(slices.Clone(s.browsers), i, i+1)
	}
	s.guests = slices.DeleteFunc(slices.Clone(s.guests), func(g *page.Page) bool { return g == b })
	s.mu.Unlock()
	slow := errors.Is(cause, rpc.ErrSlow)
	if slow {
		s.opt.Notify(fmt.Sprintf("%s was cut off: %v", b.Name(), rpc.ErrSlow))
	}
	v.end(slow || errors.Is(cause, errStopped))
	if i >= 0 && !errors.Is(cause, errStopped) {
		s.opt.Event(state.Event{Kind: state.EventDisconnected, Browser: b.Number(), Text: b.Generation()})
	}
}

// registerChartTypes keeps the settings that a page declares for its chart types.
// The socket for its workspaces announces null.
func (s *Session) registerChartTypes(_ context.Context, b *page.Page, req *protocol.Request) any {
	var p struct {
		Data []protocol.ChartTypeParams `json:"data"`
	}
	if json.Unmarshal(req.Args, &p) != nil || p.Data == nil {
		return nil
	}
	if len(req.Args) > budget.Announced {
		b.TellOnce(fmt.Sprintf("%s announces chart types of %d bytes; their settings are not known here, at most %d bytes are kept",
			b.Name(), len(req.Args), budget.Announced))
		return nil
	}
	left := 0
	s.mu.Lock()
	for _, t := range p.Data {
		size, all := len(req.Args)/len(p.Data), 0
		for name, n := range s.kept.sizes {
			if name != t.ChartName {
				all += n
			}
		}
		if s.kept.announced[t.ChartName] == nil && len(s.kept.announced) >= budget.ChartTypes || all+size > budget.AllAnnounced {
			left++
			continue
		}
		s.kept.sizes[t.ChartName] = size
		have := map[string]protocol.Setting{}
		for _, set := range t.CustomSettings {
			have[set.ID] = set
		}
		s.kept.announced[t.ChartName] = have
	}
	s.mu.Unlock()
	if left > 0 {
		b.TellOnce(fmt.Sprintf("%s announces %d chart types whose settings are not kept: at most %d types and %d MB of all pages are",
			b.Name(), left, budget.ChartTypes, budget.AllAnnounced>>20))
	}
	return nil
}
