package inline

import (
	"cmp"
	"image"
	"slices"
)

// mostColors is how many colours terminals keep for sixels.
const mostColors = 256

// rgb is a colour without opacity.
type rgb struct{ r, g, b uint8 }

// quantize returns at most mostColors colours, and that of each pixel: its own if the image has so few, else the mean
// of the ones near it.
func quantize(img *image.RGBA) (palette []rgb, index []uint8) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	counts := map[rgb]int{}
	for y := range h {
		line := img.Pix[y*img.Stride:][:4*w]
		for x := 0; x < len(line); {
			c := rgb{line[x], line[x+1], line[x+2]}
			from := x
			for x += 4; x < len(line) && c == (rgb{line[x], line[x+1], line[x+2]}); x += 4 {
			}
			counts[c] += (x - from) / 4
		}
	}
	colors := make([]weighed, 0, len(counts))
	for c, n := range counts {
		colors = append(colors, weighed{c, n})
	}
	// By brightness, so that the same image gets the same palette.
	slices.SortFunc(colors, func(a, b weighed) int {
		return cmp.Or(cmp.Compare(a.r, b.r), cmp.Compare(a.g, b.g), cmp.Compare(a.b, b.b))
	})
	at := make(map[rgb]uint8, len(colors))
	for i, box := range cut(colors) {
		palette = append(palette, mean(box))
		for _, c := range box {
			at[c.rgb] = uint8(i)
		}
	}
	index = make([]uint8, w*h)
	for y := range h {
		line := img.Pix[y*img.Stride:][:4*w]
		var last rgb
		known := false
		var i uint8
		for x := range w {
			if c := (rgb{line[4*x], line[4*x+1], line[4*x+2]}); !known || c != last {
				last, known, i = c, true, at[c]
			}
			index[y*w+x] = i
		}
	}
	return palette, index
}

// weighed is a colour and how many pixels have it.
type weighed struct {
	rgb
	n int
}

// cut divides colours into at most mostColors boxes: again and again the one that has the most pixels
// and is the longest, in the middle of its pixels along its longest side.
func cut(colors []weighed) (boxes [][]weighed) {
	if len(colors) <= mostColors {
		for i := range colors {
			boxes = append(boxes, colors[i:i+1])
		}
		return boxes
	}
	boxes = [][]weighed{colors}
	for len(boxes) < mostColors {
		widest, part, best := -1, 0, 0
		for i, box := range boxes {
			if p, length := longest(box); length*pixels(box) > best {
				widest, part, best = i, p, length*pixels(box)
			}
		}
		if widest < 0 {
			break
		}
		box := boxes[widest]
		slices.SortStableFunc(box, func(a, b weighed) int { return cmp.Compare(a.parts()[part], b.parts()[part]) })
		half, sum, at := pixels(box)/2, 0, 0
		for at = 1; at < len(box)-1; at++ {
			if sum += box[at-1].n; sum+box[at].n/2 >= half {
				break
			}
		}
		boxes[widest] = box[:at]
		boxes = append(boxes, box[at:])
	}
	return boxes
}

func (c rgb) parts() [3]uint8 { return [3]uint8{c.r, c.g, c.b} }

// longest returns the part of its colours in which a box is the longest, and how long.
func longest(box []weighed) (part, length int) {
	least, most := box[0].parts(), box[0].parts()
	for _, c := range box[1:] {
		for i, v := range c.parts() {
			least[i], most[i] = min(least[i], v), max(most[i], v)
		}
	}
	for i := range least {
		if n := int(most[i]) - int(least[i]); n > length {
			part, length = i, n
		}
	}
	return part, length
}

func pixels(box []weighed) (n int) {
	for _, c := range box {
		n += c.n
	}
	return n
}

// mean returns the colour that pixels of a box have on the average.
func mean(box []weighed) rgb {
	var sum [3]int
	for _, c := range box {
		for i, v := range c.parts() {
			sum[i] += int(v) * c.n
		}
	}
	n := pixels(box)
	part := func(i int) uint8 { return uint8((sum[i] + n/2) / n) }
	return rgb{part(0), part(1), part(2)}
}
