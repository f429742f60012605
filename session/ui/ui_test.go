package ui_test

import (
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/epiviz/epivizgo/session/ui"
)

// maxLines keeps the files of the page small enough to read in one go, maxWidth
// the lines of its modules.
const (
	maxLines = 400
	maxWidth = 140
)

// file returns an embedded file's text.
func file(t *testing.T, name string) string {
	t.Helper()
	b, err := fs.ReadFile(ui.FS, name)
	if err != nil {
		t.Fatalf("reading the embedded %s: %v", name, err)
	}
	return string(b)
}

// each calls f with every embedded file.
func each(t *testing.T, f func(name, text string)) {
	t.Helper()
	err := fs.WalkDir(ui.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !strings.HasPrefix(name, "fonts/") { // which nobody here wrote
			f(name, file(t, name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestReferences checks that everything a file of the page refers to is
// embedded as well, so that nothing is fetched from elsewhere.
func TestReferences(t *testing.T) {
	refs := map[string]*regexp.Regexp{
		".html": regexp.MustCompile(`(?:src|href)="([^"#]+)"`),
		".js":   regexp.MustCompile(`(?m)^(?:import|export)\b[^;]*?from '([^']+)'`),
		".css":  regexp.MustCompile(`(?:url\(|@import )["']?([^"')]+)`),
	}
	seen := 0
	each(t, func(name, text string) {
		re := refs[path.Ext(name)]
		if re == nil {
			return
		}
		for _, m := range re.FindAllStringSubmatch(text, -1) {
			seen++
			target := path.Join(path.Dir(name), m[1])
			if _, err := fs.Stat(ui.FS, target); err != nil {
				t.Errorf("%s refers to %s, which is not among the page's files", name, m[1])
			}
		}
	})
	if seen < 20 {
		t.Errorf("found %d references; wanted at least the modules that main.js needs", seen)
	}
}

// folders of the page's modules in the order of main.js's head comment.
var folders = []string{"model", "draw", "charts", "net", "page", "stage", "gesture", "dialog", "report"}

// TestFolders checks that the modules of a folder import only from the folders
// before it.
func TestFolders(t *testing.T) {
	imports := regexp.MustCompile(`(?m)^(?:import|export)\b[^;]*?from '([^']+)'`)
	each(t, func(name, text string) {
		dir := path.Dir(name)
		if path.Ext(name) != ".js" || dir == "." {
			return
		}
		at := slices.Index(folders, dir)
		if at < 0 {
			t.Errorf("%s is in none of the folders %v", name, folders)
			return
		}
		for _, m := range imports.FindAllStringSubmatch(text, -1) {
			target := path.Join(dir, m[1])
			if !slices.Contains(folders[:at+1], path.Dir(target)) {
				t.Errorf("%s imports %s; wanted imports from %v only", name, target, folders[:at+1])
			}
		}
	})
}

// TestPolicy checks what the server's Content-Security-Policy would refuse: a
// page that holds scripts, styles or handlers of its own does not work under it.
func TestPolicy(t *testing.T) {
	inline := regexp.MustCompile(`(?i)<script(?:\s[^>]*)?>[^<]*\S[^<]*</script>|<style|\sstyle=|\son[a-z]+=|["']javascript:`)
	elsewhere := regexp.MustCompile(`(?i)(?:https?:|wss?:)?//[a-z0-9-]+\.[a-z]`)
	asHTML := regexp.MustCompile(`\.(?:innerHTML|outerHTML)\b|insertAdjacentHTML|document\.write|\beval\(|new Function\b`)
	each(t, func(name, text string) {
		if path.Ext(name) == ".html" && name != "report/report.html" { // which has a policy of its own
			if m := inline.FindString(text); m != "" {
				t.Errorf("%s holds %q, which the Content-Security-Policy refuses", name, m)
			}
		}
		if m := elsewhere.FindString(strings.ReplaceAll(text, "http://www.w3.org/", "")); m != "" {
			t.Errorf("%s names the address %q; the page fetches nothing from elsewhere", name, m)
		}
		if path.Ext(name) == ".js" {
			if m := asHTML.FindString(text); m != "" {
				t.Errorf("%s uses %s; text from the wire must go in as text", name, m)
			}
		}
	})
}

// TestChartsArePure checks that what draws touches neither document nor socket
// and uses no drawing calls that an SVG could not follow.
func TestChartsArePure(t *testing.T) {
	impure := regexp.MustCompile(`\b(?:document|window|WebSocket|Path2D|requestAnimationFrame|setTimeout|fetch)\b|` +
		`ctx\.(?:filter|drawImage|createLinearGradient|createPattern|getImageData|shadowBlur|roundRect)\b`)
	comment := regexp.MustCompile(`(?s)/\*.*?\*/|//[^\n]*`)
	pure := regexp.MustCompile(`^(?:model|draw|charts)/|^net/decode\.js$`)
	each(t, func(name, text string) {
		if !pure.MatchString(name) {
			return
		}
		if m := impure.FindString(comment.ReplaceAllString(text, "")); m != "" {
			t.Errorf("%s uses %s", name, m)
		}
	})
}

// TestFilesAreSmall holds the page to small files with one job.
func TestFilesAreSmall(t *testing.T) {
	each(t, func(name, text string) {
		if n := strings.Count(text, "\n"); n > maxLines {
			t.Errorf("%s has %d lines, wanted at most %d", name, n, maxLines)
		}
		if path.Ext(name) != ".js" || name == "charts/declared.js" { // which is generated
			return
		}
		for i, line := range strings.Split(text, "\n") {
			if n := utf8.RuneCountInString(line); n > maxWidth {
				t.Errorf("%s:%d has %d characters, wanted at most %d", name, i+1, n, maxWidth)
			}
		}
	})
}

// TestNode runs the page's own tests, which need nothing but node.
func TestNode(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed: the page's own tests, session/ui/test, are not run")
	}
	tests, err := filepath.Glob("test/*.test.js")
	if err != nil || len(tests) == 0 {
		t.Fatalf("found no tests in session/ui/test (error %v)", err)
	}
	// go test runs again when a file it has opened changes, but does not see what
	// node opens.
	for _, pattern := range []string{"test/*", "test/golden/*", "../../protocol/testdata/*.json"} {
		names, _ := filepath.Glob(pattern)
		for _, name := range names {
			_, _ = os.ReadFile(name)
		}
	}
	out, err := exec.Command(node, append([]string{"--test"}, tests...)...).CombinedOutput()
	if err != nil {
		t.Errorf("node --test: %v\n%s", err, failures(string(out)))
	}
}

// failures returns the part of node's report that tells of failed tests, or all of it.
func failures(report string) string {
	if i := strings.Index(report, "not ok"); i >= 0 {
		return report[i:]
	}
	return report
}
