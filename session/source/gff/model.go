package gff

import (
	"slices"
	"strings"
)

// feature is a gene or a transcript while it is put together.
type feature struct {
	id, name, biotype string
	aliases           []string
	seq               string
	start, end        int // of its own lines; end 0 before the first
	strand            byte
	isGene            bool
	isRNA             bool     // of a transcript's type (GFF3)
	declared          bool     // has a line of its own
	parents           []string // GFF3
	exons, cds, utrs  [][2]int
	codons            [][2]int

	shape       [][2]int   // the structure, once finished
	owner       *feature   // a transcript's gene
	transcripts []*feature // a gene's
}

// cover makes the feature reach over [start, end).
func (f *feature) cover(start, end int) {
	if f.end == 0 {
		f.start, f.end = start, end
		return
	}
	f.start, f.end = min(f.start, start), max(f.end, end)
}

// add takes a line that is a piece of the feature.
func (f *feature) add(r *record) {
	span := [2]int{r.start, r.end}
	switch r.part {
	case exon:
		f.exons = append(f.exons, span)
	case coding:
		f.cds = append(f.cds, span)
	case utr:
		f.utrs = append(f.utrs, span)
	case codon:
		f.codons = append(f.codons, span)
	}
	if f.strand == 0 {
		f.strand = r.strand
	}
}

// hasParts reports whether any piece was added.
func (f *feature) hasParts() bool {
	return len(f.exons)+len(f.cds)+len(f.utrs)+len(f.codons) > 0
}

// structure returns the exons merged and in order, of a gene the union of its
// own and its transcripts'. Where a transcript has no exon lines its CDS stands
// for them, as in R's GenomicFeatures, and where it has no CDS either, its UTR,
// or its codons.
func (f *feature) structure() [][2]int {
	var all [][2]int
	for _, t := range append([]*feature{f}, f.transcripts...) {
		switch {
		case len(t.exons) > 0:
			all = append(all, t.exons...)
		case len(t.cds) > 0:
			all = append(all, t.cds...)
		case len(t.utrs) > 0:
			all = append(all, t.utrs...)
		default:
			all = append(all, t.codons...)
		}
	}
	return union(all)
}

// codingSpan returns the stretch from the first coding base to the last, codons
// included where there is CDS. It has no width in a gene that codes for nothing.
func (f *feature) codingSpan() (span [2]int) {
	for _, t := range append([]*feature{f}, f.transcripts...) {
		if len(t.cds) == 0 {
			continue
		}
		for _, c := range append(slices.Clone(t.cds), t.codons...) {
			if span[1] == 0 {
				span = c
			}
			span[0], span[1] = min(span[0], c[0]), max(span[1], c[1])
		}
	}
	return span
}

// finish computes the shape and the bounds: from the first exon to the last if there
// are exons, since the line of a gene may span more than is transcribed; else those
// of the line.
func (f *feature) finish() {
	if f.shape = f.structure(); len(f.shape) > 0 {
		f.start, f.end = f.shape[0][0], f.shape[len(f.shape)-1][1]
	} else {
		for _, t := range f.transcripts {
			f.cover(t.start, t.end)
		}
	}
	for _, t := range f.transcripts {
		if f.strand == 0 {
			f.strand = t.strand
		}
	}
}

// alias remembers other names for the search, each once.
func (f *feature) alias(names ...string) {
	for _, n := range names {
		if n != "" && n != f.name && n != f.id && !slices.Contains(f.aliases, n) {
			f.aliases = append(f.aliases, n)
		}
	}
}

// aliasText returns the aliases as one column.
func (f *feature) aliasText() string { return strings.Join(f.aliases, ",") }

// union merges stretches that overlap or touch. It sorts spans.
func union(spans [][2]int) [][2]int {
	slices.SortFunc(spans, func(a, b [2]int) int { return a[0] - b[0] })
	var out [][2]int
	for _, s := range spans {
		if n := len(out); n > 0 && s[0] <= out[n-1][1] {
			out[n-1][1] = max(out[n-1][1], s[1])
			continue
		}
		out = append(out, s)
	}
	return out
}
