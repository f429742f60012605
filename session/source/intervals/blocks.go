package intervals

// blocks is a column of exons: for every row a list of stretches, each as its
// distance from the row's start and its width.
type blocks struct {
	ends ints // of each row's list in from and width
	from ints
	size ints
}

// add adds a row's exons in sequence coordinates. Without exons the whole row is
// one.
func (c *blocks) add(start, end int, exons [][2]int) {
	if len(exons) == 0 {
		c.from.add(0)
		c.size.add(end - start)
	}
	for _, e := range exons {
		c.from.add(e[0] - start)
		c.size.add(e[1] - e[0])
	}
	c.ends.add(c.from.len())
}

func (c *blocks) append(o *blocks) {
	base := c.from.len()
	c.from.append(&o.from)
	c.size.append(&o.size)
	for i := range o.ends.len() {
		c.ends.add(base + o.ends.at(i))
	}
}

// at returns the exons of row i, which begins at start.
func (c *blocks) at(i, start int) [][2]int {
	from, to := c.bounds(i)
	exons := make([][2]int, to-from)
	for k := range exons {
		s := start + c.from.at(from+k)
		exons[k] = [2]int{s, s + c.size.at(from+k)}
	}
	return exons
}

func (c *blocks) bounds(i int) (from, to int) {
	if i > 0 {
		from = c.ends.at(i - 1)
	}
	return from, c.ends.at(i)
}

func (c *blocks) ordered(order []uint32) blocks {
	if order == nil || c.ends.len() == 0 {
		return blocks{c.ends.ordered(nil), c.from.ordered(nil), c.size.ordered(nil)}
	}
	var out blocks
	for _, j := range order {
		from, to := c.bounds(int(j))
		for k := from; k < to; k++ {
			out.from.add(c.from.at(k))
			out.size.add(c.size.at(k))
		}
		out.ends.add(out.from.len())
	}
	return out
}
