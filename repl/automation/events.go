package automation

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl/safe"
	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/state"
)

// EventName is the name of a kind of event for users.
type EventName struct {
	Name string
	Kind state.Kind
	Help string
}

// EventNames are the events that on takes.
var EventNames = []EventName{
	{"moved", state.EventMoved, "another region is shown"},
	{"selected", state.EventSelected, "other regions are selected, or none"},
	{"added", state.EventChartAdded, "a chart was added"},
	{"removed", state.EventChartRemoved, "a chart was removed"},
	{"changed", state.EventChartChanged, "settings of a chart were changed"},
	{"ordered", state.EventChartsOrdered, "charts were put in another order"},
	{"themed", state.EventThemed, "another look of the page was chosen"},
	{"flipped", state.EventFlipped, "the axis was flipped, or no longer is"},
	{"linkout", state.EventLinkOut, "another address of links was chosen"},
	{"loaded", state.EventLoaded, "a file was loaded"},
	{"unloaded", state.EventUnloaded, "a file was unloaded"},
	{"reloaded", state.EventReloaded, "a file was read again"},
	{"watched", state.EventWatched, "a file is watched from now on"},
	{"failed", state.EventFailed, "a file could not be read, or not again"},
	{"marked", state.EventRegionsAdded, "regions of interest were added"},
	{"computed", state.EventComputed, "a measurement was computed, or computed again"},
	{"search", state.EventSearched, "a name was searched for"},
	{"connected", state.EventConnected, "a browser was connected"},
	{"disconnected", state.EventDisconnected, "a browser was disconnected"},
}

// EventHelp lists the events for the help of on.
func EventHelp() string {
	var lines []string
	for _, e := range EventNames {
		lines = append(lines, fmt.Sprintf("    %-13s %s", e.Name, e.Help))
	}
	return strings.Join(lines, "\n")
}

// EventNamed finds an event by its name.
func EventNamed(name string) (EventName, error) {
	var names []string
	for _, e := range EventNames {
		if strings.EqualFold(e.Name, name) {
			return e, nil
		}
		names = append(names, e.Name)
	}
	err := fmt.Errorf("there is no event %q", name)
	if near := text.Nearest(name, names); near != "" {
		return EventName{}, hint.Add(err, "did you mean %s?", near)
	}
	return EventName{}, hint.Add(err, "there are %s", strings.Join(names, ", "))
}

// describeEvent describes an event in a few words, "" for one that is always reported.
func describeEvent(e state.Event) string {
	said := ""
	switch e.Kind {
	case state.EventMoved:
		said = "moved"
		if e.Location != nil {
			said += " to " + text.ViewLocus(*e.Location, protocol.Beside{Beside: e.Beside, Whole: e.Whole})
		}
	case state.EventSelected:
		loci := make([]string, len(e.Selection))
		for i, r := range e.Selection {
			loci[i] = text.RangeLocus(r)
		}
		said = "selected " + few(loci, "nothing")
	case state.EventChartAdded:
		said = fmt.Sprintf("added chart %d: %s of %s", e.Chart.Handle, state.ChartName(e.Chart.Type), few(e.Chart.Measurements, "nothing"))
	case state.EventChartRemoved:
		said = fmt.Sprintf("removed chart %d", e.Chart.Handle)
	case state.EventChartChanged:
		said = fmt.Sprintf("changed chart %d: %s", e.Chart.Handle, few(state.SettingWords(e.Chart.Type, e.Settings), "its settings"))
	case state.EventChartsOrdered:
		said = "ordered charts: " + few(numbers(e.Handles), "none")
	case state.EventGenome:
		said = "genome " + cmp.Or(e.Text, e.Path, state.NoGenome)
	case state.EventSamples:
		said = "samples " + cmp.Or(e.Path, state.NoSamples)
	case state.EventThemed:
		said = "theme " + e.Text
	case state.EventFlipped:
		said = "flip " + e.Text
	case state.EventLinkOut:
		said = "linkout " + cmp.Or(e.Text, state.NoLinkOut)
	case state.EventLoaded:
		said = "loaded " + e.Path
	case state.EventUnloaded:
		said = "unloaded " + e.Path
		if e.Path == "" { // it was computed
			said += few(e.Names, "nothing")
		}
	case state.EventMenuAdded:
		said = "added to the menus: " + few(e.Names, "nothing")
	case state.EventMenuRemoved:
		said = "removed from the menus: " + few(e.Names, "nothing")
	case state.EventSeqInfosAdded:
		var names []string
		for _, q := range e.SeqInfos {
			names = append(names, q.Name)
		}
		said = "added sequences: " + few(names, "none")
	case state.EventSeqNamesGone:
		said = "removed sequences: " + few(e.Names, "none")
	case state.EventSeqsRestored:
		said = "restored sequences: " + few(e.Names, "none")
	case state.EventRegionsAdded:
		said = "added regions: " + few(regionNames(e.Regions), "none")
	case state.EventRegionsGone:
		said = "removed regions: " + few(regionNames(e.Regions), "none")
	case state.EventRegionChanged:
		said = "changed region " + few(regionNames(e.Regions[:1]), "")
	case state.EventComputed:
		said = "computed " + few(e.Names, "nothing") + " = " + e.Text
	case state.EventHooked:
		said = fmt.Sprintf("added hook %s: on %s %s", few(numbers(e.Handles), ""), few(e.Names, ""), e.Text)
	case state.EventUnhooked:
		said = "removed hook " + few(numbers(e.Handles), "")
	case state.EventWatched:
		said = "watching " + e.Path
	case state.EventUnwatched:
		said = "no longer watching " + e.Path
	case state.EventReloaded:
		said = "read again " + e.Path
	case state.EventFailed:
		said = "failed to read " + e.Path + ": " + e.Text
	case state.EventSearched:
		said = fmt.Sprintf("searched for %q", e.Text)
	case state.EventConnected, state.EventDisconnected:
		return ""
	default:
		said = string(e.Kind)
	}
	said = text.Shorten(safe.Text(said), widestEvent)
	if e.Browser != 0 {
		said += fmt.Sprintf(" in browser %d", e.Browser)
	}
	return said
}

// widestEvent bounds the description of an event, in columns: a page chooses the names in it.
const widestEvent = 300

// few lists the first names and the number of the others.
func few(names []string, none string) string {
	const most = 4
	switch n := len(names); {
	case n == 0:
		return none
	case n > most+1:
		return strings.Join(names[:most], ", ") + " and " + text.Thousands(n-most) + " more"
	}
	return strings.Join(names, ", ")
}

func numbers(list []int) []string {
	texts := make([]string, len(list))
	for i, n := range list {
		texts[i] = strconv.Itoa(n)
	}
	return texts
}

func regionNames(regions []protocol.Region) (names []string) {
	for _, r := range regions {
		names = append(names, r.Name)
	}
	return names
}
