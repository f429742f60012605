package gff

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/intervals"
)

// others are the rows that are not part of a gene.
type others struct {
	dialect Dialect
	rows    *intervals.Builder
	kinds   map[string]int
}

func newOthers(d Dialect) *others {
	return &others{dialect: d, rows: intervals.NewBuilder(featureSchema), kinds: map[string]int{}}
}

// add adds a line as it is.
func (o *others) add(r *record) error {
	o.kinds[string(r.kind)]++
	return addFeature(o.rows, r, o.dialect)
}

// append adds the rows of a later part of the file.
func (o *others) append(later *others) error {
	for kind, n := range later.kinds {
		o.kinds[kind] += n
	}
	return o.rows.Append(later.rows)
}

// finish returns the source of the rows.
func (o *others) finish(info source.Info) *intervals.Store {
	if low, _ := o.rows.Bounds(0); low != low {
		o.rows.DropValue(0)
	}
	return o.rows.Finish(info)
}

// note counts the rows by type, the most frequent first; "" without any.
func (o *others) note() string {
	kinds := slices.SortedFunc(maps.Keys(o.kinds), func(a, b string) int {
		return cmp.Or(o.kinds[b]-o.kinds[a], strings.Compare(a, b))
	})
	var counts []string
	for i, kind := range kinds {
		if i == mostKinds && len(kinds) > mostKinds+1 {
			counts = append(counts, fmt.Sprintf("%d other types", len(kinds)-i))
			break
		}
		counts = append(counts, fmt.Sprintf("%s %d", kind, o.kinds[kind]))
	}
	switch n := o.rows.Len(); n {
	case 0:
		return ""
	case 1:
		return "1 feature beside the genes: " + kinds[0]
	default:
		return fmt.Sprintf("%d features beside the genes: %s", n, strings.Join(counts, ", "))
	}
}

// mostKinds bounds the types that a note counts.
const mostKinds = 5

// addFeature adds a line as it is.
func addFeature(b *intervals.Builder, r *record, d Dialect) error {
	label := r.label(d)
	return b.Add(intervals.Row{
		Seq: r.seq, Start: r.start, End: r.end, Strand: r.strand,
		Values:   []float64{number(r.score)},
		Metadata: [][]byte{label, r.kind, r.source, r.score, r.phase, r.raw},
		Names:    []byte(strings.Join(r.allNames(d), ",")),
	})
}

func number(score []byte) float64 {
	if v, err := strconv.ParseFloat(string(score), 64); err == nil {
		return v
	}
	return nan
}

// label returns a name for a line: the one most useful to people.
func (r *record) label(d Dialect) []byte {
	for _, name := range [][]byte{r.name, r.geneName, r.id, r.transcriptName, r.transcriptID, r.geneID} {
		if len(name) > 0 {
			return []byte(unescape(string(name)))
		}
	}
	if all := r.allNames(d); len(all) > 0 {
		return []byte(all[0])
	}
	return r.kind
}

// allNames returns every name that a line has, for searches.
func (r *record) allNames(d Dialect) []string {
	var all []string
	for _, name := range [][]byte{r.name, r.geneName, r.id, r.transcriptName, r.transcriptID, r.geneID} {
		all = add(all, unescape(string(name)))
	}
	for _, list := range [][]byte{r.geneNames, r.names, r.aliases} {
		all = addNames(all, d, list)
	}
	if words := strings.Fields(string(r.target)); len(words) > 0 {
		all = add(all, unescape(words[0]))
	}
	return all
}
