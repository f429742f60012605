package main_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// mostMethods bounds the methods that an exported interface declares. One may be made of
// others, as repl.Session is: each command then names the part that it needs. An
// interface within a package, as for all calls to the file system, may have more.
const mostMethods = 8

// TestInterfacesAreSmall keeps an interface from becoming a second name for a type.
func TestInterfacesAreSmall(t *testing.T) {
	seen := 0
	err := filepath.WalkDir("../..", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") {
			return err
		}
		tree, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for name, methods := range declared(tree) {
			if seen++; methods > mostMethods {
				t.Errorf("%s: interface %s has %d methods, want at most %d: declare beside each use the few that it needs",
					path, name, methods, mostMethods)
			}
		}
		return nil
	})
	if err != nil || seen < 20 {
		t.Errorf("%d interfaces were found, %v", seen, err)
	}
}

// TestInterfacesAreCounted shows that the check can fail.
func TestInterfacesAreCounted(t *testing.T) {
	tree, err := parser.ParseFile(token.NewFileSet(), "", "package x; type A interface { io.Closer; B(); C() }; type b interface{ D() }; type E struct{}", 0)
	if err != nil {
		t.Fatal(err)
	}
	if got := declared(tree); len(got) != 1 || got["A"] != 2 {
		t.Errorf("found %v, want A with 2 methods", got)
	}
}

// declared counts the methods of the exported interfaces that a file declares, by name.
// What an interface embeds does not count.
func declared(tree *ast.File) map[string]int {
	found := map[string]int{}
	ast.Inspect(tree, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok {
			return true
		}
		if i, ok := spec.Type.(*ast.InterfaceType); ok && spec.Name.IsExported() {
			found[spec.Name.Name] = 0
			for _, m := range i.Methods.List {
				found[spec.Name.Name] += len(m.Names)
			}
		}
		return true
	})
	return found
}
