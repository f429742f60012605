// Package keyed holds tables whose rows have names, mostly of genes, but no places, such as
// results of DESeq2 and matrices of expression. Such a row takes the places of the genes of
// its name in another file:
//
//	t := keyed.New(rows, info)                // by a reader; no row has a place
//	genes, err := keyed.Index(ctx, src, name) // of a file of genes
//	t, err = t.Join(ctx, []*keyed.Genes{genes})
//
// A [Table] is a source that never changes: when other genes are there, Join makes another
// one of the same rows.
package keyed

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/intervals"
)

// Table is a source of rows with names. It has those rows that have the place of a gene.
type Table struct {
	*intervals.Store                  // the rows with places
	all              *intervals.Store // all rows, each at the number of its line
	info             source.Info
	among            []*Genes
}

// sequence is what the rows without places are on, in all.
const sequence = "line"

// At makes r the row of a line, which is all that it has of a place.
func At(number int, r *intervals.Row) {
	r.Seq, r.Start, r.End, r.Strand = []byte(sequence), number, number+1, '*'
}

// New returns a table of rows that At has placed. info describes the file as for
// [intervals.Builder.Finish]; Keys are the columns with names, the likeliest first.
func New(rows *intervals.Builder, info source.Info) *Table {
	return of(rows.Finish(info))
}

// Restore returns the table that had a store, and reports whether it was one of a table.
func Restore(store *intervals.Store) (*Table, bool) {
	info := store.Info()
	unknown := func(key string) bool { return !slices.Contains(info.Metadata, key) }
	elsewhere := func(q genome.Sequence) bool { return q.Name != sequence }
	if len(info.Keys) == 0 || slices.ContainsFunc(info.Keys, unknown) || slices.ContainsFunc(info.Sequences, elsewhere) {
		return nil, false
	}
	return of(store), true
}

// of returns the table of all rows, none of which has a place.
func of(all *intervals.Store) *Table {
	t := &Table{all: all}
	t.Store = t.builder().Finish(source.Info{})
	t.info = t.describe(nil)
	t.info.Min, t.info.Max = all.Info().Min, all.Info().Max
	if n := all.Info().Items; n > 0 {
		t.info.Notes = append(t.info.Notes, fmt.Sprintf(
			"rows without places: %d, named by %s; they wait for genes of these names: load a GTF, GFF3 or BED",
			n, strings.Join(all.Info().Keys, ", ")))
	}
	return t
}

// describe returns the description of the table with notes after those of the file.
func (t *Table) describe(notes []string) source.Info {
	info, placed := t.all.Info(), t.Store.Info()
	info.Sequences, info.First, info.Overlaps = placed.Sequences, placed.First, placed.Overlaps
	info.Metadata, info.Min, info.Max = placed.Metadata, placed.Min, placed.Max
	info.Notes = slices.Concat(info.Notes, notes)
	return info
}

// builder returns a builder for rows with places.
func (t *Table) builder() *intervals.Builder {
	info := t.all.Info()
	gene := "gene"
	for slices.ContainsFunc(info.Metadata, func(name string) bool { return strings.EqualFold(name, gene) }) {
		gene += " there"
	}
	return intervals.NewBuilder(intervals.Schema{
		Values: info.Values, Metadata: slices.Concat(info.Metadata, []string{gene}), Names: slices.Concat(info.Keys, []string{gene}),
	})
}

// Info implements source.Source.
func (t *Table) Info() source.Info { return t.info }

// Stores returns what the table is made of without places.
func (t *Table) Stores() []*intervals.Store { return []*intervals.Store{t.all} }

// Among returns the genes that the table was joined to.
func (t *Table) Among() []*Genes { return t.among }

// blockLines is how many lines are read at once: a row may have thousands of numbers.
const blockLines = 1 << 12

// each calls f with all rows, block by block in the order of the file.
func (t *Table) each(ctx context.Context, columns *source.Columns, f func(*source.Rows) error) error {
	all := t.all.Info().Sequences
	if len(all) == 0 {
		return nil
	}
	for from := 0; from < all[0].Length; from += blockLines {
		iv := genome.Interval{Seq: sequence, Start: from, End: from + blockLines}
		rows, err := t.all.Rows(ctx, iv, source.RowOptions{Unnumbered: true, Columns: columns})
		if err == nil {
			err = f(rows)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// keys returns the cells of the columns with names.
func (t *Table) keys(ctx context.Context) (cells [][]string, err error) {
	info := t.all.Info()
	cells = make([][]string, len(info.Keys))
	err = t.each(ctx, &source.Columns{Text: true}, func(rows *source.Rows) error {
		for i, name := range info.Keys {
			cells[i] = append(cells[i], rows.Metadata[slices.Index(info.Metadata, name)]...)
		}
		return nil
	})
	return cells, err
}

// FileNotes returns the notes of Info that do not depend on the genes that are there.
func (t *Table) FileNotes() []string { return t.all.Info().Notes }
