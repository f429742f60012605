package state

import (
	"errors"
	"fmt"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
)

// row is a kind of event: what it does to a state, and its commands at the prompt.
type row struct {
	kind Kind
	// apply changes a state. It skips what cannot be done and reports it by the error.
	apply func(*State, *Event) error
	// write returns commands, each as its words.
	write func(*Event) [][]string
}

// rows has all kinds that change a state. Two kinds may share a command: commands
// says how it is read.
var rows = []row{
	{EventGenome, genomeSet, writeGenome},
	{EventLoaded, loaded, writeLoaded},
	{EventUnloaded, unloaded, writeUnloaded},
	{EventComputed, computed, writeComputed},
	{EventWatched, watched(true), writePath("watch")},
	{EventUnwatched, watched(false), writePath("unwatch")},
	{EventSamples, samplesSet, writeSamples},
	{EventMenuAdded, menuAdded, writeNames("addmeasurements")},
	{EventMenuRemoved, menuRemoved, writeNames("removemeasurements")},
	{EventSeqInfosAdded, seqInfosAdded, writeSeqInfosAdded},
	{EventSeqNamesGone, seqNamesGone, writeNames("removeseqnames")},
	{EventSeqsRestored, seqsRestored, writeNames("restoreseqnames")},
	{EventMoved, moved, writeMoved},
	{EventChartAdded, chartAdded, writeChartAdded},
	{EventChartRemoved, chartRemoved, writeChartRemoved},
	{EventChartChanged, chartChanged, writeChartChanged},
	{EventChartsOrdered, chartsOrdered, writeChartsOrdered},
	{EventSelected, selected, writeSelected},
	{EventThemed, themed, writeThemed},
	{EventFlipped, flipped, writeFlipped},
	{EventLinkOut, linkOutSet, writeLinkOut},
	{EventRegionsAdded, regionsAdded, writeRegionsAdded},
	{EventRegionsGone, regionsGone, writeRegionsGone},
	{EventRegionChanged, regionChanged, writeRegionChanged},
	{EventHooked, hooked, writeHooked},
	{EventUnhooked, unhooked, writeUnhooked},
}

// commands maps the name of each command that rows write to its reader. A reader
// returns the events of the command with these arguments in a state.
var commands = map[string]func(*State, []string) ([]Event, error){
	"genome":             readGenome,
	"load":               readLoad,
	"unload":             readUnload,
	"compute":            readCompute,
	"watch":              readPaths(EventWatched),
	"unwatch":            readPaths(EventUnwatched),
	"samples":            readSamples,
	"addmeasurements":    readNames(EventMenuAdded),
	"removemeasurements": readNames(EventMenuRemoved),
	"addseqinfos":        readAddSeqInfos,
	"removeseqnames":     readNames(EventSeqNamesGone),
	"restoreseqnames":    readNames(EventSeqsRestored),
	"navigate":           readNavigate,
	"addchart":           readAddChart,
	"removechart":        readRemoveChart,
	"set":                readSet,
	"reset":              readReset,
	"order":              readOrder,
	"select":             readSelect,
	"theme":              readTheme,
	"flip":               readFlip,
	"linkout":            readLinkOut,
	"region":             readRegion,
	"on":                 readOn,
	"off":                readOff,
}

// find returns the row of a kind, nil for a kind that does not change the state.
func find(kind Kind) *row {
	for i := range rows {
		if rows[i].kind == kind {
			return &rows[i]
		}
	}
	return nil
}

// Apply makes the change of e. A part that cannot be made, for example because a chart
// is gone, is skipped and reported by the error. An event that changes no state does
// nothing.
func (st *State) Apply(e Event) error {
	r := find(e.Kind)
	if r == nil {
		return nil
	}
	return r.apply(st, &e)
}

// Merge applies an event that restores what may exist already. A file that exists by any
// name stays (see Has) and gets the id and options of e; a region replaces the one of its
// name.
func (st *State) Merge(e Event) error {
	switch e.Kind {
	case EventLoaded:
		if f, ok := st.Has(e); ok {
			i := st.fileAt(f.Path)
			f.ID, f.ZeroBased, f.Reads = e.Text, e.ZeroBased, e.Reads
			st.Files = with(st.Files, i, f)
			return nil
		}
	case EventRegionsAdded:
		for _, w := range e.Regions {
			one := Event{Kind: e.Kind, Regions: []protocol.Region{w}}
			if was, ok := st.Region(w.Set, w.Name); ok {
				one = Event{Kind: EventRegionChanged, Regions: []protocol.Region{WireRegion(was), w}}
			}
			if err := st.Apply(one); err != nil {
				return err
			}
		}
		return nil
	}
	if e.Kind != EventLoaded && e.Path != "" {
		if f, ok := st.FileNamed(e.Path); ok {
			e.Path = f.Path // as it is spelled here
		}
	}
	return st.Apply(e)
}

// Commands returns the commands of the prompt that make e happen again, each as its
// words, none for an event that changes no state. The rest of a compute or an on is one
// word.
func Commands(e Event) [][]string {
	r := find(e.Kind)
	if r == nil {
		return nil
	}
	out := r.write(&e)
	for _, words := range out {
		for i := range words {
			words[i] = oneLine(words[i])
		}
	}
	return out
}

// ErrNotState is the error of Read for a command that does not change the state.
var ErrNotState = errors.New("this command makes no state")

// Read returns the events of a command in a state. It reads commands as Commands writes
// them, and the other spellings that the prompt accepts without looking at data.
func (st *State) Read(words []string) ([]Event, error) {
	if len(words) == 0 {
		return nil, nil
	}
	read, ok := commands[strings.ToLower(words[0])]
	if !ok {
		return nil, fmt.Errorf("%s: %w", words[0], ErrNotState)
	}
	return read(st, words[1:])
}

// oneLine replaces the characters that a line cannot have by spaces.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == 0 {
			return ' '
		}
		return r
	}, text)
}
