package bam

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bins"
)

const (
	// viewBytes bounds the bytes of the file that are read for the reads of a view; of a wider one, or a deeper, only the depth is shown.
	viewBytes = 128 << 20
	// viewBases bounds the bases of a view with reads.
	viewBases = 1 << 20
	// leastShare is the part of the reads at a base that has to differ from the reference for an allele.
	leastShare = 0.1
	// mostInserted is the longest insertion whose bases are told.
	mostInserted = 30
	// mostTag is the longest text of a tag that is told, and mostTags the most tags of a read.
	mostTag, mostTags = 40, 24
)

// View implements source.Alignments.
func (f *reads) View(ctx context.Context, iv genome.Interval, n, most int) (*source.ReadView, error) {
	seq, at, err := f.clip(ctx, iv)
	if err != nil {
		return nil, err
	}
	v := &source.ReadView{Rows: &source.Rows{Metadata: make([][]string, len(source.ReadColumns))}, Depth: make([]float64, n)}
	if size := f.size(seq, at); most == 0 || at.Len() == 0 || size > viewBytes || at.Len() > viewBases {
		v.Rows.Total = -1
		sum, err := f.depth.Summarize(ctx, iv, n, source.SummaryOptions{})
		if err != nil {
			return nil, err
		}
		v.Depth, v.Estimated = bins.Values(sum, bins.Mean), sum.Estimated.Sum
		return v, nil
	}
	g := f.genomePart(ctx, at.Seq)
	w := newViewer(f, at, most, g, v)
	err = f.eachOf(ctx, seq, at, true, w.add)
	if errors.Is(err, source.ErrNoReference) {
		// What differs from the reference is not known, all else is.
		v.LeftOut, v.Unknown, v.Why = 0, 0, err.Error()
		w = newViewer(f, at, most, g, v)
		err = f.eachOf(ctx, seq, at, false, w.add)
	}
	switch bad := g.close(); {
	case err != nil:
		return nil, err
	case errors.Is(bad, source.ErrOtherGenome): // which says nothing about the reads
		v.Why = bad.Error()
	case bad != nil:
		return nil, bad
	}
	w.finish(iv, n)
	return v, nil
}

// viewer collects the reads of a view. Of too many it keeps those whose names have the least hashes, so that the reads of a template
// stay together, and are the same wherever the view is. Where more reads have one name than are shown, names are not those of templates.
type viewer struct {
	f       *reads
	at      genome.Interval
	most    int
	g       *genomePart
	view    *source.ReadView
	total   int
	limit   uint64 // hashes of this and more are left out
	apart   bool   // hashes are of reads, not of templates
	kept    []viewed
	changes []int32           // of the depth, by position in the window
	others  map[int]*[5]int32 // bases that differ, by position
	nth     map[[2]int]int    // rows so far at a place
	differ  []int             // places in the read at hand, of bases in the window that differ
}

func newViewer(f *reads, at genome.Interval, most int, g *genomePart, v *source.ReadView) *viewer {
	return &viewer{f: f, at: at, most: most, g: g, view: v, limit: math.MaxUint64,
		changes: make([]int32, at.Len()+1), others: map[int]*[5]int32{}, nth: map[[2]int]int{}}
}

// viewed is a read that is shown.
type viewed struct {
	hash       uint64
	start, end int
	nth        int // of the rows at its place
	strand     byte
	text       [9]string
}

// add takes a read.
func (w *viewer) add(r *record, end int) error {
	place := [2]int{r.pos(), end}
	nth := 0
	if r.chosen(w.f.shown) {
		nth = w.nth[place]
		w.nth[place]++
	}
	if r.flag()&unmapped != 0 || !r.chosen(w.f.choice) {
		w.view.LeftOut++
		return nil
	}
	w.total++
	r.blocks(func(start, end int) {
		if start, end = max(start, w.at.Start), min(end, w.at.End); start < end {
			w.changes[start-w.at.Start]++
			w.changes[end-w.at.Start]--
		}
	}, "DN")
	w.differ = w.differ[:0]
	known := r.differences(w.g, func(pos, at int) {
		if pos < w.at.Start || pos >= w.at.End {
			return
		}
		w.differ = append(w.differ, at)
		o := w.others[pos]
		if o == nil {
			o = &[5]int32{}
			w.others[pos] = o
		}
		o[baseNumbers[r.base(at)]]++
	})
	if !known {
		w.view.Unknown++
	}
	hash := w.hash(r.name(), r.pos(), end, nth)
	if hash >= w.limit {
		return nil
	}
	w.kept = append(w.kept, w.read(r, end, nth, hash))
	if len(w.kept) >= 2*w.most+64 {
		w.trim()
	}
	return nil
}

// trim leaves out all but most reads.
func (w *viewer) trim() {
	if len(w.kept) <= w.most {
		return
	}
	hashes := make([]uint64, len(w.kept))
	for i, r := range w.kept {
		hashes[i] = r.hash
	}
	slices.Sort(hashes)
	if hashes[0] == hashes[w.most] && !w.apart {
		w.apart = true
		for i := range w.kept {
			r := &w.kept[i]
			r.hash = w.hash([]byte(r.text[0]), r.start, r.end, r.nth)
		}
		w.trim()
		return
	}
	w.limit = hashes[w.most]
	w.kept = slices.DeleteFunc(w.kept, func(r viewed) bool { return r.hash >= w.limit })
}

// hash returns the hash of the template of a read, or of the read where names do not tell its template.
func (w *viewer) hash(name []byte, start, end, nth int) uint64 {
	if w.apart || string(name) == "*" {
		name = fmt.Appendf(nil, "%s %d %d %d", name, start, end, nth)
	}
	return hashName(name)
}

// hashName returns a hash of a read's name whose bits all depend on all of it.
func hashName(name []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, c := range name {
		h = (h ^ uint64(c)) * 1099511628211
	}
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// read returns what is shown of a read.
func (w *viewer) read(r *record, end, nth int, hash uint64) viewed {
	insert := ""
	if r.insert() != 0 {
		insert = strconv.Itoa(r.insert())
	}
	return viewed{hash, r.pos(), end, nth, r.strand(), [9]string{
		string(r.name()), strconv.Itoa(r.flag()), strconv.Itoa(r.mapq()), w.f.mate(r), insert,
		w.aligned(r), shortTags(r), w.mods(r), strconv.Itoa(nth),
	}}
}

// aligned returns the column of that name.
func (w *viewer) aligned(r *record) string {
	var b []byte
	differ := w.differ
	pos, at := r.pos(), 0
	begun := false
	begin := func(pos int) {
		if !begun && pos > r.pos() {
			b = strconv.AppendInt(b, int64(pos-r.pos()), 10)
		}
		begun = true
	}
	run := func(op byte, n int) { b = strconv.AppendInt(append(b, op), int64(n), 10) }
	for i := range r.ops() {
		op, n := r.op(i)
		from, to := max(pos, w.at.Start), min(pos+n, w.at.End)
		switch op {
		case 'M', '=', 'X':
			if from < to {
				begin(from)
				same := 0
				for p := from; p < to; p++ {
					k := at + p - pos
					if len(differ) == 0 || differ[0] != k {
						same++
						continue
					}
					differ = differ[1:]
					if same > 0 {
						run('M', same)
						same = 0
					}
					b = append(b, 'X', letters[r.base(k)]|0x20)
				}
				if same > 0 {
					run('M', same)
				}
			}
			pos, at = pos+n, at+n
		case 'D', 'N':
			if from < to {
				begin(from)
				run(op, to-from)
			}
			pos += n
		case 'I':
			if n > 0 && pos >= w.at.Start && pos <= w.at.End {
				begin(pos)
				if b = append(b, 'I'); n <= mostInserted && at+n <= r.bases() {
					for k := range n {
						b = append(b, letters[r.base(at+k)]|0x20)
					}
				} else {
					b = strconv.AppendInt(b, int64(n), 10)
				}
			}
			at += n
		case 'S', 'H':
			if pos >= w.at.Start && pos <= w.at.End {
				begin(pos)
				run(op, n)
			}
			if op == 'S' {
				at += n
			}
		}
	}
	return string(b)
}

// shortTags returns the column tags.
func shortTags(r *record) string {
	var b []byte
	n := 0
	r.eachTag(func(name string, kind byte, value []byte) {
		if name == "MD" || n == mostTags || kind == 'B' || len(value) > mostTag || bytes.ContainsAny(value, " ") {
			return
		}
		if n++; n > 1 {
			b = append(b, ' ')
		}
		b = appendTag(b, name, kind, value)
	})
	return string(b)
}

// mods returns the column of that name.
func (w *viewer) mods(r *record) string {
	if _, kind := r.tag("MM"); kind != 'Z' {
		if _, kind = r.tag("Mm"); kind != 'Z' {
			return ""
		}
	}
	places := r.places()
	var codes []string
	text := map[string][]byte{}
	_, ok := r.modCalls(func(c modCall) {
		pos := places[c.at]
		if pos < w.at.Start || pos >= w.at.End {
			return
		}
		b, known := text[c.code]
		if !known {
			codes = append(codes, c.code)
		}
		b = strconv.AppendInt(append(b, ' '), int64(pos-r.pos()), 10)
		text[c.code] = strconv.AppendInt(append(b, '='), int64(c.chance), 10)
	})
	if !ok {
		return ""
	}
	var b []byte
	for i, code := range codes {
		if i > 0 {
			b = append(b, ';')
		}
		b = append(append(b, code...), text[code]...)
	}
	return string(b)
}

// finish fills in the view of a window in n parts.
func (w *viewer) finish(iv genome.Interval, n int) {
	w.trim()
	slices.SortStableFunc(w.kept, func(a, b viewed) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end)) })
	rows := w.view.Rows
	rows.Total = w.total
	rows.Start, rows.End, rows.Strand = make([]int, len(w.kept)), make([]int, len(w.kept)), make([]byte, len(w.kept))
	for i := range rows.Metadata {
		rows.Metadata[i] = make([]string, len(w.kept))
	}
	for k, r := range w.kept {
		rows.Start[k], rows.End[k], rows.Strand[k] = r.start, r.end, r.strand
		for i, t := range r.text {
			rows.Metadata[i][k] = t
		}
	}
	depth := int32(0)
	for i := range w.changes { // from here on it has depths
		depth += w.changes[i]
		w.changes[i] = depth
	}
	for i := range n {
		from, to := max(bins.Edge(iv, n, i), w.at.Start), min(bins.Edge(iv, n, i+1), w.at.End)
		if from >= to {
			w.view.Depth[i] = math.NaN()
			continue
		}
		sum := 0
		for p := from; p < to; p++ {
			sum += int(w.changes[p-w.at.Start])
		}
		w.view.Depth[i] = float64(sum) / float64(to-from)
	}
	w.view.Alleles = []source.Allele{}
	for pos, others := range w.others {
		a := source.Allele{Position: pos, Depth: int(w.changes[pos-w.at.Start])}
		different := 0
		for i, k := range others {
			a.Others[i] = int(k)
			different += int(k)
		}
		if float64(different) >= leastShare*float64(a.Depth) {
			w.view.Alleles = append(w.view.Alleles, a)
		}
	}
	slices.SortFunc(w.view.Alleles, func(a, b source.Allele) int { return cmp.Compare(a.Position, b.Position) })
}
