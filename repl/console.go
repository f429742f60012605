package repl

import (
	"context"
	"errors"
	"io"
	"os"
)

// ErrInterrupt is what [Console.ReadLine] returns after Ctrl-C.
var ErrInterrupt = errors.New("interrupted")

// Console is where commands come from and text goes to: a terminal with line
// editing, a pipe, or a test's script. repl/term has the real ones.
type Console interface {
	Keyboard
	Screen

	// Close ends a ReadLine that is waiting, restores the terminal and never
	// hangs. It may be called more than once.
	Close() error
}

// Keyboard is where commands come from. ReadLine is called by one goroutine; the
// other methods are safe for concurrent use.
type Keyboard interface {
	// ReadLine returns the next line without its end. At the end of input it
	// returns io.EOF, after Ctrl-C ErrInterrupt, and soon after ctx is done
	// its error; after that the console reads no more.
	//
	// An interactive console returns an empty line only when Enter was typed at
	// an idle prompt: the prompt was shown and waited, and nothing was typed
	// with the Enter or right after it. It ignores other empty lines, as those of
	// a paste and of an Enter pressed while a command runs.
	ReadLine(ctx context.Context, prompt string) (string, error)
	// Interactive reports whether a person types: there is a prompt, and an empty
	// line means to stop.
	Interactive() bool
	// Waiting reports whether a further line has come already, as of a paste.
	Waiting() bool
	// SetCompleter sets the function that Tab calls; before is the line up to the cursor.
	SetCompleter(complete func(before string) Completion)
}

// Screen is where text goes. It prints text as it is; [Output] makes it harmless
// first. Its methods are safe for concurrent use.
type Screen interface {
	// Print prints a part of a result. It stops soon after ctx is done, whose cause it then
	// returns. On a terminal, what else is printed meanwhile follows.
	Print(ctx context.Context, p []byte) (int, error)
	// Stderr takes all else. On a terminal it goes the same way, and neither
	// breaks a line being typed.
	Stderr() io.Writer
	// Notify prints a line of its own from any goroutine at any time.
	Notify(line string)
	// Width and Height return the number of columns and rows of the terminal that Print
	// writes to, 0 without one.
	Width() int
	Height() int
	// Colour reports whether escape sequences for colour are welcome on Stderr.
	Colour() bool
	// Graphics returns what pictures the terminal can show. It is asked once, unless again is set, and
	// waited for shortly.
	Graphics(ctx context.Context, again bool) Graphics
	// Lend leaves the terminal to programs until the loan is given back. It returns nil
	// if there is none that could do more than print.
	Lend() *Loan
}

// Loan is a terminal that is left to programs. Whatever else is printed meanwhile, such as
// news from the background, is held back.
type Loan struct {
	In, Out *os.File
	// Key waits for a key. It returns 0 when ctx is done.
	Key func(ctx context.Context) byte
	// GiveBack ends the loan: the terminal gets back its modes, whatever the programs did to
	// them. discard is for a pager, which begins and ends at the beginning of a line: keys
	// that it did not read were meant for it and are ignored.
	GiveBack func(discard bool)
}
