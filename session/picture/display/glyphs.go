package display

import (
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// The ascent and descent of the em box by which browsers place the baseline, in ems: those of the fonts' table
// OS/2, made to be an em together. faces have the same.
const emAscent, emDescent = 1491.0 / (1491 + 431), 431.0 / (1491 + 431)

// drop returns how far below y, in ems, the baseline of a text is.
func (t *text) drop() float64 {
	switch t.baseline {
	case "top":
		return emAscent
	case "hanging":
		return 0.8 * 0.905
	case "middle":
		return (emAscent - emDescent) / 2
	case "bottom", "ideographic":
		return -emDescent
	}
	return 0
}

// start returns where a text of a width begins, beside x.
func (t *text) start(width float64) float64 {
	switch t.align {
	case "center":
		return -width / 2
	case "right", "end":
		return -width
	}
	return 0
}

// outlines calls f with the polygons of a text, enlarged by scale.
func (t *text) outlines(scale float64, f func([]point)) {
	face, size := t.font.face, t.font.pixels
	line, width := face.set(t.words)
	x0, y0 := t.x+t.start(width*size), t.y+t.drop()*size
	m := t.matrix
	if !t.turned {
		m = identity
	}
	for _, g := range line {
		for _, contour := range face.contours(g.glyph.index) {
			polygon := make([]point, 0, 2*len(contour))
			place := func(p point) point {
				x, y := m.apply(x0+(g.x+p.x)*size, y0+p.y*size)
				return point{x * scale, y * scale}
			}
			at := place(contour[0].end)
			polygon = append(polygon, at)
			for _, piece := range contour[1:] {
				end := place(piece.end)
				if piece.curved {
					c := place(piece.control)
					polygon = appendCubic(polygon, at, [6]float64{
						at.x + 2*(c.x-at.x)/3, at.y + 2*(c.y-at.y)/3, end.x + 2*(c.x-end.x)/3, end.y + 2*(c.y-end.y)/3, end.x, end.y,
					})
				} else {
					polygon = append(polygon, end)
				}
				at = end
			}
			f(polygon)
		}
	}
}

// piece is a straight piece or a quadratic curve of a glyph's outline, in ems, y downwards.
type piece struct {
	control, end point
	curved       bool
}

// contours returns the outline of a glyph; the first piece of each contour is where it begins.
func (f *face) contours(index sfnt.GlyphIndex) [][]piece {
	f.mu.Lock()
	defer f.mu.Unlock()
	if c, ok := f.outlines[index]; ok {
		return c
	}
	var out [][]piece
	segments, err := f.font.LoadGlyph(&f.buf, index, fixed.Int26_6(f.font.UnitsPerEm()), nil)
	if err == nil {
		at := func(p fixed.Point26_6) point { return point{float64(p.X) / f.unit, float64(p.Y) / f.unit} }
		for _, s := range segments {
			switch s.Op {
			case sfnt.SegmentOpMoveTo:
				out = append(out, []piece{{end: at(s.Args[0])}})
			case sfnt.SegmentOpLineTo:
				out[len(out)-1] = append(out[len(out)-1], piece{end: at(s.Args[0])})
			case sfnt.SegmentOpQuadTo:
				out[len(out)-1] = append(out[len(out)-1], piece{control: at(s.Args[0]), end: at(s.Args[1]), curved: true})
			}
		}
	}
	f.outlines[index] = out
	return out
}

// Missing returns the letters of the list's texts that the fonts do not have, each once: they are boxes
// in what is not SVG.
func (l *List) Missing() []rune {
	var missing []rune
	seen := map[rune]bool{}
	for i := range l.ops {
		t := l.ops[i].text
		if t == nil {
			continue
		}
		line, _ := t.font.face.set(t.words)
		for _, g := range line {
			if g.glyph.index == 0 && !seen[g.r] {
				seen[g.r] = true
				missing = append(missing, g.r)
			}
		}
	}
	return missing
}
