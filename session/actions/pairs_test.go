package actions

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/lines"
	"github.com/epiviz/epivizgo/session/source/pairs"
)

// addPairs adds a file that calls the sequences 1 and 2, which are chr1 and chr2 on offer.
func addPairs(t *testing.T, b *bench) *catalog.Dataset {
	t.Helper()
	b.a.Catalog.SetGenome([]genome.Sequence{{Name: "chr1", Length: 100_000}, {Name: "chr2", Length: 50_000}})
	text := "1\t100\t200\t1\t5000\t5100\tnear\t1\t+\t-\n1\t7000\t7100\t1\t300\t400\tback\t9\t+\t+\n" +
		"2\t600\t700\t1\t1000\t1100\tacross\t5\t-\t+\n1\t50\t60\t1\t90000\t90010\tover\t99\t.\t.\n"
	r, err := lines.NewReader("loops.bedpe", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	layout, _ := pairs.Sniff([]byte(text), "loops.bedpe")
	src, err := pairs.Read(t.Context(), r, layout)
	if err != nil {
		t.Fatal(err)
	}
	return b.a.Catalog.Add(src, catalog.Spec{Name: "loops.bedpe", ID: "rows"})
}

func TestBuiltinPairs(t *testing.T) {
	b := newBench(t)
	addPairs(t, b)
	a := features(b, `"seqName":"chr1","start":101,"end":8000`)
	want := map[string][]string{
		"name": {"over", "near", "back", "across"}, "score": {"99", "1", "9", "5"},
		"strand1": {".", "+", "+", "-"}, "strand2": {".", "-", "+", "+"},
		"mate": {"", "", "", "chr2:601-700"}, "pairEnd": {"", "", "", "2"},
		"block_starts": {"51,90001", "101,5001", "7001,301", "1001"}, "block_ends": {"60,90010", "200,5100", "7100,400", "1100"},
	}
	if !reflect.DeepEqual(a.Values.Metadata, want) || !slices.Equal(a.Values.Start, []int{51, 101, 301, 1001}) {
		t.Errorf("%v of %v, want %v", a.Values.Start, a.Values.Metadata, want)
	}
	// Of too many, those of the greatest score with an end in view.
	a = features(b, `"seqName":"chr1","start":101,"end":8000,"maxRows":2`)
	if !slices.Equal(a.Values.Metadata["name"], []string{"back", "across"}) || a.Total != 4 || !a.Thinned || a.Values.Count != nil {
		t.Errorf("%+v", a)
	}
}

func TestPairsAtThePrompt(t *testing.T) {
	b := newBench(t)
	ds := addPairs(t, b)
	m := ds.Measurements[0]
	iv := genome.Interval{Seq: "chr2", Start: 0, End: 10_000}
	rows, err := b.a.Catalog.Rows(t.Context(), ds, iv, source.RowOptions{})
	if err != nil {
		t.Fatal(err)
	}
	got := FeatureRows(m, iv, rows)
	if want := [][2]reply.Place{{{Chr: "chr2", Start: 600, End: 700}, {Chr: "chr1", Start: 1000, End: 1100}}}; !slices.Equal(got.Ends, want) {
		t.Errorf("ends %v, want %v", got.Ends, want)
	}
	if wire := Measurement(m); wire.DefaultChartType != "Arcs Track" || wire.Annotation["value"] != "score" {
		t.Errorf("%+v", wire)
	}
	for version, want := range map[string]string{builtin: "Arcs Track", versions[protocol.V4]: "Blocks Track"} {
		if answer := b.ask(protocol.GetMeasurements, version); !strings.Contains(answer, want) {
			t.Errorf("with %s the measurements are %s, want %s", version, answer, want)
		}
	}
}
