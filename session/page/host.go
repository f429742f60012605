package page

import (
	"context"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/state"
)

// Host is the session as a page sees it. It is called from several goroutines
// at once, without locks of the page, and calls no method of the page that sends
// UI actions.
type Host interface {
	// State returns the state that the page shows.
	State() State
	// Offered lists the measurements on the menus.
	Offered() []protocol.Measurement
	// Greet is called once, when the page has asked for measurements. It calls Accept,
	// and from then on the session sends the page every change.
	Greet(pg *Page)
	// Ready is called when the page has been brought up to date, and with again whenever it
	// has been after it was set aside; err is what went wrong.
	Ready(ctx context.Context, pg *Page, again bool, err error)
	// Moved is called when the page is found at a place to which nobody sent it: a
	// person has moved it.
	Moved(ctx context.Context, pg *Page, to genome.Interval)
	// Answer returns the data of the answer to a request of the page.
	Answer(ctx context.Context, pg *Page, req *protocol.Request) any
	// Notify shows the user a sentence.
	Notify(sentence string)
	// Once calls notify with a sentence unless that was done since forget was called.
	Once(sentence string, notify func(sentence string)) (forget func())
}

// State is what pages show, besides the catalog, at one moment. It is shared and must not
// be changed.
type State struct {
	Charts    []state.Chart   // in the order in which they are shown
	Waits     map[int]string  // what each waiting chart waits for, by its handle
	Location  genome.Interval // zero when there is none yet
	Beside    []genome.Interval
	Whole     bool // see state.View
	Moved     bool // a person chose the location, it is not the first view
	Selection []genome.Interval
	Regions   []protocol.Region
	Samples   protocol.SamplesParams // what the sample sheet says of the measurements
	Theme     protocol.Theme         // "" until somebody chooses one
	Flip      bool                   // as in state.State
	LinkOut   string                 // as in state.State
	Labels    *protocol.LabelsParams // nil where nothing can be labelled
	// Announced are the settings that pages gave for their chart types, by type
	// id and setting id.
	Announced map[string]map[string]protocol.Setting
}

// view returns what is shown.
func (st *State) view() state.View {
	return state.View{Location: st.Location, Beside: st.Beside, Whole: st.Whole}
}

// setView replaces what is shown.
func (st *State) setView(v state.View) {
	st.Location, st.Beside, st.Whole = v.Location, v.Beside, v.Whole
}

// chart returns the chart with a handle.
func (st *State) chart(handle int) (*state.Chart, bool) {
	for i := range st.Charts {
		if st.Charts[i].Handle == handle {
			return &st.Charts[i], true
		}
	}
	return nil, false
}
