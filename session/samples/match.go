package samples

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/session/hint"
)

// Target is a measurement that a sample may be of.
type Target struct {
	ID    string
	Names []string // the measurement's own names
	File  string   // the path of its file; "" without one
	// Beside reports whether it is told of a sample only with others: columns of numbers of rows.
	Beside bool
	// Yields reports whether it is of a sample only if nothing before it is that does not yield: genotypes beside the sample's own files.
	Yields bool
	// Optional reports whether it is not missed where it has no sample.
	Optional bool
}

// Rule is what a sample was found by.
type Rule string

// The rules, the strongest first.
const (
	ByID   Rule = "id"
	ByName Rule = "name"
	ByFile Rule = "file"
)

// Matches says which sample each measurement is of.
type Matches struct {
	// Row has the index of the row of a measurement, by its id.
	Row map[string]int
	// Of has for each row the measurements that count, and Rules what they were found by.
	Of    [][]string
	Rules []Rule // "" for a row that matches nothing
	// Without are the measurements without a row that count.
	Without []string
}

// Match finds the row of each measurement: that of its id, else of one of its names, else of the
// name of its file, with or without extensions.
func (s *Sheet) Match(targets []Target) Matches {
	rows, files := map[string]int{}, map[string]int{}
	for i, r := range slices.Backward(s.Rows) {
		rows[r.Name] = i
		files[filepath.Base(r.Name)] = i
	}
	m := Matches{Row: map[string]int{}, Of: make([][]string, len(s.Rows)), Rules: make([]Rule, len(s.Rows))}
	firm := make([]bool, len(s.Rows)) // the rows of measurements that do not yield
	for _, t := range targets {
		row, rule, ok := find(rows, files, t)
		switch {
		case !ok && !t.Beside && !t.Optional:
			m.Without = append(m.Without, t.ID)
		case ok:
			m.Row[t.ID] = row
			if !t.Beside && !(t.Yields && firm[row]) {
				firm[row] = firm[row] || !t.Yields
				m.Of[row] = append(m.Of[row], t.ID)
				m.Rules[row] = stronger(m.Rules[row], rule)
			}
		}
	}
	return m
}

func find(rows, files map[string]int, t Target) (row int, rule Rule, ok bool) {
	if row, ok = rows[t.ID]; ok {
		return row, ByID, true
	}
	for _, name := range t.Names {
		if row, ok = rows[name]; ok {
			return row, ByName, true
		}
	}
	if t.File == "" {
		return 0, "", false
	}
	if row, ok = rows[t.File]; ok {
		return row, ByFile, true
	}
	for _, name := range stems(t.File) {
		if row, ok = files[name]; ok {
			return row, ByFile, true
		}
	}
	return 0, "", false
}

func stronger(a, b Rule) Rule {
	for _, rule := range []Rule{ByID, ByName, ByFile} {
		if a == rule || b == rule {
			return rule
		}
	}
	return ""
}

// stems returns the names that a file may be meant by, the most like its own first: without its folder, and
// without one extension after the other.
func stems(path string) []string {
	name := filepath.Base(path)
	out := []string{name}
	for {
		end := filepath.Ext(name)
		if end == "" || end == name {
			return out
		}
		name = strings.TrimSuffix(name, end)
		out = append(out, name)
	}
}

// Headless returns an error if the first line of a sheet, called name, is a sample: then the line of names is
// missing. is reports whether a word is the name of a measurement.
func (s *Sheet) Headless(name string, is func(word string) bool) error {
	for _, word := range s.Header {
		if word == "" || slices.Contains(nameColumns, fold(word)) || !is(word) {
			continue
		}
		return hint.Add(fmt.Errorf("%s has no line of names: its first line has the measurement %s", name, word),
			"write a line such as name and group above it")
	}
	return nil
}

// NotesOn returns what is to be told of matches: what the samples were found by, which of them are of no measurement or
// of several, and which measurements have none.
func (s *Sheet) NotesOn(m Matches) (notes []string) {
	by := map[Rule]int{}
	var none, several []string
	for i, r := range s.Rows {
		by[m.Rules[i]]++
		switch {
		case len(m.Of[i]) == 0:
			none = append(none, r.Name)
		case len(m.Of[i]) > 1:
			several = append(several, fmt.Sprintf("%s (%s)", r.Name, hint.Some(m.Of[i])))
		}
	}
	var found []string
	for _, rule := range []Rule{ByID, ByName, ByFile} {
		if n := by[rule]; n > 0 {
			found = append(found, fmt.Sprintf("%d by %s", n, map[Rule]string{
				ByID: "the measurement's id", ByName: "the measurement's name", ByFile: "the file's name"}[rule]))
		}
	}
	if len(found) > 0 {
		notes = append(notes, "found "+strings.Join(found, ", "))
	}
	tell := func(what string, names []string) {
		if len(names) > 0 {
			notes = append(notes, fmt.Sprintf(what, len(names))+": "+hint.Some(names))
		}
	}
	tell("samples of several measurements, %d", several)
	tell("samples without a measurement, %d", none)
	tell("measurements without a sample, %d", m.Without)
	return notes
}
