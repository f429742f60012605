package automation_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl/automation"
	"github.com/epiviz/epivizgo/repl/line"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/state"
)

// news is what was told.
type news struct {
	mu    sync.Mutex
	texts []string
}

func (n *news) Notify(text string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.texts = append(n.texts, text)
}

func (n *news) all() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return strings.Join(n.texts, "\n")
}

// kept is a journal in memory.
type kept []string

func (k *kept) Append(line string) error     { *k = append(*k, line); return nil }
func (k *kept) Compact(lines []string) error { *k = slices.Clone(lines); return nil }
func (k *kept) Lines() int                   { return len(*k) }

// rest reads what follows on as it is.
func rest(name string) line.Rest {
	if name == "on" {
		return line.Command
	}
	return line.ByWord
}

// TestHub gives a hub events without a prompt: it prints, records, keeps, and runs a hook,
// whose output and error are told.
func TestHub(t *testing.T) {
	var told news
	hub := automation.New(automation.Prompt{
		Notify: told.Notify,
		Script: func(events []state.Event) []string { return automation.Lines(events, rest, strings.ToUpper) },
		RunHook: func(_ context.Context, h state.Hook, travel bool, out io.Writer) error {
			fmt.Fprintf(out, "hook %d: %s, travel %t\nno end", h.Number, h.Command, travel)
			return hint.Add(errors.New("it failed"), "try again")
		},
	})
	path := filepath.Join(t.TempDir(), "done.txt")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := hub.RecordTo(file); err != nil {
		t.Fatal(err)
	}
	var journal kept
	hub.SetJournal(&journal, nil)
	hub.SetPrinting(true)
	hub.Event(state.HookEvent(state.EventHooked, state.Hook{Number: 1, Event: "moved", Command: "where; charts"}))
	hub.SetQuiet(true)
	hub.Event(state.Event{Kind: state.EventThemed, Text: "dark"})
	hub.SetQuiet(false)
	hub.Event(state.Event{Kind: state.EventLoaded, Path: "a b.bed"})
	hub.Settle(t.Context())
	hub.Event(state.Event{Kind: state.EventMoved, Location: &protocol.Range{SeqName: "chr1", Start: 5, End: 7}, Travel: true})
	hub.Settle(t.Context())
	if hub.Recording() != path || hub.Changes() != 3 || !hub.Printing() {
		t.Errorf("recording to %q, %d changes, printing %t", hub.Recording(), hub.Changes(), hub.Printing())
	}
	if err := hub.Close(); err != nil {
		t.Error(err)
	}

	const wantTold = `event: added hook 1: on moved where; charts
event: loaded a b.bed
event: moved to chr1:5-7
hook 1: where; charts, travel true
no end
on moved where; charts: error: it failed
hint: try again`
	if got := told.all(); got != wantTold {
		t.Errorf("told\n%s\nwant\n%s", got, wantTold)
	}
	want := []string{"on --as 1 moved where; charts", `load "A B.BED"`, "navigate chr1 5 7"}
	if !slices.Equal(journal, want) {
		t.Errorf("kept %q, want %q", []string(journal), want)
	}
	want[0] = "# " + want[0]
	if got, err := os.ReadFile(path); string(got) != strings.Join(want, "\n")+"\n" {
		t.Errorf("recorded %q, %v, want %q", got, err, want)
	}
}

// TestEventNamed finds events in any case, and suggests.
func TestEventNamed(t *testing.T) {
	if e, err := automation.EventNamed("Moved"); err != nil || e.Kind != state.EventMoved {
		t.Errorf("Moved is %v, %v", e, err)
	}
	_, err := automation.EventNamed("mved")
	if err == nil || hint.Of(err) != "did you mean moved?" {
		t.Errorf("mved: %v, hint %q", err, hint.Of(err))
	}
}
