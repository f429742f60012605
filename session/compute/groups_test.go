package compute

import (
	"encoding/json"
	"math"
	"os"
	"testing"
)

// TestDeviation compares mean and sd with what numpy has (testdata/groups.py).
func TestDeviation(t *testing.T) {
	var want struct {
		Values   [][]*float64
		Mean, SD []*float64
		N        []int
	}
	text, err := os.ReadFile("testdata/groups.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	number := func(v *float64) float64 {
		if v == nil {
			return math.NaN()
		}
		return *v
	}
	for i := range want.N {
		var row []float64
		for _, column := range want.Values {
			row = append(row, number(column[i]))
		}
		for name, pair := range map[string][2]float64{
			"mean": {functions["mean"].all(row), number(want.Mean[i])}, "sd": {functions["sd"].all(row), number(want.SD[i])},
		} {
			got, want := pair[0], pair[1]
			if math.IsNaN(got) != math.IsNaN(want) || math.Abs(got-want) > 1e-12*max(1, math.Abs(want)) {
				t.Errorf("row %d, %v: %s is %v, numpy has %v", i, row, name, got, want)
			}
		}
	}
}
