package session

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// locusCase is a row of testdata/loci.txt.
type locusCase struct{ text, view, said string }

func lociTable(t *testing.T) (cases []locusCase) {
	t.Helper()
	table, err := os.ReadFile("testdata/loci.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(table)) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), " |")
		if len(cells) != 3 {
			continue
		}
		if text, err := strconv.Unquote(cells[0]); err == nil {
			cells[0] = text
		}
		cases = append(cases, locusCase{cells[0], strings.TrimSpace(cells[1]), strings.TrimSpace(cells[2])})
	}
	return cases
}

// TestLoci resolves what people type, for the prompt and as the built-in page asks.
func TestLoci(t *testing.T) {
	path, err := filepath.Abs("testdata/loci.gff3")
	if err != nil {
		t.Fatal(err)
	}
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.load(path)
		page := r.join(builtinPage)
		for _, tc := range lociTable(t) {
			r.navigate("chr2", 1, 100)
			got := locusCase{text: tc.text}
			if p, err := r.Resolve(r.ctx, tc.text); err != nil {
				got.said = err.Error()
			} else if report, err := r.Show(r.ctx, p); err != nil {
				got.said = err.Error()
			} else {
				got.view, got.said = viewOf(report.Location), strings.Join(report.Notes, "; ")
			}
			equal(t, "the prompt's", got, tc)
			answer := ask[protocol.ResolveAnswer](t, r, page, protocol.Resolve, map[string]any{"q": tc.text, "seqName": "chr2", "maxResults": 12})
			equal(t, "the page's", locusCase{tc.text, viewOf(answer.Place), answer.Said}, tc)
		}
		r.noFaults(page)
	})
}

func viewOf(at *protocol.Range) string {
	if at == nil {
		return ""
	}
	return genome.Interval{Seq: at.SeqName, Start: int(at.Start) - 1, End: int(at.End)}.String()
}

// TestOffers asks for what a page offers while somebody types.
func TestOffers(t *testing.T) {
	path, err := filepath.Abs("testdata/loci.gff3")
	if err != nil {
		t.Fatal(err)
	}
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		_, err := r.Resolve(r.ctx, "5-9")
		wantError(t, err, "5-9 is a range, and no sequence is shown yet")
		r.load(path)
		page := r.join(builtinPage)
		resolve := func(text string) protocol.ResolveAnswer {
			return ask[protocol.ResolveAnswer](t, r, page, protocol.Resolve, map[string]any{"q": text, "seqName": "chr1", "maxResults": 3})
		}
		hits := resolve("all").Hits
		if len(hits) != 1 || hits[0].Gene != "MICALL9" || viewOf(&hits[0].Range) != "chr2:38000001-38010000" ||
			viewOf(hits[0].View) != "chr2:37998001-38012000" {
			t.Errorf("hits %+v", hits)
		}
		hits = resolve("twin").Hits
		if len(hits) != 2 || viewOf(hits[1].View) != "chr2:499501-500600" {
			t.Errorf("hits %+v", hits)
		}
		for _, text := range []string{"chr1", "chr1:5-9", "nix", ""} {
			if hits := resolve(text).Hits; len(hits) != 0 {
				t.Errorf("%q: hits %+v", text, hits)
			}
		}
		_, err = r.Resolve(r.ctx, "all")
		wantHint(t, err, "MICALL9")
		r.noFaults(page)
	})
}

// unsearchable has names that cannot be read.
type unsearchable struct{ *features }

func (unsearchable) Search(context.Context, string, int) ([]source.Match, error) {
	return nil, errors.New("the index is damaged")
}

// TestNameInADamagedFile looks for a name that may be in a file that cannot be searched.
func TestNameInADamagedFile(t *testing.T) {
	files := map[string]sourceT{"a.bed": unsearchable{newFeatures("chrA", 1000, 100, 100)}, "g.gtf": named{seen{newFeatures("chrA", 3000, 1000, 600)}}}
	inBubble(t, Options{Open: opener(files)}, func(t *testing.T, r *rig) {
		r.load("/a.bed")
		r.load("/g.gtf")
		must(r.Resolve(r.ctx, "gene1"))(t)
		_, err := r.Resolve(r.ctx, "nix")
		wantError(t, err, `there is no sequence and no gene "nix"`, "searching a.bed: the index is damaged")
	})
}
