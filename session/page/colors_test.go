package page

import (
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/intervals"
	"github.com/epiviz/epivizgo/session/state"
)

// fewRows returns a source of features without values.
func fewRows(t *testing.T) source.Source {
	t.Helper()
	b := intervals.NewBuilder(intervals.Schema{Metadata: []string{"name"}})
	if err := b.Add(intervals.Row{Seq: []byte("chr1"), Start: 10, End: 20, Strand: '+', Metadata: [][]byte{[]byte("a")}}); err != nil {
		t.Fatal(err)
	}
	return b.Finish(source.Info{Format: "BED4", Kind: source.Features, Sequences: []genome.Sequence{{Name: "chr1", Length: 1000}}})
}

// stating is a source whose file states a colour.
type stating struct{ source.Source }

func (s stating) Info() source.Info {
	info := s.Source.Info()
	info.Looks = []source.Look{{Color: "#123456"}}
	return info
}

// TestOneColourInEveryPage: pages that take colours are told those of the session, whatever the chart
// type, that of the file among them, and again when they come later.
func TestOneColourInEveryPage(t *testing.T) {
	forPages(t, []string{v4, v5}, func(t *testing.T, r *rig, version string) {
		r.load("plain", fewRows(t))
		r.load("stated", stating{fewRows(t)})
		page := r.join(version)
		c := r.addChart("Blocks Track", "plain", "stated")
		want := ColorsOf(&state.Chart{Type: c.Type}, r.catalog)
		want[1] = "#123456"
		equal(t, "colours of the page", page.Page().Charts[0].Colors, want)
		equal(t, "colours of a page that comes later", r.join(version).Page().Charts[0].Colors, want)
		c.Colors = []string{"#abcdef"}
		equal(t, "colours that were chosen", ColorsOf(&c, r.catalog), c.Colors)
	})
}
