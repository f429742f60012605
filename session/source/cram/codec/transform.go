package codec

// packing says how several symbols share a byte.
type packing struct {
	symbols []byte
}

// packing reads how symbols are packed, and the size of the packed data.
func (in *input) packing(most int) (p packing, size int) {
	n := int(in.u8())
	if n == 0 || n > 16 {
		in.fail("%d packed symbols; wanted 1 to 16", n)
		return p, 0
	}
	p.symbols = in.bytes(n)
	return p, in.size(most, "packed data")
}

// unpack returns size symbols.
func (in *input) unpack(data []byte, p packing, size int) []byte {
	out := make([]byte, size)
	bits := 0
	switch n := len(p.symbols); {
	case n == 1:
		for i := range out {
			out[i] = p.symbols[0]
		}
		return out
	case n == 2:
		bits = 1
	case n <= 4:
		bits = 2
	default:
		bits = 4
	}
	each := 8 / bits
	if len(data) < (size+each-1)/each {
		in.fail("%d packed bytes for %d symbols", len(data), size)
		return nil
	}
	for i := range out {
		v := int(data[i/each]>>(i%each*bits)) & (1<<bits - 1)
		if v >= len(p.symbols) {
			in.fail("packed symbol %d of %d", v, len(p.symbols))
			return nil
		}
		out[i] = p.symbols[v]
	}
	return out
}

// runLengths says which symbols have the length of their run, and has the lengths.
type runLengths struct {
	has     [256]bool
	lengths *input
}

// runLengths reads the run lengths and the size of the data without runs.
func (in *input) runLengths(states, most int) (r runLengths, size int) {
	length := in.size(2*most+2*257+1, "run lengths")
	size = in.size(most, "data without runs")
	var meta []byte
	if length&1 != 0 {
		meta = in.bytes(length / 2)
	} else {
		compressed := &input{data: in.bytes(in.uint7()), err: in.err}
		if in.err == nil {
			meta = compressed.nx16Order0(length/2, states)
			in.err = compressed.err
		}
	}
	r.lengths = &input{data: meta, err: in.err}
	n := int(r.lengths.u8())
	if n == 0 {
		n = 256
	}
	for range n {
		r.has[r.lengths.u8()] = true
	}
	in.err = r.lengths.err
	return r, size
}

// expand repeats symbols to size bytes.
func (in *input) expand(data []byte, r runLengths, size int) []byte {
	out := make([]byte, 0, size)
	for _, s := range data {
		n := 1
		if r.has[s] {
			n += r.lengths.uint7()
		}
		if n > size-len(out) {
			in.fail("runs of more than %d bytes", size)
			return nil
		}
		for range n {
			out = append(out, s)
		}
	}
	if in.err = r.lengths.err; in.err == nil && len(out) != size {
		in.fail("runs of %d bytes; wanted %d", len(out), size)
	}
	return out
}
