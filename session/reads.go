package session

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/state"
)

// Reads: how their files are shown, and questions about them from the prompt.

// withReads describes how a file of reads is read.
func withReads(o source.ReadOptions) string {
	if text := o.Text(); text != "" {
		return "with " + text
	}
	return "without options"
}

// configure gives an open file of reads its options and the bases of the genome. Options of any other file are an error.
func (s *Session) configure(ctx context.Context, src source.Source, f state.File) error {
	if a, ok := src.(source.Alignments); ok {
		lengths := map[string]int{}
		for _, q := range src.Info().Sequences {
			lengths[q.Name] = q.Length
		}
		return a.Configure(ctx, genomeBases{s, filepath.Base(f.Path), lengths}, f.Reads)
	}
	if text := f.Reads.Text(); text != "" {
		return hint.Add(fmt.Errorf("%s is %s, which has no reads: %s is of BAM and CRAM", f.Path, src.Info().Format, text), "load it without")
	}
	return nil
}

// alignments returns the dataset of reads that a name of a file or of any of its measurements stands for.
func (s *Session) alignments(name string) (*catalog.Dataset, error) {
	ds, err := s.file(name)
	if err != nil {
		return nil, err
	}
	if _, ok := ds.Source.(source.Alignments); !ok {
		return nil, hint.Add(fmt.Errorf("%s is %s, which has no reads", ds.Name, ds.Info.Format), "load a BAM or a CRAM")
	}
	return ds, nil
}

// aligned opens the reads of a name at iv, which is cut as for Values, and calls ask with them.
func (s *Session) aligned(
	iv genome.Interval, name string, options reply.ReadChoice, usual func(source.Alignments) source.ReadChoice,
	ask func(src source.Alignments, own, at genome.Interval, choice source.ReadChoice) error,
) error {
	iv, err := s.locate(iv)
	if err != nil {
		return err
	}
	ds, err := s.alignments(name)
	if err != nil {
		return err
	}
	iv = s.question(iv, ds)
	return s.noSequence(s.catalog.Using(ds, iv, func(src source.Source, own genome.Interval) error {
		a, ok := src.(source.Alignments)
		if !ok {
			return fmt.Errorf("%s has no reads any more", ds.Name)
		}
		choice := usual(a)
		if options.Without != nil {
			choice.Without = *options.Without
		}
		if options.MapQ != nil {
			choice.MapQ = *options.MapQ
		}
		return ask(a, own, iv, choice)
	}), ds)
}

// ReadsHeader returns the lines of SAM before the reads of a file.
func (s *Session) ReadsHeader(name string) (string, error) {
	ds, err := s.alignments(name)
	if err != nil {
		return "", err
	}
	return ds.Source.(source.Alignments).Header(), nil
}

// Reads calls take with the reads that overlap iv, which is not cut at the end of its sequence, in the order of the file: with lines
// of SAM, which are valid until it returns, and where they end. It returns the first error of take.
func (s *Session) Reads(
	ctx context.Context, iv genome.Interval, name string, options reply.ReadChoice, take func(line []byte, end int) error,
) error {
	return s.aligned(iv, name, options, source.Alignments.ShownChoice,
		func(src source.Alignments, own, at genome.Interval, choice source.ReadChoice) error {
			// The end of a sequence is the header's word, which places of reads may contradict: samtools view has those, too.
			if iv.End == 0 {
				own.End = genome.MaxPosition
			} else {
				own.End += max(iv.End-at.End, 0)
			}
			return src.EachRead(ctx, own, choice, take)
		})
}

// Depth calls take with the stretches of iv, which is cut as for Values, that have one depth, in order.
func (s *Session) Depth(
	ctx context.Context, iv genome.Interval, name string, options reply.ReadChoice, take func(reply.ReadDepth) error,
) error {
	return s.aligned(iv, name, options, source.Alignments.Choice,
		func(src source.Alignments, own, at genome.Interval, choice source.ReadChoice) error {
			return src.EachDepth(ctx, own, choice, func(start, end int, depth [2]int) error {
				return take(reply.ReadDepth{Chr: at.Seq, Start: start, End: end, Forward: depth[0], Reverse: depth[1]})
			})
		})
}

// Pileup calls take with every base of iv, which is cut as for Values, in order.
func (s *Session) Pileup(
	ctx context.Context, iv genome.Interval, name string, options reply.ReadChoice, take func(reply.ReadPile) error,
) error {
	return s.aligned(iv, name, options, source.Alignments.Choice,
		func(src source.Alignments, own, at genome.Interval, choice source.ReadChoice) error {
			return src.EachPile(ctx, own, choice, func(pos int, p *source.Pile) error {
				return take(reply.ReadPile{Chr: at.Seq, Position: pos, Bases: p.Bases, Insertions: p.Insertions, Deletions: p.Deletions})
			})
		})
}
