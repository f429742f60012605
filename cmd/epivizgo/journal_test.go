package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/repl/repltest"
	"github.com/epiviz/epivizgo/session"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/store"
)

// planted writes a journal of a program that has ended, with lines.
func planted(t *testing.T, lines ...string) (dir string, info store.Info) {
	t.Helper()
	dir = t.TempDir()
	j, err := store.Create(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines {
		if err := j.Append(line); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.Close(true); err != nil {
		t.Fatal(err)
	}
	found, err := store.Resumable(dir, nil)
	if err != nil || len(found) != 1 {
		t.Fatalf("resumable %v, %v", found, err)
	}
	return dir, found[0]
}

func content(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestJournalsForThePrompt lists the journals of programs that have ended under the
// names that --resume takes.
func TestJournalsForThePrompt(t *testing.T) {
	dir, info := planted(t, "load /a.bed", "navigate chr1 1 100")
	running, err := store.Create(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := running.Append("redraw"); err != nil {
		t.Fatal(err)
	}
	ended, err := journals{dir: dir}.Resumable()
	if err != nil || len(ended) != 1 {
		t.Fatalf("%v, %v; want one that has ended", ended, err)
	}
	e := ended[0]
	lines, err := e.Lines()
	if err != nil || !slices.Equal(lines, []string{"load /a.bed", "navigate chr1 1 100"}) {
		t.Errorf("lines %q, %v", lines, err)
	}
	if e.Folder != info.Dir || !e.Changed.Equal(info.Changed) || e.Commands != 2 {
		t.Errorf("%+v, want what %+v has", e, info)
	}
	if err := running.Close(true); err != nil {
		t.Fatal(err)
	}
	found, err := store.Resumable(dir, nil)
	if got, ok := chosen(found, e.Name); err != nil || !ok || len(found) != 2 || got.Path != info.Path {
		t.Errorf("--resume=%s takes %v, %v; want %s", e.Name, got, err, info.Path)
	}
}

// TestResumeCutShort ends the program while a long journal is brought back: the
// journal stays as it is.
func TestResumeCutShort(t *testing.T) {
	var lines []string
	for i := range 1500 {
		lines = append(lines, fmt.Sprintf("navigate chr1 %d 2000", i+1))
	}
	dir, info := planted(t, append(lines, "load /a.bed", "load /b.bed")...)
	before := content(t, info.Path)
	hangup := errors.New("hangup signal received")
	ctx, cancel := context.WithCancelCause(t.Context())
	p := repltest.Start(t, repltest.Setup{Session: session.Options{Open: func(_ context.Context, path string) (source.Source, error) {
		if path == "/b.bed" {
			cancel(hangup)
		}
		return nil, os.ErrNotExist
	}}})
	k, err := resumeJournal(ctx, &flags{}, info, p.Env, p.Output)
	if k != nil || !errors.Is(err, hangup) {
		t.Errorf("%v, %v; want the hangup", k, err)
	}
	if err := p.Env.Close(); err != nil {
		t.Fatal(err)
	}
	if got := content(t, info.Path); got != before {
		t.Errorf("the journal has %d bytes, had %d", len(got), len(before))
	}
	if found, err := store.Resumable(dir, nil); err != nil || len(found) != 1 || found[0].Commands != 1502 {
		t.Errorf("then %v, %v", found, err)
	}
}

// TestResumeStopped presses Ctrl-C while a slow file is opened again: that is said, and
// the journal stays as it is for the next time.
func TestResumeStopped(t *testing.T) {
	dir, info := planted(t, "load /slow.bed", "theme dark")
	before := content(t, info.Path)
	var press context.CancelFunc
	p := repltest.Start(t, repltest.Setup{Session: session.Options{Open: func(ctx context.Context, _ string) (source.Source, error) {
		press()
		<-ctx.Done()
		return nil, context.Cause(ctx)
	}}})
	p.Env.Interrupt = func(ctx context.Context) (context.Context, context.CancelFunc) {
		ctx, press = context.WithCancel(ctx)
		return ctx, press
	}
	k, err := resumeJournal(t.Context(), &flags{}, info, p.Env, p.Output)
	if k != nil || err == nil || err.Error() != "stopped by Ctrl-C: nothing was brought back, and nothing is lost" ||
		hint.Of(err) != "epivizgo --resume="+journalName(info)+" tries it again" {
		t.Errorf("%v, %v, %q", k, err, hint.Of(err))
	}
	if got := content(t, info.Path); got != before {
		t.Errorf("the journal has\n%s\nhad\n%s", got, before)
	}
	if found, err := store.Resumable(dir, nil); err != nil || len(found) != 1 {
		t.Errorf("then %v, %v", found, err)
	}
}

// TestResumeOfAClash leaves a journal as it is in which two files have one id.
func TestResumeOfAClash(t *testing.T) {
	_, info := planted(t, "load /x/a.bed", "load /y/a.bed")
	before := content(t, info.Path)
	p := repltest.Start(t, repltest.Setup{})
	k, err := resumeJournal(t.Context(), &flags{}, info, p.Env, p.Output)
	if k != nil || err == nil || !strings.HasSuffix(err.Error(), ".journal cannot be resumed: /x/a.bed and /y/a.bed would both be a") {
		t.Errorf("%v, %v", k, err)
	}
	if got := content(t, info.Path); got != before {
		t.Errorf("the journal has\n%s\nhad\n%s", got, before)
	}
}

// TestResumeWithFailures goes on with a journal of which a line could not be brought
// back: it is kept as it was before it is compacted, and that is told.
func TestResumeWithFailures(t *testing.T) {
	_, info := planted(t, "navigate chr1 5 10", "removechart 99")
	before := content(t, info.Path)
	console := &repltest.Console{}
	p := repltest.Start(t, repltest.Setup{Console: console})
	env, output := p.Env, p.Output
	k, err := resumeJournal(t.Context(), &flags{}, info, env, output)
	if err != nil {
		t.Fatal(err)
	}
	if err := k.close(env); err != nil {
		t.Fatal(err)
	}
	if got := content(t, info.Path); strings.Contains(got, "removechart 99") {
		t.Errorf("the journal was not compacted: %d bytes", len(got))
	}
	if got := content(t, info.Path+".damaged"); got != before {
		t.Errorf("kept aside %.300q, want %q", got, before)
	}
	if !strings.Contains(console.Transcript(), "what could not be brought back is kept in "+info.Path+".damaged") {
		t.Errorf("told\n%s", console.Transcript())
	}
}

// TestJournalBegunLate starts where no journal can be made, and has one as soon as it
// can.
func TestJournalBegunLate(t *testing.T) {
	dir := t.TempDir()
	block := dir + "/journals"
	if err := os.Symlink(dir+"/nowhere", block); err != nil { // no folder can be made
		t.Skip(err)
	}
	console := &repltest.Console{}
	p := repltest.Start(t, repltest.Setup{Console: console})
	env, output := p.Env, p.Output
	k, err := openJournal(t.Context(), &flags{}, dir, nil, env, output)
	if err == nil {
		err = env.Script(t.Context(), "test", strings.NewReader("plot py_column"))
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(block); err != nil {
		t.Fatal(err)
	}
	if err := env.Script(t.Context(), "test", strings.NewReader("where")); err != nil {
		t.Fatal(err)
	}
	if err := k.close(env); err != nil {
		t.Fatal(err)
	}
	found, err := store.Resumable(dir, nil)
	if err != nil || len(found) != 1 || found[0].Commands != 3 {
		t.Errorf("resumable %v, %v; told\n%s", found, err, console.Transcript())
	}
	for _, want := range []string{"this session cannot be resumed for now: ", "changes are kept again"} {
		if strings.Count(console.Transcript(), want) != 1 {
			t.Errorf("%q was not told once:\n%s", want, console.Transcript())
		}
	}
}
