package lines

import (
	"bytes"
	"fmt"
	"iter"
)

// mostQuoted bounds the text of a row that quoted fields continue in further lines, in bytes. A
// field that has not ended by then is one whose quote at the end was lost.
const mostQuoted = 64 << 10

// Quoted makes the chunks and lines of r those of CSV (RFC 4180) with a separator: a quoted field may
// hold line ends, and the lines are one then, with the number of the first. Where tabs separate, quotes may also
// be text, such as ditto marks: a field with quotes has no tab. Quoted is called before the first Chunk.
func (r *Reader) Quoted(separator byte) { r.separator = separator }

// SampleQuoted is Sample of a text whose lines are those of Quoted. A separator of 0 means that
// no field has line ends.
func SampleQuoted(head []byte, separator byte) iter.Seq2[int, []byte] { return sample(head, separator) }

// SplitQuoted appends the fields of a line to dst, without the quotes and the spaces round them. A quote
// within a field that does not begin with one is text.
func SplitQuoted(dst [][]byte, line []byte, separator byte) ([][]byte, error) {
	quotes := bytes.IndexByte(line, '"') >= 0
	for {
		line = bytes.TrimLeft(line, " ")
		end := -1
		if quotes && len(line) > 0 && line[0] == '"' {
			n, state := quoted(line, separator)
			switch state {
			case open:
				if separator != '\t' {
					return dst, fmt.Errorf("a quoted field does not end")
				}
			case closed:
				field := line[1 : n-1]
				if bytes.IndexByte(field, '"') >= 0 {
					field = bytes.ReplaceAll(field, []byte(`""`), []byte{'"'})
				}
				dst = append(dst, field)
				if end = bytes.IndexByte(line[n:], separator); end < 0 {
					return dst, nil
				}
				line = line[n+end+1:]
				continue
			}
		}
		if end = bytes.IndexByte(line, separator); end < 0 {
			return append(dst, bytes.TrimRight(line, " ")), nil
		}
		dst, line = append(dst, bytes.TrimRight(line[:end], " ")), line[end+1:]
	}
}

// quoting is what the quote at the beginning of a field means.
type quoting int

const (
	closed quoting = iota // the field has a quote at its end
	open                  // it has none in the text
	stray                 // the quote is text, since something follows the second
)

// quoted inspects a field that begins with a quote, and returns its size with both.
func quoted(text []byte, separator byte) (n int, state quoting) {
	field, lost := text, open
	if separator == '\t' {
		if tab := bytes.IndexByte(text, '\t'); tab >= 0 {
			field, lost = text[:tab], stray
		}
	}
	for n = 1; ; n++ {
		i := bytes.IndexByte(field[n:], '"')
		if i < 0 {
			return len(field), lost
		}
		n += i + 1
		if n == len(field) || field[n] != '"' { // two are one that is text
			break
		}
	}
	if rest := bytes.TrimLeft(text[n:], " \r"); len(rest) > 0 && rest[0] != '\n' && rest[0] != separator {
		return n, stray
	}
	return n, closed
}

// row returns the size of the first line of a text with its line end, and those that its quoted fields
// continue in. cut reports whether the text ends in such a field, which may end behind it;
// the size is that of the line alone then, as it is where the field is too long.
func row(text []byte, separator byte) (n int, cut bool) {
	line := len(text)
	if i := bytes.IndexByte(text, '\n'); i >= 0 {
		line = i + 1
	}
	end, at := line, 0
	for {
		quote := bytes.IndexByte(text[at:end], '"')
		if quote < 0 {
			return end, false
		}
		at += quote
		if before := bytes.TrimRight(text[:at], " "); len(before) > 0 && before[len(before)-1] != separator {
			at++ // text
			continue
		}
		size, state := quoted(text[at:min(len(text), at+mostQuoted)], separator)
		switch state {
		case open:
			return line, len(text) < at+mostQuoted
		case stray:
			at++
			continue
		}
		if at += size; at > end { // the line goes on behind the field
			if end = len(text); at < end {
				if i := bytes.IndexByte(text[at:], '\n'); i >= 0 {
					end = at + i + 1
				}
			}
		}
	}
}

// whole returns the size of the rows at the beginning of a text that ends with a line, without one
// that may continue behind it. joined reports whether a row has several lines.
func whole(text []byte, separator byte) (size int, joined bool) {
	if separator == 0 || bytes.IndexByte(text, '"') < 0 {
		return len(text), false
	}
	for size < len(text) {
		n, cut := row(text[size:], separator)
		if cut {
			break
		}
		joined = joined || bytes.IndexByte(text[size:size+n-1], '\n') >= 0
		size += n
	}
	return size, joined
}
