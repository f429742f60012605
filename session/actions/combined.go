package actions

import (
	"context"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/catalog"
)

// combinedPart is what a getCombined request asks of one datasource.
type combinedPart struct {
	name string           // as the page calls it
	ds   *catalog.Dataset // nil when there is none
	ms   []*catalog.Measurement
	// unknown are ids of measurements that there are not.
	unknown []string
}

// combinedParts parts a request by datasource, in the order of the request.
// unknown is told of every measurement that there is not.
func (a *Actions) combinedParts(p *protocol.DataParams, unknown func(err error)) []*combinedPart {
	var parts []*combinedPart
	at := map[string]*combinedPart{}
	for _, c := range p.Measurements {
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
		case part.ds != nil && part.ds != ds:
			part.unknown = append(part.unknown, c.ID) // not of this datasource
		default:
			part.ds = ds
			if m != nil && m.HasValues() {
				part.ms = append(part.ms, m)
			}
		}
	}
	return parts
}

// empty is a part's table without rows.
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

// getCombined is asked by v4 and v5 with their cache off, for all charts at
// once. A file that cannot be read empties its own part of the answer alone.
func (a *Actions) getCombined(ctx context.Context, page Page, p *protocol.DataParams) (any, error) {
	if p.Dialect() == protocol.Builtin {
		return a.batch(ctx, page, p), nil
	}
	parts := a.combinedParts(p, func(err error) { a.failed(action{}, page, protocol.GetCombined, p, err) })
	out := make([]protocol.CombinedTable, len(parts))
	var failed error
	for i, part := range parts {
		t := part.empty(p)
		if part.ds != nil {
			made, err := guarded(func() (*protocol.Table, error) { return a.table(ctx, page, part.ds, part.ms, p) })
			if err == nil {
				t = part.complete(made)
			} else if failed = err; ctx.Err() == nil {
				page.Failed(groupOf(part.ds), err, func(ctx context.Context) error {
					_, err := guarded(func() (*protocol.Table, error) { return a.table(ctx, nopPage{page}, part.ds, part.ms, p) })
					return err
				})
			}
		}
		out[i] = protocol.CombinedTable{Datasource: part.name, Table: t}
	}
	if ctx.Err() != nil {
		return nil, failed
	}
	return p.Dialect().CombinedAnswer(out), nil
}
