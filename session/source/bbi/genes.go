package bbi

import (
	"context"
	"math"
	"strings"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/intervals"
)

// maxGeneRows is the number of rows up to which a list of genes is made. Human
// gene sets have some hundred thousand transcripts.
const maxGeneRows = 2_000_000

// listGenes reads all rows and lists the genes by their symbol: some megabytes for
// all human ones. Transcripts of one gene that overlap become one entry, which spans them.
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
