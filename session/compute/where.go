package compute

import (
	"context"
	"errors"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/expr-lang/expr/ast"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// Rows of a measurement that fit a condition: NAME where CONDITION. The condition is an
// expression over the columns of the rows, in which quotes hold text.

// whereWord joins a measurement and a condition.
const whereWord = "where"

// Where returns the expression for the rows of a measurement that fit a condition.
func Where(name, condition string) string { return Quote(name) + " " + whereWord + " " + condition }

// cutWhere splits NAME where CONDITION, and reports whether text has that form. at is where
// the condition begins.
func cutWhere(text string) (name string, at int, ok bool) {
	i := len(text) - len(strings.TrimLeft(text, " \t"))
	from := i
	switch {
	case i == len(text):
		return "", 0, false
	case strings.IndexByte("`\"'", text[i]) >= 0:
		end := strings.IndexByte(text[i+1:], text[i])
		if end < 1 {
			return "", 0, false
		}
		name, i = text[i+1:i+1+end], i+end+2
	default:
		for i < len(text) && (isLetter(text[i]) || isDigit(text[i])) {
			i++
		}
		name = text[from:i]
	}
	rest := strings.TrimLeft(text[i:], " \t")
	after, ok := strings.CutPrefix(rest, whereWord)
	if !ok || name == "" || len(rest) == len(text[i:]) && text[i-1] != '`' || after != "" && (isLetter(after[0]) || isDigit(after[0])) {
		return "", 0, false
	}
	return name, len(text) - len(after), true
}

// parseWhere parses the condition of NAME where CONDITION, which begins at an offset.
func parseWhere(text, name string, at int) (*Expression, error) {
	s := &scanner{text: text, rows: true}
	if strings.TrimSpace(text[at:]) == "" {
		return nil, s.fail(len(text), "as score > 500", "wanted a condition after %s", whereWord)
	}
	if err := s.scan(at); err != nil {
		return nil, err
	}
	root, err := s.build()
	if err != nil {
		return nil, err
	}
	if len(s.names) == 0 {
		return nil, s.fail(at, "as score > 500", "the condition names no column")
	}
	offset := len(text) - len(strings.TrimLeft(text, " \t"))
	return &Expression{
		text: text, names: []Name{{name, offset}}, root: root, condition: strings.TrimSpace(text[at:]),
		columns: s.names, texts: padded(s.asText, len(s.names)), numbers: padded(s.asNumber, len(s.names)),
	}, nil
}

// padded returns a list with at least n elements.
func padded(list []bool, n int) []bool {
	for len(list) < n {
		list = append(list, false)
	}
	return list
}

// Condition returns the condition of NAME where CONDITION, "" for any other expression.
func (e *Expression) Condition() string { return e.condition }

// anyOf is || of a condition on rows: one side that holds is enough, whatever the other lacks.
type anyOf struct{ left, right node }

func (a anyOf) eval(f *frame) (value, error) {
	left, err := a.left.eval(f)
	if err != nil {
		return left, err
	}
	right, err := a.right.eval(f)
	if err != nil {
		return right, err
	}
	holds := func(v float64) bool { return v == v && v != 0 }
	return f.fill(left.column == nil && right.column == nil, func(i int) float64 {
		return truth(holds(left.at(i)) || holds(right.at(i)))
	}), nil
}

// textTest compares a column of text.
type textTest struct {
	column input
	test   func(text string) bool
}

func (t textTest) eval(f *frame) (value, error) {
	column := f.texts[t.column]
	return f.fill(false, func(i int) float64 { return truth(t.test(column[i])) }), nil
}

const literalPrefix = "t"

// literal returns the text that a node of the parser stands for.
func (b *builder) literal(n ast.Node) (string, bool) {
	id, ok := n.(*ast.IdentifierNode)
	if !ok || !strings.HasPrefix(id.Value, literalPrefix) {
		return "", false
	}
	i, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(id.Value, literalPrefix), "_"))
	if err != nil || i >= len(b.literals) {
		return "", false
	}
	return b.literals[i], true
}

// compareText builds a comparison with text. It returns false for any other operation.
func (b *builder) compareText(n *ast.BinaryNode) (node, bool, error) {
	column, against := n.Left, n.Right
	text, ok := b.literal(against)
	if _, left := b.literal(column); left && n.Operator != "matches" {
		column, against = against, column
		text, ok = b.literal(against)
	}
	if !ok {
		if n.Operator == "matches" {
			return nil, true, b.failAt(n.Right, `as name ~ "^ABC"`, "wanted a text in quotes after ~")
		}
		return nil, false, nil
	}
	id, isName := column.(*ast.IdentifierNode)
	if _, isText := b.literal(column); !isName || isText {
		return nil, true, b.failAt(column, `as strand == "+"`, "wanted the name of a column to compare with a text")
	}
	built, err := b.identifier(id)
	in, isColumn := built.(input)
	if err != nil || !isColumn {
		return nil, true, firstOf(err, b.failAt(column, "", "wanted the name of a column"))
	}
	var test func(string) bool
	switch n.Operator {
	case "==":
		test = func(s string) bool { return s == text }
	case "!=":
		test = func(s string) bool { return s != text }
	case "matches":
		re, err := regexp.Compile(text)
		if err != nil {
			return nil, true, b.failAt(against, "", "the pattern cannot be read: %v", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
		}
		test = re.MatchString
	default:
		return nil, true, b.failAt(n, "", "a text is compared with == != ~ or !~")
	}
	b.asText = padded(b.asText, int(in)+1)
	b.asText[in] = true
	return textTest{in, test}, true, nil
}

// Columns that every row has, unless the file has others of these names.
const (
	seqColumn    = "seq"
	startColumn  = "start"
	endColumn    = "end"
	widthColumn  = "width"
	strandColumn = "strand"
)

// Check returns an error at a column of the condition that rows of a source do not have, or
// have as something else.
func (e *Expression) Check(info *source.Info) error {
	for i, c := range e.columns {
		text, name := e.texts[i], columnName(info, c.Text)
		isText := slices.Contains(info.Metadata, name) || name == strandColumn || name == seqColumn
		isNumber := slices.Contains(info.Values, name) || slices.Contains([]string{startColumn, endColumn, widthColumn}, name)
		switch {
		case text && e.numbers[i] && isText != isNumber:
			return e.Fail(c, c.Text+" is compared with a text and used as a number", "")
		case text && isText, !text && isNumber:
		case text && isNumber:
			return e.Fail(c, c.Text+" has numbers, not text", "compare it with a number without quotes")
		case isText:
			return e.Fail(c, c.Text+" has text, not numbers", "compare it with == != or ~ and a text in quotes")
		default:
			have := columnNames(info)
			slices.Sort(have)
			return e.Fail(c, "there is no column "+c.Text, "there are "+strings.Join(slices.Compact(have), ", "))
		}
	}
	return nil
}

// columnNames lists the columns of rows.
func columnNames(info *source.Info) []string {
	return slices.Concat([]string{seqColumn, startColumn, endColumn, widthColumn, strandColumn}, info.Values, info.Metadata)
}

// columnName returns the name of the column that a condition means: the same, or else the one that has it in another case if there is
// only one.
func columnName(info *source.Info, name string) string {
	all := columnNames(info)
	if slices.Contains(all, name) {
		return name
	}
	found := ""
	for _, have := range all {
		if strings.EqualFold(have, name) && have != found {
			if found != "" {
				return name
			}
			found = have
		}
	}
	if found == "" {
		return name
	}
	return found
}

// Keep returns the indexes of the rows on a sequence that fit the condition. A row without a
// value that the condition needs does not fit. Positions count from 1, with both ends
// included.
func (e *Expression) Keep(info *source.Info, seq string, rows *source.Rows) ([]int, error) {
	f := &frame{ctx: context.Background(), n: rows.Len(), means: map[input][]float64{}, texts: map[input][]string{}}
	for i, c := range e.columns {
		name := columnName(info, c.Text)
		if e.texts[i] {
			f.texts[input(i)] = textColumn(info, seq, rows, name)
		}
		if column := numberColumn(info, rows, name); column != nil {
			f.means[input(i)] = column
		} else {
			f.means[input(i)] = slices.Repeat([]float64{math.NaN()}, rows.Len())
		}
	}
	v, err := e.root.eval(f)
	if err != nil {
		return nil, err
	}
	var keep []int
	for i := range rows.Len() {
		if x := v.at(i); x == x && x != 0 {
			keep = append(keep, i)
		}
	}
	return keep, nil
}

func numberColumn(info *source.Info, rows *source.Rows, name string) []float64 {
	if k := slices.Index(info.Values, name); k >= 0 && k < len(rows.Values) {
		return rows.Values[k]
	}
	of := map[string]func(i int) int{
		startColumn: func(i int) int { return rows.Start[i] + 1 },
		endColumn:   func(i int) int { return rows.End[i] },
		widthColumn: func(i int) int { return rows.End[i] - rows.Start[i] },
	}[name]
	if of == nil {
		return nil
	}
	out := make([]float64, rows.Len())
	for i := range out {
		out[i] = float64(of(i))
	}
	return out
}

func textColumn(info *source.Info, seq string, rows *source.Rows, name string) []string {
	if k := slices.Index(info.Metadata, name); k >= 0 && k < len(rows.Metadata) {
		return rows.Metadata[k]
	}
	out := make([]string, rows.Len())
	for i := range out {
		switch name {
		case seqColumn:
			out[i] = seq
		case strandColumn:
			if out[i] = "."; rows.Strand[i] == '+' || rows.Strand[i] == '-' {
				out[i] = string(rows.Strand[i])
			}
		}
	}
	return out
}

// errSignal is the error for a condition on the rows of a signal, which has none of its own.
var errSignal = errors.New("a signal has no rows to choose from")

// CheckRows returns an error if a condition cannot choose among the rows of a source.
func (e *Expression) CheckRows(info *source.Info) error {
	if info.Kind == source.Signal {
		return e.Fail(e.names[0], errSignal.Error(), "compute NAME = x > 5 ? x : nan keeps its values above 5")
	}
	return e.Check(info)
}

// all returns the interval of all rows of a sequence.
func all(seq string) genome.Interval { return genome.Interval{Seq: seq, End: genome.MaxPosition} }
