package sessiontest

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/epiviz/epivizgo/protocol"
)

// Page is what there is to see of a page at one moment.
type Page struct {
	Connected bool
	// Title and Selection are the built-in page's.
	Title        string
	Selection    []protocol.Range
	Location     *protocol.Range // nil while the page has no place
	Frozen       bool            // drops every change of its place
	Charts       []Chart
	Measurements []protocol.Measurement // on the menus
	Sequences    []protocol.SeqInfo
	Pushes       []Message // UI actions that arrived, in order
	Asked        []Message // requests that the page made, in order
	// Open is the number of requests for data without an answer.
	Open int
	// Faults are sentences on what made the page throw, or would have.
	Faults []string
}

// Message is a request in either direction.
type Message struct {
	ID     int64
	Action string
	Args   json.RawMessage // the whole "data" object
}

// Decode reads the arguments; those that do not fit are a fault of the test.
func (m Message) Decode(v any) {
	if err := json.Unmarshal(m.Args, v); err != nil {
		panic(fmt.Sprintf("sessiontest: the arguments %s of %s: %v", m.Args, m.Action, err))
	}
}

// Chart is a chart on a page.
type Chart struct {
	ID           string
	Handle       int // 0 in real pages
	Type         string
	Measurements []protocol.Measurement
	Settings     map[string]any
	Colors       []string
	// Stray tells that the page has the chart but told nobody its id.
	Stray bool
}

// Pushed lists the pushes of an action.
func (p Page) Pushed(action string) []Message { return only(p.Pushes, action) }

// Requested lists the page's requests for an action.
func (p Page) Requested(action string) []Message { return only(p.Asked, action) }

func only(all []Message, action string) []Message {
	var out []Message
	for _, m := range all {
		if m.Action == action {
			out = append(out, m)
		}
	}
	return out
}

// At reports whether the page shows the place, 1-based inclusive.
func (p Page) At(seq string, start, end float64) bool {
	return p.Location != nil && *p.Location == protocol.Range{SeqName: seq, Start: start, End: end}
}

// Page returns what there is to see now.
func (b *Browser) Page() Page {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.look()
}

// look is Page with b.mu held.
func (b *Browser) look() Page {
	p := Page{
		Connected: b.connected, Title: b.title, Selection: slices.Clone(b.selection), Frozen: b.frozen, Measurements: slices.Clone(b.menu),
		Sequences: slices.Clone(b.sequences), Open: b.open,
		// These are only ever added to.
		Pushes: slices.Clip(b.pushes), Asked: slices.Clip(b.asked), Faults: slices.Clip(b.faults),
	}
	if b.location != nil {
		at := *b.location
		p.Location = &at
	}
	for _, c := range b.charts {
		chart := *c
		chart.Settings = maps.Clone(c.Settings)
		p.Charts = append(p.Charts, chart)
	}
	return p
}

// Await waits until the page is as wanted and returns it.
func (b *Browser) Await(ctx context.Context, wanted func(p Page) bool) (Page, error) {
	for {
		b.mu.Lock()
		p, changed := b.look(), b.changed
		b.mu.Unlock()
		if wanted(p) {
			return p, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return p, fmt.Errorf("the page did not come to be as wanted: %w; %s", context.Cause(ctx), p)
		}
	}
}

// String sums the page up, for messages of tests.
func (p Page) String() string {
	at := "nowhere"
	if p.Location != nil {
		at = fmt.Sprintf("%s:%v-%v", p.Location.SeqName, p.Location.Start, p.Location.End)
	}
	var last []string
	for _, m := range p.Pushes[max(0, len(p.Pushes)-6):] {
		last = append(last, m.Action)
	}
	return fmt.Sprintf("page at %s with %d charts, %d measurements, %d sequences, %d open requests, connected %v, frozen %v, "+
		"faults %q, last pushes %v",
		at, len(p.Charts), len(p.Measurements), len(p.Sequences), p.Open, p.Connected, p.Frozen, p.Faults, last)
}

// touch tells those who wait that the page has changed; b.mu is held.
func (b *Browser) touch() {
	close(b.changed)
	b.changed = make(chan struct{})
}

// fault notes what made the page throw; b.mu is held.
func (b *Browser) fault(format string, args ...any) {
	b.faults = append(b.faults, fmt.Sprintf(format, args...))
}
