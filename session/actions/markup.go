package actions

import (
	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
)

// Real pages insert text that comes from files as HTML: names of measurements,
// their annotation and the names of text columns in the tables of
// src/epiviz/ui/controls/data-table.js and measurements-wizard-step.js; columns
// and their values in the tooltips of ui/charts/decoration/chart-tooltip.js;
// names of sequences and what a search finds in ui/control-manager.js. A file
// could run a script in the viewer's page. So such a page is sent text as
// genome.Plain makes it, the same wherever it is sent it, and the name of a sequence is
// understood in that spelling (genome.Names).

// Plain returns what is sent to a real page in place of v, arguments of a UI action or the data of an
// answer. The text of rows is made plain as it is read (rowsTable).
func Plain(v any) any {
	switch v := v.(type) {
	case []protocol.Measurement:
		return mapped(v, plainMeasurement)
	case protocol.MeasurementsAnswer:
		return protocol.MeasurementsAnswer(mapped(v, plainMeasurement))
	case []protocol.SeqInfo:
		return mapped(v, plainSeqInfo)
	case []protocol.SearchHit:
		return mapped(v, func(h protocol.SearchHit) protocol.SearchHit {
			h.Gene, h.SeqName = genome.Plain(h.Gene), genome.Plain(h.SeqName)
			return h
		})
	case protocol.AddMeasurementsParams:
		v.Measurements.Value = mapped(v.Measurements.Value, plainMeasurement)
		return v
	case protocol.AddChartParams:
		v.Measurements.Value = mapped(v.Measurements.Value, plainMeasurement)
		return v
	case protocol.AddSeqInfosParams:
		v.SeqInfos.Value = mapped(v.SeqInfos.Value, plainSeqInfo)
		return v
	case protocol.RemoveSeqNamesParams:
		v.SeqNames.Value = mapped(v.SeqNames.Value, genome.Plain)
		return v
	case protocol.NavigateParams:
		v.Range.Value.SeqName = genome.Plain(v.Range.Value.SeqName)
		return v
	}
	return v
}

// plainMeasurement also widens a range of one value, which a real page cannot draw an axis of.
func plainMeasurement(m protocol.Measurement) protocol.Measurement {
	if m.MinValue != nil && m.MaxValue != nil && *m.MinValue == *m.MaxValue {
		lo, hi := min(*m.MinValue, 0), max(*m.MaxValue, *m.MinValue+1)
		m.MinValue, m.MaxValue = &lo, &hi
	}
	m.Name = genome.Plain(m.Name)
	m.Metadata = mapped(m.Metadata, genome.Plain)
	if m.Annotation != nil {
		annotation := make(map[string]string, len(m.Annotation))
		for key, text := range m.Annotation {
			annotation[genome.Plain(key)] = genome.Plain(text)
		}
		m.Annotation = annotation
	}
	return m
}

func plainSeqInfo(q protocol.SeqInfo) protocol.SeqInfo {
	q.Name = genome.Plain(q.Name)
	return q
}

// mapped returns f of each of a list, nil for nil.
func mapped[T any](list []T, f func(T) T) []T {
	if list == nil {
		return nil
	}
	out := make([]T, len(list))
	for i, v := range list {
		out[i] = f(v)
	}
	return out
}
