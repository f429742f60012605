package picture

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"go.uber.org/goleak"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/picture/display"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// script returns an engine whose entry is a script.
func script(t testing.TB, source string) *engine { return scriptWith(t, source, 64<<20) }

func scriptWith(t testing.TB, source string, memory uint) *engine {
	t.Helper()
	e, err := newEngine(fstest.MapFS{
		entry:          {Data: []byte(source)},
		"stage/two.js": {Data: []byte("import { three } from '../three.js';\nexport const two = three - 1;\n")},
		"three.js":     {Data: []byte("export const three = 3;\n")},
	}, memory)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.close)
	return e
}

func run(ctx context.Context, e *engine, request string) (string, error) {
	result, err := e.call(ctx, []byte(request), display.NewRecorder(), func(wishes []byte) ([]byte, error) {
		return fmt.Appendf(nil, `{"asked":%s}`, wishes), nil
	})
	return string(result), err
}

func TestCall(t *testing.T) {
	e := script(t, `import { two } from './two.js';
export function draw(request, ask) { return { two, request, answer: ask({ a: 'ü\u2028' }) }; }`)
	for range 3 {
		got, err := run(t.Context(), e, `{"x":[1,null,"é"]}`)
		want := "{\"two\":2,\"request\":{\"x\":[1,null,\"é\"]},\"answer\":{\"asked\":{\"a\":\"ü\u2028\"}}}"
		if err != nil || got != want {
			t.Errorf("%s, %v; want %s", got, err, want)
		}
	}
}

// TestCanvas reads the property that charts read.
func TestCanvas(t *testing.T) {
	e := script(t, `export function draw(r, ask, ctx) {
		const all = [ctx.textAlign];
		ctx.save();
		ctx.textAlign = 'right';
		all.push(ctx.textAlign);
		ctx.restore();
		return [...all, ctx.textAlign];
	}`)
	if got, err := run(t.Context(), e, `{}`); err != nil || got != `["start","right","start"]` {
		t.Errorf("%s, %v", got, err)
	}
}

func TestFailures(t *testing.T) {
	for name, tc := range map[string]struct{ source, want string }{
		"a sentence":   {`export function draw() { throw new Error('no place yet'); }`, "no place yet"},
		"a fault":      {`export function draw(r) { return r.no.such; }`, "TypeError: "},
		"no error":     {`export function draw() { throw undefined; }`, "undefined"},
		"no memory":    {`export function draw() { throw null; }`, "without memory: it has 64 MB"},
		"unprintable":  {`export function draw() { throw { toString() { throw 1; } }; }`, "the script that draws pictures has failed"},
		"recursion":    {`export function draw(r) { return draw(r); }`, "stack overflow"},
		"memory":       {`export function draw() { const all = []; for (;;) all.push(new Float64Array(1e6)); }`, "memory"},
		"a text":       {`export function draw() { let s = 'x'; for (;;) s += s; }`, "string too long"},
		"no such call": {`export function draw(r, ask, ctx) { ctx.drawImage(); }`, "not a function"},
		"a function":   {`export function draw(r, ask, ctx) { ctx.fillText(() => {}, 1, 2); ctx.fillText(Symbol.iterator, 1, 2); }`, "symbol"},
		"a bad list":   {`export function draw(r, ask, ctx) { ctx.setLineDash({ length: 9, get 0() { throw new Error('no dash'); } }); }`, "no dash"},
		"a deep value": {`export function draw() { let v = []; for (let i = 0; i < 1e5; i++) v = [v]; return v; }`, "stack overflow"},
	} {
		t.Run(name, func(t *testing.T) {
			e := script(t, tc.source)
			if got, err := run(t.Context(), e, `{}`); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("%.100s, %v; want an error with %q", got, err, tc.want)
			}
			if e.broken {
				t.Error("the engine has failed")
			}
		})
	}
	for name, source := range map[string]string{
		"no such module": `import { a } from './none.js'; export function draw() {}`,
		"no such name":   `import { a } from './two.js'; export function draw() {}`,
		"no script":      `export function draw( {`,
		"at its start":   `throw new Error('at its start');`,
	} {
		if e, err := newEngine(fstest.MapFS{entry: {Data: []byte(source)}, "stage/two.js": {}}, 64<<20); err == nil {
			e.close()
			t.Errorf("%s: an engine was made", name)
		}
	}
}

// TestInterrupted ends what would run for ever, in all kinds of loops.
func TestInterrupted(t *testing.T) {
	for _, loop := range []string{
		`for (;;);`,
		`for (;;) { try { ctx.save(); ctx.restore(); } catch {} }`,
		`/^(a+)+$/.test('a'.repeat(40) + 'b');`,
		`Array.from({ length: 1e9 }, (_, i) => ctx.moveTo(i, i)); for (;;);`,
	} {
		e := script(t, `export function draw(r, ask, ctx) { `+loop+` }`)
		why := errors.New("enough")
		ctx, cancel := context.WithTimeoutCause(t.Context(), 50*time.Millisecond, why)
		if _, err := run(ctx, e, `{}`); !errors.Is(err, why) {
			t.Errorf("%s: %v", loop, err)
		}
		cancel()
	}
}

// TestPanics has Go code panic that a script has called.
func TestPanics(t *testing.T) {
	e := script(t, `export function draw(r, ask) { return ask([]); }`)
	_, err := e.call(t.Context(), []byte(`{}`), display.NewRecorder(), func([]byte) ([]byte, error) { panic("no data") })
	if err == nil || !strings.Contains(err.Error(), "no data") || !e.broken {
		t.Errorf("%v, broken %v", err, e.broken)
	}
}

func state() protocol.SyncStateParams {
	measurement := protocol.Measurement{ID: "a", Name: "a", Type: "feature", DatasourceID: "d", DatasourceGroup: "g"}
	return protocol.SyncStateParams{
		Location: &protocol.Range{SeqName: "chr1", Start: 1, End: 1000}, Measurements: []protocol.Measurement{measurement},
		Charts: []protocol.SyncChart{{Handle: 1, Type: protocol.ChartTypes[0].ID, Measurements: []protocol.Measurement{measurement}}},
	}
}

// TestStudio draws at once from many goroutines, some of which give up.
func TestStudio(t *testing.T) {
	var s Studio
	defer s.Close()
	ask := func(_ context.Context, action string, args json.RawMessage) any {
		var p struct{ Bins int }
		if err := json.Unmarshal(args, &p); err != nil || action != protocol.GetValues {
			t.Errorf("%s %s: %v", action, args, err)
		}
		mean := make([]float64, p.Bins)
		for i := range mean {
			mean[i] = float64(i % 17)
		}
		return map[string]any{"kind": "bins", "bins": p.Bins, "mean": mean}
	}
	var want strings.Builder
	var once sync.Mutex
	var wait sync.WaitGroup
	for i := range 24 {
		wait.Go(func() {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if i%4 == 3 {
				cancel()
			}
			result, err := s.Draw(ctx, Request{Width: 900, State: state()}, ask)
			if ctx.Err() != nil && err == nil {
				t.Error("drawn for one that has gone")
			}
			if ctx.Err() != nil {
				return
			}
			if err != nil {
				t.Error(err)
				return
			}
			var b strings.Builder
			if err := result.WriteSVG(&b); err != nil {
				t.Error(err)
			}
			once.Lock()
			defer once.Unlock()
			if want.Len() == 0 {
				want.WriteString(b.String())
			}
			if b.String() != want.String() || !strings.Contains(b.String(), ">chr1:1-1,000</text>") {
				t.Errorf("picture %d is another one", i)
			}
		})
	}
	wait.Wait()
	if len(s.idle) == 0 {
		t.Error("no engine is kept for the next picture")
	}
}

// TestNotes: what cannot be drawn is told.
func TestNotes(t *testing.T) {
	var s Studio
	defer s.Close()
	st := state()
	st.Charts = append(st.Charts, protocol.SyncChart{Handle: 2, Type: "epiviz.charts.Unheard"})
	result, err := s.Draw(t.Context(), Request{Width: 900, State: st}, func(context.Context, string, json.RawMessage) any {
		return map[string]any{"error": "the disk is gone"}
	})
	if err != nil {
		t.Fatal(err)
	}
	want := "chart 2 is left out: a epiviz.charts.Unheard is not drawn; chart 1, a: the disk is gone"
	if got := strings.Join(result.Notes, "; "); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	for name, request := range map[string]Request{
		"shows no place": {Width: 900},
		"at least 284":   {Width: 100, State: state()},
		"found 0":        {State: state()},
	} {
		if _, err := s.Draw(t.Context(), request, nil); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v, want %s", err, name)
		}
	}
}

// nothingLeft reports engines that were not closed.
func nothingLeft(t *testing.T) {
	t.Helper()
	for id := range engines {
		if engines[id].Load() != nil {
			t.Errorf("engine %d is left", id)
		}
	}
}

// TestEndlessDrawing bounds what a script draws, also if it catches all errors.
func TestEndlessDrawing(t *testing.T) {
	for _, call := range []string{
		"moveTo(1, 2)", "save()", "fillRect(1, 2, 3, 4)", "fillText('x', 1, 2)", "clip()", "beginPart()", "arc(1, 2, 3, 0, 9)",
		"bars(0, 1, 5, new Float64Array(9).fill(2))", "steps(0, 1, new Float64Array(9).fill(2), new Uint8Array(9))",
		"bars(0, 1, 5, new Float64Array(1e6).fill(2))", "steps(0, 1, new Float64Array(1e6).fill(2), new Uint8Array(1e6))",
	} {
		e := script(t, `export function draw(r, ask, ctx) { for (;;) try { ctx.`+call+`; } catch {} }`)
		e.most = 1 << 17
		if _, err := run(t.Context(), e, `{}`); err == nil || err.Error() != "the picture would take more than 1 MB" || e.broken {
			t.Errorf("%s: %v", call, err)
		}
	}
}

// TestFaults: engines that have failed are abandoned, but not without end.
func TestFaults(t *testing.T) {
	var s Studio
	defer nothingLeft(t)
	defer s.Close()
	draw := func() error {
		_, err := s.Draw(t.Context(), Request{Width: 900, State: state()}, func(context.Context, string, json.RawMessage) any {
			return map[string]any{"kind": "bins", "bins": 1, "mean": []float64{1}}
		})
		return err
	}
	for range mostFaults {
		if err := draw(); err != nil {
			t.Fatal(err)
		}
		e, err := s.take(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		_ = e.guarded(func() error { panic("a fault") })
		s.release(e, false)
	}
	if err := draw(); err == nil || !strings.Contains(err.Error(), "has failed 3 times") {
		t.Errorf("after %d faults: %v", s.faults, err)
	}
}

func TestCloseTwice(t *testing.T) {
	e := script(t, `export function draw() { return 1; }`)
	e.close()
	e.close()
	if e.broken {
		t.Error("the engine was freed twice")
	}
}

// TestStopIsOfItsCall: the end of a context ends no later call.
func TestStopIsOfItsCall(t *testing.T) {
	e := script(t, `export function draw() { return 1; }`)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 500 {
		_, _ = run(ctx, e, `[`)
		if !e.stop.Load() {
			t.Fatal("the call has returned before it is told that its context has ended")
		}
	}
}
