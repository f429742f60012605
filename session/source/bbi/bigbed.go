package bbi

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/lazy"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bins"
	"github.com/epiviz/epivizgo/session/source/intervals"
)

// bigBed is an open bigBed: features with columns of text.
type bigBed struct {
	*container
	columns *columns
	names   map[uint32]string // of sequences, by id
	indexes []extraIndex
	// list finds rows by their names where no index does; see lists. Most files have
	// an index of transcript ids, or none.
	list  lazy.Value[*intervals.Store]
	lists bool
}

var (
	_ source.Summarizer = (*bigBed)(nil)
	_ source.Searcher   = (*bigBed)(nil)
	_ source.Thinner    = (*bigBed)(nil)
)

// bigBedHead is a record's fixed part: sequence id, start and end. The other
// columns follow as text that ends with a zero byte.
const bigBedHead = 12

func newBigBed(ctx context.Context, c *container) (source.Source, error) {
	b := &bigBed{container: c}
	b.columns = newColumns(c.h, parseAutoSQL(readAutoSQL(c.f, c.h)), b.sample(ctx))
	c.decode = b.records
	c.info.Format, c.info.Overlaps = "bigBed", true
	if b.columns.genes {
		c.info.Kind = source.Genes
	}
	if b.columns.pairs != nil {
		c.info.Kind, c.info.Format = source.Pairs, "bigInteract"
		c.info.Notes = append(c.info.Notes, "a pair across two sequences is two of the file's items, one at either end")
	}
	for _, i := range b.columns.values {
		c.info.Values = append(c.info.Values, b.columns.labels[i])
	}
	c.info.Metadata = b.columns.names
	// The total summary and the zoom levels have the number of features over a base,
	// which is not a column. So they are not opened, and Min and Max stay NaN.
	count, err := c.f.bytesAt(c.h.data, 8, "number of rows")
	if err != nil {
		return nil, err
	}
	if n := c.f.order.u64(count); n < 1<<40 {
		c.info.Items = int64(n)
	}
	if b.indexes, err = openIndexes(c.f, c.h); err != nil {
		c.info.Notes = append(c.info.Notes, fmt.Sprintf("names cannot be searched by index (%v)", err))
	}
	b.names = map[uint32]string{}
	for _, ch := range c.chroms {
		b.names[ch.id] = ch.name
	}
	b.lists = c.info.Items <= maxListed && slices.ContainsFunc(b.columns.searched, func(i int) bool { return !b.indexed(i) })
	return b, nil
}

// indexed reports whether a column has an index of its own.
func (b *bigBed) indexed(column int) bool {
	return slices.ContainsFunc(b.indexes, func(x extraIndex) bool { return x.column == column })
}

// sample returns some of the first rows, after their third column. It returns none of a
// damaged block, which a query will report.
func (b *bigBed) sample(ctx context.Context) []string {
	const most = 200
	var rows []string
	_ = b.blocks.each(ctx, b.head, func(i int, raw []byte) error {
		return b.eachRow(raw, b.head[i].offset, func(_ uint32, r record) {
			if len(rows) < most {
				rows = append(rows, r.rest)
			}
		})
	})
	return rows
}

// eachRow calls fn for every row of a block.
func (b *bigBed) eachRow(raw []byte, at uint64, fn func(chrom uint32, r record)) error {
	order := b.f.order
	text := string(raw) // rows share its memory
	for n := 0; n < len(raw); {
		if len(raw)-n < bigBedHead+1 {
			return b.f.damaged("data block", at, "wanted a row of at least %d bytes at its byte %d, found %d", bigBedHead+1, n, len(raw)-n)
		}
		head := raw[n : n+bigBedHead]
		n += bigBedHead
		width := strings.IndexByte(text[n:], 0)
		if width < 0 {
			return b.f.damaged("data block", at, "the row at its byte %d has no end", n-bigBedHead)
		}
		r := record{start: int(order.u32(head[4:])), end: int(order.u32(head[8:])), rest: text[n : n+width]}
		if r.end < r.start {
			return b.f.damaged("data block", at, "a row from %d to %d ends before it starts", r.start, r.end)
		}
		fn(order.u32(head), r)
		n += width + 1
	}
	return nil
}

// records decodes a block for Rows.
func (b *bigBed) records(raw []byte, at uint64, ch uint32, dst []record) ([]record, error) {
	err := b.eachRow(raw, at, func(chrom uint32, r record) {
		if chrom == ch {
			dst = append(dst, r)
		}
	})
	return dst, err
}

// Rows returns the features that overlap iv.
func (b *bigBed) Rows(ctx context.Context, iv genome.Interval, opt source.RowOptions) (*source.Rows, error) {
	found, err := b.find(ctx, iv, opt)
	if err != nil {
		return nil, err
	}
	rows := found.rows()
	b.columns.fill(rows, iv.Seq, found.records, opt.Columns)
	return rows, nil
}

// Summarize reduces a number column to bins, from the rows: the file's zoom
// levels have the number of features over a base rather than their columns.
func (b *bigBed) Summarize(ctx context.Context, iv genome.Interval, n int, opt source.SummaryOptions) (*source.Summary, error) {
	ch, start, end, err := b.resolve(iv)
	if err != nil {
		return nil, err
	}
	if opt.Column < 0 || opt.Column >= len(b.columns.values) {
		return nil, fmt.Errorf("%s: value column %d; the file has %d", b.f.name, opt.Column, len(b.columns.values))
	}
	acc, err := bins.New(iv, n)
	if err != nil {
		return nil, err
	}
	list, err := b.index.find(ctx, nil, place(ch.id, uint32(start)), place(ch.id, uint32(end)), 0)
	if err != nil {
		return nil, err
	}
	column := b.columns.values[opt.Column]
	row := make([]string, b.columns.count)
	err = b.blocks.each(ctx, list, func(i int, raw []byte) error {
		return b.eachRow(raw, list[i].offset, func(chrom uint32, r record) {
			if chrom == ch.id && r.overlaps(iv) {
				split(row, r.rest)
				acc.Add(r.start, r.end, parseNumber(row[column]))
			}
		})
	})
	if err != nil {
		return nil, err
	}
	return acc.Summary(), nil
}
