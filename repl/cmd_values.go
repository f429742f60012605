package repl

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
)

// values prints a statistic of measurements over bins of regions.
func values(ctx context.Context, env *Env, args []string) error {
	words, opts, err := parseOptions(args, valuesOptions)
	if err != nil {
		return err
	}
	n, err := positive(opts, "bins", 0)
	if err != nil {
		return err
	}
	regions, names, err := regionsAndNames(ctx, env, "values", words, opts, true)
	if err != nil {
		return err
	}
	var other otherValues
	a := answer{columns: []text.Column{{Title: "LOCUS", Keep: true, Whole: true}}, tsv: []string{"chr", "start", "end"}}
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
			v.Region = r.called()
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
	infinite  []string // measurements whose means, sums or deviations leave infinities out
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
		if v.Infinite > 0 && slices.Contains([]string{"mean", "sum", "std"}, v.Stat) && !slices.Contains(o.infinite, v.Name) {
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
		notes = append(notes, fmt.Sprintf("estimated, from zoom levels or an index: %s; --exact reads every record",
			strings.Join(o.estimated, ", ")))
	}
	if len(o.infinite) > 0 {
		notes = append(notes, "infinities are left out where there are other values: "+strings.Join(o.infinite, ", ")+
			"; --stat max and min show them")
	}
	return notes
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
