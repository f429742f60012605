package gff

import (
	"cmp"
	"context"
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
