package seq

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"sync"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/lines"
)

// Reference is an open reference genome. It is safe for concurrent use except for
// Close, which may be called twice; afterwards queries fail as reads of a
// closed file do.
type Reference interface {
	// Info has Format, Sequences and Notes; the fields about rows
	// and values mean nothing here.
	Info() source.Info
	// Sequence returns the bases of iv clamped to its sequence, in the file's
	// case. The error is source.ErrNoSequence for an unknown sequence, and ErrNoBases
	// if the reference has only lengths. iv.Seq is the file's own spelling;
	// genome.Names finds it.
	Sequence(ctx context.Context, iv genome.Interval) (string, error)
	// Close closes the file that Open was given.
	Close() error
}

var _ source.Sequencer = Reference(nil)

// ErrNoBases reports that a reference has only the lengths of its sequences.
var ErrNoBases = source.ErrNoBases

// Open reads a reference of size bytes from r; errors call it name. fai is the
// FASTA's index or nil; Open reads it to its end and does not close it. The
// Reference closes r if r is an io.Closer; if Open fails, the caller closes it.
func Open(ctx context.Context, name string, r io.ReaderAt, size int64, fai io.Reader) (Reference, error) {
	head := make([]byte, min(size, 64))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return nil, &lines.Error{File: name, Err: err}
	}
	if _, _, ok := twoBitOrder(head); ok {
		return openTwoBit(ctx, name, r, size)
	}
	if beginsFASTA(head) {
		return openFASTA(ctx, name, r, size, fai)
	}
	seqs, err := ReadSizes(io.NewSectionReader(r, 0, size), name)
	if err != nil {
		return nil, err
	}
	l := Lengths(name, seqs).(*lengths)
	l.close = closer(r)
	return l, nil
}

// HasBases reports whether a reference has the bases of its sequences, not only their lengths.
func HasBases(ref Reference) bool {
	_, none := ref.(*lengths)
	return ref != nil && !none
}

// beginsFASTA reports whether the first line is that of a FASTA.
func beginsFASTA(head []byte) bool {
	return len(bytes.TrimLeft(head, "\r\n")) > 0 && bytes.TrimLeft(head, "\r\n")[0] == '>'
}

// Lengths returns a reference without bases: a built-in assembly, a chrom.sizes.
func Lengths(name string, seqs []genome.Sequence) Reference {
	return &lengths{name, source.Info{Format: "sequence lengths", Sequences: seqs, Items: int64(len(seqs))}, closer(nil)}
}

type lengths struct {
	name  string
	info  source.Info
	close func() error
}

func (l *lengths) Info() source.Info { return l.info }
func (l *lengths) Close() error      { return l.close() }

func (l *lengths) Sequence(context.Context, genome.Interval) (string, error) {
	return "", hint.Add(fmt.Errorf("%s has %w", l.name, ErrNoBases), "start with --genome and a FASTA or .2bit file")
}

// closer closes r once, if it can be closed.
func closer(r io.ReaderAt) func() error {
	return sync.OnceValue(func() error {
		if c, ok := r.(io.Closer); ok {
			return c.Close()
		}
		return nil
	})
}

// malformed returns the error for a file that violates its format.
func malformed(name, format string, args ...any) error {
	return &lines.Error{File: name, Err: fmt.Errorf("%w: %w", source.ErrFormat, fmt.Errorf(format, args...))}
}

// find returns the number of the sequence in the file.
func find(byName map[string]int, file string, iv genome.Interval) (int, error) {
	i, ok := byName[iv.Seq]
	if !ok {
		return 0, fmt.Errorf("%s: %w: %q", file, source.ErrNoSequence, iv.Seq)
	}
	return i, nil
}

// readFull reads len(buf) bytes at off. The caller has checked that the file has them.
func readFull(name string, r io.ReaderAt, buf []byte, off int64) error {
	n, err := r.ReadAt(buf, off)
	if n == len(buf) {
		return nil
	}
	if err == io.EOF {
		return malformed(name, "wanted %d bytes at offset %d, found %d: the file ends there", len(buf), off, n)
	}
	return &lines.Error{File: name, Err: fmt.Errorf("reading %d bytes at offset %d: %w", len(buf), off, err)}
}
