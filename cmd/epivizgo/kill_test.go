package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// work returns a person's command number k, counted from 0. Each changes the state.
func work(k int) string {
	switch k % 8 {
	case 0:
		return fmt.Sprintf("addchart linetrack --as %d py_column", k+1)
	case 1:
		places := []string{fmt.Sprintf("chr7 %d %d", k+1, k+500), fmt.Sprintf("chr7:%d-500 chr9 chr7:1-%d", k+1, k+1), "all"}
		return "navigate " + places[k/8%3]
	case 2:
		return fmt.Sprintf(`set %d title="it's \"chart\" %d; of | $many" height=%d`, k-1, k, 100+k)
	case 3:
		return fmt.Sprintf("addchart blockstrack --as %d peaks", k+1)
	case 4:
		return fmt.Sprintf("order %d", k)
	case 5:
		return fmt.Sprintf("select chr7:%d-%d chr9", k, k+10)
	case 6:
		return fmt.Sprintf("addseqinfos chrX%d %d", k, k*1000)
	default:
		return fmt.Sprintf("removechart %d", k-6)
	}
}

// TestKilled kills the program with signal 9 at random moments. What it had
// answered is there after --resume; at most the command that was being done is
// not. EPIVIZGO_KILLS=1000 kills it so often.
func TestKilled(t *testing.T) {
	rounds := 20
	if n, err := strconv.Atoi(os.Getenv("EPIVIZGO_KILLS")); err == nil {
		rounds = n
	}
	const most = 80 // commands
	dir := t.TempDir()
	t.Chdir(dir)
	t.Setenv("XDG_STATE_HOME", filepath.Join(dir, "state"))
	if err := os.WriteFile("peaks.bed", []byte("chr7\t100\t200\ta\nchr9\t5\t50\tb\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) string {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), "epivizgo", append([]string{"--addr", "127.0.0.1:0", "--no-open"}, args...)...)
		var talk strings.Builder
		cmd.Stderr = &talk
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v\n%s%s", err, out, talk.String())
		}
		return string(out)
	}

	// What the state is after each command, by a program that is left alone.
	var script strings.Builder
	for k := range most {
		fmt.Fprintf(&script, "echo ==; session\n%s > trash\n", work(k))
	}
	if err := os.WriteFile("all.txt", []byte(script.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	after := strings.Split(run("--demo", "peaks.bed", "--script", "all.txt"), "==\n")[1:] // after[n]: after n commands

	var slowest time.Duration
	inFlight := 0
	for round := range rounds {
		cmd := exec.CommandContext(t.Context(), "epivizgo", "--addr", "127.0.0.1:0", "--no-open", "--journal", "--demo", "peaks.bed")
		out := newTranscript()
		cmd.Stdout, cmd.Stderr = out, out
		stdin, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		var typed strings.Builder
		for k := range most - 1 {
			fmt.Fprintf(&typed, "%s > trash; echo answered %d.\n", work(k), k+1)
		}
		go func() { _, _ = stdin.Write([]byte(typed.String())) }() // ends with the program
		until := 1 + rand.IntN(most-2)
		out.expect(t, fmt.Sprintf(`answered %d\.`, until))
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
		answered := until
		for strings.Contains(out.text(), fmt.Sprintf("answered %d.\n", answered+1)) {
			answered++
		}

		began := time.Now()
		got := run("--resume", "-x", "session")
		slowest = max(slowest, time.Since(began))
		switch got {
		case after[answered]:
		case after[min(answered+1, most-1)]:
			inFlight++
		default:
			t.Fatalf("round %d: killed after %d answers, the state is\n%s\nwant\n%s", round, answered, got, after[answered])
		}
	}
	t.Logf("killed %d times, with a command in flight kept %d times; started and resumed in at most %v", rounds, inFlight, slowest)
}
