package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/store"
)

// TestResumeReadsAlike resumes sessions that were begun with flags that say how files
// are read: they hold again, and that is said.
func TestResumeReadsAlike(t *testing.T) {
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	t.Chdir(t.TempDir())
	write := func(name, content string) {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("hits.tsv", "chr\tstart\tend\tscore\nchr1\t10\t20\t5\n")
	write("own.sizes", "chr1\t1234\n")
	run := func(args ...string) string {
		t.Helper()
		args = append([]string{"--addr", "127.0.0.1:0", "--no-open"}, args...)
		cmd := exec.CommandContext(context.WithoutCancel(t.Context()), "epivizgo", args...)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
		return string(out)
	}
	has := func(out string, wanted ...string) {
		t.Helper()
		for _, want := range wanted {
			if !strings.Contains(out, want) {
				t.Errorf("printed\n%s\nwant %q", out, want)
			}
		}
	}
	const ask = "rows chr1:1-30 hits --tsv; seqinfos --tsv"
	there, err := filepath.Abs("own.sizes")
	if err != nil {
		t.Fatal(err)
	}
	first := run("--zero-based", "--genome", "own.sizes", "--journal", "hits.tsv", "-x", "navigate chr1:1-20; "+ask)
	has(first, "chr1\t10\t20", "chr1\t1234")
	has(run("--resume", "-x", ask), "chr1\t10\t20", "chr1\t1234",
		"--zero-based, as in that session", "--genome="+there+", as in that session")
	write("other.sizes", "chr1\t999\n")
	has(run("--resume", "--genome", "other.sizes", "-x", ask), "chr1\t10\t20", "chr1\t999", "that session had --genome="+there)
	if err := os.Remove("other.sizes"); err != nil {
		t.Fatal(err)
	}
	has(run("--resume", "-x", ask), "chr1\t10\t20", "without --genome=", "other.sizes")
	has(run("--resume", "--genome", "own.sizes", "-x", ask), "chr1\t1234", "that session had --genome=")

	// A genome that was chosen at the prompt comes back as it was left.
	run("--journal", "hits.tsv", "-x", "genome own.sizes; theme dark")
	has(run("--resume", "-x", "genome; seqinfos --tsv"), "genome "+there+": 1 sequence on offer", "chr1\t1234")
	has(run("--resume", "-x", "undo; genome"), "genome none: 1 sequence on offer")
	has(run("--resume", "-x", "genome"), "genome none: 1 sequence on offer")
	run("--genome", "own.sizes", "--journal", "hits.tsv", "-x", "genome none")
	has(run("--resume", "-x", "genome"), "genome none: 1 sequence on offer")
	has(run("--resume", "-x", "undo; genome"), "genome "+there+": 1 sequence on offer")

	write("made.gff3", "##gff-version 3\nchr1\t.\tgene\t11\t90\t.\t+\t.\tID=gx\nchr1\t.\texon\t21\t80\t.\t+\t.\tParent=gx\n")
	run("--lines", "--journal", "made.gff3", "-x", "navigate chr1:1-20")
	has(run("--resume", "-x", "rows chr1 made --tsv"), "chr1\t20\t80", "--lines, as in that session")

	run("--journal", "hits.tsv", "-x", "navigate chr1:1-30")
	// What was loaded is read as it was, whatever the flags of this program.
	write("more.tsv", "chr\tstart\tend\tscore\nchr1\t10\t20\t5\n")
	has(run("--resume", "--zero-based", "more.tsv", "-x", ask+"; rows chr1:1-30 more --tsv"), "chr1\t9\t20", "chr1\t10\t20",
		"that session was begun without --zero-based", "/hits.tsv is read without --zero-based, as it was")
	has(run("--resume", "-x", ask+"; rows chr1:1-30 more --tsv"), "chr1\t9\t20", "chr1\t10\t20")
	if t.Failed() {
		return
	}

	// Journals had the flag for all files before each file had its own.
	dir, err := store.Dir()
	if err != nil {
		t.Fatal(err)
	}
	j, err := store.Create(dir, "--zero-based")
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(j.Append("load hits.tsv"), j.Append("navigate chr1 1 30"), j.Close(true)); err != nil {
		t.Fatal(err)
	}
	has(run("--resume", "-x", ask), "chr1\t10\t20", "--zero-based, as in that session")
}

// TestFilesAreReadAsTheyWere brings states back in programs with other flags: each file is
// read as it was, and what is different is told.
func TestFilesAreReadAsTheyWere(t *testing.T) {
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	t.Chdir(t.TempDir())
	for _, name := range []string{"zero.tsv", "one.tsv"} {
		if err := os.WriteFile(name, []byte("chr\tstart\tend\tscore\nchr1\t10\t20\t5\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := func(args ...string) string {
		t.Helper()
		args = append([]string{"--addr", "127.0.0.1:0", "--no-open"}, args...)
		out, err := exec.CommandContext(context.WithoutCancel(t.Context()), "epivizgo", args...).CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
		return string(out)
	}
	const ask = "; rows chr1:1-30 zero --tsv; rows chr1:1-30 one --tsv"
	run("--zero-based", "zero.tsv", "-x", "session > zero.session; export zero.txt; save zero")
	run("-x", "load one.tsv --zero-based; unload one.tsv; load one.tsv; load --zero-based zero.tsv; "+
		"session > both.session; export both.txt; save both")
	told := "one.tsv is read without --zero-based, as it was"
	for _, flag := range []string{"--no-journal", "--zero-based"} {
		for _, back := range []string{"source both.session", "import both.txt", "open both"} {
			out := run(flag, "-x", back+ask)
			alike := strings.Contains(out, "chr1\t10\t20") && strings.Contains(out, "chr1\t9\t20")
			if !alike || strings.Contains(out, told) != (flag == "--zero-based") {
				t.Errorf("%s: %s printed\n%s", flag, back, out)
			}
		}
	}
	for _, back := range []string{"source zero.session", "import zero.txt", "open zero"} {
		out := run("one.tsv", "zero.tsv", "-x", back+"; rows chr1:1-30 zero --tsv; session")
		for _, want := range []string{"zero.tsv is read with --zero-based now", "chr1\t10\t20", "zero.tsv --zero-based"} {
			if !strings.Contains(out, want) {
				t.Errorf("%s printed\n%s\nwant %q", back, out, want)
			}
		}
	}
}
