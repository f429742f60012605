package store

import (
	"bufio"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// victimDir makes this test binary a program that keeps a journal in the folder
// until it is killed.
const victimDir = "EPIVIZGO_TEST_VICTIM_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(victimDir); dir != "" {
		victim(dir)
	}
	os.Exit(m.Run())
}

// victim appends the commands "do 1", "do 2" and so on, tells each number once
// it is kept, and every now and then compacts those it has to "sum N".
func victim(dir string) {
	j, err := Create(dir)
	for n := 1; err == nil; n++ {
		if err = j.Append("do " + strconv.Itoa(n)); err == nil {
			fmt.Println(n)
		}
		if err == nil && n%7 == 0 {
			err = j.Compact([]string{"sum " + strconv.Itoa(n)})
		}
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// sum returns the sum of the commands in a victim's journal.
func sum(t *testing.T, lines []string) int {
	t.Helper()
	total := 0
	for i, line := range lines {
		verb, number, _ := strings.Cut(line, " ")
		n, err := strconv.Atoi(number)
		switch {
		case err == nil && verb == "sum" && i == 0:
		case err == nil && verb == "do" && n == total+1:
		default:
			t.Fatalf("line %d is %q after %d", i, line, total)
		}
		total = n
	}
	return total
}

// A program that is killed at any moment loses at most the command that it was
// about to keep, and its journal can be resumed at once.
func TestKilled(t *testing.T) {
	dir := t.TempDir()
	lost, held := 0, 0
	for round := range 20 {
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = append(os.Environ(), victimDir+"="+dir)
		cmd.Stderr = os.Stderr
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		told := 0
		lines := bufio.NewScanner(out)
		for until := 1 + rand.IntN(60); told < until && lines.Scan(); {
			told++
		}
		if round == 0 {
			// It runs, so nobody else has its journal.
			paths, err := local().journals(dir + "/" + journalFolder)
			if err != nil || len(paths) != 1 {
				t.Fatalf("journals %q, %v; want one", paths, err)
			}
			if _, _, _, err := Resume(paths[0]); !errors.Is(err, ErrInUse) {
				t.Errorf("the journal of a running program was resumed: %v", err)
			}
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		for lines.Scan() {
			told++ // what it told before it was dead
		}
		_ = cmd.Wait()

		found, err := Resumable(dir, nil)
		if err != nil || len(found) != 1 {
			t.Fatalf("round %d: resumable %v, %v; want one", round, found, err)
		}
		j, commands, note, err := Resume(found[0].Path)
		if err != nil {
			t.Fatal(err)
		}
		if n := sum(t, commands); n != told && n != told+1 {
			t.Errorf("round %d: the journal comes to %d; %d were told", round, n, told)
		} else if n > told {
			held++
		}
		if note != "" {
			lost++
		}
		if err := j.Close(false); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("kept but not told yet: %d of 20, torn lines: %d", held, lost)
}
