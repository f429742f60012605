package gff

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/epiviz/epivizgo/session/source/lines"
)

// Dialect is the form of the ninth column.
type Dialect int

// The dialects.
const (
	GTF  Dialect = iota // gene_id "g1"; transcript_id "t1";
	GFF3                // ID=t1;Parent=g1
)

// String returns the name for people.
func (d Dialect) String() string {
	if d == GFF3 {
		return "GFF3"
	}
	return "GTF"
}

// part is the role of a line in the structure of a gene.
type part uint8

const (
	other part = iota
	gene
	transcript
	exon
	coding // CDS; that of GTF ends before the stop codon
	utr
	codon // start and stop codon: within exons, so it adds none to them
)

// record is one line. Its texts share the line's memory.
type record struct {
	part       part
	kind       []byte // the third column
	seq        []byte
	start, end int // 0-based half-open
	strand     byte
	odd        []byte // the text of the strand column, if it is not a strand
	source     []byte
	score      []byte
	phase      []byte
	raw        []byte // the ninth column

	attributes
}

// columns is the number of columns of a line.
const columns = 9

// parse reads a line. fields is scratch space for its columns.
func (r *record) parse(d Dialect, line []byte, fields *[columns][]byte) error {
	n, rest := 0, line
	for n < columns-1 {
		i := bytes.IndexByte(rest, '\t')
		if i < 0 {
			break
		}
		fields[n], rest = rest[:i], rest[i+1:]
		n++
	}
	fields[n] = rest
	if n++; n < columns-1 {
		return fmt.Errorf("found %d tab-separated columns; wanted %d", n, columns)
	}
	if n < columns {
		fields[columns-1] = nil // some programs omit an empty ninth column
	}
	for _, i := range [...]int{0, 2, 3, 4, 6} {
		if f := fields[i]; len(f) > 0 && (f[0] == ' ' || f[len(f)-1] == ' ') {
			fields[i] = bytes.Trim(f, " ")
		}
	}
	*r = record{seq: fields[0], source: fields[1], kind: fields[2], score: fields[5], phase: fields[7], strand: '*', raw: fields[8]}
	if len(r.seq) == 0 {
		return fmt.Errorf("the sequence name is empty")
	}
	start, err := lines.Position(fields[3], "start")
	if err != nil {
		return err
	}
	if start == 0 {
		return fmt.Errorf("start is 0; positions are counted from 1")
	}
	if r.end, err = lines.Position(fields[4], "end"); err != nil {
		return err
	}
	if r.end < start {
		return fmt.Errorf("end %d lies before start %d", r.end, start)
	}
	r.start = start - 1 // 1-based inclusive to 0-based half-open; the end stays
	switch s := string(fields[6]); {
	case s == "+" || s == "-":
		r.strand = s[0]
	case s != "" && s != "." && s != "*" && !(s == "?" && d == GFF3): // GFF3's ? is a strand that is not known
		r.odd = fields[6]
	}
	r.part = partOf(d, r.kind)
	if d == GFF3 {
		if bytes.IndexByte(r.seq, '%') >= 0 {
			r.seq = []byte(unescape(string(r.seq)))
		}
		r.parseGFF3(r.raw)
	} else {
		r.parseGTF(r.raw)
	}
	return nil
}

// isMatch reports whether a line belongs to an alignment, whose lines of one ID are one feature.
func (r *record) isMatch() bool {
	return bytes.HasSuffix(r.kind, []byte("match")) || r.isMatchPart() || len(r.target) > 0
}

// isMatchPart reports whether a line is a part of the alignments that are its parents.
func (r *record) isMatchPart() bool { return string(r.kind) == "match_part" && len(r.parent) > 0 }

// isLandmark reports whether a line is about its sequence as a whole: its end is the
// sequence's length. A contig may also be a part of what it is assembled to.
func (r *record) isLandmark() bool {
	if r.start != 0 || len(r.parent) > 0 {
		return false
	}
	kind := string(r.kind)
	switch kind {
	case "chromosome":
		return true
	case "region", "contig", "supercontig", "scaffold":
		id := strings.TrimPrefix(unescape(string(r.id)), kind+":") // as Ensembl writes it
		return r.landmark || r.circular || id == string(r.seq) || unescape(string(r.name)) == string(r.seq)
	}
	return false
}

// partOf returns the role of a line by its type. In GFF3, where types come from the
// Sequence Ontology, there are many kinds of genes and transcripts.
func partOf(d Dialect, kind []byte) part {
	switch string(kind) {
	case "exon", "noncoding_exon", "pseudogenic_exon":
		return exon
	case "CDS":
		return coding
	case "UTR", "five_prime_UTR", "three_prime_UTR", "5UTR", "3UTR", "five_prime_utr", "three_prime_utr":
		return utr
	case "start_codon", "stop_codon":
		return codon
	case "gene", "pseudogene":
		return gene
	case "transcript", "mRNA":
		return transcript
	}
	if d == GFF3 {
		switch {
		case bytes.HasSuffix(kind, []byte("_gene")):
			return gene
		case bytes.HasSuffix(kind, []byte("RNA")), bytes.HasSuffix(kind, []byte("transcript")), bytes.HasSuffix(kind, []byte("gene_segment")):
			return transcript
		}
	}
	return other
}
