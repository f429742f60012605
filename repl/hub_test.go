package repl_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl/repltest"
	"github.com/epiviz/epivizgo/session"
	"github.com/epiviz/epivizgo/session/sessiontest"
	"github.com/epiviz/epivizgo/session/state"
)

// prompt returns a prompt with a built-in page, on which nothing is typed.
func prompt(t *testing.T) (*repltest.Prompt, *repltest.Console) {
	t.Helper()
	c := &repltest.Console{}
	return repltest.Start(t, repltest.Setup{Console: c}), c
}

// watched is a prompt with the events of a kind that it has heard of.
type watched struct {
	*repltest.Prompt
	console *repltest.Console
	events  chan state.Event
}

func watch(t *testing.T, kind state.Kind) *watched {
	t.Helper()
	w := &watched{console: &repltest.Console{}, events: make(chan state.Event, 1000)}
	opt := session.Options{Event: func(e state.Event) {
		if e.Kind == kind {
			w.events <- e
		}
	}}
	w.Prompt = repltest.Start(t, repltest.Setup{Console: w.console, Session: opt})
	return w
}

// move moves the page, as a person does, and waits until the prompt has heard of it.
func (w *watched) move(seq string, start, end float64) {
	w.Pages[0].Move(seq, start, end)
	for e := range w.events {
		if e.Browser != 0 {
			return
		}
	}
}

// pushed waits until the page has been pushed an action so many times.
func pushed(t *testing.T, page *sessiontest.Browser, action string, times int) {
	t.Helper()
	if _, err := page.Await(t.Context(), func(p sessiontest.Page) bool { return len(p.Pushed(action)) == times }); err != nil {
		t.Fatal(err)
	}
}

// TestHooks runs commands on events, with what they print line by line.
func TestHooks(t *testing.T) {
	p, c := prompt(t)
	env := p.Env
	script(t, env, "on moved echo at $here; on moved seqinfos --tsv\non selected echo $selection | cat")
	before := c.Transcript()
	script(t, env, "navigate chr1 5 7")
	env.Settle(t.Context())
	script(t, env, "select chr1:1-2 pyChr:3-4")
	env.Settle(t.Context())
	want := `chr1:5-7
at chr1:5-7
sequence	length
chr1	248956422
pyChr	1000000000
chr1:1-2
pyChr:3-4
chr1:1-2 pyChr:3-4
`
	got := strings.TrimPrefix(c.Transcript(), before)
	// The prompt's own line and the hook's come in either order.
	if strings.Join(sorted(got), "\n") != strings.Join(sorted(want), "\n") {
		t.Errorf("printed\n%s\nwant\n%s", got, want)
	}
}

// TestHooksOnFiles runs commands when a file is loaded, watched, read again, and cannot be read.
func TestHooksOnFiles(t *testing.T) {
	repltest.Folder(t, map[string]string{"a.bed": "chr1\t1\t2\n"})
	p, c := prompt(t)
	for _, event := range []string{"loaded", "watched", "reloaded", "failed"} {
		script(t, p.Env, "on "+event+" echo it has "+event)
	}
	for _, of := range []struct{ command, event string }{
		{"load a.bed", "loaded"}, {"watch a", "watched"}, {"reload a", "reloaded"}, {"load nothing.bed", "failed"},
	} {
		before := c.Transcript()
		_ = p.Env.Script(t.Context(), "x", strings.NewReader(of.command)) // the last fails
		p.Env.Settle(t.Context())
		if got := strings.TrimPrefix(c.Transcript(), before); strings.Count(got, "it has") != 1 || !strings.Contains(got, "it has "+of.event+"\n") {
			t.Errorf("%s: printed\n%s\nwant what the hook on %s prints", of.command, got, of.event)
		}
	}
}

func sorted(text string) []string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		for j := i; j > 0 && lines[j] < lines[j-1]; j-- {
			lines[j], lines[j-1] = lines[j-1], lines[j]
		}
	}
	return lines
}

// TestHooksDoNotLoop has a command that makes its own event.
func TestHooksDoNotLoop(t *testing.T) {
	w := watch(t, state.EventMoved)
	script(t, w.Env, "on moved navigate chr1 1 10; navigate chr1 5 6")
	w.Env.Settle(t.Context())
	if moves := len(w.events); moves != 2 {
		t.Errorf("moved %d times, want twice: by the prompt and by the hook", moves)
	}
}

// TestHooksCoalesce blocks a hook while a person keeps moving: the events that come
// meanwhile are merged, and an error is reported.
func TestHooksCoalesce(t *testing.T) {
	w := watch(t, state.EventMoved)
	page := w.Pages[0]
	page.Refuse(protocol.Redraw, "it is asleep")
	release := page.Hold(protocol.Redraw)
	script(t, w.Env, "on moved redraw")
	w.move("chr1", 1, 2)
	pushed(t, page, protocol.Redraw, 1)
	for i := range 100 {
		w.move("chr1", 1, float64(i+2))
	}
	release()
	w.Env.Settle(t.Context())
	if runs := len(page.Page().Pushed(protocol.Redraw)); runs != 2 {
		t.Errorf("the command ran %d times, want twice", runs)
	}
	const told = "on moved redraw: error: browser 1 (built-in page): the page refused redraw: it is asleep\n"
	if got, want := strings.Count(w.console.Transcript(), told), 2; got != want {
		t.Errorf("told %d times, want %d:\n%s", got, want, w.console.Transcript())
	}
}

// TestStepsBesideAHook types lines while a hook runs: each is a step of its own.
func TestStepsBesideAHook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, c := prompt(t)
		script(t, p.Env, "on moved sleep 1m; navigate chr1 5 6")
		synctest.Wait()
		script(t, p.Env, "theme dark\nplot py_column\nundo")
		if got := c.Transcript(); !strings.HasSuffix(got, "\nundone: addchart \"Line Track\" --as 1 py_column\n") {
			t.Errorf("printed\n%s", got)
		}
		p.Env.Settle(t.Context())
	})
}

// TestHooksHearWhatComesMeanwhile types a command while a hook runs: it fires hooks, and
// what the hook does fires none. history says what a hook did.
func TestHooksHearWhatComesMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, c := prompt(t)
		script(t, p.Env, "on moved source slow.txt; on added echo heard; on themed echo heard too")
		repltest.Folder(t, map[string]string{"slow.txt": "sleep 1m\ntheme dark\n"})
		script(t, p.Env, "navigate chr1 5 6")
		synctest.Wait()
		script(t, p.Env, "addchart linetrack py_column")
		p.Env.Settle(t.Context())
		script(t, p.Env, "history --json")
		got := c.Transcript()
		if strings.Count(got, "\nheard\n") != 1 || strings.Contains(got, "\nheard too\n") {
			t.Errorf("printed\n%s", got)
		}
		if n := strings.Count(got, `"hook":true,"change":["theme dark"]`); n != 1 {
			t.Errorf("%d changes by hooks in\n%s", n, got)
		}
	})
}

// TestOffStops removes a hook that is running.
func TestOffStops(t *testing.T) {
	p, c := prompt(t)
	p.Pages[0].Mute(protocol.Redraw)
	script(t, p.Env, "on moved redraw; on moved quit")
	p.Pages[0].Move("chr1", 1, 2)
	pushed(t, p.Pages[0], protocol.Redraw, 1)
	script(t, p.Env, "off 1")
	p.Env.Settle(t.Context())
	got := c.Transcript()
	if !strings.Contains(got, "on moved quit: error: a hook cannot end the program\nhint: off 2 removes it\n") || strings.Contains(got, "redraw: error") {
		t.Errorf("printed\n%s", got)
	}
}

// TestOffBeforeItsTurn removes a hook that is due behind one that runs: one that has the
// session's turn, for which off waits, and one that has not.
func TestOffBeforeItsTurn(t *testing.T) {
	for _, first := range []string{"redraw", "sleep 1s"} {
		synctest.Test(t, func(t *testing.T) {
			p, c := prompt(t)
			release := p.Pages[0].Hold(protocol.Redraw)
			script(t, p.Env, "on moved "+first+"; on moved echo late")
			p.Pages[0].Move("chr1", 1, 2)
			synctest.Wait() // the first hook runs
			off := make(chan error, 1)
			go func() { off <- p.Env.Script(t.Context(), "x", strings.NewReader("off 2")) }()
			synctest.Wait()
			release()
			if err := <-off; err != nil {
				t.Error(err)
			}
			p.Env.Settle(t.Context())
			if got := c.Transcript(); strings.Contains(got, "\nlate\n") {
				t.Errorf("behind %s the removed hook ran:\n%s", first, got)
			}
		})
	}
}

// TestCloseStops ends the program while a hook runs.
func TestCloseStops(t *testing.T) {
	p, _ := prompt(t)
	p.Pages[0].Mute(protocol.Redraw)
	script(t, p.Env, "on connected redraw")
	if err := p.Connect(t.Context(), protocol.BuiltinVersion); err != nil {
		t.Fatal(err)
	}
	pushed(t, p.Pages[0], protocol.Redraw, 1)
	if err := p.Env.Close(); err != nil {
		t.Error(err)
	}
}

// TestRecord writes what is done by prompt and by mouse, and does it again.
func TestRecord(t *testing.T) {
	repltest.Folder(t, map[string]string{"my peaks.bed": "chr1\t1\t2\n"})
	w := watch(t, state.EventMoved)
	env := w.Env
	script(t, env, `record "done.txt"
load "my peaks.bed" --as=--peaks; addchart blockstrack -- --peaks; addchart linetrack py_column
on disconnected addchart linetrack py_column; off 1
set 2 title="a; \"b\" | $here" height=80; duplicate 2
order 3; select chr1:5-9 pyChr:1-1; removechart 1; where; charts`)
	w.move("pyChr", 0.7, 100000.2)
	script(t, env, `select none; addseqinfos chrX 500; removeseqnames chr1; removemeasurements py_column; record off
removechart 3; addchart linetrack --as 3 py_column; set 3 height=80 'title=a; "b" | $here'; order 3`)
	text, err := os.ReadFile("done.txt")
	if err != nil {
		t.Fatal(err)
	}
	abs, err := filepath.Abs("my peaks.bed")
	if err != nil {
		t.Fatal(err)
	}
	want := `load "` + abs + `" --as --peaks
addchart "Blocks Track" --as 1 -- --peaks
addchart "Line Track" --as 2 py_column
# on --as 1 disconnected addchart linetrack py_column
# off 1
set 2 height=80 'title=a; "b" | $here'
addchart "Line Track" --as 3 py_column
set 3 height=80 'title=a; "b" | $here'
order 3 1 2
select chr1:5-9 pyChr:1-1
removechart 1
navigate pyChr 1 100001
select none
addseqinfos chrX 500
removeseqnames chr1
removemeasurements py_column
`
	if string(text) != want {
		t.Errorf("recorded\n%s\nwant\n%s", text, want)
	}

	// On a fresh start it gives the same.
	again, c2 := prompt(t)
	script(t, again.Env, "source done.txt; session > fresh.txt")
	script(t, env, "session > was.txt")
	was, _ := os.ReadFile("was.txt")
	now, _ := os.ReadFile("fresh.txt")
	if string(was) != string(now) || len(was) == 0 {
		t.Errorf("a fresh start has\n%s\nwant\n%s\n%s%s", now, was, w.console.Transcript(), c2.Transcript())
	}
}

// TestHooksComeBack resumes hooks, of whatever text: nothing runs meanwhile, they run
// afterwards, and numbers are not used again.
func TestHooksComeBack(t *testing.T) {
	p, _ := prompt(t)
	journal := &notes{}
	p.Env.SetJournal(journal, nil)
	long := strings.Repeat("漢'", 10_000)
	script(t, p.Env, `on moved echo at $here '; "it"' \; \# {"a; b": 1} | cat
on added echo added; on themed where
plot py_column; navigate chr1 5 7
on disconnected echo `+long+`
off 3; on loaded where; off 5`)
	was := p.Session.State().Hooks
	lines := strings.Split(journal.text(), "\n")

	again, c := prompt(t)
	again.Env.SetJournal(&notes{}, nil)
	told, failures, err := again.Env.Resume(t.Context(), append(lines, "on --as 7 nosuch where", "on --as 8 moved frob"))
	if err != nil || !slices.Equal(told, []string{"3 hooks will run again; on lists them"}) {
		t.Errorf("notes %q, %v", told, err)
	}
	if n := len(failures); n != 2 || !strings.HasSuffix(failures[0].Error(), `there is no event "nosuch"`) ||
		!strings.HasSuffix(failures[1].Error(), `there is no command "frob"`) {
		t.Errorf("failures %v", failures)
	}
	again.Env.Settle(t.Context())
	if got := again.Session.State().Hooks; !slices.Equal(got, was) || c.Transcript() != "" {
		t.Errorf("hooks %.1000v, printed %q", got, c.Transcript())
	}
	t.Chdir(t.TempDir())
	script(t, again.Env, "navigate chr1 8 9 > trash")
	again.Env.Settle(t.Context())
	script(t, again.Env, "off 1; on themed echo x")
	const want = `at chr1:8-9 ; "it" ; # {"a; b": 1}`
	if got := c.Transcript(); !strings.Contains(got, want) || !strings.Contains(got, "6: on themed echo x\n") || strings.Contains(got, "added") {
		t.Errorf("printed\n%s", got)
	}
}

// TestHooksAndUndo undoes what a hook changes again at once: undo leads further back all
// the same, and redo to the front.
func TestHooksAndUndo(t *testing.T) {
	p, c := prompt(t)
	do := func(line string) {
		t.Helper()
		script(t, p.Env, line)
		p.Env.Settle(t.Context())
	}
	height := func() any { return p.Session.Charts()[0].Settings["height"] }
	do("plot py_column")
	do("on changed set 1 height=100")
	do("set 1 height=50")
	do("set 1 height=60")
	for range 4 { // what was typed, and what the hook did
		do("undo")
		if height() != 100.0 {
			t.Errorf("the height is %v", height())
		}
	}
	for range 4 {
		do("redo")
	}
	do("undo 5")
	if st := p.Session.State(); len(st.Hooks) > 0 || len(st.Charts) != 1 || height() != nil {
		t.Errorf("undone, there is %+v\n%s", st, c.Transcript())
	}
	do("redo")
	if st := p.Session.State(); len(st.Hooks) != 1 || st.Hooks[0].Number != 1 {
		t.Errorf("done again, hooks %v", st.Hooks)
	}
	// Undo of off brings it back, and it runs.
	do("off 1; echo off")
	do("undo")
	do("set 1 height=70")
	if height() != 100.0 {
		t.Errorf("the height is %v", height())
	}
}

// TestHookRemovesItself has hooks that remove themselves: what they do is done to its end.
func TestHookRemovesItself(t *testing.T) {
	repltest.Folder(t, map[string]string{
		"once.txt":  "off 1\nsleep 1ms\necho done\n",
		"whole.txt": "unload all\nload tutorial:\naddchart linetrack --as 1 py_column\n",
	})
	p, c := prompt(t)
	script(t, p.Env, "on moved source once.txt; on selected source whole.txt; navigate chr1 5 6")
	p.Env.Settle(t.Context())
	script(t, p.Env, "select chr1:5-6; select chr1:5-6")
	p.Env.Settle(t.Context())
	if st := p.Session.State(); len(st.Hooks) > 0 || len(p.Pages[0].Page().Charts) != 1 {
		t.Errorf("hooks %v, the page has %d charts", st.Hooks, len(p.Pages[0].Page().Charts))
	}
	for _, want := range []string{"done\n", "removed 1 hook that the file lacks; undo brings back the state before\n"} {
		if got := c.Transcript(); strings.Count(got, want) != 1 {
			t.Errorf("printed\n%s\nwant %q", got, want)
		}
	}
}

// TestSourceCircle has a script that runs itself.
func TestSourceCircle(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("a.txt", []byte("\nsource a.txt\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p, _ := prompt(t)
	env := p.Env
	err := env.Script(t.Context(), "x", strings.NewReader("source a.txt"))
	if err == nil || !strings.HasPrefix(err.Error(), "x:1: source a.txt: error: a.txt:2: source a.txt: error: ") || !strings.Contains(err.Error(), "is there a circle?") {
		t.Error(err)
	}
}

// notes is a journal in memory, on a disk that may be full.
type notes struct {
	mu        sync.Mutex
	lines     []string
	fails     error
	compacted chan struct{} // takes a token when lines were replaced, if there is room
}

func (n *notes) fail(err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.fails = err
}

// text returns the commands that are kept, without the marks of the history.
func (n *notes) text() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	commands := slices.DeleteFunc(slices.Clone(n.lines), func(line string) bool { return strings.HasPrefix(line, "#") })
	return strings.Join(commands, "\n")
}

func (n *notes) Append(line string) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.fails == nil {
		n.lines = append(n.lines, line)
	}
	return n.fails
}

func (n *notes) Compact(lines []string) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.fails != nil {
		return n.fails
	}
	n.lines = append([]string(nil), lines...)
	select {
	case n.compacted <- struct{}{}:
	default:
	}
	return nil
}

func (n *notes) Lines() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return len(n.lines)
}

// TestJournal keeps each change before its command ends, and the present state
// once there are many.
func TestJournal(t *testing.T) {
	p, c := prompt(t)
	env := p.Env
	j := &notes{}
	env.SetJournal(j, nil)
	script(t, env, "navigate chr1 1 2; where; echo x; plot py_column; on moved where")
	if got, want := j.text(), "navigate chr1 1 2\naddchart \"Line Track\" --as 1 py_column\non --as 1 moved where"; got != want {
		t.Errorf("the journal has\n%s\nwant\n%s", got, want)
	}
	script(t, env, "off all"+strings.Repeat("; navigate chr1 5 6; navigate chr1 7 8", 500))
	if got, want := j.text(), "addchart \"Line Track\" --as 1 py_column\nnavigate chr1 7 8"; len(j.lines) > 13 || !strings.HasPrefix(got, "load tutorial:\naddchart") {
		t.Errorf("compacted, the journal has %d lines, %.200s; want few that end with\n%s", len(j.lines), got, want)
	}
	j.fails = errors.New("the disk is full")
	script(t, env, "navigate chr1 1 2; navigate chr1 1 3")
	if n := strings.Count(c.Transcript(), "changes are not kept any more, --resume will not have them: the disk is full\n"); n != 1 {
		t.Errorf("told %d times:\n%s", n, c.Transcript())
	}

	// What was kept is brought back, quietly; what fails is told and left out.
	p, c = prompt(t)
	env = p.Env
	again := &notes{}
	env.SetJournal(again, nil)
	notes, failures, _ := env.Resume(t.Context(), []string{"navigate chr1 5 6", "# nothing", "load gone.bed", `addchart "Line Track" --as 1 py_column`, "quit", "where > x", "navigate chr1 7 8 | cat"})
	var texts []string
	for _, err := range failures {
		texts = append(texts, err.Error())
	}
	want := []string{"line 5, quit: quit is not a command that makes a state",
		"line 6, where > x: where > x is not a command that makes a state", "line 7, navigate chr1 7 8 | cat: navigate chr1 7 8 | cat is not a command that makes a state"}
	if strings.Join(texts, "\n") != strings.Join(want, "\n") {
		t.Errorf("failures\n%s\nwant\n%s", strings.Join(texts, "\n"), strings.Join(want, "\n"))
	}
	wantNotes := []string{"gone.bed: there is no such file; its charts wait for it"}
	if !slices.Equal(notes, wantNotes) {
		t.Errorf("notes %q, want %q", notes, wantNotes)
	}
	if c.Transcript() != "" || again.Lines() != 0 {
		t.Errorf("printed %q, kept %q", c.Transcript(), again.lines)
	}
	script(t, env, "where; charts")
	if got, want := c.Transcript(), "chr1:5-6\n #  TYPE        MEASUREMENTS\n 1  Line Track  py_column\n"; got != want {
		t.Errorf("brought back\n%s\nwant\n%s", got, want)
	}
}
