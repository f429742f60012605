package bbi

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bbi/bbitest"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

func searched(t *testing.T, src source.Source, text string, limit int) []string {
	t.Helper()
	found, err := src.(source.Searcher).Search(t.Context(), text, limit)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, m := range found {
		list = append(list, fmt.Sprint(m.Name, " ", m.Interval))
	}
	return list
}

func TestSearchByIndex(t *testing.T) {
	var rows []bbitest.Feature
	for i := range 500 {
		rows = append(rows, bbitest.Feature{Seq: "chr1", Start: i * 10, End: i*10 + 5, Rest: fmt.Sprintf("Probe%03d\tx%d", i, i%7)})
	}
	rows = append(rows,
		bbitest.Feature{Seq: "chr1", Start: 80000, End: 80010, Rest: "PROBE007\tx"},
		bbitest.Feature{Seq: "chr1", Start: 80020, End: 80030, Rest: "same\tx"},
		bbitest.Feature{Seq: "chr1", Start: 80040, End: 80050, Rest: "same\tx"})
	for _, big := range []bool{false, true} {
		src := open(t, bbitest.BigBed(testSeqs, slices.Values(rows),
			bbitest.Options{Fields: 5, Standard: 4, Indexes: []int{3}, PerBlock: 16, Fanout: 4, BigEndian: big}))
		for _, tc := range []struct {
			text  string
			limit int
			want  []string
		}{
			{"Probe042", 10, []string{"Probe042 chr1:421-425"}},
			{" probe007 ", 10, []string{"PROBE007 chr1:80001-80010", "Probe007 chr1:71-75"}},
			{"probe49", 3, []string{"Probe490 chr1:4901-4905", "Probe491 chr1:4911-4915", "Probe492 chr1:4921-4925"}},
			{"be123", 10, []string{"Probe123 chr1:1231-1235"}},
			{"same", 10, []string{"same chr1:80021-80030", "same chr1:80041-80050"}},
			{"same", 1, []string{"same chr1:80021-80030"}},
			{"probe500", 10, nil},
			{"x", 10, nil},
			{"", 10, nil},
			{"probe", 0, nil},
			{strings.Repeat("long", 100), 10, nil},
		} {
			if got := searched(t, src, tc.text, tc.limit); !slices.Equal(got, tc.want) {
				t.Errorf("search %q, limit %d: %q, want %q", tc.text, tc.limit, got, tc.want)
			}
		}
		if got := searched(t, src, "probe", 1000); len(got) != 501 {
			t.Errorf("%d matches of probe, want 501", len(got))
		}
	}
}

// The tree answers by prefix without looking at every key.
func TestLargeIndex(t *testing.T) {
	var rows []bbitest.Feature
	for i := range 3000 {
		rows = append(rows, bbitest.Feature{Seq: "chr1", Start: i * 10, End: i*10 + 5, Rest: fmt.Sprintf("RS%d", i)})
	}
	src := open(t, bbitest.BigBed(testSeqs, slices.Values(rows), bbitest.Options{Fields: 4, Indexes: []int{3}, Fanout: 5}))
	x := src.(*bigBed).indexes[0]
	for _, tc := range []struct {
		text  string
		limit int
		want  int
	}{{"rs299", 100, 11}, {"RS2999", 100, 1}, {"rs", 7, 7}, {"rs5000", 7, 0}, {"Rs12", 1000, 111}} {
		n := 0
		err := x.searchLarge(tc.text, tc.limit, func(key, _ []byte) error {
			if !strings.HasPrefix(string(key), strings.ToUpper(tc.text)) {
				t.Errorf("%q found %q", tc.text, key)
			}
			n++
			return nil
		})
		if err != nil || n != tc.want {
			t.Errorf("%q, limit %d: %d keys, %v; want %d", tc.text, tc.limit, n, err, tc.want)
		}
	}
}

// Of keys that are equal, those in front of a node's first one are found, too: the
// tree is asked for the whole key, which is the first of a node.
func TestEqualKeysAcrossNodes(t *testing.T) {
	const same = 60
	for before := range 8 { // so that equal keys begin at every place in a node
		var rows []bbitest.Feature
		for i := range before + same + 5 {
			name := "same"
			switch {
			case i < before:
				name = "aaa" + fmt.Sprint(i)
			case i >= before+same:
				name = "zzz" + fmt.Sprint(i%10)
			}
			rows = append(rows, bbitest.Feature{Seq: "chr1", Start: i * 10, End: i*10 + 5, Rest: name})
		}
		src := open(t, bbitest.BigBed(testSeqs, slices.Values(rows), bbitest.Options{Fields: 4, Indexes: []int{3}, Fanout: 4, PerBlock: 1}))
		n := 0
		err := src.(*bigBed).indexes[0].tree.prefixed([]byte("same"), func(key, _ []byte) error {
			if string(key) != "same" {
				t.Errorf("found %q", key)
			}
			n++
			return nil
		})
		if err != nil || n != same {
			t.Errorf("behind %d others: %d keys, %v; want %d", before, n, err, same)
		}
	}
}

func TestSearchGenes(t *testing.T) {
	for _, indexes := range [][]int{nil, {3}, {13}, {3, 13}} {
		data := bbitest.BigBed(testSeqs, slices.Values(geneRows[:3]),
			bbitest.Options{AutoSQL: geneSQL, Fields: 15, Standard: 12, Indexes: indexes})
		src := open(t, data)
		want := []string{"ABC2 chr2:151-900"}
		if slices.Contains(indexes, 13) { // an index has rows, not genes
			want = append(want, "ABC2 chr2:161-170")
		}
		if got := searched(t, src, "abc2", 10); !slices.Equal(got, want) {
			t.Errorf("indexes of %v: abc2 is %q, want %q", indexes, got, want)
		}
		if got := searched(t, src, "T1", 10); len(got) != 1 {
			t.Errorf("indexes of %v: T1 is %q", indexes, got)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := src.(source.Searcher).Search(ctx, "abc", 10); !errors.Is(err, context.Canceled) {
			t.Errorf("search after cancel: %v", err)
		}
		_ = src.Close()
		if _, err := src.(source.Searcher).Search(t.Context(), "abc", 10); err == nil {
			t.Error("search after Close is no error")
		}
	}
}

// A gene is found by any of its names, and shown by the one that people know.
func TestGeneNames(t *testing.T) {
	const more = `string name2; ""
string geneName; ""
string geneName2; ""
string geneId; ""
)`
	sql := strings.Replace(geneSQL, "string geneId; \"\"\nstring geneName; \"\"\nint level; \"\"\n)", more, 1)
	const rest = "\t0\t+\t100\t100\t0\t1\t100,\t0,\t"
	for names, label := range map[string]string{
		"PROTA\tGEN0001.1\tmyGene\t4711": "myGene",
		"PROTA\tmyGene\tNM_000004\tG1":   "myGene",
		"myGene\tnone\tn/a\tG1":          "myGene",
		"\t\t\tG1":                       "TX1.1",
	} {
		for _, indexes := range [][]int{nil, {3}, {3, 12}} {
			rows := []bbitest.Feature{{Seq: "chr2", Start: 100, End: 200, Rest: "TX1.1" + rest + names},
				{Seq: "chr2", Start: 150, End: 250, Rest: "TX2.1" + rest + names}}
			src := open(t, bbitest.BigBed(testSeqs, slices.Values(rows), bbitest.Options{AutoSQL: sql, Fields: 16, Standard: 12, Indexes: indexes}))
			got, err := src.Rows(t.Context(), genome.Interval{Seq: "chr2", End: 500}, source.RowOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if got.Metadata[0][0] != label {
				t.Errorf("%q: label %q, want %q", names, got.Metadata[0][0], label)
			}
			for _, name := range append(strings.Split(names, "\t"), "TX1.1") {
				if noName(name) {
					continue
				}
				want := "chr2:101-250"
				if name == "TX1.1" {
					want = "chr2:101-200"
				}
				if found := searched(t, src, name, 10); !slices.Contains(found, name+" "+want) && !slices.Contains(found, name+" chr2:101-200") {
					t.Errorf("%q, indexes %v: %s is %q, want %s", names, indexes, name, found, want)
				}
			}
		}
	}
}

// Names of rows that are no genes are found without an index.
func TestSearchWithoutIndex(t *testing.T) {
	rows := []bbitest.Feature{{Seq: "chr1", Start: 10, End: 20, Rest: "peak_1\t5"}, {Seq: "chr1", Start: 30, End: 40, Rest: ".\t5"}}
	src := open(t, bbitest.BigBed(testSeqs, slices.Values(rows), bbitest.Options{Fields: 5, Standard: 5}))
	if got := searched(t, src, "PEAK_1", 10); !slices.Equal(got, []string{"peak_1 chr1:11-20"}) {
		t.Errorf("found %q", got)
	}
	if got := searched(t, src, ".", 10); len(got) > 0 {
		t.Errorf("a dot is %q", got)
	}
}

func TestSearchRealFile(t *testing.T) {
	src, err := openFile(t, sourcetest.SharedData(t)+"/bigbed/gencode_chr22_nameindex.bb")
	if err != nil {
		t.Fatal(err)
	}
	// The row is in the truths; the index is of names.
	want := source.Match{Name: "ENST00000390283.2", Interval: genome.Interval{Seq: "chr22", Start: 22098699, End: 22099212}}
	found, err := src.(source.Searcher).Search(t.Context(), "enst00000390283", 5)
	if err != nil || !slices.Contains(found, want) {
		t.Errorf("found %v, %v; want %v", found, err, want)
	}
	found, err = src.(source.Searcher).Search(t.Context(), "iglv8-61", 5)
	if err != nil || len(found) != 1 || found[0].Interval.Start > 22098699 || found[0].Interval.End < 22099212 {
		t.Errorf("the gene of that row: %v, %v", found, err)
	}
}
