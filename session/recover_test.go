package session

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/session/source"
)

// TestSourceThatKeepsFailing is tried ever more rarely, and no more once it is
// unloaded.
func TestSourceThatKeepsFailing(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		src := newRamp("chr1", 10_000_000)
		r.opt.Open = opener(map[string]source.Source{"s.bw": src})
		r.load("s.bw")
		page := r.join(v4)
		src.BreakWith(errors.New("disk on fire"))
		r.addChart("", "s")
		r.pass(time.Second)
		before := src.Questions()
		r.pass(time.Hour)
		if n := src.Questions() - before; n < 10 || n > 100 {
			t.Errorf("the source was tried %d times in an hour", n)
		}
		equal(t, "notices", len(r.told("disk on fire")), 1)
		r.ctx = context.Background() // an hour is more than tests have
		must(r.Unload(r.ctx, "s.bw"))(t)
		before = src.Questions()
		r.pass(time.Hour)
		equal(t, "questions to a file that is unloaded", src.Questions()-before, 0)
		r.noFaults(page)
	})
}
