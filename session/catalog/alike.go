package catalog

import (
	"context"
	"fmt"
	"strings"

	"github.com/epiviz/epivizgo/session/genome"
)

// BasesFunc returns the bases of an interval of a sequence on offer, fewer where the sequence ends.
type BasesFunc func(ctx context.Context, iv genome.Interval) (string, error)

// alike is how else a change can be written.
type alike struct {
	at     genome.Interval
	change genome.Change
	around genome.Interval // the bases at which it may be
	bases  genome.Bases    // of around, and one more on each side; none without a genome
	edit   genome.Edit     // as far to the left as it can be
	known  bool            // edit is
}

const (
	// mostShift bounds how far what is inserted or deleted is shifted in one direction, in bases.
	mostShift = 100_000
	// shiftStep is how many bases are read first for that.
	shiftStep = 1000
)

// spread finds how else a change at a place can be written. bases is nil without a genome. With an error, the place is as it was.
func spread(ctx context.Context, at genome.Interval, change genome.Change, bases BasesFunc) (alike, error) {
	a := alike{at: at, change: change, around: at}
	if bases == nil || at.Len() > mostShift {
		return a, nil
	}
	for reach := shiftStep; ; reach *= 10 {
		iv := genome.Interval{Seq: at.Seq, Start: max(at.Start-reach, 0), End: at.End + reach}
		text, err := bases(ctx, iv)
		if err != nil {
			return a, err
		}
		there := genome.Bases{From: iv.Start, Text: strings.ToUpper(text)}
		e, ok := change.Edit(at, there)
		if !ok {
			return a, nil
		}
		left, right := e.Left(there), e.Right(there)
		a.bases, a.edit, a.known = there, left, true
		a.around = genome.Interval{Seq: at.Seq, Start: min(left.Start, at.Start), End: max(right.Start+len(right.Ref), at.End)}
		ends := left.Start > iv.Start || iv.Start == 0
		if ends = ends && (right.Start+len(right.Ref) < iv.Start+len(text) || len(text) < iv.Len()); ends {
			return a, nil
		}
		if reach >= mostShift {
			return a, fmt.Errorf("%s may be written further away than %d bases, where it was not looked for", change, reach)
		}
	}
}

// has reports whether alleles of a file are the change.
func (a *alike) has(start int, ref, alt string) bool {
	if alt == "" || strings.ContainsAny(alt, "<>[]*.") {
		return false
	}
	own := genome.NewEdit(start, ref, alt)
	if a.known {
		return own.Left(a.bases) == a.edit
	}
	there := genome.Bases{From: start, Text: strings.ToUpper(ref)} // all that is known of the sequence
	e, ok := a.change.Edit(a.at, there)
	return ok && e.Left(there) == own.Left(there)
}
