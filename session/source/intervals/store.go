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
	rows := s.rows(hits, q.lo, opt.Columns)
	rows.Total = total
	return rows, nil
}

// hits returns the numbers of the rows in iv, and how many there are. If they are more
// than the limit, it returns none.
func (s *Store) hits(ctx context.Context, q *sequence, iv genome.Interval, opt source.RowOptions) (hits []int, total int, err error) {
	first, last := q.window(&s.starts, &s.ends, iv.Start, iv.End)
	early, err := s.early(ctx, q, first, iv.Start)
	if err != nil {
		return nil, 0, err
	}
	if opt.Unbroken && len(early) > 0 {
		if last == first {
			last = early[len(early)-1] + 1
		}
		first, early = early[0], nil
	}
	total = len(early) + last - first
	if total == 0 || opt.Limit > 0 && total > opt.Limit {
		return nil, total, nil
	}
	hits = make([]int, 0, total)
	for _, i := range early {
		hits = append(hits, q.lo+i)
	}
	for i := first; i < last; i++ {
		hits = append(hits, q.lo+i)
	}
	return hits, total, nil
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

// rows returns copies of the rows at hits; lo is the first row of their sequence.
func (s *Store) rows(hits []int, lo int, wanted *source.Columns) *source.Rows {
	n := len(hits)
	r := &source.Rows{
		Number: make([]int, n), Start: make([]int, n), End: make([]int, n), Strand: make([]byte, n),
		Values:   make([][]float64, len(s.values)),
		Metadata: make([][]string, len(s.metadata)),
	}
	for k, row := range hits {
		r.Number[k] = row - lo + 1
		r.Start[k] = s.starts.at(row)
		r.End[k] = s.ends.at(row)
		r.Strand[k] = s.strands[row]
	}
	for i := range s.values {
		if !wanted.HasValue(i) {
			continue
		}
		r.Values[i] = make([]float64, n)
		for k, row := range hits {
			r.Values[i][k] = s.values[i].at(row)
		}
	}
	if !wanted.HasText() {
		return r
	}
	for i := range s.metadata {
		r.Metadata[i] = make([]string, n)
		for k, row := range hits {
			r.Metadata[i][k] = s.metadata[i].at(row)
		}
	}
	if s.schema.Exons {
		r.Exons = make([][][2]int, n)
		for k, row := range hits {
			r.Exons[k] = s.exons.at(row, r.Start[k])
		}
	}
	if s.schema.Coding {
		r.Coding = make([][2]int, n)
		for k, row := range hits {
			from := r.Start[k] + s.codingFrom.at(row)
			r.Coding[k] = [2]int{from, from + s.codingSize.at(row)}
		}
	}
	if s.schema.Phase {
		r.Phase = make([]byte, n)
		for k, row := range hits {
			r.Phase[k] = s.phases[row]
		}
	}
	return r
}
