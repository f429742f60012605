package session

import (
	"context"
	"fmt"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/seq"
)

// genomeBases are the bases of the genome that the session has at the time, for a file of reads with sequences of these lengths.
type genomeBases struct {
	s       *Session
	file    string
	lengths map[string]int
}

var (
	_ source.Compared = genomeBases{}
	_ source.Summed   = genomeBases{}
)

// Sequence implements source.Sequencer, for sequences in any spelling.
func (g genomeBases) Sequence(ctx context.Context, iv genome.Interval) (bases string, err error) {
	err = g.with(iv.Seq, func(ref seq.Reference, own string) (err error) {
		iv.Seq = own
		bases, err = ref.Sequence(ctx, iv)
		return err
	})
	return bases, err
}

// MD5 implements source.Summed.
func (g genomeBases) MD5(ctx context.Context, name string) (sum string, err error) {
	err = g.with(name, func(ref seq.Reference, own string) (err error) {
		sum, err = g.s.genome.sum(ctx, ref, own)
		return err
	})
	return sum, err
}

// with calls use with the genome and its own name of a sequence.
func (g genomeBases) with(name string, use func(ref seq.Reference, own string) error) error {
	g.s.genome.mu.RLock()
	defer g.s.genome.mu.RUnlock()
	ref := g.s.genome.ref
	if !seq.HasBases(ref) {
		return source.ErrNoBases
	}
	match, ok := g.s.genome.names(ref).Resolve(genome.Sequence{Name: name, Length: g.lengths[name]})
	switch {
	case !ok:
		return fmt.Errorf("the genome has no %q: %w", name, source.ErrNoSequence)
	case match.Warning != "":
		return otherGenome(fmt.Sprintf("its %s has another length than the %d bases of %s", match.Name, g.lengths[name], name))
	}
	return use(ref, match.Name)
}

// otherGenome returns the error for a genome that is not that of the reads.
func otherGenome(why string) error {
	return hint.Add(fmt.Errorf("%w: %s", source.ErrOtherGenome, why), "genome FILE, of the FASTA or .2bit that they were aligned to")
}

// twoBit is the format of genomes that have N for all ambiguous bases.
const twoBit = "2bit"

// Fits implements source.Compared.
func (g genomeBases) Fits(ctx context.Context, name, sum string) error {
	format := ""
	if err := g.with(name, func(ref seq.Reference, _ string) error { format = ref.Info().Format; return nil }); err != nil {
		return nil // Sequence says why there is nothing to compare with
	}
	if sum == "" {
		g.s.once(fmt.Sprintf("%s does not say how its reads differ from the genome (MD), nor which genome that is (M5): "+
			"they are compared with the one that is loaded", g.file))
		return nil
	}
	found, err := g.MD5(ctx, name)
	switch {
	case err != nil || found == sum:
		return err
	case format == twoBit:
		g.s.once(fmt.Sprintf("%s: %s of the genome does not have the checksum of the sequence that the reads were aligned to, "+
			"which may be another, or have other letters than ACGTN, which a .2bit cannot have", g.file, name))
		return nil
	}
	return otherGenome(fmt.Sprintf("the bases of %s have the MD5 %s; %s states %s", name, found, g.file, sum))
}

// Doubt implements source.Compared.
func (g genomeBases) Doubt(name string) {
	g.s.once(fmt.Sprintf("%s: reads on %s differ from the genome in more than two bases of five: they may have been aligned to another",
		g.file, name))
}
