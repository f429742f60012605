package table

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/intervals"
	"github.com/epiviz/epivizgo/session/source/keyed"
	"github.com/epiviz/epivizgo/session/source/lines"
)

// Tables whose rows have names of genes and no places: results of DESeq2, edgeR and limma,
// counts and expression by gene, GCT.

// keyNames are the names of columns with names of genes, without spaces and signs, the
// surest first.
var keyNames = []string{
	"geneid", "ensemblgeneid", "ensemblgeneidversion", "ensemblid", "ensembl", "ensgene", "ensemblgene", "genestableid", "genestableidversion",
	"gene", "genes", "genename", "genenames", "genesymbol", "symbol", "symbols", "hgncsymbol", "mgisymbol",
	"externalgenename", "geneshortname",
	"transcriptid", "ensembltranscriptid", "ensembltranscriptidversion", "transcriptstableid", "transcript", "targetid", "txid", "txname",
	"enst", "ensg", "refseq", "refseqid", "locustag", "trackingid", "entrez", "entrezid", "entrezgene", "entrezgeneid", "ncbigeneid",
}

// isKey returns how sure it is that a column of this name has names of genes, -1 if it is not.
func isKey(name string) int { return slices.Index(keyNames, bare(name)) }

// bare returns the letters of a column's name, in lower case.
func bare(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r >= 'a' && r <= 'z':
			return r
		}
		return -1
	}, name)
}

// SniffKeyed decides from the beginning of a text whether it is a table of rows with names
// and without places, and determines its columns. Sniff has not recognized the text.
func SniffKeyed(head []byte) (Layout, bool) {
	if l, ok := Counts(head); ok {
		return l, true
	}
	var l, comment Layout
	var rows [][][]byte
	said, separator := lines.Separators(head)
	for number, line := range lines.SampleQuoted(head, separator) {
		switch {
		case len(rows) == sampleRows || said != 0 && number == 1:
		case len(line) > 1 && line[0] == '#' && l.header == 0:
			comment = newLayout(number, bytes.TrimLeft(line, "# "), said)
		case lines.Heading(line):
		case l.header == 0:
			l = newLayout(number, line, said)
			if len(comment.names) > 0 && len(comment.names) == len(l.names) && isKey(comment.names[0]) >= 0 { // the names are in a comment
				fields, _ := l.split(nil, line)
				l, rows = comment, append(rows, fields)
			}
		default:
			if fields, err := l.split(nil, line); err == nil {
				rows = append(rows, fields)
			}
		}
	}
	if l.header == 0 || len(l.names) < 2 || len(l.names) == 2 && l.separator == 0 && bytes.IndexByte(head, '\t') < 0 {
		return Layout{}, false // no table, or two words
	}
	l.shift(rows)
	l.comma = l.separator == ';' || l.hasCommas(rows)
	l.format = l.program()
	fits := func(f [][]byte) bool {
		return len(f) == l.columns || len(f) == l.columns+1 && len(f[l.columns]) == 0
	}
	if n := len(slices.DeleteFunc(slices.Clone(rows), func(f [][]byte) bool { return !fits(f) })); 2*n < len(rows) {
		return Layout{}, false // the names are of other columns
	}
	if len(rows) == 0 {
		return l, l.titled() && l.separator != 0 && l.called()
	}
	return l, l.titled() && l.keyed(rows)
}

// program returns for people what has written the table.
func (l *Layout) program() string {
	has := func(names ...string) bool {
		return !slices.ContainsFunc(names, func(name string) bool { return l.role([]string{name}) < 0 })
	}
	switch {
	case has("baseMean", "log2FoldChange"):
		return "DESeq2 table"
	case has("logFC", "logCPM"):
		return "edgeR table"
	case has("logFC", "AveExpr"):
		return "limma table"
	case has("NumReads", "TPM"):
		return "salmon table"
	case has("est_counts", "tpm"):
		return "kallisto table"
	case has("expected_count", "TPM"):
		return "RSEM table"
	}
	return "table by name"
}

// titled reports whether the line of names has names. Samples may be numbers, where the first
// column shows that it is such a line.
func (l *Layout) titled() bool {
	return l.names[0] == rowNames || isKey(l.names[0]) >= 0 || !slices.ContainsFunc(l.names, func(name string) bool {
		_, number := l.number([]byte(name))
		return number
	})
}

// called finds the columns with names in a table without rows, by what they are called, and reports whether there are any.
func (l *Layout) called() bool {
	for i, name := range l.names {
		if (i == 0 && name == rowNames || isKey(name) >= 0) && len(l.keys) < mostKeys {
			l.keys = append(l.keys, i)
		}
	}
	return len(l.keys) > 0
}

// mostKeys bounds the columns with names.
const mostKeys = 8

// keyed finds the columns with names, and reports whether there are any, and numbers. A column
// that is not called as those with names are has some if it is the first and nothing else
// than names is there to place the rows by.
func (l *Layout) keyed(rows [][][]byte) bool {
	readings := l.readings()
	number := func(cell []byte) (v float64, ok bool) {
		for _, r := range readings {
			if v, ok = r.Number(cell); ok {
				break
			}
		}
		return v, ok
	}
	numbers := most(rows, func(cell []byte) bool { v, ok := number(cell); return ok && v == v })
	texts := most(rows, func(cell []byte) bool { _, ok := number(cell); return !ok })
	type key struct{ column, sure int }
	uncalled := len(keyNames)
	var keys []key
	values, called := 0, false
	for i, name := range l.names {
		sure := isKey(name)
		switch first := i == 0 && (texts(i) || name == rowNames && !consecutive(rows)); {
		case first: // ids rather than names
			keys = append(keys, key{i, -1})
		case sure >= 0:
			keys = append(keys, key{i, sure})
		case texts(i) && different(rows, i):
			keys = append(keys, key{i, uncalled})
		case numbers(i):
			values++
		}
		called = called || sure >= 0
	}
	places := l.role(seqNames) >= 0 || l.role(startNames) >= 0 || l.role(endNames) >= 0 || l.role(posNames) >= 0
	if values == 0 || len(keys) == 0 || !called && (places || keys[0].column != 0) {
		return false
	}
	slices.SortStableFunc(keys, func(a, b key) int { return a.sure - b.sure })
	if called { // the others may have names of other genes, such as the nearest
		keys = slices.DeleteFunc(keys, func(k key) bool { return k.sure == uncalled })
	}
	for _, k := range keys[:min(len(keys), mostKeys)] {
		l.keys = append(l.keys, k.column)
	}
	return true
}

// different reports whether most cells of a column differ, as names do.
func different(rows [][][]byte, column int) bool {
	seen := map[string]bool{}
	for _, f := range rows {
		if column < len(f) {
			seen[string(f[column])] = true
		}
	}
	return 2*len(seen) > len(rows)
}

// consecutive reports whether the first column numbers the rows.
func consecutive(rows [][][]byte) bool {
	last := -1
	for i, f := range rows {
		n, err := lines.Position(f[0], "")
		if err != nil || i > 0 && n != last+1 {
			return false
		}
		last = n
	}
	return true
}

// hasCommas reports whether the numbers of a text without commas between its columns have
// decimal commas: a column has nothing else, some in front of other than three digits, and no cell of
// the text has a point.
func (l *Layout) hasCommas(rows [][][]byte) bool {
	if l.separator == ',' {
		return false
	}
	var decimal, other []bool // by column
	for _, f := range rows {
		for len(decimal) < len(f) {
			decimal, other = append(decimal, false), append(other, false)
		}
		for i, cell := range f {
			whole, rest, comma := bytes.Cut(bytes.TrimLeft(cell, "+-"), []byte{','})
			fraction, _, _ := bytes.Cut(bytes.ToLower(rest), []byte{'e'})
			switch _, number := lines.AsNumber(cell); {
			case number && bytes.IndexByte(cell, '.') >= 0 && len(cell) > 1:
				return false
			case number:
			case comma && areDigits(whole) && areDigits(fraction):
				decimal[i] = decimal[i] || !grouped(slices.Concat(whole, []byte{','}, fraction), ',')
			default:
				other[i] = true
			}
		}
	}
	for i := range decimal {
		if decimal[i] && !other[i] {
			return true
		}
	}
	return false
}

func areDigits(b []byte) bool { return len(b) > 0 && len(bytes.Trim(b, "0123456789")) == 0 }

// Counts recognizes tables without a line of names, which look like others: what htseq-count
// and STAR write, and GCT, whose names come later.
func Counts(head []byte) (Layout, bool) {
	var rows [][][]byte
	for number, line := range lines.Sample(head) {
		if number == 1 && isGCT(line) {
			return gct(head)
		}
		if lines.Heading(line) {
			continue
		}
		if len(rows) == sampleRows || bytes.IndexByte(line, '\t') < 0 {
			break
		}
		rows = append(rows, lines.Split(nil, line))
	}
	if len(rows) == 0 || len(rows[0]) < 2 || !all(rows, len(rows[0]), func(f [][]byte) bool { return countOf(f) }) {
		return Layout{}, false
	}
	names := []string{"gene"}
	format := "table of counts"
	switch n := len(rows[0]); {
	case n == 2:
		names = append(names, "count")
	case n == 4 && string(rows[0][0]) == "N_unmapped":
		format = "STAR table of counts"
		names = append(names, "unstranded", "forward", "reverse")
	default:
		for i := 1; i < n; i++ {
			names = append(names, fmt.Sprintf("count%d", i))
		}
	}
	return Layout{format: format, names: names, columns: len(names), keys: []int{0}, p: -1, mean: -1, sample: -1, strand: -1}, true
}

// countOf reports whether a row has counts of a gene, or of reads of no gene.
func countOf(f [][]byte) bool {
	if !keyed.IsID(string(f[0])) && !bytes.HasPrefix(f[0], []byte("__")) && !bytes.HasPrefix(f[0], []byte("N_")) {
		return false
	}
	return !slices.ContainsFunc(f[1:], func(cell []byte) bool { v, ok := lines.AsNumber(cell); return !ok || v != v })
}

func isGCT(line []byte) bool {
	line = bytes.TrimRight(line, "\t ,") // as spreadsheets fill lines
	return string(line) == "#1.2" || string(line) == "#1.3"
}

// gct returns the layout of a GCT file: its version; the numbers of rows and columns, in version
// 1.3 also of the columns and rows that describe those; the names.
func gct(head []byte) (Layout, bool) {
	var sizes []int
	for number, line := range lines.Sample(head) {
		switch number {
		case 2:
			for _, f := range bytes.Fields(line) {
				n, err := lines.Position(f, "")
				if err != nil {
					return Layout{}, false
				}
				sizes = append(sizes, n)
			}
			if len(sizes) < 2 {
				return Layout{}, false
			}
		case 3:
			l := newLayout(number, line, 0)
			if len(l.names) < 2 || l.separator != '\t' {
				return Layout{}, false
			}
			l.format, l.rows = "GCT", sizes[0]
			if len(sizes) > 3 {
				l.header += sizes[3]
				for i := range min(1+sizes[2], len(l.names), mostKeys) {
					l.keys = append(l.keys, i)
				}
				return l, true
			}
			l.keys = []int{0, 1}
			return l, true
		}
	}
	return Layout{}, false
}

// ReadKeyed reads the whole text as layout says, which SniffKeyed has returned.
func ReadKeyed(ctx context.Context, r *lines.Reader, layout Layout) (source.Source, error) {
	r.Quoted(layout.separator)
	schema := intervals.Schema{Metadata: layout.names}
	reader := func(rows *intervals.Builder, skips *lines.Skips) func(int, []byte) error {
		var row intervals.Row
		return func(number int, line []byte) (err error) {
			if lines.Heading(line) || number <= layout.header {
				return nil
			}
			if row.Metadata, err = layout.split(row.Metadata[:0], line); err != nil {
				return err
			}
			switch n := len(row.Metadata); {
			case n < layout.columns:
				skips.Cell(layout.names[n], number, fmt.Errorf("found %d columns; wanted %d", n, layout.columns))
			case n > layout.columns+1, n > layout.columns && len(row.Metadata[n-1]) > 0:
				skips.Cell(fmt.Sprintf("what is behind column %d", layout.columns), number, fmt.Errorf("found %d columns", n))
			}
			keyed.At(number, &row)
			return rows.Add(row)
		}
	}
	empty := func() *intervals.Builder { return intervals.NewBuilder(schema) }
	rows, notes, err := lines.Collect(ctx, r, "a "+layout.format, empty, reader)
	if err != nil {
		return nil, err
	}
	if layout.rows > 0 && layout.rows != rows.Len() {
		notes = append(notes, fmt.Sprintf("it should have %d rows, as its second line says, and has %d", layout.rows, rows.Len()))
	}
	var others []int
	info := source.Info{Format: layout.format, Table: true}
	for i := range layout.names {
		if !slices.Contains(layout.keys, i) {
			others = append(others, i)
		}
	}
	for _, i := range layout.keys {
		info.Keys = append(info.Keys, layout.names[i])
	}
	info.Notes = slices.Concat(notes, rows.Judge(others, false, layout.readings()...), layout.marks())
	return keyed.New(rows, info), nil
}
