package display

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"github.com/epiviz/epivizgo/session/ui"
)

// Font is a font as CSS names it. Whatever its family, texts are measured and drawn with the
// one family that the program has.
type Font struct {
	Family              string
	size, weight, style string // as they are written
	pixels              float64
	face                *face
	widths              map[string]float64
}

var fontForm = regexp.MustCompile(`^(?:(italic|oblique)\s+)?(?:(normal|bold|[1-9]00)\s+)?([\d.]+)px\s+(.*)$`)

func parseFont(css string) *Font {
	f := &Font{Family: "sans-serif", size: "10", weight: "400", widths: map[string]float64{}}
	if m := fontForm.FindStringSubmatch(css); m != nil {
		f.style, f.size, f.Family = m[1], m[3], m[4]
		if m[2] != "" {
			f.weight = m[2]
		}
	}
	f.pixels, _ = strconv.ParseFloat(f.size, 64)
	f.face = faces[isBold(f.weight)]
	return f
}

// isBold reports whether a weight is written with the bold face, as browsers choose it.
func isBold(weight string) bool { return weight == "bold" || weight >= "600" && weight <= "900" }

// cellsFamily is the font of pictures for terminals, whose letters are as wide as the cells are.
const cellsFamily = "cells"

// Width returns the width of words in pixels.
func (f *Font) Width(words string) float64 {
	w, ok := f.widths[words]
	if !ok {
		if f.Family == cellsFamily {
			w = float64(columnsOf(lettersOf(words)) * CellWidth)
		} else {
			w = f.face.width(words) * f.pixels
		}
		f.widths[words] = w
	}
	return w
}

// face is a font file. It is read when it is first needed.
type face struct {
	file string
	load sync.Once
	ttf  []byte
	font *sfnt.Font
	unit float64 // an em

	mu       sync.Mutex // guards what follows
	buf      sfnt.Buffer
	kern     map[[2]sfnt.GlyphIndex]float64
	have     map[rune]glyph
	outlines map[sfnt.GlyphIndex][][]piece
}

type glyph struct {
	index   sfnt.GlyphIndex
	advance float64 // in ems
}

// The regular and the bold face.
var faces = map[bool]*face{
	false: {file: "fonts/LiberationSans-Regular.ttf.gz"},
	true:  {file: "fonts/LiberationSans-Bold.ttf.gz"},
}

// open reads the font file. That it can be read is tested: it is a part of the program.
func (f *face) open() {
	f.load.Do(func() {
		if err := f.read(); err != nil {
			panic(fmt.Sprintf("display: %s: %v", f.file, err))
		}
	})
}

func (f *face) read() error {
	zipped, err := ui.FS.Open(f.file)
	if err != nil {
		return err
	}
	defer zipped.Close()
	r, err := gzip.NewReader(zipped)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if _, err := io.Copy(&b, r); err != nil {
		return err
	}
	f.ttf = b.Bytes()
	if f.font, err = sfnt.Parse(f.ttf); err != nil {
		return err
	}
	f.unit = float64(f.font.UnitsPerEm())
	f.have, f.kern, f.outlines = map[rune]glyph{}, map[[2]sfnt.GlyphIndex]float64{}, map[sfnt.GlyphIndex][][]piece{}
	return nil
}

// glyph returns the glyph of a rune; index 0 where the font has none. f.mu is held.
func (f *face) glyph(r rune) glyph {
	g, ok := f.have[r]
	if ok {
		return g
	}
	em := fixed.Int26_6(f.font.UnitsPerEm()) // then a unit of the font is a unit of the answers
	g.index, _ = f.font.GlyphIndex(&f.buf, r)
	g.advance = 1 // as other fonts, which browsers take for what is missing, have at most
	if g.index != 0 {
		if a, err := f.font.GlyphAdvance(&f.buf, g.index, em, font.HintingNone); err == nil {
			g.advance = float64(a) / f.unit
		}
	}
	f.have[r] = g
	return g
}

// between returns the kerning of two glyphs in ems. f.mu is held.
func (f *face) between(a, b sfnt.GlyphIndex) float64 {
	pair := [2]sfnt.GlyphIndex{a, b}
	k, ok := f.kern[pair]
	if !ok {
		if units, err := f.font.Kern(&f.buf, a, b, fixed.Int26_6(f.font.UnitsPerEm()), font.HintingNone); err == nil {
			k = float64(units) / f.unit
		}
		f.kern[pair] = k
	}
	return k
}

// placed is a glyph at its place in a line, in ems.
type placed struct {
	r     rune
	glyph glyph
	x     float64
}

// set sets words in a line, with kerning but, as browsers do it, not beside spaces.
func (f *face) set(words string) (line []placed, width float64) {
	f.open()
	f.mu.Lock()
	defer f.mu.Unlock()
	last := glyph{}
	lastRune := ' '
	for _, r := range words {
		g := f.glyph(r)
		if last.index != 0 && g.index != 0 && r != ' ' && lastRune != ' ' {
			width += f.between(last.index, g.index)
		}
		line = append(line, placed{r, g, width})
		width += g.advance
		last, lastRune = g, r
	}
	return line, width
}

func (f *face) width(words string) float64 {
	_, w := f.set(words)
	return w
}
