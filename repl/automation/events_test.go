package automation

import (
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/state"
)

// TestEventOfALongName: a page that searches for a book has a line told.
func TestEventOfALongName(t *testing.T) {
	got := describeEvent(state.Event{Kind: state.EventSearched, Text: strings.Repeat("x\x1b", 10_000), Browser: 2})
	if len(got) > 400 || !strings.HasPrefix(got, "searched for \"x") || !strings.HasSuffix(got, "… in browser 2") || strings.Contains(got, "\x1b") {
		t.Errorf("%d bytes: %.100s", len(got), got)
	}
}
