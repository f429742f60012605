package gff

import (
	"bytes"

	"github.com/epiviz/epivizgo/session/source/lines"
)

// sampleRows is the number of first lines that decide on the dialect.
const sampleRows = 100

// Sniff decides from the beginning of a text, which may end inside a line,
// whether it is one of the dialects: by its version line, else by the ninth
// column of its first rows.
func Sniff(head []byte) (Dialect, bool) {
	if version, ok := bytes.CutPrefix(head, []byte("##gff-version")); ok && bytes.HasPrefix(bytes.TrimLeft(version, " \t"), []byte{'3'}) {
		return GFF3, true
	}
	rows, good, equals := 0, 0, 0
	var r record
	var fields [columns][]byte
	for _, line := range lines.Sample(head) {
		if rows == sampleRows {
			break
		}
		if lines.Heading(line) {
			continue
		}
		rows++
		// Rows of other formats have positions in the same columns: those of genePred no strand
		// in the seventh, those of BEDPE a number where the type of a feature is.
		if r.parse(GFF3, line, &fields) == nil && !isNumber(r.kind) && len(fields[6]) == 1 && bytes.ContainsAny(fields[6], "+-.?") {
			good++
			if isPairs(r.raw) {
				equals++
			}
		}
	}
	if good == 0 || 2*good < rows {
		return GTF, false
	}
	if 2*equals >= good {
		return GFF3, true
	}
	return GTF, true
}

func isNumber(field []byte) bool {
	_, ok := lines.AsNumber(field)
	return ok && !lines.Missing(field)
}

// isPairs reports whether attributes begin as key=value, not as key "value".
func isPairs(raw []byte) bool {
	i := bytes.IndexAny(raw, "= \"")
	return i > 0 && raw[i] == '='
}
