//go:build unix

package term_test

import (
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// paste writes text as a terminal does that marks pastes.
func (s *screen) paste(text string) {
	s.t.Helper()
	s.press("\x1b[200~" + text + "\x1b[201~")
}

// showsLine waits for a line to be the last one, wherever the cursor is in it.
func (s *screen) showsLine(want string) {
	s.t.Helper()
	s.wait(want, func() bool {
		lines := s.lines()
		return len(lines) > 0 && lines[len(lines)-1] == want
	})
}

// The tests here paste at a terminal that marks it. TestPasteKeys has the cases in which it
// matters how the parts of a paste follow one another.

func TestMarkedPaste(t *testing.T) {
	for _, c := range []struct {
		name, paste string
		want        []string
	}{
		{"cells of a table", "navigate chr1\t1000\t2000\r", []string{"epiviz> navigate chr1   1000    2000", "chr1:1,000-2,000"}},
		{"lines", "navigate chr1 1 100\rcharts\rwhere\r",
			[]string{"epiviz> navigate chr1 1 100", "chr1:1-100", "epiviz> charts", "no charts", "epiviz> where", "chr1:1-100"}},
		{"empty lines", "\r\n\r\ncharts\r\n\r\n\r\n", []string{"epiviz> charts", "no charts"}},
		{"one empty line", "\rcharts\r", []string{"epiviz> charts", "no charts"}},
		{"keys that end", "wh\x04ere\x03\x1a\x1c\r\x04", []string{"left out of the paste: 5 characters that cannot be shown",
			"epiviz> where", "chr1:1-100,000"}},
		{"half a sequence", "wh\x1bere\r",
			[]string{"left out of the paste: 1 character that cannot be shown", "epiviz> where", "chr1:1-100,000"}},
		{"a failing line", "nonsense\rcharts\r", []string{"hint: help lists the commands", "epiviz> charts", "no charts"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := start(t, t.TempDir())
			s.until("epiviz> ")
			s.paste(c.paste)
			s.until(append(c.want, "epiviz> ")...)
			s.press("\r")
			s.until("epiviz>", "stopped")
			s.ends(0)
		})
	}
}

// TestPasteWithinALine pastes in the middle of what is typed, and leaves the last line to be
// edited.
func TestPasteWithinALine(t *testing.T) {
	s := start(t, t.TempDir())
	s.until("epiviz> ")
	s.press("navigate  9000\x1b[1;5D\x1b[D")
	s.paste("chr1\t10")
	s.showsLine("epiviz> navigate chr1   10 9000")
	s.press("\x1f") // undo takes the paste back as a whole
	s.showsLine("epiviz> navigate  9000")
	s.paste("chr1\t1000")
	s.press("\r")
	s.until("epiviz> navigate chr1   1000 9000", "chr1:1,000-9,000", "epiviz> ")
	s.paste("charts\rwhe")
	s.until("no charts", "epiviz> whe")
	s.press("\x12nav") // a search, which a paste ends
	s.wait("the search", func() bool { return strings.Contains(strings.Join(s.lines(), "\n"), "`nav': navigate") })
	s.paste("re\r")
	s.until("no charts", "epiviz> where", "chr1:1,000-9,000", "epiviz> ")
	s.press("\r")
	s.ends(0)
}

// TestPasteStopped stops the rest of a paste with Ctrl-C, and is told so.
func TestPasteStopped(t *testing.T) {
	s := start(t, t.TempDir())
	s.until("epiviz> ")
	s.paste("charts\rredraw\rcharts\r\rnavigate chr1 1 10\rx")
	s.until("epiviz> charts", "no charts", "epiviz> redraw", "redrawing")
	s.press("\x03")
	s.until("redrawing", "^Ccancelled", "not run: 3 lines of the paste", "epiviz> ")
	s.press("where\r")
	s.until("epiviz> where", "chr1:1-100,000", "epiviz> ")
	s.press("\r")
	s.ends(0)
}

// TestPasteMarksAreOff checks that the terminal marks pastes only while a line is read.
func TestPasteMarksAreOff(t *testing.T) {
	const on, off = "\x1b[?2004h", "\x1b[?2004l"
	marked := func(s *screen) bool {
		raw := s.raw.String()
		return strings.LastIndex(raw, on) > strings.LastIndex(raw, off)
	}
	s := start(t, t.TempDir())
	s.until("epiviz> ")
	s.wait("marks", func() bool { return marked(s) })
	s.press("redraw\r")
	s.wait("no marks while a command runs", func() bool {
		_, after, redraws := strings.Cut(s.raw.String(), "redrawing")
		return redraws && !strings.Contains(after, on) && !marked(s)
	})
	s.press("\x03")
	s.until("^Ccancelled", "epiviz> ")
	s.wait("marks again", func() bool { return marked(s) })
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	s.ends(childStopped)
	s.mu.Lock()
	defer s.mu.Unlock()
	if marked(s) {
		t.Error("the terminal marks pastes after the end")
	}
}

// TestDumbTerminalIsNotTold checks that a terminal without line editing gets no sequences.
func TestDumbTerminalIsNotTold(t *testing.T) {
	s := start(t, t.TempDir(), "TERM=dumb")
	s.until("epiviz> ")
	s.press("navigate chr1\t1000\t2000\r")
	s.until("chr1:1,000-2,000", "epiviz> ")
	s.press("\r")
	s.ends(0)
	s.mu.Lock()
	defer s.mu.Unlock()
	if strings.Contains(s.raw.String(), "\x1b") {
		t.Errorf("it got %q", s.raw.String())
	}
}

// TestTabsInHistory checks that a line with tabs comes back in the next session.
func TestTabsInHistory(t *testing.T) {
	dir := t.TempDir()
	history := "EPIVIZGO_TERM_HISTORY=" + dir + "/history"
	s := start(t, dir, history)
	s.until("epiviz> ")
	s.paste("navigate chr1\t1000\t2000\r")
	s.until("chr1:1,000-2,000", "epiviz> ")
	s.press("\r")
	s.ends(0)
	s = start(t, dir, history)
	s.until("epiviz> ")
	s.press("\x1b[A")
	s.until("epiviz> navigate chr1   1000    2000")
	s.press("\r")
	s.until("chr1:1,000-2,000", "epiviz> ")
	s.press("where\r")
	s.until("epiviz> where", "chr1:1,000-2,000", "epiviz> ")
	s.press("navigate chr1:1-\x1b.")
	s.until("epiviz> navigate chr1:1-where")
	s.notify("news") // does not come between Alt-. and Alt-.
	s.until("news", "epiviz> navigate chr1:1-where")
	s.press("\x1b.")
	s.until("epiviz> navigate chr1:1-2000")
	s.press("\r")
	s.until("chr1:1-2,000", "epiviz> ")
	s.press("\r")
	s.ends(0)
}

// TestKeysOfTerminals edits a line with the keys as several terminals send them.
func TestKeysOfTerminals(t *testing.T) {
	s := start(t, t.TempDir())
	s.until("epiviz> ")
	s.press("here chr1")
	s.press("\x1b[1~w\x1b[4~\x1b\x7f\x7f") // tmux, the console
	s.until("epiviz> where")
	s.press("\x1b[7~\x1b[8~!\x1b[7~\x1b[3~") // rxvt
	s.showsLine("epiviz> here!")
	s.press("\x05\x15a b c\x1b[1;5D\x1bOdx\x1b[5C\x1b[6~\x1b[15~y") // Ctrl-arrows, keys without a meaning
	s.showsLine("epiviz> a xby c")
	s.press("\x17\x17\x0bwhere\r")
	s.until("epiviz> where", "chr1:1-100,000", "epiviz> ")
	s.press("\r")
	s.ends(0)
}

// TestWrappedLineKeepsWhatIsAbove edits a line of several rows, at its beginning and after
// the window has got narrower, which leaves the rows as they were on this terminal.
func TestWrappedLineKeepsWhatIsAbove(t *testing.T) {
	s := start(t, t.TempDir())
	s.until("epiviz> ")
	s.press("where\r")
	s.until("epiviz> where", "chr1:1-100,000", "epiviz> ")
	long := "# " + strings.Repeat("0123456789", 9)
	s.press(long)
	s.press("\x1b[1~x")
	above := "epiviz> where\nchr1:1-100,000\n"
	s.wait("the line below what was there", func() bool {
		return strings.HasSuffix(strings.Join(s.lines(), "\n"), above+("epiviz> x" + long)[:80]+"\n"+("epiviz> x" + long)[80:])
	})
	s.mu.Lock()
	s.term.Resize(40, 24)
	s.mu.Unlock()
	if err := pty.Setsize(s.keys, &pty.Winsize{Rows: 24, Cols: 40}); err != nil {
		t.Fatal(err)
	}
	s.press("y")
	whole := "epiviz> xy" + long
	s.wait("the line in more rows", func() bool {
		return strings.HasSuffix(strings.Join(s.lines(), "\n"), above+whole[:40]+"\n"+whole[40:80]+"\n"+whole[80:])
	})
	s.press("\x05\x15\r")
	s.ends(0)
}

// TestLineHigherThanTheScreen pastes more than the screen holds.
func TestLineHigherThanTheScreen(t *testing.T) {
	s := start(t, t.TempDir())
	s.until("epiviz> ")
	s.paste("where # " + strings.Repeat("0123456789", 1000))
	s.wait("its end", func() bool { return len(s.lines()) == 24 && strings.HasSuffix(s.lines()[23], "6789") })
	s.press("\x1b[1~")
	s.wait("its beginning", func() bool { return strings.HasPrefix(s.lines()[0], "epiviz> where # 0123") && s.term.Cursor().Y == 0 })
	s.press("\r")
	s.until("chr1:1-100,000", "epiviz> ")
	s.press("\r")
	s.ends(0)
}

// BenchmarkPastedLine pastes a line of 10,000 characters and runs it, here and in bash, and
// reports how many times as long it takes as in bash. It is a comment to both.
func BenchmarkPastedLine(b *testing.B) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		b.Skip("no bash to compare with")
	}
	line := "# " + strings.Repeat("0123456789", 1000)
	const ready = "\x1b[?2004h"
	run := func(cmd *exec.Cmd, env ...string) time.Duration {
		cmd.Env = append(append(os.Environ(), "TERM=xterm", "NO_COLOR=1"), env...)
		notices, w, err := os.Pipe()
		if err != nil {
			b.Fatal(err)
		}
		defer w.Close()
		cmd.ExtraFiles = []*os.File{notices}
		f, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
		if err != nil {
			b.Fatal(err)
		}
		defer f.Close()
		_ = notices.Close()
		buf, raw := make([]byte, 1<<16), ""
		until := func(text string) {
			for !strings.Contains(raw, text) {
				n, err := f.Read(buf)
				raw += string(buf[:n])
				if err != nil {
					b.Fatal(err)
				}
			}
			raw = ""
		}
		until(ready)
		began := time.Now()
		for range b.N {
			_, _ = io.WriteString(f, "\x1b[200~"+line+"\x1b[201~\r")
			until(ready)
		}
		took := time.Since(began)
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		return took
	}
	theirs := run(exec.Command(bash, "--norc", "--noprofile", "-i"), "PS1=epiviz> ", "HISTFILE=")
	ours := run(exec.Command(os.Args[0]), childMark+"=1")
	b.ReportMetric(float64(ours)/float64(theirs), "times-bash")
	b.ReportMetric(float64(theirs.Microseconds())/float64(b.N)/1000, "bash-ms/op")
	b.ReportMetric(float64(ours.Microseconds())/float64(b.N)/1000, "ms/op")
	b.ReportMetric(0, "ns/op")
}
