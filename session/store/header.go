package store

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"strconv"
	"strings"
	"time"
)

// Versions of journals. The lines of the second have checksums; those of the first,
// which is read and continued, have none.
const (
	unsealedJournal = "1"
	sealedJournal   = "2"
)

// header is the first line of a journal.
type header struct {
	version string
	started time.Time
	dir     string   // working folder; relative paths in the journal begin there
	flags   []string // of the program, which affect how files are read
}

const journalMark = "# epivizgo journal "

func (h header) String() string {
	line := journalMark + h.version + " " + h.started.Format(time.RFC3339) + " " + strconv.Quote(h.dir)
	for _, flag := range h.flags {
		line += " " + strconv.Quote(flag)
	}
	return h.seal(line)
}

// castagnoli is the polynomial of the checksums.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// sealSize is the length of the text that seal appends.
const sealSize = len(" #00000000")

// seal appends the checksum of a line. It is a comment of the prompt's language, so
// that the lines of a journal can be run as they are.
func (h header) seal(line string) string {
	if h.version == unsealedJournal {
		return line
	}
	return line + checksum(line)
}

// checksum returns the text that seal appends to a line.
func checksum(line string) string {
	sum := crc32.Checksum([]byte(line), castagnoli)
	return " #" + hex.EncodeToString(binary.BigEndian.AppendUint32(nil, sum))
}

// unseal reverts seal, and reports whether the checksum is present and right.
func (h header) unseal(sealed string) (line string, ok bool) {
	if h.version == unsealedJournal {
		return sealed, true
	}
	if len(sealed) < sealSize {
		return "", false
	}
	line = sealed[:len(sealed)-sealSize]
	return line, sealed[len(line):] == checksum(line)
}

// VersionError reports a file of another version of its format.
type VersionError struct {
	Path, What, Version, Wanted string
}

func (e *VersionError) Error() string {
	return fmt.Sprintf("%s is a %s of version %.20s; wanted version %s", e.Path, e.What, e.Version, e.Wanted)
}

// Hint returns which version of the program can read the file.
func (e *VersionError) Hint() string {
	return "another version of epivizgo wrote it; resume or open it with that one"
}

// noJournal returns the error for a file at path that does not begin as a journal does.
func noJournal(path, text string) error {
	first, _, _ := strings.Cut(text, "\n")
	return fmt.Errorf("%s is no journal: its first line is %.60q; wanted %q", path, first, journalMark+sealedJournal+" …")
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
	if v != unsealedJournal && v != sealedJournal {
		return header{}, &VersionError{Path: path, What: "journal", Version: v, Wanted: unsealedJournal + " or " + sealedJournal}
	}
	h := header{version: v}
	if _, ok := h.unseal(line); !ok {
		return header{}, fmt.Errorf("%s, line 1: its checksum is not that of %.60q", path, line)
	}
	if v == sealedJournal {
		rest = rest[:len(rest)-sealSize]
	}
	at, quoted, _ := strings.Cut(rest, " ")
	started, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return header{}, fmt.Errorf("%s, line 1: wanted the time of the start, found %.40q", path, at)
	}
	words, err := unquote(quoted)
	if err != nil {
		return header{}, fmt.Errorf("%s, line 1: wanted the quoted working folder and flags, found %.60q", path, quoted)
	}
	h.started, h.dir, h.flags = started, words[0], words[1:]
	return h, nil
}

// unquote returns the quoted words of text, at least one.
func unquote(text string) ([]string, error) {
	var words []string
	for {
		quoted, err := strconv.QuotedPrefix(text)
		if err != nil {
			return nil, err
		}
		word, err := strconv.Unquote(quoted)
		if err != nil {
			return nil, err
		}
		words, text = append(words, word), text[len(quoted):]
		if text == "" {
			return words, nil
		}
		var ok bool
		if text, ok = strings.CutPrefix(text, " "); !ok {
			return nil, strconv.ErrSyntax
		}
	}
}
