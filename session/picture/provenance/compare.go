package provenance

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"slices"
	"strings"
)

// Outcome is what comes of comparing a picture with the same one drawn again.
type Outcome struct {
	// Same says how far they are the same, "" if they are not.
	Same string
	// Differences are sentences on what differs, Remarks those on what does not matter to what is drawn.
	Differences, Remarks []string
}

// Compare compares a picture, which anybody may have made, with the same one drawn again. undrawn says which pages of a
// document could not be, counted from 0, and why.
func Compare(was, now []byte, undrawn map[int]error) (o Outcome, err error) {
	before, oldRest, err := Read(was)
	if err != nil {
		return o, err
	}
	after, newRest, err := Read(now)
	if err != nil {
		return o, err
	}
	if !before.Program.Same(after.Program) {
		o.Remarks = append(o.Remarks, fmt.Sprintf("version %s made it; this is %s", before.Program, after.Program))
	}
	if a, b := before.Program.Flags, after.Program.Flags; !slices.Equal(a, b) {
		o.Remarks = append(o.Remarks, fmt.Sprintf("it was made %s; this program runs %s", flagText(a), flagText(b)))
	}
	switch {
	case bytes.Equal(was, now):
		o.Same = "byte by byte"
		return o, nil
	case bytes.Equal(oldRest, newRest):
		o.Same = "byte by byte but for its metadata"
		return o, nil
	}
	o.Differences = append(chartsDiffer(before.Charts, after.Charts), pagesDiffer(before.Pages, after.Pages, undrawn)...)
	if after.Picture.Type == "png" {
		pixels, text := pixelsDiffer(was, now, after)
		if pixels == 0 {
			besides, remarks := besidesPixels(was, now)
			o.Remarks = append(o.Remarks, remarks...)
			if besides == "" {
				o.Same, o.Differences = "pixel by pixel", nil
				return o, nil
			}
			text = besides
		}
		o.Differences = append(o.Differences, text)
	}
	if after.Picture.Type == "svg" {
		o.Differences = append(o.Differences, linesDiffer(oldRest, newRest))
	}
	if slices.Equal(before.Charts, after.Charts) && slices.Equal(before.Pages, after.Pages) {
		text := "what it says of its charts is as they are drawn again: it was changed after it was made"
		if !before.Program.Same(after.Program) {
			text += ", or this version writes it otherwise"
		}
		o.Differences = append(o.Differences, text)
	}
	return o, nil
}

func flagText(flags []string) string {
	if len(flags) == 0 {
		return "without flags"
	}
	return "with " + strings.Join(flags, " ")
}

// chartsDiffer returns which charts differ, and how.
func chartsDiffer(before, after []Chart) (out []string) {
	numbered := func(list []Chart, number int) int {
		return slices.IndexFunc(list, func(c Chart) bool { return c.Number == number })
	}
	for _, was := range before {
		i := numbered(after, was.Number)
		if i < 0 {
			out = append(out, was.name()+" is not drawn again")
			continue
		}
		now := after[i]
		if was == now {
			continue
		}
		var how []string
		if was.Title != now.Title {
			how = append(how, fmt.Sprintf("is %q now", now.Title))
		}
		if was.Height != now.Height {
			how = append(how, fmt.Sprintf("is %g pixels high, was %g", now.Height, was.Height))
		}
		if was.Top != now.Top {
			how = append(how, fmt.Sprintf("begins at %g pixels, was at %g", now.Top, was.Top))
		}
		if was.Marks != now.Marks {
			how = append(how, fmt.Sprintf("has %d marks, had %d", now.Marks, was.Marks))
		}
		if how == nil {
			how = append(how, fmt.Sprintf("has as many marks, %d, which are others", now.Marks))
		}
		out = append(out, was.name()+" "+strings.Join(how, ", "))
	}
	for _, now := range after {
		if numbered(before, now.Number) < 0 {
			out = append(out, now.name()+" was not drawn")
		}
	}
	return out
}

func (c Chart) name() string {
	if c.Number == 0 {
		return Head + ":"
	}
	return fmt.Sprintf("chart %d, %s:", c.Number, c.Title)
}

// pixelsDiffer counts the pixels that differ, in all and of each chart.
func pixelsDiffer(was, now []byte, r Record) (n int, text string) {
	old, err := png.DecodeConfig(bytes.NewReader(was))
	if err != nil {
		return -1, fmt.Sprintf("its pixels cannot be read: %v", err)
	}
	size, err := png.DecodeConfig(bytes.NewReader(now))
	if err != nil {
		return -1, fmt.Sprintf("the pixels drawn again cannot be read: %v", err)
	}
	if old.Width != size.Width || old.Height != size.Height { // nothing of a size that somebody else chose is decoded
		return -1, fmt.Sprintf("it has %d × %d pixels; drawn again %d × %d", old.Width, old.Height, size.Width, size.Height)
	}
	a, err := png.Decode(bytes.NewReader(was))
	if err != nil {
		return -1, fmt.Sprintf("its pixels cannot be read: %v", err)
	}
	b, err := png.Decode(bytes.NewReader(now))
	if err != nil {
		return -1, fmt.Sprintf("the pixels drawn again cannot be read: %v", err)
	}
	rows := make([]int, size.Height)
	for y := range rows {
		rows[y] = differIn(a, b, y)
		n += rows[y]
	}
	var parts []string
	for _, c := range r.Charts {
		if in := within(rows, c, r.Picture.Scale); in > 0 && c.Number > 0 {
			parts = append(parts, fmt.Sprintf("%d in chart %d", in, c.Number))
		}
	}
	text = fmt.Sprintf("%d of %d pixels differ", n, size.Width*size.Height)
	if len(parts) > 0 {
		text += ": " + strings.Join(parts, ", ")
	}
	return n, text
}

// within returns the sum of the rows of a chart.
func within(rows []int, c Chart, scale float64) (n int) {
	limit := func(y float64) int { return int(min(max(y*scale, 0), float64(len(rows)))) }
	for _, row := range rows[limit(c.Top):max(limit(c.Top), limit(c.Top+c.Height))] {
		n += row
	}
	return n
}

// differIn counts the pixels of a row that differ.
func differIn(a, b image.Image, y int) (n int) {
	if p, q := rowOf(a, y), rowOf(b, y); p != nil && bytes.Equal(p, q) {
		return 0
	}
	for x := range a.Bounds().Dx() {
		c := color.NRGBAModel.Convert(a.At(x, y))
		if d := color.NRGBAModel.Convert(b.At(x, y)); c != d {
			n++
		}
	}
	return n
}

// rowOf returns the bytes of a row of an opaque picture, as this program writes them; nil for another.
func rowOf(img image.Image, y int) []byte {
	if p, ok := img.(*image.RGBA); ok {
		return p.Pix[y*p.Stride : (y+1)*p.Stride]
	}
	return nil
}

// linesDiffer says how many lines of an SVG differ.
func linesDiffer(was, now []byte) string {
	a, b := bytes.Split(was, []byte("\n")), bytes.Split(now, []byte("\n"))
	n, first := max(len(a), len(b))-min(len(a), len(b)), min(len(a), len(b))
	for i := range min(len(a), len(b)) {
		if !bytes.Equal(a[i], b[i]) {
			first = min(first, i)
			n++
		}
	}
	if first >= 2 {
		first++ // in the file, which has the metadata in the third
	}
	return fmt.Sprintf("%d of %d lines differ, the first of them line %d", n, max(len(a), len(b)), first+1)
}
