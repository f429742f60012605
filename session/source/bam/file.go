package bam

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bgzf"
	"github.com/epiviz/epivizgo/session/source/fileindex"
)

// Format is the name of the format for people.
const Format = "BAM"

// firstView is the width of a first view, in bases.
const firstView = 10_000

// file is an open BAM.
type file struct {
	r     io.ReaderAt
	size  int64
	refs  []genome.Sequence
	index map[int]*fileindex.Sequence // of the sequences with reads, by their numbers
}

// Open returns a source of the reads of a file of size bytes. Close closes r if it is an io.Closer; if
// Open fails, r stays open. Errors are of a file or an index that is damaged, or of another file's index.
func Open(r io.ReaderAt, size int64, name string, idx *fileindex.Index) (source.Source, error) {
	f := &file{r: r, size: size, index: map[int]*fileindex.Sequence{}}
	head := bgzf.NewSection(r, size, 0, ^bgzf.Offset(0))
	refs, text, err := readHeader(head)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	order := sortOrder(text)
	if f.refs = refs; order == "queryname" {
		return nil, hint.Add(fmt.Errorf("%s: its reads are in the order %q; wanted that of coordinates: %w", name, order, source.ErrFormat),
			"sort it: samtools sort -o sorted.bam %s && samtools index sorted.bam", name)
	}
	if err := f.check(idx, head); err != nil {
		return nil, hint.Add(fmt.Errorf("%s: the index does not fit: %w", name, err), "make it again: samtools index %s", name)
	}
	return New(f, name, f.describe(idx), text), nil
}

// checked is how many sequences are looked at to find that an index is of another file.
const checked = 100

// check takes the sequences of an index and checks that it is of this file, whose reads are in.
func (f *file) check(idx *fileindex.Index, in *bgzf.Reader) error {
	if rec, err := first(in); err != nil && err != io.EOF {
		return fmt.Errorf("the first read: %w", err)
	} else if err == nil && rec.ref() >= 0 && (len(idx.Sequences) == 0 || rec.ref() != idx.Sequences[0].Number) {
		return fmt.Errorf("it lacks the first reads: %w", source.ErrFormat)
	}
	last, told := bgzf.Offset(0), false
	for i := range idx.Sequences {
		s := &idx.Sequences[i]
		if s.Number >= len(f.refs) {
			return fmt.Errorf("it has reads of sequence %d; the file has %d sequences: %w", s.Number+1, len(f.refs), source.ErrFormat)
		}
		if s.To.Block() > f.size {
			return fmt.Errorf("it points to offset %d; the file has %d bytes: %w", s.To.Block(), f.size, source.ErrFormat)
		}
		if fault := s.Fault(); fault != "" && !told {
			told = true
			idx.Notes = append(idx.Notes, fmt.Sprintf("the index is damaged, and reads of %s may be missing: %s; make it again with samtools index",
				f.refs[s.Number].Name, fault))
		}
		if last = max(last, s.To); i < checked {
			if ref, err := f.refAt(s.From); err != nil || ref != s.Number {
				return errors.Join(fmt.Errorf("the first read of %s is not where it says: %w", f.refs[s.Number].Name, source.ErrFormat), err)
			}
			if i > 0 && idx.Sequences[i-1].To != s.From { // else no read is between them
				if ref, err := f.refAt(idx.Sequences[i-1].To); err != nil || ref != s.Number {
					return errors.Join(fmt.Errorf("it lacks the reads before those of %s: %w", f.refs[s.Number].Name, source.ErrFormat), err)
				}
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
func (f *file) refAt(at bgzf.Offset) (int, error) {
	rec, err := first(bgzf.NewSection(f.r, f.size, at, ^bgzf.Offset(0)))
	if err != nil {
		return 0, err
	}
	return rec.ref(), nil
}

// describe returns what New wants to know.
func (f *file) describe(idx *fileindex.Index) source.Info {
	info := source.Info{Format: Format, Sequences: f.refs}
	for i := range idx.Sequences {
		s := &idx.Sequences[i]
		if s.Rows < 0 || info.Items < 0 {
			info.Items = -1
			continue
		}
		info.Items += s.Rows + s.Unmapped
	}
	if len(idx.Sequences) > 0 {
		info.First = f.firstReads(&idx.Sequences[0])
	}
	info.Notes = append(info.Notes, idx.Notes...)
	if !f.ended() {
		info.Notes = append(info.Notes, "the file lacks the mark at its end: it may have been cut short")
	}
	if idx.Unplaced > 0 {
		info.Notes = append(info.Notes, WithoutPlace(idx.Unplaced))
	}
	return info
}

// WithoutPlace returns the note on n reads that are in no view.
func WithoutPlace(n int64) string {
	if n == 1 {
		return "1 read without a place is not shown"
	}
	return fmt.Sprintf("%d reads without a place are not shown", n)
}

// markSize is the size of the empty block that ends a file.
const markSize = 28

// ended reports whether a file ends with the empty block that is written last.
func (f *file) ended() bool {
	if f.size < markSize {
		return false
	}
	z := bgzf.NewSection(f.r, f.size, bgzf.Offset(f.size-markSize)<<16, ^bgzf.Offset(0))
	data, err := io.ReadAll(z)
	return err == nil && len(data) == 0 && z.Marked()
}

// firstReads returns a view of the first reads.
func (f *file) firstReads(s *fileindex.Sequence) genome.Interval {
	ref := f.refs[s.Number]
	iv := genome.Interval{Seq: ref.Name, Start: 0, End: min(firstView, ref.Length)}
	if rec, err := first(bgzf.NewSection(f.r, f.size, s.From, s.To)); err == nil && rec.pos() >= 0 && rec.pos() < ref.Length {
		iv.Start, iv.End = rec.pos(), min(rec.pos()+firstView, ref.Length)
	}
	return iv
}

// Close implements File.
func (f *file) Close() error {
	if c, ok := f.r.(io.Closer); ok {
		return c.Close()
	}
	return nil
}

// Sorted implements File: only sorted files can be indexed.
func (f *file) Sorted() bool { return true }

// Window implements File.
func (f *file) Window(seq int, iv genome.Interval, _ *Whole) (
	size int64, each func(ctx context.Context, yield func(record []byte) bool) error,
) {
	s := f.index[seq]
	if s == nil {
		return 0, func(context.Context, func([]byte) bool) error { return nil }
	}
	pieces := s.Region(iv.Start, iv.End)
	for _, p := range pieces {
		size += p.To.Block() - p.From.Block() + 1
	}
	return size, func(ctx context.Context, yield func([]byte) bool) error { return f.each(ctx, pieces, yield) }
}

// each yields the records of pieces of the file.
func (f *file) each(ctx context.Context, pieces []fileindex.Chunk, yield func(record []byte) bool) error {
	for _, p := range pieces {
		if more, err := f.piece(ctx, p, yield); err != nil || !more {
			return err
		}
	}
	return nil
}

// piece yields the records of one piece and reports whether more are wanted.
func (f *file) piece(ctx context.Context, p fileindex.Chunk, yield func(record []byte) bool) (more bool, err error) {
	in := bgzf.NewSection(f.r, f.size, p.From, p.To)
	defer in.Ahead()()
	for n := 1; ; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return false, ctx.Err()
		}
		data, err := next(in)
		if err == io.EOF {
			return true, nil
		} else if err != nil {
			return false, err
		}
		if !yield(data) {
			return false, nil
		}
	}
}

// Spread implements File.
func (f *file) Spread(seq int) (width int, offsets []float64) {
	s := f.index[seq]
	if s == nil {
		return 0, nil
	}
	width, at := s.Offsets()
	offsets = make([]float64, len(at))
	for i, o := range at {
		// A block holds up to 64 kB, which are about a quarter in the file.
		offsets[i] = float64(o.Block()) + float64(o.Within())/4
		if i > 0 {
			offsets[i] = max(offsets[i], offsets[i-1])
		}
	}
	return width, offsets
}
