package protocol_test

import (
	"os"
	"strings"
	"testing"
)

// TestDocumentation holds the messages in the package comment to the samples.
func TestDocumentation(t *testing.T) {
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]string{}
	for _, file := range []string{"from_page.json", "to_page.json"} {
		for _, s := range readSamples(t, file) {
			known[string(s.Request)], known[string(s.Response)] = s.action(), s.action()
		}
	}
	documented := map[string]bool{}
	for i, line := range strings.Split(string(text), "\n") {
		message, ok := strings.CutPrefix(line, "//\t")
		if !ok {
			continue
		}
		action, ok := known[message]
		if !ok {
			t.Errorf("doc.go:%d: not a message of testdata: %s", i+1, message)
		}
		documented[action] = true
	}
	for _, action := range known {
		if !documented[action] {
			t.Errorf("doc.go has no message of %s", action)
			documented[action] = true
		}
	}
}
