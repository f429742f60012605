package page

import (
	"context"
	"errors"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/rpc"
	"github.com/epiviz/epivizgo/session/state"
)

// StateChange is the difference to the previous state after the session's state was
// replaced as a whole. It has no new charts: the page knows which charts it shows.
type StateChange struct {
	Removed       []int                  // handles of charts that were removed or replaced
	Waiting       []int                  // handles of charts that wait for data
	Changed       []int                  // handles of charts with other settings or colours
	Gone          []protocol.Measurement // no longer loaded
	OffMenu       []protocol.Measurement // loaded and taken off the menus
	OnMenu        []protocol.Measurement // put on the menus
	Renamed       []protocol.Measurement // under other names than before
	Sequences     []protocol.SeqInfo     // new, or of another length
	GoneSequences []string
	View          state.View // where to move; no place means nowhere
	NoTheme       bool       // the choice of a theme was undone
}

// Become brings the page from the previous state to the session's.
func (pg *Page) Become(ctx context.Context, change StateChange) error {
	st := pg.host.State()
	var steps []func() error
	step := func(wanted bool, do func() error) {
		if wanted {
			steps = append(steps, do)
		}
	}
	// Charts come first, so that no chart draws data that are gone.
	for _, h := range change.Removed {
		step(true, func() error { return pg.RemoveChart(ctx, h) })
	}
	step(len(change.Gone) > 0, func() error { return pg.RemoveMeasurements(ctx, change.Gone) })
	step(len(change.Gone) > 0, func() error { return pg.Forget(ctx, change.Gone) })
	if pg.quirks.syncsState {
		if change.View.Location.Len() == 0 {
			st.setView(pg.View()) // a person may have moved it away from the session's
		}
		step(true, func() error { return pg.syncState(ctx, st, pg.host.Offered()) })
		step(change.NoTheme, func() error { return pg.Push(ctx, protocol.SetTheme, protocol.ThemeParams{Theme: protocol.Themes[0]}) })
		return pg.doAll(ctx, steps)
	}
	for _, h := range change.Waiting {
		step(true, func() error { return pg.RemoveChart(ctx, h) })
	}
	step(true, func() error { return pg.AddSeqInfos(ctx, change.Sequences) })
	step(len(change.GoneSequences) > 0, func() error { return pg.RemoveSeqNames(ctx, change.GoneSequences) })
	step(len(change.OffMenu) > 0, func() error { return pg.RemoveMeasurements(ctx, change.OffMenu) })
	step(len(change.OnMenu) > 0, func() error { return pg.AddMeasurements(ctx, change.OnMenu) })
	step(true, func() error { return pg.Rename(ctx, change.Renamed) })
	step(change.View.Location.Len() > 0, func() error { return pg.GoTo(ctx, change.View) })
	for _, h := range change.Changed {
		c, ok := st.chart(h)
		step(ok, func() error { return pg.SetChart(ctx, c, c.Settings) })
	}
	for i := range st.Charts {
		step(true, func() error { return pg.AddChart(ctx, &st.Charts[i]) })
	}
	return pg.doAll(ctx, steps)
}

// doAll takes steps in turn until one times out, since a page that does not answer
// would cost a time-out for each step.
func (pg *Page) doAll(ctx context.Context, steps []func() error) error {
	var errs []error
	for _, do := range steps {
		err := do()
		var note *Note
		switch {
		case errors.As(err, &note):
			pg.TellOnce(pg.Name() + " " + note.Sentence)
		case err != nil:
			errs = append(errs, err)
		}
		if ctx.Err() != nil || errors.Is(err, rpc.ErrDisconnected) || errors.Is(err, errNone) {
			break
		}
	}
	return errors.Join(errs...)
}

// ShowAgain shows charts that waited for their data.
func (pg *Page) ShowAgain(ctx context.Context, handles []int) error {
	st := pg.host.State()
	if pg.quirks.syncsState {
		st.setView(pg.View())
		return pg.syncState(ctx, st, pg.host.Offered())
	}
	var steps []func() error
	for _, h := range handles {
		if c, ok := st.chart(h); ok {
			steps = append(steps, func() error { return pg.AddChart(ctx, c) })
		}
	}
	return pg.doAll(ctx, steps)
}
