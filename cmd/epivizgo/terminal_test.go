//go:build unix

package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/sessiontest"
)

// typed is the program on a terminal of its own.
type typed struct {
	t   *testing.T
	cmd *exec.Cmd
	tty *os.File
	out *transcript
}

// onTerminal runs the program on a terminal of 80 columns and 12 rows. env are settings beside
// those of the test.
func onTerminal(t *testing.T, env []string, args ...string) *typed {
	t.Helper()
	p := openTerminal(t, env, args...)
	copied := make(chan struct{})
	go func() {
		defer close(copied)
		_, _ = io.Copy(p.out, p.tty) // ends with an error when the program does
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill() // when it is still there
		<-copied
	})
	return p
}

// openTerminal does what onTerminal does, but nobody reads what is printed.
func openTerminal(t *testing.T, env []string, args ...string) *typed {
	t.Helper()
	p := &typed{t: t, out: newTranscript()}
	p.cmd = exec.Command("epivizgo", append([]string{"--addr", "127.0.0.1:0", "--no-open"}, args...)...)
	p.cmd.Env = append(os.Environ(), "TERM=xterm", "NO_COLOR=1", "XDG_STATE_HOME="+t.TempDir(), "XDG_CACHE_HOME="+t.TempDir())
	p.cmd.Env = append(p.cmd.Env, env...)
	var err error
	if p.tty, err = pty.StartWithSize(p.cmd, &pty.Winsize{Rows: 12, Cols: 80}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait()
		_ = p.tty.Close()
		if t.Failed() {
			t.Logf("the terminal got: %q", p.out.text())
		}
	})
	return p
}

func (p *typed) press(keys string) {
	p.t.Helper()
	if _, err := io.WriteString(p.tty, keys); err != nil {
		p.t.Fatal(err)
	}
}

func (p *typed) expect(pattern string) string {
	p.t.Helper()
	return p.out.expect(p.t, pattern)
}

// enter types a line at the prompt.
func (p *typed) enter(line string) {
	p.t.Helper()
	p.expect(`epiviz> `)
	p.press(line + "\r")
}

// ends quits and checks the exit status.
func (p *typed) ends(status int) {
	p.t.Helper()
	p.enter("quit")
	_ = p.cmd.Wait()
	if got := p.cmd.ProcessState.ExitCode(); got != status {
		p.t.Errorf("exit status %d, want %d", got, status)
	}
}

// manyRows writes a BED file in a folder of its own, and returns its path.
func manyRows(t *testing.T, rows int) string {
	t.Helper()
	var b strings.Builder
	for i := range rows {
		fmt.Fprintf(&b, "chr7\t%d\t%d\tpeak_%d\n", i*10, i*10+5, i)
	}
	path := filepath.Join(t.TempDir(), "many.bed")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestCtrlCStopsOutput presses Ctrl-C while a terminal does not take what is printed: nothing
// comes any more but what was on its way.
func TestCtrlCStopsOutput(t *testing.T) {
	// What the kernel may have in its buffers is 64 KB at most, and a busy machine may take a
	// while to pass on the signal; all rows are 11 MB.
	const most = 1 << 20
	p := openTerminal(t, nil, "--no-pager", manyRows(t, 300_000))
	defer time.AfterFunc(patience, func() { _ = p.cmd.Process.Kill() }).Stop()
	buf := make([]byte, 1024)
	until := func(text string) (read int) {
		t.Helper()
		var seen []byte
		for !bytes.Contains(seen, []byte(text)) {
			n, err := p.tty.Read(buf)
			if err != nil {
				t.Fatalf("%v before %q", err, text)
			}
			read += n
			if seen = append(seen, buf[:n]...); len(seen) > 8<<10 {
				seen = seen[4<<10:]
			}
		}
		return read
	}
	until("epiviz> ")
	p.press("rows chr7 many --tsv\r")
	until("peak_17")
	p.press("\x03")
	if n := until("\ncancelled"); n > most {
		t.Errorf("%d bytes came after Ctrl-C, want at most %d", n, most)
	}
	p.press("echo still 'here'\r")
	until("still here")
}

func needs(t *testing.T, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Skipf("there is no %s here", program)
	}
}

// TestPager shows what is longer than the screen with less. News waits meanwhile, and keys that
// it did not read are not for the prompt.
func TestPager(t *testing.T) {
	needs(t, "less")
	if _, ok := os.LookupEnv("PAGER"); ok {
		t.Setenv("PAGER", "less")
	}
	p := onTerminal(t, []string{"LESS=FRX"})
	address := strings.TrimPrefix(p.expect(`websocket-host\[\]=ws://localhost:\d+/ws`), "websocket-host[]=")
	p.enter("version")
	p.expect(`epivizgo \S+`) // shorter than the screen
	p.enter("help")
	p.expect(`Moving about`)
	p.expect(`\n:`)
	page, err := sessiontest.Open(t.Context(), sessiontest.WebSocket(address), protocol.BuiltinVersion)
	if err != nil {
		t.Fatal(err)
	}
	defer page.Disconnect()
	at := map[string]any{"seqName": "chr1", "start": 11, "end": 20}
	if _, err := page.Ask(t.Context(), protocol.UserNavigate, map[string]any{"range": at}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(p.out.text(), "browser 1 connected") {
		t.Error("news came while the pager was up")
	}
	p.press("\x03") // is less's
	p.expect(`\x07`)
	p.press("qxyz\r\r")
	p.expect(`browser 1 connected`)
	p.enter("where")
	p.expect(`where\s+(\x1b\[\?2004l)?chr1:11-20`)
	if strings.Contains(p.out.text(), "cancelled") || strings.Contains(p.out.text(), "there is no command") {
		t.Error("the keys for the pager came to the prompt")
	}
	p.ends(0)
}

// TestPagers tries other values of $PAGER.
func TestPagers(t *testing.T) {
	for _, tc := range []struct {
		name, pager string
		do          func(p *typed)
	}{
		{"cat", "cat", func(p *typed) { p.expect(`Enter on an empty line ends the program\.`) }},
		{"none", "", func(p *typed) { p.expect(`Enter on an empty line ends the program\.`) }},
		{"one that is not there", "nosuchpager -x", func(p *typed) {
			p.expect(`\$PAGER is "nosuchpager -x", and there is no such program|-- more`)
			p.press(" ")
			p.expect(`-- more`)
			p.press("\r")
			p.expect(`-- more`)
			p.press("q")
		}},
		{"one that fails", "sh -c 'exit 3'", func(p *typed) { p.expect(`error: the pager sh: exit status 3`) }},
		{"one that is left early", "head -n 1", func(p *typed) { p.expect(`Moving about`) }},
		{"one that dies", "stty raw -echo < /dev/tty; kill -9 $$", func(p *typed) {
			p.expect(`error: the pager sh: signal: killed`)
			p.enter("!stty -a")
			p.expect(`[^-]icanon`)
			p.expect(`[^-]echo `)
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := onTerminal(t, []string{"PAGER=" + tc.pager})
			p.enter("help")
			tc.do(p)
			p.enter("where")
			p.expect(`chr1:1-100,000`)
			p.ends(0)
		})
	}
}

// TestPagerLeftEarly has a command that notices that nobody reads its result any more.
func TestPagerLeftEarly(t *testing.T) {
	p := onTerminal(t, []string{"PAGER=head -n 1"}, manyRows(t, 20_000)) // more than a pipe holds
	p.enter("rows chr7:1-200,000 many")
	p.expect(`LOCUS`)
	p.enter("version")
	p.expect(`epivizgo `)
	p.ends(0)
}

// TestNoPager has the cases in which nothing goes through a pager.
func TestNoPager(t *testing.T) {
	script := filepath.Join(t.TempDir(), "script")
	if err := os.WriteFile(script, []byte("help\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		args []string
		env  string
		line string
	}{
		"--no-pager":  {args: []string{"--no-pager"}, line: "help"},
		"-x":          {args: []string{"-x", "help"}},
		"--script":    {args: []string{"--script", script, "-i"}, line: "where"},
		"source":      {line: "source " + script},
		"to a file":   {line: "help > " + script + ".out"},
		"a dumb term": {env: "TERM=dumb", line: "help"},
	} {
		t.Run(name, func(t *testing.T) {
			p := onTerminal(t, []string{"PAGER=sh -c 'echo PAGED; cat'", tc.env}, tc.args...)
			if tc.line != "" {
				p.enter(tc.line)
				p.ends(0)
			} else {
				_ = p.cmd.Wait()
			}
			if strings.Contains(p.out.text(), "PAGED\r") {
				t.Error("a pager was run")
			}
		})
	}
}

// TestProgramsHaveTheTerminal runs programs that ask who is there.
func TestProgramsHaveTheTerminal(t *testing.T) {
	script := filepath.Join(t.TempDir(), "script")
	if err := os.WriteFile(script, []byte("addchart linetrack py_column\nset 1 title='a\u202eb'\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := onTerminal(t, nil)
	p.enter(`echo in | sh -c 'test -t 1 && test -t 2 && cat && echo at a terminal'`)
	p.expect(`in\r\nat a terminal`)
	p.enter("source " + script)
	p.enter("session | cat") // which prints what it reads
	p.expect(`a\\u202eb`)
	p.enter(`!test -t 0 && test -t 1 && echo asking; read x; echo got $x`)
	p.expect(`asking\r\n`)
	p.press("some keys\r")
	p.expect(`got some keys`)
	p.enter(`!printf abc`) // does not end its line
	p.expect(`abc`)
	p.enter(`echo x | sh -c 'echo reading; read y < /dev/tty; echo $y'`)
	p.expect(`reading\r\n`)
	p.press("more keys\r")
	p.expect(`more keys\r\n`)
	p.enter(`!exit 7`)
	p.expect(`error: exit: exit status 7`)
	p.enter(`navigate chrQ 1 2 | sh -c 'echo started'`) // is not started
	p.expect(`there is no sequence`)
	p.enter(`!sh -c 'echo up; exec sleep 1000'`)
	p.expect(`up\r\n`)
	p.press("\x03")
	p.expect(`cancelled`)
	p.enter(`where | sh -c 'cat; exec sleep 1000'`)
	p.expect(`chr1:1-100,000\r\n`)
	p.press("\x03")
	p.expect(`cancelled`)
	if strings.Contains(p.out.text(), "\nstarted") {
		t.Error("a program was run for a command that failed")
	}
	p.ends(0)
}

// TestForegroundComesBack kills a shell that had taken the terminal for its own processes.
func TestForegroundComesBack(t *testing.T) {
	needs(t, "bash")
	p := onTerminal(t, nil)
	p.enter(`!exec bash --norc -i`)
	p.expect(`bash.*[#$] `)
	p.press("echo shell $((1+1))\r")
	p.expect(`shell 2`)
	p.expect(`[#$] `)
	p.press("kill -9 $$\r")
	p.expect(`signal: killed`)
	p.enter("where")
	p.expect(`chr1:1-100,000`)
	p.ends(0)
}

// TestSignals checks the status of a program that a signal ends.
func TestSignals(t *testing.T) {
	for _, tc := range []struct {
		name   string
		args   []string
		signal syscall.Signal
		status int
	}{
		{"INT in -x", []string{"-x", "echo up; sleep 1h"}, syscall.SIGINT, 130},
		{"INT in a hook", []string{"-x", "echo up; on moved sleep 1h; navigate chr1 1 5"}, syscall.SIGINT, 130},
		{"TERM in -x", []string{"-x", "echo up; sleep 1h"}, syscall.SIGTERM, 143},
		{"HUP in -x", []string{"-x", "echo up; sleep 1h"}, syscall.SIGHUP, 129},
		{"INT in a program", []string{"-x", "echo up; where | sleep 1000"}, syscall.SIGINT, 130},
		{"TERM in a program", []string{"-x", "echo up; !sleep 1000"}, syscall.SIGTERM, 143},
		{"INT before", []string{"--wait", "1h", "-x", "where"}, syscall.SIGINT, 130},
		{"TERM before", []string{"--wait", "1h", "-x", "where"}, syscall.SIGTERM, 143},
		{"INT from a pipe", nil, syscall.SIGINT, 130},
		{"TERM from a pipe", nil, syscall.SIGTERM, 143},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := start(t, tc.args...)
			switch {
			case tc.args == nil:
				p.say("echo up")
				p.expect(`up\n`)
			case tc.args[0] == "-x":
				p.expect(`up\n`)
			default:
				p.expect(`waiting`)
			}
			_ = p.cmd.Process.Signal(tc.signal)
			_ = p.cmd.Wait()
			if got := p.cmd.ProcessState.ExitCode(); got != tc.status {
				t.Errorf("exit status %d, want %d", got, tc.status)
			}
			if strings.Contains(p.out.text(), "error") {
				t.Error("it is no error")
			}
		})
	}
	t.Run("at the prompt", func(t *testing.T) {
		for signal, status := range map[syscall.Signal]int{syscall.SIGTERM: 143, syscall.SIGHUP: 129} {
			p := onTerminal(t, nil)
			p.expect(`epiviz> `)
			_ = p.cmd.Process.Signal(signal)
			_ = p.cmd.Wait()
			if got := p.cmd.ProcessState.ExitCode(); got != status {
				t.Errorf("%v: exit status %d, want %d", signal, got, status)
			}
		}
	})
	t.Run("while nobody reads", func(t *testing.T) {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		cmd := exec.Command("epivizgo", "-q", "--addr", "127.0.0.1:0", manyRows(t, 100_000), "-x", "rows chr7 many")
		cmd.Stdout = w
		err = cmd.Start()
		_ = w.Close()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(r, make([]byte, 100)); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
		if got := cmd.ProcessState.ExitCode(); got != 143 {
			t.Errorf("exit status %d, want 143", got)
		}
	})
}
