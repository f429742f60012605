//go:build !race

package picture

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/picture/display"
	"github.com/epiviz/epivizgo/session/ui"
)

// With the race detector these would take minutes; it has nothing to find in them.

// TestDeep makes what a naive reader or collector would follow by calls within calls, until the memory ends: none of it may end
// the program, as an overflow of the stack does, neither while it is made nor while it is freed.
func TestDeep(t *testing.T) {
	for name, source := range map[string]string{
		"lists":      `let v = []; for (;;) v = [v];`,
		"objects":    `let v = {}; for (;;) v = { v };`,
		"prototypes": `let v = {}; for (let i = 0; i < 1e5; i++) v = Object.create(v); return String(v.x);`,
		"closures":   `let f = () => 1; for (;;) { const g = f; f = () => g; }`,
		"bound":      `let f = () => 1; for (let i = 0; i < 5e4; i++) f = f.bind(null); return f();`,
		"instances":  `let f = () => 1; for (let i = 0; i < 5e4; i++) f = f.bind(null); return {} instanceof f;`,
		"texts":      `let s = ''; for (let i = 0; i < 1e5; i++) s = 'x' + s; return s.length;`,
		"causes":     `let e = null; for (;;) e = new Error('x', { cause: e });`,
		"promises":   `let p = Promise.resolve(1); for (;;) { const q = p; p = q.then((v) => v); }`,
		"waiting":    `let p = Promise.resolve(1); for (;;) { const q = p; p = (async () => await q)(); }`,
		"maps":       `let m = new Map(); for (let i = 0; i < 1e4; i++) m = new Map([[m, m]]); return m.size;`,
		"proxies":    `let p = {}; for (let i = 0; i < 1e4; i++) p = new Proxy(p, {}); return 'x' in p;`,
		"generators": `function* g(n) { if (n) yield* g(n - 1); yield n; } return [...g(1e5)].length;`,
		"getters":    `const o = { get a() { return this.a; } }; return o.a;`,
		"toString":   `const o = { toString() { return '' + this; } }; return '' + o;`,
		"join":       `let v = []; for (let i = 0; i < 1e5; i++) v = [v]; return String(v);`,
		"flat":       `let v = []; for (let i = 0; i < 1e5; i++) v = [v]; return v.flat(Infinity);`,
		"JSON":       `return JSON.parse('['.repeat(1e6) + ']'.repeat(1e6));`,
		"revived":    `return JSON.parse('['.repeat(900) + ']'.repeat(900), (k, v) => [v]);`,
		"regexp":     `return new RegExp('(?:'.repeat(1e5) + ')'.repeat(1e5)).test('x');`,
		"backtrack":  `return /(a|b|ab)*c/.test('ab'.repeat(1e6));`,
		"keys":       `const m = new Map(); for (let i = 0; ; i++) m.set('k' + i, i);`,
	} {
		e := scriptWith(t, `export async function draw() { `+source+` }`, 8<<20)
		_, err := run(t.Context(), e, `{}`)
		if e.broken {
			t.Errorf("%s: the engine has failed: %v", name, err)
		}
		if strings.Contains(source, "(;;)") && err == nil {
			t.Errorf("%s: no error", name)
		}
		e.close()
	}
	const n = 1_000_000
	nested := strings.Repeat("[", n) + strings.Repeat("]", n)
	e := script(t, `export function draw(request, ask) { return ask([]); }`)
	if _, err := run(t.Context(), e, nested); err == nil || e.broken {
		t.Errorf("a nested request: %v", err)
	}
	answer := func([]byte) ([]byte, error) { return []byte(nested), nil }
	if _, err := e.call(t.Context(), []byte("{}"), display.NewRecorder(), answer); err == nil || e.broken {
		t.Errorf("a nested answer: %v", err)
	}
	if got, err := run(t.Context(), e, `{}`); err != nil || got != `{"asked":[]}` {
		t.Errorf("afterwards: %s, %v", got, err)
	}
	source := `export function draw() { return ` + strings.Repeat("(", n) + "1" + strings.Repeat(")", n) + `; }`
	if _, err := newEngine(fstest.MapFS{entry: {Data: []byte(source)}}, 256<<20); err == nil || strings.Contains(err.Error(), "has failed") {
		t.Errorf("a nested module: %.200v", err)
	}
}

// TestScarceMemory has the page's modules run out of memory at many points of their start and of a picture.
func TestScarceMemory(t *testing.T) {
	request, err := json.Marshal(Request{Width: 900, Roominess: 1, Pixel: 1, State: state()})
	if err != nil {
		t.Fatal(err)
	}
	answer := []byte(`[{"kind":"bins","bins":16000,"mean":[` + strings.Repeat("1.5,null,", 7999) + `3,4]}]`)
	made, drawn := 0, 0
	limit := uint(50_000)
	for ; drawn < 3; limit += limit/15 + 1000 {
		e, err := newEngine(ui.FS, limit)
		if err != nil {
			continue
		}
		made++
		_, err = e.call(t.Context(), request, display.NewRecorder(), func([]byte) ([]byte, error) { return answer, nil })
		if e.broken {
			t.Fatalf("with %d bytes the engine has failed: %v", limit, err)
		}
		if err == nil {
			drawn++
		}
		e.close()
	}
	if made == drawn || limit > 32<<20 {
		t.Errorf("of %d engines %d have drawn, the last with %d bytes", made, drawn, limit)
	}
}

// raw is an answer that says itself how it is written.
type raw string

func (r raw) AppendJSON(b []byte) []byte { return append(b, r...) }

var _ protocol.Appender = raw("")

// TestStudioGoesOn: whatever a picture is answered, the next one is drawn.
func TestStudioGoesOn(t *testing.T) {
	s := Studio{memory: 64 << 20}
	defer nothingLeft(t)
	defer s.Close()
	good := func(context.Context, string, json.RawMessage) any {
		return map[string]any{"kind": "bins", "bins": 2, "mean": []float64{1, 2}}
	}
	svg := func() string {
		t.Helper()
		result, err := s.Draw(t.Context(), Request{Width: 900, State: state()}, good)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := result.WriteSVG(&b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	want := svg()
	enough := errors.New("enough")
	for name, tc := range map[string]struct {
		ask  func(ctx context.Context, leave context.CancelCauseFunc) any
		want string
	}{
		"a panic":       {func(context.Context, context.CancelCauseFunc) any { panic("no disk") }, "getValues for a picture has failed: no disk"},
		"a nil pointer": {func(context.Context, context.CancelCauseFunc) any { var p *struct{ x int }; return p.x }, "nil pointer"},
		"no JSON":       {func(context.Context, context.CancelCauseFunc) any { return raw("[1,") }, "not JSON"},
		"no value":      {func(context.Context, context.CancelCauseFunc) any { return func() {} }, "unsupported type"},
		"NaN":           {func(context.Context, context.CancelCauseFunc) any { return []float64{nan} }, "unsupported value"},
		"100 MB": {func(context.Context, context.CancelCauseFunc) any {
			return raw(`{"kind":"bins","mean":[` + strings.Repeat("1,", 50_000_000) + `1]}`)
		}, "memory"},
		"more": {func(context.Context, context.CancelCauseFunc) any {
			return raw(strings.Repeat(" ", mostAnswers) + "1")
		}, "take more than 128 MB"},
		"a leaver": {func(ctx context.Context, leave context.CancelCauseFunc) any { leave(enough); <-ctx.Done(); return nil }, "enough"},
	} {
		ctx, leave := context.WithCancelCause(t.Context())
		result, err := s.Draw(ctx, Request{Width: 900, State: state()}, func(ctx context.Context, _ string, _ json.RawMessage) any {
			return tc.ask(ctx, leave)
		})
		leave(nil)
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, %v; want an error with %s", name, result, err, tc.want)
		}
		if got := svg(); got != want {
			t.Errorf("after %s the picture is another", name)
		}
	}
	if s.faults != 0 {
		t.Errorf("%d engines have failed", s.faults)
	}
}

// TestMemoryComesBack: engines that have reached their bound give their memory back.
func TestMemoryComesBack(t *testing.T) {
	before, ok := resident()
	if !ok {
		t.Skip("the memory of the process cannot be read here")
	}
	const rounds, each = 8, 64 << 20
	for range rounds {
		e := script(t, `export function draw() { const all = []; for (;;) all.push(new Float64Array(1e5).fill(1)); }`)
		if _, err := run(t.Context(), e, `{}`); err == nil {
			t.Fatal("no error")
		}
		e.close()
	}
	if after, _ := resident(); after-before > rounds*each/3 {
		t.Errorf("the process has %d MB more", (after-before)>>20)
	}
}

// resident returns the memory of the process.
func resident() (n int64, ok bool) {
	data, err := os.ReadFile("/proc/self/statm")
	if err != nil || runtime.GOOS != "linux" {
		return 0, false
	}
	n, err = strconv.ParseInt(strings.Fields(string(data))[1], 10, 64)
	return n * int64(os.Getpagesize()), err == nil
}
