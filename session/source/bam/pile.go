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
	for i, change := range changes {
		if change == [2]int32{} {
			continue
		}
		p.run(base + i)
		p.depth[0] += int(change[0])
		p.depth[1] += int(change[1])
	}
	*changes = page{}
	p.spare = append(p.spare, changes)
}

// run emits the stretch up to pos.
func (p *pile) run(pos int) {
	if pos > p.from {
		p.emit(p.from, pos, p.depth)
		p.from = pos
	}
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
	n := pos >> pageBits
	changes := p.pages[n]
	if changes == nil {
		if k := len(p.spare); k > 0 {
			changes, p.spare = p.spare[k-1], p.spare[:k-1]
		} else {
			changes = new(page)
		}
		p.pages[n] = changes
	}
	changes[pos&(1<<pageBits-1)][strand] += by
}

// close emits all that is left.
func (p *pile) close() {
	p.finish((p.end>>pageBits + 1) << pageBits)
	p.run(p.end)
}
