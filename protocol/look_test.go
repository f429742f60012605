package protocol_test

import (
	"slices"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
)

// Each setting has a short label of its own in a section of the dialog, and a line with one that there is.
func TestLook(t *testing.T) {
	const most = 20 // letters beside a field
	for _, c := range protocol.ChartTypes {
		var labels []string
		for _, s := range c.Settings {
			look := c.Look(s)
			if s.PagesOnly {
				continue
			}
			if n := len(look.Short); n == 0 || n > most {
				t.Errorf("%s: the label %q of %s has %d letters, want 1 to %d; a row of looks gives it one", c.Name, look.Short, s.ID, n, most)
			}
			if look.Section == "" {
				t.Errorf("%s: %s is in no section", c.Name, s.ID)
			}
			if slices.Contains(labels, look.Short) {
				t.Errorf("%s: two settings are called %q", c.Name, look.Short)
			}
			labels = append(labels, look.Short)
		}
	}
}
