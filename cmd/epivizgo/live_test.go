//go:build unix

package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/sessiontest"
)

// terminal is the program at a terminal of 100 columns.
type terminal struct {
	t    *testing.T
	tty  *os.File
	show screen
	cmd  *exec.Cmd
	over chan struct{} // closed when the program has closed the terminal
}

// startAtTerminal runs the program at a terminal.
func startAtTerminal(t *testing.T, args ...string) *terminal {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "epivizgo", append([]string{"--addr", "127.0.0.1:0", "--no-open"}, args...)...)
	cmd.Env = append(os.Environ(), "TERM=xterm", "NO_COLOR=1")
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 40, Cols: 100})
	if err != nil {
		t.Fatal(err)
	}
	term := &terminal{t: t, tty: tty, cmd: cmd, over: make(chan struct{})}
	term.show = screen{vt10x.New(vt10x.WithSize(100, 40), vt10x.WithWriter(tty)), newTranscript()}
	go func() {
		defer close(term.over)
		_, _ = io.Copy(term.show, tty) // ends with an error when the program does
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // when it is still there
		<-term.over
		_ = tty.Close()
		_ = cmd.Wait()
	})
	return term
}

func (term *terminal) keys(keys string) {
	term.t.Helper()
	if _, err := io.WriteString(term.tty, keys); err != nil {
		term.t.Fatal(err)
	}
}

func (term *terminal) expect(pattern string) string {
	term.t.Helper()
	return term.show.raw.expect(term.t, pattern)
}

// screen returns what a person sees, without links, which hold the port.
func (term *terminal) screen() []string {
	var out []string
	for _, line := range lines(term.show.String()) {
		if line != "" && !strings.Contains(line, "localhost") {
			out = append(out, line)
		}
	}
	return out
}

// TestEventsWhileTyping has a person move and select in a page while another
// line is being typed at the prompt. The line stays whole; hooks run.
func TestEventsWhileTyping(t *testing.T) {
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	term := startAtTerminal(t)
	address := strings.TrimPrefix(term.expect(`websocket-host\[\]=ws://localhost:\d+/ws`), "websocket-host[]=")
	term.expect(`epiviz> `)
	page, err := sessiontest.Open(t.Context(), sessiontest.WebSocket(address), protocol.BuiltinVersion)
	if err != nil {
		t.Fatal(err)
	}
	defer page.Disconnect()
	term.expect(`browser 1 connected`)
	term.expect(`epiviz> `)
	term.keys("events on\r")
	term.expect(`events are on`)
	term.expect(`epiviz> `)
	term.keys("on selected echo chosen $selection | cat\r")
	term.expect(`1: on selected`)
	term.expect(`epiviz> `)

	term.keys("echo half a li")
	term.expect(`half a li`)
	move := func(at map[string]any) {
		t.Helper()
		if _, err := page.Ask(t.Context(), protocol.UserNavigate, map[string]any{"range": at}); err != nil {
			t.Fatal(err)
		}
	}
	move(map[string]any{"seqName": "chr1", "start": 101, "end": 5000})
	term.expect(`event: moved to chr1:101-5,000 in browser 1`)
	ranges := []any{map[string]any{"seqName": "chr1", "start": 201, "end": 300}}
	if _, err := page.Ask(t.Context(), protocol.UserSelect, map[string]any{"ranges": ranges}); err != nil {
		t.Fatal(err)
	}
	term.expect(`event: selected chr1:201-300 in browser 1`)
	term.expect(`chosen chr1:201-300`)
	term.expect(`epiviz> echo half a li`) // drawn again
	term.keys("ne\r")
	term.expect(`\n(\x1b\[\?2004l)?half a line`) // pastes are marked no more
	term.expect(`epiviz> `)
	term.keys("\r")
	term.expect(`stopped`)
	<-term.over

	want := `press enter to stop
browser 1 connected: built-in page
epiviz> events on
events are on
epiviz> on selected echo chosen $selection | cat
event: added hook 1: on selected echo chosen $selection | cat
1: on selected echo chosen $selection | cat
event: moved to chr1:101-5,000 in browser 1
event: selected chr1:201-300 in browser 1
chosen chr1:201-300
epiviz> echo half a line
half a line
epiviz>
stopped`
	if got := strings.Join(term.screen(), "\n"); got != want {
		t.Errorf("the terminal shows\n%s\nwant\n%s", got, want)
	}
}

// TestProgressAtATerminal loads a file that comes slowly, and stops it with
// Ctrl-C: one line is drawn again and again, and the prompt comes back.
func TestProgressAtATerminal(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("XDG_STATE_HOME", dir)
	pipe := filepath.Join(dir, "slow.bed")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip("no named pipes here:", err)
	}
	term := startAtTerminal(t)
	term.expect(`epiviz> `)
	term.keys("load " + pipe + "\r")
	w, err := os.OpenFile(pipe, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	stop, fed := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(fed)
		var block strings.Builder
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			default:
			}
			block.Reset()
			for i := range 100 {
				fmt.Fprintf(&block, "chr1\t%d\t%d\tx\n", n*100+i, n*100+i+1)
			}
			if _, err := io.WriteString(w, block.String()); err != nil {
				return // the program reads no more
			}
		}
	}()
	term.expect(`\rreading slow\.bed: [\d.]+ [kMG]?B`)
	term.expect(`\rreading slow\.bed: [\d.]+ [kMG]?B`)
	term.keys("\x03")
	term.expect(`\rread [\d.]+ [kMG]?B of slow\.bed in`)
	term.expect(`cancelled`)
	close(stop)
	<-fed
	term.expect(`epiviz> `)
	term.keys("\r")
	term.expect(`stopped`)
	<-term.over
	if n := strings.Count(strings.Join(term.screen(), "\n"), "slow.bed"); n != 2 {
		t.Errorf("%d lines are about the file, want the command and one of progress:\n%s", n, strings.Join(term.screen(), "\n"))
	}
}
