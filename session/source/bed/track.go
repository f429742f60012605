package bed

import (
	"bytes"
	"strings"
)

// track is what a track line says.
type track struct {
	name string
	kind string // the type, in lower case
}

// parseTrack reads a line such as
//
//	track type=bedGraph name="my signal" color=200,100,0
//
// and tells whether it is a track line.
func parseTrack(line []byte) (track, bool) {
	rest, ok := bytes.CutPrefix(line, []byte("track"))
	if !ok {
		return track{}, false
	}
	var t track
	for text := string(rest); ; {
		var key, value string
		if key, value, text = attribute(text); key == "" {
			return t, true
		}
		switch strings.ToLower(key) {
		case "name":
			t.name = value
		case "type":
			t.kind = strings.ToLower(value)
		}
	}
}

// attribute cuts the first key=value off; a value may stand in single or
// double quotes. key is empty at the end.
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
