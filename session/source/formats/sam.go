package formats

import (
	"bytes"
	"context"
	"strings"

	"github.com/epiviz/epivizgo/session/source"
)

// refuseSAM refuses alignments as text, which it recognizes by their name, header or rows.
func refuseSAM(_ context.Context, in *input) (source.Source, bool, error) {
	if in.ext != ".sam" && !begins("@HD\t", "@SQ\t", "@RG\t", "@PG\t")(in.preview) && !every(in.preview, isSAM) {
		return nil, false, nil
	}
	from, to := in.name, "sorted.bam"
	if in.path == "" {
		from = "-"
	} else if made := in.name[:strings.LastIndex(strings.ToLower(in.name), in.ext)] + ".bam"; made != in.name {
		to = made
	}
	return nil, false, in.refuse(Format{Name: "SAM",
		unpack: "make a BAM of it: samtools sort -o " + to + " " + from + " && samtools index " + to})
}

// isSAM reports whether a row is an alignment.
func isSAM(f [][]byte) bool {
	if len(f) < 11 {
		return false
	}
	for _, i := range []int{1, 3, 4, 7} { // flags, position, quality, position of the mate
		if !whole(f[i]) {
			return false
		}
	}
	return whole(bytes.TrimPrefix(f[8], []byte("-"))) && isCIGAR(f[5]) && (len(f[10]) == 1 || len(f[9]) == len(f[10]))
}

// isCIGAR reports whether a field says how a read is aligned.
func isCIGAR(field []byte) bool {
	if string(field) == "*" {
		return true
	}
	digits := 0
	for _, c := range field {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case digits == 0 || bytes.IndexByte([]byte("MIDNSHP=X"), c) < 0:
			return false
		default:
			digits = 0
		}
	}
	return digits == 0 && len(field) > 0
}
