package term

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
)

// stalledFile is a file that does not answer until a channel is closed.
type stalledFile struct {
	answers chan struct{}
	text    strings.Builder
}

func (f *stalledFile) Write(p []byte) (int, error) { <-f.answers; return f.text.Write(p) }
func (f *stalledFile) Close() error                { return nil }

// The prompt does not wait for a history that does not answer, nor does its end for ever.
func TestHistoryThatDoesNotAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, h := &stalledFile{answers: make(chan struct{})}, &history{}
		h.keep(f)
		for i := range 2 * waitingLines {
			h.add(fmt.Sprint("line ", i))
		}
		h.close()
		close(f.answers)
		<-h.done
		if text := f.text.String(); !strings.HasPrefix(text, "line 0\nline 1\n") {
			t.Errorf("kept %.60q", text)
		}
	})
}
