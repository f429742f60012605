package text

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/epiviz/epivizgo/repl/safe"
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

// NewProgress returns the line about the file of that name, which is read from now
// on, on a terminal w.
func NewProgress(w io.Writer, width int, name string) *Progress {
	return &Progress{w: w, width: width, name: safe.Text(name), now: time.Now, started: time.Now()}
}

// Tell is told of the bytes read so far; total is 0 or less when it is not known.
// It may be called by any goroutine.
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
		return fmt.Sprintf("reading %s: %s, %s/s", p.name, Size(done), Size(int64(rate)))
	}
	left := "?"
	if rate > 0 {
		left = shortDuration(time.Duration(float64(total-done) / rate * float64(time.Second)))
	}
	return fmt.Sprintf("reading %s: %s of %s, %s/s, %s left", p.name, Size(done), Size(total), Size(int64(rate)), left)
}

// draw puts text in the place of what is drawn. mu is held.
func (p *Progress) draw(text string) {
	text = Shorten(text, p.width-1)
	columns := Width(text)
	fmt.Fprintf(p.w, "\r%s%s", text, strings.Repeat(" ", max(0, p.columns-columns)))
	p.columns = columns
}

// End says how long it took, where anything was drawn, and ends the line.
func (p *Progress) End() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.drawn.IsZero() {
		return
	}
	p.draw(fmt.Sprintf("read %s of %s in %s", Size(p.done), p.name, shortDuration(p.now().Sub(p.started))))
	fmt.Fprintln(p.w)
}

// shortDuration writes a time for people: 0.4 s, 12 s, 3 min 20 s.
func shortDuration(d time.Duration) string {
	switch s := d.Seconds(); {
	case s < 9.95:
		return fmt.Sprintf("%.1f s", s)
	case s < 59.5:
		return fmt.Sprintf("%.0f s", s)
	default:
		n := int(s + 0.5)
		return fmt.Sprintf("%d min %d s", n/60, n%60)
	}
}
