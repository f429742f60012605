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

// Without a genome the sequences are those of the files. That none has any, so that the old ones stay, is told.
func TestNoGenomeAndNoSequences(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		must(r.SetGenome(r.ctx, "hg19"))(t)
		before := len(r.SeqInfos())
		report := must(r.SetGenome(r.ctx, "none"))(t)
		wantNote(t, report, "no file has sequences: those that were on offer stay until one has")
		equal(t, "sequences", len(r.SeqInfos()), before)
		must(r.SetGenome(r.ctx, "hg19"))(t)
		r.addTutorial()
		report = must(r.SetGenome(r.ctx, "none"))(t)
		for _, note := range report.Notes {
			if note == "no file has sequences: those that were on offer stay until one has" {
				t.Error("the tutorial's data have sequences")
			}
		}
	})
}
