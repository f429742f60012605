package repl_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
)

// eventKinds reads the kinds of events from the source of package protocol, so that none is forgotten.
func eventKinds(t *testing.T) []protocol.EventKind {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../protocol/event.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []protocol.EventKind
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if id, ok := spec.Type.(*ast.Ident); ok && id.Name == "EventKind" {
			text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			kinds = append(kinds, protocol.EventKind(text))
		}
		return true
	})
	if len(kinds) < 20 {
		t.Fatalf("found the kinds %v only", kinds)
	}
	return kinds
}

// TestEveryStateLineIsRead writes the events of every kind that changes the state, and reads every line again.
func TestEveryStateLineIsRead(t *testing.T) {
	ids := []string{"py_column"}
	chart := &protocol.Chart{Handle: 1, Type: "epiviz.plugins.charts.LineTrack", Measurements: ids,
		Settings: map[string]any{"title": "a b"}, Colors: []string{"#ff0000"}}
	region := protocol.Region{Range: protocol.Range{SeqName: "chr1", Start: 1, End: 100}, Set: "regions", Name: "promoter"}
	samples := map[protocol.EventKind]protocol.Event{
		protocol.EventMoved:         {Location: &protocol.Range{SeqName: "chr1", Start: 1, End: 100}},
		protocol.EventChartAdded:    {Chart: chart},
		protocol.EventChartRemoved:  {Chart: chart},
		protocol.EventChartChanged:  {Chart: chart, Settings: map[string]any{"height": 120.0}},
		protocol.EventChartsOrdered: {Handles: []int{1}},
		protocol.EventLoaded:        {Path: "a.bed", Names: ids},
		protocol.EventUnloaded:      {Path: "a.bed"},
		protocol.EventMenuAdded:     {Names: ids},
		protocol.EventMenuRemoved:   {Names: ids},
		protocol.EventSeqInfosAdded: {SeqInfos: []protocol.SeqInfo{{Name: "chrQ", Min: 1, Max: 100}}},
		protocol.EventSeqNamesGone:  {Names: []string{"chrQ"}},
		protocol.EventSelected:      {Selection: []protocol.Range{{SeqName: "chr1", Start: 1, End: 100}}},
		protocol.EventComputed:      {Names: []string{"twice"}, Text: "py_column * 2"},
		protocol.EventThemed:        {Text: "dark"},
		protocol.EventWatched:       {Path: "a.bed"},
		protocol.EventUnwatched:     {Path: "a.bed"},
		protocol.EventSeqsRestored:  {Names: []string{"chrQ"}},
		protocol.EventRegionsAdded:  {Regions: []protocol.Region{region}},
		protocol.EventRegionsGone:   {Regions: []protocol.Region{region}},
		protocol.EventRegionChanged: {Regions: []protocol.Region{region, region}},
	}
	for _, kind := range eventKinds(t) {
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
		_, failures := fresh.Env.Resume(t.Context(), journal.lines)
		for _, err := range failures {
			// What a line names may not be there; that it cannot be read is the fault.
			if strings.Contains(err.Error(), "makes a state") || strings.Contains(err.Error(), "usage") {
				t.Errorf("%s is written as %q, which is refused: %v", kind, journal.lines, err)
			}
		}
	}
}
