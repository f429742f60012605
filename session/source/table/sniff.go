package table

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/session/source/lines"
)

// sampleRows is the number of first rows that decide on the columns.
const sampleRows = 200

// rowNames is our name for R's column of names of rows, which has none in the file.
const rowNames = "row"

// Options chooses how Sniff reads positions.
type Options struct {
	ZeroBased bool   // positions count from 0 and exclude the end
	BED       bool   // the file is named as BED or a format of its kind, which are zero-based
	Name      string // of the file
}

// Names by which columns are known, in lower case, the surest first.
var (
	seqNames = []string{"chrom", "chr", "chromosome", "seqnames", "seqname", "seqid", "contig", "genoname", "rname", "chr_name",
		"chrom_name", "chr_id", "chromosome_name", "chromosome/scaffold name", "seq_region_name", "sequence_name", "sequence"}
	startNames = []string{"start", "chromstart", "chrom_start", "chr_start", "start_position", "startpos", "loc.start", "txstart", "genostart",
		"gene start (bp)", "transcript start (bp)", "seq_region_start", "begin", "from"}
	endNames = []string{"end", "chromend", "chrom_end", "chr_end", "end_position", "endpos", "loc.end", "txend", "genoend",
		"gene end (bp)", "transcript end (bp)", "seq_region_end", "stop", "to"}
	posNames = []string{"pos", "position", "bp", "base_pair_location", "ps", "physicalposition", "chr_pos", "genpos", "base"}

	strandNames = []string{"strand"}
	widthNames  = []string{"width", "length", "len", "size"}
	fromZero    = []string{"chromstart", "txstart", "genostart"} // UCSC's
	pNames      = []string{"p", "pvalue", "p-value", "p_value", "pval", "p.value", "p_bolt_lmm", "p_bolt_lmm_inf", "p_wald",
		"p_lrt", "p_score", "pval_nominal"}
	meanNames   = []string{"seg.mean", "segment_mean", "segmean"}
	sampleNames = []string{"id", "sample", "sampleid", "sample_id", "gdc_aliquot", "gdc_aliquot_id", "sample_name",
		"tumor_sample_barcode", "barcode"}
)

// Layout describes the columns of a file.
type Layout struct {
	format          string // for people
	header          int    // the line of the names; 0 for a known table without one
	names           []string
	seq, start, end int  // columns; end is start where a row is one base
	strand          int  // -1 without one
	homer           bool // strands are 0 and 1, in the rows that decide on the columns
	others          []int
	oneBased        bool
	guessed         bool   // counting from 1 is an assumption, which a start of 0 refutes
	why             string // the reason for how positions count
	separator       byte   // such as ',' and '\t'; 0 for spaces
	columns         int
	p               int // the column of p values of points, of which -log10 becomes a value; -1 for none
	// mean and sample are columns of segments of several samples: each sample's means
	// become a value. -1 for none.
	mean, sample int
	weights      map[int][]int // for a column, those whose sum weights its means
	signal       bool
	at           bool // lines that begin with @ are not rows but a header like SAM's

	keys  []int // columns with names of genes, if the rows have no places
	rows  int   // how many there should be, 0 if the text does not say
	comma bool  // numbers have decimal commas
}

// Sniff decides from the beginning of a text, which may end inside a line,
// whether the text is such a table, and determines its columns. A line of names
// may begin with #.
func Sniff(head []byte, opt Options) (Layout, bool) {
	var l Layout
	var rows [][][]byte
	coords1 := false
	said, separator := lines.Separators(head)
	for number, line := range lines.SampleQuoted(head, separator) {
		if len(rows) == sampleRows {
			break
		}
		switch {
		case lines.Blank(line), said != 0 && number == 1:
		case len(rows) == 0 && l.header == 0 && line[0] == '#':
			coords1 = coords1 || bytes.HasPrefix(line, []byte("#coords=1"))
			c := newLayout(number, bytes.TrimLeft(line, "# "), said)
			intervals, points := c.role(startNames) >= 0, c.role(posNames) >= 0
			if seq := c.role(seqNames); seq > 0 && (intervals || points) || seq == 0 && points && !intervals || c.isCoverage() {
				l = c // with the sequence first and an interval it is BED with names in a comment
			}
		case lines.Heading(line), l.header == 0 && line[0] == '@': // GATK's have a header as SAM's
		case l.header == 0:
			if l = newLayout(number, line, said); len(l.names) < 2 {
				return known(head, opt)
			}
		default:
			fields, err := l.split(nil, line)
			if err == nil {
				rows = append(rows, fields)
			}
		}
	}
	l.shift(rows)
	l.comma = l.separator == ';' || l.hasCommas(rows)
	if l.header == 0 || !l.place(rows) {
		return known(head, opt)
	}
	if k, ok := known(head, opt); ok && k.columns == l.columns && l.end == l.start {
		k.names = l.names
		return k, true
	}
	l.decide(rows, opt, coords1)
	return l, true
}

// Missing describes the columns that a text with a line of names lacks. It returns "" for
// any other text, and if none is missing.
func Missing(head []byte) string {
	var l Layout
	rows := 0
	said, separator := lines.Separators(head)
	for number, line := range lines.SampleQuoted(head, separator) {
		if lines.Heading(line) || said != 0 && number == 1 {
			continue
		}
		if l.header == 0 {
			if l = newLayout(number, line, said); len(l.names) == 2 && l.separator == 0 {
				return "" // two words
			}
			continue
		}
		fields, err := l.split(nil, line)
		if err != nil || len(fields) < 2 || len(fields) != l.columns && len(fields) != l.columns+1 {
			return ""
		}
		rows++
		break
	}
	if rows == 0 || len(l.names) < 2 || slices.ContainsFunc(l.names, func(n string) bool { _, ok := lines.AsNumber([]byte(n)); return ok }) {
		return ""
	}
	var lacks []string
	if l.role(seqNames) < 0 {
		lacks = append(lacks, "sequence")
	}
	if l.role(posNames) < 0 || l.role(startNames) >= 0 {
		if l.role(startNames) < 0 {
			lacks = append(lacks, "start")
		}
		if l.role(endNames) < 0 {
			lacks = append(lacks, "end")
		}
	}
	if len(lacks) == 0 {
		return ""
	}
	if slices.ContainsFunc(l.names, func(name string) bool { return isKey(name) >= 0 }) {
		lacks = append(lacks, "numbers by gene")
	}
	const most = 12
	found, more := l.names, ""
	if n := len(found) - most; n > 0 {
		found, more = found[:most], fmt.Sprintf(" and %d more", n)
	}
	return fmt.Sprintf("it is a table without columns for %s; found %s%s", strings.Join(lacks, ", "), strings.Join(found, ", "), more)
}

// newLayout returns the layout of a line of names. said is as separators returns it.
func newLayout(number int, line []byte, said byte) Layout {
	l := Layout{separator: said}
	if said == 0 {
		l.separator = lines.SeparatorOf(line)
	}
	fields, err := l.split(nil, line)
	if err != nil {
		return Layout{}
	}
	var names []string
	for i, f := range fields {
		name := strings.TrimSpace(lines.Decoded(f))
		if n := len(name); n > 2 && name[0] == '\'' && name[n-1] == '\'' {
			name = name[1 : n-1]
		}
		switch {
		case name == "" && i == 0:
			name = rowNames
		case name == "":
			name = fmt.Sprintf("field%d", i+1)
		}
		names = append(names, name)
	}
	names = lines.Distinct(names)
	return Layout{
		format: "table", header: number, names: names, columns: len(names), separator: l.separator, p: -1, mean: -1, sample: -1, strand: -1,
	}
}

// split splits a line and removes the quotes round fields.
func (l *Layout) split(dst [][]byte, line []byte) ([][]byte, error) {
	loose := l.separator == 0 || l.separator == '\t' && bytes.IndexByte(line, '\n') < 0 // rows may have spaces instead
	if !loose {
		return lines.SplitQuoted(dst, line, l.separator)
	}
	dst = lines.Split(dst, line)
	lines.Unquote(dst, line)
	return dst, nil
}

// role returns the column with the surest of the names, -1 without one.
func (l *Layout) role(names []string) int {
	return l.choose(names, func(int) bool { return true })
}

// choose returns the column with the surest of the names that fits, -1 without one.
func (l *Layout) choose(names []string, fits func(column int) bool) int {
	for _, name := range names {
		for i, n := range l.names {
			if strings.EqualFold(n, name) && fits(i) {
				return i
			}
		}
	}
	return -1
}

// shift makes room for the names of rows, which R's write.table puts in front
// without a name for their column. Rows that end in a separator have no more columns.
func (l *Layout) shift(rows [][][]byte) {
	empty := 0
	for _, f := range rows {
		if len(f) != l.columns+1 {
			return
		}
		if len(f[l.columns]) == 0 {
			empty++
		}
	}
	if l.header == 0 || empty == len(rows) {
		return
	}
	l.names = lines.Distinct(append([]string{rowNames}, l.names...))
	l.columns++
}

// isHomer reports whether the strands are those of HOMER's peaks: 0 and 1 for + and -.
func (l *Layout) isHomer(rows [][][]byte) bool {
	if l.strand < 0 || !slices.ContainsFunc(l.names, func(name string) bool { return strings.HasPrefix(strings.ToLower(name), "peakid") }) {
		return false
	}
	for _, f := range rows {
		if l.strand < len(f) && string(f[l.strand]) != "0" && string(f[l.strand]) != "1" {
			return false
		}
	}
	return len(rows) > 0
}

// most returns a function that reports whether at least half of the rows, and at least one,
// have a good cell in a column.
func most(rows [][][]byte, good func(cell []byte) bool) func(column int) bool {
	return func(i int) bool {
		n := 0
		for _, f := range rows {
			if i < len(f) && good(f[i]) {
				n++
			}
		}
		return n > 0 && 2*n >= len(rows)
	}
}

// place finds the columns of positions by their names and content, and reports whether at
// least half of the rows have a place by them. A table without rows has them by their names.
func (l *Layout) place(rows [][][]byte) bool {
	positions := most(rows, func(cell []byte) bool {
		first, _, _ := bytes.Cut(cell, []byte{';'})
		_, err := l.position(first, "")
		return err == nil
	})
	named := most(rows, isName)
	if len(rows) == 0 {
		named = func(int) bool { return true }
		positions = named
	}
	l.seq = l.choose(seqNames, named)
	if l.start, l.end = l.choose(startNames, positions), l.choose(endNames, positions); l.start < 0 || l.end < 0 {
		l.start = l.choose(posNames, positions)
		if l.end < 0 || l.start < 0 {
			l.end = l.start
		}
	}
	if l.seq < 0 || l.start < 0 {
		return false
	}
	good := 0
	for _, f := range rows {
		if _, _, err := l.span(f); err == nil {
			good++
		}
	}
	l.strand = l.role(strandNames)
	l.homer = l.isHomer(rows)
	l.others = l.rest()
	return 2*good >= len(rows) && (good > 0 || len(rows) == 0)
}

// isCoverage reports whether the columns are those of samtools coverage.
func (l *Layout) isCoverage() bool {
	return len(l.names) > 3 && l.names[0] == "rname" && l.names[1] == "startpos" && l.names[2] == "endpos"
}

// isName reports whether a cell may be the name of a sequence, and not its bases.
func isName(cell []byte) bool {
	return len(cell) > 0 && (len(cell) < 6 || len(bytes.Trim(cell, "ACGTNUacgtnu")) > 0)
}

// rest returns the columns that are not those of positions.
func (l *Layout) rest() (others []int) {
	for i := range l.names {
		if i != l.seq && i != l.start && i != l.end && i != l.strand {
			others = append(others, i)
		}
	}
	return others
}

const (
	countOne  = "positions are taken to count from 1 with both ends included"
	countZero = "positions are taken to count from 0 with the end excluded"
	zeroProof = countZero + ", since a start is 0"
)

// decide determines how positions count, and what other columns mean.
func (l *Layout) decide(rows [][][]byte, opt Options, coords1 bool) {
	ext := strings.ToLower(opt.Name)
	if l.end == l.start {
		l.oneBased, l.why = true, fmt.Sprintf("each row is taken for one base, at %s, counted from 1", l.names[l.start])
		if l.p = l.role(pNames); l.p >= 0 {
			l.format = "GWAS table"
		}
		return
	}
	l.mean, l.sample = l.role(meanNames), l.role(sampleNames)
	if strings.HasSuffix(ext, ".seg") { // as IGV reads them, whatever the columns are called
		if last := l.columns - 1; l.mean < 0 && slices.Contains(l.others, last) {
			l.mean = last
		}
		if l.sample < 0 && slices.Contains(l.others, 0) {
			l.sample = 0
		}
	}
	if l.mean >= 0 && l.sample >= 0 && l.mean != l.sample {
		l.format = "segments"
	} else {
		l.mean, l.sample = -1, -1
	}
	if opt.ZeroBased {
		l.why = countZero + ", as asked for"
		return
	}
	if opt.BED {
		l.why = countZero + ", as in BED, by the file's name"
		return
	}
	if l.isCoverage() {
		l.oneBased, l.why = true, countOne+", as samtools coverage writes them"
		return
	}
	if coords1 {
		l.oneBased, l.why = true, countOne+", as #coords=1 says"
		return
	}
	if i := l.role(widthNames); i >= 0 {
		from0, from1 := l.agree(rows, i)
		switch {
		case from0 > from1:
			l.why = fmt.Sprintf("%s, with which column %s agrees", countZero, l.names[i])
			return
		case from1 > from0:
			l.oneBased, l.why = true, fmt.Sprintf("%s, with which column %s agrees", countOne, l.names[i])
			return
		}
	}
	if name := strings.ToLower(l.names[l.start]); slices.Contains(fromZero, name) {
		l.why = fmt.Sprintf("%s, as in UCSC's tables with a column %s", countZero, l.names[l.start])
		return
	}
	for end, of := range map[string]string{
		".igv": "IGV's tables", ".cnr": "CNVkit's tables", ".cns": "CNVkit's tables", ".cnn": "CNVkit's tables",
	} {
		if strings.HasSuffix(ext, end) {
			l.why = countZero + ", as in " + of
			return
		}
	}
	l.oneBased, l.guessed, l.why = true, true, countOne
}

// agree counts the rows whose width is end - start, and end - start + 1.
func (l *Layout) agree(rows [][][]byte, width int) (from0, from1 int) {
	for _, f := range rows {
		start, end, err := l.span(f)
		if err != nil || width >= len(f) {
			continue
		}
		switch w, err := strconv.Atoi(string(f[width])); {
		case err != nil:
		case w == end-start:
			from0++
		case w == end-start+1:
			from1++
		}
	}
	return from0, from1
}
