package actions

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/budget"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/tutorial"
)

// wide is a source of n rows of 10 bases each on chr1, with some columns, all
// of the same number and the same text. It keeps none.
type wide struct {
	info source.Info
	n    int
	text string
}

func newWide(n, values, texts int, text string) *wide {
	c := &wide{n: n, text: text, info: source.Info{
		Format: "wide", Kind: source.Features, Sequences: []genome.Sequence{{Name: "chr1", Length: 10 * n}},
		Min: math.NaN(), Max: math.NaN(), Items: int64(n),
	}}
	for i := range values {
		c.info.Values = append(c.info.Values, fmt.Sprint("v", i))
	}
	for i := range texts {
		c.info.Metadata = append(c.info.Metadata, fmt.Sprint("t", i))
	}
	return c
}

func (c *wide) Info() source.Info { return c.info }
func (c *wide) Close() error      { return nil }

func (c *wide) Rows(_ context.Context, iv genome.Interval, opt source.RowOptions) (*source.Rows, error) {
	if iv.Seq != "chr1" {
		return nil, source.ErrNoSequence
	}
	iv = iv.Clamp(10 * c.n)
	first := iv.Start / 10
	n := max((iv.End+9)/10-first, 0)
	if opt.Limit > 0 && n > opt.Limit {
		return &source.Rows{Total: n}, nil
	}
	r := &source.Rows{Number: make([]int, n), Start: make([]int, n), End: make([]int, n), Strand: make([]byte, n),
		Values: make([][]float64, len(c.info.Values)), Metadata: make([][]string, len(c.info.Metadata)), Total: n}
	for i := range n {
		r.Number[i], r.Start[i], r.End[i], r.Strand[i] = first+i+1, 10*(first+i), 10*(first+i)+10, '+'
	}
	for k := range r.Values {
		if opt.Columns.HasValue(k) {
			r.Values[k] = make([]float64, n)
			for i := range n {
				r.Values[k][i] = -1.2345678901234567e-300
			}
		}
	}
	for k := range r.Metadata {
		if opt.Columns.HasText() {
			r.Metadata[k] = make([]string, n)
			for i := range n {
				r.Metadata[k][i] = c.text
			}
		}
	}
	return r, nil
}

// addWide adds a source as dataset "rows" with measurements m0, m1, …
func (b *bench) addWide(c *wide) {
	spec := catalog.Spec{Name: "rows", ID: "rows"}
	for i := range c.info.Values {
		m := catalog.Measurement{ID: fmt.Sprint("m", i), Name: "m", Column: i, Group: "g", Min: 0, Max: 1}
		spec.Measurements = append(spec.Measurements, m)
	}
	rows := catalog.Measurement{ID: "rows", Name: "rows", Column: -1, Group: "g", Min: math.NaN(), Max: math.NaN()}
	spec.Measurements = append(spec.Measurements, rows)
	b.a.Catalog.Add(c, spec)
}

func names(n int, name func(i int) string) string {
	list := make([]string, n)
	for i := range list {
		list[i] = name(i)
	}
	text, _ := json.Marshal(list)
	return string(text)
}

func always(name string) func(int) string { return func(int) string { return name } }

// allocated returns how many bytes f allocates in all.
func allocated(f func()) int {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return int(after.TotalAlloc - before.TotalAlloc)
}

// Eight kilobytes of a request once made the program ask for 9 GB: a thousand
// measurements of 131,072 rows each.
func TestManyRowsOfManyMeasurements(t *testing.T) {
	b := newBench(t)
	b.addWide(newWide(150_000, 1, 0, ""))
	var text string
	took := allocated(func() {
		text = b.ask(protocol.GetCombined, on(builtin+`,"bins":1000,"maxRows":131072,"measurements":`+names(1000, always("m0")), 1, 1_310_720))
	})
	if len(text) > 100<<20 {
		t.Errorf("the answer has %d MB, want at most 100", len(text)>>20)
	}
	if took > 1<<30 { // in all, of which most is garbage soon
		t.Errorf("%d MB were allocated in all, want at most 1024", took>>20)
	}
	var a struct {
		Answers []struct{ Kind, Error string }
	}
	if err := json.Unmarshal([]byte(text), &a); err != nil || len(a.Answers) != 1000 {
		t.Fatalf("%d answers, %v; want 1000", len(a.Answers), err)
	}
	if a.Answers[0].Error != "" {
		t.Errorf("the first: %s", a.Answers[0].Error)
	}
	few := b.ask(protocol.GetCombined, on(builtin+`,"bins":2,"measurements":`+names(mostBatched+1, always("m0")), 1, 10_000))
	if n := strings.Count(few, `"error"`); n != 1 || !strings.Contains(few, "at most 1000 are answered at once") {
		t.Errorf("of %d small ones %d are refused", mostBatched+1, n)
	}
	b.page.failed = b.page.failed[:1]
	last := a.Answers[999].Error
	for _, part := range []string{"1000 measurements", "at most 96 MB", "fewer measurements at once"} {
		if !strings.Contains(last, part) {
			t.Errorf("the last says %q; want %q in it", last, part)
		}
	}
	if len(b.page.failed) != 1 {
		t.Errorf("told %d times, want once: %v", len(b.page.failed), b.page.failed)
	}
}

// What is asked for twice is made once. The built-in page finds its answers by
// their order, real pages by id.
func TestNamedTwice(t *testing.T) {
	b := newBench(t)
	c := &counted{wide: newWide(100, 2, 1, "x")}
	b.a.Catalog.Add(c, catalog.Spec{Name: "rows", ID: "rows", Measurements: []catalog.Measurement{
		{ID: "m0", Name: "m", Column: 0, Group: "g"}}})
	b.ask(protocol.GetCombined, on(builtin+`,"measurements":["m0"]`, 1, 1000))
	once := c.asked
	c.asked = 0
	var a struct{ Answers []struct{ Points int } }
	text := b.ask(protocol.GetCombined, on(builtin+`,"measurements":`+names(50, always("m0")), 1, 1000))
	if err := json.Unmarshal([]byte(text), &a); err != nil || len(a.Answers) != 50 || a.Answers[49].Points != 100 {
		t.Errorf("%d answers, %v", len(a.Answers), err)
	}
	if c.asked != once {
		t.Errorf("the rows were read %d times for one named 50 times, %d times for one named once", c.asked, once)
	}
	for d, v := range map[protocol.Dialect]string{protocol.V4: `{"rows":["m0","m0","m0"]}`, protocol.V5: `["m0","m0","m0"]`} {
		text := b.ask(protocol.GetCombined, on(versions[d]+`,"measurements":`+v, 1, 1000))
		if n := strings.Count(text, `"m0":[`); n != 1 {
			t.Errorf("%v: %d columns of one measurement that is named three times", d, n)
		}
	}
}

// counted counts the questions for rows.
type counted struct {
	*wide
	asked int
}

func (c *counted) Rows(ctx context.Context, iv genome.Interval, opt source.RowOptions) (*source.Rows, error) {
	c.asked++
	return c.wide.Rows(ctx, iv, opt)
}

// An answer has as many rows as fit, and none beyond; those left out are reported.
func TestRowsUpToTheLimit(t *testing.T) {
	const values = 500
	b := newBench(t)
	b.addWide(newWide(20_000, values, 0, ""))
	ids := names(values, func(i int) string { return fmt.Sprint("m", i) })
	row := rowCost(b.a.Catalog.Datasets()[0], &protocol.DataParams{Version: "5", SeqName: "chr1"},
		columnsOf(b.a.Catalog.Measurements()[:values], true))
	limit := row.most(MaxRows, 200)
	if limit < 5000 || limit >= MaxRows {
		t.Fatalf("%d rows of %d columns, want some thousand", limit, values)
	}
	for rows, want := range map[int]int{limit - 1: limit - 1, limit: limit, limit + 1: 0, 2000: 2000, MaxRows: 0} {
		b.page.tooLarge, b.page.tooMany = nil, nil
		text := b.ask(protocol.GetCombined, on(versions[protocol.V5]+`,"measurements":`+ids, 1, 10*rows))
		if len(text) > budget.Sent {
			t.Errorf("%d rows: an answer of %d bytes", rows, len(text))
		}
		told := len(b.page.tooLarge) == 1
		if n := strings.Count(text, `"chr1"`); n != want || told == (want > 0) || b.page.tooMany != nil {
			t.Errorf("%d rows were asked for and %d sent, want %d; told %v", rows, n, want, b.page.tooLarge)
		}
		if b.page.room > budget.Sent+budget.Made+budget.Sent*madeValue/protocol.ValueSize { // v5 holds what it sends
			t.Errorf("%d rows: room of %d bytes was asked for", rows, b.page.room)
		}
	}
}

// As many bins as may be are answered, and so are as many rows as may be made for
// thinning.
func TestAtTheLimits(t *testing.T) {
	b := newBench(t)
	addSignal(b, newFake(source.Signal, three()...)) // on 100,000 bases
	b.page.width = 100_000 / MaxRows
	text := b.ask(protocol.GetValues, on(versions[protocol.V4]+`,"measurement":"signal"`, 1, 100_000))
	if n := strings.Count(text, ",") - 1; n < MaxRows-1 || b.page.tooMany != nil || b.page.tooLarge != nil {
		t.Errorf("%d bins, want %d; told %v and %v", n+1, MaxRows, b.page.tooMany, b.page.tooLarge)
	}
	for rows, refused := range map[int]bool{budget.Sent / 32: false, budget.Sent/32 + 1: true} { // 32 bytes a row without columns
		b := newBench(t)
		b.addWide(newWide(rows, 0, 0, ""))
		made, err := b.a.allRows(t.Context(), b.a.Catalog.Datasets()[0], genome.Interval{Seq: "chr1", End: 10 * rows})
		if isTooLarge(err) != refused || !refused && (made != budget.Sent || err != nil) {
			t.Errorf("%d rows: %d bytes, %v; refused should be %v", rows, made, err, refused)
		}
	}
}

// What pages really ask for is answered whole.
func TestHonestPages(t *testing.T) {
	b := newBench(t)
	const charts = 100
	var ids []string
	byDatasource := map[string][]string{}
	for i := range charts {
		c := newWide(20_000, 1, 2, "gene12345")
		id := fmt.Sprint("f", i)
		b.a.Catalog.Add(c, catalog.Spec{Name: id, ID: id, Measurements: []catalog.Measurement{{ID: id, Name: id, Column: -1, Group: id}}})
		ids = append(ids, id)
		byDatasource[id] = []string{id}
	}
	list, _ := json.Marshal(byDatasource)
	text := b.ask(protocol.GetCombined, on(versions[protocol.V4]+`,"measurements":`+string(list), 1, 200_000))
	if n := strings.Count(text, `"globalStartIndex":1,`); n != charts || len(b.page.tooLarge) > 0 {
		t.Errorf("v4: %d of %d files of 20,000 rows are answered, in %d MB; left out %v", n, charts, len(text)>>20, b.page.tooLarge)
	}
	for _, id := range ids[:3] {
		text := b.ask(protocol.GetRows, on(versions[protocol.V5]+`,"datasource":"`+id+`"`, 1, 200_000))
		if !strings.Contains(text, `"globalStartIndex":1,`) {
			t.Errorf("v5: getRows of %s: %.100s", id, text)
		}
	}

	b = newBench(t)
	b.addWide(newWide(50_000, 200, 0, ""))
	tracks := names(200, func(i int) string { return fmt.Sprint("m", i) })
	text = b.ask(protocol.GetCombined, on(builtin+`,"bins":2600,"measurements":`+tracks, 1, 500_000))
	if n := strings.Count(text, `"bins":2600`); n != 200 {
		t.Errorf("built-in page: %d of 200 tracks: %.300s", n, text)
	}
}

// The tutorial's longest sequence has a million rows, which its data make before
// they thin or sum them up.
func TestWholeOfTheTutorial(t *testing.T) {
	b := newBench(t)
	b.add(tutorial.Source{})
	for action, want := range map[string]string{protocol.GetRows: `"total":999999,"thinned":true`, protocol.GetValues: `"kind":"bins"`} {
		text := b.ask(action, builtin+`,"datasource":"rows","measurement":"score","bins":1000,"seqName":"pyChr","start":1,"end":1000000000`)
		if !strings.Contains(text, want) || len(b.page.failed) > 0 {
			t.Errorf("%s: %.200s; told %v", action, text, b.page.failed)
		}
	}
	if b.page.most > budget.Sent+budget.Made {
		t.Errorf("room of %d bytes was asked for", b.page.most)
	}
}

// Whatever is asked for, what is sent and what is made of it stays within its
// bounds, and the answer has the form that the page expects.
func TestWorstOfEveryAction(t *testing.T) {
	huge := strings.Repeat("<", 1<<17)
	ranges := []string{
		`"start":1,"end":1e308`, `"start":-1e308,"end":1e308`, `"start":1e308,"end":-1e308`, `"start":"1","end":null`, `"start":1,"end":500000`,
	}
	more := map[string]string{
		"bins":            `"bins":1e9,"maxRows":1e9`,
		"columns":         `"metadata":` + names(5000, func(i int) string { return fmt.Sprint(i) }),
		"a long sequence": `"seqName":"` + huge + `"`,
		"a long name":     `"datasource":"` + huge + `","measurement":"` + huge + `"`,
	}
	measurements := []string{
		names(300, always("m0")), names(20_000, func(i int) string { return fmt.Sprint("m", i) }), names(3, always(huge)),
		`{"a":["m0"],"b":["m0"],"c":["m0","m0","rows"]}`, `"` + strings.ReplaceAll(names(1000, always("m0")), `"`, `\"`) + `"`,
	}
	b := newBench(t)
	b.addWide(newWide(25_000, 40, 3, strings.Repeat(`"`, 20)))
	addSignal(b, newFake(source.Signal, three()...))
	all := map[string]string{"built-in": builtin}
	for d, v := range versions {
		if !testing.Short() || d == protocol.V5 { // whose answers are the largest
			all[d.String()] = v
		}
	}
	for dialect, version := range all {
		for i, r := range ranges {
			for name, extra := range more {
				wide := name == "bins" && (version == builtin || version == versions[protocol.V5])
				if !wide && i < len(ranges)-1 {
					continue
				}
				args := version + `,"seqName":"chr1",` + r + `,` + extra
				for action, subjects := range map[string][]string{
					protocol.GetRows:     {`,"x":0`, `,"datasource":"rows"`, `,"datasource":"signal_bins"`},
					protocol.GetValues:   {`,"x":0`, `,"measurement":"m0"`, `,"measurement":"signal"`},
					protocol.GetCombined: {`,"measurements":` + measurements[3]},
					protocol.Search:      {`,"q":"m","maxResults":1e9`},
				} {
					for _, s := range subjects {
						checkBounded(t, b, fmt.Sprintf("%s, %s, %s, %s%s", dialect, action, r, name, s), action, args+s)
					}
				}
			}
		}
		if version == versions[protocol.V2] || version == versions[protocol.V3] {
			continue // they never ask for getCombined, and are answered as v4
		}
		for _, m := range measurements {
			for name, extra := range more {
				if dialect == "built-in" && name != "bins" {
					continue // an answer of that size takes a second to read
				}
				what := dialect + ", getCombined, " + name + " " + m[:min(len(m), 60)]
				checkBounded(t, b, what, protocol.GetCombined, on(version+`,`+extra+`,"measurements":`+m, 1, 200_000))
			}
		}
	}
}

func checkBounded(t *testing.T, b *bench, what, action, args string) {
	t.Helper()
	b.page.failed, b.page.tooLarge = nil, nil
	text := b.ask(action, args) // which fails for what is no JSON
	if len(text) > budget.Sent+6*len(args) {
		t.Errorf("%.200s: an answer of %d MB", what, len(text)>>20)
	}
	if len(b.page.failed) > mostBatched+mostUnknown {
		t.Errorf("%.200s: told %d times", what, len(b.page.failed))
	}
	for _, f := range b.page.failed {
		if len(f.err.Error()) > 2000 {
			t.Errorf("%.200s: told in %d bytes", what, len(f.err.Error()))
		}
	}
}

// Long texts are weighed before they are made a second time without markup.
func TestLongTexts(t *testing.T) {
	b := newBench(t)
	b.addWide(newWide(15_000, 0, 1, strings.Repeat("<x", 5000)))
	for dialect, version := range map[string]string{
		"v4": versions[protocol.V4], "v5": versions[protocol.V5], "built-in": builtin + `,"maxRows":16384`,
	} {
		b.page.failed, b.page.tooLarge = nil, nil
		var text string
		took := allocated(func() { text = b.ask(protocol.GetRows, on(version+`,"datasource":"rows"`, 1, 150_000)) })
		if len(text) > 1000 || took > 20<<20 {
			t.Errorf("%s: %d bytes are sent, %d MB allocated", dialect, len(text), took>>20)
		}
		if len(b.page.failed)+len(b.page.tooLarge) != 1 {
			t.Errorf("%s: told %v, %v", dialect, b.page.failed, b.page.tooLarge)
		}
		text = b.ask(protocol.GetRows, on(version+`,"datasource":"rows"`, 1, 1000))
		if !strings.Contains(text, "x") || b.page.room > budget.Sent+budget.Made {
			t.Errorf("%s: few of them: %.200s", dialect, text)
		}
	}
}
