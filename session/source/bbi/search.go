package bbi

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// Search finds rows by the columns with an index and by those with names, genes by all of
// these; see source.Searcher. Matches of names come before equally good matches of an index.
func (b *bigBed) Search(ctx context.Context, text string, limit int) ([]source.Match, error) {
	if b.f.closed.Load() {
		return nil, fmt.Errorf("%s: %w", b.f.name, errClosed)
	}
	text = strings.TrimSpace(text)
	if err := ctx.Err(); err != nil || text == "" || limit <= 0 {
		return nil, err
	}
	var found []source.Match
	if b.lists {
		list, err := b.list.Get(ctx, b.listNames)
		if err != nil {
			return nil, err
		}
		if found, err = list.Search(ctx, text, limit); err != nil {
			return nil, err
		}
	}
	indexed, err := b.searchIndexes(ctx, text, limit)
	if err != nil {
		return nil, err
	}
	for _, m := range indexed {
		if !slices.Contains(found, m) {
			found = append(found, m)
		}
	}
	slices.SortStableFunc(found, func(a, b source.Match) int {
		i, _ := match([]byte(a.Name), text)
		j, _ := match([]byte(b.Name), text)
		return cmp.Compare(i, j)
	})
	return found[:min(limit, len(found))], nil
}

// Named implements source.Namer.
func (b *bigBed) Named() bool { return b.lists || len(b.indexes) > 0 }

// extraIndex is a B+ tree over one column of a bigBed's rows: keys are the
// column's texts, values the offset and size of the data block that has the row.
type extraIndex struct {
	column int
	tree   *bpTree
}

const (
	extensionSize  = 12 // the part of the extension header that is used
	indexEntrySize = 16 // of the list of extra indexes, without the columns
	indexValueSize = 16
	maxIndexes     = 64
)

// openIndexes opens the extra indexes (version 4) except those over several
// columns. Its error is for a note, since rows can be read without them.
func openIndexes(f *file, h *header) ([]extraIndex, error) {
	if h.version < 4 || h.extension == 0 {
		return nil, nil
	}
	buf, err := f.bytesAt(h.extension, extensionSize, "extension header")
	if err != nil {
		return nil, err
	}
	in := fields{f.order, buf}
	in.skip(2)
	count, at := in.u16(), in.u64()
	var list []extraIndex
	for range min(count, maxIndexes) {
		if buf, err = f.bytesAt(at, indexEntrySize, "list of indexes"); err != nil {
			return list, err
		}
		in = fields{f.order, buf}
		kind, columns, offset := in.u16(), in.u16(), in.u64()
		at += indexEntrySize
		if buf, err = f.bytesAt(at, uint64(columns)*4, "list of indexes"); err != nil {
			return list, err
		}
		at += uint64(columns) * 4
		if kind != 0 || columns != 1 {
			continue
		}
		tree, err := openBPTree(f, offset, "name index")
		if err == nil && tree.valueSize != indexValueSize {
			err = f.damaged("name index", offset, "wanted values of %d bytes, found %d", indexValueSize, tree.valueSize)
		}
		if err != nil {
			return list, err
		}
		list = append(list, extraIndex{int(f.order.u16(buf)), tree})
	}
	return list, nil
}

// scanBytes is the size of an index up to which a search compares every key, which
// finds names in any case and parts of names. In larger ones it finds names that
// begin with the text as typed, in upper or in lower case.
const scanBytes = 16 << 20

// hit is a key of an index that matches a search.
type hit struct {
	index int
	key   string
	block block
}

// errEnough ends a walk.
var errEnough = errors.New("enough")

// searchIndexes finds rows by the extra indexes, at most limit.
func (b *bigBed) searchIndexes(ctx context.Context, text string, limit int) ([]source.Match, error) {
	var ranked [3][]hit // exact, prefix, part
	for i, x := range b.indexes {
		collect := func(key, value []byte) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			key = bytes.TrimRight(key, "\x00")
			rank, ok := match(key, text)
			if !ok || len(ranked[rank]) >= limit {
				return nil
			}
			h := hit{index: i, key: string(key)}
			h.block.offset, h.block.size = b.f.order.u64(value), b.f.order.u64(value[8:])
			ranked[rank] = append(ranked[rank], h)
			return nil
		}
		var err error
		if x.tree.items <= scanBytes/(x.tree.keySize+x.tree.valueSize) {
			err = x.tree.each(collect)
		} else {
			err = x.searchLarge(text, limit, collect)
		}
		if err != nil {
			return nil, err
		}
	}
	var found []source.Match
	seen := map[source.Match]bool{}
	for _, h := range slices.Concat(ranked[0], ranked[1], ranked[2]) {
		if len(found) >= limit {
			break
		}
		matches, err := b.rowsOf(ctx, h)
		if err != nil {
			return nil, err
		}
		for _, m := range matches {
			if !seen[m] && len(found) < limit {
				seen[m] = true
				found = append(found, m)
			}
		}
	}
	return found, nil
}

// searchLarge looks up the likely spellings of text in an index that is too large to
// scan.
func (x extraIndex) searchLarge(text string, limit int, collect func(key, value []byte) error) error {
	spellings := []string{text, strings.ToUpper(text), strings.ToLower(text)}
	slices.Sort(spellings)
	for _, s := range slices.Compact(spellings) {
		n := 0
		err := x.tree.prefixed([]byte(s), func(key, value []byte) error {
			if n++; n > limit {
				return errEnough
			}
			return collect(key, value)
		})
		if err != nil && err != errEnough {
			return err
		}
	}
	return nil
}

// match ranks a key that holds text, in any case: 0 is all of it, 1 its
// beginning, 2 within.
func match(key []byte, text string) (rank int, ok bool) {
	if len(key) < len(text) {
		return 0, false
	}
	at := bytes.Index(bytes.ToLower(key), []byte(strings.ToLower(text)))
	switch {
	case at < 0:
		return 0, false
	case at > 0:
		return 2, true
	case len(key) > len(text):
		return 1, true
	}
	return 0, true
}

// rowsOf finds the rows of an index entry in its block.
func (b *bigBed) rowsOf(ctx context.Context, h hit) ([]source.Match, error) {
	column := b.indexes[h.index].column
	var found []source.Match
	row := make([]string, max(b.columns.count, column+1))
	err := b.blocks.each(ctx, []block{h.block}, func(_ int, raw []byte) error {
		return b.eachRow(raw, h.block.offset, func(ch uint32, r record) {
			split(row, r.rest)
			name, ok := b.names[ch]
			if ok && row[column] == h.key {
				found = append(found, source.Match{Name: h.key, Interval: genome.Interval{Seq: name, Start: r.start, End: r.end}})
			}
		})
	})
	return found, err
}
