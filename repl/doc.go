// Package repl is the prompt: it looks up the commands of a line, which package
// line reads, runs them and prints what came of them.
//
// What a person can type is one table (commands.go). Help, the README's list,
// completion and suggestions are all read from it. A command parses its words
// into a value, then calls the [Session], then prints:
//
//	console, err := term.Open(history)             // readline, or plain lines
//	out := repl.NewOutput(console)                 // the one way out for text
//	env := repl.NewEnv(session, out)               // env.Event hears what happens
//	defer env.Close()
//	err = repl.Run(ctx, env, console)              // until an empty line or Ctrl-D
//	err = env.Script(ctx, "-x", strings.NewReader("navigate chr1; charts"))
//
// Every command can have its result written to a file or passed through programs
// (redirect.go, target.go), and words such as $selection replaced by values
// (variables.go), those with * by names (globs.go). What happens in the session comes to the hub of package
// automation, which prints it, runs commands on it, records it and keeps the journal.
// All that is written of a state is commands again, so that one thing reads it: the
// prompt, or restore.go.
//
// A result that is longer than the screen goes through a pager (result.go, pager.go), and the
// programs of a line have the terminal that the console lends (program.go, redirect.go).
//
// Files: command.go and groups.go (what a command is), commands.go (the table),
// cmd_*.go and slideshow.go (the functions), regions.go (REGIONS: what
// a command that takes regions reads), chosen.go (charts by their numbers), options.go, help.go,
// answer.go (what a question gives), schema.go (the keys of --json), output.go (the way out for text),
// errors.go (hints and "did you mean"),
// complete.go and candidates.go (Tab), loop.go (at a prompt or from a pipe), script.go
// (-x and --script), automation.go (joins the hub). Packages below: line (the language of
// a line), text (how things are written), automation (what is done as events come), safe
// (what a terminal would obey).
//
// The package knows neither the session's insides nor the terminal: package
// session provides a Session, repl/term a [Console]. repl/repltest puts a prompt
// together for tests.
package repl
