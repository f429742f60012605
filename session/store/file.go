package store

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
)

// workspaceMark begins a workspace's file: a script of the prompt with a first
// line
//
//	# epivizgo workspace 2 "a name"
//
// and the last line endMark, without which it has been cut off. Files of version 1 have
// no last line.
const (
	workspaceMark = "# epivizgo workspace "
	endMark       = "# end of the workspace"
)

// Versions of workspaces.
const (
	openWorkspace  = "1"
	endedWorkspace = "2"
)

// Export writes a workspace as a script to the file at path, whole or not at
// all. lines makes the commands; it is given a function for the paths of data
// files in them, which returns them relative to the new file where that can be.
func Export(path, name string, lines func(shorten func(path string) string) []string) error {
	whole, err := source.AbsolutePath(path)
	if err != nil {
		return err
	}
	dir := filepath.Dir(whole)
	text, err := WorkspaceText(name, lines(func(p string) string { return Shorten(dir, p) }))
	if err != nil {
		return err
	}
	if err := local().replace(path, text, 0o666); err != nil {
		return fmt.Errorf("the workspace could not be written: %w", err)
	}
	return nil
}

// WorkspaceText returns what Export writes.
func WorkspaceText(name string, lines []string) ([]byte, error) {
	text := []byte(workspaceMark + endedWorkspace + " " + strconv.Quote(name) + "\n")
	for _, line := range lines {
		if err := checkLine(line); err != nil {
			return nil, err
		}
		text = append(append(text, line...), '\n')
	}
	text = append(text, endMark+"\n"...)
	if len(text) > maxScript {
		return nil, fmt.Errorf("the workspace would have %d bytes; at most %d can be read again", len(text), maxScript)
	}
	return text, nil
}

// IsWorkspace reports whether the file at path begins as Export writes it, in any
// version.
func IsWorkspace(path string) (bool, error) {
	// A pipe would have to wait for its other end, and its data are read once.
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return false, err
	}
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	start := make([]byte, len("\ufeff"+workspaceMark))
	n, err := io.ReadFull(f, start)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return false, err
	}
	return strings.HasPrefix(strings.TrimPrefix(string(start[:n]), "\ufeff"), workspaceMark), nil
}

// Imported is the content of a workspace's file.
type Imported struct {
	Name  string // of the workspace; of the file when it has none
	Dir   string // absolute; relative paths in the lines begin there, see [Lengthen]
	Lines []string
}

// maxScript bounds a workspace's file, in bytes, as journals are bounded. Tests lower it.
var maxScript = 64 << 20

// noWorkspace returns the error for a file that does not begin as Export writes it.
func noWorkspace(path, first string) error {
	return hint.Add(
		fmt.Errorf("%s is no workspace: wanted a first line %q, found %.60q", path, workspaceMark+endedWorkspace+` "NAME"`, first),
		"export FILE writes workspaces; load FILE opens data, source FILE runs a script")
}

// Import reads a workspace's file. A file that does not begin with the first
// line that Export writes, is of another version, or was cut off, is refused. A file
// of the first version counts as cut off if its last line has no line break and check, which
// may be nil, returns an error for it.
func Import(path string, check func(line string) error) (*Imported, error) {
	// Opening a pipe would wait for its other end.
	if info, err := os.Stat(path); err != nil {
		return nil, err
	} else if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no workspace: wanted a regular file, found %v", path, info.Mode())
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, int64(maxScript)+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxScript {
		return nil, fmt.Errorf("%s has more than %d bytes; that is no workspace", path, maxScript)
	}
	whole, err := source.AbsolutePath(path)
	if err != nil {
		return nil, err
	}
	out, err := ParseWorkspace(path, string(data), check)
	if err != nil {
		return nil, err
	}
	out.Dir = filepath.Dir(whole)
	return out, nil
}

// ParseWorkspace reads the text of a workspace as Import does. path is the name of the file, for messages; Dir
// of the result is "".
func ParseWorkspace(path, text string, check func(line string) error) (out *Imported, err error) {
	base := filepath.Base(path)
	out = &Imported{Name: strings.TrimSuffix(base, filepath.Ext(base))}
	text = strings.TrimPrefix(text, "\ufeff") // some editors put it first
	text, ended := strings.CutSuffix(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	if text != "" {
		out.Lines = strings.Split(text, "\n")
	}
	if len(out.Lines) == 0 {
		return nil, noWorkspace(path, "")
	}
	rest, ok := strings.CutPrefix(out.Lines[0], workspaceMark)
	if !ok {
		return nil, noWorkspace(path, out.Lines[0])
	}
	v, name, _ := strings.Cut(rest, " ")
	if v != openWorkspace && v != endedWorkspace {
		return nil, &VersionError{Path: path, What: "workspace", Version: v, Wanted: openWorkspace + " or " + endedWorkspace}
	}
	if out.Name, err = strconv.Unquote(name); err != nil {
		return nil, fmt.Errorf("%s, line 1: wanted the workspace's quoted name, found %.60q", path, name)
	}
	if i := strings.IndexByte(text, 0); i >= 0 {
		return nil, fmt.Errorf("%s is damaged: wanted text, found a NUL at byte %d", path, i)
	}
	number, last := len(out.Lines), out.Lines[len(out.Lines)-1]
	out.Lines = out.Lines[1:]
	switch {
	case v == endedWorkspace:
		if !slices.Contains(out.Lines, endMark) {
			return nil, hint.Add(fmt.Errorf("%s is cut off: it ends in line %d, %.60q; wanted a last line %q", path, number, last, endMark),
				"export it again; what is left of it are commands, which source FILE runs")
		}
		out.Lines = slices.DeleteFunc(out.Lines, func(line string) bool { return line == endMark })
	case !ended && len(out.Lines) > 0 && check != nil:
		if err := check(last); err != nil {
			return nil, hint.Add(fmt.Errorf("%s is cut off: it ends in line %d, %.60q: %w", path, number, last, err),
				"export it again; what is left of it are commands, which source FILE runs")
		}
	}
	return out, nil
}

// Shorten returns the path of a data file relative to the folder dir, with
// slashes, so that file and data can move together. A path on another volume,
// or one that has nothing in common with dir but the root, comes back absolute;
// a name of anything but a file comes back unchanged. dir is absolute.
func Shorten(dir, path string) string {
	ref := source.ParseRef(path)
	if ref.Kind != source.File {
		return path
	}
	abs := ref.Path
	rel, err := filepath.Rel(dir, abs)
	if err != nil {
		return abs
	}
	root := filepath.VolumeName(dir) + string(filepath.Separator)
	if top := filepath.Join(dir, climb(rel)); top == root && dir != root {
		return abs
	}
	if source.ParseRef(rel).Kind != source.File {
		rel = "./" + rel // a file of that name, not standard input
	}
	return filepath.ToSlash(rel)
}

// climb returns the part of a relative path that goes up.
func climb(rel string) string {
	up := ""
	for _, part := range strings.Split(rel, string(filepath.Separator)) {
		if part != ".." {
			break
		}
		up = filepath.Join(up, part)
	}
	return up
}

// Lengthen reverts [Shorten]: a relative path begins in dir.
func Lengthen(dir, path string) string {
	if local := filepath.FromSlash(path); path != "" && source.ParseRef(path).Kind == source.File && !filepath.IsAbs(local) {
		return filepath.Join(dir, local)
	}
	return path
}
