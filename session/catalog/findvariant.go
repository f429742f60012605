package catalog

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// FoundVariant is a site of a file that has a change.
type FoundVariant struct {
	Name     string // its ids, "" without any
	File     string
	Interval genome.Interval
	Shifted  bool // the file writes it at another place of a repeat
}

// FindVariant returns the sites of the loaded files that have a change at a place, and the names of the files of variants, which it
// looked at. What is inserted or deleted in a repeat is found wherever a file writes it, by the bases of the genome, or, if bases is nil,
// by those that the file's allele has. Sites are returned even if some files cannot be read, with their errors.
func (c *Catalog) FindVariant(
	ctx context.Context, at genome.Interval, change genome.Change, bases BasesFunc,
) (found []FoundVariant, files []string, err error) {
	alike, err := spread(ctx, at, change, bases)
	errs := []error{err}
	around := genome.Interval{Seq: at.Seq, Start: max(alike.around.Start-1, 0), End: alike.around.End + 1} // where a file has a base in front
	for _, ds := range c.Datasets() {
		id, ref, alt := slices.Index(ds.Info.Metadata, "id"), slices.Index(ds.Info.Metadata, "ref"), slices.Index(ds.Info.Metadata, "alt")
		if !ds.HasVariants() || ds.Info.Kind != source.Features || id < 0 || ref < 0 || alt < 0 {
			continue
		}
		files = append(files, ds.Name)
		rows, err := c.Rows(ctx, ds, around, source.RowOptions{Unnumbered: true, Limit: mostAlike})
		if errors.Is(err, source.ErrNoSequence) {
			continue
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if rows.Total > rows.Len() {
			errs = append(errs, fmt.Errorf("%s has %d sites around %s, of which the first %d were looked at", ds.Name, rows.Total, at, rows.Len()))
		}
		for i := range rows.Start {
			place := genome.Interval{Seq: at.Seq, Start: rows.Start[i], End: rows.End[i]}
			written, shifted := false, false
			for one := range strings.SplitSeq(rows.Metadata[alt][i], ",") {
				written = written || change.Is(at, place.Start, rows.Metadata[ref][i], one) || change.IsSymbol(at, place, one)
				shifted = shifted || alike.has(place.Start, rows.Metadata[ref][i], one)
			}
			if written || shifted {
				found = append(found, FoundVariant{rows.Metadata[id][i], ds.Name, place, !written})
			}
		}
	}
	return found, files, errors.Join(errs...)
}

// HasVariants reports whether the rows are variants.
func (ds *Dataset) HasVariants() bool { return slices.Contains(variantFormats, ds.Info.Format) }

// variantFormats are the formats of variants.
var variantFormats = []string{"VCF", "BCF"}

// mostAlike bounds the sites at one place.
const mostAlike = 10_000

// variantID matches what ids of variants look like in the usual databases.
var variantID = regexp.MustCompile(`(?i)^(?:rs|ss|esv|nsv|dgv|essv|nssv|COS[MVN]|RCV|VCV|SCV)[0-9]{2,}$`)

// SearchIDs finds an id of a variant in the files whose rows are not in memory, in as much of each as its source reads for that. Notes
// say what was not searched.
func (c *Catalog) SearchIDs(ctx context.Context, id string) (found []source.Match, notes []string, err error) {
	id = strings.TrimSpace(id)
	if !variantID.MatchString(id) {
		return nil, nil, nil
	}
	var errs []error
	for _, ds := range c.Datasets() {
		finder, ok := ds.Source.(source.IDFinder)
		if !ok || !ds.lease.begin() {
			continue
		}
		matches, whole, err := finder.FindID(ctx, id)
		ds.lease.done()
		if err != nil {
			errs = append(errs, fmt.Errorf("searching %s: %w", ds.Name, err))
			continue
		}
		for _, m := range matches {
			if s, ok := c.Sequence(m.Interval.Seq); ok {
				m.Interval.Seq = s.Name
			}
			found = append(found, m)
		}
		if !whole && len(matches) == 0 {
			notes = append(notes, fmt.Sprintf("%s was searched for %s in its first part alone, since it has no index of names", ds.Name, id))
		}
	}
	return found, notes, errors.Join(errs...)
}
