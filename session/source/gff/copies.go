package gff

import (
	"slices"

	"github.com/epiviz/epivizgo/session/source"
)

// Copies: one id may be at several places, if a genome has a gene twice or a gene's
// transcripts are joined from parts. Features with one id on both strands are separate from
// the beginning (feature.on). Features that are apart on one strand are split here, once
// all lines have been read.

// places splits a gene and its transcripts by place. A gene with one line of its own has
// that line's place. A gene with several, or none, has a place for each group of overlapping
// lines or, without lines, transcripts. The lines of a CDS without a parent are exons of
// one gene.
func (f *feature) places() []*feature {
	for i := 0; i < len(f.transcripts); i++ {
		if parts := f.transcripts[i].runs(); len(parts) > 1 {
			f.transcripts = slices.Replace(f.transcripts, i, i+1, parts...)
			i += len(parts) - 1
		}
	}
	switch {
	case !f.isGene:
		return f.runs()
	case len(f.apart) == 0 && (f.end > 0 || len(f.transcripts) < 2):
		return []*feature{f}
	}
	spans := f.lines()
	for _, t := range f.transcripts {
		if start, end := t.extent(); end > 0 {
			spans = append(spans, [2]int{start, end})
		}
	}
	if f.end == 0 {
		for _, list := range f.pieces() {
			spans = append(spans, *list...)
		}
	}
	return f.split(union(spans))
}

// lines returns the places of the feature's own lines.
func (f *feature) lines() [][2]int {
	var spans [][2]int
	if f.end > 0 {
		spans = append(spans, [2]int{f.start, f.end})
	}
	return append(spans, f.apart...)
}

// runs splits a transcript by its own lines or, without them, where the numbers of its
// exons restart.
func (f *feature) runs() []*feature {
	switch {
	case len(f.apart) > 0 && f.isRNA:
		return f.split(union(f.lines()))
	case f.end > 0 || len(f.firsts) == 0:
		return []*feature{f}
	}
	exons := slices.Clone(f.exons)
	slices.SortFunc(exons, func(a, b [2]int) int { return a[0] - b[0] })
	isFirst := func(e [2]int) bool { return e == f.first || slices.Contains(f.firsts, e) }
	ascending := isFirst(exons[0]) // else the first exon is the last of a run
	var spans [][2]int
	open := false
	for _, e := range exons {
		if !open || ascending && isFirst(e) {
			spans, open = append(spans, e), true
		}
		spans[len(spans)-1][1] = max(spans[len(spans)-1][1], e[1])
		if !ascending && isFirst(e) {
			open = false
		}
	}
	return f.split(union(spans))
}

// split splits a feature at places, which are in order. A single place changes nothing.
func (f *feature) split(places [][2]int) []*feature {
	if len(places) < 2 {
		return []*feature{f}
	}
	parts := make([]*feature, len(places))
	for i := range parts {
		parts[i] = f.copy()
		parts[i].phases = [2]byte{source.NoPhase, source.NoPhase} // which lines they were of is not known any more
	}
	at := func(start int) *feature {
		i, _ := slices.BinarySearchFunc(places, start, func(p [2]int, start int) int {
			if p[0] <= start {
				return -1
			}
			return 1
		})
		return parts[max(0, i-1)]
	}
	for _, l := range f.lines() {
		at(l[0]).cover(l[0], l[1])
	}
	for k, list := range f.pieces() {
		for _, p := range *list {
			to := at(p[0]).pieces()[k]
			*to = append(*to, p)
		}
	}
	for _, t := range f.transcripts {
		start, _ := t.extent()
		t.owner = at(start)
		t.owner.transcripts = append(t.owner.transcripts, t)
	}
	if f.manyNames {
		for _, p := range parts {
			p.rename(f)
		}
	}
	return parts
}

// rename names a part of whole by its own transcripts, if whole's transcripts have several
// names for it.
func (f *feature) rename(whole *feature) {
	called := func(name string) func(*feature) bool {
		return func(t *feature) bool { return t.gene == name }
	}
	all := append([]string{whole.name}, whole.aliases...)
	f.name, f.aliases, f.manyNames = "", nil, false
	for _, t := range f.transcripts {
		switch {
		case f.name == "":
			f.name = t.gene
		case t.gene != "" && t.gene != f.name:
			f.manyNames = true
			f.alias(t.gene)
		}
	}
	for _, name := range all {
		if !slices.ContainsFunc(whole.transcripts, called(name)) {
			f.alias(name)
		}
	}
}
