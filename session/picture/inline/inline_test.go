package inline

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
)

// inBox takes off what makes rows for a picture and puts the cursor below it.
func inBox(t *testing.T, data []byte, rows int) []byte {
	t.Helper()
	begin := fmt.Sprintf("%s\x1b[%dA\x1b7", strings.Repeat("\r\n", rows), rows)
	end := fmt.Sprintf("\x1b8\x1b[%dB", rows)
	data, ok := bytes.CutPrefix(data, []byte(begin))
	data, ok2 := bytes.CutSuffix(data, []byte(end))
	if !ok || !ok2 {
		t.Fatalf("the cursor is not brought below the picture: %.100q", data)
	}
	return data
}

// TestKitty takes the chunks apart.
func TestKitty(t *testing.T) {
	for _, n := range []int{0, 1, 3, 3071, 3072, 3073, 100_000} {
		png := make([]byte, n)
		for i := range png {
			png[i] = byte(i * 7)
		}
		data := inBox(t, Kitty(png, Box{80, 20}), 20)
		form := regexp.MustCompile(`^\x1b_G([^;\x1b]*);([A-Za-z0-9+/=]*)\x1b\\`)
		var text []byte
		for i := 0; len(data) > 0; i++ {
			m := form.FindSubmatch(data)
			if m == nil {
				t.Fatalf("%d bytes: chunk %d is %.100q", n, i, data)
			}
			data = data[len(m[0]):]
			text = append(text, m[2]...)
			more := 1
			if len(data) == 0 {
				more = 0
			}
			want := fmt.Sprintf("m=%d", more)
			if i == 0 {
				want = "a=T,f=100,q=2,C=1,c=80,r=20," + want
			}
			if string(m[1]) != want || len(m[2]) > 4096 || more == 1 && len(m[2])%4 != 0 {
				t.Errorf("%d bytes: chunk %d has %s and %d letters, want %s", n, i, m[1], len(m[2]), want)
			}
		}
		if got, err := base64.StdEncoding.DecodeString(string(text)); err != nil || !bytes.Equal(got, png) {
			t.Errorf("%d bytes came as %d: %v", n, len(got), err)
		}
	}
}

func TestITerm(t *testing.T) {
	data := inBox(t, ITerm([]byte("picture"), Box{80, 20}), 20)
	if want := "\x1b]1337;File=inline=1;size=7;width=80;height=20;preserveAspectRatio=0:cGljdHVyZQ==\a"; string(data) != want {
		t.Errorf("got %q, want %q", data, want)
	}
}

// decoded are the pixels of sixels, as a terminal draws them.
func decoded(t *testing.T, data []byte) map[image.Point]rgb {
	t.Helper()
	head := regexp.MustCompile(`^\x1bP0;1q"1;1;\d+;\d+`).Find(data)
	body, ok := bytes.CutSuffix(data[len(head):], []byte("\x1b\\"))
	if head == nil || !ok {
		t.Fatalf("no sixels: %.100q", data)
	}
	pixels, palette := map[image.Point]rgb{}, map[int]rgb{}
	at, now, repeat := image.Point{}, 0, 1
	number := func() (n int) {
		for len(body) > 0 && body[0] >= '0' && body[0] <= '9' {
			n = 10*n + int(body[0]-'0')
			body = body[1:]
		}
		return n
	}
	for len(body) > 0 {
		c := body[0]
		body = body[1:]
		switch {
		case c == '#':
			now = number()
			if len(body) > 0 && body[0] == ';' {
				var v [4]int
				for i := range v {
					body = body[1:]
					v[i] = number()
				}
				palette[now] = rgb{uint8((v[1]*255 + 50) / 100), uint8((v[2]*255 + 50) / 100), uint8((v[3]*255 + 50) / 100)}
			}
		case c == '!':
			repeat = number()
		case c == '$':
			at.X = 0
		case c == '-':
			at = image.Pt(0, at.Y+6)
		case c >= '?' && c <= '~':
			for range repeat {
				for k := range 6 {
					if (c-'?')>>k&1 == 1 {
						pixels[at.Add(image.Pt(0, k))] = palette[now]
					}
				}
				at.X++
			}
			repeat = 1
		default:
			t.Fatalf("%q among sixels", c)
		}
	}
	return pixels
}

// TestSixel compares what a terminal draws with the image: colours are those of sixels, a hundred steps each.
func TestSixel(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	few := []color.RGBA{{255, 255, 255, 255}, {0, 114, 178, 255}, {213, 94, 0, 255}, {0, 0, 0, 255}}
	for _, c := range []struct {
		w, h, step int
		color      func(x, y int) color.RGBA
		off        int
	}{
		{1, 1, 1, func(int, int) color.RGBA { return few[1] }, 2},
		{50, 13, 1, func(x, y int) color.RGBA { return few[(x/7+y/3)%4] }, 2},
		{97, 30, 1, func(int, int) color.RGBA { return few[r.IntN(4)] }, 2},
		{64, 64, 1, func(x, y int) color.RGBA { return color.RGBA{uint8(x * 4), uint8(y * 4), 128, 255} }, 24},
		{100, 100, 1, func(int, int) color.RGBA {
			return color.RGBA{uint8(r.IntN(256)), uint8(r.IntN(256)), uint8(r.IntN(256)), 255}
		}, 90},
	} {
		img := image.NewRGBA(image.Rect(0, 0, c.w, c.h))
		for y := range c.h {
			for x := range c.w {
				img.SetRGBA(x, y, c.color(x, y))
			}
		}
		data := Sixel(img, Box{10, 5})
		if again := Sixel(img, Box{10, 5}); !bytes.Equal(data, again) {
			t.Errorf("%d × %d: twice is not the same", c.w, c.h)
		}
		pixels := decoded(t, inBox(t, data, 5))
		if len(pixels) != c.w*c.h {
			t.Errorf("%d × %d: %d pixels are drawn", c.w, c.h, len(pixels))
		}
		colors := map[rgb]bool{}
		for y := range c.h {
			for x := range c.w {
				want, got := img.RGBAAt(x, y), pixels[image.Pt(x, y)]
				colors[got] = true
				for i, v := range got.parts() {
					if d := int(v) - int([3]uint8{want.R, want.G, want.B}[i]); d > c.off || d < -c.off {
						t.Fatalf("%d × %d: at %d %d is %v, want %v", c.w, c.h, x, y, got, want)
					}
				}
			}
		}
		if len(colors) > mostColors {
			t.Errorf("%d colours", len(colors))
		}
	}
}

// TestRuns has many pixels alike as one.
func TestRuns(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 5000, 600))
	for i := range img.Pix {
		img.Pix[i] = 0xff
	}
	if n := len(Sixel(img, Box{10, 5})); n > 2000 {
		t.Errorf("a white image has %d bytes", n)
	}
}

func BenchmarkSixel(b *testing.B) {
	img := image.NewRGBA(image.Rect(0, 0, 1000, 600))
	for y := range 600 {
		for x := range 1000 {
			img.SetRGBA(x, y, color.RGBA{uint8(x / 90 * 20), uint8(y / 60 * 20), 128, 255})
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		Sixel(img, Box{100, 30})
	}
}
