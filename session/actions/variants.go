package actions

import (
	"context"
	"slices"
	"strconv"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/source"
)

// genotypesColumn is the text column that a Variants Track asks for besides those that rows have: a letter for each sample, as
// source.Call has them. Genotypes are read for it.
const genotypesColumn = "genotypes"

// mostLetters bounds the genotypes of an answer: those of 800 sites of the 2,504 samples of the largest public set.
const mostLetters = 2_000_000

// computed adds numbers that were computed to a text column of variants.
func computed(columns []protocol.MetadataColumn, name string, numbers []float64, ds *catalog.Dataset) {
	at := slices.IndexFunc(columns, func(c protocol.MetadataColumn) bool { return c.Name == name })
	if at >= 0 && ds.HasVariants() {
		columns[at].Text, _ = ofSites(columns[at].Text, numbers)
	}
}

// variantColumns adds to an answer the columns that the request names and rows do not have as text: number columns, and the genotypes.
// The answer without them takes held bytes.
func (a *Actions) variantColumns(ctx context.Context, page Page, ds *catalog.Dataset, p *protocol.DataParams, rows *source.Rows,
	answer *protocol.FeaturesAnswer, held int64) error {
	for k, name := range ds.Info.Values {
		if !slices.Contains(p.Metadata, name) || k >= len(rows.Values) {
			continue
		}
		if slices.Contains(ds.Info.Metadata, name) {
			computed(answer.Table.Metadata, name, rows.Values[k], ds)
			continue
		}
		column := protocol.MetadataColumn{Name: name, Text: make([]string, rows.Len())}
		for i, v := range rows.Values[k] {
			if v == v {
				column.Text[i] = strconv.FormatFloat(v, 'g', 6, 64)
			}
		}
		answer.Table.Metadata = append(answer.Table.Metadata, column)
	}
	if !slices.Contains(p.Metadata, genotypesColumn) {
		return nil
	}
	beside := ds.Genotypes()
	if beside == nil {
		return nil
	}
	for _, m := range beside.Measurements {
		if m.HasValues() {
			answer.Samples = append(answer.Samples, protocol.Sample{ID: m.ID, Name: m.Name})
		}
	}
	size := rows.Len() * len(answer.Samples)
	answer.MostSites = mostLetters / len(answer.Samples)
	if answer.Thinned || size > mostLetters {
		return nil // too many, which the page says
	}
	if err := page.Room(ctx, held+int64(4*size)); err != nil {
		return err
	}
	iv := a.visible(p)
	calls, _, err := a.Catalog.GenotypesOf(ctx, ds, iv, rows)
	if err != nil {
		return err
	}
	column := protocol.MetadataColumn{Name: genotypesColumn, Text: make([]string, rows.Len())}
	for i := range column.Text {
		column.Text[i] = string(calls.Calls[i*calls.Samples : (i+1)*calls.Samples])
	}
	answer.Table.Metadata = append(answer.Table.Metadata, column)
	return nil
}
