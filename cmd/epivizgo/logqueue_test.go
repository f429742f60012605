package main

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
)

// slowFile is a file that does not answer until a channel is closed.
type slowFile struct {
	answers chan struct{}
	text    strings.Builder
	closed  bool
}

func (f *slowFile) Write(p []byte) (int, error) { <-f.answers; return f.text.Write(p) }
func (f *slowFile) Close() error                { f.closed = true; return nil }

// A log that does not answer stops nobody, and says what it lacks once it answers; the end waits for it, not for ever.
func TestLogThatDoesNotAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &slowFile{answers: make(chan struct{})}
		q := newLogQueue(f)
		for i := range logLines + 100 {
			fmt.Fprintf(q, "line %d\n", i)
			synctest.Wait()
		}
		q.Close()
		close(f.answers)
		<-q.done
		text := f.text.String()
		if !f.closed || strings.Count(text, "line ") != logLines+1 {
			t.Errorf("closed: %v; %d lines", f.closed, strings.Count(text, "line "))
		}
		if !strings.Contains(text, `"lines":99}`) {
			t.Errorf("it does not say how many are left out: %.300s", text)
		}
		fmt.Fprintln(q, "after the end") // of a request that is late
	})
}
