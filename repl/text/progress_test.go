package text

import (
	"strings"
	"testing"
	"time"
)

// TestProgress reads a file by a clock of its own.
func TestProgress(t *testing.T) {
	var b strings.Builder
	var now time.Time
	at := func(ms int) { now = time.Time{}.Add(time.Hour + time.Duration(ms)*time.Millisecond) }
	at(0)
	p := &Progress{w: &b, width: 60, name: "genes.gtf", now: func() time.Time { return now }}
	p.started = now
	for _, step := range []struct {
		ms    int
		done  int64
		total int64
		want  string
	}{
		{499, 5_000_000, 100_000_000, ""}, // not yet worth telling
		{500, 10_000_000, 100_000_000, "\rreading genes.gtf: 10 MB of 100 MB, 20 MB/s, 4.5 s left"},
		{550, 11_000_000, 100_000_000, ""}, // too soon
		{1000, 90_000_000, 100_000_000, "\rreading genes.gtf: 90 MB of 100 MB, 90 MB/s, 0.1 s left"},
		{2000, 95_000_000, 0, "\rreading genes.gtf: 95 MB, 47.5 MB/s" + strings.Repeat(" ", 20)},
		{100_000, 100_000_000, 20_000_000_000, "\rreading genes.gtf: 100 MB of 20 GB, 1 MB/s, 331 min 40 s l…"},
	} {
		b.Reset()
		at(step.ms)
		p.Tell(step.done, step.total)
		if got := b.String(); got != step.want {
			t.Errorf("after %d ms: %q, want %q", step.ms, got, step.want)
		}
	}
	b.Reset()
	p.End()
	if got := b.String(); !strings.HasPrefix(got, "\rread 100 MB of genes.gtf in 1 min 40 s ") || !strings.HasSuffix(got, "\n") {
		t.Errorf("in the end: %q", got)
	}

	b.Reset()
	at(0)
	quick := &Progress{w: &b, width: 60, now: func() time.Time { return now }, started: now}
	quick.Tell(5, 10)
	quick.End()
	if b.Len() > 0 {
		t.Errorf("a quick one: %q", b.String())
	}
}

// TestProgressOfCount counts what is done, and leaves nothing of its line.
func TestProgressOfCount(t *testing.T) {
	var b strings.Builder
	now := time.Time{}.Add(time.Hour)
	p := NewCount(&b, 60, "drawing")
	p.now, p.started = func() time.Time { return now }, now
	now = now.Add(2 * time.Second)
	p.Tell(250, 1000)
	if got := b.String(); got != "\rdrawing 250 of 1,000, 6.0 s left" {
		t.Errorf("%q", got)
	}
	b.Reset()
	p.End()
	if got := b.String(); got != "\r"+strings.Repeat(" ", 32)+"\r" {
		t.Errorf("in the end: %q", got)
	}
}
