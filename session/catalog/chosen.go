package catalog

import (
	"context"
	"fmt"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// Rows that were chosen from variants by a condition have no genotypes of their own: they have those of the rows that they were chosen
// from.

// Chooser is the source of the rows of another measurement that fit a condition.
type Chooser interface {
	Derived
	// Keep returns the indexes of those rows, of seq and described by info, that fit.
	Keep(info *source.Info, seq string, rows *source.Rows) ([]int, error)
}

// mostChosenFrom bounds the rows that are looked at again for the genotypes of those that fit a condition.
const mostChosenFrom = 100_000

// ManySitesError reports that the sites with genotypes were chosen from more sites than are looked at.
type ManySitesError struct{ Sites, Most int }

func (e *ManySitesError) Error() string {
	return fmt.Sprintf("they are chosen from %d sites; genotypes are read for those of at most %d", e.Sites, e.Most)
}

// GenotypesBeside returns the dataset of the genotypes that the rows of ds have, which may be chosen from others; nil if they have none.
func (c *Catalog) GenotypesBeside(ds *Dataset) *Dataset {
	for ds != nil {
		if beside := ds.Genotypes(); beside != nil {
			return beside
		}
		ds, _ = c.chosenFrom(ds)
	}
	return nil
}

// chosenFrom returns the dataset from which the rows of ds were chosen, nil for another one.
func (c *Catalog) chosenFrom(ds *Dataset) (*Dataset, Chooser) {
	by, ok := ds.Source.(Chooser)
	if !ok || len(by.Needs()) != 1 {
		return nil, nil
	}
	m, err := c.Measurement(by.Needs()[0])
	if err != nil {
		return nil, nil
	}
	return m.Dataset, by
}

// GenotypesOf returns the genotypes of all samples in rows, all that Rows has returned for iv. The error is a ManySitesError where they
// are chosen from too many.
func (c *Catalog) GenotypesOf(ctx context.Context, ds *Dataset, iv genome.Interval, rows *source.Rows) (*source.Genotypes, error) {
	of, all, chosen, err := c.origin(ctx, ds, iv, rows)
	if err != nil {
		return nil, err
	}
	of, own, done, err := c.open(of, iv)
	if err != nil {
		return nil, err
	}
	defer done()
	g, err := of.genotyper()
	if err != nil {
		return nil, err
	}
	return g.Genotypes(ctx, own.Seq, all, chosen, nil)
}

// origin returns the dataset of variants that rows of ds are of, all its rows in iv, and which of these the rows are; nil for all.
func (c *Catalog) origin(ctx context.Context, ds *Dataset, iv genome.Interval, rows *source.Rows) (
	of *Dataset, all *source.Rows, chosen []int, err error,
) {
	from, by := c.chosenFrom(ds)
	if from == nil {
		return ds, rows, nil, nil
	}
	before, err := c.Rows(ctx, from, iv, source.RowOptions{Unnumbered: true, Limit: mostChosenFrom})
	if err != nil {
		return nil, nil, nil, err
	}
	if before.Total > before.Len() {
		return nil, nil, nil, &ManySitesError{before.Total, mostChosenFrom}
	}
	keep := []int{}
	if before.Len() > 0 {
		if keep, err = by.Keep(&from.Info, iv.Seq, before); err != nil {
			return nil, nil, nil, err
		}
	}
	same := len(keep) == rows.Len()
	for k := 0; same && k < len(keep); k++ {
		same = before.Start[keep[k]] == rows.Start[k] && before.End[keep[k]] == rows.End[k]
	}
	if !same {
		return nil, nil, nil, fmt.Errorf("%s: %w", from.Name, source.ErrChanged)
	}
	of, all, chosen, err = c.origin(ctx, from, iv, before)
	if err != nil || chosen == nil {
		return of, all, keep, err
	}
	for k, i := range keep {
		keep[k] = chosen[i]
	}
	return of, all, keep, nil
}
