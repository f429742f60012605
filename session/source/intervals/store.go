package intervals

import (
	"context"
	"fmt"
	"os"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// checkEvery is the number of rows that a query reads between checks of its context.
const checkEvery = 1 << 16

var errClosed = fmt.Errorf("the source was closed: %w", os.ErrClosed)

// Store holds the finished rows of a file. It is safe for concurrent use.
type Store struct {
	schema Schema
	info   source.Info

	sequences []sequence
	byName    map[string]int

	starts, ends ints
	strands      []byte
	values       []floats
	metadata     []column
	hidden       column // names that only searches see
	exons        blocks
	codingFrom   ints
	codingSize   ints
	phases       []byte

	fileOrder []uint32 // see FileOrder

	pyramids pyramids
	weights  map[int][]int // for a value column, the columns whose sum weights its means

	finding sync.Mutex             // held while find is made
	find    atomic.Pointer[finder] // made by the first search

	closed atomic.Bool
}

var (
	_ source.Summarizer = (*Store)(nil)
	_ source.Searcher   = (*Store)(nil)
	_ source.Thinner    = (*Store)(nil)
	_ source.Ordered    = (*Store)(nil)
	_ source.Counter    = (*Store)(nil)
)

// Rename gives sequences other names, with a note on it. Nothing has used the store yet.
func (s *Store) Rename(names map[string]string, note string) {
	s.info.Sequences, s.info.Notes = slices.Clone(s.info.Sequences), append(slices.Clip(s.info.Notes), note)
	for i := range s.sequences {
		was := s.sequences[i].name
		name, ok := names[was]
		if !ok {
			continue
		}
		delete(s.byName, was)
		s.byName[name] = i
		s.sequences[i].name, s.info.Sequences[i].Name = name, name
		if s.info.First.Seq == was {
			s.info.First.Seq = name
		}
	}
}

// Info describes the source.
func (s *Store) Info() source.Info { return s.info }

// FileOrder implements source.Ordered.
func (s *Store) FileOrder() []uint32 { return s.fileOrder }

// Close makes later queries fail. The memory is freed with the last reference.
func (s *Store) Close() error {
	s.closed.Store(true)
	return nil
}

// lookup returns the sequence of a name.
func (s *Store) lookup(ctx context.Context, name string) (*sequence, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if s.closed.Load() {
		return nil, errClosed
	}
	i, ok := s.byName[name]
	if !ok {
		return nil, fmt.Errorf("%q: %w", name, source.ErrNoSequence)
	}
	return &s.sequences[i], nil
}

// Rows implements source.Source.
func (s *Store) Rows(ctx context.Context, iv genome.Interval, opt source.RowOptions) (*source.Rows, error) {
	q, err := s.lookup(ctx, iv.Seq)
	if err != nil {
		return nil, err
	}
	hits, total, err := s.hits(ctx, q, iv, opt)
	if err != nil {
		return nil, err
	}
	rows := s.rows(hits, q.lo, opt.Columns, !opt.Unnumbered)
	rows.Total = total
	return rows, nil
}

// Count implements source.Counter.
func (s *Store) Count(ctx context.Context, iv genome.Interval) (int, error) {
	q, err := s.lookup(ctx, iv.Seq)
	if err != nil {
		return 0, err
	}
	first, last := q.window(&s.starts, &s.ends, iv.Start, iv.End)
	early, err := s.early(ctx, q, first, iv.Start)
	return len(early) + last - first, err
}

// hits are rows, by their numbers, in order: some, and then a run.
type hits struct {
	early    []int
	from, to int
}

func (h hits) len() int { return len(h.early) + h.to - h.from }

func (h hits) each(yield func(row int) bool) {
	for _, row := range h.early {
		if !yield(row) {
			return
		}
	}
	for row := h.from; row < h.to && yield(row); row++ {
	}
}

// hits returns the rows in iv, and how many there are. If they are more
// than the limit, it returns none.
func (s *Store) hits(ctx context.Context, q *sequence, iv genome.Interval, opt source.RowOptions) (h hits, total int, err error) {
	first, last := q.window(&s.starts, &s.ends, iv.Start, iv.End)
	early, err := s.early(ctx, q, first, iv.Start)
	if err != nil {
		return hits{}, 0, err
	}
	if opt.Unbroken && len(early) > 0 {
		if last == first {
			last = early[len(early)-1] + 1
		}
		first, early = early[0], nil
	}
	total = len(early) + last - first
	if total == 0 || opt.Limit > 0 && total > opt.Limit {
		return hits{}, total, nil
	}
	for i := range early {
		early[i] += q.lo
	}
	return hits{early, q.lo + first, q.lo + last}, total, nil
}

// early returns the rows before the n-th that end after pos.
func (s *Store) early(ctx context.Context, q *sequence, n, pos int) (rows []int, err error) {
	seen := 0
	q.reaching(&s.ends, n, pos, func(i int) bool {
		if seen++; seen%checkEvery == 0 {
			err = ctx.Err()
		}
		rows = append(rows, i)
		return err == nil
	})
	return rows, err
}

// rows returns copies of the rows at hits; lo is the first row of their sequence. Without numbers nobody asks for those.
func (s *Store) rows(h hits, lo int, wanted *source.Columns, numbers bool) *source.Rows {
	n := h.len()
	r := &source.Rows{
		Start: s.starts.gather(h), End: s.ends.gather(h), Strand: gather(make([]byte, 0, n), s.strands, h),
		Values:   make([][]float64, len(s.values)),
		Metadata: make([][]string, len(s.metadata)),
	}
	if numbers {
		r.Number = make([]int, 0, n)
		for row := range h.each {
			r.Number = append(r.Number, row-lo+1)
		}
	}
	for i := range s.values {
		if wanted.HasValue(i) {
			r.Values[i] = s.values[i].gather(h)
		}
	}
	if !wanted.HasText() {
		return r
	}
	for i := range s.metadata {
		r.Metadata[i] = make([]string, 0, n)
		for row := range h.each {
			r.Metadata[i] = append(r.Metadata[i], s.metadata[i].at(row))
		}
	}
	if s.schema.Exons {
		r.Exons = make([][][2]int, 0, n)
		for row := range h.each {
			r.Exons = append(r.Exons, s.exons.at(row, s.starts.at(row)))
		}
	}
	if s.schema.Coding {
		r.Coding = make([][2]int, 0, n)
		for row := range h.each {
			from := s.starts.at(row) + s.codingFrom.at(row)
			r.Coding = append(r.Coding, [2]int{from, from + s.codingSize.at(row)})
		}
	}
	if s.schema.Phase {
		r.Phase = gather(make([]byte, 0, n), s.phases, h)
	}
	return r
}
