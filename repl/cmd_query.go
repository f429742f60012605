package repl

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
)

// Querier answers questions about the data. An interval whose End is 0 is the whole
// sequence, or a gene.
type Querier interface {
	// Values reduces measurements to n bins over iv; n 0 makes one a base up to 100.
	// stat is "mean", "min", "max", "sum", "coverage", "count", or "" for the mean.
	// exact forbids zoom levels.
	Values(ctx context.Context, iv genome.Interval, names []string, n int, stat string, exact bool) ([]reply.BinValues, error)
	// Rows returns the rows of a measurement that overlap iv.
	Rows(ctx context.Context, iv genome.Interval, name string) (reply.FeatureRows, error)
	// AllRows returns the rows of a measurement, at most that many, by sequence.
	AllRows(ctx context.Context, name string, most int) ([]reply.FeatureRows, error)
	// FileRows reads the rows of a file, at most that many, which need not be loaded.
	FileRows(ctx context.Context, path string, most int) (reply.FileRows, error)
	// Locate resolves iv: a gene becomes its extent, a place is cut at the end of its sequence.
	Locate(ctx context.Context, iv genome.Interval) (genome.Interval, error)
	// Search finds at most limit places by name: exact matches first.
	Search(ctx context.Context, text string, limit int) ([]protocol.SearchHit, error)
	// Info describes a loaded file, named as for Loader.Unload.
	Info(name string) (reply.DataInfo, error)
	// Sequence returns the bases of iv, and the interval that they are of.
	Sequence(ctx context.Context, iv genome.Interval) (genome.Interval, string, error)
}

// missing is printed for a missing value, as in many genomic formats.
const missing = "."

// The options of values, rows and search.
var (
	valuesOptions = append([]Option{
		{Name: "bins", Arg: "N", Help: "number of bins; one a base up to 100 without it"},
		{Name: "stat", Arg: "STAT", Help: "mean, min, max, sum, coverage or count",
			Values: []string{"mean", "min", "max", "sum", "coverage", "count"}},
		{Name: "exact", Help: "read every record, also where zoom levels would do"},
	}, formatOptions...)
	rowsOptions = append([]Option{
		{Name: "bed", Help: "BED: six columns, nine with a thick part, twelve with exons or pairs"},
		{Name: "bedpe", Help: "BEDPE: ten columns, of pairs"},
	}, formatOptions...)
	searchOptions = append([]Option{{Name: "max", Arg: "N", Help: "most results; 20 without it"}}, formatOptions...)
)

// mostLines bounds the bins or rows that one command prints.
const mostLines = 1_000_000

// errTooLong returns the error for an answer of more than mostLines lines.
func errTooLong() error {
	return withHint(fmt.Errorf("these would be more than %s lines", text.Thousands(mostLines)), "ask for fewer or smaller regions")
}

// asked are the regions of a query.
type asked []placed

// several reports whether an answer names the region of each of its parts. It does unless
// the query is about a single locus or gene.
func (a asked) several() bool { return len(a) != 1 || !a[0].typed }

// called returns the name of a region in an answer for programs, "" for the only one.
func (a asked) called(r placed) string {
	if !a.several() {
		return ""
	}
	return orElse(r.Name, r.Interval.String())
}

// each calls ask for every region. If there are several, it skips those on sequences that the
// data do not have, with a note.
func (a asked) each(ctx context.Context, env *Env, ask func(r placed) error) error {
	var left leftOut
	for _, r := range a {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := ask(r)
		var none *reply.NoSequence
		if errors.As(err, &none) {
			err = left.take(r.typed && !none.Offered, len(a), err)
		}
		if err != nil {
			return err
		}
	}
	return left.tell(env, len(a))
}

// regionColumn adds to the columns of an answer the one that says which region it is.
func (a asked) regionColumn(to *answer) {
	if a.several() {
		to.columns = slices.Insert(to.columns, 0, text.Column{Title: "REGION"})
		to.tsv = append(to.tsv, "region")
	}
}

// row adds a row to an answer.
func (a asked) row(to *answer, r placed, shown, plain []string) {
	if a.several() {
		shown, plain = slices.Insert(shown, 0, r.title()), append(plain, a.called(r))
	}
	to.rows, to.tsvRows = append(to.rows, shown), append(to.tsvRows, plain)
}

// splitNames splits words into REGIONS and the names of measurements after them: a word
// after the first that names a measurement, or no regions, begins the names.
func splitNames(ctx context.Context, env *Env, words []string) (regions, names []string) {
	known := measurementNames(env)
	for i := 1; i < len(words)-1; i++ {
		name := slices.ContainsFunc(known, func(n string) bool { return strings.EqualFold(n, words[i]) })
		if name || len(env.kindsOf(ctx, words[i])) == 0 {
			return words[:i], words[i:]
		}
	}
	return words[:len(words)-1], words[len(words)-1:]
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
