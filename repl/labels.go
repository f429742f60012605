package repl

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/epiviz/epivizgo/session/genome"
)

// labels are what a person calls the regions of a slideshow, one after the other. They are kept in a file, to which a line is appended for
// each, so that nothing is lost however the program ends, and of several lines of a region the last counts.
type labels struct {
	path  string
	words []string           // those that the digits stand for
	by    map[labelOf]string // "" where a label was taken off
	bad   int                // lines of the file that could not be read
	why   string             // of the first of them
}

// labelOf is the region that a label is of.
type labelOf struct {
	genome.Interval
	name string
}

// labelsHeader begins a file of labels. Positions are as in BED.
const labelsHeader = "#chr\tstart\tend\tname\tlabel\tlabelled\n"

// mostLabelsFile bounds the file that is read: a million labels.
const mostLabelsFile = 64 << 20

// mostWords bounds the words that have a key.
const mostWords = 9

// readLabels reads a file of labels, which need not be there.
func readLabels(path string) (*labels, error) {
	l := &labels{path: path, by: map[labelOf]string{}}
	// Opening a pipe would wait for its other end.
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, withHint(fmt.Errorf("%s is no regular file; labels are kept in one", path), "--into FILE takes another")
	}
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return l, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	if info, err := file.Stat(); err == nil && info.Size() > mostLabelsFile {
		return nil, notLabels("%s has %d bytes; a file of labels has at most %d", path, info.Size(), mostLabelsFile)
	}
	whole := &io.LimitedReader{R: file, N: mostLabelsFile + 1} // it may grow
	lines := bufio.NewScanner(whole)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		text := strings.TrimPrefix(lines.Text(), "\ufeff") // which Excel writes first
		if n == 1 && !strings.HasPrefix(text+"\t", strings.TrimSpace(labelsHeader)+"\t") {
			return nil, notLabels("%s is no file of labels: it begins %.40q; wanted the columns %s", path, text,
				strings.Join(strings.Fields(labelsHeader), ", "))
		}
		if text == "" || text[0] == '#' {
			continue
		}
		if err := l.take(strings.Split(text, "\t")); err != nil {
			if l.bad++; l.bad == 1 {
				l.why = fmt.Sprintf("line %d: %v", n, err)
			}
		}
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return nil, notLabels("%s is no file of labels: it has a line of more than a megabyte", path)
	case err != nil:
		return nil, fmt.Errorf("%s: %w", path, err)
	case whole.N <= 0:
		return nil, notLabels("%s has more than %d bytes, which a file of labels has at most", path, mostLabelsFile)
	}
	return l, nil
}

// take takes the label of a line.
func (l *labels) take(fields []string) error {
	if len(fields) < 6 {
		return fmt.Errorf("%d columns; wanted 6", len(fields))
	}
	var at [2]int
	for i, text := range fields[1:3] {
		n, err := strconv.Atoi(unquoted(text))
		if err != nil {
			return fmt.Errorf("%.40q is no position", text)
		}
		at[i] = n
	}
	word := unquoted(fields[4])
	for _, name := range []string{unquoted(fields[3]), fields[3]} { // a name may have quotes of its own
		l.by[labelOf{genome.Interval{Seq: fields[0], Start: at[0], End: at[1]}, name}] = word
	}
	if word != "" && !slices.Contains(l.words, word) && len(l.words) < mostWords {
		l.words = append(l.words, word)
	}
	return nil
}

// unquoted returns a cell without the quotes of spreadsheets.
func unquoted(text string) string {
	if n := len(text); n >= 2 && text[0] == '"' && text[n-1] == '"' {
		return strings.ReplaceAll(text[1:n-1], `""`, `"`)
	}
	return text
}

// notLabels returns the error of a file whose labels are not read.
func notLabels(format string, args ...any) error {
	return withHint(fmt.Errorf(format, args...), "--into FILE takes another")
}

// cell returns a text as a cell of the file.
func cell(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r == '\r' {
			return ' '
		}
		return r
	}, text))
}

func keyOf(s slide) labelOf { return labelOf{s.Interval, cell(s.Name)} }

// of returns the label of a region, "" without one.
func (l *labels) of(s slide) string { return l.by[keyOf(s)] }

// besides returns how many places have a label that are none of the list.
func (l *labels) besides(list []slide) int {
	places := map[genome.Interval]bool{}
	for at, word := range l.by {
		if word != "" {
			places[at.Interval] = true
		}
	}
	for _, s := range list {
		delete(places, s.Interval)
	}
	return len(places)
}

// set appends the label of a region to the file, and returns once it is on the disk.
func (l *labels) set(s slide, word string, now time.Time) error {
	key := keyOf(s)
	line := strings.Join([]string{cell(key.Seq), strconv.Itoa(key.Start), strconv.Itoa(key.End), key.name, cell(word),
		now.UTC().Format(time.RFC3339)}, "\t")
	if err := appendLine(l.path, line+"\n"); err != nil {
		return withHint(fmt.Errorf("the label is not kept: %w", err), "slideshow REGIONS --into FILE takes another file")
	}
	l.by[key] = cell(word)
	return nil
}

// appendLine appends a line to a file, which it makes with a header. A line that was cut short before gets its end.
func appendLine(path, line string) (err error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o666)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if info.Size() == 0 {
		line = labelsHeader + line
	} else {
		var last [1]byte
		if _, err := file.ReadAt(last[:], info.Size()-1); err == nil && last[0] != '\n' {
			line = "\n" + line
		}
	}
	if _, err := io.WriteString(file, line); err != nil {
		return err
	}
	return file.Sync()
}

// labelsFile returns the name of the file of labels of the regions that words name, in the working folder.
func labelsFile(words []string) string {
	name := filepath.Base(words[0])
	for _, prefix := range []string{"set:", "data:", "locus:"} {
		name = strings.TrimPrefix(name, prefix)
	}
	for _, ext := range []string{".gz", ".bgz", ".vcf", ".bcf", ".bed", ".narrowPeak", ".broadPeak", ".tsv", ".txt"} {
		name = strings.TrimSuffix(name, ext)
	}
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|$`, r) || r < ' ' {
			return '_'
		}
		return r
	}, name)
	return name + ".labels.tsv"
}
