package vcf

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/intervals"
	"github.com/epiviz/epivizgo/session/source/lines"
)

// Read reads the whole text with its header. Sites without a place are skipped, and values that cannot be read are
// left out, and reported in Info.Notes. If there are sites and none has a place, Read fails with the first one's
// reason, a [lines.Error] that wraps source.ErrFormat.
func Read(ctx context.Context, r *lines.Reader, h *Header) (source.Source, error) {
	if h.wrong != nil {
		return nil, &lines.Error{File: r.Name(), Line: h.names, Err: h.wrong}
	}
	schema := h.schema()
	reader := func(rows *part, skips *lines.Skips) func(int, []byte) error {
		p := parser{header: h, part: rows, skips: skips, seen: make([]bool, len(h.infos))}
		return func(number int, line []byte) error {
			if len(line) == 0 || lines.Blank(line) {
				return nil
			}
			if line[0] == '#' {
				p.again(number, line)
				return nil
			}
			return p.row(number, line)
		}
	}
	empty := func() *part { return &part{Builder: intervals.NewBuilder(schema)} }
	rows, notes, err := lines.Collect(ctx, r, h.format, empty, reader)
	if err != nil {
		return nil, err
	}
	if rows.other != nil {
		return nil, &lines.Error{File: r.Name(), Line: rows.other.Line, Err: rows.other.Err}
	}
	if !h.part {
		notes = slices.Concat(h.notes, notes, rows.notes(), h.genotypes())
		for column := len(schema.Values) - 1; column >= 0; column-- {
			if lowest, highest := rows.Bounds(column); lowest != lowest && highest != highest {
				rows.DropValue(column) // no site has one
			}
		}
	}
	info := source.Info{Format: h.format, Kind: source.Features, Notes: notes}
	if h.part { // a sequence that it does not have may have rows in other parts
		return rows.Finish(info), nil
	}
	info.Sequences = h.contigs
	if len(rows.joins) == 0 {
		return rows.Finish(info), nil
	}
	joins, twice, alone, err := pairsOf(rows.joins, info)
	if err != nil {
		return nil, &lines.Error{File: r.Name(), Err: err}
	}
	info.Notes = append(info.Notes, joinNotes(twice, alone)...)
	return &variants{rows.Finish(info), joins}, nil
}

// part holds the sites of a part of a file.
type part struct {
	*intervals.Builder
	from    [origins]int // the sites whose frequency is from there
	before  int          // sites at position 0
	beyond  int          // sites that reach over the end of their sequence
	several int          // sites with several alternate alleles, of which columns have one number or none
	twice   int          // INFO fields that a site has already
	late    int          // sites whose genotypes are not the first field of FORMAT
	odd     lines.Skips  // sites with alleles that the format does not have
	joins   []join
	again   int          // headers of the same columns after the first
	other   *lines.Error // the first header of other columns
}

// Append adds the sites of a later part of the file.
func (p *part) Append(later *part) error {
	for i, n := range later.from {
		p.from[i] += n
	}
	p.before += later.before
	p.beyond += later.beyond
	p.several += later.several
	p.twice += later.twice
	p.late += later.late
	p.odd.Append(later.odd)
	p.joins = append(p.joins, later.joins...)
	p.again += later.again
	p.other = cmp.Or(p.other, later.other)
	return p.Builder.Append(later.Builder)
}

// notes returns notes on what was made of the sites.
func (p *part) notes() (notes []string) {
	for i, how := range [origins]string{counted: "AC and AN", genotyped: "genotypes"} {
		if how != "" && p.from[i] > 0 {
			notes = append(notes, fmt.Sprintf("AF is computed from %s in %s", how, sites(p.from[i])))
		}
	}
	if n := p.from[unfit]; n > 0 {
		notes = append(notes, fmt.Sprintf("AF of %s is not one number, or one for each alternate allele: no value there", sites(n)))
	}
	if p.several > 0 {
		notes = append(notes, fmt.Sprintf("%s of several alternate alleles: AF is the sum over them, and fields with a number for each have no value there",
			sites(p.several)))
	}
	if p.twice > 0 {
		notes = append(notes, fmt.Sprintf("INFO fields that a site has twice: the first is taken, %d left out", p.twice))
	}
	if p.late > 0 {
		notes = append(notes, fmt.Sprintf("GT is not the first field of FORMAT in %s, as the format wants it: it is read where it is",
			sites(p.late)))
	}
	if p.odd.Count > 0 {
		notes = append(notes, p.odd.Tell("with alleles that are no bases, symbols or breakends, shown as they are"))
	}
	if p.again > 0 {
		notes = append(notes, fmt.Sprintf("further headers among the sites, with the same samples: %d left out", p.again))
	}
	if p.beyond > 0 {
		notes = append(notes, fmt.Sprintf("%s over the end that the header states of the sequence, which is as long as they reach",
			sites(p.beyond)))
	}
	if p.before > 0 {
		notes = append(notes, fmt.Sprintf("%s before the first base, at position 0: shown at position 1", sites(p.before)))
	}
	return notes
}

// sites returns a number of sites in words.
func sites(n int) string {
	if n == 1 {
		return "1 site"
	}
	return fmt.Sprintf("%d sites", n)
}

// parser adds one row after another to a part.
type parser struct {
	header *Header
	part   *part
	skips  *lines.Skips
	site   site
	out    intervals.Row // its slices are reused
	kind   []byte
	names  []byte
	seen   []bool // the INFO fields of the header that the site has
}

// row adds a row. It returns an error for a row without a place.
func (p *parser) row(number int, line []byte) error {
	s, out := &p.site, &p.out
	if err := s.cut(line); err != nil {
		return err
	}
	start, end, err := s.place()
	if err != nil {
		return err
	}
	if err := s.contradicts(); err != nil {
		p.skips.Cell("END", number, err)
	}
	if string(s.column[posColumn]) == "0" {
		p.part.before++
	}
	if length := p.header.lengths[string(s.column[chromColumn])]; length > 0 && end > length && start != length { // there telomeres are
		p.part.beyond++
	}
	if odd := s.oddAllele(); odd != nil {
		p.part.odd.Add(number, errors.New(lines.Quote(odd)))
	}
	out.Seq, out.Start, out.End = s.column[chromColumn], start, end
	p.kind = s.typeOf(p.kind)
	out.Metadata = append(out.Metadata[:0], known(s.column[idColumn]), p.kind, s.column[refColumn], s.column[altColumn],
		known(s.column[filterColumn]))
	if n := s.width(); n != p.header.samples && p.header.names > 0 && len(s.column[formatColumn]) > 0 {
		p.skips.Cell("genotypes", number, fmt.Errorf("samples here: %d, in the header: %d", n, p.header.samples))
		s.samples = nil
	}
	if s.genotypeField() > 0 {
		p.part.late++
	}
	frequency, from, odd := s.frequency()
	p.part.from[from]++
	if odd != nil {
		p.skips.Cell("some genotypes", number, fmt.Errorf("%s, alternate alleles there: %d", lines.Quote(odd), s.alternates()))
	}
	quality, err := lines.Number(known(s.column[qualColumn]))
	if err != nil {
		p.skips.Cell("QUAL", number, err)
	}
	out.Values = append(out.Values[:0], frequency, quality)
	if several := p.infos(number); several || s.alternates() > 1 && frequency == frequency {
		p.part.several++
	}
	if !p.header.part {
		p.part.joins = s.joins(p.part.joins, p.kind, quality)
	}
	p.names = append(p.names[:0], bytes.ReplaceAll(known(s.column[idColumn]), []byte{';'}, []byte{','})...)
	out.Names = p.names
	return p.part.Add(*out)
}

// again looks at a line of a header. One among the sites, as where files were put behind each other, may have other samples, to which
// the genotypes that follow belong.
func (p *parser) again(number int, line []byte) {
	h := p.header
	if h.names == 0 || !h.part && number <= h.names || !bytes.HasPrefix(line, namesBegin) {
		return
	}
	if err := h.Further(line); err == nil {
		p.part.again++
	} else if p.part.other == nil {
		p.part.other = &lines.Error{Line: number, Err: err}
	}
}

// namesBegin begins the line of names.
var namesBegin = []byte("#CHROM")

// Further returns an error if a line is one of names that differs from that of the header.
func (h *Header) Further(line []byte) error {
	if h.names == 0 || !bytes.HasPrefix(line, namesBegin) || string(bytes.Join(lines.Split(nil, line), []byte{'\t'})) == h.columns {
		return nil
	}
	return hint.Add(fmt.Errorf("another header, with other samples than that of line %d: %w", h.names, source.ErrFormat),
		"bcftools concat or merge puts files together")
}

// infos reads the INFO fields. It reports whether one has several numbers, of which there is no value.
func (p *parser) infos(number int) (several bool) {
	out := &p.out
	for range p.header.infos {
		out.Metadata = append(out.Metadata, nil)
	}
	for len(out.Values) < p.part.Values() {
		out.Values = append(out.Values, math.NaN())
	}
	clear(p.seen)
	for key, value := range p.site.fields() {
		i, known := p.header.byID[string(key)]
		if known && p.seen[i] {
			p.part.twice++
			continue
		}
		if known {
			p.seen[i] = true
		} else {
			p.skips.Cell("INFO fields that the header does not declare", number, fmt.Errorf("it has %s", lines.Quote(key)))
			continue
		}
		f := &p.header.infos[i]
		if value == nil {
			value = yes
		}
		if missing(value) {
			continue
		}
		out.Metadata[f.text] = value
		switch {
		case !f.number:
		case bytes.IndexByte(value, ',') >= 0 && f.each:
			several = true
		case bytes.IndexByte(value, ',') >= 0:
			p.skips.Cell(f.label, number, fmt.Errorf("%s is several numbers, the header has one", lines.Quote(value)))
		default:
			v, err := lines.Number(value)
			if err != nil {
				p.skips.Cell(f.label, number, err)
			}
			out.Values[f.value] = v
		}
	}
	return several
}

// yes is the value of a flag.
var yes = []byte("yes")

// known returns a field, empty if it has no value.
func known(field []byte) []byte {
	if missing(field) {
		return nil
	}
	return field
}
