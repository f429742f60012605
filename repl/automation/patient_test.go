package automation

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/epiviz/epivizgo/session/state"
)

// stalled is a journal in a folder that may not answer.
type stalled struct {
	mu    sync.Mutex // held by a call that has not returned
	lines []string
	wait  chan struct{} // nil if it answers
}

func (s *stalled) Append(line string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.wait != nil {
		<-s.wait
	}
	s.lines = append(s.lines, line)
	return nil
}

func (s *stalled) Compact(lines []string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.wait != nil {
		<-s.wait
	}
	s.lines = slices.Clone(lines)
	return nil
}

func (s *stalled) Lines() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.lines)
}

// A journal that does not answer holds changes back once, for a moment, and has the whole state once it answers.
func TestJournalThatDoesNotAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var told []string
		h := New(Prompt{
			Notify: func(s string) { mu.Lock(); told = append(told, s); mu.Unlock() },
			Script: func(events []state.Event) (lines []string) {
				for _, e := range events {
					lines = append(lines, string(e.Kind))
				}
				return lines
			},
			Kept: func() (state.State, state.History) { return state.State{Theme: "dark"}, state.History{} },
			WithKept: func(_ context.Context, do func(state.State, state.History)) error {
				do(state.State{Theme: "dark"}, state.History{})
				return nil
			},
		})
		defer h.Close()
		j := &stalled{}
		h.SetJournal(j, nil)
		h.Event(state.Event{Kind: state.EventMoved})
		j.wait = make(chan struct{})
		for i, most := range []time.Duration{patience, 0, 0} {
			began := time.Now()
			h.Event(state.Event{Kind: state.EventMoved})
			if took := time.Since(began); took > most {
				t.Errorf("change %d waited %v, want %v at most", i, took, most)
			}
			h.CompactIfDue(t.Context())
		}
		want := "changes are not kept any more, --resume will not have them: the journal could not be written: the file has not answered for 1s"
		mu.Lock()
		if len(told) != 1 || told[0] != want {
			t.Errorf("told %q, want %q", told, want)
		}
		mu.Unlock()
		close(j.wait)
		time.Sleep(2 * mendPause)
		mu.Lock()
		defer mu.Unlock()
		if len(told) != 2 || !strings.Contains(told[1], "kept again") {
			t.Errorf("told %q", told)
		}
		if got := j.Lines(); got == 0 || h.keeping.hole != nil {
			t.Errorf("the journal has %d lines, %v", got, h.keeping.hole)
		}
	})
}

// A recording that does not answer ends, and is told; what is recorded next goes elsewhere.
func TestRecordingThatDoesNotAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told []string
		h := New(Prompt{Notify: func(s string) { told = append(told, s) }})
		f := &stalledFile{make(chan struct{}), make(chan struct{})}
		h.record = &recording{f, newPatient()}
		for range 3 {
			h.recordLine("where")
		}
		if len(told) != 1 || !strings.Contains(told[0], "far.epi cannot be written; nothing more is recorded: the file has not answered") {
			t.Errorf("told %q", told)
		}
		if h.Recording() != "" {
			t.Errorf("%s is recorded to", h.Recording())
		}
		if err := h.Close(); err == nil || !strings.Contains(err.Error(), "not all was recorded") {
			t.Errorf("the end: %v", err)
		}
		close(f.answers)
		<-f.closed
	})
}

// stalledFile is a file that does not answer until a channel is closed.
type stalledFile struct{ answers, closed chan struct{} }

func (f *stalledFile) Write(p []byte) (int, error) { <-f.answers; return len(p), nil }
func (f *stalledFile) Close() error                { <-f.answers; close(f.closed); return nil }
func (f *stalledFile) Name() string                { return "far.epi" }
