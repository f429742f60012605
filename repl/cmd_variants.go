package repl

import (
	"context"
	"strings"

	"github.com/epiviz/epivizgo/repl/line"
	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
)

// Varianter answers questions about variants from the lines of their files.
type Varianter interface {
	// VariantsBegin returns what is known before the variants that a query asks for.
	VariantsBegin(name string, q reply.VariantQuery) (reply.VariantsBegin, error)
	// Variants calls take with the variants of a measurement that overlap iv and fit the query, some thousands at a time, in the
	// order of the file and at least once. It returns the first error of take.
	Variants(ctx context.Context, iv genome.Interval, name string, q reply.VariantQuery, take func(reply.Variants) error) error
}

var variantsOptions = append([]Option{
	regionsOption,
	{Name: "filter", Arg: "CONDITION", Help: "only those that fit a condition, as of filter, in quotes"},
	{Name: "samples", Arg: "A,B", Help: "with the genotypes of these samples; * and ? stand for any letters", Now: variantSamples},
	{Name: "vcf", Help: "lines of VCF as in the file, with a header"},
}, formatOptions...)

// variants prints the variants that overlap regions.
func variants(ctx context.Context, env *Env, args []string) error {
	words, opts, err := parseOptions(args, variantsOptions)
	if err != nil {
		return err
	}
	regions, names, err := regionsAndNames(ctx, env, "variants", words, opts, false)
	if err != nil {
		return err
	}
	q := reply.VariantQuery{Condition: strings.TrimSpace(opts["filter"]), Text: opts.has("vcf")}
	if q.Condition == "" && opts.has("filter") {
		return misused(`wanted a condition after --filter, as in --filter 'qual > 30 && type == "snv"'`)
	}
	if opts.has("samples") {
		if q.Samples = strings.FieldsFunc(opts["samples"], func(r rune) bool { return r == ',' }); len(q.Samples) == 0 {
			return misused("wanted names of samples after --samples, with commas")
		}
	}
	begin, err := env.Session.VariantsBegin(names[0], q)
	if err != nil {
		return suggest(err, names[0], measurementNames(env))
	}
	if q.Text {
		if _, err := env.Out.Write(begin.Header); err != nil {
			return err
		}
	}
	p := newRowPrinter(env, opts.format(), regions)
	p.spelled = env.spelled(begin.Header)
	p.samples, p.chosen = len(begin.Samples), q.Condition != ""
	uneven := 0
	err = regions.each(ctx, env, func(r placed) error {
		p.region++
		return env.Session.Variants(ctx, r.Interval, names[0], q, func(part reply.Variants) error {
			uneven += part.Uneven
			if q.Text {
				return p.printLines(part.Text)
			}
			part.Region = r.called()
			return p.print(r, part.FeatureRows)
		})
	})
	if err != nil {
		return err
	}
	if q.Text {
		p.format = "vcf"
	}
	if uneven > 0 {
		begin.Notes = append(begin.Notes, "genotypes left out of "+text.Count(uneven, "variant")+": more or fewer samples than in the header")
	}
	env.report(reply.Report{Notes: begin.Notes})
	env.note(spelledNote(p.spelled))
	return p.end()
}

// printLines prints lines of VCF, and counts those that an earlier region had too.
func (p *rowPrinter) printLines(vcf []byte) error {
	if p.regions.several() {
		var lines [][]string
		for one := range strings.Lines(string(vcf)) {
			lines = append(lines, []string{one})
		}
		p.countAgain(lines)
	}
	p.spelled += p.env.spelled(vcf)
	_, err := p.env.Out.Write(vcf)
	return err
}

// variantSamples lists the samples of all variants that are loaded, for completion.
func variantSamples(env *Env) (names []string) {
	for _, m := range env.Session.Covers() {
		if isGenotype(m) && m.Name != "" && m.ID != m.DatasourceID {
			names = append(names, line.Quote(m.Name))
		}
	}
	return names
}
