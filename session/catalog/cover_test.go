package catalog

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bins"
)

// sparse is a fake with sorted rows, of which it returns those that overlap.
type sparse struct {
	*fake
	rows [][2]int
}

func (s sparse) Rows(_ context.Context, iv genome.Interval, opt source.RowOptions) (*source.Rows, error) {
	out := &source.Rows{}
	for _, r := range s.rows {
		if r[0] < iv.End && r[1] > iv.Start {
			out.Start, out.End = append(out.Start, r[0]), append(out.End, r[1])
		}
	}
	if out.Total = len(out.Start); opt.Limit > 0 && out.Total > opt.Limit {
		return &source.Rows{Total: out.Total}, nil
	}
	return out, nil
}

// TestCover compares the signals of rows with a count base by base.
func TestCover(t *testing.T) {
	const length = 400
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		f := sparse{newFake(source.Features, genome.Sequence{Name: "chr1", Length: length}), nil}
		depth := make([]float64, length)
		for range rnd.IntN(30) {
			r := [2]int{rnd.IntN(length), 0}
			r[1] = min(r[0]+rnd.IntN(60), length) // some are points
			f.rows = append(f.rows, r)
			for i := r[0]; i < r[1]; i++ {
				depth[i]++
			}
		}
		slices.SortFunc(f.rows, func(a, b [2]int) int { return slices.Compare(a[:], b[:]) })
		c := New(nil)
		add(c, f, "a.bed")
		start := rnd.IntN(length)
		iv := genome.Interval{Seq: "chr1", Start: start, End: start + 1 + rnd.IntN(length)} // perhaps beyond the end
		n := 1 + rnd.IntN(min(iv.Len(), 7))
		for column, name := range []string{"a_coverage", "a_count"} {
			value := func(i int) float64 {
				if column == 0 {
					return min(depth[i], 1)
				}
				return depth[i]
			}
			m, err := c.Measurement(name)
			if err != nil || m.ID != name || m.Group != GridGroup {
				t.Fatalf("%s is %+v, %v", name, m, err)
			}
			want := must(bins.New(iv, n))(t)
			for i := start; i < min(iv.End, length); i++ {
				want.Add(i, i+1, value(i))
			}
			got := must(c.Summarize(t.Context(), m, iv, n, source.SummaryOptions{}))(t)
			for _, stat := range []bins.Stat{bins.Mean, bins.Min, bins.Max, bins.Sum} {
				if a, b := bins.Values(got, stat), bins.Values(want.Summary(), stat); !slices.EqualFunc(a, b, near) {
					t.Fatalf("%s of %s in %v of %v: %v, want %v", stat, name, iv, f.rows, a, b)
				}
			}
			rows := must(c.Rows(t.Context(), m.Dataset, iv, source.RowOptions{}))(t)
			at := start
			for i := range rows.Len() {
				if rows.Start[i] != at || i > 0 && rows.Values[1][i] == rows.Values[1][i-1] {
					t.Fatalf("rows %+v do not follow each other", rows)
				}
				for ; at < rows.End[i]; at++ {
					if rows.Values[column][i] != value(at) {
						t.Fatalf("%s is %g at %d; want %g", name, rows.Values[column][i], at, value(at))
					}
				}
			}
			if at != min(iv.End, length) {
				t.Errorf("rows of %v end at %d", iv, at)
			}
		}
	}
}

func near(a, b float64) bool { return a == b || a-b < 1e-9 && b-a < 1e-9 || a != a && b != b }

func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// The names of the signals of rows are taken once they are asked for, and not before.
func TestNamesOfCover(t *testing.T) {
	c := New(nil)
	peaks := add(c, newFake(source.Features), "peaks.bed")
	if got := ids(c); !slices.Equal(got, []string{"peaks"}) {
		t.Errorf("listed %q", got)
	}
	add(c, newFake(source.Signal), "peaks_coverage.bw")
	if m, err := c.Measurement("peaks_coverage"); err != nil || m.Dataset.Name != "peaks_coverage.bw" {
		t.Errorf("peaks_coverage is of %+v, %v", m, err)
	}
	m, err := c.Measurement("PEAKS_count")
	if err != nil || m.ID != "peaks_count" || m.Name != "peaks count" {
		t.Fatalf("peaks_count is %+v, %v", m, err)
	}
	add(c, newFake(source.Signal), "peaks_count.bw")
	if again, err := c.Measurement("peaks_count"); err != nil || again.Dataset.Name != "peaks.bed" {
		t.Errorf("another file took the name peaks_count: %+v, %v", again, err)
	}
	if ds, err := c.File("peaks_count"); err != nil || !ds.is(peaks) {
		t.Errorf("the file of peaks_count is %+v, %v", ds, err)
	}
	if ds, err := c.Dataset(m.Dataset.ID); err != nil || !ds.Grid || ds.Name != "peaks.bed" {
		t.Errorf("datasource %s is %+v, %v", m.Dataset.ID, ds, err)
	}
	// A column comes first; signals and what has given names have no such signals.
	f := newFake(source.Features)
	f.info.Values = []string{"coverage"}
	add(c, f, "cpg.bed")
	if m, err := c.Measurement("cpg_coverage"); err != nil || m.Group != "cpg" {
		t.Errorf("cpg_coverage is %+v, %v", m, err)
	}
	for _, name := range []string{"peaks_coverage_count", "peaks_", "_count"} {
		if m, err := c.Measurement(name); err == nil {
			t.Errorf("%s is %+v", name, m)
		}
	}
	if err := c.Remove(peaks); err != nil {
		t.Fatal(err)
	}
	if m, err := c.Measurement("peaks_count"); err != nil || m.Dataset.Name != "peaks_count.bw" {
		t.Errorf("without its file peaks_count is %+v, %v", m, err)
	}
}
