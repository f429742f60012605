package main_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

// rows say which packages of the project each package may import outside of
// its tests. The lowest layer comes first, and a row names only packages of rows
// above it: no reader knows the wire, and repl knows the session only
// through the interface that it declares.
//
// "dir/*" matches every package right below dir, "dir/..." all below.
// The first row that matches a package is its row, so a reader of a new format
// has one already; any other new package is given one here, on purpose.
var rows = []struct{ pkg, may string }{
	{"protocol", ""},
	{"session/genome", ""},
	{"session/hint", ""},
	{"session/lazy", ""},
	{"session/budget", ""},
	{"session/color", "session/hint"},
	{"session/interruptible", ""},
	{"session/wholefile", ""},
	{"session/ui", ""},
	{"session/source", "session/genome"},
	{"session/state", "protocol session/genome session/hint session/source"},
	{"session/reply", "protocol session/genome session/state"},
	{"session/rpc", "protocol session/budget"},
	{"session/source/bins", "session/genome session/source"},
	{"session/source/thin", "session/genome session/source"},
	{"session/source/bgzf", ""},
	{"session/source/cache", ""},
	{"session/source/memory", "session/hint"},
	{"session/source/diskcache", "session/wholefile"},
	{"session/source/lines", "session/genome session/hint session/source session/source/bgzf session/source/memory"},
	{"session/source/intervals", "session/genome session/source session/source/bins session/source/thin"},
	{"session/source/keyed", "session/genome session/source session/source/intervals"},
	{"session/source/fileindex", "session/source session/source/bgzf"},
	{"session/source/cram/codec", "session/source"},
	{"session/source/cram", "session/genome session/hint session/source session/source/bam session/source/cache session/source/cram/codec"},
	{"session/source/formats", "session/genome session/hint session/interruptible session/source session/source/*"},
	{"session/source/*", "session/genome session/hint session/lazy session/source session/source/bgzf session/source/bins " +
		"session/source/cache session/source/thin session/source/lines session/source/intervals session/source/keyed session/source/fileindex"},
	{"session/samples", "session/color session/hint session/source/lines"},
	{"session/catalog", "session/genome session/hint session/source session/source/bins session/source/thin"},
	{"session/actions", "protocol session/budget session/genome session/reply session/source session/source/bins session/catalog"},
	{"session/page", "protocol session/budget session/rpc session/genome session/hint session/state session/reply session/catalog session/actions"},
	{"session/server", "protocol session/budget session/rpc session/ui"},
	{"session/picture/display", "session/ui"},
	{"session/report", "protocol session/ui"},
	{"session/picture/inline", ""},
	{"session/picture", "protocol session/hint session/picture/display session/ui"},
	{"session/picture/provenance", "session/hint session/picture/display"},
	{"session/store", "protocol session/budget session/hint session/source session/state session/wholefile"},
	{"session/compute", "session/genome session/hint session/source session/source/bins session/source/intervals"},
	{"session", "protocol session/..."},
	{"repl/safe", ""},
	{"repl/line", ""},
	{"repl/text", "protocol session/genome session/hint repl/safe"},
	{"repl/automation", "protocol session/hint session/state repl/safe repl/line repl/text"},
	{"repl", "protocol session/genome session/hint session/interruptible session/source session/reply session/state session/wholefile " +
		"session/picture/provenance repl/safe repl/line repl/text repl/automation"},
	{"repl/term", "session/reply repl repl/safe repl/text"},
	{"cmd/epivizgo", "protocol session session/genome session/hint session/interruptible session/reply session/source session/source/diskcache " +
		"session/server session/source/formats session/source/memory session/state session/store repl repl/term repl/safe"},
}

// testOnly reports whether a package is for writing tests: then its name ends as that
// of httptest does. Only tests and other such packages may import it; its own imports are
// not restricted.
func testOnly(name string) bool { return strings.HasSuffix(name, "test") }

// modules say which packages may import a module outside of tests.
var modules = []struct{ module, by string }{
	{"github.com/gorilla/websocket", "session/rpc session/server"},
	{"github.com/chzyer/readline", "repl/term"},
	{"github.com/alecthomas/kong", "cmd/epivizgo"},
	{"github.com/klauspost/compress", "session/source/*"},
	{"github.com/ulikunitz/xz", "session/source/cram"},
	{"github.com/expr-lang/expr", "session/compute"},
	{"github.com/fsnotify/fsnotify", "session"},
	{"modernc.org/libquickjs", "session/picture"},
	{"modernc.org/libc", "session/picture"},
	{"golang.org/x/image", "session/picture/display"},
	{"golang.org/x/sys", "cmd/epivizgo repl/term session/store"},
}

const module = "github.com/epiviz/epivizgo"

// TestImports holds the architecture: it fails for an import that no row
// allows and for a package without a row.
func TestImports(t *testing.T) {
	packages := listPackages(t)
	if len(packages) < 5 {
		t.Fatalf("go list found %d packages: is this run in the project?", len(packages))
	}
	for _, p := range packages {
		for _, complaint := range complaints(p) {
			t.Error(complaint)
		}
	}
}

// TestImportsAreChecked shows that the check can fail.
func TestImportsAreChecked(t *testing.T) {
	for _, tc := range []struct{ pkg, imports, want string }{
		{"session/source/bbi", "session/genome", ""},
		{"session/source/bbi", "protocol", "session/source/bbi imports protocol"},
		{"session/source/bbi", "session/source/bed", "session/source/bbi imports session/source/bed"},
		{"session/source/formats", "session/source/bbi", ""},
		{"repl", "session/genome", ""},
		{"repl", "session", "repl imports session"},
		{"repl", "session/catalog", "repl imports session/catalog"},
		{"session", "session/actions", ""},
		{"session", "repl", "session imports repl"},
		{"session", "session/page", ""},
		{"session/page", "session", "session/page imports session"},
		{"session", "session/source/sourcetest", "only tests may"},
		{"session/source/sourcetest", "protocol", ""},
		{"session/source/sourcetest", "session/rpc/rpctest", ""},
		{"session/source/bbi/deep", "", "has no row"},
		{"session/novel", "", "has no row"},
		{"session/rpc", "github.com/gorilla/websocket", ""},
		{"session", "github.com/gorilla/websocket", "session imports github.com/gorilla/websocket"},
		{"repl", "github.com/chzyer/readline", "repl imports github.com/chzyer/readline"},
		{"session/source/bbi", "github.com/klauspost/compress/zlib", ""},
		{"repl", "github.com/klauspost/compress/zlib", "imports github.com/klauspost/compress"},
		{"repl", "github.com/chromedp/chromedp", "has no row"},
		{"repl", "encoding/json", ""},
	} {
		p := listed{ImportPath: module + "/" + tc.pkg}
		if tc.imports != "" {
			p.Imports = []string{tc.imports}
			if !strings.Contains(tc.imports, ".") && tc.imports != "encoding/json" {
				p.Imports = []string{module + "/" + tc.imports}
			}
		}
		got := strings.Join(complaints(p), "\n")
		if (got == "") != (tc.want == "") || !strings.Contains(got, tc.want) {
			t.Errorf("%s importing %q: complaint %q, want %q", tc.pkg, tc.imports, got, tc.want)
		}
	}
}

// complaints lists the imports of a package that the tables do not allow.
func complaints(p listed) (found []string) {
	name := strings.TrimPrefix(p.ImportPath, module+"/")
	if testOnly(name) {
		return nil
	}
	may, ok := rowOf(name)
	if !ok {
		return []string{name + " has no row in the table of imports: add one to cmd/epivizgo/deps_test.go"}
	}
	for _, imported := range p.Imports {
		own, isOwn := strings.CutPrefix(imported, module+"/")
		switch {
		case isOwn && testOnly(own):
			found = append(found, name+" imports "+own+", which only tests may")
		case isOwn && !matchesAny(may, own):
			found = append(found, name+" imports "+own+"; its row allows "+may)
		case !isOwn && strings.Contains(strings.Split(imported, "/")[0], "."):
			if complaint := moduleComplaint(name, imported); complaint != "" {
				found = append(found, complaint)
			}
		}
	}
	return found
}

func moduleComplaint(name, imported string) string {
	for _, m := range modules {
		if imported == m.module || strings.HasPrefix(imported, m.module+"/") {
			if matchesAny(m.by, name) {
				return ""
			}
			return name + " imports " + imported + ", which only " + m.by + " may"
		}
	}
	return imported + ", which " + name + " imports, has no row in the table of modules: is it for tests only?"
}

func rowOf(name string) (may string, ok bool) {
	for _, r := range rows {
		if matches(r.pkg, name) {
			return r.may, true
		}
	}
	return "", false
}

func matchesAny(patterns, name string) bool {
	return slices.ContainsFunc(strings.Fields(patterns), func(p string) bool { return matches(p, name) })
}

// matches reports whether a pattern of the tables matches a package.
func matches(pattern, name string) bool {
	if dir, ok := strings.CutSuffix(pattern, "/..."); ok {
		return strings.HasPrefix(name, dir+"/")
	}
	ok, _ := path.Match(pattern, name)
	return ok
}

// listed is what is asked of go list about a package: Imports has the direct
// ones outside of tests.
type listed struct {
	ImportPath string
	Imports    []string
}

func listPackages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports", "./...")
	cmd.Dir = "../.." // the project
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	var packages []listed
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			return packages
		}
		if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
}
