package catalog

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// Search finds places by name in every dataset that has names: exact matches
// first, then those that begin with text, then those that contain it. Of equally good matches
// those on offered sequences come first, and among these the ones on an assembly's main
// sequences; those of tables come last. Sequences have the names under which they are offered. limit must be positive.
// Matches are returned even if some datasets cannot be searched, with their errors.
func (c *Catalog) Search(ctx context.Context, text string, limit int) ([]source.Match, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, nil
	}
	var found []source.Match
	var errs []error
	seen := map[source.Match]bool{}
	offered := map[string]string{} // sequence names by those of the datasets
	merit := c.merit()
	var datasets, tables []*Dataset
	for _, ds := range c.Datasets() {
		if ds.Info.Table { // it may name genes that others say the places of
			tables = append(tables, ds)
		} else {
			datasets = append(datasets, ds)
		}
	}
	for _, ds := range append(datasets, tables...) {
		s, ok := ds.Source.(source.Searcher)
		if !ok {
			continue
		}
		// Ask for more than wanted, since the best may come later: a file may begin with its patches.
		matches, err := c.searchOne(ctx, ds, s, text, max(limit, leastMatches))
		if err != nil {
			errs = append(errs, fmt.Errorf("searching %s: %w", ds.Name, err))
		}
		for _, m := range matches {
			name, known := offered[m.Interval.Seq]
			if !known {
				name = m.Interval.Seq
				if s, ok := c.Sequence(name); ok {
					name = s.Name
				}
				offered[m.Interval.Seq] = name
			}
			m.Interval.Seq = name
			if !seen[m] {
				seen[m] = true
				found = append(found, m)
			}
		}
	}
	slices.SortStableFunc(found, func(x, y source.Match) int {
		return cmp.Or(rank(x.Name, text)-rank(y.Name, text), merit(x.Interval.Seq)-merit(y.Interval.Seq))
	})
	return found[:min(len(found), limit)], errors.Join(errs...)
}

// Named returns the names of the files that Search searches, and of those that have no names.
// What is computed is in neither.
func (c *Catalog) Named() (searched, nameless []string) {
	for _, ds := range c.Datasets() {
		if ds.suffix != "" || ds.Expression != "" {
			continue
		}
		_, searches := ds.Source.(source.Searcher)
		if n, ok := ds.Source.(source.Namer); searches && (!ok || n.Named()) {
			searched = append(searched, ds.Name)
		} else {
			nameless = append(nameless, ds.Name)
		}
	}
	return searched, nameless
}

// leastMatches is the least number of matches that a dataset is asked for.
const leastMatches = 100

// merit returns a function that ranks sequences: 0 for an offered main sequence, 1 for another
// offered one, else 2.
func (c *Catalog) merit() func(name string) int {
	offered := map[string]bool{}
	for _, s := range c.Sequences() {
		offered[s.Name] = true
	}
	return func(name string) int {
		switch {
		case !offered[name]:
			return 2
		case genome.Secondary(name, func(main string) bool { return offered[main] }):
			return 1
		}
		return 0
	}
}

func rank(name, text string) int {
	name, text = strings.ToLower(name), strings.ToLower(text)
	switch {
	case name == text:
		return 0
	case strings.HasPrefix(name, text):
		return 1
	}
	return 2
}
