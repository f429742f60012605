package codec

import (
	"bytes"
	"compress/bzip2"
	"io"
)

// coder is the range coder.
type coder struct {
	in        *input
	width     uint32
	code      uint32
	exhausted int // bytes that were taken after the end
}

func newCoder(in *input) *coder {
	c := &coder{in: in, width: ^uint32(0)}
	for range 5 {
		c.code = c.code<<8 | uint32(c.next())
	}
	return c
}

// next returns the next byte. The encoder may leave out bytes at the end, but not more than the state has.
func (c *coder) next() byte {
	if len(c.in.data) == 0 {
		if c.exhausted++; c.exhausted > 8 {
			c.in.fail("the data end too early")
		}
		return 0
	}
	b := c.in.data[0]
	c.in.data = c.in.data[1:]
	return b
}

// model has the frequencies of symbols, which adapt to what has been decoded, the most frequent about first.
type model struct {
	total uint32
	freqs []uint16
	syms  []byte
}

func newModel(symbols int) *model {
	m := &model{total: uint32(symbols), freqs: make([]uint16, symbols), syms: make([]byte, symbols)}
	for i := range symbols {
		m.freqs[i], m.syms[i] = 1, byte(i)
	}
	return m
}

const (
	increment    = 16
	mostFrequent = 1<<16 - 17
)

// decode returns the next symbol.
func (m *model) decode(c *coder) byte {
	c.width /= m.total
	if c.width == 0 {
		c.in.fail("a range of no width")
		return 0
	}
	f := c.code / c.width
	acc, x := uint32(0), 0
	for x < len(m.freqs)-1 && acc+uint32(m.freqs[x]) <= f {
		acc += uint32(m.freqs[x])
		x++
	}
	c.code -= acc * c.width
	for c.width *= uint32(m.freqs[x]); c.width < 1<<24 && c.in.err == nil; {
		c.width <<= 8
		c.code = c.code<<8 | uint32(c.next())
	}
	m.freqs[x] += increment
	if m.total += increment; m.total > mostFrequent {
		m.total = 0
		for i := range m.freqs {
			m.freqs[i] -= m.freqs[i] / 2
			m.total += uint32(m.freqs[i])
		}
	}
	s := m.syms[x]
	if x > 0 && m.freqs[x] > m.freqs[x-1] {
		m.freqs[x], m.freqs[x-1] = m.freqs[x-1], m.freqs[x]
		m.syms[x], m.syms[x-1] = m.syms[x-1], m.syms[x]
	}
	return s
}

// Arithmetic decompresses data of the adaptive arithmetic coder to at most most bytes.
func Arithmetic(data []byte, most int) ([]byte, error) {
	in := &input{data: data}
	out := in.arithmetic(-1, most, 0)
	return out, in.err
}

func (in *input) arithmetic(size, most, nested int) []byte {
	flags, size := in.opening(size, most)
	if in.err != nil {
		return nil
	}
	if flags&stripeFlag != 0 {
		return in.stripe(size, most, nested, (*input).arithmetic)
	}
	var pack packing
	unpacked := size
	if flags&packFlag != 0 {
		pack, size = in.packing(most)
	}
	var out []byte
	switch {
	case in.err != nil:
		return nil
	case flags&catFlag != 0:
		out = in.bytes(size)
	case flags&wideFlag != 0:
		out = in.bzip2(size)
	default:
		out = in.adaptive(size, flags&orderFlag != 0, flags&runsFlag != 0)
	}
	if flags&packFlag != 0 && in.err == nil {
		out = in.unpack(out, pack, unpacked)
	}
	return out
}

// adaptive decodes symbols, in the context of the one before if order1 is set, and of runs each with its length.
func (in *input) adaptive(size int, order1, runs bool) []byte {
	symbols := int(in.u8())
	if symbols == 0 {
		symbols = 256
	}
	if in.err != nil || size == 0 {
		return nil
	}
	var literals [256]*model
	of := func(last byte) *model {
		if !order1 {
			last = 0
		}
		if literals[last] == nil {
			literals[last] = newModel(symbols)
		}
		return literals[last]
	}
	const first, further = 256, 257 // contexts of the length of a run that goes on
	var lengths [258]*model
	length := func(c *coder, context int) int {
		if lengths[context] == nil {
			lengths[context] = newModel(4)
		}
		return int(lengths[context].decode(c))
	}
	c := newCoder(in)
	out := make([]byte, 0, size)
	last := byte(0)
	for len(out) < size && in.err == nil {
		last = of(last).decode(c)
		out = append(out, last)
		if !runs {
			continue
		}
		run := 0
		part := length(c, int(last))
		for context := first; ; context = further {
			if run += part; part != 3 || run > size {
				break
			}
			part = length(c, context)
		}
		if run > size-len(out) {
			in.fail("a run of %d symbols; %d are left", run, size-len(out))
			return nil
		}
		for range run {
			out = append(out, last)
		}
	}
	return out
}

// bzip2 decompresses the rest with bzip2.
func (in *input) bzip2(size int) []byte {
	out, err := io.ReadAll(io.LimitReader(bzip2.NewReader(bytes.NewReader(in.data)), int64(size)+1))
	if err != nil || len(out) != size {
		in.fail("bzip2 of %d bytes, %v; wanted %d", len(out), err, size)
		return nil
	}
	return out
}
