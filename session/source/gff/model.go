package gff

import (
	"iter"
	"slices"
	"strings"
)

// feature is a gene or a transcript while it is assembled.
type feature struct {
	id, name, biotype string
	aliases           []string // shown with a gene
	geneNames, names  []string // only searched: further names of the gene, and of the feature itself
	seq               string
	strand            byte
	start, end        int      // of its own line; end 0 without one
	apart             [][2]int // its further lines that do not overlap the first
	isGene            bool
	isRNA             bool     // has a line of a transcript's type
	declared          bool     // has a line of its own (GFF3)
	parents           []string // GFF3
	exons, cds, utrs  [][2]int
	codons            [][2]int
	phases            [2]byte // of the first line of CDS on the sequence and of the last

	first  [2]int   // the exon with number 1
	firsts [][2]int // others with that number elsewhere: copies of a transcript

	twin *feature // the feature with its id on the other strand

	shape       [][2]int   // the structure, once finished
	owner       *feature   // a transcript's gene
	gene        string     // the gene's name, as a transcript's lines have it
	geneKey     string     // the gene's id, as a transcript's line has it (GFF3)
	transcripts []*feature // a gene's
	manyNames   bool       // a gene's transcripts call it by several names
}

func stranded(strand byte) bool { return strand == '+' || strand == '-' }

// on returns the feature with f's id on a strand: f itself, unless it is on the other
// strand.
func (f *feature) on(strand byte) *feature {
	switch {
	case strand == f.strand || !stranded(strand):
		if f.strand == 0 {
			f.strand = strand
		}
		return f
	case !stranded(f.strand):
		f.strand = strand
		return f
	case f.twin == nil:
		f.twin = f.copy()
		f.twin.strand = strand
	}
	return f.twin
}

// copy returns a feature with the description of f but without a place.
func (f *feature) copy() *feature {
	c := &feature{id: f.id, seq: f.seq, strand: f.strand, owner: f.owner}
	f.describe(c)
	return c
}

// describe copies the description of f to c.
func (f *feature) describe(c *feature) {
	if c.name == "" {
		c.name = f.name
	}
	if c.biotype == "" {
		c.biotype = f.biotype
	}
	if c.gene == "" {
		c.gene = f.gene
	}
	c.id, c.aliases, c.geneNames, c.names = f.id, merged(c.aliases, f.aliases), merged(c.geneNames, f.geneNames), merged(c.names, f.names)
	c.isGene, c.isRNA, c.declared, c.parents, c.geneKey = f.isGene, f.isRNA, f.declared, f.parents, f.geneKey
	c.manyNames = c.manyNames || f.manyNames
}

// merged returns the names of both lists.
func merged(a, b []string) []string {
	if len(a) == 0 {
		return b
	}
	return add(slices.Clip(a), b...)
}

// add appends the names that the list does not have yet.
func add(list []string, names ...string) []string {
	for _, n := range names {
		if n != "" && !slices.Contains(list, n) {
			list = append(list, n)
		}
	}
	return list
}

// cover extends the feature by the place of a line of its own.
func (f *feature) cover(start, end int) {
	switch {
	case f.end == 0:
		f.start, f.end = start, end
	case start <= f.end && end >= f.start:
		f.start, f.end = min(f.start, start), max(f.end, end)
	default:
		f.apart = append(f.apart, [2]int{start, end})
	}
}

// add adds a line that is a piece of the feature.
func (f *feature) add(r *record) {
	span := [2]int{r.start, r.end}
	switch r.part {
	case exon:
		f.exons = append(f.exons, span)
		if r.first {
			f.number(span)
		}
	case coding:
		f.notePhase(span, r.phase)
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

// number records an exon with number 1.
func (f *feature) number(span [2]int) {
	switch {
	case f.first[1] == 0:
		f.first = span
	case span[0] >= f.first[1] || span[1] <= f.first[0]:
		f.firsts = append(f.firsts, span)
	}
}

// pieces returns the lists of pieces.
func (f *feature) pieces() [4]*[][2]int { return [...]*[][2]int{&f.exons, &f.cds, &f.utrs, &f.codons} }

// structure returns the exons, merged and in order; those of a gene are the union of its
// own and its transcripts'. A transcript without exon lines has its CDS, UTR and codons
// instead, since the CDS of GTF excludes the stop codon.
func (f *feature) structure() [][2]int {
	n := 0
	for t := range f.all() {
		n += len(t.exons) + len(t.cds) + len(t.utrs) + len(t.codons)
	}
	all := make([][2]int, 0, n)
	for t := range f.all() {
		if len(t.exons) > 0 {
			all = append(all, t.exons...)
			continue
		}
		all = append(append(append(all, t.cds...), t.utrs...), t.codons...)
	}
	return union(all)
}

// all yields the feature and its transcripts.
func (f *feature) all() iter.Seq[*feature] {
	return func(yield func(*feature) bool) {
		if !yield(f) {
			return
		}
		for _, t := range f.transcripts {
			if !yield(t) {
				return
			}
		}
	}
}

// codingSpan returns the stretch from the first coding base to the last, codons
// included where there is CDS. It has no width in a gene that codes for nothing.
func (f *feature) codingSpan() (span [2]int) {
	for t := range f.all() {
		if len(t.cds) == 0 {
			continue
		}
		for _, list := range [][][2]int{t.cds, t.codons} {
			for _, c := range list {
				if span[1] == 0 {
					span = c
				}
				span[0], span[1] = min(span[0], c[0]), max(span[1], c[1])
			}
		}
	}
	return span
}

// finish computes the shape and the bounds, which hold the feature's own lines and all
// that belongs to it. The transcripts of a gene are finished first.
func (f *feature) finish() {
	f.shape = f.structure()
	f.start, f.end = f.extent()
	for _, t := range f.transcripts {
		if f.end == 0 {
			f.start, f.end = t.start, t.end
		}
		f.start, f.end = min(f.start, t.start), max(f.end, t.end)
		if f.strand == 0 {
			f.strand = t.strand
		}
	}
}

// extent returns the start and end of the feature with its pieces but without its
// transcripts.
func (f *feature) extent() (start, end int) {
	start, end = f.start, f.end
	for _, list := range [...][][2]int{f.apart, f.exons, f.cds, f.utrs, f.codons} {
		for _, p := range list {
			if end == 0 {
				start, end = p[0], p[1]
			}
			start, end = min(start, p[0]), max(end, p[1])
		}
	}
	return start, end
}

// alias adds other names for searches, each once.
func (f *feature) alias(names ...string) {
	for _, n := range names {
		if n != f.name && n != f.id {
			f.aliases = add(f.aliases, n)
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
