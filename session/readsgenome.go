package session

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"strings"

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

var _ source.Compared = genomeBases{}

// Sequence implements source.Sequencer, for sequences in any spelling.
func (g genomeBases) Sequence(ctx context.Context, iv genome.Interval) (string, error) {
	g.s.genome.mu.RLock()
	defer g.s.genome.mu.RUnlock()
	ref := g.s.genome.ref
	match, err := g.find(ref, iv.Seq)
	if err != nil {
		return "", err
	}
	iv.Seq = match
	return ref.Sequence(ctx, iv)
}

// find returns the genome's name of a sequence of the file. The genome's lock is held.
func (g genomeBases) find(ref seq.Reference, name string) (string, error) {
	if !seq.HasBases(ref) {
		return "", source.ErrNoBases
	}
	names := g.s.genome.names(ref)
	match, ok := names.Resolve(genome.Sequence{Name: name, Length: g.lengths[name]})
	switch {
	case !ok:
		return "", fmt.Errorf("the genome has no %q: %w", name, source.ErrNoSequence)
	case match.Warning != "": // another length
		return "", otherGenome(match.Warning)
	}
	return match.Name, nil
}

// otherGenome returns the error for a genome that is not that of the reads.
func otherGenome(why string) error {
	return hint.Add(fmt.Errorf("%w: %s", source.ErrOtherGenome, why), "genome FILE, of the FASTA or .2bit that they were aligned to")
}

// sumAtOnce is how many bases are read at a time for a checksum.
const sumAtOnce = 1 << 20

// Fits implements source.Compared. The bases of a sequence are read once for as long as the genome is the same.
func (g genomeBases) Fits(ctx context.Context, name, sum string) error {
	if sum == "" {
		g.s.genome.mu.RLock()
		_, err := g.find(g.s.genome.ref, name)
		g.s.genome.mu.RUnlock()
		if err != nil {
			return nil // Sequence says why there is nothing to compare with
		}
		g.s.once(fmt.Sprintf("%s does not say how its reads differ from the genome (MD), nor which genome that is (M5): "+
			"they are compared with the one that is loaded", g.file))
		return nil
	}
	found, format, err := g.s.genome.sum(ctx, func(ref seq.Reference) (string, error) { return g.find(ref, name) })
	switch {
	case err != nil || found == sum:
		return err
	case format == twoBit: // of ambiguous bases it has N
		g.s.once(fmt.Sprintf("%s: %s of the genome does not have the checksum of the sequence that the reads were aligned to, "+
			"which may be another, or have other letters than ACGTN, which a .2bit cannot have", g.file, name))
		return nil
	}
	return otherGenome(fmt.Sprintf("the bases of %s have the MD5 %s; %s states %s", name, found, g.file, sum))
}

const twoBit = "2bit"

// Doubt implements source.Compared.
func (g genomeBases) Doubt(name string) {
	g.s.once(fmt.Sprintf("%s: reads on %s differ from the genome in more than two bases of five: they may have been aligned to another", g.file, name))
}

// sum returns the MD5 of the bases of a sequence in capitals, in hex, and the format of the genome. find returns its name, and is called with
// the lock held.
func (r *reference) sum(ctx context.Context, find func(ref seq.Reference) (string, error)) (sum, format string, err error) {
	of := seq.Reference(nil)
	hash := md5.New()
	for at := 0; ; at += sumAtOnce {
		part, done, err := func() (part string, done bool, err error) {
			r.mu.RLock()
			defer r.mu.RUnlock()
			if of != r.ref { // at the beginning, or the genome was replaced
				of, at = r.ref, 0
				hash.Reset()
			}
			name, err := find(of)
			if err != nil {
				return "", false, err
			}
			format = of.Info().Format
			r.finding.Lock()
			sum, done = r.sums[name]
			done = done && r.summed == of
			r.finding.Unlock()
			if done {
				return "", true, nil
			}
			if part, err = of.Sequence(ctx, genome.Interval{Seq: name, Start: at, End: at + sumAtOnce}); err != nil || len(part) == sumAtOnce {
				return part, false, err
			}
			hash.Write([]byte(strings.ToUpper(part)))
			sum = hex.EncodeToString(hash.Sum(nil))
			r.finding.Lock()
			defer r.finding.Unlock()
			if r.summed != of {
				r.summed, r.sums = of, map[string]string{}
			}
			r.sums[name] = sum
			return "", true, nil
		}()
		if err != nil || done {
			return sum, format, err
		}
		hash.Write([]byte(strings.ToUpper(part)))
	}
}
