package bbi

import (
	"context"
	"math"
	"strings"
	"sync"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/intervals"
)

// geneNames finds genes by their symbol in a bigBed that has no index of
// symbols (most have one of transcript ids, or none). The list is made when it
// is first asked for, by reading all rows, and kept: some megabytes for all
// human genes.
type geneNames struct {
	busy chan struct{} // 1-buffered; holds the right to make the list
	mu   sync.Mutex    // guards list
	list *intervals.Store
}

// maxGeneRows is the number of rows up to which a list of genes is made. Human
// gene sets have some hundred thousand transcripts.
const maxGeneRows = 2_000_000

func newGeneNames() *geneNames { return &geneNames{busy: make(chan struct{}, 1)} }

func (g *geneNames) made() *intervals.Store {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.list
}

// get returns the list. Who comes first makes it; when its context ends, who
// waits makes it anew.
func (g *geneNames) get(ctx context.Context, b *bigBed) (*intervals.Store, error) {
	if list := g.made(); list != nil {
		return list, nil
	}
	select {
	case g.busy <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-g.busy }()
	if list := g.made(); list != nil {
		return list, nil
	}
	list, err := b.listGenes(ctx)
	if err != nil {
		return nil, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.list = list
	return list, nil
}

// listGenes reads all rows. Transcripts of one gene that overlap become one
// entry, which spans them.
func (b *bigBed) listGenes(ctx context.Context) (*intervals.Store, error) {
	blocks, err := b.index.find(ctx, nil, 0, math.MaxUint64, 0)
	if err != nil {
		return nil, err
	}
	type gene struct {
		name string
		iv   genome.Interval
	}
	var genes []gene
	latest := map[string]int{} // place in genes, by name
	row := make([]string, b.columns.count)
	err = b.blocks.each(ctx, blocks, func(i int, raw []byte) error {
		return b.eachRow(raw, blocks[i].offset, func(ch uint32, r record) {
			split(row, r.rest)
			name := row[b.columns.metadata[0]]
			iv := genome.Interval{Seq: b.names[ch], Start: r.start, End: r.end}
			if k, ok := latest[name]; ok && genes[k].iv.Seq == iv.Seq && iv.Start <= genes[k].iv.End {
				genes[k].iv.End = max(genes[k].iv.End, iv.End)
				return
			}
			name = strings.Clone(name) // not to keep the block
			latest[name] = len(genes)
			genes = append(genes, gene{name, iv})
		})
	})
	if err != nil {
		return nil, err
	}
	const column = "gene"
	builder := intervals.NewBuilder(intervals.Schema{Metadata: []string{column}, Names: []string{column}})
	for _, g := range genes {
		row := intervals.Row{Seq: []byte(g.iv.Seq), Start: g.iv.Start, End: g.iv.End, Metadata: [][]byte{[]byte(g.name)}}
		if err := builder.Add(row); err != nil {
			return nil, b.f.damaged("gene", b.h.data, "%v", err)
		}
	}
	return builder.Finish(source.Info{}), nil
}
