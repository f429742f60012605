package pairs

import (
	"fmt"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/intervals"
)

// form is the form of the lines of a file.
type form int

const (
	bedpe form = iota
	interact
	longrange
	star
	junctions
)

// about describes a form.
type about struct {
	name   string   // for people
	ends   []string // of the names of files, in lower case
	least  int      // columns
	wanted string   // what these are
}

// starEnd ends the names of STAR's files, after the user's prefix.
const starEnd = ".sj.out.tab"

var forms = [...]about{
	bedpe:     {"BEDPE", []string{".bedpe"}, 6, "chrom1, start1, end1, chrom2, start2 and end2"},
	interact:  {"interact", []string{".interact"}, 18, "those of UCSC's interact, from chrom to targetStrand"},
	longrange: {"longrange", []string{".longrange"}, 4, "chrom, start, end and chrom:start-end,score"},
	star: {"STAR junctions", []string{starEnd}, 9,
		"chrom, start, end, strand, motif, annotated, unique reads, multi reads and overhang"},
	junctions: {"junction BED", []string{".junc"}, 12, "those of BED12 with two blocks"},
}

// Names returns, for each form, its name and the ends of the names of its files, in lower
// case.
func Names() (names []string, ends [][]string) {
	for _, f := range forms {
		names, ends = append(names, f.name), append(ends, f.ends)
	}
	return names, ends
}

// named returns the form whose files have names like name.
func named(name string) (form, bool) {
	name = unpacked(name)
	if strings.HasSuffix(name, starEnd[1:]) {
		name = starEnd
	}
	i := slices.IndexFunc(forms[:], func(f about) bool {
		return slices.ContainsFunc(f.ends, func(end string) bool { return strings.HasSuffix(name, end) })
	})
	return form(i), i >= 0
}

// unpacked returns a file's name in lower case without the end of a compression.
func unpacked(name string) string {
	name = strings.ToLower(name)
	for _, packed := range []string{".gz", ".bgz", ".bgzf"} {
		name = strings.TrimSuffix(name, packed)
	}
	return name
}

// use is what a column is for beside being text.
type use int

const (
	text use = iota
	number
	strand1
	strand2
	motif     // of STAR: a code
	annotated // of STAR: 0 or 1
	silent    // stored in another form
)

// column is a column of the file after the places.
type column struct {
	at    int
	label string
	use   use
}

// Layout describes the columns of a file.
type Layout struct {
	// Name is the track line's name, "" without one.
	Name string

	form    form
	places  [6]int // the columns of the two places
	columns []column
	header  int    // the line of the names, 0 without one
	note    string // on how the file was understood
}

// Format returns the name for people: "BEDPE", "interact".
func (l *Layout) Format() string { return forms[l.form].name }

// crosses reports whether pairs of the form may be across two sequences.
func (l *Layout) crosses() bool { return l.form <= longrange }

func (l *Layout) schema() intervals.Schema {
	s := intervals.Schema{Exons: true}
	for _, c := range l.columns {
		if c.use == silent {
			continue
		}
		if s.Metadata = append(s.Metadata, c.label); c.use == number {
			s.Values = append(s.Values, c.label)
		}
		if strings.HasSuffix(strings.ToLower(c.label), "name") {
			s.Names = append(s.Names, c.label)
		}
	}
	if l.form == junctions {
		s.Values = append(s.Values, "leftOverhang", "rightOverhang")
	}
	if l.crosses() {
		s.Metadata = append(s.Metadata, source.MateColumn, source.EndColumn)
	}
	return s
}

// standard has the columns of each form without a header. Those of interact begin with the
// value, by which such a track is drawn.
var standard = [...][]column{
	bedpe: {{6, "name", text}, {7, "score", text}, {8, "strand1", strand1}, {9, "strand2", strand2}},
	interact: {
		{5, "value", number}, {4, "score", number}, {3, "name", text}, {6, "exp", text}, {7, "color", text},
		{11, "sourceName", text}, {12, "sourceStrand", strand1}, {16, "targetName", text}, {17, "targetStrand", strand2},
	},
	longrange: {{3, "score", number}},
	star: {
		{6, "uniqueReads", number}, {7, "multiReads", number}, {8, "overhang", number}, {4, "motif", motif}, {5, "annotated", annotated},
	},
	junctions: {{3, "name", text}, {4, "score", number}, {8, "itemRgb", text}},
}

// usual returns the layout of a form independent of a file.
func usual(f form) Layout {
	l := Layout{form: f, columns: slices.Clone(standard[f])}
	switch f {
	case bedpe:
		l.places = [6]int{0, 1, 2, 3, 4, 5}
		l.columns = nil
	case interact:
		l.places = [6]int{8, 9, 10, 13, 14, 15}
	}
	return l
}

// reserved reports whether a column of the source has the name already.
func reserved(name string) bool { return name == source.MateColumn || name == source.EndColumn }

// more adds the columns from the n-th on, up to all, under their own names or numbers.
func (l *Layout) more(n, all int, names []string) {
	for i := n; i < all; i++ {
		label := fmt.Sprintf("field%d", i+1)
		if i < len(names) && names[i] != "" && !reserved(names[i]) {
			label = names[i]
		}
		l.columns = append(l.columns, column{at: i, label: label})
	}
}
