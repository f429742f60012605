package gff

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/intervals"
	"github.com/epiviz/epivizgo/session/source/lines"
)

// View is the kind of rows of a source.
type View int

// The views.
const (
	Genes    View = iota // one row a gene; lines if the file has no genes
	Features             // one row a line
)

// Options chooses how Read works.
type Options struct {
	View View
}

// builder assembles genes.
type builder interface {
	// add adds a line. It fails if the line does not state where it belongs.
	add(r *record) error
	done() (genes []*feature, err error)
}

// reading is a file while it is read.
type reading struct {
	dialect   Dialect
	genes     builder
	others    *others
	landmarks *others // lines about whole sequences
	skips     lines.Skips
	homeless  lines.Skips // lines that should belong to a gene and do not
	regions   regions
	bases     bool // a FASTA section has begun: nothing after it is annotation
	spare     recordPool
}

// chunk is one chunk of parsed lines.
type chunk struct {
	records   []numbered
	others    *others
	landmarks *others
	skips     lines.Skips
	regions   []region
	bases     bool
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
	f := &reading{dialect: d, others: newOthers(d), landmarks: newOthers(d), genes: newGTF()}
	if d == GFF3 {
		f.genes = newGFF3(f.others)
	}
	parse := func(c lines.Chunk) (*chunk, error) { return f.parse(c, opt.View == Features) }
	if err := lines.Parse(ctx, r, parse, f.merge); err != nil {
		return nil, err
	}
	return f.finish(r, opt.View == Features)
}

// typicalLine is a guess at the length of a line, to allocate the records.
const typicalLine = 256

// parse parses a chunk; it runs in several goroutines. With plain every line is a row.
func (f *reading) parse(c lines.Chunk, plain bool) (*chunk, error) {
	out := &chunk{records: f.spare.get(len(c.Text)/typicalLine + 1), others: newOthers(f.dialect), landmarks: newOthers(f.dialect)}
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
		n := len(out.records) // records are large, so they are parsed in place
		out.records = append(out.records, numbered{line: number})
		r := &out.records[n].record
		kept := true
		err := r.parse(f.dialect, line, &fields)
		if err == nil && (plain || r.part == other) {
			kept, err = out.other(r, plain)
		}
		switch {
		case err != nil:
			out.skips.Add(number, err)
		case r.odd != nil:
			out.skips.Cell("strand", number, fmt.Errorf("%s is no strand", lines.Quote(r.odd)))
		}
		if err != nil || !kept {
			out.records = out.records[:n]
		}
		return nil
	})
	return out, err
}

// other adds a line that is not part of a gene, or any line if plain is true. linked reports
// whether other lines may be related to it.
func (c *chunk) other(r *record, plain bool) (linked bool, err error) {
	landmark := c.others.dialect == GFF3 && r.isLandmark()
	if landmark {
		c.regions = append(c.regions, region{name: string(r.seq), length: r.end, circular: r.circular})
	}
	switch {
	case plain:
		return false, c.others.add(r)
	case landmark:
		return false, c.landmarks.add(r)
	case c.others.dialect == GFF3 && r.isMatch() && (len(r.id) > 0 || r.isMatchPart()):
		c.others.rows.Sequence(r.seq)
		return true, nil
	}
	return c.others.dialect == GFF3 && len(r.id) > 0, c.others.add(r)
}

// directive reads a line that begins with #, or the > of a sequence.
func (c *chunk) directive(line []byte) {
	if line[0] == '>' || bytes.HasPrefix(line, []byte("##FASTA")) {
		c.bases = true
		return
	}
	if r, ok := parseRegion(line); ok {
		c.regions = append(c.regions, r)
	}
}

// merge adds a chunk; it is called in order.
func (f *reading) merge(c *chunk) error {
	if f.bases {
		return nil
	}
	f.bases = c.bases
	for _, r := range c.regions {
		f.regions.add(r)
	}
	if err := f.others.append(c.others); err != nil {
		return err
	}
	for i := range c.records {
		r := &c.records[i]
		if err := f.genes.add(&r.record); err != nil {
			f.homeless.Add(r.line, err)
			if err := f.others.add(&r.record); err != nil {
				return err
			}
		}
	}
	f.skips.Append(c.skips)
	f.spare.put(c.records)
	return f.landmarks.append(c.landmarks)
}

// finish returns the source.
func (f *reading) finish(r *lines.Reader, plain bool) (source.Source, error) {
	genes, err := f.genes.done()
	if err != nil {
		return nil, err
	}
	if len(genes) == 0 {
		if err := f.others.append(f.landmarks); err != nil {
			return nil, err
		}
	}
	notes, err := f.skips.Outcome(r, len(genes)+f.others.rows.Len(), f.dialect.String())
	if err != nil {
		return nil, err
	}
	info := source.Info{Format: f.dialect.String(), Sequences: f.regions.sequences(), Notes: notes}
	if len(genes) == 0 {
		if !plain && f.others.rows.Len() > 0 {
			info.Notes = append(info.Notes, "no line is of a gene: every line is shown as a feature")
		}
		info.Notes = append(info.Notes, f.regions.notes(f.others.rows)...)
		return f.others.finish(info), nil
	}
	if f.homeless.Count > 0 {
		info.Notes = append(info.Notes, f.homeless.Tell("of no gene"))
	}
	return f.newGenes(info, genes)
}

// newGenes returns the source of genes, which contains that of transcripts.
func (f *reading) newGenes(info source.Info, genes []*feature) (source.Source, error) {
	ofGenes, ofTranscripts := geneSchema, transcriptSchema
	// Without any CDS, as assemblers of transcripts write, the file does not say what codes.
	ofGenes.Coding = slices.ContainsFunc(genes, func(g *feature) bool { return g.codingSpan()[1] > 0 })
	ofTranscripts.Coding = ofGenes.Coding
	b, t := intervals.NewBuilder(ofGenes), intervals.NewBuilder(ofTranscripts)
	for _, g := range genes {
		for _, f := range g.transcripts {
			f.finish()
		}
		g.finish()
		if err := b.Add(g.row()); err != nil {
			return nil, err
		}
		all := g.transcripts
		if len(all) == 0 {
			all = []*feature{g} // in place of its only transcript
		}
		for _, f := range all {
			if err := t.Add(f.transcriptRow()); err != nil {
				return nil, err
			}
		}
	}
	info.Notes = append(info.Notes, f.regions.notes(b, f.others.rows)...)
	if note := f.others.note(); note != "" {
		info.Notes = append(info.Notes, note)
	}
	a := &annotation{}
	other := info
	other.Notes = nil
	info.Kind = source.Genes
	var wg sync.WaitGroup
	wg.Go(func() { a.Store = finish(b, info) })
	wg.Go(func() { a.transcripts = finish(t, info) })
	wg.Go(func() { a.others = f.others.finish(other) })
	wg.Wait()
	return a, nil
}

// finish returns a store that is ready for searches.
func finish(b *intervals.Builder, info source.Info) *intervals.Store {
	s := b.Finish(info)
	s.Prepare()
	return s
}
