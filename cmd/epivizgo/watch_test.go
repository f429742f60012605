package main

import (
	"os"
	"testing"
)

// TestWatchAtThePrompt changes a file under the program: in place of another,
// half written, and whole again. A hook hears of it.
func TestWatchAtThePrompt(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	t.Setenv("XDG_STATE_HOME", dir)
	put := func(text string) {
		t.Helper()
		if err := os.WriteFile("new", []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename("new", "a.bedGraph"); err != nil {
			t.Fatal(err)
		}
	}
	put("chr1\t0\t100\t3\n")
	p := start(t, "a.bedGraph")
	p.say("compute twice = a * 2")
	p.say("watch a")
	p.expect(`watching a\.bedGraph`)
	p.say("on reloaded values chr1:1-100 twice --bins 1 --tsv")
	p.expect(`1: on reloaded`)
	put("chr1\t0\t100\t21\n")
	p.expect(`chr1\t0\t100\t42\n`)
	put("chr1\t0\tx\n")
	p.expect(`a\.bedGraph has changed but cannot be read; the data that were read before stay`)
	p.say("values chr1:1-100 twice --bins 1 --tsv")
	p.expect(`chr1\t0\t100\t42\n`)
	put("chr1\t0\t100\t4\n")
	p.expect(`chr1\t0\t100\t8\n`)
	p.say("unwatch all")
	p.expect(`no longer watching a\.bedGraph`)
	if status := p.end(); status != 0 {
		t.Errorf("exit status %d", status)
	}
}
