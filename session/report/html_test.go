package report

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/json"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/ui"
)

// hostile is a text that would do harm where it is not taken as text.
const hostile = "</script><script>alert(1)</script><!-- \u2028\u202e\"'`${x} </title> {{script}} &lt;"

// element returns what an element of a page holds.
func element(t *testing.T, page, begin, end string) string {
	t.Helper()
	_, rest, ok := strings.Cut(page, begin)
	text, _, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("the page has no %s", begin)
	}
	return text
}

func inflated(t *testing.T, page, id string) []byte {
	t.Helper()
	data, err := base64.StdEncoding.DecodeString(element(t, page, `<script type="text/plain" id="`+id+`">`, "</script>"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(flate.NewReader(bytes.NewReader(data)))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func reportOf(t *testing.T, opt Options, regions ...Region) string {
	t.Helper()
	w := NewWriter(opt)
	for _, r := range regions {
		if err := w.Add(r, nil); err != nil {
			t.Fatal(err)
		}
	}
	w.Note(hostile)
	w.SetMade(Made{Version: hostile, Commands: []string{hostile}, Files: []File{{Name: hostile}}})
	page, err := w.HTML()
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

func TestPolicy(t *testing.T) {
	page := reportOf(t, Options{Title: hostile}, Region{Name: hostile, SeqName: hostile, Cells: []string{hostile}, Failed: hostile})
	policy := element(t, page, `<meta http-equiv="Content-Security-Policy" content="`, `"`)
	hashes := regexp.MustCompile(`'sha256-[^']+'`).FindAllString(policy, -1)
	loader := page[strings.LastIndex(page, "<script>")+len("<script>") : strings.LastIndex(page, "</script>")]
	want := []string{hashOf([]byte(loader)), hashOf(inflated(t, page, "script")), hashOf([]byte(element(t, page, "<style>", "</style>")))}
	if !slices.Equal(hashes, want) {
		t.Errorf("the policy has %q; the page has %q", hashes, want)
	}
	plain := regexp.MustCompile(`'sha256-[^']+'`).ReplaceAllString(policy, "#")
	if want := "default-src 'none'; script-src # #; style-src #; img-src data:; base-uri 'none'; form-action 'none'"; plain != want {
		t.Errorf("the policy is %s", plain)
	}
	// The policy comes before what it is for.
	if strings.Index(page, "Content-Security-Policy") > min(strings.Index(page, "<title>"), strings.Index(page, "<style>"), strings.Index(page, "<script")) {
		t.Error("the policy comes too late")
	}
	if again := reportOf(t, Options{Title: hostile}, Region{Name: hostile, SeqName: hostile, Cells: []string{hostile}, Failed: hostile}); again != page {
		t.Error("the same report is another file")
	}
}

// TestHostile finds texts as they are among the data, and nowhere else.
func TestHostile(t *testing.T) {
	page := reportOf(t, Options{Title: hostile, Columns: []string{hostile}, State: protocol.SyncStateParams{Charts: []protocol.SyncChart{{
		Type: hostile, Settings: map[string]any{"title": hostile},
	}}}}, Region{Name: hostile, SeqName: hostile, Cells: []string{hostile}})
	plain := element(t, page, "<title>", "</title>")
	if strings.ContainsAny(plain, "<>\"\u202e") || !strings.HasPrefix(plain, "&lt;/script&gt;") || strings.Count(page, "alert(1)") != 2 {
		t.Errorf("the title is %q", plain)
	}
	if n := strings.Count(page, "<script"); n != 5 {
		t.Errorf("%d scripts; want the data, the script, and what starts it", n)
	}
	var head struct {
		Title   string
		Columns []string
		Regions []Region
		Notes   []string
		Made    Made
	}
	if err := json.Unmarshal(inflated(t, page, "head"), &head); err != nil {
		t.Fatal(err)
	}
	for _, got := range []string{head.Title, head.Columns[0], head.Regions[0].Name, head.Regions[0].SeqName, head.Regions[0].Cells[0], head.Notes[0],
		head.Made.Version, head.Made.Commands[0], head.Made.Files[0].Name} {
		if got != hostile {
			t.Errorf("%q, want %q", got, hostile)
		}
	}
}

// TestScript holds what withoutComments takes for granted: no text of a module has several lines.
func TestScript(t *testing.T) {
	script, err := ui.Script("report.js")
	if err != nil {
		t.Fatal(err)
	}
	short := withoutComments(script)
	for line := range bytes.Lines(short) {
		if bytes.Count(line, []byte("`"))%2 == 1 {
			t.Errorf("a text goes beyond its line: %s", line)
		}
	}
	if bytes.Contains(short, []byte("\n/*")) || len(short) > len(script)*3/4 {
		t.Errorf("of %d bytes, %d are left", len(script), len(short))
	}
	got := string(withoutComments([]byte("/**\n * a\n */\n  const a = 1; // one\n\n// b\n  /** @type {x} */ (b).c();\n/* d */\n/* e\n*/ \n")))
	if want := "const a = 1; // one\n/** @type {x} */ (b).c();\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
