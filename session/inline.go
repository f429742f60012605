package session

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"math"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/picture/display"
	"github.com/epiviz/epivizgo/session/picture/inline"
	"github.com/epiviz/epivizgo/session/reply"
)

// letterHeight is how many pixels of a page the row of a terminal has, so that a picture's letters are about as high
// as the terminal's.
const letterHeight = 17

// mostInlineWidth bounds the pixels of a picture in a terminal.
const mostInlineWidth = 8000

// DrawInline draws charts at the session's place for a terminal. Charts become lower to fit its rows; the last ones are left
// out where that is not enough.
func (s *Session) DrawInline(ctx context.Context, opt reply.Inline) (made reply.InlinePicture, report reply.Report, err error) {
	for _, handle := range opt.Handles {
		if _, err := s.chart(handle); err != nil {
			return made, report, err
		}
	}
	layout := protocol.Layout{Width: float64(opt.Columns * display.CellWidth), Theme: opt.Theme}
	if layout.Theme == "" {
		layout.Theme = s.current().Theme
	}
	if layout.Theme != "light" && layout.Theme != "dark" { // as the reader's screen is
		layout.Theme = map[bool]protocol.Theme{true: "dark", false: "light"}[opt.Dark]
	}
	fit := frame{cells: true, room: float64(opt.Rows * display.CellHeight), pixel: 4}
	scale := 1.0
	if opt.As != "braille" {
		if width := float64(opt.Columns) * opt.CellWidth; width > mostInlineWidth { // the terminal enlarges it
			opt.CellWidth, opt.CellHeight = opt.CellWidth*mostInlineWidth/width, opt.CellHeight*mostInlineWidth/width
		}
		width := float64(opt.Columns) * opt.CellWidth
		layout.Width = max(reply.NarrowestPicture, math.Round(width*letterHeight/opt.CellHeight))
		scale = width / layout.Width
		fit = frame{room: math.Floor(float64(opt.Rows) * opt.CellHeight / scale), pixel: 1 / scale}
	}
	of, _ := s.scene()
	result, err := s.draw(ctx, of, of.view(), opt.Handles, layout, fit)
	if err != nil {
		return made, report, err
	}
	made.Left, report.Notes = result.Left, result.Notes
	var b bytes.Buffer
	if opt.As == "braille" {
		err = result.WriteBraille(&b, display.Colors(opt.Colors))
		made.Data = b.Bytes()
		return made, report, err
	}
	img, err := result.Image(scale)
	if err != nil {
		return made, report, err
	}
	box := inline.Box{Columns: opt.Columns, Rows: int(math.Ceil(float64(img.Rect.Dy()) / opt.CellHeight))}
	img = padded(img, int(math.Round(float64(box.Rows)*opt.CellHeight)))
	switch opt.As {
	case "sixel":
		made.Data = inline.Sixel(img, box)
	case "kitty", "iterm":
		encoder := png.Encoder{CompressionLevel: png.BestSpeed}
		if err := encoder.Encode(&b, img); err != nil {
			return made, report, err
		}
		if opt.As == "kitty" {
			made.Data = inline.Kitty(b.Bytes(), box)
		} else {
			made.Data = inline.ITerm(b.Bytes(), box)
		}
	default:
		err = fmt.Errorf("a terminal shows no picture as %q", opt.As)
	}
	return made, report, err
}

// padded returns a picture of at least a height, with more of its ground below it, so that it fills whole rows and
// terminals do not stretch it.
func padded(img *image.RGBA, height int) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, img.Rect.Dx(), max(height, img.Rect.Dy())))
	draw.Draw(out, out.Rect, image.NewUniform(img.RGBAAt(0, 0)), image.Point{}, draw.Src)
	draw.Draw(out, img.Rect, img, image.Point{}, draw.Over) // its edges may be between pixels
	return out
}
