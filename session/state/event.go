package state

import (
	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/source"
)

// Kind is the kind of an event.
type Kind string

// The kinds of events. Those of the first group change the state, which a journal of
// them restores.
const (
	EventMoved         Kind = "moved"           // Location, Beside and Whole, as in View
	EventChartAdded    Kind = "chartadded"      // Chart
	EventChartRemoved  Kind = "chartremoved"    // Chart
	EventChartChanged  Kind = "chartchanged"    // Chart with all settings, Settings with those that changed
	EventChartsOrdered Kind = "chartsordered"   // Handles, first to last
	EventLoaded        Kind = "loaded"          // Path, Names: measurements, Text: the data's id unless by the file's name, ZeroBased, Reads, At
	EventUnloaded      Kind = "unloaded"        // Path
	EventMenuAdded     Kind = "menuadded"       // Names: measurements
	EventMenuRemoved   Kind = "menuremoved"     // Names: measurements
	EventSeqInfosAdded Kind = "seqinfosadded"   // SeqInfos
	EventSeqNamesGone  Kind = "seqnamesremoved" // Names: sequences
	EventSeqsRestored  Kind = "seqsrestored"    // Names: sequences, offered again as the files have them
	EventSelected      Kind = "selected"        // Selection; empty if nothing is selected
	EventComputed      Kind = "computed"        // Names: the measurement, new or changed; Text: its expression
	EventThemed        Kind = "themed"          // Text: the look of the built-in page
	EventFlipped       Kind = "flipped"         // Text: whether positions rise to the left, "on" or "off"
	EventLinkOut       Kind = "linkout"         // Text: the address of links from features, "" for none
	EventWatched       Kind = "watched"         // Path of a file that is read again when it changes
	EventUnwatched     Kind = "unwatched"       // Path
	EventSamples       Kind = "samples"         // Path of the sample sheet; "" for none
	EventGenome        Kind = "genome"          // Text: an assembly's name, or Path: a file; neither for none
	EventRegionsAdded  Kind = "regionsadded"    // Regions, each of a new name in its set
	EventRegionsGone   Kind = "regionsremoved"  // Regions, of which set and name count
	EventRegionChanged Kind = "regionchanged"   // Regions: one, as it was and as it is
	EventHooked        Kind = "hooked"          // Handles: its number, Names: its event, Text: its command
	EventUnhooked      Kind = "unhooked"        // as EventHooked

	EventSearched     Kind = "searched"     // Text
	EventReloaded     Kind = "reloaded"     // Path of a file that was read again, Names: its measurements
	EventFailed       Kind = "failed"       // Path of a file that cannot be read, Text: why
	EventConnected    Kind = "connected"    // Text: what the page is
	EventDisconnected Kind = "disconnected" // Text: what the page is
)

// Event is one thing that happened. Fields that its kind does not list are empty.
type Event struct {
	Kind Kind `json:"event"`
	// Browser is the number of the browser in which a person did it, or that it
	// is about; 0 for a command of the prompt.
	Browser   int                `json:"browser,omitempty"`
	Location  *protocol.Range    `json:"location,omitempty"`
	Beside    []protocol.Range   `json:"beside,omitempty"`
	Whole     bool               `json:"whole,omitempty"`
	Selection []protocol.Range   `json:"selection,omitempty"`
	Chart     *Chart             `json:"chart,omitempty"`
	Settings  map[string]any     `json:"settings,omitempty"`
	Handles   []int              `json:"handles,omitempty"`
	Path      string             `json:"path,omitempty"`
	Names     []string           `json:"names,omitempty"`
	SeqInfos  []protocol.SeqInfo `json:"seqInfos,omitempty"`
	Regions   []protocol.Region  `json:"regions,omitempty"`
	Text      string             `json:"text,omitempty"`
	ZeroBased bool               `json:"zeroBased,omitempty"` // see File
	Reads     source.ReadOptions `json:"reads,omitzero"`      // see File
	At        int                `json:"at,omitempty"`        // place among the files, from 1; 0 for the last
	// Travel reports whether undo or redo made the change, and Hook whether the command of
	// a hook made it.
	Travel, Hook bool `json:"-"`
}

// ChangesState reports whether the event is one of the first group.
func (k Kind) ChangesState() bool {
	switch k {
	case EventSearched, EventReloaded, EventFailed, EventConnected, EventDisconnected:
		return false
	}
	return true
}
