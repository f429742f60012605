package session

import (
	"context"
	"testing"

	"github.com/epiviz/epivizgo/session/source/formats"
	"github.com/epiviz/epivizgo/session/source/seq"
)

// What is done while a genome is opened, which may take long, is not lost.
func TestSetGenomeKeepsWhatIsDoneMeanwhile(t *testing.T) {
	meanwhile := func() {}
	opt := Options{OpenGenome: func(ctx context.Context, name string) (seq.Reference, error) {
		meanwhile()
		return formats.Genome(ctx, name)
	}}
	inBubble(t, opt, func(t *testing.T, r *rig) {
		r.addTutorial()
		meanwhile = func() { r.addChart("Line Track", "py_column") }
		if _, err := r.SetGenome(r.ctx, "hg19"); err != nil {
			t.Fatal(err)
		}
		equal(t, "charts", len(r.Charts()), 1)
		equal(t, "genome", r.State().Genome, "hg19")
	})
}
