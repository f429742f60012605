//go:build unix

package term_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// The tests here press Enter on an empty line where it ends the program, at an
// idle prompt, and where it does not. TestIdleEnter has the cases in which it
// matters how fast keys follow one another.

// echoes waits for the child, or the terminal while a command runs, to have
// written this at last.
func (s *screen) echoes(want string) {
	s.t.Helper()
	s.wait(fmt.Sprintf("%q", want), func() bool { return strings.HasSuffix(s.raw.String(), want) })
}

// TestEnterWhileACommandRuns presses it before and after a line typed ahead.
func TestEnterWhileACommandRuns(t *testing.T) {
	s := start(t, t.TempDir())
	s.until("epiviz> ")
	s.press("flushcache\r")
	s.until("epiviz> flushcache", "flushing")
	s.press("\r")
	s.press("\r")
	s.press("where\r")
	s.echoes("flushing\r\n\r\n\r\nwhere\r\n")
	s.notify("news")
	s.echoes("news\r\n")
	s.press("\r\r")
	s.echoes("news\r\n\r\n\r\n")
	s.notify("flush")
	s.until("flushed the cache of 1 browser", "epiviz> where", "chr1:1-100,000", "epiviz> ")
	s.press("redraw\r")
	s.until("epiviz> redraw", "redrawing")
	s.press("\x03\r")
	s.until("epiviz> ")
	s.press("\r")
	s.until("epiviz>", "stopped")
	s.ends(0)
}

// TestPastes pastes at the idle prompt; afterwards Enter ends the program.
func TestPastes(t *testing.T) {
	where := []string{"epiviz> where", "chr1:1-100,000"}
	charts := []string{"epiviz> charts", "no charts"}
	both := slices.Concat(charts, where)
	for _, c := range []struct {
		name, keys string
		want       []string
	}{
		{"one empty line at the end", "where\n\n", where},
		{"three empty lines at the end", "where\n\n\n\n", where},
		{"empty lines within", "charts\n\n\nwhere\n", both},
		{"empty lines everywhere", "\n\ncharts\n\nwhere\n\n", both},
		{"spaces", "  \ncharts\n \nwhere\n \n", slices.Concat(charts, []string{"epiviz>"}, where, []string{"epiviz>"})},
		{"CR", "charts\r\r\rwhere\r\r\r", both},
		{"CR LF", "charts\r\n\r\n\r\nwhere\r\n\r\n", both},
		{"Ctrl-C", "half\x03\r\rwhere\r\r", slices.Concat([]string{"epiviz> half^C"}, where)},
		{"edited to nothing", "where\rx\x7f\rx\x15\r", where},
		{"a search", "where\r\x12whe\r\r", slices.Concat(where, where)},
		{"a search in vain", "where\r\x12xyz\r\r", where},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := start(t, t.TempDir())
			s.until("epiviz> ")
			s.press(c.keys)
			s.until(slices.Concat(c.want, []string{"epiviz> "})...)
			s.press("\r")
			s.until(slices.Concat(c.want, []string{"epiviz>", "stopped"})...)
			s.ends(0)
		})
	}
}

// TestPasteWithoutItsEnd has half a line behind the empty ones, which is left
// to be edited.
func TestPasteWithoutItsEnd(t *testing.T) {
	s := start(t, t.TempDir())
	s.until("epiviz> ")
	s.press("charts\n\n\nwhe")
	s.until("epiviz> charts", "no charts", "epiviz> whe")
	s.press("re\r")
	s.until("epiviz> where", "chr1:1-100,000", "epiviz> ")
	s.press("\r")
	s.ends(0)
}

// TestPasteOfEmptyLines pastes nothing else, then types a line to see that the
// program goes on.
func TestPasteOfEmptyLines(t *testing.T) {
	s := start(t, t.TempDir())
	for range 3 {
		s.until("epiviz> ")
		s.press("\n\n\n")
		s.press("where\r")
		s.until("epiviz> where", "chr1:1-100,000", "epiviz> ")
		s.press("charts\r")
		s.until("epiviz> charts", "no charts", "epiviz> ")
	}
	s.press("\r")
	s.ends(0)
}

// TestPasteWithALongCommand has the paste wait for a command in it.
func TestPasteWithALongCommand(t *testing.T) {
	s := start(t, t.TempDir())
	s.until("epiviz> ")
	s.press("charts\n\nflushcache\n\n\nwhere\n\n")
	s.until("epiviz> charts", "no charts", "epiviz> flushcache", "flushing")
	s.press("\n")
	s.echoes("flushing\r\n\r\n")
	s.notify("flush")
	s.until("flushed the cache of 1 browser", "epiviz> where", "chr1:1-100,000", "epiviz> ")
	s.press("\r")
	s.until("chr1:1-100,000", "epiviz>", "stopped")
	s.ends(0)
}

// TestPasteLongerThanTheQueue has a paste that the terminal cannot hold at
// once, at an idle prompt and while a command runs.
func TestPasteLongerThanTheQueue(t *testing.T) {
	const lines = 300
	for _, eol := range []string{"\n", "\r", "\r\n"} {
		t.Run(fmt.Sprintf("%q", eol), func(t *testing.T) {
			t.Parallel()
			s := start(t, t.TempDir())
			s.until("epiviz> ")
			var paste strings.Builder
			for i := range lines {
				fmt.Fprintf(&paste, "navigate chr1 %d 100000%s%s", i+1, eol, strings.Repeat(eol, i%3))
			}
			s.press(paste.String() + strings.Repeat(eol, 3))
			s.until(fmt.Sprintf("epiviz> navigate chr1 %d 100000", lines), fmt.Sprintf("chr1:%d-100,000", lines), "epiviz> ")
			s.mu.Lock()
			raw := s.raw.String()
			s.mu.Unlock()
			for i := range lines {
				if want := fmt.Sprintf("chr1:%d-100,000", i+1); strings.Count(raw, want) != 1 {
					t.Errorf("%s is printed %d times", want, strings.Count(raw, want))
				}
			}
			s.press("\r")
			s.ends(0)
		})
	}
}

// TestEnterWithNews has news come with the Enter that ends the program.
func TestEnterWithNews(t *testing.T) {
	for _, newsFirst := range []bool{true, false} {
		s := start(t, t.TempDir())
		s.until("epiviz> ")
		if newsFirst {
			s.notify("news")
			s.press("\r")
		} else {
			s.press("\r")
			s.notify("news")
		}
		s.wait("stopped", func() bool { return strings.Contains(s.raw.String(), "stopped") })
		if code := s.exit(); code != 0 {
			t.Errorf("exit code %d", code)
		}
	}
}

// TestEnterAfterASearch ends the program behind a line that a search found,
// and behind a search that found nothing.
func TestEnterAfterASearch(t *testing.T) {
	for _, keys := range []string{"\x12whe\r", "\x12xyz\rwhere\r"} {
		s := start(t, t.TempDir())
		s.until("epiviz> ")
		s.press("where\r")
		s.until("chr1:1-100,000", "epiviz> ")
		s.press(keys)
		s.until("chr1:1-100,000", "epiviz> where", "chr1:1-100,000", "epiviz> ")
		s.press("\r")
		s.ends(0)
	}
}

// TestEnterAtADumbTerminal does without line editing what the tests above do.
func TestEnterAtADumbTerminal(t *testing.T) {
	s := start(t, t.TempDir(), "TERM=dumb")
	s.until("press enter to stop", "epiviz> ")
	s.press("flushcache\r")
	s.until("epiviz> flushcache", "flushing")
	s.press("\r\rwhere\r\r")
	s.echoes("flushing\r\n\r\n\r\nwhere\r\n\r\n")
	s.notify("flush")
	s.until("flushed the cache of 1 browser", "epiviz> chr1:1-100,000", "epiviz> ")
	s.press("charts\r\r\rwhere\r\r")
	s.until("no charts", "epiviz> chr1:1-100,000", "epiviz> ")
	s.press(" \r")
	s.until("epiviz>", "epiviz> ")
	s.press("\r")
	s.until("epiviz>", "stopped")
	s.ends(0)
}
