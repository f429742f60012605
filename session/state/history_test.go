package state

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/session/genome"
)

// TestHistory does, undoes and redoes at random beside a model: a list of states and
// a place in it.
func TestHistory(t *testing.T) {
	start := time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC)
	for seed := range uint64(60) {
		m := &maker{Rand: rand.New(rand.NewPCG(seed, 3))}
		var h History
		now := State{}
		model, at := []State{{}}, 0
		for i := range 150 {
			n := 1 + m.IntN(3)
			switch m.IntN(4) {
			case 0:
				next, undone, err := h.Undo(now, n)
				if (err == nil) != (n <= at) || err == nil && len(undone) != n {
					t.Fatalf("seed %d: undo %d of %d: %d steps, %v", seed, n, at, len(undone), err)
				}
				if err == nil {
					h.Undone(n)
					now, at = next, at-n
				}
			case 1:
				next, redone, err := h.Redo(now, n)
				if (err == nil) != (n <= len(model)-1-at) || err == nil && len(redone) != n {
					t.Fatalf("seed %d: redo %d: %d steps, %v", seed, n, len(redone), err)
				}
				if err == nil {
					h.Undone(-n)
					now, at = next, at+n
				}
			default:
				e := m.event(&now, pick(m, rows).kind)
				if e == nil {
					continue
				}
				before := now
				if err := now.Apply(*e); err != nil {
					t.Fatal(err)
				}
				h.Record(before, now, *e, i+1, start.Add(time.Duration(i)*time.Hour))
				if e.Kind.inHistory() {
					model, at = append(model[:at+1:at+1], now), at+1
				}
			}
			want := model[at]
			want.SetView(now.View())
			want.LastHandle, want.LastHook = now.LastHandle, now.LastHook
			if !reflect.DeepEqual(now, want) {
				t.Fatalf("seed %d, %d: the state is\n%+v\nwant\n%+v", seed, i, now, want)
			}
			done := 0
			for _, s := range h.Steps() {
				if !s.Undone {
					done++
				}
			}
			if done != at || len(h.Steps()) != len(model)-1 {
				t.Fatalf("seed %d: %d of %d steps are done; want %d of %d", seed, done, len(h.Steps()), at, len(model)-1)
			}
		}
	}
}

// TestSteps records what belongs together and what does not.
func TestSteps(t *testing.T) {
	start := time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC)
	height := func(browser, chart int, keys ...string) Event {
		e := Event{Kind: EventChartChanged, Browser: browser, Chart: &Chart{Handle: chart}, Settings: map[string]any{}}
		for _, k := range keys {
			e.Settings[k] = 1.0
		}
		return e
	}
	drawn := Event{Kind: EventSelected, Browser: 1}
	for _, tc := range []struct {
		name   string
		a, b   Event
		groups [2]int
		pause  time.Duration
		steps  int
	}{
		{"two commands", Event{Kind: EventThemed}, Event{Kind: EventThemed}, [2]int{1, 2}, 0, 2},
		{"one command", Event{Kind: EventThemed}, height(0, 1, "x"), [2]int{7, 7}, time.Hour, 1},
		{"no groups", Event{Kind: EventThemed}, Event{Kind: EventThemed}, [2]int{}, 0, 2},
		{"a drag", height(1, 3, "height"), height(1, 3, "height"), [2]int{1, 2}, gesturePause - 1, 1},
		{"two drags", height(1, 3, "height"), height(1, 3, "height"), [2]int{1, 2}, gesturePause, 2},
		{"other settings", height(1, 3, "height"), height(1, 3, "title"), [2]int{1, 2}, 0, 2},
		{"more settings", height(1, 3, "height"), height(1, 3, "height", "title"), [2]int{1, 2}, 0, 2},
		{"two charts", height(1, 3, "height"), height(1, 4, "height"), [2]int{1, 2}, 0, 2},
		{"two pages", height(1, 3, "height"), height(2, 3, "height"), [2]int{1, 2}, 0, 2},
		{"the prompt", height(0, 3, "height"), height(0, 3, "height"), [2]int{1, 2}, 0, 2},
		{"a selection", drawn, drawn, [2]int{1, 2}, 0, 1},
		{"a move", drawn, Event{Kind: EventMoved, Browser: 1}, [2]int{1, 2}, 0, 1},
		{"a search", Event{Kind: EventSearched}, drawn, [2]int{1, 2}, 0, 1},
	} {
		var h History
		first, second, third := State{}, State{LastHandle: 1}, State{LastHandle: 2}
		h.Record(first, second, tc.a, tc.groups[0], start)
		h.Record(second, third, tc.b, tc.groups[1], start.Add(tc.pause))
		if got := len(h.Steps()); got != tc.steps {
			t.Errorf("%s: %d steps, want %d", tc.name, got, tc.steps)
		}
	}
}

// TestHistoryIsBounded records more than is kept: the newest stay.
func TestHistoryIsBounded(t *testing.T) {
	var h History
	now := State{Location: genome.Interval{Seq: "chr1", End: 5}}
	for i := range MaxSteps + 10 {
		before := now
		now.LastHandle = i
		h.Record(before, now, Event{Kind: EventThemed}, i+1, time.Time{})
	}
	if _, _, err := h.Undo(now, MaxSteps+1); err == nil || err.Error() != "wanted to undo 1001 steps; there are 1000" {
		t.Errorf("undo of more than is kept: %v", err)
	}
	past, steps, err := h.Undo(now, MaxSteps)
	if err != nil || len(steps) != MaxSteps || past.Location != now.Location || steps[MaxSteps-1].before.LastHandle != 9 {
		t.Errorf("%d steps back to %+v, %v", len(steps), past, err)
	}
}
