package seq

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/lines"
)

const (
	scanBuffer = 1 << 20
	// maxName bounds a sequence's name, far above any that people use.
	maxName = 4 << 10
)

// scanIndex builds a FASTA's index by reading the file once, as samtools faidx does.
// Every line of a sequence but the last must have the same length, since bases are
// found by arithmetic. repeated are the names that occur again; only the first sequence
// of a name can be queried. eol ends a line.
func scanIndex(ctx context.Context, name string, r io.ReaderAt, size int64, eol byte) (x *index, repeated []string, err error) {
	s := scanner{index: new(index), eol: eol, line: 1}
	text := bufio.NewReaderSize(io.NewSectionReader(r, 0, size), scanBuffer)
	for {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		piece, err := text.ReadSlice(eol)
		if len(piece) > 0 {
			if bad := s.piece(piece); bad != nil {
				return nil, nil, &lines.Error{File: name, Line: s.line, Err: fmt.Errorf("%w: %w", source.ErrFormat, bad)}
			}
		}
		switch err {
		case nil, bufio.ErrBufferFull: // a part of a line longer than the buffer
		case io.EOF:
			if bad := s.finish(); bad != nil {
				return nil, nil, &lines.Error{File: name, Line: s.line, Err: fmt.Errorf("%w: %w", source.ErrFormat, bad)}
			}
			return s.index, s.repeated, nil
		default:
			return nil, nil, &lines.Error{File: name, Line: s.line, Err: err}
		}
	}
}

// scanner scans a FASTA piece by piece. A piece is a line with its end, or a part of
// one.
type scanner struct {
	index    *index
	repeated []string
	eol      byte

	name   string // of the current sequence, "" before the first
	entry  faiEntry
	closed bool // a line shorter than the others was seen: no more bases may follow

	line   int   // number of the current line, from 1
	offset int64 // of the next piece

	// Of the current line:
	begun  bool  // a piece of it was seen
	header bool  // it is a header line
	bytes  int64 // seen so far
	last   byte  // the last of them
}

func (s *scanner) piece(p []byte) error {
	if !s.begun {
		s.begun, s.bytes, s.last = true, 0, 0
		s.header = p[0] == '>'
		if s.header {
			if err := s.flush(); err != nil {
				return err
			}
			var err error
			if s.name, err = headerName(p); err != nil {
				return err
			}
		}
	}
	s.offset += int64(len(p))
	s.bytes += int64(len(p))
	if p[len(p)-1] != s.eol {
		s.last = p[len(p)-1]
		return nil
	}
	if len(p) > 1 {
		s.last = p[len(p)-2]
	}
	if err := s.endLine(1); err != nil {
		return err
	}
	s.line++
	return nil
}

// endLine ends the current line; newline is 1 if it ended with one.
func (s *scanner) endLine(newline int64) error {
	s.begun = false
	if s.header {
		s.entry = faiEntry{offset: s.offset}
		s.closed = false
		return nil
	}
	bases := s.bytes - newline
	if s.last == '\r' && bases > 0 {
		bases--
	}
	e := &s.entry
	switch {
	case bases == 0: // blank: allowed at the end of a sequence, and before the first
		s.closed = s.name != "" && e.length > 0
		if e.length == 0 {
			e.offset = s.offset
		}
		return nil
	case s.name == "":
		return errors.New("wanted a line that begins with >, found bases")
	case e.length == 0:
		e.lineBases, e.lineWidth = bases, s.bytes+1-newline
	case s.closed:
		return fmt.Errorf("%s goes on behind a line shorter than its first of %d bases; only its last may be",
			lines.Quote([]byte(s.name)), e.lineBases)
	case bases > e.lineBases:
		return fmt.Errorf("a line of %d bases in %s, whose first has %d", bases, lines.Quote([]byte(s.name)), e.lineBases)
	case bases == e.lineBases && newline == 1 && s.bytes != e.lineWidth:
		return errors.New("the line ends in another way than those before it (LF and CRLF mixed)")
	}
	e.length += bases
	s.closed = bases < e.lineBases
	return nil
}

// flush adds the sequence that ends here.
func (s *scanner) flush() error {
	if s.name != "" && !s.index.add(s.name, s.entry) {
		s.repeated = append(s.repeated, s.name)
	}
	return nil
}

// finish handles the end of the file.
func (s *scanner) finish() error {
	if s.begun {
		if err := s.endLine(0); err != nil {
			return err
		}
	}
	if s.name == "" {
		return errors.New("no sequence in the file")
	}
	return s.flush()
}

// headerName returns the first word of a header line.
func headerName(line []byte) (string, error) {
	end := 1
	for end < len(line) && line[end] > ' ' {
		end++
	}
	switch {
	case end == 1:
		return "", errors.New("wanted a name right behind >, found none")
	case end-1 > maxName:
		return "", fmt.Errorf("a name of more than %d bytes", maxName)
	}
	return string(line[1:end]), nil
}
