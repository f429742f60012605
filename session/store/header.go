package store

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// version of the journals that are written, and the only one that is read.
const version = "1"

// header is the first line of a journal.
type header struct {
	started time.Time
	dir     string // working folder; relative paths in the journal begin there
}

const journalMark = "# epivizgo journal "

func (h header) String() string {
	return journalMark + version + " " + h.started.Format(time.RFC3339) + " " + strconv.Quote(h.dir)
}

// VersionError is a file of another version of its format.
type VersionError struct {
	Path, What, Version string
}

func (e *VersionError) Error() string {
	return fmt.Sprintf("%s is a %s of version %.20s; wanted version %s", e.Path, e.What, e.Version, version)
}

// Hint says who can read it.
func (e *VersionError) Hint() string {
	return "another version of epivizgo wrote it; resume or open it with that one"
}

// noJournal is the error of a file at path that does not begin as a journal does.
func noJournal(path, text string) error {
	first, _, _ := strings.Cut(text, "\n")
	return fmt.Errorf("%s is no journal: its first line is %.60q; wanted %q", path, first, journalMark+version+" …")
}

// parseHeader reads the first line of the journal at path, for messages.
func parseHeader(path, line string) (header, error) {
	rest, ok := strings.CutPrefix(line, journalMark)
	if !ok {
		return header{}, noJournal(path, line)
	}
	v, rest, _ := strings.Cut(rest, " ")
	if _, err := strconv.ParseUint(v, 10, 32); err != nil {
		return header{}, fmt.Errorf("%s, line 1: wanted the version of the journal, found %.20q", path, v)
	}
	if v != version {
		return header{}, &VersionError{Path: path, What: "journal", Version: v}
	}
	at, dir, _ := strings.Cut(rest, " ")
	started, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return header{}, fmt.Errorf("%s, line 1: wanted the time of the start, found %.40q", path, at)
	}
	folder, err := strconv.Unquote(dir)
	if err != nil {
		return header{}, fmt.Errorf("%s, line 1: wanted the quoted working folder, found %.60q", path, dir)
	}
	return header{started: started, dir: folder}, nil
}
