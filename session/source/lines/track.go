package lines

import "strings"

// Track is what a UCSC track line says.
type Track struct {
	Name string
	Type string // in lower case
}

// ParseTrack reads a line such as
//
//	track type=bedGraph name="my signal" color=200,100,0
//
// and reports whether it is a track line, as Heading does. Values may be in single or
// double quotes.
func ParseTrack(line []byte) (Track, bool) {
	if !directive(line, "track") {
		return Track{}, false
	}
	var t Track
	for text := string(line[len("track"):]); ; {
		var key, value string
		if key, value, text = attribute(text); key == "" {
			return t, true
		}
		switch strings.ToLower(key) {
		case "name":
			t.Name = value
		case "type":
			t.Type = strings.ToLower(value)
		}
	}
}

// attribute cuts the first key=value off. key is empty at the end.
func attribute(text string) (key, value, rest string) {
	text = strings.TrimLeft(text, " \t")
	key, text, _ = strings.Cut(text, "=")
	if i := strings.LastIndexAny(key, " \t"); i >= 0 {
		key = key[i+1:] // words without a value before it
	}
	if text == "" {
		return key, "", ""
	}
	if q := text[0]; q == '"' || q == '\'' {
		value, rest, _ = strings.Cut(text[1:], string(q))
		return key, value, rest
	}
	if i := strings.IndexAny(text, " \t"); i >= 0 {
		return key, text[:i], text[i:]
	}
	return key, text, ""
}
