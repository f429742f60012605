package catalog

import (
	"context"
	"errors"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
)

// slow is a source whose queries wait until they are let go.
type slow struct {
	*fake
	asking chan struct{} // a value for each query that waits
	let    chan struct{} // closed to let them go
}

func newSlow(kind source.Kind) *slow {
	return &slow{newFake(kind), make(chan struct{}, 10), make(chan struct{})}
}

func (s *slow) Rows(ctx context.Context, iv genome.Interval, opt source.RowOptions) (*source.Rows, error) {
	s.asking <- struct{}{}
	<-s.let
	if s.closed > 0 {
		return nil, errors.New("closed under a query")
	}
	return s.fake.Rows(ctx, iv, opt)
}

func (s *slow) Thinned(ctx context.Context, iv genome.Interval, _ int, _ bool) (*source.Rows, []int, error) {
	rows, err := s.Rows(ctx, iv, source.RowOptions{})
	return rows, nil, err
}

func TestReplaceKeepsWhatIsShown(t *testing.T) {
	c := New(nil)
	first := newFake(source.Signal)
	ds := add(c, first, "cov.bw")
	other := add(c, newFake(source.Features), "peaks.bed")
	next := newFake(source.Signal, genome.Sequence{Name: "1", Length: 2000}, genome.Sequence{Name: "chr7", Length: 500})
	next.info.Min, next.info.Max, next.info.Format = -4, 40, "bigWig"
	now, err := c.Replace(ds, next)
	if err != nil {
		t.Fatal(err)
	}
	m, was := now.Measurements[0], ds.Measurements[0]
	if now.ID != ds.ID || now.Name != ds.Name || now.Path != ds.Path || !now.Grid || m.ID != was.ID || m.Name != was.Name ||
		m.Group != was.Group || m.Chart != was.Chart || m.Dataset != now {
		t.Errorf("in its place is %+v, %+v", now, m)
	}
	if m.Min != -4 || m.Max != 40 || m.Annotation["format"] != "bigWig" || was.Max != 3 || was.Annotation["format"] != "fake" {
		t.Errorf("measurements %+v, before %+v", m, was)
	}
	if got := c.Datasets(); !slices.Equal(got, []*Dataset{now, other}) {
		t.Errorf("datasets %v", got)
	}
	if first.closed != 1 || next.closed != 0 {
		t.Errorf("closed %d and %d times, want once and never", first.closed, next.closed)
	}
	var names []string
	for _, q := range c.Sequences() {
		names = append(names, q.Name)
	}
	if !slices.Equal(names, []string{"chr1", "chr7"}) {
		t.Errorf("sequences %v", names)
	}
	// A query of the old dataset goes to the new one, which has another name for the
	// sequence.
	if rows, err := c.Rows(t.Context(), ds, genome.Interval{Seq: "chr1", End: 100}, source.RowOptions{}); err != nil || rows.Len() != 1 ||
		next.asked != "1" {
		t.Errorf("rows %+v, %v, asked for %q", rows, err, next.asked)
	}
	iv := genome.Interval{Seq: "chr1", End: 100}
	if sum, err := c.Summarize(t.Context(), was, iv, 1, source.SummaryOptions{}); err != nil || sum.Bases[0] != 10 {
		t.Errorf("summary %+v, %v", sum, err)
	}
	if rows, _, err := c.Thinned(t.Context(), ds, genome.Interval{Seq: "chr1", End: 100}, 1, false); err != nil || rows.Len() != 1 {
		t.Errorf("thinned rows %+v, %v", rows, err)
	}
	if _, err := c.Replace(ds, newFake(source.Signal)); err == nil {
		t.Error("a dataset was replaced twice")
	}
	if err := c.Remove(now); err != nil || next.closed != 1 {
		t.Errorf("removed: %v, closed %d times", err, next.closed)
	}
	_, err = c.Rows(t.Context(), ds, genome.Interval{Seq: "chr1", End: 100}, source.RowOptions{})
	if !errors.Is(err, errRemoved) {
		t.Errorf("rows of what was removed: %v", err)
	}
}

// What a Spec gave stays, and a part is replaced with its whole.
func TestReplaceGivenAndParts(t *testing.T) {
	c := New(nil)
	given := c.Add(newFake(source.Signal), Spec{Name: "x", ID: "x_data",
		Measurements: []Measurement{{ID: "x", Column: 0, Group: "g", Min: -5, Max: 25}}})
	now, err := c.Replace(given, newFake(source.Signal))
	if err != nil {
		t.Fatal(err)
	}
	if m := now.Measurements[0]; m.Min != -5 || m.Max != 25 || m.Group != "g" || m.Annotation != nil || now.Grid {
		t.Errorf("given measurement %+v", m)
	}
	genes := add(c, parted{newFake(source.Genes)}, "genes.gtf")
	fresh := parted{newFake(source.Genes)}
	after, err := c.Replace(genes, fresh)
	if err != nil {
		t.Fatal(err)
	}
	if len(after.Parts) != 1 || after.Parts[0].ID != genes.Parts[0].ID || after.Parts[0] == genes.Parts[0] ||
		after.Parts[0].Measurements[0].Chart != "Transcript Track" || after.Parts[0].Measurements[0].Dataset != after.Parts[0] {
		t.Errorf("part %+v", after.Parts[0])
	}
	if got := c.Datasets(); !slices.Equal(got, []*Dataset{now, after, after.Parts[0]}) {
		t.Errorf("datasets %v", got)
	}
	if _, err := c.Rows(t.Context(), genes.Parts[0], genome.Interval{Seq: "chr1", End: 100}, source.RowOptions{}); err != nil {
		t.Errorf("rows of the part that was: %v", err)
	}
}

// spliced is a file of reads, with their junctions and their depth.
type spliced struct{ *fake }

func (s spliced) Joins() (string, source.Source) {
	joins := newFake(source.Pairs, s.info.Sequences...)
	joins.info.Values = []string{"reads"}
	return "junctions", joins
}

func (s spliced) Depth() source.Source { return newFake(source.Signal, s.info.Sequences...) }

func (s spliced) Signals() []source.Counted { return nil }

// Parts are the same however often their file is read.
func TestReplaceLeavesPartsAsTheyAre(t *testing.T) {
	c := New(nil)
	ds := add(c, spliced{newFake(source.Features)}, "reads.bam")
	if len(ds.Parts) != 2 || ds.Parts[0].Measurements[0].Annotation["value"] != "reads" {
		t.Errorf("parts %+v", ds.Parts)
	}
	if m, err := c.Measurement("reads_junctions_reads"); err != nil || m.Column != 0 || m.Group != "reads_junctions" || m.Chart != "Line Track" {
		t.Errorf("the number of a join is no measurement: %+v, %v", m, err)
	}
	for range 2 {
		now, err := c.Replace(ds, spliced{newFake(source.Features)})
		if err != nil {
			t.Fatal(err)
		}
		for i, part := range now.Parts {
			was := ds.Parts[i]
			if len(part.Measurements) != len(was.Measurements) {
				t.Errorf("%s has %d measurements; had %d", part.ID, len(part.Measurements), len(was.Measurements))
			}
			if m, old := part.Measurements[0], was.Measurements[0]; part.ID != was.ID || m.ID != old.ID || m.Group != old.Group ||
				!maps.Equal(m.Annotation, old.Annotation) {
				t.Errorf("part %s, %+v; was %s, %+v", part.ID, m, was.ID, old)
			}
		}
		ds = now
	}
}

func TestReplaceRefuses(t *testing.T) {
	c := New(nil)
	signal := add(c, newFake(source.Signal), "cov.bw")
	columns := c.Add(newFake(source.Features), Spec{Name: "m", Measurements: []Measurement{{ID: "m", Column: 0}}})
	genes := add(c, parted{newFake(source.Genes)}, "genes.gtf")
	none := newFake(source.Features)
	none.info.Values = nil
	for _, tc := range []struct {
		ds   *Dataset
		src  *fake
		want string
	}{
		{signal, newFake(source.Features), "it was a signal and has intervals now"},
		{columns, none, "0 columns of values; m is column 1"},
		{genes, newFake(source.Genes), "no transcripts"},
	} {
		_, err := c.Replace(tc.ds, tc.src)
		if err == nil || !strings.Contains(err.Error(), tc.want) || !strings.Contains(hint.Of(err), "unload "+tc.ds.Name) {
			t.Errorf("error %v, want %q", err, tc.want)
		}
		if tc.src.closed != 0 || !slices.Contains(c.Datasets(), tc.ds) {
			t.Errorf("%s: closed %d times; datasets %v", tc.ds.Name, tc.src.closed, c.Datasets())
		}
	}
}

// A source is closed after the last query that uses it, whether it is removed or
// replaced, and once.
func TestSourcesOutliveTheirQueries(t *testing.T) {
	for _, how := range []string{"removed", "replaced"} {
		c := New(nil)
		src := newSlow(source.Features)
		ds := add(c, src, "x.bed")
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() {
				if _, err := c.Rows(t.Context(), ds, genome.Interval{Seq: "chr1", End: 100}, source.RowOptions{}); err != nil {
					t.Errorf("%s: %v", how, err)
				}
			})
		}
		wg.Go(func() {
			if _, _, err := c.Thinned(t.Context(), ds, genome.Interval{Seq: "chr1", End: 100}, 1, false); err != nil {
				t.Errorf("%s: thinned: %v", how, err)
			}
		})
		for range 4 {
			<-src.asking
		}
		if how == "removed" {
			if err := c.Remove(ds); err != nil {
				t.Fatal(err)
			}
		} else if _, err := c.Replace(ds, newFake(source.Features)); err != nil {
			t.Fatal(err)
		}
		if src.closed != 0 {
			t.Errorf("%s: closed under its queries", how)
		}
		close(src.let)
		wg.Wait()
		if src.closed != 1 {
			t.Errorf("%s: closed %d times", how, src.closed)
		}
		if err := c.Close(); err != nil || src.closed != 1 {
			t.Errorf("%s: closed %d times in the end, %v", how, src.closed, err)
		}
	}
}

// derived reads measurements.
type derived struct {
	*fake
	needs []string
}

func (d derived) Needs() []string { return d.needs }
func (d derived) Formula() string { return strings.Join(d.needs, "+") }

func TestDependents(t *testing.T) {
	c := New(nil)
	a := add(c, newFake(source.Signal), "a.bw")
	genes := add(c, parted{newFake(source.Genes)}, "genes.gtf")
	sum := c.Add(derived{newFake(source.Signal), []string{"a", "b"}}, Spec{Name: "sum"})
	of := c.Add(derived{newFake(source.Signal), []string{"sum", genes.Parts[0].Measurements[0].ID}}, Spec{Name: "of"})
	if sum.Expression != "a+b" || !slices.Equal(sum.Needs, []string{"a", "b"}) || a.Needs != nil {
		t.Errorf("derived %+v", sum)
	}
	for _, tc := range []struct {
		ds   *Dataset
		want []*Dataset
	}{{a, []*Dataset{sum}}, {sum, []*Dataset{of}}, {genes, []*Dataset{of}}, {of, nil}} {
		if got := c.Dependents(tc.ds); !slices.Equal(got, tc.want) {
			t.Errorf("dependents of %s are %v, want %v", tc.ds.Name, got, tc.want)
		}
	}
	now, err := c.Replace(sum, derived{newFake(source.Signal), []string{"of"}})
	if err != nil || now.Expression != "of" {
		t.Errorf("derived again %+v, %v", now, err)
	}
}

func TestInput(t *testing.T) {
	c := New(nil)
	ds := add(c, newFake(source.Signal), "a.bw")
	in := c.Input("a")
	iv := genome.Interval{Seq: "1", Start: 0, End: 30}
	got, _, err := in.Means(t.Context(), iv, 3, source.SummaryOptions{})
	if err != nil || got[1] != 2 || !math.IsNaN(got[0]) {
		t.Errorf("means %v, %v", got, err)
	}
	if _, err := c.Replace(ds, newFake(source.Signal, genome.Sequence{Name: "chr2", Length: 10})); err != nil {
		t.Fatal(err)
	}
	if _, _, err := in.Means(t.Context(), iv, 3, source.SummaryOptions{}); !errors.Is(err, source.ErrNoSequence) {
		t.Errorf("a sequence that has gone: %v", err)
	}
	var none *NotFoundError
	if _, _, err := c.Input("b").Means(t.Context(), iv, 3, source.SummaryOptions{}); !errors.As(err, &none) {
		t.Errorf("no such input: %v", err)
	}
}

// A column is found by its name where it has another place, and is not taken for another.
func TestReplaceFindsColumnsByName(t *testing.T) {
	c := New(nil)
	old := newFake(source.Features)
	old.info.Values = []string{"a", "b"}
	ds := add(c, old, "x.bed")
	next := newFake(source.Features)
	next.info.Values = []string{"b", "more", "a"}
	now, err := c.Replace(ds, next)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{-1, 2, 0} {
		if m := now.Measurements[i]; m.Column != want || m.ID != ds.Measurements[i].ID || i > 0 && m.Annotation["column"] != m.Name {
			t.Errorf("%+v, want column %d", m, want)
		}
	}
	gone := newFake(source.Features)
	gone.info.Values = []string{"b", "c"}
	if _, err := c.Replace(now, gone); err == nil || !strings.Contains(err.Error(), "no number column a any more") {
		t.Errorf("a column that is gone: %v", err)
	}
}

// TestReplaceOffersNewColumns replaces a file by one that has another number column, in front.
func TestReplaceOffersNewColumns(t *testing.T) {
	for kind, want := range map[source.Kind][]string{
		source.Features: {"t", "t_score", "t_depth"},
		source.Signal:   {"t", "t_depth"}, // whose first column is the file's own
	} {
		c := New(nil)
		was := newFake(kind)
		was.info.Values = []string{"score"}
		now := newFake(kind)
		now.info.Values = []string{"depth", "score"}
		if kind == source.Signal {
			now.info.Values = []string{"score", "depth"}
		}
		ds := add(c, was, "t.bed")
		fresh, err := c.Replace(ds, now)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, m := range fresh.Measurements {
			ids = append(ids, m.ID)
			if name := m.alone(); m.HasValues() && m.ID != "t" && now.info.Values[m.Column] != name {
				t.Errorf("%s is of column %s, want %s", m.ID, now.info.Values[m.Column], name)
			}
		}
		if !slices.Equal(ids, want) {
			t.Errorf("measurements %v, want %v", ids, want)
		}
		if m, err := c.Measurement("t_depth"); err != nil || m.Dataset != fresh || m.Group != fresh.Measurements[0].Group {
			t.Errorf("t_depth is %+v, %v", m, err)
		}
	}
}
