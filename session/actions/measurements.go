package actions

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/source"
)

// Columns that Genes Track and Arcs Track read: comma-separated positions, 1-based
// inclusive.
const (
	geneColumn        = "gene"
	exonStartsColumn  = "exon_starts"
	exonEndsColumn    = "exon_ends"
	blockStartsColumn = "block_starts" // of pairs, in the file's order
	blockEndsColumn   = "block_ends"
	codingStartColumn = "cds_start"
	codingEndColumn   = "cds_end"
	phaseColumn       = "cds_phase"  // bases before the first whole codon; "" where the exons are no codons in turn
	framesColumn      = "exonFrames" // of genePred and bigGenePred, by exon; -1 in one that is not coding
)

// Measurement returns a catalog's measurement in the form sent to pages.
func Measurement(m *catalog.Measurement) protocol.Measurement {
	out := protocol.Measurement{
		ID: m.ID, Name: m.Name, Type: protocol.RangeType, DatasourceID: m.Dataset.ID, DatasourceGroup: m.Group,
		DefaultChartType: m.Chart, Annotation: m.Annotation, Metadata: columnNames(m.Dataset),
	}
	if m.Dataset.Info.Kind == source.Bases {
		out.Type = protocol.SequenceType
	}
	if m.HasValues() {
		out.Type = protocol.FeatureType
		if m.Dataset.HasVariants() { // else a thousand fields would be named a thousand times
			out.Metadata = slices.Clip(out.Metadata[:min(len(out.Metadata), catalog.SiteColumns)])
		}
		if lo, hi, ok := m.Range(); ok {
			out.MinValue, out.MaxValue = &lo, &hi
		}
	}
	return out
}

// columnNames returns the text columns that rows of a dataset have on the wire.
func columnNames(ds *catalog.Dataset) []string {
	if ds.Grid {
		return []string{}
	}
	names := slices.Clip(ds.Info.Metadata)
	if starts, ends := blockColumns(ds); starts != "" {
		return append(names, starts, ends)
	}
	if names == nil {
		return []string{}
	}
	return names
}

// blockColumns returns the names of the columns with the exons, or the ends of pairs, ""
// if the rows have none on the wire.
func blockColumns(ds *catalog.Dataset) (starts, ends string) {
	switch ds.Info.Kind {
	case source.Genes:
		return exonStartsColumn, exonEndsColumn
	case source.Pairs:
		return blockStartsColumn, blockEndsColumn
	}
	return "", ""
}

// FeatureRows returns the rows of a measurement in iv for the prompt, positions 0-based
// half-open. A number column that is a text column too is given as the text,
// which is what the file has, and as its numbers.
func FeatureRows(m *catalog.Measurement, iv genome.Interval, rows *source.Rows) reply.FeatureRows {
	out := reply.FeatureRows{Name: m.ID, Chr: iv.Seq, From: iv.Start, To: iv.End, Start: rows.Start, End: rows.End, Strand: rows.Strand,
		Exons: rows.Exons, Coding: rows.Coding, Genes: m.Dataset.Info.Kind == source.Genes}
	pairs := m.Dataset.Info.Kind == source.Pairs
	for j, name := range m.Dataset.Info.Metadata {
		if pairs && (name == source.MateColumn || name == source.EndColumn) {
			continue // they are in Ends
		}
		if j < len(rows.Metadata) {
			var numbers []float64
			if k := slices.Index(m.Dataset.Info.Values, name); k >= 0 && k < len(rows.Values) {
				numbers = rows.Values[k]
			}
			text := rows.Metadata[j]
			if numbers != nil && m.Dataset.HasVariants() {
				text, numbers = ofSites(text, numbers)
			}
			out.Columns = append(out.Columns, protocol.MetadataColumn{Name: name, Text: text})
			out.Numbers = append(out.Numbers, numbers)
		}
	}
	for j, name := range m.Dataset.Info.Values {
		if j < len(rows.Values) && !slices.Contains(m.Dataset.Info.Metadata, name) {
			out.Values = append(out.Values, protocol.ValueColumn{Measurement: name, Values: rows.Values[j]})
		}
	}
	if pairs {
		out.Ends, out.Exons = make([][2]reply.Place, rows.Len()), make([][][2]int, rows.Len())
	}
	for i := range out.Ends {
		for k, e := range rows.Ends(iv.Seq, m.Dataset.Info.Metadata, i) {
			out.Ends[i][k] = reply.Place{Chr: e.Seq, Start: e.Start, End: e.End}
		}
		out.Exons[i] = joinedEnds(rows.Exons[i])
	}
	return out
}

// ofSites returns a column of variants for the prompt: a number that was computed is text too, and a list, of a number for
// each allele, is text alone.
func ofSites(text []string, numbers []float64) ([]string, []float64) {
	text, numbers = slices.Clone(text), slices.Clone(numbers)
	for i, v := range numbers {
		switch {
		case strings.Contains(text[i], ","):
			numbers[i] = math.NaN()
		case text[i] == "" && v == v:
			text[i] = strconv.FormatFloat(v, 'g', 6, 64)
		}
	}
	return text, numbers
}

// joinedEnds returns the ends of a pair in order, as one where they touch.
func joinedEnds(ends [][2]int) [][2]int {
	if len(ends) < 2 {
		return ends
	}
	a, b := ends[0], ends[1]
	if b[0] < a[0] {
		a, b = b, a
	}
	if b[0] <= a[1] {
		return [][2]int{{a[0], max(a[1], b[1])}}
	}
	return [][2]int{a, b}
}
