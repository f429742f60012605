package catalog

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bins"
)

func TestSequencesComeFromFiles(t *testing.T) {
	c := New(nil)
	add(c, newFake(source.Signal, genome.Sequence{Name: "chr1", Length: 1000}, genome.Sequence{Name: "chr2", Length: 500}), "a.bw")
	// A text file knows its sequences only as far as its rows reach.
	text := newFake(source.Features, genome.Sequence{Name: "2", Length: 450, Open: true}, genome.Sequence{Name: "3", Length: 70, Open: true})
	add(c, text, "b.bed")
	want := []genome.Sequence{{Name: "chr1", Length: 1000}, {Name: "chr2", Length: 500}, {Name: "3", Length: 70, Open: true}}
	if got := c.Sequences(); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	// A stated length counts more than an end that was seen, also a larger one.
	add(c, newFake(source.Signal, genome.Sequence{Name: "chr3", Length: 60}), "c.bw")
	if s, ok := c.Sequence("chr3"); !ok || s != (genome.Sequence{Name: "3", Length: 60}) {
		t.Errorf("%v, %v", s, ok)
	}
	more := newFake(source.Features, genome.Sequence{Name: "3", Length: 90, Open: true})
	add(c, more, "d.bed")
	if s, _ := c.Sequence("3"); s.Length != 60 {
		t.Errorf("a stated length became %d", s.Length)
	}
	for _, name := range []string{"chr4", "", "chr"} {
		if s, ok := c.Sequence(name); ok {
			t.Errorf("%q is %v", name, s)
		}
	}
}

func TestGenomeFixesTheSequences(t *testing.T) {
	c := New(nil)
	c.SetGenome([]genome.Sequence{{Name: "chr1", Length: 1000}})
	add(c, newFake(source.Signal, genome.Sequence{Name: "1", Length: 1000}, genome.Sequence{Name: "chr2", Length: 500}), "a.bw")
	if got := c.Sequences(); !slices.Equal(got, []genome.Sequence{{Name: "chr1", Length: 1000}}) {
		t.Errorf("%v", got)
	}
}

func TestEditSequences(t *testing.T) {
	c := New(nil)
	add(c, newFake(source.Signal, genome.Sequence{Name: "chr1", Length: 1000}), "a.bw")
	handed := c.Sequences()
	want := func(what string, want ...genome.Sequence) {
		t.Helper()
		if got := c.Sequences(); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	c.EditSequences([]genome.Sequence{{Name: "chr1", Length: 900}, {Name: "chrQ", Length: 7}, {Name: "1", Length: 800}, {Name: "chrM"}}, nil)
	want("the length that was given last counts", genome.Sequence{Name: "chr1", Length: 800}, genome.Sequence{Name: "chrQ", Length: 7},
		genome.Sequence{Name: "chrM"})
	if handed[0].Length != 1000 {
		t.Error("a list that was handed out has changed")
	}
	if end, known := c.End("chrM"); end != 0 || known {
		t.Errorf("chrM, added without a length, ends at %d, known %v", end, known)
	}
	c.EditSequences([]genome.Sequence{{Name: "chrQ", Length: 7}}, []string{"chr1", "nope", "chr2"})
	want("without chr1", genome.Sequence{Name: "chrQ", Length: 7})
	b := add(c, newFake(source.Signal, genome.Sequence{Name: "chr2", Length: 5}, genome.Sequence{Name: "chrZ", Length: 9}), "b.bw")
	want("a file does not bring back what was removed", genome.Sequence{Name: "chrZ", Length: 9}, genome.Sequence{Name: "chrQ", Length: 7})
	c.EditSequences(nil, nil)
	want("without edits", genome.Sequence{Name: "chr1", Length: 1000}, genome.Sequence{Name: "chr2", Length: 5},
		genome.Sequence{Name: "chrZ", Length: 9})
	if err := c.Remove(b); err != nil {
		t.Fatal(err)
	}
	want("the sequences of a file go with it", genome.Sequence{Name: "chr1", Length: 1000})
}

// A file is asked in its own spelling, which is noted once.
func TestRowsInAnySpelling(t *testing.T) {
	var notes []string
	c := New(func(sentence string) { notes = append(notes, sentence) })
	f := newFake(source.Features, genome.Sequence{Name: "1", Length: 1000})
	ds := add(c, f, "a.bed")
	for _, name := range []string{"1", "chr1", "Chr1", "chr1"} {
		rows, err := c.Rows(t.Context(), ds, genome.Interval{Seq: name, Start: 0, End: 100}, source.RowOptions{})
		if err != nil || rows.Len() != 1 || f.asked != "1" {
			t.Errorf("%s: %+v, %v, the file was asked for %q", name, rows, err, f.asked)
		}
	}
	if want := []string{"a.bed calls chr1 1", "a.bed calls Chr1 1"}; !slices.Equal(notes, want) {
		t.Errorf("told %q, want %q", notes, want)
	}
	_, err := c.Rows(t.Context(), ds, genome.Interval{Seq: "chrQ", End: 100}, source.RowOptions{})
	if !errors.Is(err, source.ErrNoSequence) || !strings.Contains(err.Error(), "a.bed has no data on chrQ") {
		t.Errorf("%v", err)
	}
}

// A length that disagrees is no match and no silence.
func TestLengthsThatDisagree(t *testing.T) {
	var notes []string
	c := New(func(sentence string) { notes = append(notes, sentence) })
	c.SetGenome([]genome.Sequence{{Name: "chrM", Length: 16571}})
	ds := add(c, newFake(source.Features, genome.Sequence{Name: "MT", Length: 16569}), "a.bed")
	for range 2 {
		if _, err := c.Rows(t.Context(), ds, genome.Interval{Seq: "chrM", End: 100}, source.RowOptions{}); !errors.Is(err, source.ErrNoSequence) {
			t.Errorf("%v", err)
		}
	}
	if len(notes) != 1 || !strings.Contains(notes[0], "16569") {
		t.Errorf("told %q", notes)
	}
}

func TestSummarize(t *testing.T) {
	c := New(nil)
	ds := add(c, newFake(source.Signal, genome.Sequence{Name: "1", Length: 100}), "a.bw")
	m := ds.Measurements[0]
	iv := genome.Interval{Seq: "chr1", Start: 0, End: 40}
	sum, err := c.Summarize(t.Context(), m, iv, 4, source.SummaryOptions{Exact: true})
	if err != nil || sum.Len() != 4 || sum.Interval != iv || sum.Bases[1] != 10 || sum.Sum[1] != 20 || sum.Bases[0] != 0 {
		t.Errorf("%+v, %v", sum, err)
	}
	nowhere := genome.Interval{Seq: "chrQ", End: 40}
	if _, err := c.Summarize(t.Context(), m, nowhere, 4, source.SummaryOptions{Exact: true}); !errors.Is(err, source.ErrNoSequence) {
		t.Errorf("unknown sequence: %v", err)
	}
	rows := add(c, newFake(source.Features), "b.bed")
	if _, err := c.Summarize(t.Context(), rows.Measurements[0], iv, 4, source.SummaryOptions{Exact: true}); err == nil ||
		!strings.Contains(err.Error(), "b has rows but no values") {
		t.Errorf("rows: %v", err)
	}
}

func TestGrid(t *testing.T) {
	c := New(nil)
	c.SetGenome([]genome.Sequence{{Name: "chr1", Length: 1050}, {Name: "chr2", Length: 1050, Open: true}})
	for _, tc := range []struct {
		seq         string
		start, end  int
		first, n    int
		last0, last int // of the last bin
	}{
		{"chr1", 0, 1, 1, 1, 0, 100},
		{"chr1", 0, 100, 1, 1, 0, 100},
		{"chr1", 99, 101, 1, 2, 100, 200},
		{"chr1", 100, 200, 2, 1, 100, 200},
		{"chr1", 950, 5000, 10, 2, 1000, 1050}, // cut where the sequence ends
		{"1", 950, 5000, 10, 2, 1000, 1050},
		{"chr1", 1050, 5000, 11, 0, 0, 0},
		{"chr1", 50, 50, 1, 0, 0, 0},
		{"chrQ", 5000, 5001, 51, 1, 5000, 5100}, // of unknown length
		{"chr2", 950, 5000, 10, 41, 4900, 5000}, // the end of the last row seen cuts nothing
		{"chr2", 950, genome.MaxPosition, 10, 2, 1000, 1100},
	} {
		g := c.NewGrid(genome.Interval{Seq: tc.seq, Start: tc.start, End: tc.end}, 100)
		if g.Len != tc.n || g.First != tc.first && g.Len > 0 {
			t.Errorf("%+v: %+v", tc, g)
			continue
		}
		if g.Len > 0 {
			if start, end := g.Bin(g.Len - 1); start != tc.last0 || end != tc.last {
				t.Errorf("%+v: the last bin is [%d, %d)", tc, start, end)
			}
			if iv := g.Interval(); iv.Seq != tc.seq || iv.Len() != 100*g.Len || iv.Start != 100*(g.First-1) {
				t.Errorf("%+v covers %v", tc, iv)
			}
		}
	}
}

func TestGridValues(t *testing.T) {
	c := New(nil)
	m := add(c, newFake(source.Signal), "a.bw").Measurements[0]
	got, _, err := c.GridValues(t.Context(), m, c.NewGrid(genome.Interval{Seq: "chr1", Start: 5, End: 35}, 10))
	if err != nil || len(got) != 4 || got[1] != 2 || !math.IsNaN(got[0]) || !math.IsNaN(got[2]) {
		t.Errorf("%v, %v", got, err)
	}
	if got, _, err := c.GridValues(t.Context(), m, Grid{}); got != nil || err != nil {
		t.Errorf("no bins: %v, %v", got, err)
	}
}

// named is a source with names.
type named struct {
	*fake
	matches []source.Match
	err     error
}

func (n *named) Search(_ context.Context, text string, limit int) ([]source.Match, error) {
	var found []source.Match
	for _, m := range n.matches {
		if strings.Contains(strings.ToLower(m.Name), strings.ToLower(text)) && len(found) < limit {
			found = append(found, m)
		}
	}
	return found, n.err
}

func place(name, seq string, start int) source.Match {
	return source.Match{Name: name, Interval: genome.Interval{Seq: seq, Start: start, End: start + 10}}
}

func TestSearch(t *testing.T) {
	c := New(nil)
	add(c, &named{fake: newFake(source.Genes),
		matches: []source.Match{place("BRCA2", "chr1", 5), place("BRCA2P1", "chr1", 50), place("xBRCA2", "chr1", 70)}}, "a.gtf")
	add(c, newFake(source.Features), "nameless.bed")
	// Another file, which spells its sequences in another way.
	add(c, &named{fake: newFake(source.Genes, genome.Sequence{Name: "1", Length: 1000}),
		matches: []source.Match{place("brca2-AS1", "1", 90), place("brca2", "1", 700), place("BRCA2", "1", 5)}}, "b.gtf")
	names := func(text string, limit int) string {
		t.Helper()
		found, err := c.Search(t.Context(), text, limit)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, m := range found {
			if m.Interval.Seq != "chr1" {
				t.Errorf("%s is on %s, which is not on offer", m.Name, m.Interval.Seq)
			}
			out = append(out, fmt.Sprintf("%s:%d", m.Name, m.Interval.Start))
		}
		return strings.Join(out, " ")
	}
	// Exact ones first, then what begins with the text, then what holds it; what
	// two files agree in is given once.
	if got, want := names("BRCA2", 100), "BRCA2:5 brca2:700 BRCA2P1:50 brca2-AS1:90 xBRCA2:70"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := names(" brca2 ", 3), "BRCA2:5 brca2:700 BRCA2P1:50"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	for _, text := range []string{"", "  ", "nope"} {
		if got := names(text, 10); got != "" {
			t.Errorf("%q: %s", text, got)
		}
	}
}

// One file that cannot be searched does not hide the others.
func TestSearchBesideAFailure(t *testing.T) {
	c := New(nil)
	broken := errors.New("read error")
	add(c, &named{fake: newFake(source.Genes), err: broken}, "bad.gtf")
	add(c, &named{fake: newFake(source.Genes), matches: []source.Match{place("TP53", "chr1", 5)}}, "good.gtf")
	found, err := c.Search(t.Context(), "TP53", 10)
	if len(found) != 1 || !errors.Is(err, broken) || !strings.Contains(err.Error(), "bad.gtf") {
		t.Errorf("%v, %v", found, err)
	}
}

// A name with markup is on offer as it is, and finds the file's data in both spellings.
func TestNamesWithMarkup(t *testing.T) {
	c := New(nil)
	raw := `<b>chr"1"`
	ds := add(c, newFake(source.Features, genome.Sequence{Name: raw, Length: 100}), "a.bed").Measurements[0].Dataset
	if got := c.Sequences(); got[0].Name != raw {
		t.Errorf("on offer as %q", got[0].Name)
	}
	for _, name := range []string{raw, genome.Plain(raw)} {
		if s, ok := c.Sequence(name); !ok || s.Name != raw {
			t.Errorf("%q is %v", name, s)
		}
		if own, ok := c.resolve(ds, name); !ok || own != raw {
			t.Errorf("%q is %q in the file", name, own)
		}
	}
}

// rowsFake is a fake with rows.
type rowsFake struct {
	*fake
	rows *source.Rows
}

func (f rowsFake) Rows(context.Context, genome.Interval, source.RowOptions) (*source.Rows, error) {
	return f.rows, nil
}

// Rows without values have the statistics coverage, in which a base counts once, and
// count; the error for others names their number columns.
func TestValuesOfRows(t *testing.T) {
	c := New(nil)
	f := newFake(source.Features)
	f.info.Values, f.info.Overlaps = []string{"score"}, true
	ds := add(c, rowsFake{f, &source.Rows{
		Start: []int{0, 2, 10, 12}, End: []int{5, 4, 14, 20}, Values: [][]float64{{1, 2, math.NaN(), 4}}}}, "a.bed")
	iv := genome.Interval{Seq: "chr1", End: 20}
	for i, want := range []map[bins.Stat][]float64{
		{bins.Coverage: {0.5, 1}, bins.Count: {2, 2}},
		{bins.Coverage: {0.5, 0.8}, bins.Count: {2, 1}, bins.Max: {2, 4}},
	} {
		for stat, want := range want {
			sum, err := c.SummarizeFor(t.Context(), ds.Measurements[i], iv, 2, stat, source.SummaryOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if got := bins.Values(sum, stat); !slices.Equal(got, want) {
				t.Errorf("%s of %s: %v; want %v", stat, ds.Measurements[i].ID, got, want)
			}
		}
	}
	if got, _, err := c.Input("a").Means(t.Context(), iv, 2, source.SummaryOptions{}); err != nil || !slices.Equal(got, []float64{0.7, 1.2}) {
		t.Errorf("rows that cover a base: %v, %v; want 0.7, 1.2", got, err)
	}
	_, err := c.SummarizeFor(t.Context(), ds.Measurements[0], iv, 2, bins.Mean, source.SummaryOptions{})
	if err == nil || !strings.Contains(hint.Of(err), "a_score") || !strings.Contains(hint.Of(err), "coverage and count") {
		t.Errorf("mean of rows: %v, hint %q", err, hint.Of(err))
	}
}
