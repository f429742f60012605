package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/sessiontest"
)

// TestDiskFull has the disk be full for a while as the program sees it: commands
// and what a person does in a page are told not to be kept, and the whole state is
// kept as soon as it can be, however the program goes on and ends.
func TestDiskFull(t *testing.T) {
	for _, tc := range []struct {
		name string
		// again is what happens once the disk has room. It ends the program.
		again func(p *process, move func(start int))
		place string // after --resume
	}{
		{"a command", func(p *process, _ func(int)) {
			p.say("where")
			p.expect(keptAgain)
			p.say("navigate chr7:121-320")
			p.expect(`chr7:121-320`)
			_ = p.cmd.Process.Kill()
		}, "chr7:121-320"},
		{"a page", func(p *process, move func(int)) {
			move(31)
			p.expect(keptAgain)
			move(41)
			_ = p.cmd.Process.Kill()
		}, "chr7:41-140"},
		{"the end", func(p *process, _ func(int)) {
			_ = p.stdin.Close()
			p.expect(keptAgain)
		}, "chr7:21-120"},
		{"a signal", func(p *process, _ func(int)) {
			_ = p.cmd.Process.Signal(syscall.SIGTERM)
			p.expect(keptAgain)
		}, "chr7:21-120"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := t.TempDir()
			t.Chdir(dir)
			t.Setenv("XDG_STATE_HOME", filepath.Join(dir, "state"))
			for _, name := range []string{"peaks.bed", "other.bed", "more.bed"} {
				if err := os.WriteFile(name, []byte("chr7\t100\t400\ta\n"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			p := start(t, "--journal", "peaks.bed", "other.bed", "more.bed")
			address := strings.TrimPrefix(p.expect(`websocket-host\[\]=ws://localhost:\d+/ws`), "websocket-host[]=")
			page, err := sessiontest.Open(t.Context(), sessiontest.WebSocket(address), protocol.BuiltinVersion)
			if err != nil {
				t.Fatal(err)
			}
			defer page.Disconnect()
			p.expect(`browser 1 connected`)
			move := func(start int) {
				t.Helper()
				at := map[string]any{"seqName": "chr7", "start": start, "end": start + 99}
				if _, err := page.Ask(t.Context(), protocol.UserNavigate, map[string]any{"range": at}); err != nil {
					t.Fatal(err)
				}
			}
			p.say("navigate chr7:1-100; echo begun")
			p.expect(`begun`)
			before := journalText(t, dir)

			limit(t, p.cmd.Process.Pid, 0)
			p.say("unload other; echo unloaded")
			p.expect(`changes are not kept any more, --resume will not have them: the journal could not be written: .*file too large`)
			p.expect(`unloaded`)
			p.say("unload more; echo unloaded too")
			p.expect(`unloaded too`)
			move(11)
			move(21)
			if now := journalText(t, dir); now != before {
				t.Errorf("the journal has\n%s\nwant it without anything behind the hole:\n%s", now, before)
			}
			limit(t, p.cmd.Process.Pid, unix.RLIM_INFINITY)
			tc.again(p, move)
			_ = p.cmd.Wait()
			if n := strings.Count(p.out.text(), "changes are not kept"); n != 1 {
				t.Errorf("told %d times", n)
			}

			args := []string{"--addr", "127.0.0.1:0", "--no-open", "--resume", "-x", "session; where"}
			out, err := exec.CommandContext(t.Context(), "epivizgo", args...).Output()
			if got := string(out); err != nil || strings.Count(got, "\nload ") != 1 || !strings.Contains(got, "peaks.bed\n") ||
				!strings.HasSuffix(got, "\n"+tc.place+"\n") {
				t.Errorf("resumed %v\n%s\nwant only peaks.bed, at %s", err, out, tc.place)
			}
		})
	}
}

const keptAgain = `changes are kept again: the journal has the whole state`

// limit ends every file that a running program writes at size bytes.
func limit(t *testing.T, pid int, size uint64) {
	t.Helper()
	if err := unix.Prlimit(pid, unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: size, Max: unix.RLIM_INFINITY}, nil); err != nil {
		t.Skip("the size of files cannot be limited here:", err)
	}
}

// journalText returns the text of the only journal.
func journalText(t *testing.T, dir string) string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "state", "epivizgo", "journals", "*.journal"))
	if err != nil || len(paths) != 1 {
		t.Fatalf("journals %q, %v; want one", paths, err)
	}
	return read(t, paths[0])
}
