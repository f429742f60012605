package gff

import (
	"slices"

	"github.com/epiviz/epivizgo/session/source"
)

// notePhase notes the phase of a line of CDS that is about to be added, if it is the first or the last on the
// sequence so far.
func (f *feature) notePhase(span [2]int, phase []byte) {
	p := byte(0)
	if len(phase) == 1 && (phase[0] == '1' || phase[0] == '2') {
		p = phase[0] - '0'
	}
	first, last := true, true
	for _, c := range f.cds {
		first, last = first && span[0] < c[0], last && span[1] > c[1]
	}
	if first {
		f.phases[0] = p
	}
	if last {
		f.phases[1] = p
	}
}

// phase returns how many coding bases are before the first whole codon of a finished feature. It returns
// source.NoPhase where the exons are not read one after the other: for a gene of several transcripts that are not
// alike, and where the lines of CDS skip bases, or read some twice, as at a ribosomal slippage.
func (f *feature) phase() byte {
	if len(f.transcripts) == 0 {
		return f.ownPhase()
	}
	t := f.transcripts[0]
	alike := func(u *feature) bool {
		return slices.Equal(u.shape, t.shape) && u.codingSpan() == t.codingSpan() && u.ownPhase() == t.ownPhase()
	}
	if len(f.exons)+len(f.cds) > 0 || !allOf(f.transcripts[1:], alike) {
		return source.NoPhase
	}
	return t.ownPhase()
}

func allOf(list []*feature, ok func(*feature) bool) bool {
	return !slices.ContainsFunc(list, func(f *feature) bool { return !ok(f) })
}

// ownPhase is phase for a feature without transcripts.
func (f *feature) ownPhase() byte {
	span := f.codingSpan()
	read := 0 // bases of the exons in the coding stretch
	for _, x := range f.shape {
		read += max(0, min(x[1], span[1])-max(x[0], span[0]))
	}
	coding := 0 // bases of the lines
	for _, c := range f.cds {
		coding += c[1] - c[0]
	}
	inCDS := func(codon [2]int) bool {
		return slices.ContainsFunc(f.cds, func(c [2]int) bool { return codon[0] < c[1] && codon[1] > c[0] })
	}
	for _, c := range f.codons {
		if len(f.cds) > 0 && !inCDS(c) { // the stop codon of GTF
			coding += c[1] - c[0]
		}
	}
	switch {
	case read != coding:
		return source.NoPhase
	case f.strand == '-':
		return f.phases[1]
	}
	return f.phases[0]
}
