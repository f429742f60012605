package bam

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bins"
)

// site is what reads have at a base: of how many the measure is, and of how many it could be.
type site struct{ n, of int }

// sitesAtOnce bounds the bases that are counted at a time.
const sitesAtOnce = 1 << 20

// counter counts at the bases of a part of a sequence.
type counter struct {
	start int
	sites []site
}

// add adds to the site of a position, which may be elsewhere.
func (c *counter) add(pos, n, of int) {
	if i := pos - c.start; i >= 0 && i < len(c.sites) {
		c.sites[i].n += n
		c.sites[i].of += of
	}
}

// sites is a signal that is counted at each base: mismatches, modified bases.
type sites struct {
	f    *reads
	info source.Info
	// count adds what a read has to a counter. It is given what reads the genome.
	count func(r *record, g *genomePart, c *counter) error
	// value returns the value of a base, and reports whether it has one.
	value func(s site) (v float64, has bool)
	// dense reports whether every base has a value, so that its number is its position.
	dense bool
	// weighted reports whether means are those of the reads rather than of the bases.
	weighted bool
}

var _ source.Summarizer = (*sites)(nil)

func newSites(f *reads, value string, notes ...string) *sites {
	nan := math.NaN()
	return &sites{f: f, info: source.Info{Format: f.info.Format, Kind: source.Signal, Sequences: f.info.Sequences, Values: []string{value},
		First: f.info.First, Min: nan, Max: nan, Items: -1, Notes: notes}}
}

// Info implements source.Source.
func (s *sites) Info() source.Info { return s.info }

// Close does nothing: the file is closed with its reads.
func (s *sites) Close() error { return nil }

// each calls emit with the sites of a window, a part of it at a time.
func (s *sites) each(ctx context.Context, iv genome.Interval, emit func(start int, part []site)) error {
	seq, iv, err := s.f.clip(ctx, iv)
	if err != nil {
		return err
	}
	if size := s.f.size(seq, iv); size > mostBytes {
		err := fmt.Errorf("%s: the reads of %v take %d MB of the file; wanted at most %d to count their bases",
			s.f.name, iv, size>>20, mostBytes>>20)
		return hint.Add(err, "look at a narrower place")
	}
	g := s.f.genomePart(ctx, iv.Seq)
	c := &counter{}
	for at := iv.Start; at < iv.End; at += sitesAtOnce {
		part := genome.Interval{Seq: iv.Seq, Start: at, End: min(at+sitesAtOnce, iv.End)}
		c.start, c.sites = at, slices.Grow(c.sites[:0], part.Len())[:part.Len()]
		clear(c.sites)
		err := s.f.eachOf(ctx, seq, part, true, func(r *record, _ int) error {
			if !r.chosen(s.f.choice) {
				return nil
			}
			return s.count(r, g, c)
		})
		if err = cmp.Or(g.err, err); err != nil { // what is not known since the genome cannot be read
			return err
		}
		emit(at, c.sites)
	}
	return g.close()
}

// Rows implements source.Source: a row a base that has a value. To number those that not every base has, the sequence is read from
// its beginning.
func (s *sites) Rows(ctx context.Context, iv genome.Interval, opt source.RowOptions) (*source.Rows, error) {
	rows := &source.Rows{Values: make([][]float64, 1)}
	full := false
	most := mostBases
	if opt.Limit > 0 {
		most = min(most, opt.Limit)
	}
	read, number := iv, 0
	if !opt.Unnumbered && !s.dense && iv.Len() > 0 {
		read.Start = 0
	}
	err := s.each(ctx, read, func(start int, part []site) {
		for i, here := range part {
			v, has := s.value(here)
			if !has {
				continue
			}
			if number++; start+i < iv.Start {
				continue
			}
			if rows.Total++; rows.Total > most {
				full = true
				continue
			}
			at := start + i
			rows.Start, rows.End = append(rows.Start, at), append(rows.End, at+1)
			rows.Strand, rows.Values[0] = append(rows.Strand, '*'), append(rows.Values[0], v)
			if !opt.Unnumbered {
				rows.Number = append(rows.Number, number)
				if s.dense {
					rows.Number[len(rows.Number)-1] = at + 1
				}
			}
		}
	})
	switch {
	case err != nil:
		return nil, err
	case full && opt.Limit == 0:
		return nil, hint.Add(fmt.Errorf("%s: %v has %d rows, one a base; wanted at most %d", s.f.name, iv, rows.Total, mostBases),
			"ask for the values of bins, or for a narrower place")
	case full:
		return &source.Rows{Values: make([][]float64, 1), Total: rows.Total}, nil
	}
	return rows, nil
}

// Summarize implements source.Summarizer.
func (s *sites) Summarize(ctx context.Context, iv genome.Interval, n int, opt source.SummaryOptions) (*source.Summary, error) {
	if opt.Column != 0 {
		return nil, fmt.Errorf("value column %d; a signal of reads has one", opt.Column)
	}
	acc, err := bins.New(iv, n)
	if err != nil {
		return nil, err
	}
	sums := make([]site, n)
	bin := 0
	err = s.each(ctx, iv, func(start int, part []site) {
		for i, here := range part {
			v, has := s.value(here)
			if !has {
				continue
			}
			at := start + i
			acc.Add(at, at+1, v)
			for bin+1 < n && bins.Edge(iv, n, bin+1) <= at {
				bin++
			}
			sums[bin].n += here.n
			sums[bin].of += here.of
		}
	})
	if err != nil {
		return nil, err
	}
	sum := acc.Summary()
	if s.weighted {
		sum.Mean = make([]float64, n)
		for i, of := range sums {
			sum.Mean[i] = math.NaN()
			if of.of > 0 {
				sum.Mean[i] = float64(of.n) / float64(of.of)
			}
		}
	}
	return sum, nil
}

// mismatches returns the signal of the numbers of bases that differ from the reference.
func (f *reads) mismatches() *sites {
	s := newSites(f, "mismatches", "bases that differ from the reference, by the tag MD, or by the genome where reads lack it; "+
		"reads whose bases are not in the file differ nowhere")
	s.count = func(r *record, g *genomePart, c *counter) error {
		if r.bases() == 0 {
			return nil
		}
		known := r.differences(g, func(pos, _ int) { c.add(pos, 1, 0) })
		if !known && r.flag()&unmapped == 0 {
			return hint.Add(fmt.Errorf("%s: the read %.100q has no tag MD, and the genome has no bases there", f.name, r.name()),
				"genome FILE, of the FASTA or .2bit that the reads were aligned to")
		}
		return nil
	}
	s.value, s.dense = func(here site) (float64, bool) { return float64(here.n), true }, true
	return s
}

// modified returns the signals of a modification with codes: the fraction of the bases that have it, and how many are known.
func (f *reads) modified(codes []string) (fraction, coverage *sites) {
	note := "of a base, the likeliest of its modifications and none counts; reads whose tags MM and ML do not fit, or that have lost " +
		"bases, are left out"
	count := func(r *record, _ *genomePart, c *counter) error {
		var places []int
		at := func(i int) (pos int, ok bool) {
			if places == nil {
				places = r.places()
			}
			return places[i], places[i] >= 0
		}
		seen := map[int]int{} // a base counts once, whatever the names of the modification
		_, ok := r.modCalls(func(call modCall) {
			if !slices.Contains(codes, call.code) {
				return
			}
			n := 0
			if call.likeliest {
				n = 1
			}
			before, twice := seen[call.at]
			seen[call.at] = max(before, n)
			if pos, ok := at(call.at); ok {
				if twice {
					c.add(pos, max(n-before, 0), 0)
				} else {
					c.add(pos, n, 1)
				}
			}
		})
		if !ok { // take back what was counted before the fault
			for i, n := range seen {
				if pos, ok := at(i); ok {
					c.add(pos, -n, -1)
				}
			}
		}
		return nil
	}
	name := modName(codes[0])
	fraction, coverage = newSites(f, name, note), newSites(f, name+"_coverage", note)
	fraction.count, coverage.count = count, count
	fraction.value = func(here site) (float64, bool) {
		if here.of <= 0 {
			return 0, false
		}
		return float64(here.n) / float64(here.of), true
	}
	coverage.value = func(here site) (float64, bool) { return float64(here.of), here.of > 0 }
	fraction.weighted = true
	return fraction, coverage
}
