package text

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/epiviz/epivizgo/repl/safe"
)

// Column is a column of a printed table.
type Column struct {
	Title string
	Right bool // numbers: aligned right and never shortened
}

// Layout of tables, in terminal columns.
const (
	tableIndent = 1
	tableGap    = 2
	leastCell   = 8 // what a cell of a narrow terminal keeps
)

// Table sets rows out under their titles for a terminal of the given width. Cells
// that do not fit are shortened, the widest column first; nothing is shortened
// when width is 0, as for an output other than a terminal.
func Table(columns []Column, rows [][]string, width int) string {
	titles := make([]string, len(columns))
	for i, c := range columns {
		titles[i] = c.Title
	}
	lines := [][]string{titles}
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = safe.Text(cell) // before it is measured
		}
		lines = append(lines, cells)
	}
	widths := make([]int, len(columns))
	for _, line := range lines {
		for i, cell := range line {
			widths[i] = max(widths[i], Width(cell))
		}
	}
	if width > 0 {
		fit(columns, widths, width)
	}

	var b strings.Builder
	for _, line := range lines {
		var out strings.Builder
		out.WriteString(strings.Repeat(" ", tableIndent))
		for i, cell := range line {
			cell = Shorten(cell, widths[i])
			pad := strings.Repeat(" ", max(0, widths[i]-Width(cell)))
			if columns[i].Right {
				cell = pad + cell
			} else {
				cell += pad
			}
			out.WriteString(cell + strings.Repeat(" ", tableGap))
		}
		b.WriteString(strings.TrimRight(out.String(), " ") + "\n")
	}
	return b.String()
}

// fit narrows the widest columns of text until the table is width wide or no
// column can be narrowed further.
func fit(columns []Column, widths []int, width int) {
	total := tableIndent + tableGap*(len(widths)-1)
	for _, w := range widths {
		total += w
	}
	for ; total > width; total-- {
		widest := -1
		for i, w := range widths {
			if !columns[i].Right && w > leastCell && (widest < 0 || w > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return
		}
		widths[widest]--
	}
}

// TSV writes a line of names, unless names is nil, and then the rows, with tabs
// between cells. Characters that would break a cell or a line are spelled (package
// safe).
func TSV(names []string, rows [][]string) string {
	var b strings.Builder
	line := func(cells []string) {
		for i, cell := range cells {
			if i > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(safe.Text(cell))
		}
		b.WriteByte('\n')
	}
	if names != nil {
		line(names)
	}
	for _, row := range rows {
		line(row)
	}
	return b.String()
}

// IndentJSON spreads JSON over lines. Anything else is returned unchanged.
func IndentJSON(data []byte) string {
	var b bytes.Buffer
	if err := json.Indent(&b, data, "", "  "); err != nil {
		return string(data)
	}
	return b.String()
}
