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
func (r *relines) Genotypes(ctx context.Context, seq string, rows *source.Rows, samples []int) (*source.Genotypes, error) {
	if n := rows.Len() * len(r.samples); n > mostCalls {
		return nil, hint.Add(fmt.Errorf("%s: %d sites of %d samples are %d genotypes; at most %d are read at once",
			r.name, rows.Len(), len(r.samples), n, mostCalls), "ask for a smaller region")
	}
	if rows.Len() == 0 {
		return &source.Genotypes{Samples: len(samples)}, nil
	}
	window := common(seq, rows)
	number := maphash.Comparable(seed, window)
	have, ok := calls.Get(r, number)
	if !ok || !slices.Equal(have.start, rows.Start) || !slices.Equal(have.end, rows.End) || !r.same() {
		all, err := vcf.NewCaller(len(r.samples), nil).Match(rows, func(take func([]byte, genome.Interval) error) error {
			return r.each(ctx, window, false, take)
		})
		if err != nil {
			return nil, err
		}
		have = windowCalls{slices.Clone(rows.Start), slices.Clone(rows.End), all}
		calls.Put(r, number, have, 2*len(all.Calls)+16*rows.Len())
	}
	if samples == nil {
		return have.Genotypes, nil
	}
	n := len(samples)
	out := &source.Genotypes{Samples: n, Calls: make([]source.Call, n*rows.Len()), Dosages: make([]int8, n*rows.Len())}
	for i := range rows.Len() {
		for k, sample := range samples {
			out.Calls[i*n+k], out.Dosages[i*n+k] = have.Calls[i*have.Samples+sample], have.Dosages[i*have.Samples+sample]
		}
	}
	return out, nil
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
