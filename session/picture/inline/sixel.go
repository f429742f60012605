package inline

import (
	"fmt"
	"image"
	"strconv"
)

// band is how many rows of pixels a row of sixels has.
const band = 6

// Sixel returns an image as sixels, with its own colours if they are few enough, which terminals take 256 of.
func Sixel(img *image.RGBA, b Box) []byte {
	palette, index := quantize(img)
	w, h := img.Rect.Dx(), img.Rect.Dy()
	out := fmt.Appendf(nil, "\x1bP0;1q\"1;1;%d;%d", w, h)
	for i, c := range palette {
		out = fmt.Appendf(out, "#%d;2;%d;%d;%d", i, percent(c.r), percent(c.g), percent(c.b))
	}
	used := make([]int, len(palette)) // the band in which a colour was found last, from 1
	bits := make([]byte, len(palette)*w)
	for y := 0; y < h; y += band {
		var colors []int
		for row := y; row < min(y+band, h); row++ {
			for x, c := range index[row*w : (row+1)*w] {
				if used[c] != y/band+1 {
					used[c] = y/band + 1
					colors = append(colors, int(c))
					clear(bits[int(c)*w : (int(c)+1)*w])
				}
				bits[int(c)*w+x] |= 1 << (row - y)
			}
		}
		for i, c := range colors {
			if i > 0 {
				out = append(out, '$') // back to the beginning of the band
			}
			out = append(out, '#')
			out = strconv.AppendInt(out, int64(c), 10)
			out = appendRuns(out, bits[c*w:(c+1)*w])
		}
		out = append(out, '-')
	}
	return b.in(append(out, "\x1b\\"...))
}

// percent returns a part of a colour as sixels have it.
func percent(v uint8) int { return (int(v)*100 + 127) / 255 }

// appendRuns appends the sixels of a colour in a band, those that follow each other alike as one. Those of
// nothing at the end are left out.
func appendRuns(out, bits []byte) []byte {
	for len(bits) > 0 && bits[len(bits)-1] == 0 {
		bits = bits[:len(bits)-1]
	}
	for i := 0; i < len(bits); {
		n := 1
		for i+n < len(bits) && bits[i+n] == bits[i] {
			n++
		}
		letter := bits[i] + '?'
		i += n
		if n > 3 {
			out = append(out, '!')
			out = strconv.AppendInt(out, int64(n), 10)
			n = 1
		}
		for range n {
			out = append(out, letter)
		}
	}
	return out
}
