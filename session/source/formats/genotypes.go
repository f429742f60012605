package formats

import (
	"context"
	"fmt"
	"hash/maphash"
	"os"
	"slices"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/cache"
	"github.com/epiviz/epivizgo/session/source/vcf"
)

// mostCalls bounds the genotypes that are read at once: those of about half a gigabyte of text.
const mostCalls = 100_000_000

// calls caches the genotypes of the last windows: a heatmap asks for one sample after the other.
var calls = cache.New[*relines, windowCalls](64 << 20)

// windowCalls are the genotypes of all samples in rows.
type windowCalls struct {
	start, end []int // of the rows
	chosen     []int // of them; nil for all
	*source.Genotypes
}

var seed = maphash.MakeSeed()

// Closed implements cache.File.
func (r *relines) Closed() bool { return r.closed.Load() }

func (r *relines) close() {
	r.closed.Store(true)
	calls.Drop(r)
	found.Drop(r)
}

// Genotypes implements source.Genotyper.
func (r *relines) Genotypes(ctx context.Context, seq string, rows *source.Rows, chosen, samples []int) (*source.Genotypes, error) {
	sites, places := rows.Len(), rows
	if chosen != nil {
		sites, places = len(chosen), &source.Rows{}
		for _, i := range chosen {
			places.Start, places.End = append(places.Start, rows.Start[i]), append(places.End, rows.End[i])
		}
	}
	if n := sites * len(r.samples); n > mostCalls {
		return nil, hint.Add(fmt.Errorf("%s: %d sites of %d samples are %d genotypes; at most %d are read at once",
			r.name, sites, len(r.samples), n, mostCalls), "ask for a smaller region")
	}
	if sites == 0 {
		return &source.Genotypes{Samples: len(samples)}, nil
	}
	iv := common(seq, places)
	number := numberOf(iv, rows.Len(), chosen)
	have, ok := calls.Get(r, number)
	if !ok || !slices.Equal(have.start, rows.Start) || !slices.Equal(have.end, rows.End) || !slices.Equal(have.chosen, chosen) || !r.same() {
		all, err := vcf.NewCaller(len(r.samples), nil).Match(rows, chosen, func(take func([]byte, genome.Interval) error) error {
			return r.each(ctx, iv, false, take)
		})
		if err != nil {
			return nil, err
		}
		have = windowCalls{slices.Clone(rows.Start), slices.Clone(rows.End), slices.Clone(chosen), all}
		calls.Put(r, number, have, 2*len(all.Calls)+16*rows.Len()+8*len(chosen))
	}
	if samples == nil {
		return have.Genotypes, nil
	}
	n := len(samples)
	out := &source.Genotypes{Samples: n, Calls: make([]source.Call, n*sites), Dosages: make([]int8, n*sites)}
	for i := range sites {
		for k, sample := range samples {
			out.Calls[i*n+k], out.Dosages[i*n+k] = have.Calls[i*have.Samples+sample], have.Dosages[i*have.Samples+sample]
		}
	}
	return out, nil
}

// numberOf returns the number by which genotypes are cached.
func numberOf(iv genome.Interval, rows int, chosen []int) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	maphash.WriteComparable(&h, iv)
	maphash.WriteComparable(&h, [2]int{rows, len(chosen)})
	for _, i := range chosen {
		maphash.WriteComparable(&h, i)
	}
	return h.Sum64()
}

// common returns a window that all rows overlap, the smallest one: a site of megabases among others does not make it larger.
func common(seq string, rows *source.Rows) genome.Interval {
	last := slices.Max(rows.Start)
	return genome.Interval{Seq: seq, Start: min(slices.Min(rows.End)-1, last), End: last + 1}
}

// same reports whether the file is as it was when it was opened.
func (r *relines) same() bool {
	info, err := os.Stat(r.path)
	return err == nil && r.identity(&input{path: r.path, info: info}) == r.state
}
