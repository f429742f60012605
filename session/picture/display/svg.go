package display

import (
	"io"
	"math"
	"strconv"
	"strings"
)

// WriteSVG writes the list as SVG, byte by byte as the page's draw/svg-context.js does, but for metadata.
func (l *List) WriteSVG(w io.Writer) error {
	s := svg{list: l}
	_, err := w.Write(s.document())
	return err
}

// svg writes one picture.
type svg struct {
	list   *List
	b      []byte
	family string
}

func (s *svg) document() []byte {
	l := s.list
	for i := range l.ops {
		if t := l.ops[i].text; t != nil {
			s.family = t.font.Family
			break
		}
	}
	family := s.family
	if family == "" {
		family = "sans-serif"
	}
	s.b = make([]byte, 0, 1<<16+16*len(l.path.at))
	s.put("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"")
	width, height := exact(l.Width), exact(l.Height)
	s.put(` width="`, width, `" height="`, height, `" viewBox="0 0 `, width, ` `, height, `" font-family="`)
	s.escape(family)
	s.put("\" role=\"img\">\n")
	if l.Metadata != "" {
		s.put(svgBegins)
		s.escape(l.Metadata)
		s.put(svgEnds)
	}
	s.put("<title>")
	s.escape(l.Title)
	s.put("</title>\n<defs>")
	for i, c := range l.clips {
		if i > 0 {
			s.put("\n")
		}
		s.put(`<clipPath id="c`, strconv.Itoa(i+1), `"`)
		if c.within > 0 {
			s.put(` clip-path="url(#c`, strconv.Itoa(c.within), `)"`)
		}
		s.put(`><path d="`)
		s.path(c.span)
		s.put(`"/></clipPath>`)
	}
	s.put("</defs>\n")
	open := 0
	for i := range l.ops {
		o := &l.ops[i]
		if o.clip != open && open > 0 {
			s.put("</g>\n")
		}
		if o.clip != open && o.clip > 0 {
			s.put(`<g clip-path="url(#c`, strconv.Itoa(o.clip), ")\">\n")
		}
		open = o.clip
		s.op(o)
		s.put("\n")
	}
	if open > 0 {
		s.put("</g>\n")
	}
	s.put("</svg>\n")
	return s.b
}

func (s *svg) op(o *op) {
	switch o.kind {
	case fillOp:
		s.put(`<path d="`)
		s.path(o.span)
		s.put(`"`)
		s.paint(" fill", o.paint)
		s.put("/>")
	case strokeOp:
		s.put(`<path d="`)
		s.path(o.span)
		s.put(`" fill="none" stroke="`)
		s.escape(o.paint.color)
		s.put(`" stroke-width="`)
		s.number(o.pen.width)
		s.put(`"`)
		if o.paint.alpha < 1 {
			s.put(` stroke-opacity="`)
			s.number(o.paint.alpha)
			s.put(`"`)
		}
		s.pen(o.pen)
		s.put("/>")
	case rectOp:
		s.put(`<rect`)
		for i, name := range [...]string{"x", "y", "width", "height"} {
			s.put(` `, name, `="`)
			s.number(o.rect[i])
			s.put(`"`)
		}
		s.paint(" fill", o.paint)
		s.put("/>")
	case textOp:
		s.text(o)
	}
}

func (s *svg) paint(name string, p paint) {
	s.put(name, `="`)
	s.escape(p.color)
	s.put(`"`)
	if p.alpha < 1 {
		s.put(name, `-opacity="`)
		s.number(p.alpha)
		s.put(`"`)
	}
}

func (s *svg) pen(p *pen) {
	if p.join != "miter" {
		s.put(` stroke-linejoin="`, p.join, `"`)
	}
	if p.cap != "butt" {
		s.put(` stroke-linecap="`, p.cap, `"`)
	}
	if len(p.dash) > 0 {
		s.put(` stroke-dasharray="`)
		for i, v := range p.dash {
			if i > 0 {
				s.put(" ")
			}
			s.number(v)
		}
		s.put(`"`)
	}
}

var (
	anchors   = map[string]string{"center": "middle", "right": "end", "end": "end"}
	baselines = map[string]string{
		"middle": "central", "top": "text-before-edge", "hanging": "hanging", "bottom": "text-after-edge", "ideographic": "ideographic",
	}
)

func (s *svg) text(o *op) {
	t := o.text
	s.put(`<text x="`)
	s.number(t.x)
	s.put(`" y="`)
	s.number(t.y)
	s.put(`"`)
	if t.turned {
		s.put(` transform="matrix(`)
		for i, v := range t.matrix {
			if i > 0 {
				s.put(" ")
			}
			s.number(v)
		}
		s.put(`)"`)
	}
	f := t.font
	if f.Family != s.family {
		s.put(` font-family="`)
		s.escape(f.Family)
		s.put(`"`)
	}
	s.put(` font-size="`, f.size, `"`)
	if f.weight != "400" && f.weight != "normal" {
		s.put(` font-weight="`, f.weight, `"`)
	}
	if f.style != "" {
		s.put(` font-style="`, f.style, `"`)
	}
	if anchor := anchors[t.align]; anchor != "" {
		s.put(` text-anchor="`, anchor, `"`)
	}
	if base := baselines[t.baseline]; base != "" {
		s.put(` dominant-baseline="`, base, `"`)
	}
	s.paint(" fill", o.paint)
	s.put(`>`)
	s.escape(t.words)
	s.put("</text>")
}

func (s *svg) path(part span) {
	s.list.path.each(part, func(v verb, at []float64) {
		switch v {
		case moveTo:
			s.points("M", at)
		case lineTo:
			s.points("L", at)
		case quadTo:
			s.points("Q", at)
		case cubicTo:
			s.points("C", at)
		case closePath:
			s.put("Z")
		case arcTo:
			s.put("A")
			s.number(at[2])
			s.put(" ")
			s.number(at[2])
			s.put(" 0 ", strconv.Itoa(int(at[7])), " ")
			sweep := "0 "
			if at[4] > 0 {
				sweep = "1 "
			}
			s.points(sweep, at[5:7])
		}
	})
}

func (s *svg) points(verb string, at []float64) {
	s.put(verb)
	for i, v := range at {
		if i > 0 {
			s.put(" ")
		}
		s.number(v)
	}
}

func (s *svg) put(parts ...string) {
	for _, p := range parts {
		s.b = append(s.b, p...)
	}
}

// number writes a number with two decimals, which are finer than any printer.
func (s *svg) number(v float64) { s.b = appendNumber(s.b, v) }

// escape writes text for XML content and attributes, without what XML does not allow.
func (s *svg) escape(words string) {
	for _, r := range words {
		switch {
		case r == '&':
			s.put("&amp;")
		case r == '<':
			s.put("&lt;")
		case r == '>':
			s.put("&gt;")
		case r == '"':
			s.put("&quot;")
		case r < ' ' && r != '\t' && r != '\n' && r != '\r', r == 0xfffe, r == 0xffff:
		default:
			s.b = append(s.b, string(r)...)
		}
	}
}

// appendNumber appends a number rounded to two decimals, as JavaScript rounds and writes it.
func appendNumber(b []byte, v float64) []byte {
	v *= 100
	n := math.Floor(v)
	if v-n >= 0.5 {
		n++
	}
	if !(math.Abs(n) < 1e15) {
		return append(b, exact(n/100)...)
	}
	i := int64(n)
	if i < 0 {
		b = append(b, '-')
		i = -i
	}
	b = strconv.AppendInt(b, i/100, 10)
	if cents := i % 100; cents != 0 {
		b = append(b, '.', byte('0'+cents/10))
		if cents%10 != 0 {
			b = append(b, byte('0'+cents%10))
		}
	}
	return b
}

// exact returns a number as JavaScript writes it.
func exact(v float64) string {
	switch {
	case math.IsNaN(v):
		return "NaN"
	case math.IsInf(v, 1):
		return "Infinity"
	case math.IsInf(v, -1):
		return "-Infinity"
	case v == 0:
		return "0"
	case math.Abs(v) >= 1e21 || math.Abs(v) < 1e-6:
		mantissa, power, _ := strings.Cut(strconv.FormatFloat(v, 'e', -1, 64), "e")
		return mantissa + "e" + power[:1] + strings.TrimLeft(power[1:], "0")
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}
