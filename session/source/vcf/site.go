package vcf

import (
	"bytes"
	"fmt"
	"iter"
	"strconv"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source/lines"
)

// The columns of a row.
const (
	chromColumn = iota
	posColumn
	idColumn
	refColumn
	altColumn
	qualColumn
	filterColumn
	infoColumn
	formatColumn
	allColumns
)

// site is a row, cut into its columns.
type site struct {
	column  [allColumns][]byte
	samples []byte // what is behind FORMAT

	// INFO fields with a meaning; nil without one.
	end, elsewhere, size, frequencies, counts, alleles []byte
}

// cut cuts a line. Only the columns to ALT must be there.
func (s *site) cut(line []byte) error {
	*s = site{}
	if bytes.IndexByte(line, '\t') < 0 { // separated by spaces, by an editor
		fields := lines.Split(nil, line)
		line = bytes.Join(fields, []byte{'\t'})
	}
	n := 0
	for more := true; more && n < allColumns; n++ {
		s.column[n], line, more = bytes.Cut(line, []byte{'\t'})
	}
	s.samples = line
	if n <= altColumn {
		return fmt.Errorf("found %d columns; wanted at least 5: CHROM, POS, ID, REF and ALT", n)
	}
	for key, value := range s.fields() {
		var to *[]byte
		switch string(key) {
		case "END":
			to = &s.end
		case "CHR2": // the sequence on which the site ends
			to = &s.elsewhere
		case "SVLEN":
			to = &s.size
		case "AF":
			to = &s.frequencies
		case "AC":
			to = &s.counts
		case "AN":
			to = &s.alleles
		}
		if to != nil && *to == nil { // the first, where a site has it twice
			*to = value
		}
	}
	return nil
}

// missing reports whether a field has no value.
func missing(field []byte) bool { return len(field) == 0 || len(field) == 1 && field[0] == '.' }

// fields yields the INFO fields. The value of one without "=" is nil.
func (s *site) fields() iter.Seq2[[]byte, []byte] {
	return func(yield func(key, value []byte) bool) {
		if missing(s.column[infoColumn]) {
			return
		}
		for field := range bytes.SplitSeq(s.column[infoColumn], []byte{';'}) {
			key, value, has := bytes.Cut(field, []byte{'='})
			if !has {
				value = nil
			} else if value == nil {
				value = []byte{}
			}
			if len(key) > 0 && !yield(key, value) {
				return
			}
		}
	}
}

// place returns the bases of a site. The error says why it has none.
func (s *site) place() (start, end int, err error) {
	if len(s.column[chromColumn]) == 0 {
		return 0, 0, fmt.Errorf("CHROM is empty")
	}
	pos, err := lines.Position(s.column[posColumn], "POS")
	if _, plain := digits(s.column[posColumn]); err == nil && !plain { // tables have 1e3, too
		err = fmt.Errorf("POS %s is not a whole number", lines.Quote(s.column[posColumn]))
	}
	if err != nil {
		return 0, 0, err
	}
	start = max(pos-1, 0)
	end = max(pos-1+len(s.column[refColumn]), start+1)
	if last, ok := s.last(pos); ok {
		end = max(end, last)
	}
	if end > genome.MaxPosition {
		return 0, 0, fmt.Errorf("it ends at %d; wanted at most %d", end, genome.MaxPosition)
	}
	return start, end, nil
}

// last returns the last base of a site that says where it ends.
func (s *site) last(pos int) (end int, ok bool) {
	if s.elsewhere == nil || bytes.Equal(s.elsewhere, s.column[chromColumn]) {
		if end, err := strconv.Atoi(string(s.end)); err == nil {
			return end, true
		}
	}
	rest, size := s.size, s.size
	each := bytes.IndexByte(s.size, ',') >= 0 // else one size is of all alleles
	for alt := range bytes.SplitSeq(s.column[altColumn], []byte{','}) {
		if each {
			size, rest, _ = bytes.Cut(rest, []byte{','})
		}
		if n, err := strconv.Atoi(string(bytes.TrimPrefix(size, []byte{'-'}))); err == nil && n <= genome.MaxPosition && spans(alt) {
			end, ok = max(end, pos+n), true
		}
	}
	return end, ok
}

// spans reports whether an alternate allele is a change of a stretch of the reference.
func spans(alt []byte) bool {
	for _, symbol := range []string{"<DEL", "<DUP", "<INV", "<CNV"} {
		if bytes.HasPrefix(alt, []byte(symbol)) {
			return true
		}
	}
	return false
}

// contradicts returns the fault of an END before POS, which ends nothing.
func (s *site) contradicts() error {
	if s.end == nil || s.elsewhere != nil {
		return nil
	}
	n, err := strconv.Atoi(string(s.end))
	pos, _ := strconv.Atoi(string(s.column[posColumn]))
	switch {
	case err != nil:
		return fmt.Errorf("%s is no whole number", lines.Quote(s.end))
	case n < pos-1: // POS-1 is written for insertions
		return fmt.Errorf("%d lies before POS %d", n, pos)
	}
	return nil
}

// width returns the number of samples of a site.
func (s *site) width() int {
	if len(s.samples) == 0 {
		return 0
	}
	return bytes.Count(s.samples, []byte{'\t'}) + 1
}

// typeOf returns the types of the alternate alleles, each once, in order: snv, mnv, insertion, deletion,
// complex, reference for none, overlap for a deletion that another site has alone, breakend, or the word of a symbolic allele.
func (s *site) typeOf(dst []byte) []byte {
	dst = dst[:0]
	ref := s.column[refColumn]
	for allele := range bytes.SplitSeq(s.column[altColumn], []byte{','}) {
		kind := alleleType(ref, allele)
		if kind == "" || contains(dst, kind) {
			continue
		}
		if len(dst) > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, kind...)
	}
	switch {
	case len(dst) > 0:
		return dst
	case contains(s.column[altColumn], "*"):
		return append(dst, "overlap"...)
	}
	return append(dst, "reference"...)
}

// contains reports whether a list that commas separate has a word.
func contains(list []byte, word string) bool {
	for w := range bytes.SplitSeq(list, []byte{','}) {
		if string(w) == word {
			return true
		}
	}
	return false
}

// alleleType returns the type of one alternate allele, "" of one that stands for any other or for a deletion
// that another site has.
func alleleType(ref, alt []byte) string {
	switch {
	case missing(alt) || string(alt) == "*" || isAny(alt):
		return ""
	case alt[0] == '<':
		return string(bytes.TrimSuffix(alt[1:], []byte{'>'}))
	case bytes.ContainsAny(alt, "[]") || alt[0] == '.' || alt[len(alt)-1] == '.':
		return "breakend"
	case len(ref) == len(alt):
		switch differing(ref, alt) {
		case 0:
			return ""
		case 1:
			return "snv"
		}
		return "mnv"
	}
	// What is before and behind the change is common to both.
	for len(ref) > 0 && len(alt) > 0 && same(ref[len(ref)-1], alt[len(alt)-1]) {
		ref, alt = ref[:len(ref)-1], alt[:len(alt)-1]
	}
	for len(ref) > 0 && len(alt) > 0 && same(ref[0], alt[0]) {
		ref, alt = ref[1:], alt[1:]
	}
	switch {
	case len(ref) == 0:
		return "insertion"
	case len(alt) == 0:
		return "deletion"
	}
	return "complex"
}

// oddAllele returns the first allele of a form that VCF does not have, which may be empty. It returns nil if all are right.
func (s *site) oddAllele() []byte {
	if ref := s.column[refColumn]; string(ref) != "." && !isBases(ref) {
		return ref
	}
	alts := s.column[altColumn]
	if string(alts) == "." {
		return nil
	}
	for alt := range bytes.SplitSeq(alts, []byte{','}) {
		if !isBases(alt) && string(alt) != "*" && !isSymbol(alt) && !isBreakend(alt) {
			return alt
		}
	}
	return nil
}

// bases are the letters of bases, also of ambiguous ones.
var bases = func() (of [256]bool) {
	for _, c := range []byte("ACGTNRYSWKMBDHV") {
		of[c], of[c|0x20] = true, true
	}
	return of
}()

// isBases reports whether text is bases.
func isBases(text []byte) bool {
	for _, c := range text {
		if !bases[c] {
			return false
		}
	}
	return len(text) > 0
}

func isSymbol(alt []byte) bool { return len(alt) > 2 && alt[0] == '<' && alt[len(alt)-1] == '>' }

// isBreakend reports whether an allele joins bases to another place, or to none that is known.
func isBreakend(alt []byte) bool {
	switch {
	case bytes.Count(alt, []byte{'['}) == 2 || bytes.Count(alt, []byte{']'}) == 2:
		return true
	case len(alt) < 2:
		return false
	}
	return alt[0] == '.' && isBases(alt[1:]) || alt[len(alt)-1] == '.' && isBases(alt[:len(alt)-1])
}

// isAny reports whether an allele stands for every other one, as in gVCF.
func isAny(alt []byte) bool {
	return string(alt) == "<*>" || string(alt) == "<NON_REF>" || string(alt) == "<X>"
}

func same(a, b byte) bool { return a|0x20 == b|0x20 }

// differing returns in how many bases two alleles of equal length differ.
func differing(a, b []byte) (n int) {
	for i := range a {
		if !same(a[i], b[i]) {
			n++
		}
	}
	return n
}
