package bbi

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/session/source"
)

// The standard BED columns after the third, by their index in a row (UCSC,
// "Data File Formats", BED).
const (
	nameColumn       = 3
	scoreColumn      = 4
	strandColumn     = 5
	thickStartColumn = 6
	thickEndColumn   = 7
	blockCountColumn = 9
	sizesColumn      = 10
	startsColumn     = 11
	bed12            = 12 // the number of all standard columns
)

var standardNames = [bed12]string{"chrom", "chromStart", "chromEnd", "name", "score", "strand",
	"thickStart", "thickEnd", "itemRgb", "blockCount", "blockSizes", "blockStarts"}

// columns describes the columns of a bigBed's rows.
type columns struct {
	count    int // of a row
	standard int // how many of them are standard BED columns
	labels   []string
	values   []int // columns that are numbers
	metadata []int // columns that are shown as text; their labels may differ from labels
	names    []string
	searched []int // columns by which rows are found
	genes    bool
	pairs    *pairColumns // nil if the rows are not pairs
}

// newColumns describes the columns from the header's counts and, beyond the
// standard ones, the autoSql table. Columns without a description are text. sample has some
// rows, after their third column.
func newColumns(h *header, fields []sqlField, sample []string) *columns {
	c := &columns{count: max(int(h.fieldCount), 3)}
	c.standard = min(int(h.definedFields), c.count, bed12)
	if h.definedFields == 0 { // in files of early writers
		c.standard = standardBySQL(fields, c.count)
	}
	floats := 0
	for i := range c.count {
		label := fmt.Sprintf("field%d", i+1)
		var field sqlField
		switch {
		case i < c.standard:
			label = standardNames[i]
		case i < len(fields):
			field = fields[i]
			label = field.name
		}
		c.labels = append(c.labels, label)
		switch {
		case i == scoreColumn && i < c.standard, i >= c.standard && field.isValue():
			c.values = append(c.values, i)
		}
		if field.kind == "float" || field.kind == "double" {
			floats++
		}
		if c.isText(i) {
			c.metadata = append(c.metadata, i)
		}
	}
	// Rows with blocks are genes, unless further numbers show that they are peaks with
	// blocks (gappedPeak).
	c.genes = c.standard == bed12 && floats == 0
	if c.genes {
		c.values = slices.DeleteFunc(c.values, func(i int) bool { return i == scoreColumn })
		c.putGeneFirst(sample)
	}
	if c.pairs = newPairColumns(c.labels); c.pairs != nil {
		c.metadata = slices.DeleteFunc(c.metadata, c.pairs.hasPlace) // rows have the places as ends
	}
	for _, i := range c.metadata {
		name := c.labels[i]
		if c.pairs != nil && (name == source.MateColumn || name == source.EndColumn) {
			name = fmt.Sprintf("field%d", i+1) // those are the source's own
		}
		c.names = append(c.names, name)
	}
	if c.genes {
		c.names[0] = "gene"
	}
	if c.pairs != nil {
		c.names = append(c.names, source.MateColumn, source.EndColumn)
		// Such a track is drawn by its value.
		if i := slices.IndexFunc(c.values, func(at int) bool { return c.labels[at] == "value" }); i > 0 {
			value := c.values[i]
			c.values = slices.Insert(slices.Delete(c.values, i, i+1), 0, value)
		}
	}
	c.searched = c.searchedColumns()
	return c
}

// standardBySQL counts the leading columns that have the names of BED.
func standardBySQL(fields []sqlField, count int) int {
	n := 3
	for n < min(count, len(fields), bed12) {
		name := fields[n].name
		if name != standardNames[n] && !(n == 8 && name == "reserved") && !(n == startsColumn && name == "chromStarts") {
			break
		}
		n++
	}
	return n
}

// isText reports whether column i is shown as text. It is false for columns that rows have in
// fields of their own.
func (c *columns) isText(i int) bool {
	switch {
	case i < nameColumn:
		return false
	case i >= c.standard:
		return true
	}
	switch i {
	case strandColumn, thickStartColumn, thickEndColumn, blockCountColumn, sizesColumn, startsColumn:
		return false
	}
	return true
}

// isValue reports whether a column is worth drawing as a line: a number that is
// neither a position nor an id.
func (f sqlField) isValue() bool {
	if f.list {
		return false
	}
	switch f.kind {
	case "float", "double":
		return true
	case "int", "uint", "short", "ushort", "byte", "ubyte", "bigint":
		name := strings.ToLower(f.name)
		for _, end := range []string{"start", "end", "stop", "pos", "id", "rgb", "color", "peak"} {
			if strings.HasSuffix(name, end) {
				return false
			}
		}
		return true
	}
	return false
}

// geneLabels are the labels of columns with a gene's name, best first. In bigGenePred name is
// the transcript's, and any of name2, geneName and geneName2 may be the symbol.
var geneLabels = []string{"geneSymbol", "gene_symbol", "symbol", "geneName2", "geneName", "gene_name", "name2"}

// furtherLabels are the labels of other columns by which genes are found.
var furtherLabels = []string{"geneId", "gene_id", "geneID", "transcriptId", "transcript_id", "proteinId", "proteinID", "protein_id",
	"alias", "aliases"}

// putGeneFirst moves the column with the gene's symbol to the front: of the columns in geneLabels
// the one in which most rows have a readable name. Without one, name stays first.
func (c *columns) putGeneFirst(sample []string) {
	count, given := make([]int, c.count), make([]int, c.count)
	row := make([]string, c.count)
	for _, rest := range sample {
		split(row, rest)
		for i, text := range row {
			if readable(text) {
				count[i]++
			}
			if !noName(text) {
				given[i]++
			}
		}
	}
	best := c.metadata[0]
	found := false
	for _, label := range geneLabels {
		i := slices.Index(c.labels, label)
		if i >= c.standard && (given[i] > 0 || len(sample) == 0) && (!found || count[i] > count[best]) {
			best, found = i, true
		}
	}
	at := slices.Index(c.metadata, best)
	c.metadata = slices.Insert(slices.Delete(c.metadata, at, at+1), 0, best)
}

// searchedColumns returns the columns by which rows are found. For genes the column that is
// shown comes first.
func (c *columns) searchedColumns() []int {
	if !c.genes {
		if c.standard > nameColumn {
			return []int{nameColumn}
		}
		return nil
	}
	list := []int{c.metadata[0]}
	for i, label := range c.labels {
		name := i == nameColumn || i >= c.standard && (slices.Contains(geneLabels, label) || slices.Contains(furtherLabels, label))
		if name && i != c.metadata[0] {
			list = append(list, i)
		}
	}
	return list
}

// fill adds the wanted columns of the records, which are on seq, to rows.
func (c *columns) fill(rows *source.Rows, seq string, records []record, wanted *source.Columns) {
	n := len(records)
	rows.Values = make([][]float64, len(c.values))
	for k := range rows.Values {
		if wanted.HasValue(k) {
			rows.Values[k] = make([]float64, n)
		}
	}
	rows.Metadata = make([][]string, len(c.names))
	if wanted.HasText() {
		for k := range rows.Metadata {
			rows.Metadata[k] = make([]string, n)
		}
		if c.standard > thickEndColumn {
			rows.Coding = make([][2]int, n)
		}
		if c.standard == bed12 || c.pairs != nil {
			rows.Exons = make([][][2]int, n)
		}
	}
	row := make([]string, c.count)
	for i := range records {
		r := &records[i]
		split(row, r.rest)
		for k, column := range c.values {
			if rows.Values[k] != nil {
				rows.Values[k][i] = parseNumber(row[column])
			}
		}
		if wanted.HasText() {
			for k, column := range c.metadata {
				rows.Metadata[k][i] = row[column]
			}
		}
		if c.standard > strandColumn {
			rows.Strand[i] = strand(row[strandColumn])
		}
		if rows.Coding != nil {
			rows.Coding[i] = coding(r, row[thickStartColumn], row[thickEndColumn])
			if c.standard < bed12 && r.start > 0 && row[thickStartColumn] == "0" && row[thickEndColumn] == "0" {
				rows.Coding[i] = [2]int{r.start, r.end} // says nothing of a thick part
			}
		}
		if c.pairs != nil {
			ends, mate, which := c.pairs.ends(seq, r, row)
			rows.Strand[i] = c.pairs.strand(row, which)
			if n := len(c.metadata); wanted.HasText() {
				rows.Exons[i], rows.Metadata[n][i], rows.Metadata[n+1][i] = ends, mate, which
			}
		} else if rows.Exons != nil {
			rows.Exons[i] = exons(r, row[sizesColumn], row[startsColumn])
		}
	}
}

// split splits the text after the third column. Missing columns are ""; text after
// the last column stays with it.
func split(row []string, rest string) {
	for i := 3; i < len(row); i++ {
		if i+1 == len(row) {
			row[i] = rest
			return
		}
		row[i], rest, _ = strings.Cut(rest, "\t")
	}
}

// parseNumber returns NaN for text that is not a number.
func parseNumber(text string) float64 {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return math.NaN()
	}
	return v
}

func strand(text string) byte {
	if text == "+" || text == "-" {
		return text[0]
	}
	return '*'
}

// coding returns the thick part, which has no base if it is outside the row.
func coding(r *record, from, to string) [2]int {
	start, err1 := strconv.Atoi(from)
	end, err2 := strconv.Atoi(to)
	if err1 != nil || err2 != nil || start < r.start || end > r.end || start > end {
		return [2]int{r.start, r.start}
	}
	return [2]int{start, end}
}

// exons returns the blocks in sequence coordinates. The file has them as distances
// from the row's start. Blocks that touch are joined. If the blocks make no
// sense, the row is one block.
func exons(r *record, sizes, starts string) [][2]int {
	var list [][2]int
	for starts != "" && sizes != "" {
		var a, b string
		a, starts, _ = strings.Cut(starts, ",")
		b, sizes, _ = strings.Cut(sizes, ",")
		at, err1 := strconv.Atoi(strings.TrimSpace(a))
		size, err2 := strconv.Atoi(strings.TrimSpace(b))
		if err1 != nil || err2 != nil || at < 0 || size < 0 || at > r.end-r.start || size > r.end-r.start-at {
			list = nil
			break
		}
		e := [2]int{r.start + at, r.start + at + size}
		switch n := len(list); {
		case size == 0:
		case n > 0 && e[0] < list[n-1][0]:
			return [][2]int{{r.start, r.end}}
		case n > 0 && e[0] <= list[n-1][1]:
			list[n-1][1] = max(list[n-1][1], e[1])
		default:
			list = append(list, e)
		}
	}
	if list == nil {
		return [][2]int{{r.start, r.end}}
	}
	return list
}
