package vcf

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
)

// Lines of VCF for other programs.

// ownNumbers matches what the header of a BCF has for itself.
var ownNumbers = regexp.MustCompile(`,IDX=\d+>`)

// TextHeader returns the header of a text of VCF with some of the samples, by their indexes; nil for all. A file without a header gets
// one that names the sequences.
func TextHeader(header []byte, sequences []string, samples []int) []byte {
	if !bytes.Contains(header, []byte("#CHROM")) {
		var b strings.Builder
		b.WriteString("##fileformat=VCFv4.3\n")
		for _, name := range sequences {
			fmt.Fprintf(&b, "##contig=<ID=%s>\n", name)
		}
		b.WriteString("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n")
		header = []byte(b.String())
	}
	var out []byte
	for line := range bytes.Lines(header) {
		switch {
		case bytes.HasPrefix(line, []byte("#CHROM")):
			out = append(Choose(out, bytes.TrimRight(line, "\r\n"), samples, false), '\n')
		case bytes.HasPrefix(line, []byte("##")):
			out = append(out, ownNumbers.ReplaceAll(line, []byte(">"))...)
		}
	}
	return out
}

// Uneven reports whether a line has samples, but more or fewer than the header: it cannot be told whose its genotypes are.
func Uneven(line []byte, samples int) bool {
	var s site
	return s.cut(line) == nil && len(s.column[formatColumn]) > 0 && s.width() != samples
}

// Choose appends a line with some of its samples, by their indexes; nil for all. A line without samples stays as it is, and an
// uneven one has "." for each.
func Choose(dst, line []byte, samples []int, uneven bool) []byte {
	if bytes.IndexByte(line, '\t') < 0 { // separated by spaces, by an editor
		line = bytes.Join(bytes.Fields(line), []byte{'\t'})
	}
	at := 0
	for range allColumns {
		next := bytes.IndexByte(line[at:], '\t')
		if next < 0 {
			return append(dst, line...)
		}
		at += next + 1
	}
	if samples == nil {
		return append(dst, line...)
	}
	if len(samples) == 0 { // nor FORMAT
		return append(dst, line[:bytes.LastIndexByte(line[:at-1], '\t')]...)
	}
	fields := bytes.Split(line[at:], []byte{'\t'})
	dst = append(dst, line[:at-1]...)
	for _, k := range samples {
		dst = append(dst, '\t')
		if uneven || k >= len(fields) {
			dst = append(dst, '.')
		} else {
			dst = append(dst, fields[k]...)
		}
	}
	return dst
}

// GenotypeTexts returns the genotypes of some samples of a line as the file has them, "." for those that it does not have and for all
// of an uneven one.
func GenotypeTexts(line []byte, samples []int, uneven bool) []string {
	var s site
	_ = s.cut(line)
	at := s.genotypeField()
	fields := bytes.Split(s.samples, []byte{'\t'})
	out := make([]string, len(samples))
	for i, k := range samples {
		out[i] = "."
		if at < 0 || uneven || k >= len(fields) {
			continue
		}
		field, _, _ := bytes.Cut(fields[k][skipFields(fields[k], at):], []byte{':'})
		if len(field) > 0 {
			out[i] = string(field)
		}
	}
	return out
}
