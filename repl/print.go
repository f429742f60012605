package repl

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl/safe"
	"github.com/epiviz/epivizgo/session/genome"
)

// column is a column of a printed table.
type column struct {
	title string
	right bool // numbers: aligned right and never shortened
}

// Layout of tables, in terminal columns.
const (
	tableIndent = 1
	tableGap    = 2
	leastCell   = 8 // what a cell of a narrow terminal keeps
)

// table prints rows under their titles. Cells that do not fit the terminal's
// width are shortened, the widest column first; nothing is shortened when the
// output is no terminal.
func (e *Env) table(columns []column, rows [][]string) {
	titles := make([]string, len(columns))
	for i, c := range columns {
		titles[i] = c.title
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
			widths[i] = max(widths[i], textWidth(cell))
		}
	}
	if width := e.width(); width > 0 {
		fit(columns, widths, width)
	}

	var b strings.Builder
	for _, line := range lines {
		var out strings.Builder
		out.WriteString(strings.Repeat(" ", tableIndent))
		for i, cell := range line {
			cell = shorten(cell, widths[i])
			pad := strings.Repeat(" ", max(0, widths[i]-textWidth(cell)))
			if columns[i].right {
				cell = pad + cell
			} else {
				cell += pad
			}
			out.WriteString(cell + strings.Repeat(" ", tableGap))
		}
		b.WriteString(strings.TrimRight(out.String(), " ") + "\n")
	}
	fmt.Fprint(e.Out, b.String())
}

// fit takes from the widest columns of text until the table is width wide or
// no column has anything left to give.
func fit(columns []column, widths []int, width int) {
	total := tableIndent + tableGap*(len(widths)-1)
	for _, w := range widths {
		total += w
	}
	for ; total > width; total-- {
		widest := -1
		for i, w := range widths {
			if !columns[i].right && w > leastCell && (widest < 0 || w > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return
		}
		widths[widest]--
	}
}

// thousands writes a count or position for people: 1,234,567.
func thousands(n int) string {
	s := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// count writes a number with its noun: "1 browser", "2 browsers".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return thousands(n) + " " + noun + "s"
}

// locus writes a place for people, 1-based and inclusive: chr1:1-100,000. An
// interval with End 0 is a whole sequence.
func locus(iv genome.Interval) string {
	if iv.End == 0 {
		return iv.Seq
	}
	return fmt.Sprintf("%s:%s-%s", iv.Seq, thousands(iv.Start+1), thousands(iv.End))
}

// rangeLocus writes a place that a browser gave, which may have fractions.
func rangeLocus(r protocol.Range) string {
	return fmt.Sprintf("%s:%s-%s", r.SeqName, position(r.Start), position(r.End))
}

// position rounds a browser's position; one beyond all sense is cut to what
// the program can hold.
func position(v float64) string {
	if math.IsNaN(v) {
		return "?"
	}
	v = math.Round(min(max(v, -genome.MaxPosition), genome.MaxPosition))
	return thousands(int(v))
}

// valueRange writes the limits of a y axis; "" when there are none.
func valueRange(low, high *float64) string {
	if low == nil && high == nil {
		return ""
	}
	return limit(low) + " to " + limit(high)
}

func limit(v *float64) string {
	if v == nil {
		return "?"
	}
	return strconv.FormatFloat(*v, 'g', 6, 64)
}

// indentJSON sets JSON out over lines. Text that is none is returned as it is.
func indentJSON(data []byte) string {
	var b bytes.Buffer
	if err := json.Indent(&b, data, "", "  "); err != nil {
		return string(data)
	}
	return b.String()
}
