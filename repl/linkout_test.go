package repl_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/sessiontest"
)

// TestLinkOut changes the address of links at the prompt and in a page, which is the same one; undo
// and the text of the session have it.
func TestLinkOut(t *testing.T) {
	p, c := prompt(t)
	tell := func(template string) {
		t.Helper()
		if _, err := p.Pages[0].Await(t.Context(), func(page sessiontest.Page) bool {
			pushed := page.Pushed(protocol.SetLinkOut)
			var last protocol.LinkOutParams
			return len(pushed) > 0 && json.Unmarshal(pushed[len(pushed)-1].Args, &last) == nil && last.Template == template
		}); err != nil {
			t.Fatal(err)
		}
	}
	script(t, p.Env, `linkout; linkout "https://a.example/?q={name};x#{gene id}"; linkout`)
	tell("https://a.example/?q={name};x#{gene id}")
	if _, err := p.Pages[0].Ask(t.Context(), protocol.UserSetLinkOut, map[string]any{"template": "http://b.example/{seq}"}); err != nil {
		t.Fatal(err)
	}
	tell("http://b.example/{seq}")
	script(t, p.Env, "linkout; session; undo; session; linkout NONE; linkout")
	tell("")
	for _, want := range []string{"linkout none\nlinkout https://a.example/?q={name};x#{gene id}\n", "linkout http://b.example/{seq}\n",
		"undone: linkout \"http://b.example/{seq}\"", `linkout "https://a.example/?q={name};x#{gene id}"`, "linkout none\nlinkout none\n"} {
		if !strings.Contains(c.Transcript(), want) {
			t.Errorf("printed\n%s\nwant %q", c.Transcript(), want)
		}
	}
	err := p.Env.Script(t.Context(), "x", strings.NewReader("linkout javascript:{name}"))
	if err == nil || !strings.Contains(err.Error(), "wanted http:// or https://") {
		t.Errorf("a script as an address: %v", err)
	}
}
