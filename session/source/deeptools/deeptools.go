// Package deeptools reads the matrices of deepTools' computeMatrix: after a line of JSON that
// describes them, rows of BED6 with the values of the bins about a region, first those of
// the first sample. Such a file is gzip-compressed text.
//
// A row has one value for each sample, the mean of its bins. The bins themselves, of which
// there are often thousands, have no place of their own.
package deeptools

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/intervals"
	"github.com/epiviz/epivizgo/session/source/lines"
)

// Layout describes a matrix.
type Layout struct {
	samples, groups []string
	bins, rows      []int // where each sample's bins and each group's rows begin, and the last end
	exons           bool  // regions are lists of exons (--metagene)
	shared          bool  // the first line does not say where the samples' bins begin
}

// The columns of BED6 in a row, before the bins.
const (
	chrom = iota
	start
	end
	name
	_
	strand
	first // of the bins
)

// Sniff decides from the beginning of a text whether it is a matrix.
func Sniff(head []byte) (Layout, bool) {
	line, rest, _ := bytes.Cut(head, []byte{'\n'})
	if !bytes.HasPrefix(line, []byte("@{")) {
		return Layout{}, false
	}
	var header struct {
		Samples []string `json:"sample_labels"`
		Bins    []int    `json:"sample_boundaries"`
		Groups  []string `json:"group_labels"`
		Rows    []int    `json:"group_boundaries"`
	}
	if json.Unmarshal(line[1:], &header) != nil {
		return Layout{}, false
	}
	l := Layout{samples: header.Samples, bins: header.Bins, groups: header.Groups, rows: header.Rows}
	row, _, _ := bytes.Cut(rest, []byte{'\n'})
	fields := lines.Split(nil, bytes.TrimSuffix(row, []byte{'\r'}))
	if l.bins == nil && len(l.samples) > 0 && len(fields) > first && (len(fields)-first)%len(l.samples) == 0 {
		l.shared = true
		for i := range len(l.samples) + 1 {
			l.bins = append(l.bins, i*(len(fields)-first)/len(l.samples))
		}
	}
	if !bounds(l.bins, len(l.samples)) || l.rows != nil && !bounds(l.rows, len(l.groups)) {
		return Layout{}, false
	}
	l.exons = len(fields) > end && bytes.IndexByte(fields[start], ',') >= 0
	return l, true
}

// mostSamples bounds the samples of a matrix, and the groups.
const mostSamples = 10_000

// bounds reports whether bounds divide something into n parts.
func bounds(bounds []int, n int) bool {
	return n > 0 && n <= mostSamples && len(bounds) == n+1 && bounds[0] == 0 && slices.IsSorted(bounds)
}

// group returns the label of the group of a row, counted from 0.
func (l *Layout) group(row int) []byte {
	i, found := slices.BinarySearch(l.rows, row)
	if !found {
		i--
	}
	for i+1 < len(l.groups) && l.rows[i+1] == row { // a group without rows
		i++
	}
	if i < 0 || i >= len(l.groups) {
		return nil
	}
	return []byte(l.groups[i])
}

// Read reads the whole text as layout says.
func Read(ctx context.Context, r *lines.Reader, layout Layout) (source.Source, error) {
	schema := intervals.Schema{
		Values: unique(layout.samples), Metadata: []string{"name", "group"}, Names: []string{"name"}, Exons: layout.exons,
	}
	reader := func(rows *intervals.Builder, skips *lines.Skips) func(int, []byte) error {
		p := parser{layout: layout, skips: skips}
		return func(number int, line []byte) error {
			if number == 1 || lines.Blank(line) {
				return nil
			}
			if err := p.parse(number, line); err != nil {
				return err
			}
			return rows.Add(p.row)
		}
	}
	empty := func() *intervals.Builder { return intervals.NewBuilder(schema) }
	rows, notes, err := lines.Collect(ctx, r, "a deepTools matrix", empty, reader)
	if err != nil {
		return nil, err
	}
	if n := len(layout.rows); n > 0 && layout.rows[n-1] != rows.Len() {
		notes = append(notes, fmt.Sprintf("it should have %d rows, as its first line says, and has %d", layout.rows[n-1], rows.Len()))
	}
	if layout.shared {
		notes = append(notes, "its first line does not say which bins are of which sample: each has as many, one sample after the other")
	}
	samples := "samples"
	if len(layout.samples) == 1 {
		samples = "sample"
	}
	notes = append([]string{fmt.Sprintf("the value of a sample is the mean of its bins; the matrix has %d bins of %d %s",
		layout.bins[len(layout.bins)-1], len(layout.samples), samples)}, notes...)
	return rows.Finish(source.Info{Format: "deepTools matrix", Table: true, Notes: notes}), nil
}

// unique numbers samples of the same name.
func unique(samples []string) (names []string) {
	for _, name := range samples {
		for n, base := 2, name; slices.Contains(names, name); n++ {
			name = base + " " + strconv.Itoa(n)
		}
		names = append(names, name)
	}
	return names
}

// parser reads rows into row, whose slices it reuses.
type parser struct {
	layout        Layout
	skips         *lines.Skips
	row           intervals.Row
	fields        [][]byte
	starts, stops []int
}

func (p *parser) parse(number int, line []byte) (err error) {
	f := lines.Split(p.fields[:0], line)
	p.fields = f
	if len(f) < first {
		return fmt.Errorf("found %d columns; wanted %d before the bins", len(f), first)
	}
	if p.starts, err = lines.Positions(p.starts[:0], f[start], "start"); err != nil {
		return err
	}
	if p.stops, err = lines.Positions(p.stops[:0], f[end], "end"); err != nil {
		return err
	}
	if len(p.starts) == 0 || len(p.starts) != len(p.stops) {
		return fmt.Errorf("found %d starts and %d ends", len(p.starts), len(p.stops))
	}
	r := &p.row
	r.Seq, r.Strand = f[chrom], '*'
	if len(r.Seq) == 0 {
		return fmt.Errorf("the sequence name is empty")
	}
	if s := f[strand]; len(s) == 1 {
		r.Strand = s[0]
	}
	r.Exons = r.Exons[:0]
	for i := range p.starts {
		if err := lines.Span(p.starts[i], p.stops[i]); err != nil {
			return err
		}
		r.Exons = append(r.Exons, [2]int{p.starts[i], p.stops[i]})
	}
	slices.SortFunc(r.Exons, func(a, b [2]int) int { return a[0] - b[0] })
	r.Start, r.End = slices.Min(p.starts), slices.Max(p.stops)
	r.Metadata = append(r.Metadata[:0], f[name], p.layout.group(number-2))
	p.means(number, f[first:])
	return nil
}

// means sets the values of the row, from the bins of all samples.
func (p *parser) means(number int, bins [][]byte) {
	at := p.layout.bins
	if n := at[len(at)-1]; len(bins) != n {
		p.skips.Cell("some bins", number, fmt.Errorf("found %d; wanted %d", len(bins), n))
	}
	p.row.Values = p.row.Values[:0]
	for i := range p.layout.samples {
		sum, n := 0.0, 0
		for k := at[i]; k < min(at[i+1], len(bins)); k++ {
			v, err := lines.Number(bins[k])
			if err != nil {
				p.skips.Cell(p.layout.samples[i], number, err)
			}
			if v == v {
				sum, n = sum+v, n+1
			}
		}
		p.row.Values = append(p.row.Values, sum/float64(n)) // NaN without a value
	}
}
