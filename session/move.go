package session

import (
	"context"
	"errors"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/actions"
	"github.com/epiviz/epivizgo/session/genome"
)

const (
	// arriveWait bounds how long a page may take to be where it was sent: v2
	// answers before it moves.
	arriveWait = 2 * time.Second
	askAgain   = 50 * time.Millisecond
	// drainWait bounds the wait for a page's own requests before a navigate: v5
	// freezes when it has to abort some (WIRE.md section 9.2).
	drainWait = 3 * time.Second
)

// where asks the page for its place; nil when it has none yet.
func (b *browser) where(ctx context.Context) (*protocol.Range, error) {
	var at protocol.Range
	err := b.call(ctx, protocol.GetCurrentLocation, nil, &at)
	var refused *protocol.Refusal
	if errors.As(err, &refused) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if at.SeqName == "" {
		return nil, nil
	}
	return &at, nil
}

// navigate moves one page and asks where it is, since a page says yes also when
// it does not move. It is used with the push token held.
func (b *browser) navigate(ctx context.Context, iv genome.Interval) (*protocol.Range, error) {
	want := actions.ToRange(iv)
	if err := b.prepareMove(ctx, iv); err != nil {
		return nil, err
	}
	before := &protocol.Range{}
	if b.dialect != protocol.Tutorial {
		var err error
		if before, err = b.where(ctx); err != nil {
			return nil, err
		}
	}
	if b.dialect == protocol.V5 {
		b.quiesce(ctx, drainWait)
	}
	there := func(at protocol.Range) bool { return isThere(before, at, want, b.seenEnd(want.SeqName)) }
	params := protocol.NavigateParams{Range: protocol.Embed(want)}
	var at *protocol.Range
	for try := range 2 {
		if err := b.call(ctx, protocol.Navigate, params, nil); err != nil {
			return nil, err
		}
		var err error
		at, err = b.arrival(ctx, there)
		if err != nil {
			return nil, err
		}
		if at == nil || there(*at) {
			b.setProblem("")
			b.mu.Lock()
			b.view = iv
			if at != nil {
				b.view = actions.FromRange(*at)
				if at.End < want.End-1 {
					b.ends[at.SeqName] = at.End
				}
			}
			b.mu.Unlock()
			return at, nil
		}
		// A navigate while the page is still moving is dropped: once more.
		if try == 0 {
			b.quiesce(ctx, drainWait)
		}
	}
	b.setProblem(errFrozen.Error())
	return at, errFrozen
}

// sendTo is navigate for those who need not know where the page came to.
func (b *browser) sendTo(ctx context.Context, iv genome.Interval) error {
	_, err := b.navigate(ctx, iv)
	return err
}

// firstView moves the page to a view that nobody has asked for. A client of the
// tutorial stays where it is.
func (b *browser) firstView(ctx context.Context, iv genome.Interval) error {
	if b.dialect == protocol.Tutorial {
		return nil
	}
	return b.sendTo(ctx, iv)
}

// seenEnd is where the page was seen to end a sequence that is longer in the
// session, 0 when it was not.
func (b *browser) seenEnd(seq string) float64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.ends[seq]
}

// prepareMove makes the page forget what it could not draw at the new place:
// bins of another width, groups that were cut short, and in v5 groups of which
// several measurements are shown, since it throws, and freezes, when only some
// of them are at hand (WIRE.md section 9.3).
func (b *browser) prepareMove(ctx context.Context, iv genome.Interval) error {
	if b.dialect == protocol.Builtin || b.dialect == protocol.Tutorial {
		return nil
	}
	shown := b.shownGroups()
	for _, name := range slices.Sorted(maps.Keys(shown)) {
		b.mu.Lock()
		g := b.groupLocked(name)
		stale := g.cut || g.failed
		if g.cut {
			g.cutView = iv
		}
		if width := binWidthFor(iv.Len()); g.binWidth > 0 && !fits(g.binWidth, iv.Len()) {
			g.binWidth, stale = width, true
		}
		b.mu.Unlock()
		if stale || b.dialect == protocol.V5 && shown[name] > 1 {
			if err := b.clear(ctx, name); err != nil {
				return err
			}
		}
	}
	return nil
}

// arrival asks until the page is where it was sent, or for arriveWait, and
// returns the last answer. A client of the tutorial may not know the question:
// then it is nil.
func (b *browser) arrival(ctx context.Context, there func(at protocol.Range) bool) (*protocol.Range, error) {
	deadline := time.Now().Add(arriveWait)
	if b.dialect == protocol.Tutorial {
		short, cancel := context.WithDeadline(ctx, deadline)
		defer cancel()
		at, err := b.where(short)
		if ctx.Err() == nil && (err != nil && short.Err() != nil || at != nil && !there(*at)) {
			return nil, nil
		}
		return at, err
	}
	for {
		at, err := b.where(ctx)
		if err != nil {
			return nil, err
		}
		if at != nil && there(*at) || !time.Now().Before(deadline) {
			if at == nil {
				at = &protocol.Range{}
			}
			return at, nil
		}
		wait(ctx, nil, askAgain)
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
	}
}

// isThere tells whether a page that was sent to want, and was at before, is
// where it should be: at the place, give or take the base that fractions cost;
// or, where the page takes the sequence for shorter than the session does, moved
// and clamped: left with its width kept, or cut down to the sequence. A page
// that was clamped before may have nowhere to move to: end is where it was then,
// 0 when it was not.
func isThere(before *protocol.Range, at, want protocol.Range, end float64) bool {
	if at.SeqName != want.SeqName {
		return false
	}
	near := func(a, b float64) bool { return math.Abs(a-b) <= 1 }
	if near(at.Start, want.Start) && near(at.End, want.End) {
		return true
	}
	if before != nil && *before == at && at.End != end {
		return false // it has not moved, or not yet
	}
	shifted := near(at.End-at.Start, want.End-want.Start) && at.End < want.End
	cut := at.Start <= 1 && at.End < want.End && at.End-at.Start < want.End-want.Start
	return shifted || cut
}
