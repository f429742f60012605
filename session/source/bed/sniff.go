package bed

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/lines"
)

// sampleRows is how many rows of the beginning decide on the columns.
const sampleRows = 200

// sample is what the beginning of a file shows.
type sample struct {
	track   lines.Track
	rows    [][][]byte
	comment []string // the columns of the last comment line before the first row
	columns int      // of a row; some may have fewer
}

// Sniff decides from the beginning of a text, which may end inside a line,
// whether the text is of one of this package's formats, and what its columns
// are. ext is the end of the file's name (".bed", any case), which decides only
// where the content leaves a choice: a bedGraph without a track line is also a
// BED4 whose names are numbers, and peaks may pass for BED9.
func Sniff(head []byte, ext string) (Layout, bool) {
	s := look(head)
	s.columns = s.width()
	if len(s.rows) == 0 || s.columns < firstBedColumn || 2*s.conform(firstBedColumn, nil) < len(s.rows) {
		return Layout{}, false
	}
	l := s.layout(strings.ToLower(ext))
	l.Name = s.track.Name
	s.label(&l)
	return l, true
}

// Empty returns the layout of a file without rows.
func Empty(ext string) Layout {
	if isGraph(strings.ToLower(ext)) {
		return graph()
	}
	return newBED(firstBedColumn, firstBedColumn)
}

// look takes the first rows apart.
func look(head []byte) sample {
	var s sample
	for _, line := range lines.Sample(head) {
		if len(s.rows) == sampleRows {
			break
		}
		if lines.Heading(line) {
			s.heading(line)
			continue
		}
		fields := lines.Split(nil, line)
		lines.Unquote(fields, line)
		s.rows = append(s.rows, fields)
	}
	return s
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
// a stray tab is not to make a column.
func (s *sample) width() int {
	basic := newParser(Layout{})
	var widths []int
	for _, fields := range s.rows {
		if basic.parse(fields[:min(firstBedColumn, len(fields))]) == nil {
			widths = append(widths, len(fields))
		}
	}
	if len(widths) == 0 {
		return 0
	}
	slices.Sort(widths)
	return widths[len(widths)-1-len(widths)/10]
}

// conform counts the rows that agree with the first columns of a layout.
func (s *sample) conform(columns int, defs []defined) int {
	l := Layout{columns: defs[:columns-firstBedColumn]}
	p := newParser(l)
	n := 0
	for _, fields := range s.rows {
		if len(fields) >= columns && p.parse(fields[:columns]) == nil && p.strict {
			n++
		}
	}
	return n
}

// fits reports whether at least half of the rows have exactly the columns defs.
func (s *sample) fits(defs []defined) bool {
	return s.columns == firstBedColumn+len(defs) && 2*s.conform(s.columns, defs) >= len(s.rows)
}

// layout picks the format.
func (s *sample) layout(ext string) Layout {
	switch {
	case s.fits(graphColumns) && (s.track.Type == "bedgraph" || s.track.Type == "" && isGraph(ext)):
		return graph()
	case s.fits(narrowColumns) && (ext == ".narrowpeak" || !s.isBED9()):
		return Layout{Format: "narrowPeak", columns: narrowColumns}
	case s.fits(broadColumns) && (ext == ".broadpeak" || !s.isBED9()):
		return Layout{Format: "broadPeak", columns: broadColumns}
	case s.fits(gappedColumns):
		return Layout{Format: "gappedPeak", columns: gappedColumns}
	}
	std := min(s.columns, bed12)
	detail := s.track.Type == "beddetail" && s.columns >= firstBedColumn+len(detailColumns)
	if detail {
		std = min(std, s.columns-len(detailColumns))
	}
	for std > firstBedColumn && 2*s.conform(std, bedColumns) < len(s.rows) {
		std--
	}
	if std > bed9 && std < bed12 && s.columns > bed9+1 {
		std = bed9 // what goes on behind a count, but not as blocks, is no count: bedMethyl
	}
	l := newBED(std, s.columns)
	if s.isCytoBand(std) {
		l.Format, l.columns[1].label = "cytoBand", "gieStain"
	}
	if detail {
		copy(l.columns[len(l.columns)-len(detailColumns):], detailColumns)
	}
	if s.columns == 4 {
		l.isNumber = s.numeric(3)
	}
	return l
}

// isBED9 reports whether every row could be BED with thick part and color, whose
// columns are numbers too in many files.
func (s *sample) isBED9() bool { return s.conform(bed9, bedColumns) == len(s.rows) }

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

// numeric reports whether every row has a number in a column.
func (s *sample) numeric(i int) bool {
	for _, fields := range s.rows {
		if i >= len(fields) {
			return false
		}
		if _, err := strconv.ParseFloat(string(fields[i]), 64); err != nil {
			return false
		}
	}
	return true
}

// label gives columns whose meaning the format leaves open the names that the
// file itself has for them.
func (s *sample) label(l *Layout) {
	l.columns = slices.Clone(l.columns) // those of a format are every file's
	if len(s.comment) != firstBedColumn+len(l.columns) {
		if l.isNumber {
			l.columns[0].label = "value"
		}
		return
	}
	for i := range l.columns {
		c := &l.columns[i]
		if own := s.comment[i+firstBedColumn]; own != "" && (c.kind == extra || c.kind == name && l.kind != source.Genes) {
			c.label = own
		}
	}
}
