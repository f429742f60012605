package compute

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bins"
)

var nan = math.NaN()

// plainly asks for nothing special.
var plainly = source.SummaryOptions{}

// fixed is an input whose bins have given means, whatever the place.
type fixed []float64

func (f fixed) Means(_ context.Context, _ genome.Interval, n int, _ source.SummaryOptions) ([]float64, source.Estimates, error) {
	if n != len(f) {
		return nil, source.Estimates{}, fmt.Errorf("asked for %d bins, has %d", n, len(f))
	}
	return slices.Clone(f), source.Estimates{}, nil
}

// eval evaluates with the columns as inputs, in the order of the names.
func eval(t *testing.T, e *Expression, columns ...[]float64) []float64 {
	t.Helper()
	var inputs []Input
	for _, c := range columns {
		inputs = append(inputs, fixed(c))
	}
	out, _, err := e.Eval(t.Context(), inputs, genome.Interval{Seq: "chr1", End: 1000}, len(columns[0]), plainly)
	if err != nil {
		t.Fatalf("%s: %v", e, err)
	}
	return out
}

func parse(t *testing.T, text string) *Expression {
	t.Helper()
	e, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func same(a, b float64) bool {
	return a == b || a != a && b != b || math.Abs(a-b) <= 1e-9*max(math.Abs(a), math.Abs(b))
}

// Every expression is what the same written in Go gives, bin by bin, for any
// numbers and gaps. a, b and c are named in this order.
func TestAgainstGo(t *testing.T) {
	yes := func(b bool) float64 {
		if b {
			return 1
		}
		return 0
	}
	gap := func(f func(a, b, c float64) float64) func(a, b, c float64) float64 {
		return func(a, b, c float64) float64 {
			if a != a || b != b || c != c {
				return nan
			}
			return f(a, b, c)
		}
	}
	present := func(v ...float64) []float64 {
		return slices.DeleteFunc(v, func(x float64) bool { return x != x })
	}
	for text, want := range map[string]func(a, b, c float64) float64{
		"a+b-c":                          gap(func(a, b, c float64) float64 { return a + b - c }),
		"a-(b-c)":                        gap(func(a, b, c float64) float64 { return a - (b - c) }),
		"a*b/c":                          gap(func(a, b, c float64) float64 { return a * b / c }),
		"a+b*c":                          gap(func(a, b, c float64) float64 { return a + b*c }),
		"-a^2 + 0*b + 0*c":               gap(func(a, b, c float64) float64 { return -(a * a) }),
		"a**2 - b^2 % 3 + c*0":           gap(func(a, b, c float64) float64 { return a*a - math.Mod(b*b, 3) }),
		"log2((a+1)/(b+1)) + 0*c":        gap(func(a, b, c float64) float64 { return math.Log2((a + 1) / (b + 1)) }),
		"sqrt(abs(a)) + log(b)+log10(c)": gap(func(a, b, c float64) float64 { return math.Sqrt(math.Abs(a)) + math.Log(b) + math.Log10(c) }),
		"exp(a/10)+floor(b)+ceil(c)":     gap(func(a, b, c float64) float64 { return math.Exp(a/10) + math.Floor(b) + math.Ceil(c) }),
		"round(a) > b == (c <= 2)":       gap(func(a, b, c float64) float64 { return yes(yes(math.Round(a) > b) == yes(c <= 2)) }),
		"a < b && b < c":                 gap(func(a, b, c float64) float64 { return yes(a < b && b < c) }),
		"a < b < c":                      gap(func(a, b, c float64) float64 { return yes(a < b && b < c) }),
		"a >= b or not (b != c)":         gap(func(a, b, c float64) float64 { return yes(a >= b || b == c) }),
		"!(a || b) and c":                gap(func(a, b, c float64) float64 { return yes(a == 0 && b == 0 && c != 0) }),
		"true + false + a*0 + b*0 + c*0": gap(func(a, b, c float64) float64 { return 1 }),
		"mean(a,b,c)": func(a, b, c float64) float64 {
			sum := 0.0
			v := present(a, b, c)
			for _, x := range v {
				sum += x
			}
			return sum / float64(len(v))
		},
		"max(a, b, c)": func(a, b, c float64) float64 {
			if v := present(a, b, c); len(v) > 0 {
				return slices.Max(v)
			}
			return nan
		},
		"min(a,b,c,)": func(a, b, c float64) float64 {
			if v := present(a, b, c); len(v) > 0 {
				return slices.Min(v)
			}
			return nan
		},
		"a ? b : c": func(a, b, c float64) float64 {
			switch {
			case a != a:
				return nan
			case a != 0:
				return b
			}
			return c
		},
		"a > 3 ? b : c > 0 ? 1 : nan": func(a, b, c float64) float64 {
			switch {
			case a != a:
				return nan
			case a > 3:
				return b
			case c > 0:
				return 1
			}
			return nan
		},
		"max(a, 0) + 0*max(b,0) + 0*max(c,0)": func(a, _, _ float64) float64 { return math.Max(0, map[bool]float64{true: a, false: 0}[a == a]) },
	} {
		e := parse(t, text)
		rng := rand.New(rand.NewPCG(1, 2))
		columns := make([][]float64, 3)
		for i := range columns {
			columns[i] = make([]float64, 400)
			for k := range columns[i] {
				switch rng.IntN(8) {
				case 0:
					columns[i][k] = nan
				case 1:
					columns[i][k] = 0
				default:
					columns[i][k] = float64(rng.IntN(200)-100) / 10
				}
			}
		}
		for i, got := range eval(t, e, columns...) {
			a, b, c := columns[0][i], columns[1][i], columns[2][i]
			w := want(a, b, c)
			if math.IsInf(w, 0) {
				w = nan
			}
			if !same(got, w) {
				t.Errorf("%s of %v, %v, %v is %v, want %v", text, a, b, c, got, w)
				break
			}
		}
	}
}

// wave is an input of known values on a sequence: each base has its own, in
// some stretches none. Its means are those of the bases, as from records.
type wave struct {
	seq    string
	values []float64
	asked  *record
	err    error
}

// record keeps for how many bins an input was asked.
type record struct {
	mu   sync.Mutex
	bins []int
}

func (r *record) add(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.bins = append(r.bins, n)
}

func newWave(seed uint64, length int) wave {
	rng := rand.New(rand.NewPCG(seed, 1))
	w := wave{seq: "chr1", values: make([]float64, length), asked: &record{}}
	gap := 0
	for i := range w.values {
		w.values[i] = math.Round(100*math.Sin(float64(i)/50)) + float64(rng.IntN(20))
		if gap == 0 && rng.IntN(200) == 0 {
			gap = rng.IntN(60)
		}
		if gap > 0 {
			w.values[i] = nan
			gap--
		}
	}
	return w
}

func (w wave) Means(ctx context.Context, iv genome.Interval, n int, _ source.SummaryOptions) ([]float64, source.Estimates, error) {
	if w.err != nil {
		return nil, source.Estimates{}, w.err
	}
	if iv.Seq != w.seq {
		return nil, source.Estimates{}, fmt.Errorf("%s: %w", iv.Seq, source.ErrNoSequence)
	}
	if iv.Start < 0 || iv.End > genome.MaxPosition || n < 1 || n > bins.MaxBins {
		return nil, source.Estimates{}, fmt.Errorf("asked for %d bins over %v", n, iv)
	}
	w.asked.add(n)
	acc, err := bins.New(iv, n)
	if err != nil {
		return nil, source.Estimates{}, err
	}
	for i := max(iv.Start, 0); i < min(iv.End, len(w.values)); i++ {
		acc.Add(i, i+1, w.values[i])
	}
	return bins.Values(acc.Summary(), bins.Mean), source.Estimates{}, ctx.Err()
}

// Where a view has a base a bin, smoothing is the mean of the values in the
// window round the base.
func TestSmoothBaseByBase(t *testing.T) {
	w := newWave(3, 3000)
	for _, window := range []int{1, 2, 5, 64, 100} {
		e := parse(t, fmt.Sprintf("smooth(x, %d)", window))
		for _, iv := range []genome.Interval{{Seq: "chr1", Start: 0, End: 300}, {Seq: "chr1", Start: 1234, End: 1500},
			{Seq: "chr1", Start: 2900, End: 3100}} {
			got, _, err := e.Eval(t.Context(), []Input{w}, iv, iv.Len(), plainly)
			if err != nil {
				t.Fatal(err)
			}
			for i := range got {
				sum, n := 0.0, 0.0
				from := iv.Start + i - window/2
				for k := max(from, 0); k < min(from+window, len(w.values)); k++ {
					if v := w.values[k]; v == v {
						sum, n = sum+v, n+1
					}
				}
				if want := sum / n; !same(got[i], want) {
					t.Fatalf("window %d at base %d: %v, want %v", window, iv.Start+i, got[i], want)
				}
			}
		}
	}
}

// At other zooms it is the mean of cells, weighted by the bases that they share
// with the window: compared with that said in another way, cell by cell.
func TestSmoothCellByCell(t *testing.T) {
	w := newWave(4, 50_000)
	rng := rand.New(rand.NewPCG(5, 6))
	for range 60 {
		iv := genome.Interval{Seq: "chr1", Start: rng.IntN(49_000)}
		iv.End = iv.Start + 1 + rng.IntN(20_000)
		n := 1 + rng.IntN(300)
		s := smooth{input(0), 1 + rng.IntN(30_000)}
		got, _, err := parse(t, fmt.Sprintf("smooth(x, %d)", s.window)).Eval(t.Context(), []Input{w}, iv, n, plainly)
		if err != nil {
			t.Fatal(err)
		}
		cells, count := s.cells(iv, n)
		if count == 0 {
			if iv.Len()/n < s.window {
				t.Fatalf("a window of %d over %d bins of %v is not smoothed", s.window, n, iv)
			}
			continue
		}
		width := cells.Len() / count
		if cells.Len()%count != 0 || cells.Start%width != 0 || count > 2*n+3*windowCells {
			t.Fatalf("%d cells over %v for %d bins of %v", count, cells, n, iv)
		}
		means, _, err := w.Means(t.Context(), cells, count, plainly)
		if err != nil {
			t.Fatal(err)
		}
		for i := range got {
			start, end := bins.Edge(iv, n, i), bins.Edge(iv, n, i+1)
			from := start + (end-start)/2 - s.window/2
			to := from + s.window
			if from > start {
				from = start
			}
			if to < end {
				to = end
			}
			sum, weight := 0.0, 0.0
			for p := max(from, cells.Start); p < min(to, cells.End); p++ {
				if v := means[(p-cells.Start)/width]; v == v {
					sum, weight = sum+v, weight+1
				}
			}
			if want := sum / weight; !same(got[i], want) {
				t.Fatalf("bin %d of %d over %v, window %d: %v, want %v", i, n, iv, s.window, got[i], want)
			}
		}
	}
}

// A view that pans by whole bins sees the same values.
func TestSmoothKeepsItsShape(t *testing.T) {
	w := newWave(7, 40_000)
	e := parse(t, "smooth(x*x, 2kb) - x")
	get := func(start int) []float64 {
		out, _, err := e.Eval(t.Context(), []Input{w}, genome.Interval{Seq: "chr1", Start: start, End: start + 10_000}, 200, plainly)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	before, after := get(5000), get(5000+50*7)
	for i := range 190 {
		if !same(before[i+7], after[i]) {
			t.Fatalf("bin %d is %v, was %v", i, after[i], before[i+7])
		}
	}
}

// A window that is wide beside the view costs no more than a narrow one, and one
// that is narrower than a bin costs nothing.
func TestSmoothIsBounded(t *testing.T) {
	for _, tc := range []struct {
		text string
		end  int
		most int
	}{
		{"smooth(x, 1000mb)", 1000, 1000 + 3*windowCells},
		{"smooth(x, 10)", 100_000, 1000},
		{"smooth(smooth(x, 50), 5kb)", 20_000, 1000 + 3*windowCells},
	} {
		w := newWave(1, 1000)
		if _, _, err := parse(t, tc.text).Eval(t.Context(), []Input{w}, genome.Interval{Seq: "chr1", End: tc.end}, 1000, plainly); err != nil {
			t.Fatal(err)
		}
		if n := slices.Max(w.asked.bins); n > tc.most {
			t.Errorf("%s asks for %d bins, want at most %d", tc.text, n, tc.most)
		}
	}
	w := newWave(1, 1000)
	end := genome.Interval{Seq: "chr1", Start: genome.MaxPosition - 500, End: genome.MaxPosition}
	if out, _, err := parse(t, "smooth(x, 7)").Eval(t.Context(), []Input{w}, end, 300, plainly); err != nil || least(out) == least(out) {
		t.Errorf("past the end: %v, %v", out[:2], err)
	}
}

// Each measurement is asked once for what it is named for many times.
func TestInputsAreAskedOnce(t *testing.T) {
	w := newWave(1, 1000)
	iv := genome.Interval{Seq: "chr1", End: 1000}
	if _, _, err := parse(t, "x + x*x + smooth(x+x, 100)").Eval(t.Context(), []Input{w}, iv, 100, plainly); err != nil {
		t.Fatal(err)
	}
	if len(w.asked.bins) != 2 {
		t.Errorf("asked for %v bins, want once for the view and once for the window", w.asked.bins)
	}
}

func TestSequencesOfSomeInputs(t *testing.T) {
	a, b := newWave(1, 1000), newWave(2, 1000)
	b.seq = "chr2"
	iv := genome.Interval{Seq: "chr1", End: 10}
	got, _, err := parse(t, "max(a, b)").Eval(t.Context(), []Input{a, b}, iv, 10, plainly)
	if err != nil || !same(got[0], a.values[0]) {
		t.Errorf("max %v, %v", got, err)
	}
	got, _, err = parse(t, "a + b").Eval(t.Context(), []Input{a, b}, iv, 10, plainly)
	if err != nil || got[0] == got[0] {
		t.Errorf("sum %v, %v; want gaps", got, err)
	}
	iv.Seq = "chr3"
	if _, _, err := parse(t, "a + b").Eval(t.Context(), []Input{a, b}, iv, 10, plainly); !errors.Is(err, source.ErrNoSequence) {
		t.Errorf("error %v, want ErrNoSequence", err)
	}
}

// ones is an input that is 1 everywhere.
type ones struct{}

func (ones) Means(_ context.Context, _ genome.Interval, n int, _ source.SummaryOptions) ([]float64, source.Estimates, error) {
	return slices.Repeat([]float64{1}, n), source.Estimates{}, nil
}

// As many bins as may be are answered, also where smoothing asks for more than the
// view has: of windows of 2 bases, one base beyond either end.
func TestEvalAtTheBound(t *testing.T) {
	for text, most := range map[string]int{"a": bins.MaxBins, "smooth(a, 2)": bins.MaxBins - 2} {
		for n, refused := range map[int]bool{most: false, most + 1: true} {
			got, _, err := parse(t, text).Eval(t.Context(), []Input{ones{}}, genome.Interval{Seq: "chr1", End: n}, n, plainly)
			if (err != nil) != refused || err == nil && (len(got) != n || got[n-1] != 1) {
				t.Errorf("%s in %d bins: %d bins, %v; refused should be %v", text, n, len(got), err, refused)
			}
		}
	}
}

func TestEvalRefuses(t *testing.T) {
	e := parse(t, "a + b")
	a, b := newWave(1, 10), newWave(2, 10)
	b.err = errors.New("the disk is on fire")
	iv := genome.Interval{Seq: "chr1", End: 10}
	for _, tc := range []struct {
		inputs []Input
		n      int
		want   string
	}{
		{[]Input{a}, 5, "1 inputs for an expression with 2"},
		{[]Input{a, a}, 0, "0 bins"},
		{[]Input{a, a}, bins.MaxBins + 1, "bins"},
		{[]Input{a, b}, 5, "on fire"},
		{[]Input{a, short{}}, 5, "1 means for 5 bins"},
	} {
		if _, _, err := e.Eval(t.Context(), tc.inputs, iv, tc.n, plainly); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("error %v, want %q", err, tc.want)
		}
	}
}

// short has not what it was asked for.
type short struct{}

func (short) Means(context.Context, genome.Interval, int, source.SummaryOptions) ([]float64, source.Estimates, error) {
	return []float64{1}, source.Estimates{}, nil
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"log2((chip+1)/(input+1))", "mean(a,b,c)", "smooth(x, 5kb) > 3 ? `a b` : nan", "-a^2**3 % 4", "not true && !false || x",
		"a?:b", "1.5e3mb*x", "a//b", "x[1]", "let a = 1; a", "a | max(b)", "x..y", "f(", "'", "max(,)", "{x}", "a ? b", "x not in y",
		"m0_ + f_mean",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		e, err := Parse(text)
		if err != nil {
			var fault *Error
			if errors.As(err, &fault) {
				_ = fault.Error() // draws it
			}
			return
		}
		names := e.Names()
		inputs := make([]Input, len(names))
		for i, n := range names {
			if text[n.Offset:] == "" {
				t.Fatalf("%s is named at %d of %q", n.Text, n.Offset, text)
			}
			inputs[i] = newWave(uint64(i), 300)
		}
		iv := genome.Interval{Seq: "chr1", Start: 40, End: 140}
		out, _, err := e.Eval(context.Background(), inputs, iv, 20, plainly)
		if err != nil {
			t.Fatalf("%q cannot be evaluated: %v", text, err)
		}
		for _, v := range out {
			if math.IsInf(v, 0) {
				t.Fatalf("%q is infinite", text)
			}
		}
	})
}
