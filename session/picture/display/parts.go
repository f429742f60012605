package display

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
)

// Part sums up a part of a list: a chart with its name, and first of all what is before the charts. Two that look the
// same at the same place are equal.
type Part struct {
	Marks int    // shapes and texts
	Sum   string // of all that decides how they look
}

// BeginPart has the next part begin with what follows.
func (r *Recorder) BeginPart() { r.list.parts = append(r.list.parts, len(r.list.ops)) }

// Parts sums up the parts, the first of which has no call of BeginPart.
func (l *List) Parts() []Part {
	parts := make([]Part, len(l.parts)+1)
	for i := range parts {
		from, to := 0, len(l.ops)
		if i > 0 {
			from = l.parts[i-1]
		}
		if i < len(l.parts) {
			to = l.parts[i]
		}
		s := summer{list: l}
		for _, o := range l.ops[from:to] {
			s.op(&o)
		}
		sum := sha256.Sum256(s.b)
		parts[i] = Part{to - from, hex.EncodeToString(sum[:8])}
	}
	return parts
}

// summer writes what decides how ops look, in hundredths of a pixel as an SVG has them.
type summer struct {
	list *List
	b    []byte
	clip int // the last that was written
}

func (s *summer) op(o *op) {
	if o.clip != s.clip {
		s.clip = o.clip
		s.confine(o.clip)
	}
	s.b = append(s.b, byte(o.kind))
	s.text(o.paint.color)
	s.numbers(o.paint.alpha)
	switch o.kind {
	case rectOp:
		s.numbers(o.rect[:]...)
	case textOp:
		t := o.text
		s.text(t.words, t.font.size, t.font.weight, t.font.style, t.font.Family, t.align, t.baseline)
		s.numbers(t.x, t.y)
		s.numbers(t.matrix[:4]...)
	case strokeOp:
		s.text(o.pen.join, o.pen.cap)
		s.numbers(o.pen.width)
		s.numbers(o.pen.dash...)
		s.path(o.span)
	case fillOp:
		s.path(o.span)
	}
}

func (s *summer) confine(id int) {
	s.b = append(s.b, 0xff)
	for ; id > 0; id = s.list.clips[id-1].within {
		s.path(s.list.clips[id-1].span)
	}
}

func (s *summer) path(part span) {
	s.list.path.each(part, func(v verb, at []float64) {
		s.b = append(s.b, byte(v))
		s.numbers(at...)
	})
}

func (s *summer) numbers(values ...float64) {
	for _, v := range values {
		v = min(max(math.Floor(v*100+0.5), -1e15), 1e15)                   // what is beyond is not seen; NaN stays
		s.b = binary.LittleEndian.AppendUint64(s.b, math.Float64bits(v+0)) // not -0
	}
}

func (s *summer) text(words ...string) {
	for _, w := range words {
		s.b = append(append(s.b, w...), 0)
	}
}
