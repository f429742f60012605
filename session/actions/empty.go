package actions

import (
	"math"
	"strconv"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/source"
)

// Well-formed answers without data, for requests that fail. Real pages throw
// on an error in its place, and on {}.

func (a *Actions) emptyRows(p *protocol.DataParams, reason string) any {
	if p.Dialect() == protocol.Builtin {
		return &protocol.FeaturesAnswer{Table: a.noRows(p), Error: reason}
	}
	return p.Dialect().RowsAnswer(a.noRows(p))
}

func (a *Actions) emptyValues(p *protocol.DataParams, reason string) any {
	if p.Dialect() == protocol.Builtin {
		iv := FromWire(p.SeqName, p.Start, p.End)
		return &protocol.PointsAnswer{SeqName: iv.Seq, Start: wireStart(iv.Start), End: iv.End, Error: reason}
	}
	t := a.noRows(p)
	t.Values = []protocol.ValueColumn{{Measurement: p.Measurement}}
	return p.Dialect().ValuesAnswer(t)
}

func (a *Actions) emptyCombined(p *protocol.DataParams, reason string) any {
	if p.Dialect() == protocol.Builtin {
		none := &protocol.PointsAnswer{Error: reason}
		return &protocol.BatchAnswer{N: len(p.Measurements), Answer: func(int, int) protocol.Appender { return none }}
	}
	parts := a.combinedParts(p, func(error) {})
	return p.Dialect().CombinedAnswer(len(parts), func(i, _ int) protocol.CombinedTable {
		return protocol.CombinedTable{Datasource: parts[i].name, Table: parts[i].empty(p)}
	})
}

// noRows returns an answer's table without rows. It has the same columns as one with
// rows, since pages join answers column by column and throw on one that is
// missing.
func (a *Actions) noRows(p *protocol.DataParams) *protocol.Table {
	ds, _, err := a.subject(p)
	if err != nil {
		t := &protocol.Table{SeqName: p.SeqName}
		for _, name := range p.Metadata {
			t.Metadata = append(t.Metadata, protocol.MetadataColumn{Name: name})
		}
		return t
	}
	return noRowsOf(ds, p)
}

func noRowsOf(ds *catalog.Dataset, p *protocol.DataParams) *protocol.Table {
	if ds.Grid {
		return &protocol.Table{SeqName: p.SeqName}
	}
	return rowsTable(p, ds, &source.Rows{})
}

// missing returns n missing values.
func missing(n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = math.NaN()
	}
	return v
}

func itoa(n int) string { return strconv.Itoa(n) }
