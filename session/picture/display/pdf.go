package display

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode/utf16"

	"golang.org/x/image/font/sfnt"
)

// WritePDF writes lists as the pages of a PDF: as vectors, with texts as texts and those letters of the
// fonts that they need. A pixel of the page is a 96th of an inch.
func WritePDF(w io.Writer, lists ...*List) error {
	d := pdf{used: map[*face]map[sfnt.GlyphIndex]rune{}, alphas: map[uint8]int{}}
	catalog, pages, resources := d.reserve(), d.reserve(), d.reserve()
	var kids []string
	for _, l := range lists {
		page := pdfPage{doc: &d, list: l}
		content := d.stream("", page.content())
		kids = append(kids, d.object("<</Type/Page/Parent %d 0 R/MediaBox[0 0 %s %s]/Resources %d 0 R/Contents %s>>",
			pages, points(l.Width), points(l.Height), resources, content))
	}
	d.fill(pages, "<</Type/Pages/Count %d/Kids[%s]>>", len(kids), strings.Join(kids, " "))
	fonts, err := d.fonts()
	if err != nil {
		return err
	}
	var states strings.Builder
	for _, a := range slices.Sorted(maps.Keys(d.alphas)) {
		fmt.Fprintf(&states, "/A%d<</ca %s/CA %s>>", a, decimal(float64(a)/255), decimal(float64(a)/255))
	}
	d.fill(resources, "<</Font<<%s>>/ExtGState<<%s>>>>", fonts, &states)
	title := ""
	if len(lists) > 0 {
		title = lists[0].Title
	}
	info := d.object("<</Title %s/Producer(epivizgo)>>", utf16Text(title))
	metadata := ""
	if len(lists) == 1 && lists[0].Metadata != "" { // uncompressed, so that programs find it, and behind all that is drawn
		packet := xmpPacket(lists[0].Metadata, title)
		metadata = "/Metadata " + d.object("%s/Length %d>>\nstream\n%s\nendstream", pdfMetadataHead, len(packet), packet)
	}
	d.fill(catalog, "<</Type/Catalog/Pages %d 0 R%s/ViewerPreferences<</DisplayDocTitle true>>>>", pages, metadata)
	return d.write(w, catalog, info)
}

// pdf is a document in the making.
type pdf struct {
	objects [][]byte // object i has the number i+1
	used    map[*face]map[sfnt.GlyphIndex]rune
	alphas  map[uint8]int
}

func (d *pdf) reserve() int {
	d.objects = append(d.objects, nil)
	return len(d.objects)
}

func (d *pdf) fill(number int, format string, args ...any) {
	d.objects[number-1] = fmt.Appendf(nil, format, args...)
}

// object adds an object and returns a reference to it.
func (d *pdf) object(format string, args ...any) string {
	n := d.reserve()
	d.fill(n, format, args...)
	return fmt.Sprintf("%d 0 R", n)
}

// stream adds data, compressed, with further entries of its dictionary.
func (d *pdf) stream(entries string, data []byte) string {
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	_, _ = w.Write(data) // a buffer takes all
	_ = w.Close()
	return d.object("<</Filter/FlateDecode/Length %d%s>>\nstream\n%s\nendstream", z.Len(), entries, z.Bytes())
}

func (d *pdf) write(w io.Writer, catalog int, info string) error {
	b := []byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	at := make([]int, len(d.objects))
	for i, o := range d.objects {
		at[i] = len(b)
		b = fmt.Appendf(b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := len(b)
	b = fmt.Appendf(b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, v := range at {
		b = fmt.Appendf(b, "%010d 00000 n \n", v)
	}
	b = fmt.Appendf(b, "trailer\n<</Size %d/Root %d 0 R/Info %s>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, catalog, info, start)
	_, err := w.Write(b)
	return err
}

// fonts adds those fonts that were used, with the letters that were.
func (d *pdf) fonts() (string, error) {
	var list strings.Builder
	for _, bold := range []bool{false, true} {
		f := faces[bold]
		glyphs := d.used[f]
		if glyphs == nil {
			continue
		}
		file, err := f.subset(glyphs)
		if err != nil {
			return "", err
		}
		name, weight := "EPIVIZ+LiberationSans", 80
		if bold {
			name, weight = "EPIVIZ+LiberationSans-Bold", 140
		}
		data := d.stream(fmt.Sprintf("/Length1 %d", len(file)), file)
		described := d.object("<</Type/FontDescriptor/FontName/%s/Flags 32/FontBBox[-544 -303 1302 980]/ItalicAngle 0"+
			"/Ascent 905/Descent -212/CapHeight 729/StemV %d/FontFile2 %s>>", name, weight, data)
		var widths, unicode strings.Builder
		indexes := slices.Sorted(maps.Keys(glyphs))
		for k, g := range indexes {
			if k%100 == 0 {
				if k > 0 {
					unicode.WriteString("endbfchar\n")
				}
				fmt.Fprintf(&unicode, "%d beginbfchar\n", min(100, len(indexes)-k))
			}
			f.mu.Lock()
			fmt.Fprintf(&widths, "%d[%s]", g, decimal(1000*f.glyph(glyphs[g]).advance))
			f.mu.Unlock()
			fmt.Fprintf(&unicode, "<%04X><%s>\n", g, hex16(string(glyphs[g])))
		}
		toUnicode := d.stream("", []byte("/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n"+
			"/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def/CMapName/U def/CMapType 2 def\n"+
			"1 begincodespacerange<0000><FFFF>endcodespacerange\n"+unicode.String()+"endbfchar\nendcmap end end\n"))
		cid := d.object("<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"+
			"/FontDescriptor %s/CIDToGIDMap/Identity/W[%s]>>", name, described, &widths)
		font := d.object("<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%s]/ToUnicode %s>>", name, cid, toUnicode)
		fmt.Fprintf(&list, "/%s %s", fontName(f), font)
	}
	return list.String(), nil
}

func fontName(f *face) string {
	if f == faces[true] {
		return "B"
	}
	return "R"
}

// pdfState is what is set: colours, opacity and pen. Its zero value is of nothing that was set.
type pdfState struct {
	fill, line string
	alpha      int
	pen        *pen
}

// pdfPage writes one page.
type pdfPage struct {
	doc  *pdf
	list *List
	b    []byte
	pdfState
}

func (p *pdfPage) content() []byte {
	p.put("%s 0 0 -%s 0 %s cm", decimal(0.75), decimal(0.75), points(p.list.Height))
	clip := 0
	for i := range p.list.ops {
		o := &p.list.ops[i]
		if o.clip != clip {
			if clip > 0 {
				p.put("Q")
			}
			if clip = o.clip; clip > 0 {
				p.put("q")
				p.confine(clip)
			}
			p.pdfState = pdfState{}
		}
		p.op(o)
	}
	if clip > 0 {
		p.put("Q")
	}
	return p.b
}

func (p *pdfPage) put(format string, args ...any) {
	p.b = append(fmt.Appendf(p.b, format, args...), '\n')
}

// confine sets a clip, within the one that it is in.
func (p *pdfPage) confine(id int) {
	c := p.list.clips[id-1]
	if c.within > 0 {
		p.confine(c.within)
	}
	p.path(c.span)
	p.put("W n")
}

func (p *pdfPage) op(o *op) {
	c := parseColor(o.paint.color)
	c.A = uint8(float64(c.A)*min(max(o.paint.alpha, 0), 1) + 0.5)
	if c.A == 0 {
		return
	}
	if alpha := int(c.A); alpha != p.alpha {
		p.put("/A%d gs", alpha)
		p.doc.alphas[c.A]++
		p.alpha = alpha
	}
	set, operator := &p.fill, "rg"
	if o.kind == strokeOp {
		set, operator = &p.line, "RG"
	}
	if color := decimal(float64(c.R)/255) + " " + decimal(float64(c.G)/255) + " " + decimal(float64(c.B)/255); color != *set {
		p.put("%s %s", color, operator)
		*set = color
	}
	switch o.kind {
	case fillOp:
		p.path(o.span)
		p.put("f")
	case strokeOp:
		p.penTo(o.pen)
		p.path(o.span)
		p.put("S")
	case rectOp:
		p.put("%s %s %s %s re f", decimal(o.rect[0]), decimal(o.rect[1]), decimal(o.rect[2]), decimal(o.rect[3]))
	case textOp:
		p.text(o.text)
	}
}

var (
	pdfJoins = map[string]int{"miter": 0, "round": 1, "bevel": 2}
	pdfCaps  = map[string]int{"butt": 0, "round": 1, "square": 2}
)

func (p *pdfPage) penTo(to *pen) {
	if p.pen == to {
		return
	}
	p.pen = to
	dash := make([]string, len(to.dash))
	for i, v := range to.dash {
		dash[i] = decimal(v)
	}
	p.put("%s w %d j %d J [%s] 0 d", decimal(to.width), pdfJoins[to.join], pdfCaps[to.cap], strings.Join(dash, " "))
}

func (p *pdfPage) path(s span) {
	var at [2]float64
	line := func(verb string, points ...float64) {
		for _, v := range points {
			p.b = append(appendDecimal(p.b, v), ' ')
		}
		p.b = append(append(p.b, verb...), '\n')
	}
	p.list.path.each(s, func(v verb, c []float64) {
		switch v {
		case moveTo:
			line("m", c...)
		case lineTo:
			line("l", c...)
		case quadTo:
			line("c", at[0]+2*(c[0]-at[0])/3, at[1]+2*(c[1]-at[1])/3, c[2]+2*(c[0]-c[2])/3, c[3]+2*(c[1]-c[3])/3, c[2], c[3])
		case cubicTo:
			line("c", c...)
		case arcTo:
			arcCurves(c, func(c [6]float64) { line("c", c[:]...) })
			at = [2]float64{c[5], c[6]}
			return
		case closePath:
			line("h")
			return
		}
		at = [2]float64{c[len(c)-2], c[len(c)-1]}
	})
}

// arcCurves calls f with the curves that make an arc.
func arcCurves(c []float64, f func([6]float64)) {
	x, y, r, from, turn := c[0], c[1], c[2], c[3], c[4]
	n := max(1, math.Ceil(math.Abs(turn)/(math.Pi/2)-1e-9))
	step := turn / n
	k := 4.0 / 3 * math.Tan(step/4) * r
	for i := range int(n) {
		sa, ca := math.Sincos(from + step*float64(i))
		sb, cb := math.Sincos(from + step*float64(i+1))
		f([6]float64{x + r*ca - k*sa, y + r*sa + k*ca, x + r*cb + k*sb, y + r*sb - k*cb, x + r*cb, y + r*sb})
	}
}

// text writes a text with its kerning; its glyphs are numbered as in the font.
func (p *pdfPage) text(t *text) {
	face, size := t.font.face, t.font.pixels
	line, width := face.set(t.words)
	if len(line) == 0 {
		return
	}
	used := p.doc.used[face]
	if used == nil {
		used = map[sfnt.GlyphIndex]rune{}
		p.doc.used[face] = used
	}
	m := identity
	if t.turned {
		m = t.matrix
	}
	x, y := m.apply(t.x+t.start(width*size), t.y+t.drop()*size)
	p.b = fmt.Appendf(p.b, "BT /%s %s Tf %s %s %s %s %s %s Tm [<", fontName(face), decimal(size),
		decimal(m[0]), decimal(m[1]), decimal(-m[2]), decimal(-m[3]), decimal(x), decimal(y))
	at := 0.0
	for _, g := range line {
		if off := math.Round(1000 * (at - g.x)); off != 0 {
			p.b = fmt.Appendf(p.b, ">%s<", decimal(off))
		}
		p.b = fmt.Appendf(p.b, "%04X", g.glyph.index)
		if _, known := used[g.glyph.index]; !known {
			used[g.glyph.index] = g.r
		}
		at = g.x + g.glyph.advance
	}
	p.put(">] TJ ET")
}

// points returns pixels as PDF's unit, the 72nd of an inch.
func points(pixels float64) string { return decimal(pixels * 0.75) }

// decimal returns a number as PDF has numbers: without a power of ten.
func decimal(v float64) string { return string(appendDecimal(nil, v)) }

func appendDecimal(b []byte, v float64) []byte {
	if !(math.Abs(v) < 1e7) { // what is that far away is not seen
		v = math.Copysign(1e7, v)
	}
	v = math.Round(v*1000) / 1000
	if v == math.Trunc(v*100)/100 {
		return appendNumber(b, v)
	}
	return fmt.Appendf(b, "%.3f", v)
}

// utf16Text returns text as a string of PDF.
func utf16Text(s string) string { return "<FEFF" + hex16(s) + ">" }

func hex16(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String()
}
