package repl_test

import (
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/state"
	"github.com/epiviz/epivizgo/session/state/statetest"
)

// TestEveryStateLineIsRead writes the events of every kind that changes the state, and reads every line again.
func TestEveryStateLineIsRead(t *testing.T) {
	ids := []string{"py_column"}
	chart := &state.Chart{Handle: 1, Type: "epiviz.plugins.charts.LineTrack", Measurements: ids,
		Settings: map[string]any{"title": "a b"}, Colors: []string{"#ff0000"}}
	region := protocol.Region{Range: protocol.Range{SeqName: "chr1", Start: 1, End: 100}, Set: "regions", Name: "promoter"}
	hook := state.Hook{Number: 1, Event: "disconnected", Command: "where"}
	samples := map[state.Kind]state.Event{
		state.EventMoved:         {Location: &protocol.Range{SeqName: "chr1", Start: 1, End: 100}},
		state.EventChartAdded:    {Chart: chart},
		state.EventChartRemoved:  {Chart: chart},
		state.EventChartChanged:  {Chart: chart, Settings: map[string]any{"height": 120.0}},
		state.EventChartsOrdered: {Handles: []int{1}},
		state.EventLoaded:        {Path: "a.bed", Names: ids},
		state.EventUnloaded:      {Path: "a.bed"},
		state.EventMenuAdded:     {Names: ids},
		state.EventMenuRemoved:   {Names: ids},
		state.EventSeqInfosAdded: {SeqInfos: []protocol.SeqInfo{{Name: "chrQ", Min: 1, Max: 100}}},
		state.EventSeqNamesGone:  {Names: []string{"chrQ"}},
		state.EventSelected:      {Selection: []protocol.Range{{SeqName: "chr1", Start: 1, End: 100}}},
		state.EventComputed:      {Names: []string{"twice"}, Text: "py_column * 2"},
		state.EventThemed:        {Text: "dark"},
		state.EventFlipped:       {Text: "on"},
		state.EventLinkOut:       {Text: "https://a.example/{name}"},
		state.EventGenome:        {Text: "hg38"},
		state.EventSamples:       {Path: "/in/sheet.tsv"},
		state.EventWatched:       {Path: "a.bed"},
		state.EventUnwatched:     {Path: "a.bed"},
		state.EventSeqsRestored:  {Names: []string{"chrQ"}},
		state.EventRegionsAdded:  {Regions: []protocol.Region{region}},
		state.EventRegionsGone:   {Regions: []protocol.Region{region}},
		state.EventRegionChanged: {Regions: []protocol.Region{region, region}},
		state.EventHooked:        state.HookEvent("", hook),
		state.EventUnhooked:      state.HookEvent("", hook),
	}
	for _, kind := range statetest.Kinds[state.Kind](t, "../session/state/event.go") {
		if !kind.ChangesState() {
			continue
		}
		ev, ok := samples[kind]
		if !ok {
			t.Errorf("%s changes the state and has no sample here", kind)
			continue
		}
		ev.Kind = kind
		p, _ := prompt(t)
		journal := &notes{}
		p.Env.SetJournal(journal, nil)
		p.Env.Event(ev)
		if len(journal.lines) == 0 {
			t.Errorf("%s is not kept", kind)
		}
		fresh, _ := prompt(t)
		_, failures, _ := fresh.Env.Resume(t.Context(), journal.lines)
		for _, err := range failures {
			// What a line names may not be there; that it cannot be read is the fault.
			if strings.Contains(err.Error(), "makes a state") || strings.Contains(err.Error(), "usage") {
				t.Errorf("%s is written as %q, which is refused: %v", kind, journal.lines, err)
			}
		}
	}
}
