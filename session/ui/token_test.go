package ui_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session"
	"github.com/epiviz/epivizgo/session/ui/chromiumtest"
)

// TestTokenInChromium opens the link, which loses its token, loads the page again, and opens the address as somebody
// does who has not got the link.
func TestTokenInChromium(t *testing.T) {
	s := startSession(t, "127.0.0.1:0")
	bare, _, _ := strings.Cut(s.URL(), "#")
	page := chromiumtest.Open(t, bare, chromiumtest.Options{})
	page.Wait(`document.querySelector("#banner-text").textContent.includes("open the link printed at the prompt")`)
	page.Wait(`document.querySelector("#empty").innerText.includes("This page is not let in")`)
	page.Wait(`document.querySelector("#status-text").textContent === "Not let in"`)
	page.Keep("not-let-in")
	if len(s.Browsers()) > 0 {
		t.Errorf("connected are %+v", s.Browsers())
	}
	// The link at the place where the page is lets it in, and leaves no trace in the address.
	entries := chromiumtest.Eval[int](page, "history.length")
	chromiumtest.Eval[bool](page, fmt.Sprintf("location.replace(%q) || true", s.URL()))
	page.Wait(ready + ` && document.querySelector("#banner").hidden`)
	page.Wait(`location.hash === "#chr1:100001-200000" && ` + hasToken)
	if strings.Contains(s.URL(), token) {
		t.Error("the link, which browsers keep in their history, has the token that lasts")
	}
	if n := chromiumtest.Eval[int](page, "history.length"); n != entries {
		t.Errorf("the history has %d entries, and had %d", n, entries)
	}
	page.Reload()
	page.Wait(ready + ` && !location.href.includes("token")`)

	other := chromiumtest.Open(t, s.URL()+"&chr1:150,000-160,000", chromiumtest.Options{})
	other.Wait(ready + ` && location.hash === "#chr1:150000-160000"`)
	if chromiumtest.Eval[bool](other, fmt.Sprintf("performance.getEntriesByType('resource').some((e) => e.name.includes(%q))", token)) {
		t.Error("the token was sent in an address")
	}
}

// TestTicketInChromium opens the page as the program does.
func TestTicketInChromium(t *testing.T) {
	opened := make(chan string, 2)
	s, err := session.Start(t.Context(), session.Options{Addr: "127.0.0.1:0", OpenURL: func(url string) error {
		opened <- url
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if link, err := s.Open(t.Context()); err != nil || link != s.URL() {
		t.Errorf("link %s, %v", link, err)
	}
	ticket := <-opened
	if _, secret, _ := strings.Cut(s.URL(), "="); strings.Contains(ticket, secret) {
		t.Error("the token is on the command line of the browser")
	}
	page := chromiumtest.Open(t, ticket, chromiumtest.Options{})
	page.Wait(state + `.connected && location.hash === ""`)
	page.Reload()
	page.Wait(state + ".connected")
	used := chromiumtest.Open(t, ticket, chromiumtest.Options{})
	used.Wait(`document.querySelector("#banner-text").textContent.includes("open the link printed at the prompt")`)
}

// TestOtherPagesInChromium connects from a page of another port, as the tutorial's does, which hears nothing before it
// is allowed, and from a sandboxed one, which is refused.
func TestOtherPagesInChromium(t *testing.T) {
	told := make(chan string, 100)
	s, err := session.Start(t.Context(), session.Options{Addr: "127.0.0.1:0", Ask: true, Notify: func(sentence string) { told <- sentence }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, err := s.AddTutorial(t.Context()); err != nil {
		t.Fatal(err)
	}
	const script = `window.heard = []; window.status = 'none';
		const socket = new WebSocket(location.search.slice(1));
		socket.onopen = () => { status = 'open'; socket.send(JSON.stringify({requestId: 1, type: 'request',
			data: {action: 'getMeasurements', version: '4'}})); };
		socket.onmessage = (e) => heard.push(e.data);
		socket.onclose = () => { status = 'closed'; };`
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		if r.URL.Path == "/sandboxed" {
			w.Header().Set("Content-Security-Policy", "sandbox allow-scripts")
		}
		fmt.Fprintf(w, "<!doctype html><link rel=icon href=data:,><script>%s</script>", script)
	}))
	defer elsewhere.Close()
	page := chromiumtest.Open(t, elsewhere.URL+"/?"+s.WebSocketURL(), chromiumtest.Options{})
	expect := func(want string) {
		t.Helper()
		for sentence := range told {
			if strings.Contains(sentence, want) {
				return
			}
		}
	}
	expect("a page of " + elsewhere.URL + " asks to connect: allow 1")
	if got := chromiumtest.Eval[string](page, "status + heard.length"); got != "none0" {
		t.Errorf("before it is allowed the page is at %s", got)
	}
	if _, err := s.Allow(1); err != nil {
		t.Fatal(err)
	}
	page.Wait("status === 'open' && heard.length > 0")
	expect("connected: EpiViz 4 of " + elsewhere.URL)
	page.Reload()
	page.Wait("status === 'open' && heard.length > 0") // nobody is asked

	sandboxed := chromiumtest.Open(t, elsewhere.URL+"/sandboxed?"+s.WebSocketURL(), chromiumtest.Options{})
	sandboxed.Wait("status === 'closed'")
	expect("null is none that can be allowed")
	if n := chromiumtest.Eval[int](sandboxed, "heard.length"); n != 0 {
		t.Errorf("the sandboxed page heard %d messages", n)
	}
	if origins := s.Origins(); len(origins) != 1 || !origins[0].Allowed || origins[0].Origin != elsewhere.URL {
		t.Errorf("asked: %+v", origins)
	}
}
