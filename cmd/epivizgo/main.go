// Command epivizgo drives a genome browser from a prompt. It serves data files
// and a browser page of its own, waits for that page or a real EpiViz page to
// connect, and sends it what is typed:
//
//	$ epivizgo peaks.narrowPeak
//	http://localhost:8888/
//	press enter to stop
//	epiviz> navigate chr22 17000000 18000000
//	epiviz> plot peaks
//
// This package only reads the flags and wires the parts together: package
// session is the running session, package repl the prompt, and
// session/source/formats knows the files.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/repl/term"
	"github.com/epiviz/epivizgo/session"
	"github.com/epiviz/epivizgo/session/interruptible"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/diskcache"
	"github.com/epiviz/epivizgo/session/source/formats"
	"github.com/epiviz/epivizgo/session/source/memory"
	sessionstate "github.com/epiviz/epivizgo/session/state"
	"github.com/epiviz/epivizgo/session/store"
)

// Exit statuses.
const (
	statusOK     = 0
	statusFailed = 1 // a command failed, a file cannot be read, the address is taken
	statusUsage  = 2 // the flags are wrong
)

// The system gives signals to the main thread first. That one must not wait for a file whose server does not answer,
// or Ctrl-C is not heard: it runs main alone.
func init() { runtime.LockOSThread() }

func main() {
	status := make(chan int)
	go func() { status <- run(os.Args[1:]) }()
	os.Exit(<-status)
}

func run(args []string) int {
	f, status, done := parseFlags(args)
	if done {
		return status
	}
	// The program ends in order when it is asked to; Ctrl-C is the prompt's.
	ctx, stop := untilSignal(context.Background(), syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	// A program that reads the output and ends, such as head, is an error of writing instead.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	console, err := term.Open(historyPath())
	if err != nil {
		fmt.Fprintf(os.Stderr, "epivizgo: %v\n", err)
		return statusFailed
	}
	defer console.Close()
	end := &ending{console: console, exit: os.Exit}
	defer end.done()
	defer end.within(ctx)()
	output := repl.NewOutput(console)
	if console.Interactive() && f.prompts() {
		// A Ctrl-C that comes when no command runs must not kill the program and
		// leave the terminal raw.
		ignored := make(chan os.Signal, 1)
		signal.Notify(ignored, os.Interrupt)
		defer signal.Stop(ignored)
	}
	err = serve(ctx, f, console, output, end)
	var ended signaled
	switch {
	case err == nil:
		return statusOK
	case errors.As(err, &ended):
		return ended.status()
	case errors.Is(err, repl.ErrOutputClosed):
		return signaled{syscall.SIGPIPE}.status()
	}
	output.Error(err)
	return statusFailed
}

// historyPath returns the path of the file that keeps typed lines between sessions, ""
// if there is no state folder.
func historyPath() string {
	dir, err := store.Dir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "history")
}

// serve runs a session until the prompt or the script ends.
func serve(ctx context.Context, f *flags, console repl.Console, output *repl.Output, end *ending) (err error) {
	// Ctrl-C ends what comes before the prompt, and scripts.
	starting, started := untilSignal(ctx, os.Interrupt)
	defer started()
	log, closeLog, err := openLog(starting, f, output.Notify)
	if starting.Err() != nil {
		return context.Cause(starting)
	}
	if err != nil {
		return err
	}
	defer closeLog()
	env := repl.NewEnv(nil, output)
	env.InputTaken, env.Files = f.prompts() || f.scriptIsInput(), workspaceFiles{}
	env.Version, env.Quiet = version(), f.Quiet
	defer func() { err = errors.Join(err, env.Close()) }()
	if most := memoryLimit(f.Memory); most > 0 {
		memory.SetLimit(most)
		debug.SetMemoryLimit(most) // the garbage collector works the more the nearer it is
	}
	rows := openCache(f, log)
	defer func() {
		end.done() // the cache has its own time
		closeCache(ctx, rows)
	}()
	opt := session.Options{
		Addr: f.Addr, AllowOrigins: f.AllowOrigin, Log: log, Notify: output.Notify, Quiet: f.Quiet,
		Event: env.Event, Mark: env.Mark, Placed: env.Placed, Label: env.Label, Script: repl.Script,
		Restore: func(ctx context.Context, s *session.Session, lines []string, path func(string) string, may func(sessionstate.State) error) (
			reply.Report, []error, error) {
			return repl.Restore(ctx, s, lines, path, may)
		},
		Flags: f.shown(),
		Open:  opener(f, rows, false, output.Notify), OpenZeroBased: opener(f, rows, true, output.Notify),
	}
	if !f.NoOpen {
		opt.OpenURL = urlOpener(os.Getenv)
	}
	talk := output.Talk()
	chat := talk // what nobody has to know
	if f.Quiet {
		chat = io.Discard
	}
	waiting := end.within(starting)
	var folder *store.Folder
	dir, noDir := store.Dir()
	if noDir == nil {
		folder, noDir = store.OpenFolder(dir, output.Notify)
	}
	if noDir == nil {
		opt.Workspaces = folder
		env.Journals = journals{dir, output.Notify}
	} else {
		// A home that cannot be written to, as on some clusters, is no reason not to
		// look at data.
		fmt.Fprintf(talk, "workspaces last as long as this session: %v\n", noDir)
	}
	var ended []store.Info
	if noDir == nil && f.journals(console.Interactive()) {
		if ended, err = store.Resumable(dir, output.Notify); err != nil && f.Resume.on {
			return err
		}
		if err != nil {
			fmt.Fprintf(talk, "the sessions that have ended cannot be listed: %v\n", err)
		}
	}
	given := f.Genome != ""
	readAsEnded(f, ended, talk)
	opt.ZeroBased = f.ZeroBased
	if f.Genome != "" {
		opt.Genome, err = formats.Genome(starting, f.Genome)
		if starting.Err() != nil {
			return context.Cause(starting)
		}
		if err != nil && given {
			return err
		}
		if err != nil { // a session is brought back without a genome that is gone
			fmt.Fprintf(talk, "without %s%s: %v\n", genomeFlag, f.Genome, err)
			opt.Genome, given = nil, true // it is not tried again
		} else {
			opt.GenomeName = f.Genome
			for _, note := range opt.Genome.Info().Notes {
				fmt.Fprintf(talk, "%s: %s\n", f.Genome, note)
			}
		}
	}
	if opt.Uploads = openUploads(f, dir, noDir == nil && f.journals(console.Interactive()), talk); opt.Uploads != nil {
		// After the journal and the session are closed.
		defer func() { err = errors.Join(err, opt.Uploads.Close()) }()
	}
	state := ""
	if noDir == nil {
		state = dir
	}
	if err := setAccess(f, state, &opt, talk); err != nil {
		return err
	}
	opt.Ask = f.prompts() && console.Interactive()
	s, err := session.Start(ctx, opt)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	env.Session, env.KeepGenome = s, given

	printLinks(f, s, chat, talk)
	var journal *ownJournal
	if f.journals(console.Interactive()) {
		if noDir == nil {
			journal, noDir = openJournal(ctx, f, dir, ended, env, output)
		}
		switch {
		case noDir == nil:
			defer func() {
				if err := journal.close(env); err != nil {
					output.Notify(fmt.Sprintf("the journal could not be closed: %v", err))
				}
			}()
		case f.Resume.on || f.Journal != nil: // it was asked for
			return noDir
		default:
			fmt.Fprintf(talk, "this session cannot be resumed later: %v\n", noDir)
		}
	}
	if t, ok := console.(*term.Terminal); ok && f.prompts() && t.HistoryError() != nil {
		fmt.Fprintf(talk, "lines typed here are not kept for the next start: %v\n", t.HistoryError())
	}
	if err := load(starting, f, s, env, output); err != nil {
		return err
	}
	if journal != nil {
		journal.begun(env)
	}
	if opt.OpenURL != nil {
		if _, err := s.Open(starting); err != nil {
			fmt.Fprintf(talk, "%v; open %s by hand\n", err, s.URL())
		}
	}
	if err := await(starting, f, s, chat); err != nil {
		return err
	}
	if !f.prompts() || !console.Interactive() {
		env.Interrupt = context.WithCancel // Ctrl-C ends it all
		defer end.begin(nil)
		return runCommands(starting, f, console, env, output)
	}
	waiting()
	started()
	defer end.begin(nil)
	return runCommands(ctx, f, console, env, output)
}

// readAsEnded makes files be read as in the session that --resume brings back, one of
// ended, and prints what is as it was and what is not.
func readAsEnded(f *flags, ended []store.Info, talk io.Writer) {
	if info, ok := chosen(ended, f.Resume.name); ok && f.Resume.on {
		for _, note := range f.readAs(info.Flags) {
			fmt.Fprintln(talk, note)
		}
	}
}

// opener returns the function that opens data files as the flags say then, with progress.
func opener(f *flags, rows *diskcache.Folder, zeroBased bool, warn func(string)) func(context.Context, string) (source.Source, error) {
	return func(ctx context.Context, path string) (source.Source, error) {
		tell, end := repl.Progress(ctx, path)
		defer end()
		opt := formats.Options{ZeroBased: zeroBased, Lines: f.Lines, Progress: tell, Warn: warn, Cache: rows}
		return formats.Open(ctx, path, opt)
	}
}

// openCache returns the folder that keeps the rows of files, nil for none. log may be nil.
func openCache(f *flags, log *slog.Logger) *diskcache.Folder {
	if f.NoCache {
		return nil
	}
	dir, err := diskcache.Dir()
	if err == nil {
		var rows *diskcache.Folder
		if rows, err = diskcache.Open(dir, diskcache.Options{Log: log}); err == nil {
			return rows
		}
	}
	if log != nil { // without it all is as with it, only slower
		log.Debug("there is no cache", "error", err)
	}
	return nil
}

// cacheWait is how long the end of the program may wait for what the cache is writing.
const cacheWait = 3 * time.Second

func closeCache(ctx context.Context, rows *diskcache.Folder) {
	ctx, cancel := context.WithTimeout(ctx, cacheWait)
	defer cancel()
	rows.Close(ctx)
}

// load loads the files of the command line, or the tutorial's data, but for what
// was resumed. A file that export wrote is imported.
func load(ctx context.Context, f *flags, s *session.Session, env *repl.Env, output *repl.Output) error {
	progress := interruptible.WithTeller(repl.WithProgress(ctx, output), output.Notify)
	paths := f.Files
	if f.Demo || len(paths) == 0 && !f.Resume.on {
		paths = append([]string{source.TutorialName}, paths...)
	}
	imported := ""
	for _, path := range paths {
		ok, err := interruptible.Do(progress, path, func() (bool, error) { return store.IsWorkspace(path) })
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if ok && err == nil {
			if imported != "" || f.Resume.on {
				return fmt.Errorf("%s is a session, and another one is brought back; give only one", path)
			}
			imported = path
			continue
		}
		err = loadFile(progress, f, s, env, output.Talk(), path)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err != nil {
			return err
		}
	}
	if imported != "" {
		err := env.Import(progress, imported, output.Talk())
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err != nil {
			return err
		}
	}
	if f.Samples == "" {
		return nil
	}
	report, err := s.SetSamples(progress, f.Samples)
	for _, note := range report.Notes {
		fmt.Fprintf(output.Talk(), "%s: %s\n", f.Samples, note)
	}
	return err
}

// loadFile loads a file of the command line unless it was resumed.
func loadFile(ctx context.Context, f *flags, s *session.Session, env *repl.Env, talk io.Writer, path string) error {
	ref := source.ParseRef(path)
	if have, ok := env.Loaded(path); ok && f.Resume.on && source.ParseRef(have.Path) == ref {
		return nil
	}
	if ref.Kind == source.Stdin && env.InputTaken {
		return errors.New("standard input has the commands, so it cannot be loaded; give them with -x or --script")
	}
	ms, report, err := s.Load(ctx, path)
	var already *sessionstate.LoadedError
	if errors.As(err, &already) { // its data are there
		fmt.Fprintln(talk, already)
		return nil
	}
	if err != nil {
		return err
	}
	indent := "  "
	if f.Quiet {
		indent = path + ": "
	} else {
		shown, columns := reply.Columns(ms)
		for _, m := range shown {
			if ref.Kind != source.Tutorial {
				fmt.Fprintf(talk, "loaded %s: %s\n", path, m.ID)
			}
		}
		if columns != "" {
			fmt.Fprintf(talk, "  %s\n", columns)
		}
	}
	folder, name := filepath.Split(path)
	for _, note := range report.Notes {
		if f.Quiet && strings.HasPrefix(note, name+" ") { // it names the file
			note = folder + note
		} else {
			note = indent + note
		}
		fmt.Fprintln(talk, note)
	}
	return nil
}

// await waits for a page as long as --wait says.
func await(ctx context.Context, f *flags, s *session.Session, chat io.Writer) error {
	if f.Wait <= 0 {
		return nil
	}
	wait, cancel := context.WithTimeoutCause(ctx, f.Wait, fmt.Errorf("none within %v", f.Wait))
	defer cancel()
	fmt.Fprintf(chat, "waiting up to %v for a page\n", f.Wait)
	err := s.WaitBrowser(wait)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// runCommands runs the script, the commands of -x, and the prompt if there are none or
// it was asked for.
func runCommands(ctx context.Context, f *flags, console repl.Console, env *repl.Env, output *repl.Output) error {
	err := runScripts(ctx, f, env)
	if f.prompts() && ctx.Err() == nil && !errors.Is(err, repl.ErrOutputClosed) {
		if err != nil {
			output.Error(err)
		}
		env.Pager = !f.NoPager
		err = repl.Run(ctx, env, console)
	}
	if !f.prompts() || !console.Interactive() {
		err = errors.Join(err, env.Settle(ctx))
	}
	switch {
	case ctx.Err() != nil: // asked to end by a signal
		return context.Cause(ctx)
	case errors.Is(err, repl.ErrInterrupt): // the console has heard of it before
		return signaled{os.Interrupt}
	}
	return err
}

// runScripts runs the script and the commands of -x.
func runScripts(ctx context.Context, f *flags, env *repl.Env) error {
	if f.Script != nil {
		var err error
		if f.scriptIsInput() {
			err = env.Script(ctx, "standard input", interruptible.NewReader(ctx, "standard input", os.Stdin))
		} else {
			err = env.ScriptFile(ctx, *f.Script)
		}
		if err != nil {
			return err
		}
	}
	for _, commands := range f.Execute {
		if err := env.Script(ctx, "-x", strings.NewReader(commands)); err != nil {
			return err
		}
	}
	return nil
}
