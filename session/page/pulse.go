package page

import (
	"sync"
	"time"
)

// A page that owes an answer and sends nothing is silent: its computer sleeps, a dialog or
// a debugger holds it, or it hangs. One that sends anything works, and may take its time.

const (
	// silentAfter is how long a page that owes an answer may send nothing.
	silentAfter = 2 * time.Second
	// probeAfter is when such a page is asked something that it answers whenever it works:
	// it may owe the answer to an action that it ignores.
	probeAfter = time.Second
)

// pulse watches whether a page is silent.
type pulse struct {
	probe func()             // asks the page
	fell  func(at time.Time) // is called when the page becomes silent, with when it was last heard
	rose  func()             // is called when a silent page is heard

	mu     sync.Mutex
	owed   int         // calls without an answer; guarded by mu
	quiet  time.Time   // of the last frame, or the first of the calls if that is later; guarded by mu
	probed bool        // since quiet; guarded by mu
	silent bool        // guarded by mu
	over   bool        // the page is gone; guarded by mu
	timer  *time.Timer // of check; runs while a call is owed and the page is not silent
}

func newPulse(probe func(), fell func(at time.Time), rose func()) *pulse {
	p := &pulse{probe: probe, fell: fell, rose: rose}
	p.timer = time.AfterFunc(time.Hour, p.check)
	p.timer.Stop()
	return p
}

// owe counts a call, until paid is called.
func (p *pulse) owe() (paid func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.owed++
	if p.owed == 1 && !p.silent && !p.over {
		p.beginLocked()
	}
	return sync.OnceFunc(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.owed--; p.owed == 0 {
			p.timer.Stop()
		}
	})
}

// beginLocked begins to wait for a frame; p.mu is held.
func (p *pulse) beginLocked() {
	p.quiet, p.probed = time.Now(), false
	p.timer.Reset(probeAfter)
}

// hear notes a frame.
func (p *pulse) hear() {
	p.mu.Lock()
	woke := p.silent
	p.silent, p.quiet, p.probed = false, time.Now(), false
	if woke && p.owed > 0 {
		p.beginLocked()
	}
	p.mu.Unlock()
	if woke {
		p.rose()
	}
}

// check looks whether the page has become silent.
func (p *pulse) check() {
	p.mu.Lock()
	if p.owed == 0 || p.silent || p.over {
		p.mu.Unlock()
		return
	}
	quiet, probe := time.Since(p.quiet), false
	switch {
	case quiet >= silentAfter:
		p.silent = true
	case quiet >= probeAfter:
		probe, p.probed = !p.probed, true
		p.timer.Reset(silentAfter - quiet)
	default:
		p.timer.Reset(probeAfter - quiet)
	}
	fell, at := p.silent, p.quiet
	p.mu.Unlock()
	if probe {
		p.probe()
	}
	if fell {
		p.fell(at)
	}
}

func (p *pulse) isSilent() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.silent
}

// stop ends the watch.
func (p *pulse) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.over = true
	p.timer.Stop()
}
