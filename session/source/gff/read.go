package gff

import (
	"bytes"
	"context"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/intervals"
	"github.com/epiviz/epivizgo/session/source/lines"
)

// View is what the rows of a source are.
type View int

// The views.
const (
	Genes    View = iota // one row a gene; lines when no line is of a gene
	Features             // one row a line
)

// Options chooses how Read works.
type Options struct {
	View View
}

// builder assembles genes. used reports whether a line is part of one.
type builder interface {
	add(r *record) (used bool, err error)
	done() (genes, transcripts []*feature)
}

// reading is a file on its way to a source.
type reading struct {
	dialect  Dialect
	features *intervals.Builder // nil once genes are known to be wanted and there
	genes    builder
	skips    lines.Skips
	homeless lines.Skips // lines that are of no gene though they should be
	regions  []genome.Sequence
	bases    bool // a FASTA section has begun: nothing behind it is annotation
	spare    recordPool
	// hasGenes is set once lines need not be kept as features.
	hasGenes atomic.Bool
}

// chunk is one chunk of lines, taken apart.
type chunk struct {
	records  []numbered
	features *intervals.Builder
	skips    lines.Skips
	regions  []genome.Sequence
	bases    bool
}

type numbered struct {
	record
	line int
}

// recordPool keeps the memory of records for later chunks.
type recordPool struct{ pool sync.Pool }

func (p *recordPool) get(n int) []numbered {
	if r, ok := p.pool.Get().(*[]numbered); ok {
		return (*r)[:0]
	}
	return make([]numbered, 0, n)
}

func (p *recordPool) put(r []numbered) { p.pool.Put(&r) }

// Read reads the whole text. Lines that do not fit are skipped and reported in
// Info.Notes; if there are lines and none fits, Read fails with the first one's
// reason, a [lines.Error] that wraps source.ErrFormat.
func Read(ctx context.Context, r *lines.Reader, d Dialect, opt Options) (source.Source, error) {
	f := &reading{dialect: d, features: intervals.NewBuilder(featureSchema), genes: newGTF()}
	if d == GFF3 {
		f.genes = newGFF3()
	}
	wantFeatures := opt.View == Features
	parse := func(c lines.Chunk) (*chunk, error) { return f.parse(c, wantFeatures || !f.hasGenes.Load()) }
	merge := func(c *chunk) error { return f.merge(c, wantFeatures) }
	if err := lines.Parse(ctx, r, parse, merge); err != nil {
		return nil, err
	}
	return f.finish(r, wantFeatures)
}

// typicalLine is a guess at the length of a line, to make room for the records.
const typicalLine = 256

// parse takes a chunk apart; it runs in several goroutines.
func (f *reading) parse(c lines.Chunk, keep bool) (*chunk, error) {
	out := &chunk{records: f.spare.get(len(c.Text)/typicalLine + 1)}
	if keep {
		out.features = intervals.NewBuilder(featureSchema)
	}
	var r numbered
	var fields [columns][]byte
	err := c.Each(func(number int, line []byte) error {
		switch {
		case out.bases:
			return nil
		case len(line) > 0 && (line[0] == '#' || line[0] == '>'):
			out.directive(line)
			return nil
		case lines.Heading(line):
			return nil
		}
		err := r.parse(f.dialect, line, &fields)
		if err == nil && keep {
			err = addFeature(out.features, &r.record)
		}
		if err != nil {
			out.skips.Add(number, err)
			return nil
		}
		if r.part != other || f.dialect == GFF3 && len(r.id) > 0 {
			r.line = number
			out.records = append(out.records, r)
		}
		return nil
	})
	return out, err
}

// directive reads a line that begins with #, or the > of a sequence.
func (c *chunk) directive(line []byte) {
	if line[0] == '>' || bytes.HasPrefix(line, []byte("##FASTA")) {
		c.bases = true
		return
	}
	rest, ok := bytes.CutPrefix(line, []byte("##sequence-region"))
	if f := bytes.Fields(rest); ok && len(f) == 3 {
		if end, err := strconv.Atoi(string(f[2])); err == nil && end > 0 && end <= genome.MaxPosition {
			c.regions = append(c.regions, genome.Sequence{Name: unescape(string(f[0])), Length: end})
		}
	}
}

// merge takes the chunks in order.
func (f *reading) merge(c *chunk, wantFeatures bool) error {
	if f.bases {
		return nil
	}
	f.bases = c.bases
	f.regions = append(f.regions, c.regions...)
	for i := range c.records {
		used, err := f.genes.add(&c.records[i].record)
		if err != nil {
			f.homeless.Add(c.records[i].line, err)
		}
		if used {
			f.hasGenes.Store(true)
		}
	}
	f.skips.Append(c.skips)
	if f.features != nil && c.features != nil {
		if err := f.features.Append(c.features); err != nil {
			return err
		}
	}
	if f.hasGenes.Load() && !wantFeatures {
		f.features = nil
	}
	f.spare.put(c.records)
	return nil
}

// finish makes the source.
func (f *reading) finish(r *lines.Reader, wantFeatures bool) (source.Source, error) {
	genes, transcripts := f.genes.done()
	rows := len(genes)
	if f.features != nil {
		rows = f.features.Len()
	}
	notes, err := f.skips.Outcome(r, rows, f.dialect.String())
	if err != nil {
		return nil, err
	}
	info := source.Info{Format: f.dialect.String(), Sequences: f.regions, Notes: notes}
	if f.features == nil {
		if note := f.homeless.Note(); note != "" {
			info.Notes = append(info.Notes, note)
		}
		return newGenes(info, genes, transcripts)
	}
	if !wantFeatures && f.features.Len() > 0 {
		info.Notes = append(info.Notes, "no line is of a gene: every line is shown as a feature")
	}
	if low, _ := f.features.Bounds(0); low != low {
		f.features.DropValue(0)
	}
	return f.features.Finish(info), nil
}

// newGenes makes the source of genes with that of transcripts in it.
func newGenes(info source.Info, genes, transcripts []*feature) (source.Source, error) {
	info.Kind = source.Genes
	b := intervals.NewBuilder(geneSchema)
	all := slices.Clone(transcripts)
	for _, g := range genes {
		g.finish()
		if err := b.Add(g.row()); err != nil {
			return nil, err
		}
		if len(g.transcripts) == 0 {
			all = append(all, g) // in place of its only transcript
		}
	}
	t := intervals.NewBuilder(transcriptSchema)
	for _, f := range all {
		f.finish()
		if err := t.Add(f.transcriptRow()); err != nil {
			return nil, err
		}
	}
	a := &annotation{}
	var wg sync.WaitGroup
	wg.Go(func() { a.Store = finish(b, info) })
	wg.Go(func() { a.transcripts = finish(t, info) })
	wg.Wait()
	return a, nil
}

// finish makes a store that is ready for searches.
func finish(b *intervals.Builder, info source.Info) *intervals.Store {
	s := b.Finish(info)
	s.Prepare()
	return s
}
