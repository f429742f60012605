package session

import (
	"strings"

	"github.com/epiviz/epivizgo/session/color"
)

// Colours of charts and regions. A page passes them to the browser as CSS; a browser
// draws an invalid colour in whatever colour was last.

// defaultColors is the value that gives a chart the colours of its type.
const defaultColors = "default"

// parseColors reads colours separated by commas, an empty list for the default.
func parseColors(text string) ([]string, error) {
	if text == defaultColors {
		return []string{}, nil
	}
	colors := strings.Split(text, ",")
	for i, c := range colors {
		var err error
		if colors[i], err = color.Parse(c); err != nil {
			return nil, err
		}
	}
	return colors, nil
}
