package pairs

import (
	"bytes"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/session/source/lines"
)

// sampleRows is the number of first rows that decide on the columns.
const sampleRows = 200

// sample holds the beginning of a file.
type sample struct {
	track    lines.Track
	rows     [][][]byte
	numbers  []int      // of the rows' lines
	comments [][]string // the columns of each comment line before the first row
	seqs     map[string]bool
	told     bool // the file's name or its names of columns say that rows are of BEDPE
}

// Sniff decides from the beginning of a text, which may end inside a line, whether it is
// of one of this package's formats, and determines its columns. A file that is named as one
// of them counts as one, even if it does not fit: Read reports what it lacks.
func Sniff(head []byte, name string) (Layout, bool) {
	s := look(head)
	l, ok := s.layout(name)
	if l.Name = s.track.Name; !ok {
		return Layout{}, false
	}
	labels := make([]string, len(l.columns))
	for i, c := range l.columns {
		labels[i] = c.label
	}
	for i, label := range lines.Distinct(labels) {
		l.columns[i].label = label
	}
	return l, true
}

// layout picks the form. It notes where the rows contradict the name or header of the file.
func (s *sample) layout(name string) (Layout, bool) {
	if as, ok := named(name); ok {
		s.told = as == bedpe
		return s.insist(as), true
	}
	for _, f := range []form{interact, longrange, star, bedpe} {
		l, ok := s.try(f)
		if !ok || f == bedpe && !s.told && s.areOthers(name) {
			continue
		}
		switch f {
		case bedpe:
			l.note = "each row has two places: the file is read as BEDPE"
		case star:
			l.note = "the columns are those of STAR's SJ.out.tab: each row is read as an intron whose positions count from 1"
		}
		return l, true
	}
	if s.areJunctions(name) {
		return s.try(junctions)
	}
	return Layout{}, false
}

// insist returns the layout of a file that is named as a form. A file that is named as BEDPE
// may have two places in another form.
func (s *sample) insist(as form) Layout {
	if l, ok := s.try(as); ok {
		return l
	}
	for _, f := range []form{interact, longrange} {
		if l, ok := s.try(f); ok && as == bedpe {
			l.note = "the columns are those of " + l.Format() + ", not of BEDPE"
			return l
		}
	}
	l := usual(as)
	l.more(max(forms[as].least, lastOf(l.columns)+1), s.width(), nil)
	return l
}

func lastOf(columns []column) int {
	last := -1
	for _, c := range columns {
		last = max(last, c.at)
	}
	return last
}

// look splits the first rows.
func look(head []byte) sample {
	s := sample{seqs: map[string]bool{}}
	for number, line := range lines.Sample(head) {
		if len(s.rows) == sampleRows {
			break
		}
		if !lines.Heading(line) {
			fields := lines.Split(nil, line)
			lines.Unquote(fields, line)
			s.rows, s.numbers = append(s.rows, fields), append(s.numbers, number)
			s.seqs[string(fields[0])] = true
			continue
		}
		if len(s.rows) > 0 {
			continue
		}
		if t, ok := lines.ParseTrack(line); ok {
			s.track = t
		}
		if len(line) > 0 && line[0] == '#' {
			s.comments = append(s.comments, texts(lines.Split(nil, bytes.TrimLeft(line, "# "))))
		}
	}
	return s
}

func texts(fields [][]byte) []string {
	var out []string
	for _, f := range fields {
		out = append(out, string(f))
	}
	return out
}

// width returns the largest number of columns that at least a tenth of the rows has.
func (s *sample) width() int {
	var widths []int
	for _, fields := range s.rows {
		widths = append(widths, len(fields))
	}
	if len(widths) == 0 {
		return 0
	}
	slices.Sort(widths)
	return widths[len(widths)-1-len(widths)/10]
}

// try returns the layout of a form if the rows fit it.
func (s *sample) try(f form) (Layout, bool) {
	l := usual(f)
	all := s.width()
	names := s.names(all)
	switch f {
	case bedpe:
		s.bedpe(&l)
	case longrange:
		l.more(4, all, nil)
	case interact, star, junctions:
		if f == junctions {
			l.note = "each row is a junction, the gap between two blocks: their lengths are in leftOverhang and rightOverhang"
		}
		l.more(max(forms[f].least, lastOf(l.columns)+1), all, names)
	}
	if len(s.rows) == 0 {
		return l, false
	}
	share := 2 // half of the rows have to fit
	if numbers, text := s.numeric(l.places[3], l.header); f == star || f == bedpe && !s.told && numbers > 0 && text == 0 {
		share = 1 // numbers are names of chromosomes less often than values
	}
	if share*s.fitting(&l) < len(s.rows)-s.faults(f) {
		return l, false
	}
	s.numbersOf(&l)
	return l, true
}

// faults returns how many rows may not fit in a form that all should fit: one in ten.
func (s *sample) faults(f form) int {
	if f == star {
		return len(s.rows) / 10
	}
	return 0
}

// areOthers reports whether the file's name or its track line says that rows have one place.
func (s *sample) areOthers(name string) bool {
	if s.track.Type != "" && s.track.Type != "bedpe" {
		return true
	}
	name = unpacked(name)
	return slices.ContainsFunc([]string{".bedgraph", ".bg", ".bdg", "peak", ".bedmethyl", ".cov"}, func(end string) bool {
		return strings.HasSuffix(name, end)
	})
}

// fitting counts the rows that agree with a layout.
func (s *sample) fitting(l *Layout) int {
	p := parser{layout: l}
	n := 0
	for i, fields := range s.rows {
		if s.numbers[i] == l.header {
			n++ // not a row
			continue
		}
		if p.parse(fields) == nil && s.plausible(l, fields) {
			n++
		}
	}
	if n == 1 && l.header > 0 && len(s.rows) > 1 {
		return 0 // the header alone
	}
	return n
}

// plausible reports whether a row that can be read is likely of the form: many rows of
// numbers can be read as two places or as a junction of STAR.
func (s *sample) plausible(l *Layout, fields [][]byte) bool {
	switch l.form {
	case bedpe:
		if s.told {
			return true
		}
		a, b := fields[l.places[0]:l.places[2]+1], fields[l.places[3]:l.places[5]+1]
		if isUnknown(a) || isUnknown(b) {
			return true
		}
		second := string(b[0])
		switch _, number := lines.AsNumber(b[0]); {
		case string(a[0]) == "." || second == ".":
			return false
		case number && s.seqs[second]:
			return string(b[1]) != string(b[2])
		case number:
			return small(b[0], 99) && width(a) > 0 && width(a) == width(b) // as bins of a matrix
		}
		return s.seqs[second] || isChromosome(second)
	case longrange:
		return bytes.IndexByte(fields[3], ',') >= 0 // without a score it is the name of a region
	case interact:
		a, b := string(fields[8]), string(fields[13])
		_, err := lines.Position(fields[1], "")
		return err == nil && (a == string(fields[0]) || b == string(fields[0]))
	case star:
		counts := small(fields[6], 1<<40) && small(fields[7], 1<<40) && small(fields[8], 1<<20)
		return len(fields) == 9 && small(fields[4], len(motifs)-1) && small(fields[5], 1) && counts
	}
	return true
}

// width returns the width of a place that can be read.
func width(place [][]byte) int {
	start, _ := lines.Position(place[1], "")
	end, _ := lines.Position(place[2], "")
	return end - start
}

// isUnknown reports whether a place is written as one that is not known: the dot is also a
// feature's name in BED.
func isUnknown(place [][]byte) bool {
	return string(place[0]) == "." && string(place[1]) == "-1" && string(place[2]) == "-1"
}

// isChromosome reports whether a name is one of a chromosome, and not of a feature on it.
func isChromosome(name string) bool {
	rest, ok := strings.CutPrefix(strings.ToLower(name), "chr")
	return ok && len(rest) > 0 && len(rest) < 4 && !strings.ContainsAny(rest, ":_-.")
}

func small(field []byte, most int) bool {
	v, err := lines.Position(field, "")
	return err == nil && v <= most
}

// areJunctions reports whether the rows of BED12 are junctions by their names or the
// file's, and have two blocks each.
func (s *sample) areJunctions(name string) bool {
	called := strings.Contains(strings.ToLower(name), "junc") || strings.Contains(strings.ToLower(s.track.Name), "junc")
	for _, fields := range s.rows {
		if len(fields) < forms[junctions].least || string(fields[9]) != "2" {
			return false
		}
		if !called && !strings.Contains(strings.ToLower(string(fields[3])), "junc") {
			return false
		}
	}
	return len(s.rows) > 0
}

// names returns the names of the columns from a comment, nil without one that fits.
func (s *sample) names(all int) []string {
	for _, c := range slices.Backward(s.comments) {
		if len(c) == all {
			return c
		}
	}
	return nil
}

// Names by which the columns of the two places are known, in lower case without _ and dots.
var placeNames = [6][]string{
	{"chr1", "chrom1", "chromosome1", "chra", "chroma", "bin1chrom", "contig1"},
	{"x1", "start1", "s1", "chromstart1", "starta", "bin1start"},
	{"x2", "end1", "e1", "chromend1", "enda", "bin1end"},
	{"chr2", "chrom2", "chromosome2", "chrb", "chromb", "bin2chrom", "contig2"},
	{"y1", "start2", "s2", "chromstart2", "startb", "bin2start"},
	{"y2", "end2", "e2", "chromend2", "endb", "bin2end"},
}

// placesIn finds the columns of two places among names.
func placesIn(names []string) (places [6]int, ok bool) {
	for k, known := range placeNames {
		places[k] = slices.IndexFunc(names, func(n string) bool {
			return slices.Contains(known, strings.NewReplacer("_", "", ".", "").Replace(strings.ToLower(n)))
		})
		if places[k] < 0 {
			return places, false
		}
	}
	return places, true
}

// bedpe finds the columns of BEDPE: by a line of names, which may be a comment, else those
// of the format.
func (s *sample) bedpe(l *Layout) {
	all := s.width()
	var names []string
	for _, c := range s.comments {
		if places, ok := placesIn(c); ok {
			l.places, names = places, c
		}
	}
	if len(s.rows) > 0 {
		first := texts(s.rows[0])
		if places, ok := placesIn(first); ok {
			l.places, names, l.header = places, first, s.numbers[0]
		}
	}
	if names != nil {
		s.told = true
		all = max(all, len(names))
		rest := usual(bedpe)
		rest.more(0, all, names)
		l.columns = slices.DeleteFunc(rest.columns, func(c column) bool { return slices.Contains(l.places[:], c.at) })
		for i := range l.columns {
			switch strings.ToLower(l.columns[i].label) {
			case "strand1":
				l.columns[i].use = strand1
			case "strand2":
				l.columns[i].use = strand2
			}
		}
		return
	}
	for _, c := range standard[bedpe] {
		if c.at >= all || c.use != text && !s.strands(c.at) {
			break
		}
		l.columns = append(l.columns, c)
	}
	names = s.names(all)
	l.more(len(l.columns)+6, all, names)
}

// strands reports whether a column has strands.
func (s *sample) strands(at int) bool {
	for _, fields := range s.rows {
		if at < len(fields) && (len(fields[at]) > 1 || len(fields[at]) == 1 && !strings.Contains("+-.*", string(fields[at]))) {
			return false
		}
	}
	return true
}

// numbersOf finds the text columns that hold numbers: one cell in ten may be text, which costs its value.
func (s *sample) numbersOf(l *Layout) {
	for i := range l.columns {
		c := &l.columns[i]
		if c.use != text {
			continue
		}
		if numbers, text := s.numeric(c.at, l.header); numbers < 9*text || numbers == 0 {
			continue
		}
		switch lower := strings.ToLower(c.label); {
		case l.form == bedpe && c.at == 6 && lower == "name":
			c.label, c.use = "value", number // cooler writes counts so
		case strings.HasSuffix(lower, "name"), strings.HasSuffix(lower, "color"), strings.HasSuffix(lower, "rgb"), lower == "id":
		default:
			c.use = number
		}
	}
}

// numeric counts the cells of a column that hold numbers and text; others are missing.
func (s *sample) numeric(at, header int) (numbers, text int) {
	for i, fields := range s.rows {
		if at >= len(fields) || s.numbers[i] == header || lines.Missing(fields[at]) {
			continue
		}
		if _, ok := lines.AsNumber(fields[at]); ok {
			numbers++
		} else {
			text++
		}
	}
	return numbers, text
}
