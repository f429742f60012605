package repl

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/epiviz/epivizgo/repl/automation"
	"github.com/epiviz/epivizgo/repl/line"
	"github.com/epiviz/epivizgo/repl/safe"
	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/interruptible"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
)

// Env is the environment of a command. One goroutine runs the commands of the
// prompt, each done before the next begins; another runs those of hooks, on a
// copy of Env. What copies share keeps its own locks.
type Env struct {
	Session Session
	// Out takes the command's result, Talk its notes. Both neutralise what
	// terminals would obey.
	Out, Talk io.Writer
	// Interrupt returns a context for one command that ends when the user
	// presses Ctrl-C. NewEnv sets it to listen for the signal.
	Interrupt func(ctx context.Context) (context.Context, context.CancelFunc)

	// Files writes and reads workspaces as files; nil where that is not supported.
	Files Files
	// Journals finds the sessions that can be resumed; nil where none are kept.
	Journals Journals
	// Pager sends what is longer than the screen through a pager, where a person types.
	Pager bool
	// Quiet leaves out what says only how things are: that nobody looks, how to stop.
	Quiet bool
	// Version is that of the program.
	Version string
	// InputTaken reports whether commands come from standard input, which therefore
	// cannot be loaded.
	InputTaken bool

	// KeepGenome reports whether Resume leaves the genome as it is, since it was asked for.
	KeepGenome bool

	output  *Output
	hub     *automation.Hub
	show    *show
	showing *showing
	region  *atomic.Pointer[state.Region] // the one that region next or previous showed last
	unseen  *atomic.Bool                  // it was told that no browser is connected
	// stepped is the feature that next or previous showed last.
	stepped *atomic.Pointer[stepped]
	depth   int // of scripts that run each other
	// elsewhere are the files that it was told are not in a script's folder.
	elsewhere *sync.Map
	// folder is that of the script whose commands run, "" for the working folder.
	folder string
	// hook is the number of the hook whose copy this is, while a person may be typing; 0
	// for none.
	hook int
	// loci are the words of the command that are values of variables. They are loci even if
	// a file or set has the same name.
	loci map[string]bool
	// told are the notes of pages that the command has printed. Each is printed once, of
	// however many charts it is.
	told map[string]bool
	// ofRegions are the notes on the files and data that the command has read regions from, without folders.
	ofRegions []string
	// result is where Out goes, if that is the console.
	result *result
	// redirected reports whether Out goes to a file or program, whatever the console is.
	redirected bool
	// guarded reports whether Out, although redirected, spells what a terminal could obey.
	guarded bool
}

// Files writes and reads workspaces as files that can be passed on.
type Files interface {
	// Export writes the lines to a file. shorten makes a data file's path
	// relative to it where that can be.
	Export(path, name string, lines func(shorten func(path string) string) []string) error
	// IsWorkspace reports whether a file is one that Export wrote.
	IsWorkspace(path string) (bool, error)
	// Import reads such a file, whose last line check reads if it may be cut off; lengthen
	// undoes shorten.
	Import(path string, check func(line string) error) (name string, lines []string, lengthen func(path string) string, err error)
}

// Journals finds the sessions of programs that have ended.
type Journals interface {
	// Resumable lists the sessions that --resume can restore, the last used first.
	Resumable() ([]EndedSession, error)
}

// EndedSession is a session whose journal is kept.
type EndedSession struct {
	Name     string    // as in --resume=NAME
	Changed  time.Time // when it was last used
	Folder   string    // that the program worked in
	Commands int       // how many bring it back
	Lines    func() ([]string, error)
}

// NewEnv returns the environment of the commands in the table.
func NewEnv(session Session, output *Output) *Env {
	e := &Env{
		Session: session,
		Out:     output.Out(),
		Talk:    output.Talk(),
		Interrupt: func(ctx context.Context) (context.Context, context.CancelFunc) {
			return signal.NotifyContext(ctx, os.Interrupt)
		},
		output:    output,
		show:      &show{},
		showing:   &showing{},
		region:    &atomic.Pointer[state.Region]{},
		stepped:   &atomic.Pointer[stepped]{},
		unseen:    &atomic.Bool{},
		elsewhere: &sync.Map{},
	}
	e.hub = newHub(e)
	return e
}

// errCancelled is the error of a command that Ctrl-C canceled.
var errCancelled = errors.New("cancelled")

// run runs one command.
func (e *Env) run(ctx context.Context, s line.Statement) error {
	command, err := builtin.lookup(s.Words[0].Text)
	if err != nil {
		return e.meant(ctx, s.Args(), err)
	}
	own, stop := e.Interrupt(ctx)
	defer stop()
	own = interruptible.WithTeller(withLifetime(own, ctx), e.output.Notify)
	if e.hook == 0 {
		own = WithProgress(own, e.output)
	}
	if e.depth == 0 && e.hook == 0 {
		err = e.runOrLeave(own, command, s)
	} else {
		err = e.runSafely(own, command, s)
	}
	e.hub.CompactIfDue(ctx)
	if err != nil && own.Err() != nil && ctx.Err() == nil && !errors.Is(err, errLeft) {
		return errCancelled
	}
	return command.explain(err)
}

// meant adds a hint to the error about words that begin with no command.
func (e *Env) meant(ctx context.Context, words []string, err error) error {
	place := strings.Join(words, " ")
	if _, noPlace := e.Session.Resolve(ctx, place); noPlace == nil {
		return withHint(err, "navigate %s goes there", place)
	}
	if _, noProgram := exec.LookPath(words[0]); noProgram == nil {
		return withHint(err, "!%s runs the program of that name", words[0])
	}
	return withHint(err, "help lists the commands")
}

// runCommand runs a command with the values of its variables, its result going
// where the statement says.
func (e *Env) runCommand(ctx context.Context, command *Command, s line.Statement) error {
	own := *e
	own.told, own.ofRegions = map[string]bool{}, nil
	var args []string
	var err error
	if err := e.reach(ctx, globFolders(s.Words[1:])); err != nil {
		return err
	}
	if args, own.loci, err = e.expand(ctx, s.Words[1:], globsOf(command)); err != nil {
		return err
	}
	if err := e.reach(ctx, args); err != nil {
		return err
	}
	redirected := s.File != nil || len(s.Pipes) > 0
	var out *result
	if !own.redirected && own.hook == 0 {
		out = &result{ctx: ctx, screen: e.output.console, pages: e.Pager && e.depth == 0 && !redirected}
		own.Out, own.result = safe.NewWriter(out), out
	}
	if redirected {
		err = own.redirect(ctx, s, func(ctx context.Context, own *Env) error { return command.Run(ctx, own, args) })
	} else {
		err = command.Run(ctx, &own, args)
	}
	if out != nil {
		err = out.close(err)
	}
	return err
}

// width returns the width of the terminal behind Out, 0 without one.
func (e *Env) width() int {
	if e.redirected {
		return 0
	}
	return e.output.console.Width()
}

// spelled returns how many lines of text have something that Out spells, since a terminal could obey it.
func (e *Env) spelled(text []byte) (n int) {
	if e.redirected && !e.guarded {
		return 0
	}
	for one := range bytes.Lines(text) {
		if s := string(one); safe.Lines(s) != s {
			n++
		}
	}
	return n
}

// spelledNote tells of lines that are spelled, "" for none.
func spelledNote(n int) string {
	if n == 0 {
		return ""
	}
	return text.Count(n, "line") + " with bytes that are no text or would change a terminal: they are spelled here, as \\xfc; " +
		"> FILE has them as they are"
}

// runLine runs the commands of a line until one fails; failed is then its text.
func (e *Env) runLine(ctx context.Context, line string) (failed string, err error) {
	statements, err := split(line)
	if err != nil {
		return line, err
	}
	if e.Session != nil {
		ctx = e.Session.Step(ctx) // what one line does is undone as one
	}
	for _, s := range statements {
		if err := ctx.Err(); err != nil {
			return s.Text, err
		}
		if err := e.run(ctx, s); err != nil {
			return s.Text, err
		}
	}
	return "", nil
}

// printf prints a line of the result. Strings among args are values, which
// cannot break the line.
func (e *Env) printf(format string, args ...any) {
	for i, a := range args {
		if s, ok := a.(string); ok {
			args[i] = safe.Text(s)
		}
	}
	fmt.Fprintf(e.Out, format+"\n", args...)
}

// report prints the notes of a report, which follow the result. That no browser is
// connected is told once, until one comes or goes.
func (e *Env) report(r reply.Report) {
	for _, note := range r.Notes {
		if !e.told[note] {
			e.note(note)
		}
		if e.told != nil {
			e.told[note] = true
		}
	}
	if r.Unseen != "" && !e.Quiet && !e.unseen.Swap(true) {
		e.note(r.Unseen)
	}
}

// note prints what follows the result, if anything does.
func (e *Env) note(text string) {
	if text != "" {
		fmt.Fprintln(e.Talk, safe.Text(text))
	}
}
