package actions

import (
	"context"
	"errors"
	"math"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bins"
)

// Bounds of what the built-in page may ask for at once; it asks for a bin or a
// row for each pixel.
const (
	mostBins    = 16_384
	defaultBins = 1000
	mostRows    = 16_384
	// mostPoints is for plots, which show records wherever they lie.
	mostPoints = 131_072
	// mostBatched is how many measurements one request may ask for.
	mostBatched = 1000
)

// batch answers the built-in page's getCombined: for each measurement what
// getValues would, so that one that cannot be read takes none of the others with
// it.
func (a *Actions) batch(ctx context.Context, page Page, p *protocol.DataParams) *protocol.BatchAnswer {
	act := action{(*Actions).getValues, (*Actions).emptyValues}
	answer := &protocol.BatchAnswer{}
	for _, m := range p.Measurements[:min(len(p.Measurements), mostBatched)] {
		one := *p
		one.Measurement, one.Datasource, one.Measurements = m.ID, "", nil
		data, ok := a.do(ctx, page, act, protocol.GetValues, &one).(protocol.Appender)
		if !ok {
			data = &protocol.PointsAnswer{SeqName: p.SeqName}
		}
		answer.Answers = append(answer.Answers, data)
	}
	return answer
}

// values answers the built-in page's getValues: the records themselves where
// there are no more of them than bins, or than maxRows where more are wanted,
// else the bins. The bins come first: a
// summary of a wide view is cheap, its records are not.
func (a *Actions) values(ctx context.Context, m *catalog.Measurement, p *protocol.DataParams) (any, error) {
	iv := a.visible(p)
	start, end := wireStart(iv.Start), iv.End
	points := &protocol.PointsAnswer{SeqName: iv.Seq, Start: start, End: end}
	if iv.Len() == 0 {
		return points, nil
	}
	n := min(count(p.Bins, defaultBins, mostBins), iv.Len())
	sum, err := a.Catalog.Summarize(ctx, m, iv, n, false)
	if err != nil {
		return nil, quiet(err)
	}
	records := 0.0
	for _, c := range sum.Count {
		records += c
	}
	most := max(n, count(p.MaxRows, n, mostPoints))
	if records <= 2*float64(most) { // a record that reaches into a second bin counts twice
		rows, err := a.Catalog.Rows(ctx, m.Dataset, iv, source.RowOptions{Unnumbered: true, Limit: most})
		if err != nil {
			return nil, err
		}
		if rows.Total <= most {
			points.RowStart, points.RowEnd = wireStarts(rows.Start), rows.End
			if rows.Len() > 0 {
				points.Values = rows.Values[m.Column]
			}
			return points, nil
		}
	}
	return &protocol.BinsAnswer{SeqName: iv.Seq, Start: start, End: end,
		Mean: bins.Values(sum, bins.Mean), Min: bins.Values(sum, bins.Min), Max: bins.Values(sum, bins.Max)}, nil
}

// features answers the built-in page's getRows. Rows that are too many are
// thinned: of genes the longest are kept, other features that come to lie on
// one pixel are merged with their count.
func (a *Actions) features(ctx context.Context, ds *catalog.Dataset, p *protocol.DataParams) (any, error) {
	iv := a.visible(p)
	limit := count(p.MaxRows, defaultBins, mostRows)
	rows, counts, err := a.Catalog.Thinned(ctx, ds, iv, limit, ds.Info.Kind == source.Genes)
	if err != nil {
		return nil, quiet(err)
	}
	answer := &protocol.FeaturesAnswer{Total: rows.Total, Count: counts, Thinned: counts != nil || rows.Total > rows.Len()}
	answer.Table = rowsTable(p, ds, rows)
	if rows.Coding != nil && ds.Info.Kind == source.Genes {
		answer.Table.Metadata = append(answer.Table.Metadata, codingColumns(rows)...)
	}
	return answer, nil
}

// visible is the request's range cut to the sequence.
func (a *Actions) visible(p *protocol.DataParams) genome.Interval {
	iv := FromWire(p.SeqName, p.Start, p.End)
	length := 0
	if s, ok := a.Catalog.Sequence(iv.Seq); ok {
		length = s.Length
	}
	return iv.Clamp(length)
}

func count(n protocol.Number, otherwise, most int) int {
	if !n.Set || !(n.Value >= 1) {
		return otherwise
	}
	return int(math.Min(n.Value, float64(most)))
}

// noData is the failure that is none: the sequence is simply not in the file.
type noData struct{ error }

// quiet marks an unknown sequence as no failure.
func quiet(err error) error {
	if errors.Is(err, source.ErrNoSequence) {
		return noData{err}
	}
	return err
}

// codingColumns are where the coding stretch of genes begins and ends, empty
// where there is none.
func codingColumns(rows *source.Rows) []protocol.MetadataColumn {
	starts := protocol.MetadataColumn{Name: codingStartColumn, Text: make([]string, rows.Len())}
	ends := protocol.MetadataColumn{Name: codingEndColumn, Text: make([]string, rows.Len())}
	for i, c := range rows.Coding {
		if c[0] < c[1] {
			starts.Text[i], ends.Text[i] = itoa(wireStart(c[0])), itoa(c[1])
		}
	}
	return []protocol.MetadataColumn{starts, ends}
}
