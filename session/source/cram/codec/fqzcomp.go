package codec

// fqzParams is how the qualities of some reads are put into context.
type fqzParams struct {
	context, flags, symbols   int
	qbits, qshift, qloc, sloc int
	ploc, dloc                int
	qmap                      []byte
	qtab                      [256]byte
	ptab                      [1024]byte
	dtab                      [256]byte
	lastLength                int
	known                     bool // lastLength
}

// Flags of parameters.
const (
	fqzDedup  = 2
	fqzFixed  = 4 // the length is that of the read before; the specification has it the other way round
	fqzSelect = 8
	fqzQmap   = 16
	fqzPtab   = 32
	fqzDtab   = 64
	fqzQtab   = 128
)

// Flags of all.
const (
	fqzSeveral = 1
	fqzStab    = 2
	fqzReverse = 4
)

// fqz decodes qualities.
type fqz struct {
	in       *input
	flags    int
	params   []fqzParams
	stab     [256]byte
	most     int // greatest selector
	symbols  int
	lengths  [4]*model
	quality  []*model // by context; made when needed
	dup, rev *model
	selector *model
}

// FQZComp decompresses qualities to at most most bytes.
func FQZComp(data []byte, most int) ([]byte, error) {
	in := &input{data: data}
	size := in.size(most, "qualities")
	f := &fqz{in: in}
	f.readParams()
	if in.err != nil {
		return nil, in.err
	}
	out := f.decode(size)
	return out, in.err
}

// array reads a table of n values that do not descend.
func (in *input) array(out []byte) {
	var runs []byte
	last := -1
	for z := 0; z < len(out) && in.err == nil; {
		run := int(in.u8())
		runs = append(runs, byte(run))
		z += run
		if run == last {
			more := int(in.u8())
			for range more {
				runs = append(runs, byte(run))
			}
			z += run * more
		}
		last = run
		if len(runs) > 4*len(out)+1024 {
			in.fail("a table of too many runs")
		}
	}
	at, value := 0, 0
	for at < len(out) && in.err == nil {
		length := 0
		for {
			if len(runs) == 0 {
				in.fail("a table that ends too early")
				return
			}
			part := int(runs[0])
			runs = runs[1:]
			if length += part; part != 255 {
				break
			}
		}
		for range min(length, len(out)-at) {
			out[at] = byte(value)
			at++
		}
		value++
	}
}

func (f *fqz) readParams() {
	in := f.in
	if version := in.u8(); version != 5 {
		in.fail("fqzcomp of version %d; wanted 5", version)
		return
	}
	f.flags = int(in.u8())
	n := 1
	for i := range f.stab {
		f.stab[i] = byte(i)
	}
	if f.flags&fqzSeveral != 0 {
		n = int(in.u8())
		f.most = n
	}
	if f.flags&fqzStab != 0 {
		f.most = int(in.u8())
		in.array(f.stab[:])
	}
	for range n {
		if in.err != nil {
			return
		}
		f.params = append(f.params, in.fqzParams())
		f.symbols = max(f.symbols, f.params[len(f.params)-1].symbols)
	}
	if n == 0 {
		in.fail("fqzcomp without parameters")
	}
}

func (in *input) fqzParams() (p fqzParams) {
	p.context, p.flags, p.symbols = int(in.u16()), int(in.u8()), int(in.u8())
	nibbles := func() (high, low int) {
		x := int(in.u8())
		return x >> 4, x & 15
	}
	p.qbits, p.qshift = nibbles()
	p.qloc, p.sloc = nibbles()
	p.ploc, p.dloc = nibbles()
	if p.flags&fqzQmap != 0 {
		p.qmap = in.bytes(p.symbols)
	}
	for i := range p.qtab {
		p.qtab[i] = byte(i)
	}
	if p.flags&fqzQtab != 0 {
		in.array(p.qtab[:])
	}
	if p.flags&fqzPtab != 0 {
		in.array(p.ptab[:])
	}
	if p.flags&fqzDtab != 0 {
		in.array(p.dtab[:])
	}
	return p
}

// fqzRead is what is known of the present read.
type fqzRead struct {
	params              *fqzParams
	length, left        int
	selector            int
	qctx, delta, before int
	dup, reversed       bool
}

// read begins the next read.
func (f *fqz) read(c *coder) (r fqzRead) {
	if f.most > 0 {
		r.selector = int(f.selector.decode(c))
	}
	x := int(f.stab[r.selector])
	if f.most == 0 {
		x = 0
	}
	if x >= len(f.params) {
		f.in.fail("fqzcomp parameters %d of %d", x, len(f.params))
		return r
	}
	p := &f.params[x]
	r.params = p
	if p.flags&fqzFixed == 0 || !p.known {
		length := 0
		for i, m := range f.lengths {
			length |= int(m.decode(c)) << (8 * i)
		}
		p.lastLength, p.known = length, true
	}
	r.length, r.left = p.lastLength, p.lastLength
	if f.flags&fqzReverse != 0 {
		r.reversed = f.rev.decode(c) != 0
	}
	if p.flags&fqzDedup != 0 {
		r.dup = f.dup.decode(c) != 0
	}
	return r
}

// next returns the context after a quality.
func (r *fqzRead) next(q int) int {
	p := r.params
	r.qctx = (r.qctx<<p.qshift + int(p.qtab[q])) & 0xffffffff
	context := p.context + r.qctx&(1<<p.qbits-1)<<p.qloc
	if p.flags&fqzPtab != 0 {
		context += int(p.ptab[min(r.left, len(p.ptab)-1)]) << p.ploc
	}
	if p.flags&fqzDtab != 0 {
		context += int(p.dtab[min(r.delta, len(p.dtab)-1)]) << p.dloc
		if r.before != q {
			r.delta++
		}
		r.before = q
	}
	if p.flags&fqzSelect != 0 {
		context += r.selector << p.sloc
	}
	return context & 0xffff
}

func (f *fqz) decode(size int) []byte {
	c := newCoder(f.in)
	for i := range f.lengths {
		f.lengths[i] = newModel(256)
	}
	f.quality = make([]*model, 1<<16)
	f.dup, f.rev = newModel(2), newModel(2)
	if f.most > 0 {
		f.selector = newModel(min(f.most+1, 256))
	}
	symbols := min(f.symbols+1, 256)
	out := make([]byte, 0, size)
	var reads []fqzRead
	for len(out) < size && f.in.err == nil {
		r := f.read(c)
		if f.in.err == nil && (r.length <= 0 || r.length > size-len(out)) {
			f.in.fail("a read of %d qualities; %d are left", r.length, size-len(out))
		}
		if f.in.err != nil {
			return nil
		}
		reads = append(reads, r)
		if r.dup {
			if r.length > len(out) {
				f.in.fail("a copy of %d qualities, with %d before", r.length, len(out))
				return nil
			}
			out = append(out, out[len(out)-r.length:]...)
			continue
		}
		context := r.params.context
		for range r.length {
			m := f.quality[context]
			if m == nil {
				m = newModel(symbols)
				f.quality[context] = m
			}
			q := int(m.decode(c))
			value := byte(q)
			if r.params.qmap != nil {
				if q >= len(r.params.qmap) {
					f.in.fail("quality %d of %d", q, len(r.params.qmap))
					return nil
				}
				value = r.params.qmap[q]
			}
			out = append(out, value)
			context = r.next(q)
			r.left--
			if f.in.err != nil {
				return nil
			}
		}
	}
	if f.flags&fqzReverse != 0 {
		reverse(out, reads)
	}
	return out
}

// reverse turns round the qualities of the reads that are reversed.
func reverse(out []byte, reads []fqzRead) {
	at := 0
	for _, r := range reads {
		if r.reversed {
			for i, k := at, at+r.length-1; i < k; i, k = i+1, k-1 {
				out[i], out[k] = out[k], out[i]
			}
		}
		at += r.length
	}
}
