package gff

import (
	"strconv"

	"github.com/epiviz/epivizgo/session/source/intervals"
)

// The columns of each view. Search looks at Names.
var (
	geneSchema = intervals.Schema{
		Metadata: []string{"gene", "gene_id", "biotype", "aliases"},
		Names:    []string{"gene", "gene_id", "aliases"},
		Exons:    true, Coding: true,
	}
	transcriptSchema = intervals.Schema{
		Metadata: []string{"transcript", "transcript_id", "gene", "gene_id", "biotype"},
		Names:    []string{"transcript", "transcript_id"},
		Exons:    true, Coding: true,
	}
	featureSchema = intervals.Schema{
		Values:   []string{"score"},
		Metadata: []string{"name", "type", "source", "score", "phase", "attributes"},
		Names:    []string{"name"},
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
		Exons:    f.shape, Coding: f.codingSpan(),
	}
}

// transcriptRow returns a transcript as a row.
func (f *feature) transcriptRow() intervals.Row {
	owner := f.owner
	if owner == nil {
		owner = f
	}
	r := f.row()
	r.Metadata = [][]byte{f.label(), []byte(f.id), owner.label(), []byte(owner.id), []byte(f.biotype)}
	return r
}

// addFeature adds a line as it is.
func addFeature(b *intervals.Builder, r *record) error {
	score, err := strconv.ParseFloat(string(r.score), 64)
	if err != nil {
		score = nan
	}
	return b.Add(intervals.Row{
		Seq: r.seq, Start: r.start, End: r.end, Strand: r.strand,
		Values:   []float64{score},
		Metadata: [][]byte{r.label(), r.kind, r.source, r.score, r.phase, r.raw},
	})
}

// label returns a name for a line: the first that it has of those most useful to people.
func (r *record) label() []byte {
	for _, name := range [][]byte{r.name, r.geneName, r.id, r.transcriptName, r.transcriptID, r.geneID} {
		if len(name) > 0 {
			return []byte(unescape(string(name)))
		}
	}
	return r.kind
}
