package seq

import (
	"errors"
	"fmt"
	"io"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/lines"
)

// ReadSizes reads names and lengths from a chrom.sizes, a .fai, or another
// table whose first two columns they are: plain or gzip, with tabs or spaces. BED
// has lengths where every row is a whole sequence. It
// skips blank lines and # comments. Errors call the file name. A file without a
// sequence, and a name that comes twice, are errors.
func ReadSizes(r io.Reader, name string) ([]genome.Sequence, error) {
	var seqs []genome.Sequence
	at := make(map[string]int) // line of each name
	err := eachRow(r, name, func(line int, columns [][]byte) error {
		if len(columns) < 2 {
			return fmt.Errorf("wanted a name and a length, found %s alone", lines.Quote(columns[0]))
		}
		length, err := lines.Position(columns[1], "length")
		if err != nil {
			return err
		}
		if isBED(columns) {
			if length > 0 {
				return fmt.Errorf("wanted a name and a length, found a place from %d to %s", length, columns[2])
			}
			length, _ = lines.Position(columns[2], "end")
		}
		s := genome.Sequence{Name: string(columns[0]), Length: length}
		if s.Name == "" {
			return errors.New("the name is empty")
		}
		if first := at[s.Name]; first > 0 {
			return fmt.Errorf("%s was on line %d already", lines.Quote(columns[0]), first)
		}
		at[s.Name] = line
		seqs = append(seqs, s)
		return nil
	})
	if err == nil && len(seqs) == 0 {
		err = malformed(name, "wanted lines of a name and a length, found none")
	}
	return seqs, err
}

// isBED reports whether a row may be one of BED, and not of a .fai.
func isBED(columns [][]byte) bool {
	if len(columns) < 3 || len(columns) == 5 {
		return false
	}
	_, err := lines.Position(columns[2], "end")
	return err == nil
}

// eachRow calls f with the columns of every row of a small table. An error of f
// becomes one of the format, with the line.
func eachRow(r io.Reader, name string, f func(line int, columns [][]byte) error) error {
	lr, err := lines.NewReader(name, r)
	if err != nil {
		return err
	}
	if head, err := lr.Peek(); err == nil && beginsFASTA(head) {
		return hint.Add( // the offsets of bases in gzip cannot be computed
			fmt.Errorf("%s: wanted plain FASTA, found compressed FASTA, which cannot be read from the middle", name),
			"gunzip it first, or convert it to .2bit")
	}
	for {
		chunk, err := lr.Chunk()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		err = chunk.Each(func(number int, line []byte) error {
			if lines.Blank(line) || line[0] == '#' {
				return nil
			}
			if err := f(number, lines.Split(nil, line)); err != nil {
				return &lines.Error{File: name, Line: number, Err: fmt.Errorf("%w: %w", source.ErrFormat, err)}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
}
