package term

import (
	"os"

	"github.com/epiviz/epivizgo/repl"
)

// Interrupts returns where a Terminal takes SIGINT.
func Interrupts(c repl.Console) <-chan os.Signal { return c.(*Terminal).interrupts }
