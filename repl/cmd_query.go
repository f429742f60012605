package repl

import (
	"context"
	"fmt"
	"math"
	"strconv"
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
	// exact has every record read.
	Values(ctx context.Context, iv genome.Interval, names []string, n int, stat string, exact bool) ([]reply.BinValues, error)
	// Rows returns the rows of a measurement that overlap iv.
	Rows(ctx context.Context, iv genome.Interval, name string) (reply.FeatureRows, error)
	// AllRows returns the rows of a measurement, at most that many, by sequence.
	AllRows(ctx context.Context, name string, most int) ([]reply.FeatureRows, error)
	// Locate finds the place that iv is: of a gene, or cut where its sequence ends.
	Locate(ctx context.Context, iv genome.Interval) (genome.Interval, error)
	// Search finds at most limit places by name: exact matches first.
	Search(ctx context.Context, text string, limit int) ([]protocol.SearchHit, error)
	// Info describes a loaded file, named as for Loader.Unload.
	Info(name string) (reply.DataInfo, error)
	// Sequence returns the bases of iv, and the interval that they are of.
	Sequence(ctx context.Context, iv genome.Interval) (genome.Interval, string, error)
}

// missing stands for a value that is not there, as in many genomic formats.
const missing = "."

// valuesOptions, rowsOptions and searchOptions are those of their commands.
var (
	valuesOptions = append([]Option{
		{Name: "bins", Arg: "N", Help: "number of bins; one a base up to 100 without it"},
		{Name: "stat", Arg: "STAT", Help: "mean, min, max, sum, coverage or count",
			Values: []string{"mean", "min", "max", "sum", "coverage", "count"}},
		{Name: "exact", Help: "read every record, also where zoom levels would do"},
	}, formatOptions...)
	rowsOptions = append([]Option{
		{Name: "bed", Help: "BED with six columns; with twelve of pairs, whose ends are the blocks"},
		{Name: "bedpe", Help: "BEDPE with ten columns, of pairs"},
	}, formatOptions...)
	searchOptions = append([]Option{{Name: "max", Arg: "N", Help: "most results; 20 without it"}}, formatOptions...)
)

// values prints a statistic of measurements over bins of a region.
func values(ctx context.Context, env *Env, args []string) error {
	words, opts, err := parseOptions(args, valuesOptions)
	if err != nil {
		return err
	}
	if len(words) < 2 {
		return misused("wanted a locus and one or more measurements; found %s", found(words))
	}
	iv, err := genome.ParseLocus(words[0])
	if err != nil {
		return err
	}
	n, err := positive(opts, "bins", 0)
	if err != nil {
		return err
	}
	list, err := env.Session.Values(ctx, iv, words[1:], n, opts["stat"], opts.has("exact"))
	if err != nil {
		return suggestAny(err, words[1:], measurementNames(env))
	}
	a := answer{columns: []text.Column{{Title: "LOCUS"}}, tsv: []string{"chr", "start", "end"}}
	for _, v := range list {
		a.columns = append(a.columns, text.Column{Title: v.Name, Right: true})
		a.tsv = append(a.tsv, v.Name)
		a.json = append(a.json, v)
	}
	for i := range list[0].Values {
		start, end := list[0].Bin(i)
		shown := []string{text.Locus(genome.Interval{Seq: list[0].Chr, Start: start, End: end})}
		plain := []string{list[0].Chr, strconv.Itoa(start), strconv.Itoa(end)}
		for _, v := range list {
			shown = append(shown, shortNumber(v.Values[i]))
			plain = append(plain, number(v.Values[i]))
		}
		a.rows, a.tsvRows = append(a.rows, shown), append(a.tsvRows, plain)
	}
	return env.answer(opts, a)
}

// rows prints the rows of a measurement that overlap a region.
func rows(ctx context.Context, env *Env, args []string) error {
	words, opts, err := parseOptions(args, rowsOptions)
	if err != nil {
		return err
	}
	if len(words) != 2 {
		return misused("wanted a locus and a measurement; found %s", found(words))
	}
	iv, err := genome.ParseLocus(words[0])
	if err != nil {
		return err
	}
	list, err := env.Session.Rows(ctx, iv, words[1])
	if err != nil {
		return suggest(err, words[1], measurementNames(env))
	}
	switch opts.format() {
	case "bed":
		env.printTSV(nil, bedRows(list))
		return nil
	case "bedpe":
		if list.Ends == nil {
			return withHint(fmt.Errorf("the rows of %s are no pairs", list.Name), "rows %s %s --bed writes them as BED", words[0], words[1])
		}
		env.printTSV(nil, bedpeRows(list))
		return nil
	}
	a := answer{columns: []text.Column{{Title: "LOCUS"}, {Title: "STRAND"}}, tsv: []string{"chr", "start", "end", "strand"},
		none: "no rows there", json: []any{list}}
	if list.Ends != nil {
		a.columns, a.tsv = append(a.columns, endTitles...), append(a.tsv, bedpePlaces...)
	}
	for _, c := range list.Columns {
		a.columns, a.tsv = append(a.columns, text.Column{Title: c.Name}), append(a.tsv, c.Name)
	}
	for _, v := range list.Values {
		a.columns, a.tsv = append(a.columns, text.Column{Title: v.Measurement, Right: true}), append(a.tsv, v.Measurement)
	}
	for i := range list.Start {
		strand := strandOf(list, i)
		shown := []string{text.Locus(genome.Interval{Seq: list.Chr, Start: list.Start[i], End: list.End[i]}), strand}
		plain := []string{list.Chr, strconv.Itoa(list.Start[i]), strconv.Itoa(list.End[i]), strand}
		if list.Ends != nil {
			shown, plain = append(shown, endLoci(list.Ends[i])...), append(plain, endColumns(list.Ends[i])...)
		}
		for _, c := range list.Columns {
			shown, plain = append(shown, c.Text[i]), append(plain, c.Text[i])
		}
		for _, v := range list.Values {
			shown, plain = append(shown, shortNumber(v.Values[i])), append(plain, number(v.Values[i]))
		}
		a.rows, a.tsvRows = append(a.rows, shown), append(a.tsvRows, plain)
	}
	return env.answer(opts, a)
}

// bedRows are rows as BED6, of pairs as BED12: name and score where the file has columns of those
// names, or of those that mean the same.
func bedRows(list reply.FeatureRows) [][]string {
	name, score := rowNames(list), columnOf(list, scoreNames...)
	var out [][]string
	for i := range list.Start {
		row := []string{list.Chr, strconv.Itoa(list.Start[i]), strconv.Itoa(list.End[i]),
			orElse(name(i), missing), orElse(score(i), "0"), strandOf(list, i)}
		if list.Ends != nil {
			row = append(row, blockColumns(list, i)...)
		}
		out = append(out, row)
	}
	return out
}

// scoreNames are what columns with the score of a row are called, in the formats that
// rows are read from.
var scoreNames = []string{"score", "value", "uniqueReads", "count"}

// rowNames returns the name of the row at i, "" for none.
func rowNames(list reply.FeatureRows) func(i int) string {
	return columnOf(list, "name", "gene", "id")
}

// columnOf returns the text at i of the first column with one of the names, "" where
// there is none.
func columnOf(list reply.FeatureRows, names ...string) func(i int) string {
	for _, name := range names {
		for _, c := range list.Columns {
			if strings.EqualFold(c.Name, name) {
				return func(i int) string { return c.Text[i] }
			}
		}
		for _, v := range list.Values {
			if strings.EqualFold(v.Measurement, name) {
				return func(i int) string { return number(v.Values[i]) }
			}
		}
	}
	return func(int) string { return "" }
}

func strandOf(list reply.FeatureRows, i int) string {
	if s := list.Strand[i]; s == '+' || s == '-' {
		return string(s)
	}
	return missing
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// number writes a value so that it reads back the same.
func number(v float64) string {
	switch {
	case math.IsNaN(v):
		return missing
	case float64(float32(v)) == v:
		return strconv.FormatFloat(v, 'g', -1, 32)
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

// shortNumber writes a value for people.
func shortNumber(v float64) string {
	if math.IsNaN(v) {
		return missing
	}
	return strconv.FormatFloat(v, 'g', 6, 64)
}

// positive reads an option that is a whole number of at least 1.
func positive(opts given, name string, otherwise int) (int, error) {
	text, ok := opts[name]
	if !ok {
		return otherwise, nil
	}
	n, err := strconv.Atoi(strings.ReplaceAll(text, ",", ""))
	if err != nil || n < 1 {
		return 0, misused("--%s is %q; wanted a whole number of at least 1", name, text)
	}
	return n, nil
}

// search prints the places of names that match.
func search(ctx context.Context, env *Env, args []string) error {
	words, opts, err := parseOptions(args, searchOptions)
	if err != nil {
		return err
	}
	if len(words) == 0 {
		return misused("wanted a name or a part of one")
	}
	most, err := positive(opts, "max", 20)
	if err != nil {
		return err
	}
	wanted := strings.Join(words, " ")
	hits, err := env.Session.Search(ctx, wanted, most)
	if err != nil {
		return err
	}
	a := answer{columns: []text.Column{{Title: "NAME"}, {Title: "LOCUS"}}, none: "nothing is called " + strconv.Quote(wanted),
		tsv: []string{"name", "chr", "start", "end"}}
	for _, h := range hits {
		iv := genome.Interval{Seq: h.SeqName, Start: h.Start - 1, End: h.End}
		a.rows = append(a.rows, []string{h.Gene, text.Locus(iv)})
		a.tsvRows = append(a.tsvRows, []string{h.Gene, iv.Seq, strconv.Itoa(iv.Start), strconv.Itoa(iv.End)})
		a.json = append(a.json, struct {
			Name  string `json:"name"`
			Chr   string `json:"chr"`
			Start int    `json:"start"`
			End   int    `json:"end"`
		}{h.Gene, iv.Seq, iv.Start, iv.End})
	}
	return env.answer(opts, a)
}

// info describes a file.
func info(_ context.Context, env *Env, args []string) error {
	words, opts, err := parseOptions(args, formatOptions)
	if err != nil {
		return err
	}
	if len(words) != 1 {
		return misused("wanted the name of a file or measurement; found %s", found(words))
	}
	d, err := env.Session.Info(env.asLoaded(words[0]))
	if err != nil {
		return suggest(err, words[0], measurementNames(env))
	}
	return env.answer(opts, answer{columns: []text.Column{{Title: "OF"}, {Title: d.Name}}, rows: infoRows(d), json: []any{d}})
}

func infoRows(d reply.DataInfo) [][]string {
	var out [][]string
	add := func(what, value string) {
		if value != "" {
			out = append(out, []string{what, value})
		}
	}
	add("path", d.Path)
	add("format", d.Format)
	add("measurements", strings.Join(d.Measurements, ", "))
	add("assembly", assembly(d.Assemblies))
	sequences := text.Thousands(d.Sequences)
	if d.Longest != "" {
		sequences += fmt.Sprintf(", the longest %s of %s", d.Longest, text.Count(d.LongestLength, "base"))
	}
	add("sequences", sequences)
	if d.Items >= 0 {
		add("items", text.Thousands(int(d.Items)))
	}
	add("values", text.ValueRange(d.Min, d.Max))
	add("first data", d.First)
	add("number columns", strings.Join(d.Values, ", "))
	add("text columns", strings.Join(d.Columns, ", "))
	if d.Memory > 0 {
		add("in memory", text.Size(d.Memory))
	}
	for _, note := range d.Notes {
		add("note", note)
	}
	return out
}

func assembly(fits []string) string {
	switch len(fits) {
	case 0:
		return "none of those built in"
	case 1:
		return fits[0] + ", by its sequences"
	}
	return "cannot be told: " + strings.Join(fits, ", ")
}

// fastaLine is how many bases a line of FASTA has.
const fastaLine = 60

// sequence prints bases of the genome as FASTA.
func sequence(ctx context.Context, env *Env, args []string) error {
	words, opts, err := parseOptions(args, formatOptions[1:])
	if err != nil {
		return err
	}
	iv, err := parsePlace(words)
	if err != nil {
		return err
	}
	iv, bases, err := env.Session.Sequence(ctx, iv)
	if err != nil {
		return suggestSequence(err, iv.Seq, sequenceNames(env))
	}
	if opts.format() == "json" {
		return env.printJSON(struct {
			Chr      string `json:"chr"`
			Start    int    `json:"start"`
			End      int    `json:"end"`
			Sequence string `json:"sequence"`
		}{iv.Seq, iv.Start, iv.End, bases})
	}
	env.printf(">%s", iv.String())
	for len(bases) > 0 {
		n := min(fastaLine, len(bases))
		env.printf("%s", bases[:n])
		bases = bases[n:]
	}
	return nil
}
