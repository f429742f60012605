package state

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"
)

// replayed restores a state and history from the events and marks of Journal, as lines do.
func replayed(t *testing.T, h *History, now State, most int) *Replay {
	t.Helper()
	r := &Replay{}
	h.Journal(now, most, func(m Mark) {
		again, ok := ParseMark(m.String())
		if !ok || again.Browser != m.Browser || again.Undone != m.Undone || !again.At.Equal(m.At) {
			t.Fatalf("%q is read as %+v, %v", m, again, ok)
		}
		r.Mark(again)
	}, func(e Event) {
		for _, words := range Commands(e) {
			events, err := r.Read(words)
			for _, e := range events {
				if failed := r.Merge(e); failed != nil {
					err = failed
				}
			}
			if err != nil {
				t.Fatalf("%q: %v", words, err)
			}
		}
	})
	return r
}

// describe returns what a person sees of a history: the commands that undo and redo do.
func describe(t *testing.T, h *History, now State) (texts []string) {
	t.Helper()
	steps := h.Steps()
	done := len(steps)
	for done > 0 && steps[done-1].Undone {
		done--
	}
	from := now
	for i := range steps {
		to, n := h.Undo, i+1
		if i >= done {
			to, n = h.Redo, i+1-done
		}
		want, _, err := to(now, n)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, fmt.Sprint(list(Diff(from, want), func(e Event) [][]string { return Commands(e) })))
		from = want
	}
	return texts
}

// TestReplay does, undoes and redoes at random, at the prompt and in pages, and makes the
// state and its history again.
func TestReplay(t *testing.T) {
	start := time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC)
	for seed := range uint64(60) {
		m := &maker{Rand: rand.New(rand.NewPCG(seed, 4))}
		var h History
		now := State{}
		for i := range 100 {
			at := start.Add(time.Duration(i) * 700 * time.Millisecond)
			to, n := h.Undo, 1+m.IntN(3)
			switch m.IntN(5) {
			case 1:
				to, n = h.Redo, -n
				fallthrough
			case 0:
				if next, _, err := to(now, max(n, -n)); err == nil {
					now = next
					h.Undone(n)
				}
				continue
			}
			group := i + 1
			kinds := 1 + m.IntN(3)
			browser := m.IntN(3)
			if browser > 0 {
				kinds = 1
			}
			for range kinds {
				e := m.event(&now, pick(m, rows).kind)
				if e == nil {
					continue
				}
				if e.Kind == EventLoaded { // journals have absolute paths
					if e.Path = spelled(e.Path); now.fileAt(e.Path) >= 0 {
						continue
					}
				}
				e.Browser = browser
				before := now
				if err := now.Apply(*e); err != nil {
					t.Fatal(err)
				}
				if reflect.DeepEqual(before, now) {
					continue
				}
				h.Record(before, now, *e, group, at)
			}
		}
		for _, most := range []int{MaxSteps, 7, 0} {
			r := replayed(t, &h, now, most)
			if d := Diff(now, r.State); len(d) > 0 {
				t.Fatalf("seed %d, %d steps: the state differs by %+v", seed, most, d)
			}
			if got := len(r.History.steps); got != min(len(h.steps), most) {
				t.Fatalf("seed %d: %d steps of %d, want %d at most", seed, got, len(h.steps), most)
			}
			if most < MaxSteps {
				continue
			}
			want, got := describe(t, &h, now), describe(t, &r.History, r.State)
			for i := range want {
				if got[i] != want[i] {
					t.Fatalf("seed %d, step %d of %d: %s, want %s", seed, i, len(want), got[i], want[i])
				}
			}
		}
	}
}

// TestParseMark reads what is no mark.
func TestParseMark(t *testing.T) {
	for _, line := range []string{"", "#", "#step", "#undo", "#undo 0", "#undo -1", "#undo x", "#undo 1 2", "#redo  1", "# undo 1", "#undo 1 hook", "#nostep hook", "hook",
		"#step 2026-11-29T10:00:00Z", "#step yesterday 1", "undo 1", "#step 2026-11-29T10:00:00Z -1", "theme dark #undo 1"} {
		if m, ok := ParseMark(line); ok {
			t.Errorf("%q is read as %+v", line, m)
		}
	}
}

// TestNoStep has a change that is no step, as that of a hook behind an undo: it is made,
// and the next undo or redo overwrites it.
func TestNoStep(t *testing.T) {
	var r Replay
	for _, line := range []string{
		"theme light",
		Mark{At: time.Unix(1, 0)}.String(), "theme dark", Mark{Undone: 1}.String(), "theme light", Mark{}.String(), "theme dark", "theme none",
	} {
		if m, ok := ParseMark(line); ok {
			r.Mark(m)
			continue
		}
		events, err := r.Read(strings.Fields(line))
		for _, e := range events {
			err = errors.Join(err, r.Merge(e))
		}
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	if steps := r.History.Steps(); r.State.Theme != "" || len(steps) != 1 || !steps[0].Undone {
		t.Errorf("theme %q, steps %+v", r.State.Theme, steps)
	}
	if redone, _, err := r.History.Redo(r.State, 1); err != nil || redone.Theme != "dark" {
		t.Errorf("redone: theme %q, %v", redone.Theme, err)
	}
}

// TestJournalOfNoStep has what is part of no step happen before, between and after steps, of
// which the last is undone: a journal keeps it, and no step takes it in.
func TestJournalOfNoStep(t *testing.T) {
	var h History
	var now State
	do := func(step int, e Event) {
		before := now
		if err := now.Apply(e); err != nil {
			t.Fatal(err)
		}
		if step > 0 {
			h.Record(before, now, e, step, time.Unix(int64(step), 0))
		}
	}
	load := func(path string) Event { return Event{Kind: EventLoaded, Path: path} }
	do(0, load("/before"))
	do(1, load("/first"))
	do(0, load("/between"))
	do(2, load("/second"))
	do(3, load("/third"))
	now, _, _ = h.Undo(now, 1)
	h.Undone(1)
	do(0, load("/after"))
	for _, most := range []int{MaxSteps, 2, 1, 0} {
		r := replayed(t, &h, now, most)
		if d := Diff(now, r.State); len(d) > 0 {
			t.Errorf("%d steps: the state differs by %+v", most, d)
		}
		for i, step := range r.History.steps {
			if len(step.Events) != 1 {
				t.Errorf("%d steps: step %d has %+v", most, i+1, step.Events)
			}
		}
	}
}

// TestJournalOfSpellings loads a file by one spelling of its path, undoes that it was loaded
// by another, and has steps that say nothing of it.
func TestJournalOfSpellings(t *testing.T) {
	var h History
	var now State
	do := func(before State, e Event) {
		now = before
		if err := now.Apply(e); err != nil {
			t.Fatal(err)
		}
		h.Record(before, now, e, len(h.steps)+1, time.Time{})
	}
	do(now, Event{Kind: EventLoaded, Path: "a.bed"})
	known := now
	known.Files = []File{{Path: spelled("a.bed")}}
	do(known, Event{Kind: EventThemed, Text: "dark"})
	events := 0
	h.Journal(now, MaxSteps, func(Mark) {}, func(Event) { events++ })
	if events != 2 {
		t.Errorf("%d events, want 2", events)
	}
}
