package lines

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/klauspost/compress/gzip"

	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source/bgzf"
	"github.com/epiviz/epivizgo/session/source/memory"
)

const (
	// chunkSize is the size of a chunk unless the text ends before. It is large enough
	// that sending it to another goroutine costs next to nothing. The first chunks are
	// smaller, for small files: from firstChunk on each is twice the last.
	chunkSize  = 1 << 20
	firstChunk = 32 << 10
	// MaxLine bounds one line. The longest legitimate lines are those of BED12 and
	// genePred with ten thousands of exons, some hundred kilobytes.
	MaxLine = 16 << 20
	// sniffSize is enough for a gzip header with a large extra field.
	sniffSize = 256
	// peekSize is how much of the text Peek returns unless lines are long.
	peekSize = 64 << 10
	// peekLines is how many lines it returns at least: one of names may be followed by rows of half its length.
	peekLines = 8
	// byteOrderMark begins the files of some Windows editors.
	byteOrderMark = "\xef\xbb\xbf"
)

// Reader reads the text of a stream in chunks of whole lines. It is used by
// one goroutine at a time.
type Reader struct {
	name   string
	text   *bufio.Reader // after decompression, without byte order mark
	packed bool
	blocks *bgzf.Reader // below text if the file is bgzip, which it reads faster
	rest   []byte       // the incomplete line after the last chunk
	notes  []string
	mixed  bool        // some lines end in CR, others do not
	spare  chan []byte // buffers of recycled chunks
	next   int         // how many bytes the next chunk reads
	line   int         // number of the first line not returned yet, from 1
	read   int64       // bytes of text read
	err    error       // ends the stream; io.EOF if all was read

	separator byte // of CSV; see Quoted
}

// NewReader returns a reader of text from r. It decompresses gzip (RFC 1952); blocks of
// bgzip are inflated several at once. Errors call the file name.
func NewReader(name string, r io.Reader) (*Reader, error) {
	lr := NewText(name, nil)
	raw := bufio.NewReaderSize(r, 256<<10)
	text := io.Reader(raw)
	if magic, _ := raw.Peek(2); isGzip(magic) {
		lr.packed = true
		m := &members{raw: raw, reader: lr}
		if err := m.begin(); err != nil {
			return nil, lr.wrap(err)
		}
		text = m
	}
	lr.text.Reset(memory.Reader(text))
	if head, _ := lr.text.Peek(64); isUTF16(head) {
		lr.text = bufio.NewReaderSize(newUTF16(lr.text, head), peekSize)
		lr.Note("the text is UTF-16")
	}
	if mark, _ := lr.text.Peek(len(byteOrderMark)); string(mark) == byteOrderMark {
		_, _ = lr.text.Discard(len(mark))
	}
	if head, _ := lr.text.Peek(peekSize); EndsInCR(head) {
		lr.text = bufio.NewReaderSize(crText{lr.text}, peekSize)
	}
	return lr, nil
}

func isGzip(head []byte) bool { return len(head) >= 2 && head[0] == 0x1f && head[1] == 0x8b }

// members reads one gzip member after the other, and the blocks of bgzip; joined files may
// mix them. Zeros after the last are padding, which tapes and some file systems leave.
type members struct {
	raw    *bufio.Reader
	reader *Reader
	z      *gzip.Reader
	now    io.Reader // blocks or a member
}

// begin starts to read the member at raw.
func (m *members) begin() (err error) {
	m.reader.blocks = nil
	if head, _ := m.raw.Peek(sniffSize); bgzf.Sniff(head) {
		m.reader.blocks = bgzf.NewReader(m.raw)
		m.now = m.reader.blocks
		return nil
	}
	if m.z == nil {
		m.z, err = gzip.NewReader(m.raw)
	} else {
		err = m.z.Reset(m.raw)
	}
	if err == nil {
		m.z.Multistream(false)
		m.now = m.z
	}
	return err
}

func (m *members) Read(p []byte) (int, error) {
	for {
		n, err := m.now.Read(p)
		atEnd := err == io.EOF && m.now == io.Reader(m.z)
		if n > 0 || err == nil || !atEnd && !errors.Is(err, bgzf.ErrNoBlock) {
			if atEnd {
				err = nil // the next call determines what follows
			}
			return n, err
		}
		if !m.padding() {
			return 0, io.EOF
		}
		if head, _ := m.raw.Peek(2); !isGzip(head) {
			if err == io.EOF {
				err = gzip.ErrHeader
			}
			return 0, err
		}
		if err := m.begin(); err != nil {
			return 0, err
		}
	}
}

// padding skips zeros and reports whether anything follows them.
func (m *members) padding() bool {
	for {
		c, err := m.raw.ReadByte()
		if err != nil {
			return false
		}
		if c != 0 {
			_ = m.raw.UnreadByte()
			return true
		}
	}
}

// isUTF16 reports whether a text begins with UTF-16's byte order mark, or every other
// byte is 0.
func isUTF16(head []byte) bool {
	if len(head) < 4 {
		return false
	}
	if mark := string(head[:2]); mark == "\xff\xfe" || mark == "\xfe\xff" {
		return true
	}
	zeros := [2]int{}
	for i, c := range head {
		if c == 0 {
			zeros[i%2]++
		}
	}
	half := len(head) / 2
	return zeros[0] == 0 && zeros[1] == half || zeros[1] == 0 && zeros[0] >= half
}

// utf16Text reads UTF-16 as UTF-8.
type utf16Text struct {
	r    *bufio.Reader
	big  bool
	rest []byte // of a character that p had no room for
	high rune   // the first half of a pair
}

// newUTF16 returns a reader of a text that begins with head, without its byte order mark.
func newUTF16(r *bufio.Reader, head []byte) *utf16Text {
	t := &utf16Text{r: r, big: head[0] == 0xfe || head[0] == 0}
	if head[0] >= 0xfe {
		_, _ = r.Discard(2)
	}
	return t
}

func (t *utf16Text) Read(p []byte) (n int, err error) {
	for {
		k := copy(p[n:], t.rest)
		n, t.rest = n+k, t.rest[k:]
		if len(t.rest) > 0 || n > 0 && t.r.Buffered() < 2 {
			return n, nil
		}
		var unit [2]byte
		if _, err := io.ReadFull(t.r, unit[:]); err != nil {
			return n, err
		}
		c := rune(unit[1])<<8 | rune(unit[0])
		if t.big {
			c = rune(unit[0])<<8 | rune(unit[1])
		}
		t.rest = t.rest[:0:0]
		if high := t.high; high != 0 {
			t.high = 0
			if pair := utf16.DecodeRune(high, c); pair != utf8.RuneError {
				t.rest = utf8.AppendRune(t.rest, pair)
				continue
			}
			t.rest = utf8.AppendRune(t.rest, utf8.RuneError) // half a pair, which takes nothing of what follows
		}
		if utf16.IsSurrogate(c) {
			t.high = c
			continue
		}
		t.rest = utf8.AppendRune(t.rest, c)
	}
}

// EndsInCR reports whether the lines of a text that begins with head end in CR
// alone, as spreadsheets save it for old Macs; binary data do not.
func EndsInCR(head []byte) bool {
	return bytes.IndexByte(head, '\r') >= 0 && bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, 0) < 0
}

// AsIs reports whether the bytes of a text that begins with head are those that a Reader returns.
func AsIs(head []byte) bool {
	return !isGzip(head) && !isUTF16(head[:min(len(head), 64)]) && !bytes.HasPrefix(head, []byte(byteOrderMark)) && !EndsInCR(head)
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

// NewText returns a reader of a part of a file: text that is not compressed and does
// not begin with a byte order mark.
func NewText(name string, r io.Reader) *Reader {
	return &Reader{name: name, text: bufio.NewReaderSize(r, peekSize), line: 1, next: firstChunk, spare: make(chan []byte, 16)}
}

// Bytes returns the rest of the stream after decompression, for a format that is binary inside. It may be called
// after Peek; r must not be read afterwards.
func (r *Reader) Bytes() io.Reader { return r.text }

// Decoded returns a reader of text that is made of r's Bytes. What r has to note of the file, it notes.
func (r *Reader) Decoded(text io.Reader) *Reader {
	d := NewText(r.name, text)
	d.blocks, d.notes = r.blocks, r.notes
	return d
}

// Notes returns, once the text has been read to its end, what may be wrong with the
// file nevertheless.
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

// Peek returns the beginning of the text without consuming it. It returns 64 KB, or more
// until there are some lines, the one that it ends in is a small part of it and the headings
// before the rows are at most half. Sample leaves that line out. With an error of reading, Peek returns
// what it could read before.
func (r *Reader) Peek() ([]byte, error) {
	for {
		size := r.text.Size()
		head, err := r.text.Peek(size)
		if bytes.IndexByte(head, 0) >= 0 { // as is in no text
			return head, nil
		}
		r.splitAtCR(head)
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
		enough := cut <= size/8 && headings(head) <= size/2 && bytes.Count(head, []byte{'\n'}) >= peekLines
		if enough || size > MaxLine {
			return head, nil
		}
		r.text = bufio.NewReaderSize(r.text, 2*size)
	}
}

// splitAtCR has lines end at each CR that no LF follows, as in a text that was joined from
// files of different systems. A CR at the end of text may belong to an LF.
func (r *Reader) splitAtCR(text []byte) {
	for {
		i := bytes.IndexByte(text, '\r')
		if i < 0 || i == len(text)-1 {
			return
		}
		if text[i+1] != '\n' {
			text[i] = '\n'
			if !r.mixed {
				r.mixed = true
				r.Note("some lines end in CR alone")
			}
		}
		text = text[i+1:]
	}
}

// headings returns the size in bytes of the complete lines before the rows, at the
// beginning of text.
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

	separator byte // see Reader.Quoted; 0 if each row is a line
}

// Each calls f for every line with its number, without its line ending and the byte order
// mark that joined files leave within, and stops with f's first error.
func (c Chunk) Each(f func(number int, line []byte) error) error {
	text, number := c.Text, c.Line
	quotes := c.separator != 0 && bytes.IndexByte(text, '"') >= 0
	for len(text) > 0 {
		n, ends := bytes.IndexByte(text, '\n')+1, 1
		if n == 0 {
			n = len(text)
		}
		if quotes {
			n, _ = row(text, c.separator)
			ends = bytes.Count(text[:n], []byte{'\n'})
		}
		line := bytes.TrimSuffix(text[:n], []byte{'\n'})
		if n := len(line); n > 0 && line[n-1] == '\r' {
			line = line[:n-1]
		}
		if len(line) >= len(byteOrderMark) && line[0] == byteOrderMark[0] && string(line[:len(byteOrderMark)]) == byteOrderMark {
			line = line[len(byteOrderMark):]
		}
		if err := f(number, line); err != nil {
			return err
		}
		text, number = text[n:], number+ends
	}
	return nil
}

// Sample yields the lines of head, the beginning of a text as Peek returns it, with
// their numbers from 1. It omits the last line if it may be cut.
func Sample(head []byte) iter.Seq2[int, []byte] { return sample(head, 0) }

func sample(head []byte, separator byte) iter.Seq2[int, []byte] {
	if i := bytes.LastIndexByte(head, '\n'); i >= 0 && len(head) >= peekSize/2 {
		head = head[:i+1]
	}
	return func(yield func(int, []byte) bool) {
		_ = Chunk{head, 1, separator}.Each(func(number int, line []byte) error {
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
		if n, joined := whole(buf[:bytes.LastIndexByte(buf, '\n')+1], r.separator); n > 0 {
			c := r.give(buf, n)
			if !joined {
				c.separator = 0
			}
			return c, nil
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
	default: // enough are kept
	}
}

// buffer returns an empty buffer with room for at least n bytes.
func (r *Reader) buffer(n int) []byte {
	select {
	case buf := <-r.spare:
		if cap(buf) >= n {
			return buf
		}
	default:
	}
	return make([]byte, 0, n+n/8) // the next chunk may have a longer rest in front
}

// fill reads until buf is full. Unlike io.ReadFull it does not change the error, so
// that the end of the stream differs from a stream that was cut.
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

// give returns buf[:n] as a chunk and keeps the rest for the next.
func (r *Reader) give(buf []byte, n int) Chunk {
	c := Chunk{buf[:n], r.line, r.separator}
	r.splitAtCR(c.Text)
	r.rest = append(r.rest[:0], buf[n:]...)
	r.line += bytes.Count(c.Text, []byte{'\n'})
	return c
}

// wrap adds to err the line of the file at which reading stopped.
func (r *Reader) wrap(err error) error {
	switch {
	case err == nil, err == io.EOF:
		return err
	case errors.As(err, new(*memory.Error)):
		return &Error{File: r.name, Err: err}
	case !r.packed:
		return &Error{r.name, r.line, err}
	case errors.Is(err, io.ErrUnexpectedEOF):
		err = fmt.Errorf("the compressed data end too early, behind %d bytes of text", r.read)
		return hint.Add(&Error{r.name, r.line, err}, "the file is incomplete: copy or download it again")
	}
	return &Error{r.name, r.line, fmt.Errorf("the compressed data are damaged behind %d bytes of text: %w", r.read, err)}
}
