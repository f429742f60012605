package session

import (
	"encoding/json"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/budget"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/sessiontest"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/state"
	"github.com/epiviz/epivizgo/session/store"
)

// ask sends a page's request and reads the answer.
func ask[T any](t *testing.T, r *rig, page *sessiontest.Browser, action string, args map[string]any) T {
	t.Helper()
	var v T
	data, err := page.Ask(r.ctx, action, args)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatalf("%s: answer %s: %v", action, data, err)
	}
	return v
}

// found lists what a page finds.
func found(t *testing.T, r *rig, page *sessiontest.Browser, q string, ws any) []string {
	t.Helper()
	out := []string{}
	for _, w := range ask[[]protocol.Workspace](t, r, page, protocol.GetWorkspaces, map[string]any{"q": q, "ws": ws}) {
		out = append(out, w.Name)
	}
	return out
}

// What pages save, percent-encoded, comes back as it was, whatever keeps it.
func TestPagesSaveWorkspaces(t *testing.T) {
	folder, err := store.OpenFolder(t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, kept := range map[string]store.Workspaces{"memory": nil, "folder": folder} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, Options{Workspaces: kept}, func(t *testing.T, r *rig) {
				r.addTutorial()
				page := r.join(v5)
				content := `{"range":{"seqName":"chr1","start":1,"width":10},"measurements":[],"charts":{"track":[],"plot":[]},"é":"%"}`
				save := func(id any, name, content string) string {
					t.Helper()
					r.pass(time.Second) // so that the last saved can be told
					return ask[string](t, r, page, protocol.SaveWorkspace, map[string]any{"id": id, "name": name, "content": url.PathEscape(content)})
				}
				one := save(nil, "w one", content)
				two := save(nil, "w two", "{}")
				if one == "" || two == "" || one == two {
					t.Fatalf("saved as %q and %q", one, two)
				}
				equal(t, "all", found(t, r, page, "", nil), []string{"w two", "w one"})
				equal(t, "a search", found(t, r, page, "ONE", "ONE"), []string{"w one"})
				equal(t, "a link", found(t, r, page, "two", one), []string{"w two", "w one"})
				equal(t, "an unknown link", found(t, r, page, "Default Workspace", "share1"), []string{})
				list := ask[[]protocol.Workspace](t, r, page, protocol.GetWorkspaces, map[string]any{"q": "one"})
				equal(t, "content", list, []protocol.Workspace{{ID: one, Name: "w one", Content: content}})

				equal(t, "saved again", save(one, "w 1", "{}"), one)
				equal(t, "all", found(t, r, page, "", nil), []string{"w 1", "w two"})
				for _, id := range []string{one, "w two", "no such id"} {
					ok := ask[map[string]bool](t, r, page, protocol.DeleteWorkspace, map[string]any{"id": id})
					equal(t, "deleted "+id, ok, map[string]bool{"success": true})
				}
				equal(t, "left", found(t, r, page, "", nil), []string{"w two"})

				equal(t, "no name", save(nil, "", "{}"), "")
				if len(r.told("needs a name")) != 1 {
					t.Errorf("told %q", r.told(""))
				}
				bad := ask[string](t, r, page, protocol.SaveWorkspace, map[string]any{"id": nil, "name": "x", "content": "%zz"})
				equal(t, "not percent-encoded", bad, "")
				equal(t, "too large", save(nil, "x", strings.Repeat("x", budget.WorkspaceContent+1)), "")
				r.noFaults(page)
			})
		})
	}
}

// The built-in page saves what the session shows and opens it again; so does
// the prompt. Files that were unloaded are loaded.
func TestOpenWorkspace(t *testing.T) {
	files := map[string]source.Source{"a.bw": newRamp("chr1", 100_000), "b.bed": newFeatures("chr2", 5000, 100, 10)}
	script := func(events []state.Event, _ func(string) string) []string {
		var lines []string
		for _, e := range events {
			lines = append(lines, string(e.Kind)+" "+e.Path)
		}
		return lines
	}
	inBubble(t, Options{Open: opener(files), Script: script}, func(t *testing.T, r *rig) {
		r.addTutorial()
		r.load("/data/a.bw")
		r.load("/data/b.bed")
		page := r.join(builtinPage)
		r.navigate("chr1", 101, 2000)
		line := r.addChart("Line Track", "a")
		r.addChart("Blocks Track", "b")
		must(r.Set(r.ctx, line.Handle, map[string]string{"title": "mine", "colors": "red"}))(t)
		must(r.Select(r.ctx, []genome.Interval{{Seq: "chr1", Start: 500, End: 600}}))(t)

		id := ask[string](t, r, page, protocol.SaveWorkspace, map[string]any{"id": nil, "name": "kept", "content": ""})
		w := must(r.Workspace("kept"))(t)
		equal(t, "id", w.ID, id)
		equal(t, "script", w.Script, []string{
			"loaded tutorial:", "loaded /data/a.bw", "loaded /data/b.bed", "moved ", "chartadded ", "chartadded ", "selected "})
		c := must(protocol.DecodeWorkspace(w.Content))(t)
		equal(t, "place", c.Location, protocol.Range{SeqName: "chr1", Start: 101, End: 2000})
		equal(t, "charts", len(c.Charts), 2)

		// Much happens, and it is opened again.
		must(r.Unload(r.ctx, "a"))(t)
		r.navigate("chr2", 1, 1000)
		r.addChart("Line Track", "py_column")
		must(r.Select(r.ctx, nil))(t)
		before := r.Charts()
		answer := ask[protocol.UserResult](t, r, page, protocol.UserOpenWorkspace, map[string]any{"id": id})
		if answer.Success || !strings.Contains(*answer.ErrorMessage, "1 files that are not loaded") {
			t.Fatalf("a page had a file opened: %+v", answer)
		}
		equal(t, "charts after the refusal", r.Charts(), before)
		if told := r.told("open " + id); len(told) != 1 || strings.Contains(*answer.ErrorMessage, "/data") {
			t.Errorf("the prompt was told %q, the page %q", told, *answer.ErrorMessage)
		}
		must(r.OpenWorkspace(r.ctx, id))(t)

		// With its files loaded a page opens it, too.
		must(r.RemoveChart(r.ctx, r.Charts()[0].Handle))(t)
		r.navigate("chr2", 1, 1000)
		must(r.Select(r.ctx, nil))(t)
		answer = ask[protocol.UserResult](t, r, page, protocol.UserOpenWorkspace, map[string]any{"id": id})
		if !answer.Success {
			t.Fatalf("not opened: %s", *answer.ErrorMessage)
		}
		charts := r.Charts()
		equal(t, "charts", len(charts), 2)
		equal(t, "measurements", charts[0].Measurements, []string{"a"})
		equal(t, "settings", charts[0].Settings, map[string]any{"title": "mine"})
		equal(t, "colours", charts[0].Colors, []string{"red"})
		at, _, err := r.Location(r.ctx)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "place", at, genome.Interval{Seq: "chr1", Start: 100, End: 2000})
		equal(t, "selection", r.Selection(), []genome.Interval{{Seq: "chr1", Start: 500, End: 600}})
		shown := r.settled(page)
		equal(t, "charts on the page", shortTypes(shown.Charts), []string{"LineTrack", "BlocksTrack"})
		r.noFaults(page)
	})
}

// A workspace that a real page saved gives charts and place; it loads no file,
// even if it says so.
func TestOpenWorkspaceOfPage(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		r.addChart("Line Track", "py_column")
		page := r.join(v4)
		content := `{"range":{"seqName":"pyChr","start":101,"width":899},"measurements":[{"id":"py_column"},{"id":"gone"}],
			"state":[{"event":"loaded","path":"/etc/passwd"}],
			"charts":{"track":[
				{"id":"t1","type":"epiviz.plugins.charts.LineTrack","properties":{"visConfigSelection":{"measurements":[0]},
					"colors":{"colors":["#cc0000"]},"customSettings":{"title":"T","x":{"y":1}}}},
				{"id":"t2","type":"epiviz.plugins.charts.LineTrack","properties":{"measurements":[1],"customSettings":{}}},
				{"id":"t3","type":"epiviz.plugins.charts.LineTrack","properties":{"measurements":[0],"colors":["red;}"],"customSettings":{}}}]}}`
		ask[string](t, r, page, protocol.SaveWorkspace, map[string]any{"id": nil, "name": "theirs", "content": url.PathEscape(content)})
		report, err := r.OpenWorkspace(r.ctx, "Theirs")
		if err != nil {
			t.Fatal(err)
		}
		wantNote(t, report, "chart 3 waits for gone")
		charts := r.Charts()
		equal(t, "charts", len(charts), 3)
		equal(t, "settings", charts[0].Settings, map[string]any{"title": "T"})
		equal(t, "colours", charts[0].Colors, []string{"#cc0000"})
		equal(t, "colours that are none", len(charts[2].Colors), 0)
		equal(t, "files", len(r.catalog.Datasets()), 1)
		shown := r.settled(page)
		equal(t, "place", *shown.Location, protocol.Range{SeqName: "pyChr", Start: 101, End: 1000})
		equal(t, "charts on the page", len(shown.Charts), 2)
		r.noFaults(page)
	})
}

func TestWorkspacesAtThePrompt(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		r.addChart("Line Track", "py_column")
		first := must(r.SaveWorkspace("mine"))(t)
		r.addChart("Line Track", "py_column")
		again := must(r.SaveWorkspace("mine"))(t)
		equal(t, "id", again.ID, first.ID)
		list := must(r.Workspaces(""))(t)
		equal(t, "kept", len(list), 1)
		kept := must(r.Workspace(list[0].ID))(t)
		charts := slices.DeleteFunc(kept.State, func(e state.Event) bool { return e.Kind != state.EventChartAdded })
		equal(t, "charts", len(charts), 2)
		if err := r.DeleteWorkspace("mine"); err != nil {
			t.Fatal(err)
		}
		_, err := r.OpenWorkspace(r.ctx, "mine")
		wantError(t, err, `no workspace "mine"`)
		_, err = r.SaveWorkspace("")
		wantError(t, err, "needs a name")
		bad := must(r.opt.Workspaces.Save(state.SavedWorkspace{Name: "bad", Content: "{"}))(t)
		_, err = r.OpenWorkspace(r.ctx, bad.ID)
		wantError(t, err, `workspace "bad" cannot be opened`)
		equal(t, "charts still shown", len(r.Charts()), 2)
	})
}

// A page that saves under the id of a workspace of the program leaves that as it is.
func TestPageSavesOverTheProgram(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		r.addChart("Line Track", "py_column")
		page := r.join(v5)
		mine := must(r.SaveWorkspace("mine"))(t)
		for range 2 {
			id := ask[string](t, r, page, protocol.SaveWorkspace, map[string]any{"id": mine.ID, "name": "mine", "content": "%7B%7D"})
			w := must(r.Workspace(id))(t)
			if id == mine.ID || w.Name != "mine (from a page)" || w.Content != "{}" {
				t.Errorf("saved as %q: %+v", id, w)
			}
		}
		equal(t, "workspaces", len(must(r.Workspaces(""))(t)), 2)
		equal(t, "of the program", must(r.Workspace(mine.ID))(t), mine)
		equal(t, "told", len(r.told("a page saves charts and place alone")), 1)
	})
}

// Paths are kept absolute: another program opens the workspace elsewhere.
func TestSavedPaths(t *testing.T) {
	inBubble(t, Options{Open: opener(map[string]source.Source{"a.bw": newRamp("chr1", 1000)})}, func(t *testing.T, r *rig) {
		r.load("a.bw")
		w := must(r.SaveWorkspace("w"))(t)
		abs, err := filepath.Abs("a.bw")
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "path", w.State[0].Path, abs)
		report, err := r.OpenWorkspace(r.ctx, "w") // is loaded, under its other spelling
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "files", len(r.catalog.Datasets()), 1)
		for _, note := range report.Notes {
			if strings.Contains(note, "loaded") {
				t.Errorf("note %q", note)
			}
		}
	})
}

// TestWorkspacesHaveNoHooks saves a state with hooks by the prompt and by a page, and opens
// a workspace that has some all the same: hooks stay as they are.
func TestWorkspacesHaveNoHooks(t *testing.T) {
	const leftOut = "1 hook left out, since hooks run programs; only session and --resume keep them"
	saved := &store.Memory{}
	inBubble(t, Options{Workspaces: saved}, func(t *testing.T, r *rig) {
		page := r.join(builtinPage)
		mine, err := r.Hook(r.ctx, state.Hook{Event: "moved", Command: "where"})
		if err != nil {
			t.Fatal(err)
		}
		w, err := r.SaveWorkspace("w")
		if err != nil || strings.Contains(fmt.Sprint(w.State, w.Script, w.Content), "where") {
			t.Errorf("saved %+v, %v", w, err)
		}
		if _, err := page.Ask(r.ctx, protocol.SaveWorkspace, map[string]any{"name": "p"}); err != nil {
			t.Fatal(err)
		}
		equal(t, "told", strings.Join(r.told("saved"), "\n"), `browser 1 (built-in page) saved workspace "p": `+leftOut)
		hooked := []state.Event{state.HookEvent(state.EventHooked, state.Hook{Number: 1, Event: "moved", Command: "echo bad"}), {Kind: state.EventThemed, Text: "dark"}}
		if _, err := saved.Save(state.SavedWorkspace{Name: "bad", State: hooked}); err != nil {
			t.Fatal(err)
		}
		report, err := r.OpenWorkspace(r.ctx, "bad")
		if st := r.State(); err != nil || !slices.Equal(st.Hooks, []state.Hook{mine}) || st.LastHook != 1 || st.Theme != "dark" {
			t.Errorf("%+v, %v", st, err)
		}
		if !slices.Equal(report.Notes, []string{leftOut}) {
			t.Errorf("notes %q", report.Notes)
		}
		if err := r.Unhook(r.ctx, []int{1, 2}); err == nil || len(r.State().Hooks) != 1 {
			t.Errorf("%v: hooks %v", err, r.State().Hooks)
		}
		if err := r.Unhook(r.ctx, []int{1}); err != nil {
			t.Fatal(err)
		}
		next, err := r.Hook(r.ctx, state.Hook{Event: "moved", Command: "where"})
		if err != nil || next.Number != 2 {
			t.Errorf("the next hook is %d, %v", next.Number, err)
		}
		for range mostHooks {
			next, err = r.Hook(r.ctx, state.Hook{Event: "moved", Command: "where"})
		}
		if err == nil || err.Error() != "there are 1000 hooks; no more can be kept" || next.Number != 0 || len(r.State().Hooks) != mostHooks {
			t.Errorf("%d hooks, %v", len(r.State().Hooks), err)
		}
	})
}

// TestPageOpensNoSheet: a page opens no workspace with another sample sheet, which would be a file of the program's disk.
func TestPageOpensNoSheet(t *testing.T) {
	inBubble(t, Options{Open: newShelf().open}, func(t *testing.T, r *rig) {
		r.load("/a.bw")
		must(r.SetSamples(r.ctx, sheetOf(t, "name\tgroup\na\tsecret\n")))(t)
		w := must(r.SaveWorkspace("with a sheet"))(t)
		must(r.SetSamples(r.ctx, ""))(t)
		page := r.join(builtinPage)
		if answer := ask[protocol.UserResult](t, r, page, protocol.UserOpenWorkspace, map[string]any{"id": w.ID}); answer.Success ||
			!strings.Contains(*answer.ErrorMessage, "sample sheet; at the prompt, open "+w.ID) {
			t.Errorf("answered %+v", answer)
		}
		if sheet := r.State().Samples; sheet.Path != "" || len(page.Page().Pushed(protocol.SetSamples)) > 0 {
			t.Errorf("a page had the sheet %s read", sheet.Path)
		}
		must(r.OpenWorkspace(r.ctx, w.ID))(t)
		if sheet := r.State().Samples; sheet.Path == "" {
			t.Error("the prompt opens it without its sheet")
		}
	})
}

// busy keeps workspaces, and lists them once it is told to.
type busy struct {
	store.Memory
	list    chan struct{}
	running atomic.Int64
}

func (b *busy) List(query string) ([]state.SavedWorkspace, error) {
	b.running.Add(1)
	<-b.list
	return b.Memory.List(query)
}

func (b *busy) Get(name string) (state.SavedWorkspace, error) {
	b.running.Add(1)
	<-b.list
	return b.Memory.Get(name)
}

// TestFewListsAtOnce: what reads all workspaces takes its room of that of all pages, and so few do at a time.
func TestFewListsAtOnce(t *testing.T) {
	saved := &busy{}
	inBubble(t, Options{Workspaces: saved}, func(t *testing.T, r *rig) {
		saved.list = make(chan struct{}) // of the bubble
		r.addTutorial()
		const most = budget.LargeAnswers / listRoom
		var pages []*sessiontest.Browser
		for i := range 2 * most {
			page := r.join(v5)
			action, more := protocol.GetWorkspaces, `"q":""`
			if i%2 == 1 {
				action, more = protocol.SaveWorkspace, `"name":"w","content":"%7B%7D"`
			}
			page.SendText(fmt.Sprintf(`{"requestId":900,"type":"request","data":{"action":%q,"version":"5",%s}}`, action, more))
			pages = append(pages, page)
		}
		synctest.Wait()
		if n := saved.running.Load(); n != most {
			t.Errorf("%d read all workspaces at once, want %d", n, most)
		}
		close(saved.list)
		for _, page := range pages {
			r.settled(page)
		}
	})
}

// manyLarge are more workspaces than may be kept, as other programs can put them into the folder.
type manyLarge struct{ store.Workspaces }

func (manyLarge) List(string) ([]state.SavedWorkspace, error) {
	var all []state.SavedWorkspace
	for i := range 20 {
		all = append(all, state.SavedWorkspace{ID: fmt.Sprint(i), Name: fmt.Sprintf("w%d", i)})
	}
	return all, nil
}

func (manyLarge) Get(id string) (state.SavedWorkspace, error) {
	return state.SavedWorkspace{ID: id, Name: "w" + id, Content: strings.Repeat("c", 1<<20-100)}, nil
}

// A real page is given the contents of workspaces, as many as its budget has; the built-in page needs none.
func TestListsOfWorkspacesAreBounded(t *testing.T) {
	inBubble(t, Options{Workspaces: manyLarge{}}, func(t *testing.T, r *rig) {
		r.addTutorial()
		list := func(version string) (n, bytes int) {
			all := ask[[]protocol.Workspace](t, r, r.join(version), protocol.GetWorkspaces, map[string]any{"q": ""})
			for _, w := range all {
				bytes += len(w.Content)
			}
			return len(all), bytes
		}
		n, bytes := list(v5)
		if n != 16 || bytes > budget.AllWorkspaces {
			t.Errorf("a real page was given %d workspaces of %d bytes", n, bytes)
		}
		equal(t, "told", len(r.told("4 are left out")), 1)
		n, bytes = list(builtinPage)
		equal(t, "workspaces", n, 20)
		equal(t, "bytes", bytes, 0)
	})
}
