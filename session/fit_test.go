package session

import (
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
)

// TestFit asks one built-in page for heights, and says so where there are several; without one it fails.
func TestFit(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		r.addChart("Line Track", "py_column")
		real := r.join(v4)
		_, _, err := r.Fit(r.ctx)
		wantError(t, err, "no built-in page is connected")
		first := r.join(builtinPage)
		second := r.join(builtinPage)
		changed, report, err := r.Fit(r.ctx)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "charts changed", changed, 1)
		equal(t, "the height", r.Charts()[0].Settings["height"], any(40.0))
		if note := strings.Join(report.Notes, "; "); !strings.Contains(note, "one of 2") {
			t.Errorf("the notes are %q, want which page it was", note)
		}
		first.Refuse(protocol.FitCharts, "no window")
		_, _, err = r.Fit(r.ctx)
		wantError(t, err, "no window")
		r.noFaults(real, second)
	})
}
