package actions

import (
	"fmt"
	"math"
	"testing"
)

// TestOfSites shows a computed frequency in the column of those that the file states, and keeps lists of numbers as text.
func TestOfSites(t *testing.T) {
	nan := math.NaN()
	text, numbers := ofSites([]string{"0.5", "", "0.1,0.2", "1,2", "", "x"}, []float64{0.5, 1.0 / 3, 0.3, nan, nan, nan})
	if got := fmt.Sprintf("%q %v", text, numbers); got != `["0.5" "0.333333" "0.1,0.2" "1,2" "" "x"] [0.5 0.3333333333333333 NaN NaN NaN NaN]` {
		t.Error(got)
	}
}
