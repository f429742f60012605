package repl_test

import (
	"encoding/json"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/repl/repltest"
)

// keysOf returns the keys of a JSON object in their order.
func keysOf(t *testing.T, object []byte) (keys []string) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(string(object)))
	if _, err := d.Token(); err != nil {
		t.Fatal(err)
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			t.Fatal(err)
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			t.Fatal(err)
		}
		keys = append(keys, key.(string))
	}
	return keys
}

// TestHelpJSON checks the keys of help --json, on which programs rely.
func TestHelpJSON(t *testing.T) {
	c := &repltest.Console{}
	env := repl.NewEnv(nil, repl.NewOutput(c))
	env.Version = "1.2.3"
	script(t, env, "help --json")
	printed := c.Transcript()
	if strings.Count(printed, "\n") != 1 || !strings.HasSuffix(printed, "\n") {
		t.Errorf("%d lines, want one", strings.Count(printed, "\n"))
	}
	var doc struct {
		Version  string
		Groups   []string
		Commands []json.RawMessage
	}
	if err := json.Unmarshal([]byte(printed), &doc); err != nil {
		t.Fatal(err)
	}
	if got, want := keysOf(t, []byte(printed)), []string{"version", "groups", "commands"}; !slices.Equal(got, want) {
		t.Errorf("keys %q, want %q", got, want)
	}
	if doc.Version != "1.2.3" || !slices.Contains(doc.Groups, "Moving about") {
		t.Errorf("version %q, groups %q", doc.Version, doc.Groups)
	}
	for _, object := range doc.Commands {
		if got, want := keysOf(t, object), []string{"name", "aliases", "group", "usage", "summary", "help", "flags"}; !slices.Equal(got, want) {
			t.Errorf("keys %q, want %q", got, want)
		}
		if strings.Contains(string(object), ":null") {
			t.Errorf("%s has a null", object)
		}
		var command struct {
			Name, Group string
			Flags       []json.RawMessage
		}
		if err := json.Unmarshal(object, &command); err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(doc.Groups, command.Group) {
			t.Errorf("%s is of group %q", command.Name, command.Group)
		}
		for _, flag := range command.Flags {
			if got, want := keysOf(t, flag), []string{"name", "value", "help", "values"}; !slices.Equal(got, want) {
				t.Errorf("%s: keys %q, want %q", command.Name, got, want)
			}
		}
	}
	listed := run(t, "help")
	if want := strings.Count(listed, "\n  "); len(doc.Commands) != want {
		t.Errorf("%d commands, want %d", len(doc.Commands), want)
	}
	one := run(t, "help --json load")
	if !strings.Contains(one, `"name":"load"`) || strings.Contains(one, `"name":"unload"`) ||
		!strings.Contains(one, `{"name":"--as","value":"ID","help":"the id that the data of one file are to have","values":[]}`) {
		t.Errorf("help --json load: %s", one)
	}
}

// TestUnseenIsToldAgain tells once that no browser is connected, and again when one has come and
// gone.
func TestUnseenIsToldAgain(t *testing.T) {
	c := &repltest.Console{}
	p := repltest.Start(t, repltest.Setup{Console: c, Pages: repltest.NoPages})
	told := func() int { return strings.Count(c.Transcript(), "no browser is connected") }
	script(t, p.Env, "redraw; redraw")
	if told() != 1 {
		t.Errorf("told %d times, want once:\n%s", told(), c.Transcript())
	}
	if err := p.Connect(t.Context(), "4"); err != nil {
		t.Fatal(err)
	}
	script(t, p.Env, "redraw")
	p.Pages[0].Disconnect()
	for len(p.Session.Browsers()) > 0 {
		runtime.Gosched()
	}
	script(t, p.Env, "redraw; redraw")
	if told() != 2 {
		t.Errorf("told %d times, want twice:\n%s", told(), c.Transcript())
	}
}

// TestPrintWithoutAFile has a page that makes no file.
func TestPrintWithoutAFile(t *testing.T) {
	repltest.Folder(t, nil)
	c := &repltest.Console{}
	p := repltest.Start(t, repltest.Setup{Console: c, Pages: []string{"4"}})
	err := p.Env.Script(t.Context(), "x", strings.NewReader("addchart linetrack py_column\nprint a.svg --from browser"))
	if got, want := errorText(err), "x:2: print a.svg --from browser: error: a.svg was not written"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if !strings.Contains(c.Transcript(), "downloads the picture by itself") {
		t.Errorf("printed\n%s", c.Transcript())
	}
}
