package page

import (
	"context"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
)

// Host is the session as a page sees it. It is called from several goroutines
// at once, without locks of the page, and calls no method of the page that sends
// UI actions.
type Host interface {
	// State returns what the page is a view of.
	State() State
	// Offered lists the measurements on the menus.
	Offered() []protocol.Measurement
	// Greet is told once that the page has asked for measurements. It calls Accept,
	// and from then on tells the page of every change.
	Greet(pg *Page)
	// Ready is told once that the page has been brought up to date; err is what
	// went wrong meanwhile.
	Ready(ctx context.Context, pg *Page, err error)
	// Moved is told that the page was found at a place where nobody sent it: a
	// person has moved it.
	Moved(ctx context.Context, pg *Page, to genome.Interval)
	// Answer returns the data of the answer to a request of the page.
	Answer(ctx context.Context, pg *Page, req *protocol.Request) any
	// Notify tells the user something, a sentence.
	Notify(sentence string)
	// Once is Notify for a sentence that is not repeated until forget is called.
	Once(sentence string) (forget func())
}

// State is what pages are views of at one moment, besides the catalog. It is
// shared by all that ask for it and not to be changed.
type State struct {
	Charts    []protocol.Chart // in the order in which they are shown
	Waits     map[int]string   // what charts wait for, by their handles; those that wait
	Location  genome.Interval  // zero when there is none yet
	Moved     bool             // a person chose the location, it is not the first view
	Selection []genome.Interval
	Regions   []protocol.Region
	Theme     protocol.Theme // "" until somebody chooses one
	// Announced are the settings that pages gave for their chart types, by type
	// id and setting id.
	Announced map[string]map[string]protocol.Setting
}

// chart finds a chart by its handle.
func (st *State) chart(handle int) (*protocol.Chart, bool) {
	for i := range st.Charts {
		if st.Charts[i].Handle == handle {
			return &st.Charts[i], true
		}
	}
	return nil, false
}
