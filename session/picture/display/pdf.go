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

// WritePDF writes a list as a PDF of one page: as vectors, with texts as texts and those letters of the
// fonts that they need. A pixel of the page is a 96th of an inch.
func WritePDF(w io.Writer, l *List) error {
	d := NewPDF(w, l.Title)
	d.metadata = l.Metadata
	d.Add(NewPDFPage(l), "")
	return d.Close()
}

// PDF writes a document page by page. It keeps a few bytes of each.
type PDF struct {
	w       io.Writer
	err     error   // the first one of writing
	written int64   // bytes
	at      []int64 // object i+1 begins there
	title   string
	// metadata says how the document was made, if it is not "".
	metadata string
	used     glyphs
	alphas   map[uint8]bool
	kids     []string
	marks    []pdfMark

	catalog, pages, resources int
}

// pdfMark is a bookmark of a page.
type pdfMark struct{ title, page string }

// glyphs are those of the fonts that texts need, each with a rune that it is of.
type glyphs map[*face]map[sfnt.GlyphIndex]rune

// NewPDF begins a document.
func NewPDF(w io.Writer, title string) *PDF {
	d := &PDF{w: w, title: title, used: glyphs{}, alphas: map[uint8]bool{}}
	d.put([]byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"))
	d.catalog, d.pages, d.resources = d.reserve(), d.reserve(), d.reserve()
	return d
}

// Add adds a page, with a bookmark if it is given one.
func (d *PDF) Add(p *PDFPage, bookmark string) {
	for f, used := range p.used {
		if d.used[f] == nil {
			d.used[f] = map[sfnt.GlyphIndex]rune{}
		}
		maps.Copy(d.used[f], used)
	}
	maps.Copy(d.alphas, p.alphas)
	content := d.deflated("", p.content)
	page := d.object("<</Type/Page/Parent %d 0 R/MediaBox[0 0 %s %s]/Resources %d 0 R/Contents %s>>",
		d.pages, points(p.width), points(p.height), d.resources, content)
	d.kids = append(d.kids, page)
	if bookmark != "" {
		d.marks = append(d.marks, pdfMark{bookmark, page})
	}
}

// Close ends the document. It returns the first error of writing.
func (d *PDF) Close() error {
	d.fill(d.pages, "<</Type/Pages/Count %d/Kids[%s]>>", len(d.kids), strings.Join(d.kids, " "))
	fonts, err := d.fonts()
	if err != nil {
		return err
	}
	var states strings.Builder
	for _, a := range slices.Sorted(maps.Keys(d.alphas)) {
		fmt.Fprintf(&states, "/A%d<</ca %s/CA %s>>", a, decimal(float64(a)/255), decimal(float64(a)/255))
	}
	d.fill(d.resources, "<</Font<<%s>>/ExtGState<<%s>>>>", fonts, &states)
	outline := d.outline()
	info := d.object("<</Title %s/Producer(epivizgo)>>", utf16Text(d.title))
	metadata := ""
	if d.metadata != "" { // uncompressed, so that programs find it, and behind all that is drawn
		packet := xmpPacket(d.metadata, d.title)
		metadata = "/Metadata " + d.object("%s/Length %d>>\nstream\n%s\nendstream", pdfMetadataHead, len(packet), packet)
	}
	d.fill(d.catalog, "<</Type/Catalog/Pages %d 0 R%s/ViewerPreferences<</DisplayDocTitle true>>%s>>", d.pages, metadata, outline)
	start := d.written
	table := fmt.Appendf(nil, "xref\n0 %d\n0000000000 65535 f \n", len(d.at)+1)
	for _, v := range d.at {
		table = fmt.Appendf(table, "%010d 00000 n \n", v)
	}
	d.put(fmt.Appendf(table, "trailer\n<</Size %d/Root %d 0 R/Info %s>>\nstartxref\n%d\n%%%%EOF\n", len(d.at)+1, d.catalog, info, start))
	return d.err
}

// outline adds the bookmarks and returns what the catalog says of them.
func (d *PDF) outline() string {
	if len(d.marks) == 0 {
		return ""
	}
	root := d.reserve()
	first := root + 1
	last := root + len(d.marks)
	for i, m := range d.marks {
		beside := ""
		if n := first + i; n > first {
			beside += fmt.Sprintf("/Prev %d 0 R", n-1)
		}
		if n := first + i; n < last {
			beside += fmt.Sprintf("/Next %d 0 R", n+1)
		}
		d.object("<</Title %s/Parent %d 0 R/Dest[%s/Fit]%s>>", utf16Text(m.title), root, m.page, beside)
	}
	d.fill(root, "<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>", first, last, len(d.marks))
	return fmt.Sprintf("/Outlines %d 0 R/PageMode/UseOutlines", root)
}

func (d *PDF) put(b []byte) {
	if d.err == nil {
		_, d.err = d.w.Write(b)
	}
	d.written += int64(len(b))
}

func (d *PDF) reserve() int {
	d.at = append(d.at, 0)
	return len(d.at)
}

func (d *PDF) fill(number int, format string, args ...any) {
	d.at[number-1] = d.written
	b := fmt.Appendf(nil, "%d 0 obj\n", number)
	d.put(append(fmt.Appendf(b, format, args...), "\nendobj\n"...))
}

// object adds an object and returns a reference to it.
func (d *PDF) object(format string, args ...any) string {
	n := d.reserve()
	d.fill(n, format, args...)
	return fmt.Sprintf("%d 0 R", n)
}

// stream adds data, compressed, with further entries of its dictionary.
func (d *PDF) stream(entries string, data []byte) string { return d.deflated(entries, deflate(data)) }

func (d *PDF) deflated(entries string, data []byte) string {
	return d.object("<</Filter/FlateDecode/Length %d%s>>\nstream\n%s\nendstream", len(data), entries, data)
}

func deflate(data []byte) []byte {
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	_, _ = w.Write(data) // a buffer takes all
	_ = w.Close()
	return z.Bytes()
}

// fonts adds those fonts that were used, with the letters that were.
func (d *PDF) fonts() (string, error) {
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

// PDFPage is a page as a document has it.
type PDFPage struct {
	width, height float64
	content       []byte // compressed
	used          glyphs
	alphas        map[uint8]bool
}

// NewPDFPage writes a list as a page, which may be added to documents. Several goroutines may write pages at once.
func NewPDFPage(l *List) *PDFPage {
	p := &PDFPage{width: l.Width, height: l.Height, used: glyphs{}, alphas: map[uint8]bool{}}
	w := pdfPage{page: p, list: l}
	p.content = deflate(w.content())
	return p
}

// pdfPage writes the content of one page.
type pdfPage struct {
	page *PDFPage
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
		p.page.alphas[c.A] = true
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
	used := p.page.used[face]
	if used == nil {
		used = map[sfnt.GlyphIndex]rune{}
		p.page.used[face] = used
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
