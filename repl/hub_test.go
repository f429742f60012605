package repl_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/repl/repltest"
)

// prompt is an environment whose session tells it of events.
func prompt(t *testing.T, s *repltest.Session) (*repl.Env, *repltest.Console) {
	t.Helper()
	c := &repltest.Console{}
	env := repl.NewEnv(s, repl.NewOutput(c))
	s.Event = env.Event
	t.Cleanup(func() {
		if err := env.Close(); err != nil {
			t.Error(err)
		}
	})
	return env, c
}

func script(t *testing.T, env *repl.Env, text string) {
	t.Helper()
	if err := env.Script(t.Context(), "test", strings.NewReader(text)); err != nil {
		t.Fatal(err)
	}
}

func byHand(kind protocol.EventKind) protocol.Event {
	return protocol.Event{Kind: kind, Browser: 1, Location: &protocol.Range{SeqName: "chr1", Start: 1, End: 2}}
}

// TestTriggers runs commands on events, with what they print line by line.
func TestTriggers(t *testing.T) {
	env, c := prompt(t, repltest.NewSession())
	script(t, env, "on moved echo at $here; on moved where --tsv\non selected echo $selection | cat")
	before := c.Transcript()
	script(t, env, "navigate chr1 5 7")
	env.Settle(t.Context())
	script(t, env, "select chr1:1-2 pyChr:3-4")
	env.Settle(t.Context())
	want := `chr1:5-7
at chr1:5-7
browser	chr	start	end
0	chr1	4	7
chr1:1-2
pyChr:3-4
chr1:1-2 pyChr:3-4
`
	got := strings.TrimPrefix(c.Transcript(), before)
	// The prompt's own line and the trigger's come in either order.
	if strings.Join(sorted(got), "\n") != strings.Join(sorted(want), "\n") {
		t.Errorf("printed\n%s\nwant\n%s", got, want)
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

// TestTriggersDoNotLoop has a command that makes its own event.
func TestTriggersDoNotLoop(t *testing.T) {
	s := repltest.NewSession()
	moves := 0
	var mu sync.Mutex
	s.Before = func(_ context.Context, method string) error {
		mu.Lock()
		defer mu.Unlock()
		if method == "Navigate" {
			moves++
		}
		return nil
	}
	env, _ := prompt(t, s)
	script(t, env, "on moved navigate chr1 1 10; navigate chr1 5 6")
	env.Settle(t.Context())
	if moves != 2 {
		t.Errorf("moved %d times, want twice: by the prompt and by the trigger", moves)
	}
}

// TestTriggersCoalesce holds a trigger up while a person goes on moving: what
// comes meanwhile is taken together, and an error is told.
func TestTriggersCoalesce(t *testing.T) {
	s := repltest.NewSession()
	entered, hold := make(chan struct{}), make(chan struct{})
	runs := 0
	s.Before = func(_ context.Context, method string) error {
		if method != "Redraw" {
			return nil
		}
		if runs++; runs == 1 {
			close(entered)
			<-hold
		}
		return errors.New("it cannot be redrawn")
	}
	env, c := prompt(t, s)
	script(t, env, "on moved redraw")
	s.Happen(byHand(protocol.EventMoved))
	<-entered
	for range 100 {
		s.Happen(byHand(protocol.EventMoved))
	}
	close(hold)
	env.Settle(t.Context())
	if runs != 2 {
		t.Errorf("the command ran %d times, want twice", runs)
	}
	if got, want := strings.Count(c.Transcript(), "on moved redraw: error: it cannot be redrawn\n"), 2; got != want {
		t.Errorf("told %d times, want %d:\n%s", got, want, c.Transcript())
	}
}

// TestOffStops takes back a trigger that is running.
func TestOffStops(t *testing.T) {
	s := repltest.NewSession()
	entered := make(chan struct{})
	s.Before = func(ctx context.Context, method string) error {
		if method == "Redraw" {
			close(entered)
			<-ctx.Done()
			return ctx.Err()
		}
		return nil
	}
	env, c := prompt(t, s)
	script(t, env, "on moved redraw; on moved quit")
	s.Happen(byHand(protocol.EventMoved))
	<-entered
	script(t, env, "off 1")
	env.Settle(t.Context())
	got := c.Transcript()
	if !strings.Contains(got, "on moved quit: error: a trigger cannot end the program\nhint: off 2 removes it\n") || strings.Contains(got, "redraw: error") {
		t.Errorf("printed\n%s", got)
	}
}

// TestCloseStops ends the program while a trigger runs.
func TestCloseStops(t *testing.T) {
	s := repltest.NewSession()
	entered := make(chan struct{})
	s.Before = func(ctx context.Context, method string) error {
		if method == "Redraw" {
			close(entered)
			<-ctx.Done()
			return ctx.Err()
		}
		return nil
	}
	env, _ := prompt(t, s)
	script(t, env, "on connected redraw")
	s.Happen(protocol.Event{Kind: protocol.EventConnected, Browser: 1})
	<-entered
	if err := env.Close(); err != nil {
		t.Error(err)
	}
}

// TestRecord writes what is done by prompt and by mouse, and does it again.
func TestRecord(t *testing.T) {
	t.Chdir(t.TempDir())
	s := repltest.NewSession()
	s.Files = map[string][]protocol.Measurement{"my peaks.bed": {repltest.Ranges("--peaks")}}
	env, c := prompt(t, s)
	script(t, env, `record "done.txt"
load "my peaks.bed"; addchart blockstrack -- --peaks; addchart linetrack py_column
set 2 title="a; \"b\" | $here" height=80; duplicate 2
order 3; select chr1:5-9 pyChr:1-1; removechart 1; where; charts`)
	// By mouse; the fake session is there already.
	s.Happen(protocol.Event{Kind: protocol.EventMoved, Browser: 1, Location: &protocol.Range{SeqName: "pyChr", Start: 0.7, End: 100000.2}})
	script(t, env, "select none; addseqinfos chrX 500; removeseqnames chr1; removemeasurements py_column; record off; removechart 3; addchart linetrack --as 3 py_column; set 3 height=80 'title=a; \"b\" | $here'; order 3")
	text, err := os.ReadFile("done.txt")
	if err != nil {
		t.Fatal(err)
	}
	abs, err := filepath.Abs("my peaks.bed")
	if err != nil {
		t.Fatal(err)
	}
	want := `load "` + abs + `"
addchart "Blocks Track" --as 1 -- --peaks
addchart "Line Track" --as 2 py_column
set 2 height=80 'title=a; "b" | $here'
addchart "Line Track" --as 3 py_column
set 3 height=80 'title=a; "b" | $here'
order 3 1 2
select chr1:5-9 pyChr:1-1
removechart 1
navigate pyChr 1 100000
select none
addseqinfos chrX 500
removeseqnames chr1
removemeasurements py_column
`
	if string(text) != want {
		t.Errorf("recorded\n%s\nwant\n%s", text, want)
	}

	// On a fresh start it gives the same.
	fresh := repltest.NewSession()
	fresh.Files = s.Files
	again, c2 := prompt(t, fresh)
	script(t, again, "source done.txt; session > fresh.txt")
	script(t, env, "session > was.txt")
	was, _ := os.ReadFile("was.txt")
	now, _ := os.ReadFile("fresh.txt")
	if string(was) != string(now) || len(was) == 0 {
		t.Errorf("a fresh start has\n%s\nwant\n%s\n%s%s", now, was, c.Transcript(), c2.Transcript())
	}
}

// TestSourceCircle has a script that runs itself.
func TestSourceCircle(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("a.txt", []byte("\nsource a.txt\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	env, _ := prompt(t, repltest.NewSession())
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

func (n *notes) text() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return strings.Join(n.lines, "\n")
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
	env, c := prompt(t, repltest.NewSession())
	j := &notes{}
	env.SetJournal(j, nil)
	script(t, env, "navigate chr1 1 2; where; echo x; plot py_column; on moved where")
	if got, want := strings.Join(j.lines, "\n"), "navigate chr1 1 2\naddchart \"Line Track\" --as 1 py_column"; got != want {
		t.Errorf("the journal has\n%s\nwant\n%s", got, want)
	}
	script(t, env, "off all"+strings.Repeat("; navigate chr1 5 6; navigate chr1 7 8", 500))
	if got, want := strings.Join(j.lines, "\n"), "addchart \"Line Track\" --as 1 py_column\nnavigate chr1 7 8"; len(j.lines) > 5 || !strings.HasSuffix(got, want) {
		t.Errorf("compacted, the journal has %d lines, %.200s; want few that end with\n%s", len(j.lines), got, want)
	}
	j.fails = errors.New("the disk is full")
	script(t, env, "navigate chr1 1 2; navigate chr1 1 3")
	if n := strings.Count(c.Transcript(), "changes are not kept any more, --resume will not have them: the disk is full\n"); n != 1 {
		t.Errorf("told %d times:\n%s", n, c.Transcript())
	}

	// What was kept is brought back, quietly; what fails is told and left out.
	fresh := repltest.NewSession()
	env, c = prompt(t, fresh)
	again := &notes{}
	env.SetJournal(again, nil)
	failures := env.Resume(t.Context(), []string{"navigate chr1 5 6", "# nothing", "load gone.bed", "plot py_column", "quit", "where > x", "navigate chr1 7 8 | cat"})
	var texts []string
	for _, err := range failures {
		texts = append(texts, err.Error())
	}
	want := []string{"line 3, load gone.bed: open gone.bed: no such file", "line 5, quit: quit is not a command that makes a state",
		"line 6, where > x: where > x is not a command that makes a state", "line 7, navigate chr1 7 8 | cat: navigate chr1 7 8 | cat is not a command that makes a state"}
	if strings.Join(texts, "\n") != strings.Join(want, "\n") {
		t.Errorf("failures\n%s\nwant\n%s", strings.Join(texts, "\n"), strings.Join(want, "\n"))
	}
	if c.Transcript() != "" || again.Lines() != 0 {
		t.Errorf("printed %q, kept %q", c.Transcript(), again.lines)
	}
	script(t, env, "where; charts")
	if got, want := c.Transcript(), "chr1:5-6\n #  TYPE        MEASUREMENTS\n 1  Line Track  py_column\n"; got != want {
		t.Errorf("brought back\n%s\nwant\n%s", got, want)
	}
}
