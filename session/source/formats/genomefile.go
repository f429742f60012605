package formats

import (
	"context"
	"fmt"

	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/lines"
)

// These formats describe genomes or other files; they hold no data to show.
// Their rows are numbers too, so without being known they might pass for BED.

// refuseSizes knows a table of two columns, sequence and length.
func refuseSizes(_ context.Context, in *input) (source.Source, bool, error) {
	if !every(in.preview, func(f [][]byte) bool { return len(f) == 2 && whole(f[1]) }) {
		return nil, false, nil
	}
	return nil, false, in.genomeFile("a table of sequence lengths")
}

// refuseIndex knows the index of a FASTA file (samtools faidx): name, length,
// offset, bases a line, bytes a line.
func refuseIndex(_ context.Context, in *input) (source.Source, bool, error) {
	isIndex := func(f [][]byte) bool {
		if len(f) != 5 || !whole(f[1]) || !whole(f[2]) || !whole(f[3]) || !whole(f[4]) {
			return false
		}
		bases, _ := lines.Position(f[3], "")
		width, _ := lines.Position(f[4], "")
		return width == bases+1 || width == bases+2 // LF or CRLF
	}
	if in.namedBED() || !every(in.preview, isIndex) { // five columns may be BED's too
		return nil, false, nil
	}
	return nil, false, in.genomeFile("the index of a FASTA file")
}

// refuseCRAI knows the index of a CRAM file by its name.
func refuseCRAI(_ context.Context, in *input) (source.Source, bool, error) {
	if in.ext != ".crai" {
		return nil, false, nil
	}
	return nil, false, in.refuse(Format{Name: "CRAM index"})
}

// genomeFile returns the refusal of a file that describes a genome.
func (in *input) genomeFile(what string) error {
	return hint.Add(fmt.Errorf("%s is %s, not data: %w", in.name, what, errUnread), "give it as the genome: --genome %s", in.name)
}

// every reports whether a text has rows and all of its first ones are so.
func every(preview []byte, is func(fields [][]byte) bool) bool {
	rows := 0
	for _, line := range lines.Sample(preview) {
		if lines.Heading(line) {
			continue
		}
		if !is(lines.Split(nil, line)) {
			return false
		}
		rows++
	}
	return rows > 0
}

// whole reports whether a field is a whole number.
func whole(field []byte) bool {
	_, err := lines.Position(field, "")
	return err == nil
}
