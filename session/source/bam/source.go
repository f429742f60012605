package bam

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"sync/atomic"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bgzf"
	"github.com/epiviz/epivizgo/session/source/fileindex"
	"github.com/epiviz/epivizgo/session/source/thin"
)

// Format is the name of the format for people.
const Format = "BAM"

// mostBytes bounds the bytes of a file that are read to show the reads of a window, about half a million
// short reads.
const mostBytes = 32 << 20

// firstView is the width of a first view, in bases.
const firstView = 10_000

// columns are the columns of text of a read, as SAM has them.
var columns = []string{"name", "flag", "mapq", "cigar", "mate", "insert"}

// reads is the open file, as a source of its reads.
type reads struct {
	r       io.ReaderAt
	size    int64
	name    string
	refs    []genome.Sequence
	number  map[string]int
	index   map[int]*fileindex.Sequence // of the sequences with reads, by their numbers
	info    source.Info
	depth   *depth
	spliced *junctions
	closed  atomic.Bool
}

var (
	_ source.Thinner = (*reads)(nil)
	_ source.Deep    = (*reads)(nil)
	_ source.Joiner  = (*reads)(nil)
)

// Open returns a source of the reads of a file of size bytes. Close closes r if it is an io.Closer; if
// Open fails, r stays open. Errors are of a file or an index that is damaged, or of another file's index.
func Open(r io.ReaderAt, size int64, name string, idx *fileindex.Index) (source.Source, error) {
	f := &reads{r: r, size: size, name: name, number: map[string]int{}, index: map[int]*fileindex.Sequence{}}
	head := bufio.NewReader(bgzf.NewSection(r, size, 0, ^bgzf.Offset(0)))
	refs, order, err := readHeader(head)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if f.refs = refs; order == "queryname" || order == "unsorted" {
		return nil, hint.Add(fmt.Errorf("%s: its reads are in the order %q; wanted that of coordinates: %w", name, order, source.ErrFormat),
			"sort it: samtools sort -o sorted.bam %s && samtools index sorted.bam", name)
	}
	for i, ref := range refs {
		f.number[ref.Name] = i
	}
	if err := f.check(idx); err != nil {
		return nil, f.badIndex(err)
	}
	f.describe(idx)
	f.depth, f.spliced = newDepth(f), newJunctions(f)
	return f, nil
}

// badIndex adds to an error of the index how to make it again.
func (f *reads) badIndex(err error) error {
	return hint.Add(fmt.Errorf("%s: the index does not fit: %w", f.name, err), "make it again: samtools index %s", f.name)
}

// checked is how many sequences are looked at to find that an index is of another file.
const checked = 100

// check takes the sequences of an index and checks that it is of this file.
func (f *reads) check(idx *fileindex.Index) error {
	last := bgzf.Offset(0)
	for i := range idx.Sequences {
		s := &idx.Sequences[i]
		if s.Number >= len(f.refs) {
			return fmt.Errorf("it has reads of sequence %d; the file has %d sequences: %w", s.Number+1, len(f.refs), source.ErrFormat)
		}
		if s.To.Block() > f.size {
			return fmt.Errorf("it points to offset %d; the file has %d bytes: %w", s.To.Block(), f.size, source.ErrFormat)
		}
		if last = max(last, s.To); i < checked {
			if ref, err := f.refAt(s.From); err != nil || ref != s.Number {
				return errors.Join(fmt.Errorf("the first read of %s is not where it says: %w", f.refs[s.Number].Name, source.ErrFormat), err)
			}
		}
		f.index[s.Number] = s
	}
	if last == 0 {
		return nil
	}
	if ref, err := f.refAt(last); err == nil && ref >= 0 {
		return fmt.Errorf("it ends before the reads do: %w", source.ErrFormat)
	} else if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("its end: %w", err)
	}
	return nil
}

// refAt returns the number of the sequence of the read at an offset; io.EOF if there is none.
func (f *reads) refAt(at bgzf.Offset) (int, error) {
	var rec record
	if _, err := rec.next(bgzf.NewSection(f.r, f.size, at, ^bgzf.Offset(0)), nil); err != nil {
		return 0, err
	}
	return rec.ref(), nil
}

// describe fills in Info.
func (f *reads) describe(idx *fileindex.Index) {
	nan := math.NaN()
	f.info = source.Info{Format: Format, Kind: source.Features, Sequences: f.refs, Metadata: columns, Overlaps: true, Min: nan, Max: nan, Unsearched: true}
	for i := range idx.Sequences {
		s := &idx.Sequences[i]
		if s.Rows < 0 || f.info.Items < 0 {
			f.info.Items = -1
			continue
		}
		f.info.Items += s.Rows + s.Unmapped
	}
	if len(idx.Sequences) > 0 {
		f.info.First = f.first(&idx.Sequences[0])
	}
	f.info.Notes = append(f.info.Notes, idx.Notes...)
	if idx.Unplaced > 0 {
		f.info.Notes = append(f.info.Notes, fmt.Sprintf("%d reads without a place are not shown", idx.Unplaced))
	}
}

// first returns a view of the first reads.
func (f *reads) first(s *fileindex.Sequence) genome.Interval {
	ref := f.refs[s.Number]
	iv := genome.Interval{Seq: ref.Name, Start: 0, End: min(firstView, ref.Length)}
	var rec record
	if _, err := rec.next(bgzf.NewSection(f.r, f.size, s.From, s.To), nil); err == nil && rec.pos() >= 0 && rec.pos() < ref.Length {
		iv.Start, iv.End = rec.pos(), min(rec.pos()+firstView, ref.Length)
	}
	return iv
}

// Info implements source.Source.
func (f *reads) Info() source.Info { return f.info }

// Depth implements source.Deep.
func (f *reads) Depth() source.Source { return f.depth }

// Joins implements source.Joiner.
func (f *reads) Joins() (name string, src source.Source) { return "junctions", f.spliced }

// Close implements source.Source.
func (f *reads) Close() error {
	if f.closed.Swap(true) {
		return nil
	}
	if c, ok := f.r.(io.Closer); ok {
		return c.Close()
	}
	return nil
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

// pieces returns where the reads of a window are, and how many bytes of the file that is.
func (f *reads) pieces(seq int, iv genome.Interval) (pieces []fileindex.Chunk, size int64) {
	s := f.index[seq]
	if s == nil {
		return nil, 0
	}
	pieces = s.Region(iv.Start, iv.End)
	for _, p := range pieces {
		size += p.To.Block() - p.From.Block() + 1
	}
	return pieces, size
}

// each calls fn with the reads of the pieces that overlap iv, in the order of the file. The record is valid until fn returns.
func (f *reads) each(ctx context.Context, seq int, iv genome.Interval, pieces []fileindex.Chunk, fn func(r *record, end int)) error {
	var rec record
	var buf []byte
	n := 0
	for _, p := range pieces {
		in := bufio.NewReaderSize(bgzf.NewSection(f.r, f.size, p.From, p.To), 64<<10)
		for {
			if n++; n%1024 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			var err error
			if buf, err = rec.next(in, buf); err == io.EOF {
				break
			} else if err != nil {
				return fmt.Errorf("%s: a read near %v: %w", f.name, iv, err)
			}
			if rec.ref() != seq || rec.pos() >= iv.End && rec.pos() > iv.Start {
				if rec.ref() == seq || rec.ref() > seq {
					return nil // sorted: no later one is here
				}
				continue
			}
			if end := rec.end(); end > iv.Start && rec.pos() >= 0 {
				fn(&rec, end)
			}
		}
	}
	return nil
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
	r.blocks(func(start, end int) { out.exons = append(out.exons, [2]int{start, end}) }, "N")
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
func (f *reads) tooMany(iv genome.Interval, size int64) error {
	return hint.Add(fmt.Errorf("%s: the reads of %v take %d MB of the file; wanted at most %d", f.name, iv, size>>20, mostBytes>>20),
		"look at a narrower place, or at the depth of the reads, which shows wide ones")
}

// read returns the reads that overlap iv, sorted by start and end.
func (f *reads) read(ctx context.Context, iv genome.Interval, text bool) ([]row, error) {
	seq, err := f.sequence(ctx, iv.Seq)
	if err != nil {
		return nil, err
	}
	pieces, size := f.pieces(seq, iv)
	if size > mostBytes {
		return nil, f.tooMany(iv, size)
	}
	var all []row
	if err := f.each(ctx, seq, iv, pieces, func(r *record, end int) { all = append(all, f.row(r, end, text)) }); err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b row) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end)) })
	return all, nil
}

// Rows implements source.Source. Numbers are counted from the beginning of the sequence, which has to be read for them.
func (f *reads) Rows(ctx context.Context, iv genome.Interval, opt source.RowOptions) (*source.Rows, error) {
	text := opt.Columns.HasText()
	if opt.Unnumbered && !opt.Unbroken {
		all, err := f.read(ctx, iv, text)
		if err != nil {
			return nil, err
		}
		return limited(all, nil, opt, text), nil
	}
	all, err := f.read(ctx, genome.Interval{Seq: iv.Seq, Start: 0, End: genome.MaxPosition}, text)
	if err != nil {
		return nil, err
	}
	var found []row
	var numbers []int
	last := -1
	for i, r := range all {
		if r.start >= iv.End || r.end <= iv.Start {
			continue
		}
		for k := last + 1; opt.Unbroken && last >= 0 && k < i; k++ {
			found, numbers = append(found, all[k]), append(numbers, k+1)
		}
		found, numbers, last = append(found, r), append(numbers, i+1), i
	}
	return limited(found, numbers, opt, text), nil
}

// limited returns the columns of reads, of none if they are more than the limit.
func limited(all []row, numbers []int, opt source.RowOptions, text bool) *source.Rows {
	total := len(all)
	if opt.Limit > 0 && total > opt.Limit {
		all, numbers = nil, nil
	}
	rows := inColumns(all, text)
	rows.Number, rows.Total = numbers, total
	return rows
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
	all, err := f.read(ctx, iv, true)
	if err != nil {
		return nil, nil, err
	}
	p := thin.NewPicker[row](iv, n, longest)
	for _, r := range all {
		if kept := p.Add(r.start, r.end); kept != nil {
			*kept = r
		}
	}
	rows := inColumns(p.Kept(), true)
	counts := p.Finish(rows)
	return rows, counts, nil
}
