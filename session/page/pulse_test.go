package page

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// TestPulse: what is owed and heard, second by second, and what follows.
func TestPulse(t *testing.T) {
	for name, c := range map[string]struct {
		do   map[int]func(p *pulse) // by the second
		want map[int]string
	}{
		"nothing is owed": {},
		"an answer is owed": {
			do:   map[int]func(*pulse){0: owed},
			want: map[int]string{1: "probe", 2: "silent since 0"},
		},
		"it answers the probe": {
			do:   map[int]func(*pulse){0: owed, 1: (*pulse).hear},
			want: map[int]string{1: "probe", 2: "probe", 3: "silent since 1"},
		},
		"it sends something": {
			do:   map[int]func(*pulse){0: owed, 4: (*pulse).hear},
			want: map[int]string{1: "probe", 2: "silent since 0", 4: "heard", 5: "probe", 6: "silent since 4"},
		},
		"a second is owed while it is silent": {
			do:   map[int]func(*pulse){0: owed, 3: owed},
			want: map[int]string{1: "probe", 2: "silent since 0"},
		},
		"it is over": {
			do: map[int]func(*pulse){0: func(p *pulse) { p.owe(); p.stop() }},
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				got := map[int]string{}
				var mu sync.Mutex // timers run on goroutines of their own
				say := func(what string) {
					mu.Lock()
					defer mu.Unlock()
					got[int(time.Since(began)/time.Second)] = what
				}
				p := newPulse(
					func() { say("probe") },
					func(at time.Time) { say("silent since " + string(rune('0'+int(at.Sub(began)/time.Second)))) },
					func() { say("heard") },
				)
				for second := range 10 {
					if do := c.do[second]; do != nil {
						do(p)
					}
					synctest.Wait()
					time.Sleep(time.Second)
					synctest.Wait()
				}
				p.stop()
				if len(got) != len(c.want) {
					t.Errorf("there was %v; want %v", got, c.want)
				}
				for second, what := range c.want {
					if got[second] != what {
						t.Errorf("after %d seconds there was %q; want %q", second, got[second], what)
					}
				}
			})
		})
	}
}

func owed(p *pulse) { p.owe() }

// TestPulseOfAnAnswer: what was answered in time leaves nothing behind.
func TestPulseOfAnAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fail := func(what string) func() { return func() { t.Errorf("there was a %s", what) } }
		p := newPulse(fail("probe"), func(time.Time) { fail("silence")() }, fail("return"))
		for range 100 {
			paid := p.owe()
			time.Sleep(probeAfter / 2)
			p.hear()
			paid()
			paid() // once counts
		}
		time.Sleep(time.Minute)
		p.stop()
	})
}
