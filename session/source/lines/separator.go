package lines

import (
	"bytes"
	"unicode/utf8"
)

// Separators returns the character that separates columns as a first line for spreadsheets says it
// (sep=;), 0 without such a line, and the one of the first line that may have names, 0 for spaces.
func Separators(head []byte) (said, separator byte) {
	for number, line := range Sample(head) {
		switch {
		case number == 1 && saidIn(line) != 0:
			return saidIn(line), saidIn(line)
		case !Heading(line):
			return 0, SeparatorOf(line)
		}
	}
	return 0, 0
}

// saidIn returns the character that separates columns by a line for spreadsheets, with or without quotes, 0 if
// the line is not one.
func saidIn(line []byte) byte {
	line = bytes.Trim(line, `"`)
	if len(line) == 5 && bytes.EqualFold(line[:4], []byte("sep=")) && bytes.IndexByte([]byte(",;|\t"), line[4]) >= 0 {
		return line[4]
	}
	return 0
}

// SeparatorOf returns the character that separates the columns of a line of names, 0 for spaces.
func SeparatorOf(line []byte) byte {
	for _, separator := range []byte("\t;,") {
		if bytes.IndexByte(line, separator) >= 0 {
			return separator
		}
	}
	return 0
}

// Decoded returns a name that may be in Latin-1, as cells of the rows are read.
func Decoded(name []byte) string {
	if utf8.Valid(name) {
		return string(name)
	}
	runes := make([]rune, len(name))
	for i, c := range name {
		runes[i] = rune(c)
	}
	return string(runes)
}
