package repl

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/reply"
)

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
	hits, notes, err := env.Session.Search(ctx, wanted, most+1)
	if err != nil {
		return err
	}
	more := len(hits) > most
	hits = hits[:min(most, len(hits))]
	a := answer{none: "nothing is called " + strconv.Quote(wanted),
		columns: []text.Column{{Title: "NAME", Keep: true}, {Title: "LOCUS", Keep: true, Whole: true}},
		tsv:     []string{"name", "chr", "start", "end"}}
	for _, h := range hits {
		iv := genome.Interval{Seq: h.SeqName, Start: h.Start - 1, End: h.End}
		a.rows = append(a.rows, []string{h.Gene, text.Locus(iv)})
		a.tsvRows = append(a.tsvRows, []string{h.Gene, iv.Seq, strconv.Itoa(iv.Start), strconv.Itoa(iv.End)})
		a.json = append(a.json, struct {
			Name string `json:"name"`
			locusKey
		}{h.Gene, locusKey{iv.Seq, iv.Start, iv.End}})
	}
	if err := env.answer(opts, a); err != nil {
		return err
	}
	if more {
		env.note("there are more; --max N lists N of them")
	}
	env.report(reply.Report{Notes: notes})
	return nil
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
	list := infoRows(d)
	return env.answer(opts, answer{columns: []text.Column{{Title: "OF"}, {Title: d.Name, Keep: true}}, rows: list,
		tsv: []string{"of", d.Name}, tsvRows: list, json: []any{d}})
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
	add("expression", d.Expression)
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
	if d.Items != nil {
		add("items", text.Thousands(int(*d.Items)))
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
		add("in memory", hint.Size(d.Memory))
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
	list, err := regionsOf(ctx, env, words)
	if err != nil {
		return err
	}
	regions := asked(list)
	type bases struct {
		Region string `json:"region"`
		locusKey
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
		all = append(all, bases{r.called(), locusKey{iv.Seq, iv.Start, iv.End}, text, strings.TrimSpace(iv.String() + " " + r.Name)})
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
