package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/session/budget"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/state"
)

// forBoth runs a test with either way of keeping workspaces.
func forBoth(t *testing.T, test func(t *testing.T, ws Workspaces)) {
	t.Run("memory", func(t *testing.T) { test(t, &Memory{}) })
	t.Run("folder", func(t *testing.T) { test(t, folder(t, t.TempDir(), nil)) })
}

func folder(t *testing.T, dir string, note func(string)) *Folder {
	t.Helper()
	f, err := OpenFolder(dir, note)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func save(t *testing.T, ws Workspaces, w state.SavedWorkspace) state.SavedWorkspace {
	t.Helper()
	w, err := ws.Save(w)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func names(t *testing.T, ws Workspaces, query string) []string {
	t.Helper()
	list, err := ws.List(query)
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, w := range list {
		out = append(out, w.Name)
	}
	return out
}

func TestWorkspaces(t *testing.T) {
	forBoth(t, func(t *testing.T, ws Workspaces) {
		wantLines(t, names(t, ws, ""))
		before := time.Now()
		content := `{"range":{"seqName":"chr1"}, "x": "<&> \u2028 ü"}`
		events := []state.Event{{Kind: state.EventLoaded, Path: "/a.bed"}}
		one := save(t, ws, state.SavedWorkspace{Name: "w one", Content: content, Script: []string{"load a.bed", "plot a"}, State: events})
		two := save(t, ws, state.SavedWorkspace{ID: "../../etc/passwd", Name: "W Two"})
		if one.ID == two.ID || !isID(one.ID) || !isID(two.ID) || one.Saved.Before(before.Round(0)) {
			t.Errorf("saved as %+v and %+v", one, two)
		}
		wantLines(t, names(t, ws, ""), "W Two", "w one")
		wantLines(t, names(t, ws, "W O"), "w one")
		wantLines(t, names(t, ws, two.ID), "W Two")
		wantLines(t, names(t, ws, "three"))

		got, err := ws.Get("W ONE")
		if err != nil || got.ID != one.ID || got.Content != content || !slices.Equal(got.Script, one.Script) ||
			!reflect.DeepEqual(got.State, events) || !got.Saved.Equal(one.Saved) {
			t.Errorf("got %+v, %v; want %+v", got, err, one)
		}
		if got, err := ws.Get(two.ID); err != nil || got.Name != "W Two" {
			t.Errorf("by id: %+v, %v", got, err)
		}

		// The same id replaces, the same name does not.
		one.Name, one.Content = "one again", "{}"
		if again := save(t, ws, one); again.ID != one.ID {
			t.Errorf("saved again as %s, want %s", again.ID, one.ID)
		}
		twin := save(t, ws, state.SavedWorkspace{Name: "W Two", Content: "newer"})
		wantLines(t, names(t, ws, ""), "W Two", "one again", "W Two")
		if got, err := ws.Get("W Two"); err != nil || got.ID != twin.ID {
			t.Errorf("of two with a name %+v, %v; want the last saved", got, err)
		}

		if err := ws.Delete("w two"); err != nil {
			t.Fatal(err)
		}
		if err := ws.Delete(one.ID); err != nil {
			t.Fatal(err)
		}
		wantLines(t, names(t, ws, ""), "W Two")
		err = ws.Delete("one again")
		var missing *NotFoundError
		if !errors.As(err, &missing) || missing.Hint() != "there are W Two" {
			t.Errorf("deleting what is not there: %v", err)
		}
	})
}

func TestWorkspacesRefuse(t *testing.T) {
	forBoth(t, func(t *testing.T, ws Workspaces) {
		for _, tc := range []struct {
			w    state.SavedWorkspace
			want string
		}{
			{state.SavedWorkspace{Name: " "}, "needs a name"},
			{state.SavedWorkspace{Name: strings.Repeat("n", budget.WorkspaceName+1)}, "at most 200"},
			{state.SavedWorkspace{Name: "n", Content: strings.Repeat("c", budget.WorkspaceContent+1)}, "at most 1048576"},
			{state.SavedWorkspace{Name: "n", Content: "\xff"}, "UTF-8"},
			{state.SavedWorkspace{Name: "n", Script: []string{"a\nb"}}, "line break"},
			{state.SavedWorkspace{Name: "n", Script: slices.Repeat([]string{strings.Repeat("s", 1<<16)}, 16)}, "commands of"},
			{state.SavedWorkspace{Name: "n", Script: []string{"\xff"}}, "UTF-8"},
			{state.SavedWorkspace{Name: "n", State: []state.Event{{Text: strings.Repeat("s", budget.WorkspaceContent)}}}, "a state of"},
			{state.SavedWorkspace{Name: "n", State: []state.Event{{Settings: map[string]any{"x": math.NaN()}}}}, "NaN"},
		} {
			_, err := ws.Save(tc.w)
			wantErr(t, err, tc.want)
		}
		wantLines(t, names(t, ws, ""))
		if _, err := ws.Get("x"); !strings.Contains(hint.Of(err), "save NAME") {
			t.Errorf("%v has no hint", err)
		}
	})
}

// What is at a bound is kept; only what is beyond it is refused.
func TestWorkspacesAtTheBounds(t *testing.T) {
	events := func(n int) []state.Event { return []state.Event{{Kind: "k", Text: strings.Repeat("s", n)}} }
	frame, err := json.Marshal(events(1))
	if err != nil {
		t.Fatal(err)
	}
	forBoth(t, func(t *testing.T, ws Workspaces) {
		for name, w := range map[string]state.SavedWorkspace{
			"name":    {Name: strings.Repeat("n", budget.WorkspaceName)},
			"content": {Name: "n", Content: strings.Repeat("c", budget.WorkspaceContent)},
			"script":  {Name: "n", Script: slices.Repeat([]string{strings.Repeat("s", 1<<16-1)}, budget.WorkspaceContent>>16)},
			"state":   {Name: "n", State: events(budget.WorkspaceContent - len(frame) + 1)},
		} {
			if _, err := ws.Save(w); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
	var memory Memory
	for range budget.AllWorkspaces / budget.WorkspaceContent { // fills it to the last byte
		save(t, &memory, state.SavedWorkspace{Name: "n", Content: strings.Repeat("c", budget.WorkspaceContent-1)})
	}
	_, err = memory.Save(state.SavedWorkspace{Name: "n"})
	wantErr(t, err, "more than 16 MB")
}

// A file is read up to maxFile bytes; the rest of these is the white space that
// JSON allows.
func TestWorkspaceFileAtTheBound(t *testing.T) {
	var notes []string
	f := folder(t, t.TempDir(), func(s string) { notes = append(notes, s) })
	w := save(t, f, state.SavedWorkspace{Name: "n"})
	content := text(t, f.path(w.ID))
	for size, want := range map[int][]string{maxFile: {"n"}, maxFile + 1: {}} {
		if err := os.WriteFile(f.path(w.ID), []byte(content+strings.Repeat(" ", size-len(content))), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := names(t, f, ""); !slices.Equal(got, want) {
			t.Errorf("of a file of %d bytes %q is read, want %q; notes %q", size, got, want, notes)
		}
	}
}

// Ids come from pages. One that newID did not make leads to no file.
func TestWorkspaceIDsStayInTheFolder(t *testing.T) {
	dir := t.TempDir()
	f := folder(t, dir, nil)
	for _, id := range []string{
		"../outside", filepath.Join("..", "sixteen-bytes"), filepath.Join(dir, "outside"), // out of the folder
		"notes", strings.Repeat("a", 17), strings.Repeat("A", 16), strings.Repeat("0", 16), // in it, but not made by newID
	} {
		path := f.path(id)
		if filepath.IsAbs(id) {
			path = id + entrySuffix
		}
		content := fmt.Sprintf(`{"id":%q,"name":"mine"}`, id)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		w := save(t, f, state.SavedWorkspace{ID: id, Name: "theirs"})
		if w.ID == id || !isID(w.ID) {
			t.Errorf("%q was saved as %q", id, w.ID)
		}
		if _, err := f.Get(id); err == nil {
			t.Errorf("%q was read", id)
		}
		if err := f.Delete(id); err == nil {
			t.Errorf("%q was deleted", id)
		}
		if got := text(t, path); got != content {
			t.Errorf("%s has %q", path, got)
		}
		if err := f.Delete(w.ID); err != nil {
			t.Fatal(err)
		}
	}
	wantLines(t, names(t, f, ""))
}

func TestFolderIsBounded(t *testing.T) {
	f := folder(t, t.TempDir(), func(string) {})
	for i := range budget.Workspaces - 1 {
		id := []byte("aaaaaaaaaaaaaaaa")
		id[0], id[1], id[2] = 'a'+byte(i/100), 'a'+byte(i/10%10), 'a'+byte(i%10)
		if err := os.WriteFile(f.path(string(id)), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	last := save(t, f, state.SavedWorkspace{Name: "the last"})
	_, err := f.Save(state.SavedWorkspace{Name: "one more"})
	wantErr(t, err, "1000 workspaces")
	save(t, f, last)
}

func TestWorkspacesAreBounded(t *testing.T) {
	var ws Memory
	var first state.SavedWorkspace
	for i := range budget.Workspaces {
		w := save(t, &ws, state.SavedWorkspace{Name: fmt.Sprint(i)})
		if i == 0 {
			first = w
		}
	}
	_, err := ws.Save(state.SavedWorkspace{Name: "one more"})
	wantErr(t, err, "1000 workspaces")
	save(t, &ws, first)
}

// A file that is not what it should be is skipped, reported once and left where it
// is; the others are served.
func TestDamagedWorkspaces(t *testing.T) {
	dir := t.TempDir()
	var notes []string
	f := folder(t, dir, func(s string) { notes = append(notes, s) })
	good := save(t, f, state.SavedWorkspace{Name: "good"})
	damaged := map[string]string{
		"aaaaaaaaaaaaaaaa": `{"id":"aaaaaaaaaaaaaaaa","name":"cut`,
		"bbbbbbbbbbbbbbbb": `{"id":"../x","name":"other id"}`,
		"cccccccccccccccc": `{"id":"cccccccccccccccc"}`,
		"dddddddddddddddd": `{"id":"dddddddddddddddd","name":"x","script":["a\nb"]}`,
	}
	for id, content := range damaged {
		if err := os.WriteFile(f.path(id), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(f.dir, "notes.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(f.dir, "from a colleague.json"), []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		wantLines(t, names(t, f, ""), "good")
	}
	if len(notes) != len(damaged)+1 {
		t.Errorf("told %d times, want %d: %q", len(notes), len(damaged)+1, notes)
	}
	for _, note := range notes {
		if !strings.Contains(note, f.dir) {
			t.Errorf("%q does not say which file", note)
		}
	}
	for id := range damaged {
		if there, err := f.disk.exists(f.path(id)); err != nil || !there {
			t.Errorf("%s was removed", id)
		}
	}
	// Another program sees the same, and a file has what the format says.
	other := folder(t, dir, nil)
	wantLines(t, names(t, other, ""), "good")
	var members map[string]any
	if err := json.Unmarshal([]byte(text(t, f.path(good.ID))), &members); err != nil || len(members) != 5 {
		t.Errorf("file %v, %v", members, err)
	}
}

// A reader sees a complete workspace while others write.
func TestConcurrentSaves(t *testing.T) {
	dir := t.TempDir()
	f := folder(t, dir, func(s string) { t.Error(s) })
	w := save(t, f, state.SavedWorkspace{Name: "w", Content: strings.Repeat("0", 1<<16)})
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			mine := w
			mine.Content = strings.Repeat(fmt.Sprint(i), 1<<16)
			for range 10 {
				if _, err := f.Save(mine); err != nil {
					t.Error(err)
				}
				got, err := f.Get(w.ID)
				if err != nil || got.Content != strings.Repeat(got.Content[:1], 1<<16) {
					t.Errorf("read %d bytes, %v", len(got.Content), err)
				}
			}
		})
	}
	wg.Wait()
	entries, _ := os.ReadDir(f.dir)
	if len(entries) != 1 {
		t.Errorf("%d files in the folder, want one", len(entries))
	}
}

func FuzzReadWorkspace(f *testing.F) {
	const id = "aaaaaaaaaaaaaaaa"
	f.Add([]byte(`{"id":"aaaaaaaaaaaaaaaa","name":"n","saved":"2026-11-14T15:04:05Z","content":"{}","script":["a"]}`))
	f.Add([]byte(`{"id":1}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		ws, err := OpenFolder(t.TempDir(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(ws.path(id), data, 0o600); err != nil {
			t.Fatal(err)
		}
		list, err := ws.List("")
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range list {
			if w, err = ws.Get(w.ID); err != nil {
				t.Fatal(err)
			}
			if _, err := ws.Save(w); err != nil {
				t.Fatalf("what was read cannot be saved: %v", err)
			}
		}
	})
}

// All workspaces together are bounded, since they are listed whole. One that
// takes the place of another counts once.
func TestWorkspacesTogetherAreBounded(t *testing.T) {
	forBoth(t, func(t *testing.T, ws Workspaces) {
		w := state.SavedWorkspace{Name: "n", Content: strings.Repeat("c", budget.WorkspaceContent-1000)}
		var last state.SavedWorkspace
		for range budget.AllWorkspaces / budget.WorkspaceContent {
			last = save(t, ws, w)
		}
		_, err := ws.Save(w)
		wantErr(t, err, "more than 16 MB")
		wantErr(t, err, "delete NAME makes room")
		save(t, ws, last)
		if err := ws.Delete(last.ID); err != nil {
			t.Fatal(err)
		}
		save(t, ws, w)
	})
}

// A list has no contents and reads only files that have changed, however large they are; Get has all of one.
func TestListsReadWhatHasChanged(t *testing.T) {
	dir := t.TempDir()
	f := folder(t, dir, nil)
	opened := &openedFiles{calls: system{}}
	f.disk = disk{opened}
	w := save(t, f, state.SavedWorkspace{Name: "large", Content: strings.Repeat("c", 1000), Script: []string{"where"}})
	save(t, f, state.SavedWorkspace{Name: "other", Content: "{}"})
	for i, want := range []int{2, 0, 0} {
		opened.reads = 0
		list, err := f.List("")
		if err != nil || len(list) != 2 {
			t.Fatalf("%v, %v", list, err)
		}
		for _, entry := range list {
			if entry.Content != "" || entry.Script != nil || entry.State != nil {
				t.Errorf("the list has %+v; wanted names", entry)
			}
		}
		if opened.reads != want {
			t.Errorf("list %d read %d files, want %d", i, opened.reads, want)
		}
	}
	got, err := f.Get("large")
	if err != nil || got.Content != w.Content || len(got.Script) != 1 {
		t.Errorf("Get returns %+v, %v", got, err)
	}
	w.Name = "renamed"
	w, err = folder(t, dir, nil).Save(w)
	if err != nil {
		t.Fatal(err)
	}
	opened.reads = 0
	wantLines(t, names(t, f, "renamed"), "renamed")
	if opened.reads != 1 {
		t.Errorf("%d files were read after one has changed", opened.reads)
	}
	if err := f.Delete(w.ID); err != nil {
		t.Fatal(err)
	}
	wantLines(t, names(t, f, ""), "other")
}

// openedFiles counts the files that are opened to be read.
type openedFiles struct {
	calls
	reads int
}

func (o *openedFiles) openFile(name string, flag int, perm fs.FileMode) (file, error) {
	if flag == os.O_RDONLY && strings.HasSuffix(name, entrySuffix) {
		o.reads++
	}
	return o.calls.openFile(name, flag, perm)
}

// A folder that was removed is made again.
func TestSaveMakesTheFolderAgain(t *testing.T) {
	f := folder(t, t.TempDir(), nil)
	if err := os.RemoveAll(filepath.Dir(f.dir)); err != nil {
		t.Fatal(err)
	}
	save(t, f, state.SavedWorkspace{Name: "w"})
	wantLines(t, names(t, f, ""), "w")
}
