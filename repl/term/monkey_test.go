//go:build unix

package term_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// TestMonkey presses keys at random, Ctrl-D excepted: the program goes on and
// still understands quit.
func TestMonkey(t *testing.T) {
	const presses = 4000
	keys := []string{
		"a", "b", " ", "\"", "'", "\\", "{", "#", ";", "測", "é", "👩", "\u0301", "where", "charts", "addchart ",
		"\t", "\t\t", "\x01", "\x02", "\x03", "\x05", "\x06", "\x07", "\x08", "\x7f", "\x0b", "\x0c", "\x0e", "\x10",
		"\x12", "\x12", "\x14", "\x15", "\x17", "\x19", "\x00", "\x1b", "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D",
		"\x1b[H", "\x1b[F", "\x1b[3~", "\x1bOA", "\x1bOH", "\x1b[1;5C", "\x1bb", "\x1bf", "\x1bd", "\x1b\x7f", "\x1b[",
		"\x1b[200~", "\x1b[201~", "\x1b[201~", "\x1b.", "\x1b[1~", "\x1b[4~", "\x1bOc", "\x1b[15~", "\x13", "chr1\t1\t2",
		"\xff", "\x9b", "\x1f", "x\r", "where\r", "measurements\n",
	}
	for seed := range uint64(4) {
		attempt := func(t *testing.T) (stuck bool) {
			random := rand.New(rand.NewPCG(seed, 1))
			s := startSized(t, t.TempDir(), []int{80, 20, 9, 200}[seed%4], "EPIVIZGO_TERM_STUBBORN=1")
			s.wait("the prompt", func() bool { return strings.Contains(s.raw.String(), "epiviz> ") })
			for i := range presses {
				s.press(keys[random.IntN(len(keys))])
				if i%50 == 0 {
					s.notify(fmt.Sprintf("news %d", i))
				}
			}
			// A Ctrl-C that arrives between lines makes the system discard keys and
			// output on their way, so that either may have to come again.
			stopped := func() bool { return strings.Contains(s.raw.String(), "stopped") }
			for tries := 0; tries < 20 && !s.waitFor(time.Second/2, stopped); tries++ {
				s.press("\x11zz\x1b[201~\x07\x05\x15quit\r") // ends a Ctrl-S, a sequence, a paste, a search, a line
			}
			if !s.waitFor(patience, stopped) && s.stuck() {
				return true
			}
			s.wait("stopped", stopped)
			if code := s.exit(); code != 0 {
				s.mu.Lock()
				raw := s.raw.String()
				s.mu.Unlock()
				t.Errorf("exit code %d; written at last: %s", code, raw[max(0, len(raw)-3000):])
			}
			return false
		}
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			for stuck := 0; attempt(t); {
				if stuck++; stuck == 2 {
					t.Fatal("the terminal passes nothing on, twice")
				}
			}
		})
	}
}
