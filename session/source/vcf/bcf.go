package vcf

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// BCF2 is VCF in binary form; its layout is that of the specification, section "BCF specification". It is read as the
// lines of VCF that it stands for, with the genotypes of the samples and none of their other fields.

const (
	// BCFMagic begins a BCF, once it is inflated.
	BCFMagic = "BCF\x02"
	// mostHeader and mostRecord bound what is read at once, in bytes; text is bounded by lines.MaxLine, too.
	mostHeader = 64 << 20
	mostRecord = 64 << 20
)

// Dictionary is the header of a BCF: the text, and what the numbers of its records stand for.
type Dictionary struct {
	text    []byte     // lines
	strings dictionary // ids of FILTER, INFO and FORMAT
	contigs dictionary
	samples int
	size    int64 // of the header in the inflated BCF
}

// dictionary has the texts that numbers stand for.
type dictionary struct {
	text  map[int]string
	byKey map[string]int
	next  int
}

// add gives a text its number: idx, or the next one if that is "".
func (d *dictionary) add(text, idx string) {
	if d.text == nil {
		d.text, d.byKey = map[int]string{}, map[string]int{}
	}
	if _, known := d.byKey[text]; known {
		return
	}
	n, err := strconv.Atoi(idx)
	if err != nil || n < 0 {
		n = d.next
	}
	d.text[n], d.byKey[text], d.next = text, n, max(d.next, n+1)
}

// ReadDictionary reads the header of an inflated BCF and leaves r at the first record. Errors wrap source.ErrFormat.
func ReadDictionary(r io.Reader) (*Dictionary, error) {
	var head [9]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, fmt.Errorf("the header: %w", cutShort(err))
	}
	if string(head[:len(BCFMagic)]) != BCFMagic {
		return nil, fmt.Errorf("it begins %q; wanted %q: %w", head[:5], BCFMagic, source.ErrFormat)
	}
	size := binary.LittleEndian.Uint32(head[5:])
	if size > mostHeader {
		return nil, fmt.Errorf("a header of %d bytes; wanted at most %d: %w", size, mostHeader, source.ErrFormat)
	}
	text, err := io.ReadAll(io.LimitReader(r, int64(size)))
	if err == nil && len(text) < int(size) {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, fmt.Errorf("the header: %w", cutShort(err))
	}
	text, _, _ = bytes.Cut(text, []byte{0})
	d := &Dictionary{size: int64(len(head)) + int64(size)}
	d.strings.add("PASS", "0")
	for line := range bytes.Lines(text) {
		d.meta(strings.TrimRight(string(line), "\r\n"))
	}
	d.text = append(bytes.TrimRight(text, "\r\n"), '\n')
	return d, nil
}

// Size returns the number of bytes before the first record.
func (d *Dictionary) Size() int64 { return d.size }

// Text returns the lines of the header.
func (d *Dictionary) Text() []byte { return d.text }

// Sequence returns the name of a sequence by its number, "" if the header does not have it.
func (d *Dictionary) Sequence(number int) string { return d.contigs.text[number] }

// cutShort returns the error of data that end too early.
func cutShort(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("the data end too early: %w", source.ErrFormat)
	}
	return err
}

// meta takes the dictionaries and the number of samples from a line of the header.
func (d *Dictionary) meta(line string) {
	if columns, ok := strings.CutPrefix(line, "#CHROM\t"); ok {
		d.samples = max(strings.Count(columns, "\t")-formatColumn+1, 0)
		return
	}
	key, value, _ := strings.Cut(strings.TrimPrefix(line, "##"), "=<")
	a := attributes(strings.TrimSuffix(value, ">"))
	switch key {
	case "FILTER", "INFO", "FORMAT":
		d.strings.add(a["ID"], a["IDX"])
	case "contig":
		d.contigs.add(a["ID"], a["IDX"])
	}
}

// Text returns a reader of the lines of VCF that a BCF stands for, and its header, whose lines come first. r is the inflated BCF. The
// header is read at once; errors wrap source.ErrFormat.
func Text(r io.Reader) (io.Reader, *Dictionary, error) {
	in := bufio.NewReaderSize(r, 256<<10)
	d, err := ReadDictionary(in)
	if err != nil {
		return nil, nil, err
	}
	return &bcf{Dictionary: d, r: in, line: d.text}, d, nil
}

// Lines returns a reader of the lines that records stand for; r begins at one. The samples have their genotypes, or every
// field.
func (d *Dictionary) Lines(r io.Reader, every bool) io.Reader {
	return &bcf{Dictionary: d, r: bufio.NewReaderSize(r, 64<<10), every: every}
}

// Places calls take with the size in bytes of each record that r has and its place, as Place has it; ok is false for one that is no row.
// It returns the first error of take.
func (d *Dictionary) Places(r io.Reader, take func(size int, at genome.Interval, ok bool) error) error {
	b := &bcf{Dictionary: d, r: bufio.NewReaderSize(r, 64<<10), bare: true}
	for {
		b.advance()
		if b.err == io.EOF {
			return nil
		}
		if b.err != nil {
			return b.err
		}
		at, err := Place(bytes.TrimSuffix(b.line, []byte{'\n'}))
		if err := take(recordHead+len(b.record), at, err == nil); err != nil {
			return err
		}
	}
}

// recordHead is the size of the sizes that begin a record.
const recordHead = 8

// bcf reads records and writes lines.
type bcf struct {
	*Dictionary
	r      *bufio.Reader
	every  bool   // every field of the samples, not their genotypes alone
	bare   bool   // nothing of the samples
	line   []byte // not read yet
	buffer []byte // of line
	record []byte // of the last record
	number int
	err    error
}

// Read implements io.Reader.
func (b *bcf) Read(p []byte) (int, error) {
	for len(b.line) == 0 {
		if b.err != nil {
			return 0, b.err
		}
		b.advance()
	}
	n := copy(p, b.line)
	b.line = b.line[n:]
	return n, nil
}

// advance reads a record and writes its line, or sets err.
func (b *bcf) advance() {
	if b.err = b.next(); b.err != nil && b.err != io.EOF {
		b.err = fmt.Errorf("record %d: %w", b.number, b.err)
	}
}

func (b *bcf) next() error {
	var head [recordHead]byte
	if _, err := io.ReadFull(b.r, head[:]); err == io.EOF {
		return io.EOF
	} else if err != nil {
		return cutShort(err)
	}
	b.number++
	shared, own := binary.LittleEndian.Uint32(head[:]), binary.LittleEndian.Uint32(head[4:])
	if uint64(shared)+uint64(own) > mostRecord {
		return fmt.Errorf("it has %d bytes; wanted at most %d: %w", uint64(shared)+uint64(own), mostRecord, source.ErrFormat)
	}
	b.record = b.record[:0]
	for want := int(shared + own); len(b.record) < want; { // memory grows with what is there, not with what is promised
		from := len(b.record)
		b.record = append(b.record, make([]byte, min(want-from, 1<<20))...)
		if _, err := io.ReadFull(b.r, b.record[from:]); err != nil {
			return cutShort(err)
		}
	}
	d := &decoder{data: b.record[:shared]}
	line := b.site(d, b.buffer[:0])
	if d.err == nil && !b.bare {
		d = &decoder{data: b.record[shared:]}
		formats := int(binary.LittleEndian.Uint32(b.record[20:]) >> 24)
		if b.every {
			line = b.fields(d, line, formats)
		} else {
			line = b.genotypes(d, line, formats)
		}
	}
	if d.err != nil {
		return d.err
	}
	b.buffer = append(line, '\n')
	b.line = b.buffer
	return nil
}

// site writes the columns up to INFO.
func (b *bcf) site(d *decoder, line []byte) []byte {
	head := d.take(24)
	if d.err != nil {
		return line
	}
	number := func(at int) int { return int(int32(binary.LittleEndian.Uint32(head[at:]))) }
	quality := math.Float32frombits(binary.LittleEndian.Uint32(head[12:]))
	infos, alleles := number(16)&0xffff, int(uint32(number(16))>>16)
	if samples := number(20) & 0xffffff; samples != b.samples {
		d.fail("%d samples; the header has %d", samples, b.samples)
		return line
	}
	line = append(line, d.named(&b.contigs, number(0), "sequence")...)
	line = strconv.AppendInt(append(line, '\t'), int64(number(4))+1, 10)
	line = append(line, '\t')
	line = d.value(line)
	for i := range alleles {
		switch {
		case i < 2:
			line = append(line, '\t')
		default:
			line = append(line, ',')
		}
		if line = d.value(line); d.err != nil {
			return line
		}
	}
	for range 2 - min(alleles, 2) {
		line = append(line, "\t."...)
	}
	line = append(line, '\t')
	if math.Float32bits(quality) == missingFloat {
		line = append(line, '.')
	} else {
		line = appendFloat(line, quality)
	}
	line = append(line, '\t')
	line = b.filters(d, line)
	line = append(line, '\t')
	if infos == 0 {
		line = append(line, '.')
	}
	for i := range infos {
		if i > 0 {
			line = append(line, ';')
		}
		line = append(line, d.named(&b.strings, d.integer(), "INFO field")...)
		if kind, n := d.kind(); n > 0 {
			line = d.values(append(line, '='), kind, n)
		}
		if d.err != nil {
			return line
		}
	}
	return line
}

// filters writes the column FILTER.
func (b *bcf) filters(d *decoder, line []byte) []byte {
	kind, n := d.kind()
	if n == 0 {
		return append(line, '.')
	}
	for i := range n {
		if i > 0 {
			line = append(line, ';')
		}
		v, _ := d.number(kind)
		if line = append(line, d.named(&b.strings, v, "filter")...); d.err != nil {
			return line
		}
	}
	return line
}
