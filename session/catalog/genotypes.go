package catalog

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
)

// Variants have the genotypes of their samples besides: NAME_gt_SAMPLE is the dosage of a sample, how many of its alleles are
// alternate ones, and NAME_gt the rows with those of all samples. They are read from the file when they are asked for, and found
// by their names but not listed, as those of Cover: a file may have thousands of samples.

// genotypesSuffix is between the id of a dataset and the name of a sample.
const genotypesSuffix = "_gt"

// callsOf remembers the dataset of genotypes of a dataset, which may have thousands of measurements.
type callsOf struct {
	mu       sync.Mutex
	of, made *Dataset // guarded by mu; of is the dataset that made is of, whose names may be others by now
}

// Genotypes returns the dataset of the genotypes of ds, nil if it has none.
func (ds *Dataset) Genotypes() *Dataset {
	if ds.calls == nil {
		return nil
	}
	ds.calls.mu.Lock()
	defer ds.calls.mu.Unlock()
	if ds.calls.of != ds {
		ds.calls.of, ds.calls.made = ds, ds.genotypes()
	}
	return ds.calls.made
}

func (ds *Dataset) genotypes() *Dataset {
	g, ok := ds.Source.(source.Genotyper)
	if !ok || !ds.described || ds.Grid || len(g.Samples()) == 0 {
		return nil
	}
	main := ds.Measurements[0]
	c := &Dataset{
		ID: ds.ID + genotypesSuffix, Name: ds.Name, Path: ds.Path, Ref: ds.Ref, Source: &genotypes{g, ds.Info},
		names: ds.names, lease: ds.lease, of: ds,
	}
	c.Info = c.Source.Info()
	annotation := map[string]string{"file": ds.Name, "format": ds.Info.Format}
	rows := &Measurement{ID: c.ID, Name: main.Name + " genotypes", Dataset: c, Column: -1, Group: main.Group, Chart: "Variants Track",
		Min: math.NaN(), Max: math.NaN(), Annotation: annotation}
	c.Measurements = append(c.Measurements, rows)
	taken := map[string]bool{}
	for i, sample := range g.Samples() {
		id := c.ID + "_" + identifier(sample)
		for taken[id] {
			id = fmt.Sprintf("%s_%d", id, i+1)
		}
		taken[id] = true
		c.Measurements = append(c.Measurements, &Measurement{ID: id, Name: sample, column: sample, Dataset: c, Column: i, Group: main.Group,
			Chart: "Line Track", Min: 0, Max: 2, Annotation: annotation})
	}
	return c
}

// OfSample reports whether the measurement is the genotypes of a sample of variants.
func (m *Measurement) OfSample() bool {
	_, ok := m.Dataset.Source.(*genotypes)
	return ok && m.HasValues()
}

// genotypes is the source of the rows of variants with the dosages of their samples as numbers. Closing is up to the dataset of
// the variants.
type genotypes struct {
	of   source.Genotyper
	info source.Info
}

func (g *genotypes) Close() error { return nil }

func (g *genotypes) Info() source.Info {
	info := g.info
	info.Values, info.Series, info.Lowest, info.Highest = g.of.Samples(), true, nil, nil
	info.Min, info.Max, info.Notes = 0, 2, nil
	info.Metadata = slices.Clip(info.Metadata[:min(len(info.Metadata), SiteColumns)])
	return info
}

// SiteColumns are the first text columns of the rows of variants: id, type, ref, alt and filter.
const SiteColumns = 5

// Rows implements source.Source.
func (g *genotypes) Rows(ctx context.Context, iv genome.Interval, opt source.RowOptions) (*source.Rows, error) {
	wanted := opt.Columns
	own := opt
	own.Columns = &source.Columns{Text: wanted.HasText()}
	rows, err := g.of.Rows(ctx, iv, own)
	if err != nil {
		return nil, err
	}
	samples := g.of.Samples()
	out := *rows
	out.Values = make([][]float64, len(samples))
	out.Metadata = rows.Metadata[:min(len(rows.Metadata), SiteColumns)]
	var columns []int
	for i := range samples {
		if wanted.HasValue(i) {
			columns = append(columns, i)
		}
	}
	if len(columns) == 0 || rows.Len() == 0 {
		return &out, nil
	}
	calls, err := g.of.Genotypes(ctx, iv.Seq, rows, nil, columns)
	if err != nil {
		return nil, err
	}
	for k, column := range columns {
		values := make([]float64, rows.Len())
		for i := range values {
			values[i] = math.NaN()
			if d := calls.Dosages[i*calls.Samples+k]; d >= 0 {
				values[i] = float64(d)
			}
		}
		out.Values[column] = values
	}
	return &out, nil
}

// genotyper returns the source of variants of a dataset.
func (ds *Dataset) genotyper() (source.Genotyper, error) {
	if g, ok := ds.Source.(source.Genotyper); ok {
		return g, nil
	}
	if g, ok := ds.Source.(*genotypes); ok {
		return g.of, nil
	}
	err := fmt.Errorf("%s has no variants", ds.Name)
	if ds.HasVariants() {
		return nil, hint.Add(fmt.Errorf("%s is no file whose lines can be read again", ds.Name), "save it as a file and load that")
	}
	return nil, hint.Add(err, "wanted a VCF or BCF")
}

// Variants is what is known of a dataset of variants before its lines are read.
type Variants struct {
	Header    []byte // the lines before the sites, as text
	Samples   []string
	Sequences []string // as the file spells them
}

// Variants describes a dataset of variants.
func (c *Catalog) Variants(ds *Dataset) (Variants, error) {
	ds, done, err := c.use(ds)
	if err != nil {
		return Variants{}, err
	}
	defer done()
	g, err := ds.genotyper()
	if err != nil {
		return Variants{}, err
	}
	v := Variants{Header: g.Header(), Samples: g.Samples()}
	for _, q := range ds.Info.Sequences {
		v.Sequences = append(v.Sequences, q.Name)
	}
	return v, nil
}

// VariantLines are some lines of a file of variants, in its order, and their rows.
type VariantLines struct {
	Lines [][]byte
	Info  source.Info // of Rows
	Rows  *source.Rows
}

// Bounds of the lines that EachVariant holds at once.
const linesAtOnce, textAtOnce = 4096, 4 << 20

// EachVariant calls take with the lines of a dataset of variants that overlap iv and their rows, a part of them at a time and at
// least once. It returns the first error of take.
func (c *Catalog) EachVariant(ctx context.Context, ds *Dataset, iv genome.Interval, take func(VariantLines) error) error {
	ds, own, done, err := c.open(ds, iv)
	if err != nil {
		return err
	}
	defer done()
	g, err := ds.genotyper()
	if err != nil {
		return err
	}
	var text []byte
	var ends []int
	var places []genome.Interval
	taken := false
	give := func() error {
		v, err := rowsOfLines(ctx, g, own.Seq, text, ends, places)
		if err != nil {
			return fmt.Errorf("%s: %w", ds.Name, err)
		}
		text, ends, places, taken = text[:0], ends[:0], places[:0], true
		return take(v)
	}
	err = g.Lines(ctx, own, func(line []byte, at genome.Interval) error {
		text = append(append(text, line...), '\n')
		ends, places = append(ends, len(text)), append(places, at)
		if len(ends) < linesAtOnce && len(text) < textAtOnce {
			return nil
		}
		return give()
	})
	if err == nil && (len(ends) > 0 || !taken) {
		err = give()
	}
	return err
}

// rowsOfLines reads the rows of lines, which are in the order of the file, and returns both.
func rowsOfLines(ctx context.Context, g source.Genotyper, seq string, text []byte, ends []int, places []genome.Interval) (
	VariantLines, error) {
	v := VariantLines{Lines: make([][]byte, len(ends)), Rows: &source.Rows{}}
	src, err := g.Read(ctx, text)
	if err != nil {
		return v, err
	}
	defer func() { _ = src.Close() }() // it is in memory
	v.Info = src.Info()
	if len(ends) == 0 {
		return v, nil
	}
	rows, err := src.Rows(ctx, genome.Interval{Seq: seq, End: genome.MaxPosition}, source.RowOptions{Unnumbered: true})
	if err != nil {
		return v, err
	}
	if rows.Len() != len(ends) {
		return v, fmt.Errorf("%d rows of %d lines: %w", rows.Len(), len(ends), source.ErrChanged)
	}
	// Rows are sorted by their places, and those of one place are in the order of the file.
	order := make([]int, len(ends))
	from := 0
	for i := range order {
		order[i] = i
		v.Lines[i] = text[from : ends[i]-1]
		from = ends[i]
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(places[a].Start, places[b].Start), cmp.Compare(places[a].End, places[b].End))
	})
	rowOf := make([]int, len(ends))
	for row, i := range order {
		rowOf[i] = row
	}
	v.Rows = rows.Pick(rowOf)
	return v, nil
}
