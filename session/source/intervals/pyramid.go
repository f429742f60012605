package intervals

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bins"
)

// pyramid has the sums of a value column over the blocks of rows of the index: of
// every 16 rows, of every 16², and so on. A block within one bin is added to it in one step, so that the cost of a wide view
// grows with its bins. Nothing is estimated: a block on a border between bins is
// split into its rows.
type pyramid struct {
	levels [][]total // by sequence-relative block, as sequence.largest
}

// total sums up rows; those without a value or without width do not count.
type total struct {
	bases, sum      float64 // sum of value × bases
	lowest, highest float64
	count           float64
	infinite        bool // a value is infinite: the rows are added one by one
}

func (t *total) add(o total) {
	t.bases += o.bases
	t.sum += o.sum
	t.count += o.count
	t.infinite = t.infinite || o.infinite
	t.lowest, t.highest = min(t.lowest, o.lowest), max(t.highest, o.highest)
}

// newPyramid sums up a column over the rows of a sequence.
func newPyramid(s *Store, q *sequence, values *floats) *pyramid {
	p := &pyramid{}
	n := q.hi - q.lo
	below := func(i int) total { return rowTotal(s, q.lo+i, values) }
	for range q.largest {
		level := make([]total, 0, (n+fan-1)/fan)
		for i := 0; i < n; i += fan {
			t := total{lowest: math.Inf(1), highest: math.Inf(-1)}
			for j := i; j < min(i+fan, n); j++ {
				t.add(below(j))
			}
			level = append(level, t)
		}
		p.levels = append(p.levels, level)
		below, n = func(i int) total { return level[i] }, len(level)
	}
	return p
}

func rowTotal(s *Store, row int, values *floats) total {
	v, bases := values.at(row), float64(s.ends.at(row)-s.starts.at(row))
	if v != v || bases == 0 {
		return total{lowest: math.Inf(1), highest: math.Inf(-1)}
	}
	return total{bases, v * bases, v, v, 1, v-v != 0}
}

// pyramids are created when a column is first summarized: few columns of a wide
// table ever are.
type pyramids struct {
	mu   sync.Mutex
	made map[[2]int]*pyramid // by column and sequence
}

func (p *pyramids) get(s *Store, column, seq int) *pyramid {
	p.mu.Lock()
	defer p.mu.Unlock()
	key := [2]int{column, seq}
	if p.made[key] == nil {
		if p.made == nil {
			p.made = map[[2]int]*pyramid{}
		}
		p.made[key] = newPyramid(s, &s.sequences[seq], &s.values[column])
	}
	return p.made[key]
}

// pyramidFrom is the number of rows in a window from which a pyramid pays off.
const pyramidFrom = 4096

// Summarize implements source.Summarizer, always exactly.
func (s *Store) Summarize(ctx context.Context, iv genome.Interval, n int, opt source.SummaryOptions) (*source.Summary, error) {
	if opt.Column < 0 || opt.Column >= len(s.values) {
		return nil, fmt.Errorf("value column %d; the source has %d", opt.Column, len(s.values))
	}
	q, err := s.lookup(ctx, iv.Seq)
	if err != nil {
		return nil, err
	}
	acc, err := bins.New(iv, n)
	if err != nil {
		return nil, err
	}
	values := &s.values[opt.Column]
	if first, last := q.window(&s.starts, &s.ends, iv.Start, iv.End); last-first > pyramidFrom {
		err = s.climb(ctx, q, s.pyramids.get(s, opt.Column, s.byName[iv.Seq]), values, iv, n, acc)
	} else {
		hits, _, failed := s.hits(ctx, q, iv, source.RowOptions{})
		for row := range hits.each {
			acc.Add(s.starts.at(row), s.ends.at(row), values.at(row))
		}
		err = failed
	}
	if err != nil {
		return nil, err
	}
	sum := acc.Summary()
	if weights := s.weights[opt.Column]; weights != nil {
		sum.Mean, err = s.weightedMeans(ctx, q, iv, n, opt.Column, weights)
	}
	return sum, err
}

// weigh records which value columns weight others, by Schema.Weights.
func (s *Store) weigh() {
	s.weights = map[int][]int{}
	for i, name := range s.schema.Values {
		for _, weight := range s.schema.Weights[name] {
			if w := slices.Index(s.schema.Values, weight); w >= 0 {
				s.weights[i] = append(s.weights[i], w)
			}
		}
	}
}

// weightedMeans returns the mean of a column in n bins of iv, in which a row counts by its
// bases and the sum of other columns.
func (s *Store) weightedMeans(ctx context.Context, q *sequence, iv genome.Interval, n, column int, weights []int) ([]float64, error) {
	hits, _, err := s.hits(ctx, q, iv, source.RowOptions{})
	if err != nil {
		return nil, err
	}
	over, under, err := bins.NewPair(iv, n)
	if err != nil {
		return nil, err
	}
	for row := range hits.each {
		v, weight := s.values[column].at(row), 0.0
		for _, w := range weights {
			if x := s.values[w].at(row); x > 0 {
				weight += x
			}
		}
		if v == v && weight > 0 {
			over.Add(s.starts.at(row), s.ends.at(row), v*weight)
			under.Add(s.starts.at(row), s.ends.at(row), weight)
		}
	}
	means, total := over.Summary().Sum, under.Summary().Sum
	for i := range means {
		means[i] /= total[i]
	}
	return means, nil
}

// climb adds the rows in iv to their bins, by whole blocks where these are in one bin.
func (s *Store) climb(
	ctx context.Context, q *sequence, p *pyramid, values *floats, iv genome.Interval, n int, acc *bins.Accumulator,
) error {
	_, last := q.window(&s.starts, &s.ends, iv.Start, iv.End)
	bin := 0 // the bin with the start of the current row
	edge := func(i int) int { return bins.Edge(iv, n, i) }
	for i, steps := 0, 0; i < last; steps++ {
		if steps%checkEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if step := q.before(i, iv.Start); step > 0 {
			i += step
			continue
		}
		start := s.starts.at(q.lo + i)
		for bin < n-1 && edge(bin+1) <= start {
			bin++
		}
		level, step := q.within(i, max(iv.Start, edge(bin)), edge(bin+1), start)
		if step > 0 && i+step <= last && !p.levels[level][i/step].infinite {
			t := &p.levels[level][i/step]
			acc.AddSummary(start, q.largest[level].at(i/step), t.bases, t.sum, t.lowest, t.highest, t.count)
			i += step
			continue
		}
		acc.Add(start, s.ends.at(q.lo+i), values.at(q.lo+i))
		i++
	}
	return nil
}

// within returns the level and the size of the largest block that begins at row
// i, which starts at start, and is inside [from, to); size 0 means no block.
func (q *sequence) within(i, from, to, start int) (level, size int) {
	if start < from {
		return 0, 0
	}
	for k, step := 0, fan; k < len(q.largest) && i%step == 0; k, step = k+1, step*fan {
		if q.largest[k].at(i/step) > to {
			break
		}
		level, size = k, step
	}
	return level, size
}
