package bed

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/intervals"
	"github.com/epiviz/epivizgo/session/source/lines"
)

// sampleRows is the number of first rows that decide on the columns.
const sampleRows = 200

// sample holds the beginning of a file.
type sample struct {
	track   lines.Track
	rows    [][][]byte // Sniff keeps those that have a place
	comment []string   // the columns of the last comment line before the first row
	columns int        // of a row; some may have fewer
	header  int        // the line of names of columns in front of the rows; 0 without one
}

// Sniff decides from the beginning of a text, which may end inside a line,
// whether the text is of one of this package's formats, and determines its
// columns. ext is the end of the file's name (".bed", any case), which decides only
// where the content leaves a choice: a bedGraph without a track line is also a
// BED4 whose names are numbers, and peaks may look like BED9.
func Sniff(head []byte, ext string) (Layout, bool) {
	s := look(head)
	packed := s.unpack()
	all := len(s.rows)
	s.rows = slices.DeleteFunc(s.rows, func(fields [][]byte) bool { return place(fields, new(intervals.Row)) != nil })
	if len(s.rows) == 0 || 2*len(s.rows) < all {
		return Layout{}, false
	}
	s.columns = s.width()
	l := s.layout(strings.ToLower(ext))
	l.Name, l.packed, l.header = s.track.Name, packed, s.header
	s.label(&l)
	s.findStrand(&l)
	if l.guess == "" && l.has(strand) < 0 && s.scattered() { // strands are of places
		l.guess = "every row is on a sequence of its own: the first three columns are taken for sequence, start and end"
	}
	for i := range l.columns {
		l.numbers = append(l.numbers, s.numeric(firstBedColumn+i))
	}
	return l, true
}

// Empty returns the layout of a file without rows.
func Empty(ext string) Layout {
	if isGraph(strings.ToLower(ext)) {
		return graph()
	}
	return newBED(firstBedColumn, firstBedColumn)
}

// unpack splits the last of the ten columns of bedMethyl, in which older versions of modkit
// put the others separated by spaces, and reports whether it did. Files that were joined have
// both kinds of rows.
func (s *sample) unpack() bool {
	packed := 0
	for _, fields := range s.rows {
		n := len(fields) - 1
		if space := n >= 0 && bytes.IndexByte(fields[n], ' ') >= 0; space != (n == bed9) || n < bed9 {
			return false
		} else if space {
			packed++
		}
	}
	if packed == 0 {
		return false
	}
	for i, fields := range s.rows {
		n := len(fields) - 1
		s.rows[i] = lines.Split(fields[:n], fields[n])
	}
	return true
}

// look splits the first rows.
func look(head []byte) sample {
	var s sample
	for number, line := range lines.Sample(head) {
		if len(s.rows) == sampleRows {
			break
		}
		if lines.Heading(line) {
			s.heading(line)
			continue
		}
		fields := (&Layout{}).split(nil, line)
		if len(s.rows) == 0 && s.header == 0 && namesBlocks(fields) {
			s.header = number
			continue
		}
		s.rows = append(s.rows, fields)
	}
	return s
}

// namesBlocks reports whether a line is not a row of BED12 but names its columns.
func namesBlocks(fields [][]byte) bool {
	return len(fields) >= bed12 && place(fields, new(intervals.Row)) != nil &&
		strings.EqualFold(string(fields[bed12-2]), bedColumns[bed12-2-firstBedColumn].label) &&
		strings.EqualFold(string(fields[bed12-1]), bedColumns[bed12-1-firstBedColumn].label)
}

func (s *sample) heading(line []byte) {
	if t, ok := lines.ParseTrack(line); ok && len(s.rows) == 0 {
		s.track = t
	}
	if len(line) > 0 && line[0] == '#' && len(s.rows) == 0 {
		s.comment = nil
		for _, f := range lines.Split(nil, bytes.TrimLeft(line, "# ")) {
			s.comment = append(s.comment, string(f))
		}
	}
}

// width returns the largest number of columns that at least a tenth of the rows has:
// a stray tab must not make a column.
func (s *sample) width() int {
	var widths []int
	for _, fields := range s.rows {
		widths = append(widths, len(fields))
	}
	slices.Sort(widths)
	return widths[len(widths)-1-len(widths)/10]
}

// verdict is the evidence of a field for the kind of its column.
type verdict int

const (
	against verdict = iota - 1
	nothing         // the field is empty, or possible in any kind of column
	agrees
)

// judge judges field i of a row as a kind of column.
func judge(fields [][]byte, i int, kind column) verdict {
	var row intervals.Row
	_ = place(fields, &row) // all rows have one
	if i >= len(fields) {
		return nothing
	}
	field := fields[i]
	good, empty := true, lines.Missing(field)
	switch kind {
	case score, number:
		_, err := lines.Number(field)
		good = err == nil
	case strand:
		var s byte
		s, good = strandOf(field)
		empty = s == '*'
	case thickStart, thickEnd: // both together: either could be any number
		first := i - int(kind-thickStart)
		if first+1 >= len(fields) {
			return against
		}
		coding, err := thickPart(&row, fields[first], fields[first+1])
		good = err == nil
		empty = coding[0] == coding[1] && string(fields[first]) == string(fields[first+1]) && string(field) == "0" || empty
	case itemRgb:
		good = isColor(field)
		empty = bytes.IndexByte(field, ',') < 0
	case peak:
		_, err := position(field, "", 0)
		good = err == nil || string(field) == "-1"
	case blockCount:
		if i+2 >= len(fields) {
			return against
		}
		p := parser{row: row}
		err := p.blocks([3][]byte(fields[i : i+3]))
		good = err == nil && (len(p.faults) == 0 || len(p.row.Exons) > 0)
	case extra, name, blockSizes, blockStarts:
		return nothing
	}
	switch {
	case !good:
		return against
	case empty:
		return nothing
	}
	return agrees
}

// judge reports whether a column fits its kind: at most half of the rows are against it. A
// thick part, which could be any two numbers, needs most of the rows with evidence.
func (s *sample) judge(i int, kind column) verdict {
	var n [3]int // by verdict, starting with against
	for _, fields := range s.rows {
		n[judge(fields, i, kind)-against]++
	}
	bad, good := n[0], n[agrees-against]
	switch {
	case 2*bad > len(s.rows), bad > 0 && bad >= good && (kind == thickStart || kind == thickEnd):
		return against
	case good > 0:
		return agrees
	}
	return nothing
}

// fits reports whether enough rows have exactly the columns defs: at least half of them if the
// file is named so, else nine of ten.
func (s *sample) fits(defs []defined, named bool) bool {
	if s.columns != firstBedColumn+len(defs) {
		return false
	}
	n := 0
	for _, fields := range s.rows {
		good := len(fields) == s.columns
		for i, c := range defs {
			good = good && judge(fields, firstBedColumn+i, c.kind) != against
		}
		if good {
			n++
		}
	}
	if named {
		return 2*n >= len(s.rows)
	}
	return 10*n >= 9*len(s.rows)
}

// layout picks the format.
func (s *sample) layout(ext string) Layout {
	graphs := s.track.Type == "bedgraph" || s.track.Type == "" && isGraph(ext)
	switch {
	case graphs && s.fits(graphColumns, true):
		return graph()
	case graphs && s.fits(methylColumns, false) && s.methylated():
		return Layout{Format: "MethylDackel bedGraph", columns: methylColumns, kind: source.Signal,
			weights: map[string][]string{"percentMethylated": {"methylated", "unmethylated"}}}
	case graphs && s.columns > firstBedColumn+1 && s.fits(samples(s.columns-firstBedColumn), true):
		return Layout{Format: "bedGraph", columns: samples(s.columns - firstBedColumn), kind: source.Signal, series: true}
	case s.peaks(ext, ".narrowpeak", narrowColumns):
		return peakLayout("narrowPeak", narrowColumns, ext)
	case s.peaks(ext, ".broadpeak", broadColumns):
		return peakLayout("broadPeak", broadColumns, ext)
	case s.fits(gappedColumns, ext == ".gappedpeak"):
		return Layout{Format: "gappedPeak", columns: gappedColumns}
	}
	limit := s.columns
	detail := s.track.Type == "beddetail" && s.columns >= firstBedColumn+len(detailColumns)
	if detail {
		limit -= len(detailColumns)
	}
	if names := s.comment; len(names) == s.columns && len(names) > bed9-3 && !strings.Contains(strings.ToLower(names[bed9-3]), "start") {
		limit = min(limit, bed9-3) // the file names the later columns otherwise
	}
	std := s.standard(limit)
	l := newBED(std, s.columns)
	for i := range l.columns[:std-firstBedColumn] { // one odd column does not affect the others
		thick := l.columns[i].kind == thickStart || l.columns[i].kind == thickEnd
		if s.judge(firstBedColumn+i, l.columns[i].kind) == against || thick && !s.thick() {
			l.columns[i].kind = extra
		}
	}
	if std == bed9 && s.isBedMethyl(ext == ".bedmethyl") {
		l.Format = bedMethyl
		copy(l.columns[bed9-firstBedColumn:], bedMethylColumns)
		l.weights = map[string][]string{bedMethylColumns[1].label: {bedMethylColumns[0].label}}
	}
	if s.isCytoBand(std) {
		l.Format, l.columns[1].label = "cytoBand", "gieStain"
	}
	if detail {
		copy(l.columns[len(l.columns)-len(detailColumns):], detailColumns)
	}
	if graphs && l.Format != bedMethyl {
		l.guess = "the file is named as bedGraph, but its columns are not: it is read as " + l.Format
	}
	return l
}

// findStrand finds the column of strands of a layout that has none.
func (s *sample) findStrand(l *Layout) {
	if l.has(strand) >= 0 || l.kind == source.Signal {
		return
	}
	for i := range l.columns {
		c := &l.columns[i]
		if open := l.open(*c) || c.kind == score; open && s.strands(firstBedColumn+i) {
			*c = defined{strand, "strand"}
			l.guess = fmt.Sprintf("column %d is taken for the strand", firstBedColumn+i+1)
			return
		}
	}
}

// scattered reports whether no two of ten rows or more are on the same sequence, as where the
// first column has genes or markers. Rows that are whole sequences begin at 0.
func (s *sample) scattered() bool {
	seqs, starts := map[string]bool{}, false
	for _, fields := range s.rows {
		if seqs[string(fields[0])] {
			return false
		}
		seqs[string(fields[0])] = true
		starts = starts || string(fields[1]) != "0"
	}
	return starts && len(s.rows) > 9
}

// strands reports whether a column has strands, and nothing else.
func (s *sample) strands(i int) bool {
	found := false
	for _, fields := range s.rows {
		if i >= len(fields) {
			continue
		}
		if _, ok := strandOf(fields[i]); !ok {
			return false
		}
		found = found || string(fields[i]) == "+" // a minus alone may be a missing value
	}
	return found
}

// standard returns how many of the first columns, up to limit, are those of BED: as many
// as agree, and those that say nothing behind them. Blocks make all twelve.
func (s *sample) standard(limit int) int {
	if limit >= bed12 && s.judge(bed9, blockCount) == agrees {
		return bed12
	}
	std := min(limit, firstBedColumn+1)
	for i := std; i < min(limit, bed9); i++ {
		if v := s.judge(i, bedColumns[i-firstBedColumn].kind); v == agrees || v == nothing && std == i {
			std = i + 1
		}
	}
	if std > bed9-3 && s.judge(bed9-4, strand) == against && s.judge(bed9-1, itemRgb) != agrees {
		return bed9 - 4 // numbers behind what is no strand are no thick part
	}
	if std == bed9-2 || std > bed9-3 && !s.thick() {
		return bed9 - 3 // half a thick part does not count
	}
	return std
}

// thick reports whether the rows may have a thick part.
func (s *sample) thick() bool {
	return s.judge(bed9-3, thickStart) != against && s.judge(bed9-2, thickEnd) != against
}

// isBED9 reports whether every row could be BED with thick part and color, whose
// columns are numbers too in many files.
func (s *sample) isBED9() bool {
	for _, fields := range s.rows {
		for i, c := range bedColumns[:bed9-firstBedColumn] {
			v := judge(fields, firstBedColumn+i, c.kind)
			if thick := c.kind == thickStart || c.kind == thickEnd; v == against || thick && v != agrees {
				return false
			}
		}
	}
	return true
}

// peaks reports whether rows are of peaks, whose numbers may look like a BED9 unless the
// file is named so.
func (s *sample) peaks(ext, own string, defs []defined) bool {
	return s.fits(defs, ext == own) && (ext == own || !s.isBED9())
}

// peakLayout returns the layout of a format of peaks, and says so of a file that is not
// named as one.
func peakLayout(format string, columns []defined, ext string) Layout {
	l := Layout{Format: format, columns: columns}
	if ext != "."+strings.ToLower(format) {
		l.guess = "the columns are taken for those of " + format
	}
	return l
}

// samples returns the columns of a bedGraph of n samples, as bedtools unionbedg writes.
func samples(n int) (columns []defined) {
	for i := range n {
		columns = append(columns, defined{number, fmt.Sprintf("sample%d", i+1)})
	}
	return columns
}

// methylated reports whether the fourth column is the percentage of the fifth in the sum
// of fifth and sixth.
func (s *sample) methylated() bool {
	for _, f := range s.rows {
		if len(f) == s.columns && !lines.IsPercentage(f[3], f[4], f[5]) {
			return false
		}
	}
	return true
}

// isBedMethyl reports whether a BED9 continues as bedMethyl: with a coverage and a
// percentage, and perhaps seven counts. One row in ten may have an odd cell, and half of them if the
// file is named so.
func (s *sample) isBedMethyl(named bool) bool {
	if s.columns != bed9+2 && s.columns != bed9+len(bedMethylColumns) {
		return false
	}
	good, odd := 0, 0
	for _, f := range s.rows {
		switch {
		case len(f) != s.columns:
		case isMethylRow(f):
			good++
		default:
			odd++
		}
	}
	return good > 0 && (good >= 9*odd || named && good >= odd)
}

// isMethylRow reports whether a row continues BED9 as bedMethyl does.
func isMethylRow(fields [][]byte) bool {
	for i, f := range fields[bed9:] {
		v, err := lines.Number(f)
		whole := v == math.Trunc(v) && v >= 0
		if percent := i == 1; err != nil || percent && !(v >= 0 && v <= 100 || v != v) || !percent && !whole {
			return false
		}
	}
	return true
}

// isCytoBand reports whether the fifth column of a BED4+1 is the stain of a
// chromosome's bands (UCSC's table cytoBand).
func (s *sample) isCytoBand(std int) bool {
	if std != 4 || s.columns != 5 {
		return false
	}
	for _, fields := range s.rows {
		if len(fields) < 5 {
			return false
		}
		switch stain := string(fields[4]); stain {
		case "gneg", "gvar", "acen", "stalk", "n/a":
		default:
			if !strings.HasPrefix(stain, "gpos") {
				return false
			}
		}
	}
	return true
}

func graph() Layout {
	return Layout{Format: "bedGraph", columns: graphColumns, kind: source.Signal}
}

func isGraph(ext string) bool {
	return ext == ".bedgraph" || ext == ".bg" || ext == ".bdg"
}

// numeric reports whether nine tenths of the cells of a column that are not missing hold
// numbers.
func (s *sample) numeric(i int) bool {
	numbers, text := 0, 0
	for _, fields := range s.rows {
		if i >= len(fields) || lines.Missing(fields[i]) {
			continue
		}
		if _, ok := lines.AsNumber(fields[i]); ok {
			numbers++
		} else {
			text++
		}
	}
	return numbers > 0 && numbers >= 9*text
}

// label names columns as a comment of the file does, and the last of four if it holds
// numbers.
func (s *sample) label(l *Layout) {
	l.columns = slices.Clone(l.columns) // all files of a format share them
	if len(s.comment) != firstBedColumn+len(l.columns) {
		if len(l.columns) == 1 && l.columns[0].kind == name && s.numeric(firstBedColumn) {
			l.columns[0].label = "value"
		}
		return
	}
	for i := range l.columns {
		c := &l.columns[i]
		own := strings.Trim(s.comment[i+firstBedColumn], "'")
		if own == "" || !l.open(*c) && !l.isValue(*c) {
			continue
		}
		if c.kind == score && !strings.EqualFold(own, c.label) {
			c.kind = extra
		}
		c.label = own
	}
	labels := make([]string, len(l.columns))
	for i, c := range l.columns {
		labels[i] = c.label
	}
	for i, label := range lines.Distinct(labels) {
		l.columns[i].label = label
	}
}
