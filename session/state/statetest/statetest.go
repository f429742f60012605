// Package statetest helps tests that cover every kind of event.
package statetest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"testing"
)

// Kinds reads the kinds of events from the source of package state, so that none is
// forgotten. K is state.Kind, and path the package's event.go.
func Kinds[K ~string](t *testing.T, path string) (kinds []K) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if id, ok := spec.Type.(*ast.Ident); ok && id.Name == "Kind" {
			text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			kinds = append(kinds, K(text))
		}
		return true
	})
	if len(kinds) < 20 {
		t.Fatalf("found the kinds %v only", kinds)
	}
	return kinds
}
