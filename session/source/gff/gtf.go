package gff

import "fmt"

// gtf puts genes together from lines that say which gene and transcript they
// belong to. An id that occurs on two sequences (genes on both X and Y) is two
// genes, and the id of a transcript in two genes (unknown_transcript_1 of NCBI)
// two transcripts.
type gtf struct {
	genes       []*feature
	transcripts []*feature
	byGene      map[string]*feature
	byID        map[string]*feature // transcripts
	// The last ones: lines of a transcript come together.
	lastGene, lastTranscript *feature
	key                      []byte // scratch space
}

func newGTF() *gtf {
	return &gtf{byGene: map[string]*feature{}, byID: map[string]*feature{}}
}

// add takes a line, an error when it says nothing of its gene.
func (g *gtf) add(r *record) (used bool, err error) {
	if r.part == other {
		return false, nil
	}
	geneID := r.geneID
	if len(geneID) == 0 {
		geneID = r.transcriptID
	}
	if len(geneID) == 0 {
		return false, fmt.Errorf("type %s without gene_id and transcript_id", r.kind)
	}
	owner := g.gene(r, geneID)
	owner.describeGene(r)
	if r.part == gene {
		owner.cover(r.start, r.end)
		owner.declared = true
		return true, nil
	}
	if len(r.transcriptID) == 0 {
		owner.add(r)
		return true, nil
	}
	t := g.transcript(r, owner)
	if r.part == transcript {
		t.cover(r.start, r.end)
		t.declared = true
	}
	t.add(r)
	return true, nil
}

// describeGene fills what is not known of a gene yet.
func (f *feature) describeGene(r *record) {
	if f.strand == 0 {
		f.strand = r.strand
	}
	if f.name == "" && len(r.geneName) > 0 {
		f.name = string(r.geneName)
	}
	if f.biotype == "" && len(r.geneType) > 0 {
		f.biotype = string(r.geneType)
	}
	if len(r.aliases) > 0 && r.part == gene {
		f.alias(string(r.aliases))
	}
}

// gene returns the gene of an id, a new one the first time.
func (g *gtf) gene(r *record, id []byte) *feature {
	if f := g.lastGene; f != nil && f.id == string(id) && f.seq == string(r.seq) {
		return f
	}
	key := g.keyOf(r.seq, id)
	f := g.byGene[string(key)]
	if f == nil {
		f = &feature{id: string(id), seq: string(r.seq), isGene: true}
		g.byGene[string(key)] = f
		g.genes = append(g.genes, f)
	}
	g.lastGene = f
	return f
}

// transcript returns the transcript of a line.
func (g *gtf) transcript(r *record, owner *feature) *feature {
	if t := g.lastTranscript; t != nil && t.owner == owner && t.id == string(r.transcriptID) {
		return t
	}
	key := g.keyOf(r.seq, []byte(owner.id), r.transcriptID)
	t := g.byID[string(key)]
	if t == nil {
		t = &feature{id: string(r.transcriptID), name: string(r.transcriptName), seq: owner.seq, owner: owner}
		g.byID[string(key)] = t
		g.transcripts = append(g.transcripts, t)
		owner.transcripts = append(owner.transcripts, t)
	}
	if t.biotype == "" {
		t.biotype = string(r.typeName)
	}
	g.lastTranscript = t
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

// done returns the genes and transcripts in order of appearance.
func (g *gtf) done() (genes, transcripts []*feature) { return g.genes, g.transcripts }
