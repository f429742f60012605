package gff

import (
	"cmp"
	"fmt"
	"slices"
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
	others              *others
}

func newGFF3(o *others) *gff3 { return &gff3{byID: map[string]*feature{}, others: o} }

// add takes a line.
func (g *gff3) add(r *record) error {
	switch r.part {
	case exon, coding, utr, codon:
		return g.piece(r)
	case gene, transcript:
		g.declare(r)
		return nil
	}
	return g.other(r)
}

// piece hands an exon or the like to each of its parents.
func (g *gff3) piece(r *record) error {
	parents := cmp.Or(string(r.parent), string(r.transcriptID), string(r.geneID))
	switch {
	case parents == "" && len(r.id) == 0:
		return fmt.Errorf("type %s without Parent and ID", r.kind)
	case parents == "": // a gene by itself, as programs for bacteria write CDS
		g.declare(r).add(r)
		return nil
	}
	for _, id := range list(parents) {
		f := g.feature(string(r.seq), id)
		if r.part == coding {
			f.names = addNames(f.names, GFF3, r.names)
			f.names = addNames(f.names, GFF3, r.name)
			f.names = addNames(f.names, GFF3, r.geneNames)
		}
		if !f.declared && f.name == "" {
			f.name = unescape(string(r.geneName))
		}
		f.on(r.strand).add(r)
	}
	return nil
}

// list splits a list of ids as people space it.
func list(ids string) []string {
	if strings.IndexByte(ids, ',') < 0 {
		return []string{unescape(strings.TrimSpace(ids))}
	}
	return addNames(nil, GFF3, []byte(ids))
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
	placed := f.on(r.strand)
	known := f.isGene || f.isRNA
	if f.declared && !known && r.part != other { // only the ID of something else so far
		placed.start, placed.end, placed.apart = 0, 0, nil
	}
	if r.part != other || !known {
		placed.cover(r.start, r.end)
	}
	if f.declared && (known || r.part == other) {
		return placed
	}
	f.declared = true
	f.isGene = r.part == gene
	f.isRNA = r.part == transcript
	if len(r.parent) > 0 {
		f.parents = list(string(r.parent))
	}
	own := bare(id)
	if strings.HasPrefix(own, "\x00") {
		own = ""
	}
	ownID := r.transcriptID
	if f.isGene {
		ownID = r.geneID
	} else {
		f.geneKey = unescape(string(r.geneID))
	}
	f.name = unescape(cmp.Or(string(r.name), string(r.geneName)))
	f.id = cmp.Or(unescape(string(ownID)), own, f.name)
	f.gene = unescape(string(r.geneName))
	f.geneNames = addNames(f.geneNames, GFF3, r.geneNames)
	if f.isGene && f.gene != "" && (f.name == f.id || f.name == own || slices.Contains(f.geneNames, f.name)) {
		f.name = f.gene // more readable than an ID or a locus tag
	}
	f.biotype = unescape(cmp.Or(string(r.biotype), string(r.geneType), string(r.typeName)))
	if f.biotype == "" && string(r.kind) != "gene" {
		f.biotype = string(r.kind)
	}
	f.alias(f.gene, own)
	f.alias(addNames(nil, GFF3, r.aliases)...)
	f.names = add(f.names, unescape(string(r.name)), unescape(string(r.transcriptName)))
	f.names = addNames(f.names, GFF3, r.names)
	return placed
}

// done finds out which features are genes, and which are transcripts of which gene, and hands
// on those that are neither.
func (g *gff3) done() ([]*feature, error) {
	var genes []*feature
	listed := map[*feature]bool{}
	var all []*feature
	for _, f := range g.order {
		all = append(all, f)
		if f.twin != nil {
			f.describe(f.twin)
			all = append(all, f.twin)
		}
	}
	for _, f := range all {
		if f.line != nil && (f.line.ofPart || f.isGene || f.isRNA || !f.hasParts()) {
			if err := g.others.feature(f); err != nil {
				return nil, err
			}
		}
		if !f.isGene && !f.isTranscript() || f.end == 0 && !f.hasParts() {
			continue
		}
		if !f.declared {
			f.id = bare(f.id)
		}
		owner := f
		if !f.isGene {
			owner = g.above(f)
		}
		if !listed[owner] {
			listed[owner] = true
			genes = append(genes, owner)
		}
		if owner != f {
			f.owner = owner
			owner.transcripts = append(owner.transcripts, f)
			owner.geneNames = add(slices.Clip(owner.geneNames), f.geneNames...)
		}
	}
	var out []*feature
	for _, f := range genes {
		out = append(out, f.places()...)
	}
	return out, nil
}

// isTranscript reports whether a feature that is no gene is a transcript, by its
// type or because it has exons.
func (f *feature) isTranscript() bool { return f.isRNA || f.hasParts() }

// above returns the nearest gene above a transcript; without one, the gene that the
// transcripts name by geneID, or the topmost transcript of the line of ancestors, which
// then is its own gene.
func (g *gff3) above(f *feature) *feature {
	top, up := f, f
	for range maxDepth {
		if up = g.parent(up); up == nil {
			break
		}
		if up.isGene {
			return up.on(f.strand)
		}
		if up.isTranscript() {
			top = up
		}
	}
	if top.isRNA && top.geneKey != "" && top.geneKey != top.id {
		return g.named(top).on(f.strand)
	}
	return top.on(f.strand)
}

// named returns the gene that a transcript without a parent names.
func (g *gff3) named(t *feature) *feature {
	key := t.seq + "\x00" + t.geneKey
	f := g.byID[key]
	if f == nil || !f.isGene {
		key = t.seq + "\x00\x00" + t.geneKey
		if f = g.byID[key]; f == nil {
			f = &feature{id: t.geneKey, seq: t.seq, isGene: true}
			g.byID[key] = f
		}
	}
	switch {
	case f.declared, t.gene == "":
	case f.name == "":
		f.name = t.gene
	case f.name != t.gene:
		f.manyNames = true
		f.alias(t.gene)
	}
	return f
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

// other takes a line of a type that is no part of genes. With an ID it may be a link between
// others, and one whose lines are to be joined.
func (g *gff3) other(r *record) error {
	if part := string(r.kind) == "match_part"; part && len(r.parent) > 0 {
		for _, id := range list(string(r.parent)) {
			f := g.feature(string(r.seq), id).on(r.strand)
			if f.line == nil {
				f.line = newLine(r)
				f.line.ofPart = true
			}
			f.line.parts = append(f.line.parts, [2]int{r.start, r.end})
			f.line.names = add(f.line.names, r.allNames(GFF3)...)
		}
		return nil
	}
	f := g.declare(r)
	switch {
	case f.line == nil || f.line.ofPart:
		l := newLine(r)
		if f.line != nil {
			l.parts, l.names = f.line.parts, add(l.names, f.line.names...)
		}
		f.line = l
	case r.isMatch() && f.line.kind == string(r.kind):
		f.line.names = add(f.line.names, r.allNames(GFF3)...)
		f.line.raw += " | " + string(r.raw)
	default: // an ID that is none: on lines that have nothing to do with each other
		return g.others.add(r)
	}
	f.line.own = append(f.line.own, [2]int{r.start, r.end})
	return nil
}
