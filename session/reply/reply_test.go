package reply

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
)

// TestJSON checks what programs read behind --json.
func TestJSON(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, tc := range []struct {
		name  string
		value any
		want  string
	}{
		{"bins", BinValues{Name: "signal", Region: "here", Chr: "chr1", Start: 10, End: 14, Stat: "mean", Values: []float64{1, nan, 0.25, inf}},
			`{"measurement":"signal","region":"here","chr":"chr1","start":10,"end":14,"bins":4,"stat":"mean","exact":true,"infinite":0,` +
				`"values":[1,null,0.25,"Infinity"]}`},
		{"no bins", &BinValues{Estimated: true, Infinite: 2}, `{"measurement":"","region":"","chr":"","start":0,"end":0,"bins":0,"stat":"",` +
			`"exact":false,"infinite":2,"values":[]}`},
		{"bins of a name with quotes", BinValues{Name: "a \"b\"\n<i>", Chr: "é", Stat: "max", Values: []float64{2}},
			`{"measurement":"a \"b\"\n\u003ci\u003e","region":"","chr":"é","start":0,"end":0,"bins":1,"stat":"max","exact":true,"infinite":0,"values":[2]}`},
	} {
		got, err := json.Marshal(tc.value)
		if err != nil || string(got) != tc.want {
			t.Errorf("%s: %v\n%s\nwant\n%s", tc.name, err, got, tc.want)
		}
	}
}

// TestAppendRow checks the object of each row, whose keys are always there.
func TestAppendRow(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(-1)
	const head = `{"measurement":"peaks","region":"here",`
	for _, tc := range []struct {
		name string
		rows FeatureRows
		want []string // without head
	}{
		{"rows", FeatureRows{
			Name: "peaks", Region: "here", Chr: "chr1", From: 5, To: 50, Start: []int{5, 20}, End: []int{10, 21}, Strand: []byte("-*"),
			Columns: []protocol.MetadataColumn{{Name: `the "name"`, Text: []string{"a", "\x1b"}}},
			Values:  []protocol.ValueColumn{{Measurement: "score", Values: []float64{3, nan}}},
		}, []string{
			`"chr":"chr1","start":5,"end":10,"strand":"-","ends":null,"exons":null,"coding":null,"columns":{"the \"name\"":"a","score":3}}`,
			`"chr":"chr1","start":20,"end":21,"strand":null,"ends":null,"exons":null,"coding":null,"columns":{"the \"name\"":"\u001b","score":null}}`,
		}},
		{"numbers as the file has them, where JSON has such", FeatureRows{
			Name: "peaks", Region: "here", Chr: "c", Start: make([]int, 9), End: make([]int, 9), Strand: []byte("+++++++++"),
			Columns: []protocol.MetadataColumn{{Name: "x", Text: []string{"0.10", "12345678901234567890", ".", "+5", "007", "NA", "1e999", "true", "1,2"}}},
			Numbers: [][]float64{{0.1, 12345678901234567890, nan, 5, 7, nan, inf, 1, nan}},
		}, []string{"0.10", "12345678901234567890", "null", "5", "7", "null", `"-Infinity"`, "1", `"1,2"`}},
		{"a gene, a transcript without coding bases and a pair", FeatureRows{
			Name: "peaks", Region: "here", Chr: "c", Start: []int{1}, End: []int{9}, Strand: []byte("+"), Genes: true,
			Exons: [][][2]int{{{1, 9}}}, Coding: [][2]int{{2, 5}},
		}, []string{`"chr":"c","start":1,"end":9,"strand":"+","ends":null,"exons":[[1,9]],"coding":[2,5],"columns":{}}`}},
		{"a pair", FeatureRows{
			Name: "peaks", Region: "here", Chr: "c", Start: []int{1}, End: []int{9}, Strand: []byte("+"), Ends: [][2]Place{{{"c", 1, 9}, {}}},
			Exons: [][][2]int{{{1, 9}}},
		}, []string{`"chr":"c","start":1,"end":9,"strand":"+","ends":[{"chr":"c","start":1,"end":9},null],"exons":null,"coding":null,"columns":{}}`}},
	} {
		for i, want := range tc.want {
			if got := string(tc.rows.AppendRow(nil, i)); got != head+want && !strings.HasSuffix(got, `"columns":{"x":`+want+`}}`) {
				t.Errorf("%s:\n%s\nwant\n%s%s", tc.name, got, head, want)
			}
		}
	}
}

// TestBin divides intervals into bins that follow each other and differ by a base at most.
func TestBin(t *testing.T) {
	for _, tc := range []struct {
		start, end, bins int
		want             []int // where the bins begin, and the end
	}{
		{0, 10, 1, []int{0, 10}},
		{0, 10, 5, []int{0, 2, 4, 6, 8, 10}},
		{100, 110, 4, []int{100, 102, 105, 107, 110}},
		{7, 10, 3, []int{7, 8, 9, 10}},
		{7, 9, 4, []int{7, 7, 8, 8, 9}},
		{5, 5, 2, []int{5, 5, 5}},
		{0, math.MaxInt, 2, []int{0, math.MaxInt / 2, math.MaxInt}},
	} {
		v := BinValues{Start: tc.start, End: tc.end, Values: make([]float64, tc.bins)}
		got := []int{tc.start}
		for i := range tc.bins {
			start, end := v.Bin(i)
			if start != got[i] {
				t.Errorf("bin %d of %+v begins at %d, and the one before ends at %d", i, tc, start, got[i])
			}
			got = append(got, end)
		}
		if !slices.Equal(got, tc.want) {
			t.Errorf("%d bins of [%d, %d): %v, want %v", tc.bins, tc.start, tc.end, got, tc.want)
		}
	}
}
