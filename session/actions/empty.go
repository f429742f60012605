package actions

import (
	"math"
	"strconv"

	"github.com/epiviz/epivizgo/protocol"
)

// Well-formed answers without data, for requests that fail. Real pages throw
// on an error in its place (WIRE.md section 5).

func emptyRows(p *protocol.DataParams, reason string) any {
	t := &protocol.Table{SeqName: p.SeqName}
	for _, name := range p.Metadata {
		t.Metadata = append(t.Metadata, protocol.MetadataColumn{Name: name})
	}
	if p.Dialect() == protocol.Builtin {
		return &protocol.FeaturesAnswer{Table: t, Error: reason}
	}
	return p.Dialect().RowsAnswer(t)
}

func emptyValues(p *protocol.DataParams, reason string) any {
	if p.Dialect() == protocol.Builtin {
		iv := FromWire(p.SeqName, p.Start, p.End)
		return &protocol.PointsAnswer{SeqName: iv.Seq, Start: wireStart(iv.Start), End: iv.End, Error: reason}
	}
	return p.Dialect().ValuesAnswer(&protocol.Table{SeqName: p.SeqName, Values: []protocol.ValueColumn{{Measurement: p.Measurement}}})
}

func emptyCombined(p *protocol.DataParams, _ string) any {
	var parts []protocol.CombinedTable
	at := map[string]int{}
	for _, m := range p.Measurements {
		i, ok := at[m.Datasource]
		if !ok {
			i = len(parts)
			at[m.Datasource] = i
			parts = append(parts, protocol.CombinedTable{Datasource: m.Datasource, Table: &protocol.Table{SeqName: p.SeqName}})
		}
		parts[i].Table.Values = append(parts[i].Table.Values, protocol.ValueColumn{Measurement: m.ID})
	}
	return p.Dialect().CombinedAnswer(parts)
}

// missing is n values that are not there.
func missing(n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = math.NaN()
	}
	return v
}

func itoa(n int) string { return strconv.Itoa(n) }
