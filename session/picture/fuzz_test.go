package picture

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/picture/display"
	"github.com/epiviz/epivizgo/session/ui"
)

// wish says what a picture is of that is made up: a chart, its settings, and what is answered to all that is asked for.
type wish struct {
	chart    uint   // of protocol.ChartTypes
	settings string // KEY=VALUE;KEY=VALUE
	columns  uint64 // two bits for each of answerColumns: what it has
	numbers  []byte // of the columns, two bytes each
	text     string // of the columns with texts
	whole    string // if not empty, the answer as it is
}

// answerColumns are those of answers to getValues, getRows and getSequence, a dot before those within others.
var answerColumns = []string{
	"mean", "min", "max", "values", "names", "apart", "density", "total", "thinned", "error", "sequence",
	"rows.start", "rows.end", "values.start", "values.end", "values.strand", "values.id", "values.count",
	"metadata.gene", "metadata.exon_starts", "metadata.exon_ends", "metadata.score", "metadata.end_chrom", "metadata.gieStain",
	"metadata.cds_start", "metadata.coverage",
}

// numberList makes numbers of bytes: small ones, and now and then those that are not to be drawn.
func (w wish) numberList() []any {
	var out []any
	for b := w.numbers; len(b) >= 2; b = b[2:] {
		n := binary.LittleEndian.Uint16(b)
		odd := []any{nil, "Infinity", "-Infinity", "NaN", 1e300, -1e300, 5e-324, math.MaxInt64, math.Copysign(0, -1), true, []any{}, map[string]any{}, w.text}
		if n%64 == 63 {
			out = append(out, odd[int(n>>6)%len(odd)])
		} else {
			out = append(out, float64(n>>6)*10)
		}
	}
	return out
}

// column returns what a column has: nothing, numbers, texts, or something of another kind.
func (w wish) column(kind uint64) any {
	numbers := w.numberList()
	switch kind {
	case 1:
		return numbers
	case 2:
		texts := make([]any, len(numbers))
		for i, v := range numbers {
			texts[i] = w.text
			if f, ok := v.(float64); ok {
				texts[i] = strconv.Itoa(int(f)) + "," + w.text
			}
		}
		return texts
	case 3:
		return w.text // which may be base64
	}
	return nil
}

func (w wish) answer() map[string]any {
	out := map[string]any{"kind": []string{"bins", "rows"}[w.columns>>62&1]}
	inside := map[string]map[string]any{}
	for i, name := range answerColumns {
		kind := w.columns >> (2 * i) & 3
		if kind == 0 {
			continue
		}
		of, name, nested := strings.Cut(name, ".")
		if !nested {
			out[of] = w.column(kind)
			continue
		}
		if inside[of] == nil {
			inside[of] = map[string]any{}
		}
		inside[of][name] = w.column(kind)
	}
	if m := inside["metadata"]; m != nil && inside["values"] != nil {
		inside["values"]["metadata"] = m
	}
	for name, columns := range inside {
		out[name] = columns
	}
	return out
}

func (w wish) request() Request {
	t := protocol.ChartTypes[w.chart%uint(len(protocol.ChartTypes))]
	ms := make([]protocol.Measurement, max(2, t.MinMeasurements))
	for i := range ms {
		ms[i] = protocol.Measurement{ID: strconv.Itoa(i), Name: w.text, Type: t.Takes, DatasourceID: "d", DatasourceGroup: "g",
			Metadata: []string{"gene", "exon_starts", "exon_ends", "score", "end_chrom", "gieStain"}}
	}
	settings := map[string]any{}
	for _, word := range strings.Split(w.settings, ";") {
		k, v, _ := strings.Cut(word, "=")
		settings[k] = v
		if f, err := strconv.ParseFloat(v, 64); err == nil && !math.IsNaN(f) && !math.IsInf(f, 0) {
			settings[k] = f
		} else if b, err := strconv.ParseBool(v); err == nil {
			settings[k] = b
		}
	}
	st := protocol.SyncStateParams{
		Location: &protocol.Range{SeqName: "chr1", Start: 1, End: 10_000}, Measurements: ms, Flip: w.chart>>8&1 == 1,
		Charts:    []protocol.SyncChart{{Handle: 1, Type: t.ID, Measurements: ms, Settings: settings, ColorMap: []string{w.text, "#123456"}}},
		Regions:   []protocol.Region{{Range: protocol.Range{SeqName: "chr1", Start: 5, End: 500}, Set: w.text, Name: w.text, Color: w.text}},
		Selection: []protocol.Range{{SeqName: "chr1", Start: 900, End: 2000}},
	}
	return Request{Width: 300, Roominess: 1, Pixel: 1, Theme: []protocol.Theme{"light", "dark"}[w.chart>>9&1], State: st}
}

// settingsOf returns settings of a chart type as a wish has them.
func settingsOf(t protocol.ChartType) string {
	var out []string
	for _, s := range t.Settings {
		if len(s.Possible) > 0 {
			out = append(out, s.ID+"="+s.Possible[len(s.Possible)-1])
		}
	}
	return strings.Join(out, ";")
}

// FuzzDraw gives the page's modules charts of all types with any settings and any answers: they may refuse them, no more. One
// engine draws all, as long as it does not fail: what one picture leaves behind must not fail the next. New ways through the engine
// are found all the time, so it wants little time for each: go test -fuzz FuzzDraw -fuzzminimizetime 10x.
func FuzzDraw(f *testing.F) {
	const bins, rows = 0, 1 << 62
	numbers := binary.LittleEndian.AppendUint16(nil, 100<<6)
	for _, n := range []uint16{200 << 6, 63, 300 << 6, 1<<6 | 63, 4<<6 | 63, 900 << 6} {
		numbers = binary.LittleEndian.AppendUint16(numbers, n)
	}
	const values, features = 0b01_01_01_01_01, 0b10_01_10_10_10_01_01_10_10_01_01 << 22
	for i, t := range protocol.ChartTypes {
		f.Add(uint(i), settingsOf(t), uint64(bins|values), numbers, "AACAPwAAAEA=", "")
		f.Add(uint(i)|0x300, "height=1e9;yGroup=x;scale=log;binValue=max", uint64(rows|values|features), numbers, "<b>&\u202e峰\x00+", "")
		f.Add(uint(i), "title=x;style=points", uint64(features), numbers, "+", "")
	}
	for _, whole := range []string{
		`[]`, `null`, `[null]`, `{"length":1}`, `[{"kind":"bins","mean":"!"}]`, `[{"error":{"a":[]}}]`,
		`[{"values":{"start":{"length":4294967295}}}]`,
	} {
		f.Add(uint(0), "", uint64(0), []byte(nil), "", whole)
		f.Add(uint(3), "", uint64(0), []byte(nil), "", whole)
	}
	var e *engine
	f.Cleanup(func() {
		if e != nil {
			e.close()
		}
	})
	f.Fuzz(func(t *testing.T, chart uint, settings string, columns uint64, numbers []byte, text, whole string) {
		const mostNumbers, mostText = 2000, 2000
		w := wish{chart, settings[:min(len(settings), mostText)], columns,
			numbers[:min(len(numbers), mostNumbers)], text[:min(len(text), mostText)], whole}
		if e == nil {
			var err error
			if e, err = newEngine(ui.FS, 64<<20); err != nil {
				t.Fatal(err)
			}
			e.most = 1 << 20
		}
		request, err := json.Marshal(w.request())
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		r := display.NewRecorder()
		_, err = e.call(ctx, request, r, func(wishes []byte) ([]byte, error) {
			if w.whole != "" {
				return []byte(w.whole), nil
			}
			var asked []struct{ Action string }
			if err := json.Unmarshal(wishes, &asked); err != nil {
				return nil, err
			}
			answers := make([]any, len(asked))
			for i := range answers {
				answers[i] = w.answer()
			}
			return json.Marshal(answers)
		})
		switch {
		case e.broken:
			t.Fatalf("the engine has failed: %v", err)
		case ctx.Err() != nil || e.stop.Load():
			e.close() // it was ended half-way
			e = nil
		case err == nil:
			list := r.List()
			list.Width, list.Height = 300, 100
			if err := list.WriteSVG(discard{}); err != nil {
				t.Error(err)
			}
			if err := display.WritePDF(discard{}, list); err != nil {
				t.Error(err)
			}
			if _, err := list.Image(0.2); err != nil {
				t.Error(err)
			}
		}
	})
}

type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }
