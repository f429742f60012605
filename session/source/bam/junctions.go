package bam

import (
	"cmp"
	"context"
	"encoding/binary"
	"math"
	"slices"
	"strconv"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/lazy"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bins"
)

var _ source.Summarizer = (*junctions)(nil)

// junctionsNote says what is counted for a junction.
const junctionsNote = "unique reads are those with NH:i:1, or of mapping quality 10 and more where they lack NH"

// uniqueQuality is the least mapping quality of a unique read without NH.
const uniqueQuality = 10

// junctionColumns are the numbers of a junction, which are columns of text too: arcs are drawn by them.
var junctionColumns = []string{"reads", "unique"}

// junctions are the splices of a file's reads, each a row from the first to the last base that is spliced out.
type junctions struct {
	f    *reads
	info source.Info
	all  lazy.Map[int, []counted] // of whole sequences, by their numbers
}

func newJunctions(f *reads) *junctions {
	nan := math.NaN()
	return &junctions{f: f, info: source.Info{Format: f.info.Format, Kind: source.Pairs, Sequences: f.info.Sequences,
		Values: junctionColumns, Metadata: junctionColumns, First: f.info.First, Min: nan, Max: nan, Items: -1, Overlaps: true,
		Notes: []string{junctionsNote}}}
}

// Info implements source.Source.
func (j *junctions) Info() source.Info { return j.info }

// Close does nothing: the file is closed with its reads.
func (j *junctions) Close() error { return nil }

// splice is a junction.
type splice struct {
	start, end int
	strand     byte
}

func (s splice) compare(o splice) int {
	return cmp.Or(cmp.Compare(s.start, o.start), cmp.Compare(s.end, o.end), cmp.Compare(s.strand, o.strand))
}

// count holds the reads of a junction.
type count struct{ all, unique int }

// counted is a junction with its reads.
type counted struct {
	splice
	count
}

// Rows implements source.Source. A read that has a junction overlaps whatever the junction does, so counts do not depend
// on the window.
func (j *junctions) Rows(ctx context.Context, iv genome.Interval, opt source.RowOptions) (*source.Rows, error) {
	seq, err := j.f.sequence(ctx, iv.Seq)
	if err != nil {
		return nil, err
	}
	numbered := !opt.Unnumbered || opt.Unbroken
	var all []counted
	if numbered {
		all, err = j.all.Get(ctx, seq, func(ctx context.Context) ([]counted, error) {
			whole, err := j.f.whole(seq)
			if err != nil {
				return nil, err
			}
			return j.count(ctx, seq, whole)
		})
	} else if size := j.f.size(seq, iv); size > mostBytes {
		err = j.f.tooManyBytes(iv, size)
	} else {
		all, err = j.count(ctx, seq, iv)
	}
	if err != nil {
		return nil, err
	}
	first, last := -1, -1
	for i, s := range all {
		if s.start < iv.End && s.end > iv.Start {
			if last = i; first < 0 {
				first = i
			}
		}
	}
	rows := &source.Rows{Values: make([][]float64, 2), Metadata: make([][]string, 2)}
	for i := max(first, 0); first >= 0 && i <= last; i++ {
		s := all[i]
		if !opt.Unbroken && (s.start >= iv.End || s.end <= iv.Start) {
			continue
		}
		rows.Start, rows.End, rows.Strand = append(rows.Start, s.start), append(rows.End, s.end), append(rows.Strand, s.strand)
		for k, n := range []int{s.all, s.unique} {
			rows.Values[k] = append(rows.Values[k], float64(n))
			if opt.Columns.HasText() {
				rows.Metadata[k] = append(rows.Metadata[k], strconv.Itoa(n))
			}
		}
		rows.Exons = append(rows.Exons, [][2]int{{s.start, s.start + 1}, {s.end - 1, s.end}})
		if numbered {
			rows.Number = append(rows.Number, i+1)
		}
	}
	if rows.Total = len(rows.Start); opt.Limit > 0 && rows.Total > opt.Limit {
		return &source.Rows{Values: make([][]float64, 2), Metadata: make([][]string, 2), Total: rows.Total}, nil
	}
	return rows, nil
}

// count returns the junctions of the reads that overlap iv, in order.
func (j *junctions) count(ctx context.Context, seq int, iv genome.Interval) ([]counted, error) {
	counts := map[splice]*count{}
	err := j.f.each(ctx, seq, iv, func(r *record, _ int) {
		if !r.chosen(j.f.choice) {
			return
		}
		r.splices(func(s splice, unique bool) {
			c := counts[s]
			if c == nil {
				c = &count{}
				counts[s] = c
			}
			if c.all++; unique {
				c.unique++
			}
		})
	})
	all := make([]counted, 0, len(counts))
	for s, c := range counts {
		all = append(all, counted{s, *c})
	}
	slices.SortFunc(all, func(a, b counted) int { return a.compare(b.splice) })
	return all, err
}

// Summarize implements source.Summarizer.
func (j *junctions) Summarize(ctx context.Context, iv genome.Interval, n int, opt source.SummaryOptions) (*source.Summary, error) {
	rows, err := j.Rows(ctx, iv, source.RowOptions{Unnumbered: true})
	if err != nil {
		return nil, err
	}
	return bins.FromRows(rows, opt.Column, iv, n)
}

// splices calls yield with the junctions of a read.
func (r *record) splices(yield func(s splice, unique bool)) {
	at, known := r.pos(), false
	var strand byte
	var unique bool
	for i := range r.ops() {
		switch op, n := r.op(i); op {
		case 'M', 'D', '=', 'X':
			at += n
		case 'N':
			if !known {
				known, strand, unique = true, r.spliceStrand(), r.unique()
			}
			if n > 0 {
				yield(splice{at, at + n, strand}, unique)
			}
			at += n
		}
	}
}

// spliceStrand returns the strand of a read's transcript: of the tag XS, or of ts, which is relative to the read, or of the
// motifs in jM. It is '*' without them.
func (r *record) spliceStrand() byte {
	if v, kind := r.tag("XS"); kind == 'A' && (v[0] == '+' || v[0] == '-') {
		return v[0]
	}
	if v, kind := r.tag("ts"); kind == 'A' && (v[0] == '+' || v[0] == '-') {
		if (v[0] == '-') == (r.flag()&reverse != 0) {
			return '+'
		}
		return '-'
	}
	if v, kind := r.tag("jM"); kind == 'B' && len(v) > 5 && (v[0] == 'c' || v[0] == 'C') {
		for _, n := range v[5:] {
			switch motif := int8(n) % 20; { // 20 is added for junctions that are annotated; 0 is no known motif
			case motif > 0 && motif%2 == 1:
				return '+'
			case motif > 0:
				return '-'
			}
		}
	}
	return '*'
}

// unique reports whether a read is aligned nowhere else.
func (r *record) unique() bool {
	if v, kind := r.tag("NH"); kind != 0 {
		if n, ok := integer(v, kind); ok {
			return n == 1
		}
	}
	return r.mapq() >= uniqueQuality
}

// integer reads the value of a tag of a whole number.
func integer(v []byte, kind byte) (int, bool) {
	switch kind {
	case 'c':
		return int(int8(v[0])), true
	case 'C':
		return int(v[0]), true
	case 's':
		return int(int16(binary.LittleEndian.Uint16(v))), true
	case 'S':
		return int(binary.LittleEndian.Uint16(v)), true
	case 'i':
		return int(int32(binary.LittleEndian.Uint32(v))), true
	case 'I':
		return int(binary.LittleEndian.Uint32(v)), true
	}
	return 0, false
}
