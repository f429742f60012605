package protocol_test

import (
	"os"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
)

// TestDocumentation holds the messages in the package comment, each a request
// and its response, to the samples. With -update those whose sample has changed
// are rewritten; a new action is put where it belongs by hand.
func TestDocumentation(t *testing.T) {
	type key struct {
		id     int64
		action string
	}
	samples := map[key]sample{}
	missing := map[string]bool{}
	for _, file := range []string{"from_page.json", "to_page.json"} {
		for _, s := range readSamples(t, file) {
			req, err := protocol.Decode(s.Request)
			if err != nil {
				t.Fatal(err)
			}
			samples[key{req.(*protocol.Request).ID, s.action()}] = s
			missing[s.action()] = true
		}
	}
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	const indent = "//\t"
	for i := 0; i+1 < len(lines); i++ {
		frame, ok := strings.CutPrefix(lines[i], indent)
		if !ok {
			continue
		}
		msg, err := protocol.Decode([]byte(frame))
		req, ok := msg.(*protocol.Request)
		if err != nil || !ok {
			t.Errorf("doc.go:%d: not a request: %v", i+1, err)
			continue
		}
		s, ok := samples[key{req.ID, req.Action}]
		if !ok {
			t.Errorf("doc.go:%d: request %d of %s is not in testdata", i+1, req.ID, req.Action)
		}
		delete(missing, req.Action)
		for _, want := range []string{indent + string(s.Request), indent + string(s.Response)} {
			if *update {
				lines[i] = want
			} else if lines[i] != want {
				t.Errorf("doc.go:%d: not as in testdata, which has\n%s", i+1, want)
			}
			i++
		}
		i--
	}
	for action := range missing {
		t.Errorf("doc.go has no message of %s", action)
	}
	if *update && !t.Failed() {
		if err := os.WriteFile("doc.go", []byte(strings.Join(lines, "\n")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
