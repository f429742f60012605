package text

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/epiviz/epivizgo/repl/safe"
	"github.com/epiviz/epivizgo/session/hint"
)

const (
	// progressPatience is how long a file is read before its progress is shown.
	progressPatience = 500 * time.Millisecond
	// progressPace is how often the line is redrawn.
	progressPace = 100 * time.Millisecond
)

// Progress is a line on a terminal that shows how far the reading of a file, or another count, has
// come. It is redrawn in place.
type Progress struct {
	w     io.Writer
	width int // of the terminal
	name  string
	verb  string // what is counted and not bytes of a file that is read, such as "drawing"
	now   func() time.Time

	mu      sync.Mutex // guards what follows
	started time.Time
	drawn   time.Time // zero when nothing has been drawn
	columns int       // of what is drawn
	done    int64     // bytes
	over    bool      // End was called
}

// NewProgress returns the line for a file of that name whose reading begins now. It
// is drawn on the terminal w.
func NewProgress(w io.Writer, width int, name string) *Progress {
	return &Progress{w: w, width: width, name: safe.Text(name), now: time.Now, started: time.Now()}
}

// NewCount returns the line for what is done a number of times, such as "drawing".
func NewCount(w io.Writer, width int, verb string) *Progress {
	p := NewProgress(w, width, "")
	p.verb = verb
	return p
}

// Tell updates the bytes read so far; total is 0 or less if it is unknown. It is
// safe for concurrent use.
func (p *Progress) Tell(done, total int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done = done
	now := p.now()
	if p.over || now.Sub(p.started) < progressPatience || now.Sub(p.drawn) < progressPace {
		return
	}
	p.drawn = now
	p.draw(p.text(done, total, now.Sub(p.started)))
}

func (p *Progress) text(done, total int64, spent time.Duration) string {
	rate := float64(done) / spent.Seconds()
	if p.verb != "" {
		return fmt.Sprintf("%s %s of %s, %s left", p.verb, Thousands(int(done)), Thousands(int(total)), timeLeft(rate, total-done))
	}
	if total <= 0 {
		return fmt.Sprintf("reading %s: %s, %s/s", p.name, hint.Size(done), hint.Size(int64(rate)))
	}
	return fmt.Sprintf("reading %s: %s of %s, %s/s, %s left",
		p.name, hint.Size(done), hint.Size(total), hint.Size(int64(rate)), timeLeft(rate, total-done))
}

// timeLeft returns how long the rest takes at a rate a second.
func timeLeft(rate float64, rest int64) string {
	if rate <= 0 {
		return "?"
	}
	return shortDuration(time.Duration(float64(rest) / rate * float64(time.Second)))
}

// draw replaces what is drawn by text. mu is held.
func (p *Progress) draw(text string) {
	text = Shorten(text, p.width-1)
	columns := Width(text)
	fmt.Fprintf(p.w, "\r%s%s", text, strings.Repeat(" ", max(0, p.columns-columns)))
	p.columns = columns
}

// End replaces the line, if it was ever drawn, by how long the reading took. That of a count goes away. Later calls of
// either method do nothing.
func (p *Progress) End() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.over || p.drawn.IsZero() {
		p.over = true
		return
	}
	p.over = true
	if p.verb != "" {
		p.draw("")
		fmt.Fprint(p.w, "\r")
		return
	}
	p.draw(fmt.Sprintf("read %s of %s in %s", hint.Size(p.done), p.name, shortDuration(p.now().Sub(p.started))))
	fmt.Fprintln(p.w)
}
