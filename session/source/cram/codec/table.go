package codec

// table has the frequencies of symbols, which add up to 1 << bits at most.
type table struct {
	freq, from [256]uint32
	symbol     []byte // of each of the 1 << bits positions
}

// build fills in what follows from the frequencies.
func (t *table) build(in *input, bits int) {
	size := 1 << bits
	if t.symbol == nil {
		t.symbol = make([]byte, size)
	}
	at := 0
	for s, f := range t.freq {
		t.from[s] = uint32(at)
		if int(f) > size-at {
			in.fail("frequencies of more than %d", size)
			return
		}
		for range f {
			t.symbol[at] = byte(s)
			at++
		}
	}
	if at == 0 {
		in.fail("no symbol has a frequency")
	}
}

// step takes a symbol from a state.
func (t *table) step(state uint32, bits int) (s byte, next uint32) {
	f := state & (1<<bits - 1)
	s = t.symbol[f]
	return s, t.freq[s]*(state>>bits) + f - t.from[s]
}

// symbols calls read for the symbols of an alphabet, in order. Of symbols that follow each other the number of further
// ones is listed.
func (in *input) symbols(read func(s int)) {
	s := int(in.u8())
	last, run := s, 0
	for in.err == nil {
		read(s)
		if run > 0 {
			run--
			s++
		} else if s = int(in.u8()); s == last+1 {
			run = int(in.u8())
		}
		if s == 0 {
			return
		}
		if s > 255 {
			in.fail("a symbol beyond 255")
			return
		}
		last = s
	}
}
