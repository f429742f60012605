package session

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/state"
)

// TutorialPath is what Load takes for the tutorial's data, which have no file.
const TutorialPath = "tutorial:"

// Snapshot returns the state as the events that would make it from nothing, in
// the order in which they would have to happen.
func (s *Session) Snapshot() []state.Event {
	st := s.current()
	return st.Events()
}

// AddChartAs is AddChart with the handle that the chart is to have, for a state
// that is brought back. The handle must be free.
func (s *Session) AddChartAs(ctx context.Context, handle int, typ string, names []string) (protocol.Chart, protocol.Report, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return protocol.Chart{}, protocol.Report{}, err
	}
	defer end()
	t, ids, err := s.planChart(typ, names)
	if err != nil {
		return protocol.Chart{}, protocol.Report{}, err
	}
	if handle < 1 || slices.ContainsFunc(s.Charts(), func(c protocol.Chart) bool { return c.Handle == handle }) {
		return protocol.Chart{}, protocol.Report{}, fmt.Errorf("chart %d is there already, or is no number of a chart", handle)
	}
	return s.addChart(ctx, protocol.Chart{Handle: handle, Type: t.ID, Measurements: ids})
}

// Still calls do with the snapshot, in a turn of its own: nothing changes the
// state meanwhile but a person who moves a page. do must not change it either.
func (s *Session) Still(ctx context.Context, do func(snapshot []state.Event)) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	do(s.Snapshot())
	return nil
}

// SetKept is Set for a state that is brought back: it also takes settings that
// no connected page has announced, their values being JSON or else text, and
// numbers that Set refuses, which a page may have set.
func (s *Session) SetKept(ctx context.Context, handle int, values map[string]string) (protocol.Report, error) {
	list, err := s.Settings(handle)
	if err != nil {
		return protocol.Report{}, err
	}
	known, unknown := map[string]string{}, map[string]any{}
	for id, text := range values {
		if slices.ContainsFunc(list, func(set protocol.Setting) bool { return strings.EqualFold(set.ID, id) }) {
			known[id] = text
			continue
		}
		var v any = text
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			v = text
		}
		unknown[id] = v
	}
	var report protocol.Report
	if len(known) > 0 {
		if report, err = s.setTyped(ctx, handle, known, func([]protocol.Setting, map[string]any) error { return nil }); err != nil {
			return report, err
		}
	}
	if len(unknown) == 0 {
		return report, nil
	}
	end, err := s.begin(ctx)
	if err != nil {
		return report, err
	}
	defer end()
	return s.set(ctx, handle, unknown, nil, nil)
}
