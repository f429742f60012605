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

// The size of a terminal that does not know its own.
const (
	usualWidth  = 80
	usualHeight = 24
)

// size returns the columns and rows of the terminal f.
func size(f *os.File) (width, height int) {
	width, height, err := readline.GetSize(int(f.Fd()))
	if err != nil || width <= 0 {
		width = usualWidth
	}
	if err != nil || height <= 0 {
		height = usualHeight
	}
	return width, height
}

// columns returns the width of the terminal f.
func columns(f *os.File) int {
	width, _ := size(f)
	return width
}

// height returns the height of the terminal f.
func height(f *os.File) int {
	_, rows := size(f)
	return rows
}

// reflows reports whether the terminal is known to set its rows out again when its width
// changes, as tmux and VTE, of GNOME and others, do.
func reflows() bool {
	return (os.Getenv("TMUX") != "" || os.Getenv("VTE_VERSION") != "") && os.Getenv("STY") == "" // in no screen
}

// wantsColour reports whether the environment allows colour (no-color.org).
func wantsColour() bool { return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" }
