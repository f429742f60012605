package formats

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/lines"
)

// These formats describe genomes or other files; they hold no data to show. They are
// recognized because their rows are numbers too and might be taken for BED.

// refuseSizes refuses a table of two columns, sequence and length.
func refuseSizes(_ context.Context, in *input) (source.Source, bool, error) {
	if !every(in.preview, func(f [][]byte) bool { return len(f) == 2 && whole(f[1]) }) {
		return nil, false, nil
	}
	return nil, false, in.genomeFile("a table of sequence lengths")
}

// refuseIndex refuses the index of a FASTA file (samtools faidx): name, length,
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

// refuseCRAI refuses the index of a CRAM file, which it recognizes by its name.
func refuseCRAI(_ context.Context, in *input) (source.Source, bool, error) {
	if in.ext != ".crai" {
		return nil, false, nil
	}
	return nil, false, in.refuse(Format{Name: "CRAM index"})
}

// refuseRows returns the function that refuses files of a format: those with rows for which is
// returns true, and those named so. instead says what to do, "" for nothing.
func refuseRows(name, instead string, is func(fields [][]byte) bool) func(context.Context, *input) (source.Source, bool, error) {
	return func(_ context.Context, in *input) (source.Source, bool, error) {
		if named, _ := byName(in.ext); named.Name != name && !every(in.preview, is) {
			return nil, false, nil
		}
		return nil, false, in.refuse(Format{Name: name, unpack: instead})
	}
}

// isStrand reports whether a field is a strand.
func isStrand(field []byte) bool {
	return len(field) == 1 && bytes.IndexByte([]byte("+-.*"), field[0]) >= 0
}

// isPSL reports whether a row is of a PSL file without its heading.
func isPSL(f [][]byte) bool {
	if len(f) < 21 || len(f) > 23 || !isStrand(f[8][:min(len(f[8]), 1)]) {
		return false
	}
	for _, i := range []int{0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 14, 15, 16, 17} {
		if !whole(f[i]) {
			return false
		}
	}
	return true
}

// isPAF reports whether a row is an alignment of minimap2.
func isPAF(f [][]byte) bool {
	if len(f) < 12 || !isStrand(f[4]) {
		return false
	}
	for _, i := range []int{1, 2, 3, 6, 7, 8, 9, 10, 11} {
		if !whole(f[i]) {
			return false
		}
	}
	return true
}

// isAGP reports whether a row says what a sequence is assembled from. Its positions count
// from 1.
func isAGP(f [][]byte) bool {
	return len(f) >= 8 && len(f) <= 9 && whole(f[1]) && whole(f[2]) && whole(f[3]) &&
		len(f[4]) == 1 && bytes.IndexByte([]byte("ADFGNOPUW"), f[4][0]) >= 0
}

// isHistogram reports whether a row is of what bedtools genomecov writes without -d and
// -bg: a depth, how many bases have it, of how many, and the share.
func isHistogram(f [][]byte) bool {
	if len(f) != 5 || !whole(f[1]) || !whole(f[2]) || !whole(f[3]) {
		return false
	}
	count, _ := lines.Position(f[2], "")
	size, _ := lines.Position(f[3], "")
	share, ok := lines.AsNumber(f[4])
	return ok && size > 0 && math.Abs(share-float64(count)/float64(size)) < 1e-4
}

// refuseDistribution refuses what mosdepth writes beside its depths: for each sequence the shares of bases
// with at least a depth.
func refuseDistribution(_ context.Context, in *input) (source.Source, bool, error) {
	isShare := func(f [][]byte) bool {
		share, ok := lines.AsNumber(f[len(f)-1])
		return len(f) == 3 && whole(f[1]) && ok && share >= 0 && share <= 1
	}
	if !strings.HasSuffix(strings.ToLower(in.name), ".dist.txt") || !every(in.preview, isShare) {
		return nil, false, nil
	}
	return nil, false, in.refuse(Format{Name: "depth distribution", unpack: "it has no places: .per-base.bed.gz and .regions.bed.gz have"})
}

// isBinned reports whether a row is of a table of UCSC's database: a place behind the bin
// that it is in.
func isBinned(f [][]byte) bool {
	if len(f) < 4 || !whole(f[0]) || whole(f[1]) || !whole(f[2]) || !whole(f[3]) {
		return false
	}
	bin, _ := lines.Position(f[0], "")
	start, _ := lines.Position(f[2], "")
	end, _ := lines.Position(f[3], "")
	if end <= start {
		return false
	}
	first, last := start>>17, (end-1)>>17
	for _, offset := range []int{585, 73, 9, 1, 0} { // from the smallest bins to the one of all
		if first == last {
			return bin == offset+first
		}
		first, last = first>>3, last>>3
	}
	return false
}

// refusePoints refuses rows that would pass for BED but end where they start: their
// positions count from 1. A few may be insertions, of which a note is enough.
func (in *input) refusePoints() error {
	rows := 0
	points := every(in.preview, func(f [][]byte) bool {
		rows++
		return len(f) >= 3 && bytes.Equal(f[1], f[2])
	})
	const why = "start and end are the same in every row: as BED, which counts from 0, the rows have no width"
	switch {
	case !points:
		return nil
	case rows < 3:
		in.text.Note(why)
		return nil
	}
	return hint.Add(fmt.Errorf("%s: %s: %w", in.name, why, source.ErrFormat),
		"if positions count from 1, put names into a first line: chrom start end …, separated by tabs")
}

// genomeFile returns the error for a file that describes a genome.
func (in *input) genomeFile(what string) error {
	return hint.Add(fmt.Errorf("%s is %s, not data: %w", in.name, what, errUnread), "give it as the genome: --genome %s", in.name)
}

// every reports whether a text has rows and is returns true for all of the first ones.
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
