package bed

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/epiviz/epivizgo/session/source/intervals"
	"github.com/epiviz/epivizgo/session/source/lines"
)

// parser turns the fields of one row after another into an intervals.Row.
type parser struct {
	layout *Layout
	row    intervals.Row // of the last parse; its slices are reused
	faults []fault       // the cells that were left out of the last row

	thick, exons  bool // rows have them
	sizes, starts []int
}

// fault is a cell that is left out.
type fault struct {
	column string
	err    error
}

func newParser(l Layout) *parser {
	return &parser{layout: &l, thick: l.has(thickEnd) >= 0, exons: l.blocks()}
}

// parse reads a row. Columns that it lacks at its end stay empty. It returns an
// error for a row without a place; of other rows it leaves out the cells that it cannot read.
func (p *parser) parse(fields [][]byte) error {
	r := &p.row
	if err := place(fields, r); err != nil {
		return err
	}
	r.Strand = '*'
	r.Coding = [2]int{r.Start, r.Start}
	r.Values, r.Metadata, r.Exons = r.Values[:0], r.Metadata[:0], r.Exons[:0]
	p.faults = p.faults[:0]
	var thick, blocks [3][]byte
	for i, c := range p.layout.columns {
		var field []byte
		if firstBedColumn+i < len(fields) {
			field = fields[firstBedColumn+i]
		}
		switch c.kind {
		case strand:
			var ok bool
			if r.Strand, ok = strandOf(field); !ok {
				p.fault(c.label, fmt.Errorf("%s is no strand", lines.Quote(field)))
			}
		case thickStart, thickEnd:
			thick[c.kind-thickStart] = field
		case blockCount, blockSizes, blockStarts:
			blocks[c.kind-blockCount] = field
		case itemRgb:
			if !isColor(field) {
				p.fault(c.label, fmt.Errorf("%s is no color; wanted red,green,blue or 0", lines.Quote(field)))
			}
		}
		if p.layout.isValue(c) {
			v, err := lines.Number(field)
			if err != nil {
				p.fault(c.label, err)
			}
			r.Values = append(r.Values, v)
		}
		if p.layout.isMetadata(c) {
			r.Metadata = append(r.Metadata, field)
		}
	}
	if all := firstBedColumn + len(p.layout.columns); len(fields) > all {
		p.fault(fmt.Sprintf("what is behind column %d", all), fmt.Errorf("found %d columns", len(fields)))
	}
	if p.thick {
		coding, err := thickPart(r, thick[0], thick[1])
		switch {
		case err != nil:
			p.fault("the thick part", err)
		case !p.exons && unsaid(r, thick[0], thick[1]):
			coding = [2]int{r.Start, r.End}
		}
		r.Coding = coding
	}
	if p.exons {
		return p.blocks(blocks)
	}
	return nil
}

// place reads the place of a row.
func place(fields [][]byte, r *intervals.Row) (err error) {
	switch {
	case len(fields) < firstBedColumn:
		return fmt.Errorf("found %d columns; wanted at least sequence, start and end", len(fields))
	case lines.Blank(fields[0]):
		return fmt.Errorf("the sequence name is empty")
	}
	if r.Seq = fields[0]; r.Seq[0] == ' ' || r.Seq[len(r.Seq)-1] == ' ' {
		r.Seq = bytes.Trim(r.Seq, " ")
	}
	if r.Start, err = lines.Position(fields[1], "start"); err != nil {
		return err
	}
	if r.End, err = lines.Position(fields[2], "end"); err != nil {
		return err
	}
	return lines.Span(r.Start, r.End)
}

func (p *parser) fault(column string, err error) { p.faults = append(p.faults, fault{column, err}) }

// strandOf reads a strand, '*' for none.
func strandOf(field []byte) (strand byte, ok bool) {
	switch {
	case len(field) == 1 && (field[0] == '+' || field[0] == '-'):
		return field[0], true
	case len(field) == 1 && (field[0] == '*' || field[0] == '?'):
		return '*', true
	}
	return '*', lines.Missing(field)
}

// thickPart reads the thick part of a row. Positions that are 0, missing or equal mean
// that it has none.
func thickPart(r *intervals.Row, from, to []byte) (coding [2]int, err error) {
	none := [2]int{r.Start, r.Start}
	start, err := position(from, "thickStart", r.Start)
	if err != nil {
		return none, err
	}
	end, err := position(to, "thickEnd", r.Start)
	switch {
	case err != nil:
		return none, err
	case start == 0 && end == 0:
		return none, nil
	case start > end || start < r.Start || end > r.End:
		return none, fmt.Errorf("from %d to %d is not within the row from %d to %d", start, end, r.Start, r.End)
	}
	return [2]int{start, end}, nil
}

// unsaid reports whether a row without blocks says nothing of a thick part: files that have the
// columns only for a color behind them write zeros. Such a row is thick as a whole; one with equal
// positions is thin as a whole.
func unsaid(r *intervals.Row, from, to []byte) bool {
	zero := func(field []byte) bool { return lines.Missing(field) || string(field) == "0" && r.Start > 0 }
	return zero(from) && zero(to)
}

// unplaceable is beyond the end of all known sequences: a row that ends after it, and whose
// blocks contradict its end too, has no place.
const unplaceable = 1 << 33

// blocks turns the block columns into exons, in their order along the sequence. Blocks
// that overlap are joined. If the blocks cannot be read, the whole row is one block.
func (p *parser) blocks(fields [3][]byte) error {
	r := &p.row
	err := p.readBlocks(fields)
	for i, s := range p.starts {
		if err != nil {
			break
		}
		from := r.Start + s
		to := from + p.sizes[i]
		if to > r.End {
			err = fmt.Errorf("block %d ends at %d, the row at %d", i+1, to, r.End)
		}
		r.Exons = append(r.Exons, [2]int{from, to})
	}
	if n := len(r.Exons); err == nil && n > 0 && r.End > unplaceable && r.Exons[n-1][1] < r.End {
		return fmt.Errorf("the last block ends at %d, the row at %d", r.Exons[n-1][1], r.End)
	}
	if err != nil {
		r.Exons = r.Exons[:0]
		p.fault("blocks", err)
		return nil
	}
	slices.SortFunc(r.Exons, func(a, b [2]int) int { return a[0] - b[0] })
	joined := r.Exons[:0]
	for i, e := range r.Exons {
		if n := len(joined); n > 0 && e[0] < joined[n-1][1] {
			if err == nil {
				err = fmt.Errorf("block %d begins at %d, before the end of the one before it, %d", i+1, e[0], joined[n-1][1])
				p.fault("borders between blocks", err)
			}
			joined[n-1][1] = max(joined[n-1][1], e[1])
			continue
		}
		joined = append(joined, e)
	}
	r.Exons = joined
	return nil
}

// readBlocks reads the number of blocks and their lists.
func (p *parser) readBlocks(fields [3][]byte) (err error) {
	p.sizes, p.starts = p.sizes[:0], p.starts[:0]
	if lines.Missing(fields[0]) {
		return nil
	}
	count, err := lines.Position(fields[0], "blockCount")
	if err == nil {
		p.sizes, err = lines.Positions(p.sizes, fields[1], "blockSizes")
	}
	if err == nil {
		p.starts, err = lines.Positions(p.starts, fields[2], "blockStarts")
	}
	if err == nil && (len(p.sizes) != count || len(p.starts) != count) {
		err = fmt.Errorf("blockCount is %d, but there are %d blockSizes and %d blockStarts", count, len(p.sizes), len(p.starts))
	}
	return err
}

// position reads a position column that may be empty, which gives instead.
func position(field []byte, what string, instead int) (int, error) {
	if lines.Missing(field) {
		return instead, nil
	}
	return lines.Position(field, what)
}

// isColor reports whether a field is an itemRgb: r,g,b with numbers up to 255, in quotes
// or not, or one number, mostly 0.
func isColor(field []byte) bool {
	text := bytes.Trim(field, `'"`)
	if lines.Missing(text) || len(text) == 1 && text[0] == '0' {
		return true
	}
	var buf [4]int
	rgb, err := lines.Positions(buf[:0], text, "itemRgb")
	return err == nil && (len(rgb) == 1 || len(rgb) == 3 && max(rgb[0], rgb[1], rgb[2]) <= 255)
}
