package gff

import "fmt"

// gtf assembles genes from lines that state which gene and transcript they belong
// to. An id that occurs on two sequences (genes on both X and Y) or strands is two
// genes, and the id of a transcript in two genes (unknown_transcript_1 of NCBI)
// two transcripts.
type gtf struct {
	genes  []*feature
	byGene map[string]*feature
	byID   map[string]*feature // transcripts
	// The last ones: lines of a transcript come together.
	lastGene, lastTranscript *feature
	lastNames                string // further names of the last gene, as a line has them
	key                      []byte // scratch space
}

func newGTF() *gtf {
	return &gtf{byGene: map[string]*feature{}, byID: map[string]*feature{}}
}

// add adds a line. It returns an error if the line does not name its gene.
func (g *gtf) add(r *record) error {
	geneID := r.geneID
	if len(geneID) == 0 {
		geneID = r.transcriptID
	}
	if len(geneID) == 0 {
		return fmt.Errorf("type %s without gene_id and transcript_id", r.kind)
	}
	owner := g.gene(r, geneID)
	g.describeGene(owner, r)
	if r.part == gene {
		owner.cover(r.start, r.end)
		owner.names = addNames(owner.names, GTF, r.names)
		return nil
	}
	if len(r.transcriptID) == 0 {
		owner.add(r)
		owner.names = addNames(owner.names, GTF, r.names)
		return nil
	}
	t := g.transcript(r, owner)
	if r.part == transcript {
		t.cover(r.start, r.end)
		t.isRNA = true
	}
	t.names = addNames(t.names, GTF, r.names)
	t.add(r)
	return nil
}

// describeGene fills in what is still unknown of a gene.
func (g *gtf) describeGene(f *feature, r *record) {
	if len(r.geneName) > 0 && f.name != string(r.geneName) {
		if f.name == "" {
			f.name = string(r.geneName)
		} else {
			f.manyNames = true
			f.alias(string(r.geneName))
		}
	}
	if f.biotype == "" && len(r.geneType) > 0 {
		f.biotype = string(r.geneType)
	}
	if len(r.aliases) > 0 {
		f.alias(addNames(nil, GTF, r.aliases)...)
	}
	if len(r.geneNames) > 0 && g.lastNames != string(r.geneNames) {
		g.lastNames = string(r.geneNames)
		f.geneNames = addNames(f.geneNames, GTF, r.geneNames)
	}
}

// gene returns the gene of an id. It adds the gene the first time.
func (g *gtf) gene(r *record, id []byte) *feature {
	if f := g.lastGene; f != nil && f.strand == r.strand && f.id == string(id) && f.seq == string(r.seq) {
		return f
	}
	key := g.keyOf(r.seq, id)
	f := g.byGene[string(key)]
	if f == nil {
		f = &feature{id: string(id), seq: string(r.seq), isGene: true}
		g.byGene[string(key)] = f
		g.genes = append(g.genes, f)
	}
	g.lastGene, g.lastNames = f.on(r.strand), ""
	return g.lastGene
}

// transcript returns the transcript of a line.
func (g *gtf) transcript(r *record, owner *feature) *feature {
	t := g.lastTranscript
	if t == nil || t.owner != owner || t.id != string(r.transcriptID) {
		key := g.keyOf(r.seq, []byte(owner.id), r.transcriptID)
		t = g.byID[string(key)]
		if t != nil && t.owner != owner { // on the other strand
			key = append(key, r.strand)
			t = g.byID[string(key)]
		}
		if t == nil {
			t = &feature{id: string(r.transcriptID), name: string(r.transcriptName), seq: owner.seq, owner: owner}
			g.byID[string(key)] = t
			owner.transcripts = append(owner.transcripts, t)
		}
		g.lastTranscript = t
	}
	if t.biotype == "" {
		t.biotype = string(r.typeName)
	}
	if t.gene == "" && len(r.geneName) > 0 {
		if t.gene = owner.name; t.gene != string(r.geneName) {
			t.gene = string(r.geneName)
		}
	}
	if t.strand == 0 {
		t.strand = r.strand
	}
	return t
}

// keyOf joins names to a key, which the next call overwrites.
func (g *gtf) keyOf(names ...[]byte) []byte {
	g.key = g.key[:0]
	for _, name := range names {
		g.key = append(append(g.key, name...), 0)
	}
	return g.key
}

// done returns the genes in order of appearance.
func (g *gtf) done() ([]*feature, error) {
	var genes []*feature
	for _, f := range g.genes {
		if f.twin != nil {
			f.describe(f.twin)
		}
		for ; f != nil; f = f.twin {
			genes = append(genes, f.places()...)
		}
	}
	return genes, nil
}
