package intervals

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

var everything = Schema{
	Values: []string{"score"}, Metadata: []string{"name", "class"}, Exons: true, Coding: true, Names: []string{"name"},
}

// record is a row as the tests write it.
type record struct {
	seq        string
	start, end int
	strand     byte
	score      float64
	name       string
}

func build(t testing.TB, records []record) source.Source {
	t.Helper()
	b := NewBuilder(everything)
	for _, r := range records {
		addRecord(t, b, r)
	}
	return b.Finish(source.Info{Format: "test", Kind: source.Genes})
}

func addRecord(t testing.TB, b *Builder, r record) {
	t.Helper()
	row := Row{
		Seq: []byte(r.seq), Start: r.start, End: r.end, Strand: r.strand,
		Values: []float64{r.score}, Metadata: [][]byte{[]byte(r.name), []byte("class" + strconv.Itoa(r.start%3))},
	}
	if w := r.end - r.start; w >= 4 {
		row.Exons = [][2]int{{r.start, r.start + w/4}, {r.end - w/4, r.end}}
		row.Coding = [2]int{r.start + 1, r.end - 1}
	}
	if err := b.Add(row); err != nil {
		t.Fatal(err)
	}
}

var few = []record{
	{"chr2", 500, 900, '+', 1.5, "late"},
	{"chr2", 100, 200, '-', 2, "early"},
	{"chr2", 150, 150, '.', 3, "point"},
	{"chr2", 0, 1000, '+', -4, "long"},
	{"chr2", 100, 200, '+', 0.1, "twin"},
	{"chr1", 10, 20, '+', 7, "alone"},
	{"chr2", 100, 180, '+', 5, "shorter"},
}

func TestConformance(t *testing.T) {
	want := sourcetest.Want{Kind: source.Genes, Items: int64(len(few)), Sequences: []string{"chr2", "chr1"}}
	sourcetest.Run(t, func(t testing.TB) source.Source { return build(t, few) }, want)
	t.Run("many", func(t *testing.T) {
		want := sourcetest.Want{Kind: source.Genes, Items: 3000, Sequences: []string{"a", "b", "c"}}
		sourcetest.Run(t, func(t testing.TB) source.Source { return build(t, many(3000)) }, want)
	})
}

// many returns records in no order, some long, some without width.
func many(n int) []record {
	rnd := rand.New(rand.NewPCG(1, 2))
	out := make([]record, n)
	for i := range out {
		start := rnd.IntN(1_000_000)
		width := rnd.IntN(300)
		if i%100 == 0 {
			width = rnd.IntN(300_000)
		}
		out[i] = record{string(rune('a' + i%3)), start, start + width, "+-."[i%3], float64(rnd.IntN(1000)) / 8, fmt.Sprintf("n%d", i)}
	}
	return out
}

// TestFileOrder finds where in the file each row was.
func TestFileOrder(t *testing.T) {
	src := build(t, few).(source.Ordered)
	if got, want := src.FileOrder(), []uint32{3, 6, 1, 4, 2, 0, 5}; !slices.Equal(got, want) {
		t.Errorf("places in the file %v, want %v", got, want)
	}
	sorted := build(t, []record{few[5], few[3], few[0]}).(source.Ordered)
	if got := sorted.FileOrder(); got != nil {
		t.Errorf("places in a sorted file %v, want none", got)
	}
}

func TestOrder(t *testing.T) {
	src := build(t, few)
	rows, err := src.Rows(context.Background(), genome.Interval{Seq: "chr2", End: 2000}, source.RowOptions{})
	if err != nil {
		t.Fatal(err)
	}
	// By start, then end; "early" and "twin" agree and keep the order of the file.
	if want := []string{"long", "shorter", "early", "twin", "point", "late"}; !slices.Equal(rows.Metadata[0], want) {
		t.Errorf("rows %q, want %q", rows.Metadata[0], want)
	}
	if got := string(rows.Strand); got != "++-+*+" {
		t.Errorf("strands %q", got)
	}
	if want := []float64{-4, 5, 2, 0.1, 3, 1.5}; !slices.Equal(rows.Values[0], want) {
		t.Errorf("values %v, want %v", rows.Values[0], want)
	}
	if want := [][2]int{{500, 600}, {800, 900}}; !slices.Equal(rows.Exons[5], want) {
		t.Errorf("exons of late %v, want %v", rows.Exons[5], want)
	}
	if want := [][2]int{{150, 150}}; !slices.Equal(rows.Exons[4], want) {
		t.Errorf("exons of a row without %v, want %v", rows.Exons[4], want)
	}
	if want := [2]int{501, 899}; rows.Coding[5] != want {
		t.Errorf("coding %v, want %v", rows.Coding[5], want)
	}
}

func TestInfo(t *testing.T) {
	info := build(t, few).Info()
	if info.Min != -4 || info.Max != 7 {
		t.Errorf("values from %g to %g", info.Min, info.Max)
	}
	want := []genome.Sequence{{Name: "chr2", Length: 1000, Open: true}, {Name: "chr1", Length: 20, Open: true}}
	if !slices.Equal(info.Sequences, want) {
		t.Errorf("sequences %v, want %v", info.Sequences, want)
	}
	if info.First.Seq != "chr2" || info.First.Start != 0 || info.First.End > 1000 {
		t.Errorf("first view %v", info.First)
	}
	empty := NewBuilder(Schema{Values: []string{"v"}}).Finish(source.Info{}).Info()
	if empty.Items != 0 || empty.First != (genome.Interval{}) || !math.IsNaN(empty.Min) {
		t.Errorf("an empty store says %+v", empty)
	}
}

// A row without width is between two bases, and in a window that has either of
// them.
func TestWidthless(t *testing.T) {
	src := build(t, []record{{"s", 100, 100, '+', 1, "gap"}})
	for _, c := range []struct{ start, end, want int }{{99, 100, 1}, {100, 101, 1}, {0, 1000, 1}, {98, 99, 0}, {101, 102, 0}, {100, 100, 0}} {
		rows, err := src.Rows(context.Background(), genome.Interval{Seq: "s", Start: c.start, End: c.end}, source.RowOptions{})
		if err != nil || rows.Len() != c.want {
			t.Errorf("[%d, %d): %d rows, %v; want %d", c.start, c.end, rows.Len(), err, c.want)
		}
	}
}

// Parts of a file filled apart and joined give what one builder gives.
func TestAppend(t *testing.T) {
	records := many(5000) // enough for names to leave their dictionary in some parts
	whole := build(t, records)
	joined := NewBuilder(everything)
	for part := range slices.Chunk(records, 700) {
		b := NewBuilder(everything)
		for _, r := range part {
			addRecord(t, b, r)
		}
		if err := joined.Append(b); err != nil {
			t.Fatal(err)
		}
	}
	got := joined.Finish(source.Info{})
	for _, q := range whole.Info().Sequences {
		iv := genome.Interval{Seq: q.Name, End: q.Length}
		a, err := whole.Rows(context.Background(), iv, source.RowOptions{})
		if err != nil {
			t.Fatal(err)
		}
		b, err := got.Rows(context.Background(), iv, source.RowOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(a) != fmt.Sprint(b) {
			t.Errorf("%s: rows differ", q.Name)
		}
	}
}

func TestLargePositions(t *testing.T) {
	const far = 1 << 33
	src := build(t, []record{{"s", 5, 9, '+', 1, "near"}, {"s", far, far + 100, '+', 1, "far"}, {"s", far - 50, far, '+', 2, "before"}})
	rows, err := src.Rows(context.Background(), genome.Interval{Seq: "s", Start: far, End: far + 1}, source.RowOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"far"}; !slices.Equal(rows.Metadata[0], want) || rows.Start[0] != far || rows.Exons[0][1][1] != far+100 {
		t.Errorf("rows %q at %v with exons %v", rows.Metadata[0], rows.Start, rows.Exons)
	}
}

func TestAddRefuses(t *testing.T) {
	for _, r := range []Row{
		{Start: -1, End: 5},
		{Start: 6, End: 5},
		{Start: 6, End: genome.MaxPosition + 1},
		{Start: 10, End: 20, Exons: [][2]int{{5, 15}}},
		{Start: 10, End: 20, Exons: [][2]int{{12, 21}}},
		{Start: 10, End: 20, Exons: [][2]int{{15, 12}}},
	} {
		if err := NewBuilder(everything).Add(r); err == nil {
			t.Errorf("%+v was taken", r)
		}
	}
}

// NaN is not among the bounds of a column, wherever it is.
func TestBoundsBesideNaN(t *testing.T) {
	nan := math.NaN()
	for _, values := range [][]float64{{1, nan, 2}, {2, nan, 1}, {nan, 1, 2}, {2, 1, nan}, {nan, 2, nan, nan, 1, nan}} {
		b := NewBuilder(Schema{Values: []string{"v"}})
		for i, v := range values {
			if err := b.Add(Row{Seq: []byte("s"), Start: i, End: i + 1, Values: []float64{v}}); err != nil {
				t.Fatal(err)
			}
		}
		lowest, highest := b.Bounds(0)
		if info := b.Finish(source.Info{}).Info(); lowest != 1 || highest != 2 || info.Min != 1 || info.Max != 2 {
			t.Errorf("%v: from %v to %v, as a source from %v to %v; want 1 to 2", values, lowest, highest, info.Min, info.Max)
		}
	}
}

// A store without number columns has nothing to reduce, one without names
// nothing to find.
func TestWithoutColumns(t *testing.T) {
	dropped := NewBuilder(Schema{Values: []string{"v"}})
	dropped.DropValue(0)
	for name, b := range map[string]*Builder{"no columns": NewBuilder(Schema{}),
		"text without names": NewBuilder(Schema{Metadata: []string{"n"}}), "dropped": dropped} {
		if err := b.Add(Row{Seq: []byte("s"), Start: 1, End: 2, Metadata: [][]byte{[]byte("x")}}); err != nil {
			t.Fatal(err)
		}
		s := b.Finish(source.Info{})
		if len(s.Info().Values) > 0 {
			t.Errorf("%s: values %q", name, s.Info().Values)
		}
		if sum, err := s.Summarize(t.Context(), genome.Interval{Seq: "s", End: 10}, 1, source.SummaryOptions{}); err == nil ||
			!strings.Contains(err.Error(), "the source has 0") {
			t.Errorf("%s: summary %v, %v", name, sum, err)
		}
		if found, err := s.Search(t.Context(), "x", 10); err != nil || len(found) > 0 {
			t.Errorf("%s: found %v, %v", name, found, err)
		}
	}
}

func TestSearch(t *testing.T) {
	src := build(t, []record{
		{"chr1", 10, 20, '+', 0, "BRCA2,FANCD1"},
		{"chr2", 30, 40, '+', 0, "brca1"},
		{"chr2", 50, 60, '+', 0, "AntiBRCA2"},
		{"chr2", 70, 80, '+', 0, "BRCA2P1"},
		{"chr2", 90, 99, '+', 0, "."},
	}).(source.Searcher)
	for _, c := range []struct {
		text  string
		limit int
		want  []string
	}{
		{"brca2", 10, []string{"BRCA2", "BRCA2P1", "AntiBRCA2"}},
		{"BRCA2", 2, []string{"BRCA2", "BRCA2P1"}},
		{" brca ", 10, []string{"brca1", "BRCA2", "BRCA2P1", "AntiBRCA2"}},
		{"fancd1", 10, []string{"FANCD1"}},
		{"a", 10, []string{"AntiBRCA2", "brca1", "BRCA2", "BRCA2P1"}},
		{"zzz", 10, nil},
		{"", 10, nil},
		{".", 10, nil},
		{"brca", 0, nil},
	} {
		matches, err := src.Search(context.Background(), c.text, c.limit)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range matches {
			got = append(got, m.Name)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("search %q: %q, want %q", c.text, got, c.want)
		}
	}
	matches, _ := src.Search(context.Background(), "fancd1", 1)
	if want := (genome.Interval{Seq: "chr1", Start: 10, End: 20}); len(matches) != 1 || matches[0].Interval != want {
		t.Errorf("fancd1 is at %v, want %v", matches, want)
	}
}

// Names that no column shows are found, and classes by a bounded number of their rows.
func TestHiddenNames(t *testing.T) {
	b := NewBuilder(Schema{Metadata: []string{"class"}, Names: []string{"class"}, Hidden: true})
	b.Sequence([]byte("empty"))
	b.Sequence([]byte("chr2"))
	for i := range 3 * mostRows {
		row := Row{Seq: []byte("chr1"), Start: 2 * i, End: 2*i + 1, Metadata: [][]byte{[]byte("class" + strconv.Itoa(i%2))}}
		if i == 7 {
			row.Names, row.Seq = []byte("seventh,7th"), []byte("chr2")
		}
		if err := b.Add(row); err != nil {
			t.Fatal(err)
		}
	}
	if got := b.Ends(); got["chr2"] != 15 || got["chr1"] != 6*mostRows-1 {
		t.Errorf("ends %v", got)
	}
	s := b.Finish(source.Info{})
	if got := s.info.Sequences; len(got) != 2 || got[0].Name != "chr2" || got[1].Name != "chr1" {
		t.Errorf("sequences %v, want chr2 and chr1", got)
	}
	if got, err := s.Search(t.Context(), "7TH", 10); err != nil || len(got) != 1 || got[0].Name != "7th" || got[0].Interval.Seq != "chr2" {
		t.Errorf("found %v, %v", got, err)
	}
	if got, err := s.Search(t.Context(), "class0", 9*mostRows); err != nil || len(got) != mostRows {
		t.Errorf("found %d of a class, %v", len(got), err)
	}
}

// Infinities are no bounds, and blocks of rows that have some are looked at row by row.
func TestInfinities(t *testing.T) {
	b := NewBuilder(Schema{Values: []string{"v"}})
	for i := range 20_000 {
		v := 1.0
		if i == 7 {
			v = math.Inf(1)
		}
		if err := b.Add(Row{Seq: []byte("c"), Start: i, End: i + 1, Values: []float64{v}}); err != nil {
			t.Fatal(err)
		}
	}
	s := b.Finish(source.Info{})
	if info := s.Info(); info.Min != 1 || info.Max != 1 {
		t.Errorf("from %g to %g", info.Min, info.Max)
	}
	sum, err := s.Summarize(context.Background(), genome.Interval{Seq: "c", End: 20_000}, 2, source.SummaryOptions{})
	if err != nil || sum.Infinite != 1 || sum.Mean[0] != 1 || sum.Mean[1] != 1 || !math.IsInf(sum.Max[0], 1) || sum.Bases[0] != 10_000 {
		t.Errorf("%+v, %v", sum, err)
	}
}

// Text that is not UTF-8 is Latin-1, in a column of few words and in one of many.
func TestLatin1(t *testing.T) {
	b := NewBuilder(Schema{Metadata: []string{"few", "many", "good"}})
	for i := range 3000 {
		row := Row{Seq: []byte("c"), Start: i, End: i + 1, Metadata: [][]byte{[]byte("G\xe9ne"), fmt.Appendf(nil, "\xfc%d", i), []byte("Gène")}}
		if err := b.Add(row); err != nil {
			t.Fatal(err)
		}
	}
	s := b.Finish(source.Info{})
	rows := sourcetest.All(t, s, "c")
	if m := rows.Metadata; m[0][9] != "Géne" || m[1][9] != "ü9" || m[2][9] != "Gène" || len(s.Info().Notes) != 1 {
		t.Errorf("%q, %q, %q, notes %q", m[0][9], m[1][9], m[2][9], s.Info().Notes)
	}
}

// TestSharedNotes is of the tables of one file, which are finished with the same notes.
func TestSharedNotes(t *testing.T) {
	notes := append(make([]string, 0, 2), "a note")
	b := NewBuilder(Schema{Metadata: []string{"name"}})
	if err := b.Add(Row{Seq: []byte("chrA"), End: 5, Metadata: [][]byte{[]byte("\xe9")}}); err != nil {
		t.Fatal(err)
	}
	if got := b.Finish(source.Info{Notes: notes}).Info().Notes; len(got) != 2 || notes[:2][1] != "" {
		t.Errorf("notes %q, those that were given are followed by %q", got, notes[:2][1])
	}
}
