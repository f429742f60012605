package sessiontest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/rpc"
)

// errGone is what a request of a page fails with whose connection has ended.
var errGone = errors.New("the page is disconnected")

// Browser is one page from load to reload. Its methods are safe for concurrent
// use. What the page does by itself runs on one goroutine, as in a browser,
// which ends with the connection.
type Browser struct {
	version string
	dialect protocol.Dialect
	dial    Dialer
	conn    rpc.Transport
	over    chan struct{} // closed when the page has stopped reading

	// Everything below is guarded by mu.
	mu        sync.Mutex
	changed   chan struct{} // closed and replaced when something below changes
	connected bool
	nextID    int64
	calls     map[int64]func(data json.RawMessage) // requests without an answer
	pushes    []Message
	asked     []Message
	faults    []string

	title     string
	selection []protocol.Range // built-in page
	location  *protocol.Range
	frozen    bool
	moving    *time.Timer // v2's delayed change of place
	sequences []protocol.SeqInfo
	openEnds  []string // built-in page: sequences whose end bounds no place
	menu      []protocol.Measurement
	charts    []*Chart
	lastChart int

	groups   map[string]*group
	stacks   map[key][]*request
	fetched  map[key]bool   // what was ever asked for
	open     int            // requests for data without an answer
	lastFull *place         // v5: see getData
	settling []func()       // built-in page: answers that wait until nothing is open
	answers  map[string]int // built-in page: answers to getValues and getRows by kind

	refused map[string]string        // action → errorMessage, "" for null
	muted   map[string]bool          // actions that are not answered
	held    map[string][][]byte      // answers held back, by action; nil entry absent
	asleep  bool                     // reads nothing
	drawn   []byte                   // see Draw
	slow    map[string]time.Duration // how long answers take, by action
}

// Open loads a page of a generation: "2" to "5", [protocol.BuiltinVersion], or
// "" for a client of the tutorial. It asks what that generation asks at its
// start. ctx bounds the connecting alone. The page is mute for some actions from the
// start, see Mute.
func Open(ctx context.Context, dial Dialer, version string, muted ...string) (*Browser, error) {
	b, err := connect(ctx, dial, version)
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	for _, action := range muted {
		b.muted[action] = true
	}
	b.start()
	b.mu.Unlock()
	go b.read()
	return b, nil
}

// OpenWorkspaces opens the second socket of a page whose workspaces are kept by
// the session. It asks for workspaces, announces no chart types (v4, v5), and
// never for measurements.
func OpenWorkspaces(ctx context.Context, dial Dialer, version string) (*Browser, error) {
	b, err := connect(ctx, dial, version)
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	b.ask(protocol.GetWorkspaces, map[string]any{"q": "", "ws": "share1"}, nil)
	if b.dialect == protocol.V4 || b.dialect == protocol.V5 {
		b.request(protocol.RegisterChartTypes, map[string]any{"data": nil}, nil)
	}
	b.mu.Unlock()
	go b.read()
	return b, nil
}

func connect(ctx context.Context, dial Dialer, version string) (*Browser, error) {
	conn, err := dial(ctx)
	if err != nil {
		return nil, err
	}
	return &Browser{
		version: version, dialect: protocol.DialectOf(version), dial: dial, conn: conn, over: make(chan struct{}),
		changed: make(chan struct{}), connected: true, calls: map[int64]func(json.RawMessage){},
		groups: map[string]*group{}, stacks: map[key][]*request{}, fetched: map[key]bool{}, answers: map[string]int{},
		refused: map[string]string{}, muted: map[string]bool{}, held: map[string][][]byte{}, slow: map[string]time.Duration{},
	}, nil
}

// Disconnect closes the connection and waits until the page has noticed. The
// page can be looked at afterwards; real ones never come back by themselves.
func (b *Browser) Disconnect() {
	_ = b.conn.Close()
	b.set(func() { b.asleep = false })
	<-b.over
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.moving != nil {
		b.moving.Stop()
	}
}

// Reload disconnects and loads the page again: nothing of it is left but its
// address.
func (b *Browser) Reload(ctx context.Context) (*Browser, error) {
	b.Disconnect()
	return Open(ctx, b.dial, b.version)
}

// Gone is closed when the connection has ended.
func (b *Browser) Gone() <-chan struct{} { return b.over }

// Freeze makes the page drop every change of its place, as pages do after an
// exception while they moved: pushed ones are answered success all the same.
func (b *Browser) Freeze() { b.set(func() { b.frozen = true }) }

// Refuse makes the page answer an action with success false; an empty reason
// is sent as null.
func (b *Browser) Refuse(action, reason string) { b.set(func() { b.refused[action] = reason }) }

// Obey ends Refuse and Mute of an action.
func (b *Browser) Obey(action string) {
	b.set(func() { delete(b.refused, action); delete(b.muted, action) })
}

// Mute makes the page ignore an action and never answer it.
func (b *Browser) Mute(action string) { b.set(func() { b.muted[action] = true }) }

// Hold makes the page do an action as ever but hold its answers back until
// release is called, which sends them.
func (b *Browser) Hold(action string) (release func()) {
	b.set(func() { b.held[action] = [][]byte{} })
	return func() {
		b.set(func() {
			frames := b.held[action]
			delete(b.held, action)
			for _, f := range frames {
				b.write(f)
			}
		})
	}
}

// Slow makes the page take a while over each answer to an action.
func (b *Browser) Slow(action string, d time.Duration) { b.set(func() { b.slow[action] = d }) }

// Draw makes the page send data as its pictures.
func (b *Browser) Draw(data []byte) { b.set(func() { b.drawn = data }) }

// Sleep makes the page read nothing until wake is called, as when its computer sleeps.
func (b *Browser) Sleep() (wake func()) {
	b.set(func() { b.asleep = true })
	return func() { b.set(func() { b.asleep = false }) }
}

// set changes the page from outside.
func (b *Browser) set(f func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	f()
	b.touch()
}

// SendText sends a frame as it is.
func (b *Browser) SendText(frame string) { b.set(func() { b.write([]byte(frame)) }) }

// Ask sends a request of the page and waits for the answer's data. The version
// is added to the arguments, as pages do but for setChartSettings.
func (b *Browser) Ask(ctx context.Context, action string, args map[string]any) (json.RawMessage, error) {
	answer := make(chan json.RawMessage, 1)
	b.set(func() {
		send := b.ask
		if action == protocol.SetChartSettings || action == protocol.RegisterChartTypes {
			send = b.request
		}
		send(action, args, func(data json.RawMessage) { answer <- data })
	})
	select {
	case data := <-answer:
		return data, nil
	case <-b.over:
		return nil, errGone
	case <-ctx.Done():
		return nil, fmt.Errorf("no answer to %s: %w", action, context.Cause(ctx))
	}
}

// Move is what the page's user does by panning or zooming, 1-based inclusive.
func (b *Browser) Move(seq string, start, end float64) {
	b.set(func() {
		at := protocol.Range{SeqName: seq, Start: start, End: end}
		_ = b.changeLocation(at) // a throw freezes the page, which is to be seen
		if b.dialect == protocol.Builtin {
			b.ask(protocol.UserNavigate, map[string]any{"range": b.location}, nil)
		}
	})
}

// Paint is what the page's user does by choosing other colours for a chart of a
// v4 or v5 page.
func (b *Browser) Paint(id string, colors []string) {
	b.set(func() {
		if c := b.chart(id); c != nil {
			c.Colors = colors
			b.request(protocol.SetChartSettings, map[string]any{"colorMap": colors, "chartId": id}, nil)
		}
	})
}

// CloseChart is what the page's user does with the button of a chart. Real
// pages tell nobody.
func (b *Browser) CloseChart(id string) { b.set(func() { b.dropChart(id) }) }

// start asks what the page's generation asks first; b.mu is held.
func (b *Browser) start() {
	uses := b.dialect != protocol.V2 && b.dialect != protocol.V3 // stock pages of these ignore the answers
	b.ask(protocol.GetMeasurements, b.provider(), func(data json.RawMessage) {
		var ms protocol.MeasurementsAnswer
		if err := json.Unmarshal(data, &ms); err != nil {
			b.fault("getMeasurements: %v", err)
		}
		if uses && b.dialect != protocol.Builtin { // which waits for syncState
			b.addMenu(ms)
		}
	})
	b.ask(protocol.GetSeqInfos, b.provider(), func(data json.RawMessage) {
		var seqs []protocol.SeqInfo
		if err := json.Unmarshal(data, &seqs); err != nil {
			b.fault("getSeqInfos: %v", err)
		}
		if !uses || b.dialect == protocol.Builtin {
			return
		}
		b.addSequences(seqs)
		if b.location == nil && len(b.sequences) > 0 {
			first := b.sequences[0]
			b.throws(b.changeLocation(protocol.Range{SeqName: first.Name, Start: float64(first.Min), End: float64(first.Min) + 9999}))
		}
	})
	if b.dialect == protocol.V4 || b.dialect == protocol.V5 {
		b.request(protocol.RegisterChartTypes, map[string]any{"data": chartTypes}, nil)
	}
}

// provider is the argument by which v4 and v5 name themselves.
func (b *Browser) provider() map[string]any {
	if b.dialect == protocol.V4 || b.dialect == protocol.V5 {
		return map[string]any{"datasourceGroup": "websocket-0"}
	}
	return map[string]any{}
}

// throws notes an exception that reaches nobody.
func (b *Browser) throws(err error) {
	if err != nil {
		b.fault("%v", err)
	}
}

// read obeys the session until the connection ends.
func (b *Browser) read() {
	defer close(b.over)
	for {
		frame, err := b.conn.ReadMessage()
		b.mu.Lock()
		for err == nil && b.asleep {
			changed := b.changed
			b.mu.Unlock()
			<-changed
			b.mu.Lock()
		}
		if err != nil {
			b.connected = false
			b.touch()
			b.mu.Unlock()
			return
		}
		b.receive(frame)
		b.touch()
		b.mu.Unlock()
	}
}

// receive takes one frame; b.mu is held.
func (b *Browser) receive(frame []byte) {
	var m struct {
		RequestID *int64          `json:"requestId"`
		Type      string          `json:"type"`
		Data      json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(frame, &m); err != nil || m.RequestID == nil {
		b.fault("a frame that is no message: %.80s", frame)
		return
	}
	switch m.Type {
	case "response":
		done, ok := b.calls[*m.RequestID]
		if !ok {
			b.fault("an answer to request %d, which waits for none", *m.RequestID)
			return
		}
		delete(b.calls, *m.RequestID)
		if len(m.Data) == 0 || string(m.Data) == "null" {
			b.fault("an answer without data to request %d", *m.RequestID)
			return
		}
		if done != nil {
			done(m.Data)
		}
	case "request":
		var head struct {
			Action string `json:"action"`
		}
		if err := json.Unmarshal(m.Data, &head); err != nil {
			b.fault("a request without an action: %.80s", frame)
			return
		}
		b.pushes = append(b.pushes, Message{*m.RequestID, head.Action, m.Data})
		b.obey(*m.RequestID, head.Action, m.Data)
	default:
		b.fault("a frame of type %q", m.Type)
	}
}

// ask sends a request with the page's version; b.mu is held.
func (b *Browser) ask(action string, args map[string]any, done func(data json.RawMessage)) int64 {
	withVersion := map[string]any{}
	for k, v := range args {
		withVersion[k] = v
	}
	if b.version != "" {
		withVersion["version"] = b.version
	}
	return b.request(action, withVersion, done)
}

// request sends a request; done, which may be nil, gets the answer's data.
// b.mu is held.
func (b *Browser) request(action string, args map[string]any, done func(data json.RawMessage)) int64 {
	data := map[string]any{"action": action}
	for k, v := range args {
		data[k] = v
	}
	id := b.nextID
	b.nextID++
	b.calls[id] = done
	body := encode(data)
	b.asked = append(b.asked, Message{id, action, body})
	b.write(encode(map[string]any{"requestId": id, "type": "request", "data": json.RawMessage(body)}))
	return id
}

// reply answers a push, or keeps the answer back; b.mu is held.
func (b *Browser) reply(id int64, action string, data any) {
	frame := encode(map[string]any{"requestId": id, "type": "response", "data": data})
	if frames, held := b.held[action]; held {
		b.held[action] = append(frames, frame)
		return
	}
	if d := b.slow[action]; d > 0 {
		time.AfterFunc(d, func() { b.set(func() { b.write(frame) }) })
		return
	}
	b.write(frame)
}

// write sends a frame. One that cannot be sent is lost, as in a page.
func (b *Browser) write(frame []byte) { _ = b.conn.WriteMessage(frame) }

func encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("sessiontest: %v", err))
	}
	return b
}
