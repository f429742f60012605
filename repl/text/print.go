package text

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
// when width is 0, which stands for an output that is no terminal.
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

// fit takes from the widest columns of text until the table is width wide or
// no column has anything left to give.
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

// TSV writes a line of names, unless there are none, and then the rows, with tabs
// between cells. What would break a cell or line is spelled (package safe).
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

// Thousands writes a count or position for people: 1,234,567.
func Thousands(n int) string {
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

// Count writes a number with its noun: "1 browser", "2 browsers".
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return Thousands(n) + " " + noun + "s"
}

// Locus writes a place for people, 1-based and inclusive: chr1:1-100,000. An
// interval with End 0 is a whole sequence.
func Locus(iv genome.Interval) string {
	if iv.End == 0 {
		return iv.Seq
	}
	return fmt.Sprintf("%s:%s-%s", iv.Seq, Thousands(iv.Start+1), Thousands(iv.End))
}

// RangeLocus writes a place that a browser gave, which may have fractions.
func RangeLocus(r protocol.Range) string {
	return fmt.Sprintf("%s:%s-%s", r.SeqName, position(r.Start), position(r.End))
}

// position rounds a browser's position; one beyond all sense is cut to what
// the program can hold.
func position(v float64) string {
	if math.IsNaN(v) {
		return "?"
	}
	v = math.Round(min(max(v, -genome.MaxPosition), genome.MaxPosition))
	return Thousands(int(v))
}

// ValueRange writes the limits of a y axis; "" when there are none.
func ValueRange(low, high *float64) string {
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

// IndentJSON sets JSON out over lines. Text that is none is returned as it is.
func IndentJSON(data []byte) string {
	var b bytes.Buffer
	if err := json.Indent(&b, data, "", "  "); err != nil {
		return string(data)
	}
	return b.String()
}

// Size writes bytes for people.
func Size(bytes int64) string {
	units := []string{"bytes", "kB", "MB", "GB", "TB"}
	v := float64(bytes)
	for len(units) > 1 && v >= 1000 {
		v, units = v/1000, units[1:]
	}
	return strconv.FormatFloat(v, 'g', 3, 64) + " " + units[0]
}
