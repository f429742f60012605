package page

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
	"github.com/epiviz/epivizgo/session/state"
)

const (
	// arriveWait bounds how long a page may take to be where it was sent. V2
	// answers 100 ms before it moves.
	arriveWait = 2 * time.Second
	askAgain   = 50 * time.Millisecond
	// tellWait bounds how long a page that may not tell its place may take to do so. It is not
	// silent by then.
	tellWait = 1500 * time.Millisecond
)

// Where asks the page for its place. It returns nil while the page has none.
func (pg *Page) Where(ctx context.Context) (*protocol.Range, error) {
	var at protocol.Range
	err := pg.call(ctx, protocol.GetCurrentLocation, nil, &at)
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
	// A page that was told another spelling of the name answers in that.
	if q, ok := pg.catalog.Sequence(at.SeqName); ok && genome.Plain(q.Name) == at.SeqName {
		at.SeqName = q.Name
	}
	return &at, nil
}

// Navigate moves the page and returns its place after that, nil if the page does not
// tell. Navigate asks for it, since a page answers with success even if it does not move.
//
// Of several places, a page that cannot show them shows the first, and its user is told once.
func (pg *Page) Navigate(ctx context.Context, view state.View) (*protocol.Range, error) {
	if len(view.Beside) > 0 && !pg.quirks.syncsState {
		pg.TellOnce(pg.Name() + " shows one place at a time: of several, and of the whole genome, it shows the first")
		view = state.ViewOf(view.Location)
	}
	iv := view.Location
	want := actions.ToRange(iv)
	for _, p := range view.Places() {
		if err := pg.introduce(ctx, p.Seq); err != nil {
			return nil, err
		}
	}
	if err := pg.prepareMove(ctx, iv); err != nil {
		return nil, err
	}
	before := &protocol.Range{}
	switch {
	case pg.quirks.tellsPlace:
		before, _ = pg.Seen() // it has told every move
	case !pg.quirks.mayNotTell:
		var err error
		if before, err = pg.Where(ctx); err != nil {
			return nil, err
		}
	}
	if pg.quirks.drainsFirst {
		pg.drain(ctx)
	}
	there := func(at protocol.Range) bool { return isThere(before, at, want, pg.seenEnd(want.SeqName)) }
	params := protocol.NavigateParams{Range: protocol.Embed(want), Beside: BesideOf(view)}
	var at *protocol.Range
	for try := range 2 {
		var told any // by most pages whatever they like
		if at = nil; pg.quirks.tellsPlace {
			at = new(protocol.Range)
			told = at
		}
		err := pg.call(ctx, protocol.Navigate, params, told)
		if err == nil && (at == nil || !there(*at)) {
			at, err = pg.arrival(ctx, there)
		}
		if err != nil {
			return nil, err
		}
		if at == nil || there(*at) {
			pg.setProblem("")
			pg.mu.Lock()
			pg.view = view
			if at != nil {
				pg.view.Location = actions.FromRange(*at)
				if at.End < want.End-1 {
					pg.ends[at.SeqName] = at.End
				}
			}
			pg.mu.Unlock()
			return at, nil
		}
		// A page that is still moving drops a navigate: send it once more.
		if try == 0 {
			pg.drain(ctx)
		}
	}
	pg.setProblem(errFrozen.Error())
	return at, errFrozen
}

// GoTo is Navigate for callers that need not know where the page came to.
func (pg *Page) GoTo(ctx context.Context, view state.View) error {
	_, err := pg.Navigate(ctx, view)
	return err
}

// FirstView moves the page to a view that nobody has asked for, unless its generation
// stays put.
func (pg *Page) FirstView(ctx context.Context, view state.View) error {
	if pg.quirks.staysPut {
		return nil
	}
	return pg.GoTo(ctx, view)
}

// seenEnd returns where the page ends a sequence that is longer in the session, 0 if that
// was not seen.
func (pg *Page) seenEnd(seq string) float64 {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	return pg.ends[seq]
}

// prepareMove makes the page discard what it could not draw at the new place: bins of
// another width, groups that were cut short or failed, and groups of which it may have
// only a part.
func (pg *Page) prepareMove(ctx context.Context, iv genome.Interval) error {
	if !pg.quirks.keepsByNumber {
		return nil
	}
	shown := pg.shownGroups()
	for _, name := range slices.Sorted(maps.Keys(shown)) {
		pg.mu.Lock()
		g := pg.groupLocked(name)
		stale := g.cut || g.failed
		if g.cut {
			g.cutView = iv
		}
		if width := binWidthFor(iv.Len()); g.binWidth > 0 && !fits(g.binWidth, iv.Len()) {
			g.binWidth, stale = width, true
		}
		pg.mu.Unlock()
		if stale || pg.quirks.throwsOnPart && shown[name] > 1 {
			if err := pg.clear(ctx, name); err != nil {
				return err
			}
		}
	}
	return nil
}

// arrival asks until the page is where it was sent, at most for arriveWait, and returns
// the last answer, nil if the page does not tell.
func (pg *Page) arrival(ctx context.Context, there func(at protocol.Range) bool) (*protocol.Range, error) {
	deadline := time.Now().Add(arriveWait)
	if pg.quirks.mayNotTell {
		short, cancel := context.WithTimeout(ctx, tellWait)
		defer cancel()
		at, err := pg.Where(short)
		if ctx.Err() == nil && (err != nil && short.Err() != nil || at != nil && !there(*at)) {
			return nil, nil
		}
		return at, err
	}
	for {
		at, err := pg.Where(ctx)
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

// isThere reports whether a page that was sent to want, and was at before, is
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

// BesideOf returns what is shown beside the first place of a view, as the wire has it.
func BesideOf(view state.View) protocol.Beside {
	b := protocol.Beside{Whole: view.Whole}
	for _, iv := range view.Beside {
		b.Beside = append(b.Beside, actions.ToRange(iv))
	}
	return b
}
