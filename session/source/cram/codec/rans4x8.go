package codec

// RANS4x8 decompresses rANS 4x8 to at most most bytes.
func RANS4x8(data []byte, most int) ([]byte, error) {
	in := &input{data: data}
	order := in.u8()
	compressed, size := int(in.u32()), int(in.u32())
	switch {
	case in.err != nil:
	case order > 1:
		in.fail("rANS 4x8 of order %d", order)
	case size > most:
		in.fail("rANS 4x8 of %d bytes; wanted at most %d", size, most)
	case compressed > len(in.data):
		in.fail("rANS 4x8 of %d bytes; there are %d", compressed, len(in.data))
	case size == 0:
		return nil, nil
	}
	if in.err != nil {
		return nil, in.err
	}
	in.data = in.data[:compressed]
	var out []byte
	if order == 0 {
		out = in.rans4x8Order0(size)
	} else {
		out = in.rans4x8Order1(size)
	}
	return out, in.err
}

const bits4x8 = 12

// frequencies4x8 reads a table.
func (in *input) frequencies4x8(t *table) {
	in.symbols(func(s int) {
		f := in.itf8()
		if f < 0 || f > 1<<bits4x8 {
			in.fail("a frequency of %d", f)
			return
		}
		t.freq[s] = uint32(f)
	})
	if in.err == nil {
		t.build(in, bits4x8)
	}
}

// renormalise4x8 feeds bytes into a state.
func (in *input) renormalise4x8(state uint32) uint32 {
	for state < 1<<23 {
		if len(in.data) == 0 { // also ends at an error
			in.fail("the data end too early")
			return 1 << 23
		}
		state = state<<8 | uint32(in.data[0])
		in.data = in.data[1:]
	}
	return state
}

func (in *input) rans4x8Order0(size int) []byte {
	var t table
	in.frequencies4x8(&t)
	var state [4]uint32
	for j := range state {
		state[j] = in.u32()
	}
	if in.err != nil {
		return nil
	}
	out := make([]byte, size)
	for i := range out {
		j := i & 3
		out[i], state[j] = t.step(state[j], bits4x8)
		if state[j] < 1<<23 && i < size-4 || state[j] < 1<<23 && len(in.data) > 0 {
			state[j] = in.renormalise4x8(state[j])
		}
		if in.err != nil {
			return nil
		}
	}
	return out
}

func (in *input) rans4x8Order1(size int) []byte {
	var tables [256]*table
	in.symbols(func(s int) {
		tables[s] = &table{}
		in.frequencies4x8(tables[s])
	})
	var state [4]uint32
	for j := range state {
		state[j] = in.u32()
	}
	if in.err != nil {
		return nil
	}
	out := make([]byte, size)
	quarter := size / 4
	var last [4]byte
	next := func(i, j int) bool {
		t := tables[last[j]]
		if t == nil {
			in.fail("no table for symbols after %d", last[j])
			return false
		}
		last[j], state[j] = t.step(state[j], bits4x8)
		out[i] = last[j]
		if state[j] < 1<<23 && len(in.data) > 0 {
			state[j] = in.renormalise4x8(state[j])
		}
		return in.err == nil
	}
	for i := range quarter {
		for j := range state {
			if !next(i+j*quarter, j) {
				return nil
			}
		}
	}
	for i := 4 * quarter; i < size; i++ {
		if !next(i, 3) {
			return nil
		}
	}
	return out
}
