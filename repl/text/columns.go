package text

import "strings"

// mostListed bounds a list that Tab prints: nobody reads more than a screen.
const mostListed = 120

// Columns sets out a list in columns for a terminal of the given width, to be read
// downwards as with ls.
func Columns(list []string, width int) string {
	const gap = 2
	more := len(list) - mostListed
	list = list[:min(len(list), mostListed)]
	widest := 0
	for _, s := range list {
		widest = max(widest, Width(s))
	}
	widest = min(widest, max(width-1, leastCell))
	across := max(1, (width-1+gap)/(widest+gap))
	down := (len(list) + across - 1) / across
	var b strings.Builder
	for row := range down {
		var line strings.Builder
		for i := row; i < len(list); i += down {
			cell := Shorten(list[i], widest)
			line.WriteString(cell + strings.Repeat(" ", widest-Width(cell)+gap))
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	if more > 0 {
		b.WriteString("… and " + Thousands(more) + " more\n")
	}
	return b.String()
}
