// Package genepred reads the gene prediction tables of the UCSC Genome
// Browser's database, 0-based half-open: genePred, genePredExt (refGene,
// ensGene), refFlat and knownGene, with and without the bin column, separated by
// tabs or by runs of spaces.
//
// The columns are those of genome.ucsc.edu/FAQ/FAQformat.html, section
// "GenePred table format". A row is a transcript, as in the file.
//
//	r, err := lines.NewReader(name, file)
//	head, err := r.Peek()
//	if layout, ok := genepred.Sniff(head); ok {
//		src, err := genepred.Read(ctx, r, layout)
//	}
package genepred

import (
	"context"
	"fmt"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/intervals"
	"github.com/epiviz/epivizgo/session/source/lines"
)

// The columns of genePred, after those in front of it.
const (
	name = iota
	chrom
	strand
	txStart
	txEnd
	cdsStart
	cdsEnd
	exonCount
	exonStarts
	exonEnds
	basic // how many there are
)

// The columns of genePredExt after these.
const (
	score = basic + iota
	name2
	cdsStartStat
	cdsEndStat
	exonFrames
	extended
)

// The further names of knownGene.
const proteinID, alignID = "proteinID", "alignID"

// sampleRows is the number of first rows that decide on the layout.
const sampleRows = 100

// Layout describes the columns of a file.
type Layout struct {
	Format string // "genePred", "genePredExt", "refFlat" or "knownGene"
	// front is the number of columns before name: 1 with bin or a gene's name.
	front int
	// gene is the column of the gene's name, from the first of the file.
	gene int
	// kept are the columns that become metadata after gene and transcript.
	kept []kept
	all  int // how many columns there are
}

type kept struct {
	column int // from the first of the file
	label  string
}

// Sniff decides from the beginning of a text, which may end inside a line,
// whether it is such a table, and of which format.
func Sniff(head []byte) (Layout, bool) {
	counts := map[string]int{}
	layouts := map[string]Layout{}
	rows := 0
	for _, line := range lines.Sample(head) {
		if rows == sampleRows {
			break
		}
		if lines.Heading(line) {
			continue
		}
		rows++
		fields := lines.Split(nil, line)
		for front := range 2 {
			l := newLayout(front, fields)
			if p := (parser{layout: l}); l.all > 0 && len(fields) == l.all && p.parse(fields) == nil && len(p.faults) == 0 {
				key := fmt.Sprint(l)
				counts[key]++
				layouts[key] = l
				break
			}
		}
	}
	for key, n := range counts {
		if 2*n > rows {
			return layouts[key], true
		}
	}
	return Layout{}, false
}

// newLayout returns the layout of a row that has front columns before its name;
// all is 0 if it does not fit.
func newLayout(front int, fields [][]byte) Layout {
	n := len(fields) - front
	if n < basic {
		return Layout{}
	}
	l := Layout{Format: "genePred", front: front, gene: front + name, all: len(fields)}
	next := basic
	switch {
	case n >= extended:
		l.Format, l.gene, next = "genePredExt", front+name2, extended
		l.keep(front+score, "score")
		l.keep(front+cdsStartStat, "cdsStartStat")
		l.keep(front+cdsEndStat, "cdsEndStat")
		l.keep(front+exonFrames, "exonFrames")
	case front == 1 && !isNumber(fields[0]):
		l.Format, l.gene = "refFlat", 0
	case n == basic+2 && front == 0:
		l.Format, next = "knownGene", basic+2
		l.keep(basic, proteinID)
		l.keep(basic+1, alignID)
	}
	for i := front + next; i < l.all; i++ {
		l.keep(i, fmt.Sprintf("field%d", i+1))
	}
	return l
}

func (l *Layout) keep(column int, label string) {
	l.kept = append(l.kept, kept{column, label})
}

func isNumber(field []byte) bool {
	_, err := lines.Position(field, "")
	return err == nil
}

func (l *Layout) schema() intervals.Schema {
	s := intervals.Schema{Metadata: []string{"gene", "transcript"}, Exons: true, Coding: true}
	s.Names = []string{"gene", "transcript", proteinID, alignID}
	for _, k := range l.kept {
		s.Metadata = append(s.Metadata, k.label)
	}
	return s
}

// parser turns the fields of one row after another into an intervals.Row.
type parser struct {
	layout       Layout
	row          intervals.Row // of the last parse; its slices are reused
	faults       []fault       // the cells that were left out of it
	starts, ends []int
}

// fault is a cell that is left out.
type fault struct {
	column string
	err    error
}

func (p *parser) fault(column string, err error) { p.faults = append(p.faults, fault{column, err}) }

// parse reads a row. It fails if the row has no place; other columns that do not fit are left out.
func (p *parser) parse(fields [][]byte) (err error) {
	l := &p.layout
	p.faults = p.faults[:0]
	if least := l.front + basic; len(fields) < least {
		return fmt.Errorf("found %d columns; wanted %d", len(fields), least)
	}
	if len(fields) > l.all {
		p.fault(fmt.Sprintf("what is behind column %d", l.all), fmt.Errorf("found %d columns", len(fields)))
	}
	f := fields[l.front:]
	if len(f[chrom]) == 0 {
		return fmt.Errorf("the sequence name is empty")
	}
	r := &p.row
	r.Seq, r.Strand = f[chrom], '*'
	if r.Start, r.End, err = span(f[txStart], f[txEnd], "txStart", "txEnd"); err != nil {
		return err
	}
	if s := string(f[strand]); s == "+" || s == "-" {
		r.Strand = s[0]
	} else {
		p.fault("strand", fmt.Errorf("%s is neither + nor -", lines.Quote(f[strand])))
	}
	if r.Coding[0], r.Coding[1], err = span(f[cdsStart], f[cdsEnd], "cdsStart", "cdsEnd"); err != nil {
		r.Coding = [2]int{}
		p.fault("the coding stretch", err)
	}
	if err := p.exons(f); err != nil {
		r.Exons = r.Exons[:0]
		p.fault("exons", err)
	}
	cell := func(i int) []byte {
		if i < len(fields) {
			return fields[i]
		}
		return nil
	}
	r.Metadata = append(r.Metadata[:0], cell(l.gene), f[name])
	if len(r.Metadata[0]) == 0 {
		r.Metadata[0] = f[name]
	}
	for _, k := range l.kept {
		r.Metadata = append(r.Metadata, cell(k.column))
	}
	return nil
}

// exons reads the exon columns and checks them against the transcript.
func (p *parser) exons(f [][]byte) error {
	count, err := lines.Position(f[exonCount], "exonCount")
	if err != nil {
		return err
	}
	if p.starts, err = lines.Positions(p.starts[:0], f[exonStarts], "exonStarts"); err != nil {
		return err
	}
	if p.ends, err = lines.Positions(p.ends[:0], f[exonEnds], "exonEnds"); err != nil {
		return err
	}
	if len(p.starts) != count || len(p.ends) != count {
		return fmt.Errorf("exonCount is %d, but there are %d exonStarts and %d exonEnds", count, len(p.starts), len(p.ends))
	}
	r := &p.row
	r.Exons = r.Exons[:0]
	at := r.Start
	for i, s := range p.starts {
		e := p.ends[i]
		if s < at || e < s || e > r.End {
			return fmt.Errorf("exon %d from %d to %d is out of order or outside its transcript from %d to %d", i+1, s, e, r.Start, r.End)
		}
		r.Exons = append(r.Exons, [2]int{s, e})
		at = s
	}
	return nil
}

// span reads two columns that bound a stretch.
func span(from, to []byte, fromName, toName string) (start, end int, err error) {
	if start, err = lines.Position(from, fromName); err != nil {
		return 0, 0, err
	}
	if end, err = lines.Position(to, toName); err != nil {
		return 0, 0, err
	}
	if end < start {
		return 0, 0, fmt.Errorf("%s %d lies before %s %d", toName, end, fromName, start)
	}
	return start, end, nil
}

// Read reads the whole text as layout says. Rows that have no place are skipped, and cells
// that cannot be read left out, and reported in Info.Notes; if there are rows and none has a
// place, Read fails with the first one's reason, a [lines.Error] that wraps source.ErrFormat.
func Read(ctx context.Context, r *lines.Reader, layout Layout) (source.Source, error) {
	schema := layout.schema()
	reader := func(rows *intervals.Builder, skips *lines.Skips) func(int, []byte) error {
		p := parser{layout: layout}
		var fields [][]byte
		return func(number int, line []byte) error {
			if lines.Heading(line) {
				return nil
			}
			fields = lines.Split(fields[:0], line)
			if err := p.parse(fields); err != nil {
				return err
			}
			for _, f := range p.faults {
				skips.Cell(f.column, number, f.err)
			}
			return rows.Add(p.row)
		}
	}
	empty := func() *intervals.Builder { return intervals.NewBuilder(schema) }
	rows, notes, err := lines.Collect(ctx, r, layout.Format, empty, reader)
	if err != nil {
		return nil, err
	}
	return rows.Finish(source.Info{Format: layout.Format, Kind: source.Genes, Notes: notes}), nil
}
