package bam

import (
	"fmt"

	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
)

// What the parts of a record say of each other has to fit, or depths and differences would be counted of bases that are not there.

// sound checks a record of a file with so many sequences.
func (r *record) sound(refs int) error {
	if ref := r.ref(); ref >= refs {
		return fmt.Errorf("the read %q is of sequence %d; the file has %d: %w", r.name(), ref+1, refs, source.ErrFormat)
	}
	read := 0
	for i := range len(r.stated) / 4 {
		switch op, n := opAt(r.stated, i); op {
		case 'M', 'I', 'S', '=', 'X':
			read += n
		case 'D', 'N', 'H', 'P':
		default:
			return fmt.Errorf("the CIGAR of the read %q, %.100s, has an unknown operation: %w", r.name(), r.cigarText(), source.ErrFormat)
		}
	}
	if n := r.bases(); n > 0 && len(r.stated) > 0 && read != n {
		return fmt.Errorf("the read %q has %d bases, %d by its CIGAR, %.100s: %w", r.name(), n, read, r.cigarText(), source.ErrFormat)
	}
	return nil
}

// unsorted is the error for a read that is behind another one in a file that should be in the order of places.
func (f *reads) unsorted(r *record, last int) error {
	return hint.Add(fmt.Errorf("the reads are not in the order of their places: %q begins at %d, behind one at %d: %w",
		r.name(), r.pos()+1, last+1, source.ErrFormat), "sort it: samtools sort -o sorted.bam %s && samtools index sorted.bam", f.name)
}

// soundTags checks that the tags of a record can be read to their end.
func (r *record) soundTags() error {
	last := ""
	end := r.eachTag(func(name string, _ byte, _ []byte) { last = " behind " + name })
	if end > 0 {
		return fmt.Errorf("the tags of the read %q are damaged%s: %d bytes cannot be read: %w", r.name(), last, end, source.ErrFormat)
	}
	return nil
}
