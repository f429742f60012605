package repl

import (
	"fmt"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl/safe"
	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/state"
)

// eventName is what people call a kind of event.
type eventName struct {
	name string
	kind protocol.EventKind
	help string
}

// eventNames are the events that on takes.
var eventNames = []eventName{
	{"moved", protocol.EventMoved, "another region is shown"},
	{"selected", protocol.EventSelected, "other regions are selected, or none"},
	{"added", protocol.EventChartAdded, "a chart was added"},
	{"removed", protocol.EventChartRemoved, "a chart was removed"},
	{"changed", protocol.EventChartChanged, "settings of a chart were changed"},
	{"ordered", protocol.EventChartsOrdered, "charts were put in another order"},
	{"themed", protocol.EventThemed, "another look of the page was chosen"},
	{"loaded", protocol.EventLoaded, "a file was loaded"},
	{"unloaded", protocol.EventUnloaded, "a file was unloaded"},
	{"reloaded", protocol.EventReloaded, "a watched file was read again"},
	{"marked", protocol.EventRegionsAdded, "regions of interest were added"},
	{"computed", protocol.EventComputed, "a measurement was computed, or anew"},
	{"search", protocol.EventSearched, "a name was searched for"},
	{"connected", protocol.EventConnected, "a browser was connected"},
	{"disconnected", protocol.EventDisconnected, "a browser was disconnected"},
}

// eventHelp lists the events for the help of on.
func eventHelp() string {
	var lines []string
	for _, e := range eventNames {
		lines = append(lines, fmt.Sprintf("    %-13s %s", e.name, e.help))
	}
	return strings.Join(lines, "\n")
}

// eventNamed finds an event by its name.
func eventNamed(name string) (eventName, error) {
	var names []string
	for _, e := range eventNames {
		if strings.EqualFold(e.name, name) {
			return e, nil
		}
		names = append(names, e.name)
	}
	err := fmt.Errorf("there is no event %q", name)
	if near := text.Nearest(name, names); near != "" {
		return eventName{}, withHint(err, "did you mean %s?", near)
	}
	return eventName{}, withHint(err, "there are %s", strings.Join(names, ", "))
}

// describeEvent says in a few words what happened; "" for what is always told.
func describeEvent(e protocol.Event) string {
	said := ""
	switch e.Kind {
	case protocol.EventMoved:
		said = "moved to " + text.RangeLocus(*e.Location)
	case protocol.EventSelected:
		loci := make([]string, len(e.Selection))
		for i, r := range e.Selection {
			loci[i] = text.RangeLocus(r)
		}
		said = "selected " + few(loci, "nothing")
	case protocol.EventChartAdded:
		said = fmt.Sprintf("added chart %d: %s of %s", e.Chart.Handle, state.ChartName(e.Chart.Type), few(e.Chart.Measurements, "nothing"))
	case protocol.EventChartRemoved:
		said = fmt.Sprintf("removed chart %d", e.Chart.Handle)
	case protocol.EventChartChanged:
		said = fmt.Sprintf("changed chart %d: %s", e.Chart.Handle, few(state.SettingWords(e.Chart.Type, e.Settings), "its settings"))
	case protocol.EventChartsOrdered:
		said = "ordered charts: " + few(numbers(e.Handles), "none")
	case protocol.EventThemed:
		said = "theme " + e.Text
	case protocol.EventLoaded:
		said = "loaded " + e.Path
	case protocol.EventUnloaded:
		said = "unloaded " + e.Path
	case protocol.EventMenuAdded:
		said = "added to the menus: " + few(e.Names, "nothing")
	case protocol.EventMenuRemoved:
		said = "removed from the menus: " + few(e.Names, "nothing")
	case protocol.EventSeqInfosAdded:
		var names []string
		for _, q := range e.SeqInfos {
			names = append(names, q.Name)
		}
		said = "added sequences: " + few(names, "none")
	case protocol.EventSeqNamesGone:
		said = "removed sequences: " + few(e.Names, "none")
	case protocol.EventSeqsRestored:
		said = "restored sequences: " + few(e.Names, "none")
	case protocol.EventRegionsAdded:
		said = "added regions: " + few(regionNames(e.Regions), "none")
	case protocol.EventRegionsGone:
		said = "removed regions: " + few(regionNames(e.Regions), "none")
	case protocol.EventRegionChanged:
		said = "changed region " + few(regionNames(e.Regions[:1]), "")
	case protocol.EventComputed:
		said = "computed " + few(e.Names, "nothing") + " = " + e.Text
	case protocol.EventWatched:
		said = "watching " + e.Path
	case protocol.EventUnwatched:
		said = "no longer watching " + e.Path
	case protocol.EventReloaded:
		said = "read again " + e.Path
	case protocol.EventSearched:
		said = fmt.Sprintf("searched for %q", e.Text)
	case protocol.EventConnected, protocol.EventDisconnected:
		return ""
	default:
		said = string(e.Kind)
	}
	if e.Browser != 0 {
		said += fmt.Sprintf(" in browser %d", e.Browser)
	}
	return safe.Text(said)
}

// few lists names, and says how many more there are.
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

func regionNames(regions []protocol.Region) (names []string) {
	for _, r := range regions {
		names = append(names, r.Name)
	}
	return names
}
