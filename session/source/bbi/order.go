package bbi

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sync"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/lazy"
	"github.com/epiviz/epivizgo/session/source"
)

// record is one record of either format.
type record struct {
	start, end int
	value      float32 // of a bigWig
	rest       string  // of a bigBed: the columns after the third, separated by tabs
}

// overlaps reports whether the record overlaps iv, by the rule of all formats: a record
// without bases overlaps an interval with bases on both sides of it.
func (r *record) overlaps(iv genome.Interval) bool { return r.start < iv.End && r.end > iv.Start }

// sequence has the order of one sequence's records: how many are before each data block.
// Blocks are counted from the first on, only as far as queries need it. The counts stay
// if a query is canceled.
//
// Where records of neighbouring blocks interleave in the order by start and end
// (equal starts, or a file that is not sorted), the blocks form a group that is
// sorted together. Nearly always each block is a group of its own.
type sequence struct {
	id     uint32
	blocks []block   // all of the sequence, sorted by start; not changed
	turn   lazy.Turn // to count blocks

	mu     sync.Mutex // guards what follows
	before []int      // before[i] is the number of records before block i; counted blocks and one more
	joined []bool     // joined[i]: block i+1 is of block i's group; of counted blocks
	latest int        // largest start in the counted blocks, as far as it is needed
}

// sequence returns the sequence of ch.
func (c *container) sequence(ctx context.Context, ch chrom) (*sequence, error) {
	return c.sequences.Get(ctx, ch.id, func(ctx context.Context) (*sequence, error) {
		list, err := c.index.find(ctx, nil, place(ch.id, 0), afterChrom(ch.id), 0)
		slices.SortStableFunc(list, func(a, b block) int { return cmp.Compare(a.start, b.start) })
		return &sequence{id: ch.id, blocks: list, before: []int{0}, latest: -1}, err
	})
}

// counted returns before and joined if block k's group is counted to its end. The
// slices are only appended to, so that those returned do not change.
func (s *sequence) counted(k int) (before []int, joined []bool, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for k < len(s.joined) {
		if !s.joined[k] {
			return s.before, s.joined, true
		}
		k++
	}
	return nil, nil, false
}

// count counts the blocks up to the end of block k's group.
func (c *container) count(ctx context.Context, s *sequence, k int) (before []int, joined []bool, err error) {
	if before, joined, ok := s.counted(k); ok {
		return before, joined, nil
	}
	release, err := s.turn.Take(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer release()
	for {
		before, joined, ok := s.counted(k)
		if ok {
			return before, joined, nil
		}
		done := len(s.joined) // changed by the holder of the turn only
		if err := c.countSome(ctx, s, s.blocks[done:max(k+1, done+1)]); err != nil {
			return nil, nil, err
		}
	}
}

// countSome counts the first of the next blocks: as many as can be counted in one way.
// The starts of a block that ends at or before the start of the next one are not needed:
// the two are never joined.
func (c *container) countSome(ctx context.Context, s *sequence, todo []block) error {
	i, n := len(s.joined), 1
	apart := func(i int) bool { return i+1 == len(s.blocks) || s.blocks[i].end <= s.blocks[i+1].start }
	quick := c.countHead != nil && apart(i)
	for n < len(todo) && (c.countHead != nil && apart(i+n)) == quick {
		n++
	}
	todo = todo[:n]
	if quick {
		return c.blocks.heads(ctx, todo, c.headSize, func(i int, head []byte) error {
			count, err := c.countHead(head, todo[i].offset, s.id)
			if err == nil {
				s.add(count, -1)
			}
			return err
		})
	}
	var buf []record
	return c.blocks.each(ctx, todo, func(i int, raw []byte) error {
		var err error
		if buf, err = c.decode(raw, todo[i].offset, s.id, buf[:0]); err != nil {
			return err
		}
		s.addRecords(buf)
		return nil
	})
}

// add records the number of records of the next block and their latest start, -1 if it is
// not needed.
func (s *sequence) add(records, latest int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.latest = max(s.latest, latest)
	i := len(s.joined)
	s.before = append(s.before, s.before[i]+records)
	joined := s.latest >= 0 && i+1 < len(s.blocks) && s.blocks[i+1].start <= place(s.id, uint32(min(s.latest, math.MaxUint32)))
	s.joined = append(s.joined, joined)
}

// addRecords adds the next block by its records.
func (s *sequence) addRecords(records []record) {
	latest := -1
	for i := range records {
		latest = max(latest, records[i].start)
	}
	s.add(len(records), latest)
}

// span is a run, [from, to): of blocks, which is a group, or of bases.
type span struct{ from, to int }

// found is the result of find.
type found struct {
	records []record
	numbers []int
	total   int
}

// rows returns the columns that the formats have in common.
func (f *found) rows() *source.Rows {
	n := len(f.records)
	rows := &source.Rows{Number: f.numbers, Start: make([]int, n), End: make([]int, n), Strand: make([]byte, n), Total: f.total}
	for i := range f.records {
		rows.Start[i], rows.End[i], rows.Strand[i] = f.records[i].start, f.records[i].end, '*'
	}
	return rows
}

// find implements Rows for both formats.
func (c *container) find(ctx context.Context, iv genome.Interval, opt source.RowOptions) (*found, error) {
	ch, start, end, err := c.resolve(iv)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil || start == end {
		return &found{}, err
	}
	if opt.Unnumbered && !opt.Unbroken {
		return c.unnumbered(ctx, ch, iv, opt.Limit)
	}
	s, err := c.sequence(ctx, ch)
	if err != nil {
		return nil, err
	}
	hits := touching(s.blocks, place(ch.id, uint32(start)), place(ch.id, uint32(end)))
	if len(hits) == 0 {
		return &found{}, nil
	}
	before, joined, err := c.count(ctx, s, hits[len(hits)-1])
	if err != nil {
		return nil, err
	}
	q := query{c, s, before, joined, iv}
	groups := groupsOf(hits, joined)
	if opt.Unbroken {
		return q.unbroken(ctx, groups, opt.Limit)
	}
	return q.overlapping(ctx, groups, opt.Limit)
}

// touching returns the indexes in list of the blocks that may hold records between two
// places.
func touching(list []block, first, last uint64) (hits []int) {
	for i := range list {
		if list[i].start >= last {
			break
		}
		if list[i].end >= first {
			hits = append(hits, i)
		}
	}
	return hits
}

// eachRecord calls fn for the records that overlap iv, in order, with their numbers. It
// counts the blocks for the numbers at the same time, so that the first query of a
// sequence decodes each block once.
func (c *container) eachRecord(ctx context.Context, iv genome.Interval, fn func(number int, r record)) error {
	ch, start, end, err := c.resolve(iv)
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil || start == end {
		return err
	}
	s, err := c.sequence(ctx, ch)
	if err != nil {
		return err
	}
	hits := touching(s.blocks, place(ch.id, uint32(start)), place(ch.id, uint32(end)))
	if len(hits) == 0 {
		return nil
	}
	last := hits[len(hits)-1]
	each := func(number int, records []record) error {
		for i := range records {
			if records[i].overlaps(iv) {
				fn(number+i, records[i])
			}
		}
		return nil
	}
	if before, joined, ok := s.counted(last); ok {
		q := query{c, s, before, joined, iv}
		return q.eachGroup(ctx, groupsOf(hits, joined), each)
	}
	release, err := s.turn.Take(ctx)
	if err != nil {
		return err
	}
	defer release()
	from := len(s.joined) // the beginning of the first group that is not counted to its end
	for from > 0 && s.joined[from-1] {
		from--
	}
	q := query{c, s, s.before, s.joined, iv}
	known, _ := slices.BinarySearch(hits, from)
	if err := q.eachGroup(ctx, groupsOf(hits[:known], s.joined), each); err != nil {
		return err
	}
	return c.countGroups(ctx, s, from, last, each)
}

// countGroups decodes the blocks from the one at index from, which begins a
// group, to the end of block last's group, counts those that are not counted
// yet, and calls fn as query.eachGroup does. The caller has the turn.
func (c *container) countGroups(ctx context.Context, s *sequence, from, last int, fn func(number int, records []record) error) error {
	first := from // block of the current group
	var group []record
	for from <= last || s.joined[from-1] {
		todo := s.blocks[from : max(from, last)+1]
		err := c.blocks.each(ctx, todo, func(i int, raw []byte) error {
			n := len(group)
			var err error
			if group, err = c.decode(raw, todo[i].offset, s.id, group); err != nil {
				return err
			}
			if from+i == len(s.joined) {
				s.addRecords(group[n:])
			}
			if s.joined[from+i] {
				return nil
			}
			sortRecords(group)
			err = fn(s.before[first]+1, group)
			first, group = from+i+1, group[:0]
			return err
		})
		if err != nil {
			return err
		}
		from += len(todo)
	}
	return nil
}

// unnumbered collects the records that overlap iv from the blocks that hold any
// of them, without counting those before them.
func (c *container) unnumbered(ctx context.Context, ch chrom, iv genome.Interval, limit int) (*found, error) {
	list, err := c.index.find(ctx, nil, place(ch.id, uint32(max(iv.Start, 0))), place(ch.id, uint32(min(iv.End, math.MaxUint32))), 0)
	if err != nil {
		return nil, err
	}
	f := &found{}
	var buf []record
	err = c.blocks.each(ctx, list, func(i int, raw []byte) error {
		var err error
		if buf, err = c.decode(raw, list[i].offset, ch.id, buf[:0]); err != nil {
			return err
		}
		for k := range buf {
			if buf[k].overlaps(iv) {
				f.total++
				if limit == 0 || f.total <= limit {
					f.records = append(f.records, buf[k])
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if f.total > len(f.records) {
		return &found{total: f.total}, nil
	}
	sortRecords(f.records)
	return f, nil
}

// groupsOf returns the groups that the blocks belong to, in order.
func groupsOf(hits []int, joined []bool) []span {
	var groups []span
	for _, i := range hits {
		if n := len(groups); n > 0 && i < groups[n-1].to {
			continue
		}
		g := span{i, i + 1}
		for g.from > 0 && joined[g.from-1] {
			g.from--
		}
		for joined[g.to-1] {
			g.to++
		}
		groups = append(groups, g)
	}
	return groups
}
