package ui

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// small is a page of two modules.
func small() fstest.MapFS {
	return fstest.MapFS{
		"index.html": {Data: []byte("<!doctype html>\n<link rel=\"icon\" href=\"icon.svg\">\n<link rel=\"stylesheet\" href=\"a.css\">\n" +
			"<link rel=\"stylesheet\" href=\"b.css\">\n<script type=\"module\" src=\"main.js\"></script>\n")},
		"icon.svg": {Data: []byte("<svg/>")},
		"a.css":    {Data: []byte("a { color: red }\n")},
		"b.css":    {Data: []byte("b { color: red }\n")},
		"main.js":  {Data: []byte("import {\n  one,\n  two as deux,\n} from './x/y.js';\nconsole.log(one + deux(), " + strings.Repeat("1 + ", 99) + "1);\n")},
		"x/y.js":   {Data: []byte("export const one = 1;\nexport async function two() { return one; }\n")},
	}
}

// TestBundle runs what is made of two modules and looks at where its lines are.
func TestBundle(t *testing.T) {
	built, err := build(small())
	if err != nil {
		t.Fatal(err)
	}
	refs := regexp.MustCompile(`(?:href|src)="([^"]+)"`).FindAllStringSubmatch(string(built["index.html"]), -1)
	if len(refs) != 3 || len(built) != 4 {
		t.Fatalf("the page refers to %q; the files are %d", refs, len(built))
	}
	for i, want := range []string{
		"<svg/>",
		"/* a.css */\na { color: red }\n/* b.css */\nb { color: red }\n",
		"const $x_y = (() => { // x/y.js\nconst one = 1;\nasync function two() { return one; }\nreturn { one, two };\n})();\n" +
			"const $main = (() => { // main.js\nconst {\n  one,\n  two: deux,\n} = $x_y;\nconsole.log(one + deux(), " +
			strings.Repeat("1 + ", 99) + "1);\nreturn {  };\n})();\n",
	} {
		if got := string(built[refs[i][1]]); got != want {
			t.Errorf("%s is\n%s\nwant\n%s", refs[i][1], got, want)
		}
	}
}

// TestBundleRefuses checks that a form of import or export that is not understood is an error, which names the module.
func TestBundleRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"export let a = 1;\n":                         "export let a = 1;",
		"export default 1;\n":                         "export default 1;",
		"export const { a } = {};\n":                  "export const { a }",
		"export * from './a.js';\n":                   "export * from",
		"import * as a from './a.js';\n":              "import * as a",
		"import a from './a.js';\n":                   "import a from",
		"import './a.js';\n":                          "import './a.js'",
		"const here = import.meta.url;\n":             "import.meta",
		"import { none } from './a.js';\n":            "imports none, which x/a.js does not export",
		"import { two } from '../main.js';\n":         "imports main.js, which imports it",
		"import { a } from './nowhere.js';\n":         "nowhere.js",
		"import { one } from './a.js'; // remarked\n": "import { one }",
	} {
		files := small()
		files["x/y.js"] = &fstest.MapFile{Data: []byte(text + "export const one = 1, two = 2;\n")}
		files["x/a.js"] = &fstest.MapFile{Data: []byte("export const one = 1;\n")}
		if _, err := build(files); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "x/y.js") {
			t.Errorf("%q: %v, want an error of %s", text, err, want)
		}
	}
}

// TestBundleIsTheModules checks that the script of the page has each module, and that node
// finds the same exports in it as in the modules.
func TestBundleIsTheModules(t *testing.T) {
	names, err := fs.Glob(FS, "*/*.js")
	if err != nil || len(names) < 50 {
		t.Fatalf("found %d modules, error %v", len(names), err)
	}
	page := bundle{files: FS, exports: map[string][]string{}}
	for _, entry := range []string{"main.js", "report.js", "report-loader.js"} {
		if err := page.add(entry); err != nil {
			t.Fatal(err)
		}
	}
	var all, compared strings.Builder
	byProgram := []string{"stage/program.js", "stage/terminal.js"} // which the program runs
	names = slices.DeleteFunc(names, func(name string) bool { return slices.Contains(byProgram, name) })
	for _, name := range names {
		if _, ok := page.exports[name]; !ok {
			t.Errorf("%s is not in the script: no module that is imports it", name)
		}
		fmt.Fprintf(&all, "import {} from './%s';\n", name)
		fmt.Fprintf(&compared, "%q: Object.keys(%s), ", name, variable(name))
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed: the exports are not compared")
	}
	files := fstest.MapFS{"all.js": {Data: []byte(all.String())}}
	for _, name := range names {
		text, err := fs.ReadFile(FS, name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: text}
	}
	b := bundle{files: files, exports: map[string][]string{}}
	if err := b.add("all.js"); err != nil {
		t.Fatal(err)
	}
	static, err := filepath.Abs("static")
	if err != nil {
		t.Fatal(err)
	}
	script := filepath.Join(t.TempDir(), "bundle.mjs")
	fmt.Fprintf(&b.text, "for (const [name, keys] of Object.entries({ %s })) {\n"+
		"  const module = Object.keys(await import('file://%s/' + name));\n"+
		"  if (keys.sort().join() !== module.sort().join()) console.log(name + ': ' + keys + ' instead of ' + module);\n}\n", &compared, static)
	if err := os.WriteFile(script, b.text.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(node, script).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v\n%s", err, out)
	}
}

// ask asks a handler for a path.
func ask(h http.Handler, method, target string, header ...string) *http.Response {
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

// body returns the body of an answer, as it is without compression.
func body(t *testing.T, resp *http.Response) string {
	t.Helper()
	var r io.Reader = resp.Body
	if resp.Header.Get("Content-Encoding") == "gzip" {
		zipped, err := gzip.NewReader(r)
		if err != nil {
			t.Fatal(err)
		}
		r = zipped
	}
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// scriptOf returns the path of the script that a page refers to.
func scriptOf(t *testing.T, h http.Handler) string {
	t.Helper()
	m := regexp.MustCompile(`src="(page-[0-9a-f]+\.js)"`).FindStringSubmatch(body(t, ask(h, "GET", "/")))
	if m == nil {
		t.Fatal("the page refers to no script")
	}
	return "/" + m[1]
}

func TestServed(t *testing.T) {
	h := handler(small())
	script := scriptOf(t, h)
	for _, tc := range []struct{ path, typ, cache string }{
		{"/", "text/html; charset=utf-8", "no-cache"},
		{script, "text/javascript; charset=utf-8", "max-age=31536000, immutable"},
		{strings.TrimSuffix(script, path.Base(script)) + "icon-" + digest([]byte("<svg/>")) + ".svg", "image/svg+xml", "max-age=31536000, immutable"},
	} {
		resp := ask(h, "GET", tc.path)
		head := ask(h, "HEAD", tc.path)
		if resp.StatusCode != 200 || resp.Header.Get("Content-Type") != tc.typ || resp.Header.Get("Cache-Control") != tc.cache {
			t.Errorf("%s: %d %v", tc.path, resp.StatusCode, resp.Header)
		}
		if fmt.Sprint(head.Header) != fmt.Sprint(resp.Header) || body(t, head) != "" {
			t.Errorf("%s: HEAD is answered %v, GET %v", tc.path, head.Header, resp.Header)
		}
		etag := resp.Header.Get("ETag")
		again := ask(h, "GET", tc.path, "If-None-Match", `"other", `+etag)
		if again.StatusCode != 304 || body(t, again) != "" || again.Header.Get("ETag") != etag || again.Header.Get("Cache-Control") != tc.cache {
			t.Errorf("%s asked for again: %d %v", tc.path, again.StatusCode, again.Header)
		}
		if other := ask(h, "GET", tc.path, "If-None-Match", `"other"`); other.StatusCode != 200 {
			t.Errorf("%s with another ETag: %d", tc.path, other.StatusCode)
		}
	}
	for _, missing := range []string{"/main.js", "/x", "/x/", "/page-0000000000000000.js", "/index", "/../index.html", "//"} {
		if resp := ask(h, "GET", missing); resp.StatusCode != 404 || resp.Header.Get("Cache-Control") != "" {
			t.Errorf("%s: %d %v", missing, resp.StatusCode, resp.Header)
		}
	}
}

// TestServedCompressed checks the forms of a file: who accepts gzip gets that, everybody else the file as it is,
// each with an ETag of its own.
func TestServedCompressed(t *testing.T) {
	h := handler(small())
	script := scriptOf(t, h)
	plain := ask(h, "GET", script)
	text := body(t, plain)
	if plain.Header.Get("Content-Encoding") != "" || plain.Header.Get("Vary") != "Accept-Encoding" || !strings.Contains(text, "console.log") {
		t.Errorf("without Accept-Encoding: %v", plain.Header)
	}
	for accepted, want := range map[string]string{
		"gzip": "gzip", "gzip, deflate, br, zstd": "gzip", "GZIP": "gzip", "br;q=1.0, gzip;q=0.8, *;q=0.1": "gzip", "*": "gzip", "*;q=0.5": "gzip",
		"identity;q=0.5, gzip;q=0.5": "gzip", "gzip ; q=0.001": "gzip",
		"": "", "br": "", "identity": "", "gzip;q=0": "", "gzip;q=0.0, *": "", "*;q=0": "", "gzip;q=x": "", "identity, gzip;q=0.5": "", "xgzip": "",
	} {
		resp := ask(h, "GET", script, "Accept-Encoding", accepted)
		if got := resp.Header.Get("Content-Encoding"); got != want {
			t.Errorf("%q: %q, want %q", accepted, got, want)
			continue
		}
		if got := body(t, resp); got != text {
			t.Errorf("%q: another text", accepted)
		}
		if same := resp.Header.Get("ETag") == plain.Header.Get("ETag"); same != (want == "") {
			t.Errorf("%q: the ETag %s beside %s", accepted, resp.Header.Get("ETag"), plain.Header.Get("ETag"))
		}
	}
	zipped := ask(h, "GET", script, "Accept-Encoding", "gzip")
	if n := zipped.Header.Get("Content-Length"); n == "" || n == plain.Header.Get("Content-Length") {
		t.Errorf("the length is %q, without compression %q", n, plain.Header.Get("Content-Length"))
	}
	if resp := ask(h, "GET", script, "Accept-Encoding", "gzip", "If-None-Match", zipped.Header.Get("ETag")); resp.StatusCode != 304 ||
		resp.Header.Get("Content-Encoding") != "" || resp.Header.Get("Vary") == "" {
		t.Errorf("asked for again: %d %v", resp.StatusCode, resp.Header)
	}
	// What is not made smaller stays as it is.
	if resp := ask(h, "GET", "/icon-"+digest([]byte("<svg/>"))+".svg", "Accept-Encoding", "gzip"); resp.Header.Get("Content-Encoding") != "" ||
		resp.Header.Get("Vary") != "" {
		t.Errorf("the icon: %v", resp.Header)
	}

	// A part is of the form that is asked for.
	part := ask(h, "GET", script, "Range", "bytes=6-9")
	if got := body(t, part); part.StatusCode != 206 || got != text[6:10] {
		t.Errorf("a part: %d %q", part.StatusCode, got)
	}
	all, err := io.ReadAll(zipped.Body)
	if err != nil {
		t.Fatal(err)
	}
	part = ask(h, "GET", script, "Range", "bytes=6-9", "Accept-Encoding", "gzip", "If-Range", zipped.Header.Get("ETag"))
	got, err := io.ReadAll(part.Body)
	if err != nil || part.StatusCode != 206 || !bytes.Equal(got, all[6:10]) || part.Header.Get("Content-Length") != "4" {
		t.Errorf("a compressed part: %d %q %v, error %v", part.StatusCode, got, part.Header, err)
	}
	if resp := ask(h, "GET", script, "Range", "bytes=6-9", "If-Range", zipped.Header.Get("ETag")); resp.StatusCode != 200 || body(t, resp) != text {
		t.Errorf("a part of the other form: %d", resp.StatusCode)
	}
	if resp := ask(h, "GET", script, "Range", "bytes=99999-"); resp.StatusCode != 416 || resp.Header.Get("Cache-Control") != "" {
		t.Errorf("a part beyond the end: %d %v", resp.StatusCode, resp.Header)
	}
}

// TestServedChange checks that another program's page is not taken for this one's.
func TestServedChange(t *testing.T) {
	before := handler(small())
	same := handler(small())
	for file, text := range map[string]string{
		"x/y.js": "export const one = 3;\nexport function two() { return one; }\n", "a.css": "a { color: blue }\n", "icon.svg": "<svg></svg>",
	} {
		files := small()
		files[file] = &fstest.MapFile{Data: []byte(text)}
		after := handler(files)
		etag := ask(before, "GET", "/").Header.Get("ETag")
		if ask(same, "GET", "/").Header.Get("ETag") != etag {
			t.Error("the same files have another ETag")
		}
		if resp := ask(after, "GET", "/", "If-None-Match", etag); resp.StatusCode != 200 {
			t.Errorf("another %s: the page is answered %d", file, resp.StatusCode)
		}
		if changed := scriptOf(t, after) != scriptOf(t, before); changed != (file == "x/y.js") {
			t.Errorf("another %s: the script's name changes: %v", file, changed)
		}
	}
}

// TestServedNothing checks that a page that cannot be bundled says why.
func TestServedNothing(t *testing.T) {
	files := small()
	delete(files, "x/y.js")
	if resp := ask(handler(files), "GET", "/"); resp.StatusCode != 500 || !strings.Contains(body(t, resp), "x/y.js") {
		t.Errorf("%d", resp.StatusCode)
	}
}

// TestServedPage checks that the page itself is few files, and small on its way.
func TestServedPage(t *testing.T) {
	assets, err := load(FS)
	if err != nil {
		t.Fatal(err)
	}
	sum, exts := 0, []string{}
	for name, a := range assets {
		if strings.HasPrefix(name, "fonts/") { // for pictures, once one is taken
			continue
		}
		sum += len(a.zip)
		exts = append(exts, path.Ext(name))
	}
	slices.Sort(exts)
	if !slices.Equal(exts, []string{".css", ".html", ".js", ".svg"}) || sum > 280_000 {
		t.Errorf("the page is %d files, %d bytes compressed", len(assets), sum)
	}
}

// BenchmarkLoad measures what the first request waits for.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := load(FS); err != nil {
			b.Fatal(err)
		}
	}
}
