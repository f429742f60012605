package compute

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"

	"github.com/epiviz/epivizgo/session/genome"
)

// Expression is a parsed expression. It does not change and is safe for
// concurrent use.
type Expression struct {
	text  string
	names []Name
	root  node

	// Of NAME where CONDITION, names has the measurement, and these are of the condition.
	condition string
	columns   []Name // that it names
	texts     []bool // of columns: which are compared as text,
	numbers   []bool // and which are used as numbers
}

// Parse parses an expression. An error in the expression is an *Error.
func Parse(text string) (*Expression, error) {
	if name, at, ok := cutWhere(text); ok && len(text) <= maxText && utf8.ValidString(text) {
		return parseWhere(text, name, at)
	}
	s, err := scan(text)
	if err != nil {
		return nil, err
	}
	root, err := s.build()
	if err != nil {
		return nil, err
	}
	if len(s.names) == 0 {
		return nil, s.fail(0, "", "the expression names no measurement")
	}
	return &Expression{text: text, names: s.names, root: root}, nil
}

// build makes the expression of the tokens.
func (s *scanner) build() (node, error) {
	b := &builder{scanner: s}
	tree, err := b.parse()
	if err != nil {
		return nil, err
	}
	return b.build(tree)
}

// String returns the expression as it was written.
func (e *Expression) String() string { return e.text }

// Names lists the measurements that the expression names, in the order in which
// it first does.
func (e *Expression) Names() []Name { return slices.Clone(e.names) }

// Named returns the expression with other names for its measurements, in the order of Names.
func (e *Expression) Named(names []string) (*Expression, error) {
	if slices.EqualFunc(e.names, names, func(n Name, name string) bool { return n.Text == name }) {
		return e, nil
	}
	if e.condition != "" {
		return Parse(Where(names[0], e.condition))
	}
	s, err := scan(e.text)
	if err != nil {
		return nil, err
	}
	var out strings.Builder
	written := 0
	for _, t := range s.tokens {
		i, ok := nameIndex(t.wire)
		if !ok {
			continue
		}
		out.WriteString(e.text[written:t.offset] + Quote(names[i]))
		written = t.offset + len(t.text)
	}
	return Parse(out.String() + e.text[written:])
}

// Fail returns an error at one of the names, for example that there is no such measurement.
func (e *Expression) Fail(n Name, reason, next string) error {
	return &Error{Text: e.text, Offset: n.Offset, Reason: reason, Next: next}
}

// builder turns the parser's tree into ours.
type builder struct {
	*scanner
	starts []int // of the tokens in the text that the parser is given
}

// parse passes the tokens to the parser, separated by spaces.
func (b *builder) parse() (tree ast.Node, err error) {
	var wire strings.Builder
	for _, t := range b.tokens {
		b.starts = append(b.starts, wire.Len())
		wire.WriteString(t.wire)
		wire.WriteByte(' ')
	}
	defer func() {
		if r := recover(); r != nil { // the parser is not ours
			err = b.fail(0, "", "the expression cannot be read: %v", r)
		}
	}()
	parsed, err := parser.Parse(wire.String())
	var fault *file.Error
	switch {
	case err == nil:
		return parsed.Node, nil
	case !errors.As(err, &fault):
		return nil, b.fail(0, "", "the expression cannot be read: %v", err)
	case strings.Contains(fault.Message, "EOF") || strings.Contains(fault.Message, "end of expression"):
		return nil, b.fail(len(b.text), "", "the expression ends too early")
	}
	t := b.at(fault.Location)
	return nil, b.fail(t.offset, "", "%s is not expected here", t.text)
}

// at returns the token at a position of the parser's text, which is all ASCII.
func (b *builder) at(loc file.Location) token {
	i, exact := slices.BinarySearch(b.starts, loc.From)
	if !exact {
		i--
	}
	return b.tokens[max(i, 0)]
}

func (b *builder) failAt(n ast.Node, next, format string, args ...any) error {
	return b.fail(b.at(n.Location()).offset, next, format, args...)
}

// build checks a tree of the parser and converts it to ours.
func (b *builder) build(tree ast.Node) (node, error) {
	switch n := tree.(type) {
	case *ast.FloatNode:
		return constant(n.Value), nil
	case *ast.BoolNode:
		return constant(truth(n.Value)), nil
	case *ast.IdentifierNode:
		built, err := b.identifier(n)
		if in, ok := built.(input); ok {
			b.asNumber = padded(b.asNumber, int(in)+1)
			b.asNumber[in] = true
		}
		return built, err
	case *ast.UnaryNode:
		x, err := b.build(n.Node)
		f, ok := unary[n.Operator]
		if err == nil && !ok {
			err = b.failAt(n, "", "%s is not expected here", n.Operator)
		}
		return each{f, x}, err
	case *ast.BinaryNode:
		if b.rows {
			if compared, ok, err := b.compareText(n); ok {
				return compared, err
			}
		}
		left, err1 := b.build(n.Left)
		right, err2 := b.build(n.Right)
		f, ok := binary[n.Operator]
		err := firstOf(err1, err2)
		if err == nil && !ok {
			err = b.failAt(n, "", "%s is not expected here", n.Operator)
		}
		if b.rows && (n.Operator == "||" || n.Operator == "or") {
			return anyOf{left, right}, err
		}
		return both{f, left, right}, err
	case *ast.ConditionalNode:
		cond, err1 := b.build(n.Cond)
		yes, err2 := b.build(n.Exp1)
		no, err3 := b.build(n.Exp2)
		return choice{cond, yes, no}, firstOf(err1, err2, err3)
	case *ast.CallNode:
		return b.call(n)
	}
	return nil, b.failAt(tree, "", "%s is not expected here", b.at(tree.Location()).text)
}

// firstOf returns the first error of several: one mark in an expression is enough.
func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) identifier(n *ast.IdentifierNode) (node, error) {
	if n.Value == "nan" {
		return constant(math.NaN()), nil
	}
	if _, ok := b.literal(n); ok {
		return nil, b.failAt(n, "", "a text is compared with == != ~ or !~ and a column")
	}
	i, ok := nameIndex(n.Value)
	if !ok || i >= len(b.names) {
		return nil, b.failAt(n, "", "%s is not expected here", b.at(n.Location()).text)
	}
	return input(i), nil
}

func (b *builder) call(n *ast.CallNode) (node, error) {
	callee, ok := n.Callee.(*ast.IdentifierNode)
	if !ok {
		return nil, b.failAt(n, "", "wanted a function")
	}
	name := strings.TrimPrefix(callee.Value, functionPrefix)
	f, ok := functions[name]
	if !ok {
		return nil, b.failAt(n, "", "wanted a function")
	}
	if len(n.Arguments) < f.least || f.most > 0 && len(n.Arguments) > f.most {
		return nil, b.failAt(n, "it is "+f.usage, "%s has %s; wanted %s", name, arguments(len(n.Arguments)), f.wanted())
	}
	args := make([]node, len(n.Arguments))
	for i, a := range n.Arguments {
		var err error
		if args[i], err = b.build(a); err != nil {
			return nil, err
		}
	}
	switch {
	case f.one != nil:
		return each{f.one, args[0]}, nil
	case f.all != nil:
		return reduction{f.all, args}, nil
	}
	if b.rows {
		return nil, b.failAt(n, "", "%s is of signals, not of rows", name)
	}
	window, ok := args[1].(constant)
	if !ok || !(window >= 1 && window <= genome.MaxPosition) {
		return nil, b.failAt(n.Arguments[1], "it is "+f.usage, "wanted the width of the window in bases, as 5kb")
	}
	return smooth{args[0], int(window)}, nil
}

func arguments(n int) string {
	if n == 1 {
		return "1 argument"
	}
	return fmt.Sprintf("%d arguments", n)
}
