package protocol_test

import (
	"encoding/binary"
	"encoding/json"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
)

// table returns n rows from number 5 on, with one measurement.
func table(n int) *protocol.Table {
	t := &protocol.Table{SeqName: "chr1", First: 5, Metadata: []protocol.MetadataColumn{{Name: "name"}},
		Values: []protocol.ValueColumn{{Measurement: "m"}}}
	for i := range n {
		t.Start, t.End, t.Strand = append(t.Start, 100*i+1), append(t.End, 100*i+50), append(t.Strand, '+')
		t.Metadata[0].Text = append(t.Metadata[0].Text, "r")
		t.Values[0].Values = append(t.Values[0].Values, float64(i))
	}
	return t
}

func encode(t testing.TB, a protocol.Appender) string {
	t.Helper()
	b := a.AppendJSON(nil)
	if !json.Valid(b) {
		t.Fatalf("no JSON: %s", b)
	}
	return string(b)
}

func TestNumbers(t *testing.T) {
	for want, v := range map[string]float64{
		"null": math.NaN(), "0": 0, "-5": -5, "0.5": 0.5, "24.75": 24.75,
		"1000000":          1e6, // whole numbers have all their digits
		"2147483904":       1<<31 + 256,
		"9007199254740991": 1<<53 - 1,
		"0.1":              float64(float32(0.1)), // 32 bits, as bigWig has them
		"0.30000000000000004": func() float64 { // 64 bits
			a, b := 0.1, 0.2
			return a + b
		}(),
		"1e+300": 1e300, "1e-300": 1e-300,
	} {
		tab := table(1)
		tab.Values[0].Values[0] = v
		if got := encode(t, protocol.V2.ValuesAnswer(tab)); got != `{"values":[`+want+`],"globalStartIndex":5}` {
			t.Errorf("%g: %s, want %s", v, got, want)
		}
	}
	tab := table(3)
	tab.Values[0].Values = []float64{math.Inf(1), math.Inf(-1), math.Copysign(0, -1)}
	if got := encode(t, protocol.V2.ValuesAnswer(tab)); got != `{"values":[null,null,0],"globalStartIndex":5}` {
		t.Error(got)
	}
}

// Whatever number is written, a page reads it back the same, to the precision
// that it came with.
// The page takes min and max for the mean where they are left out, so that both are
// sent when one of them differs.
func TestBinsWithMinAndMax(t *testing.T) {
	nan := math.NaN()
	for name, c := range map[string]struct {
		mean, min, max []float64
		sent           bool
	}{
		"both are the mean":   {[]float64{1, nan}, []float64{1, nan}, []float64{1, nan}, false},
		"min is the mean":     {[]float64{1, 2}, []float64{1, 2}, []float64{1, 3}, true},
		"max is the mean":     {[]float64{1, 2}, []float64{1, 1}, []float64{1, 2}, true},
		"neither is the mean": {[]float64{2}, []float64{1}, []float64{3}, true},
		"no bins":             {nil, nil, nil, false},
	} {
		var got struct{ Mean, Min, Max *[]byte } // encoding/json reads base64 so
		text := encode(t, &protocol.BinsAnswer{SeqName: "chr1", Start: 1, End: 2, Mean: c.mean, Min: c.min, Max: c.max})
		if err := json.Unmarshal([]byte(text), &got); err != nil {
			t.Fatal(err)
		}
		if got.Mean == nil || (got.Min != nil) != c.sent || (got.Max != nil) != c.sent {
			t.Errorf("%s: %s; min and max sent should be %v", name, text, c.sent)
		}
	}
}

func TestApartIsSentWhereSomeAre(t *testing.T) {
	for want, apart := range map[string][]bool{`"apart":"010"`: {false, true, false}, "": {false, false, false}} {
		text := encode(t, &protocol.BinsAnswer{SeqName: "chr1", Start: 1, End: 3, Mean: []float64{1, 2, 3}, Apart: apart})
		rough := encode(t, &protocol.BinsAnswer{SeqName: "chr1", Start: 1, End: 3, Mean: []float64{1, 2, 3}, Apart: apart, Estimated: true})
		if want := strings.TrimSuffix(text, "}") + `,"estimated":true}`; rough != want {
			t.Errorf("estimated: %s; want %s", rough, want)
		}
		if got := strings.Contains(text, `"apart"`); got != (want != "") || !strings.Contains(text, want) {
			t.Errorf("%v: %s", apart, text)
		}
	}
}

// Infinities travel, and what becomes one in 32 bits: the page clips them.
func TestInfinitiesTravel(t *testing.T) {
	column := []float64{math.Inf(1), 0.5, math.Inf(-1), 1e300, math.NaN(), math.MaxFloat32, -math.MaxFloat32}
	text := encode(t, &protocol.BinsAnswer{SeqName: "chr1", Start: 1, End: 7, Mean: column, Min: column, Max: column})
	var got struct{ Mean []byte }
	if err := json.Unmarshal([]byte(text), &got); err != nil || len(got.Mean) != 4*len(column) {
		t.Fatalf("%s: %v", text, err)
	}
	for i, want := range []float64{math.Inf(1), 0.5, math.Inf(-1), math.Inf(1), math.NaN(), math.MaxFloat32, -math.MaxFloat32} {
		v := float64(math.Float32frombits(binary.LittleEndian.Uint32(got.Mean[4*i:])))
		if v != want && !(math.IsNaN(v) && math.IsNaN(want)) {
			t.Errorf("%v is sent as %v, want %v", column[i], v, want)
		}
	}
}

func TestMarked(t *testing.T) {
	const want = `["Infinity",0.5,"-Infinity",null]`
	if got := string(protocol.AppendMarked(nil, []float64{math.Inf(1), 0.5, math.Inf(-1), math.NaN()})); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestNumbersReadBack(t *testing.T) {
	for _, v := range []float64{math.Pi, 1 / 3.0, 1e21, 123456789012, -1e-7, math.MaxFloat64, math.SmallestNonzeroFloat64, 1 << 60} {
		for _, single := range []bool{false, true} {
			if single {
				v = float64(float32(v))
			}
			if math.IsInf(v, 0) {
				continue
			}
			tab := table(1)
			tab.Values[0].Values[0] = v
			var back struct{ Values []float64 }
			if err := json.Unmarshal([]byte(encode(t, protocol.V2.ValuesAnswer(tab))), &back); err != nil {
				t.Fatal(err)
			}
			if got := back.Values[0]; got != v && float32(got) != float32(v) {
				t.Errorf("%v reads back as %v", v, got)
			}
		}
	}
}

func TestStrands(t *testing.T) {
	for _, tc := range []struct {
		stranded bool
		strand   string
		rows     int
		want     string
	}{
		{true, "+-*", 3, `["+","-","*"]`},
		{true, ".\x00\"", 3, `["*","*","*"]`}, // not in a genome, and never raw into JSON
		{false, "+-", 2, `"*"`},
		{true, "", 0, `[]`},
		{false, "", 0, `[]`}, // as the tutorial has it
	} {
		tab := table(tc.rows)
		tab.Strand, tab.Stranded = []byte(tc.strand), tc.stranded
		if got := encode(t, protocol.V2.RowsAnswer(tab)); !strings.Contains(got, `"strand":`+tc.want+`,`) {
			t.Errorf("%q: %s, want %s", tc.strand, got, tc.want)
		}
	}
}

func TestTextsAreEncoded(t *testing.T) {
	for _, s := range []string{"", "plain", `a"b\c`, "a\nb\x00\x1b", "é 東", "\xff\xfe", "</script>&", "\u2028", "\x7f"} {
		tab := table(1)
		tab.SeqName, tab.Metadata[0].Name, tab.Metadata[0].Text[0], tab.Values[0].Measurement = s, "n"+s, s, s
		var back struct {
			Rows struct {
				Values struct {
					Chr      []string
					Metadata map[string][]string
				}
			}
			Values struct{ Values map[string][]float64 }
		}
		if err := json.Unmarshal([]byte(encode(t, protocol.V5.ValuesAnswer(tab))), &back); err != nil {
			t.Fatal(err)
		}
		want := string([]rune(s)) // a byte that is no UTF-8 becomes U+FFFD
		if got := back.Rows.Values.Chr[0]; got != want {
			t.Errorf("%q: sequence %q", s, got)
		}
		if got := back.Rows.Values.Metadata["n"+want]; len(got) != 1 || got[0] != want {
			t.Errorf("%q: metadata %q", s, back.Rows.Values.Metadata)
		}
		if _, ok := back.Values.Values[want]; !ok {
			t.Errorf("%q: values %v", s, back.Values.Values)
		}
	}
}

// Rows are numbered from 1, and 0 would be taken for "no number".
func TestFirstNumberWithoutRows(t *testing.T) {
	for _, d := range dialects {
		tab := table(0)
		for what, a := range map[string]protocol.Appender{
			"rows": d.RowsAnswer(tab), "values": d.ValuesAnswer(tab),
			"combined": combinedOf(d, protocol.CombinedTable{Datasource: "ds", Table: tab}),
		} {
			got := encode(t, a)
			if strings.Count(got, `"globalStartIndex":null`) != strings.Count(got, "globalStartIndex") || !strings.Contains(got, "null") {
				t.Errorf("%v, %s: %s", d, what, got)
			}
		}
	}
}

func TestCombinedOfV5HasOneSetOfRows(t *testing.T) {
	named := func(tab *protocol.Table, id string) *protocol.Table {
		tab.Values = []protocol.ValueColumn{{Measurement: id, Values: make([]float64, len(tab.Start))}}
		return tab
	}
	other := named(table(2), "other")
	other.First = 900
	rows := table(3)
	rows.Values = nil
	for _, tc := range []struct {
		name   string
		tables []*protocol.Table
		want   map[string]int // lengths of the values
		rows   int
	}{
		{"none", nil, map[string]int{}, 0},
		{"the same rows", []*protocol.Table{named(table(3), "a"), named(table(3), "b")}, map[string]int{"a": 3, "b": 3}, 3},
		{"other rows are left out", []*protocol.Table{named(table(3), "a"), other, named(table(3), "b")}, map[string]int{"a": 3, "b": 3}, 3},
		{"the first has no rows", []*protocol.Table{named(table(0), "a"), named(table(3), "b")}, map[string]int{"b": 3}, 3},
		{"none has rows", []*protocol.Table{named(table(0), "a"), named(table(0), "b")}, map[string]int{"a": 0, "b": 0}, 0},
		{"rows alone", []*protocol.Table{rows}, map[string]int{}, 3},
	} {
		var parts []protocol.CombinedTable
		for _, tab := range tc.tables {
			parts = append(parts, protocol.CombinedTable{Datasource: "ds", Table: tab})
		}
		var got struct {
			Rows   struct{ Values struct{ Start []int } }
			Values struct{ Values map[string][]float64 }
		}
		if err := json.Unmarshal([]byte(encode(t, combinedOf(protocol.V5, parts...))), &got); err != nil {
			t.Fatal(err)
		}
		lengths := map[string]int{}
		for id, v := range got.Values.Values {
			lengths[id] = len(v)
		}
		if !maps.Equal(lengths, tc.want) || len(got.Rows.Values.Start) != tc.rows {
			t.Errorf("%s: %d rows, values %v; want %d, %v", tc.name, len(got.Rows.Values.Start), lengths, tc.rows, tc.want)
		}
	}
}

// An answer may be encoded more than once, and by encoding/json too.
func TestAnswersMarshal(t *testing.T) {
	for _, d := range dialects {
		a := d.RowsAnswer(table(2))
		b, err := json.Marshal(a)
		if err != nil || string(b) != encode(t, a) {
			t.Errorf("%v: %s, %v", d, b, err)
		}
	}
	c := combinedOf(protocol.V4, protocol.CombinedTable{Datasource: "ds", Table: table(1)})
	if b, err := json.Marshal(c); err != nil || string(b) != encode(t, c) {
		t.Errorf("%s, %v", b, err)
	}
}

func TestLookupChartType(t *testing.T) {
	for _, name := range []string{"Line Track", "line track", "LineTrack", "linetrack", "line-track", "LineTrackType",
		"epiviz.plugins.charts.LineTrack", "EPIVIZ.PLUGINS.CHARTS.LINETRACK", " line_track "} {
		if got, ok := protocol.LookupChartType(name); !ok || got.ID != "epiviz.plugins.charts.LineTrack" {
			t.Errorf("%q: %q, %v", name, got.ID, ok)
		}
	}
	for _, name := range []string{"", "Line", "epiviz.plugins.charts.", "Track", "LineTrackTypeType"} {
		if got, ok := protocol.LookupChartType(name); ok {
			t.Errorf("%q is taken for %s", name, got.Name)
		}
	}
	seen := map[string]bool{}
	for _, c := range protocol.ChartTypes {
		if byName, _ := protocol.LookupChartType(c.Name); byName.ID != c.ID {
			t.Errorf("%s is found as %s", c.Name, byName.ID)
		}
		if byShort, _ := protocol.LookupChartType(c.Short()); byShort.ID != c.ID || seen[c.ID] || c.MinMeasurements < 1 {
			t.Errorf("chart type %+v", c)
		}
		seen[c.ID] = true
		if c.DrawnBy(protocol.V5) != slices.Contains(c.Dialects, protocol.V5) || len(c.Dialects) == 0 {
			t.Errorf("%s is drawn by %v", c.Name, c.Dialects)
		}
	}
	// A v5 page that has drawn one freezes with the next navigate.
	if c, _ := protocol.LookupChartType("Stacked Plot"); c.DrawnBy(protocol.V5) {
		t.Error("Stacked Plot is sent to v5")
	}
}

// combinedOf answers getCombined with tables that are there.
func combinedOf(d protocol.Dialect, tables ...protocol.CombinedTable) protocol.Appender {
	return d.CombinedAnswer(len(tables), func(i, _ int) protocol.CombinedTable { return tables[i] })
}

// Records travel exactly: in as many bytes as they need, or as digits where those are not enough.
func TestPointsTravelExactly(t *testing.T) {
	many := func(step, length int, last float64) (starts, ends []int, values []float64) {
		for i := range 1000 {
			starts, ends, values = append(starts, 1+i*step), append(ends, i*step+length), append(values, 0.5)
		}
		values[999] = last
		return starts, ends, values
	}
	for _, c := range []struct {
		step, length           int
		last                   float64
		steps, lengths, values int // bytes of a number, 0 for digits
	}{
		{0, 0, math.NaN(), 1, 1, 4},
		{255, 256, math.Inf(1), 1, 2, 4},
		{256, 255, 0.1, 2, 1, 8},
		{1<<16 - 1, 1 << 16, 1e300, 2, 4, 8},
		{1<<32 - 1, 1<<32 - 1, -0.25, 4, 4, 4},
		{1 << 32, 1, 1, 0, 0, 0},
		{1, 1 << 32, 1, 0, 0, 0},
		{-1, 1, 1, 0, 0, 0},
	} {
		starts, ends, values := many(c.step, c.length, c.last)
		text := encode(t, &protocol.PointsAnswer{SeqName: "chr1", Start: 1, End: 7, RowStart: starts, RowEnd: ends, Values: values})
		if c.values == 0 {
			if !strings.Contains(text, `"kind":"rows"`) {
				t.Errorf("%+v: %.200s", c, text)
			}
			continue
		}
		var got struct {
			Kind                   string
			Points, First          int
			Steps, Lengths, Values []byte
		}
		if err := json.Unmarshal([]byte(text), &got); err != nil || got.Kind != "points" || got.Points != 1000 || len(got.Steps) != 999*c.steps ||
			len(got.Lengths) != 1000*c.lengths || len(got.Values) != 1000*c.values {
			t.Errorf("%+v: %v, %.200s", c, err, text)
			continue
		}
		number := func(b []byte, width, i int) (v uint64) {
			for k := range width {
				v |= uint64(b[i*width+k]) << (8 * k)
			}
			return v
		}
		at := got.First
		for i, want := range values {
			v := math.Float64frombits(number(got.Values, c.values, i))
			if c.values == 4 {
				v = float64(math.Float32frombits(uint32(number(got.Values, 4, i))))
			}
			end := at + int(number(got.Lengths, c.lengths, i)) - 1
			if v != want && !(math.IsNaN(v) && math.IsNaN(want)) || at != starts[i] || end != ends[i] {
				t.Errorf("%+v: %v from %d to %d, want %v from %d to %d", c, v, at, end, want, starts[i], ends[i])
			}
			if i < 999 {
				at += int(number(got.Steps, c.steps, i))
			}
		}
	}
	if text := encode(t, &protocol.PointsAnswer{}); !strings.Contains(text, `"kind":"rows"`) {
		t.Error(text)
	}
}

// Numbers with few decimals are written as strconv does.
func TestFewDecimals(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200_000 {
		v := (rng.Float64() - 0.5) * math.Pow(10, float64(rng.IntN(14)-4))
		shift := math.Pow(10, float64(rng.IntN(9)))
		v = math.Round(v*shift) / shift
		if rng.IntN(4) == 0 {
			v = math.Nextafter(v, math.Inf(rng.IntN(2)*2-1))
		}
		want := strconv.FormatFloat(v, 'g', -1, 64)
		if v == math.Trunc(v) {
			want = strconv.FormatInt(int64(v), 10)
		} else if float64(float32(v)) == v {
			want = strconv.FormatFloat(v, 'g', -1, 32)
		}
		if got := string(protocol.AppendFloat(nil, v)); got != want {
			t.Fatalf("%s, want %s", got, want)
		}
	}
}

// BenchmarkAppendFloat: a thousand numbers with four decimals, and with all digits.
func BenchmarkAppendFloat(b *testing.B) {
	few, all := make([]float64, 1000), make([]float64, 1000)
	for i := range few {
		few[i], all[i] = float64(i*7919%300_001)/1e4-5, float64(i)/997-0.3
	}
	for name, column := range map[string][]float64{"few": few, "all": all} {
		b.Run(name, func(b *testing.B) {
			var out []byte
			for b.Loop() {
				out = protocol.AppendFloats(out[:0], column)
			}
			b.SetBytes(int64(len(out)))
		})
	}
}
