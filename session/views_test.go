package session

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/state"
)

// TestSeveralInTheBox resolves several places, and the whole genome, as the location box asks.
func TestSeveralInTheBox(t *testing.T) {
	path, err := filepath.Abs("testdata/loci.gff3")
	if err != nil {
		t.Fatal(err)
	}
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.load(path)
		page := r.join(builtinPage)
		for _, tc := range []struct{ text, view, said string }{
			{"chr1:1000-2000 chr2:5-9", "chr1:1000-2000 chr2:5-9", ""},
			{"chr1 chr2 chr1", "chr1:1-248956422 chr2:1-242193529 chr1:1-248956422", ""},
			{"chr1 5 900", "chr1:5-900", ""},
			{"chr1 5 3", "", `locus "chr1 5 3": end 3 lies before start 5`},
			{"chr1 5 900 chr2:5-9", "chr1:5-900 chr2:5-9", ""},
			{"chr1 5 900 chr2 7 8", "chr1:5-900 chr2:7-8", ""},
			{"chr1 chrQ:5-9", "", `there is no sequence "chrQ"`},
			{"chr1 nothing", "", `there is no sequence and no gene "nothing"`},
			{"chr1 all", "", state.ErrNoRoom.Error()},
			{strings.Repeat("chr1 ", 13), "", "there are 13 places; at most 12 are shown side by side"},
			{" ALL ", "all", "2 other sequences are left out: alternative, unplaced, or of unknown length"},
		} {
			r.navigate("chr2", 1, 100)
			answer := ask[protocol.ResolveAnswer](t, r, page, protocol.Resolve, map[string]any{"q": tc.text, "seqName": "chr2", "maxResults": 12})
			e := state.Event{Location: answer.Place, Beside: answer.Beside.Beside, Whole: answer.Whole}
			equal(t, tc.text, [2]string{e.View().String(), answer.Said}, [2]string{tc.view, tc.said})
		}
		r.noFaults(page)
	})
}
