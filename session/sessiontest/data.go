package sessiontest

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"github.com/epiviz/epivizgo/protocol"
)

// windowWidth is the width of the page in pixels, which v5 and the built-in
// page send as bins.
const windowWidth = 1280

// key names what is asked for: the rows of a datasource or the values of a
// measurement.
type key struct {
	group string
	id    string // of the datasource or the measurement
	rows  bool
}

// request is one that may still be waited for.
type request struct {
	at   place
	data json.RawMessage // nil before the answer
}

// getData asks for what the charts need at the page's place and the cache has
// not. An error is an exception. b.mu is held.
func (b *Browser) getData(charts []*Chart) error {
	if b.dialect == protocol.Builtin {
		b.fetchBuiltin(charts)
		return nil
	}
	if b.location == nil {
		return nil
	}
	here := placeOf(*b.location)
	if b.dialect == protocol.V5 {
		if err := b.dropFar(here); err != nil {
			return err
		}
		for _, c := range charts {
			if err := b.drawPart(c, here); err != nil {
				return err
			}
		}
	}
	width := here.end - here.start
	ranges := []place{
		here,
		{here.seq, max(here.start-width, 0), here.start},
		{here.seq, here.end, here.end + width},
	}
	if b.dialect == protocol.V5 {
		more := math.Ceil(width / 3)
		ranges = []place{{here.seq, max(here.start-more, 0), here.end + more}}
	}
	// What is needed is reckoned for all charts before anything is asked.
	var order []key
	needed := map[key][]place{}
	of := map[key]protocol.Measurement{}
	want := func(k key, m protocol.Measurement) {
		if _, seen := needed[k]; !seen {
			order = append(order, k)
			needed[k], of[k] = b.lacking(k, ranges), m
		}
	}
	for _, c := range charts {
		for _, m := range c.Measurements {
			if m.Type == protocol.FeatureType {
				want(key{m.DatasourceGroup, m.ID, false}, m)
			}
			if m.Type == protocol.RangeType || b.dialect != protocol.V5 {
				want(key{m.DatasourceGroup, m.DatasourceID, true}, m)
			}
		}
	}
	for _, k := range order {
		for _, at := range needed[k] {
			if at.end > at.start {
				b.fetched[k] = true
				b.fetch(k, of[k], at)
			}
		}
		if b.dialect == protocol.V2 && !b.fetched[k] { // another has brought all of it
			return thrown("Cannot convert undefined or null to object")
		}
	}
	return nil
}

// dropFar is v5's rule for a view that shares little with the first one: it
// forgets everything and aborts what is open, which a WebSocket cannot.
func (b *Browser) dropFar(here place) error {
	if b.lastFull == nil {
		b.lastFull = &here
		return nil
	}
	last := *b.lastFull
	if last.seq != here.seq || last.end < here.start || here.end < last.start {
		return nil
	}
	total := here.end - here.start + last.end - last.start
	overlap := (total - math.Abs(here.start-last.start) - math.Abs(here.end-last.end)) / 2
	if math.Ceil(100*overlap/total) >= 25 {
		return nil
	}
	b.lastFull = &here
	b.groups, b.stacks = map[string]*group{}, map[key][]*request{}
	if b.open > 0 {
		return thrown("Cannot read properties of undefined (reading 'abort')")
	}
	return nil
}

// thrown is an exception of the page, in the browser's words.
type thrown string

func (e thrown) Error() string { return string(e) }

// drawPart is v5's drawing with what there is of a chart's data, which a
// Scatter Plot does not survive.
func (b *Browser) drawPart(c *Chart, here place) error {
	if c.Type != chartPrefix+"ScatterPlot" {
		return nil
	}
	have := 0
	for _, m := range c.Measurements {
		g := b.groups[m.DatasourceGroup]
		if g == nil || g.rows == nil || g.values[m.ID] == nil {
			continue
		}
		if len(here.minus(g.rows.place)) == 0 && len(here.minus(g.values[m.ID].place)) == 0 {
			have++
		}
	}
	if have > 0 && have < len(c.Measurements) {
		return thrown("Cannot read properties of undefined (reading 'getByGlobalIndex')")
	}
	return nil
}

// lacking lists what of the ranges is neither cached nor under way.
func (b *Browser) lacking(k key, ranges []place) []place {
	needed := slices.Clone(ranges)
	if g := b.groups[k.group]; g != nil {
		if k.rows && g.rows != nil {
			needed = minusAll(needed, g.rows.place)
		} else if v := g.values[k.id]; !k.rows && v != nil {
			needed = minusAll(needed, v.place)
		}
	}
	for _, r := range b.stacks[k] {
		needed = minusAll(needed, r.at)
	}
	return needed
}

// fetch asks for a range. Answers are put into the cache in the order in which
// they were asked for, each once all before it have come.
func (b *Browser) fetch(k key, m protocol.Measurement, at place) {
	args := b.provider()
	if b.dialect == protocol.V4 {
		delete(args, "datasourceGroup")
	}
	args["datasource"], args["start"], args["end"] = m.DatasourceID, at.start, at.end
	if b.dialect == protocol.Tutorial {
		args["chr"] = at.seq
	} else {
		args["seqName"] = at.seq
	}
	action := protocol.GetRows
	if k.rows {
		args["metadata"] = m.Metadata
	} else {
		action = protocol.GetValues
		args["measurement"] = m.ID
		if b.dialect == protocol.V5 {
			args["bins"] = windowWidth
		}
	}
	r := &request{at: at}
	b.stacks[k] = append(b.stacks[k], r)
	b.open++
	b.ask(action, args, func(data json.RawMessage) {
		b.open--
		r.data = data
		if !slices.Contains(b.stacks[k], r) {
			return // forgotten meanwhile
		}
		for len(b.stacks[k]) > 0 && b.stacks[k][0].data != nil {
			next := b.stacks[k][0]
			b.stacks[k] = b.stacks[k][1:]
			if err := b.file(k, m, next); err != nil {
				b.fault("%s of %s in %v: %v", action, k.id, next.at, err)
			}
		}
	})
}

// file puts an answer into the cache.
func (b *Browser) file(k key, m protocol.Measurement, r *request) error {
	switch {
	case k.rows:
		var a rowsAnswer
		if err := json.Unmarshal(r.data, &a); err != nil {
			return err
		}
		return b.addRows(k.group, r.at, a)
	case b.dialect != protocol.V5:
		var a valuesAnswer
		if err := json.Unmarshal(r.data, &a); err != nil {
			return err
		}
		return b.addValues(k.group, k.id, r.at, a)
	}
	var a struct {
		Rows   *rowsAnswer `json:"rows"`
		Values struct {
			Values map[string][]*float64 `json:"values"`
			First  *int                  `json:"globalStartIndex"`
		} `json:"values"`
	}
	if err := json.Unmarshal(r.data, &a); err != nil {
		return err
	}
	if a.Rows == nil || a.Rows.Values == nil || a.Rows.Values.Metadata == nil {
		return fmt.Errorf("values without rows, or rows without metadata: %.200s", r.data)
	}
	if err := b.addRows(k.group, r.at, *a.Rows); err != nil {
		return err
	}
	values := a.Values.Values[m.ID]
	if values == nil {
		values = []*float64{}
	}
	return b.addValues(k.group, k.id, r.at, valuesAnswer{values, a.Values.First})
}
