package seq

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/lines"
)

const (
	// readSize is the number of bases that are read between checks of the context.
	readSize = 1 << 20
	// eolWithin is the number of first bytes that decide how lines end.
	eolWithin = 64 << 10
)

// fasta is a FASTA with its index.
type fasta struct {
	name  string
	r     io.ReaderAt
	x     *index
	eol   byte // ends a line: LF, also after CR, or CR alone
	info  source.Info
	close func() error
}

func openFASTA(ctx context.Context, name string, r io.ReaderAt, size int64, fai io.Reader) (*fasta, error) {
	head := make([]byte, min(size, eolWithin))
	if err := readFull(name, r, head, 0); err != nil {
		return nil, err
	}
	f := &fasta{name: name, r: r, eol: '\n', close: closer(r)}
	if lines.EndsInCR(head) {
		f.eol = '\r'
	}
	var notes []string
	var err error
	if fai != nil {
		if f.x, err = readIndex(fai, name, size); err == nil {
			var rest int64
			if rest, err = f.x.rest(name, r, size); rest > 0 {
				notes = append(notes, fmt.Sprintf(
					"its .fai has nothing of the last %d bytes: make it again (samtools faidx) if sequences are missing", rest))
			}
		}
	} else {
		var repeated []string
		f.x, repeated, err = scanIndex(ctx, name, r, size, f.eol)
		notes = append(notes, "it has no .fai; the index was made by reading the whole file")
		if len(repeated) > 0 {
			notes = append(notes, fmt.Sprintf("%d sequences have the name of an earlier one and were left out, the first %q",
				len(repeated), repeated[0]))
		}
	}
	if err != nil {
		return nil, err
	}
	f.info = source.Info{Format: "FASTA", Sequences: f.x.seqs, Items: int64(len(f.x.seqs)), Notes: notes}
	return f, nil
}

func (f *fasta) Info() source.Info { return f.info }
func (f *fasta) Close() error      { return f.close() }

func (f *fasta) Sequence(ctx context.Context, iv genome.Interval) (string, error) {
	i, err := find(f.x.byName, f.name, iv)
	if err != nil {
		return "", err
	}
	e := f.x.entries[i]
	iv = clampTo(iv, int(e.length))
	if err := ctx.Err(); err != nil || iv.Len() == 0 {
		return "", err
	}
	if err := f.checkHeader(iv.Seq, e.offset); err != nil {
		return "", err
	}
	var bases strings.Builder
	bases.Grow(iv.Len())
	var buf []byte
	for from, end := int64(iv.Start), int64(iv.End); from < end; {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		to := min(from+readSize, end)
		n := int(e.at(to-1) + 1 - e.at(from))
		buf = slices.Grow(buf[:0], n)[:n]
		if err := readFull(f.name, f.r, buf, e.at(from)); err != nil {
			return "", err
		}
		if err := f.appendBases(&bases, buf, e, from, to); err != nil {
			return "", err
		}
		from = to
	}
	return bases.String(), nil
}

// clampTo clamps iv as Interval.Clamp does, but to a known length, which may be 0.
func clampTo(iv genome.Interval, length int) genome.Interval {
	if length == 0 {
		return genome.Interval{Seq: iv.Seq}
	}
	return iv.Clamp(length)
}

// appendBases appends the bases [from, to) of buf, which begins at base from.
func (f *fasta) appendBases(dst *strings.Builder, buf []byte, e faiEntry, from, to int64) error {
	for from < to {
		n := min(e.lineBases-from%e.lineBases, to-from)
		line := buf[:n]
		if i := bytes.IndexFunc(line, func(c rune) bool { return c <= ' ' || c >= 0x7f || c == '>' }); i >= 0 {
			return f.disagrees(fmt.Sprintf("wanted a base at offset %d, found %q", e.at(from)+int64(i), line[i]))
		}
		dst.Write(line)
		from += n
		if buf = buf[n:]; len(buf) == 0 {
			break
		}
		end := buf[:e.lineWidth-e.lineBases]
		if s := string(end); s != string(f.eol) && s != "\r\n" {
			return f.disagrees(fmt.Sprintf("wanted the end of a line behind base %d, found %q", from, end))
		}
		buf = buf[len(end):]
	}
	return nil
}

// checkHeader detects the index of another file by the line before the bases, which
// names the sequence.
func (f *fasta) checkHeader(name string, offset int64) error {
	window := make([]byte, min(offset, int64(len(name))+maxName))
	if err := readFull(f.name, f.r, window, offset-int64(len(window))); err != nil {
		return err
	}
	text := bytes.TrimRight(window, "\r\n")
	i := bytes.LastIndexByte(text, f.eol)
	if i < 0 && int64(len(window)) < offset {
		return nil // a header longer than the window
	}
	header := text[i+1:]
	if found, err := headerName(header); len(text) == len(window) || len(header) == 0 || header[0] != '>' || err != nil || found != name {
		return f.disagrees(fmt.Sprintf("wanted the header of %s before offset %d, found %.40q", name, offset, header))
	}
	return nil
}

// disagrees returns the error for a FASTA that contradicts its index.
func (f *fasta) disagrees(what string) error {
	return staleIndex(malformed(f.name, "the index is not of this file: %s", what))
}
