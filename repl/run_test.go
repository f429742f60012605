package repl_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/repl/repltest"
	"github.com/epiviz/epivizgo/session"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/sessiontest"
	"github.com/epiviz/epivizgo/session/state"
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
			"chr1:1-100,000\nchr1:1-100,000\n",
			`plots.txt:4: navigate chrQ 1 10: error: there is no sequence "chrQ"`},
		{"quit ends it with success", "where; quit; nonsense\nnonsense", "chr1:1-100,000\n", ""},
		{"syntax", "where\naddchart \"Line Track\n", "chr1:1-100,000\n",
			`plots.txt:2: addchart "Line Track: error: unclosed ", opened at column 10`},
		{"long command", "frobnicate " + strings.Repeat("x", 100), "",
			"plots.txt:1: frobnicate " + strings.Repeat("x", 48) + `…: error: there is no command "frobnicate"`},
		{"line that is no line", "where\n" + strings.Repeat("x", 1<<20+1), "chr1:1-100,000\n",
			"plots.txt:2: the line is longer than 1048576 bytes; is it a script?"},
	} {
		t.Run(c.name, func(t *testing.T) {
			console := &repltest.Console{}
			env := repltest.Start(t, repltest.Setup{Console: console}).Env
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
	env := repltest.Start(t, repltest.Setup{}).Env
	err := env.Script(t.Context(), "x", iotest.ErrReader(io.ErrUnexpectedEOF))
	if !errors.Is(err, io.ErrUnexpectedEOF) || !strings.Contains(err.Error(), "x: reading line 1") {
		t.Error(err)
	}
}

// TestPipe runs lines that are not typed: no prompt, empty lines are nothing,
// the first failure ends it.
func TestPipe(t *testing.T) {
	console := &repltest.Console{Lines: []string{"", "where", "   ", "# x", "charts"}}
	env := repltest.Start(t, repltest.Setup{Console: console}).Env
	if err := repl.Run(t.Context(), env, console); err != nil {
		t.Fatal(err)
	}
	if got, want := console.Transcript(), "chr1:1-100,000\nno charts\nstopped\n"; got != want {
		t.Errorf("printed %q, want %q", got, want)
	}

	console = &repltest.Console{Lines: []string{"where", "", "frob nicate", "where"}}
	env = repltest.Start(t, repltest.Setup{Console: console}).Env
	err := repl.Run(t.Context(), env, console)
	var failed *repl.ScriptError
	if !errors.As(err, &failed) || failed.Line != 3 || failed.Where() != "standard input:3: frob nicate" {
		t.Errorf("error %v", err)
	}
	if got, want := console.Transcript(), "chr1:1-100,000\n"; got != want {
		t.Errorf("printed %q, want %q", got, want)
	}
}

func TestInterruptedPipe(t *testing.T) {
	console := &repltest.Console{Lines: []string{"where", "^C", "where"}}
	env := repltest.Start(t, repltest.Setup{Console: console}).Env
	if err := repl.Run(t.Context(), env, console); !errors.Is(err, repl.ErrInterrupt) {
		t.Errorf("error %v, want ErrInterrupt", err)
	}
}

// TestCancel presses Ctrl-C while a command runs: that command ends, and
// the prompt continues.
func TestCancel(t *testing.T) {
	console := &repltest.Console{Typed: true, Lines: []string{"redraw; charts", "where", ""}}
	p := repltest.Start(t, repltest.Setup{Console: console})
	env := p.Env
	var cancel context.CancelFunc
	env.Interrupt = func(ctx context.Context) (context.Context, context.CancelFunc) {
		ctx, cancel = context.WithCancel(ctx)
		return ctx, cancel
	}
	whenPushed(t, p.Pages[0], protocol.Redraw, 1, func() { cancel() })
	if err := repl.Run(t.Context(), env, console); err != nil {
		t.Fatal(err)
	}
	want := `press enter to stop
epiviz> redraw; charts
cancelled
epiviz> where
chr1:1-100,000
epiviz> 
stopped
`
	if got := console.Transcript(); got != want {
		t.Errorf("transcript\n%s\nwant\n%s", got, want)
	}

	// In a script it is a failure.
	whenPushed(t, p.Pages[0], protocol.Redraw, 2, func() { cancel() })
	err := env.Script(t.Context(), "-x", strings.NewReader("where; redraw; charts"))
	if got := errorText(err); got != "-x:1: redraw: error: cancelled" {
		t.Errorf("error %q", got)
	}
}

// whenPushed does something once the page has been pushed an action so many times,
// which it never answers.
func whenPushed(t *testing.T, page *sessiontest.Browser, action string, times int, do func()) {
	page.Mute(action)
	done := make(chan struct{})
	go func() {
		defer close(done)
		if _, err := page.Await(t.Context(), func(p sessiontest.Page) bool { return len(p.Pushed(action)) == times }); err == nil {
			do()
		}
	}()
	t.Cleanup(func() { <-done })
}

// TestStopped ends the loop from outside, at the prompt and during a command.
func TestStopped(t *testing.T) {
	reason := errors.New("the server is gone")
	t.Run("at the prompt", func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(reason)
		console := &repltest.Console{Typed: true, Lines: []string{"where"}}
		env := repltest.Start(t, repltest.Setup{Console: console}).Env
		if err := repl.Run(ctx, env, console); err != reason {
			t.Errorf("error %v", err)
		}
		if got, want := console.Transcript(), "press enter to stop\nstopped\n"; got != want {
			t.Errorf("printed %q, want %q", got, want)
		}
	})
	t.Run("during a command", func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		console := &repltest.Console{Typed: true, Lines: []string{"redraw; charts", "where"}}
		p := repltest.Start(t, repltest.Setup{Console: console})
		whenPushed(t, p.Pages[0], protocol.Redraw, 1, func() { cancel(reason) })
		if err := repl.Run(ctx, p.Env, console); err != reason {
			t.Errorf("error %v", err)
		}
		if got, want := console.Transcript(), "press enter to stop\nepiviz> redraw; charts\nstopped\n"; got != want {
			t.Errorf("printed %q, want %q", got, want)
		}
	})
}

// unasked is a session of which commands may ask what it has; the methods that do
// something are missing, and calling one panics.
type unasked struct {
	repl.Session
	real *session.Session
}

// Step is called before any word is read.
func (unasked) Step(ctx context.Context) context.Context { return ctx }

func (u unasked) Measurements() []protocol.Measurement            { return u.real.Measurements() }
func (u unasked) Covers() []protocol.Measurement                  { return u.real.Covers() }
func (u unasked) ChartTypes() []protocol.ChartType                { return u.real.ChartTypes() }
func (u unasked) Settings(handle int) ([]protocol.Setting, error) { return u.real.Settings(handle) }
func (u unasked) SeqInfos() []genome.Sequence                     { return u.real.SeqInfos() }
func (u unasked) Regions(set string) []state.Region               { return u.real.Regions(set) }
func (u unasked) Info(name string) (reply.DataInfo, error)        { return u.real.Info(name) }
func (u unasked) State() state.State                              { return u.real.State() }

// TestNothingIsCalledForWrongWords checks that commands understand all their
// words before they do anything.
func TestNothingIsCalledForWrongWords(t *testing.T) {
	p, _ := prompt(t)
	p.Env.Session = unasked{real: p.Session}
	for _, line := range []string{
		"navigate", "where x", "load", "plot",
		"unload", "addmeasurements", "removemeasurements", "addseqinfos a", "addseqinfos a 1 b x",
		"removeseqnames", "clearcache", "flushcache x", "addchart", "addchart nonsense py_column",
		`addchart "Line Track"`, "removechart", "removechart 1 x", "removechart 1 all", "set 1", "set 1 x",
		"set 1 a=1 b", "set x a=1", "set 1 =2", "redraw x", "open x y", "send", "send redraw [", "send redraw {} {}",
		"order", "order x", "order 1 1", "duplicate", "duplicate x", "print", "print x.svg y.svg", "print 1 x.gif", "select",
		"wait x", "wait 1s 2s", "save", "save a b", "delete", "export", "import a b", "addchart --as x linetrack py_column", "set 1 --all a=1",
	} {
		func() {
			defer func() {
				if called := recover(); called != nil {
					t.Errorf("%s: the session was asked to do something: %v", line, called)
				}
			}()
			if err := p.Env.Script(t.Context(), "x", strings.NewReader(line)); err == nil {
				t.Errorf("%s: no error", line)
			}
		}()
	}
}

// TestOptionGivenTwice refuses an option that is given twice, whose values might differ.
func TestOptionGivenTwice(t *testing.T) {
	p, _ := prompt(t)
	for line, want := range map[string]string{
		"charts --json --json":                           "--json is given twice",
		"values chr1 py_column --bins 5 --bins=6":        "--bins is given twice",
		"addchart linetrack --as 1 py_column --AS 2":     "--as is given twice",
		"addchart linetrack --as 1 -- py_column --as=2x": `there is no measurement "--as=2x"`,
	} {
		err := p.Env.Script(t.Context(), "x", strings.NewReader(line))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", line, err, want)
		}
	}
}

// TestPartialFailure checks that what was done is told beside the failure.
func TestPartialFailure(t *testing.T) {
	console := &repltest.Console{Typed: true, Lines: []string{`addchart "Line Track" py_column`, ""}}
	p := repltest.Start(t, repltest.Setup{Console: console, Pages: []string{protocol.BuiltinVersion, protocol.BuiltinVersion}})
	p.Pages[1].Refuse(protocol.AddChart, "it is full")
	if err := repl.Run(t.Context(), p.Env, console); err != nil {
		t.Fatal(err)
	}
	want := []string{"chart 1: Line Track of py_column", "error: browser 2 (built-in page): the page refused addChart: it is full"}
	if lines := strings.Split(console.Transcript(), "\n"); !slices.Equal(lines[2:4], want) {
		t.Errorf("printed %q", lines)
	}
}

// TestNotesOnce changes several charts of a page that has no settings.
func TestNotesOnce(t *testing.T) {
	c := &repltest.Console{}
	p := repltest.Start(t, repltest.Setup{Console: c, Pages: []string{"3"}})
	script(t, p.Env, "plot py_column; plot py_column")
	before := len(c.Transcript())
	script(t, p.Env, "set all title=a; set all title=b")
	const note = "browser 1 (EpiViz 3) has no chart settings; they are kept in the session\n"
	want := "chart 1: title=a\n" + note + "chart 2: title=a\nchart 1: title=b\n" + note + "chart 2: title=b\n"
	if got := c.Transcript()[before:]; got != want {
		t.Errorf("printed\n%swant\n%s", got, want)
	}
}

// TestLongStep undoes a chart of many columns.
func TestLongStep(t *testing.T) {
	const columns = 60
	var table strings.Builder
	fmt.Fprintf(&table, "chr\tstart\tend")
	for i := range columns {
		fmt.Fprintf(&table, "\tcolumn%d", i)
	}
	fmt.Fprintf(&table, "\nchr1\t1\t9%s\n", strings.Repeat("\t1", columns))
	repltest.Folder(t, map[string]string{"m.tsv": table.String()})
	c := &repltest.Console{}
	p := repltest.Start(t, repltest.Setup{Console: c})
	script(t, p.Env, "load m.tsv")
	script(t, p.Env, "plot m.tsv")
	before := len(c.Transcript())
	script(t, p.Env, "undo")
	got := c.Transcript()[before:]
	if len([]rune(got)) > 220 || !strings.HasPrefix(got, "undone: addchart Heatmap --as 1 m_column0 ") || !strings.HasSuffix(got, "…\n") {
		t.Errorf("printed %q", got)
	}
}

// workspaceFile is a file with one workspace.
type workspaceFile struct {
	repl.Files
	lines []string
}

func (f workspaceFile) Import(string, func(string) error) (string, []string, func(string) string, error) {
	return "figure", f.lines, func(p string) string { return p }, nil
}

// TestImportInSpiteOfAPage imports while a page does not answer: the state is that of the
// file all the same, and the page is not waited for again and again.
func TestImportInSpiteOfAPage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		console := &repltest.Console{Typed: true, Lines: []string{"import x", ""}}
		p := repltest.Start(t, repltest.Setup{Console: console})
		script(t, p.Env, "plot py_column; plot py_column; plot py_column")
		p.Pages[0].Mute(protocol.AddChart)
		p.Pages[0].Mute(protocol.RemoveChart)
		p.Env.Files = workspaceFile{lines: []string{`addchart "Line Plot" --as 7 py_column`, `addchart "Line Track" --as 9 py_column`}}
		if err := repl.Run(t.Context(), p.Env, console); err != nil {
			t.Fatal(err)
		}
		var handles []int
		for _, c := range p.Session.Charts() {
			handles = append(handles, c.Handle)
		}
		if !slices.Equal(handles, []int{7, 9}) {
			t.Errorf("charts %v, want those of the file, 7 and 9:\n%s", handles, console.Transcript())
		}
		if n := strings.Count(console.Transcript(), "no answer to"); n != 1 {
			t.Errorf("it is told %d times that the page does not answer:\n%s", n, console.Transcript())
		}
	})
}

// TestHistory lists what was done, by prompt and mouse, with what is undone.
func TestHistory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, c := prompt(t)
		script(t, p.Env, "plot py_column; set 1 title=x")
		time.Sleep(time.Minute)
		if _, err := p.Pages[0].Ask(t.Context(), protocol.UserSetTheme, map[string]any{"theme": "dark"}); err != nil {
			t.Fatal(err)
		}
		script(t, p.Env, "region add chr1:1-9; undo; history --json")
		lines := strings.Split(strings.TrimSpace(c.Transcript()), "\n")
		want := []string{
			`{"undo":null,"undone":true,"time":"2000-01-01T00:01:00Z","browser":null,"hook":false,"change":["region add chr1:1-9 --name chr1:1-9"]}`,
			`{"undo":1,"undone":false,"time":"2000-01-01T00:01:00Z","browser":1,"hook":false,"change":["theme dark"]}`,
			`{"undo":2,"undone":false,"time":"2000-01-01T00:00:00Z","browser":null,"hook":false,"change":["addchart \"Line Track\" --as 1 py_column","set 1 title=x"]}`,
			`{"undo":3,"undone":false,"time":"2000-01-01T00:00:00Z","browser":null,"hook":false,"change":["load tutorial:"]}`,
		}
		if got := lines[len(lines)-4:]; !slices.Equal(got, want) {
			t.Errorf("history is\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
}
