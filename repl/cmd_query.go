package repl

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl/line"
	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
)

// Finder finds places by name.
type Finder interface {
	// Search finds at most limit places by name: exact matches first. Notes say what was not searched.
	Search(ctx context.Context, text string, limit int) (hits []protocol.SearchHit, notes []string, err error)
}

// Querier answers questions about the data. An interval whose End is 0 is the whole
// sequence, or a gene.
type Querier interface {
	// Values reduces measurements to n bins over iv; n 0 makes one a base up to 100.
	// stat is one of the option's values, or "" for the mean.
	// exact forbids zoom levels.
	Values(ctx context.Context, iv genome.Interval, names []string, n int, stat string, exact bool) ([]reply.BinValues, error)
	// Rows calls take with the rows of a measurement that overlap iv, some thousands at a
	// time, in order and at least once. It returns the first error of take.
	Rows(ctx context.Context, iv genome.Interval, name string, take func(part reply.FeatureRows) error) error
	// AllRows returns the rows of a measurement, at most that many, by sequence.
	AllRows(ctx context.Context, name string, most int) ([]reply.FeatureRows, error)
	// FileRows reads the rows of a file, at most that many, which need not be loaded.
	FileRows(ctx context.Context, path string, most int) (reply.FileRows, error)
	// Locate resolves iv: a gene becomes its extent, a place is cut at the end of its sequence.
	Locate(ctx context.Context, iv genome.Interval) (genome.Interval, error)
	// Info describes a loaded file, named as for Loader.Unload.
	Info(name string) (reply.DataInfo, error)
	// Sequence returns the bases of iv, and the interval that they are of.
	Sequence(ctx context.Context, iv genome.Interval) (genome.Interval, string, error)
}

// missing is printed for a missing value, as in many genomic formats.
const missing = "."

// The options of values, rows and search.
var (
	regionsOption = Option{Name: "regions", Arg: "FILE|NAME", Words: true, Help: "regions of a file, set or data; all words are NAMEs then"}
	valuesOptions = append([]Option{
		regionsOption,
		{Name: "bins", Arg: "N", Help: "number of bins; one a base up to 100 without it"},
		{Name: "stat", Arg: "STAT", Help: "mean, min, max, sum, std, median, coverage or count",
			Values: []string{"mean", "min", "max", "sum", "std", "median", "coverage", "count"}},
		{Name: "exact", Help: "read every record, also where zoom levels would do"},
	}, formatOptions...)
	rowsOptions = append([]Option{
		regionsOption,
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

// called returns the name of a region in an answer for programs.
func (r placed) called() string { return cmp.Or(r.Name, r.Interval.String()) }

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
		to.columns = slices.Insert(to.columns, 0, text.Column{Title: "REGION", Keep: true})
		to.tsv = append(to.tsv, "region")
	}
}

// row adds a row to an answer.
func (a asked) row(to *answer, r placed, shown, plain []string) {
	if a.several() {
		shown, plain = slices.Insert(shown, 0, r.title()), append(plain, r.called())
	}
	to.rows, to.tsvRows = append(to.rows, shown), append(to.tsvRows, plain)
}

// regionsAndNames reads the words of a question: REGIONS and then names, or only names where
// the option --regions has the regions. There are several names only if that is allowed.
func regionsAndNames(ctx context.Context, env *Env, command string, words []string, opts given, several bool) (asked, []string, error) {
	what := "a measurement"
	if several {
		what = "one or more measurements"
	}
	from, option := opts["regions"]
	var regions, names []string
	switch {
	case option && (len(words) == 0 || len(words) > 1 && !several):
		return nil, nil, misused("wanted %s besides --regions %s; found %s", what, from, found(words))
	case option:
		regions, names = []string{from}, words
	case len(words) < 2:
		return nil, nil, misused("wanted regions and %s; found %s", what, found(words))
	case !several:
		regions, names = words[:len(words)-1], words[len(words)-1:]
	default:
		var err error
		if regions, names, err = splitNames(ctx, env, words); err != nil {
			return nil, nil, err
		}
	}
	for _, name := range names {
		if err := notData(ctx, env, command, name, regions, names); err != nil {
			return nil, nil, err
		}
	}
	list, err := regionsOf(ctx, env, regions)
	if err == nil {
		env.report(reply.Report{Notes: cutNotes(ctx, env, list)})
	}
	return list, names, err
}

// cutNotes says where the sequences end that regions reach beyond: answers end there. A length that is only that of the data is no end.
func cutNotes(ctx context.Context, env *Env, list []placed) (notes []string) {
	const most = 3
	lengths := map[string]int{} // in the spelling on offer
	for _, q := range env.Session.SeqInfos() {
		if !q.Open && q.Length > 0 {
			lengths[q.Name] = q.Length
		}
	}
	ends, more := map[string]int{}, 0
	for _, r := range list {
		end, known := ends[r.Seq]
		if !known {
			end = math.MaxInt
			if at, err := env.Session.Locate(ctx, genome.Interval{Seq: r.Seq, End: 1}); err == nil && lengths[at.Seq] > 0 {
				end = lengths[at.Seq]
			}
		}
		switch ends[r.Seq] = end; {
		case r.End <= end:
			continue
		case len(notes) < most:
			notes = append(notes, fmt.Sprintf("%s ends at %d", r.Seq, end))
		default:
			more++
		}
		ends[r.Seq] = math.MaxInt // which was told
	}
	if more > 0 {
		notes = append(notes, fmt.Sprintf("and %d more sequences end within the regions", more))
	}
	return notes
}

// splitNames splits words into REGIONS and the names of data after them: a word after the
// first region that names a measurement or a file of signals, or no regions, begins the names.
func splitNames(ctx context.Context, env *Env, words []string) (regions, names []string, err error) {
	last := words[len(words)-1:]
	if words, err = joinLoci(ctx, env, words[:len(words)-1]); err != nil {
		return nil, nil, err
	}
	for i, word := range words {
		if i > 0 && (isMeasurement(env, word) || len(env.kindsOf(ctx, word)) == 0 || isSignals(env, word)) {
			return words[:i], append(words[i:], last...), nil
		}
	}
	return words, last, nil
}

// isMeasurement reports whether a word is the id or name of a measurement, in any case.
func isMeasurement(env *Env, word string) bool {
	return slices.ContainsFunc(chartableNames(env), func(n string) bool { return strings.EqualFold(n, word) })
}

// isSignals reports whether a word names a loaded file of signals, which are no regions.
func isSignals(env *Env, word string) bool {
	d, err := env.Session.Info(env.named(word))
	return err == nil && len(d.Main) > 0 && !slices.ContainsFunc(env.Session.Measurements(), func(m protocol.Measurement) bool {
		return slices.Contains(d.Main, m.ID) && m.Type != protocol.FeatureType
	})
}

// notData returns the error for a name that means something else than data, nil for any other.
// regions and names are those of the command.
func notData(ctx context.Context, env *Env, command, name string, regions, names []string) error {
	if isMeasurement(env, name) {
		return nil
	}
	if _, err := env.Session.Info(env.named(name)); err == nil || isAmbiguous(err) {
		return nil
	}
	at := line.Quote(regions...)
	if handle, err := strconv.Atoi(name); err == nil {
		for _, c := range env.Session.Charts() {
			if c.Handle == handle {
				return withHint(fmt.Errorf("%s is the number of a chart; wanted the name of data", name),
					"what it shows: %s %s %s", command, at, line.Quote(c.Measurements...))
			}
		}
	}
	others := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == name })
	if !slices.ContainsFunc(regions, func(r string) bool { return !isMeasurement(env, r) && !isSignals(env, r) }) {
		others, regions = append(others, regions...), nil // the words are the wrong way round
	}
	others = append(others, "NAME")[:max(1, len(others))]
	first := func(word string) string { return line.Quote(append(slices.Clone(regions), word)...) }
	kinds := env.kindsOf(ctx, name)
	switch {
	case slices.Contains(kinds, setKind):
		return withHint(fmt.Errorf("%s is a set of regions of interest; wanted the name of data", name),
			"regions come first: %s %s %s", command, first("set:"+name), line.Quote(others...))
	case slices.Contains(kinds, fileKind):
		return withHint(fmt.Errorf("%s is a file that is not loaded", name), "load %s opens it", line.Quote(name))
	case slices.Contains(kinds, locusKind):
		return withHint(fmt.Errorf("%s is a place; wanted the name of data", name),
			"places come first: %s %s %s", command, first(name), line.Quote(others...))
	}
	return nil
}
