package repl

import (
	"context"
	"fmt"
	"strconv"
	"strings"

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
