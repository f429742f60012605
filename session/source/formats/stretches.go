package formats

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source/bgzf"
	"github.com/epiviz/epivizgo/session/source/cache"
	"github.com/epiviz/epivizgo/session/source/lines"
	"github.com/epiviz/epivizgo/session/source/vcf"
)

// A file of variants without an index is read to its end once, by the first question for its lines. What is kept of that is where the
// lines of each stretch of bases are, so that later questions read only the parts of the file that they need.

// stretch is a run of lines of one sequence.
type stretch struct {
	at         uint64 // where they begin: a byte of the text, or a virtual offset of bgzip
	seq        int    // in stretches.names, or several
	start, end int    // the bases that they cover
}

// several is the sequence of lines of more than one.
const several = -1

// Bounds of stretches. They are variables for tests.
var (
	// stretchSize is how much text a stretch has, unless a line is longer or there would be too many: that of a block of bgzip.
	stretchSize = int64(64 << 10)
	// mostStretches bounds the stretches of a file, which take 4 MB then.
	mostStretches = 1 << 17
)

// stretches are all lines of a file, in its order.
type stretches struct {
	access access
	names  map[string]int
	all    []stretch
	size   int64  // of the text of a stretch
	end    uint64 // of the last
}

// access is how a part of a text is read.
type access int

const (
	streamed access = iota // from the beginning of the file, skipping what is before
	plain                  // the file is the text
	blocked                // the file is bgzip
)

// found caches the stretches of files.
var found = cache.New[*relines, *stretches](64 << 20)

// eachStretch is each of a file without an index.
func (r *relines) eachStretch(ctx context.Context, iv genome.Interval, every bool, take func(line []byte, at genome.Interval) error) error {
	s, err := r.stretches(ctx)
	if err != nil {
		return err
	}
	in, dictionary, err := r.open(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = in.file.Close() }()
	rest, at := in.text.Bytes(), int64(0) // of a stream
	if dictionary != nil {
		at = dictionary.Size()
	}
	for from, to := range s.parts(iv) {
		var part io.Reader
		switch s.access {
		case plain:
			part = io.NewSectionReader(in.parts(), int64(from), int64(to-from))
		case blocked:
			part = bgzf.NewSection(in.parts(), in.size, bgzf.Offset(from), bgzf.Offset(to))
		case streamed:
			if _, err := io.CopyN(io.Discard, rest, int64(from)-at); err != nil {
				return fmt.Errorf("%s: %w", r.name, err)
			}
			at = int64(to)
			part = io.LimitReader(rest, int64(to-from))
		}
		if _, err := r.eachIn(ctx, r.text(part, dictionary, every), iv, false, take); err != nil {
			return err
		}
	}
	return nil
}

// parts yields the parts of a file that have the lines which overlap iv.
func (s *stretches) parts(iv genome.Interval) func(yield func(from, to uint64) bool) {
	seq, known := s.names[iv.Seq]
	return func(yield func(from, to uint64) bool) {
		for i := 0; i < len(s.all) && known; i++ {
			from := i
			for i < len(s.all) && s.all[i].has(seq, iv) {
				i++
			}
			if i > from && !yield(s.all[from].at, s.from(i)) {
				return
			}
		}
	}
}

func (s *stretch) has(seq int, iv genome.Interval) bool {
	return s.seq == several || s.seq == seq && s.start < iv.End && s.end > iv.Start
}

// from returns where a stretch begins, and the end behind the last.
func (s *stretches) from(i int) uint64 {
	if i == len(s.all) {
		return s.end
	}
	return s.all[i].at
}

// stretches returns the stretches of the file, and reads it to its end if they are not known.
func (r *relines) stretches(ctx context.Context) (*stretches, error) {
	select {
	case r.pass <- struct{}{}:
		defer func() { <-r.pass }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if s, ok := found.Get(r, 0); ok {
		return s, nil
	}
	in, dictionary, err := r.open(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.file.Close() }()
	s := &stretches{access: in.directly()}
	err = s.find(ctx, in, dictionary)
	if s.access == blocked && errors.Is(err, bgzf.ErrNoBlock) { // members of gzip follow, or padding
		s.access = streamed
		err = s.find(ctx, in, dictionary)
	}
	if err != nil {
		return nil, err
	}
	if !r.same() {
		return nil, r.changed()
	}
	found.Put(r, 0, s, 32*len(s.all)+100*len(s.names))
	return s, nil
}

// directly returns how parts of the file can be read.
func (in *input) directly() access {
	switch {
	case bgzf.Sniff(in.head):
		return blocked
	case lines.AsIs(in.head):
		return plain
	}
	return streamed
}

// find reads a file to its end.
func (s *stretches) find(ctx context.Context, in *input, dictionary *vcf.Dictionary) error {
	s.names, s.all, s.size = map[string]int{}, nil, stretchSize
	var locate func(at int64) bgzf.Offset
	text, data := in.text, in.text.Bytes() // behind the header of a BCF
	if s.access != streamed {
		file := io.Reader(io.NewSectionReader(in.parts(), 0, in.size))
		if s.access == blocked {
			z := bgzf.NewReader(file)
			file, locate = z, z.Locate()
		}
		buffered := bufio.NewReaderSize(file, stretchHead)
		if head, _ := buffered.Peek(stretchHead); !lines.AsIs(head) {
			s.access = streamed
			return s.find(ctx, in, dictionary)
		}
		if text, data = lines.NewText(in.name, buffered), buffered; dictionary != nil {
			if _, err := io.CopyN(io.Discard, buffered, dictionary.Size()); err != nil {
				return fmt.Errorf("%s: %w", in.name, err)
			}
		}
	}
	var err error
	if dictionary != nil {
		err = s.ofRecords(ctx, data, dictionary)
	} else {
		err = s.ofLines(ctx, text)
	}
	if err != nil || locate == nil {
		return err
	}
	for i := range s.all {
		s.all[i].at = uint64(locate(int64(s.all[i].at)))
	}
	s.end = uint64(locate(int64(s.end)))
	return nil
}

// stretchHead is how much of a text says whether its parts can be read as they are.
const stretchHead = 64 << 10

// ofRecords finds the stretches of the records of a BCF.
func (s *stretches) ofRecords(ctx context.Context, r io.Reader, dictionary *vcf.Dictionary) error {
	at := dictionary.Size()
	err := dictionary.Places(r, func(size int, iv genome.Interval, ok bool) error {
		if ok {
			s.add(s.named(iv.Seq), iv.Start, iv.End, at)
		}
		at += int64(size)
		return ctx.Err()
	})
	s.end = uint64(at)
	return err
}

// placed is a line that is a row: its place, and where it is in its chunk.
type placed struct {
	genome.Interval
	at int64
}

// placedLines are the rows of a chunk.
type placedLines struct {
	size int64
	rows []placed
}

// ofLines finds the stretches of a text.
func (s *stretches) ofLines(ctx context.Context, r *lines.Reader) error {
	at := int64(0)
	err := lines.Parse(ctx, r, func(c lines.Chunk) (placedLines, error) {
		out := placedLines{size: int64(len(c.Text))}
		from := int64(0)
		for line := range bytes.Lines(c.Text) {
			here := from
			from += int64(len(line))
			if line = bytes.TrimRight(line, "\r\n"); len(line) == 0 || line[0] == '#' || lines.Blank(line) {
				continue
			}
			iv, err := vcf.Place(line)
			if err != nil {
				continue
			}
			if n := len(out.rows); n > 0 && out.rows[n-1].Seq == iv.Seq { // hundreds of thousands of equal names
				iv.Seq = out.rows[n-1].Seq
			}
			out.rows = append(out.rows, placed{iv, here})
		}
		return out, nil
	}, func(p placedLines) error {
		for _, row := range p.rows {
			s.add(s.named(row.Seq), row.Start, row.End, at+row.at)
		}
		at += p.size
		return nil
	})
	s.end = uint64(at)
	return err
}

// named returns the number of a sequence.
func (s *stretches) named(name string) int {
	n, ok := s.names[name]
	if !ok {
		n = len(s.names)
		s.names[name] = n
	}
	return n
}

// add adds a line, which begins at a byte of the text.
func (s *stretches) add(seq, start, end int, at int64) {
	if n := len(s.all); n > 0 {
		if last := &s.all[n-1]; last.seq == seq && at-int64(last.at) < s.size {
			last.start, last.end = min(last.start, start), max(last.end, end)
			return
		}
	}
	if len(s.all) >= mostStretches {
		s.coarsen()
	}
	s.all = append(s.all, stretch{uint64(at), seq, start, end})
}

// coarsen joins each two stretches.
func (s *stretches) coarsen() {
	s.size *= 2
	n := 0
	for i := 0; i < len(s.all); i += 2 {
		one := s.all[i]
		if i+1 < len(s.all) {
			next := s.all[i+1]
			if one.seq != next.seq {
				one.seq = several
			}
			one.start, one.end = min(one.start, next.start), max(one.end, next.end)
		}
		s.all[n] = one
		n++
	}
	s.all = s.all[:n]
}
