package bbitest

// bpTree writes a B+ tree over sorted entries; value writes the value of one.
// Levels follow each other from the root down.
func (w *writer) bpTree(list []entry, valueSize int, value func(entry)) {
	fanout := min(w.opt.Fanout, max(1, len(list)))
	keySize := 1
	for _, e := range list {
		keySize = max(keySize, len(e.key))
	}
	w.u32(0x78CA8C91)
	w.u32(fanout)
	w.u32(keySize)
	w.u32(valueSize)
	w.u64(len(list))
	w.u64(0)
	key := func(e entry) {
		w.out = append(w.out, e.key...)
		w.zeros(keySize - len(e.key))
	}
	// under[l] is how many entries a child of level l covers; 0 is the leaves.
	under := []int{1}
	for n := fanout; n < len(list); n *= fanout {
		if fanout < 2 {
			panic("a tree of fanout 1 cannot have two items")
		}
		under = append(under, n)
	}
	for l := len(under) - 1; l >= 0; l-- {
		perNode := under[l] * fanout
		nodes := max(1, (len(list)+perNode-1)/perNode)
		item := keySize + 8
		if l == 0 {
			item = keySize + valueSize
		}
		next := len(w.out) + nodes*(4+fanout*item) // the beginning of the level below
		below := keySize + 8
		if l == 1 {
			below = keySize + valueSize
		}
		for i := range nodes {
			part := list[i*perNode : min(len(list), (i+1)*perNode)]
			count := (len(part) + under[l] - 1) / under[l]
			w.nodeHead(l == 0, count)
			for j := range count {
				e := part[j*under[l]]
				key(e)
				if l == 0 {
					value(e)
				} else {
					w.u64(next + (i*fanout+j)*(4+fanout*below))
				}
			}
			w.zeros((fanout - count) * item)
		}
	}
}

func (w *writer) nodeHead(leaf bool, count int) {
	kind := byte(0)
	if leaf {
		kind = 1
	}
	w.out = append(w.out, kind, 0)
	w.u16(count)
}

// rTree writes an R tree over blocks.
func (w *writer) rTree(blocks []block) {
	fanout := w.opt.Fanout
	var whole block
	if len(blocks) > 0 {
		whole = bound(blocks)
	}
	w.u32(0x2468ACE0)
	w.u32(fanout)
	w.u64(len(blocks))
	w.place(whole)
	w.u64(len(w.out) + 8) // end of the data: approximately, just before the index
	w.u32(w.opt.PerBlock)
	w.u32(0)
	under := []int{1}
	for n := fanout; n < len(blocks); n *= fanout {
		under = append(under, n)
	}
	for l := len(under) - 1; l >= 0; l-- {
		perNode := under[l] * fanout
		nodes := max(1, (len(blocks)+perNode-1)/perNode)
		item, below := 24, 24
		if l == 0 {
			item = 32
		}
		if l == 1 {
			below = 32
		}
		next := len(w.out) + nodes*(4+fanout*item)
		for i := range nodes {
			part := blocks[i*perNode : min(len(blocks), (i+1)*perNode)]
			count := (len(part) + under[l] - 1) / under[l]
			w.nodeHead(l == 0, count)
			for j := range count {
				child := part[j*under[l] : min(len(part), (j+1)*under[l])]
				w.place(bound(child))
				if l == 0 {
					w.u64(int(child[0].offset))
					w.u64(int(child[0].size))
				} else {
					w.u64(next + (i*fanout+j)*(4+fanout*below))
				}
			}
			w.zeros((fanout - count) * item)
		}
	}
}

// place writes the stretch that a block covers.
func (w *writer) place(b block) {
	for _, v := range []uint32{b.chrom, b.start, b.endChrom, b.end} {
		w.u32(int(v))
	}
}

// bound returns the stretch that holds the blocks.
func bound(blocks []block) block {
	b := blocks[0]
	for _, o := range blocks[1:] {
		if o.endChrom > b.endChrom || o.endChrom == b.endChrom && o.end > b.end {
			b.endChrom, b.end = o.endChrom, o.end
		}
	}
	return b
}
