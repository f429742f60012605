package lines

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/klauspost/compress/gzip"

	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source/bgzf"
)

const (
	// chunkSize is what Chunk reads, unless the text ends before. Large enough
	// that handing it to another goroutine costs nothing. The first chunks are
	// smaller, for small files: from firstChunk on each is twice the last.
	chunkSize  = 1 << 20
	firstChunk = 32 << 10
	// MaxLine bounds one line. The longest honest lines are those of BED12 and
	// genePred with ten thousands of exons, some hundred kilobytes.
	MaxLine = 16 << 20
	// sniffSize is enough for a gzip header with a large extra field.
	sniffSize = 256
	// peekSize is how much of the text Peek shows unless lines are long.
	peekSize = 64 << 10
)

// Reader gives the text of a stream as chunks of whole lines. It is used by
// one goroutine at a time.
type Reader struct {
	name   string
	text   *bufio.Reader // after decompression, without byte order mark
	packed bool
	blocks *bgzf.Reader // below text when the file is bgzip, which it reads faster
	rest   []byte       // the begun line behind the last chunk
	notes  []string
	spare  chan []byte // buffers of recycled chunks
	next   int         // how many bytes the next chunk reads
	line   int         // number of the first line not given yet, from 1
	read   int64       // bytes of text read
	err    error       // ends the stream; io.EOF when it is good
}

// NewReader reads text from r, decompressing it when it begins as gzip does
// (RFC 1952); blocks of bgzip are inflated several at once. Errors call the file
// name.
func NewReader(name string, r io.Reader) (*Reader, error) {
	lr := NewText(name, nil)
	raw := bufio.NewReaderSize(r, 256<<10)
	text := io.Reader(raw)
	if magic, _ := raw.Peek(2); len(magic) == 2 && magic[0] == 0x1f && magic[1] == 0x8b {
		lr.packed = true
		if head, _ := raw.Peek(sniffSize); bgzf.Sniff(head) {
			lr.blocks = bgzf.NewReader(raw)
			text = lr.blocks
		} else if z, err := gzip.NewReader(raw); err != nil {
			return nil, lr.wrap(err)
		} else {
			text = z
		}
	}
	lr.text.Reset(text)
	if mark, _ := lr.text.Peek(3); string(mark) == "\xef\xbb\xbf" {
		_, _ = lr.text.Discard(3) // a byte order mark, as some Windows editors write
	}
	if head, _ := lr.text.Peek(peekSize); EndsInCR(head) {
		lr.text = bufio.NewReaderSize(crText{lr.text}, peekSize)
	}
	return lr, nil
}

// EndsInCR reports whether the lines of a text that begins with head end in CR
// alone, as spreadsheets save it for old Macs.
func EndsInCR(head []byte) bool {
	return bytes.IndexByte(head, '\r') >= 0 && bytes.IndexByte(head, '\n') < 0
}

// crText reads text whose lines end in CR alone as text whose lines end in LF.
type crText struct{ r io.Reader }

func (t crText) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	for text := p[:n]; ; {
		i := bytes.IndexByte(text, '\r')
		if i < 0 {
			return n, err
		}
		text[i], text = '\n', text[i+1:]
	}
}

// NewText reads text that is neither compressed nor begins with a byte order
// mark: a part of a file.
func NewText(name string, r io.Reader) *Reader {
	return &Reader{name: name, text: bufio.NewReaderSize(r, peekSize), line: 1, next: firstChunk, spare: make(chan []byte, 16)}
}

// Notes say, once the text has been read to its end, what may be wrong with
// the file nevertheless.
func (r *Reader) Notes() []string {
	notes := slices.Clone(r.notes)
	if r.blocks != nil && r.err == io.EOF && !r.blocks.Marked() {
		notes = append(notes, "the file lacks the mark that bgzip puts at the end: it may have been cut short")
	}
	return notes
}

// Note adds to Notes.
func (r *Reader) Note(note string) { r.notes = append(r.notes, note) }

// Name returns the file's name for messages.
func (r *Reader) Name() string { return r.name }

// Peek returns the beginning of the text without taking it from the chunks: 64 KB, or
// more until the line that it ends in is a small part of it and the headings in
// front of the rows are no more than half. Sample leaves that line out. With an
// error, that of reading, Peek returns what could be read before.
func (r *Reader) Peek() ([]byte, error) {
	for {
		size := r.text.Size()
		head, err := r.text.Peek(size)
		if err == io.EOF {
			return head, nil
		}
		if err != nil {
			at := *r
			at.line += bytes.Count(head, []byte{'\n'})
			at.read = int64(len(head))
			return head, at.wrap(err)
		}
		cut := size - 1 - bytes.LastIndexByte(head, '\n')
		enough := cut <= size/8 && headings(head) <= size/2
		if enough || size > MaxLine || bytes.IndexByte(head, 0) >= 0 { // 0 is in no text
			return head, nil
		}
		r.text = bufio.NewReaderSize(r.text, 2*size)
	}
}

// headings returns how many bytes the whole lines take that text begins with and
// that are no rows.
func headings(text []byte) (size int) {
	for {
		i := bytes.IndexByte(text[size:], '\n')
		if i < 0 || !Heading(bytes.TrimSuffix(text[size:size+i], []byte{'\r'})) {
			return size
		}
		size += i + 1
	}
}

// Chunk is a piece of a text that holds whole lines.
type Chunk struct {
	Text []byte
	Line int // the number of the first line, from 1
}

// Each calls f for every line with its number, without its line ending, and
// stops with f's first error.
func (c Chunk) Each(f func(number int, line []byte) error) error {
	text, number := c.Text, c.Line
	for len(text) > 0 {
		line := text
		if i := bytes.IndexByte(text, '\n'); i >= 0 {
			line, text = text[:i], text[i+1:]
		} else {
			text = nil
		}
		if n := len(line); n > 0 && line[n-1] == '\r' {
			line = line[:n-1]
		}
		if err := f(number, line); err != nil {
			return err
		}
		number++
	}
	return nil
}

// Sample gives the lines of head, the beginning of a text as Peek returns it,
// with their numbers from 1, but not the last one where it may be cut.
func Sample(head []byte) iter.Seq2[int, []byte] {
	if i := bytes.LastIndexByte(head, '\n'); i >= 0 && len(head) >= peekSize/2 {
		head = head[:i+1]
	}
	return func(yield func(int, []byte) bool) {
		_ = Chunk{Text: head, Line: 1}.Each(func(number int, line []byte) error {
			if !yield(number, line) {
				return io.EOF
			}
			return nil
		})
	}
}

// Chunk returns the next piece, and io.EOF after the last. The bytes belong to the
// caller, which may return them with Recycle.
func (r *Reader) Chunk() (Chunk, error) {
	if r.err != nil {
		return Chunk{}, r.err
	}
	want := r.next
	r.next = min(2*want, chunkSize)
	buf := append(r.buffer(len(r.rest)+want), r.rest...)
	for {
		from := len(buf)
		n, err := fill(r.text, buf[from:min(cap(buf), from+want)])
		buf = buf[:from+n]
		r.read += int64(n)
		if err != nil {
			r.err = err
			if err != io.EOF {
				r.line += bytes.Count(buf, []byte{'\n'})
				r.err = r.wrap(err)
			}
			if err != io.EOF || len(buf) == 0 {
				return Chunk{}, r.err
			}
			return r.give(buf, len(buf)), nil
		}
		if i := bytes.LastIndexByte(buf, '\n'); i >= 0 {
			return r.give(buf, i+1), nil
		}
		if len(buf) > MaxLine {
			r.err = &Error{r.name, r.line, fmt.Errorf("the line is longer than %d MB; is this a text file?", MaxLine>>20)}
			return Chunk{}, r.err
		}
		want = chunkSize // a line that is longer than the chunk
		buf = append(make([]byte, 0, len(buf)+want), buf...)
	}
}

// Recycle lets later chunks reuse a chunk's memory. It may be called while another
// goroutine reads.
func (r *Reader) Recycle(c Chunk) {
	select {
	case r.spare <- c.Text[:0]:
	default: // enough of them
	}
}

// buffer returns an empty buffer with room for n bytes and more.
func (r *Reader) buffer(n int) []byte {
	select {
	case buf := <-r.spare:
		if cap(buf) >= n {
			return buf
		}
	default:
	}
	return make([]byte, 0, n+n/8) // the next chunk has a longer rest in front, perhaps
}

// fill reads until buf is full. Unlike io.ReadFull it leaves the error as it
// is, so that the end of the stream differs from a stream that was cut.
func fill(r io.Reader, buf []byte) (n int, err error) {
	for n < len(buf) && err == nil {
		var m int
		m, err = r.Read(buf[n:])
		n += m
	}
	if n == len(buf) {
		err = nil
	}
	return n, err
}

// give returns buf[:n] as a chunk and keeps what is behind it for the next.
func (r *Reader) give(buf []byte, n int) Chunk {
	c := Chunk{Text: buf[:n], Line: r.line}
	r.rest = append(r.rest[:0], buf[n:]...)
	r.line += bytes.Count(c.Text, []byte{'\n'})
	return c
}

// wrap adds to err where reading stopped, in terms of the file.
func (r *Reader) wrap(err error) error {
	switch {
	case err == nil, err == io.EOF:
		return err
	case !r.packed:
		return &Error{r.name, r.line, err}
	case errors.Is(err, io.ErrUnexpectedEOF):
		err = fmt.Errorf("the compressed data end too early, behind %d bytes of text", r.read)
		return hint.Add(&Error{r.name, r.line, err}, "the file is incomplete: copy or download it again")
	}
	return &Error{r.name, r.line, fmt.Errorf("the compressed data are damaged behind %d bytes of text: %w", r.read, err)}
}
