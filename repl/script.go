package repl

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxLine bounds a line of a script, in bytes. It is far more than a person
// writes, but a file of another kind is refused early.
const maxLine = 1 << 20

const byteOrderMark = "\ufeff" // which some editors begin a text with

// ScriptError is the failure that ended a script.
type ScriptError struct {
	Name    string // of the script: a file, "-x", "standard input"
	Line    int    // counted from 1
	Command string // as written
	Err     error
}

// Where returns the place of the failure: "plots.txt:3: navigate chrQ 1 10".
func (e *ScriptError) Where() string {
	const most = 60
	command := []rune(strings.TrimSpace(e.Command))
	if len(command) > most {
		command = append(command[:most-1], '…')
	}
	return fmt.Sprintf("%s:%d: %s", e.Name, e.Line, string(command))
}

func (e *ScriptError) Error() string { return e.Where() + ": error: " + e.Err.Error() }
func (e *ScriptError) Unwrap() error { return e.Err }

// Script runs the commands of r, a file or the text given to -x. Empty lines
// and comments are skipped; quit ends it with success, the first failure
// with a [ScriptError].
func (e *Env) Script(ctx context.Context, name string, r io.Reader) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 4096), maxLine)
	number := 0
	for lines.Scan() {
		number++
		line := lines.Text()
		if number == 1 {
			line = strings.TrimPrefix(line, byteOrderMark)
		}
		failed, err := e.runLine(ctx, line)
		if errors.Is(err, errQuit) {
			return nil
		}
		if err != nil {
			return &ScriptError{Name: name, Line: number, Command: failed, Err: err}
		}
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return fmt.Errorf("%s:%d: the line is longer than %d bytes; is it a script?", name, number+1, maxLine)
	case err != nil:
		return fmt.Errorf("%s: reading line %d: %w", name, number+1, err)
	}
	return nil
}
