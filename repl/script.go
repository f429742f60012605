package repl

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/epiviz/epivizgo/session/interruptible"
	"github.com/epiviz/epivizgo/session/source"
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

// ScriptFile runs the commands of a file. The files that they read are relative to its folder.
func (e *Env) ScriptFile(ctx context.Context, path string) error {
	f, err := interruptible.Open(ctx, path)
	if err != nil {
		return err
	}
	defer func() { _ = interruptible.Close(ctx, f) }()
	return e.inFolderOf(path).Script(ctx, path, interruptible.NewReader(ctx, path, f))
}

// inFolderOf returns the environment of the commands of a script.
func (e *Env) inFolderOf(path string) *Env {
	own := *e
	if own.folder = filepath.Dir(path); own.folder == "." {
		own.folder = ""
	}
	return &own
}

// file returns the path of a file that is to be read. In a script it is relative to the
// script's folder. A file that is not there and is in the working folder is meant all the same,
// and that is told.
func (e *Env) file(word string) string {
	path := e.named(word)
	if path == expandHome(word) && e.besides(word) != "" && !isFile(path) {
		return e.besides(word) // the error names it
	}
	return path
}

// named returns what file returns for a word that may be a name of something else.
func (e *Env) named(word string) string {
	path, beside := expandHome(word), e.besides(word)
	if beside == "" {
		return path
	}
	if _, loaded := e.Loaded(beside); loaded || isFile(beside) {
		return beside
	}
	if _, told := e.elsewhere.Load(beside); !told && isFile(path) {
		e.elsewhere.Store(beside, true)
		e.note(fmt.Sprintf("%s is not in the script's folder, %s; the one in the working folder is meant", path, e.folder))
	}
	return path
}

// besides returns the path of a file beside the script, "" if the word is no such path.
func (e *Env) besides(word string) string {
	path := expandHome(word)
	if e.folder == "" || filepath.IsAbs(path) || source.ParseRef(path).Kind != source.File {
		return ""
	}
	return filepath.Join(e.folder, path)
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.IsDir()
}

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
		if errors.Is(err, ErrOutputClosed) {
			return err
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
