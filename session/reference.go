package session

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"sync"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/lazy"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/seq"
	"github.com/epiviz/epivizgo/session/state"
)

// The genome: a built-in assembly or a file, which fixes the sequences on offer and may have
// their bases.

// reference is the genome of a session. Whoever reads it holds mu.
type reference struct {
	mu  sync.RWMutex
	ref seq.Reference // nil for none

	finding sync.Mutex
	named   seq.Reference // of which found finds the sequences
	found   *genome.Names
	sums    *lazy.Map[string, string] // MD5 of its sequences
}

// names returns what finds the sequences of a genome by their names in other spellings.
func (r *reference) names(ref seq.Reference) *genome.Names {
	r.finding.Lock()
	defer r.finding.Unlock()
	r.know(ref)
	return r.found
}

// know forgets what was found of another genome. The caller holds finding.
func (r *reference) know(ref seq.Reference) {
	if r.found == nil || r.named != ref {
		r.named, r.found, r.sums = ref, genome.NewNames(ref.Info().Sequences), new(lazy.Map[string, string])
	}
}

// sum returns the MD5 of a sequence of a genome.
func (r *reference) sum(ctx context.Context, ref seq.Reference, name string) (string, error) {
	r.finding.Lock()
	r.know(ref)
	sums := r.sums
	r.finding.Unlock()
	return sums.Get(ctx, name, func(ctx context.Context) (string, error) { return source.MD5Of(ctx, ref, name) })
}

// replace puts another genome in place and closes the one before, once nobody reads it.
func (r *reference) replace(by seq.Reference) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	was := r.ref
	r.ref = by
	if was == nil {
		return nil
	}
	return was.Close()
}

// SetGenome replaces the genome: the name of a built-in assembly, a file, or
// state.NoGenome, with which the sequences on offer are those of the files. The place and
// the selection stay where they are if the new sequences have them, in whatever spelling;
// notes tell what became of them. If the genome cannot be opened, nothing changes.
func (s *Session) SetGenome(ctx context.Context, name string) (reply.Report, error) {
	if name == state.NoGenome {
		name = ""
	}
	kept := state.GenomeNamed(name)
	if state.OtherGenome(s.current().Genome, kept) == nil {
		return reply.Report{}, nil
	}
	ref, err := s.openGenome(ctx, name)
	if err != nil {
		return reply.Report{}, err
	}
	want := s.current() // with what was done while the genome was opened
	want.Genome = kept
	return s.become(ctx, want, nil, &newGenome{kept, ref})
}

// newGenome is an open genome that is to take the place of the session's.
type newGenome struct {
	name string
	ref  seq.Reference // nil for none
}

// close closes a genome that is not used after all.
func (g *newGenome) close() {
	if g != nil && g.ref != nil {
		_ = g.ref.Close()
	}
}

func (s *Session) openGenome(ctx context.Context, name string) (seq.Reference, error) {
	if name == "" {
		return nil, nil
	}
	return s.opt.OpenGenome(ctx, name)
}

// genomeFor opens the genome that a state wants, if that is another one than the session's.
// If it cannot be opened, the note says so.
func (s *Session) genomeFor(ctx context.Context, want string) (g *newGenome, note string) {
	other := state.OtherGenome(s.current().Genome, want)
	if other == nil {
		return nil, ""
	}
	ref, err := s.openGenome(ctx, want)
	if err != nil {
		return nil, fmt.Sprintf("%v: %v", other, err)
	}
	return &newGenome{want, ref}, ""
}

// useGenome puts a genome in place within a turn, and returns the notes for the user.
func (s *Session) useGenome(g *newGenome) (notes []string) {
	var seqs []genome.Sequence
	if g.ref != nil {
		seqs = g.ref.Info().Sequences
		notes = slices.Clone(g.ref.Info().Notes)
	}
	s.catalog.SetGenome(seqs)
	s.offerBases(g.name, g.ref)
	for _, ds := range s.catalog.Datasets() {
		for _, note := range s.unreached(ds) {
			notes = append(notes, ds.Name+": "+note)
		}
	}
	if err := s.genome.replace(g.ref); err != nil {
		notes = append(notes, fmt.Sprintf("closing the genome before: %v", err))
	}
	return notes
}

// offerBases offers the bases of the genome as a measurement, if it has them.
func (s *Session) offerBases(name string, ref seq.Reference) {
	var info *source.Info
	if seq.HasBases(ref) {
		of := ref.Info()
		info = &of
	}
	s.catalog.SetBases(filepath.Base(cmp.Or(name, "genome")), info)
}

// basesGone returns the measurement of the genome's bases if it was among those before and is not any more.
func (s *Session) basesGone(before []*catalog.Measurement) []protocol.Measurement {
	had := slices.DeleteFunc(slices.Clone(before), func(m *catalog.Measurement) bool { return m.Dataset.Info.Kind != source.Bases })
	return chosen(had, func(id string) bool { return !s.hasMeasurement(id) })
}

// oldSequences returns the note that sequences are on offer which neither a genome nor a file has any more:
// pages cannot do without.
func (s *Session) oldSequences() []string {
	has := func(ds *catalog.Dataset) bool { return len(ds.Info.Sequences) > 0 }
	if s.catalog.SequenceCount() == 0 || slices.ContainsFunc(s.catalog.Datasets(), has) {
		return nil
	}
	return []string{"no file has sequences: those that were on offer stay until one has"}
}

// onSequences returns a place in the spelling and within the ends of the sequences on offer;
// one that is on none of them stays as it is.
func (s *Session) onSequences(iv genome.Interval) genome.Interval {
	part, _, err := s.within(iv)
	if err != nil {
		part, err = s.fit(iv)
	}
	if err != nil || iv.Len() == 0 {
		return iv
	}
	return part
}

// placesOnSequences is onSequences for the location and the selection of a state. A note tells
// where the location is if it has changed.
func (s *Session) placesOnSequences(st state.State) (state.State, []string) {
	var notes []string
	if st.Whole { // its sequences are looked up again below
		st.SetView(state.View{Whole: true})
	}
	places := st.View().Places()
	for i, iv := range places {
		places[i] = s.onSequences(iv)
	}
	if at := state.ViewOf(places...); len(places) > 0 && !at.Equal(st.View()) {
		// What becomes of a place whose sequence is gone is said by fitView.
		offered := slices.DeleteFunc(slices.Clone(places), func(iv genome.Interval) bool { return !s.offers(iv.Seq) })
		notes = append(notes, fmt.Sprintf("the view was at %s and is at %s", st.View(), state.ViewOf(offered...)))
		st.SetView(at)
	}
	st.Selection = slices.Clone(st.Selection)
	for i, iv := range st.Selection {
		if part, _, err := s.within(iv); err == nil {
			st.Selection[i] = part
		}
	}
	return st, notes
}
