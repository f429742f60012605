package repl

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
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

// values prints a statistic of measurements over bins of regions.
func values(ctx context.Context, env *Env, args []string) error {
	words, opts, err := parseOptions(args, valuesOptions)
	if err != nil {
		return err
	}
	if len(words) < 2 {
		return misused("wanted regions and one or more measurements; found %s", found(words))
	}
	n, err := positive(opts, "bins", 0)
	if err != nil {
		return err
	}
	words, names := splitNames(ctx, env, words)
	list, err := regionsOf(ctx, env, words)
	if err != nil {
		return err
	}
	regions := asked(list)
	var other otherValues
	a := answer{columns: []text.Column{{Title: "LOCUS"}}, tsv: []string{"chr", "start", "end"}}
	err = regions.each(ctx, env, func(r placed) error {
		list, err := env.Session.Values(ctx, r.Interval, names, n, opts["stat"], opts.has("exact"))
		if err != nil {
			return suggestAny(err, names, measurementNames(env))
		}
		other.add(list, n)
		first := len(a.rows) == 0
		var short [][]string
		for _, v := range list {
			if first {
				a.columns = append(a.columns, text.Column{Title: v.Name, Right: true})
				a.tsv = append(a.tsv, v.Name)
			}
			v.Region = regions.called(r)
			a.json = append(a.json, v)
			short = append(short, text.Numbers(v.Values, missing))
		}
		for i := range list[0].Values {
			start, end := list[0].Bin(i)
			shown := []string{text.Locus(genome.Interval{Seq: list[0].Chr, Start: start, End: end})}
			plain := []string{list[0].Chr, strconv.Itoa(start), strconv.Itoa(end)}
			for j, v := range list {
				shown = append(shown, short[j][i])
				plain = append(plain, number(v.Values[i]))
			}
			regions.row(&a, r, shown, plain)
		}
		if len(a.rows) > mostLines {
			return errTooLong()
		}
		return nil
	})
	if err != nil {
		return err
	}
	regions.regionColumn(&a)
	if err := env.answer(opts, a); err != nil {
		return err
	}
	env.report(reply.Report{Notes: other.notes()})
	return nil
}

// otherValues collects how answers differ from what was asked.
type otherValues struct {
	narrow    []string // regions with more bins asked than there are bases
	estimated []string // measurements
	infinite  []string // measurements whose means or sums leave infinities out
}

// add inspects the answers for a region for which n bins were asked, 0 for any number.
func (o *otherValues) add(list []reply.BinValues, n int) {
	if have := len(list[0].Values); n > have {
		o.narrow = append(o.narrow, text.Locus(genome.Interval{Seq: list[0].Chr, Start: list[0].Start, End: list[0].End}))
	}
	for _, v := range list {
		if v.Estimated && !slices.Contains(o.estimated, v.Name) {
			o.estimated = append(o.estimated, v.Name)
		}
		if v.Infinite > 0 && (v.Stat == "mean" || v.Stat == "sum") && !slices.Contains(o.infinite, v.Name) {
			o.infinite = append(o.infinite, v.Name)
		}
	}
}

func (o *otherValues) notes() (notes []string) {
	switch len(o.narrow) {
	case 0:
	case 1:
		notes = append(notes, o.narrow[0]+" has fewer bases than bins: one bin a base")
	default:
		notes = append(notes, text.Count(len(o.narrow), "region")+" have fewer bases than bins: one bin a base")
	}
	if len(o.estimated) > 0 {
		notes = append(notes, fmt.Sprintf("estimated from zoom levels: %s; --exact reads every record", strings.Join(o.estimated, ", ")))
	}
	if len(o.infinite) > 0 {
		notes = append(notes, "infinities are left out where there are other values: "+strings.Join(o.infinite, ", ")+
			"; --stat max and min show them")
	}
	return notes
}

// rows prints the rows of a measurement that overlap regions.
func rows(ctx context.Context, env *Env, args []string) error {
	words, opts, err := parseOptions(args, rowsOptions)
	if err != nil {
		return err
	}
	if len(words) < 2 {
		return misused("wanted regions and a measurement; found %s", found(words))
	}
	name := words[len(words)-1]
	list, err := regionsOf(ctx, env, words[:len(words)-1])
	if err != nil {
		return err
	}
	regions := asked(list)
	a := answer{columns: []text.Column{{Title: "LOCUS"}, {Title: "STRAND"}}, tsv: []string{"chr", "start", "end", "strand"},
		none: "no rows there"}
	var bed [][]string
	again, seen := 0, map[string]bool{} // BED has no place for the region of a row
	cut := 0
	err = regions.each(ctx, env, func(r placed) error {
		list, err := env.Session.Rows(ctx, r.Interval, name)
		if err != nil {
			return suggest(err, name, measurementNames(env))
		}
		if len(a.rows)+len(bed)+len(list.Start) > mostLines && regions.several() {
			return errTooLong()
		}
		if format := opts.format(); format == "bed" || format == "bedpe" {
			fresh, n, err := bedLines(format, list)
			if err != nil {
				return err
			}
			cut += n
			bed = append(bed, fresh...)
			if regions.several() {
				again += repeated(seen, fresh)
			}
			return nil
		}
		if len(a.json) == 0 {
			if list.Ends != nil {
				a.columns, a.tsv = append(a.columns, endTitles...), append(a.tsv, bedpePlaces...)
			}
			for _, c := range list.Columns {
				a.columns, a.tsv = append(a.columns, text.Column{Title: c.Name}), append(a.tsv, c.Name)
			}
			for _, v := range list.Values {
				a.columns, a.tsv = append(a.columns, text.Column{Title: v.Measurement, Right: true}), append(a.tsv, v.Measurement)
			}
		}
		list.Region = regions.called(r)
		a.json = append(a.json, list)
		var short [][]string
		for _, v := range list.Values {
			short = append(short, text.Numbers(v.Values, missing))
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
			for j, v := range list.Values {
				shown, plain = append(shown, short[j][i]), append(plain, number(v.Values[i]))
			}
			regions.row(&a, r, shown, plain)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if strings.HasPrefix(opts.format(), "bed") {
		env.printTSV(nil, bed)
		if note := cutToExons(cut); note != "" {
			fmt.Fprintln(env.Talk, note)
		}
		if again > 0 {
			fmt.Fprintf(env.Talk, "rows that are printed again, since they overlap several of the regions: %s\n", text.Thousands(again))
		}
		return nil
	}
	regions.regionColumn(&a)
	return env.answer(opts, a)
}

// repeated counts the rows that an earlier region had too, and adds the others to seen.
func repeated(seen map[string]bool, rows [][]string) (again int) {
	var fresh []string
	for _, row := range rows {
		if key := strings.Join(row, "\t"); seen[key] {
			again++
		} else {
			fresh = append(fresh, key)
		}
	}
	for _, key := range fresh {
		seen[key] = true
	}
	return again
}

// bedRows returns rows as BED6, as BED9 where the file has a thick part, or as BED12 where it has
// exons: name, score and color where it has columns of those names, or of those that mean the
// same. The blocks of BED12 reach from end to end of a row, so those that are longer than
// their exons are cut to them; cut counts them.
func bedRows(list reply.FeatureRows) (out [][]string, cut int) {
	name, score, color := rowNames(list), columnOf(list, scoreNames...), columnOf(list, "itemRgb")
	for i := range list.Start {
		start, end := list.Start[i], list.End[i]
		var exons [][2]int
		if list.Exons != nil {
			if exons = list.Exons[i]; start < exons[0][0] || end > exons[len(exons)-1][1] {
				start, end = exons[0][0], exons[len(exons)-1][1]
				cut++
			}
		}
		row := []string{list.Chr, strconv.Itoa(start), strconv.Itoa(end), orElse(name(i), missing), orElse(score(i), "0"), strandOf(list, i)}
		if list.Coding != nil || list.Exons != nil {
			thick := [2]int{start, start}
			if part, ok := list.CodingPart(i); ok {
				thick = [2]int{max(part[0], start), min(part[1], end)}
			}
			row = append(row, strconv.Itoa(thick[0]), strconv.Itoa(thick[1]), orElse(color(i), "0"))
		}
		if list.Exons != nil {
			row = append(append(row, strconv.Itoa(len(exons))), blockLists(start, exons)...)
		}
		out = append(out, row)
	}
	return out, cut
}

// cutToExons returns the note on rows that were cut to their exons, "" for none.
func cutToExons(cut int) string {
	switch cut {
	case 0:
		return ""
	case 1:
		return "1 row is longer than its exons; its line has the exons"
	}
	return text.Count(cut, "row") + " are longer than their exons; their lines have the exons"
}

// blockLists returns exons as the columns blockSizes and blockStarts.
func blockLists(start int, exons [][2]int) []string {
	var sizes, starts strings.Builder
	for _, e := range exons {
		fmt.Fprintf(&sizes, "%d,", e[1]-e[0])
		fmt.Fprintf(&starts, "%d,", e[0]-start)
	}
	return []string{sizes.String(), starts.String()}
}

// scoreNames are the names of the column with a row's score in the formats that rows are
// read from.
var scoreNames = []string{"score", "value", "uniqueReads", "count"}

// rowNames returns a function that returns the name of row i, "" for none.
func rowNames(list reply.FeatureRows) func(i int) string {
	return columnOf(list, "name", "gene", "id")
}

// columnOf returns a function that returns row i's text in the first column with one of the
// names, "" without such a column.
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
	d, err := env.Session.Info(env.named(words[0]))
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
		of := "of"
		if d.LongestOpen {
			of = "of at least"
		}
		sequences += fmt.Sprintf(", the longest %s %s %s", d.Longest, of, text.Count(d.LongestLength, "base"))
	}
	add("sequences", sequences)
	if d.Items >= 0 {
		add("items", text.Thousands(int(d.Items)))
	}
	if values := text.ValueRange(d.Min, d.Max); d.Estimated && values != "" {
		add("values", "about "+values)
	} else {
		add("values", values)
	}
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

// fastaLine is the number of bases on a line of FASTA.
const fastaLine = 60

// mostBases bounds the bases that sequence prints.
const mostBases = 100_000_000

// sequence prints bases of the genome as FASTA.
func sequence(ctx context.Context, env *Env, args []string) error {
	words, opts, err := parseOptions(args, formatOptions[1:])
	if err != nil {
		return err
	}
	if len(words) == 0 {
		return misused("wanted a sequence, a start and an end, or regions; found none")
	}
	var regions asked
	if isPlace(words) {
		iv, err := parsePlace(words)
		if err != nil {
			return err
		}
		regions = asked{{Region: state.Region{Interval: iv}, typed: true}}
	} else if regions, err = regionsOf(ctx, env, words); err != nil {
		return err
	}
	type bases struct {
		Region   string `json:"region,omitempty"`
		Chr      string `json:"chr"`
		Start    int    `json:"start"`
		End      int    `json:"end"`
		Sequence string `json:"sequence"`
		title    string
	}
	var all []bases
	total := 0
	err = regions.each(ctx, env, func(r placed) error {
		iv, text, err := env.Session.Sequence(ctx, r.Interval)
		if err != nil {
			return suggestSequence(err, r.Seq, sequenceNames(env))
		}
		all = append(all, bases{regions.called(r), iv.Seq, iv.Start, iv.End, text, strings.TrimSpace(iv.String() + " " + r.Name)})
		if total += len(text); total > mostBases {
			return withHint(fmt.Errorf("these would be more than %d bases", mostBases), "ask for fewer or smaller regions")
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, b := range all {
		if opts.format() == "json" {
			if err := env.printJSON(b); err != nil {
				return err
			}
			continue
		}
		env.printf(">%s", b.title)
		for text := b.Sequence; len(text) > 0; {
			n := min(fastaLine, len(text))
			env.printf("%s", text[:n])
			text = text[n:]
		}
	}
	return nil
}
