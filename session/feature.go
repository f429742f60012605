package session

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/epiviz/epivizgo/session/actions"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/source"
)

// NextFeature returns the rows of a measurement among which row i is the one after from or,
// if back is set, before it: by start, then end, in the order of the sequences on offer. Of
// rows at the same place, nth counts from 0; that of the row is returned. No row is -1.
func (s *Session) NextFeature(
	ctx context.Context, name string, from genome.Interval, nth int, back bool,
) (rows reply.FeatureRows, i, n int, err error) {
	of, err := s.signals(name)
	if err != nil {
		return rows, -1, 0, err
	}
	m := of[0] // all have the same rows
	if err := waitsForGenes(m.Dataset); err != nil {
		return rows, -1, 0, err
	}
	seqs := s.catalog.Sequences()
	at := slices.IndexFunc(seqs, func(q genome.Sequence) bool { return q.Name == from.Seq })
	w := walk{s, m, rowPlace{from.Start, from.End, nth}, back}
	if at < 0 && !back { // before all
		at, w.from = 0, rowPlace{start: -1}
	}
	for at >= 0 && at < len(seqs) {
		rows, i, n, err := w.on(ctx, seqs[at].Name)
		if err != nil && !errors.Is(err, source.ErrNoSequence) || err == nil && i >= 0 {
			return rows, i, n, err
		}
		if back {
			at--
			w.from = rowPlace{start: genome.MaxPosition}
		} else {
			at++
			w.from = rowPlace{start: -1}
		}
	}
	return reply.FeatureRows{}, -1, 0, nil
}

// rowPlace is where a row is on its sequence, and which of those there it is.
type rowPlace struct{ start, end, nth int }

// before reports whether p comes before q.
func (p rowPlace) before(q rowPlace) bool {
	return p.start < q.start || p.start == q.start && (p.end < q.end || p.end == q.end && p.nth < q.nth)
}

// walk looks for the next row of a measurement, or the one before.
type walk struct {
	s    *Session
	m    *catalog.Measurement
	from rowPlace
	back bool
}

// on looks for the row on a sequence, in one window after the other. No row is -1.
func (w walk) on(ctx context.Context, seq string) (reply.FeatureRows, int, int, error) {
	const first, mostRows = 1000, 100_000
	whole := w.s.question(genome.Interval{Seq: seq}, w.m.Dataset)
	edge := max(0, w.from.start-1) // of what was searched; a point is not at the edge of a window
	if w.back {
		edge = min(whole.End, w.from.start+1)
	}
	for width := first; ; {
		iv := genome.Interval{Seq: seq, Start: edge, End: min(edge+width, whole.End)}
		if w.back {
			iv.Start, iv.End = max(0, edge-width), edge
		}
		if iv.Len() <= 0 {
			return reply.FeatureRows{}, -1, 0, nil
		}
		rows, err := w.s.catalog.Rows(ctx, w.m.Dataset, iv, source.RowOptions{Unnumbered: true, Limit: mostRows})
		if err != nil {
			return reply.FeatureRows{}, -1, 0, err
		}
		if rows.Total > rows.Len() {
			if width /= 2; width < 2 {
				return reply.FeatureRows{}, -1, 0, fmt.Errorf("%s has more than %d rows at %s", w.m.ID, mostRows, iv)
			}
			continue
		}
		i, n := w.nearest(rows)
		// Of rows that begin before the window, others may be nearer and not reach into it.
		if i >= 0 && (!w.back || rows.Start[i] >= iv.Start) {
			return actions.FeatureRows(w.m, iv, rows), i, n, nil
		}
		width *= 4
		switch {
		case !w.back && iv.End >= whole.End, w.back && iv.Start == 0:
			return reply.FeatureRows{}, -1, 0, nil
		case w.back:
			edge = iv.Start + 1
		default:
			edge = iv.End - 1
		}
	}
}

// nearest returns the row next to w.from, and which of those at its place it is.
func (w walk) nearest(rows *source.Rows) (best, nth int) {
	seen := map[[2]int]int{}
	var found rowPlace
	best = -1
	for i := range rows.Start {
		at := [2]int{rows.Start[i], rows.End[i]}
		p := rowPlace{at[0], at[1], seen[at]}
		seen[at]++
		ahead := w.from.before(p) && (best < 0 || p.before(found))
		if w.back {
			ahead = p.before(w.from) && (best < 0 || found.before(p))
		}
		if ahead {
			best, found = i, p
		}
	}
	return best, found.nth
}
