package actions

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/budget"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bins"
)

// batch answers the built-in page's getCombined: for each measurement what
// getValues would, so that one that cannot be read does not affect the others. The
// page finds its answers by their order: one named twice is answered twice, but
// made once. Those that the answer has no room for say so.
func (a *Actions) batch(ctx context.Context, page Page, p *protocol.DataParams) (any, error) {
	act := action{(*Actions).getValues, (*Actions).emptyValues}
	each := a.valuesCost(p)
	asked := p.Measurements
	if err := page.Room(ctx, int64(p.Size()+each.made+min(each.sent*len(asked), budget.Sent))); err != nil {
		return nil, err
	}
	named := map[string]int{}
	for _, m := range asked {
		named[m.ID]++
	}
	made := map[string]protocol.Appender{} // of those named more than once
	refused := false
	answer := func(i, sent int) protocol.Appender {
		id := asked[i].ID
		one := *p
		one.Measurement, one.Datasource, one.Measurements = id, "", nil
		if sent+each.sent > budget.Sent || i >= mostBatched {
			err := tooManyAsked(len(asked), p, each)
			if !refused {
				refused = true
				page.Failed("", err, nil)
			}
			return &protocol.PointsAnswer{Error: err.Error()}
		}
		if have := made[id]; have != nil {
			return have
		}
		data, ok := a.do(ctx, batched{page}, act, protocol.GetValues, &one).(protocol.Appender)
		if !ok {
			data = &protocol.PointsAnswer{SeqName: p.SeqName}
		}
		if named[id] > 1 {
			made[id] = data
		}
		return data
	}
	return &protocol.BatchAnswer{N: len(asked), Answer: answer}, nil
}

// tooManyAsked returns the error of a getCombined for more measurements than are
// answered.
func tooManyAsked(n int, p *protocol.DataParams, each cost) error {
	what := fmt.Sprintf("getCombined asks for %d measurements of %.80q", n, p.SeqName)
	if n > mostBatched {
		return fmt.Errorf("%s; at most %d are answered at once: ask for fewer measurements at once", what, mostBatched)
	}
	return &tooLargeError{what, each.sent * n, budget.Sent, askForLess}
}

// batched is the page of one of many answers; room was made for all of them.
type batched struct{ Page }

func (batched) Room(context.Context, int64) error { return nil }

// valuesCost bounds the cost of the answer to the built-in page's getValues.
func (a *Actions) valuesCost(p *protocol.DataParams) cost {
	n := count(p.Bins, defaultBins, mostBins)
	most := max(n, count(p.MaxRows, n, mostPoints))
	points := cost{madeRow + madeValue, protocol.RowSize + protocol.ValueSize}.times(most)
	binned := cost{madeBin, protocol.BinSize}.times(n)
	return cost{points.made + binned.made, max(points.sent, binned.sent) + 500 + 2*protocol.StringSize(p.SeqName)}
}

// values answers the built-in page's getValues: with the records themselves where
// there are at most as many as bins, or as maxRows if that is more, and else with
// bins. Unless the source counts its records it makes the bins first: a summary of a wide view is cheap, its records are
// not.
func (a *Actions) values(ctx context.Context, page Page, m *catalog.Measurement, p *protocol.DataParams) (any, error) {
	iv := a.visible(p)
	if iv.Len() == 0 {
		return &protocol.PointsAnswer{SeqName: iv.Seq, Start: wireStart(iv.Start), End: iv.End}, nil
	}
	need := a.valuesCost(p)
	if named(m) {
		need.made += min(count(p.MaxRows, defaultBins, mostPoints), mostNamed) * maxName
	}
	if _, ok := m.Dataset.Source.(source.Summarizer); !ok {
		all, err := a.allRows(ctx, m.Dataset, iv)
		if err != nil {
			return nil, err
		}
		need.made += all
	}
	if err := page.Room(ctx, int64(p.Size())+need.total()); err != nil {
		return nil, err
	}
	n := min(count(p.Bins, defaultBins, mostBins), iv.Len())
	most := max(n, count(p.MaxRows, n, mostPoints))
	few, err := a.Catalog.Few(ctx, m.Dataset, iv, most)
	if err != nil {
		return nil, quiet(err)
	}
	if few {
		if points, err := a.points(ctx, m, iv, most); points != nil || err != nil {
			return points, err
		}
	}
	sum, err := a.Catalog.Summarize(ctx, m, iv, n, source.SummaryOptions{})
	if err != nil {
		return nil, quiet(err)
	}
	records := 0.0
	for _, c := range sum.Count {
		records += c
	}
	if records <= 2*float64(most) { // a record that reaches into a second bin counts twice
		if points, err := a.points(ctx, m, iv, most); points != nil || err != nil {
			return points, err
		}
	}
	sends(ctx, sum.Len())
	return &protocol.BinsAnswer{SeqName: iv.Seq, Start: wireStart(iv.Start), End: iv.End,
		Mean: bins.Values(sum, bins.Mean), Min: bins.Values(sum, bins.Min), Max: bins.Values(sum, bins.Max), Apart: apart(sum),
		Estimated: sum.Estimated.Rough}, nil
}

// named reports whether the rows of a measurement are known by genes.
func named(m *catalog.Measurement) bool { return len(m.Dataset.Info.Keys) > 0 }

// points returns the records of a measurement, nil if they are more than most.
func (a *Actions) points(ctx context.Context, m *catalog.Measurement, iv genome.Interval, most int) (any, error) {
	opt := source.RowOptions{Unnumbered: true, Limit: most, Columns: columnsOf([]*catalog.Measurement{m}, named(m))}
	rows, err := a.Catalog.Rows(ctx, m.Dataset, iv, opt)
	if err != nil || rows.Total > most {
		return nil, err
	}
	points := &protocol.PointsAnswer{SeqName: iv.Seq, Start: wireStart(iv.Start), End: iv.End,
		RowStart: wireStarts(rows.Start), RowEnd: rows.End}
	if rows.Len() > 0 {
		points.Values = rows.Values[m.Column]
	}
	sends(ctx, rows.Len())
	if named(m) && rows.Len() <= mostNamed {
		points.Names = geneNames(m.Dataset.Info, rows)
	}
	return points, nil
}

// apart marks the bins with values at less than half of their bases.
func apart(sum *source.Summary) []bool {
	marked := make([]bool, sum.Len())
	for i, covered := range bins.Values(sum, bins.Coverage) {
		marked[i] = covered > 0 && covered < 0.5
	}
	return marked
}

// Bounds of the names of rows: how many rows are named, and their length in bytes.
const mostNamed, maxName = 20_000, 64

// geneNames returns the names of the rows of a table by genes: of the gene that has the place, or else the one that the table
// has.
func geneNames(info source.Info, rows *source.Rows) []string {
	names := make([]string, rows.Len())
	at := []int{len(info.Metadata) - 1} // see package keyed
	for _, key := range info.Keys {
		at = append(at, slices.Index(info.Metadata, key))
	}
	for i := range names {
		for _, column := range at {
			if names[i] == "" && column >= 0 && column < len(rows.Metadata) {
				names[i] = strings.TrimSpace(rows.Metadata[column][i])
			}
		}
		if len(names[i]) > maxName {
			names[i] = strings.ToValidUTF8(names[i][:maxName], "") + "…"
		}
	}
	return names
}

// features answers the built-in page's getRows. It thins rows that are too many: of
// genes and pairs it keeps some, as source.Thinner has it; other features that share a pixel it merges and
// counts.
func (a *Actions) features(ctx context.Context, page Page, ds *catalog.Dataset, p *protocol.DataParams) (any, error) {
	iv := a.visible(p)
	row := rowCost(ds, p, nil) // what thins makes all columns
	limit := max(row.most(count(p.MaxRows, defaultBins, mostRows), 0), 1)
	need := row.times(limit)
	parts := 0
	if ds.Info.Kind == source.Genes {
		parts = count(p.Bins, 0, mostBins)
		need.made, need.sent = need.made+parts*protocol.RowSize, need.sent+parts*protocol.RowSize
	}
	if _, ok := ds.Source.(source.Thinner); !ok {
		all, err := a.allRows(ctx, ds, iv)
		if err != nil {
			return nil, err
		}
		need.made += all
	}
	if err := page.Room(ctx, int64(p.Size())+need.total()); err != nil {
		return nil, err
	}
	some := ds.Info.Kind == source.Genes || ds.Info.Kind == source.Pairs
	rows, counts, err := a.Catalog.Thinned(ctx, ds, iv, limit, some)
	if err != nil {
		return nil, quiet(err)
	}
	size, err := a.weigh(ctx, page, rows, p, row)
	if err != nil {
		return nil, err
	}
	if size > budget.Sent {
		what := fmt.Sprintf("%s has long texts in %d rows", ds.Name, rows.Len())
		return nil, &tooLargeError{what, size, budget.Sent, "ask for a smaller region"}
	}
	answer := &protocol.FeaturesAnswer{Total: rows.Total, Count: counts, Thinned: counts != nil || rows.Total > rows.Len()}
	if answer.Thinned && parts > 0 {
		if answer.Density, err = a.density(ctx, ds, FromWire(p.SeqName, p.Start, p.End), parts); err != nil {
			return nil, err
		}
	}
	sends(ctx, rows.Len())
	answer.Table = rowsTable(p, ds, rows)
	if rows.Coding != nil {
		answer.Table.Metadata = append(answer.Table.Metadata, codingColumns(ds, rows)...)
	}
	held := int64(p.Size()) + int64(row.times(rows.Len()).made) + 2*int64(size)
	if err := a.variantColumns(ctx, page, ds, p, rows, answer, limit, held); err != nil {
		return nil, quiet(err)
	}
	return answer, nil
}

// density counts rows by the part of iv, of n equal ones, in which their middle is: a row that is in
// several parts counts in one.
func (a *Actions) density(ctx context.Context, ds *catalog.Dataset, iv genome.Interval, n int) ([]int, error) {
	counts := make([]int, n)
	perBase := float64(n) / float64(max(iv.Len(), 1))
	err := a.Catalog.EachRows(ctx, ds, iv, &source.Columns{}, func(rows *source.Rows) error {
		for i, start := range rows.Start {
			if middle := start + (rows.End[i]-start)/2; middle >= iv.Start && middle < iv.End {
				counts[min(int(float64(middle-iv.Start)*perBase), n-1)]++
			}
		}
		return nil
	})
	return counts, err
}

// visible returns the request's range cut where the sequence is known to end.
func (a *Actions) visible(p *protocol.DataParams) genome.Interval {
	return a.Catalog.Within(FromWire(p.SeqName, p.Start, p.End))
}

func count(n protocol.Number, otherwise, most int) int {
	if !n.Set || !(n.Value >= 1) {
		return otherwise
	}
	return int(math.Min(n.Value, float64(most)))
}

// noData wraps the error for a sequence that the file does not contain. Callers
// answer with no data rather than reporting a failure.
type noData struct{ error }

// quiet wraps the error of an unknown sequence in noData.
func quiet(err error) error {
	if errors.Is(err, source.ErrNoSequence) {
		return noData{err}
	}
	return err
}

// codingColumns returns where the coding stretch of each gene begins and ends, ""
// for genes without one, and the phase if the file says it.
func codingColumns(ds *catalog.Dataset, rows *source.Rows) []protocol.MetadataColumn {
	starts := protocol.MetadataColumn{Name: codingStartColumn, Text: make([]string, rows.Len())}
	ends := protocol.MetadataColumn{Name: codingEndColumn, Text: make([]string, rows.Len())}
	for i, c := range rows.Coding {
		if c[0] < c[1] {
			starts.Text[i], ends.Text[i] = itoa(wireStart(c[0])), itoa(c[1])
		}
	}
	columns := []protocol.MetadataColumn{starts, ends}
	frames := slices.Index(ds.Info.Metadata, framesColumn)
	if rows.Phase == nil && frames < 0 {
		return columns
	}
	phases := protocol.MetadataColumn{Name: phaseColumn, Text: make([]string, rows.Len())}
	for i := range phases.Text {
		phase := byte(source.NoPhase)
		if rows.Phase != nil {
			phase = rows.Phase[i]
		} else if i < len(rows.Strand) {
			phase = phaseOf(rows.Metadata[frames][i], rows.Strand[i])
		}
		if phase != source.NoPhase {
			phases.Text[i] = itoa(int(phase))
		}
	}
	return append(columns, phases)
}

// phaseOf returns the phase of a transcript of which the frames of the exons are known.
func phaseOf(frames string, strand byte) byte {
	list := strings.Split(strings.TrimSuffix(frames, ","), ",")
	if strand == '-' {
		slices.Reverse(list)
	}
	for _, f := range list {
		switch f {
		case "0":
			return 0
		case "1":
			return 2
		case "2":
			return 1
		}
	}
	return 0
}
