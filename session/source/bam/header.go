package bam

import (
	"encoding/binary"
	"fmt"
	"io"
	"strings"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// Magic begins a BAM, once it is inflated.
const Magic = "BAM\x01"

const (
	mostText  = 64 << 20 // bytes of the header's text
	mostName  = 1 << 16  // bytes of a sequence's name
	mostNames = 64 << 20 // sequences, of 12 bytes each at least
)

// readHeader reads the sequences that reads are aligned to, in their order, and the text of the header.
func readHeader(r io.Reader) (refs []genome.Sequence, text string, err error) {
	fail := func(format string, args ...any) ([]genome.Sequence, string, error) {
		return nil, "", fmt.Errorf("the header: "+format+": %w", append(args, source.ErrFormat)...)
	}
	head := make([]byte, 8)
	if _, err := io.ReadFull(r, head); err != nil {
		return nil, "", fmt.Errorf("the header: %w", cutShort(err))
	}
	if string(head[:4]) != Magic {
		return fail("it begins %q; wanted %q", head[:4], Magic)
	}
	size := binary.LittleEndian.Uint32(head[4:])
	if size > mostText {
		return fail("a text of %d bytes; wanted at most %d", size, mostText)
	}
	all, err := io.ReadAll(io.LimitReader(r, int64(size)))
	if err == nil && len(all) < int(size) {
		err = io.ErrUnexpectedEOF
	}
	if err == nil {
		_, err = io.ReadFull(r, head[:4])
	}
	if err != nil {
		return nil, "", fmt.Errorf("the header: %w", cutShort(err))
	}
	n := int(binary.LittleEndian.Uint32(head))
	if n > mostNames {
		return fail("%d sequences; wanted at most %d", n, mostNames)
	}
	known := map[string]bool{}
	var buf []byte
	for i := range n { // memory grows with what is there, not with what is promised
		if _, err := io.ReadFull(r, head[:4]); err != nil {
			return nil, "", fmt.Errorf("the header: sequence %d: %w", i+1, cutShort(err))
		}
		size := binary.LittleEndian.Uint32(head)
		if size < 1 || size > mostName {
			return fail("sequence %d has a name of %d bytes; wanted 1 to %d", i+1, size, mostName)
		}
		buf = append(buf[:0], make([]byte, size+4)...)
		if _, err := io.ReadFull(r, buf); err != nil {
			return nil, "", fmt.Errorf("the header: sequence %d: %w", i+1, cutShort(err))
		}
		name := strings.TrimRight(string(buf[:size]), "\x00")
		if known[name] {
			return fail("it has the sequence %q twice", name)
		}
		known[name] = true
		refs = append(refs, genome.Sequence{Name: name, Length: int(binary.LittleEndian.Uint32(buf[size:]))})
	}
	return refs, string(all), nil
}

// Checksums returns the MD5 of the sequences of which a header states it, in hex.
func Checksums(header string) map[string]string {
	sums := map[string]string{}
	for line := range strings.Lines(header) {
		rest, ok := strings.CutPrefix(strings.TrimRight(line, "\r\n"), "@SQ\t")
		if !ok {
			continue
		}
		var name, sum string
		for field := range strings.SplitSeq(rest, "\t") {
			switch key, value, _ := strings.Cut(field, ":"); key {
			case "SN":
				name = value
			case "M5":
				sum = strings.ToLower(value)
			}
		}
		if sum != "" {
			sums[name] = sum
		}
	}
	return sums
}

// sortOrder returns the value of SO in the header's first line.
func sortOrder(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	if strings.HasPrefix(line, "@HD") {
		for field := range strings.SplitSeq(line, "\t") {
			if order, ok := strings.CutPrefix(field, "SO:"); ok {
				return order
			}
		}
	}
	return ""
}
