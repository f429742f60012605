package session

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/sessiontest"
	"github.com/epiviz/epivizgo/session/state"
	"github.com/epiviz/epivizgo/session/store"
)

// sharing are options with the prompt's export and import.
func sharing() Options {
	return Options{Script: repl.Script, Restore: func(ctx context.Context, s *Session, lines []string, path func(string) string,
		may func(state.State) error) (reply.Report, []error, error) {
		return repl.Restore(ctx, s, lines, path, may)
	}}
}

// openShared asks to open something and returns why it was refused, and the notes.
func openShared(t *testing.T, r *rig, page *sessiontest.Browser, action string, args map[string]any) (refused string, notes []string) {
	t.Helper()
	answer := ask[protocol.OpenedAnswer](t, r, page, action, args)
	if answer.ErrorMessage != nil {
		refused = *answer.ErrorMessage
	}
	return refused, answer.Notes
}

func wantAmong(t *testing.T, what string, list []string, part string) {
	t.Helper()
	if !strings.Contains(strings.Join(list, "\n"), part) {
		t.Errorf("%s: %q; want %q", what, list, part)
	}
}

// TestSessionFile saves the session as a page's file and opens it again, as export and import do.
func TestSessionFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a b.bed")
	if err := os.WriteFile(path, []byte(twoRows), 0o600); err != nil {
		t.Fatal(err)
	}
	inBubble(t, sharing(), func(t *testing.T, r *rig) {
		r.load(path)
		r.addChart("", "a_b")
		must(r.Set(r.ctx, 1, map[string]string{"title": "mine; \"yours\""}))(t)
		must(r.Hook(r.ctx, state.Hook{Event: "moved", Command: "where"}))(t)
		page := r.join(builtinPage)
		saved := ask[protocol.SessionAnswer](t, r, page, protocol.UserExportSession, nil)
		if !saved.Success || !strings.Contains(saved.Text, path) || strings.Contains(saved.Text, "moved") {
			t.Fatalf("saved %+v", saved)
		}
		wantAmong(t, "notes", saved.Notes, "hook")
		equal(t, "name", saved.Name, "session.epivizgo")

		must(r.RemoveChart(r.ctx, 1))(t)
		open := func(text string) (string, []string) {
			t.Helper()
			return openShared(t, r, page, protocol.UserImportSession, map[string]any{"name": "it.epivizgo", "text": text})
		}
		if refused, _ := open(saved.Text); refused != "" {
			t.Error(refused)
		}
		equal(t, "title", r.Charts()[0].Settings["title"], any(`mine; "yours"`))
		equal(t, "hooks", len(r.State().Hooks), 1)
		if told := r.told("browser 1 (built-in page) opened the session file it.epivizgo"); len(told) != 1 {
			t.Errorf("told %q", r.told(""))
		}
		// It is one step.
		did(t, r, page, protocol.UserUndo, nil)
		equal(t, "charts", len(r.Charts()), 0)

		// A relative path means the loaded file of its name, which is told.
		refused, notes := open(strings.ReplaceAll(saved.Text, path, "there/a b.bed"))
		if refused != "" || len(r.Charts()) != 1 {
			t.Errorf("refused %q, %d charts", refused, len(r.Charts()))
		}
		wantAmong(t, "notes", notes, "there/a b.bed of the session file is taken for "+path)

		// Of two files of a name none is guessed, and a name that a terminal would obey is none.
		did(t, r, page, protocol.UserUndo, nil)
		again := filepath.Join(dir, "again", "a b.bed")
		if err := errors.Join(os.Mkdir(filepath.Dir(again), 0o700), os.WriteFile(again, []byte(twoRows), 0o600)); err != nil {
			t.Fatal(err)
		}
		r.load(again)
		if refused, _ := open(strings.ReplaceAll(saved.Text, path, "there/a b.bed")); !strings.Contains(refused, "needs files that are not loaded") {
			t.Errorf("refused %q", refused)
		}
		must(r.Unload(r.ctx, again))(t)
		for _, name := range []string{"../it.epivizgo", "it\x1b[2J", "a\nb", ""} {
			if refused, _ := openShared(t, r, page, protocol.UserImportSession, map[string]any{"name": name, "text": saved.Text}); refused == "" {
				t.Errorf("a session file of the name %q is opened", name)
			}
		}

		// What is not loaded is not opened, and nothing changes.
		other := filepath.Join(dir, "other.bed")
		if err := os.WriteFile(other, []byte(twoRows), 0o600); err != nil {
			t.Fatal(err)
		}
		sizes := filepath.Join(dir, "own.sizes")
		if err := os.WriteFile(sizes, []byte("chr1\t1234\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		sheet := filepath.Join(dir, "sheet.tsv")
		if err := os.WriteFile(sheet, []byte("name\tsecret\na_b\tx\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		for text, want := range map[string]string{
			strings.ReplaceAll(saved.Text, path, other):                   "it.epivizgo needs files that are not loaded: " + other + "; at the prompt, import it.epivizgo",
			strings.Replace(saved.Text, "\n", "\ngenome "+sizes+"\n", 1):  "it.epivizgo needs the genome " + sizes + "; at the prompt",
			strings.Replace(saved.Text, "\n", "\nsamples "+sheet+"\n", 1): "it.epivizgo needs the sample sheet " + sheet + "; at the prompt",
			"chr1\t1\t2\n": "is no workspace",
			strings.TrimSuffix(saved.Text, "# end of the workspace\n"): "is cut off",
		} {
			before := r.State()
			refused, _ := open(text)
			if !strings.Contains(refused, want) {
				t.Errorf("refused %q, want %q", refused, want)
			}
			if !state.SameBut(before, r.State()) {
				t.Errorf("%s: the state has changed", want)
			}
		}
		if told := r.told("asks to open a session file: it.epivizgo needs files that are not loaded: " + other); len(told) != 1 {
			t.Errorf("told %q", r.told(""))
		}
		// Lines that make no state run nothing.
		ran := filepath.Join(dir, "ran")
		refused, notes = open("# epivizgo workspace 2 \"x\"\n!touch " + ran + "\non moved !touch " + ran + "\nsession > " + ran + "\n# end of the workspace\n")
		if _, err := os.Stat(ran); err == nil {
			t.Error("a command of the file ran")
		}
		if refused == "" {
			wantAmong(t, "notes", notes, "is not a command that makes a state")
		}
		if refused, _ := openShared(t, r, r.join(v4), protocol.UserImportSession, map[string]any{"name": "x", "text": saved.Text}); refused == "" {
			t.Error("a real page opened a session file")
		}
		if answer := ask[protocol.SessionAnswer](t, r, r.join(v5), protocol.UserExportSession, nil); answer.Success || answer.Text != "" {
			t.Error("a real page was given the session as a file")
		}
	})
}

// TestOpenCharts shows the charts of a link in place of those there are, and says what is missing.
func TestOpenCharts(t *testing.T) {
	inBubble(t, sharing(), func(t *testing.T, r *rig) {
		r.addTutorial()
		r.addChart("", "py_column")
		page := r.join(builtinPage)
		chart := func(typ string, settings map[string]string, ids ...string) map[string]any {
			return map[string]any{"type": typ, "measurements": ids, "settings": settings}
		}
		refused, notes := openShared(t, r, page, protocol.UserOpenCharts, map[string]any{"charts": []map[string]any{
			chart("LineTrack", map[string]string{"style": "area", "yMax": "12", "no": "1", "yMin": "NaN", "colors": "red"}, "py_column", "gone"),
			chart("StarTrack", nil, "py_column"), chart("BlocksTrack", nil, "away", "<b>"), chart("GenesTrack", nil, "py_column"),
			chart("Line Track", map[string]string{"colors": "url(x)"}, "py_column"),
		}})
		if refused != "" {
			t.Fatal(refused)
		}
		charts := r.Charts()
		equal(t, "charts", len(charts), 2)
		equal(t, "settings", charts[0].Settings, map[string]any{"style": "area", "yMax": 12.0})
		equal(t, "colours", charts[0].Colors, []string{"red"})
		equal(t, "handles", []int{charts[0].Handle, charts[1].Handle}, []int{2, 3})
		for _, want := range []string{
			`chart 1 of the link: there is no measurement "gone" here`, `chart 1 of the link: there is no setting "no" here`,
			`the setting "yMin" is left out`, `chart 2 of the link is left out: there is no chart type "StarTrack"`,
			`chart 3 of the link is left out: no measurement of it is here: "away", "<b>"`, `the setting "colors" is left out`,
		} {
			wantAmong(t, "notes", notes, want)
			wantAmong(t, "told", r.told(want), want)
		}
		r.settled(page)
		did(t, r, page, protocol.UserUndo, nil) // one step
		equal(t, "charts", len(r.Charts()), 1)
		refused, _ = openShared(t, r, page, protocol.UserOpenCharts, map[string]any{"charts": []map[string]any{chart("LineTrack", nil, "gone")}})
		if refused != "no chart of the link can be shown; the charts are as they were" || len(r.Charts()) != 1 {
			t.Errorf("refused %q, %d charts", refused, len(r.Charts()))
		}
		many := make([]map[string]any, mostLinked+1)
		for i := range many {
			many[i] = chart("LineTrack", nil, "py_column")
		}
		if refused, _ := openShared(t, r, page, protocol.UserOpenCharts, map[string]any{"charts": many}); !strings.Contains(refused, "at most 200") {
			t.Errorf("refused %q", refused)
		}
		r.noFaults(page)
	})
}

// TestFloodOfNewsOfAPage: of what a page opens and loads, one thing after the other, ten are told a minute.
func TestFloodOfNewsOfAPage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.bed")
	if err := os.WriteFile(path, []byte(twoRows), 0o600); err != nil {
		t.Fatal(err)
	}
	inBubble(t, sharing(), func(t *testing.T, r *rig) {
		r.load(path)
		page := r.join(builtinPage)
		saved := ask[protocol.SessionAnswer](t, r, page, protocol.UserExportSession, nil)
		for range 30 {
			refused, _ := openShared(t, r, page, protocol.UserImportSession, map[string]any{"name": "it.epivizgo", "text": saved.Text})
			equal(t, "refused", refused, "")
		}
		if told := r.told("opened the session file"); len(told) != 10 {
			t.Errorf("told %d times", len(told))
		}
	})
	dropRig(t, store.DefaultUploadLimits, func(t *testing.T, r *rig, _ string) {
		page := r.join(builtinPage)
		for range 15 {
			dropped(t, r, page, "peaks.bed", twoRows)
		}
		if told := r.told("loaded peaks.bed"); len(told) != 10 {
			t.Errorf("told %d times", len(told))
		}
	})
}
