package gff

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/intervals"
)

var nan = math.NaN()

// annotation is the source of genes.
type annotation struct {
	*intervals.Store // the genes
	transcripts      *intervals.Store
	others           *intervals.Store
}

var (
	_ source.Thinner      = (*annotation)(nil)
	_ source.Searcher     = (*annotation)(nil)
	_ source.Transcripter = (*annotation)(nil)
	_ source.Otherer      = (*annotation)(nil)
)

// FromStores returns the source of genes that had these Stores.
func FromStores(stores []*intervals.Store) (source.Source, error) {
	if len(stores) != 3 {
		return nil, fmt.Errorf("%d tables of rows; genes have 3", len(stores))
	}
	return &annotation{Store: stores[0], transcripts: stores[1], others: stores[2]}, nil
}

// Stores returns what the source is made of.
func (a *annotation) Stores() []*intervals.Store {
	return []*intervals.Store{a.Store, a.transcripts, a.others}
}

// Transcripts implements source.Transcripter.
func (a *annotation) Transcripts() source.Source { return a.transcripts }

// Others implements source.Otherer.
func (a *annotation) Others() source.Source { return a.others }

// Close closes all views.
func (a *annotation) Close() error {
	_, _ = a.transcripts.Close(), a.others.Close() // stores in memory close without errors
	return a.Store.Close()
}

// Search finds genes and transcripts: of equally good matches genes come first.
func (a *annotation) Search(ctx context.Context, text string, limit int) ([]source.Match, error) {
	matches, err := a.Store.Search(ctx, text, limit)
	if err != nil {
		return nil, err
	}
	more, err := a.transcripts.Search(ctx, text, limit)
	if err != nil {
		return nil, err
	}
	matches = append(matches, more...)
	text = strings.ToLower(strings.TrimSpace(text))
	slices.SortStableFunc(matches, func(x, y source.Match) int {
		return cmp.Compare(rank(x.Name, text), rank(y.Name, text))
	})
	return matches[:max(0, min(limit, len(matches)))], nil
}

// rank returns 0 for a name that is the text, 1 for one that begins with it, else 2.
func rank(name, text string) int {
	switch name = strings.ToLower(name); {
	case name == text:
		return 0
	case strings.HasPrefix(name, text):
		return 1
	}
	return 2
}
