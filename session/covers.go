package session

import (
	"slices"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/actions"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/state"
)

// The signals that rows are besides (catalog.Dataset.Cover) are found by name. They are on the
// menus, and in Measurements, from when a chart shows them.

// Covers lists all of them.
func (s *Session) Covers() []protocol.Measurement {
	return chosen(s.catalog.Covers(), func(string) bool { return true })
}

// shown returns those of the measurements that a chart of a state shows.
func shown(st state.State, ms []*catalog.Measurement) []protocol.Measurement {
	return chosen(ms, func(id string) bool {
		return slices.ContainsFunc(st.Charts, func(c state.Chart) bool { return slices.Contains(c.Measurements, id) })
	})
}

// unlisted returns those of the ids that are of such signals which no chart shows yet.
func (s *Session) unlisted(ids []string) []protocol.Measurement {
	all := s.catalog.Covers()
	listed := idsOf(shown(s.current(), all))
	return chosen(all, func(id string) bool { return slices.Contains(ids, id) && !slices.Contains(listed, id) })
}

// chosen returns the measurements whose ids are kept, as pages receive them.
func chosen(ms []*catalog.Measurement, keep func(id string) bool) []protocol.Measurement {
	out := []protocol.Measurement{}
	for _, m := range ms {
		if keep(m.ID) {
			out = append(out, actions.Measurement(m))
		}
	}
	return out
}
