package session

import (
	"maps"
	"slices"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
)

// state is what browsers are views of, besides the catalog. Session.mu guards
// it. Values handed out are copies.
type state struct {
	charts     []*protocol.Chart // in the order in which they are shown
	selection  []genome.Interval
	theme      protocol.Theme // "" until somebody chooses one
	lastHandle int
	hidden     map[string]bool // ids of measurements taken off the menus
	location   genome.Interval // zero when there is none yet
	moved      bool            // a person chose the location, it is not the first view
	// announced are the settings that pages gave for their chart types, by type
	// id and setting id.
	announced map[string]map[string]protocol.Setting
}

func newState() state {
	return state{hidden: map[string]bool{}, announced: map[string]map[string]protocol.Setting{}}
}

// chart finds a chart by its handle.
func (st *state) chart(handle int) (*protocol.Chart, bool) {
	for _, c := range st.charts {
		if c.Handle == handle {
			return c, true
		}
	}
	return nil, false
}

func (st *state) remove(handle int) {
	st.charts = slices.DeleteFunc(st.charts, func(c *protocol.Chart) bool { return c.Handle == handle })
}

// copyCharts copies all charts for use without the lock.
func (st *state) copyCharts() []protocol.Chart {
	out := make([]protocol.Chart, len(st.charts))
	for i, c := range st.charts {
		out[i] = copyChart(c)
	}
	return out
}

func copyChart(c *protocol.Chart) protocol.Chart {
	out := *c
	out.Measurements = slices.Clone(c.Measurements)
	out.Settings = maps.Clone(c.Settings)
	out.Colors = slices.Clone(c.Colors)
	return out
}
