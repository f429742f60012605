package lines

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/epiviz/epivizgo/session/genome"
)

// Split appends the columns of line to dst and returns it. Columns are separated by
// tabs, or in a line without a tab by runs of spaces, as in many tables that were
// copied from a terminal. Spaces at the line's end belong to no column. The columns
// share the line's memory.
func Split(dst [][]byte, line []byte) [][]byte {
	for len(line) > 0 && line[len(line)-1] == ' ' {
		line = line[:len(line)-1]
	}
	if bytes.IndexByte(line, '\t') < 0 {
		return splitSpaces(dst, line)
	}
	for {
		i := bytes.IndexByte(line, '\t')
		if i < 0 {
			return append(dst, line)
		}
		dst = append(dst, line[:i])
		line = line[i+1:]
	}
}

// splitSpaces splits at runs of spaces and ignores those at either end.
func splitSpaces(dst [][]byte, line []byte) [][]byte {
	for {
		line = bytes.TrimLeft(line, " ")
		if len(line) == 0 {
			return dst
		}
		i := bytes.IndexByte(line, ' ')
		if i < 0 {
			return append(dst, line)
		}
		dst = append(dst, line[:i])
		line = line[i:]
	}
}

// Distinct returns names of columns, of which the second of a name and those after have a
// number: a column is found by its name.
func Distinct(names []string) []string {
	taken := make(map[string]bool, len(names))
	for _, name := range names {
		taken[name] = true
	}
	seen := make(map[string]bool, len(names))
	out := slices.Clone(names)
	for i, name := range names {
		for n := 2; seen[out[i]] || n > 2 && taken[out[i]]; n++ {
			out[i] = fmt.Sprintf("%s_%d", name, n)
		}
		seen[out[i]] = true
	}
	return out
}

// Unquote removes the double quotes round fields, which R and spreadsheets write.
// line is the line from which the fields were split.
func Unquote(fields [][]byte, line []byte) {
	if bytes.IndexByte(line, '"') < 0 {
		return
	}
	for i, f := range fields {
		if n := len(f); n >= 2 && f[0] == '"' && f[n-1] == '"' {
			fields[i] = f[1 : n-1]
		}
	}
}

// Position reads a whole number from 0 to genome.MaxPosition, which may be written as
// R and pandas write some: 1e+05, 100.0. what names the column in the error.
func Position(field []byte, what string) (int, error) {
	if len(field) == 0 {
		return 0, fmt.Errorf("%s is empty; wanted a whole number", what)
	}
	if len(field) > 13 { // more digits than MaxPosition has
		if v, ok := exact(field); ok {
			return v, nil
		}
		return 0, fmt.Errorf("%s %s is not a position; wanted a whole number up to %d", what, Quote(field), genome.MaxPosition)
	}
	v := 0
	for _, c := range field {
		if c < '0' || c > '9' {
			if v, ok := exact(field); ok {
				return v, nil
			}
			if bare := bytes.Trim(field, " "); len(bare) < len(field) {
				return Position(bare, what)
			}
			return 0, badPosition(field, what)
		}
		v = v*10 + int(c-'0')
	}
	if v > genome.MaxPosition {
		return 0, fmt.Errorf("%s %d lies beyond the largest position that is supported, %d", what, v, genome.MaxPosition)
	}
	return v, nil
}

// exact reads a whole number written with a point or an exponent.
func exact(field []byte) (v int, ok bool) {
	if field[0] < '0' || field[0] > '9' || len(field) > 40 || len(bytes.Trim(field, "0123456789.eE+")) > 0 {
		return 0, false
	}
	f, err := strconv.ParseFloat(string(field), 64)
	if err != nil || f != math.Trunc(f) || f > genome.MaxPosition {
		return 0, false
	}
	return int(f), bytes.ContainsAny(field, ".eE")
}

// Number reads a number, NaN for a missing one.
func Number(field []byte) (float64, error) {
	v, ok := AsNumber(field)
	if !ok {
		return v, fmt.Errorf("%s is not a number", Quote(field))
	}
	return v, nil
}

// AsNumber reads a number as Number does, without creating an error. It reads whole numbers,
// by far the most frequent, itself, because strconv takes a string.
func AsNumber(field []byte) (v float64, ok bool) {
	whole := 0
	for _, c := range field {
		if c < '0' || c > '9' {
			whole = -1
			break
		}
		whole = whole*10 + int(c-'0')
	}
	n := len(field)
	switch {
	case whole >= 0 && n > 0 && n < 16:
		return float64(whole), true
	case Missing(field):
		return math.NaN(), true
	case field[0] > '9' && field[0]|' ' != 'i': // a word other than inf
		return math.NaN(), false
	case bytes.IndexByte(field, '_') >= 0, bytes.IndexByte(field, 'x') >= 0, bytes.IndexByte(field, 'X') >= 0:
		// Go's own ways to write numbers: in a file 1_2 is a name.
		return math.NaN(), false
	}
	v, err := strconv.ParseFloat(string(field), 64)
	if err != nil && !math.IsInf(v, 0) { // a number that is too large for a float is an infinity
		return math.NaN(), false
	}
	return v, true
}

// IsPercentage reports whether a field is the percentage of a count in the sum of it and
// another, rounded or not.
func IsPercentage(percent, count, other []byte) bool {
	m, err := Position(count, "")
	u, err2 := Position(other, "")
	p, ok := AsNumber(percent)
	if err != nil || err2 != nil || !ok {
		return false
	}
	if m+u == 0 {
		return p == 0 || p != p
	}
	return math.Abs(p-100*float64(m)/float64(m+u)) < 1
}

// Missing reports whether a field means "no value".
func Missing(field []byte) bool {
	if len(field) > 4 {
		return false
	}
	switch string(field) {
	case "", ".", "-", "NA", "N/A", "#N/A", "na", "n/a", "NaN", "nan", "NULL", "null", "None":
		return true
	}
	return false
}

// badPosition returns the error for a field that holds more than digits.
func badPosition(field []byte, what string) error {
	if field[0] == '-' && len(field) > 1 {
		return fmt.Errorf("%s %s is negative", what, Quote(field))
	}
	return fmt.Errorf("%s %s is not a whole number", what, Quote(field))
}

// Positions appends whole numbers separated by commas, with or without a comma at the
// end, as in the lists of exons of UCSC's formats. what names the column.
func Positions(dst []int, field []byte, what string) ([]int, error) {
	for len(field) > 0 {
		item, rest, _ := bytes.Cut(field, []byte{','})
		v, err := Position(bytes.TrimSpace(item), what)
		if err != nil {
			return dst, err
		}
		dst = append(dst, v)
		field = rest
	}
	return dst, nil
}

// Span returns an error unless start and end, 0-based half-open, bound a stretch.
func Span(start, end int) error {
	if end < start {
		return fmt.Errorf("end %d lies before start %d", end, start)
	}
	return nil
}

// Quote returns a field for a message: quoted, with control characters escaped, at
// most 40 bytes of it.
func Quote(field []byte) string {
	if len(field) > 40 {
		return fmt.Sprintf("%q…", field[:40])
	}
	return fmt.Sprintf("%q", field)
}

// Blank reports whether a line has only white space.
func Blank(line []byte) bool { return len(bytes.TrimSpace(line)) == 0 }

// Heading reports whether a line of a UCSC text file is not a row: blank, a comment
// that begins with #, or a track or browser line.
func Heading(line []byte) bool {
	if len(line) == 0 || line[0] == '#' {
		return true
	}
	switch line[0] {
	case 't':
		return directive(line, "track")
	case 'b':
		return directive(line, "browser")
	case ' ', '\t':
		return Blank(line)
	}
	return false
}

// directive reports whether the line is the word alone or followed by a space. A tab
// after it would make the line a row of a sequence of that name.
func directive(line []byte, word string) bool {
	return bytes.HasPrefix(line, []byte(word)) && (len(line) == len(word) || line[len(word)] == ' ')
}
