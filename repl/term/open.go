package term

import (
	"os"

	"github.com/chzyer/readline"

	"github.com/epiviz/epivizgo/repl"
)

// Open returns the console of the process: a [Terminal] when its input and
// output are one, else a [Plain]. Lines typed are kept in the file history;
// "" keeps none.
func Open(history string) (repl.Console, error) {
	dumb := os.Getenv("TERM") == "dumb"
	if !dumb && isTerminal(os.Stdin) && isTerminal(os.Stdout) {
		return NewTerminal(os.Stdin, os.Stdout, history)
	}
	return NewPlain(os.Stdin, os.Stdout, os.Stderr), nil
}

func isTerminal(f *os.File) bool { return readline.IsTerminal(int(f.Fd())) }

// Sizes of terminals.
const (
	usualWidth  = 80 // where the terminal does not know its own
	usualHeight = 24
	leastWidth  = 20 // readline hangs when the prompt fills the line
)

// columns returns the width of the terminal f.
func columns(f *os.File) int {
	width, _, err := readline.GetSize(int(f.Fd()))
	if err != nil || width <= 0 {
		return usualWidth
	}
	return width
}

// rows returns the height of the terminal f.
func rows(f *os.File) int {
	_, height, err := readline.GetSize(int(f.Fd()))
	if err != nil || height <= 0 {
		return usualHeight
	}
	return height
}

// wantsColour reports whether the environment allows colour (no-color.org).
func wantsColour() bool { return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" }
