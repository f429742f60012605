package seq

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

// openCase opens the file of a case, a FASTA with its index.
func openCase(t *testing.T, c sourcetest.Case) Reference {
	t.Helper()
	text, err := os.ReadFile(c.Path())
	if err != nil {
		t.Fatal(err)
	}
	fai, _ := os.ReadFile(c.Path() + ".fai")
	return open(t, c.File, text, string(fai))
}

// expectHeader is what the cases of kind "header" want, each a part of it.
type expectHeader struct {
	Chroms  json.RawMessage // a number, or every name with its length
	NChroms int             `json:"n_chroms"`
	Total   int
	Longest *[2]any
	Last    *[2]any
	First   json.RawMessage // the first sequence, or the first few by name
}

func (e *expectHeader) check(t *testing.T, file string, seqs []genome.Sequence) {
	t.Helper()
	total, longest, lengths := 0, genome.Sequence{}, make(map[string]int)
	for _, s := range seqs {
		total += s.Length
		lengths[s.Name] = s.Length
		if s.Length > longest.Length {
			longest = s
		}
	}
	var count int
	var named map[string]int
	if json.Unmarshal(e.Chroms, &count) == nil && count != len(seqs) || e.NChroms > 0 && e.NChroms != len(seqs) {
		t.Errorf("%s: %d sequences", file, len(seqs))
	}
	for _, raw := range []json.RawMessage{e.Chroms, e.First} {
		if json.Unmarshal(raw, &named) != nil {
			continue
		}
		for name, n := range named {
			if lengths[name] != n {
				t.Errorf("%s: %s has %d bases, want %d", file, name, lengths[name], n)
			}
		}
	}
	var first [2]any
	pair := func(s genome.Sequence) [2]any { return [2]any{s.Name, float64(s.Length)} }
	if json.Unmarshal(e.First, &first) == nil && first != pair(seqs[0]) ||
		e.Last != nil && *e.Last != pair(seqs[len(seqs)-1]) ||
		e.Longest != nil && *e.Longest != pair(longest) || e.Total > 0 && e.Total != total {
		t.Errorf("%s: %d bases, longest %v, from %v to %v", file, total, longest, seqs[0], seqs[len(seqs)-1])
	}
}

func TestSharedTruth(t *testing.T) {
	headers, sequences := 0, 0
	for _, list := range []string{"sizes.jsonl", "sequence.jsonl"} {
		for _, c := range sourcetest.Truth(t, list) {
			ref := openCase(t, c)
			switch c.Query.Kind {
			case "header":
				headers++
				var want expectHeader
				if err := json.Unmarshal(c.Expect, &want); err != nil {
					t.Fatal(err)
				}
				want.check(t, c.File, ref.Info().Sequences)
			case "sequence":
				sequences++
				iv := genome.Interval{Seq: c.Query.Chr, Start: c.Query.Start, End: c.Query.End}
				got, err := ref.Sequence(context.Background(), iv)
				var want string
				if json.Unmarshal(c.Expect, &want) != nil { // {"error":true}
					if err == nil {
						t.Errorf("%s %v: %q, want an error", c.File, iv, got)
					}
				} else if err != nil || got != want {
					t.Errorf("%s %v (%s): %q, %v; want %q", c.File, iv, c.Note, got, err, want)
				}
			default:
				t.Errorf("%s: a case of kind %s, which is not tested", c.File, c.Query.Kind)
			}
			if err := ref.Close(); err != nil {
				t.Error(err)
			}
		}
	}
	if headers < 15 || sequences < 60 {
		t.Errorf("only %d headers and %d sequences were compared", headers, sequences)
	}
}

// The index made here of a FASTA is the one that samtools makes.
func TestSharedIndex(t *testing.T) {
	data := sourcetest.SharedData(t)
	text, err := os.ReadFile(filepath.Join(data, "fasta", "ce.fa"))
	if err != nil {
		t.Fatal(err)
	}
	made, _, err := scanIndex(context.Background(), "ce.fa", bytes.NewReader(text), int64(len(text)), '\n')
	if err != nil {
		t.Fatal(err)
	}
	fai, err := os.ReadFile(filepath.Join(data, "fasta", "ce.fa.fai"))
	if err != nil {
		t.Fatal(err)
	}
	want, err := readIndex(strings.NewReader(string(fai)), "ce.fa", int64(len(text)))
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range want.entries {
		if made.seqs[i] != want.seqs[i] || made.entries[i] != p {
			t.Errorf("%v at %+v, samtools has %v at %+v", made.seqs[i], made.entries[i], want.seqs[i], p)
		}
	}
}
