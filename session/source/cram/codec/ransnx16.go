package codec

import "encoding/binary"

// Flags of the first byte of rANS Nx16 and of the arithmetic coder.
const (
	orderFlag  = 1
	wideFlag   = 4 // rANS: 32 states; arithmetic: an external compression
	stripeFlag = 8
	noSizeFlag = 16
	catFlag    = 32
	runsFlag   = 64
	packFlag   = 128
)

// mostNested bounds how deep stripes may hold stripes.
const mostNested = 4

// RANSNx16 decompresses rANS Nx16 to at most most bytes.
func RANSNx16(data []byte, most int) ([]byte, error) {
	in := &input{data: data}
	out := in.ransNx16(-1, most, 0)
	return out, in.err
}

// opening reads what data of this coder and of the arithmetic one begin with: the flags, and the size of what they
// hold, unless the flags leave it out; then it is the size given.
func (in *input) opening(size, most int) (flags byte, _ int) {
	flags = in.u8()
	if flags&noSizeFlag == 0 {
		size = in.size(most, "a size")
	}
	if size < 0 || size > most {
		in.fail("no size")
	}
	return flags, size
}

// ransNx16 decompresses to size bytes; -1 if the data say how many.
func (in *input) ransNx16(size, most, nested int) []byte {
	flags, size := in.opening(size, most)
	if in.err != nil {
		return nil
	}
	if flags&stripeFlag != 0 {
		return in.stripe(size, most, nested, (*input).ransNx16)
	}
	states := 4
	if flags&wideFlag != 0 {
		states = 32
	}
	var pack packing
	unpacked := size
	if flags&packFlag != 0 {
		pack, size = in.packing(most)
	}
	var runs runLengths
	expanded := size
	if flags&runsFlag != 0 {
		runs, size = in.runLengths(states, most)
	}
	var out []byte
	switch {
	case in.err != nil:
		return nil
	case flags&catFlag != 0:
		out = in.bytes(size)
	case flags&orderFlag != 0:
		out = in.nx16Order1(size, states)
	default:
		out = in.nx16Order0(size, states)
	}
	if flags&runsFlag != 0 && in.err == nil {
		out = in.expand(out, runs, expanded)
	}
	if flags&packFlag != 0 && in.err == nil {
		out = in.unpack(out, pack, unpacked)
	}
	return out
}

// stripe decompresses streams that hold every n-th byte each.
func (in *input) stripe(size, most, nested int, decode func(in *input, size, most, nested int) []byte) []byte {
	n := int(in.u8())
	if n == 0 || nested == mostNested {
		in.fail("%d stripes, %d times nested", n, nested)
		return nil
	}
	lengths := make([]int, n)
	for j := range lengths {
		lengths[j] = in.uint7()
	}
	if in.err != nil {
		return nil
	}
	out := make([]byte, size)
	for j, length := range lengths {
		want := size / n
		if size%n > j {
			want++
		}
		part := &input{data: in.bytes(length), err: in.err}
		data := part.decodeStripe(want, most, nested+1, decode)
		if in.err = part.err; in.err != nil {
			return nil
		}
		for i, b := range data {
			out[i*n+j] = b
		}
	}
	return out
}

// decodeStripe decompresses one stream, which must have the size that it is to have.
func (in *input) decodeStripe(size, most, nested int, decode func(in *input, size, most, nested int) []byte) []byte {
	if in.err != nil {
		return nil
	}
	out := decode(in, size, most, nested)
	if in.err == nil && len(out) != size {
		in.fail("a stripe of %d bytes; wanted %d", len(out), size)
	}
	return out
}

const bitsNx16 = 12

// scale doubles frequencies until they add up to 1 << bits.
func (t *table) scale(in *input, bits int) {
	total := uint64(0)
	for _, f := range t.freq {
		total += uint64(f)
	}
	if total == 0 {
		return
	}
	shift := 0
	for total<<shift < 1<<bits {
		shift++
	}
	if total<<shift != 1<<bits {
		in.fail("frequencies that add up to %d; wanted a power of 2 up to %d", total, 1<<bits)
		return
	}
	for s := range t.freq {
		t.freq[s] <<= shift
	}
}

// frequency reads a frequency.
func (in *input) frequency() uint32 { return uint32(in.size(1<<bitsNx16, "a frequency")) }

// renormaliseNx16 feeds two bytes into a state.
func (in *input) renormaliseNx16(state uint32) uint32 {
	if state >= 1<<15 {
		return state
	}
	if len(in.data) < 2 {
		return state // at the end
	}
	state = state<<16 | uint32(binary.LittleEndian.Uint16(in.data))
	in.data = in.data[2:]
	return state
}

func (in *input) nx16Order0(size, states int) []byte {
	if size == 0 {
		return nil
	}
	var t table
	var alphabet []int
	in.symbols(func(s int) { alphabet = append(alphabet, s) })
	for _, s := range alphabet {
		t.freq[s] = in.frequency()
	}
	if t.scale(in, bitsNx16); in.err == nil {
		t.build(in, bitsNx16)
	}
	var state [32]uint32
	for j := range states {
		state[j] = in.u32()
	}
	if in.err != nil {
		return nil
	}
	out := make([]byte, size)
	for i := range out {
		j := i & (states - 1)
		out[i], state[j] = t.step(state[j], bitsNx16)
		state[j] = in.renormaliseNx16(state[j])
	}
	return out
}

// tablesNx16 reads the tables of each symbol that may come before.
func (in *input) tablesNx16() (tables [256]*table, bits int) {
	head := in.u8()
	if bits = int(head >> 4); bits < 1 || bits > bitsNx16 {
		in.fail("frequencies of %d bits", bits)
	}
	from := in
	if head&1 != 0 {
		size, length := in.size(257*3*256, "a table"), in.uint7()
		compressed := &input{data: in.bytes(length), err: in.err}
		if in.err == nil {
			from = &input{data: compressed.nx16Order0(size, 4), err: compressed.err}
		}
	}
	var alphabet []int
	from.symbols(func(s int) { alphabet = append(alphabet, s) })
	for _, i := range alphabet {
		t := &table{}
		run := 0
		for _, j := range alphabet {
			if run > 0 {
				run--
			} else if t.freq[j] = from.frequency(); t.freq[j] == 0 {
				run = int(from.u8())
			}
		}
		if t.scale(from, bits); from.err != nil {
			break
		}
		if t.freq != [256]uint32{} { // the symbol may only be the last
			t.build(from, bits)
			tables[i] = t
		}
	}
	in.err = from.err
	return tables, bits
}

func (in *input) nx16Order1(size, states int) []byte {
	if size == 0 {
		return nil
	}
	tables, bits := in.tablesNx16()
	var state [32]uint32
	for j := range states {
		state[j] = in.u32()
	}
	if in.err != nil {
		return nil
	}
	out := make([]byte, size)
	part := size / states
	var last [32]byte
	next := func(i, j int) bool {
		t := tables[last[j]]
		if t == nil {
			in.fail("no table for symbols after %d", last[j])
			return false
		}
		last[j], state[j] = t.step(state[j], bits)
		out[i] = last[j]
		state[j] = in.renormaliseNx16(state[j])
		return true
	}
	for i := range part {
		for j := range states {
			if !next(i+j*part, j) {
				return nil
			}
		}
	}
	for i := states * part; i < size; i++ {
		if !next(i, states-1) {
			return nil
		}
	}
	return out
}
