package seq

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source/lines"
)

// faiEntry is the place of one sequence's bases in a FASTA: a line of a .fai.
type faiEntry struct {
	length    int64 // bases
	offset    int64 // of the first base, in bytes from the file's start
	lineBases int64 // bases of each line but the last, which may have fewer
	lineWidth int64 // bytes of such a line, its end included
}

// at returns the offset of base i, 0-based, which is less than length.
func (e faiEntry) at(i int64) int64 { return e.offset + i/e.lineBases*e.lineWidth + i%e.lineBases }

// end returns the offset after the last base.
func (e faiEntry) end() int64 {
	if e.length == 0 {
		return e.offset
	}
	return e.at(e.length-1) + 1
}

// index describes a FASTA's sequences, in its order.
type index struct {
	seqs    []genome.Sequence
	entries []faiEntry
	byName  map[string]int
}

// add appends a sequence. It returns false if the name exists already.
func (x *index) add(name string, e faiEntry) bool {
	if _, twice := x.byName[name]; twice {
		return false
	}
	if x.byName == nil {
		x.byName = make(map[string]int)
	}
	x.byName[name] = len(x.seqs)
	x.seqs = append(x.seqs, genome.Sequence{Name: name, Length: int(e.length)})
	x.entries = append(x.entries, e)
	return true
}

// readIndex reads the .fai of a FASTA of size bytes; both are named after the
// FASTA. Every entry that it returns is inside the file.
func readIndex(r io.Reader, fasta string, size int64) (*index, error) {
	name := fasta + ".fai"
	x := new(index)
	err := eachRow(r, name, func(_ int, columns [][]byte) error {
		if len(columns) == 6 {
			return errors.New("six columns: this is the index of a FASTQ")
		}
		if len(columns) != 5 {
			return fmt.Errorf("wanted name, length, offset, bases a line and bytes a line, found %d columns", len(columns))
		}
		var n [5]int64
		for i, what := range []string{"", "length", "offset", "bases a line", "bytes a line"} {
			if i > 0 {
				v, err := lines.Position(columns[i], what)
				if err != nil {
					return err
				}
				n[i] = int64(v)
			}
		}
		e := faiEntry{n[1], n[2], n[3], n[4]}
		if len(columns[0]) == 0 {
			return errors.New("the name is empty")
		}
		if err := e.check(size); err != nil {
			return fmt.Errorf("%s: %w", lines.Quote(columns[0]), err)
		}
		if !x.add(string(columns[0]), e) {
			return fmt.Errorf("%s is there twice", lines.Quote(columns[0]))
		}
		return nil
	})
	if err == nil && len(x.seqs) == 0 {
		err = malformed(name, "the index is empty")
	}
	if err != nil {
		return nil, staleIndex(err)
	}
	return x, nil
}

// rest returns how many bytes of a file of size bytes follow the bases of the index, 0 if they are
// the end of a line: sequences that were added since the index was made are not in it.
func (x *index) rest(name string, r io.ReaderAt, size int64) (int64, error) {
	end := int64(0)
	for _, e := range x.entries {
		if e.length > 0 { // the place of no bases may be anywhere
			end = max(end, e.end())
		}
	}
	head := make([]byte, min(size-end, 1024))
	if err := readFull(name, r, head, end); err != nil {
		return 0, err
	}
	if size-end <= int64(len(head)) && len(bytes.TrimSpace(head)) == 0 {
		return 0, nil
	}
	return size - end, nil
}

// check returns an error if the entry cannot be of a file of size bytes.
func (e faiEntry) check(size int64) error {
	switch {
	case e.length == 0:
		return nil
	case e.lineBases == 0 || e.lineWidth < e.lineBases || e.lineWidth > e.lineBases+2:
		return fmt.Errorf("lines of %d bases in %d bytes; wanted a byte or two for the line's end", e.lineBases, e.lineWidth)
	case e.lineWidth == e.lineBases && e.length > e.lineBases:
		return fmt.Errorf("%d bases in lines of %d without an end", e.length, e.lineBases)
	case e.end() > size:
		return fmt.Errorf("its bases end at byte %d, but the FASTA has %d bytes", e.end(), size)
	}
	return nil
}

// staleIndex adds a hint to an error of an index.
func staleIndex(err error) error {
	return hint.Add(err, "make the index again (samtools faidx), or delete it: then the FASTA is indexed when it is opened")
}
