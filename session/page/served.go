package page

import (
	"context"
	"fmt"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/actions"
	"github.com/epiviz/epivizgo/session/budget"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/rpc"
	"github.com/epiviz/epivizgo/session/state"
)

var _ actions.Page = (*Page)(nil)

// group records what a page is served of a datasource group.
type group struct {
	binWidth int // bases; 0 until first asked
	// cut means that the page was given no rows somewhere because there were too
	// many, and cutView is the view in which that was last seen.
	cut     bool
	cutView genome.Interval
	// failed means that the page holds an empty answer in place of one that
	// failed, and retry, when not nil, repeats the work that did.
	failed bool
	retry  func(context.Context) error
	// wait is how long until the next retry.
	wait time.Duration
	next time.Time
}

// groupLocked returns the record of a group; pg.mu is held.
func (pg *Page) groupLocked(name string) *group {
	g := pg.groups[name]
	if g == nil {
		g = &group{}
		pg.groups[name] = g
	}
	return g
}

// BinWidth implements actions.Page.
func (pg *Page) BinWidth(name string) int {
	pg.mu.Lock()
	width := pg.groupLocked(name).binWidth
	pg.mu.Unlock()
	if width > 0 {
		return width
	}
	view := pg.Place()
	pg.mu.Lock()
	defer pg.mu.Unlock()
	g := pg.groupLocked(name)
	if g.binWidth == 0 {
		g.binWidth = binWidthFor(view.Len())
	}
	return g.binWidth
}

// SeenAt records where the page is.
func (pg *Page) SeenAt(view state.View) {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	pg.view = view
}

// View returns what the page was last seen or sent to show, else what the session shows.
func (pg *Page) View() state.View {
	pg.mu.Lock()
	view := pg.view
	pg.mu.Unlock()
	if view.Location.Len() > 0 {
		return view
	}
	st := pg.host.State()
	return st.view()
}

// Place returns the first place of View.
func (pg *Page) Place() genome.Interval { return pg.View().Location }

// TooMany implements actions.Page.
func (pg *Page) TooMany(ds *catalog.Dataset, name string, _ int) {
	pg.cutGroup(name)
	if !ds.Grid {
		pg.TellOnce(fmt.Sprintf("%s has more rows in view than a page can draw, which is %d; zoom in to see them", ds.Name, actions.MaxRows))
	}
}

// TooLarge implements actions.Page.
func (pg *Page) TooLarge(ds *catalog.Dataset, name string) {
	pg.cutGroup(name)
	pg.TellOnce(fmt.Sprintf("%s was left out of an answer to %s: what it asks for at once is more than %d MB; "+
		"zoom in, or show fewer measurements or columns", ds.Name, pg.Name(), budget.Sent>>20))
}

// Rough implements actions.Page.
func (pg *Page) Rough(m *catalog.Measurement) {
	pg.TellOnce(fmt.Sprintf("%s is estimated from an index in wide views, which %s does not show; "+
		"values LOCUS %[1]s --exact reads every record", m.ID, pg.Name()))
}

// cutGroup records that the page was given no rows of a group although there are some.
func (pg *Page) cutGroup(name string) {
	pg.mu.Lock()
	pg.groupLocked(name).cut = true
	pg.mu.Unlock()
	pg.poke()
}

// OpensByID reports whether the page needs no contents of workspaces.
func (pg *Page) OpensByID() bool { return pg.Number() > 0 && pg.quirks.opensByID }

// Room implements actions.Page.
func (pg *Page) Room(ctx context.Context, size int64) error { return rpc.Reserve(ctx, size) }

// clear makes the page discard a group, and begins a new record of it.
func (pg *Page) clear(ctx context.Context, name string) error {
	pg.mu.Lock()
	g := pg.groupLocked(name)
	was := *g
	// This comes before the page does it: its next requests may fail again.
	g.cut, g.failed, g.retry = false, false, nil
	pg.mu.Unlock()
	err := pg.call(ctx, protocol.ClearDatasourceGroupCache, protocol.GroupParams{DatasourceGroup: name}, nil)
	if err != nil { // perhaps it still has all its data
		pg.mu.Lock()
		g.cut = g.cut || was.cut
		if !g.failed {
			g.failed, g.retry, g.next = was.failed, was.retry, time.Now().Add(was.wait)
		}
		pg.mu.Unlock()
	}
	return err
}

// shownGroups lists the groups of the measurements in the page's charts, and
// how many different measurements of each are shown.
func (pg *Page) shownGroups() map[string]int {
	count := map[string]int{}
	seen := map[string]bool{}
	for _, c := range pg.host.State().Charts {
		if _, shown := pg.chartID(c.Handle); !shown {
			continue
		}
		for _, id := range c.Measurements {
			if m, err := pg.catalog.Measurement(id); err == nil && !seen[id] {
				seen[id] = true
				count[m.Group]++
			}
		}
	}
	return count
}

// poke makes tend call look soon.
func (pg *Page) poke() {
	select {
	case pg.wake <- struct{}{}:
	default:
	}
}
