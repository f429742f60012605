package repl_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/repl/repltest"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
)

// anything returns a random command: most change something, some fail.
func anything(r *rand.Rand) string {
	n := 1 + r.IntN(4)
	switch r.IntN(16) {
	case 0, 1, 2:
		return fmt.Sprintf("undo %d", 1+r.IntN(3))
	case 3, 4:
		return fmt.Sprintf("redo %d", 1+r.IntN(3))
	case 5:
		return fmt.Sprintf("navigate chr1 %d 5000", n)
	case 6:
		return fmt.Sprintf("select chr1:%d-50", n)
	case 7:
		return `addchart "Line Track" py_column`
	case 8:
		return fmt.Sprintf("removechart %d", n)
	case 9:
		return fmt.Sprintf("set %d title='it is #%d' height=%d", n, n, 100+n)
	case 10:
		return fmt.Sprintf("order %d; theme dark", n)
	case 11:
		return fmt.Sprintf("compute c%d = sig * %d", n, r.IntN(3))
	case 12:
		return fmt.Sprintf("region add --name r%d chr1:%d-90", n, n)
	case 13:
		return []string{"load a.bed", "unload a", "load b.bed", "unload all; load b.bed", "load sig.bedGraph"}[r.IntN(5)]
	case 14:
		return fmt.Sprintf("addseqinfos chrX%d %d", n, 100*n)
	}
	return "theme light; removechart all; plot py_column"
}

// ran runs a command, whatever comes of it, and returns what it printed.
func ran(t *testing.T, p *repltest.Prompt, c *repltest.Console, command string) string {
	t.Helper()
	before := len(c.Transcript())
	if err := p.Env.Script(t.Context(), "test", strings.NewReader(command)); err != nil {
		return err.Error()
	}
	return c.Transcript()[before:]
}

// wholeHistory returns the session after each step, back to the first and forth to the
// last.
func wholeHistory(t *testing.T, p *repltest.Prompt, c *repltest.Console) (texts []string) {
	t.Helper()
	texts = append(texts, ran(t, p, c, "session"))
	for _, way := range []string{"undo", "redo"} {
		for n := len(p.Session.Steps()); n > 0; n-- {
			if out := ran(t, p, c, way); strings.Contains(out, "wanted to") {
				break
			}
			texts = append(texts, way+"\n"+ran(t, p, c, "session"))
		}
	}
	return texts
}

// TestHistoryAfterResume runs random commands, is killed, and is restored from its journal,
// which may have been compacted: undo and redo work as before.
func TestHistoryAfterResume(t *testing.T) {
	rounds := uint64(40)
	if testing.Short() {
		rounds = 15
	}
	steps := 0
	for seed := range rounds {
		repltest.Folder(t, map[string]string{"a.bed": "chr1\t10\t200\ta\n", "b.bed": "chr1\t50\t60\tb\n", "sig.bedGraph": "chr1\t5\t90\t1.5\n"})
		r := rand.New(rand.NewPCG(seed, 1))
		c := &repltest.Console{}
		p := repltest.Start(t, repltest.Setup{Console: c, Pages: repltest.NoPages})
		j := &notes{}
		p.Env.SetJournal(j, nil)
		p.Env.CompactJournal(t.Context()) // the tutorial's data were there before
		ran(t, p, c, "load sig.bedGraph")
		for range 20 + r.IntN(80) {
			ran(t, p, c, anything(r))
			if r.IntN(20) == 0 {
				p.Env.CompactJournal(t.Context())
			}
		}
		lines := slices.Clone(j.lines) // it is killed here
		if _, after, _ := strings.Cut(c.Transcript(), "compacted"); after != "" {
			t.Errorf("seed %d: told\n%s", seed, c.Transcript())
		}

		c2 := &repltest.Console{}
		p2 := repltest.Start(t, repltest.Setup{Console: c2, Pages: repltest.NoPages})
		ran(t, p2, c2, "unload all") // main has nothing loaded then
		before := len(c2.Transcript())
		notes, failures, err := p2.Env.Resume(t.Context(), lines)
		if err != nil || len(failures) > 0 || len(notes) > 0 {
			t.Fatalf("seed %d: %q, %v, %v of\n%s", seed, notes, failures, err, strings.Join(lines, "\n"))
		}
		if told := c2.Transcript()[before:]; told != "" {
			t.Errorf("seed %d: told %q", seed, told)
		}
		steps += len(p.Session.Steps())
		if a, b := history(p), history(p2); a != b {
			t.Errorf("seed %d: the history was\n%s\nis\n%s\nfrom\n%s", seed, a, b, strings.Join(lines, "\n"))
		}
		want, got := wholeHistory(t, p, c), wholeHistory(t, p2, c2)
		for i := range want {
			if i >= len(got) || got[i] != want[i] {
				t.Fatalf("seed %d, %d of %d: the session is\n%s\nwant\n%s\nfrom\n%s", seed, i, len(want), got[min(i, len(got)-1)], want[i],
					strings.Join(lines, "\n"))
			}
		}
		if len(got) != len(want) {
			t.Fatalf("seed %d: %d steps there and back, want %d", seed, len(got), len(want))
		}
	}
	t.Logf("%d steps", steps)
}

// history describes the steps, and which are undone.
func history(p *repltest.Prompt) string {
	var b strings.Builder
	for _, s := range p.Session.Steps() {
		fmt.Fprintf(&b, "%v %v %v %s\n", s.Undone, s.Events[0].Browser, s.Events[0].Hook, strings.Join(repl.Script(s.Events, nil), "; "))
	}
	return b.String()
}

// TestHistoryOfAnOldJournal resumes one without marks: there is nothing to undo, and no
// error.
func TestHistoryOfAnOldJournal(t *testing.T) {
	p, c := prompt(t)
	lines := []string{"load tutorial:", `addchart "Line Track" --as 1 py_column`, "# a comment", "#step what", "#undo x", "select chr1:1-2"}
	if notes, failures, err := p.Env.Resume(t.Context(), lines); err != nil || len(failures) > 0 || len(notes) > 0 {
		t.Fatal(notes, failures, err)
	}
	if n := len(p.Session.Steps()); n != 0 {
		t.Errorf("%d steps", n)
	}
	// A journal of which lines are missing has the state all the same.
	lines = append(lines, "#undo 3", "select none", "#step 2026-11-29T10:00:00Z 0", "theme dark", "#redo 1", "theme light")
	if notes, failures, err := p.Env.Resume(t.Context(), lines); err != nil || len(failures) > 0 || len(notes) > 0 {
		t.Fatal(notes, failures, err)
	}
	if out := ran(t, p, c, "session"); !strings.HasSuffix(out, "theme light\n") || strings.Contains(out, "select") || len(p.Session.Steps()) != 0 {
		t.Errorf("the session is\n%s", out)
	}
}

// TestHistoryInAJournalIsBounded drops the oldest steps of a journal that would have too
// many bytes, and all of them if one cannot be kept, and tells that.
func TestHistoryInAJournalIsBounded(t *testing.T) {
	c := &repltest.Console{}
	p := repltest.Start(t, repltest.Setup{Console: c, Pages: repltest.NoPages})
	j := &notes{}
	p.Env.SetJournal(j, nil)
	script(t, p.Env, "plot py_column")
	for i := range 16 {
		script(t, p.Env, fmt.Sprintf("set 1 title=%d%s", i, strings.Repeat("x", 400_000)))
	}
	p.Env.CompactJournal(t.Context())
	marks, size := 0, 0
	for _, line := range j.lines {
		if _, ok := state.ParseMark(line); ok {
			marks++
		}
		size += len(line)
	}
	if marks < 3 || marks > 20 || size > 5_500_000 {
		t.Errorf("%d steps in %d bytes", marks, size)
	}
	p.Env.SetJournal(picky{j, "title=3x"}, nil)
	p.Env.CompactJournal(t.Context())
	if strings.Contains(c.Transcript(), "undone") {
		t.Errorf("told %.300q", c.Transcript())
	}
	p.Env.SetJournal(picky{j, "title=14x"}, nil)
	p.Env.CompactJournal(t.Context())
	if !strings.HasSuffix(c.Transcript(), "what was done so far cannot be undone after --resume: refused\n") {
		t.Errorf("told %.300q", c.Transcript())
	}
}

// TestHistoryOfAPageAfterResume keeps what was done with the mouse: a drag is one step of
// that page, also after it was restored.
func TestHistoryOfAPageAfterResume(t *testing.T) {
	p, c := prompt(t)
	j := &notes{}
	p.Env.SetJournal(j, nil)
	p.Env.CompactJournal(t.Context())
	script(t, p.Env, "plot py_column")
	for height := range 5 {
		set := map[string]any{"handle": 1, "settings": map[string]any{"height": 100 + height}}
		if _, err := p.Pages[0].Ask(t.Context(), protocol.UserSetChartSettings, set); err != nil {
			t.Fatal(err)
		}
	}
	p.Pages[0].Move("chr1", 5, 600)
	if _, err := p.Pages[0].Ask(t.Context(), protocol.UserSetTheme, map[string]any{"theme": "dark"}); err != nil {
		t.Fatal(err)
	}
	lines := slices.Clone(j.lines)

	p2, c2 := prompt(t)
	ran(t, p2, c2, "unload all")
	if _, failures, err := p2.Env.Resume(t.Context(), lines); err != nil || len(failures) > 0 {
		t.Fatal(failures, err)
	}
	if a, b := history(p), history(p2); a != b || !strings.Contains(b, "false 1 ") {
		t.Errorf("the history was\n%s\nis\n%s\nfrom\n%s", a, b, strings.Join(lines, "\n"))
	}
	want, got := wholeHistory(t, p, c), wholeHistory(t, p2, c2)
	if !slices.Equal(got, want) {
		t.Errorf("the session goes through\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestUndoOfAnotherSpelling undoes that a file was loaded by one spelling of its path while
// it is loaded by another: what comes then is done to the file that is there.
func TestUndoOfAnotherSpelling(t *testing.T) {
	repltest.Folder(t, map[string]string{"a.bed": "chr1\t10\t200\ta\n"})
	p, c := prompt(t)
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"load a.bed", "unload all; load " + here + "/a.bed", "undo", "unload all"} {
		ran(t, p, c, line)
	}
	if out := ran(t, p, c, "session"); strings.Contains(out, "a.bed") {
		t.Errorf("the session without files is\n%s", out)
	}
}

// TestRedoThatDoesNotFit redoes that all files were unloaded: what is selected on a sequence
// that is gone for that is gone after --resume too.
func TestRedoThatDoesNotFit(t *testing.T) {
	repltest.Folder(t, map[string]string{"a.bed": "chr7\t10\t200\ta\n"})
	p, c := prompt(t)
	j := &notes{}
	p.Env.SetJournal(j, nil)
	p.Env.CompactJournal(t.Context())
	for _, line := range []string{"load a.bed", "select chr7:5-9", "unload all", "undo", "redo"} {
		script(t, p.Env, line)
	}
	want := ran(t, p, c, "session")
	again, ac := prompt(t)
	ran(t, again, ac, "unload all")
	notes, failures, err := again.Env.Resume(t.Context(), j.lines)
	if err != nil || failures != nil || len(again.Session.Steps()) != len(p.Session.Steps()) {
		t.Error(notes, failures, err)
	}
	if got := ran(t, again, ac, "session"); got != want {
		t.Errorf("resumed\n%s\nwant\n%s\nfrom\n%s", got, want, strings.Join(j.lines, "\n"))
	}
}

// TestHistoryOfHooksAfterResume keeps which steps are those of hooks, compacted or not.
func TestHistoryOfHooksAfterResume(t *testing.T) {
	p, c := prompt(t)
	j := &notes{}
	p.Env.SetJournal(j, nil)
	p.Env.CompactJournal(t.Context())
	script(t, p.Env, "on themed region add chr1:1-9")
	script(t, p.Env, "theme dark")
	p.Env.Settle(t.Context())
	want := ran(t, p, c, "history")
	if !strings.Contains(want, " hook ") {
		t.Fatalf("the history is\n%s", want)
	}
	for range 2 {
		again, ac := prompt(t)
		ran(t, again, ac, "unload all")
		if _, failures, err := again.Env.Resume(t.Context(), j.lines); err != nil || failures != nil {
			t.Error(failures, err)
		}
		if got := ran(t, again, ac, "history"); got != want {
			t.Errorf("the history is\n%s\nwant\n%s", got, want)
		}
		p.Env.CompactJournal(t.Context())
	}
}

// disturbed is a session in which something else is done during the first calls of Become.
type disturbed struct {
	repl.Session
	times int
}

func (d *disturbed) Become(ctx context.Context, want state.State) (reply.Report, error) {
	if d.times--; d.times >= 0 {
		return reply.Report{}, state.ErrMeanwhile
	}
	return d.Session.Become(ctx, want)
}

// TestResumeMeanwhile resumes while something is done in a page: it begins again, but not for ever.
func TestResumeMeanwhile(t *testing.T) {
	p, _ := prompt(t)
	d := &disturbed{p.Session, 2}
	p.Env.Session = d
	if _, failures, err := p.Env.Resume(t.Context(), []string{"theme dark"}); err != nil || failures != nil || p.Session.State().Theme != "dark" {
		t.Errorf("theme %q, %v, %v", p.Session.State().Theme, failures, err)
	}
	d.times = 1 << 30
	if _, _, err := p.Env.Resume(t.Context(), []string{"theme light"}); !errors.Is(err, state.ErrMeanwhile) || p.Session.State().Theme != "dark" {
		t.Errorf("theme %q, %v", p.Session.State().Theme, err)
	}
}
