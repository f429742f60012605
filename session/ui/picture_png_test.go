package ui_test

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/ui/chromiumtest"
)

// TestPixels compares the pixels that the program draws with those of the page in Chromium.
func TestPixels(t *testing.T) {
	s := pictured(t)
	ctx := t.Context()
	if _, err := s.Navigate(ctx, genome.Interval{Seq: "chr1", Start: 50_000, End: 400_000}); err != nil {
		t.Fatal(err)
	}
	page := chromiumtest.Open(t, s.URL(), chromiumtest.Options{Width: 1280, Height: 2600})
	page.Wait(fmt.Sprintf(`%s.charts.length === %d && %[1]s.charts.every((c) => c.ready)`, state, len(s.Charts())))
	saved, _, err := s.Print(ctx, 0, "page", "png")
	if err != nil {
		t.Fatal(err)
	}
	drawn, _, err := s.DrawPicture(ctx, reply.Picture{Type: "png"})
	if err != nil {
		t.Fatal(err)
	}
	keep(t, "page.png", saved)
	keep(t, "program.png", drawn.Data)
	want, got := pixels(t, saved), pixels(t, drawn.Data)
	if want.Rect != got.Rect {
		t.Fatalf("the program draws %v, the page %v", got.Rect, want.Rect)
	}
	const noticed = 255 * 3 / 100 // of a colour's part
	differ := 0
	marked := image.NewGray(want.Rect)
	for i := 0; i < len(want.Pix); i += 4 {
		for k := range 3 {
			if d := int(want.Pix[i+k]) - int(got.Pix[i+k]); d > noticed || d < -noticed {
				differ++
				marked.Pix[i/4] = 255
				break
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, marked); err != nil {
		t.Fatal(err)
	}
	keep(t, "differ.png", b.Bytes())
	share := float64(differ) / float64(len(want.Pix)/4)
	t.Logf("%.2f %% of %d pixels differ", 100*share, len(want.Pix)/4)
	if share > 0.01 {
		t.Errorf("%.2f %% of the pixels differ by more than 3 %%; wanted at most 1 %%", 100*share)
	}
}

func pixels(t *testing.T, data []byte) *image.RGBA {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	out := image.NewRGBA(img.Bounds())
	draw.Draw(out, out.Rect, img, out.Rect.Min, draw.Src)
	return out
}
