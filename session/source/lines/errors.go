package lines

import (
	"fmt"
	"strings"
)

// Error is an error at a line of a file.
type Error struct {
	File string
	Line int // from 1; 0 if the error is not at a line
	Err  error
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %v", e.File, e.Err)
	}
	return fmt.Sprintf("%s: line %d: %v", e.File, e.Line, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

const (
	reasons = 3           // how many rows a note of Skips has the reasons of
	listed  = reasons + 5 // how many rows it has the line numbers of
)

// Skips counts the rows that were skipped, and the cells left out of rows that were
// kept, and remembers the first ones. The zero value is ready for use; it is not safe
// for concurrent use.
type Skips struct {
	Count  int
	faults int      // fewer than Count where a fault has cost several rows
	first  []BadRow // at most listed
	cells  []cells  // by column, in the order of their first fault
}

// cells are the faults of one column.
type cells struct {
	column string
	Skips
}

// BadRow is a row that could not be used.
type BadRow struct {
	Line int
	Err  error
}

// Add records that the row at line was skipped because of err.
func (s *Skips) Add(line int, err error) { s.AddRows(line, 1, err) }

// AddRows records that n rows were skipped because of err, a fault at line.
func (s *Skips) AddRows(line, n int, err error) {
	s.Count += n
	s.faults++
	if len(s.first) < listed {
		s.first = append(s.first, BadRow{line, err})
	}
}

// Cell records that the row at line was kept without its cell of a column, because of
// err.
func (s *Skips) Cell(column string, line int, err error) { s.column(column).Add(line, err) }

// column returns the faults of a column.
func (s *Skips) column(name string) *Skips {
	for i := range s.cells {
		if s.cells[i].column == name {
			return &s.cells[i].Skips
		}
	}
	s.cells = append(s.cells, cells{column: name})
	return &s.cells[len(s.cells)-1].Skips
}

// Append adds the rows of a later part of the same file.
func (s *Skips) Append(later Skips) {
	s.Count += later.Count
	s.faults += later.faults
	room := min(listed-len(s.first), len(later.first))
	s.first = append(s.first, later.first[:room]...)
	for _, c := range later.cells {
		s.column(c.column).Append(c.Skips)
	}
}

// First returns the first skipped row, or the zero BadRow.
func (s *Skips) First() BadRow {
	if len(s.first) == 0 {
		return BadRow{}
	}
	return s.first[0]
}

// Note returns a sentence on how many rows were skipped, why the first of them were,
// and where the others are. It returns "" if none was skipped.
func (s *Skips) Note() string {
	if s.Count == 0 {
		return ""
	}
	return s.Tell("left out")
}

// Tell returns what Note does for rows that were not skipped; done says what was done.
func (s *Skips) Tell(done string) string {
	return fmt.Sprintf("%d row%s %s: %s", s.Count, plural(s.Count), done, s.where())
}

// Notes returns Note and a sentence for each column with cells that were left out.
func (s *Skips) Notes() []string {
	var notes []string
	if note := s.Note(); note != "" {
		notes = append(notes, note)
	}
	for _, c := range s.cells {
		notes = append(notes, fmt.Sprintf("%s left out of %d row%s: %s", c.column, c.Count, plural(c.Count), c.where()))
	}
	return notes
}

// where describes why the first were skipped, and where the others are.
func (s *Skips) where() string {
	var b strings.Builder
	for i, bad := range s.first[:min(reasons, len(s.first))] {
		if i > 0 {
			b.WriteString("; ")
		}
		fmt.Fprintf(&b, "line %d: %v", bad.Line, bad.Err)
	}
	if rest := s.first[min(reasons, len(s.first)):]; len(rest) > 0 {
		fmt.Fprintf(&b, "; also line%s ", plural(len(rest)))
		for i, bad := range rest {
			if i > 0 {
				b.WriteString(", ")
			}
			fmt.Fprint(&b, bad.Line)
		}
	}
	if more := s.faults - len(s.first); more > 0 {
		fmt.Fprintf(&b, " and %d more", more)
	}
	return b.String()
}

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}
