package bed

import (
	"bytes"
	"fmt"
	"math"
	"strconv"

	"github.com/epiviz/epivizgo/session/source/intervals"
	"github.com/epiviz/epivizgo/session/source/lines"
)

// parser turns the fields of one row after another into an intervals.Row.
type parser struct {
	layout *Layout
	row    intervals.Row // of the last parse; its slices are used again
	strict bool          // the last row also keeps to what parse lets pass

	count         int
	sizes, starts []int
}

func newParser(l Layout) *parser { return &parser{layout: &l} }

// parse reads a row. Columns that it lacks at its end stay empty.
func (p *parser) parse(fields [][]byte) error {
	all := firstBedColumn + len(p.layout.columns)
	switch {
	case len(fields) < firstBedColumn:
		return fmt.Errorf("found %d columns; wanted at least sequence, start and end", len(fields))
	case len(fields[0]) == 0:
		return fmt.Errorf("the sequence name is empty")
	}
	r := &p.row
	var err error
	if r.Start, err = lines.Position(fields[1], "start"); err != nil {
		return err
	}
	if r.End, err = lines.Position(fields[2], "end"); err != nil {
		return err
	}
	if err = lines.Span(r.Start, r.End); err != nil {
		return err
	}
	if len(fields) > all { // reported last: if no layout was found, it is the least of the faults
		return fmt.Errorf("found %d columns; wanted %d", len(fields), all)
	}
	r.Seq = fields[0]
	r.Strand = '*'
	r.Coding = [2]int{r.Start, r.Start}
	r.Values, r.Metadata, r.Exons = r.Values[:0], r.Metadata[:0], r.Exons[:0]
	p.strict = true
	p.count, p.sizes, p.starts = -1, p.sizes[:0], p.starts[:0]
	for i, c := range p.layout.columns {
		var field []byte
		if firstBedColumn+i < len(fields) {
			field = fields[firstBedColumn+i]
		}
		if err := p.column(c, field); err != nil {
			return err
		}
	}
	return p.blocks()
}

// column reads one field.
func (p *parser) column(c defined, field []byte) (err error) {
	r := &p.row
	v := math.NaN()
	switch c.kind {
	case name:
		if p.layout.isNumber {
			if n, err := decimal(field); err == nil {
				v = n
			}
		}
	case score:
		if !none(field) {
			if v, err = decimal(field); err != nil {
				return fmt.Errorf("score %s is not a number", lines.Quote(field))
			}
		}
	case number:
		if v, err = decimal(field); err != nil {
			return fmt.Errorf("%s %s is not a number", c.label, lines.Quote(field))
		}
	case strand:
		if len(field) == 1 {
			r.Strand = field[0]
		}
		p.strict = p.strict && len(field) == 1 && bytes.IndexByte([]byte("+-.*"), field[0]) >= 0
	case thickStart:
		r.Coding[0], err = position(field, c.label, r.Start)
		p.strict = p.strict && r.Coding[0] >= r.Start && r.Coding[0] <= r.End
	case thickEnd:
		r.Coding[1], err = position(field, c.label, r.Start)
		p.strict = p.strict && r.Coding[1] >= r.Start && r.Coding[1] <= r.End
	case itemRgb:
		err = color(field)
	case peak:
		if !bytes.Equal(field, []byte("-1")) {
			_, err = position(field, c.label, 0)
		}
	case blockCount:
		if len(field) > 0 {
			p.count, err = lines.Position(field, c.label)
		}
	case blockSizes:
		p.sizes, err = lines.Positions(p.sizes, field, c.label)
	case blockStarts:
		p.starts, err = lines.Positions(p.starts, field, c.label)
	}
	if err != nil {
		return err
	}
	if p.layout.isValue(c) {
		r.Values = append(r.Values, v)
	}
	if p.layout.isMetadata(c) {
		r.Metadata = append(r.Metadata, field)
	}
	return nil
}

// blocks checks the block columns against each other and turns them into exons.
// The rules are the specification's: as many as blockCount, the first at the
// row's start, in order and apart, the last ending with the row.
func (p *parser) blocks() error {
	if p.count < 0 || !p.layout.blocks() {
		return nil
	}
	r := &p.row
	if len(p.sizes) != p.count || len(p.starts) != p.count {
		return fmt.Errorf("blockCount is %d, but there are %d blockSizes and %d blockStarts", p.count, len(p.sizes), len(p.starts))
	}
	end := r.Start
	for i, s := range p.starts {
		from := r.Start + s
		if i == 0 && s != 0 {
			return fmt.Errorf("the first of blockStarts is %d; wanted 0", s)
		}
		if from < end {
			return fmt.Errorf("block %d begins at %d, before the end of the one before it, %d", i+1, from, end)
		}
		end = from + p.sizes[i]
		r.Exons = append(r.Exons, [2]int{from, end})
	}
	if p.count > 0 && end != r.End {
		return fmt.Errorf("the last block ends at %d, the row at %d", end, r.End)
	}
	return nil
}

// none reports whether a field means "no value".
func none(field []byte) bool {
	return len(field) == 0 || len(field) == 1 && field[0] == '.'
}

// position reads a position column that may be empty, which gives instead.
func position(field []byte, what string, instead int) (int, error) {
	if none(field) {
		return instead, nil
	}
	return lines.Position(field, what)
}

// decimal reads a number. Whole numbers, by far the most, are read here
// because strconv takes a string.
func decimal(field []byte) (float64, error) {
	if n := len(field); n > 0 && n < 16 {
		v := 0
		for _, c := range field {
			if c < '0' || c > '9' {
				return strconv.ParseFloat(string(field), 64)
			}
			v = v*10 + int(c-'0')
		}
		return float64(v), nil
	}
	return strconv.ParseFloat(string(field), 64)
}

// color checks an itemRgb: r,g,b with numbers up to 255, in quotes or not, or
// one number, mostly 0.
func color(field []byte) error {
	text := bytes.Trim(field, `'"`)
	if none(text) {
		return nil
	}
	var buf [4]int
	rgb, err := lines.Positions(buf[:0], text, "itemRgb")
	if err != nil || len(rgb) != 1 && len(rgb) != 3 {
		return fmt.Errorf("itemRgb %s is no color; wanted red,green,blue or 0", lines.Quote(field))
	}
	for _, v := range rgb {
		if len(rgb) == 3 && v > 255 {
			return fmt.Errorf("itemRgb %s: %d is more than 255", lines.Quote(field), v)
		}
	}
	return nil
}
