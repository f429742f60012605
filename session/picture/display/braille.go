package display

import (
	"fmt"
	"image/color"
	"io"
	"math"
	"unicode"
)

// The pixels of the page that a cell of a terminal has, and a dot of its braille letter: two by four of them.
const (
	CellWidth, CellHeight = 8, 16
	dot                   = 4
)

// noticed is how much a colour's part differs from the ground, of 255, where a dot is set: lines of a
// grid are not seen.
const noticed = 48

// WriteBraille writes the list as lines of text: shapes as dots of braille letters, texts as texts. Each cell is
// CellWidth by CellHeight pixels of the page, so that a list of a multiple of these fits. With colors, each cell has
// that of its strongest dot.
func (l *List) WriteBraille(w io.Writer, colors bool) error {
	shapes := *l
	shapes.ops = nil
	for _, o := range l.ops {
		if o.kind != textOp {
			shapes.ops = append(shapes.ops, o)
		}
	}
	img, err := shapes.Image(1.0 / dot)
	if err != nil {
		return err
	}
	ground := img.RGBAAt(0, 0)
	g := grid{columns: int(math.Ceil(l.Width / CellWidth)), rows: int(math.Ceil(l.Height / CellHeight))}
	g.cells = make([]cell, g.columns*g.rows)
	for i := range g.cells {
		c := &g.cells[i]
		bits, strongest := 0, noticed-1
		for k, bit := range [8]int{0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80} {
			x, y := i%g.columns*2+k%2, i/g.columns*4+k/2
			if x >= img.Rect.Dx() || y >= img.Rect.Dy() {
				continue
			}
			at := img.RGBAAt(x, y)
			if d := differ(at, ground); d >= noticed {
				bits |= bit
				if d > strongest {
					strongest, c.color = d, at
				}
			}
		}
		c.text = " "
		if bits != 0 {
			c.text = string(rune(0x2800 + bits))
		}
	}
	for i := range l.ops {
		if o := &l.ops[i]; o.kind == textOp {
			g.write(o)
		}
	}
	return g.print(w, colors)
}

func differ(a, b color.RGBA) int {
	part := func(x, y uint8) int { return max(int(x)-int(y), int(y)-int(x)) }
	return max(part(a.R, b.R), part(a.G, b.G), part(a.B, b.B))
}

// grid is the cells of a terminal.
type grid struct {
	columns, rows int
	cells         []cell
}

// cell is a cell: what it shows, "" behind a wide letter, and whether that is of a text.
type cell struct {
	text  string
	color color.RGBA
	words bool
}

// write writes a text into the cells that it is nearest to, unless there is a text already. What is turned is
// left out: it would not fit.
func (g *grid) write(o *op) {
	t := o.text
	if t.turned {
		return
	}
	width := t.font.Width(t.words)
	row := int(math.Floor((t.y + (t.drop()-0.35)*t.font.pixels) / CellHeight))
	letters := lettersOf(t.words)
	n := 0
	for _, l := range letters {
		n += l.cells
	}
	middle := t.x + t.start(width) + width/2
	column := int(math.Round(middle/CellWidth - float64(n)/2))
	switch t.start(1) {
	case 0:
		column = int(math.Round((t.x) / CellWidth))
	case -1:
		column = int(math.Round(t.x/CellWidth)) - n
	}
	if row < 0 || row >= g.rows || n == 0 {
		return
	}
	column = max(0, min(column, g.columns-n))
	line := g.cells[row*g.columns:][:g.columns]
	for x := max(0, column-1); x < min(column+n+1, g.columns); x++ {
		if line[x].words {
			return
		}
	}
	c := parseColor(o.paint.color)
	for _, l := range letters {
		if column+l.cells > g.columns {
			return
		}
		line[column] = cell{l.text, color.RGBA{c.R, c.G, c.B, 255}, true}
		if l.cells == 2 {
			line[column+1] = cell{"", line[column].color, true}
		}
		column += l.cells
	}
}

// letter is a rune with what is written over it, and how many cells it takes.
type letter struct {
	text  string
	cells int
}

func lettersOf(words string) (letters []letter) {
	for _, r := range words {
		switch {
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar:
			letters = append(letters, letter{" ", 1})
		case unicode.In(r, unicode.Mn, unicode.Me):
			if n := len(letters); n > 0 {
				letters[n-1].text += string(r)
			}
		case isWide(r):
			letters = append(letters, letter{string(r), 2})
		default:
			letters = append(letters, letter{string(r), 1})
		}
	}
	return letters
}

// isWide reports whether terminals give a rune two cells.
func isWide(r rune) bool {
	for _, of := range [][2]rune{{0x1100, 0x115f}, {0x2e80, 0xa4cf}, {0xac00, 0xd7a3}, {0xf900, 0xfaff}, {0xfe30, 0xfe6f},
		{0xff00, 0xff60}, {0xffe0, 0xffe6}, {0x1f300, 0x1faff}, {0x20000, 0x3fffd}} {
		if r >= of[0] && r <= of[1] {
			return true
		}
	}
	return false
}

// print writes the cells, without the spaces at the ends of lines.
func (g *grid) print(w io.Writer, colors bool) error {
	var b []byte
	for row := range g.rows {
		line := g.cells[row*g.columns:][:g.columns]
		for len(line) > 0 && line[len(line)-1].text == " " {
			line = line[:len(line)-1]
		}
		var set color.RGBA
		for _, c := range line {
			if colors && c.text != " " && c.color != set {
				b = fmt.Appendf(b, "\x1b[38;2;%d;%d;%dm", c.color.R, c.color.G, c.color.B)
				set = c.color
			}
			b = append(b, c.text...)
		}
		if set.A != 0 {
			b = append(b, "\x1b[m"...)
		}
		b = append(b, '\n')
	}
	_, err := w.Write(b)
	return err
}
