package vcf

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/intervals"
	"github.com/epiviz/epivizgo/session/source/lines"
)

// The names of the formats for people.
const (
	VCF = "VCF"
	BCF = "BCF"
)

// Header is what the lines before the sites say, or what is assumed without them.
type Header struct {
	infos   []info
	byID    map[string]int // in infos
	contigs []genome.Sequence
	lengths map[string]int // of contigs, 0 if not stated
	samples int
	names   int    // the number of the line that begins #CHROM, 0 without one
	columns string // of that line, as the file has them
	notes   []string
	lists   []string // INFO fields with several numbers a site
	lacks   []string // INFO fields of rows that it does not declare
	part    bool     // the text is a part of a file; see Part
	format  string
	wrong   error // of the line of names
}

// info is an INFO field.
type info struct {
	id, label string
	flag      bool
	number    bool // a number a site or an alternate allele
	each      bool // of these, one for each alternate allele
	text      int  // its column of text
	value     int  // its column of numbers, if number
}

// The columns of text and of numbers before those of INFO fields.
var (
	siteColumns  = []string{"id", "type", "ref", "alt", "filter"}
	valueColumns = []string{"AF", "QUAL"}
)

// Sniff reads the header at the beginning of a text. ok reports whether it is that of VCF, or rows without a
// header that have the shape of sites.
func Sniff(head []byte) (h *Header, ok bool) {
	h = &Header{byID: map[string]int{}, lengths: map[string]int{}, format: VCF}
	rows := 0
	for number, line := range lines.Sample(head) {
		switch {
		case bytes.HasPrefix(line, []byte("##fileformat=VCF")):
			if ok = true; !bytes.HasPrefix(line, []byte("##fileformat=VCFv4")) {
				h.notes = append(h.notes, fmt.Sprintf("it is %.20s, which is read as VCFv4", bytes.TrimSpace(line[len("##fileformat="):])))
			}
		case bytes.HasPrefix(line, []byte("##")):
			h.meta(string(line[2:]))
		case bytes.HasPrefix(line, []byte("#CHROM")):
			if !h.readColumns(number, line) && ok {
				h.names, h.wrong = number, fmt.Errorf("the columns begin %.60s; wanted #CHROM, POS, ID, REF, ALT: %w",
					bytes.Join(lines.Split(nil, line), []byte(", ")), source.ErrFormat)
			}
			ok = ok || h.names > 0
		case len(line) > 0 && line[0] != '#':
			rows++
			if h.names == 0 && !ok && !isSite(line) {
				return nil, false
			}
			h.undeclared(line)
		}
	}
	if !ok && rows > 0 {
		h.notes = append(h.notes, noHeader)
		ok = true
	}
	if n := len(h.lacks); n > 0 && h.names > 0 {
		h.notes = append(h.notes, fmt.Sprintf("INFO fields that the header does not declare, read as text: %d, as %s", n,
			lines.Quote([]byte(h.lacks[0]))))
	}
	if n := len(h.lists); n > 0 {
		h.notes = append(h.notes, fmt.Sprintf("INFO fields without a measurement, since a site has several numbers of them: %d, such as %s; "+
			"rows and variants show them", n, hint.Some(h.lists)))
	}
	if h.names == 0 && h.samples == 0 && rows > 0 && ok && !slices.Contains(h.notes, noHeader) {
		h.notes = append(h.notes, "it has no line #CHROM: samples have no names, and their genotypes are not read")
	}
	h.label()
	return h, ok
}

// Sequences returns the sequences that the header declares.
func (h *Header) Sequences() []genome.Sequence { return h.contigs }

// Samples returns the number of samples.
func (h *Header) Samples() int { return h.samples }

// noHeader is the note on rows without a header.
const noHeader = "it has no header: the columns are taken for those of VCF"

// Part returns the header for parts of the same file, whose columns must not depend on their rows.
func (h *Header) Part() *Header {
	p := *h
	p.part, p.notes = true, nil
	return &p
}

// In returns the header of a file of another format.
func (h *Header) In(format string) *Header {
	other := *h
	other.format = format
	return &other
}

// readColumns reads the line of names of columns. Of several lines the first counts.
func (h *Header) readColumns(number int, line []byte) bool {
	if h.names > 0 {
		return true
	}
	fields := lines.Split(nil, line)
	if len(fields) < 5 || string(fields[1]) != "POS" || string(fields[3]) != "REF" || string(fields[4]) != "ALT" {
		return false
	}
	h.names, h.samples, h.columns = number, max(len(fields)-formatColumn-1, 0), string(bytes.Join(fields, []byte{'\t'}))
	h.alike(line)
	return true
}

// alike notes the samples whose name another one before has.
func (h *Header) alike(line []byte) {
	as, n := "", 0
	given := bytes.Split(line, []byte{'\t'})
	for i, name := range Columns(line) {
		if k := allColumns + i; k < len(given) && name != lines.Decoded(given[k]) {
			as = cmp.Or(as, name)
			n++
		}
	}
	if n > 0 {
		h.notes = append(h.notes, fmt.Sprintf("samples of the same name: %d with a number behind it, as %s", n, as))
	}
}

// meta reads a line of meta-information, without ##.
func (h *Header) meta(line string) {
	key, value, _ := strings.Cut(line, "=")
	if key != "INFO" && key != "contig" || !strings.HasPrefix(value, "<") {
		return
	}
	a := attributes(strings.TrimSuffix(value[1:], ">"))
	switch {
	case a["ID"] == "":
	case key == "contig":
		if _, twice := h.lengths[a["ID"]]; twice {
			return
		}
		n, err := strconv.Atoi(a["length"])
		if err != nil || n < 0 || n > genome.MaxPosition {
			n = 0
		}
		h.contigs = append(h.contigs, genome.Sequence{Name: a["ID"], Length: n})
		h.lengths[a["ID"]] = n
	default:
		numeric := (a["Type"] == "Integer" || a["Type"] == "Float") && a["ID"] != "END"
		single := a["Number"] == "1" || a["Number"] == "A"
		if _, known := h.byID[a["ID"]]; numeric && !single && a["Number"] != "0" && !known && a["ID"] != valueColumns[0] {
			h.lists = append(h.lists, a["ID"])
		}
		h.add(info{id: a["ID"], flag: a["Type"] == "Flag" || a["Number"] == "0", each: a["Number"] == "A",
			number: numeric && single})
	}
}

// add adds an INFO field unless it is there.
func (h *Header) add(f info) {
	if _, known := h.byID[f.id]; !known {
		h.byID[f.id] = len(h.infos)
		h.infos = append(h.infos, f)
	}
}

// undeclared adds the INFO fields of a row that the header lacks, as text, which is told.
func (h *Header) undeclared(line []byte) {
	var s site
	if s.cut(line) != nil {
		return
	}
	for key, value := range s.fields() {
		if _, known := h.byID[string(key)]; !known && len(h.infos) < mostUndeclared {
			h.add(info{id: string(key), flag: value == nil, number: false})
			if !slices.Contains(understood, string(key)) {
				h.lacks = append(h.lacks, string(key))
			}
		}
	}
}

// understood are fields with a meaning of their own, which they have without a declaration.
var understood = []string{"END", "CHR2", "SVTYPE", "SVLEN", "AF", "AC", "AN"}

// placeColumns are names by which conditions know the place of a row.
var placeColumns = []string{"seq", "start", "end", "width", "strand"}

// mostUndeclared bounds the INFO fields that a hostile text may add.
const mostUndeclared = 1000

// label names the columns. A field has one name as text and as numbers, which is that of no column of the site.
func (h *Header) label() {
	names := slices.Concat(siteColumns, valueColumns[1:], placeColumns)
	own := len(names)
	for _, f := range h.infos {
		names = append(names, f.id)
	}
	names = lines.Distinct(names)[own:]
	values := len(valueColumns)
	for i := range h.infos {
		f := &h.infos[i]
		f.label, f.text = names[i], len(siteColumns)+i
		if f.number = f.number && f.id != valueColumns[0]; f.number { // AF of several alleles is one number
			f.value = values
			values++
		}
	}
}

func (h *Header) schema() intervals.Schema {
	s := intervals.Schema{Metadata: slices.Clone(siteColumns), Values: slices.Clone(valueColumns), Hidden: true}
	for _, f := range h.infos {
		s.Metadata = append(s.Metadata, f.label)
		if f.number {
			s.Values = append(s.Values, f.label)
		}
	}
	return s
}

// attributes reads key=value pairs that commas separate; a value may be in quotes, with \" and \\ within.
func attributes(text string) map[string]string {
	out := map[string]string{}
	for text != "" {
		var key string
		key, text, _ = strings.Cut(text, "=")
		var value string
		if strings.HasPrefix(text, `"`) {
			value, text = unquote(text[1:])
			_, text, _ = strings.Cut(text, ",")
		} else {
			value, text, _ = strings.Cut(text, ",")
		}
		out[strings.TrimSpace(key)] = strings.TrimSpace(value)
	}
	return out
}

// unquote reads to the closing quote.
func unquote(text string) (value, rest string) {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '"':
			return b.String(), text[i+1:]
		case text[i] == '\\' && i+1 < len(text):
			i++
		}
		b.WriteByte(text[i])
	}
	return b.String(), ""
}

// isSite reports whether a line has the shape of a site.
func isSite(line []byte) bool {
	var s site
	if s.cut(line) != nil || bytes.IndexByte(line, '\t') < 0 {
		return false
	}
	_, _, err := s.place()
	return err == nil && len(s.column[infoColumn]) > 0 && isBases(s.column[refColumn]) && s.oddAllele() == nil
}

// Unread returns notes on what is not shown of a file that is read in parts.
func (h *Header) Unread() []string {
	notes := append(slices.Clone(h.notes), h.genotypes()...)
	_, shares := h.byID["AF"]
	_, counts := h.byID["AC"]
	if shares || counts || h.samples > 0 {
		notes = append(notes, "AF is the sum over the alternate alleles; of sites without one it is computed from AC and AN, or else from genotypes")
	}
	if _, sized := h.byID["SVLEN"]; sized {
		notes = append(notes, "an index knows a variant without END, whose SVLEN says how far it reaches, at its first base alone: "+
			"it is shown where that is in view")
	}
	if _, structural := h.byID["SVTYPE"]; structural {
		notes = append(notes, "joins of breakends and structural variants are shown only of a file that is read whole, "+
			"as one without an index is")
	}
	return notes
}

// genotypes returns the note on what is not read of samples.
func (h *Header) genotypes() []string {
	if h.samples == 0 || h.part {
		return nil
	}
	of := "the sample"
	if h.samples > 1 {
		of = fmt.Sprintf("%d samples", h.samples)
	}
	return []string{fmt.Sprintf("genotypes of %s are read when they are asked for: help genotypes", of)}
}
