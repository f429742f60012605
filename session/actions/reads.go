package actions

import (
	"context"
	"fmt"
	"math"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/budget"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

const (
	// mostReads bounds the reads of an answer.
	mostReads = 10_000
	// readSize is what the texts of a read take, about, unless it is long.
	readSize = 400
)

// reads answers the built-in page's getRows where it asks for reads.
func (a *Actions) reads(ctx context.Context, page Page, ds *catalog.Dataset, p *protocol.DataParams) (any, error) {
	iv := FromWire(p.SeqName, p.Start, p.End)
	most := int(math.Max(0, math.Min(p.Reads.Value, mostReads)))
	n := min(count(p.Bins, defaultBins, mostBins), max(iv.Len(), 1))
	row := rowCost(ds, p, nil)
	need := cost{row.made + readSize, row.sent + readSize}.times(most)
	need.made, need.sent = need.made+n*madeBin, need.sent+n*protocol.BinSize
	if err := page.Room(ctx, int64(p.Size())+need.total()); err != nil {
		return nil, err
	}
	var view *source.ReadView
	err := a.Catalog.Using(ds, iv, func(src source.Source, own genome.Interval) (err error) {
		of, ok := src.(source.Alignments)
		if !ok {
			return fmt.Errorf("%s is %s, which has no reads", ds.Name, ds.Info.Format)
		}
		view, err = of.View(ctx, own, n, most)
		return err
	})
	if err != nil {
		return nil, quiet(err)
	}
	rows := view.Rows
	if size, err := a.weigh(ctx, page, rows, p, row); err != nil {
		return nil, err
	} else if size > budget.Sent {
		return nil, &tooLargeError{fmt.Sprintf("%s has long reads there", ds.Name), size, budget.Sent, "ask for a smaller region"}
	}
	answer := &protocol.ReadsAnswer{Depth: view.Depth, Estimated: view.Estimated, Wide: rows.Total < 0, LeftOut: view.LeftOut,
		Unknown: view.Unknown, Why: view.Why}
	sends(ctx, rows.Len())
	answer.Total, answer.Thinned = max(rows.Total, 0), true // so that the page keeps it for this window alone
	answer.Table = &protocol.Table{SeqName: p.SeqName, Start: wireStarts(rows.Start), End: rows.End, Strand: rows.Strand, Stranded: true}
	for i, name := range source.ReadColumns {
		answer.Table.Metadata = append(answer.Table.Metadata, protocol.MetadataColumn{Name: name, Text: rows.Metadata[i]})
	}
	for _, al := range view.Alleles {
		answer.AlleleAt, answer.AlleleDepth = append(answer.AlleleAt, wireStart(al.Position)), append(answer.AlleleDepth, al.Depth)
		for i, k := range al.Others {
			answer.Alleles[i] = append(answer.Alleles[i], k)
		}
	}
	return answer, nil
}
