package display

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/vector"
)

// raster draws a list as pixels.
type raster struct {
	list   *List
	scale  float64
	img    *image.RGBA
	fill   vector.Rasterizer
	mask   *image.Alpha
	clips  map[int]clipped
	colors map[paint]color.NRGBA
}

// clipped is a clip in pixels: a box, and within it a mask unless it is that box.
type clipped struct {
	box  image.Rectangle
	mask *image.Alpha
}

// mostPixels bounds a picture, mostSide each of its sides.
const mostPixels, mostSide = 200_000_000, 32_000

// ErrTooLarge is the error for a picture with more pixels than that.
var ErrTooLarge = fmt.Errorf("wanted at most %d by %d, and %d altogether", mostSide, mostSide, mostPixels)

// Image draws the list with scale pixels for each pixel of the page.
func (l *List) Image(scale float64) (*image.RGBA, error) {
	w, h := math.Round(l.Width*scale), math.Round(l.Height*scale)
	if !(w >= 1 && h >= 1 && w <= mostSide && h <= mostSide && w*h <= mostPixels) {
		return nil, fmt.Errorf("a picture of %g by %g pixels; %w", w, h, ErrTooLarge)
	}
	r := raster{
		list: l, scale: scale, img: image.NewRGBA(image.Rect(0, 0, int(w), int(h))), clips: map[int]clipped{}, colors: map[paint]color.NRGBA{},
	}
	r.clips[0] = clipped{box: r.img.Rect}
	for i := range l.ops {
		r.op(&l.ops[i])
	}
	return r.img, nil
}

func (r *raster) op(o *op) {
	c := r.color(o.paint)
	if c.A == 0 {
		return
	}
	switch o.kind {
	case rectOp:
		x, y := o.rect[0]*r.scale, o.rect[1]*r.scale
		r.rect(x, y, x+o.rect[2]*r.scale, y+o.rect[3]*r.scale, c, r.clip(o.clip))
	case fillOp:
		polygons := [][]point{}
		for _, l := range r.list.flatten(o.span, r.scale) {
			polygons = append(polygons, l.points)
		}
		r.polygons(polygons, c, o.clip)
	case strokeOp:
		r.stroke(o, c)
	case textOp:
		polygons := [][]point{}
		o.text.outlines(r.scale, func(p []point) { polygons = append(polygons, p) })
		r.polygons(polygons, c, o.clip)
	}
}

func (r *raster) color(p paint) color.NRGBA {
	c, ok := r.colors[p]
	if !ok {
		c = parseColor(p.color)
		c.A = uint8(float64(c.A)*min(max(p.alpha, 0), 1) + 0.5)
		r.colors[p] = c
	}
	return c
}

// stroke draws a line. Pieces along the axes are rectangles, which is most of what charts draw.
func (r *raster) stroke(o *op, c color.NRGBA) {
	lines := r.list.flatten(o.span, r.scale)
	width := o.pen.width * r.scale
	if len(o.pen.dash) > 0 {
		dash := make([]float64, len(o.pen.dash))
		for i, v := range o.pen.dash {
			dash[i] = v * r.scale
		}
		lines = dashed(lines, dash)
	}
	if o.pen.cap == "butt" && c.A == 255 && allStraight(lines) {
		clip := r.clip(o.clip)
		half := width / 2
		for _, l := range lines {
			a, b := l.points[0], l.points[1]
			if a.x == b.x {
				r.rect(a.x-half, min(a.y, b.y), a.x+half, max(a.y, b.y), c, clip)
			} else {
				r.rect(min(a.x, b.x), a.y-half, max(a.x, b.x), a.y+half, c, clip)
			}
		}
		return
	}
	var polygons [][]point
	for _, l := range lines {
		polygons = append(polygons, outline(l, o.pen, width)...)
	}
	r.polygons(polygons, c, o.clip)
}

// allStraight reports whether each line is a single piece along an axis.
func allStraight(lines []line) bool {
	for _, l := range lines {
		if len(l.points) != 2 || l.closed || l.points[0].x != l.points[1].x && l.points[0].y != l.points[1].y {
			return false
		}
	}
	return true
}

// clip returns a clip in pixels.
func (r *raster) clip(id int) clipped {
	if c, ok := r.clips[id]; ok {
		return c
	}
	of := r.list.clips[id-1]
	within := r.clip(of.within)
	c := clipped{box: within.box, mask: within.mask}
	lines := r.list.flatten(of.span, r.scale)
	if x0, y0, x1, y1, ok := box(lines); ok {
		c.box = c.box.Intersect(image.Rect(int(math.Round(x0)), int(math.Round(y0)), int(math.Round(x1)), int(math.Round(y1))))
	} else {
		polygons := [][]point{}
		for _, l := range lines {
			polygons = append(polygons, l.points)
		}
		covered := r.cover(polygons, c.box)
		c.box = covered.Rect
		c.mask = image.NewAlpha(c.box)
		for y := c.box.Min.Y; y < c.box.Max.Y; y++ {
			for x := c.box.Min.X; x < c.box.Max.X; x++ {
				a := covered.AlphaAt(x, y)
				if within.mask != nil {
					a.A = uint8(int(a.A) * int(within.mask.AlphaAt(x, y).A) / 255)
				}
				c.mask.SetAlpha(x, y, a)
			}
		}
	}
	r.clips[id] = c
	return c
}

// box returns the rectangle along the axes that a path is, if it is one.
func box(lines []line) (x0, y0, x1, y1 float64, ok bool) {
	if len(lines) != 1 || len(lines[0].points) != 4 {
		return 0, 0, 0, 0, false
	}
	p := lines[0].points
	if p[0].y != p[1].y || p[1].x != p[2].x || p[2].y != p[3].y || p[3].x != p[0].x {
		return 0, 0, 0, 0, false
	}
	return min(p[0].x, p[2].x), min(p[0].y, p[2].y), max(p[0].x, p[2].x), max(p[0].y, p[2].y), true
}

// cover returns how much of each pixel within bounds polygons cover. It is good until the next call.
func (r *raster) cover(polygons [][]point, bounds image.Rectangle) *image.Alpha {
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, p := range polygons {
		for _, at := range p {
			if math.IsNaN(at.x) || math.IsNaN(at.y) {
				continue
			}
			x0, y0, x1, y1 = min(x0, at.x), min(y0, at.y), max(x1, at.x), max(y1, at.y)
		}
	}
	if !(x0 <= x1 && y0 <= y1) {
		return image.NewAlpha(image.Rectangle{})
	}
	within := func(v float64, least, most int) int { return int(min(max(v, float64(least)), float64(most))) }
	area := image.Rect(
		within(math.Floor(x0), bounds.Min.X, bounds.Max.X), within(math.Floor(y0), bounds.Min.Y, bounds.Max.Y),
		within(math.Ceil(x1), bounds.Min.X, bounds.Max.X), within(math.Ceil(y1), bounds.Min.Y, bounds.Max.Y),
	)
	if area.Empty() {
		return image.NewAlpha(image.Rectangle{})
	}
	r.fill.Reset(area.Dx(), area.Dy())
	dx, dy := float64(area.Min.X), float64(area.Min.Y)
	far := func(v float64) float32 { return float32(min(max(v, -1e6), 1e6)) }
	for _, p := range polygons {
		if len(p) < 3 {
			continue
		}
		r.fill.MoveTo(far(p[0].x-dx), far(p[0].y-dy))
		for _, at := range p[1:] {
			r.fill.LineTo(far(at.x-dx), far(at.y-dy))
		}
		r.fill.ClosePath()
	}
	if r.mask == nil || len(r.mask.Pix) < area.Dx()*area.Dy() {
		r.mask = image.NewAlpha(image.Rect(0, 0, max(area.Dx(), 2000), max(area.Dy(), 300)))
	}
	mask := &image.Alpha{Pix: r.mask.Pix[:area.Dx()*area.Dy()], Stride: area.Dx(), Rect: area}
	r.fill.DrawOp = draw.Src
	r.fill.Draw(&image.Alpha{Pix: mask.Pix, Stride: mask.Stride, Rect: image.Rect(0, 0, area.Dx(), area.Dy())},
		image.Rect(0, 0, area.Dx(), area.Dy()), image.Opaque, image.Point{})
	return mask
}

// polygons fills polygons.
func (r *raster) polygons(polygons [][]point, c color.NRGBA, clip int) {
	within := r.clip(clip)
	mask := r.cover(polygons, within.box)
	for y := mask.Rect.Min.Y; y < mask.Rect.Max.Y; y++ {
		row := mask.Pix[(y-mask.Rect.Min.Y)*mask.Stride:][:mask.Rect.Dx()]
		for i, a := range row {
			if a != 0 {
				r.blend(mask.Rect.Min.X+i, y, c, uint32(a), within.mask)
			}
		}
	}
}

// rect fills a rectangle.
func (r *raster) rect(x0, y0, x1, y1 float64, c color.NRGBA, clip clipped) {
	b := clip.box
	x0, x1 = max(x0, float64(b.Min.X)), min(x1, float64(b.Max.X))
	y0, y1 = max(y0, float64(b.Min.Y)), min(y1, float64(b.Max.Y))
	if !(x0 < x1 && y0 < y1) {
		return
	}
	share := func(i int, from, to float64) float64 { return min(float64(i+1), to) - max(float64(i), from) }
	left, right := int(math.Floor(x0)), int(math.Ceil(x1))
	for y := int(math.Floor(y0)); y < int(math.Ceil(y1)); y++ {
		high := share(y, y0, y1)
		for x := left; x < right; x++ {
			a := high
			if x == left || x == right-1 {
				a *= share(x, x0, x1)
			}
			r.blend(x, y, c, uint32(a*255+0.5), clip.mask)
		}
	}
}

// blend draws over a pixel. cover is how much of it is covered, of 255.
func (r *raster) blend(x, y int, c color.NRGBA, cover uint32, mask *image.Alpha) {
	if mask != nil {
		cover = cover * uint32(mask.AlphaAt(x, y).A) / 255
	}
	a := (cover*uint32(c.A) + 127) / 255
	p := r.img.Pix[r.img.PixOffset(x, y):][:4:4]
	if a == 255 {
		p[0], p[1], p[2], p[3] = c.R, c.G, c.B, 255
		return
	}
	over := func(to uint8, from uint32) uint8 { return uint8((from*a + uint32(to)*(255-a) + 127) / 255) }
	p[0], p[1], p[2], p[3] = over(p[0], uint32(c.R)), over(p[1], uint32(c.G)), over(p[2], uint32(c.B)), over(p[3], 255)
}
