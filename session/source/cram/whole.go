package cram

import (
	"bytes"
	"cmp"
	"context"
	"crypto/md5"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
)

// Whole records have bases and qualities, and the tags that samtools view works out: MD and NM, unless they are stored, and RG.
// Bases are what differs from the reference, which is a block of the slice or the genome's, whose MD5 is that in the slice; slices
// without one, as those of several sequences, need the MD5 that the header has of whole sequences.

// whole builds the bases and qualities of records.
type whole struct {
	// fetch returns the bases of a place of the genome, in capitals.
	fetch  func(seq, start, end int) ([]byte, error)
	check  func(seq int) (known bool, err error) // that a sequence of the genome is the reference, if the header says which that is
	groups []string                              // the read groups of the header

	ref   []byte // bases of the reference from refAt on
	refAt int
	known bool // whether there is a reference at all
	// near reports whether ref is a part of it, near the record, as in slices of several sequences; of is its sequence. Any of these may be
	// unchecked.
	near, unchecked bool
	of              int
	err             error

	// Of the record that is read:
	pos       int // on the reference
	seq, qual []byte
	none      bool   // it has no bases
	distance  int    // NM
	md        []byte // up to the last difference
	run       int    // bases that are the same since then
}

// nearBases is how many bases are read at once of a reference that is read in parts.
const nearBases = 1 << 14

// reference gets the reference that a slice is decoded with: it is embedded, or in the genome, or not needed.
func (s *slice) reference(sequence string) error {
	w := s.whole
	switch {
	case s.embedded >= 0:
		c := s.external(s.embedded)
		if s.err != nil {
			return s.err
		}
		w.ref, w.refAt, w.known = bytes.ToUpper(c.data), s.start-1, true
		return nil
	case !s.needed || s.ref == -1:
		return nil
	case w.fetch == nil:
		w.fetch = func(int, int, int) ([]byte, error) { return nil, noReference() }
	}
	if w.known = true; s.ref == severalRefs || s.span <= 0 || s.sum == [md5.Size]byte{} {
		w.near = true
		return nil
	}
	ref, err := w.fetch(s.ref, s.start-1, s.start-1+s.span)
	if err != nil {
		return err
	}
	if sum := md5.Sum(ref); sum != s.sum {
		where := fmt.Sprintf("%s:%d-%d", sequence, s.start, s.start+s.span-1)
		return otherReference(where, hex.EncodeToString(sum[:]), hex.EncodeToString(s.sum[:]))
	}
	w.ref, w.refAt = ref, s.start-1
	return nil
}

// checked reports whether the bases of a slice do not depend on which genome is here.
func (s *slice) checked() bool {
	return !s.whole.near || !s.whole.unchecked
}

// otherReference is the error for a genome that is not the reference.
func otherReference(place, sum, want string) error {
	return hint.Add(fmt.Errorf("%w, and the genome is not the reference: the bases of %s have the MD5 %s; wanted %s",
		source.ErrNoReference, place, sum, want), "genome FILE, of the FASTA or .2bit that they were aligned to")
}

// noReference is the error for reads whose bases cannot be known.
func noReference() error {
	return hint.Add(fmt.Errorf("%w, and no genome with bases is here", source.ErrNoReference),
		"genome FILE, of the FASTA or .2bit that they were aligned to")
}

// begin begins a mapped record of a number of bases.
func (w *whole) begin(s *slice, r *record, length int) {
	w.seq, w.qual, w.pos, w.none = make([]byte, 0, length), nil, r.pos, length == 0
	w.distance, w.md, w.run = 0, nil, 0
	if w.near && w.of != r.ref {
		w.of, w.ref = r.ref, nil
		known, err := w.check(r.ref)
		w.unchecked, w.err = w.unchecked || !known, cmp.Or(w.err, err)
	}
}

// at returns the base of the reference at a position, N beyond its end.
func (w *whole) at(pos int) byte {
	base, _ := w.reference(pos)
	return base
}

// reference returns the base at a position, and reports whether the reference reaches there.
func (w *whole) reference(pos int) (base byte, within bool) {
	if i := pos - w.refAt; i >= 0 && i < len(w.ref) {
		return w.ref[i], true
	}
	if w.near && w.err == nil {
		w.ref, w.err = w.fetch(w.of, pos, pos+nearBases)
		if w.refAt = pos; len(w.ref) > 0 {
			return w.ref[0], true
		}
	}
	return 'N', false
}

// match adds bases that are those of the reference.
func (w *whole) match(n int) {
	if w == nil {
		return
	}
	if w.none {
		w.pos += n
		return
	}
	for range n {
		base := w.at(w.pos)
		w.seq = append(w.seq, base)
		w.compare(base)
	}
}

// compare adds what a base and that of the reference at its place are to MD and NM.
func (w *whole) compare(base byte) {
	ref, within := byte('N'), false
	if w.known {
		ref, within = w.reference(w.pos)
	}
	w.pos++
	if !within {
		return
	}
	if base == ref && base != 'N' {
		w.run++
		return
	}
	w.distance++
	w.md = append(strconv.AppendInt(w.md, int64(w.run), 10), ref)
	w.run = 0
}

// bases adds bases that are aligned to the reference.
func (w *whole) bases(bases []byte) {
	if w == nil {
		return
	}
	w.seq = append(w.seq, bases...)
	for _, base := range bases {
		w.compare(base)
	}
}

// beside adds bases that are inserted or clipped.
func (w *whole) beside(bases []byte, inserted bool) {
	if w == nil {
		return
	}
	w.seq = append(w.seq, bases...)
	if inserted {
		w.distance += len(bases)
	}
}

// substitute adds a base by the code of its difference.
func (w *whole) substitute(s *slice, code byte) {
	if w == nil {
		return
	}
	if code > 3 {
		s.fail("a substitution %d", code)
		return
	}
	i := bytes.IndexByte([]byte(baseLetters), w.at(w.pos))
	if i < 0 {
		i = len(baseLetters) - 1
	}
	base := s.substitutes[i][code]
	w.seq = append(w.seq, base)
	w.compare(base)
}

// leap moves on along the reference.
func (w *whole) leap(n int) {
	if w != nil {
		w.pos += n
	}
}

// delete moves on over a deletion.
func (w *whole) delete(n int) {
	if w == nil {
		return
	}
	if w.known && n > 0 && n <= mostBlock {
		w.distance += n
		w.md = append(strconv.AppendInt(w.md, int64(w.run), 10), '^')
		w.run = 0
		for k := range n {
			w.md = append(w.md, w.at(w.pos+k))
		}
	}
	w.pos += n
}

// unsaid is the quality that samtools gives the other bases of a read that has those of some.
const unsaid = 30

// quality sets the quality of one base.
func (w *whole) quality(at int, q byte) {
	if w == nil || at < 0 || at >= cap(w.seq) {
		return
	}
	if w.qual == nil {
		w.qual = bytes.Repeat([]byte{unsaid}, cap(w.seq))
	}
	w.qual[at] = q
}

// complete fills in what a whole record has besides what is stored.
func (s *slice) complete(r *record, group, flags int) {
	w := s.whole
	if w.err != nil {
		s.err = w.err
		return
	}
	if r.flag&unmapped == 0 {
		r.seq = w.seq
		if r.qual == nil {
			r.qual = w.qual
		}
	}
	if flags&noBases != 0 || r.flag&unmapped == 0 && w.none {
		r.seq, r.qual = nil, nil
	} else if r.flag&unmapped == 0 && w.known {
		w.addDifferences(r)
	}
	if r.qual != nil && len(r.qual) != len(r.seq) {
		s.fail("%d qualities of %d bases", len(r.qual), len(r.seq))
	}
	if group >= 0 && group < len(w.groups) {
		r.tags = append(append(append(r.tags, "RGZ"...), w.groups[group]...), 0)
	}
}

// addDifferences adds the tags MD and NM, unless they are stored or not wanted.
func (w *whole) addDifferences(r *record) {
	if !r.hasTag("MD") && r.flags&noMD == 0 {
		md := strconv.AppendInt(w.md, int64(w.run), 10)
		r.tags = append(append(append(r.tags, "MDZ"...), md...), 0)
	}
	if !r.hasTag("NM") && r.flags&noNM == 0 {
		r.tags = append(r.tags, "NMi"...)
		r.tags = binary.LittleEndian.AppendUint32(r.tags, uint32(w.distance))
	}
}

// chars reads n bytes.
func (s *slice) chars(series string, n int) []byte {
	e := s.series[series]
	if e != nil && e.kind == externalEncoding {
		c := s.external(e.id)
		out := c.bytes(n)
		s.failed(c)
		return out
	}
	var out []byte
	for range n {
		if s.err != nil {
			return nil
		}
		out = append(out, s.char(e))
	}
	return out
}

// baseCodes are the numbers of the bases in BAM.
var baseCodes = func() (codes [256]byte) {
	for i := range codes {
		codes[i] = 15
	}
	for i, base := range []byte("=ACMGRSVTWYHKDBN") {
		codes[base], codes[base|0x20] = byte(i), byte(i)
	}
	codes['='] = 0
	return codes
}()

// checker returns the function that checks that a sequence of the genome is the reference.
func (f *file) checker(ctx context.Context, bases source.Sequencer) func(seq int) (known bool, err error) {
	return func(seq int) (bool, error) {
		if bases == nil || seq < 0 || seq >= len(f.refs) {
			return false, nil
		}
		name := f.refs[seq].Name
		want := f.sums[name]
		if want == "" {
			return false, nil
		}
		sum, err := source.MD5Of(ctx, bases, name)
		switch {
		case errors.Is(err, source.ErrNoBases) || errors.Is(err, source.ErrNoSequence):
			return false, nil // what needs them fails
		case err == nil && sum != want:
			err = otherReference(name, sum, want)
		}
		return true, err
	}
}

// fetcher returns the function that reads the bases of the genome, nil without any.
func (f *file) fetcher(ctx context.Context, genomeBases source.Sequencer) func(seq, start, end int) ([]byte, error) {
	if genomeBases == nil {
		return nil
	}
	return func(seq, start, end int) ([]byte, error) {
		if seq < 0 || seq >= len(f.refs) {
			return nil, fmt.Errorf("sequence %d of %d: %w", seq+1, len(f.refs), source.ErrFormat)
		}
		bases, err := genomeBases.Sequence(ctx, genome.Interval{Seq: f.refs[seq].Name, Start: start, End: end})
		switch {
		case errors.Is(err, source.ErrNoBases):
			return nil, noReference()
		case errors.Is(err, source.ErrNoSequence):
			return nil, fmt.Errorf("%w, and %w", source.ErrNoReference, err)
		}
		return bytes.ToUpper([]byte(bases)), err
	}
}
