package term

import (
	"fmt"
	"io"
	"strings"
)

// view draws the prompt and the line on a terminal, over as many rows as they take, and
// writes no more for that than has changed. What is above these rows stays as it is.
type view struct {
	out     io.Writer
	reflows bool // the terminal is known to set its rows out again for a new width

	drawn bool   // the rows are on the screen, else the cursor is where they will begin
	shown layout // what is drawn
	// Where the terminal's cursor is. Behind the last column of a row it is at neither
	// column, as terminals differ, but at unsure.
	row, column int
}

// layout is text set out in rows.
type layout struct {
	width, height int    // of the screen
	text          []rune // with blanks for tabs
	starts        []int  // of the rows, in text
	cursor        int    // index in text
	row, column   int    // of the cursor
	top           int    // the first row that is shown
}

const unsure = -1

// tabStop is how far apart the columns are that a tab goes to.
const tabStop = 8

// lay sets out a prompt and a line on a screen.
func lay(prompt string, l line, width, height int) layout {
	o := layout{width: max(width, 2), height: max(height, 1), starts: []int{0}}
	o.text = make([]rune, 0, len(prompt)+len(l.text))
	column := 0
	add := func(r rune) {
		w := columnsOf(r)
		if column+w > o.width {
			o.starts = append(o.starts, len(o.text))
			column = 0
		}
		o.text = append(o.text, r)
		column += w
	}
	setCursor := func() { o.cursor, o.row, o.column = len(o.text), len(o.starts)-1, column }
	for _, r := range prompt {
		add(r)
	}
	for i, r := range l.text {
		if i == l.pos {
			setCursor()
		}
		if r != '\t' {
			add(r)
			continue
		}
		add(' ')
		for column%tabStop != 0 && column < o.width {
			add(' ')
		}
	}
	if l.pos == len(l.text) {
		setCursor()
		if column == o.width {
			o.starts = append(o.starts, len(o.text)) // an empty row for the cursor
		}
	}
	switch {
	case o.column < o.width:
	case o.row+1 < len(o.starts):
		o.row, o.column = o.row+1, 0
	default: // before a rune without a column of its own
		o.column = o.width - 1
	}
	return o
}

// end returns the index in text behind the last row that is shown.
func (l *layout) end() int {
	if bottom := l.top + l.height; bottom < len(l.starts) {
		return l.starts[bottom]
	}
	return len(l.text)
}

// bottom returns the last row that is shown.
func (l *layout) bottom() int { return min(len(l.starts), l.top+l.height) - 1 }

// place returns the row and the column of text[i].
func (l *layout) place(i int) (row, column int) {
	row = len(l.starts) - 1
	for row > 0 && l.starts[row] > i {
		row--
	}
	for _, r := range l.text[l.starts[row]:i] {
		column += columnsOf(r)
	}
	return row, column
}

// draw shows the prompt and the line. Of a line that is higher than the screen it shows
// the rows around the cursor.
func (v *view) draw(prompt string, l line, width, height int) {
	n := lay(prompt, l, width, height)
	var b strings.Builder
	if v.drawn && (n.width != v.shown.width || n.height != v.shown.height) {
		v.resize(&b, n.width, n.height)
	}
	n.top = max(min(v.shown.top, n.row, len(n.starts)-n.height), n.row-n.height+1, 0)
	v.put(&b, n)
}

// put shows a layout.
func (v *view) put(b *strings.Builder, n layout) {
	if v.drawn && n.top != v.shown.top {
		v.home(b)
	}
	from, until, end := n.starts[n.top], 0, n.end()
	if v.drawn {
		from, until = max(from, v.shown.common(n)), v.shown.end()
	} else {
		b.WriteString("\r\x1b[J") // the system may have echoed keys there
		v.row, v.column = n.top, 0
	}
	if from < end || from < until {
		row, column := n.place(from)
		v.move(b, row, column)
		if from < until {
			b.WriteString("\x1b[J")
		}
		b.WriteString(string(n.text[from:end]))
		if from < end {
			v.row, v.column = n.bottom(), unsure
			if end == len(n.text) {
				if _, column := n.place(end); column < n.width {
					v.column = column
				}
			}
		}
		if n.starts[n.bottom()] == end && v.row > n.top {
			b.WriteString(" \r") // on to the empty row, as the next character would
			v.column = 0
		}
	}
	v.move(b, n.row, n.column)
	v.shown, v.drawn = n, true
	_, _ = io.WriteString(v.out, b.String())
}

// common returns up to where the text of n is on the screen already. It is never the
// beginning of a row: the terminal has to come there by itself from the row before, or it
// would not take the rows for one line when that is copied or the window gets another width.
func (l *layout) common(n layout) int {
	i := 0
	for i < len(n.text) && i < len(l.text) && n.text[i] == l.text[i] {
		i++
	}
	if i == len(n.text) && i == len(l.text) && len(n.starts) <= len(l.starts) {
		return i
	}
	if row, column := n.place(i); row > 0 && column == 0 {
		i--
	}
	for i > 0 && i < len(n.text) && columnsOf(n.text[i]) == 0 {
		i--
	}
	return i
}

// move moves the cursor within the rows.
func (v *view) move(b *strings.Builder, row, column int) {
	switch up := v.row - row; {
	case up > 0:
		fmt.Fprintf(b, "\x1b[%dA", up)
	case up < 0:
		fmt.Fprintf(b, "\x1b[%dB", -up)
	}
	switch right := column - v.column; {
	case right == 0:
	case v.column != unsure && right > 0:
		fmt.Fprintf(b, "\x1b[%dC", right)
	default:
		b.WriteByte('\r')
		if column > 0 {
			fmt.Fprintf(b, "\x1b[%dC", column)
		}
	}
	v.row, v.column = row, column
}

// home moves the cursor to where the rows begin, for them to be drawn again.
func (v *view) home(b *strings.Builder) {
	v.move(b, v.shown.top, 0)
	v.drawn = false
}

// resize moves the cursor to where the rows begin after the window has got another size. Some
// terminals set their rows out again for it, others leave them as they were. So there are as
// many rows above the cursor as there would be now, or as there were. The smaller number may leave
// something of the line on the screen, the larger one could remove what is above it.
func (v *view) resize(b *strings.Builder, width, height int) {
	above := lay("", line{v.shown.text, v.shown.cursor}, width, height).row
	if !v.reflows || v.shown.top > 0 {
		above = min(above, v.row-v.shown.top)
	}
	v.shown.top, v.row, v.column = 0, min(above, height-1), unsure
	v.home(b)
}

// erase removes the rows from the screen.
func (v *view) erase() {
	if v.drawn {
		var b strings.Builder
		v.home(&b)
		b.WriteString("\x1b[J")
		v.shown.top = 0
		_, _ = io.WriteString(v.out, b.String())
	}
}

// finish shows the whole line for the last time, and goes to the row below it.
func (v *view) finish(prompt string, l line, width, height int) {
	l.pos = len(l.text)
	v.draw(prompt, l, width, height)
	if v.shown.top > 0 {
		var b strings.Builder
		v.home(&b)
		v.put(&b, lay(prompt, l, width, len(v.shown.starts)))
	}
	_, _ = io.WriteString(v.out, "\n")
	v.drawn, v.shown.top = false, 0
}
