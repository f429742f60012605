//go:build unix

package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
)

// screen is a terminal that shows what the program prints, and the raw text of
// it to wait for.
type screen struct {
	vt10x.Terminal
	raw *transcript
}

func (s screen) Write(b []byte) (int, error) {
	if _, err := s.Terminal.Write(b); err != nil {
		return 0, err
	}
	return s.raw.Write(b)
}

// TestTranscriptOnATerminal is the session of the tutorial, typed at a real
// terminal, ended with Enter on an empty line.
func TestTranscriptOnATerminal(t *testing.T) {
	cmd := exec.Command("epivizgo", "--addr", "127.0.0.1:0", "--no-open")
	cmd.Env = append(os.Environ(), "TERM=xterm", "NO_COLOR=1", "XDG_STATE_HOME="+t.TempDir())
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 40, Cols: 100})
	if err != nil {
		t.Fatal(err)
	}
	defer tty.Close()
	show := screen{vt10x.New(vt10x.WithSize(100, 40), vt10x.WithWriter(tty)), newTranscript()}
	copied := make(chan struct{})
	go func() {
		defer close(copied)
		_, _ = io.Copy(show, tty) // ends with an error when the program does
	}()
	enter := func(line string) {
		t.Helper()
		show.raw.expect(t, `epiviz> `)
		if _, err := io.WriteString(tty, line+"\r"); err != nil {
			t.Fatal(err)
		}
	}
	show.raw.expect(t, "press enter to stop")
	enter(`navigate chr1 1 100000`)
	show.raw.expect(t, `chr1:1-100,000`)
	enter(`addchart "Line Track" py_column`)
	show.raw.expect(t, `chart 1`)
	enter(`charts`)
	show.raw.expect(t, `Line Track +py_column`)
	enter(`removechart 1`)
	show.raw.expect(t, `removed chart 1`)
	enter(``)
	show.raw.expect(t, `stopped`)
	err = cmd.Wait()
	<-copied
	if err != nil {
		t.Errorf("the program ended with %v, want status 0", err)
	}

	// The links hold the port, which differs; notes have them too.
	var got []string
	for _, line := range lines(show.String()) {
		if line != "" && !strings.Contains(line, "localhost") {
			got = append(got, line)
		}
	}
	golden, err := os.ReadFile(filepath.Join("testdata", "tutorial.txt"))
	if err != nil {
		t.Fatal(err)
	}
	want := lines(string(golden))
	if !slices.Equal(got, want) {
		t.Errorf("the terminal shows\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
