package bam

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"sync/atomic"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/lazy"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/thin"
)

// mostBytes bounds the bytes of a file that are read to show the reads of a window, about half a million
// short reads.
const mostBytes = 32 << 20

// mostReads bounds the reads that are in memory at once: some 150 MB with their text.
const mostReads = 1 << 19

// columns are the columns of text of a read, as SAM has them.
var columns = []string{"name", "flag", "mapq", "cigar", "mate", "insert"}

// File is a file of alignments with an index. All methods but Close are safe for concurrent use.
type File interface {
	io.Closer
	// Window says how many bytes of the file have to be read for the reads of a window of a sequence, and how: each calls
	// yield with all records that overlap the window, and perhaps others near it, in the order of the file, in BAM's
	// encoding without the size in front. The bytes are valid until yield returns. It stops after yield returns false.
	// Where whole is nil, records may lack their bases, their qualities and the tags RG, MD and NM.
	Window(seq int, iv genome.Interval, whole *Whole) (size int64, each func(ctx context.Context, yield func(record []byte) bool) error)
	// Sorted reports whether the records of a window come in the order of their places.
	Sorted() bool
	// Spread says about where in the file the reads of each stretch of width bases begin, in bytes, ascending, and
	// at last where those of the sequence end. It is nil for a sequence without reads.
	Spread(seq int) (width int, offsets []float64)
}

// Whole asks for whole records: with bases, qualities and all tags.
type Whole struct {
	Bases source.Sequencer // has the bases of the genome, nil for none
}

// reads is an open file, as a source of its reads.
type reads struct {
	shown   source.ReadChoice // of rows
	choice  source.ReadChoice // of signals
	bases   source.Sequencer  // of the genome, nil for none
	file    File
	name    string
	refs    []genome.Sequence
	number  map[string]int
	header  string
	sums    map[string]string
	info    source.Info
	depth   *depth
	signals []source.Counted
	spliced *junctions
	starts  lazy.Map[int, []int] // by the number of the sequence, see before
	closed  atomic.Bool
}

var (
	_ source.Thinner = (*reads)(nil)
	_ source.Deep    = (*reads)(nil)
	_ source.Joiner  = (*reads)(nil)

	_ source.Alignments = (*reads)(nil)
)

// New returns a source of the reads of a file. info has its Format, Sequences, First, Items and Notes; New fills in the rest.
// header is the text of its header.
func New(file File, name string, info source.Info, header string) source.Source {
	f := &reads{file: file, name: name, refs: info.Sequences, number: map[string]int{}, info: info, header: header, sums: Checksums(header),
		choice: source.ReadChoice{Without: source.UsuallyNotCounted}}
	for i, ref := range f.refs {
		f.number[ref.Name] = i
	}
	f.info.Kind, f.info.Metadata, f.info.Overlaps, f.info.Unsearched = source.Features, columns, true, true
	f.info.Min, f.info.Max = math.NaN(), math.NaN()
	f.depth, f.spliced = newDepth(f), newJunctions(f)
	return f
}

// Configure implements source.Alignments.
func (f *reads) Configure(ctx context.Context, bases source.Sequencer, opt source.ReadOptions) error {
	f.bases = bases
	f.shown, f.choice = opt.Choices()
	f.signals = []source.Counted{{Name: "mismatches", Source: f.mismatches()}}
	if opt.PerStrand {
		f.signals = append(f.signals,
			source.Counted{Name: "depth_fwd", Source: f.depthOf(0)}, source.Counted{Name: "depth_rev", Source: f.depthOf(1)})
	}
	f.addModifications(ctx)
	if note := f.beyond(ctx); note != "" {
		f.info.Notes = append(slices.Clip(f.info.Notes), note)
	}
	if text := opt.Text(); text != "" {
		f.info.Notes = append(slices.Clip(f.info.Notes), "shown with "+text)
	}
	return ctx.Err()
}

// Info implements source.Source.
func (f *reads) Info() source.Info { return f.info }

// Depth implements source.Deep.
func (f *reads) Depth() source.Source { return f.depth }

// Signals implements source.Deep.
func (f *reads) Signals() []source.Counted { return f.signals }

// Joins implements source.Joiner.
func (f *reads) Joins() (name string, src source.Source) { return "junctions", f.spliced }

// Close implements source.Source.
func (f *reads) Close() error {
	if f.closed.Swap(true) {
		return nil
	}
	return f.file.Close()
}

// sequence returns the number of a sequence of an open file.
func (f *reads) sequence(ctx context.Context, name string) (int, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	if f.closed.Load() {
		return 0, fmt.Errorf("%s was closed: %w", f.name, os.ErrClosed)
	}
	n, ok := f.number[name]
	if !ok {
		return 0, fmt.Errorf("%s: %q: %w", f.name, name, source.ErrNoSequence)
	}
	return n, nil
}

// beyondBytes bounds the bytes of a file that are read to find reads beyond the ends of their sequences.
const beyondBytes = 1 << 20

// beyond is the note on reads beyond the ends of their sequences, "" if none were found. A read that fails is told where it is asked for.
func (f *reads) beyond(ctx context.Context) string {
	left := int64(beyondBytes)
	var found []string
	for seq, ref := range f.refs {
		iv := genome.Interval{Seq: ref.Name, Start: ref.Length, End: genome.MaxPosition}
		size := f.size(seq, iv)
		if left -= size; size == 0 {
			continue
		} else if left < 0 {
			break
		}
		n, last := 0, 0
		err := f.each(ctx, seq, iv, func(_ *record, end int) { n, last = n+1, max(last, end) })
		if err == nil && n > 0 {
			found = append(found, fmt.Sprintf("%d of %s, up to %d instead of %d", n, ref.Name, last, ref.Length))
		}
	}
	if found == nil {
		return ""
	}
	return "reads reach beyond the end of their sequence, where only the command reads has them: " + hint.Some(found)
}

// each calls fn with the reads that overlap iv, in the order of the file. The record is valid until fn returns.
func (f *reads) each(ctx context.Context, seq int, iv genome.Interval, fn func(r *record, end int)) error {
	return f.eachOf(ctx, seq, iv, false, func(r *record, end int) error {
		fn(r, end)
		return nil
	})
}

// eachOf is each for a function that may fail, whose first error it returns. Unless whole is true, records may lack what
// Window says.
func (f *reads) eachOf(ctx context.Context, seq int, iv genome.Interval, whole bool, fn func(r *record, end int) error) error {
	var with *Whole
	if whole {
		with = &Whole{f.bases}
	}
	_, each := f.file.Window(seq, iv, with)
	sorted := f.file.Sorted()
	var rec record
	var bad, failed error
	last := 0
	err := each(ctx, func(data []byte) bool {
		if bad = rec.set(data); bad == nil {
			bad = rec.sound(len(f.refs))
		}
		if bad != nil {
			return false
		}
		if rec.ref() != seq { // in a sorted file no read behind one of a later sequence is here
			return !sorted || rec.ref() >= 0 && rec.ref() < seq
		}
		if pos := rec.pos(); sorted && pos < last {
			bad = f.unsorted(&rec, last)
			return false
		} else {
			last = pos
		}
		if rec.pos() >= iv.End && rec.pos() > iv.Start {
			return !sorted
		}
		if end := rec.end(); end > iv.Start && rec.pos() >= 0 {
			failed = fn(&rec, end)
		}
		return failed == nil
	})
	if failed != nil {
		return failed
	}
	if err = cmp.Or(err, bad); err != nil && ctx.Err() == nil {
		return fmt.Errorf("%s: a read near %v: %w", f.name, iv, err)
	}
	return err
}

// size returns how many bytes of the file have to be read for a window.
func (f *reads) size(seq int, iv genome.Interval) int64 {
	size, _ := f.file.Window(seq, iv, nil)
	return size
}

// row is a read, which owns its memory.
type row struct {
	start, end int
	strand     byte
	text       [6]string
	exons      [][2]int
}

func (f *reads) row(r *record, end int, text bool) row {
	out := row{start: r.pos(), end: end, strand: r.strand()}
	if !text {
		return out
	}
	if r.flag()&unmapped == 0 {
		r.blocks(func(start, end int) { out.exons = append(out.exons, [2]int{start, end}) }, "N")
	}
	if len(out.exons) == 0 {
		out.exons = [][2]int{{out.start, out.end}}
	}
	out.text = [6]string{string(r.name()), strconv.Itoa(r.flag()), strconv.Itoa(r.mapq()), r.cigarText(), f.mate(r), ""}
	if r.insert() != 0 {
		out.text[5] = strconv.Itoa(r.insert())
	}
	return out
}

// mate returns the place of a read's mate, "" if it has none.
func (f *reads) mate(r *record) string {
	ref := r.mateRef()
	if r.flag()&paired == 0 || r.flag()&mateUnmapped != 0 || ref < 0 || ref >= len(f.refs) || r.matePos() < 0 {
		return ""
	}
	return f.refs[ref].Name + ":" + strconv.Itoa(r.matePos()+1)
}

// tooMany is the error for a window with more reads than are shown.
func (f *reads) tooMany(iv genome.Interval, why string) error {
	return hint.Add(fmt.Errorf("%s: the reads of %v %s", f.name, iv, why),
		"look at a narrower place, or at the depth of the reads, which shows wide ones; the command reads prints any number")
}

func (f *reads) tooManyBytes(iv genome.Interval, size int64) error {
	return f.tooMany(iv, fmt.Sprintf("take %d MB of the file; wanted at most %d", size>>20, mostBytes>>20))
}

func (f *reads) tooManyReads(iv genome.Interval) error {
	return f.tooMany(iv, fmt.Sprintf("are more than %d", mostReads))
}

// inOrder calls take with the reads that overlap iv, sorted by start and end. Of a sorted file those of one start are in memory.
func (f *reads) inOrder(ctx context.Context, iv genome.Interval, text bool, take func(row) error) error {
	seq, err := f.sequence(ctx, iv.Seq)
	if err != nil {
		return err
	}
	if size := f.size(seq, iv); size > mostBytes {
		return f.tooManyBytes(iv, size)
	}
	var same []row
	flush := func() error {
		slices.SortStableFunc(same, func(a, b row) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end)) })
		for _, r := range same {
			if err := take(r); err != nil {
				return err
			}
		}
		same = same[:0]
		return nil
	}
	sorted := f.file.Sorted()
	err = f.eachOf(ctx, seq, iv, false, func(r *record, end int) error {
		if !r.chosen(f.shown) {
			return nil
		}
		if sorted && len(same) > 0 && same[0].start != r.pos() {
			if err := flush(); err != nil {
				return err
			}
		}
		if len(same) == mostReads {
			return f.tooManyReads(iv)
		}
		same = append(same, f.row(r, end, text))
		return nil
	})
	if err != nil {
		return err
	}
	return flush()
}

// read returns the reads that overlap iv, sorted by start and end, and how many they are. It returns none where they are more than limit,
// which is none if it is 0.
func (f *reads) read(ctx context.Context, iv genome.Interval, text bool, limit int) (all []row, total int, err error) {
	err = f.inOrder(ctx, iv, text, func(r row) error {
		switch total++; {
		case limit > 0 && total > limit:
			all = nil
		case total > mostReads:
			return f.tooManyReads(iv)
		default:
			all = append(all, r)
		}
		return nil
	})
	return all, total, err
}

// Rows implements source.Source.
func (f *reads) Rows(ctx context.Context, iv genome.Interval, opt source.RowOptions) (*source.Rows, error) {
	text := opt.Columns.HasText()
	numbered := !opt.Unnumbered || opt.Unbroken
	limit := opt.Limit
	if numbered {
		limit = 0
	}
	all, total, err := f.read(ctx, iv, text, limit)
	if err != nil {
		return nil, err
	}
	if !numbered || len(all) == 0 {
		rows := inColumns(all, text)
		rows.Total = total
		return rows, nil
	}
	// The first one may be behind others that begin with it and end before iv.
	first, from := all[0].start, 0
	if first < iv.Start {
		if all, _, err = f.read(ctx, genome.Interval{Seq: iv.Seq, Start: first, End: iv.End}, text, 0); err != nil {
			return nil, err
		}
		from, _ = slices.BinarySearchFunc(all, first, func(r row, start int) int { return cmp.Compare(r.start, start) })
	}
	seq, err := f.sequence(ctx, iv.Seq)
	if err != nil {
		return nil, err
	}
	before, err := f.before(ctx, seq, first)
	if err != nil {
		return nil, err
	}
	var found []row
	var numbers []int
	last := -1
	for i, r := range all[from:] {
		if r.start >= iv.End || r.end <= iv.Start {
			continue
		}
		for k := last + 1; opt.Unbroken && last >= 0 && k < i; k++ {
			found, numbers = append(found, all[from+k]), append(numbers, before+k+1)
		}
		found, numbers, last = append(found, r), append(numbers, before+i+1), i
	}
	total = len(found)
	if opt.Limit > 0 && total > opt.Limit {
		found, numbers = nil, nil
	}
	rows := inColumns(found, text)
	rows.Number, rows.Total = numbers, total
	return rows, nil
}

// inColumns returns reads as rows.
func inColumns(all []row, text bool) *source.Rows {
	rows := &source.Rows{Metadata: make([][]string, len(columns)), Total: len(all)}
	for _, r := range all {
		rows.Start, rows.End, rows.Strand = append(rows.Start, r.start), append(rows.End, r.end), append(rows.Strand, r.strand)
		if !text {
			continue
		}
		rows.Exons = append(rows.Exons, r.exons)
		for i, t := range r.text {
			rows.Metadata[i] = append(rows.Metadata[i], t)
		}
	}
	return rows
}

// Thinned implements source.Thinner.
func (f *reads) Thinned(ctx context.Context, iv genome.Interval, n int, longest bool) (*source.Rows, []int, error) {
	p := thin.NewPicker[row](iv, n, longest)
	err := f.inOrder(ctx, iv, true, func(r row) error {
		if kept := p.Add(r.start, r.end); kept != nil {
			*kept = r
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	rows := inColumns(p.Kept(), true)
	counts := p.Finish(rows)
	return rows, counts, nil
}
