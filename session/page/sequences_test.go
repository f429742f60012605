package page

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/sessiontest"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/state"
)

// many is a file of very many sequences, with data on the first.
type many struct {
	*sessiontest.Features
	n int
}

func (s many) Info() source.Info {
	info := s.Features.Info()
	for i := range s.n {
		info.Sequences = append(info.Sequences, genome.Sequence{Name: fmt.Sprintf("scaf%d", i), Length: 100 + i})
	}
	return info
}

// A sequence that reaches further than a page was told is told again, and the page stays where it is.
func TestGrownSequences(t *testing.T) {
	forPages(t, append(slices.Clone(realPages), builtinPage), func(t *testing.T, r *rig, version string) {
		r.load("a.bed", endless{sessiontest.NewFeatures("chr9", 5_000, 1000, 100)})
		page := r.join(version)
		view := genome.Interval{Seq: "chr9", Start: 100, End: 3000}
		if err := errors.Join(r.tell(func(pg *Page) error { return pg.GoTo(r.ctx, state.ViewOf(view)) })...); err != nil {
			t.Fatal(err)
		}
		before := r.catalog.Sequences()
		r.load("b.bed", endless{sessiontest.NewFeatures("chr9", 50_000, 1000, 100)})
		fresh := NewSequences(before, r.catalog.Sequences())
		equal(t, "fresh", fresh, []protocol.SeqInfo{{Name: "chr9", Min: 1, Max: 50_000}})
		if err := errors.Join(r.tell(func(pg *Page) error { return pg.AddSeqInfos(r.ctx, fresh) })...); err != nil {
			t.Fatal(err)
		}
		shown := r.settled(page)
		equal(t, "sequences of the page", shown.Sequences, protocol.SequencesTo(protocol.DialectOf(version), fresh))
		equal(t, "its place", *shown.Location, protocol.Range{SeqName: "chr9", Start: 101, End: 3000})
		r.noFaults(page)
	})
}

// The built-in page is told some of many sequences, those that it needs, and how many there are.
func TestManySequences(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig) {
		r.load("many.bed", many{sessiontest.NewFeatures("chr9", 5_000, 1000, 100), 5000})
		r.state.Location = genome.Interval{Seq: "scaf3000", End: 50}
		page := r.join(builtinPage)
		var p protocol.SyncStateParams
		page.Page().Pushed(protocol.SyncState)[0].Decode(&p)
		equal(t, "sequences told", len(p.SeqInfos), catalog.MostSequences+1)
		equal(t, "the last", p.SeqInfos[catalog.MostSequences], protocol.SeqInfo{Name: "scaf3000", Min: 1, Max: 3100})
		equal(t, "sequences", p.Sequences, 5001)

		view := genome.Interval{Seq: "scaf4321", Start: 10, End: 20}
		if err := errors.Join(r.tell(func(pg *Page) error { return pg.GoTo(r.ctx, state.ViewOf(view)) })...); err != nil {
			t.Fatal(err)
		}
		equal(t, "place", page.Page().Location.SeqName, "scaf4321")

		before := r.catalog.Sequences()
		for _, ds := range r.catalog.Datasets() {
			r.load("few.bed", sessiontest.NewFeatures("chrA", 5_000, 1000, 100))
			if err := r.catalog.Remove(ds); err != nil {
				t.Fatal(err)
			}
		}
		var gone []string
		for _, q := range before {
			gone = append(gone, q.Name)
		}
		if err := errors.Join(r.tell(func(pg *Page) error { return pg.RemoveSeqNames(r.ctx, gone) })...); err != nil {
			t.Fatal(err)
		}
		equal(t, "sequences of the page", page.Page().Sequences, []protocol.SeqInfo{{Name: "chrA", Min: 1, Max: 5000}})
		r.noFaults(page)
	})
}

// Real pages are told the main and longest of many sequences, and their user how many there are; they
// are told others when they go there.
func TestManySequencesOnRealPages(t *testing.T) {
	forPages(t, realPages, func(t *testing.T, r *rig, version string) {
		r.load("many.bed", many{sessiontest.NewFeatures("chr9", 5_000, 1000, 100), 5000})
		r.state.Location = genome.Interval{Seq: "chr9", End: 50}
		page := r.join(version)
		told := page.Page().Sequences
		equal(t, "sequences told", len(told), catalog.MostSequences)
		if told[0].Name != "chr9" || told[1].Name != "scaf4001" {
			t.Errorf("the first are %v", told[:2])
		}
		said := r.notices.With("1000 of the 5001 sequences")
		if len(said) != 1 || !strings.Contains(said[0], "navigate NAME") {
			t.Errorf("notices %q", said)
		}
		for _, seq := range []string{"scaf7", "scaf9", "scaf7", "chr9"} {
			view := genome.Interval{Seq: seq, Start: 10, End: 20}
			if err := errors.Join(r.tell(func(pg *Page) error { return pg.GoTo(r.ctx, state.ViewOf(view)) })...); err != nil {
				t.Fatal(err)
			}
			equal(t, "place", page.Page().Location.SeqName, seq)
		}
		equal(t, "sequences told", len(page.Page().Sequences), catalog.MostSequences+2)
		// Few of those that come and go matter to the page.
		if err := errors.Join(r.tell(func(pg *Page) error {
			return errors.Join(pg.AddSeqInfos(r.ctx, []protocol.SeqInfo{{Name: "scaf8", Min: 1, Max: 9000}}),
				pg.RemoveSeqNames(r.ctx, []string{"scaf3", "scaf9"}))
		})...); err != nil {
			t.Fatal(err)
		}
		equal(t, "sequences told", len(page.Page().Sequences), catalog.MostSequences+1)
		equal(t, "said", len(r.notices.With("sequences in its menu")), 1)
		r.noFaults(page)
	})
}

// BenchmarkManySequences measures how long a real page takes to join, by the number of sequences.
func BenchmarkManySequences(b *testing.B) {
	for _, n := range []int{1000, 130_000, 250_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			cat := catalog.New(nil)
			seqs := many{sessiontest.NewFeatures("chr9", 5_000, 1000, 100), n}.Info().Sequences
			for b.Loop() {
				cat.SetGenome(seqs)
				if got := len(NewSequences(nil, cat.MainSequences())); got > catalog.MostSequences {
					b.Fatal(got)
				}
			}
		})
	}
}

// TestGenomeOfASequence: V5 lists of the sequences without a genome only the last, and all others know none.
func TestGenomeOfASequence(t *testing.T) {
	forPages(t, allPages, func(t *testing.T, r *rig, version string) {
		r.load("a.bw", sessiontest.NewRamp("chr1", 1_000_000))
		r.load("b.bw", sessiontest.NewRamp("chr2", 1_000_000))
		page := r.join(version)
		r.load("c.bw", sessiontest.NewRamp("chr3", 1_000_000))
		r.tell(func(pg *Page) error { return pg.AddSeqInfos(r.ctx, pg.unknown()) })
		want := ""
		if version == v5 {
			want = "undefined"
		}
		p := r.settled(page)
		if len(p.Sequences) == 0 {
			t.Fatal("no sequences")
		}
		for _, q := range p.Sequences {
			if q.Genome != want {
				t.Errorf("the page is told of %s that its genome is %q; want %q", q.Name, q.Genome, want)
			}
		}
	})
}
