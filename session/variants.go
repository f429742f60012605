package session

import (
	"context"
	"fmt"
	"path"
	"slices"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/actions"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/compute"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/vcf"
)

// VariantsBegin returns what is known before the variants that a query asks for, and whether they can be asked for.
func (s *Session) VariantsBegin(name string, q reply.VariantQuery) (reply.VariantsBegin, error) {
	m, file, chosen, err := s.variants(name, q)
	if err != nil {
		return reply.VariantsBegin{}, err
	}
	begin := reply.VariantsBegin{Header: vcf.TextHeader(file.Header, file.Sequences, chosen)}
	for _, k := range chosen {
		begin.Samples = append(begin.Samples, file.Samples[k])
	}
	if q.Text && chosen != nil && len(chosen) < len(file.Samples) {
		for _, of := range []string{"AC", "AN", "AF"} {
			if slices.Contains(m.Dataset.Info.Metadata, of) {
				begin.Notes = append(begin.Notes, "INFO is as the file has it: AC, AN and AF are of all samples")
				break
			}
		}
	}
	return begin, nil
}

// variants returns the measurement of the name of variants, what its file has, and the samples that are wanted of it; nil for all.
func (s *Session) variants(name string, q reply.VariantQuery) (m *catalog.Measurement, file catalog.Variants, chosen []int, err error) {
	of, err := s.signals(name)
	if err != nil {
		return nil, file, nil, err
	}
	m = of[0]
	if file, err = s.catalog.Variants(m.Dataset); err != nil {
		return nil, file, nil, err
	}
	if q.Samples == nil {
		return m, file, nil, nil
	}
	chosen = []int{}
	for _, wanted := range q.Samples {
		found := false
		for k, have := range file.Samples {
			fits, _ := path.Match(wanted, have)
			if have != wanted && !fits {
				continue
			}
			if found = true; !slices.Contains(chosen, k) {
				chosen = append(chosen, k)
			}
		}
		if !found {
			err := fmt.Errorf("%s has no sample %q", m.Dataset.Name, wanted)
			return nil, file, nil, hint.Add(err, "it has %s", orNone(hint.Some(file.Samples)))
		}
	}
	return m, file, chosen, nil
}

func orNone(list string) string {
	if list == "" {
		return "none"
	}
	return list
}

// Variants calls take with the variants of a measurement that overlap iv and fit the query, some thousands at a time, in the order of the
// file and at least once. Positions are as for Rows.
func (s *Session) Variants(
	ctx context.Context, iv genome.Interval, name string, q reply.VariantQuery, take func(reply.Variants) error,
) error {
	iv, err := s.locate(iv)
	if err != nil {
		return err
	}
	m, file, chosen, err := s.variants(name, q)
	if err != nil {
		return err
	}
	iv = s.question(iv, m.Dataset)
	var e *compute.Expression
	if q.Condition != "" {
		if e, err = compute.Parse(compute.Where(m.ID, q.Condition)); err != nil {
			return err
		}
	}
	checked := false
	return s.noSequence(s.catalog.EachVariant(ctx, m.Dataset, iv, func(part catalog.VariantLines) error {
		if e != nil && !checked {
			if err := e.CheckRows(&part.Info); err != nil {
				return err
			}
			checked = true
		}
		keep := make([]int, len(part.Lines))
		for i := range keep {
			keep[i] = i
		}
		if e != nil && part.Rows.Len() > 0 {
			if keep, err = e.Keep(&part.Info, iv.Seq, part.Rows); err != nil {
				return err
			}
		}
		out := reply.Variants{}
		uneven := make([]bool, len(part.Lines))
		for _, i := range keep {
			if uneven[i] = chosen != nil && vcf.Uneven(part.Lines[i], len(file.Samples)); uneven[i] {
				out.Uneven++
			}
		}
		if q.Text {
			for _, i := range keep {
				out.Text = append(vcf.Choose(out.Text, part.Lines[i], chosen, uneven[i]), '\n')
			}
			return take(out)
		}
		view := &catalog.Measurement{ID: m.ID, Dataset: &catalog.Dataset{Info: part.Info}}
		out.FeatureRows = actions.FeatureRows(view, iv, picked(part.Rows, keep))
		genotypes := make([][]string, len(keep))
		for k, i := range keep {
			genotypes[k] = vcf.GenotypeTexts(part.Lines[i], chosen, uneven[i])
		}
		for k, sample := range chosen {
			column := protocol.MetadataColumn{Name: file.Samples[sample], Text: make([]string, len(keep))}
			if taken := slices.Concat(part.Info.Metadata, part.Info.Values); slices.Contains(taken, column.Name) {
				column.Name += " GT"
			}
			for i := range keep {
				column.Text[i] = genotypes[i][k]
			}
			out.Columns, out.Numbers = append(out.Columns, column), append(out.Numbers, nil)
		}
		return take(out)
	}), m.Dataset)
}

// picked returns some of rows, also of none.
func picked(rows *source.Rows, keep []int) *source.Rows {
	if rows.Len() == 0 {
		return rows
	}
	return rows.Pick(keep)
}
