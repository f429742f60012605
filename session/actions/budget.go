package actions

import (
	"context"
	"errors"
	"fmt"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/budget"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// What one request may ask for. The numbers of rows and bins are what pages can
// draw; those of bytes keep the program small whatever is asked, since rows times
// columns times measurements has no bound of its own.
const (
	// MaxRows is the most rows of one dataset in an answer to a real page: more
	// take the page seconds to draw.
	MaxRows = 20_000

	// The built-in page asks for a bin or a row for each pixel.
	mostBins    = 16_384
	defaultBins = 1000
	mostRows    = 16_384
	// mostPoints is for plots, which show records wherever they are.
	mostPoints = 131_072
	// mostBatched is how many measurements one request of the built-in page may
	// ask for.
	mostBatched = 1000
)

// What a row takes in memory, in bytes.
const (
	madeRow   = 128 // its number, positions in both systems, strand, exons and coding stretch
	madeValue = 8
	madeText  = 32 // two headers, of the text and of the one without markup
	// madeBin is of the sums of a bin and the five columns that are made of them.
	madeBin = 128
	// shortText is what a text counts with until it is known.
	shortText = 16
)

// cost is the memory that an answer takes, in bytes: made is held while sent is
// written.
type cost struct{ made, sent int }

func (c cost) total() int64 { return int64(c.made) + int64(c.sent) }

// rowCost returns the cost of one row of a dataset in the answer to p.
func rowCost(ds *catalog.Dataset, p *protocol.DataParams, columns *source.Columns) cost {
	c := cost{madeRow, p.Dialect().RowSize(p.SeqName)}
	values := len(ds.Info.Values)
	if columns != nil {
		values = len(columns.Values)
	}
	c.made += values * madeValue
	c.sent += values * protocol.ValueSize
	if columns.HasText() {
		texts := len(ds.Info.Metadata) + 2 // the exons
		c.made += texts * madeText
		c.sent += texts * shortText
	}
	return c
}

// most returns how many rows of this cost fit into an answer of which sent bytes are
// already written, at most limit.
func (c cost) most(limit, sent int) int {
	return max(min(limit, budget.Made/c.made, (budget.Sent-sent)/c.sent), 0)
}

// times returns the cost of n rows.
func (c cost) times(n int) cost { return cost{c.made * n, c.sent * n} }

// tooLargeError reports that an answer would be larger than allowed.
type tooLargeError struct {
	what string // that was asked for
	size int    // bytes
	most int
	next string // what to do
}

func (e *tooLargeError) Error() string {
	return fmt.Sprintf("%s: that would be up to %d MB, and at most %d MB are answered at once; %s", e.what, e.size>>20, e.most>>20, e.next)
}

// Hint returns what to do next.
func (e *tooLargeError) Hint() string { return e.next }

const askForLess = "ask for a smaller region, or for fewer measurements at once"

// allRows returns the size, in bytes, of all rows in iv. A source that neither thins
// nor summarizes by itself, such as the tutorial's data, makes them all for either.
// More than an answer may hold is an error.
func (a *Actions) allRows(ctx context.Context, ds *catalog.Dataset, iv genome.Interval) (int, error) {
	rows, err := a.Catalog.Rows(ctx, ds, iv, source.RowOptions{Unnumbered: true, Limit: 1})
	if err != nil {
		return 0, quiet(err)
	}
	const row, text = 32, 24 // of a row without columns; a text is short
	made := rows.Total * (row + len(ds.Info.Values)*madeValue + len(ds.Info.Metadata)*text)
	if made > budget.Sent {
		return 0, &tooLargeError{fmt.Sprintf("%s has %d rows there", ds.Name, rows.Total), made, budget.Sent, "ask for a smaller region"}
	}
	return made, nil
}

// isTooLarge reports whether an answer was refused for its size, which no retry
// changes.
func isTooLarge(err error) bool {
	var large *tooLargeError
	return errors.As(err, &large)
}
