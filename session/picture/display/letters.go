package display

import (
	"fmt"
	"image/color"
	"io"
)

// Colors is which colours a terminal has for letters.
type Colors int

const (
	NoColors Colors = iota
	Colors16
	Colors256
	TrueColors
)

// print writes the cells, without the spaces at the ends of lines and the empty lines at the end.
func (g *grid) print(w io.Writer, colors Colors) error {
	var b []byte
	rows := g.rows
	for len(rows) > 0 && len(filled(rows[len(rows)-1])) == 0 {
		rows = rows[:len(rows)-1]
	}
	for _, line := range rows {
		line = filled(line)
		var set style
		for _, c := range line {
			if colors == NoColors {
				b = append(b, c.shaded()...)
				continue
			}
			if want := styleOf(c, colors); c.text != " " || set.ground != "" {
				b = set.change(b, want)
				set = want
			}
			b = append(b, c.shown()...)
		}
		if set != (style{}) {
			b = append(b, "\x1b[m"...)
		}
		b = append(b, '\n')
	}
	_, err := w.Write(b)
	return err
}

// filled returns a row without the spaces at its end.
func filled(row []cell) []cell {
	for len(row) > 0 && row[len(row)-1].text == " " {
		row = row[:len(row)-1]
	}
	return row
}

// shown returns the letter of a cell where there are colours.
func (c *cell) shown() string {
	switch {
	case !c.solid || c.words:
		return c.text
	case c.color == c.lower:
		return "█"
	}
	return "▀"
}

// shaded returns the letter of a cell where there are no colours: those of what is coloured by values are as dark as
// the colour stands out.
func (c *cell) shaded() string {
	if !c.solid || c.words {
		return c.text
	}
	return [...]string{"░", "▒", "▓", "█"}[min(c.shade/64, 3)]
}

// style is how letters are written: the colours as terminals take them.
type style struct {
	letter, ground string
	bold           bool
}

func styleOf(c cell, colors Colors) style {
	if c.text == " " {
		return style{}
	}
	s := style{letter: colors.of(c.color, 38), bold: c.bold}
	if c.solid && c.color != c.lower {
		s.ground = colors.of(c.lower, 48)
	}
	return s
}

// change appends what makes the terminal write in another style.
func (s style) change(b []byte, to style) []byte {
	if s == to {
		return b
	}
	if s.bold && !to.bold || s.ground != "" && to.ground == "" || s.letter != "" && to.letter == "" {
		b = append(b, "\x1b[m"...)
		s = style{}
	}
	if to.bold && !s.bold {
		b = append(b, "\x1b[1m"...)
	}
	if to.letter != s.letter {
		b = append(b, "\x1b["+to.letter+"m"...)
	}
	if to.ground != s.ground {
		b = append(b, "\x1b["+to.ground+"m"...)
	}
	return b
}

// of returns a colour as terminals take it: base is 38 for letters, 48 for the ground.
func (colors Colors) of(c color.RGBA, base int) string {
	switch colors {
	case TrueColors:
		return fmt.Sprintf("%d;2;%d;%d;%d", base, c.R, c.G, c.B)
	case Colors256:
		return fmt.Sprintf("%d;5;%d", base, nearest256(c))
	}
	n := nearest16(c)
	if n >= 8 {
		return fmt.Sprint(base + 52 + n) // 90 to 97, 100 to 107
	}
	return fmt.Sprint(base - 8 + n)
}

// cube are the steps of each part of the 216 colours that follow the first 16.
var cube = [6]int{0, 95, 135, 175, 215, 255}

func nearest256(c color.RGBA) int {
	step := func(v uint8) (at int) {
		for i, of := range cube {
			if abs(of-int(v)) < abs(cube[at]-int(v)) {
				at = i
			}
		}
		return at
	}
	r, g, b := step(c.R), step(c.G), step(c.B)
	grey := min(max((int(c.R)+int(c.G)+int(c.B))/3-3, 0)/10, 23)
	shade := uint8(8 + 10*grey)
	if distance(c, color.RGBA{shade, shade, shade, 255}) < distance(c, color.RGBA{uint8(cube[r]), uint8(cube[g]), uint8(cube[b]), 255}) {
		return 232 + grey
	}
	return 16 + 36*r + 6*g + b
}

// colors16 are the first colours of terminals, as most have them.
var colors16 = [16]color.RGBA{
	{0, 0, 0, 255}, {205, 49, 49, 255}, {13, 188, 121, 255}, {229, 229, 16, 255}, {36, 114, 200, 255}, {188, 63, 188, 255},
	{17, 168, 205, 255}, {229, 229, 229, 255}, {102, 102, 102, 255}, {241, 76, 76, 255}, {35, 209, 139, 255}, {245, 245, 67, 255},
	{59, 142, 234, 255}, {214, 112, 214, 255}, {41, 184, 219, 255}, {255, 255, 255, 255},
}

func nearest16(c color.RGBA) (at int) {
	for i, of := range colors16 {
		if distance(c, of) < distance(c, colors16[at]) {
			at = i
		}
	}
	return at
}

// distance returns how different two colours look, roughly.
func distance(a, b color.RGBA) int {
	dr, dg, db := int(a.R)-int(b.R), int(a.G)-int(b.G), int(a.B)-int(b.B)
	return 2*dr*dr + 4*dg*dg + 3*db*db
}

func abs(v int) int { return max(v, -v) }
