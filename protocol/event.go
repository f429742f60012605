package protocol

// EventKind says what happened.
type EventKind string

// What happens in a session. Those of the first group change its state; a
// journal of them gives the state back.
const (
	EventMoved         EventKind = "moved"           // Location
	EventChartAdded    EventKind = "chartadded"      // Chart
	EventChartRemoved  EventKind = "chartremoved"    // Chart
	EventChartChanged  EventKind = "chartchanged"    // Chart with all settings, Settings with those that changed
	EventChartsOrdered EventKind = "chartsordered"   // Handles, first to last
	EventLoaded        EventKind = "loaded"          // Path, Names: measurements, Text: the data's id where the file's name does not give it
	EventUnloaded      EventKind = "unloaded"        // Path
	EventMenuAdded     EventKind = "menuadded"       // Names: measurements
	EventMenuRemoved   EventKind = "menuremoved"     // Names: measurements
	EventSeqInfosAdded EventKind = "seqinfosadded"   // SeqInfos
	EventSeqNamesGone  EventKind = "seqnamesremoved" // Names: sequences
	EventSeqsRestored  EventKind = "seqsrestored"    // Names: sequences, offered again as the files have them
	EventSelected      EventKind = "selected"        // Selection, empty when nothing is any more
	EventComputed      EventKind = "computed"        // Names: the measurement, new or made anew; Text: its expression
	EventThemed        EventKind = "themed"          // Text: the look of the built-in page
	EventWatched       EventKind = "watched"         // Path of a file that is read again when it changes
	EventUnwatched     EventKind = "unwatched"       // Path
	EventRegionsAdded  EventKind = "regionsadded"    // Regions, each of a new name in its set
	EventRegionsGone   EventKind = "regionsremoved"  // Regions, of which set and name count
	EventRegionChanged EventKind = "regionchanged"   // Regions: one, as it was and as it is

	EventSearched     EventKind = "searched"     // Text
	EventReloaded     EventKind = "reloaded"     // Path of a file that was read again, Names: its measurements
	EventConnected    EventKind = "connected"    // Text: what the page is
	EventDisconnected EventKind = "disconnected" // Text: what the page is
)

// Event is one thing that happened. Fields that the kind does not name are
// empty.
type Event struct {
	Kind EventKind `json:"event"`
	// Browser is the number of the browser in which a person did it, or that it
	// is about; 0 for a command of the prompt.
	Browser   int            `json:"browser,omitempty"`
	Location  *Range         `json:"location,omitempty"`
	Selection []Range        `json:"selection,omitempty"`
	Chart     *Chart         `json:"chart,omitempty"`
	Settings  map[string]any `json:"settings,omitempty"`
	Handles   []int          `json:"handles,omitempty"`
	Path      string         `json:"path,omitempty"`
	Names     []string       `json:"names,omitempty"`
	SeqInfos  []SeqInfo      `json:"seqInfos,omitempty"`
	Regions   []Region       `json:"regions,omitempty"`
	Text      string         `json:"text,omitempty"`
}

// ChangesState tells whether the event is one of the first group.
func (k EventKind) ChangesState() bool {
	switch k {
	case EventSearched, EventReloaded, EventConnected, EventDisconnected:
		return false
	}
	return true
}
