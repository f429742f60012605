package actions

import (
	"context"
	"errors"
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
// The answer without them takes held bytes. From more rows than limit on sites are merged.
func (a *Actions) variantColumns(ctx context.Context, page Page, ds *catalog.Dataset, p *protocol.DataParams, rows *source.Rows,
	answer *protocol.FeaturesAnswer, limit int, held int64) error {
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
	beside := a.Catalog.GenotypesBeside(ds)
	if beside == nil {
		return nil
	}
	for _, m := range beside.Measurements {
		if m.HasValues() {
			answer.Samples = append(answer.Samples, protocol.Sample{ID: m.ID, Name: m.Name})
		}
	}
	if len(answer.Samples) == 0 {
		return nil
	}
	size := rows.Len() * len(answer.Samples)
	answer.MostSites = min(mostLetters/len(answer.Samples), limit)
	if answer.Thinned || size > mostLetters {
		return nil // too many, which the page says
	}
	if err := page.Room(ctx, held+int64(4*size)); err != nil {
		return err
	}
	calls, err := a.Catalog.GenotypesOf(ctx, ds, a.visible(p), rows)
	var many *catalog.ManySitesError
	if errors.As(err, &many) { // as many sites of those in view as would be chosen from the most
		answer.MostSites = min(answer.MostSites, int(float64(rows.Len())*float64(many.Most)/float64(many.Sites)))
		return nil
	}
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
