//go:build unix

package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// TestEverythingEnds: what waits for a named pipe says so, and ends by each of the signals with its status.
func TestEverythingEnds(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		for name, args := range map[string][]string{
			"load":         {"-x", "load pipe"},
			"source":       {"-x", "source pipe"},
			"region load":  {"-x", "region load pipe"},
			"an argument":  {"pipe"},
			"the log":      {"--log", "pipe", "-x", "where"},
			"--resume":     {"--resume", "-x", "load pipe"},
			"watch, after": {"-x", "load pipe; watch all"},
		} {
			t.Run(name+" and "+sig.String(), func(t *testing.T) {
				t.Parallel()
				cmd := exec.Command("epivizgo", append([]string{"--addr", "127.0.0.1:0", "--no-open", "-q"}, args...)...)
				if cmd.Dir = t.TempDir(); unix.Mkfifo(filepath.Join(cmd.Dir, "pipe"), 0o600) != nil {
					t.Fatal("there are no named pipes")
				}
				cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+t.TempDir(), "XDG_CACHE_HOME="+t.TempDir())
				out := newTranscript()
				cmd.Stdout, cmd.Stderr = out, out
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				out.expect(t, "waiting for pipe, a named pipe, which does not answer; Ctrl-C ends it")
				_ = cmd.Process.Signal(sig)
				_ = cmd.Wait()
				if got, want := cmd.ProcessState.ExitCode(), 128+int(sig); got != want {
					t.Errorf("status %d, want %d:\n%s", got, want, out.text())
				}
			})
		}
	}
}

// TestRefusedAtOnce: what would hold up everything, or is read in parts, is no pipe.
func TestRefusedAtOnce(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := unix.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"record ", "genome ", "import ", "samples ", "export ", "where > ", "where >> "} {
		cmd := exec.Command("epivizgo", "--addr", "127.0.0.1:0", "--no-open", "-q", "-x", command+pipe)
		cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+t.TempDir())
		if text, err := cmd.CombinedOutput(); cmd.ProcessState.ExitCode() != statusFailed {
			t.Errorf("%s: %v\n%s", command, err, text)
		}
	}
}

// TestStoppedTerminal: a program whose terminal takes nothing ends when it is asked to.
func TestStoppedTerminal(t *testing.T) {
	p := openTerminal(t, nil, "-i", "-x", "help --json")
	_, _ = io.ReadAtLeast(p.tty, make([]byte, 1), 1) // it prints more than the terminal holds
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	_ = p.cmd.Wait()
	if got, want := p.cmd.ProcessState.ExitCode(), 128+int(syscall.SIGTERM); got != want {
		t.Errorf("status %d, want %d", got, want)
	}
}
