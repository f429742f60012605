package repl_test

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/repl/repltest"
)

var update = flag.Bool("update", false, "write what is printed to the files in testdata")

// golden compares text with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (go test ./repl -update writes it anew):\n%s\nwant:\n%s", path, got, want)
	}
}

// typedLines are what follows the prompt in a transcript.
func typedLines(t *testing.T, path string) []string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, line := range strings.Split(string(text), "\n") {
		if typed, ok := strings.CutPrefix(line, repl.Prompt); ok {
			lines = append(lines, typed)
		}
	}
	return lines
}

// TestTranscripts types the lines of each transcript in testdata again and
// expects the same transcript.
func TestTranscripts(t *testing.T) {
	setups := map[string]func(s *repltest.Session, c *repltest.Console){
		"files": func(s *repltest.Session, _ *repltest.Console) {
			s.Files = map[string][]protocol.Measurement{
				"peaks.narrowPeak": {repltest.Ranges("peaks")},
				"My data.bw":       {{ID: "My data", Name: "My data", Type: protocol.FeatureType, DefaultChartType: "Line Track", DatasourceGroup: "My data"}},
			}
		},
		"watch": func(s *repltest.Session, _ *repltest.Console) {
			s.Files = map[string][]protocol.Measurement{"peaks.narrowPeak": {repltest.Ranges("peaks")}}
		},
		"nobrowser": func(s *repltest.Session, _ *repltest.Console) { s.Connected = nil },
		"browsers": func(s *repltest.Session, _ *repltest.Console) {
			s.Connected = append(s.Connected, protocol.BrowserInfo{ID: 2, Generation: "EpiViz 4", Remote: "127.0.0.1:50001",
				Location: &protocol.Range{SeqName: "chr1", Start: 500.5, End: 1234567.2}},
				protocol.BrowserInfo{ID: 3, Generation: "EpiViz 2", Remote: "127.0.0.1:50002", Problem: "navigation is frozen: reload it"})
		},
		"send": func(s *repltest.Session, _ *repltest.Console) {
			s.Answers = []protocol.Answer{
				{Browser: 1, Data: []byte(`{"success":true,"value":{"seqName":"chr1","title":"` + "\u202egnp" + `"}}`)},
				{Browser: 2, Err: errors.New("no answer within 10s")},
			}
		},
		"hostile": func(s *repltest.Session, _ *repltest.Console) {
			s.Files = map[string][]protocol.Measurement{
				"evil.bed": {repltest.Ranges("\x1b[2Jgone\nepiviz> quit\u202e")},
			}
		},
		"narrow": func(s *repltest.Session, c *repltest.Console) {
			c.Columns = 50
			wide := repltest.Ranges("測定データの名前")
			wide.Name = "a name that is much too long for the terminal"
			s.Files = map[string][]protocol.Measurement{"wide.bed": {wide}}
		},
		"refused": func(s *repltest.Session, _ *repltest.Console) {
			s.Before = func(_ context.Context, method string) error {
				if method == "Redraw" {
					return repltest.ErrRefused
				}
				return nil
			}
		},
	}
	paths, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(paths) == 0 {
		t.Fatal("no transcripts", err)
	}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".txt")
		t.Run(name, func(t *testing.T) {
			s := repltest.NewSession()
			c := &repltest.Console{Lines: typedLines(t, path), Typed: true}
			if setup := setups[name]; setup != nil {
				setup(s, c)
			}
			env := repl.NewEnv(s, repl.NewOutput(c))
			s.Event = env.Event
			defer env.Close()
			if err := repl.Run(t.Context(), env, c); err != nil {
				t.Fatal(err)
			}
			golden(t, name+".txt", c.Transcript())
		})
	}
}
