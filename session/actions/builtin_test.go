package actions

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bins"
)

const builtin = `"version":"builtin-1"`

func TestBuiltinPointsWhereThereAreFew(t *testing.T) {
	b := newBench(t)
	addSignal(b, newFake(source.Signal, three()...))
	got := b.ask(protocol.GetValues, on(builtin+`,"measurement":"signal","bins":100`, 151, 1000))
	// 200 and 100 further; 100, 50 and 100 bases; 1.5, NaN, 3
	const want = `{"kind":"points","seqName":"chr1","start":151,"end":1000,` +
		`"points":3,"first":101,"steps":"yGQ=","lengths":"ZDJk","values":"AADAPwAAwH8AAEBA"}`
	if got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	for name, args := range map[string]string{
		"nothing there":   on(builtin+`,"measurement":"signal","bins":100`, 5000, 6000),
		"an empty range":  on(builtin+`,"measurement":"signal","bins":100`, 500, 400),
		"past the end":    on(builtin+`,"measurement":"signal","bins":100`, 200_000, 300_000),
		"a single base":   on(builtin+`,"measurement":"signal","bins":100`, 9000, 9000),
		"no bins at all":  on(builtin+`,"measurement":"signal","bins":0`, 5000, 6000),
		"bins not stated": on(builtin+`,"measurement":"signal"`, 5000, 6000),
	} {
		var a struct {
			Kind   string
			Rows   struct{ Start, End []int }
			Values []any
			Bins   int
			Mean   packed
		}
		text := b.ask(protocol.GetValues, args)
		if err := json.Unmarshal([]byte(text), &a); err != nil || strings.Contains(text, "error") || len(a.Rows.Start) != 0 ||
			len(a.Rows.Start) != len(a.Values) && a.Kind == "rows" {
			t.Errorf("%s: %s, %v", name, text, err)
		}
	}
}

// TestBuiltinNamesRowsByGenes names the rows of tables by genes, and no others, with names of bounded length.
func TestBuiltinNamesRowsByGenes(t *testing.T) {
	b := newBench(t)
	rows := three()
	rows[0].name, rows[1].name, rows[2].name = " geneA ", "", strings.Repeat("ä", 50)
	f := newFake(source.Signal, rows...)
	f.info.Keys = []string{"name"}
	addSignal(b, f)
	got := b.ask(protocol.GetValues, on(builtin+`,"measurement":"signal","bins":100`, 151, 1000))
	if want := `"values":"AADAPwAAwH8AAEBA","names":["geneA","","` + strings.Repeat("ä", 32) + `…"]}`; !strings.HasSuffix(got, want) {
		t.Errorf("got %s, want %s at the end", got, want)
	}
}

// TestBinsApart shows that bins with values at few of their bases are told, whatever is between them.
func TestBinsApart(t *testing.T) {
	b := newBench(t)
	f := newFake(source.Signal)
	for i := range 1000 { // all of the first half, then a base of ten
		f.records = append(f.records, record{start: 10 * i, end: 10*i + 10 - i/500*9, value: 1})
	}
	addSignal(b, f)
	got := b.ask(protocol.GetValues, on(builtin+`,"measurement":"signal","bins":8`, 1, 12_000))
	if !strings.Contains(got, `"apart":"00011110"`) {
		t.Errorf("%s", got)
	}
}

func TestBuiltinBinsWhereThereAreMany(t *testing.T) {
	b := newBench(t)
	f := newFake(source.Signal)
	for i := range 1000 { // 10 bases each, value i
		f.records = append(f.records, record{start: 10 * i, end: 10*i + 10, value: float64(i)})
	}
	addSignal(b, f)
	var a struct {
		Kind, SeqName    string
		Start, End, Bins int
		Mean, Min, Max   packed
	}
	if err := json.Unmarshal([]byte(b.ask(protocol.GetValues, on(builtin+`,"measurement":"signal","bins":7`, 1, 10_000))), &a); err != nil {
		t.Fatal(err)
	}
	if a.Kind != "bins" || a.SeqName != "chr1" || a.Start != 1 || a.End != 10_000 || a.Bins != 7 || len(a.Mean) != 7 || len(a.Min) != 7 ||
		len(a.Max) != 7 {
		t.Fatalf("%+v", a)
	}
	for i := range 7 { // bin i is [floor(10000·i/7), floor(10000·(i+1)/7))
		from, to := 10_000*i/7, 10_000*(i+1)/7
		sum := 0.0
		for p := from; p < to; p++ {
			sum += float64(p / 10)
		}
		if mean := sum / float64(to-from); math.Abs(a.Mean[i]-mean) > 1e-3 || a.Min[i] != float64(from/10) || a.Max[i] != float64((to-1)/10) {
			t.Errorf("bin %d: mean %v, min %v, max %v; want %v, %v, %v", i, a.Mean[i], a.Min[i], a.Max[i], mean, from/10, (to-1)/10)
		}
	}
	// Never more bins than bases, and never more than there may be.
	for bins, most := range map[string]int{`1e9`: mostBins, `"12"`: 12, `5000`: 5000} {
		text := b.ask(protocol.GetValues, on(builtin+`,"measurement":"signal","bins":`+bins, 1, 10_000))
		var a struct{ Mean packed }
		if err := json.Unmarshal([]byte(text), &a); err != nil || len(a.Mean) > most {
			t.Errorf("bins %s: %d bins, %v", bins, len(a.Mean), err)
		}
	}
}

// TestBuiltinBatch asks for several measurements at once: one that cannot be
// read, or is unknown, does not affect the others.
func TestBuiltinBatch(t *testing.T) {
	b := newBench(t)
	f := newFake(source.Signal)
	for i := range 1000 {
		f.records = append(f.records, record{start: 10 * i, end: 10*i + 10, value: float64(i)})
	}
	addSignal(b, f)
	var a struct {
		Answers []struct {
			Kind, Error string
			Bins        int
			Values      packed
			Mean        packed
		}
	}
	if err := json.Unmarshal([]byte(b.ask(protocol.GetCombined,
		on(builtin+`,"measurements":["signal","none","signal"],"bins":10`, 1, 10_000))), &a); err != nil {
		t.Fatal(err)
	}
	if len(a.Answers) != 3 || a.Answers[0].Kind != "bins" || len(a.Answers[0].Mean) != 10 ||
		!slices.Equal(a.Answers[0].Mean, a.Answers[2].Mean) ||
		a.Answers[1].Kind != "rows" || !strings.Contains(a.Answers[1].Error, "none") {
		t.Errorf("%+v", a)
	}
	text := b.ask(protocol.GetCombined, on(builtin+`,"measurements":[],"bins":10`, 1, 10_000))
	if text != `{"answers":[]}` {
		t.Errorf("nothing asked for: %s", text)
	}
	// A plot wants the records themselves, however close they are.
	var points struct {
		Kind   string
		Values packed
	}
	if err := json.Unmarshal([]byte(b.ask(protocol.GetValues, on(builtin+`,"measurement":"signal","bins":10,"maxRows":1000`, 1, 10_000))),
		&points); err != nil || points.Kind != "points" || len(points.Values) != 1000 {
		t.Errorf("%s of %d values, %v; want 1000 rows", points.Kind, len(points.Values), err)
	}
}

// packed is a column of numbers as the built-in page is sent it.
type packed []float64

func (p *packed) UnmarshalJSON(text []byte) error {
	var raw []byte // which is how encoding/json reads base64
	if err := json.Unmarshal(text, &raw); err != nil {
		return err
	}
	for ; len(raw) >= 4; raw = raw[4:] {
		*p = append(*p, float64(math.Float32frombits(binary.LittleEndian.Uint32(raw))))
	}
	return nil
}

// features asks for the rows of "rows".
func features(b *bench, more string) (a struct {
	Values struct {
		ID, Start, End, Count []int
		Strand                json.RawMessage
		Metadata              map[string][]string
	}
	Total   int
	Thinned bool
	Error   string
}) {
	b.t.Helper()
	if err := json.Unmarshal([]byte(b.ask(protocol.GetRows, builtin+`,"datasource":"rows",`+more)), &a); err != nil {
		b.t.Fatal(err)
	}
	return a
}

func TestBuiltinRows(t *testing.T) {
	b := newBench(t)
	b.add(newFake(source.Features, three()...))
	a := features(b, `"seqName":"chr1","start":1,"end":1000,"maxRows":3`)
	if !slices.Equal(a.Values.Start, []int{101, 301, 401}) || !slices.Equal(a.Values.End, []int{200, 350, 500}) ||
		string(a.Values.Strand) != `["+","-","*"]` ||
		!slices.Equal(a.Values.Metadata["name"], []string{"a", "b", "c"}) || a.Values.Count != nil || a.Total != 3 || a.Thinned {
		t.Errorf("%+v", a)
	}
	// Rows between hits are not asked for: only what overlaps is there.
	if a := features(b, `"seqName":"chr1","start":151,"end":200`); !slices.Equal(a.Values.Start, []int{101}) || a.Total != 1 {
		t.Errorf("%+v", a)
	}
	if a := features(b, `"seqName":"chr1","start":5000,"end":6000`); len(a.Values.Start) != 0 || a.Total != 0 || a.Thinned || a.Error != "" {
		t.Errorf("nothing there: %+v", a)
	}
	if a := features(b, `"seqName":"chr1"`); len(a.Values.Start) != 3 {
		t.Errorf("the whole sequence: %+v", a)
	}
}

// Features that share a pixel are merged, with their count.
func TestBuiltinMergesFeatures(t *testing.T) {
	b := newBench(t)
	f := newFake(source.Features)
	for i := range 100 {
		f.records = append(f.records, record{start: 10 * i, end: 10*i + 5, strand: '+', name: fmt.Sprint(i)})
	}
	f.records = append(f.records, record{start: 5000, end: 6000, strand: '-', name: "alone"})
	b.add(f)
	a := features(b, `"seqName":"chr1","start":1,"end":10000,"maxRows":10`)
	if !a.Thinned || a.Total != 101 || len(a.Values.Start) > 10 || len(a.Values.Count) != len(a.Values.Start) {
		t.Fatalf("%+v", a)
	}
	// The first tenth holds 100 features, the sixth one.
	if !slices.Equal(a.Values.Start, []int{1, 5001}) || !slices.Equal(a.Values.End, []int{995, 6000}) ||
		!slices.Equal(a.Values.Count, []int{100, 1}) {
		t.Errorf("%+v", a.Values)
	}
	if string(a.Values.Strand) != `["*","-"]` || !slices.Equal(a.Values.Metadata["name"], []string{"", "alone"}) {
		t.Errorf("strand %s, names %q", a.Values.Strand, a.Values.Metadata["name"])
	}
	total := 0
	for _, c := range a.Values.Count {
		total += c
	}
	if total != a.Total {
		t.Errorf("the counts add up to %d of %d", total, a.Total)
	}
	// What reaches in from the left begins with the view.
	a = features(b, `"seqName":"chr1","start":503,"end":1000,"maxRows":5`)
	if len(a.Values.Start) > 5 || a.Values.Start[0] != 501 || a.Total != 50 {
		t.Errorf("%+v", a.Values)
	}
}

// Genes that are too many: the longest are kept, in their order.
func TestBuiltinKeepsTheLongestGenes(t *testing.T) {
	b := newBench(t)
	f := newFake(source.Genes)
	for i, size := range []int{10, 500, 20, 500, 30, 400} {
		f.records = append(f.records, record{start: 1000 * i, end: 1000*i + size, strand: '+', name: fmt.Sprint(size),
			coding: [2]int{1000*i + 1, 1000*i + 5}})
	}
	b.a.Catalog.Add(f, catalog.Spec{Name: "rows.gtf"})
	a := features(b, `"seqName":"chr1","start":1,"end":10000,"maxRows":3`)
	if !a.Thinned || a.Total != 6 || a.Values.Count != nil || !slices.Equal(a.Values.Metadata["name"], []string{"500", "500", "400"}) ||
		!slices.Equal(a.Values.Start, []int{1001, 3001, 5001}) {
		t.Errorf("%+v", a)
	}
	if !slices.Equal(a.Values.Metadata["exon_starts"], []string{"1001", "3001", "5001"}) ||
		!slices.Equal(a.Values.Metadata["cds_start"], []string{"1002", "3002", "5002"}) {
		t.Errorf("%+v", a.Values.Metadata)
	}
	if a := features(b, `"seqName":"chr1","start":1,"end":10000,"maxRows":6`); a.Thinned || len(a.Values.Start) != 6 {
		t.Errorf("as many as there may be: %+v", a)
	}
}

func TestCountOfBinsAndRows(t *testing.T) {
	for n, want := range map[protocol.Number]int{
		{}: 7, {Value: 5, Set: true}: 5, {Value: 0, Set: true}: 7, {Value: -3, Set: true}: 7, {Value: 0.5, Set: true}: 7,
		{Value: 2.9, Set: true}: 2, {Value: 1e300, Set: true}: 10, {Value: math.Inf(1), Set: true}: 10, {Value: 10, Set: true}: 10,
	} {
		if got := count(n, 7, 10); got != want {
			t.Errorf("%+v: %d, want %d", n, got, want)
		}
	}
}

func TestPhaseOfFrames(t *testing.T) {
	for _, tc := range []struct {
		frames string
		strand byte
		want   byte
	}{{"-1,0,2,", '+', 0}, {"-1,1,0,-1,", '+', 2}, {"0,2,-1,", '-', 1}, {"-1,", '+', 0}, {"", '-', 0}, {"x", '+', 0}} {
		if got := phaseOf(tc.frames, tc.strand); got != tc.want {
			t.Errorf("frames %q on %c: phase %d, want %d", tc.frames, tc.strand, got, tc.want)
		}
	}
}

// counting is a source that counts its records, and says when they are summarized.
type counting struct {
	*fake
	summarized int
}

func (c *counting) Count(ctx context.Context, iv genome.Interval) (int, error) {
	rows, err := c.Rows(ctx, iv, source.RowOptions{})
	return rows.Len(), err
}

func (c *counting) Summarize(ctx context.Context, iv genome.Interval, n int, opt source.SummaryOptions) (*source.Summary, error) {
	c.summarized++
	return bins.Summarize(ctx, c.fake, iv, n, opt)
}

// TestBinsAreMadeToBeSent makes no bins of records that are known to be few, however many bins each reaches into.
func TestBinsAreMadeToBeSent(t *testing.T) {
	b := newBench(t)
	c := &counting{fake: newFake(source.Signal)}
	for i := range 20 {
		c.records = append(c.records, record{start: 500 * i, end: 500*i + 500, value: float64(i)})
	}
	addSignal(b, c)
	for _, tc := range []struct {
		bins, made int
		kind       string
	}{{100, 0, "points"}, {20, 0, "points"}, {19, 1, "bins"}} {
		c.summarized = 0
		got := b.ask(protocol.GetValues, on(fmt.Sprintf(builtin+`,"measurement":"signal","bins":%d`, tc.bins), 1, 10_000))
		if !strings.HasPrefix(got, `{"kind":"`+tc.kind+`"`) || c.summarized != tc.made {
			t.Errorf("%d bins: summarized %d times, want %d: %.100s", tc.bins, c.summarized, tc.made, got)
		}
	}
}
