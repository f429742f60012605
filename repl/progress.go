package repl

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/epiviz/epivizgo/repl/safe"
)

const (
	// patience is how long a file is read before its progress is shown.
	progressPatience = 500 * time.Millisecond
	// progressPace is how often the line is drawn anew.
	progressPace = 100 * time.Millisecond
)

// progress is a line on a terminal that tells how far the reading of a file has
// come, drawn anew in its place.
type progress struct {
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

type showsProgress struct{}

// WithProgress lets what is done with ctx show its progress: a person waits for
// it at a terminal. Where the console is none it changes nothing.
func WithProgress(ctx context.Context, o *Output) context.Context {
	if !o.console.Interactive() || o.console.Width() == 0 {
		return ctx
	}
	return context.WithValue(ctx, showsProgress{}, o)
}

// Progress returns what to tell of the bytes read of a file, total being 0 or
// less when it is not known, and what to call in the end. Tell is nil where
// nobody is shown it. It may be called by any goroutine.
func Progress(ctx context.Context, path string) (tell func(done, total int64), end func()) {
	o, ok := ctx.Value(showsProgress{}).(*Output)
	if !ok {
		return nil, func() {}
	}
	p := &progress{w: o.console.Stderr(), width: o.console.Width(), name: safe.Text(filepath.Base(path)), now: time.Now}
	p.started = p.now()
	return p.tell, p.end
}

func (p *progress) tell(done, total int64) {
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

func (p *progress) text(done, total int64, spent time.Duration) string {
	rate := float64(done) / spent.Seconds()
	if total <= 0 {
		return fmt.Sprintf("reading %s: %s, %s/s", p.name, size(done), size(int64(rate)))
	}
	left := "?"
	if rate > 0 {
		left = shortDuration(time.Duration(float64(total-done) / rate * float64(time.Second)))
	}
	return fmt.Sprintf("reading %s: %s of %s, %s/s, %s left", p.name, size(done), size(total), size(int64(rate)), left)
}

// draw puts text in the place of what is drawn. mu is held.
func (p *progress) draw(text string) {
	text = shorten(text, p.width-1)
	columns := textWidth(text)
	fmt.Fprintf(p.w, "\r%s%s", text, strings.Repeat(" ", max(0, p.columns-columns)))
	p.columns = columns
}

// end says how long it took, where anything was drawn, and ends the line.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.drawn.IsZero() {
		return
	}
	p.draw(fmt.Sprintf("read %s of %s in %s", size(p.done), p.name, shortDuration(p.now().Sub(p.started))))
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
