package session

import (
	"slices"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/state"
)

// The bases of the genome are a measurement as long as it has them. Pages of EpiViz do not know such measurements.
func TestBasesAreAMeasurement(t *testing.T) {
	fasta := written(t, "ce.fa", ">chr1\nACGTNacgtn\n")
	named := written(t, "sequence.bed", "chr1\t1\t5\ta\n")
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		_, _, err := r.AddChart(r.ctx, "Sequence Track", []string{"sequence"})
		wantError(t, err, "no genome has bases")
		wantHint(t, err, "genome FILE.fa")
		must(r.SetGenome(r.ctx, "hg38"))(t)
		equal(t, "of lengths alone", slices.Contains(ids(r.Measurements()), "sequence"), false)
		own, real := r.join(builtinPage), r.join(v4)
		must(r.SetGenome(r.ctx, fasta))(t)
		equal(t, "listed", ids(r.Measurements()), []string{"py_column", "sequence"})
		equal(t, "offered to the built-in page", ids(own.Page().Measurements), []string{"py_column", "sequence"})
		equal(t, "offered to a real page", ids(real.Page().Measurements), []string{"py_column"})
		equal(t, "offered to one that comes later", ids(r.join(v5).Page().Measurements), []string{"py_column"})

		_, report, err := r.AddChart(r.ctx, "", []string{"Sequence"})
		if err != nil {
			t.Fatal(err)
		}
		wantNote(t, report, "cannot draw a Sequence Track; chart 1 is not shown there")
		equal(t, "charts of the built-in page", len(own.Page().Charts), 1)
		equal(t, "charts of the real page", len(real.Page().Charts), 0)
		equal(t, "answers with bases", own.Answers("bases"), 1)

		_, _, err = r.AddChart(r.ctx, "Line Track", []string{"sequence"})
		wantError(t, err, "a Line Track draws values, and sequence has bases")
		wantHint(t, err, `addchart "Sequence Track" sequence`)
		_, _, err = r.AddChart(r.ctx, "Sequence Track", []string{"py_column"})
		wantError(t, err, "a Sequence Track draws bases, and py_column has values")

		equal(t, "another of its name", r.load(named)[0].ID, "sequence_2")
	})
}

// What asks for rows or values is told that there are bases instead.
func TestBasesHaveNoRows(t *testing.T) {
	fasta := written(t, "ce.fa", ">chr1\nACGTNacgtn\n")
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		must(r.SetGenome(r.ctx, fasta))(t)
		r.addChart("", "sequence")
		at := genome.Interval{Seq: "chr1", Start: 0, End: 5}
		_, rows := r.Rows(r.ctx, at, "sequence")
		_, values := r.Values(r.ctx, at, []string{"sequence"}, 1, "", false)
		_, _, _, next := r.NextFeature(r.ctx, "sequence", at, 0, false)
		_, _, filter := r.Filter(r.ctx, 1, "score > 5")
		_, _, compute := r.Compute(r.ctx, "x", "sequence + 1")
		for what, err := range map[string]error{"rows": rows, "values": values, "next": next, "filter": filter, "compute": compute} {
			if err == nil {
				t.Fatalf("%s: no error", what)
			}
			wantError(t, err, "sequence has bases, neither rows nor values")
			wantHint(t, err, "sequence REGIONS prints them")
		}
		_, err := r.Info("sequence")
		wantError(t, err, "sequence is of the genome ce.fa, not of a file")
		_, err = r.Unload(r.ctx, "sequence")
		wantError(t, err, "sequence is of the genome ce.fa, not of a file")
	})
}

// A chart of bases waits while the genome has none, and shows those of another genome at once.
func TestBasesOfAnotherGenome(t *testing.T) {
	one, two := written(t, "one.fa", ">chr1\nACGTNacgtn\n"), written(t, "two.fa", ">chr1\nTTTTTTTTTT\n")
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		must(r.SetGenome(r.ctx, one))(t)
		own := r.join(builtinPage)
		r.addChart("", "sequence")
		equal(t, "answers", own.Answers("bases"), 1)
		must(r.SetGenome(r.ctx, two))(t)
		var p protocol.GroupParams
		cleared := own.Page().Pushed(protocol.ClearDatasourceGroupCache)
		equal(t, "groups that are asked for again", len(cleared), 1)
		cleared[0].Decode(&p)
		equal(t, "of them", p.DatasourceGroup, "sequence")
		report := must(r.SetGenome(r.ctx, state.NoGenome))(t)
		wantNote(t, report, "chart 1 waits for a genome with bases")
		equal(t, "not on the menu", ids(own.Page().Measurements), []string{"py_column"})
		equal(t, "waits", r.Waits(), map[int]string{1: "a genome with bases"})
		must(r.SetGenome(r.ctx, one))(t)
		equal(t, "waits no longer", len(r.Waits()), 0)
		equal(t, "on the menu again", ids(own.Page().Measurements), []string{"py_column", "sequence"})
	})
}
