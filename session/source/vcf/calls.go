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
	all     bool
	wanted  []int    // unless all
	fields  [][]byte // of a line, by sample; unless all
}

// NewCaller returns a Caller of some samples of as many as the header has, by their indexes; nil for all.
func NewCaller(samples int, wanted []int) *Caller {
	return &Caller{samples: samples, all: wanted == nil, wanted: wanted}
}

// width returns the number of samples that are wanted.
func (c *Caller) width() int {
	if c.all {
		return c.samples
	}
	return len(c.wanted)
}

// Read appends the genotypes of a line. A line with more or fewer samples than the header has none that are called.
func (c *Caller) Read(to *source.Genotypes, line []byte) {
	var s site
	_ = s.cut(line) // it has a place, and so its columns
	at := s.genotypeField()
	if at < 0 || s.width() != c.samples {
		for range c.width() {
			to.Calls, to.Dosages = append(to.Calls, source.NotCalled), append(to.Dosages, -1)
		}
		return
	}
	most := s.alternates()
	read := func(field []byte) {
		call, dosage := genotypeOf(field[skipFields(field, at):], most)
		to.Calls, to.Dosages = append(to.Calls, call), append(to.Dosages, dosage)
	}
	c.fields = c.fields[:0]
	for rest, more := s.samples, true; more; {
		var field []byte
		if field, rest, more = bytes.Cut(rest, []byte{'\t'}); c.all {
			read(field)
		} else {
			c.fields = append(c.fields, field)
		}
	}
	for _, k := range c.wanted {
		read(c.fields[k])
	}
}

// usual has the genotypes of two alleles of one digit each, of which most are.
var usual = func() (all [2][10][10]struct {
	call   source.Call
	dosage int8
}) {
	for i, between := range "/|" {
		for a := range 10 {
			for b := range 10 {
				one := &all[i][a][b]
				one.call, one.dosage = callOf([]byte{byte('0' + a), byte(between), byte('0' + b)}, 9)
			}
		}
	}
	return all
}()

// genotypeOf reads a genotype that begins a text, up to a colon; most is as of callOf.
func genotypeOf(text []byte, most int) (call source.Call, dosage int8) {
	if len(text) == 3 || len(text) > 3 && text[3] == ':' {
		a, b := text[0]-'0', text[2]-'0'
		if a < 10 && b < 10 && max(int(a), int(b)) <= most && (text[1] == '/' || text[1] == '|') {
			one := &usual[text[1]>>6][a][b] // / is 47, | is 124
			return one.call, one.dosage
		}
	}
	if end := bytes.IndexByte(text, ':'); end >= 0 {
		text = text[:end]
	}
	return callOf(text, most)
}

// callOf reads a genotype of a site with most alternate alleles. One of an allele that the site does not have is not called.
func callOf(text []byte, most int) (call source.Call, dosage int8) {
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
		n, ok := digits(allele)
		if ok && n > most || !ok && len(allele) > 1 {
			return source.NotCalled, -1
		}
		if ok {
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

// Match reads the genotypes of the chosen of rows, by their indexes, nil for all, from the lines that each calls back, which have at least
// those of the chosen and of the other rows at their places. Lines of the same place are in the order of the rows.
func (c *Caller) Match(
	rows *source.Rows, chosen []int, each func(take func(line []byte, at genome.Interval) error) error,
) (*source.Genotypes, error) {
	type place struct{ start, end int }
	placeOf := func(i int) place { return place{rows.Start[i], rows.End[i]} }
	at, next := map[place][]int{}, map[place]int{} // at has for each line at a place which of the results it is, -1 for none
	results, wanted := rows.Len(), rows.Len()
	if chosen == nil {
		for i := range rows.Len() {
			at[placeOf(i)] = append(at[placeOf(i)], i)
		}
	} else {
		results, wanted = len(chosen), 0
		nth := make(map[int]int, len(chosen))
		for k, i := range chosen {
			nth[i], at[placeOf(i)] = k, nil
		}
		for i := range rows.Len() {
			list, some := at[placeOf(i)]
			if !some {
				continue
			}
			wanted++
			if k, ok := nth[i]; ok {
				at[placeOf(i)] = append(list, k)
			} else {
				at[placeOf(i)] = append(list, -1)
			}
		}
	}
	n := c.width()
	out := &source.Genotypes{Samples: n, Calls: make([]source.Call, n*results), Dosages: make([]int8, n*results)}
	found := 0
	var one source.Genotypes
	err := each(func(line []byte, iv genome.Interval) error {
		p := place{iv.Start, iv.End}
		list := at[p]
		if len(list) == 0 {
			return nil
		}
		found++
		k := next[p]
		if next[p]++; k >= len(list) || list[k] < 0 { // one too many, or not chosen
			return nil
		}
		one.Calls, one.Dosages = one.Calls[:0], one.Dosages[:0]
		c.Read(&one, line)
		copy(out.Calls[list[k]*n:], one.Calls)
		copy(out.Dosages[list[k]*n:], one.Dosages)
		return nil
	})
	if err == nil && found != wanted {
		err = fmt.Errorf("%d sites have genotypes; wanted %d: %w", found, wanted, source.ErrChanged)
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
