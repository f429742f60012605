package picture

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"testing"
	"testing/fstest"

	"github.com/epiviz/epivizgo/session/picture/display"
	"github.com/epiviz/epivizgo/session/ui"
)

// instead is the page's files with another entry.
type instead struct{ entry fs.FS }

func (f instead) Open(name string) (fs.File, error) {
	if name == entry {
		return f.entry.Open(name)
	}
	return ui.FS.Open(name)
}

// denseScript reduces bins to columns and draws them in each style.
const denseScript = `
import { scaleY } from '../charts/axis.js';
import { columnsOf } from '../charts/columns.js';
import { drawDenseArea, drawDenseLine } from '../charts/dense.js';
export function draw(r, ask, ctx) {
	const column = (list) => Float64Array.from(list, Number);
	const mean = column(r.mean);
	const piece = {
		kind: 'bins', start: r.start, end: r.end, bins: mean.length, mean, min: r.min ? column(r.min) : mean, max: r.max ? column(r.max) : mean,
		apart: r.apart ? Uint8Array.from(r.apart) : null,
	};
	const columns = columnsOf(piece, { left: 52, width: r.width, start: r.from, end: r.to }, 1);
	const y = scaleY([r.lo, r.hi], 96, r.scale);
	drawDenseLine(ctx, columns, y, '#123456', { ground: r.ground, band: 0.3, thickness: 1, joined: true });
	drawDenseArea(ctx, columns, y, '#abcdef', { ground: r.ground, band: 0.3, alpha: 1 });
	const texts = (list) => Array.from(list, String);
	return { ys: texts(y.all(mean)), each: texts(mean.map((v) => (v === v ? y(v) : v))), columns: ['min', 'mean', 'max', 'apart'].map((k) => texts(columns[k])) };
}`

// TestHost: what is done for scripts is what they do themselves, to the last bit, whatever the numbers are.
func TestHost(t *testing.T) {
	files := instead{fstest.MapFS{entry: {Data: []byte(denseScript)}}}
	var engines [2]*engine
	for i := range engines {
		engines[i] = &engine{files: files, memory: 64 << 20, most: mostDrawn, texts: map[string]string{}, plain: i == 1}
		if err := engines[i].guarded(engines[i].start); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(engines[i].close)
	}
	random := rand.New(rand.NewPCG(1, 2))
	odd := []float64{math.NaN(), math.NaN(), math.Inf(1), math.Inf(-1), 0, math.Copysign(0, -1), 1e300, -1e300, 5e-324}
	for round := range 120 {
		bins := 1 + random.IntN(300)
		value := func() string {
			if random.IntN(6) == 0 {
				return fmt.Sprint(odd[random.IntN(len(odd))])
			}
			return fmt.Sprint(random.NormFloat64() * 10)
		}
		column := func() (list []string) {
			for range bins {
				v := value()
				if v == "+Inf" || v == "-Inf" {
					v = v[:1] + "Infinity"
				}
				list = append(list, v)
			}
			return list
		}
		r := map[string]any{
			"mean": column(), "start": 1000, "end": 1000 + bins*10, "width": 1 + random.IntN(120),
			"from": 1000 + random.IntN(400) - 200, "lo": -random.Float64(), "hi": random.Float64() * 20, "ground": random.IntN(3) - 1,
			"scale": []string{"linear", "linear", "symlog"}[round%3],
		}
		r["to"] = r["from"].(int) + 1 + random.IntN(4000)
		if round%2 == 0 {
			r["min"], r["max"] = column(), column()
		}
		if round%5 == 0 {
			r["hi"] = r["lo"]
		}
		if round%4 == 0 {
			apart := make([]int, bins)
			for i := range apart {
				apart[i] = random.IntN(2)
			}
			r["apart"] = apart
		}
		request, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var results, pictures [2][]byte
		for i, e := range engines {
			recorder := display.NewRecorder()
			if results[i], err = e.call(t.Context(), request, recorder, nil); err != nil {
				t.Fatalf("%s: %v", request, err)
			}
			var b bytes.Buffer
			if err := recorder.List().WriteSVG(&b); err != nil {
				t.Fatal(err)
			}
			pictures[i] = b.Bytes()
		}
		var made struct{ Ys, Each []string }
		if err := json.Unmarshal(results[0], &made); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(results[0], results[1]) || !bytes.Equal(pictures[0], pictures[1]) || fmt.Sprint(made.Ys) != fmt.Sprint(made.Each) {
			t.Fatalf("round %d: of\n%s\nis made\n%.3000s\nand by scripts alone\n%.3000s", round, request, results[0], results[1])
		}
	}
}

// TestHostRefuses: what is no column is refused, and no memory is read.
func TestHostRefuses(t *testing.T) {
	for _, call := range []string{
		"ctx.bars(0, 1, 0, [1, 2])", "ctx.bars(0, 1, new Float64Array(1), new Float64Array(2))", "ctx.bars(0, 1, 0, new Uint8Array(8))", "ctx.bars()",
		"ctx.steps(0, 1, new Float64Array(2), new Uint8Array(1))", "ctx.steps(0, 1, {}, {})",
		"epivizgoHost.scaled(new Float64Array(2), new Float64Array(1))", "epivizgoHost.scaled(1, 2)", "epivizgoHost.binColumns()",
		"epivizgoHost.binColumns(f(2), f(2), f(1), new Uint8Array(2), f(3), f(3), f(3), null, 0, 1)",
		"epivizgoHost.binColumns(f(2), f(2), f(2), new Uint8Array(2), f(3), f(3), f(2), null, 0, 1)",
		"const gone = f(2); gone.buffer.transfer(); ctx.bars(0, 1, 0, gone)",
	} {
		e := script(t, "const f = (n) => new Float64Array(n);\nexport function draw(r, ask, ctx) { "+call+"; return 1; }")
		if got, err := run(t.Context(), e, "{}"); err == nil {
			t.Errorf("%s returns %s", call, got)
		}
	}
	e := script(t, "export function draw(r, ask, ctx) { ctx.bars(0, 1, 0, new Float64Array(4).subarray(1, 3)); return 1; }")
	if _, err := run(t.Context(), e, "{}"); err != nil {
		t.Error(err)
	}
}
