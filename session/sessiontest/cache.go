package sessiontest

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/epiviz/epivizgo/protocol"
)

// The cache of a real page: rows are kept by datasource
// group, values by measurement in it, each as one run of row numbers that
// stands for one range. An answer is filed under the range that was asked for;
// runs of touching ranges are joined by number, whatever the positions are.

// place is a range as pages reckon with it: the ends are points that
// neighbours share.
type place struct {
	seq        string
	start, end float64
}

func placeOf(r protocol.Range) place { return place{r.SeqName, r.Start, r.End} }

// minus lists the parts of p that lie outside q.
func (p place) minus(q place) []place {
	if p.seq != q.seq || p.end <= q.start || q.end <= p.start {
		return []place{p}
	}
	var out []place
	if p.start < q.start {
		out = append(out, place{p.seq, p.start, q.start})
	}
	if q.end < p.end {
		out = append(out, place{p.seq, q.end, p.end})
	}
	return out
}

// minusAll lists the parts of places that lie outside q.
func minusAll(places []place, q place) []place {
	var out []place
	for _, p := range places {
		out = append(out, p.minus(q)...)
	}
	return out
}

// run is rows or values from number first on, which stand for a place. first
// is 0 when there are none.
type run[T any] struct {
	place
	first int
	items []T
}

// joined puts an answer to what there is.
func joined[T any](have *run[T], more run[T]) *run[T] {
	if have == nil || have.seq != more.seq || have.start > more.end || have.end < more.start {
		return &more
	}
	left, right := have, &more
	if have.start >= more.start {
		left, right = &more, have
	}
	if left.end >= right.end {
		return left
	}
	skip := 0
	if left.first > 0 && right.first > 0 {
		skip = min(max(0, left.first+len(left.items)-right.first), len(right.items))
	}
	out := &run[T]{place: place{left.seq, left.start, right.end}, first: left.first}
	if out.first == 0 {
		out.first = right.first
	}
	out.items = slices.Concat(left.items, right.items[skip:])
	return out
}

// group is what is cached of a datasource group.
type group struct {
	rows   *run[Row]
	values map[string]*run[float64]
	// columns are the text columns of the rows so far; nil before the first.
	columns []string
}

// Row is a row on a page, positions as they arrived.
type Row struct {
	Number     int // by which the page knows it
	Start, End int
	Strand     string
	Metadata   map[string]string
}

// Point is a row with the value that the page shows for it, NaN for a gap or
// where it holds none.
type Point struct {
	Number, Start, End int
	Value              float64
}

func (b *Browser) group(name string) *group {
	g := b.groups[name]
	if g == nil {
		g = &group{values: map[string]*run[float64]{}}
		b.groups[name] = g
	}
	return g
}

// clearGroup forgets a group. Answers that are under way are then nobody's.
func (b *Browser) clearGroup(name string) {
	delete(b.groups, name)
	maps.DeleteFunc(b.stacks, func(k key, _ []*request) bool { return k.group == name })
}

// wireRows is the "values" of a getRows answer.
type wireRows struct {
	ID       json.RawMessage     `json:"id"`
	Start    []int               `json:"start"`
	End      []int               `json:"end"`
	Strand   json.RawMessage     `json:"strand"`
	Metadata map[string][]string `json:"metadata"`
	Chr      []string            `json:"chr"`
}

type rowsAnswer struct {
	Values    *wireRows `json:"values"`
	First     *int      `json:"globalStartIndex"`
	UseOffset bool      `json:"useOffset"`
}

type valuesAnswer struct {
	Values []*float64 `json:"values"`
	First  *int       `json:"globalStartIndex"`
}

// addRows files an answer to getRows; an error is what a page would throw.
func (b *Browser) addRows(name string, at place, a rowsAnswer) error {
	if a.Values == nil || a.Values.Start == nil || a.Values.End == nil {
		return fmt.Errorf("rows without start or end")
	}
	n := len(a.Values.Start)
	first, err := firstOf(a.First, n)
	if err != nil {
		return err
	}
	if len(a.Values.End) != n || len(a.Values.ID) > 0 && a.Values.ID[0] != '[' || b.dialect == protocol.V5 && len(a.Values.Chr) != n {
		return fmt.Errorf("row columns that are no lists of one length")
	}
	var strands []string
	if json.Unmarshal(a.Values.Strand, &strands) == nil {
		if len(strands) != n {
			return fmt.Errorf("%d strands of %d rows", len(strands), n)
		}
	} else {
		var all string
		if err := json.Unmarshal(a.Values.Strand, &all); err != nil {
			return fmt.Errorf("strand is %s", a.Values.Strand)
		}
		strands = slices.Repeat([]string{all}, n)
	}
	if !slices.IsSorted(a.Values.Start) {
		return fmt.Errorf("rows not sorted by start")
	}
	r := run[Row]{place: at, first: first}
	for i := range n {
		row := Row{Start: a.Values.Start[i], End: a.Values.End[i], Strand: strands[i], Metadata: map[string]string{}}
		for name, column := range a.Values.Metadata {
			if len(column) != n {
				return fmt.Errorf("column %s has %d of %d rows", name, len(column), n)
			}
			row.Metadata[name] = column[i]
		}
		r.items = append(r.items, row)
	}
	g := b.group(name)
	columns := slices.Sorted(maps.Keys(a.Values.Metadata))
	if g.columns != nil && !slices.Equal(g.columns, columns) {
		return fmt.Errorf("rows of %s with the columns %v joined to rows with %v", name, columns, g.columns)
	}
	g.columns = append([]string{}, columns...)
	g.rows = joined(g.rows, r)
	return nil
}

// addValues files an answer to getValues.
func (b *Browser) addValues(group, measurement string, at place, a valuesAnswer) error {
	if a.Values == nil {
		return fmt.Errorf("values that are not there")
	}
	first, err := firstOf(a.First, len(a.Values))
	if err != nil {
		return err
	}
	r := run[float64]{place: at, first: first}
	for _, v := range a.Values {
		if v == nil {
			r.items = append(r.items, math.NaN())
		} else {
			r.items = append(r.items, *v)
		}
	}
	g := b.group(group)
	g.values[measurement] = joined(g.values[measurement], r)
	return nil
}

// firstOf checks a globalStartIndex: null for no rows, else at least 1, since 0
// is taken for none.
func firstOf(first *int, n int) (int, error) {
	switch {
	case first == nil && n == 0:
		return 0, nil
	case first == nil:
		return 0, fmt.Errorf("%d rows without a globalStartIndex", n)
	case *first < 1:
		return 0, fmt.Errorf("globalStartIndex %d", *first)
	}
	return *first, nil
}

// Rows lists what the page shows of a datasource group at its place. It fails
// while the page has not all of it.
func (b *Browser) Rows(group string) ([]Row, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	g := b.groups[group]
	if b.location == nil || g == nil || g.rows == nil {
		return nil, fmt.Errorf("the page has no rows of %s; %s", group, b.look())
	}
	here := placeOf(*b.location)
	if missing := here.minus(g.rows.place); len(missing) > 0 {
		return nil, fmt.Errorf("the page lacks rows of %s in %v; %s", group, missing, b.look())
	}
	var out []Row
	for i, r := range g.rows.items {
		if float64(r.End) >= here.start && float64(r.Start) <= here.end {
			r.Number = g.rows.first + i
			out = append(out, r)
		}
	}
	return out, nil
}

// Drawn lists the points that the page shows of a measurement with values: the
// rows at its place, each with the value of the same number.
func (b *Browser) Drawn(measurement string) ([]Point, error) {
	b.mu.Lock()
	var m *protocol.Measurement
	for _, c := range b.charts {
		for i := range c.Measurements {
			if c.Measurements[i].ID == measurement {
				m = &c.Measurements[i]
			}
		}
	}
	b.mu.Unlock()
	if m == nil {
		return nil, fmt.Errorf("no chart of the page shows %s", measurement)
	}
	rows, err := b.Rows(m.DatasourceGroup)
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	values := b.group(m.DatasourceGroup).values[measurement]
	if values == nil {
		return nil, fmt.Errorf("the page has no values of %s; %s", measurement, b.look())
	}
	if missing := placeOf(*b.location).minus(values.place); len(missing) > 0 {
		return nil, fmt.Errorf("the page lacks values of %s in %v; %s", measurement, missing, b.look())
	}
	out := make([]Point, len(rows))
	for i, r := range rows {
		out[i] = Point{r.Number, r.Start, r.End, math.NaN()}
		if k := r.Number - values.first; k >= 0 && k < len(values.items) {
			out[i].Value = values.items[k]
		}
	}
	return out, nil
}
