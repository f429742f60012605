package protocol

import (
	"encoding/json"
	"math"
	"testing"
)

func TestReadsAnswer(t *testing.T) {
	a := &ReadsAnswer{Depth: []float64{1, math.NaN()}, Estimated: true, LeftOut: 3, Unknown: 2, Why: "no \"genome\"", AlleleAt: []int{7}, AlleleDepth: []int{9}}
	a.Table = &Table{SeqName: "chr1", Start: []int{5}, End: []int{8}, Strand: []byte{'-'}, Stranded: true,
		Metadata: []MetadataColumn{{Name: "name", Text: []string{"r<1>"}}}}
	a.Total, a.Thinned = 12, true
	a.Alleles[2] = []int{4}
	var got struct {
		Values struct {
			Start, End []int
			Metadata   map[string][]string
		}
		Total int
		Reads struct {
			Bins, LeftOut, Unknown int
			Depth, Why             string
			Estimated, Wide        bool
			Alleles                map[string][]int
		}
	}
	if err := json.Unmarshal(a.AppendJSON(nil), &got); err != nil {
		t.Fatal(err)
	}
	r := got.Reads
	if got.Total != 12 || got.Values.Metadata["name"][0] != "r<1>" || r.Bins != 2 || r.Depth == "" || !r.Estimated || r.Wide ||
		r.LeftOut != 3 || r.Unknown != 2 || r.Why != a.Why || r.Alleles["at"][0] != 7 || r.Alleles["depth"][0] != 9 || r.Alleles["G"][0] != 4 {
		t.Errorf("%s", a.AppendJSON(nil))
	}
	failed := &ReadsAnswer{}
	failed.Table, failed.Error = &Table{SeqName: "chr1"}, "no"
	if err := json.Unmarshal(failed.AppendJSON(nil), &got); err != nil {
		t.Fatal(err)
	}
}
