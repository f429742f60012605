package catalog

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// fake is a source of one row, [10, 20) of its first sequence.
type fake struct {
	info   source.Info
	closed int
	err    error // of Close

	mu    sync.Mutex
	asked string // the sequence of the last query; guarded by mu
}

func newFake(kind source.Kind, seqs ...genome.Sequence) *fake {
	if len(seqs) == 0 {
		seqs = []genome.Sequence{{Name: "chr1", Length: 1000}}
	}
	f := &fake{info: source.Info{Format: "fake", Kind: kind, Sequences: seqs, Min: 1, Max: 3}}
	if kind == source.Signal {
		f.info.Values = []string{"value"}
	}
	return f
}

func (f *fake) Info() source.Info { return f.info }
func (f *fake) Close() error      { f.closed++; return f.err }

func (f *fake) Rows(_ context.Context, iv genome.Interval, _ source.RowOptions) (*source.Rows, error) {
	f.mu.Lock()
	f.asked = iv.Seq
	f.mu.Unlock()
	if iv.Seq != f.info.Sequences[0].Name {
		return nil, source.ErrNoSequence
	}
	if !iv.Overlaps(10, 20) {
		return &source.Rows{Values: [][]float64{nil}}, nil
	}
	return &source.Rows{Number: []int{1}, Start: []int{10}, End: []int{20}, Strand: []byte("*"), Values: [][]float64{{2}}, Total: 1}, nil
}

// add adds a source under a file's name.
func add(c *Catalog, src source.Source, name string) *Dataset {
	return c.Add(src, Spec{Name: name, Path: "data/" + name})
}

// ids returns the ids of the measurements.
func ids(c *Catalog) (all []string) {
	for _, m := range c.Measurements() {
		all = append(all, m.ID)
	}
	return all
}

func TestKindsAreDescribed(t *testing.T) {
	c := New(nil)
	signal := add(c, newFake(source.Signal), "cov.bw")
	if m := signal.Measurements[0]; !signal.Grid || signal.ID != "cov_bins" || m.ID != "cov" || m.Group != GridGroup ||
		m.Chart != "Line Track" || !m.HasValues() || m.Column != 0 || m.Dataset != signal {
		t.Errorf("a signal is %+v, %+v", signal, m)
	}
	peaks := add(c, newFake(source.Features), "peaks.narrowPeak.gz")
	if m := peaks.Measurements[0]; peaks.Grid || peaks.ID != "peaks" || m.ID != "peaks" || m.Group != "peaks" ||
		m.Chart != "Blocks Track" || m.HasValues() {
		t.Errorf("features are %+v, %+v", peaks, m)
	}
	f := newFake(source.Genes)
	f.info.Name = "My genes"
	genes := add(c, f, "genes.gtf")
	if m := genes.Measurements[0]; m.Name != "My genes" || m.Chart != "Genes Track" || m.Annotation["file"] != "genes.gtf" ||
		m.Annotation["format"] != "fake" {
		t.Errorf("genes are %+v, %+v", genes, m)
	}
	if m := peaks.Measurements[0]; m.Name != "peaks" {
		t.Errorf("a measurement without a name of its own is called %q", m.Name)
	}
	if got := ids(c); !slices.Equal(got, []string{"cov", "peaks", "genes"}) {
		t.Errorf("measurements %v", got)
	}
}

func TestColumnsOfTablesAreMeasurements(t *testing.T) {
	c := New(nil)
	f := newFake(source.Features)
	f.info.Table, f.info.Values = true, []string{"tumor 1", "tumor/1", "width"}
	ds := add(c, f, "expr.tsv")
	if got, want := ids(c), []string{"expr", "expr_tumor_1", "expr_tumor_1_2", "expr_width"}; !slices.Equal(got, want) {
		t.Errorf("measurements %v, want %v", got, want)
	}
	for i, m := range ds.Measurements[1:] {
		if m.Name != f.info.Values[i] || m.Column != i || m.Group != "expr" || m.Chart != "Line Track" || !m.HasValues() || m.Dataset != ds {
			t.Errorf("column %d is %+v", i, m)
		}
	}
	if ds.Measurements[0].HasValues() {
		t.Error("the rows of a table are no measurement of their own")
	}
	// So are those of other files.
	f = newFake(source.Features)
	f.info.Format, f.info.Values = "narrowPeak", []string{"score"}
	if ds := add(c, f, "a.narrowPeak"); len(ds.Measurements) != 2 || ds.Measurements[1].ID != "a_score" ||
		ds.Measurements[1].Annotation["column"] != "score" {
		t.Errorf("%d measurements of a narrowPeak file", len(ds.Measurements))
	}
}

// A signal's own column has the file's name, further ones theirs too. Those of equal rank
// have only theirs.
func TestColumnsOfSignals(t *testing.T) {
	for series, want := range map[bool][]string{false: {"a", "a_two"}, true: {"a_one", "a_two"}} {
		c := New(nil)
		f := newFake(source.Signal)
		f.info.Series, f.info.Values = series, []string{"one", "two"}
		f.info.Looks = []source.Look{{Color: "#112233"}, {Limits: "0:9"}}
		ds := add(c, f, "a.bedGraph")
		if got := ids(c); !slices.Equal(got, want) || ds.ID != "a_bins" {
			t.Errorf("series %t: %q of %s, want %q", series, got, ds.ID, want)
		}
		for i, m := range ds.Measurements {
			if m.Column != i || m.Group != GridGroup || m.Annotation["column"] != "" ||
				m.Annotation["color"] != f.info.Looks[i].Color || m.Annotation["viewLimits"] != f.info.Looks[i].Limits {
				t.Errorf("series %t: %+v", series, m)
			}
		}
		if ds, err := c.File("a"); err != nil || ds.Name != "a.bedGraph" {
			t.Errorf("series %t: %v", series, err)
		}
		if got := add(c, newFake(source.Features), "a.bed").ID; got == "a" {
			t.Errorf("series %t: another file has its id", series)
		}
	}
}

func TestIDsOfFileNames(t *testing.T) {
	for name, want := range map[string]string{
		"peaks.bed": "peaks", "a.b.bed.gz": "a_b", "a.BED.GZ": "a", "my file (2).bw": "my_file__2", "über.bed": "ber", "东京.bed": "data",
		".bed": "bed",
		"":     "data", "x": "x", "...": "data", `<script>"'&`: "script", "a/b\\c.bed": "a_b_c", "bins.bed": "bins_2", "1.bed": "1",
		"-x.bed": "-x",
	} {
		if got := add(New(nil), newFake(source.Features), name).ID; got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestIDsAreUnique(t *testing.T) {
	c := New(nil)
	for _, f := range []struct {
		name string
		kind source.Kind
		want string // of the measurement
	}{
		{"a.bed", source.Features, "a"}, {"a.bw", source.Signal, "a_2"}, {"a.bed", source.Features, "a_3"}, {"a.bw", source.Signal, "a_4"},
		{"b.bw", source.Signal, "b"}, {"b_bins.bed", source.Features, "b_bins_2"},
		{"c_bins.bed", source.Features, "c_bins"}, {"c.bw", source.Signal, "c_2"},
		{"d_2.bed", source.Features, "d_2"}, {"d.bed", source.Features, "d"}, {"d.bed", source.Features, "d_3"},
		{"d_2.bed", source.Features, "d_2_2"},
		{"bins.bw", source.Signal, "bins_2"},
	} {
		if got := add(c, newFake(f.kind), f.name).Measurements[0].ID; got != f.want {
			t.Errorf("%s after %v: %q, want %q", f.name, ids(c), got, f.want)
		}
	}
	// Data with given ids stand beside a file of that name.
	given := Spec{Name: "py_datasource", ID: "py_datasource", Measurements: []Measurement{{ID: "a", Group: "py_group", Column: 0}}}
	ds := c.Add(newFake(source.Features), given)
	if m := ds.Measurements[0]; m.ID != "a_5" || m.Group != "py_group" || ds.ID != "py_datasource" {
		t.Errorf("given ids became %+v, %+v", ds, m)
	}
	if given.Measurements[0].ID != "a" || given.Measurements[0].Dataset != nil {
		t.Error("the specification was changed")
	}
	// A group is a numbering of rows, and no other file may share it by accident.
	if ds := add(c, newFake(source.Features), "py_group.bed"); ds.Measurements[0].Group == "py_group" {
		t.Error("a file shares the group of other data")
	}
	seen := map[string]bool{GridGroup: true}
	for _, ds := range c.Datasets() {
		names := []string{ds.ID}
		for _, m := range ds.Measurements {
			if m.ID != ds.ID {
				names = append(names, m.ID)
			}
		}
		for _, id := range names {
			if seen[id] {
				t.Errorf("%q is used twice", id)
			}
			seen[id] = true
		}
	}
}

func TestMeasurementByName(t *testing.T) {
	c := New(nil)
	f := newFake(source.Features)
	f.info.Name = "My Peaks"
	add(c, f, "peaks.bed")
	g := newFake(source.Features)
	g.info.Name = "my peaks"
	add(c, g, "other.bed")
	for name, want := range map[string]string{"peaks": "peaks", "PEAKS": "peaks", "Other": "other", "other": "other"} {
		if m, err := c.Measurement(name); err != nil || m.ID != want {
			t.Errorf("%q: %+v, %v", name, m, err)
		}
	}
	_, err := c.Measurement("MY PEAKS")
	if err == nil || !strings.Contains(err.Error(), "2 measurements") || !strings.Contains(err.Error(), "peaks or other") {
		t.Errorf("a name that two have: %v", err)
	}
	var none *NotFoundError
	if _, err := c.Measurement("nope"); !errors.As(err, &none) || none.Hint() != "there are peaks, other" ||
		err.Error() != `there is no measurement "nope"` {
		t.Errorf("%v", err)
	}
	if _, err := New(nil).Measurement("nope"); !errors.As(err, &none) || !strings.Contains(none.Hint(), "load FILE") {
		t.Errorf("an empty catalog: %v", err)
	}
	for i := range 20 {
		add(c, newFake(source.Features), fmt.Sprintf("more%d.bed", i))
	}
	if _, err := c.Measurement("nope"); !errors.As(err, &none) || !strings.HasSuffix(none.Hint(), " and 14 more") {
		t.Errorf("many: %v", none.Hint())
	}
	if _, err := c.Dataset("nope"); !errors.As(err, &none) {
		t.Errorf("%v", err)
	}
}

func TestFile(t *testing.T) {
	c := New(nil)
	c.Add(newFake(source.Features), Spec{Name: "a.bed", Path: "x/a.bed"})
	two := c.Add(newFake(source.Features), Spec{Name: "a.bed", Path: "y/a.bed"})
	one := c.Datasets()[0] // it has another name now
	signal := c.Add(newFake(source.Signal), Spec{Name: "cov.bw", Path: "cov.bw"})
	f := newFake(source.Features)
	f.info.Name = "My Peaks"
	named := c.Add(f, Spec{Name: "p.bed", Path: "p.bed"})
	builtin := c.Add(newFake(source.Features), Spec{Name: "py", ID: "py", Measurements: []Measurement{{ID: "col", Column: 0}}})
	for name, want := range map[string]*Dataset{
		"x/a.bed": one, "y/a.bed": two, "a": one, "a_2": two, "cov.bw": signal, "cov": signal, "cov_bins": signal, "my peaks": named,
		"py": builtin, "col": builtin, "COL": builtin,
	} {
		if ds, err := c.File(name); ds != want || err != nil {
			t.Errorf("%q: %+v, %v; want %s", name, ds, err, want.ID)
		}
	}
	// A name that two have is not guessed at: the wrong one might be unloaded.
	if _, err := c.File("a.bed"); err == nil || !strings.Contains(err.Error(), "x/a.bed or y/a.bed") {
		t.Errorf("a name that two have: %v", err)
	}
	var none *NotFoundError
	for _, name := range []string{"", "nope", "z/a.bed"} {
		if ds, err := c.File(name); !errors.As(err, &none) || none.What != "file" {
			t.Errorf("%q: %+v, %v", name, ds, err)
		}
	}
}

// parted is a source of genes with transcripts.
type parted struct{ *fake }

func (p parted) Transcripts() source.Source { return newFake(source.Genes, p.info.Sequences...) }

// annotated is a file of genes that has other features too.
type annotated struct {
	parted
	others *fake
}

func (a annotated) Others() source.Source { return a.others }

// others returns features on a sequence that has no genes.
func others(items int64) *fake {
	f := newFake(source.Features, genome.Sequence{Name: "chr7", Length: 70})
	f.info.Items = items
	return f
}

// Features beside the genes are a part too, unless the file has none, and their sequences are offered.
func TestOtherFeatures(t *testing.T) {
	c := New(nil)
	ds := add(c, annotated{parted{newFake(source.Genes)}, others(2)}, "genes.gff3")
	if m, err := c.Measurement("genes"); err != nil || m.Annotation["transcripts"] != "genes_transcripts" {
		t.Errorf("the genes do not say where their transcripts are: %v, error %v", m, err)
	}
	if m, err := c.Measurement("genes_transcripts"); err != nil || m.Annotation["transcripts"] != "" {
		t.Errorf("transcripts say where theirs are: %v, error %v", m, err)
	}
	if got := ids(c); !slices.Equal(got, []string{"genes", "genes_transcripts", "genes_other"}) {
		t.Fatalf("measurements %q", got)
	}
	m := ds.Parts[1].Measurements[0]
	if m.Name != "genes other features" || m.Chart != "Blocks Track" {
		t.Errorf("measurement %+v", m)
	}
	if _, ok := c.Sequence("chr7"); !ok {
		t.Error("chr7 is not offered")
	}
	if _, err := c.Rows(t.Context(), ds.Parts[1], genome.Interval{Seq: "chr7", End: 9}, source.RowOptions{}); err != nil {
		t.Error(err)
	}
	if file, err := c.File("genes_other"); file != ds || err != nil {
		t.Errorf("file %v, %v", file, err)
	}
	none := add(c, annotated{parted{newFake(source.Genes)}, others(0)}, "few.gff3")
	if len(none.Parts) != 1 {
		t.Errorf("parts %v", none.Parts)
	}
	// They come and go as the file is changed; the measurement stays once it is there.
	now, err := c.Replace(none, annotated{parted{newFake(source.Genes)}, others(1)})
	if err != nil || len(now.Parts) != 2 || now.Parts[1].ID != "few_other" {
		t.Fatalf("replaced: %+v, %v", now, err)
	}
	if now, err = c.Replace(now, annotated{parted{newFake(source.Genes)}, others(0)}); err != nil || len(now.Parts) != 2 {
		t.Errorf("replaced again: %+v, %v", now, err)
	}
	if err := c.Remove(now); err != nil || len(c.Measurements()) != 3 {
		t.Errorf("left: %q, %v", ids(c), err)
	}
}

// called finds one name at some places.
type called struct {
	*fake
	at []genome.Interval
}

func (f called) Search(_ context.Context, text string, limit int) (found []source.Match, err error) {
	for _, iv := range f.at[:min(limit, len(f.at))] {
		found = append(found, source.Match{Name: text, Interval: iv})
	}
	return found, nil
}

// Of equal matches those on the main sequences that are offered come first, however far behind.
func TestSearchOrder(t *testing.T) {
	c := New(nil)
	c.SetGenome([]genome.Sequence{{Name: "chr6_alt9"}, {Name: "chr6"}, {Name: "chrX"}})
	at := []genome.Interval{{Seq: "elsewhere", End: 5}}
	for i := range 30 {
		at = append(at, genome.Interval{Seq: "chr6_alt9", Start: i, End: i + 5})
	}
	at = append(at, genome.Interval{Seq: "chr6", End: 5}, genome.Interval{Seq: "chrX", End: 5})
	add(c, called{newFake(source.Features), at}, "names.bed")
	found, err := c.Search(t.Context(), "x", 3)
	if err != nil || len(found) != 3 || found[0].Interval != at[31] || found[1].Interval != at[32] || found[2].Interval != at[1] {
		t.Errorf("found %v, %v", found, err)
	}
	if found, _ = c.Search(t.Context(), "x", 100); len(found) != 33 || found[32].Interval != at[0] {
		t.Errorf("found %v", found)
	}
}

// Of very many sequences the main ones are kept before others, however long these are, and the longest of them.
func TestMainSequences(t *testing.T) {
	c := New(nil)
	seqs := []genome.Sequence{{Name: "chr1_alt", Length: 1e6}, {Name: "chr2", Length: 10}, {Name: "chr1", Length: 20}}
	for i := range MostSequences - 3 {
		seqs = append(seqs, genome.Sequence{Name: fmt.Sprint("s", i), Length: 100})
	}
	seqs = append(seqs, genome.Sequence{Name: "short", Length: 5}, genome.Sequence{Name: "long", Length: 500})
	c.SetGenome(seqs)
	got := c.MainSequences()
	want := slices.DeleteFunc(slices.Clone(seqs), func(q genome.Sequence) bool { return q.Name == "chr1_alt" || q.Name == "short" })
	if !slices.Equal(got, want) {
		t.Errorf("found %d, from %v to %v; want %d, from %v to %v", len(got), got[:3], got[len(got)-2:], len(want), want[:3], want[len(want)-2:])
	}
}

// Of equal matches those of a table come after others, though it was loaded first.
func TestTablesAreSearchedLast(t *testing.T) {
	c := New(nil)
	c.SetGenome([]genome.Sequence{{Name: "chr6"}})
	table, genes := newFake(source.Features), newFake(source.Genes)
	table.info.Table = true
	peak, gene := genome.Interval{Seq: "chr6", Start: 70, End: 75}, genome.Interval{Seq: "chr6", End: 50}
	add(c, called{table, []genome.Interval{peak}}, "peaks.tsv")
	add(c, called{genes, []genome.Interval{gene}}, "genes.gtf")
	if found, err := c.Search(t.Context(), "x", 3); err != nil || len(found) != 2 || found[0].Interval != gene || found[1].Interval != peak {
		t.Errorf("found %v, %v", found, err)
	}
}

func TestAPartGoesWithItsWhole(t *testing.T) {
	c := New(nil)
	f := newFake(source.Genes)
	ds := add(c, parted{f}, "genes.gtf")
	if len(ds.Parts) != 1 || len(ds.All()) != 2 {
		t.Fatalf("%+v", ds)
	}
	part := ds.Parts[0].Measurements[0]
	if part.ID == ds.Measurements[0].ID || part.Group == ds.Measurements[0].Group || part.Dataset != ds.Parts[0] {
		t.Errorf("the part's measurement is %+v", part)
	}
	for _, name := range []string{"genes", "genes.gtf", "data/genes.gtf", part.ID, ds.Parts[0].ID} {
		if got, err := c.File(name); got != ds || err != nil {
			t.Errorf("%q: %+v, %v; want the whole", name, got, err)
		}
	}
	if err := c.Remove(ds); err != nil || len(c.Datasets()) != 0 || f.closed != 1 {
		t.Errorf("%v, %d datasets left, closed %d times", err, len(c.Datasets()), f.closed)
	}
}

func TestRemoveAndClose(t *testing.T) {
	c := New(nil)
	a, b := newFake(source.Features), newFake(source.Features)
	b.err = errors.New("close failed")
	ds := add(c, a, "a.bed")
	before := c.Datasets()
	add(c, b, "b.bed")
	if err := c.Remove(ds); err != nil || a.closed != 1 || !slices.Equal(ids(c), []string{"b"}) {
		t.Errorf("%v, closed %d, left %v", err, a.closed, ids(c))
	}
	if len(before) != 1 || before[0] != ds {
		t.Error("a list that was handed out has changed")
	}
	if got := add(c, newFake(source.Features), "a.bed").ID; got != "a" {
		t.Errorf("the id of what was removed is not free: %s", got)
	}
	if err := c.Close(); !errors.Is(err, b.err) || b.closed != 1 || len(c.Datasets()) != 0 {
		t.Errorf("%v, closed %d, left %v", err, b.closed, ids(c))
	}
}

func TestConcurrentUse(t *testing.T) {
	c := New(func(string) {})
	add(c, newFake(source.Features), "stays.bed")
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for range 50 {
				ds := add(c, newFake(source.Signal, genome.Sequence{Name: fmt.Sprint(i), Length: 10}), "x.bw")
				_, _ = c.Measurement("stays")
				_, _ = c.Sequence("1")
				c.EditSequences([]genome.Sequence{{Name: "extra", Length: i + 1}}, nil)
				if stays, err := c.Dataset("stays"); err != nil {
					t.Error(err)
				} else if _, err := c.Rows(context.Background(), stays, genome.Interval{Seq: "1", End: 5}, source.RowOptions{}); err != nil {
					t.Error(err)
				}
				if err := c.Remove(ds); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if got := ids(c); !slices.Equal(got, []string{"stays"}) {
		t.Errorf("left %v", got)
	}
}

func TestRange(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, tc := range []struct {
		lo, hi float64
		ok     bool
	}{
		{1, 3, true}, {3, 3, true}, {0, 0, true}, {nan, 3, false}, {1, nan, false}, {-inf, inf, false}, {inf, inf, false},
		{-inf, 3, false}, {1, inf, false},
	} {
		lo, hi, ok := (&Measurement{Min: tc.lo, Max: tc.hi}).Range()
		if ok != tc.ok || ok && (lo != tc.lo || hi != tc.hi) {
			t.Errorf("[%v, %v]: [%v, %v] %v", tc.lo, tc.hi, lo, hi, ok)
		}
	}
}
