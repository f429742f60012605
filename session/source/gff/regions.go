package gff

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source/intervals"
)

// region is a file's statement about a sequence as a whole, in a ##sequence-region line or
// in a row of its own.
type region struct {
	name     string
	length   int
	circular bool
}

// parseRegion reads a ##sequence-region line. A region that does not begin at base 1 is only a
// part of the sequence and does not state its length.
func parseRegion(line []byte) (region, bool) {
	rest, ok := bytes.CutPrefix(line, []byte("##sequence-region"))
	f := bytes.Fields(rest)
	if !ok || len(f) != 3 || string(f[1]) != "1" {
		return region{}, false
	}
	end, err := strconv.Atoi(string(f[2]))
	return region{name: unescape(string(f[0])), length: end}, err == nil && end > 0 && end <= genome.MaxPosition
}

// regions are the regions of a file, in order.
type regions struct {
	list   []region
	byName map[string]int
	differ []string // notes
}

// add adds a region. Of several lengths of a sequence it keeps the largest.
func (r *regions) add(one region) {
	i, ok := r.byName[one.name]
	if !ok {
		if r.byName == nil {
			r.byName = map[string]int{}
		}
		r.byName[one.name] = len(r.list)
		r.list = append(r.list, one)
		return
	}
	have := &r.list[i]
	have.circular = have.circular || one.circular
	if have.length != one.length {
		r.differ = append(r.differ, fmt.Sprintf("%s is said to have %d and %d bases", one.name, have.length, one.length))
		have.length = max(have.length, one.length)
	}
}

// sequences returns the sequences with the lengths that are stated.
func (r *regions) sequences() []genome.Sequence {
	var out []genome.Sequence
	for _, one := range r.list {
		out = append(out, genome.Sequence{Name: one.name, Length: one.length})
	}
	return out
}

// notes returns notes on circular sequences, and on sequences whose stated length is exceeded by rows.
func (r *regions) notes(rows ...*intervals.Builder) []string {
	notes := some(r.differ)
	reach := map[string]int{}
	for _, b := range rows {
		for name, end := range b.Ends() {
			reach[name] = max(reach[name], end)
		}
	}
	var circular, beyond []string
	for _, one := range r.list {
		end := reach[one.name]
		switch {
		case one.circular && end > one.length:
			circular = append(circular, fmt.Sprintf("%s (%d bases; features over its origin reach to %d)", one.name, one.length, end))
		case one.circular:
			circular = append(circular, one.name)
		case end > one.length:
			beyond = append(beyond, fmt.Sprintf("%s is said to have %d bases, but its features reach to %d", one.name, one.length, end))
		}
	}
	if len(circular) > 0 {
		notes = append(notes, "circular: "+strings.Join(some(circular), ", "))
	}
	return append(notes, some(beyond)...)
}

// some returns the first of many notes, and a note on how many more there are.
func some(notes []string) []string {
	const most = 3
	if len(notes) <= most+1 {
		return notes
	}
	return append(notes[:most:most], fmt.Sprintf("and %d more sequences", len(notes)-most))
}
