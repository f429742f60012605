package bbi

import (
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bbi/bbitest"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

const interactSQL = `table interact
"Pairs (made up)"
(
string chrom; ""
uint chromStart; ""
uint chromEnd; ""
string name; ""
uint score; ""
double value; ""
string exp; ""
string color; ""
string sourceChrom; ""
uint sourceStart; ""
uint sourceEnd; ""
string sourceName; ""
string sourceStrand; ""
string targetChrom; ""
uint targetStart; ""
uint targetEnd; ""
string targetName; ""
string targetStrand; ""
)`

var interactRows = []bbitest.Feature{
	{Seq: "chr2", Start: 100, End: 900, Rest: "a\t10\t1.5\t.\t0\tchr2\t100\t200\tA\t+\tchr2\t800\t900\tB\t+"},
	{Seq: "chr2", Start: 100, End: 900, Rest: "b\t20\t7\t.\t0\tchr2\t800\t900\tB\t-\tchr2\t100\t200\tA\t+"},
	{Seq: "chr2", Start: 300, End: 400, Rest: "c\t30\t2\t.\t0\tchr2\t300\t400\tA\t-\tchr1\t5\t9\tB\t+"},
	{Seq: "chr2", Start: 500, End: 510, Rest: "contradicts\t30\t2\t.\t0\tchr2\t400\t600\tA\t-\tchr2\t5\t9\tB\t+"},
	{Seq: "chr1", Start: 5, End: 9, Rest: "c\t30\t2\t.\t0\tchr2\t300\t400\tA\t-\tchr1\t5\t9\tB\t+"},
}

func openInteract(t testing.TB) source.Source {
	return open(t, bbitest.BigBed(testSeqs, slices.Values(interactRows), bbitest.Options{AutoSQL: interactSQL, Fields: 18, Standard: 5}))
}

func TestBigInteractConformance(t *testing.T) {
	var names []string
	for _, q := range openInteract(t).Info().Sequences {
		names = append(names, q.Name)
	}
	sourcetest.Run(t, openInteract, sourcetest.Want{Kind: source.Pairs, Items: 5, Sequences: names})
}

// TestBigInteract reads the columns under the names that they have now and had.
func TestBigInteract(t *testing.T) {
	older := strings.NewReplacer(" source", " region1", " target", " region2").Replace(interactSQL)
	for _, sql := range []string{interactSQL, older} {
		checkInteract(t, open(t, bbitest.BigBed(testSeqs, slices.Values(interactRows), bbitest.Options{AutoSQL: sql, Fields: 18, Standard: 5})))
	}
}

func checkInteract(t *testing.T, src source.Source) {
	t.Helper()
	info := src.Info()
	if info.Format != "bigInteract" || !slices.Equal(info.Values, []string{"value", "score"}) {
		t.Errorf("%s with values %q", info.Format, info.Values)
	}
	isPlace := func(name string) bool { return strings.HasSuffix(name, "Start") || strings.HasSuffix(name, "Chrom") }
	if slices.ContainsFunc(info.Metadata, isPlace) {
		t.Errorf("text columns %q", info.Metadata)
	}
	type ends = [2]genome.Interval
	at := func(seq string, start, end int) genome.Interval {
		return genome.Interval{Seq: seq, Start: start, End: end}
	}
	for seq, want := range map[string][]ends{
		"chr1": {{at("chr2", 300, 400), at("chr1", 5, 9)}},
		"chr2": {
			{at("chr2", 100, 200), at("chr2", 800, 900)}, {at("chr2", 800, 900), at("chr2", 100, 200)},
			{at("chr2", 300, 400), at("chr1", 5, 9)}, {at("chr2", 500, 510), {}},
		},
	} {
		rows := sourcetest.All(t, src, seq)
		var got []ends
		for i := range rows.Len() {
			got = append(got, rows.Ends(seq, info.Metadata, i))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", seq, got, want)
		}
	}
	if strands := string(sourcetest.All(t, src, "chr2").Strand); strands != "+*--" {
		t.Errorf("strands %s", strands)
	}
}
