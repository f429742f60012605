package actions

import (
	"context"
	"fmt"
	"slices"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/budget"
	"github.com/epiviz/epivizgo/session/catalog"
)

// combinedPart is what a getCombined request asks of one datasource.
type combinedPart struct {
	name string           // as the page calls it
	ds   *catalog.Dataset // nil if unknown
	ms   []*catalog.Measurement
	// unknown has the ids of measurements that the catalog lacks.
	unknown []string
}

// combinedParts splits a request by datasource, in the order of the request. It
// calls unknown for every measurement that the catalog lacks.
func (a *Actions) combinedParts(p *protocol.DataParams, unknown func(err error)) []*combinedPart {
	var parts []*combinedPart
	at := map[string]*combinedPart{}
	// Pages look columns up by their ids, so that one named twice is made once.
	asked := map[protocol.CombinedMeasurement]bool{}
	for _, c := range p.Measurements {
		if asked[c] {
			continue
		}
		asked[c] = true
		ds, m, err := a.subject(&protocol.DataParams{Measurement: c.ID})
		if err != nil {
			// Rows alone may be asked for by the id of their datasource.
			if rows, e := a.Catalog.Dataset(c.ID); e == nil {
				ds, err = rows, nil
			} else {
				unknown(err)
			}
		}
		name := c.Datasource
		if name == "" && ds != nil {
			name = ds.ID
		}
		part := at[name]
		if part == nil {
			part = &combinedPart{name: name}
			at[name] = part
			parts = append(parts, part)
		}
		switch {
		case err != nil:
			part.unknown = append(part.unknown, c.ID)
		case part.ds != nil && part.ds.ID != ds.ID:
			part.unknown = append(part.unknown, c.ID) // not of this datasource
		default:
			part.ds = ds
			if m != nil && m.HasValues() && !slices.Contains(part.ms, m) {
				part.ms = append(part.ms, m)
			}
		}
	}
	return parts
}

// empty returns a part's table without rows.
func (part *combinedPart) empty(p *protocol.DataParams) *protocol.Table {
	t := &protocol.Table{SeqName: p.SeqName}
	if part.ds != nil {
		t = noRowsOf(part.ds, p)
	}
	for _, m := range part.ms {
		t.Values = append(t.Values, protocol.ValueColumn{Measurement: m.ID})
	}
	return part.complete(t)
}

// complete adds a column without values for every unknown measurement, which
// pages look for.
func (part *combinedPart) complete(t *protocol.Table) *protocol.Table {
	for _, id := range part.unknown {
		t.Values = append(t.Values, protocol.ValueColumn{Measurement: id})
	}
	return t
}

// mostUnknown is how many unknown names of one request are each reported.
const mostUnknown = 10

// getCombined answers v4 and v5, which ask for all charts at once when their cache
// is off. A file that cannot be read leaves only its own part of the answer empty,
// as does one for which the parts before it leave no room.
func (a *Actions) getCombined(ctx context.Context, page Page, p *protocol.DataParams) (any, error) {
	if p.Dialect() == protocol.Builtin {
		return a.batch(ctx, page, p)
	}
	unknown := 0
	parts := a.combinedParts(p, func(err error) {
		if unknown++; unknown <= mostUnknown {
			a.failed(action{}, page, protocol.GetCombined, p, err)
		}
	})
	if unknown > mostUnknown {
		page.Failed("", fmt.Errorf("getCombined: the page asks for %d more measurements that there are not", unknown-mostUnknown), nil)
	}
	if err := page.Room(ctx, int64(p.Size())+combinedCost(parts, p).total()); err != nil {
		return nil, err
	}
	return p.Dialect().CombinedAnswer(len(parts), func(i, sent int) protocol.CombinedTable {
		return protocol.CombinedTable{Datasource: parts[i].name, Table: a.tableOf(ctx, page, parts[i], p, sent)}
	}), nil
}

// combinedCost bounds the cost of an answer of parts: all that is sent, and what is
// held of the largest part.
func combinedCost(parts []*combinedPart, p *protocol.DataParams) cost {
	c := cost{}
	for _, part := range parts {
		if part.ds == nil {
			continue
		}
		row := rowCost(part.ds, p, columnsOf(part.ms, true))
		of := row.times(row.most(MaxRows, 0))
		c.made = max(c.made, of.made)
		if c.sent += of.sent; len(part.ds.Info.Metadata) > 0 {
			c.sent = budget.Sent // it may be long
		}
		c.sent = min(c.sent, budget.Sent)
	}
	if p.Dialect().HoldsTables() {
		c.made += c.sent * madeValue / protocol.ValueSize
	}
	return c
}

// tableOf makes the table of one part of an answer of which sent bytes are written.
func (a *Actions) tableOf(ctx context.Context, page Page, part *combinedPart, p *protocol.DataParams, sent int) *protocol.Table {
	if part.ds == nil || ctx.Err() != nil { // nobody reads what a page that has gone is sent
		return part.empty(p)
	}
	t, err := guarded(func() (*protocol.Table, error) { return a.table(ctx, batched{page}, part.ds, part.ms, p, true, sent) })
	if err == nil {
		return part.complete(t)
	}
	if ctx.Err() == nil {
		page.Failed(groupOf(part.ds), err, func(ctx context.Context) error {
			_, err := guarded(func() (*protocol.Table, error) { return a.table(ctx, nopPage{page}, part.ds, part.ms, p, true, 0) })
			return err
		})
	}
	return part.empty(p)
}
