package session

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/budget"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/sessiontest"
)

// did asks as the built-in page does when its user does something, and fails
// unless the answer is success.
func did(t *testing.T, r *rig, page *sessiontest.Browser, action string, args map[string]any) {
	t.Helper()
	if err := tried(t, r, page, action, args); err != "" {
		t.Errorf("%s: %s", action, err)
	}
	synctest.Wait() // the other pages have been told
}

// tried sends a request that should fail and returns the message.
func tried(t *testing.T, r *rig, page *sessiontest.Browser, action string, args map[string]any) string {
	t.Helper()
	var result protocol.UserResult
	data := must(page.Ask(r.ctx, action, args))(t)
	if err := json.Unmarshal(data, &result); err != nil {
		t.Fatalf("%s was answered %s", action, data)
	}
	switch {
	case result.Success:
		return ""
	case result.ErrorMessage == nil:
		t.Fatalf("%s failed and nobody says why", action)
	}
	return *result.ErrorMessage
}

// TestBuiltinPageUser: what a person does there changes the state and reaches
// every page, that one included.
func TestBuiltinPageUser(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		mine := r.join(builtinPage)
		others := []*sessiontest.Browser{r.join(builtinPage), r.join(v3), r.join(v5)}
		all := append([]*sessiontest.Browser{mine}, others...)
		each := func(what string, check func(p sessiontest.Page) any, want any) {
			t.Helper()
			for i, page := range all {
				equal(t, fmt.Sprintf("%s on page %d", what, i+1), check(r.settled(page)), want)
			}
		}
		count := func(p sessiontest.Page) any { return len(p.Charts) }

		did(t, r, mine, protocol.UserAddChart,
			map[string]any{"chartType": "epiviz.plugins.charts.LineTrack", "measurements": []string{"py_column"}})
		did(t, r, mine, protocol.UserAddChart, map[string]any{"chartType": "", "measurements": []string{"py_column"}})
		each("charts", count, 2)
		equal(t, "charts", len(r.Charts()), 2)

		did(t, r, mine, protocol.UserSetChartSettings, map[string]any{"handle": 2,
			"settings": map[string]any{"title": "mine", "yMax": 12.5, "showPoints": true, "yMin": "default"}, "colorMap": []string{"red"}})
		equal(t, "settings", r.Charts()[1].Settings, map[string]any{"title": "mine", "yMax": 12.5, "showPoints": true, "yMin": "default"})
		equal(t, "colours", r.Charts()[1].Colors, []string{"red"})
		for _, page := range []*sessiontest.Browser{mine, others[0], others[2]} {
			equal(t, "title on a page", page.Page().Charts[1].Settings["title"], "mine")
		}

		did(t, r, mine, protocol.UserRemoveChart, map[string]any{"handle": 1})
		each("charts", count, 1)
		equal(t, "charts", len(r.Charts()), 1)

		for _, tc := range []struct {
			action string
			args   map[string]any
			part   string
		}{
			{protocol.UserAddChart, map[string]any{"chartType": "Pie", "measurements": []string{"py_column"}}, "no chart type"},
			{protocol.UserAddChart, map[string]any{"chartType": "Line Track", "measurements": []string{"nope"}}, "no measurement"},
			{protocol.UserAddChart, map[string]any{"chartType": "Line Track"}, "needs a measurement"},
			{protocol.UserRemoveChart, map[string]any{"handle": 1}, "no chart 1"},
			{protocol.UserSetChartSettings, map[string]any{"handle": 9}, "no chart 9"},
			{protocol.UserSetChartSettings, map[string]any{"handle": 2, "settings": map[string]any{"nope": 1}}, "no setting"},
			{protocol.UserSetChartSettings, map[string]any{"handle": 2, "settings": map[string]any{"yMax": "high"}}, "a number"},
			{protocol.UserSetChartSettings, map[string]any{"handle": 2, "settings": map[string]any{"title": nil}}, "title"},
			{protocol.UserSetChartSettings, map[string]any{"handle": 2, "settings": map[string]any{"title": []int{1}}}, "title"},
			{protocol.UserSetChartSettings, map[string]any{"handle": 2, "colorMap": []string{"url(x)"}}, "is not a colour"},
			{protocol.UserNavigate, map[string]any{"range": map[string]any{"seqName": "chr9", "start": 1, "end": 5}}, "no sequence"},
		} {
			if message := tried(t, r, mine, tc.action, tc.args); !strings.Contains(message, tc.part) {
				t.Errorf("%s %v: %q; want %q in it", tc.action, tc.args, message, tc.part)
			}
		}
		equal(t, "title after what failed", r.Charts()[0].Settings["title"], "mine")
		r.noFaults(all...)
	})
}

// TestNumbersThatAPersonSets keep their digits, in titles too.
func TestNumbersThatAPersonSets(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		page := r.join(builtinPage)
		r.addChart("Line Track", "py_column")
		did(t, r, page, protocol.UserSetChartSettings,
			map[string]any{"handle": 1, "settings": map[string]any{"title": 12345678, "yMax": 12345678, "yMin": -1e-9}})
		equal(t, "settings", r.Charts()[0].Settings, map[string]any{"title": "12345678", "yMax": 12345678.0, "yMin": -1e-9})
	})
}

// TestPersonMovesTheBuiltinPage: the session is where the person is; other
// pages stay, and one that comes starts there.
func TestPersonMovesTheBuiltinPage(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		page, other := r.join(builtinPage), r.join(v4)
		page.Move("pyChr", 5001, 9000)
		r.pass(time.Second)
		location, _, err := r.Location(r.ctx)
		if err != nil {
			t.Error(err)
		}
		equal(t, "the session's place", location, genome.Interval{Seq: "pyChr", Start: 5000, End: 9000})
		if !other.Page().At("chr1", 1, 100_000) {
			t.Errorf("the other page is at %v", other.Page().Location)
		}
		late := r.join(v5)
		if !late.Page().At("pyChr", 5001, 9000) {
			t.Errorf("a late page is at %v", late.Page().Location)
		}
	})
}

// TestRequestsThatNobodyKnows are answered {} and told once each.
func TestRequestsThatNobodyKnows(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		page, other := r.join(v4), r.join(v5)
		for range 3 {
			for _, action := range []string{protocol.GetHierarchy, protocol.PropagateHierarchyChanges, protocol.GetPCA,
				protocol.GetDiversity, "makeCoffee", "", strings.Repeat("long", 100)} {
				for _, p := range []*sessiontest.Browser{page, other} {
					equal(t, action, string(must(p.Ask(r.ctx, action, map[string]any{"nodeId": "x"}))(t)), "{}")
				}
			}
		}
		for _, name := range []string{"getHierarchy", "propagateHierarchyChanges", "getPCA", "getDiversity", "makeCoffee"} {
			if n := r.told(name); len(n) != 1 {
				t.Errorf("%s was told %d times: %q", name, len(n), n)
			}
		}
		for _, n := range r.told("") {
			if len(n) > 200 {
				t.Errorf("a page made a notice of %d bytes", len(n))
			}
		}
		r.noFaults(page, other)
	})
}

func TestWorkspaces(t *testing.T) {
	forPages(t, realPages, func(t *testing.T, r *rig, version string) {
		page := must(sessiontest.OpenWorkspaces(r.ctx, r.net.Dial, version))(t)
		defer page.Disconnect()
		content := `{"range":{"seqName":"chr1","start":1},"name":"ä % + \"quoted\"","charts":{}}`
		ask := func(action string, args map[string]any) string {
			t.Helper()
			return string(must(page.Ask(r.ctx, action, args))(t))
		}
		save := func(id any, name, content string) string {
			t.Helper()
			var got string
			answer := ask(protocol.SaveWorkspace, map[string]any{"id": id, "name": name, "content": encodeURIComponent(content)})
			if err := json.Unmarshal([]byte(answer), &got); err != nil {
				t.Fatal(err)
			}
			return got
		}
		list := func(q string, ws any) []protocol.Workspace {
			t.Helper()
			var got []protocol.Workspace
			if err := json.Unmarshal([]byte(ask(protocol.GetWorkspaces, map[string]any{"q": q, "ws": ws})), &got); err != nil {
				t.Fatal(err)
			}
			return got
		}
		equal(t, "workspaces at first", ask(protocol.GetWorkspaces, map[string]any{"q": "", "ws": nil}), "[]")
		first, second := save(nil, "My genes", content), save(nil, "peaks", "{}")
		if first == "" || second == "" || first == second {
			t.Fatalf("ids %q and %q", first, second)
		}
		equal(t, "all", list("", nil), []protocol.Workspace{
			{ID: second, Name: "peaks", Content: "{}"}, {ID: first, Name: "My genes", Content: content}})
		equal(t, "by a part of the name", list("GENE", "GENE"), []protocol.Workspace{{ID: first, Name: "My genes", Content: content}})
		equal(t, "by the id in a link", list("zzz", second), []protocol.Workspace{{ID: second, Name: "peaks", Content: "{}"}})
		equal(t, "of no name", len(list("zzz", "share1")), 0)

		equal(t, "id of a workspace that is saved again", save(first, "renamed", `{"a":1}`), first)
		equal(t, "after that", list("renamed", nil), []protocol.Workspace{{ID: first, Name: "renamed", Content: `{"a":1}`}})

		equal(t, "delete", ask(protocol.DeleteWorkspace, map[string]any{"id": second}), `{"success":true}`)
		equal(t, "delete again", ask(protocol.DeleteWorkspace, map[string]any{"id": second}), `{"success":true}`)
		equal(t, "after that", len(list("", nil)), 1)
		if third := save(nil, "peaks", "{}"); third == second {
			t.Errorf("the id %q was used again", third)
		}

		equal(t, "what is not percent-encoded", ask(protocol.SaveWorkspace, map[string]any{"id": nil, "name": "bad", "content": "100%"}), `""`)
		if n := r.told(`"bad"`); len(n) != 1 {
			t.Errorf("notices %q", n)
		}
		equal(t, "too long", save(nil, "long", strings.Repeat("x", budget.WorkspaceContent+1)), "")
		equal(t, "workspaces in the end", len(list("", nil)), 2)
		r.noFaults(page)
	})
}

// encodeURIComponent escapes as the browser's function does.
func encodeURIComponent(s string) string {
	return strings.ReplaceAll(url.QueryEscape(s), "+", "%20")
}

// TestWorkspacesAreBounded: no page fills the memory with them.
func TestWorkspacesAreBounded(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		page := must(sessiontest.OpenWorkspaces(r.ctx, r.net.Dial, v4))(t)
		defer page.Disconnect()
		first := ""
		for i := range budget.Workspaces + 5 {
			got := string(must(page.Ask(r.ctx, protocol.SaveWorkspace, map[string]any{"id": nil, "name": "w", "content": "%7B%7D"}))(t))
			if (got == `""`) != (i >= budget.Workspaces) {
				t.Fatalf("workspace %d was answered %s", i, got)
			}
			if i == 0 {
				first = got
			}
		}
		// One that is there can still be saved.
		again := map[string]any{"id": json.RawMessage(first), "name": "w", "content": "%7B%7D"}
		equal(t, "saved again", string(must(page.Ask(r.ctx, protocol.SaveWorkspace, again))(t)), first)
		if n := r.told("workspace"); len(n) == 0 {
			t.Error("nobody was told that there are too many workspaces")
		}
	})
}

// TestSearch finds nothing in data without names, in the form that pages want.
func TestSearch(t *testing.T) {
	forPages(t, realPages, func(t *testing.T, r *rig, version string) {
		r.addTutorial()
		page := r.join(version)
		for _, q := range []any{"brca", "", nil, 7} {
			equal(t, "answer", string(must(page.Ask(r.ctx, protocol.Search, map[string]any{"q": q, "maxResults": 12}))(t)), "[]")
		}
	})
}

// TestBoundsOfWhatAPersonSelects: as many places as may be are selected, one more is
// refused.
func TestBoundsOfWhatAPersonSelects(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		page := r.join(builtinPage)
		places := make([]protocol.Range, mostSelected+1)
		for i := range places {
			places[i] = protocol.Range{SeqName: "chr1", Start: float64(2*i + 1), End: float64(2*i + 1)}
		}
		did(t, r, page, protocol.UserSelect, map[string]any{"ranges": places[:mostSelected]})
		equal(t, "selected", len(r.Selection()), mostSelected)
		message := tried(t, r, page, protocol.UserSelect, map[string]any{"ranges": places})
		equal(t, "one more", message, "10001 places are selected; at most 10000 can be")
		equal(t, "selected", len(r.Selection()), mostSelected)
	})
}
