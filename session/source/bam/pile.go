package bam

// pageBits is the size of a page: depths are counted in pages of 2^pageBits bases.
const pageBits = 14

// page has changes of the depth on either strand.
type page [1 << pageBits][2]int32

// pile counts how many stretches are over each base of a window, by their strand: 0 is forward, 1 reverse. They are added in the order of
// their starts, so what is before the last start is finished: memory is that of the pages between the last start and the farthest end.
type pile struct {
	start, end int
	emit       func(start, end int, depth [2]int) // is called with the stretches of equal depth, in order
	pages      map[int]*page                      // of changes of the depth, by the number of the page
	spare      []*page
	changes    *page // of number n, the last that was used, nil for none
	n          int
	at         int    // the first page that is not finished
	depth      [2]int // before at
	from       int    // where the stretch of that depth began
}

func newPile(start, end int, emit func(start, end int, depth [2]int)) *pile {
	return &pile{start: start, end: end, emit: emit, pages: map[int]*page{}, at: start >> pageBits, from: start}
}

// finish finishes the pages before the one that pos is in.
func (p *pile) finish(pos int) {
	if last := pos >> pageBits; last > p.at {
		p.changes = nil // it may be finished
		for ; p.at < last && len(p.pages) > 0; p.at++ {
			if changes := p.pages[p.at]; changes != nil {
				delete(p.pages, p.at)
				p.scan(changes, p.at<<pageBits)
			}
		}
		p.at = last
	}
}

// scan goes through the changes of a page and clears it.
func (p *pile) scan(changes *page, base int) {
	from, depth := p.from, p.depth
	for i := range changes {
		change := changes[i]
		if change == [2]int32{} {
			continue
		}
		changes[i] = [2]int32{}
		if pos := base + i; pos > from {
			p.emit(from, pos, depth)
			from = pos
		}
		depth[0] += int(change[0])
		depth[1] += int(change[1])
	}
	p.from, p.depth = from, depth
	p.spare = append(p.spare, changes)
}

// add adds a stretch of a strand that does not start before the pages that are finished.
func (p *pile) add(strand, start, end int) {
	start, end = max(start, p.start), min(end, p.end)
	if start >= end {
		return
	}
	p.change(strand, start, 1)
	p.change(strand, end, -1)
}

func (p *pile) change(strand, pos int, by int32) {
	if n := pos >> pageBits; p.changes == nil || n != p.n {
		p.changes, p.n = p.page(n), n
	}
	p.changes[pos&(1<<pageBits-1)][strand] += by
}

// page returns a page that is not finished.
func (p *pile) page(n int) *page {
	changes := p.pages[n]
	if changes == nil {
		if k := len(p.spare); k > 0 {
			changes, p.spare = p.spare[k-1], p.spare[:k-1]
		} else {
			changes = new(page)
		}
		p.pages[n] = changes
	}
	return changes
}

// close emits all that is left.
func (p *pile) close() {
	p.finish((p.end>>pageBits + 1) << pageBits)
	if p.end > p.from {
		p.emit(p.from, p.end, p.depth)
	}
}
