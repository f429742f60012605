package cram

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strconv"
)

// Flags of a record beside those of BAM.
const (
	qualities  = 0x1
	detached   = 0x2
	downstream = 0x4
	noBases    = 0x8
)

// Flags of BAM that are worked out from the mate.
const (
	paired       = 0x1
	unmapped     = 0x4
	mateUnmapped = 0x8
	reverse      = 0x10
	mateReverse  = 0x20
	firstOfPair  = 0x40
)

// record is a read of a slice.
type record struct {
	flag, ref, pos, end int // from 0; end is behind the last base
	mapq                int
	name                []byte
	cigar               []uint32 // as in BAM
	mateRef, matePos    int
	insert              int
	mate                int // the number of the next record of the template in the slice, -1 if none
	resolved            bool
	tags                []byte
	names               []tagKey // of the tags
	flags               byte     // noMD and noNM
	seq, qual           []byte   // of whole records; nil for none
}

// Operations of a CIGAR, as BAM numbers them.
const (
	opM, opI, opD, opN, opS, opH, opP = 0, 1, 2, 3, 4, 5, 6
)

// mostRecords bounds the records of a slice.
const mostRecords = 10 << 20

// decode reads the records of a slice. prefix begins names that are not preserved.
func (s *slice) decode(prefix string) ([]record, error) {
	if s.records > mostRecords {
		return nil, fmt.Errorf("a slice of %d reads; wanted at most %d", s.records, mostRecords)
	}
	var all []record
	at := s.start
	for i := range s.records {
		var r record
		r.mate, r.mateRef, r.matePos = -1, -1, -1
		s.record(&r, i, &at, prefix)
		if s.err != nil {
			return nil, fmt.Errorf("read %d of a slice: %w", i+1, s.err)
		}
		all = append(all, r)
	}
	for i := range all {
		if err := resolve(all, i); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// record reads a record. at is the position of the record before, from 1.
func (s *slice) record(r *record, i int, at *int, prefix string) {
	r.flag = s.integer(s.series["BF"])
	flags := s.integer(s.series["CF"])
	if r.ref = s.ref; s.ref == severalRefs {
		r.ref = s.integer(s.series["RI"])
	}
	length := s.integer(s.series["RL"])
	pos := s.integer(s.series["AP"])
	if s.delta {
		pos += *at
		*at = pos
	}
	r.pos = pos - 1
	group := s.integer(s.series["RG"])
	if s.err == nil && (length < 0 || length > mostBlock || pos < 0 || pos > math.MaxInt32) {
		s.fail("%d bases at %d", length, pos)
	}
	if s.names {
		r.name = s.array(s.series["RN"])
	}
	s.mateOf(r, i, flags)
	if !s.names && len(r.name) == 0 {
		r.name = strconv.AppendInt([]byte(prefix+":"), s.counter+int64(i)+1, 10)
	}
	s.tagsOf(r)
	if s.err != nil {
		return
	}
	if r.flag&unmapped != 0 {
		if flags&noBases == 0 {
			if s.whole == nil {
				s.skip("BA", length)
			} else {
				r.seq = s.chars("BA", length)
			}
		}
		r.end = r.pos + 1
	} else {
		s.features(r, length)
		r.mapq = s.integer(s.series["MQ"])
	}
	switch {
	case flags&qualities == 0:
	case s.whole == nil:
		s.skip("QS", length)
	default:
		r.qual = s.chars("QS", length)
	}
	if s.whole != nil && s.err == nil {
		s.complete(r, group, flags)
	}
}

// mateOf reads what a record says of its mate.
func (s *slice) mateOf(r *record, i, flags int) {
	switch {
	case flags&detached != 0:
		mate := s.integer(s.series["MF"])
		if mate&1 != 0 {
			r.flag |= mateReverse
		}
		if mate&2 != 0 {
			r.flag |= mateUnmapped
		}
		if !s.names {
			r.name = s.array(s.series["RN"])
		}
		r.mateRef = s.integer(s.series["NS"])
		r.matePos = s.integer(s.series["NP"]) - 1
		r.insert = s.integer(s.series["TS"])
		if r.flag&paired == 0 { // as samtools view has it
			r.mateRef = -1
		}
	case flags&downstream != 0:
		n := s.integer(s.series["NF"])
		if s.err == nil && (n < 0 || n >= s.records-i-1) {
			s.fail("a mate %d reads after read %d of %d", n+1, i+1, s.records)
		}
		r.mate = i + n + 1
	}
}

// Bits of the tag cF, which htslib writes for its decoder: a tag that the read did not have is not worked out.
const (
	noMD = 1 << iota
	noNM
)

// cramFlags is the tag cF, which samtools view does not print.
var cramFlags = tagKey{'c', 'F', 'C'}

// tagsOf reads the tags, as BAM has them.
func (s *slice) tagsOf(r *record) {
	n := s.integer(s.series["TL"])
	if s.err != nil || n == 0 && len(s.tags) == 0 {
		return
	}
	if n < 0 || n >= len(s.tags) {
		s.fail("tags %d of %d", n, len(s.tags))
		return
	}
	r.names = s.tags[n]
	for _, key := range r.names {
		e := s.values[int(key[0])<<16|int(key[1])<<8|int(key[2])]
		if e == nil {
			s.fail("no encoding of the tag %s", key)
			return
		}
		value := s.array(e)
		if key == cramFlags && len(value) == 1 {
			r.flags = value[0]
			continue
		}
		r.tags = append(append(r.tags, key[:]...), value...)
	}
}

// hasTag reports whether a record has a tag that is stored.
func (r *record) hasTag(name string) bool {
	return slices.ContainsFunc(r.names, func(key tagKey) bool { return string(key[:2]) == name })
}

// skip reads n bytes that are not needed.
func (s *slice) skip(series string, n int) {
	e := s.series[series]
	if s.err != nil || e == nil {
		return
	}
	if e.kind == externalEncoding {
		if !s.unread[e.id] {
			c := s.external(e.id)
			c.bytes(n)
			s.failed(c)
		}
		return
	}
	if e.constant() {
		return
	}
	for range n {
		if s.char(e); s.err != nil {
			return
		}
	}
}

// features reads what differs from the reference, which is all that the CIGAR needs. A read of length 0 is one of htsjdk that has no bases:
// its differences are where they would be.
func (s *slice) features(r *record, length int) {
	n := s.integer(s.series["FN"])
	w := s.whole
	if w != nil {
		w.begin(s, r, length)
	}
	at, done := 0, 0 // positions in the read: of the feature from 1, and of what has an operation from 0
	op := func(code, n int) {
		if n <= 0 {
			return
		}
		if k := len(r.cigar); k > 0 && int(r.cigar[k-1]&0xf) == code {
			r.cigar[k-1] += uint32(n) << 4
			return
		}
		r.cigar = append(r.cigar, uint32(n)<<4|uint32(code))
	}
	inRead := func(code, n int) {
		op(code, n)
		done += n
	}
	// byteOf reads a byte that only whole records need.
	byteOf := func(series string) byte {
		if w == nil {
			s.skip(series, 1)
			return 0
		}
		return s.char(s.series[series])
	}
	for range n {
		if s.err != nil {
			return
		}
		code := s.char(s.series["FC"])
		at += s.integer(s.series["FP"])
		if at-1 > cmp.Or(length, mostBlock-1) || at < 0 {
			s.fail("a difference at base %d of %d", at, length)
			return
		}
		if gap := at - 1 - done; gap > 0 {
			w.match(gap)
			inRead(opM, gap)
		}
		switch code {
		case 'B':
			w.bases([]byte{byteOf("BA")})
			w.quality(at-1, byteOf("QS"))
			inRead(opM, 1)
		case 'X':
			w.substitute(s, byteOf("BS"))
			inRead(opM, 1)
		case 'b':
			bases := s.array(s.series["BB"])
			w.bases(bases)
			inRead(opM, len(bases))
		case 'I':
			bases := s.array(s.series["IN"])
			w.beside(bases, true)
			inRead(opI, len(bases))
		case 'i':
			w.beside([]byte{byteOf("BA")}, true)
			inRead(opI, 1)
		case 'S':
			bases := s.array(s.series["SC"])
			w.beside(bases, false)
			inRead(opS, len(bases))
		case 'D':
			n := s.integer(s.series["DL"])
			w.delete(n)
			op(opD, n)
		case 'N':
			n := s.integer(s.series["RS"])
			w.leap(n)
			op(opN, n)
		case 'H':
			op(opH, s.integer(s.series["HC"]))
		case 'P':
			op(opP, s.integer(s.series["PD"]))
		case 'q':
			for i, q := range s.array(s.series["QQ"]) {
				w.quality(at-1+i, q)
			}
		case 'Q':
			w.quality(at-1, byteOf("QS"))
		default:
			s.fail("a difference of kind %q", code)
		}
	}
	if s.err == nil && length > done {
		w.match(length - done)
		inRead(opM, length-done)
	}
	r.end = r.pos
	for _, c := range r.cigar {
		switch c & 0xf {
		case opM, opD, opN:
			r.end += int(c >> 4)
		}
	}
	r.end = max(r.end, r.pos+1)
	if r.end > math.MaxInt32 {
		s.fail("a read that ends at %d", r.end)
	}
}

// resolve works out what the records of a template that are in one slice say of each other.
func resolve(all []record, i int) error {
	if all[i].mate < 0 || all[i].resolved {
		return nil
	}
	chain := []int{i}
	for k := all[i].mate; k >= 0; k = all[k].mate {
		if k <= chain[len(chain)-1] || all[k].resolved {
			return fmt.Errorf("reads that are the mates of several")
		}
		chain = append(chain, k)
	}
	left, right, atLeft, ref := all[i].pos, all[i].end, 0, all[i].ref
	for _, k := range chain {
		switch r := &all[k]; {
		case r.pos < left:
			left, atLeft = r.pos, 1
		case r.pos == left:
			atLeft++
		}
		right = max(right, all[k].end)
		if all[k].ref != ref {
			ref = -1
		}
	}
	for n, k := range chain {
		r, mate := &all[k], &all[chain[(n+1)%len(chain)]]
		r.resolved = true
		r.mateRef, r.matePos = mate.ref, mate.pos
		r.flag |= paired
		if ref >= 0 {
			if r.insert = right - left; r.pos != left || atLeft > 1 && r.flag&firstOfPair == 0 {
				r.insert = -r.insert
			}
		}
		if mate.flag&unmapped != 0 {
			r.flag |= mateUnmapped
			r.insert = 0
		}
		if r.flag&unmapped != 0 {
			r.insert = 0
		}
		if mate.flag&reverse != 0 {
			r.flag |= mateReverse
		}
		if len(all[i].name) > 0 {
			r.name = all[i].name
		}
	}
	return nil
}

// append adds a record in BAM's encoding, with its size in front.
func (r *record) append(out []byte) []byte {
	from := len(out)
	name := r.name[:min(len(r.name), 254)]
	cigar, tags := r.cigar, r.tags
	if len(cigar) > math.MaxUint16 { // too many for a record: a stand-in, and the tag CG
		tags = append([]byte("CGBI"), tags[:len(tags):len(tags)]...)
		tags = append(binary.LittleEndian.AppendUint32(tags[:4:4], uint32(len(cigar))), operations(cigar)...)
		tags = append(tags, r.tags...)
		cigar = []uint32{uint32(len(r.seq))<<4 | opS, uint32(r.end-r.pos)<<4 | opN}
	}
	u32 := func(v int) { out = binary.LittleEndian.AppendUint32(out, uint32(v)) }
	u32(0)
	u32(r.ref)
	u32(r.pos)
	out = append(out, byte(len(name)+1), byte(r.mapq), 0, 0)
	out = binary.LittleEndian.AppendUint16(out, uint16(len(cigar)))
	out = binary.LittleEndian.AppendUint16(out, uint16(r.flag))
	u32(len(r.seq))
	u32(r.mateRef)
	u32(r.matePos)
	u32(r.insert)
	out = append(append(out, name...), 0)
	out = append(out, operations(cigar)...)
	for i := 0; i < len(r.seq); i += 2 {
		b := baseCodes[r.seq[i]] << 4
		if i+1 < len(r.seq) {
			b |= baseCodes[r.seq[i+1]]
		}
		out = append(out, b)
	}
	for i := range r.seq {
		q := byte(0xff)
		if r.qual != nil {
			q = r.qual[i]
		}
		out = append(out, q)
	}
	out = append(out, tags...)
	binary.LittleEndian.PutUint32(out[from:], uint32(len(out)-from-4))
	return out
}

func operations(cigar []uint32) (out []byte) {
	for _, c := range cigar {
		out = binary.LittleEndian.AppendUint32(out, c)
	}
	return out
}
