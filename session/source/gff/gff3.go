package gff

import (
	"cmp"
	"fmt"
	"strings"
)

// maxDepth bounds the way from a line to its topmost ancestor, in case
// parents go round in a circle.
const maxDepth = 16

// gff3 puts genes together from lines that point to their parents.
type gff3 struct {
	order []*feature // by first mention
	byID  map[string]*feature
	noID  int // lines without an ID so far that got one made up
	// The last parent looked up: lines of a transcript come together.
	last                *feature
	lastSeq, lastParent string
}

func newGFF3() *gff3 { return &gff3{byID: map[string]*feature{}} }

// add takes a line.
func (g *gff3) add(r *record) (used bool, err error) {
	switch r.part {
	case exon, coding, utr, codon:
		return g.piece(r)
	case gene, transcript:
		g.declare(r)
		return true, nil
	}
	// A line of any other type matters only as a link between others; it can be
	// one when it has an ID.
	if len(r.id) > 0 {
		g.declare(r)
	}
	return false, nil
}

// piece hands an exon or the like to each of its parents.
func (g *gff3) piece(r *record) (used bool, err error) {
	parents := cmp.Or(string(r.parent), string(r.transcriptID), string(r.geneID))
	switch {
	case parents == "" && len(r.id) == 0:
		return false, fmt.Errorf("type %s without Parent and ID", r.kind)
	case parents == "": // a gene by itself, as programs for bacteria write CDS
		g.declare(r).add(r)
		return true, nil
	}
	for id := range strings.SplitSeq(parents, ",") {
		if id = unescape(id); id == "" {
			return used, fmt.Errorf("an empty name in Parent")
		}
		g.feature(string(r.seq), id).add(r)
		used = true
	}
	return used, nil
}

// feature returns the one of an id on a sequence, a new one the first time.
func (g *gff3) feature(seq, id string) *feature {
	if g.last != nil && g.lastSeq == seq && g.lastParent == id {
		return g.last
	}
	key := seq + "\x00" + id
	f := g.byID[key]
	if f == nil {
		f = &feature{id: id, seq: seq}
		g.byID[key] = f
		g.order = append(g.order, f)
	}
	g.last, g.lastSeq, g.lastParent = f, seq, id
	return f
}

// declare takes a line that has its own place and returns its feature, which may
// have several lines, with the same ID.
func (g *gff3) declare(r *record) *feature {
	id := unescape(string(r.id))
	if id == "" {
		g.noID++
		id = fmt.Sprintf("\x00%d", g.noID)
	}
	f := g.feature(string(r.seq), id)
	f.cover(r.start, r.end)
	if f.declared {
		return f
	}
	f.declared = true
	f.isGene = r.part == gene
	f.strand = r.strand
	if len(r.parent) > 0 {
		f.parents = strings.Split(string(r.parent), ",")
		for i, p := range f.parents {
			f.parents[i] = unescape(p)
		}
	}
	own := bare(id)
	if strings.HasPrefix(own, "\x00") {
		own = ""
	}
	ownID := r.transcriptID
	if f.isGene {
		ownID = r.geneID
	}
	f.name = unescape(cmp.Or(string(r.name), string(r.geneName)))
	f.id = cmp.Or(unescape(string(ownID)), own, f.name)
	f.biotype = unescape(cmp.Or(string(r.biotype), string(r.geneType), string(r.typeName)))
	if f.biotype == "" && string(r.kind) != "gene" {
		f.biotype = string(r.kind)
	}
	f.alias(unescape(string(r.geneName)), own)
	for a := range strings.SplitSeq(string(r.aliases), ",") {
		f.alias(unescape(a))
	}
	f.isRNA = r.part == transcript
	return f
}

// done finds out which features are genes, and which are transcripts of which gene.
func (g *gff3) done() (genes, transcripts []*feature) {
	listed := map[*feature]bool{}
	list := func(f *feature) {
		if !listed[f] {
			listed[f] = true
			genes = append(genes, f)
		}
	}
	for _, f := range g.order {
		if !f.isGene && !f.isTranscript() {
			continue
		}
		if !f.declared {
			f.id = bare(f.id)
		}
		owner := f
		if !f.isGene {
			owner = g.above(f)
		}
		list(owner)
		if owner != f {
			f.owner = owner
			owner.transcripts = append(owner.transcripts, f)
			transcripts = append(transcripts, f)
		}
	}
	return genes, transcripts
}

// isTranscript reports whether a feature that is no gene is a transcript, by its
// type or because it has exons.
func (f *feature) isTranscript() bool { return f.isRNA || f.hasParts() }

// above returns the nearest gene above a transcript; without one, the topmost
// transcript of the line of ancestors, which then is its own gene.
func (g *gff3) above(f *feature) *feature {
	top := f
	for range maxDepth {
		if f = g.parent(f); f == nil {
			return top
		}
		if f.isGene {
			return f
		}
		if f.isTranscript() {
			top = f
		}
	}
	return top
}

// parent returns the first of a feature's parents that the file has.
func (g *gff3) parent(f *feature) *feature {
	for _, id := range f.parents {
		if up := g.byID[f.seq+"\x00"+id]; up != nil && up.declared {
			return up
		}
	}
	return nil
}
