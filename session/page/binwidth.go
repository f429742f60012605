package page

import (
	"context"
	"errors"
	"maps"
	"math/bits"
	"slices"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/actions"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/state"
)

// A page that keeps bins by number and never asks again for a range that it has
// cannot be given other bins with every request (quirks.keepsByNumber). It is
// served each group in bins of one width; when the view has grown or shrunk
// so much that the width does not suit it any more, the width is changed, the
// page's cache of the group cleared and the page asked to draw again. The
// width of a single request says nothing, since pages ask for strips: the page
// is asked where it is.

const (
	// aimBins is about how many bins a view is given, fewestBins and mostBins how
	// many it may have before the width is changed: the span is the hysteresis.
	aimBins, fewestBins, mostBins = 1000, 300, 3000
	// lookAfter is how long after a page's last request it is looked after, so
	// that a burst of requests is looked at once.
	lookAfter = 120 * time.Millisecond
	// lookEvery is how often a page is asked where it is while it shows data that
	// depend on the zoom: zooming in within its cache makes it ask for nothing.
	lookEvery = time.Second
)

// binWidthFor returns the width of bins, in bases, that suits a view: a power of
// two that gives about aimBins.
func binWidthFor(view int) int {
	width := max(view, 1) / aimBins
	if width <= 1 {
		return 1
	}
	return 1 << (bits.Len(uint(width)) - 1)
}

// fits reports whether bins of a width suit a view.
func fits(width, view int) bool {
	n := view / width
	return n <= mostBins && (n >= fewestBins || width == 1)
}

// tend calls look when it is due, until ctx ends.
func (pg *Page) tend(ctx context.Context) {
	timer := time.NewTimer(lookAfter)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-pg.returned:
			pg.comeBack(ctx)
		case <-pg.wake:
			timer.Reset(lookAfter)
		case <-timer.C:
			next, err := pg.look(ctx)
			if err != nil && ctx.Err() == nil {
				pg.opt.Log.Debug("looking after the page", "browser", pg.id, "err", err)
			}
			if next > 0 {
				timer.Reset(next)
			}
		}
	}
}

// look does what is due for the page and returns how long until it should be
// looked at again, 0 when only after its next request.
func (pg *Page) look(ctx context.Context) (time.Duration, error) {
	if !pg.UpToDate() {
		return lookEvery, nil
	}
	next := pg.retryFailed(ctx)
	if pg.quirks.choosesBins {
		return next, nil
	}
	shown := pg.shownGroups()
	zoomed := shown[catalog.GridGroup] > 0
	pg.mu.Lock()
	for name := range shown {
		zoomed = zoomed || pg.groupLocked(name).cut
	}
	pg.mu.Unlock()
	if pg.quirks.mayNotTell && !zoomed {
		return next, nil
	}
	// If nothing depends on the zoom, the page is asked only after its requests, which
	// show that it has moved: real pages do not report moves.
	if zoomed && (next == 0 || next > lookEvery) {
		next = lookEvery
	}
	err := pg.Exclusively(ctx, func() error {
		at, err := pg.Where(ctx)
		if err != nil || at == nil {
			return err
		}
		return pg.rezoom(ctx, actions.FromRange(*at), shown)
	})
	return next, err
}

// rezoom adapts what the page is served to its present view.
func (pg *Page) rezoom(ctx context.Context, view genome.Interval, shown map[string]int) error {
	pg.mu.Lock()
	was := pg.view.Location
	moved := was != view && was.Len() > 0
	if was != view {
		pg.view = state.ViewOf(view)
	}
	var stale []string
	for _, name := range slices.Sorted(maps.Keys(shown)) {
		g := pg.groupLocked(name)
		switch {
		case g.binWidth > 0 && !fits(g.binWidth, view.Len()):
			g.binWidth = binWidthFor(view.Len())
		case g.cut && g.cutView != view:
			// Another view may have fewer rows, and the page must not show a part of the
			// rows as if it were all. If there are still too many, the page stays empty:
			// the same view is not tried twice.
		default:
			continue
		}
		g.cutView = view
		stale = append(stale, name)
	}
	pg.mu.Unlock()
	if moved {
		pg.host.Moved(ctx, pg, view)
	}
	return pg.Renew(ctx, stale)
}

// Renew makes the page discard the data of groups and draw them again.
func (pg *Page) Renew(ctx context.Context, groups []string) error {
	if len(groups) == 0 {
		return nil
	}
	for _, name := range groups {
		if err := pg.clear(ctx, name); err != nil {
			return err
		}
	}
	return pg.Redraw(ctx)
}

// Flush makes the page discard all data and draw again.
func (pg *Page) Flush(ctx context.Context) error {
	pg.mu.Lock()
	clear(pg.groups)
	pg.mu.Unlock()
	if err := pg.call(ctx, protocol.FlushCache, nil, nil); err != nil {
		return err
	}
	return pg.Redraw(ctx)
}

// Redraw asks the page to draw. A page without a place refuses, which is not an error.
func (pg *Page) Redraw(ctx context.Context) error {
	err := pg.call(ctx, protocol.Redraw, nil, nil)
	var refused *protocol.Refusal
	if errors.As(err, &refused) && refused.Reason == "" {
		return nil
	}
	return err
}
