package display

import (
	"bytes"
	"compress/zlib"
	"image/color"
	"image/png"
	"io"
	"math"
	"regexp"
	"strings"
	"testing"
)

const plain = "12px \"Liberation Sans\", sans-serif"

// drawn returns a list of 40 by 20 with what draw draws on white.
func drawn(draw func(r *Recorder)) *List {
	r := NewRecorder()
	r.SetFill("#fff")
	r.FillRect(0, 0, 40, 20)
	draw(r)
	l := r.List()
	l.Title, l.Width, l.Height = "a <test>", 40, 20
	return l
}

func svgOf(t *testing.T, l *List) string {
	t.Helper()
	var b strings.Builder
	if err := l.WriteSVG(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestNumbers has what JavaScript writes for String(Math.round(v * 100) / 100 + 0).
func TestNumbers(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0", 1: "1", -1: "-1", 0.005: "0.01", -0.005: "0", 1.005: "1", 0.125: "0.13", -0.125: "-0.12", 12.3: "12.3", 12.34: "12.34",
		-0.001: "0", 99.999: "100", 1e15: "1000000000000000", 1234.5678: "1234.57",
		math.NaN(): "NaN", math.Inf(1): "Infinity", math.Inf(-1): "-Infinity",
	} {
		if got := string(appendNumber(nil, v)); got != want {
			t.Errorf("%g is written %s, want %s", v, got, want)
		}
	}
	for v, want := range map[float64]string{1e-7: "1e-7", 1.5e22: "1.5e+22", 1226.5: "1226.5", -0.25: "-0.25"} {
		if got := exact(v); got != want {
			t.Errorf("%g is written %s, want %s", v, got, want)
		}
	}
}

func TestSVG(t *testing.T) {
	l := drawn(func(r *Recorder) {
		r.Save()
		r.BeginPath()
		r.Rect(1, 2, 10, 10)
		r.Clip()
		r.Translate(5, 5)
		r.SetStroke(`"red"`)
		r.SetLineWidth(2)
		r.SetDash([]float64{3, 1})
		r.SetAlpha(0.5)
		r.BeginPath()
		r.LineTo(0, 0)
		r.QuadraticCurveTo(1, 1, 2, 0)
		r.BezierCurveTo(1, 1, 2, 2, 3, 3)
		r.StrokeRect(0, 0, 1, 1)
		r.ClosePath()
		r.Stroke()
		r.Restore()
		r.SetFont("italic 600 " + plain)
		r.SetAlign("right")
		r.SetBaseline("middle")
		r.Scale(2, 2)
		r.FillText("a\x00 & <b>", 3, 4)
		r.BeginPath()
		r.Arc(5, 5, 2, 0, 2*math.Pi, false)
		r.Fill()
	})
	want := `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20" viewBox="0 0 40 20" font-family="&quot;Liberation Sans&quot;, sans-serif" role="img">
<title>a &lt;test&gt;</title>
<defs><clipPath id="c1"><path d="M1 2L11 2L11 12L1 12Z"/></clipPath></defs>
<rect x="0" y="0" width="40" height="20" fill="#fff"/>
<g clip-path="url(#c1)">
<path d="M5 5L6 5L6 6L5 6Z" fill="none" stroke="&quot;red&quot;" stroke-width="2" stroke-opacity="0.5" stroke-dasharray="3 1"/>
<path d="M5 5Q6 6 7 5C6 6 7 7 8 8Z" fill="none" stroke="&quot;red&quot;" stroke-width="2" stroke-opacity="0.5" stroke-dasharray="3 1"/>
</g>
<text x="3" y="4" transform="matrix(2 0 0 2 0 0)" font-size="12" font-weight="600" font-style="italic" text-anchor="end" ` +
		`dominant-baseline="central" fill="#fff">a &amp; &lt;b&gt;</text>
<path d="M14 10A4 4 0 0 1 6 10A4 4 0 0 1 14 10" fill="#fff"/>
</svg>
`
	if got := svgOf(t, l); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestWidths has widths as Chromium measures them with the same font file.
func TestWidths(t *testing.T) {
	r := NewRecorder()
	r.SetFont("1000px x")
	em := func(units float64) float64 { return units / 2048 * 1000 }
	for words, want := range map[string]float64{
		"": 0, "a": em(1139), "A V": em(1366 + 569 + 1366), "AV": em(1366 + 1366 - 152), "漢": 1000,
	} {
		if got := r.MeasureText(words); math.Abs(got-want) > 0.01 {
			t.Errorf("%q is %g wide, want %g", words, got, want)
		}
	}
	if got, want := string(drawn(func(r *Recorder) { r.FillText("a漢b漢字", 0, 0) }).Missing()), "漢字"; got != want {
		t.Errorf("missing %q, want %q", got, want)
	}
}

func TestPixels(t *testing.T) {
	at := func(l *List, scale float64, x, y int) color.RGBA {
		t.Helper()
		img, err := l.Image(scale)
		if err != nil {
			t.Fatal(err)
		}
		return img.RGBAAt(x, y)
	}
	grey := func(v uint8) color.RGBA { return color.RGBA{v, v, v, 255} }
	for name, tc := range map[string]struct {
		draw func(r *Recorder)
		x, y int
		want color.RGBA
	}{
		"outside":        {func(r *Recorder) { r.FillRect(5, 5, 2, 2) }, 4, 5, grey(255)},
		"a rectangle":    {func(r *Recorder) { r.FillRect(5, 5, 2, 2) }, 6, 6, grey(0)},
		"half a pixel":   {func(r *Recorder) { r.FillRect(5.5, 5, 2, 2) }, 5, 5, grey(127)},
		"a quarter":      {func(r *Recorder) { r.FillRect(5.5, 5.5, 2, 2) }, 5, 5, grey(191)},
		"see-through":    {func(r *Recorder) { r.SetAlpha(0.5); r.FillRect(5, 5, 2, 2) }, 6, 6, grey(127)},
		"a line":         {func(r *Recorder) { r.MoveTo(5.5, 2); r.LineTo(5.5, 9); r.Stroke() }, 5, 5, grey(0)},
		"beside it":      {func(r *Recorder) { r.MoveTo(5.5, 2); r.LineTo(5.5, 9); r.Stroke() }, 6, 5, grey(255)},
		"a slanted line": {func(r *Recorder) { r.SetLineWidth(4); r.MoveTo(2, 2); r.LineTo(12, 12); r.Stroke() }, 7, 7, grey(0)},
		"a corner":       {func(r *Recorder) { r.SetLineWidth(4); r.MoveTo(2, 10); r.LineTo(10, 10); r.LineTo(10, 2); r.Stroke() }, 11, 11, grey(0)},
		"a round corner": {func(r *Recorder) {
			r.SetLineWidth(8)
			r.SetLineJoin("round")
			r.MoveTo(2, 10)
			r.LineTo(10, 10)
			r.LineTo(10, 2)
			r.Stroke()
		}, 13, 13, grey(255)},
		"a round end": {func(r *Recorder) {
			r.SetLineWidth(8)
			r.SetLineCap("round")
			r.MoveTo(10, 10)
			r.LineTo(20, 10)
			r.Stroke()
		}, 7, 9, grey(0)},
		"a dash":          {func(r *Recorder) { r.SetDash([]float64{4, 4}); r.MoveTo(0, 5.5); r.LineTo(40, 5.5); r.Stroke() }, 9, 5, grey(0)},
		"between dashes":  {func(r *Recorder) { r.SetDash([]float64{4, 4}); r.MoveTo(0, 5.5); r.LineTo(40, 5.5); r.Stroke() }, 5, 5, grey(255)},
		"a disc":          {func(r *Recorder) { r.Arc(10, 10, 5, 0, 2*math.Pi, false); r.Fill() }, 13, 10, grey(0)},
		"beside the disc": {func(r *Recorder) { r.Arc(10, 10, 5, 0, 2*math.Pi, false); r.Fill() }, 14, 14, grey(255)},
		"clipped":         {func(r *Recorder) { r.Rect(0, 0, 5, 5); r.Clip(); r.FillRect(0, 0, 40, 20) }, 6, 2, grey(255)},
		"within a clip":   {func(r *Recorder) { r.Rect(0, 0, 5, 5); r.Clip(); r.FillRect(0, 0, 40, 20) }, 4, 2, grey(0)},
		"a slanted clip": {func(r *Recorder) {
			r.MoveTo(0, 0)
			r.LineTo(20, 0)
			r.LineTo(0, 20)
			r.Clip()
			r.FillRect(0, 0, 40, 20)
		}, 15, 15, grey(255)},
		"within that": {func(r *Recorder) {
			r.MoveTo(0, 0)
			r.LineTo(20, 0)
			r.LineTo(0, 20)
			r.Clip()
			r.FillRect(0, 0, 40, 20)
		}, 5, 5, grey(0)},
		"a letter":         {func(r *Recorder) { r.SetFont("30px x"); r.FillText("l", 0, 20) }, 3, 10, grey(0)},
		"a letter, turned": {func(r *Recorder) { r.SetFont("30px x"); r.Rotate(math.Pi / 2); r.FillText("l", 0, -20) }, 30, 3, grey(0)},
		"nowhere":          {func(r *Recorder) { r.MoveTo(math.NaN(), 1); r.LineTo(5, math.Inf(1)); r.LineTo(1, 1); r.Fill() }, 30, 3, grey(255)},
	} {
		t.Run(name, func(t *testing.T) {
			got := at(drawn(func(r *Recorder) { r.SetFill("#000"); r.BeginPath(); tc.draw(r) }), 1, tc.x, tc.y)
			if d := int(got.R) - int(tc.want.R); got.A != 255 || d < -1 || d > 1 {
				t.Errorf("%v at %d, %d, want %v", got, tc.x, tc.y, tc.want)
			}
		})
	}
	var b bytes.Buffer
	if err := drawn(func(*Recorder) {}).WritePNG(&b, 2); err != nil {
		t.Fatal(err)
	}
	if c, err := png.DecodeConfig(&b); err != nil || c.Width != 80 || c.Height != 40 {
		t.Errorf("%v, %v", c, err)
	}
	for _, scale := range []float64{0, -1, math.NaN(), 1e6} {
		if _, err := drawn(func(*Recorder) {}).Image(scale); err == nil {
			t.Errorf("drawn with %g pixels a pixel", scale)
		}
	}
}

func TestColors(t *testing.T) {
	for css, want := range map[string]color.NRGBA{
		"#abc": {0xaa, 0xbb, 0xcc, 255}, "#ABCDEF": {0xab, 0xcd, 0xef, 255}, "#01020304": {1, 2, 3, 4}, "red": {255, 0, 0, 255},
		"rgb(1, 2,3)": {1, 2, 3, 255}, "rgba(255,0,0,0.5)": {255, 0, 0, 128}, "transparent": {}, "no colour": {A: 255}, "#12": {A: 255},
	} {
		if got := parseColor(css); got != want {
			t.Errorf("%s is %v, want %v", css, got, want)
		}
	}
}

// TestPDF inflates a page and looks at its operators. Whole pictures are read by other programs in the
// tests of package ui.
func TestPDF(t *testing.T) {
	l := drawn(func(r *Recorder) {
		r.SetStroke("#f00")
		r.BeginPath()
		r.Arc(10, 10, 5, 0, math.Pi, false)
		r.Stroke()
		r.SetFont(plain)
		r.SetFill("#000")
		r.FillText("AVA", 1, 10)
	})
	var b bytes.Buffer
	d := NewPDF(&b, "two")
	d.Add(NewPDFPage(l), "first (a)")
	d.Add(NewPDFPage(l), "zweites é")
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"0000000015 00000 n", `/Title <FEFF007A[^\n]*/Dest\[\d+ 0 R/Fit\]/Prev \d+ 0 R>>`, `/First \d+ 0 R/Last \d+ 0 R/Count 2>>`} {
		if !regexp.MustCompile(want).Match(b.Bytes()) {
			t.Errorf("the document lacks %s", want)
		}
	}
	var texts []string
	for _, m := range regexp.MustCompile(`(?s)stream\n(.*?)\nendstream`).FindAllSubmatch(b.Bytes(), -1) {
		z, err := zlib.NewReader(bytes.NewReader(m[1]))
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(text))
	}
	want := `0.75 0 0 -0.75 0 15 cm
/A255 gs
1 1 1 rg
0 0 40 20 re f
1 0 0 RG
1 w 0 j 0 J [] 0 d
15 10 m
15 12.761 12.761 15 10 15 c
7.239 15 5 12.761 5 10 c
S
0 0 0 rg
BT /R 12 Tf 1 0 0 -1 1 10 Tm [<0024>74<0039>74<0024>] TJ ET
`
	if len(texts) != 4 || texts[0] != want || texts[1] != want {
		t.Errorf("%d streams, the first\n%s\nwant\n%s", len(texts), texts[0], want)
	}
	if !bytes.Contains(b.Bytes(), []byte("/Count 2")) || !strings.Contains(texts[3], "<0024><0041>") {
		t.Errorf("two pages are wanted, with letters; found\n%s", texts[3])
	}
}
