package repl

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
)

// Sampler keeps the sample sheet.
type Sampler interface {
	// Samples returns what the sheet says, and reports whether there is one that could be read.
	Samples() (reply.Samples, bool)
	// SetSamples replaces the sheet by that of a file; "" removes it.
	SetSamples(ctx context.Context, path string) (reply.Report, error)
}

// samplesOf prints the sample sheet, or replaces it.
func samplesOf(ctx context.Context, env *Env, args []string) error {
	words, opts, err := parseOptions(args, formatOptions)
	switch {
	case err != nil:
		return err
	case len(words) > 1:
		return misused("wanted at most one file; found %s", found(words))
	case len(words) == 0:
		return printSamples(env, opts)
	case opts.format() != "":
		return misused("--%s is for the list; found %s", opts.format(), found(words))
	}
	path := ""
	if words[0] != state.NoSamples {
		path = env.named(words[0])
	}
	report, err := env.Session.SetSamples(ctx, path)
	if err != nil {
		return err
	}
	if now, ok := env.Session.Samples(); ok {
		env.printf("%s", described(now))
	} else {
		env.printf("no sample sheet")
	}
	env.report(report)
	return nil
}

// described says how large a sheet is, and what is to be known of its columns.
func described(s reply.Samples) string {
	said := text.Count(len(s.Rows), "sample")
	var names []string
	for _, c := range s.Columns {
		names = append(names, c.Name)
	}
	if len(names) > 0 {
		said += " with " + shortList(names)
	}
	if s.Group != "" {
		said += "; groups are those of " + s.Group
	}
	return said
}

func printSamples(env *Env, opts given) error {
	sheet, ok := env.Session.Samples()
	a := answer{none: "no sample sheet; samples FILE reads one"}
	if !ok && sheet.Path != "" {
		a.none = fmt.Sprintf("%s could not be read; reload reads it again", sheet.Path)
	}
	a.columns = []text.Column{{Title: "NAME", Keep: true}}
	a.tsv = []string{"name"}
	for _, c := range sheet.Columns {
		a.columns = append(a.columns, text.Column{Title: strings.ToUpper(c.Name), Right: c.Kind == "number"})
		a.tsv = append(a.tsv, c.Name)
	}
	a.columns = append(a.columns, text.Column{Title: "MEASUREMENTS", Keep: true}, text.Column{Title: "BY"})
	a.tsv = append(a.tsv, "measurements", "by")
	for _, s := range sheet.Rows {
		cells := make(map[string]string, len(s.Cells))
		shown := []string{s.Name}
		for i, cell := range s.Cells {
			cells[sheet.Columns[i].Name] = cell
			if cell == "" {
				cell = "."
			}
			shown = append(shown, cell)
		}
		a.rows = append(a.rows, append(shown, orDot(shortList(s.Measurements)), orDot(s.Rule)))
		a.tsvRows = append(a.tsvRows, append(shown[:len(shown):len(shown)], orDot(strings.Join(s.Measurements, ",")), orDot(s.Rule)))
		a.json = append(a.json, struct {
			Name         string            `json:"name"`
			Cells        map[string]string `json:"cells"`
			Measurements []string          `json:"measurements"`
			By           string            `json:"by"`
		}{s.Name, cells, orEmpty(s.Measurements), s.Rule})
	}
	if err := env.answer(opts, a); err != nil {
		return err
	}
	if opts.format() == "" {
		for _, note := range sheet.Notes {
			env.note(note)
		}
	}
	return nil
}

func orDot(word string) string {
	if word == "" {
		return "."
	}
	return word
}

// plotOptions are the options of plot.
var plotOptions = []Option{{Name: "by", Arg: "COLUMN", Help: "the means of groups, by a column of the sample sheet, in one Line Track",
	Now: sampleColumns}}

// sampleColumns returns the names of the columns of the sample sheet, if there is one.
func sampleColumns(env *Env) []string {
	sheet, _ := env.Session.Samples()
	return columnNames(sheet)
}

// plotGroups shows the means of groups of measurements, by a column of the sample sheet.
func plotGroups(ctx context.Context, env *Env, names []string, column string) error {
	sheet, ok := env.Session.Samples()
	switch {
	case !ok:
		return noSheet(sheet, "--by "+column)
	case !slices.Contains(columnNames(sheet), column):
		return withHint(fmt.Errorf("--by %s: the sample sheet has no such column", column), "%s", hint.Among(columnNames(sheet)))
	}
	t, _ := protocol.LookupChartType("LineTrack")
	var ids []string
	for _, name := range names {
		found, err := measurementsFor(ctx, env, t, name)
		if err != nil {
			return err
		}
		ids = append(ids, without(found, ids)...)
	}
	chart, report, err := env.Session.AddChartAs(ctx, 0, t.ID, ids)
	if chart.Handle > 0 {
		env.printf("chart %d: %s of %s", chart.Handle, t.Name, shortList(chart.Measurements))
	}
	env.report(report)
	if err != nil {
		return suggestAny(err, names, chartableNames(env))
	}
	report, err = env.Session.Set(ctx, chart.Handle, map[string]string{"groupBy": column})
	if err == nil {
		env.printf("chart %d: means by %s", chart.Handle, column)
	}
	env.report(report)
	return err
}

func completeSamples(env *Env, args []string, word string) []Candidate {
	if len(args) > 0 {
		return nil
	}
	return append(completeFiles(env, nil, word), Candidate{Text: state.NoSamples})
}
