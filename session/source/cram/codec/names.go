package codec

import (
	"bytes"
	"strconv"
)

// The types of tokens of names.
const (
	typeToken = iota
	stringToken
	charToken
	digits0Token
	lengthToken
	dupToken
	diffToken
	digitsToken
	deltaToken
	delta0Token
	matchToken
	nopToken
	endToken
	tokens
)

// mostTokens is the largest number of tokens in a name.
const mostTokens = 128

// token is a part of a name.
type token struct {
	text   []byte
	value  uint32
	padded bool // with zeros, to the length of the text
	number bool
}

// column has the streams of tokens at one place of the names.
type column [tokens]*input

// Names decompresses names of the tokeniser, each ended by a byte of 0, to at most most bytes.
func Names(data []byte, most int) ([]byte, error) {
	in := &input{data: data}
	size, n := int(in.u32()), int(in.u32())
	arith := in.u8()
	if in.err == nil && (size > most || n > size) {
		in.fail("%d names of %d bytes; wanted at most %d", n, size, most)
	}
	if in.err != nil {
		return nil, in.err
	}
	columns := in.columns(arith != 0, n, most)
	if in.err != nil {
		return nil, in.err
	}
	d := &namer{in: in, columns: columns, most: size}
	for i := range n {
		if d.name(i); in.err != nil {
			return nil, in.err
		}
	}
	if len(d.out) != size {
		in.fail("names of %d bytes; wanted %d", len(d.out), size)
	}
	return d.out, in.err
}

// columns reads the streams of tokens.
func (in *input) columns(arith bool, n, most int) (columns []*column) {
	total := 0
	for len(in.data) > 0 && in.err == nil {
		head := in.u8()
		kind := int(head & 63)
		if kind >= tokens {
			in.fail("tokens of type %d", kind)
			return nil
		}
		if head&128 != 0 {
			if len(columns) == mostTokens {
				in.fail("names of more than %d tokens", mostTokens)
				return nil
			}
			c := &column{}
			columns = append(columns, c)
			if kind != typeToken { // all but the first match those of the name before
				types := bytes.Repeat([]byte{matchToken}, n)
				if n > 0 {
					types[0] = byte(kind)
				}
				c[typeToken] = &input{data: types}
			}
		}
		if len(columns) == 0 {
			in.fail("tokens without a place")
			return nil
		}
		c := columns[len(columns)-1]
		if head&64 != 0 {
			place, of := int(in.u8()), int(in.u8())
			if in.err != nil || place >= len(columns) || of >= tokens || columns[place][of] == nil {
				in.fail("a copy of tokens %d at %d, which are not there", of, place)
				return nil
			}
			c[kind] = &input{data: columns[place][of].data}
			continue
		}
		compressed := &input{data: in.bytes(in.uint7()), err: in.err}
		if in.err != nil {
			return nil
		}
		// A token has up to four bytes, or the bytes of its text.
		limit := 4*n + most
		var data []byte
		if arith {
			data = compressed.arithmetic(-1, limit, 0)
		} else {
			data = compressed.ransNx16(-1, limit, 0)
		}
		if total += len(data); total > 64*(limit+1024) {
			compressed.fail("tokens of more than %d bytes", 64*limit)
		}
		in.err = compressed.err
		c[kind] = &input{data: data}
	}
	return columns
}

// namer puts names together.
type namer struct {
	in      *input
	columns []*column
	most    int
	out     []byte
	names   [][]token // of each name
	spans   [][2]int  // of each name in out
}

// stream returns the stream of a type of tokens at a place.
func (d *namer) stream(place, kind int) *input {
	if place < len(d.columns) {
		if s := d.columns[place][kind]; s != nil {
			return s
		}
	}
	d.in.fail("no tokens of type %d at %d", kind, place)
	return &input{}
}

// ended takes over the error of a stream.
func (d *namer) ended(s *input) {
	if d.in.err == nil {
		d.in.err = s.err
	}
}

// name decodes name n.
func (d *namer) name(n int) {
	types := d.stream(0, typeToken)
	kind := int(types.u8())
	if d.ended(types); d.in.err != nil {
		return
	}
	if kind != dupToken && kind != diffToken {
		d.in.fail("a name that begins with a token of type %d", kind)
		return
	}
	s := d.stream(0, kind)
	distance := int(s.u32())
	if d.ended(s); d.in.err == nil && (distance > n || kind == dupToken && distance == 0) {
		d.in.fail("name %d is like that %d before", n, distance)
	}
	if d.in.err != nil {
		return
	}
	from := len(d.out)
	if kind == dupToken {
		was := d.spans[n-distance]
		d.out = append(d.out, d.out[was[0]:was[1]]...)
		d.names, d.spans = append(d.names, d.names[n-distance]), append(d.spans, [2]int{from, len(d.out)})
		d.bound()
		return
	}
	var before []token
	if distance > 0 {
		before = d.names[n-distance]
	}
	var parts []token
	for place := 1; ; place++ {
		types := d.stream(place, typeToken)
		kind := int(types.u8())
		if d.ended(types); d.in.err != nil {
			return
		}
		if kind == endToken {
			break
		}
		var was *token
		if place-1 < len(before) {
			was = &before[place-1]
		}
		t := d.token(place, kind, was)
		if d.in.err != nil {
			return
		}
		parts = append(parts, t)
		if d.out = append(d.out, t.text...); len(d.out) > d.most {
			break
		}
	}
	d.out = append(d.out, 0)
	d.names, d.spans = append(d.names, parts), append(d.spans, [2]int{from, len(d.out)})
	d.bound()
}

// bound checks that the names are not more than announced.
func (d *namer) bound() {
	if len(d.out) > d.most {
		d.in.fail("names of more than %d bytes", d.most)
	}
}

// token decodes a token; was is that at the same place of the name that it is compared with, nil for none.
func (d *namer) token(place, kind int, was *token) (t token) {
	number := func(kind int) uint32 {
		s := d.stream(place, kind)
		v := s.u32()
		d.ended(s)
		return v
	}
	small := func(kind int) byte {
		s := d.stream(place, kind)
		v := s.u8()
		d.ended(s)
		return v
	}
	switch kind {
	case stringToken:
		s := d.stream(place, kind)
		i := bytes.IndexByte(s.data, 0)
		if i < 0 {
			d.in.fail("a string without its end")
			return t
		}
		t.text = s.data[:i]
		s.data = s.data[i+1:]
	case charToken:
		t.text = []byte{small(kind)}
	case digitsToken:
		t = digits(number(kind), 0)
	case digits0Token:
		t = digits(number(kind), int(small(lengthToken)))
		t.padded = true
	case deltaToken, delta0Token:
		if was == nil || !was.number || was.padded != (kind == delta0Token) {
			d.in.fail("a difference to what is no number")
			return t
		}
		length := 0
		if kind == delta0Token {
			length = len(was.text)
		}
		t = digits(was.value+uint32(small(kind)), length)
		t.padded = kind == delta0Token
	case matchToken:
		if was == nil {
			d.in.fail("a token that is like none")
			return t
		}
		t = *was
	case nopToken:
	default:
		d.in.fail("a token of type %d within a name", kind)
	}
	return t
}

// digits returns the token of a number, with zeros in front up to length.
func digits(v uint32, length int) token {
	text := strconv.AppendUint(nil, uint64(v), 10)
	for len(text) < length {
		text = append([]byte{'0'}, text...)
	}
	return token{text: text, value: v, number: true}
}
