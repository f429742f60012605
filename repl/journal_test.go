package repl_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/repl/repltest"
	"github.com/epiviz/epivizgo/session/sessiontest"
	"github.com/epiviz/epivizgo/session/state"
)

const (
	notKept   = "changes are not kept any more, --resume will not have them: the disk is full\n"
	keptAgain = "changes are kept again: the journal has the whole state\n"
)

var errFull = errors.New("the disk is full")

// told counts what was told about the journal.
func told(c *repltest.Console) [2]int {
	return [2]int{strings.Count(c.Transcript(), notKept), strings.Count(c.Transcript(), keptAgain)}
}

// compacted returns the commands of a compacted journal.
func compacted(p *repltest.Prompt) string {
	var events []state.Event
	st, history := p.Session.Kept()
	history.Journal(st, state.MaxSteps, func(state.Mark) {}, func(e state.Event) { events = append(events, e) })
	return strings.Join(repl.Script(events, nil), "\n")
}

// TestJournalWithAHole has writes fail for a while. Nothing is appended behind a
// line that is missing; the whole state is written as soon as it can be, and both
// are told each time.
func TestJournalWithAHole(t *testing.T) {
	p, c := prompt(t)
	env := p.Env
	j := &notes{}
	env.SetJournal(j, nil)
	script(t, env, "navigate chr1 1 2")
	const chart, place = "load tutorial:\naddchart \"Line Track\" --as 1 py_column", "\nnavigate chr1 5 6"
	for round, want := range []string{chart + place, chart + "\nselect chr1:1-2" + place} {
		before := j.text()
		j.fail(errFull)
		script(t, env, []string{"plot py_column; navigate chr1 3 4", "select chr1:1-2; where"}[round])
		if got := told(c); got != [2]int{round + 1, round} || j.text() != before {
			t.Errorf("round %d: told %v, the journal has\n%s\nwant\n%s", round, got, j.text(), before)
		}
		j.fail(nil)
		script(t, env, "navigate chr1 5 6")
		// The whole state may also have been written right before the command.
		early := strings.Replace(want, "chr1 5 6", []string{"chr1 3 4", "chr1 5 6"}[round], 1) + "\nnavigate chr1 5 6"
		if got := told(c); got != [2]int{round + 1, round + 1} || j.text() != want && j.text() != early {
			t.Errorf("round %d: told %v, the journal has\n%s\nwant\n%s", round, got, j.text(), want)
		}
	}
	// The journal continues as before.
	before := j.text()
	script(t, env, "navigate chr1 7 8")
	if got, want := j.text(), before+"\nnavigate chr1 7 8"; got != want {
		t.Errorf("the journal has\n%s\nwant\n%s", got, want)
	}
	if got := told(c); got != [2]int{2, 2} {
		t.Errorf("told %v", got)
	}
}

// TestJournalMendedByEvents has no command come after the failure, but what a
// person does in a page.
func TestJournalMendedByEvents(t *testing.T) {
	for name, do := range map[string]func(page *sessiontest.Browser) error{
		"a change": func(page *sessiontest.Browser) error { page.Move("chr1", 1, 2); return nil },
		"another event": func(page *sessiontest.Browser) error {
			_, err := page.Ask(t.Context(), protocol.Search, map[string]any{"q": "x", "maxResults": 1})
			return err
		},
		"a disconnected": func(page *sessiontest.Browser) error { page.Disconnect(); return nil },
	} {
		t.Run(name, func(t *testing.T) {
			w := watch(t, state.EventMoved)
			j := &notes{compacted: make(chan struct{}, 1)}
			w.Env.SetJournal(j, nil)
			script(t, w.Env, "plot py_column")
			j.fail(errFull)
			w.move("chr1", 1, 2)
			j.fail(nil)
			if err := do(w.Pages[0]); err != nil {
				t.Fatal(err)
			}
			<-j.compacted
			w.Env.EndJournal()
			if got := told(w.console); got != [2]int{1, 1} {
				t.Errorf("told %v:\n%s", got, w.console.Transcript())
			}
			if want := compacted(w.Prompt); j.text() != want && !strings.HasPrefix(j.text(), want+"\n") {
				t.Errorf("the journal has\n%s\nwant\n%s", j.text(), want)
			}
		})
	}
}

// TestJournalAtTheEnd tries once more before the journal is closed, also when
// the session has been stopped.
func TestJournalAtTheEnd(t *testing.T) {
	for _, full := range []bool{false, true} {
		p, c := prompt(t)
		env := p.Env
		j := &notes{}
		env.SetJournal(j, nil)
		j.fail(errFull)
		script(t, env, "plot py_column")
		if err := p.Session.Close(); err != nil {
			t.Fatal(err)
		}
		if !full {
			j.fail(nil)
		}
		env.EndJournal()
		env.EndJournal()
		const atEnd = "the last changes were not kept, --resume will not have them: the disk is full\n"
		wantTold, wantText, wantEnd := [2]int{1, 1}, compacted(p), 0
		if full {
			wantTold, wantText, wantEnd = [2]int{1, 0}, "", 1
		}
		if got := told(c); got != wantTold || j.text() != wantText || strings.Count(c.Transcript(), atEnd) != wantEnd {
			t.Errorf("full %v: the journal has %q, want %q; told\n%s", full, j.text(), wantText, c.Transcript())
		}
		env.Event(state.Event{Kind: state.EventThemed, Text: "dark"})
		if j.text() != wantText {
			t.Errorf("full %v: the journal was written after its end: %q", full, j.text())
		}
	}
}

// TestJournalOfALineThatIsRefused has a line that can never be kept: the state
// without it is kept once it can be written.
func TestJournalOfALineThatIsRefused(t *testing.T) {
	p, c := prompt(t)
	env := p.Env
	j := &notes{}
	env.SetJournal(picky{j, "--as 1"}, nil)
	script(t, env, "plot py_column; navigate chr1 1 2")
	if j.text() != "" || !strings.Contains(c.Transcript(), "not have them: refused") {
		t.Errorf("the journal has %q; told\n%s", j.text(), c.Transcript())
	}
	script(t, env, "removechart 1; navigate chr1 3 4")
	if want := "load tutorial:\nnavigate chr1 1 2\nnavigate chr1 3 4"; j.text() != want || !strings.Contains(c.Transcript(), keptAgain) {
		t.Errorf("the journal has %q, want %q; told\n%s", j.text(), want, c.Transcript())
	}
}

type picky struct {
	*notes
	part string
}

func (r picky) Append(line string) error {
	if strings.Contains(line, r.part) {
		return errors.New("refused")
	}
	return r.notes.Append(line)
}

func (r picky) Compact(lines []string) error {
	if strings.Contains(strings.Join(lines, "\n"), r.part) {
		return errors.New("refused")
	}
	return r.notes.Compact(lines)
}

// overtaken is a session in which a person moves between the snapshot and what
// is done with it.
type overtaken struct {
	repl.Session
	between func()
}

func (o *overtaken) WithKept(ctx context.Context, do func(state.State, state.History)) error {
	return o.Session.WithKept(ctx, func(st state.State, h state.History) {
		if between := o.between; between != nil {
			o.between = nil
			between()
		}
		do(st, h)
	})
}

// TestCompactedWhileMoving loses no move that comes while the journal is written.
func TestCompactedWhileMoving(t *testing.T) {
	w := watch(t, state.EventMoved)
	j := &notes{}
	w.Env.SetJournal(j, nil)
	script(t, w.Env, "navigate chr1 1 2")
	w.Env.Session = &overtaken{w.Session, func() { w.move("chr1", 5, 6) }}
	w.Env.CompactJournal(t.Context())
	if want := "load tutorial:\nnavigate chr1 5 6"; j.text() != want {
		t.Errorf("the journal has\n%s\nwant\n%s", j.text(), want)
	}
}

// TestJournalMendedByTime has nothing happen after the failure: the journal is tried
// again all the same.
func TestJournalMendedByTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, c := prompt(t)
		env := p.Env
		j := &notes{}
		env.SetJournal(j, nil)
		j.fail(errFull)
		script(t, env, "plot py_column")
		time.Sleep(time.Minute)
		if got := told(c); got != [2]int{1, 0} {
			t.Errorf("while the disk is full: told %v", got)
		}
		j.fail(nil)
		time.Sleep(time.Minute)
		synctest.Wait()
		if got := told(c); got != [2]int{1, 1} || !strings.Contains(j.text(), "addchart") {
			t.Errorf("told %v, the journal has %q", got, j.text())
		}
	})
}

// TestJournalBegunLate is given a journal that lacks what was done before: the whole
// state is written once it can be, and only that is told.
func TestJournalBegunLate(t *testing.T) {
	p, c := prompt(t)
	env := p.Env
	script(t, env, "plot py_column")
	j := &notes{}
	env.SetJournal(j, errFull)
	script(t, env, "navigate chr1 1 2")
	if got := told(c); got != [2]int{0, 1} || j.text() != "load tutorial:\naddchart \"Line Track\" --as 1 py_column\nnavigate chr1 1 2" {
		t.Errorf("told %v, the journal has %q", got, j.text())
	}
}
