package display

import "math"

// point is a place in a picture.
type point struct{ x, y float64 }

// line is a part of a path, its curves as straight pieces.
type line struct {
	points []point
	closed bool
}

// flatness is how far, in pixels of the output, a straight piece may be from its curve.
const flatness = 0.03

// flatten returns a part of a path in straight pieces, enlarged by scale.
func (l *List) flatten(s span, scale float64) []line {
	var lines []line
	var now line
	end := func() {
		if len(now.points) > 0 {
			lines = append(lines, now)
		}
		now = line{}
	}
	to := func(x, y float64) { now.points = append(now.points, point{x * scale, y * scale}) }
	last := func() point {
		if n := len(now.points); n > 0 {
			return now.points[n-1]
		}
		return point{}
	}
	l.path.each(s, func(v verb, at []float64) {
		switch v {
		case moveTo:
			end()
			to(at[0], at[1])
		case lineTo:
			to(at[0], at[1])
		case quadTo, cubicTo:
			p := last()
			c := [6]float64{}
			if v == quadTo { // the same curve as a cubic
				x, y := p.x/scale, p.y/scale
				c = [6]float64{x + 2*(at[0]-x)/3, y + 2*(at[1]-y)/3, at[2] + 2*(at[0]-at[2])/3, at[3] + 2*(at[1]-at[3])/3, at[2], at[3]}
			} else {
				copy(c[:], at)
			}
			for i := range c {
				c[i] *= scale
			}
			now.points = appendCubic(now.points, p, c)
		case arcTo:
			x, y, r, from, turn := at[0], at[1], at[2], at[3], at[4]
			n := arcPieces(r*scale, turn)
			for i := 1; i < n; i++ {
				sin, cos := math.Sincos(from + turn*float64(i)/float64(n))
				to(x+r*cos, y+r*sin)
			}
			to(at[5], at[6])
		case closePath:
			if len(now.points) == 0 {
				return
			}
			first := now.points[0]
			now.closed = true
			end()
			now.points = append(now.points, first) // where a further piece would begin
		}
	})
	if len(now.points) > 1 || len(now.points) == 1 && len(lines) == 0 {
		end()
	}
	return lines
}

// arcPieces returns how many straight pieces are as good as an arc.
func arcPieces(radius, turn float64) int {
	if !(radius > flatness) {
		return 1
	}
	step := 2 * math.Acos(1-flatness/radius)
	return min(max(1, int(math.Ceil(math.Abs(turn)/step))), 1000)
}

func appendCubic(points []point, p point, c [6]float64) []point {
	// The second differences bound how far a chord is from the curve.
	d := math.Hypot(p.x-2*c[0]+c[2], p.y-2*c[1]+c[3]) + math.Hypot(c[0]-2*c[2]+c[4], c[1]-2*c[3]+c[5])
	n := min(max(1, int(math.Ceil(math.Sqrt(0.75*d/flatness)))), 500)
	for i := 1; i <= n; i++ {
		t := float64(i) / float64(n)
		u := 1 - t
		k0, k1, k2, k3 := u*u*u, 3*u*u*t, 3*u*t*t, t*t*t
		points = append(points, point{k0*p.x + k1*c[0] + k2*c[2] + k3*c[4], k0*p.y + k1*c[1] + k2*c[3] + k3*c[5]})
	}
	return points
}

// dashed cuts lines into the dashes of a pattern.
func dashed(lines []line, pattern []float64) []line {
	total := 0.0
	for _, v := range pattern {
		if !(v >= 0) {
			return lines
		}
		total += v
	}
	if !(total > 0.01) {
		return lines
	}
	var out []line
	for _, l := range lines {
		points := l.points
		if l.closed {
			points = append(points[:len(points):len(points)], points[0])
		}
		i, left, on := 0, pattern[0], true
		now := line{points: points[:1:1]}
		for k := 1; k < len(points); k++ {
			a, b := points[k-1], points[k]
			length := math.Hypot(b.x-a.x, b.y-a.y)
			for at := 0.0; at < length; {
				step := min(left, length-at)
				at += step
				left -= step
				p := point{a.x + (b.x-a.x)*at/length, a.y + (b.y-a.y)*at/length}
				if on {
					now.points = append(now.points, p)
				}
				if left <= 0 {
					if on {
						out = append(out, now)
					}
					i = (i + 1) % len(pattern)
					left, on = pattern[i], !on
					now = line{points: []point{p}}
				}
			}
		}
		if on && len(now.points) > 1 {
			out = append(out, now)
		}
	}
	return out
}

// miterLimit is that of a canvas.
const miterLimit = 10

// outline returns polygons that together are a line of a width; all turn the same way, so that where they
// overlap they add up.
func outline(l line, p *pen, width float64) [][]point {
	points := make([]point, 0, len(l.points)+1)
	for _, at := range l.points {
		if n := len(points); n == 0 || points[n-1] != at {
			points = append(points, at)
		}
	}
	if l.closed && len(points) > 1 && points[0] != points[len(points)-1] {
		points = append(points, points[0])
	}
	half := width / 2
	if len(points) < 2 {
		if p.cap == "butt" || len(points) == 0 {
			return nil
		}
		return [][]point{cap(points[0], point{1, 0}, half, p.cap), cap(points[0], point{-1, 0}, half, p.cap)}
	}
	var out [][]point
	var before point
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		d := direction(a, b)
		n := point{-d.y * half, d.x * half}
		out = append(out, oriented([]point{{a.x + n.x, a.y + n.y}, {b.x + n.x, b.y + n.y}, {b.x - n.x, b.y - n.y}, {a.x - n.x, a.y - n.y}}))
		if i > 1 {
			out = append(out, join(a, before, d, half, p.join))
		}
		before = d
	}
	first := direction(points[0], points[1])
	if l.closed {
		return append(out, join(points[0], before, first, half, p.join))
	}
	if p.cap != "butt" {
		out = append(out, cap(points[0], point{-first.x, -first.y}, half, p.cap), cap(points[len(points)-1], before, half, p.cap))
	}
	return out
}

func direction(a, b point) point {
	length := math.Hypot(b.x-a.x, b.y-a.y)
	return point{(b.x - a.x) / length, (b.y - a.y) / length}
}

// join returns what fills the outer corner of two pieces that meet at a point.
func join(at, before, after point, half float64, kind string) []point {
	cross, dot := before.x*after.y-before.y*after.x, before.x*after.x+before.y*after.y
	if math.Abs(cross) < 1e-6 && dot > 0 {
		return nil
	}
	side := half
	if cross > 0 {
		side = -half
	}
	a := point{at.x - before.y*side, at.y + before.x*side}
	b := point{at.x - after.y*side, at.y + after.x*side}
	switch {
	case kind == "round":
		return oriented(fan(at, a, b, half))
	case kind == "miter" && 1+dot > 2.0/(miterLimit*miterLimit):
		t := side / (1 + dot) // the tip is on the sum of both normals
		tip := point{at.x - (before.y+after.y)*t, at.y + (before.x+after.x)*t}
		return oriented([]point{at, a, tip, b})
	}
	return oriented([]point{at, a, b})
}

// fan returns the piece of a circle from a to b, the shorter way.
func fan(at, a, b point, radius float64) []point {
	from, to := math.Atan2(a.y-at.y, a.x-at.x), math.Atan2(b.y-at.y, b.x-at.x)
	turn := math.Remainder(to-from, 2*math.Pi)
	n := arcPieces(radius, turn)
	out := []point{at, a}
	for i := 1; i < n; i++ {
		sin, cos := math.Sincos(from + turn*float64(i)/float64(n))
		out = append(out, point{at.x + radius*cos, at.y + radius*sin})
	}
	return append(out, b)
}

// cap returns what is drawn beyond the end of a line that comes from a direction.
func cap(at, d point, half float64, kind string) []point {
	n := point{-d.y * half, d.x * half}
	a, b := point{at.x + n.x, at.y + n.y}, point{at.x - n.x, at.y - n.y}
	if kind == "round" {
		out := []point{a}
		from := math.Atan2(n.y, n.x)
		pieces := arcPieces(half, math.Pi)
		for i := 1; i < pieces; i++ {
			sin, cos := math.Sincos(from - math.Pi*float64(i)/float64(pieces))
			out = append(out, point{at.x + half*cos, at.y + half*sin})
		}
		return oriented(append(out, b))
	}
	dx, dy := d.x*half, d.y*half
	return oriented([]point{a, {a.x + dx, a.y + dy}, {b.x + dx, b.y + dy}, b})
}

// oriented returns a polygon so that it turns the usual way.
func oriented(p []point) []point {
	area := 0.0
	for i, a := range p {
		b := p[(i+1)%len(p)]
		area += a.x*b.y - b.x*a.y
	}
	if area < 0 {
		for i, j := 0, len(p)-1; i < j; i, j = i+1, j-1 {
			p[i], p[j] = p[j], p[i]
		}
	}
	return p
}
