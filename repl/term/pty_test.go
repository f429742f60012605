//go:build unix

package term_test

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
)

// screen is the child on a pseudo-terminal, with what a person would see.
type screen struct {
	t       *testing.T
	cmd     *exec.Cmd
	keys    *os.File // the terminal's other end
	notices *os.File

	mu      sync.Mutex
	changed sync.Cond
	term    vt10x.Terminal
	raw     strings.Builder // everything written, for failures
	over    bool            // the child has closed the terminal
}

// patience bounds each wait; it is only ever used up by a failure.
const patience = 20 * time.Second

// start runs the child on a terminal of 80 by 24 in a folder of its own.
func start(t *testing.T, dir string, env ...string) *screen {
	t.Helper()
	return startSized(t, dir, 80, env...)
}

func startSized(t *testing.T, dir string, columns int, env ...string) *screen {
	t.Helper()
	return startCommand(t, exec.Command(os.Args[0]), dir, columns, env...)
}

func startCommand(t *testing.T, cmd *exec.Cmd, dir string, columns int, env ...string) *screen {
	t.Helper()
	notices, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), childMark+"=1", "TERM=xterm", "NO_COLOR=1", "TMUX=", "VTE_VERSION=")
	cmd.Env = append(cmd.Env, env...)
	cmd.ExtraFiles = []*os.File{notices}
	f, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: uint16(columns)})
	if err != nil {
		t.Fatal(err)
	}
	_ = notices.Close()
	s := &screen{t: t, cmd: cmd, keys: f, notices: w, term: vt10x.New(vt10x.WithSize(columns, 24))}
	s.changed.L = &s.mu
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.watch()
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // when it is still there
		_ = w.Close()
		_ = f.Close()
		<-done
	})
	return s
}

// watch draws what the child writes until it is gone.
func (s *screen) watch() {
	buf := make([]byte, 4096)
	for {
		n, err := s.keys.Read(buf)
		s.mu.Lock()
		_, _ = s.term.Write(buf[:n])
		s.raw.Write(buf[:n])
		s.over = err != nil
		s.changed.Broadcast()
		s.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// lines returns the lines of the screen without empty ones at the end.
func (s *screen) lines() []string {
	lines := strings.Split(s.term.String(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// until waits for the screen to end with these lines, and for the cursor to be
// at the end of the last one.
func (s *screen) until(want ...string) {
	s.t.Helper()
	wanted := strings.Join(want, "\n")
	s.wait(wanted, func() bool {
		got := strings.Join(s.lines(), "\n")
		if !strings.HasSuffix("\n"+got, "\n"+strings.TrimRight(wanted, " ")) {
			return false
		}
		last := want[len(want)-1]
		at := s.term.Cursor()
		return at.Y == len(s.lines())-1 && at.X == len([]rune(last)) || !strings.HasPrefix(last, "epiviz>")
	})
}

func (s *screen) wait(what string, reached func() bool) {
	s.t.Helper()
	if !s.waitFor(patience, reached) {
		_ = s.cmd.Process.Signal(syscall.SIGQUIT) // its stacks go to the screen
		s.waitFor(time.Second, func() bool { return false })
		s.mu.Lock()
		defer s.mu.Unlock()
		s.t.Fatalf("the screen is\n%s\ncursor %+v; wanted\n%s\nwritten: %q",
			strings.Join(s.lines(), "\n"), s.term.Cursor(), what, s.raw.String())
	}
}

// stuck reports whether the terminal passes on nothing that the child writes. A Go program
// that gets SIGQUIT writes its stacks, whatever it waits for; seldom, the system's terminal
// has stopped for good after keys that it discarded.
func (s *screen) stuck() bool {
	_ = s.cmd.Process.Signal(syscall.SIGQUIT)
	wrote := s.waitFor(patience, func() bool { return strings.Contains(s.raw.String(), "SIGQUIT") })
	s.mu.Lock()
	defer s.mu.Unlock()
	return !wrote && !s.over
}

// waitFor reports whether the screen comes to be so in time.
func (s *screen) waitFor(most time.Duration, reached func() bool) bool {
	expired := false
	timer := time.AfterFunc(most, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		expired = true
		s.changed.Broadcast()
	})
	defer timer.Stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	for !reached() {
		if expired || s.over {
			return false
		}
		s.changed.Wait()
	}
	return true
}

func (s *screen) press(keys string) {
	s.t.Helper()
	if _, err := io.WriteString(s.keys, keys); err != nil {
		s.t.Fatal(err)
	}
}

func (s *screen) notify(line string) {
	s.t.Helper()
	if _, err := io.WriteString(s.notices, line+"\n"); err != nil {
		s.t.Fatal(err)
	}
}

// exit waits for the child to end and returns its exit code.
func (s *screen) exit() int {
	s.t.Helper()
	_ = s.notices.Close()
	ended := make(chan error, 1)
	go func() { ended <- s.cmd.Wait() }()
	select {
	case err := <-ended:
		var failed *exec.ExitError
		if err != nil && !errors.As(err, &failed) {
			s.t.Fatal(err)
		}
		return s.cmd.ProcessState.ExitCode()
	case <-time.After(patience):
		s.t.Fatal("the program does not end")
		return -1
	}
}

// ends checks that the child says stopped and exits with a code, leaving the
// terminal as it was.
func (s *screen) ends(code int) {
	s.t.Helper()
	s.until("stopped")
	if got := s.exit(); got != code {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.t.Errorf("exit code %d, want %d; written: %q", got, code, s.raw.String())
	}
}

func TestTutorialTranscript(t *testing.T) {
	s := start(t, t.TempDir())
	s.until("press enter to stop", "epiviz> ")
	s.press("navigate chr1 1 100000\r")
	s.until("epiviz> navigate chr1 1 100000", "chr1:1-100,000", "epiviz> ")
	s.press(`addchart "Line Track" py_column` + "\r")
	s.until(`epiviz> addchart "Line Track" py_column`, "chart 1: Line Track of py_column", "epiviz> ")
	s.press("charts\r")
	s.until("epiviz> charts", " #  TYPE        MEASUREMENTS", " 1  Line Track  py_column", "epiviz> ")
	s.press("removechart 1\r")
	s.until("epiviz> removechart 1", "removed chart 1", "epiviz> ")
	s.press("\r")
	s.until("epiviz>", "stopped")
	s.ends(0)
}

// TestAllAtOnce writes the transcript before the program reads anything, as a
// paste or an impatient script does.
func TestAllAtOnce(t *testing.T) {
	s := start(t, t.TempDir())
	s.press("navigate chr1 1 100\rcharts\r\rwhere\r\r")
	s.until("epiviz> navigate chr1 1 100", "chr1:1-100", "epiviz> charts", "no charts", "epiviz> where", "chr1:1-100", "epiviz> ")
	s.press("\r")
	s.until("epiviz> where", "chr1:1-100", "epiviz>", "stopped")
	s.ends(0)
}

func TestCtrlC(t *testing.T) {
	s := start(t, t.TempDir())
	s.until("epiviz> ")
	s.press("half a li")
	s.until("epiviz> half a li")
	s.press("\x03")
	s.until("epiviz> half a li^C", "epiviz> ")
	s.press("redraw; charts\r")
	s.until("epiviz> redraw; charts", "redrawing")
	s.press("\x03")
	s.until("redrawing", "^Ccancelled", "epiviz> ")
	s.press("where\r")
	s.until("epiviz> where", "chr1:1-100,000", "epiviz> ")
	s.press("\x04")
	s.until("epiviz> ^D", "stopped")
	s.ends(0)
}

func TestWhiteSpaceIsNotEnter(t *testing.T) {
	s := start(t, t.TempDir())
	s.until("epiviz> ")
	s.press(" \r")
	s.until("press enter to stop", "epiviz>", "epiviz> ")
	s.press("\r")
	s.ends(0)
}

func TestTab(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"my peaks.bed", "other.bw", "other.bed"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := start(t, dir)
	s.until("epiviz> ")
	s.press("addc\t")
	s.until("epiviz> addchart ")
	s.press("\"li\t")
	s.until(`epiviz> addchart "line `) // as far as Line Plot and Line Track go together
	s.press("\t")
	s.until("Line Plot   Line Track", `epiviz> addchart "line `)
	s.press("T\t")
	s.until(`epiviz> addchart "line Track" `)
	s.press("\x15")
	s.until("epiviz> ")
	s.press(`addchart "Line T` + "\t")
	s.until(`epiviz> addchart "Line Track" `)
	s.press("p\t\r")
	s.until(`epiviz> addchart "Line Track" py_column`, "chart 1: Line Track of py_column", "epiviz> ")
	s.press("load my\t\r")
	s.until(`epiviz> load my\ peaks.bed`, "loaded measurement my_peaks, my peaks (Blocks Track)", "my peaks.bed has no rows", "epiviz> ")
	s.press("load oth\t")
	s.until("epiviz> load other.b")
	s.press("\t")
	s.until("other.bed  other.bw", "epiviz> load other.b")
	s.press("nothing\t")
	s.until("epiviz> load other.bnothing")
	s.press("\x15\r")
	s.ends(0)
}

func TestNoticeWhileTyping(t *testing.T) {
	s := start(t, t.TempDir())
	s.until("epiviz> ")
	s.press("navigate chr")
	s.until("epiviz> navigate chr")
	s.notify("browser 1 connected")
	s.until("press enter to stop", "browser 1 connected", "epiviz> navigate chr")
	s.press("1 1 10")
	s.until("epiviz> navigate chr1 1 10")
	// In the middle of the line, and several.
	s.press("\x1b[D\x1b[D")
	s.notify("browser 2 connected")
	s.notify("browser 3 connected")
	s.wait("cursor before 10", func() bool {
		lines := s.lines()
		return len(lines) == 5 && lines[3] == "browser 3 connected" && lines[4] == "epiviz> navigate chr1 1 10" && s.term.Cursor().X == 24
	})
	s.press("2\r")
	s.until("browser 3 connected", "epiviz> navigate chr1 1 210", "chr1:1-210", "epiviz> ")
	// While a command runs.
	s.press("redraw\r")
	s.until("epiviz> redraw", "redrawing")
	s.notify("browser 1 left")
	s.until("redrawing", "browser 1 left")
	s.press("\x03")
	s.until("browser 1 left", "^Ccancelled", "epiviz> ")
	s.press("\r")
	s.ends(0)
}

func TestNoticeBelowAWrappedLine(t *testing.T) {
	s := startSized(t, t.TempDir(), 40)
	s.until("epiviz> ")
	long := "addchart " + strings.Repeat("x", 50)
	s.press(long)
	wrapped := []string{("epiviz> " + long)[:40], ("epiviz> " + long)[40:]}
	s.wait("the wrapped line", func() bool {
		return strings.Join(s.lines()[max(0, len(s.lines())-2):], "\n") == strings.Join(wrapped, "\n")
	})
	s.notify("news")
	s.wait("news above it", func() bool {
		return strings.Join(s.lines(), "\n") == "press enter to stop\nnews\n"+strings.Join(wrapped, "\n")
	})
	s.press("\x15\r")
	s.ends(0)
}

// TestTypedAhead checks that what is typed while a command runs is not lost
// and does not appear in the middle of the output.
func TestTypedAhead(t *testing.T) {
	s := start(t, t.TempDir())
	s.until("epiviz> ")
	s.notify("news") // after it readline would read on during a command
	s.until("news", "epiviz> ")
	s.press("flushcache\r")
	s.until("epiviz> flushcache", "flushing")
	s.press("where\n")
	s.until("flushing", "where")
	s.notify("flush")
	s.until("flushing", "where", "flushed the cache of 1 browser", "epiviz> where", "chr1:1-100,000", "epiviz> ")
	s.press("\r")
	s.ends(0)
}

func TestStopFromOutside(t *testing.T) {
	s := start(t, t.TempDir())
	s.until("epiviz> ")
	s.press("half a line")
	s.until("epiviz> half a line")
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	s.ends(childStopped)
}

func TestInterruptFromOutside(t *testing.T) {
	s := start(t, t.TempDir(), "EPIVIZGO_TERM_INTERRUPT=told")
	s.until("epiviz> ")
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	s.until("interrupted", "epiviz> ") // before a command listens
	s.press("where\r")
	s.until("epiviz> where", "chr1:1-100,000", "epiviz> ")
	s.press("\r")
	s.ends(0)
}

// TestKeysThatReadlineMistakes presses what would end or upset readline.
func TestKeysThatReadlineMistakes(t *testing.T) {
	s := start(t, t.TempDir())
	s.until("epiviz> ")
	s.press("\x00")                 // Ctrl-Space: the end of input to readline
	s.press("\x1b[3~")              // Delete on an empty line: Ctrl-D
	s.press("\x12\x07")             // a search in an empty history
	s.press("a\x14")                // Ctrl-T on one letter
	s.press("\x1c\x1d\x0f")         // controls that have no meaning
	s.press("\u202e")               // a bidirectional override
	s.press("\x15where x\x1b[D")    // before the x
	s.press("\x1b[3~\x7f\x1b[1;5C") // Delete, Backspace, Ctrl-Right
	s.until("epiviz> where")
	s.press("\r")
	s.until("epiviz> where", "chr1:1-100,000", "epiviz> ")
	s.press("\r")
	s.ends(0)
}

// TestSearch looks for a line typed before, and in vain.
func TestSearch(t *testing.T) {
	s := start(t, t.TempDir())
	s.until("epiviz> ")
	s.press("where\r")
	s.until("chr1:1-100,000", "epiviz> ")
	s.press("charts\r")
	s.until("no charts", "epiviz> ")
	s.press("\x12xyz\r")
	s.press("where\r")
	s.until("epiviz> charts", "no charts", "epiviz> where", "chr1:1-100,000", "epiviz> ")
	s.press("\x12cha\r")
	s.until("chr1:1-100,000", "epiviz> charts", "no charts", "epiviz> ")
	s.press("\x12whe")
	s.wait("the search", func() bool { return strings.Contains(strings.Join(s.lines(), "\n"), "(reverse-i-search)`whe': where") })
	s.notify("news")
	s.wait("news", func() bool { return strings.Contains(strings.Join(s.lines(), "\n"), "news") })
	s.press("\r")
	s.until("news", "epiviz> where", "chr1:1-100,000", "epiviz> ")
	s.press("\r")
	s.ends(0)
}

// TestSuspend presses Ctrl-Z under a shell, which is what continues jobs.
func TestSuspend(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash to suspend to")
	}
	s := startCommand(t, exec.Command(bash, "--norc", "--noprofile", "-i"), t.TempDir(), 80, "PS1=shell> ", "PROGRAM="+os.Args[0])
	s.until("shell>")
	s.press("$PROGRAM\r")
	s.until("epiviz> ")
	s.press("whe")
	s.until("epiviz> whe")
	s.press("\x1a")
	s.until("shell>")
	s.press("echo $((6*7))\r") // the terminal is as the shell wants it
	s.until("shell> echo $((6*7))", "42", "shell>")
	s.press("fg\r")
	s.until("$PROGRAM", "epiviz> whe")
	s.press("re\r")
	s.until("epiviz> where", "chr1:1-100,000", "epiviz> ")
	s.press("\x1a")
	s.until("shell>")
	s.press("fg\r\r") // the second is typed before the prompt is shown again
	s.until("$PROGRAM", "epiviz> ")
	s.press("charts\r")
	s.until("epiviz> charts", "no charts", "epiviz> ")
	_ = s.notices.Close()
	s.press("\r")
	s.until("stopped", "shell>")
	s.press("exit\r")
	if code := s.exit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

func TestHistory(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "state", "epivizgo", "history")
	for _, round := range []string{"first", "second"} {
		s := start(t, dir, "EPIVIZGO_TERM_HISTORY="+path)
		s.until("epiviz> ")
		if round == "second" {
			s.press("\x1b[A")
			s.until("epiviz> where")
			s.press("\x1b[A")
			s.until("epiviz> charts")
			s.press("\x1b[B")
			s.until("epiviz> where")
			s.press("\x15")
		} else {
			s.press("charts\r")
			s.until("no charts", "epiviz> ")
			s.press("where\r")
			s.until("chr1:1-100,000", "epiviz> ")
			s.press("where\r")
			s.until("chr1:1-100,000", "epiviz> where", "chr1:1-100,000", "epiviz> ")
		}
		s.press("\r")
		s.ends(0)
	}
	text, err := os.ReadFile(path)
	if err != nil || string(text) != "charts\nwhere\n" {
		t.Errorf("the file has %q, %v", text, err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file's rights are %v, %v", info.Mode(), err)
	}
}

func TestNarrowTerminal(t *testing.T) {
	s := startSized(t, t.TempDir(), 8) // exactly the prompt
	s.wait("the prompt", func() bool { return strings.Contains(s.raw.String(), "epiviz> ") })
	s.press("x\t\x15where\r")
	s.wait("the next prompt", func() bool {
		_, after, _ := strings.Cut(s.raw.String(), "chr1:1-100,000")
		return strings.Contains(after, "epiviz> ")
	})
	s.press("\r")
	s.wait("stopped", func() bool { return strings.Contains(s.raw.String(), "stopped") })
	if code := s.exit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}
