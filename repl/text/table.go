package text

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"strings"

	"github.com/epiviz/epivizgo/repl/safe"
)

// Column is a column of a printed table.
type Column struct {
	Title string
	Right bool // numbers: aligned right and never shortened
	Keep  bool // what the table is about: shortened and left out after the others
	Whole bool // never shortened: a part of it would be another one, as of a place
	Asked bool // was asked for by name, or tells what that is of: left out after all others
}

// Layout of tables, in terminal columns.
const (
	tableIndent = 1
	tableGap    = 2
	// What a column of a narrow terminal keeps: of a cell of text, of one to be kept, and of
	// the title of numbers.
	leastCell, leastKept, leastTitle = 8, 40, 14
)

// Table writes rows under their titles for a terminal of the given width, some of them at a
// time. Cells that do not fit are shortened, the widest column first; columns that do not
// fit even so are left out from the right, and their titles returned. Nothing is shortened
// when width is 0, as for an output other than a terminal.
func Table(w io.Writer, columns []Column, rows [][]string, width int) (left []string, err error) {
	sizes := make([]size, len(columns))
	for i, c := range columns {
		sizes[i].title = Width(safe.Text(c.Title))
	}
	for _, row := range rows {
		for i, cell := range row {
			sizes[i].cells = max(sizes[i].cells, Width(safe.Text(cell)))
			sizes[i].says = sizes[i].says || cell != "" && cell != "."
		}
	}
	widths := fit(columns, sizes, width)
	b := bufio.NewWriterSize(w, 64<<10)
	line := func(cell func(i int) string) error { // the error is also of all later lines
		blank := tableIndent // what is to be written before the next text
		for i, c := range columns {
			if widths[i] < 0 {
				continue
			}
			text := cell(i)
			pad := max(0, widths[i]-Width(text))
			if c.Right {
				blank += pad
				pad = 0
			}
			if text != "" {
				_, _ = b.WriteString(strings.Repeat(" ", blank))
				_, _ = b.WriteString(text)
				blank = 0
			}
			blank += pad + tableGap
		}
		return b.WriteByte('\n')
	}
	same, sameEnd := alike(columns)
	err = line(func(i int) string {
		if columns[i].Right {
			return shortenAround(safe.Text(columns[i].Title), same, sameEnd, widths[i])
		}
		return Shorten(safe.Text(columns[i].Title), widths[i])
	})
	for i := 0; i < len(rows) && err == nil; i++ {
		err = line(func(k int) string { return Shorten(safe.Text(rows[i][k]), widths[k]) })
	}
	for i, w := range widths {
		if w < 0 {
			left = append(left, columns[i].Title)
		}
	}
	if err == nil {
		err = b.Flush()
	}
	return left, err
}

// alike returns how many runes the titles of all numbers begin and end with alike, 0 if there
// is only one.
func alike(columns []Column) (first, last int) {
	var titles [][]rune
	for _, c := range columns {
		if c.Right {
			titles = append(titles, []rune(safe.Text(c.Title)))
		}
	}
	if len(titles) < 2 {
		return 0, 0
	}
	all := func(n int, at func(title []rune, n int) rune) bool {
		for _, t := range titles {
			if n >= len(t) || at(t, n) != at(titles[0], n) {
				return false
			}
		}
		return true
	}
	for all(first, func(t []rune, n int) rune { return t[n] }) {
		first++
	}
	for all(last, func(t []rune, n int) rune { return t[len(t)-1-n] }) {
		last++
	}
	return first, last
}

// size is how wide a column is, and whether any cell says something.
type size struct {
	title, cells int
	says         bool
}

// least returns the width to which a column can be narrowed.
func (s size) least(c Column, kept int) int {
	switch whole := max(s.title, s.cells); {
	case c.Right || c.Whole:
		return max(s.cells, min(s.title, leastTitle))
	case c.Keep:
		return min(whole, kept)
	default:
		return min(whole, leastCell)
	}
}

// fit returns the widths of columns in a table of a width, 0 for any; -1 of a column that is
// left out.
func fit(columns []Column, sizes []size, width int) []int {
	widths := make([]int, len(sizes))
	kept := leastKept
	for {
		total := tableIndent - tableGap
		for i, s := range sizes {
			if widths[i] >= 0 {
				widths[i] = max(s.title, s.cells)
				total += widths[i] + tableGap
			}
		}
		if width == 0 {
			return widths
		}
		for _, keep := range []bool{false, true} {
			for ; total > width; total-- {
				widest := -1
				for i, w := range widths {
					if columns[i].Keep == keep && w > sizes[i].least(columns[i], kept) && (widest < 0 || w > widths[widest]) {
						widest = i
					}
				}
				if widest < 0 {
					break
				}
				widths[widest]--
			}
		}
		if total <= width {
			return widths
		}
		last, shown := -1, 0
		for i, w := range widths {
			if w >= 0 {
				if shown++; last < 0 || rank(columns[i], sizes[i]) >= rank(columns[last], sizes[last]) {
					last = i
				}
			}
		}
		switch {
		case shown > 0 && columns[last].Keep && kept > leastCell:
			kept = leastCell
		case shown > 1:
			widths[last] = -1
		default:
			return widths
		}
	}
}

// rank orders columns by how soon they are left out: those that were asked for last, before them those that are kept, and of
// each those that say nothing first.
func rank(c Column, s size) (rank int) {
	if !c.Asked {
		rank += 4
	}
	if !c.Keep {
		rank += 2
	}
	if !s.says {
		rank++
	}
	return rank
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
