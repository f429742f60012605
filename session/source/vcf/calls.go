package vcf

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/lines"
)

// What is read of the lines of a file beside its rows.

// Columns returns the names of the samples that a header has, each another one.
func Columns(header []byte) (samples []string) {
	for line := range bytes.Lines(header) {
		if !bytes.HasPrefix(line, []byte("#CHROM")) {
			continue
		}
		fields := strings.Split(strings.TrimRight(string(line), "\r\n"), "\t")
		if len(fields) == 1 { // separated by spaces, by an editor
			fields = strings.Fields(fields[0])
		}
		if len(fields) > allColumns {
			names := fields[allColumns:]
			for i, name := range names {
				names[i] = lines.Decoded([]byte(name))
			}
			return lines.Distinct(names)
		}
	}
	return nil
}

// Place returns the place of a line, as the row that Read makes of it has it. The error says why it is no row.
func Place(line []byte) (genome.Interval, error) {
	var s site
	if err := s.cut(line); err != nil {
		return genome.Interval{}, err
	}
	start, end, err := s.place()
	return genome.Interval{Seq: string(s.column[chromColumn]), Start: start, End: end}, err
}

// IDs returns the ids of a line, which semicolons separate.
func IDs(line []byte) []byte {
	for range idColumn {
		i := bytes.IndexByte(line, '\t')
		if i < 0 || line[0] == '#' {
			return nil
		}
		line = line[i+1:]
	}
	return line[:max(bytes.IndexByte(line, '\t'), 0)]
}

// Caller reads the genotypes of lines.
type Caller struct {
	samples int // of the file
	wanted  []int
	fields  [][]byte // of a line, by sample
}

// NewCaller returns a Caller of some samples of as many as the header has, by their indexes; nil for all.
func NewCaller(samples int, wanted []int) *Caller {
	if wanted == nil {
		wanted = make([]int, samples)
		for i := range wanted {
			wanted[i] = i
		}
	}
	return &Caller{samples: samples, wanted: wanted, fields: make([][]byte, 0, samples)}
}

// Read appends the genotypes of a line. A line with more or fewer samples than the header has none that are called.
func (c *Caller) Read(to *source.Genotypes, line []byte) {
	var s site
	_ = s.cut(line) // it has a place, and so its columns
	at := s.genotypeField()
	if at >= 0 && s.width() == c.samples {
		c.fields = c.fields[:0]
		for field := range bytes.SplitSeq(s.samples, []byte{'\t'}) {
			c.fields = append(c.fields, field)
		}
	} else {
		at = -1
	}
	for _, k := range c.wanted {
		call, dosage := source.NotCalled, int8(-1)
		if at >= 0 {
			field := c.fields[k][skipFields(c.fields[k], at):]
			if end := bytes.IndexByte(field, ':'); end >= 0 {
				field = field[:end]
			}
			call, dosage = callOf(field)
		}
		to.Calls, to.Dosages = append(to.Calls, call), append(to.Dosages, dosage)
	}
}

// callOf reads a genotype.
func callOf(text []byte) (call source.Call, dosage int8) {
	if len(text) > 0 && (text[0] == '/' || text[0] == '|') { // VCFv4.4 has the phase of the first allele
		text = text[1:]
	}
	phased, ploidy, called, alternate, same := true, 0, 0, 0, true
	firstAlternate, first := false, -1
	for more := len(text) > 0; more; {
		end := bytes.IndexAny(text, "/|")
		allele := text
		if more = end >= 0; more {
			allele = text[:end]
			phased = phased && text[end] == '|'
			text = text[end+1:]
		}
		if n, ok := digits(allele); ok {
			if first < 0 {
				first = n
			}
			same = same && n == first
			if n > 0 {
				alternate++
				firstAlternate = firstAlternate || called == 0
			}
			called++
		}
		ploidy++
	}
	switch {
	case called == 0:
		return source.NotCalled, -1
	case called < ploidy:
		return source.PartlyCalled, -1
	case ploidy == 1 && alternate == 0:
		return source.HapReference, 0
	case ploidy == 1:
		return source.HapAlternate, 1
	}
	dosage = int8(min(alternate, 127))
	either := func(plain, ordered source.Call) (source.Call, int8) {
		if phased {
			return ordered, dosage
		}
		return plain, dosage
	}
	switch {
	case alternate == 0:
		return either(source.HomReference, source.PhasedRef)
	case alternate == ploidy && same:
		return either(source.HomAlternate, source.PhasedAlt)
	case alternate == ploidy:
		return either(source.TwoAlternates, source.PhasedTwo)
	case firstAlternate:
		return either(source.Het, source.PhasedHetFirst)
	}
	return either(source.Het, source.PhasedHet)
}

// digits reads a number of digits alone: of an allele that is called, or a position.
func digits(text []byte) (n int, ok bool) {
	if len(text) == 0 || len(text) > 15 {
		return 0, false
	}
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + int(c-'0')
	}
	return n, true
}

// Match reads the genotypes of rows from the lines that each calls back, which have at least those of the rows. Lines of the
// same place are in the order of the rows.
func (c *Caller) Match(rows *source.Rows, each func(take func(line []byte, at genome.Interval) error) error) (*source.Genotypes, error) {
	type place struct{ start, end int }
	at, next := make(map[place][]int, rows.Len()), make(map[place]int)
	for i := range rows.Start {
		p := place{rows.Start[i], rows.End[i]}
		at[p] = append(at[p], i)
	}
	n := len(c.wanted)
	out := &source.Genotypes{Samples: n, Calls: make([]source.Call, n*rows.Len()), Dosages: make([]int8, n*rows.Len())}
	found := 0
	var one source.Genotypes
	err := each(func(line []byte, iv genome.Interval) error {
		p := place{iv.Start, iv.End}
		list := at[p]
		if len(list) == 0 {
			return nil
		}
		k := next[p]
		if next[p]++; k >= len(list) {
			found++ // one too many
			return nil
		}
		found++
		one.Calls, one.Dosages = one.Calls[:0], one.Dosages[:0]
		c.Read(&one, line)
		copy(out.Calls[list[k]*n:], one.Calls)
		copy(out.Dosages[list[k]*n:], one.Dosages)
		return nil
	})
	if err == nil && found != rows.Len() {
		err = fmt.Errorf("%d sites have genotypes; wanted %d: %w", found, rows.Len(), source.ErrChanged)
	}
	return out, err
}

// InWindow returns the place of a line if that overlaps iv. past reports whether it begins behind iv on the same sequence.
func InWindow(line []byte, iv genome.Interval) (at genome.Interval, ok, past bool) {
	if name, rest, tab := bytes.Cut(line, []byte{'\t'}); tab { // most lines of a file need no more than a look
		if string(name) != iv.Seq {
			return at, false, false
		}
		if pos, ok := digits(rest[:max(bytes.IndexByte(rest, '\t'), 0)]); ok && pos-1 >= iv.End && pos > 0 {
			return at, false, true
		}
	}
	at, err := Place(line)
	if err != nil || at.Seq != iv.Seq {
		return at, false, false
	}
	return at, at.Start < iv.End && at.End > iv.Start, at.Start >= iv.End
}
