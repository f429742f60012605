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

// Progress is a line on a terminal that shows how far the reading of a file has
// come. It is redrawn in place.
type Progress struct {
	w     io.Writer
	width int // of the terminal
	name  string
	now   func() time.Time

	mu      sync.Mutex // guards what follows
	started time.Time
	drawn   time.Time // zero when nothing has been drawn
	columns int       // of what is drawn
	done    int64     // bytes
}

// NewProgress returns the line for a file of that name whose reading begins now. It
// is drawn on the terminal w.
func NewProgress(w io.Writer, width int, name string) *Progress {
	return &Progress{w: w, width: width, name: safe.Text(name), now: time.Now, started: time.Now()}
}

// Tell updates the bytes read so far; total is 0 or less if it is unknown. It is
// safe for concurrent use.
func (p *Progress) Tell(done, total int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done = done
	now := p.now()
	if now.Sub(p.started) < progressPatience || now.Sub(p.drawn) < progressPace {
		return
	}
	p.drawn = now
	p.draw(p.text(done, total, now.Sub(p.started)))
}

func (p *Progress) text(done, total int64, spent time.Duration) string {
	rate := float64(done) / spent.Seconds()
	if total <= 0 {
		return fmt.Sprintf("reading %s: %s, %s/s", p.name, hint.Size(done), hint.Size(int64(rate)))
	}
	left := "?"
	if rate > 0 {
		left = shortDuration(time.Duration(float64(total-done) / rate * float64(time.Second)))
	}
	return fmt.Sprintf("reading %s: %s of %s, %s/s, %s left", p.name, hint.Size(done), hint.Size(total), hint.Size(int64(rate)), left)
}

// draw replaces what is drawn by text. mu is held.
func (p *Progress) draw(text string) {
	text = Shorten(text, p.width-1)
	columns := Width(text)
	fmt.Fprintf(p.w, "\r%s%s", text, strings.Repeat(" ", max(0, p.columns-columns)))
	p.columns = columns
}

// End replaces the line, if it was ever drawn, by how long the reading took.
func (p *Progress) End() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.drawn.IsZero() {
		return
	}
	p.draw(fmt.Sprintf("read %s of %s in %s", hint.Size(p.done), p.name, shortDuration(p.now().Sub(p.started))))
	fmt.Fprintln(p.w)
}
