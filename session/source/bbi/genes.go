package bbi

import (
	"context"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/intervals"
)

// maxListed is the number of rows up to which a list of names is built. Human gene
// sets have some hundred thousand transcripts.
const maxListed = 2_000_000

// named is an entry of the list of names: a gene or a row.
type named struct {
	name    string
	further []string // that the gene has too
	iv      genome.Interval
}

// listNames reads all rows and lists them by their names: some megabytes for all human genes.
// A gene has one entry for its overlapping transcripts, which spans them, with the shown name
// and those in other columns. Every transcript has an entry with its own name.
func (b *bigBed) listNames(ctx context.Context) (*intervals.Store, error) {
	blocks, err := b.index.find(ctx, nil, 0, math.MaxUint64, 0)
	if err != nil {
		return nil, err
	}
	var list []named
	latest := map[string]int{} // index of a gene in list, by name
	row := make([]string, b.columns.count)
	err = b.blocks.each(ctx, blocks, func(i int, raw []byte) error {
		return b.eachRow(raw, blocks[i].offset, func(ch uint32, r record) {
			split(row, r.rest)
			iv := genome.Interval{Seq: b.names[ch], Start: r.start, End: r.end}
			if !b.columns.genes {
				if name := row[nameColumn]; !noName(name) {
					list = append(list, named{strings.Clone(name), nil, iv}) // not to keep the block
				}
				return
			}
			k := geneOf(&list, latest, row[b.columns.metadata[0]], iv)
			for _, c := range b.columns.searched[1:] {
				switch name := row[c]; {
				case b.indexed(c) || name == list[k].name || noName(name):
				case c == nameColumn:
					list = append(list, named{strings.Clone(name), nil, iv})
				case !slices.Contains(list[k].further, name):
					list[k].further = append(list[k].further, strings.Clone(name))
				}
			}
		})
	})
	if err != nil {
		return nil, err
	}
	const column = "name"
	builder := intervals.NewBuilder(intervals.Schema{Metadata: []string{column}, Names: []string{column}, Hidden: true})
	for _, n := range list {
		row := intervals.Row{Seq: []byte(n.iv.Seq), Start: n.iv.Start, End: n.iv.End,
			Metadata: [][]byte{[]byte(n.name)}, Names: []byte(strings.Join(n.further, ","))}
		if err := builder.Add(row); err != nil {
			return nil, b.f.damaged("row", b.h.data, "%v", err)
		}
	}
	return builder.Finish(source.Info{}), nil
}

// geneOf returns the index in list of the gene of a transcript at iv. It adds a gene unless
// iv overlaps the latest one of that name.
func geneOf(list *[]named, latest map[string]int, name string, iv genome.Interval) int {
	if k, ok := latest[name]; ok {
		if at := &(*list)[k].iv; at.Seq == iv.Seq && iv.Start <= at.End {
			at.End = max(at.End, iv.End)
			return k
		}
	}
	name = strings.Clone(name) // not to keep the block
	latest[name] = len(*list)
	*list = append(*list, named{name, nil, iv})
	return latest[name]
}

// noName reports whether the text of a column means that there is no name.
func noName(s string) bool {
	switch strings.ToLower(s) {
	case "", ".", "none", "n/a", "na", "null":
		return true
	}
	return false
}

// accession matches accessions of databases, which few people use as a gene's name.
var accession = regexp.MustCompile(`^(ENS[A-Z]*\d{6,}|[NX][CGMPRTW]_\d+|FB[a-z]{2}\d+|uc\d+[a-z]{3}|` +
	`[OPQ]\d[A-Z0-9]{3}\d|[A-Z]{1,6}\d{6,})(\.\d+)?$|\.\d+$|^[^A-Za-z]*$`)

// readable reports whether people use a name for a gene.
func readable(s string) bool { return !noName(s) && !accession.MatchString(s) }
