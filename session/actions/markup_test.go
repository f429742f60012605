package actions

import (
	"math"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

func TestPlain(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "BRCA2": "BRCA2", "5'-UTR; A>G": "5'-UTR; A>G", "R & D": "R & D", "a &": "a &", "&": "&", "a&1": "a&1", "東京": "東京",
		"<img src=x>":      "＜img src=x>",
		`x" onclick="a()`:  "x” onclick=”a()",
		"&lt;b&gt;":        "＆lt;b＆gt;",
		"&#60;":            "＆#60;",
		"AT&T":             "AT＆T",
		"&&amp;":           "&＆amp;",
		"<<<":              "＜＜＜",
		"\xff<":            "\xff＜",
		"p < 0.05 & q<0.1": "p ＜ 0.05 & q＜0.1",
	} {
		got := Plain(in)
		if got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
		if again := Plain(got); again != got {
			t.Errorf("%q: twice %q", in, again)
		}
	}
}

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

	column := strings.ReplaceAll(Plain(evil), `"`, `\"`)
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
	// The built-in page inserts no HTML and is given the text as it is, under
	// names of columns that are the same everywhere.
	got := b.ask(protocol.GetRows, on(`"version":"builtin-1","datasource":"`+id+`"`, 1, 1000))
	if !strings.Contains(got, `{"＜img src=x onerror=”alert(1)”`) || !strings.Contains(got, `["\u003cimg src=x onerror=\"alert(1)\"`) {
		t.Errorf("built-in page: %s", got)
	}
	if got := b.ask(protocol.Search, `"version":"builtin-1","q":"x"`); !strings.Contains(got, `\u003cimg`) {
		t.Errorf("built-in page: %s", got)
	}
}

// What a measurement is called is changed for pages, not in the catalog.
func TestMeasurementKeepsTheCatalogsOwn(t *testing.T) {
	b := newBench(t)
	ds := b.a.Catalog.Add(newFake(source.Features), catalog.Spec{Name: "x", ID: "x", Measurements: []catalog.Measurement{
		{ID: "m", Name: evil, Column: 0, Min: math.NaN(), Max: math.NaN(), Annotation: map[string]string{"note": evil}}}})
	got := Measurement(ds.Measurements[0])
	if got.Name != Plain(evil) || got.Annotation["note"] != Plain(evil) {
		t.Errorf("%+v", got)
	}
	if m := ds.Measurements[0]; m.Name != evil || m.Annotation["note"] != evil {
		t.Errorf("the catalog's own is %+v", m)
	}
	if got.MinValue != nil || got.MaxValue != nil {
		t.Errorf("bounds that are not known: %v, %v", *got.MinValue, *got.MaxValue)
	}
}
