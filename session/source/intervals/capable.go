package intervals

import (
	"context"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// What a source can do is told by its methods, so a store is given to others
// as one of these: each has exactly the interfaces that its rows allow.
type (
	valued struct{ *Store } // a source.Summarizer
	named  struct{ *Store } // a source.Searcher
	both   struct{ *Store }
)

var (
	_ source.Summarizer = valued{}
	_ source.Searcher   = named{}
	_ source.Summarizer = both{}
	_ source.Searcher   = both{}
)

// source returns the store with the interfaces that it has.
func (s *Store) source() source.Source {
	switch v, n := len(s.values) > 0, len(s.schema.Names) > 0; {
	case v && n:
		return both{s}
	case v:
		return valued{s}
	case n:
		return named{s}
	}
	return s
}

func (s valued) Summarize(ctx context.Context, iv genome.Interval, n int, opt source.SummaryOptions) (*source.Summary, error) {
	return s.summarize(ctx, iv, n, opt)
}

func (s both) Summarize(ctx context.Context, iv genome.Interval, n int, opt source.SummaryOptions) (*source.Summary, error) {
	return s.summarize(ctx, iv, n, opt)
}

func (s named) Search(ctx context.Context, text string, limit int) ([]source.Match, error) {
	return s.search(ctx, text, limit)
}

func (s both) Search(ctx context.Context, text string, limit int) ([]source.Match, error) {
	return s.search(ctx, text, limit)
}
