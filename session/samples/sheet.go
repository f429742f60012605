package samples

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/session/color"
	"github.com/epiviz/epivizgo/session/source/lines"
)

// mostBytes bounds the text of a sheet: pages receive all of it.
const mostBytes = 8 << 20

// Kind is what the cells of a column are.
type Kind string

// The kinds of columns.
const (
	Text   Kind = "text"
	Number Kind = "number"
	Color  Kind = "color"
)

// Sheet is a sample sheet.
type Sheet struct {
	Columns []Column // without that of the names
	Rows    []Row    // in the file's order, no two of one name
	Notes   []string // what was left out, and what was guessed
	// Header are the names of all columns as they are written.
	Header []string
}

// Column is a column of a sheet.
type Column struct {
	Name string
	Kind Kind
	// Values are the different texts of a column of text or colours, in the order in which they
	// first occur, and Colors their colours, "" for those without one.
	Values, Colors []string
	Min, Max       float64 // of a column of numbers
}

// Row is a sample.
type Row struct {
	Name  string
	Line  int      // in the file
	Cells []string // a cell a column; "" for a missing value
}

// Column returns the index of the column of that name, in any case if no other has the name so, or -1.
func (s *Sheet) Column(name string) int {
	if i := slices.IndexFunc(s.Columns, func(c Column) bool { return c.Name == name }); i >= 0 {
		return i
	}
	return slices.IndexFunc(s.Columns, func(c Column) bool { return strings.EqualFold(c.Name, name) })
}

// Names returns the names of the columns.
func (s *Sheet) Names() []string {
	var names []string
	for _, c := range s.Columns {
		names = append(names, c.Name)
	}
	return names
}

// groupColumn is the usual name of the column that groups the samples.
const groupColumn = "group"

// Group returns the name of the column that groups the samples: one of that name, or else the first of
// text with a value that several samples have, or else the first of text; "" without one.
func (s *Sheet) Group() string {
	first := ""
	for i, c := range s.Columns {
		if strings.EqualFold(c.Name, groupColumn) {
			return c.Name
		}
		if c.Kind != Text || first != "" {
			continue
		}
		filled := 0
		for _, r := range s.Rows {
			if r.Cells[i] != "" {
				filled++
			}
		}
		if len(c.Values) < filled {
			first = c.Name
		}
	}
	if i := slices.IndexFunc(s.Columns, func(c Column) bool { return c.Kind == Text }); first == "" && i >= 0 {
		return s.Columns[i].Name
	}
	return first
}

// Number returns a cell of a column of numbers, NaN for a missing one.
func (s *Sheet) Number(row, column int) float64 {
	v, ok := lines.AsNumber([]byte(s.Rows[row].Cells[column]))
	if !ok {
		return math.NaN()
	}
	return v
}

// nameColumns are what columns with the names of samples are called, the surest first, folded.
var nameColumns = []string{"name", "sample", "samplename", "sampleid", "id", "measurement", "file", "filename"}

// fold returns the name of a column without case, spaces and punctuation.
func fold(name string) string {
	return strings.NewReplacer(" ", "", "_", "", "-", "", ".", "").Replace(strings.ToLower(name))
}

// table is the text of a sheet as it is read.
type table struct {
	header []string
	rows   [][]string
	at     []int // the number of the line of each row
	comma  bool  // numbers have decimal commas
	skips  lines.Skips
	notes  []string
}

// Read reads a sheet. name is the file's, for errors.
func Read(name string, r io.Reader) (*Sheet, error) {
	t, err := read(name, r)
	if err != nil {
		return nil, err
	}
	at := t.nameColumn()
	s := &Sheet{Header: t.header}
	for i, column := range t.header {
		if i != at {
			s.Columns = append(s.Columns, Column{Name: column})
		}
	}
	seen := map[string]int{}
	for i, cells := range t.rows {
		row := Row{Name: cells[at], Line: t.at[i]}
		switch line, twice := seen[row.Name]; {
		case row.Name == "":
			t.skips.Add(row.Line, fmt.Errorf("it has no name"))
			continue
		case twice:
			t.skips.Add(row.Line, fmt.Errorf("%s is also the name of line %d", lines.Quote([]byte(row.Name)), line))
			continue
		}
		seen[row.Name] = row.Line
		row.Cells = slices.Delete(cells, at, at+1)
		s.Rows = append(s.Rows, row)
	}
	if len(s.Rows) == 0 {
		return nil, fmt.Errorf("%s has no samples below its line of names", name)
	}
	for i := range s.Columns {
		s.describe(i, &t.skips)
	}
	s.color()
	s.Notes = append(t.notes, t.skips.Notes()...)
	return s, nil
}

// read splits a text into its cells. Missing ones are "".
func read(name string, r io.Reader) (*table, error) {
	lr, err := lines.NewReader(name, r)
	if err != nil {
		return nil, err
	}
	head, err := lr.Peek()
	if err != nil {
		return nil, err
	}
	if bytes.IndexByte(head, 0) >= 0 {
		return nil, fmt.Errorf("%s is no text; wanted a table with a line of names and a line for each sample", name)
	}
	said, separator := lines.Separators(head)
	t := &table{}
	var number int
	var names []byte // the line of names in a comment
	for n, line := range lines.Sample(head) {
		if first, ok := commented(line); ok && said == 0 && slices.Contains(nameColumns, first) {
			number, names, separator = n, line, lines.SeparatorOf(line)
		}
		if !lines.Heading(line) {
			break
		}
	}
	if separator != 0 {
		lr.Quoted(separator)
	}
	split := func(line []byte) ([]string, error) {
		var fields [][]byte
		var err error
		if separator == 0 {
			fields = lines.Split(nil, line)
			lines.Unquote(fields, line)
		} else if fields, err = lines.SplitQuoted(nil, line, separator); err != nil {
			return nil, err
		}
		cells := make([]string, len(fields))
		for i, f := range fields {
			cells[i] = strings.TrimSpace(lines.Decoded(f))
			if lines.Missing([]byte(cells[i])) {
				cells[i] = ""
			}
			if before, after, ok := strings.Cut(cells[i], ","); ok && separator == ';' {
				if _, err := strconv.ParseFloat(before+"."+after, 64); err == nil {
					cells[i], t.comma = before+"."+after, true
				}
			}
		}
		return cells, nil
	}
	each := func(n int, line []byte) error {
		switch {
		case n == number:
			line = []byte(strings.TrimLeft(string(names), "# "))
		case lines.Blank(line), said != 0 && n == 1:
			return nil
		case line[0] == '#' && !t.beginsWithColor(line):
			return nil
		}
		cells, err := split(line)
		switch {
		case t.header == nil && (n == number || names == nil):
			t.header = cells
			return err
		case err != nil:
			t.skips.Add(n, err)
		case strings.Join(cells, "") != "": // a row of separators alone is a blank line
			t.rows, t.at = append(t.rows, cells), append(t.at, n)
		}
		return nil
	}
	for size := 0; ; {
		c, err := lr.Chunk()
		if err == io.EOF {
			break
		}
		if size += len(c.Text); err == nil && size > mostBytes {
			err = fmt.Errorf("%s is larger than %d MB: a sample sheet has a line for each sample", name, mostBytes>>20)
		}
		if err == nil {
			err = c.Each(each)
		}
		if err != nil {
			return nil, err
		}
	}
	if len(t.header) == 0 {
		return nil, fmt.Errorf("%s is empty; wanted a line of names, such as name and group, and a line for each sample", name)
	}
	if t.notes = lr.Notes(); t.comma {
		t.notes = append(t.notes, "numbers have decimal commas")
	}
	t.square()
	return t, nil
}

// beginsWithColor reports whether a line that begins with # is a row, since colours come first.
func (t *table) beginsWithColor(line []byte) bool {
	if len(t.header) == 0 {
		return false
	}
	_, colors := isColor(t.header[0])
	_, err := color.Parse(strings.TrimLeft(string(line[:min(len(line), len("#rrggbb"))]), " "))
	return colors && err == nil
}

// commented returns the folded name of the first column of a comment, and reports whether the line is one.
func commented(line []byte) (first string, ok bool) {
	if len(line) == 0 || line[0] != '#' {
		return "", false
	}
	words := strings.FieldsFunc(strings.TrimLeft(string(line), "# "), func(r rune) bool { return strings.ContainsRune("\t,;", r) })
	if len(words) < 2 {
		return "", false
	}
	return fold(words[0]), true
}

// square gives all rows as many cells as there are names, which R writes without that of the first column.
func (t *table) square() {
	shifted := len(t.rows) > 0
	for _, cells := range t.rows {
		shifted = shifted && len(cells) == len(t.header)+1
	}
	if shifted {
		t.header = append([]string{"name"}, t.header...)
	}
	for i, name := range t.header {
		if name == "" {
			t.header[i] = fmt.Sprintf("field%d", i+1)
		}
	}
	if t.header[0] == "field1" { // as R and pandas name the column of row names
		t.header[0] = "name"
	}
	t.header = lines.Distinct(t.header)
	n := len(t.header)
	for i, cells := range t.rows {
		if extra := len(cells) - n; extra > 0 && strings.Join(cells[n:], "") != "" {
			t.skips.Cell("what is behind the last column", t.at[i], fmt.Errorf("%d cells for %d columns", len(cells), n))
		}
		for len(cells) < n {
			cells = append(cells, "")
		}
		t.rows[i] = cells[:n:n]
	}
}

// nameColumn returns the column with the names of samples.
func (t *table) nameColumn() int {
	for _, want := range nameColumns {
		if i := slices.IndexFunc(t.header, func(name string) bool { return fold(name) == want }); i >= 0 {
			return i
		}
	}
	t.notes = append(t.notes, fmt.Sprintf("no column is named name, sample or id: the names are taken from the first, %s", t.header[0]))
	return 0
}

// isColor reports whether a column has colours by its name, and returns the column whose values they are
// the colours of, "" for any.
func isColor(name string) (of string, ok bool) {
	for _, word := range []string{"colour", "color"} {
		lower := strings.ToLower(name)
		if lower == word || lower == word+"s" {
			return "", true
		}
		if base, found := strings.CutSuffix(lower, word); found && strings.ContainsAny(base[len(base)-1:], "_-. ") {
			return name[:len(base)-1], true
		}
	}
	return "", false
}

// describe finds the kind of a column, and its values. A cell that is not a colour is removed from a column of colours.
func (s *Sheet) describe(i int, skips *lines.Skips) {
	c := &s.Columns[i]
	_, colors := isColor(c.Name)
	c.Kind, c.Min, c.Max = Number, math.Inf(1), math.Inf(-1)
	if strings.EqualFold(c.Name, groupColumn) { // its numbers are names
		c.Kind = Text
	}
	for _, row := range s.Rows {
		cell := row.Cells[i]
		if cell == "" {
			continue
		}
		v, ok := lines.AsNumber([]byte(cell))
		if !ok || v-v != 0 {
			c.Kind = Text
		}
		c.Min, c.Max = min(c.Min, v), max(c.Max, v)
	}
	if c.Kind == Number && c.Min <= c.Max && !colors {
		return
	}
	c.Kind, c.Min, c.Max = Text, 0, 0
	if colors {
		c.Kind = Color
	}
	for _, row := range s.Rows {
		if c.Kind == Color && row.Cells[i] != "" {
			css, err := color.ParseRGB(row.Cells[i])
			if err != nil {
				skips.Cell(c.Name, row.Line, err)
			}
			row.Cells[i] = strings.ToLower(css)
		}
		if cell := row.Cells[i]; cell != "" && !slices.Contains(c.Values, cell) {
			c.Values = append(c.Values, cell)
		}
	}
	c.Colors = make([]string, len(c.Values))
	if c.Kind == Color {
		c.Colors = slices.Clone(c.Values)
	}
}

// color gives the values of columns of text the colours of columns that have one for each of them.
func (s *Sheet) color() {
	for k, by := range s.Columns {
		of, _ := isColor(by.Name)
		for i := range s.Columns {
			c := &s.Columns[i]
			if by.Kind != Color || c.Kind != Text || of != "" && !strings.EqualFold(c.Name, of) {
				continue
			}
			if colors, ok := s.oneEach(i, k); ok && strings.Join(c.Colors, "") == "" {
				c.Colors = colors
			}
		}
	}
}

// oneEach returns the colours, of column k, of the values of column i, and reports whether no value has
// two and no two have the same.
func (s *Sheet) oneEach(i, k int) (colors []string, ok bool) {
	c := s.Columns[i]
	at := make(map[string]int, len(c.Values))
	for j, v := range c.Values {
		at[v] = j
	}
	colors = make([]string, len(c.Values))
	owner := map[string]string{}
	for _, row := range s.Rows {
		value, css := row.Cells[i], row.Cells[k]
		if value == "" || css == "" {
			continue
		}
		have, taken := owner[css]
		if j := at[value]; colors[j] != "" && colors[j] != css || taken && have != value {
			return nil, false
		}
		colors[at[value]], owner[css] = css, value
	}
	return colors, len(owner) > 0
}
