package gff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// maxDepth bounds the path from a line to its topmost ancestor, in case the parents
// form a circle.
const maxDepth = 16

// gff3 assembles genes from lines that point to their parents.
type gff3 struct {
	order []*feature // by first mention
	byID  map[string]*feature
	noID  int // lines without an ID so far, which get a generated one
	// The last parent looked up: lines of a transcript come together.
	last                *feature
	lastSeq, lastParent string
	links               map[string]link // by ID, other lines
	alignments          *alignments
}

// link is a line of a type that is not part of genes. Genes need it if their lines have it as
// parent.
type link struct {
	kind, name, parents string
	start, end          int
	strand              byte
}

func newGFF3(o *others) *gff3 {
	return &gff3{byID: map[string]*feature{}, links: map[string]link{}, alignments: &alignments{byID: map[string]*alignment{}, rows: o}}
}

// add adds a line.
func (g *gff3) add(r *record) error {
	switch r.part {
	case exon, coding, utr, codon:
		return g.piece(r)
	case gene, transcript:
		g.declare(r)
		return nil
	}
	if r.isMatch() {
		return g.alignments.add(r)
	}
	if key := string(r.seq) + "\x00" + unescape(string(r.id)); g.links[key].end == 0 {
		g.links[key] = link{string(r.kind), string(r.name), string(r.parent), r.start, r.end, r.strand}
	}
	return nil
}

// piece adds an exon or the like to each of its parents.
func (g *gff3) piece(r *record) error {
	parents := cmp.Or(string(r.parent), string(r.transcriptID), string(r.geneID))
	switch {
	case parents == "" && len(r.id) == 0 && (r.part != coding || len(r.name)+len(r.geneName)+len(r.locus) == 0):
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

// list splits a list of ids, with or without spaces.
func list(ids string) []string {
	if strings.IndexByte(ids, ',') < 0 {
		return []string{unescape(strings.TrimSpace(ids))}
	}
	return addNames(nil, GFF3, []byte(ids))
}

// feature returns the feature of an id on a sequence. It adds the feature the first time.
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

// declare adds a line with its own place and returns its feature, which may have several
// lines with the same ID.
func (g *gff3) declare(r *record) *feature {
	id := unescape(string(r.id))
	if id == "" {
		g.noID++
		id = fmt.Sprintf("\x00%d", g.noID)
	}
	f := g.feature(string(r.seq), id)
	placed := f.on(r.strand)
	placed.cover(r.start, r.end)
	if f.declared { // another line may call it by another name
		f.alias(unescape(string(r.name)), unescape(string(r.geneName)))
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
	f.name = unescape(cmp.Or(string(r.name), string(r.geneName), string(r.locus)))
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

// done determines which features are genes, and which are transcripts of which gene.
func (g *gff3) done() ([]*feature, error) {
	var genes, all []*feature
	for _, f := range g.order {
		if !f.declared {
			g.adopt(f)
		}
		all = append(all, f)
		if f.twin != nil {
			f.describe(f.twin)
			all = append(all, f.twin)
		}
	}
	listed := map[*feature]bool{}
	for _, f := range all {
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
			ofGene := func(name string) bool { return slices.Contains(owner.geneNames, name) }
			f.names = slices.DeleteFunc(slices.Clone(f.names), ofGene) // found by the gene
		}
	}
	var out []*feature
	for _, f := range genes {
		out = append(out, f.places()...)
	}
	return out, g.alignments.done()
}

// adopt describes a feature that has pieces but no line of a gene or transcript, by another
// line of its ID if the file has one.
func (g *gff3) adopt(f *feature) {
	l, ok := g.links[f.seq+"\x00"+f.id]
	f.id = bare(f.id)
	if !ok {
		return
	}
	f.name, f.biotype, f.declared = unescape(l.name), l.kind, true
	if l.parents != "" {
		f.parents = list(l.parents)
	}
	f.on(l.strand).cover(l.start, l.end)
}

// above returns the nearest gene above a transcript; without one, the gene that the
// transcripts name by geneID, or the topmost transcript of the line of ancestors, which
// then is its own gene.
func (g *gff3) above(f *feature) *feature {
	top, parents := f, f.parents
	for range maxDepth {
		up, further, ok := g.parent(f.seq, parents)
		if !ok {
			break
		}
		if up != nil && up.isGene {
			return up.on(f.strand)
		}
		if up != nil {
			top = up
		}
		parents = further
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

// parent returns the first of some parents that the file has, and that one's parents. The
// parent is nil if it is not part of a gene.
func (g *gff3) parent(seq string, ids []string) (up *feature, further []string, ok bool) {
	for _, id := range ids {
		if up := g.byID[seq+"\x00"+id]; up != nil && up.declared {
			return up, up.parents, true
		}
		if l, ok := g.links[seq+"\x00"+id]; ok {
			return nil, list(l.parents), true
		}
	}
	return nil, nil, false
}
