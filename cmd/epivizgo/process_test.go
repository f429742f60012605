package main

import (
	"bufio"
	"context"
	"io"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain makes this test binary the program itself where a test runs
// "epivizgo", so that tests run all of it, flags to exit status.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"epivizgo": main})
}

// patience bounds every wait of these tests.
const patience = 30 * time.Second

// process is a running epivizgo whose commands come through a pipe.
type process struct {
	t     *testing.T
	cmd   *exec.Cmd
	stdin io.WriteCloser
	out   *transcript // standard output and error, as they come
	link  string      // of the built-in page
}

// start runs the program on a free port and waits for its link.
func start(t *testing.T, args ...string) *process {
	t.Helper()
	return startFor(t, 2*patience, args...)
}

// startFor does what start does for a program that may run for so long.
func startFor(t *testing.T, most time.Duration, args ...string) *process {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), most)
	p := &process{t: t, out: newTranscript()}
	p.cmd = exec.CommandContext(ctx, "epivizgo", append([]string{"--addr", "127.0.0.1:0", "--no-open"}, args...)...)
	p.cmd.Stdout, p.cmd.Stderr = p.out, p.out
	var err error
	if p.stdin, err = p.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = p.stdin.Close()
		_ = p.cmd.Wait()
		cancel()
		if t.Failed() {
			t.Logf("the program said:\n%s", p.out.text())
		}
	})
	p.link = p.expect(`http://localhost:\d+/#token=[\w-]+`)
	return p
}

// socket returns the address of the WebSocket, with the token of the link.
func (p *process) socket() string {
	page, token, _ := strings.Cut(p.link, "#token=")
	return strings.Replace(page, "http", "ws", 1) + "ws/" + token
}

// expect waits until the program's output matches, and returns the match. The next
// call begins behind it.
func (p *process) expect(pattern string) string {
	p.t.Helper()
	return p.out.expect(p.t, pattern)
}

// say types a line.
func (p *process) say(line string) {
	p.t.Helper()
	if _, err := io.WriteString(p.stdin, line+"\n"); err != nil {
		p.t.Fatalf("typing %q: %v", line, err)
	}
}

// end closes the input and returns the exit status.
func (p *process) end() int {
	p.t.Helper()
	_ = p.stdin.Close()
	_ = p.cmd.Wait()
	return p.cmd.ProcessState.ExitCode()
}

// transcript collects text and lets tests wait for it.
type transcript struct {
	mu    sync.Mutex
	all   strings.Builder
	read  int           // how much of all has been matched; guarded by mu
	grown chan struct{} // closed and replaced when text comes; guarded by mu
}

func newTranscript() *transcript { return &transcript{grown: make(chan struct{})} }

func (tr *transcript) Write(b []byte) (int, error) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	tr.all.Write(b)
	close(tr.grown)
	tr.grown = make(chan struct{})
	return len(b), nil
}

func (tr *transcript) text() string {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	return tr.all.String()
}

func (tr *transcript) expect(t *testing.T, pattern string) string {
	t.Helper()
	re := regexp.MustCompile(pattern)
	timeout := time.NewTimer(patience)
	defer timeout.Stop()
	for {
		tr.mu.Lock()
		text, grown := tr.all.String()[tr.read:], tr.grown
		at := re.FindStringIndex(text)
		if at != nil {
			tr.read += at[1]
		}
		tr.mu.Unlock()
		if at != nil {
			return text[at[0]:at[1]]
		}
		select {
		case <-grown:
		case <-timeout.C:
			t.Fatalf("nothing matched %q in\n%s", pattern, text)
		}
	}
}

// lines returns the lines of a text without trailing blanks.
func lines(text string) []string {
	var out []string
	for s := bufio.NewScanner(strings.NewReader(text)); s.Scan(); {
		out = append(out, strings.TrimRight(s.Text(), " \r"))
	}
	return out
}
