package session

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
)

// A real page caches bins by number and never asks again for a range that it
// has, so bins cannot change with every request (WIRE.md section 8). Each page
// is served each group in bins of one width; when the view has grown or shrunk
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

// binWidthFor is the width of bins, in bases, that suits a view: a power of two
// that gives about aimBins.
func binWidthFor(view int) int {
	width := max(view, 1) / aimBins
	if width <= 1 {
		return 1
	}
	return 1 << (bits.Len(uint(width)) - 1)
}

// fits tells whether bins of a width suit a view.
func fits(width, view int) bool {
	n := view / width
	return n <= mostBins && (n >= fewestBins || width == 1)
}

// tend looks after the page until ctx ends.
func (b *browser) tend(ctx context.Context) {
	timer := time.NewTimer(lookAfter)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-b.wake:
			timer.Reset(lookAfter)
		case <-timer.C:
			next, err := b.look(ctx)
			if err != nil && ctx.Err() == nil {
				b.opt.Log.Debug("looking after the page", "browser", b.id, "err", err)
			}
			if next > 0 {
				timer.Reset(next)
			}
		}
	}
}

// look does what is due for the page and returns how long until it should be
// looked at again, 0 when only after its next request.
func (b *browser) look(ctx context.Context) (time.Duration, error) {
	next := b.retryFailed(ctx)
	if b.dialect == protocol.Builtin {
		return next, nil // it asks for what it can draw
	}
	shown := b.shownGroups()
	zoomed := shown[catalog.GridGroup] > 0
	b.mu.Lock()
	for name := range shown {
		zoomed = zoomed || b.groupLocked(name).cut
	}
	b.mu.Unlock()
	if b.dialect == protocol.Tutorial && !zoomed {
		return next, nil // it may not know the question
	}
	// Where nothing depends on the zoom it is asked only after its requests, which
	// tell that it has been moved: real pages do not say so by themselves.
	if zoomed && (next == 0 || next > lookEvery) {
		next = lookEvery
	}
	err := b.exclusively(ctx, func() error {
		at, err := b.where(ctx)
		if err != nil || at == nil {
			return err
		}
		return b.rezoom(ctx, actions.FromRange(*at), shown)
	})
	return next, err
}

// rezoom fits what the page is served to the view that it has come to. The push
// token is held.
func (b *browser) rezoom(ctx context.Context, view genome.Interval, shown map[string]int) error {
	b.mu.Lock()
	moved := b.view != view && b.view.Len() > 0
	b.view = view
	var stale []string
	for _, name := range slices.Sorted(maps.Keys(shown)) {
		g := b.groupLocked(name)
		switch {
		case g.binWidth > 0 && !fits(g.binWidth, view.Len()):
			g.binWidth = binWidthFor(view.Len())
		case g.cut && g.cutView != view:
			// Elsewhere there may be fewer rows, and what the page holds of others must
			// not look like all of them. If there still are too many it stays empty:
			// the same view is not tried twice.
		default:
			continue
		}
		g.cutView = view
		stale = append(stale, name)
	}
	b.mu.Unlock()
	if moved {
		b.host.Moved(ctx, b, view)
	}
	return b.renew(ctx, stale)
}

// renew makes the page forget groups and draw them anew. The push token is held.
func (b *browser) renew(ctx context.Context, groups []string) error {
	if len(groups) == 0 {
		return nil
	}
	for _, name := range groups {
		if err := b.clear(ctx, name); err != nil {
			return err
		}
	}
	return b.redraw(ctx)
}

// flush makes the page forget all data and draw anew. The push token is held.
func (b *browser) flush(ctx context.Context) error {
	b.mu.Lock()
	clear(b.groups)
	b.mu.Unlock()
	if err := b.call(ctx, protocol.FlushCache, nil, nil); err != nil {
		return err
	}
	return b.redraw(ctx)
}

// redraw asks the page to draw. One that has no place yet says no, which is
// right.
func (b *browser) redraw(ctx context.Context) error {
	err := b.call(ctx, protocol.Redraw, nil, nil)
	var refused *protocol.Refusal
	if errors.As(err, &refused) && refused.Reason == "" {
		return nil
	}
	return err
}
