package repl

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestNoticesOfAStoppedConsole: whoever has news waits once and shortly, what is too much is dropped and counted, and
// what the console takes later is in order.
func TestNoticesOfAStoppedConsole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got []string
		started := make(chan struct{})
		n := &notices{print: func(text string) {
			<-started
			got = append(got, text)
		}}
		began := time.Now()
		const sent = 20_000
		for i := range sent {
			n.add(fmt.Sprint(i))
		}
		if took := time.Since(began); took > noticeWait {
			t.Errorf("%d notices took %v", sent, took)
		}
		close(started)
		synctest.Wait()
		want := []string{}
		for i := range mostNotices + 1 { // one was being printed
			want = append(want, fmt.Sprint(i))
		}
		want = append(want, "19,743 more notices left out while nothing could be printed")
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("printed %q", got)
		}
		n.add("again")
		if got[len(got)-1] != "again" {
			t.Error("the next one was not printed at once")
		}
		n.add(strings.Repeat("é", 1<<20))
		if last := got[len(got)-1]; len(last) > mostNotice+len("…") || !strings.HasSuffix(last, "é…") {
			t.Errorf("printed %d bytes", len(last))
		}
	})
}
