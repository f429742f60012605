package actions

import (
	"slices"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/source"
)

// Columns that a Genes Track reads: comma-separated positions, 1-based inclusive.
const (
	geneColumn        = "gene"
	exonStartsColumn  = "exon_starts"
	exonEndsColumn    = "exon_ends"
	codingStartColumn = "cds_start"
	codingEndColumn   = "cds_end"
)

// Measurement returns a catalog's measurement in the form sent to pages.
func Measurement(m *catalog.Measurement) protocol.Measurement {
	out := protocol.Measurement{
		ID: m.ID, Name: m.Name, Type: protocol.RangeType, DatasourceID: m.Dataset.ID, DatasourceGroup: m.Group,
		DefaultChartType: m.Chart, Annotation: m.Annotation, Metadata: columnNames(m.Dataset),
	}
	if m.HasValues() {
		out.Type = protocol.FeatureType
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
	names := append([]string{}, ds.Info.Metadata...)
	if ds.Info.Kind == source.Genes {
		names = append(names, exonStartsColumn, exonEndsColumn)
	}
	return names
}

// FeatureRows returns the rows of a measurement in iv for the prompt, positions 0-based
// half-open. A number column that is a text column too is given as the text,
// which is what the file has.
func FeatureRows(m *catalog.Measurement, iv genome.Interval, rows *source.Rows) reply.FeatureRows {
	out := reply.FeatureRows{Name: m.ID, Chr: iv.Seq, From: iv.Start, To: iv.End, Start: rows.Start, End: rows.End, Strand: rows.Strand,
		Exons: rows.Exons, Coding: rows.Coding, Genes: m.Dataset.Info.Kind == source.Genes}
	for j, name := range m.Dataset.Info.Metadata {
		if j < len(rows.Metadata) {
			out.Columns = append(out.Columns, protocol.MetadataColumn{Name: name, Text: rows.Metadata[j]})
		}
	}
	for j, name := range m.Dataset.Info.Values {
		if j < len(rows.Values) && !slices.Contains(m.Dataset.Info.Metadata, name) {
			out.Values = append(out.Values, protocol.ValueColumn{Measurement: name, Values: rows.Values[j]})
		}
	}
	return out
}
