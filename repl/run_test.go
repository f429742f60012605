package repl_test

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/repl/repltest"
)

func TestScript(t *testing.T) {
	for _, c := range []struct {
		name, script string
		printed      string // of the whole run
		failed       string // the error, "" for success
	}{
		{"all goes well", "\ufeff# plots\n\n  \nnavigate chr1 1 100 # here\ncharts; where\r\n",
			"chr1:1-100\nno charts\nchr1:1-100\n", ""},
		{"first failure ends it", "where\n\n# x\nwhere; navigate chrQ 1 10; charts\nwhere",
			"pyChr:1-100,000\npyChr:1-100,000\n",
			`plots.txt:4: navigate chrQ 1 10: error: there is no sequence "chrQ"`},
		{"quit ends it with success", "where; quit; nonsense\nnonsense", "pyChr:1-100,000\n", ""},
		{"syntax", "where\naddchart \"Line Track\n", "pyChr:1-100,000\n",
			`plots.txt:2: addchart "Line Track: error: unclosed ", opened at column 10`},
		{"long command", "frobnicate " + strings.Repeat("x", 100), "",
			"plots.txt:1: frobnicate " + strings.Repeat("x", 48) + `…: error: there is no command "frobnicate"`},
		{"line that is no line", "where\n" + strings.Repeat("x", 1<<20+1), "pyChr:1-100,000\n",
			"plots.txt:2: the line is longer than 1048576 bytes; is it a script?"},
	} {
		t.Run(c.name, func(t *testing.T) {
			console := &repltest.Console{}
			env := repl.NewEnv(repltest.NewSession(), repl.NewOutput(console))
			err := env.Script(t.Context(), "plots.txt", strings.NewReader(c.script))
			if got := errorText(err); got != c.failed {
				t.Errorf("error %q, want %q", got, c.failed)
			}
			if got := console.Transcript(); got != c.printed {
				t.Errorf("printed %q, want %q", got, c.printed)
			}
		})
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestScriptReadError(t *testing.T) {
	env := repl.NewEnv(repltest.NewSession(), repl.NewOutput(&repltest.Console{}))
	err := env.Script(t.Context(), "x", iotest.ErrReader(io.ErrUnexpectedEOF))
	if !errors.Is(err, io.ErrUnexpectedEOF) || !strings.Contains(err.Error(), "x: reading line 1") {
		t.Error(err)
	}
}

// TestPipe runs lines that are not typed: no prompt, empty lines are nothing,
// the first failure ends it.
func TestPipe(t *testing.T) {
	console := &repltest.Console{Lines: []string{"", "where", "   ", "# x", "charts"}}
	env := repl.NewEnv(repltest.NewSession(), repl.NewOutput(console))
	if err := repl.Run(t.Context(), env, console); err != nil {
		t.Fatal(err)
	}
	if got, want := console.Transcript(), "pyChr:1-100,000\nno charts\nstopped\n"; got != want {
		t.Errorf("printed %q, want %q", got, want)
	}

	console = &repltest.Console{Lines: []string{"where", "", "frob nicate", "where"}}
	env = repl.NewEnv(repltest.NewSession(), repl.NewOutput(console))
	err := repl.Run(t.Context(), env, console)
	var failed *repl.ScriptError
	if !errors.As(err, &failed) || failed.Line != 3 || failed.Where() != "standard input:3: frob nicate" {
		t.Errorf("error %v", err)
	}
	if got, want := console.Transcript(), "pyChr:1-100,000\n"; got != want {
		t.Errorf("printed %q, want %q", got, want)
	}
}

func TestInterruptedPipe(t *testing.T) {
	console := &repltest.Console{Lines: []string{"where", "^C", "where"}}
	env := repl.NewEnv(repltest.NewSession(), repl.NewOutput(console))
	if err := repl.Run(t.Context(), env, console); !errors.Is(err, repl.ErrInterrupt) {
		t.Errorf("error %v, want ErrInterrupt", err)
	}
}

// TestCancel presses Ctrl-C while a command runs: that command ends, the
// prompt goes on.
func TestCancel(t *testing.T) {
	s := repltest.NewSession()
	console := &repltest.Console{Typed: true, Lines: []string{"redraw; charts", "where", ""}}
	env := repl.NewEnv(s, repl.NewOutput(console))
	var cancel context.CancelFunc
	env.Interrupt = func(ctx context.Context) (context.Context, context.CancelFunc) {
		ctx, cancel = context.WithCancel(ctx)
		return ctx, cancel
	}
	s.Before = func(ctx context.Context, method string) error {
		if method != "Redraw" {
			return nil
		}
		cancel()
		<-ctx.Done()
		return ctx.Err()
	}
	if err := repl.Run(t.Context(), env, console); err != nil {
		t.Fatal(err)
	}
	want := `press enter to stop
epiviz> redraw; charts
cancelled
epiviz> where
pyChr:1-100,000
epiviz> 
stopped
`
	if got := console.Transcript(); got != want {
		t.Errorf("transcript\n%s\nwant\n%s", got, want)
	}

	// In a script it is a failure.
	err := env.Script(t.Context(), "-x", strings.NewReader("where; redraw; charts"))
	if got := errorText(err); got != "-x:1: redraw: error: cancelled" {
		t.Errorf("error %q", got)
	}
}

// TestStopped ends the loop from outside, at the prompt and during a command.
func TestStopped(t *testing.T) {
	reason := errors.New("the server is gone")
	t.Run("at the prompt", func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(reason)
		console := &repltest.Console{Typed: true, Lines: []string{"where"}}
		env := repl.NewEnv(repltest.NewSession(), repl.NewOutput(console))
		if err := repl.Run(ctx, env, console); err != reason {
			t.Errorf("error %v", err)
		}
		if got, want := console.Transcript(), "press enter to stop\nstopped\n"; got != want {
			t.Errorf("printed %q, want %q", got, want)
		}
	})
	t.Run("during a command", func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		s := repltest.NewSession()
		s.Before = func(ctx context.Context, _ string) error {
			cancel(reason)
			<-ctx.Done()
			return ctx.Err()
		}
		console := &repltest.Console{Typed: true, Lines: []string{"redraw; charts", "where"}}
		env := repl.NewEnv(s, repl.NewOutput(console))
		if err := repl.Run(ctx, env, console); err != reason {
			t.Errorf("error %v", err)
		}
		if got, want := console.Transcript(), "press enter to stop\nepiviz> redraw; charts\nstopped\n"; got != want {
			t.Errorf("printed %q, want %q", got, want)
		}
	})
}

// TestNothingIsCalledForWrongWords checks that commands understand all their
// words before they do anything.
func TestNothingIsCalledForWrongWords(t *testing.T) {
	s := repltest.NewSession()
	var called []string
	s.Before = func(_ context.Context, method string) error {
		called = append(called, method)
		return nil
	}
	for _, line := range []string{
		"navigate", "navigate chr1 2 1", "navigate chr1:x-y:2-1", "navigate a b c d", "where x", "load", "plot",
		"unload", "unload a b", "addmeasurements", "removemeasurements", "addseqinfos a", "addseqinfos a 1 b x",
		"removeseqnames", "clearcache", "flushcache x", "addchart", "addchart nonsense py_column",
		`addchart "Line Track"`, "removechart", "removechart 1 x", "removechart 1 all", "set 1", "set 1 x",
		"set 1 a=1 b", "set x a=1", "set 1 =2", "redraw x", "open x y", "send", "send redraw [", "send redraw {} {}",
		"order", "order x", "order 1 1", "duplicate", "duplicate x", "print", "print x.svg y.svg", "print 1 x.gif", "select", "select chr1:2-1",
		"wait x", "wait 1s 2s", "save", "save a b", "delete", "export", "import a b", "addchart --as x linetrack py_column", "set 1 --all a=1",
	} {
		env := repl.NewEnv(s, repl.NewOutput(&repltest.Console{}))
		if err := env.Script(t.Context(), "x", strings.NewReader(line)); err == nil {
			t.Errorf("%s: no error", line)
		}
	}
	if len(called) > 0 {
		t.Errorf("called %v", called)
	}
}

// TestPartialFailure checks that what was done is told beside the failure.
func TestPartialFailure(t *testing.T) {
	s := &refusing{repltest.NewSession()}
	console := &repltest.Console{Typed: true, Lines: []string{`addchart "Line Track" py_column`, ""}}
	if err := repl.Run(t.Context(), repl.NewEnv(s, repl.NewOutput(console)), console); err != nil {
		t.Fatal(err)
	}
	want := []string{"chart 1: Line Track of py_column", "error: browser 1 (built-in page) refused", "hint: reload the page"}
	if lines := strings.Split(console.Transcript(), "\n"); !slices.Equal(lines[2:5], want) {
		t.Errorf("printed %q", lines)
	}
}

// workspaceFile is a file with one workspace.
type workspaceFile struct {
	repl.Files
	lines []string
}

func (f workspaceFile) Import(string) (string, []string, func(string) string, error) {
	return "figure", f.lines, func(p string) string { return p }, nil
}

// TestImportInSpiteOfAPage imports while a page refuses everything: the state is that of the file all the same, not what
// was left when the page refused for the first time.
func TestImportInSpiteOfAPage(t *testing.T) {
	session := repltest.NewSession()
	for range 3 {
		if _, _, err := session.AddChart(t.Context(), "", []string{"py_column"}); err != nil {
			t.Fatal(err)
		}
	}
	console := &repltest.Console{Typed: true, Lines: []string{"import x", ""}}
	env := repl.NewEnv(&refusing{session}, repl.NewOutput(console))
	env.Files = workspaceFile{lines: []string{`addchart "Line Plot" --as 7 py_column`, `addchart "Line Track" --as 9 py_column`}}
	if err := repl.Run(t.Context(), env, console); err != nil {
		t.Fatal(err)
	}
	var handles []int
	for _, c := range session.Charts() {
		handles = append(handles, c.Handle)
	}
	if !slices.Equal(handles, []int{7, 9}) {
		t.Errorf("charts %v, want those of the file, 7 and 9", handles)
	}
	if !strings.Contains(console.Transcript(), "refused") {
		t.Errorf("nothing tells of the page: %q", console.Transcript())
	}
}
