package display

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// The metadata of a picture, a text, is in one place of its file: in an SVG the element metadata, before all
// others; in a PNG a chunk iTXt; in a PDF the XMP packet of the document.

const (
	// metadataName is the keyword of a PNG's chunk, and the prefix of the property of an XMP packet.
	metadataName = "epivizgo"
	// MostMetadata bounds the metadata of a picture, in bytes as MetadataSize returns them.
	MostMetadata = 1 << 20

	svgBegins, svgEnds = "<metadata>", "</metadata>\n"
	xmpBegins, xmpEnds = "<epivizgo:provenance>", "</epivizgo:provenance>"
)

// MetadataSize returns how many bytes metadata takes at most, in a file of any type.
func MetadataSize(text string) int {
	s := svg{}
	s.escape(text)
	return max(len(text), len(s.b))
}

// ErrNoMetadata is the error for a picture that has none of this program.
var ErrNoMetadata = errors.New("it does not say how it was made")

// Metadata returns the metadata of a file that WriteSVG, WritePNG or WritePDF has written, and the file without: of a
// PDF with those numbers that do not depend on its length. Anybody may have written the file.
func Metadata(file []byte) (text string, rest []byte, err error) {
	switch {
	case bytes.HasPrefix(file, []byte(pngSignature)):
		return pngMetadata(file)
	case bytes.HasPrefix(file, []byte("%PDF-")):
		return pdfMetadata(file)
	case isSVG(file):
		return svgMetadata(file)
	}
	return "", nil, errors.New("it is no SVG, PNG or PDF")
}

// mostHead bounds what may be before the element svg.
const mostHead = 4096

// isSVG reports whether a file begins as an SVG does.
func isSVG(file []byte) bool {
	head := file[:min(len(file), mostHead)]
	return bytes.HasPrefix(bytes.TrimLeft(head, "\ufeff \t\r\n"), []byte("<")) && bytes.Contains(head, []byte("<svg"))
}

// svgMetadata reads the element metadata, if it is the first within svg.
func svgMetadata(file []byte) (string, []byte, error) {
	open := bytes.Index(file[:min(len(file), mostHead)], []byte("<svg"))
	end := bytes.IndexByte(file[open:], '>')
	if end < 0 {
		return "", nil, ErrNoMetadata
	}
	begins := open + end + 1
	inside := bytes.TrimLeft(file[begins:], " \t\r\n")
	inside, ok := bytes.CutPrefix(inside, []byte(svgBegins))
	if !ok {
		return "", nil, ErrNoMetadata
	}
	at := len(file) - len(inside)
	text, after, err := between(inside, strings.TrimSpace(svgEnds))
	if err != nil {
		return "", nil, err
	}
	from := at - len(svgBegins)
	to := at + after
	if bytes.HasPrefix(file[to:], []byte("\n")) {
		to++
	}
	return text, append(file[:from:from], file[to:]...), nil
}

// between returns the text of an element whose tag has been read, and where it ends.
func between(inside []byte, end string) (text string, after int, err error) {
	n := bytes.Index(inside[:min(len(inside), MostMetadata+len(end))], []byte(end))
	if n < 0 {
		return "", 0, fmt.Errorf("what it says of how it was made has no end within %d bytes", MostMetadata)
	}
	text, err = unescaped(inside[:n])
	return text, n + len(end), err
}

// unescaped returns the text of an element without elements.
func unescaped(b []byte) (string, error) {
	var text strings.Builder
	d := xml.NewDecoder(bytes.NewReader(b))
	for {
		token, err := d.RawToken()
		if token == nil {
			if !errors.Is(err, io.EOF) {
				return "", fmt.Errorf("what it says of how it was made is no text: %w", err)
			}
			return text.String(), nil
		}
		words, ok := token.(xml.CharData)
		if !ok {
			return "", errors.New("what it says of how it was made is no text")
		}
		text.Write(words)
	}
}

const pngSignature = "\x89PNG\r\n\x1a\n"

// pngChunk returns a chunk of a PNG.
func pngChunk(kind string, data []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(append(b, kind...), data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// textHead begins the text of a chunk iTXt: the keyword, no compression, no language, no translation of the keyword.
const textHead = metadataName + "\x00\x00\x00\x00\x00"

// pngMetadata reads the chunk iTXt of this program.
func pngMetadata(file []byte) (string, []byte, error) {
	for at := len(pngSignature); len(file)-at >= 12; {
		n := int64(binary.BigEndian.Uint32(file[at:]))
		if n > int64(len(file)-at-12) {
			return "", nil, errors.New("the PNG is cut off")
		}
		end := at + 12 + int(n)
		kind, data := string(file[at+4:at+8]), file[at+8:end-4]
		text, ok := bytes.CutPrefix(data, []byte(textHead))
		if kind == "iTXt" && ok {
			if len(text) > MostMetadata {
				return "", nil, fmt.Errorf("what it says of how it was made has %d bytes; at most %d are read", len(text), MostMetadata)
			}
			if crc32.ChecksumIEEE(file[at+4:end-4]) != binary.BigEndian.Uint32(file[end-4:]) {
				return "", nil, errors.New("what it says of how it was made is damaged")
			}
			return string(text), append(file[:at:at], file[end:]...), nil
		}
		at = end
	}
	return "", nil, ErrNoMetadata
}

// xmpPacket returns the metadata as the XMP packet of a PDF.
func xmpPacket(text, title string) []byte {
	s := svg{}
	s.put("<?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" +
		"<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n" +
		"<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"\n" +
		" xmlns:epivizgo=\"https://github.com/epiviz/epivizgo/ns/1.0/\">\n" +
		"<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">")
	s.escape(title)
	s.put("</rdf:li></rdf:Alt></dc:title>\n", xmpBegins)
	s.escape(text)
	s.put(xmpEnds, "\n</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>")
	return s.b
}

// pdfMetadataHead begins the object of the XMP packet.
const pdfMetadataHead = "<</Type/Metadata/Subtype/XML"

// pdfMetadata reads the property of the XMP packet. Nothing else of a picture can have its tag: all other streams
// are compressed, and texts are numbers.
func pdfMetadata(file []byte) (string, []byte, error) {
	from := bytes.Index(file, []byte(pdfMetadataHead))
	at := bytes.Index(file, []byte(xmpBegins))
	if from < 0 || at < from {
		return "", nil, ErrNoMetadata
	}
	at += len(xmpBegins)
	text, after, err := between(file[at:], xmpEnds)
	if err != nil {
		return "", nil, err
	}
	n := after - len(xmpEnds)
	rest := append(file[:from:from], withoutLength(file[from:at], pdfLength, func(v int) string { return strconv.Itoa(v - n) })...)
	return text, append(rest, withoutLength(file[at+n:], pdfPlaces, func(v int) string {
		if v < at+n {
			return strconv.Itoa(v)
		}
		return fmt.Sprintf("+%d", v-at-n) // never the same as one before the end of the text
	})...), nil
}

// Numbers of a PDF that depend on the length of its metadata.
var (
	pdfLength = regexp.MustCompile(`/Length (\d{1,18})`)
	pdfPlaces = regexp.MustCompile(`(?m)^(\d{10}) 00000 n $|^startxref\n(\d{1,18})$`)
)

// withoutLength returns a part of a PDF in which numbers are replaced.
func withoutLength(part []byte, numbers *regexp.Regexp, by func(int) string) (out []byte) {
	end := 0
	for _, m := range numbers.FindAllSubmatchIndex(part, -1) {
		for g := 2; g < len(m); g += 2 {
			if m[g] < 0 {
				continue
			}
			v, _ := strconv.Atoi(string(part[m[g]:m[g+1]])) // of at most 18 digits
			out = append(append(out, part[end:m[g]]...), by(v)...)
			end = m[g+1]
		}
	}
	return append(out, part[end:]...)
}
