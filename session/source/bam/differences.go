package bam

import (
	"context"
	"errors"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// What differs from the reference is known from the tag MD, from X in a CIGAR, or from the bases of the genome, in this order.

// genomePart reads the genome in parts, as reads need it.
type genomePart struct {
	ctx   context.Context
	bases source.Sequencer // nil for none
	seq   string
	sum   string // of the sequence that the reads were aligned to, see Checksums
	asked bool   // whether the genome fits
	// compared and differ are how many bases of reads were compared, and how many differ.
	compared, differ int
	from             int
	part             string
	end              bool // of the sequence is at the end of the part
	none             bool // the genome has no bases of the sequence
	err              error
}

// genomeAtOnce is how many bases are read at a time.
const genomeAtOnce = 1 << 16

// base returns the base at a position in BAM's code, 0 if it is not known.
func (g *genomePart) base(pos int) byte {
	if i := pos - g.from; i >= 0 && i < len(g.part) {
		return baseCode(g.part[i])
	}
	if g.bases == nil || g.none || g.err != nil || pos < 0 || g.end && pos >= g.from {
		return 0
	}
	if with, ok := g.bases.(source.Compared); ok && !g.asked {
		g.asked = true
		if g.err = with.Fits(g.ctx, g.seq, g.sum); g.err != nil {
			return 0
		}
	}
	part, err := g.bases.Sequence(g.ctx, genome.Interval{Seq: g.seq, Start: pos, End: pos + genomeAtOnce})
	switch {
	case errors.Is(err, source.ErrNoBases) || errors.Is(err, source.ErrNoSequence):
		g.none = true
		return 0
	case err != nil:
		g.err = err
		return 0
	}
	g.from, g.part, g.end = pos, part, len(part) < genomeAtOnce
	if len(part) == 0 {
		return 0
	}
	return baseCode(part[0])
}

// enoughCompared is how many bases of reads tell whether a genome fits, and mostDiffer the part of them that may differ: of unrelated bases
// three in four do, of the worst reads, or of those whose C were converted, one in four.
const (
	enoughCompared = 2000
	mostDiffer     = 0.4
)

// close tells the genome if it does not fit the reads that were compared with it. It returns the error of reading it.
func (g *genomePart) close() error {
	if with, ok := g.bases.(source.Compared); ok && g.compared >= enoughCompared && float64(g.differ) > mostDiffer*float64(g.compared) {
		with.Doubt(g.seq)
	}
	return g.err
}

// genomePart returns what reads the bases of a sequence of the genome.
func (f *reads) genomePart(ctx context.Context, seq string) *genomePart {
	return &genomePart{ctx: ctx, bases: f.bases, seq: seq, sum: f.sums[seq]}
}

// baseCode returns a base as BAM has it, N for any other letter.
func baseCode(letter byte) byte { return baseCodes[letter] }

var baseCodes = func() (codes [256]byte) {
	for i := range codes {
		codes[i] = byte(len(letters) - 1)
	}
	for code, letter := range []byte(letters)[1:] {
		codes[letter], codes[letter|0x20] = byte(code+1), byte(code+1)
	}
	return codes
}()

// differences calls yield with the aligned bases of a read that differ from the reference: their positions on it and their
// places in the read. It reports whether they are known.
func (r *record) differences(g *genomePart, yield func(pos, at int)) bool {
	if r.bases() == 0 {
		return false
	}
	if md, kind := r.tag("MD"); kind == 'Z' {
		return r.differencesByMD(md, yield)
	}
	known := true
	r.aligned(func(op byte, pos, at, n int) {
		for k := range n {
			switch op {
			case '=':
			case 'X':
				yield(pos+k, at+k)
			default:
				base := r.base(at + k)
				ref := g.base(pos + k)
				if ref == 0 {
					known = false
					return
				}
				if g.compared++; base != ref && base != 0 {
					g.differ++
					yield(pos+k, at+k)
				}
			}
		}
	})
	return known
}

// aligned calls yield with the stretches of bases that are aligned: the operation, where they begin on the reference and in
// the read, and how many they are.
func (r *record) aligned(yield func(op byte, pos, at, n int)) {
	pos, at := r.pos(), 0
	for i := range r.ops() {
		switch op, n := r.op(i); op {
		case 'M', '=', 'X':
			if n = min(n, r.bases()-at); n <= 0 {
				return
			}
			yield(op, pos, at, n)
			pos, at = pos+n, at+n
		case 'D', 'N':
			pos += n
		case 'I', 'S':
			at += n
		}
	}
}

// places returns the position on the reference of each base of a read, -1 of one that is not aligned.
func (r *record) places() []int {
	places := make([]int, r.bases())
	for i := range places {
		places[i] = -1
	}
	r.aligned(func(_ byte, pos, at, n int) {
		for k := range n {
			places[at+k] = pos + k
		}
	})
	return places
}

// differencesByMD is differences by the tag MD. A tag that does not fit the CIGAR is not used.
func (r *record) differencesByMD(md []byte, yield func(pos, at int)) bool {
	total := 0
	r.aligned(func(_ byte, _, _, n int) { total += n })
	type difference struct {
		at  int  // among the aligned bases
		ref byte // the base of the reference
	}
	var found []difference
	n, at := 0, 0
	for i := 0; i < len(md); i++ {
		switch c := md[i]; {
		case c >= '0' && c <= '9':
			if n = 10*n + int(c-'0'); n > total {
				return false
			}
			continue
		case c == '^':
			at, n = at+n, 0
			for i+1 < len(md) && (md[i+1] < '0' || md[i+1] > '9') {
				i++
			}
		case c == 0:
			at, n = at+n, 0
		default:
			at, n = at+n, 0
			found = append(found, difference{at, baseCode(c)})
			at++
		}
	}
	if at+n != total {
		return false
	}
	done := 0
	r.aligned(func(_ byte, pos, at, n int) {
		for ; len(found) > 0 && found[0].at < done+n; found = found[1:] {
			k := found[0].at - done
			if r.base(at+k) != found[0].ref { // MD has N that are N
				yield(pos+k, at+k)
			}
		}
		done += n
	})
	return true
}
