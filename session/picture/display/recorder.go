package display

import "math"

// Recorder has the calls of a 2D canvas that charts make and appends what they draw to a list. Its
// numbers are exactly those of the page's draw/svg-context.js. It is for one goroutine.
type Recorder struct {
	list  List
	now   drawState
	past  []drawState
	begin span // where the path under way begins in the list
	fonts map[string]*Font
}

// drawState is what save keeps.
type drawState struct {
	fill, stroke    string
	alpha           float64
	pen             pen
	shared          *pen // of the last stroke, until the pen changes
	font            *Font
	align, baseline string
	matrix          matrix
	clip            int
}

// NewRecorder returns a recorder of an empty list.
func NewRecorder() *Recorder {
	r := &Recorder{fonts: map[string]*Font{}}
	r.now = drawState{
		fill: "#000000", stroke: "#000000", alpha: 1, pen: pen{width: 1, join: "miter", cap: "butt"},
		align: "start", baseline: "alphabetic", matrix: identity,
	}
	r.SetFont("10px sans-serif")
	return r
}

// Size returns about how much the recorder holds, in units of eight bytes.
func (r *Recorder) Size() int {
	const op, state, clip = 20, 30, 6
	l := &r.list
	return len(l.path.verbs)/8 + len(l.path.at) + op*len(l.ops) + state*len(r.past) + clip*len(l.clips) + len(l.parts)
}

// List returns what was drawn. The recorder is used up.
func (r *Recorder) List() *List { return &r.list }

// The properties of a canvas.

func (r *Recorder) SetFill(color string)       { r.now.fill = color }
func (r *Recorder) SetStroke(color string)     { r.now.stroke = color }
func (r *Recorder) SetAlpha(alpha float64)     { r.now.alpha = alpha }
func (r *Recorder) SetAlign(align string)      { r.now.align = align }
func (r *Recorder) SetBaseline(base string)    { r.now.baseline = base }
func (r *Recorder) SetLineWidth(width float64) { r.now.pen.width, r.now.shared = width, nil }
func (r *Recorder) SetLineJoin(join string)    { r.now.pen.join, r.now.shared = join, nil }
func (r *Recorder) SetLineCap(c string)        { r.now.pen.cap, r.now.shared = c, nil }
func (r *Recorder) SetDash(dash []float64)     { r.now.pen.dash, r.now.shared = dash, nil }

// Align returns how texts are placed beside their x.
func (r *Recorder) Align() string { return r.now.align }

// SetFont takes a font as CSS writes it: [style] [weight] SIZEpx FAMILY.
func (r *Recorder) SetFont(css string) {
	f := r.fonts[css]
	if f == nil {
		f = parseFont(css)
		r.fonts[css] = f
	}
	r.now.font = f
}

// Save keeps the properties, the transform and the clip until Restore.
func (r *Recorder) Save() { r.past = append(r.past, r.now) }

// Restore brings back what Save has kept.
func (r *Recorder) Restore() {
	if n := len(r.past); n > 0 {
		r.now, r.past = r.past[n-1], r.past[:n-1]
	}
}

func (r *Recorder) Translate(x, y float64) { r.Transform(1, 0, 0, 1, x, y) }
func (r *Recorder) Scale(x, y float64)     { r.Transform(x, 0, 0, y, 0, 0) }

// Rotate turns what follows by an angle in radians.
func (r *Recorder) Rotate(angle float64) {
	sin, cos := math.Sincos(angle)
	r.Transform(cos, sin, -sin, cos, 0, 0)
}

// Transform has what follows go through a matrix first.
func (r *Recorder) Transform(g, h, i, j, k, l float64) {
	m := &r.now.matrix
	a, b, c, d, e, f := m[0], m[1], m[2], m[3], m[4], m[5]
	*m = matrix{a*g + c*h, b*g + d*h, a*i + c*j, b*i + d*j, a*k + c*l + e, b*k + d*l + f}
	r.now.shared = nil // its width is scaled
}

// BeginPath begins another path.
func (r *Recorder) BeginPath() {
	p := &r.list.path
	r.begin = span{verbs: len(p.verbs), at: len(p.at)}
}

// under returns the path under way.
func (r *Recorder) under() span {
	s, p := r.begin, &r.list.path
	s.verbsEnd, s.atEnd = len(p.verbs), len(p.at)
	return s
}

func (r *Recorder) ClosePath() { r.list.path.add(closePath) }

func (r *Recorder) MoveTo(x, y float64) {
	x, y = r.now.matrix.apply(x, y)
	r.list.path.add(moveTo, x, y)
}

func (r *Recorder) LineTo(x, y float64) {
	v := lineTo
	if r.under().empty() {
		v = moveTo
	}
	x, y = r.now.matrix.apply(x, y)
	r.list.path.add(v, x, y)
}

func (r *Recorder) QuadraticCurveTo(x1, y1, x, y float64) {
	x1, y1 = r.now.matrix.apply(x1, y1)
	x, y = r.now.matrix.apply(x, y)
	r.list.path.add(quadTo, x1, y1, x, y)
}

func (r *Recorder) BezierCurveTo(x1, y1, x2, y2, x, y float64) {
	m := &r.now.matrix
	x1, y1 = m.apply(x1, y1)
	x2, y2 = m.apply(x2, y2)
	x, y = m.apply(x, y)
	r.list.path.add(cubicTo, x1, y1, x2, y2, x, y)
}

func (r *Recorder) Rect(x, y, w, h float64) {
	m, p := &r.now.matrix, &r.list.path
	for i, at := range [4][2]float64{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}} {
		v := lineTo
		if i == 0 {
			v = moveTo
		}
		px, py := m.apply(at[0], at[1])
		p.add(v, px, py)
	}
	p.add(closePath)
}

// Arc adds a part of a circle, the other way round if back.
func (r *Recorder) Arc(x, y, radius, from, to float64, back bool) {
	whole := math.Abs(to-from) >= 2*math.Pi-1e-9
	turn := to - from
	switch {
	case !whole:
		turn = math.Mod(turn, 2*math.Pi)
		if !back && turn < 0 {
			turn += 2 * math.Pi
		}
		if back && turn > 0 {
			turn -= 2 * math.Pi
		}
	case back:
		turn = -2 * math.Pi
	default:
		turn = 2 * math.Pi
	}
	m := &r.now.matrix
	on := func(angle float64) (float64, float64) {
		sin, cos := math.Sincos(angle)
		return m.apply(x+radius*cos, y+radius*sin)
	}
	v := lineTo
	if r.under().empty() || whole {
		v = moveTo
	}
	px, py := on(from)
	r.list.path.add(v, px, py)
	mx, my := m.apply(x, y)
	scaled := radius * math.Hypot(m[0], m[1])
	turned := math.Atan2(m[1], m[0])
	parts := 1.0 // an arc of SVG cannot be a whole circle: two halves are
	if whole {
		parts = 2
	}
	large := 0.0
	if math.Abs(turn)/parts > math.Pi+1e-9 {
		large = 1
	}
	for i := 1.0; i <= parts; i++ {
		px, py := on(from + turn*i/parts)
		r.list.path.add(arcTo, mx, my, scaled, turned+from+turn*(i-1)/parts, turn/parts, px, py, large)
	}
}

// Clip confines what follows to the path.
func (r *Recorder) Clip() {
	r.list.clips = append(r.list.clips, clip{r.under(), r.now.clip})
	r.now.clip = len(r.list.clips)
}

// Fill fills the path.
func (r *Recorder) Fill() {
	if s := r.under(); !s.empty() {
		r.add(op{kind: fillOp, span: s, paint: paint{r.now.fill, r.now.alpha}})
	}
}

// Stroke draws the path as a line.
func (r *Recorder) Stroke() {
	s := r.under()
	if s.empty() {
		return
	}
	if r.now.shared == nil {
		p := r.now.pen
		scale := math.Hypot(r.now.matrix[0], r.now.matrix[1])
		p.width *= scale
		p.dash = make([]float64, len(p.dash))
		for i, v := range r.now.pen.dash {
			p.dash[i] = v * scale
		}
		r.now.shared = &p
	}
	r.add(op{kind: strokeOp, span: s, paint: paint{r.now.stroke, r.now.alpha}, pen: r.now.shared})
}

// FillRect fills a rectangle. The path under way stays as it is.
func (r *Recorder) FillRect(x, y, w, h float64) {
	m := &r.now.matrix
	if m[1] != 0 || m[2] != 0 {
		r.apart(func() {
			r.Rect(x, y, w, h)
			r.Fill()
		})
		return
	}
	left, top := m.apply(min(x, x+w), min(y, y+h))
	r.add(op{
		kind: rectOp, paint: paint{r.now.fill, r.now.alpha}, rect: [4]float64{left, top, math.Abs(w * m[0]), math.Abs(h * m[3])},
	})
}

// StrokeRect draws the outline of a rectangle. The path under way stays as it is.
func (r *Recorder) StrokeRect(x, y, w, h float64) {
	r.apart(func() {
		r.Rect(x, y, w, h)
		r.Stroke()
	})
}

// apart draws with a path of its own, behind which the path under way goes on: a copy of it, if it has
// begun.
func (r *Recorder) apart(draw func()) {
	kept := r.under()
	r.BeginPath()
	draw()
	p := &r.list.path
	r.BeginPath()
	p.verbs = append(p.verbs, p.verbs[kept.verbs:kept.verbsEnd]...)
	p.at = append(p.at, p.at[kept.at:kept.atEnd]...)
}

// FillText writes words.
func (r *Recorder) FillText(words string, x, y float64) {
	n := &r.now
	t := &text{words: words, x: x, y: y, matrix: n.matrix, turned: !n.matrix.onlyMoves(), font: n.font, align: n.align, baseline: n.baseline}
	if !t.turned {
		t.x, t.y = n.matrix.apply(x, y)
	}
	r.add(op{kind: textOp, paint: paint{n.fill, n.alpha}, text: t})
}

// MeasureText returns the width of words.
func (r *Recorder) MeasureText(words string) float64 { return r.now.font.Width(words) }

func (r *Recorder) add(o op) {
	o.clip = r.now.clip
	r.list.ops = append(r.list.ops, o)
}
