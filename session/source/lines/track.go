package lines

import (
	"fmt"
	"strings"

	"github.com/epiviz/epivizgo/session/source"
)

// Track holds the attributes of a UCSC track line.
type Track struct {
	Name string
	Type string // in lower case
	Look source.Look
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
		case "color":
			t.Look.Color = hex(value)
		case "viewlimits":
			if lo, hi, ok := strings.Cut(value, ":"); ok && finite(lo) && finite(hi) {
				t.Look.Limits = value
			}
		}
	}
}

// hex returns a color of a track line, three numbers up to 255, as #rrggbb. It returns ""
// for any other text.
func hex(color string) string {
	rgb, err := Positions(nil, []byte(color), "color")
	if err != nil || len(rgb) != 3 || max(rgb[0], rgb[1], rgb[2]) > 255 {
		return ""
	}
	return fmt.Sprintf("#%02x%02x%02x", rgb[0], rgb[1], rgb[2])
}

// finite reports whether a text is a finite number.
func finite(text string) bool {
	v, ok := AsNumber([]byte(text))
	return ok && v-v == 0
}

// attribute splits off the first key=value. key is empty at the end.
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
