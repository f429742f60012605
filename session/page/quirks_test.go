package page

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestOnlyQuirksTellGenerationsApart keeps what depends on a generation in the table of
// quirks.go, and what depends on its dialect in package protocol. The answers to the
// built-in page and to clients of the tutorial are others altogether.
func TestOnlyQuirksTellGenerationsApart(t *testing.T) {
	all := generations(t)
	real := slices.DeleteFunc(slices.Clone(all), func(name string) bool { return name == "Tutorial" || name == "Builtin" })
	seen := map[string]bool{}
	for pattern, names := range map[string][]string{"*.go": all, "../*.go": all, "../actions/*.go": real} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			fset := token.NewFileSet()
			tree, err := parser.ParseFile(fset, file, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			seen[file] = true
			for _, use := range generationsNamed(tree, names) {
				if file != "quirks.go" {
					t.Errorf("%s names a generation: ask quirks.go, or protocol.Dialect.Knows, for what it does", fset.Position(use.Pos()))
				}
			}
		}
	}
	for _, file := range []string{"quirks.go", "move.go", "../session.go", "../actions/data.go"} {
		if !seen[file] {
			t.Errorf("%s was not looked at", file)
		}
	}
}

// TestNamedGenerationsAreFound shows that the check can fail.
func TestNamedGenerationsAreFound(t *testing.T) {
	for _, tc := range []struct {
		source string
		want   int
	}{
		{`import "github.com/epiviz/epivizgo/protocol"; var old = d < protocol.V3 || d == protocol.Builtin`, 2},
		{`import wire "github.com/epiviz/epivizgo/protocol"; var old = d == wire.Tutorial`, 1},
		{`import . "github.com/epiviz/epivizgo/protocol"; var old = d == V5`, 1},
		{`import "github.com/epiviz/epivizgo/protocol"; var d = protocol.DialectOf("4")`, 0},
		{`import "example.com/other"; var d = other.V5`, 0},
	} {
		tree, err := parser.ParseFile(token.NewFileSet(), "", "package x; "+tc.source, 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(generationsNamed(tree, generations(t))); got != tc.want {
			t.Errorf("%s: %d generations; want %d", tc.source, got, tc.want)
		}
	}
}

// generationsNamed finds the uses of protocol's generations in a file.
func generationsNamed(tree *ast.File, generations []string) (uses []ast.Node) {
	name := ""
	for _, spec := range tree.Imports {
		if strings.Trim(spec.Path.Value, `"`) == "github.com/epiviz/epivizgo/protocol" {
			if name = "protocol"; spec.Name != nil {
				name = spec.Name.Name
			}
		}
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && name != "" && x.Name == name && slices.Contains(generations, n.Sel.Name) {
				uses = append(uses, n)
			}
		case *ast.Ident:
			if name == "." && slices.Contains(generations, n.Name) {
				uses = append(uses, n)
			}
		}
		return true
	})
	return uses
}

// generations lists the constants of protocol.Dialect, in their order.
func generations(t *testing.T) (names []string) {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), "../../protocol/dialect.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, decl := range tree.Decls {
		consts, ok := decl.(*ast.GenDecl)
		if !ok || consts.Tok != token.CONST {
			continue
		}
		if typ, ok := consts.Specs[0].(*ast.ValueSpec).Type.(*ast.Ident); !ok || typ.Name != "Dialect" {
			continue
		}
		for _, spec := range consts.Specs {
			names = append(names, spec.(*ast.ValueSpec).Names[0].Name)
		}
	}
	if len(names) < 6 || names[0] != "Tutorial" {
		t.Fatalf("the generations found in protocol are %v", names)
	}
	return names
}

func TestEveryGenerationHasARow(t *testing.T) {
	names := generations(t)
	if len(quirksOf) != len(names) {
		t.Fatalf("%d rows for the generations %v", len(quirksOf), names)
	}
	for d, name := range names {
		if quirksOf[d] == (quirks{}) {
			t.Errorf("%s has no row", name)
		}
	}
}
