package actions

import (
	"encoding/json"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/source"
)

// rowsAnswer is a getRows answer as a page reads it.
type rowsAnswer struct {
	Values struct {
		ID, Start, End []int
		Metadata       map[string][]string
	}
	GlobalStartIndex *int
}

// held is what a page's cache has of a group: the numbers of its rows by place,
// and the range that they stand for, 1-based inclusive.
type held struct {
	start, end int
	first      *int
	rows       []int
}

// join joins the answer for a range to what a page holds, as real pages do: the
// rows of the right one are cut by the numbers alone (src/epiviz/datatypes/
// genomic-array.js, merge). A cut below 0 counts from the end, as JavaScript's
// slice has it.
func join(a, b held) held {
	first, second := a, b
	if b.start < a.start {
		first, second = b, a
	}
	if first.end >= second.end {
		return first
	}
	cut := 0
	if first.first != nil && second.first != nil {
		cut = *first.first + len(first.rows) - *second.first
	}
	if cut < 0 {
		cut = max(len(second.rows)+cut, 0)
	}
	out := held{start: first.start, end: second.end, first: first.first}
	if out.first == nil {
		out.first = second.first
	}
	out.rows = slices.Concat(first.rows, second.rows[min(cut, len(second.rows)):])
	return out
}

// randomRecords makes records of which some are long, some hold many others and
// some are points.
func randomRecords(r *rand.Rand, n, length int) []record {
	var records []record
	for range n {
		start := r.Intn(length)
		var size int
		switch r.Intn(10) {
		case 0:
			size = r.Intn(length)
		case 1, 2:
			size = r.Intn(length / 10)
		case 3:
			size = 0
		default:
			size = 1 + r.Intn(length/200)
		}
		records = append(records, record{start: start, end: min(start+size, length), strand: '+', value: r.Float64(), name: "r"})
	}
	return records
}

// TestAnswersJoin asks as pages do, for neighbouring ranges in any order, joins
// the answers as they do, and compares with all records. It also checks each
// answer for itself: an unbroken run, that covers every hit, of rows that have
// the same number each time.
func TestAnswersJoin(t *testing.T) {
	const length = 100_000
	r := rand.New(rand.NewSource(7))
	versions := []string{`"version":"2"`, `"version":"4"`, `"version":"5"`}
	for round := range 150 {
		b := newBench(t)
		f := newFake(source.Features, randomRecords(r, 1+r.Intn(80), length)...)
		b.a.Catalog.Add(f, catalog.Spec{Name: "rows.bed"})
		ask := func(start, end int) held {
			var a rowsAnswer
			if err := json.Unmarshal([]byte(b.ask(protocol.GetRows, on(versions[round%3]+`,"datasource":"rows"`, start, end))), &a); err != nil {
				t.Fatal(err)
			}
			var hits []int
			for i, rec := range f.records {
				if rec.start < end && start-1 < rec.end {
					hits = append(hits, i+1)
				}
			}
			if (a.GlobalStartIndex == nil) != (len(hits) == 0) || len(hits) == 0 && len(a.Values.Start) != 0 {
				t.Fatalf("round %d, [%d, %d]: %d rows for %d hits", round, start, end, len(a.Values.Start), len(hits))
			}
			for i, number := range a.Values.ID {
				rec := f.records[number-1]
				if number != *a.GlobalStartIndex+i || a.Values.Start[i] != rec.start+1 || a.Values.End[i] != rec.end {
					t.Fatalf("round %d, [%d, %d]: row %d at place %d is [%d, %d]", round, start, end, number, i, a.Values.Start[i], a.Values.End[i])
				}
			}
			if len(hits) > 0 && (a.Values.ID[0] != hits[0] || a.Values.ID[len(a.Values.ID)-1] < hits[len(hits)-1]) {
				t.Fatalf("round %d, [%d, %d]: rows %d to %d for hits %d to %d", round, start, end, a.Values.ID[0], a.Values.ID[len(a.Values.ID)-1],
					hits[0], hits[len(hits)-1])
			}
			return held{start, end, a.GlobalStartIndex, a.Values.ID}
		}
		at := 1 + r.Intn(length-2000)
		width := 1 + r.Intn(length/20)
		cache := ask(at, min(at+width, length))
		for range 8 {
			// A page asks for what is missing on one side; ranges share their border.
			if w := 1 + r.Intn(length/20); r.Intn(2) == 0 {
				cache = join(cache, ask(max(cache.start-w, 1), cache.start))
			} else {
				cache = join(cache, ask(cache.end, min(cache.end+w, length)))
			}
			if cache.end == length || cache.start == 1 {
				break
			}
			// Every record in the range is held, at the place that its number says.
			for i, rec := range f.records {
				if rec.start >= cache.end || cache.start-1 >= rec.end {
					continue
				}
				if cache.first == nil {
					t.Fatalf("round %d: record %d is not held", round, i+1)
				}
				place := i + 1 - *cache.first
				if place < 0 || place >= len(cache.rows) || cache.rows[place] != i+1 {
					t.Fatalf("round %d: in [%d, %d] record %d [%d, %d) is not at place %d of %v from %d",
						round, cache.start, cache.end, i+1, rec.start, rec.end, place, cache.rows, *cache.first)
				}
			}
		}
	}
}

// The case that made run: a long row reaches into a range, the rows behind it
// end before, and the next range begins with a row behind those.
func TestRunReachesToTheLastThatBegins(t *testing.T) {
	b := newBench(t)
	b.a.Catalog.Add(newFake(source.Features,
		record{start: 50, end: 60}, record{start: 100, end: 1500}, record{start: 200, end: 300}, record{start: 400, end: 500},
		record{start: 2000, end: 2100}, record{start: 2200, end: 2300},
	), catalog.Spec{Name: "rows.bed"})
	for _, tc := range []struct {
		start, end int
		want       string
	}{
		{1001, 1800, `"id":[2,3,4]`}, // 3 and 4 lie inside of 2, before the range
		{1801, 2500, `"id":[5,6]`},
		{1001, 2050, `"id":[2,3,4,5]`},
		{1, 80, `"id":[1]`},
		{1601, 1900, `"id":[]`},
		{101, 110, `"id":[2]`},
		{250, 260, `"id":[2,3]`},
	} {
		if got := b.ask(protocol.GetRows, on(`"version":"4","datasource":"rows"`, tc.start, tc.end)); !strings.Contains(got, tc.want+",") {
			t.Errorf("[%d, %d]: %s, want %s", tc.start, tc.end, got, tc.want)
		}
	}
}

// Rows and values of one range have the same numbers.
func TestRowsAndValuesAgree(t *testing.T) {
	r := rand.New(rand.NewSource(3))
	b := newBench(t)
	f := newFake(source.Features, randomRecords(r, 200, 100_000)...)
	b.add(f)
	for range 100 {
		start := 1 + r.Intn(100_000)
		end := start + r.Intn(5000)
		var rows rowsAnswer
		var values struct {
			Values           []float64
			GlobalStartIndex *int
		}
		if err := json.Unmarshal([]byte(b.ask(protocol.GetRows, on(`"version":"4","datasource":"rows"`, start, end))), &rows); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(b.ask(protocol.GetValues, on(`"version":"4","measurement":"score"`, start, end))), &values); err != nil {
			t.Fatal(err)
		}
		if len(values.Values) != len(rows.Values.ID) || len(values.Values) > 0 && *values.GlobalStartIndex != *rows.GlobalStartIndex {
			t.Fatalf("[%d, %d]: %d rows, %d values", start, end, len(rows.Values.ID), len(values.Values))
		}
		for i, v := range values.Values {
			if want := f.records[rows.Values.ID[i]-1].value; v != want {
				t.Fatalf("[%d, %d]: row %d has the value %v, want %v", start, end, rows.Values.ID[i], v, want)
			}
		}
	}
}
