package display

import (
	"image"
	"image/color"
	"io"
	"math"
	"slices"
	"unicode"
)

// The pixels of the page that a cell of a terminal has, and a dot of its braille letter: two by four of them.
const (
	CellWidth, CellHeight = 8, 16
	dot                   = 4
)

// noticed is how much a colour's part differs from the ground, of 255, where a dot is set: lines of a
// grid are not seen.
const noticed = 32

// leastPen is the least width of a line of dots, which thinner ones would not set.
const leastPen = 1.9

// cell is a cell of a terminal: text is a letter, or "" behind a wide one. That of a shape which fills it has a colour
// for its upper half and one for its lower half.
type cell struct {
	text         string
	color, lower color.RGBA
	words        bool // it is of a text
	full         bool // a shape fills it
	solid        bool // it is shown without gaps between dots
	shade        int  // how much brighter or darker it is than the ground, of 255
	bold         bool
}

// WriteBraille writes the list as lines of text: shapes as dots of braille letters, texts as texts, of which what
// a terminal obeys is a space. Each cell is CellWidth by CellHeight pixels of the page, so that a list of a multiple of
// these fits, and has the colour of its strongest dot.
func (l *List) WriteBraille(w io.Writer, colors Colors) error {
	shapes := *l
	shapes.ops = nil
	for _, o := range l.ops {
		if o.kind == strokeOp && o.pen.width < leastPen {
			pen := *o.pen
			pen.width = leastPen
			o.pen = &pen
		}
		if o.kind != textOp {
			shapes.ops = append(shapes.ops, o)
		}
	}
	img, err := shapes.Image(1.0 / dot)
	if err != nil {
		return err
	}
	g := grid{columns: int(math.Ceil(l.Width / CellWidth)), rows: make([][]cell, int(math.Ceil(l.Height/CellHeight)))}
	ground := img.RGBAAt(0, 0)
	for row := range g.rows {
		g.rows[row] = make([]cell, g.columns)
		for column := range g.rows[row] {
			g.rows[row][column] = dots(img, ground, 2*column, 4*row)
		}
	}
	g.fill()
	for i := range l.ops {
		if o := &l.ops[i]; o.kind == textOp {
			g.write(o, ground, l.within(o.clip))
		}
	}
	return g.print(w, colors)
}

// dots returns the cell of two by four pixels.
func dots(img *image.RGBA, ground color.RGBA, x0, y0 int) cell {
	c := cell{text: " "}
	bits := 0
	var halves [2]color.RGBA
	var strongest [2]int
	for k, bit := range [8]int{0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80} {
		x, y := x0+k%2, y0+k/2
		if !(image.Point{X: x, Y: y}).In(img.Rect) {
			continue
		}
		at := img.RGBAAt(x, y)
		d := differ(at, ground)
		if d < noticed {
			continue
		}
		bits |= bit
		if half := k / 4; d > strongest[half] {
			strongest[half], halves[half] = d, at
		}
	}
	if bits == 0 {
		return c
	}
	c.text, c.full = string(rune(0x2800+bits)), bits == 0xff
	c.shade = abs(brightness(halves[0])+brightness(halves[1])-2*brightness(ground)) / 2
	c.color, c.lower = halves[0], halves[1]
	if !c.full && strongest[1] > strongest[0] {
		c.color = halves[1]
	}
	return c
}

// differ returns by how much two colours differ at most, in one of their parts.
func differ(a, b color.RGBA) int {
	part := func(x, y uint8) int { return max(int(x)-int(y), int(y)-int(x)) }
	return max(part(a.R, b.R), part(a.G, b.G), part(a.B, b.B))
}

// brightness returns how bright a colour looks, of 255.
func brightness(c color.RGBA) int { return (299*int(c.R) + 587*int(c.G) + 114*int(c.B)) / 1000 }

// grid is the cells of a terminal.
type grid struct {
	columns int
	rows    [][]cell
}

// within returns the box of a clip: its left, top, right and bottom.
func (l *List) within(clip int) [4]float64 {
	if clip == 0 {
		return [4]float64{0, 0, l.Width, l.Height}
	}
	of := l.clips[clip-1]
	outer := l.within(of.within)
	box := [4]float64{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, line := range l.flatten(of.span, 1) {
		for _, p := range line.points {
			box = [4]float64{min(box[0], p.x), min(box[1], p.y), max(box[2], p.x), max(box[3], p.y)}
		}
	}
	return [4]float64{max(box[0], outer[0]), max(box[1], outer[1]), min(box[2], outer[2]), min(box[3], outer[3])}
}

// readable is how much a text's colour differs at least from a ground that it can be read on.
const readable = 96

// shades is how many colours an area has at least that is coloured by values, each so different from all others: the
// edges of shapes are paler than these.
const shades, shadeStep = 5, 24

// fill finds the cells that have no gaps between their dots: those of areas that are coloured by values, as heatmaps are.
func (g *grid) fill() {
	seen := make([]bool, g.columns*len(g.rows))
	var area []image.Point // of one that is being followed
	reach := func(p image.Point) {
		if p.X < 0 || p.X >= g.columns || p.Y < 0 || p.Y >= len(g.rows) || !g.rows[p.Y][p.X].full {
			return
		}
		if i := p.Y*g.columns + p.X; !seen[i] {
			seen[i] = true
			area = append(area, p)
		}
	}
	for y := range g.rows {
		for x := range g.columns {
			area = area[:0]
			reach(image.Pt(x, y))
			var colors []color.RGBA
			for i := 0; i < len(area); i++ {
				p := area[i]
				for _, c := range []color.RGBA{g.rows[p.Y][p.X].color, g.rows[p.Y][p.X].lower} {
					near := func(other color.RGBA) bool { return differ(c, other) < shadeStep }
					if len(colors) < shades && !slices.ContainsFunc(colors, near) {
						colors = append(colors, c)
					}
				}
				for _, d := range []image.Point{{X: 1}, {X: -1}, {Y: 1}, {Y: -1}} {
					reach(p.Add(d))
				}
			}
			if len(colors) >= shades {
				for _, p := range area {
					g.rows[p.Y][p.X].solid = true
				}
			}
		}
	}
}

// write writes a text into the cells that it is nearest to, unless there is a text already. What is turned is
// left out: it would not fit.
func (g *grid) write(o *op, ground color.RGBA, within [4]float64) {
	t := o.text
	if t.turned {
		return
	}
	letters := lettersOf(t.words)
	n := columnsOf(letters)
	middle := t.y + (t.drop()-0.35)*t.font.pixels
	row := int(math.Floor(middle / CellHeight))
	width := t.font.Width(t.words)
	column := int(math.Round((t.x+t.start(width)+width/2)/CellWidth - float64(n)/2))
	switch t.start(1) {
	case 0:
		column = int(math.Round(t.x / CellWidth))
	case -1:
		column = int(math.Round(t.x/CellWidth)) - n
	}
	if row < 0 || row >= len(g.rows) || n == 0 || middle < within[1] || middle > within[3] {
		return
	}
	column = max(0, min(column, g.columns-n))
	line := g.rows[row]
	for x := max(0, column-1); x < min(column+n+1, g.columns); x++ {
		if line[x].words {
			return
		}
	}
	parsed := parseColor(o.paint.color)
	c := color.RGBA{parsed.R, parsed.G, parsed.B, 255}
	onShape := differ(c, ground) < readable // it was chosen for what is behind it
	for _, l := range letters {
		if column+l.cells > g.columns {
			return
		}
		if x := (float64(column) + 0.5) * CellWidth; x < within[0]-CellWidth/2 || x > within[2]+CellWidth/2 {
			column += l.cells
			continue
		}
		letter := cell{text: l.text, color: c, words: true, bold: isBold(t.font.weight)}
		if behind := line[column]; onShape && behind.text != " " {
			letter.solid, letter.lower = true, behind.color
		}
		line[column] = letter
		if l.cells == 2 {
			letter.text = ""
			line[column+1] = letter
		}
		column += l.cells
	}
}

// letter is a rune with what is written over it, and how many cells it takes.
type letter struct {
	text  string
	cells int
}

// mostMarks is how many marks a letter has over and under it.
const mostMarks = 4

func lettersOf(words string) (letters []letter) {
	marks := 0
	for _, r := range words {
		switch {
		case unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) || r == unicode.ReplacementChar:
			letters = append(letters, letter{" ", 1})
		case unicode.In(r, unicode.Mn, unicode.Me):
			if n := len(letters); n > 0 && marks < mostMarks {
				letters[n-1].text += string(r)
				marks++
			}
			continue
		case isWide(r):
			letters = append(letters, letter{string(r), 2})
		default:
			letters = append(letters, letter{string(r), 1})
		}
		marks = 0
	}
	return letters
}

// columnsOf returns how many cells letters take.
func columnsOf(letters []letter) (n int) {
	for _, l := range letters {
		n += l.cells
	}
	return n
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
