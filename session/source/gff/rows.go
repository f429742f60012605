package gff

import (
	"cmp"

	"github.com/epiviz/epivizgo/session/source/intervals"
)

// The columns of each view. Search looks at Names.
var (
	geneSchema = intervals.Schema{
		Metadata: []string{"gene", "gene_id", "biotype", "aliases"},
		Names:    []string{"gene", "gene_id", "aliases"},
		Exons:    true, Coding: true, Phase: true, Hidden: true,
	}
	transcriptSchema = intervals.Schema{
		Metadata: []string{"transcript", "transcript_id", "gene", "gene_id", "biotype"},
		Names:    []string{"transcript", "transcript_id"},
		Exons:    true, Coding: true, Phase: true, Hidden: true,
	}
	featureSchema = intervals.Schema{
		Values:   []string{"score"},
		Metadata: []string{"name", "type", "source", "score", "phase", "attributes"},
		Names:    []string{"name"},
		Exons:    true, Hidden: true, // blocks of alignments
	}
)

// label returns the name that people know a feature by.
func (f *feature) label() []byte {
	if f.name != "" {
		return []byte(f.name)
	}
	return []byte(f.id)
}

// row returns a finished gene as a row.
func (f *feature) row() intervals.Row {
	return intervals.Row{
		Seq: []byte(f.seq), Start: f.start, End: f.end, Strand: f.strand,
		Metadata: [][]byte{f.label(), []byte(f.id), []byte(f.biotype), []byte(f.aliasText())},
		Exons:    f.shape, Coding: f.codingSpan(), Phase: f.phase(),
		Names: f.hidden(f.geneNames, f.names),
	}
}

// transcriptRow returns a transcript as a row. For a gene with several names the row has the
// name in the transcript's own lines, or else the id.
func (f *feature) transcriptRow() intervals.Row {
	owner := f.owner
	if owner == nil {
		owner = f
	}
	gene, called := owner.label(), []string(nil)
	if owner.manyNames {
		gene, called = []byte(cmp.Or(f.gene, owner.id)), []string{f.gene}
	}
	return intervals.Row{
		Seq: []byte(f.seq), Start: f.start, End: f.end, Strand: f.strand,
		Metadata: [][]byte{f.label(), []byte(f.id), gene, []byte(owner.id), []byte(f.biotype)},
		Exons:    f.shape, Coding: f.codingSpan(), Phase: f.phase(),
		Names: f.hidden(f.names, called),
	}
}

// hidden joins the names of a feature that its row does not show.
func (f *feature) hidden(lists ...[]string) []byte {
	var out []byte
	for _, list := range lists {
		for _, name := range list {
			if name != f.name && name != f.id {
				out = append(append(out, name...), ',')
			}
		}
	}
	return out
}
