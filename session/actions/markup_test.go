package actions

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// evil is what a hostile file puts wherever it can.
const evil = `<img src=x onerror="alert(1)">&lt;b&gt;`

// TestNoMarkupReachesPages looks for markup in everything that pages are sent.
func TestNoMarkupReachesPages(t *testing.T) {
	b := newBench(t)
	f := newFake(source.Genes, record{start: 100, end: 200, strand: '+', name: evil})
	f.info.Metadata = []string{evil}
	f.info.Name = evil // of a track line
	f.info.Format = evil
	f.info.Sequences = append(f.info.Sequences, genome.Sequence{Name: evil, Length: 5})
	b.a.Catalog.Add(&searchable{fake: f, match: func(string) ([]source.Match, error) {
		return []source.Match{{Name: evil, Interval: genome.Interval{Seq: evil, Start: 1, End: 2}}}, nil
	}}, catalog.Spec{Name: evil + ".gtf"})
	id := b.a.Catalog.Measurements()[0].ID
	f2 := newFake(source.Features, record{start: 100, end: 200, strand: '+', name: evil})
	f2.info.Metadata = []string{evil}
	b.add(f2)

	column := strings.ReplaceAll(genome.Plain(evil), `"`, `\"`)
	for d, version := range versions {
		for what, got := range map[string]string{
			"measurements": b.ask(protocol.GetMeasurements, version),
			"sequences":    b.ask(protocol.GetSeqInfos, version),
			"search":       b.ask(protocol.Search, version+`,"q":"x"`),
			"rows":         b.ask(protocol.GetRows, on(version+`,"datasource":"`+id+`"`, 1, 1000)),
			"some columns": b.ask(protocol.GetRows, on(version+`,"datasource":"`+id+`","metadata":["`+column+`"]`, 1, 1000)),
			"no rows":      b.ask(protocol.GetRows, on(version+`,"datasource":"`+id+`"`, 500, 1000)),
			"values":       b.ask(protocol.GetValues, on(version+`,"measurement":"score"`, 1, 1000)),
			"combined":     b.ask(protocol.GetCombined, on(version+`,"measurements":["score","`+id+`"]`, 1, 1000)),
		} {
			if strings.Contains(got, `\u003c`) || strings.Contains(got, "<") || strings.Contains(got, `\"`) || strings.Contains(got, "&lt;") ||
				strings.Contains(got, `\u0026l`) {
				t.Errorf("%v, %s: %s", d, what, got)
			}
			if !strings.Contains(got, "＜img") && what != "values" {
				t.Errorf("%v, %s: the text is gone: %s", d, what, got)
			}
		}
	}
	// The built-in page inserts no HTML and is given the text as it is.
	got := b.ask(protocol.GetRows, on(`"version":"builtin-1","datasource":"`+id+`"`, 1, 1000))
	if !strings.Contains(got, `{"\u003cimg src=x onerror=\"alert(1)\"`) || !strings.Contains(got, `["\u003cimg src=x onerror=\"alert(1)\"`) {
		t.Errorf("built-in page: %s", got)
	}
	if got := b.ask(protocol.Search, `"version":"builtin-1","q":"x"`); !strings.Contains(got, `\u003cimg`) {
		t.Errorf("built-in page: %s", got)
	}
}

// A measurement is called what the catalog calls it; what pages are sent is a copy.
func TestMeasurementKeepsTheCatalogsOwn(t *testing.T) {
	b := newBench(t)
	ds := b.a.Catalog.Add(newFake(source.Features), catalog.Spec{Name: "x", ID: "x", Measurements: []catalog.Measurement{
		{ID: "m", Name: evil, Column: 0, Min: math.NaN(), Max: math.NaN(), Annotation: map[string]string{"note": evil}}}})
	own := Measurement(ds.Measurements[0])
	sent := Plain([]protocol.Measurement{own}).([]protocol.Measurement)[0]
	if plain := genome.Plain(evil); sent.Name != plain || sent.Annotation["note"] != plain {
		t.Errorf("%+v", sent)
	}
	if own.Name != evil || own.Annotation["note"] != evil {
		t.Errorf("the catalog's own is %+v", own)
	}
	if own.MinValue != nil || own.MaxValue != nil {
		t.Errorf("bounds that are not known: %v, %v", *own.MinValue, *own.MaxValue)
	}
}

// A sequence has the same spelling in all that a page is sent.
func TestOneSpelling(t *testing.T) {
	plain := genome.Plain(evil)
	ms, seqs := []protocol.Measurement{{Name: evil}}, []protocol.SeqInfo{{Name: evil, Min: 1, Max: 2}}
	for _, v := range []any{
		ms, protocol.MeasurementsAnswer(ms), seqs, []protocol.SearchHit{{Gene: evil, SeqName: evil}},
		protocol.AddMeasurementsParams{Measurements: protocol.Embed(ms)}, protocol.AddChartParams{Measurements: protocol.Embed(ms)},
		protocol.AddSeqInfosParams{SeqInfos: protocol.Embed(seqs)}, protocol.RemoveSeqNamesParams{SeqNames: protocol.Embed([]string{evil})},
		protocol.NavigateParams{Range: protocol.Embed(protocol.Range{SeqName: evil})},
	} {
		if got := fmt.Sprintf("%+v", Plain(v)); !strings.Contains(got, plain) || strings.Contains(got, "<img") {
			t.Errorf("%T: %s", v, got)
		}
		if got := fmt.Sprintf("%+v", v); !strings.Contains(got, evil) {
			t.Errorf("%T was changed: %s", v, got)
		}
	}
}

// What is known of values is one fact, and an axis that a real page can draw another.
func TestRangeOfOneValue(t *testing.T) {
	b := newBench(t)
	for _, tc := range []struct{ value, lo, hi float64 }{{3, 0, 4}, {-2, -2, -1}, {0, 0, 1}} {
		f := newFake(source.Signal)
		f.info.Min, f.info.Max = tc.value, tc.value
		own := Measurement(b.a.Catalog.Add(f, catalog.Spec{Name: "one.bw"}).Measurements[0])
		sent := Plain([]protocol.Measurement{own}).([]protocol.Measurement)[0]
		if *own.MinValue != tc.value || *own.MaxValue != tc.value || *sent.MinValue != tc.lo || *sent.MaxValue != tc.hi {
			t.Errorf("%v: %v to %v, sent as %v to %v", tc.value, *own.MinValue, *own.MaxValue, *sent.MinValue, *sent.MaxValue)
		}
	}
}
