package keyed

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// Genes are the places of a source by the names of its rows.
type Genes struct {
	Source source.Source
	Label  string // for people: the file's name

	places  []place
	names   map[string][]uint32 // places by ids and names
	bare    map[string][]uint32 // by ids without their version
	aliases map[string][]uint32 // by further names
}

// place is where a gene is.
type place struct {
	seq        string
	start, end int
	strand     byte
	name       string // for people
}

// The columns with names of genes and of transcripts, those for people first.
var (
	geneColumns       = []string{"gene", "gene_name", "name2", "geneName", "name", "gene_id", "transcript", "transcript_id"}
	transcriptColumns = []string{"transcript", "transcript_id"}
)

// aliasColumn is the column with lists of further names.
const aliasColumn = "aliases"

// columnsOf returns the columns with names of a source.
func columnsOf(info source.Info) (columns []string) {
	all := geneColumns
	if slices.Contains(info.Metadata, "gene_id") && slices.Contains(info.Metadata, "transcript_id") {
		all = transcriptColumns // transcripts whose genes are a source of their own
	}
	for _, name := range all {
		if slices.Contains(info.Metadata, name) {
			columns = append(columns, name)
		}
	}
	return columns
}

// mostGenes bounds the rows of a source that Index reads.
const mostGenes = 2_000_000

// HasNames reports whether rows of tables may be named by those of a source: by genes,
// transcripts, or features with names such as peaks. A source of too many rows, or of which
// it is not known how many it has, is read through an index, and never whole.
func HasNames(info source.Info) bool {
	if info.Items < 1 || info.Items > mostGenes {
		return false
	}
	return (info.Kind == source.Genes || info.Kind == source.Features) && len(info.Keys) == 0 && !info.Table && len(columnsOf(info)) > 0
}

// Index reads the names of a source that HasNames.
func Index(ctx context.Context, src source.Source, label string) (*Genes, error) {
	g := &Genes{Source: src, Label: label, names: map[string][]uint32{}, bare: map[string][]uint32{}, aliases: map[string][]uint32{}}
	info := src.Info()
	var columns []int
	for _, name := range columnsOf(info) {
		columns = append(columns, slices.Index(info.Metadata, name))
	}
	aliases := slices.Index(info.Metadata, aliasColumn)
	further, _ := src.(interface{ FurtherNames(row int) string })
	for _, q := range info.Sequences {
		whole := genome.Interval{Seq: q.Name, End: max(q.Length, 1) + 1}
		rows, err := src.Rows(ctx, whole, source.RowOptions{Unnumbered: true, Columns: &source.Columns{Text: true}})
		if err != nil {
			return nil, err
		}
		for i := range rows.Len() {
			if further != nil {
				g.alias(further.FurtherNames(len(g.places)))
			}
			if aliases >= 0 {
				g.alias(rows.Metadata[aliases][i])
			}
			g.add(place{seq: q.Name, start: rows.Start[i], end: rows.End[i], strand: rows.Strand[i]}, rows.Metadata, columns, i)
		}
	}
	return g, nil
}

// databases are what ids of genes have in front in annotations of NCBI, and nowhere else.
var databases = []string{"GeneID:", "Ensembl:"}

// alias adds further names of the next place, separated by commas.
func (g *Genes) alias(names string) {
	for name := range strings.SplitSeq(names, ",") {
		g.put(g.aliases, name)
		for _, prefix := range databases {
			if id, ok := strings.CutPrefix(name, prefix); ok {
				g.put(g.aliases, id)
			}
		}
	}
}

// put adds the next place to those of a name.
func (g *Genes) put(to map[string][]uint32, name string) {
	n := uint32(len(g.places))
	if have := to[name]; name != "" && name != "." && (len(have) == 0 || have[len(have)-1] != n) {
		to[name] = append(have, n)
	}
}

// add adds the place of row i.
func (g *Genes) add(p place, metadata [][]string, columns []int, i int) {
	for _, column := range columns {
		name := metadata[column][i]
		p.name = cmp.Or(p.name, name)
		g.put(g.names, name)
		if bare := unversioned(name); bare != name {
			g.put(g.bare, bare)
		}
	}
	g.places = append(g.places, p)
}

// how says by what a name was found.
type how int

const (
	not      how = iota
	exactly      // by the name as it is
	versions     // by the id without a version
	byAlias      // by a further name of the gene
	inPart       // by a part of the name, as of ENSG00000141510|TP53
)

// find returns the places of a name.
func (g *Genes) find(name string) (of []uint32, by how) {
	if of = g.names[name]; of != nil {
		return of, exactly
	}
	bare := unversioned(name)
	if of = g.names[bare]; bare != name && of != nil {
		return of, versions
	}
	if of = g.bare[bare]; of != nil {
		return of, versions
	}
	if of = g.aliases[name]; of != nil {
		return of, byAlias
	}
	for _, part := range parts(name) {
		if of, _ = g.find(part); of != nil {
			return of, inPart
		}
	}
	return nil, not
}

// parts returns the parts of a name that is made of an id and a name: ENSG00000141510|TP53,
// as GENCODE's FASTA has them, or ENSG00000141510_TP53, as RSEM writes.
func parts(name string) []string {
	if strings.IndexByte(name, '|') >= 0 {
		return slices.DeleteFunc(strings.Split(name, "|"), func(part string) bool { return part == "" || part == "-" || part == "?" })
	}
	if id, rest, ok := strings.Cut(name, "_"); ok && rest != "" && isEnsembl(strings.SplitN(id, ".", 2)[0]) {
		return []string{id}
	}
	return nil
}

// unversioned returns an id of Ensembl, GENCODE or RefSeq without its version: ENSG00000141510
// of ENSG00000141510.17, and of ENSG00000141510.17_5, as GENCODE has those that were lifted to
// another assembly. Other names may end in a point and a number that is a part of them. Copies on
// another sequence (_PAR_Y) stay apart.
func unversioned(id string) string {
	at := strings.IndexByte(id, '.')
	if at < 0 || !isEnsembl(id[:at]) && !isRefSeq(id[:at]) {
		return id
	}
	rest := strings.TrimLeft(id[at+1:], digits)
	switch {
	case len(rest) == len(id[at+1:]):
		return id // no version
	case rest == "", rest[0] == '_' && len(rest) > 1 && strings.Trim(rest[1:], digits) == "":
		return id[:at]
	case rest == "_PAR_Y":
		return id[:at] + rest
	}
	return id
}

// IsID reports whether a name is an id of Ensembl or RefSeq, with or without a version.
func IsID(name string) bool {
	bare := strings.TrimSuffix(unversioned(name), "_PAR_Y")
	return isEnsembl(bare) || isRefSeq(bare)
}

const digits = "0123456789"

// isEnsembl reports whether an id is one of Ensembl, such as ENSG00000141510 or ENSMUST00000108658.
func isEnsembl(id string) bool {
	number := strings.TrimLeft(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	return strings.HasPrefix(id, "ENS") && len(number) == 11 && strings.Trim(number, digits) == ""
}

// isRefSeq reports whether an id is one of RefSeq, such as NM_000546.
func isRefSeq(id string) bool {
	return len(id) > 3 && strings.IndexByte("NX", id[0]) >= 0 && strings.IndexByte("MRP", id[1]) >= 0 && id[2] == '_' &&
		strings.Trim(id[3:], digits) == ""
}

// merged returns where a name is: the extents of the places that overlap on a strand, as
// those of the transcripts of a gene do.
func (g *Genes) merged(of []uint32) []place {
	if len(of) == 1 {
		return []place{g.places[of[0]]}
	}
	all := make([]place, len(of))
	for i, n := range of {
		all[i] = g.places[n]
	}
	slices.SortStableFunc(all, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.seq, b.seq), cmp.Compare(a.strand, b.strand), a.start-b.start)
	})
	out := all[:1]
	for _, p := range all[1:] {
		if last := &out[len(out)-1]; p.seq == last.seq && p.strand == last.strand && p.start < last.end {
			last.end = max(last.end, p.end)
			continue
		}
		out = append(out, p)
	}
	return out
}
