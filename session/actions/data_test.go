package actions

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/tutorial"
)

// three makes records whose numbers are 1 to 3.
func three() []record {
	return []record{{100, 200, '+', 1.5, "a", nil, [2]int{}}, {300, 350, '-', math.NaN(), "b", nil, [2]int{}},
		{400, 500, '*', 3, "c", nil, [2]int{}}}
}

func TestAnswersInEveryDialect(t *testing.T) {
	b := newBench(t)
	b.add(newFake(source.Features, three()...))
	// The second and third row.
	rows := `"id":[2,3],"start":[301,401],"end":[350,500],"strand":["-","*"],"metadata":{"name":["b","c"]}`
	alone := `{"values":[null,3],"globalStartIndex":2}`
	for d, version := range versions {
		args := on(version, 301, 401)
		want := map[string]string{
			protocol.GetRows + `,"datasource":"rows"`:                         `{"values":{` + rows + `},"globalStartIndex":2,"useOffset":false}`,
			protocol.GetRows + `,"datasource":"rows","metadata":["name","x"]`: `{"values":{` + rows + `},"globalStartIndex":2,"useOffset":false}`,
			protocol.GetValues + `,"datasource":"rows","measurement":"score"`: alone,
			protocol.GetCombined + `,"measurements":{"rows":["score"]}`: `{"rows":{"globalStartIndex":2,"rows":{` + rows +
				`},"cols":{"score":[null,3]}}}`,
			protocol.GetCombined + `,"measurements":{"rows":["rows"]}`: `{"rows":{"globalStartIndex":2,"rows":{` + rows + `},"cols":{}}}`,
		}
		if d == protocol.V5 {
			whole := `{"values":{` + rows + `,"chr":["chr1","chr1"]},"globalStartIndex":2,"useOffset":false}`
			both := func(values string) string {
				return `{"rows":` + whole + `,"values":{"values":` + values + `,"globalStartIndex":2}}`
			}
			want = map[string]string{
				protocol.GetRows + `,"datasource":"rows","metadata":["name"]`:     whole,
				protocol.GetValues + `,"datasource":"rows","measurement":"score"`: both(`{"score":[null,3]}`),
				protocol.GetCombined + `,"measurements":["score"]`:                both(`{"score":[null,3]}`),
				protocol.GetCombined + `,"measurements":["rows"]`:                 both(`{}`),
			}
		}
		for what, want := range want {
			action, more, _ := strings.Cut(what, ",")
			if got := b.ask(action, args+","+more); got != want {
				t.Errorf("%v, %s:\n got %s\nwant %s", d, what, got, want)
			}
		}
	}
	if len(b.page.failed) != 0 || len(b.page.tooMany) != 0 || !slices.Contains(b.page.served, "group") {
		t.Errorf("the page was told %+v", b.page)
	}
}

func TestColumnsAreChosen(t *testing.T) {
	b := newBench(t)
	f := newFake(source.Features, three()...)
	f.info.Metadata = []string{"name", "other"}
	b.add(f)
	for wanted, want := range map[string]string{
		`["other"]`: `{"other":["a"]}`, `["x"]`: `{}`, `[]`: `{}`, `null`: `{"name":["a"],"other":["a"]}`, `"name"`: `{"name":["a"]}`,
	} {
		got := b.ask(protocol.GetRows, on(`"version":"4","datasource":"rows","metadata":`+wanted, 101, 200))
		if !strings.Contains(got, `"metadata":`+want) {
			t.Errorf("metadata %s: %s, want %s", wanted, got, want)
		}
	}
}

func TestMeasurementsAndSequences(t *testing.T) {
	b := newBench(t)
	b.add(newFake(source.Features, three()...))
	const want = `{"id":["score","rows"],"name":["Score","Rows"],"type":["feature","range"],"datasourceId":["rows","rows"],` +
		`"datasourceGroup":["group","group"],"defaultChartType":["Line Track","Blocks Track"],"annotation":[null,null],` +
		`"minValue":[0,null],"maxValue":[10,null],"metadata":[["name"],["name"]]}`
	if got := b.ask(protocol.GetMeasurements, `"version":"2"`); got != want {
		t.Errorf("measurements\n got %s\nwant %s", got, want)
	}
	if got := b.ask(protocol.GetSeqInfos, `"version":"2"`); got != `[["chr1",1,100000]]` {
		t.Errorf("sequences %s", got)
	}
	empty := newBench(t)
	if got := empty.ask(protocol.GetSeqInfos, `"version":"5"`); got != `[]` {
		t.Errorf("no sequences: %s", got)
	}
	if got := empty.ask(protocol.GetMeasurements, `"version":"5"`); !strings.HasPrefix(got, `{"id":[],`) {
		t.Errorf("no measurements: %s", got)
	}
	if _, ok := b.a.Answer(t.Context(), b.page, &protocol.Request{Action: "getHierarchy"}); ok {
		t.Error("getHierarchy is answered here")
	}
}

// TestTutorialClient: a client without a version gets the rows of the
// tutorial's formulas; everybody else every block that overlaps, with the same
// numbers and values.
func TestTutorialClient(t *testing.T) {
	b := newBench(t)
	b.a.Catalog.Add(tutorial.Source{}, catalog.Spec{Name: "py_datasource", ID: "py_datasource", Measurements: []catalog.Measurement{{
		ID: tutorial.Column, Name: "Python Measurement", Column: 0, Group: "py_datasourcegroup", Chart: "Line Track", Min: -5, Max: 25}}})
	type answer struct {
		Values struct {
			ID, Start, End []int
			Strand         json.RawMessage
			Metadata       map[string][]string
		}
		GlobalStartIndex *int
	}
	ask := func(args string) (a answer) {
		t.Helper()
		if err := json.Unmarshal([]byte(b.ask(protocol.GetRows, `"datasource":"py_datasource",`+args)), &a); err != nil {
			t.Fatal(err)
		}
		return a
	}
	values := func(args string) (a struct {
		Values           []float64
		GlobalStartIndex *int
	}) {
		t.Helper()
		if err := json.Unmarshal([]byte(b.ask(protocol.GetValues, `"datasource":"py_datasource","measurement":"py_column",`+args)),
			&a); err != nil {
			t.Fatal(err)
		}
		return a
	}
	for _, r := range [][2]float64{{1, 10_000}, {1500, 4500}, {1050, 1060}, {1102, 1900}, {2001, 2001}, {0, 2500}, {-500, 2500},
		{1000.5, 3000.5}} {
		plainRange := fmt.Sprintf(`"chr":"chr1","start":%v,"end":%v`, r[0], r[1])
		theirs := ask(plainRange)
		// The tutorial's formulas, positions below 1 counting as 1.
		start, end := max(r[0], 1), r[1]
		index := math.Floor((start-1)/1000) + 1
		first := index*1000 + 1
		if first+100 < start {
			first += 1000
		}
		var want []int
		for s := first; s < end; s += 1000 {
			want = append(want, int(s))
		}
		if !slices.Equal(theirs.Values.Start, want) {
			t.Errorf("%v: starts %v, want %v", r, theirs.Values.Start, want)
		}
		for i, s := range theirs.Values.Start {
			if theirs.Values.End[i] != s+100 || theirs.Values.ID[i] != int(index)+i {
				t.Errorf("%v: row %d is [%d, %d]", r, theirs.Values.ID[i], s, theirs.Values.End[i])
			}
		}
		switch {
		case len(want) == 0:
			if theirs.GlobalStartIndex != nil {
				t.Errorf("%v: no rows from number %d on", r, *theirs.GlobalStartIndex)
			}
		case *theirs.GlobalStartIndex != int(index) || string(theirs.Values.Strand) != `"*"` ||
			len(theirs.Values.Metadata["py_metadata"]) != len(want):
			t.Errorf("%v: first number %d, strand %s, metadata %v", r, *theirs.GlobalStartIndex, theirs.Values.Strand, theirs.Values.Metadata)
		}
		// A page with a version.
		ours := ask(`"version":"4",` + plainRange)
		var overlapping []int
		for n := 1; n < 20; n++ {
			if s := n*1000 + 1; float64(s) <= math.Ceil(end) && float64(s+99) >= math.Floor(start) {
				overlapping = append(overlapping, s)
			}
		}
		if !slices.Equal(ours.Values.Start, overlapping) {
			t.Errorf("%v: with a version starts %v, want %v", r, ours.Values.Start, overlapping)
		}
		place := map[int]int{} // start by number
		for i, n := range ours.Values.ID {
			place[n] = ours.Values.Start[i]
			if ours.Values.End[i] != ours.Values.Start[i]+99 || ours.Values.Start[i] != n*1000+1 {
				t.Errorf("%v: with a version row %d is [%d, %d]", r, n, ours.Values.Start[i], ours.Values.End[i])
			}
		}
		v, w := values(plainRange), values(`"version":"4",`+plainRange)
		if len(v.Values) != len(theirs.Values.ID) || len(w.Values) != len(ours.Values.ID) {
			t.Errorf("%v: %d and %d values for %d and %d rows", r, len(v.Values), len(w.Values), len(theirs.Values.ID), len(ours.Values.ID))
		}
		for i, n := range theirs.Values.ID {
			if j := slices.Index(ours.Values.ID, n); j >= 0 && v.Values[i] != w.Values[j] {
				t.Errorf("%v: block %d has the values %v and %v", r, n, v.Values[i], w.Values[j])
			}
		}
	}
}

// addSignal adds a source that pages are served in bins: the measurement is
// "signal", its rows are those of "signal_bins".
func addSignal(b *bench, src source.Source) {
	b.a.Catalog.Add(src, catalog.Spec{Name: "signal.bw"})
}

func TestGridNumbers(t *testing.T) {
	b := newBench(t)
	addSignal(b, newFake(source.Signal, record{0, 250, '*', 2, "", nil, [2]int{}}, record{250, 300, '*', 4, "", nil, [2]int{}},
		record{99_950, 100_000, '*', 7, "", nil, [2]int{}}))
	for _, tc := range []struct {
		start, end any
		want       string
	}{
		{1, 300, `{"values":[2,2,3],"globalStartIndex":1}`},
		{1, 1, `{"values":[2],"globalStartIndex":1}`},
		{100, 101, `{"values":[2,2],"globalStartIndex":1}`}, // touches two bins
		{101, 200, `{"values":[2],"globalStartIndex":2}`},
		{-50, 100, `{"values":[2],"globalStartIndex":1}`},
		{0, 0, `{"values":[],"globalStartIndex":null}`},
		{301, 450, `{"values":[null,null],"globalStartIndex":4}`},
		{99_901, 150_000, `{"values":[7],"globalStartIndex":1000}`},
		{100_001, 150_000, `{"values":[],"globalStartIndex":null}`},
		{50.5, 100.5, `{"values":[2,2],"globalStartIndex":1}`},
	} {
		args := on(`"version":"4","datasource":"signal_bins","measurement":"signal"`, tc.start, tc.end)
		if got := b.ask(protocol.GetValues, args); got != tc.want {
			t.Errorf("%v to %v: %s, want %s", tc.start, tc.end, got, tc.want)
		}
	}
	rows := b.ask(protocol.GetRows, on(`"version":"4","datasource":"signal_bins"`, 101, 300))
	want := `{"values":{"id":[2,3],"start":[101,201],"end":[200,300],"strand":"*","metadata":{}},"globalStartIndex":2,"useOffset":false}`
	if rows != want {
		t.Errorf("rows %s, want %s", rows, want)
	}
	b.page.width = 30_000
	got := b.ask(protocol.GetRows, on(`"version":"4","datasource":"signal_bins"`, 80_000, 100_000))
	if want := `"start":[60001,90001],"end":[90000,100000]`; !strings.Contains(got, want) {
		t.Errorf("the last bin: %s, want %s", got, want)
	}
}

// A position p is in the bin with number floor((p-1)/width)+1, whatever range
// was asked for, and neighbouring answers join without a gap.
func TestGridNumbersAreThoseOfPositions(t *testing.T) {
	b := newBench(t)
	addSignal(b, newFake(source.Signal, record{0, 100_000, '*', 1, "", nil, [2]int{}}))
	for _, width := range []int{1, 7, 64, 1000} {
		b.page.width = width
		for _, r := range [][2]int{{1, 500}, {13, 14}, {64, 65}, {999, 1001}, {4097, 9000}} {
			var got struct {
				Values struct{ ID, Start, End []int }
			}
			if err := json.Unmarshal([]byte(b.ask(protocol.GetRows, on(`"version":"5","datasource":"signal_bins"`, r[0], r[1]))), &got); err != nil {
				t.Fatal(err)
			}
			v := got.Values
			if len(v.ID) == 0 || v.Start[0] > r[0] || v.End[len(v.End)-1] < r[1] {
				t.Fatalf("bins of %d over %v: %+v", width, r, v)
			}
			for i, n := range v.ID {
				for _, p := range []int{v.Start[i], v.End[i]} {
					if want := (p-1)/width + 1; n != want {
						t.Errorf("bins of %d: position %d is in number %d, want %d", width, p, n, want)
					}
				}
				if i > 0 && (n != v.ID[i-1]+1 || v.Start[i] != v.End[i-1]+1) {
					t.Errorf("bins of %d: a gap before number %d", width, n)
				}
			}
		}
	}
}

func TestTooManyRows(t *testing.T) {
	b := newBench(t)
	f := newFake(source.Features)
	for i := range MaxRows + 1 {
		f.records = append(f.records, record{i, i + 1, '*', 1, "", nil, [2]int{}})
	}
	b.add(f)
	addSignal(b, newFake(source.Signal, record{0, 100_000, '*', 1, "", nil, [2]int{}}))
	b.page.width = 1
	for _, v := range []string{`"version":"2"`, `"version":"4"`, `"version":"5"`} {
		for _, of := range []string{`"datasource":"rows"`, `"datasource":"signal_bins"`} {
			b.page.tooMany = nil
			got := b.ask(protocol.GetRows, on(v+","+of, 1, 100_000))
			if !strings.Contains(got, `"start":[],"end":[],"strand":[]`) || !strings.Contains(got, `"globalStartIndex":null`) {
				t.Errorf("%s, %s: %.200s", v, of, got)
			}
			if len(b.page.tooMany) != 1 || b.page.tooMany[0] <= MaxRows {
				t.Errorf("%s, %s: told of %v", v, of, b.page.tooMany)
			}
		}
	}
	// As many as there may be are served.
	got := b.ask(protocol.GetValues, on(`"version":"4","datasource":"rows","measurement":"score"`, 1, MaxRows))
	if strings.Count(got, "1") < MaxRows {
		t.Errorf("%d rows are too many: %.100s", MaxRows, got)
	}
}

// A sequence that a file lacks is not a failure.
func TestUnknownSequenceIsQuietlyEmpty(t *testing.T) {
	b := newBench(t)
	b.add(newFake(source.Features, three()...))
	for d, version := range versions {
		got := b.ask(protocol.GetRows, version+`,"datasource":"rows","seqName":"chrZ","start":1,"end":1000`)
		if !strings.Contains(got, `"start":[]`) || !strings.Contains(got, `"metadata":{"name":[]}`) ||
			!strings.Contains(got, `"globalStartIndex":null`) {
			t.Errorf("%v: %s", d, got)
		}
		got = b.ask(protocol.GetValues, version+`,"datasource":"rows","measurement":"score","seqName":"chrZ","start":1,"end":1000`)
		if !strings.Contains(got, `[]`) || !strings.Contains(got, `"globalStartIndex":null`) {
			t.Errorf("%v: %s", d, got)
		}
	}
	builtin := `"version":"builtin-1","seqName":"chrZ","start":1,"end":1000,`
	if got := b.ask(protocol.GetRows, builtin+`"datasource":"rows"`); strings.Contains(got, "error") {
		t.Errorf("built-in page: %s", got)
	}
	if got := b.ask(protocol.GetValues, builtin+`"measurement":"score"`); strings.Contains(got, "error") ||
		!strings.Contains(got, `"kind":"rows"`) {
		t.Errorf("built-in page: %s", got)
	}
	if len(b.page.failed) != 0 {
		t.Errorf("told of %+v", b.page.failed)
	}
}

// The spelling of a sequence does not matter.
func TestSequenceInAnotherSpelling(t *testing.T) {
	b := newBench(t)
	b.add(newFake(source.Features, three()...))
	want := b.ask(protocol.GetValues, on(`"version":"4","measurement":"score"`, 1, 1000))
	got := b.ask(protocol.GetValues, `"version":"4","measurement":"score","seqName":"1","start":1,"end":1000`)
	if got != want || !strings.Contains(got, `[1.5,null,3]`) {
		t.Errorf("%s, want %s", got, want)
	}
	got = b.ask(protocol.GetRows, `"version":"5","datasource":"rows","seqName":"1","start":1,"end":210`)
	if !strings.Contains(got, `"chr":["1"]`) {
		t.Errorf("not the page's own name: %s", got)
	}
}

func TestAliasesOfTheArguments(t *testing.T) {
	b := newBench(t)
	b.add(newFake(source.Features, three()...))
	want := b.ask(protocol.GetValues, on(`"version":"4","measurement":"score"`, 301, 401))
	for _, args := range []string{
		`"version":4,"measurement":"score","chr":"chr1","start":"301","end":"401"`,
		`"version":"4.2","measurement":"score","seqName":"chr1","start":301.0,"end":400.5`,
	} {
		if got := b.ask(protocol.GetValues, args); got != want {
			t.Errorf("%s: %s, want %s", args, got, want)
		}
	}
}

var errDisk = errors.New("read error")

// wellFormed returns the answers without data, by dialect: pages throw on any other.
func wellFormed(d protocol.Dialect, action, columns string) string {
	rows := `{"values":{"id":[],"start":[],"end":[],"strand":[],"metadata":{` + columns + `}},"globalStartIndex":null,"useOffset":false}`
	if d == protocol.V5 {
		rows = strings.Replace(rows, `}},"glo`, `},"chr":[]},"glo`, 1)
	}
	switch action {
	case protocol.GetRows:
		return rows
	case protocol.GetValues:
		if d == protocol.V5 {
			return `{"rows":` + rows + `,"values":{"values":{"score":[]},"globalStartIndex":null}}`
		}
		return `{"values":[],"globalStartIndex":null}`
	}
	if d == protocol.V5 {
		return `{"rows":` + rows + `,"values":{"values":{"score":[]},"globalStartIndex":null}}`
	}
	return `{"rows":{"globalStartIndex":null,"rows":{"id":[],"start":[],"end":[],"strand":[],"metadata":{` + columns +
		`}},"cols":{"score":[]}}}`
}

func TestFailures(t *testing.T) {
	for name, fail := range map[string]func(f *fake){
		"error": func(f *fake) { f.fail(errDisk, "") },
		"panic": func(f *fake) { f.fail(nil, "index out of range") },
	} {
		for d, version := range versions {
			if d == protocol.Tutorial {
				version = `"version":""`
			}
			for action, more := range map[string]string{
				protocol.GetRows: `"datasource":"rows","metadata":["name"]`, protocol.GetValues: `"datasource":"rows","measurement":"score"`,
				protocol.GetCombined: map[bool]string{true: `"measurements":["score"]`, false: `"measurements":{"rows":["score"]}`}[d == protocol.V5],
			} {
				what := fmt.Sprintf("%s, %v, %s", name, d, action)
				b := newBench(t)
				f := newFake(source.Features, three()...)
				b.add(f)
				fail(f)
				if got, want := b.ask(action, on(version+","+more, 1, 1000)), wellFormed(d, action, `"name":[]`); got != want {
					t.Errorf("%s:\n got %s\nwant %s", what, got, want)
				}
				if len(b.page.failed) != 1 || len(b.page.served) != 0 {
					t.Errorf("%s: told of %+v", what, b.page)
					continue
				}
				told := b.page.failed[0]
				if told.group != "group" || told.err == nil || told.retry == nil || name == "error" && !errors.Is(told.err, errDisk) {
					t.Errorf("%s: told of %+v", what, told)
					continue
				}
				if err := told.retry(t.Context()); err == nil {
					t.Errorf("%s: the next attempt succeeds", what)
				}
				f.fail(nil, "")
				if err := told.retry(t.Context()); err != nil {
					t.Errorf("%s: the attempt after it was mended: %v", what, err)
				}
				if len(b.page.failed) != 1 || len(b.page.served) != 0 {
					t.Errorf("%s: an attempt told the page %+v", what, b.page)
				}
			}
		}
	}
}

func TestFailuresOfTheBuiltinPageSayWhy(t *testing.T) {
	b := newBench(t)
	f := newFake(source.Features, three()...)
	b.add(f)
	f.fail(errDisk, "")
	for action, more := range map[string]string{protocol.GetRows: `"datasource":"rows"`, protocol.GetValues: `"measurement":"score"`} {
		if got := b.ask(action, on(`"version":"builtin-1",`+more, 1, 1000)); !strings.Contains(got, `"error":"rows: read error"`) {
			t.Errorf("%s: %s", action, got)
		}
	}
	if len(b.page.failed) != 2 {
		t.Errorf("told of %+v", b.page.failed)
	}
}

func TestUnknownNamesAndBadArguments(t *testing.T) {
	b := newBench(t)
	b.add(newFake(source.Features, three()...))
	rows, values := wellFormed(protocol.V4, protocol.GetRows, ``), wellFormed(protocol.V4, protocol.GetValues, ``)
	for _, tc := range []struct{ action, args, want, told string }{
		{protocol.GetRows, on(`"version":"4","datasource":"nope","metadata":["name"]`, 1, 1000),
			wellFormed(protocol.V4, protocol.GetRows, `"name":[]`), `no datasource "nope"`},
		{protocol.GetValues, on(`"version":"4","measurement":"nope"`, 1, 1000), values, `no measurement "nope"`},
		{protocol.GetValues, on(`"version":"4","datasource":"rows"`, 1, 1000), values, `no measurement with values`},
		{protocol.GetValues, on(`"version":"4","measurement":"rows"`, 1, 1000), values, `no measurement with values "rows"`},
		{protocol.GetValues, on(`"version":"4","measurement":"SCORE"`, 1, 1000), values, `no measurement "SCORE"`},
		{protocol.GetCombined, on(`"version":"4","measurements":{"gone":["nope"]}`, 1, 1000),
			`{"gone":{"globalStartIndex":null,"rows":{"id":[],"start":[],"end":[],"strand":[],"metadata":{}},"cols":{"nope":[]}}}`,
			`no measurement "nope"`},
		{protocol.GetRows, on(`"version":"4","datasource":"rows"`, `"x"`, 1000), rows, `wanted a number`},
		{protocol.GetValues, on(`"version":"4","measurement":"score"`, `{}`, 1000), values, `wanted a number`},
		{protocol.GetCombined, on(`"version":"4","measurements":7`, 1, 1000), `{}`, `wanted a list`},
	} {
		b.page.failed = nil
		if got := b.ask(tc.action, tc.args); got != tc.want {
			t.Errorf("%s %s:\n got %s\nwant %s", tc.action, tc.args, got, tc.want)
		}
		if len(b.page.failed) != 1 || !strings.Contains(b.page.failed[0].err.Error(), tc.told) || b.page.failed[0].retry != nil {
			t.Errorf("%s %s: told of %v, want %q without a way to try again", tc.action, tc.args, b.page.failed, tc.told)
		}
	}
}

// A few unknown names are each reported, the others by their number.
func TestManyUnknownNames(t *testing.T) {
	for n, want := range map[int]int{mostUnknown: mostUnknown, mostUnknown + 1: mostUnknown + 1, 50: mostUnknown + 1} {
		b := newBench(t)
		gone := names(n, func(i int) string { return fmt.Sprint("m", i) })
		b.ask(protocol.GetCombined, on(`"version":"4","measurements":{"gone":`+gone+`}`, 1, 1000))
		if len(b.page.failed) != want {
			t.Errorf("%d unknown names: told %d times, want %d", n, len(b.page.failed), want)
		}
		last := b.page.failed[len(b.page.failed)-1].err.Error()
		if n > mostUnknown && !strings.Contains(last, fmt.Sprint(n-mostUnknown, " more measurements")) {
			t.Errorf("%d unknown names: the last is %q", n, last)
		}
	}
}

// Nothing is reported to a page that has gone.
func TestCancelledIsNoFailure(t *testing.T) {
	b := newBench(t)
	b.add(newFake(source.Features, three()...))
	ctx, cancel := contextOf(t)
	cancel()
	for action, args := range map[string]string{
		protocol.GetRows:     `{"version":"4","datasource":"rows","seqName":"chr1"}`,
		protocol.GetValues:   `{"version":"4","measurement":"score","seqName":"chr1"}`,
		protocol.GetCombined: `{"version":"4","measurements":{"rows":["score"]},"seqName":"chr1"}`,
	} {
		data, ok := b.a.Answer(ctx, b.page, &protocol.Request{Action: action, Args: json.RawMessage(args)})
		if frame, err := protocol.AppendResponse(nil, 1, data); !ok || err != nil || !json.Valid(frame) {
			t.Errorf("%s: %s, %v", action, frame, err)
		}
	}
	if len(b.page.failed) != 0 {
		t.Errorf("told of %+v", b.page.failed)
	}
}

func TestCombinedOfSeveralDatasources(t *testing.T) {
	b := newBench(t)
	good, bad := newFake(source.Features, three()...), newFake(source.Features, three()...)
	b.add(good)
	b.a.Catalog.Add(bad, catalog.Spec{Name: "other.bed"})
	bad.fail(errDisk, "")
	const args = `"version":"4","measurements":{"rows":["score","gone"],"other":["other"]}`
	got := b.ask(protocol.GetCombined, on(args, 101, 200))
	want := `{"other":{"globalStartIndex":null,"rows":{"id":[],"start":[],"end":[],"strand":[],"metadata":{"name":[]}},"cols":{}},` +
		`"rows":{"globalStartIndex":1,"rows":{"id":[1],"start":[101],"end":[200],"strand":["+"],"metadata":{"name":["a"]}},` +
		`"cols":{"score":[1.5],"gone":[]}}}`
	if got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	var groups []string
	for _, f := range b.page.failed {
		groups = append(groups, f.group)
	}
	if !slices.Equal(groups, []string{"", "other"}) {
		t.Errorf("told of failures of %q", groups)
	}
	// Rows alone, asked for by the id of the datasource.
	got = b.ask(protocol.GetCombined, on(`"version":"5","measurements":["rows"],"datasource":"rows"`, 101, 200))
	if !strings.Contains(got, `"id":[1]`) {
		t.Errorf("rows alone: %s", got)
	}
	addSignal(b, newFake(source.Signal, record{0, 100, '*', 1, "", nil, [2]int{}}))
	got = b.ask(protocol.GetCombined, on(`"version":"4","measurements":{"signal_bins":["signal"]}`, 1, 150))
	if !strings.Contains(got, `"signal_bins":{"globalStartIndex":1,`) || !strings.Contains(got, `"cols":{"signal":[1,null]}`) {
		t.Errorf("a signal: %s", got)
	}
	// A measurement that is not of the datasource it is asked of has no values there,
	// and leaves those of the datasource as they are.
	got = b.ask(protocol.GetCombined, on(`"version":"4","measurements":{"rows":["score","signal"]}`, 101, 200))
	own := want[strings.Index(want, `"rows":{"globalStartIndex":1`):]
	if got != "{"+strings.Replace(own, `"gone"`, `"signal"`, 1) {
		t.Errorf("a measurement of another datasource: %s", got)
	}
	if got := b.ask(protocol.GetCombined, on(`"version":"4","measurements":{}`, 1, 150)); got != `{}` {
		t.Errorf("nothing: %s", got)
	}
}

// Genes carry their exons as text, 1-based inclusive.
func TestGenes(t *testing.T) {
	b := newBench(t)
	b.a.Catalog.Add(newFake(source.Genes,
		record{1000, 5000, '+', 0, "BRCA2", [][2]int{{1000, 1200}, {4000, 5000}}, [2]int{1100, 4500}},
		record{7000, 8000, '-', 0, "single", nil, [2]int{7000, 7000}},
	), catalog.Spec{Name: "genes.gtf"})
	got := b.ask(protocol.GetRows, on(`"version":"4","datasource":"genes","metadata":["name","exon_starts","exon_ends"]`, 1, 10_000))
	const want = `"metadata":{"name":["BRCA2","single"],"exon_starts":["1001,4001","7001"],"exon_ends":["1200,5000","8000"]}`
	if !strings.Contains(got, want) {
		t.Errorf("%s, want %s", got, want)
	}
	got = b.ask(protocol.GetMeasurements, `"version":"4"`)
	if !strings.Contains(got, `"metadata":[["name","exon_starts","exon_ends"],`) || !strings.Contains(got, `"Genes Track"`) {
		t.Errorf("measurements %s", got)
	}
	builtin := b.ask(protocol.GetRows, on(`"version":"builtin-1","datasource":"genes"`, 1, 10_000))
	if want := `"cds_start":["1101",""],"cds_end":["4500",""]`; !strings.Contains(builtin, want) {
		t.Errorf("%s, want %s", builtin, want)
	}
}

func TestSearchForPages(t *testing.T) {
	b := newBench(t)
	b.a.Catalog.Add(&searchable{fake: newFake(source.Genes), match: func(text string) ([]source.Match, error) {
		switch text {
		case "boom":
			panic("in the index")
		case "bad":
			return nil, errDisk
		}
		var all []source.Match
		for i := range 20 {
			all = append(all, source.Match{Name: fmt.Sprintf("GENE%d", i), Interval: genome.Interval{Seq: "1", Start: 99, End: 200}})
		}
		return all, nil
	}}, catalog.Spec{Name: "genes.gtf"})
	for args, n := range map[string]int{
		`"q":"gene","maxResults":3`: 3, `"q":"gene"`: 12, `"q":"gene","maxResults":"2"`: 2, `"q":"gene","maxResults":0`: 12,
		`"q":"gene","maxResults":-1`:    12,
		`"q":"gene","maxResults":1e300`: 20, `"q":""`: 0, `"q":null`: 0, `"x":1`: 0,
	} {
		var hits []protocol.SearchHit
		if err := json.Unmarshal([]byte(b.ask(protocol.Search, `"version":"4",`+args)), &hits); err != nil || len(hits) != n {
			t.Errorf("%s: %d hits, %v; want %d", args, len(hits), err, n)
		}
	}
	if got := b.ask(protocol.Search, `"version":"4","q":"gene","maxResults":1`); !strings.HasSuffix(got, `"start":100,"end":200}]`) {
		t.Errorf("%s", got)
	}
	if len(b.page.failed) != 0 {
		t.Errorf("told of %v", b.page.failed)
	}
	for _, q := range []string{`"boom"`, `"bad"`, `{}`} {
		b.page.failed = nil
		if got := b.ask(protocol.Search, `"version":"4","q":`+q); got != `[]` || len(b.page.failed) != 1 {
			t.Errorf("%s: %s, told of %v", q, got, b.page.failed)
		}
	}
}
