package repl

import (
	"cmp"
	"context"
	"fmt"
	"hash/maphash"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/repl/safe"
	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
)

// rows prints the rows of a measurement that overlap regions.
func rows(ctx context.Context, env *Env, args []string) error {
	words, opts, err := parseOptions(args, rowsOptions)
	if err != nil {
		return err
	}
	regions, names, err := regionsAndNames(ctx, env, "rows", words, opts, false)
	if err != nil {
		return err
	}
	p := newRowPrinter(env, opts.format(), regions)
	err = regions.each(ctx, env, func(r placed) error {
		p.region++
		err := env.Session.Rows(ctx, r.Interval, names[0], func(part reply.FeatureRows) error {
			part.Region = r.called()
			return p.print(r, part)
		})
		if err != nil {
			err = suggest(err, names[0], measurementNames(env))
		}
		return err
	})
	if err != nil {
		return err
	}
	return p.end()
}

// rowPrinter prints rows as they come; only a table is kept until the end, since its
// columns are as wide as their widest cells.
type rowPrinter struct {
	env     *Env
	format  string // as of given.format
	regions asked
	started bool // whether there was a part
	table   answer
	parts   []regionRows
	count   int  // of rows
	region  int  // the number of the region whose rows come
	samples int  // of the last columns, the genotypes that were asked for
	chosen  bool // of the rows those that fit a condition
	spelled int  // lines of VCF that Out spells in part
	// Of BED, which has no place for the region of a row: in which region each line was first,
	// by its hash, and how many were printed again, and cut to their exons.
	seed       maphash.Seed
	seen       map[uint64]int
	again, cut int
}

// regionRows are rows of a region.
type regionRows struct {
	region placed
	reply.FeatureRows
}

func newRowPrinter(env *Env, format string, regions asked) *rowPrinter {
	return &rowPrinter{env: env, format: format, regions: regions, seed: maphash.MakeSeed(), seen: map[uint64]int{}}
}

// print takes rows of a region; those of one region come one after the other.
func (p *rowPrinter) print(r placed, part reply.FeatureRows) error {
	first := !p.started
	p.started = true
	switch p.format {
	case "json":
		return p.printJSON(&part)
	case "tsv":
		var names []string
		if first {
			names = p.columns(&part).tsv
		}
		return p.env.printTSV(names, p.plain(r, &part))
	case "bed", "bedpe":
		lines, cut, err := bedLines(p.format, part)
		if err != nil {
			return err
		}
		p.cut += cut
		p.countAgain(lines)
		return p.env.printTSV(nil, lines)
	}
	if first {
		p.table = p.columns(&part)
	}
	if p.count += len(part.Start); p.count > mostLines {
		return withHint(errTooLong(), "ask for fewer or smaller regions, or for --tsv, --json or --bed, which may be as long as need be")
	}
	p.parts = append(p.parts, regionRows{r, part})
	return nil
}

// printJSON prints an object for each row.
func (p *rowPrinter) printJSON(part *reply.FeatureRows) error {
	const atOnce = 64 << 10
	var b, line []byte
	for i := range part.Start {
		line = part.AppendRow(line[:0], i)
		b = append(safe.AppendJSON(b, line), '\n')
		if len(b) < atOnce && i+1 < len(part.Start) {
			continue
		}
		if _, err := p.env.Out.Write(b); err != nil {
			return err
		}
		b = b[:0]
	}
	return nil
}

// columns returns an answer with the columns of rows like those of part.
func (p *rowPrinter) columns(part *reply.FeatureRows) answer {
	a := answer{columns: []text.Column{{Title: "LOCUS", Keep: true, Whole: true}, {Title: "STRAND"}},
		tsv:  []string{"chr", "start", "end", "strand"},
		none: "no rows there"}
	if !p.regions.several() && p.regions[0].End == 0 {
		a.none = "no rows on " + part.Chr
	}
	if p.chosen {
		a.none += " that fit"
	}
	if part.Ends != nil {
		a.columns, a.tsv = append(a.columns, endTitles...), append(a.tsv, bedpePlaces...)
	}
	a.columns[0].Asked = p.samples > 0
	for k, c := range part.Columns {
		allele, genotype := slices.Contains(alleleColumns, c.Name), k >= len(part.Columns)-p.samples
		keep := isNameColumn(c.Name) || allele || genotype || part.Numbers[k] != nil
		a.columns = append(a.columns, text.Column{Title: c.Name, Keep: keep, Asked: genotype || allele && p.samples > 0})
		a.tsv = append(a.tsv, c.Name)
	}
	for _, v := range part.Values {
		a.columns, a.tsv = append(a.columns, text.Column{Title: v.Measurement, Right: true, Keep: true}), append(a.tsv, v.Measurement)
	}
	p.regions.regionColumn(&a)
	return a
}

// plain returns rows for programs.
func (p *rowPrinter) plain(r placed, part *reply.FeatureRows) [][]string {
	lines := make([][]string, len(part.Start))
	for i := range lines {
		line := []string{part.Chr, strconv.Itoa(part.Start[i]), strconv.Itoa(part.End[i]), strandOf(*part, i)}
		if part.Ends != nil {
			line = append(line, endColumns(part.Ends[i])...)
		}
		for _, c := range part.Columns {
			line = append(line, c.Text[i])
		}
		for _, v := range part.Values {
			line = append(line, number(v.Values[i]))
		}
		if p.regions.several() {
			line = append(line, r.called())
		}
		lines[i] = line
	}
	return lines
}

// shown returns rows for people; numbers are the cells of part.Values.
func (p *rowPrinter) shown(r placed, part *reply.FeatureRows, numbers [][]string) [][]string {
	lines := make([][]string, len(part.Start))
	for i := range lines {
		var line []string
		if p.regions.several() {
			line = append(line, r.title())
		}
		line = append(line, text.Locus(genome.Interval{Seq: part.Chr, Start: part.Start[i], End: part.End[i]}), strandOf(*part, i))
		if part.Ends != nil {
			line = append(line, endLoci(part.Ends[i])...)
		}
		for _, c := range part.Columns {
			line = append(line, c.Text[i])
		}
		for _, n := range numbers {
			line = append(line, n[i])
		}
		lines[i] = line
	}
	return lines
}

// end prints what print has kept, and the notes.
func (p *rowPrinter) end() error {
	var values [][]float64 // by column: numbers of all parts have as many digits
	for _, rows := range p.parts {
		for k, v := range rows.Values {
			if k == len(values) {
				values = append(values, nil)
			}
			values[k] = append(values[k], v.Values...)
		}
	}
	cells := make([][]string, len(values))
	for k := range values {
		cells[k] = text.Numbers(values[k], missing)
	}
	for _, rows := range p.parts {
		numbers, n := make([][]string, len(cells)), len(rows.Start)
		for k := range cells {
			numbers[k], cells[k] = cells[k][:n], cells[k][n:]
		}
		p.table.rows = append(p.table.rows, p.shown(rows.region, &rows.FeatureRows, numbers)...)
	}
	if p.format == "" {
		return p.env.answer(given{}, p.table)
	}
	p.env.note(cutToExons(p.cut))
	if p.again > 0 {
		p.env.note("rows that are printed again, since they overlap several of the regions: " + text.Thousands(p.again))
	}
	return nil
}

// countAgain counts the lines that an earlier region had too.
func (p *rowPrinter) countAgain(lines [][]string) {
	if !p.regions.several() {
		return
	}
	for _, line := range lines {
		key := maphash.String(p.seed, strings.Join(line, "\t"))
		if first, known := p.seen[key]; !known {
			p.seen[key] = p.region
		} else if first != p.region {
			p.again++
		}
	}
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
		row := []string{list.Chr, strconv.Itoa(start), strconv.Itoa(end), cmp.Or(name(i), missing), cmp.Or(score(i), "0"), strandOf(list, i)}
		if list.Coding != nil || list.Exons != nil {
			thick := [2]int{start, start}
			if part, ok := list.CodingPart(i); ok {
				thick = [2]int{max(part[0], start), min(part[1], end)}
			}
			row = append(row, strconv.Itoa(thick[0]), strconv.Itoa(thick[1]), cmp.Or(color(i), "0"))
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
var scoreNames = []string{"score", "value", "uniqueReads", "count", "reads"}

// rowNames returns a function that returns the name of row i, "" for none.
func rowNames(list reply.FeatureRows) func(i int) string { return columnOf(list, nameColumns...) }

// nameColumns are the names of the columns with a row's name.
var nameColumns = []string{"name", "gene", "id"}

// alleleColumns tell variants of one place apart.
var alleleColumns = []string{"ref", "alt"}

// isNameColumn reports whether a column has the rows' names.
func isNameColumn(name string) bool {
	return slices.ContainsFunc(nameColumns, func(n string) bool { return strings.EqualFold(n, name) })
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
