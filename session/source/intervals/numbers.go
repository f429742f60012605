package intervals

import "math"

// ints is a column of whole numbers of 0 or more, 4 bytes each until one needs
// more, then 8.
type ints struct {
	narrow []uint32
	wide   []uint64 // in use, instead of narrow, once not nil
}

func (c *ints) len() int { return len(c.narrow) + len(c.wide) }

func (c *ints) at(i int) int {
	if c.wide != nil {
		return int(c.wide[i])
	}
	return int(c.narrow[i])
}

// gather returns the numbers of rows.
func (c *ints) gather(h hits) []int {
	out := make([]int, 0, h.len())
	if c.wide != nil {
		return gather(out, c.wide, h)
	}
	return gather(out, c.narrow, h)
}

// gather appends the elements of rows.
func gather[To int | byte | float64, From bits](to []To, from []From, h hits) []To {
	for _, row := range h.early {
		to = append(to, To(from[row]))
	}
	for _, v := range from[h.from:h.to] {
		to = append(to, To(v))
	}
	return to
}

func (c *ints) add(v int) {
	if c.wide == nil {
		if v <= math.MaxUint32 {
			c.narrow = append(c.narrow, uint32(v))
			return
		}
		c.widen()
	}
	c.wide = append(c.wide, uint64(v))
}

func (c *ints) widen() {
	c.wide = make([]uint64, len(c.narrow), len(c.narrow)+1)
	for i, v := range c.narrow {
		c.wide[i] = uint64(v)
	}
	c.narrow = nil
}

func (c *ints) append(o *ints) {
	if c.wide == nil && o.wide == nil {
		c.narrow = append(c.narrow, o.narrow...)
		return
	}
	for i := range o.len() {
		c.add(o.at(i))
	}
}

// ordered returns the column with element order[i] at i, or a copy without spare
// capacity if order is nil.
func (c *ints) ordered(order []uint32) ints {
	return ints{pick(c.narrow, order), pick(c.wide, order)}
}

// floats is a column of numbers, 4 bytes each while that keeps them exactly
// (whole scores do), then 8.
type floats struct {
	narrow []float32
	wide   []float64 // in use, instead of narrow, once not nil
}

func (c *floats) len() int { return len(c.narrow) + len(c.wide) }

func (c *floats) at(i int) float64 {
	if c.wide != nil {
		return c.wide[i]
	}
	return float64(c.narrow[i])
}

// gather returns the numbers of rows.
func (c *floats) gather(h hits) []float64 {
	out := make([]float64, 0, h.len())
	if c.wide != nil {
		return gather(out, c.wide, h)
	}
	return gather(out, c.narrow, h)
}

func (c *floats) add(v float64) {
	if c.wide == nil {
		if f := float32(v); float64(f) == v || v != v {
			c.narrow = append(c.narrow, f)
			return
		}
		c.wide = make([]float64, len(c.narrow), len(c.narrow)+1)
		for i, v := range c.narrow {
			c.wide[i] = float64(v)
		}
		c.narrow = nil
	}
	c.wide = append(c.wide, v)
}

func (c *floats) append(o *floats) {
	switch {
	case c.wide == nil && o.wide == nil:
		c.narrow = append(c.narrow, o.narrow...)
	case c.wide != nil && o.wide != nil:
		c.wide = append(c.wide, o.wide...)
	default:
		for i := range o.len() {
			c.add(o.at(i))
		}
	}
}

func (c *floats) ordered(order []uint32) floats {
	return floats{pick(c.narrow, order), pick(c.wide, order)}
}

// pick returns a new slice with from[order[i]] at i; all of from if order is nil; nil if
// from is nil.
func pick[T any](from []T, order []uint32) []T {
	if from == nil {
		return nil
	}
	to := make([]T, len(from))
	if order == nil {
		copy(to, from)
		return to
	}
	for i, j := range order {
		to[i] = from[j]
	}
	return to
}
