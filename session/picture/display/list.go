package display

// List is what was drawn, in the order in which it was. It may be written any number of times,
// by several goroutines at once.
type List struct {
	Title         string // what it shows
	Width, Height float64
	Metadata      string // how it was made; "" for nothing

	parts []int // the first op of each

	ops   []op
	clips []clip // clip i has the number i+1; 0 is no clip
	path  path   // the paths of all ops
}

// op is one shape or text.
type op struct {
	kind  opKind
	clip  int
	span  span // of shapes but rectangles: the path
	rect  [4]float64
	paint paint
	pen   *pen  // of strokes
	text  *text // of texts
}

type opKind byte

const (
	fillOp opKind = iota
	strokeOp
	rectOp // a filled rectangle with its sides along the axes: x, y, width, height
	textOp
)

// paint is the colour, as CSS has it, and the opacity of a shape.
type paint struct {
	color string
	alpha float64
}

// pen is how a line is drawn. Strokes that follow each other share one.
type pen struct {
	width     float64
	join, cap string
	dash      []float64
}

// text is a text with the transform of its place: x and y are before it, unless it only moves.
type text struct {
	words           string
	x, y            float64
	matrix          matrix
	turned          bool // whether the matrix does more than move
	font            *Font
	align, baseline string
}

// clip is a region outside of which nothing is drawn, within another one.
type clip struct {
	span   span
	within int
}

// span is a part of a path: of its verbs and of its coordinates.
type span struct{ verbs, verbsEnd, at, atEnd int }

func (s span) empty() bool { return s.verbs == s.verbsEnd }

type verb byte

// The verbs of paths, and how many coordinates each has. An arc is part of a circle: its middle,
// radius, angle at the beginning and turn; its end, x and y; and whether it is the larger part.
const (
	moveTo verb = iota
	lineTo
	quadTo
	cubicTo
	arcTo
	closePath
)

var coordinates = [...]int{moveTo: 2, lineTo: 2, quadTo: 4, cubicTo: 6, arcTo: 8, closePath: 0}

type path struct {
	verbs []verb
	at    []float64
}

func (p *path) add(v verb, at ...float64) {
	p.verbs = append(p.verbs, v)
	p.at = append(p.at, at...)
}

// each calls f with the verbs of a part of the path and their coordinates.
func (p *path) each(s span, f func(v verb, at []float64)) {
	at := p.at[s.at:s.atEnd]
	for _, v := range p.verbs[s.verbs:s.verbsEnd] {
		n := coordinates[v]
		f(v, at[:n])
		at = at[n:]
	}
}

// matrix is a transform, as DOMMatrix has it: a b c d e f. float64(…) keeps machines from rounding a product and a sum at
// once, which scripts do not.
type matrix [6]float64

var identity = matrix{1, 0, 0, 1, 0, 0}

func (m *matrix) apply(x, y float64) (float64, float64) {
	return float64(m[0]*x) + float64(m[2]*y) + m[4], float64(m[1]*x) + float64(m[3]*y) + m[5]
}

// onlyMoves reports whether the transform neither scales nor turns.
func (m *matrix) onlyMoves() bool { return m[0] == 1 && m[1] == 0 && m[2] == 0 && m[3] == 1 }
