package lines

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source/bgzf/bgzftest"
)

// pack compresses each part as one gzip member, as bgzip does with blocks.
func pack(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	for _, p := range parts {
		z := gzip.NewWriter(&b)
		if _, err := io.WriteString(z, p); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

// readAll returns every line as "number:text" and the error that ended it.
func readAll(r io.Reader) ([]string, error) {
	lr, err := NewReader("f.txt", r)
	if err != nil {
		return nil, err
	}
	var out []string
	for {
		c, err := lr.Chunk()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		_ = c.Each(func(n int, line []byte) error {
			out = append(out, fmt.Sprintf("%d:%s", n, line))
			return nil
		})
	}
}

func TestLines(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"plain":      {"a\nb\n", []string{"1:a", "2:b"}},
		"no newline": {"a\nb", []string{"1:a", "2:b"}},
		"CRLF":       {"a\r\nb\r\n", []string{"1:a", "2:b"}},
		"CR alone":   {"a\rb\r\rc\r", []string{"1:a", "2:b", "3:", "4:c"}},
		"CR, no end": {"\xef\xbb\xbfa\rb", []string{"1:a", "2:b"}},
		"stray CR":   {"a\rb\nc\r\nd\r", []string{"1:a", "2:b", "3:c", "4:d"}},
		"CR at end":  {"a\r\nb\r", []string{"1:a", "2:b"}},
		"blank":      {"a\n\n\nb\n", []string{"1:a", "2:", "3:", "4:b"}},
		"mark":       {"\xef\xbb\xbfa\n", []string{"1:a"}},
		"two marks":  {"\xef\xbb\xbfa\n\xef\xbb\xbfb\n", []string{"1:a", "2:b"}},
		"empty":      {"", nil},
		"newline":    {"\n", []string{"1:"}},
	} {
		t.Run(name, func(t *testing.T) {
			half := len(c.text) / 2
			for kind, r := range map[string]io.Reader{
				"plain":   strings.NewReader(c.text),
				"slow":    iotest.OneByteReader(strings.NewReader(c.text)),
				"gzip":    bytes.NewReader(pack(t, c.text)),
				"members": bytes.NewReader(pack(t, c.text[:half], c.text[half:], "")),
			} {
				got, err := readAll(r)
				if err != nil || !slices.Equal(got, c.want) {
					t.Errorf("%s: %q, %v; want %q", kind, got, err, c.want)
				}
			}
		})
	}
}

// TestMixedEnds joins a text of CR to one of LF, and looks at its beginning first or not.
func TestMixedEnds(t *testing.T) {
	text := strings.Repeat("0123456789\n", 20_000) + strings.Repeat("0123456789\r", 20_000) + "0123456789\r\n"
	for _, peek := range []bool{true, false} {
		r := NewText("f", strings.NewReader(text))
		if peek {
			if _, err := r.Peek(); err != nil {
				t.Fatal(err)
			}
		}
		n := 0
		for c, err := r.Chunk(); err == nil; c, err = r.Chunk() {
			_ = c.Each(func(number int, line []byte) error {
				if n++; number != n || string(line) != "0123456789" {
					t.Fatalf("line %d is %q, numbered %d", n, line, number)
				}
				return nil
			})
		}
		if want := []string{"some lines end in CR alone"}; n != 40_001 || !slices.Equal(r.Notes(), want) {
			t.Errorf("%d lines with notes %q, want 40001 with %q", n, r.Notes(), want)
		}
	}
}

// Lines that end in CR alone are lines behind the first buffer, too.
func TestManyLinesOfCR(t *testing.T) {
	const n = 20_000
	got, err := readAll(strings.NewReader(strings.Repeat("0123456789\r", n)))
	if err != nil || len(got) != n || got[n-1] != fmt.Sprintf("%d:0123456789", n) {
		t.Errorf("%d lines, %v; want %d", len(got), err, n)
	}
}

// Lines longer than a chunk and texts of several chunks keep their numbers.
func TestChunks(t *testing.T) {
	var want []string
	var text strings.Builder
	for i := range 40 {
		line := strings.Repeat(string(rune('a'+i%26)), i*10_000+i)
		if i == 20 {
			line = strings.Repeat("x", 3*chunkSize)
		}
		text.WriteString(line + "\n")
		want = append(want, fmt.Sprintf("%d:%s", i+1, line))
	}
	got, err := readAll(strings.NewReader(text.String()))
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%d lines, %v; want %d equal ones", len(got), err, len(want))
	}
}

func TestPeek(t *testing.T) {
	text := strings.Repeat("0123456789\n", 20_000)
	r, err := NewReader("f", bytes.NewReader(pack(t, text)))
	if err != nil {
		t.Fatal(err)
	}
	head, err := r.Peek()
	if err != nil || len(head) != peekSize || !strings.HasPrefix(text, string(head)) {
		t.Fatalf("peeked %d bytes, %v", len(head), err)
	}
	if c, err := r.Chunk(); err != nil || !strings.HasPrefix(text, string(c.Text)) {
		t.Errorf("what was peeked at is gone: %v", err)
	}
}

// A long line does not leave Peek without whole lines, or with few.
func TestPeekLongLines(t *testing.T) {
	short := strings.Repeat("0123456789\n", 20_000)
	for name, c := range map[string]struct {
		text  string
		least int // whole lines seen
	}{
		"first":        {strings.Repeat("x", 70_000) + "\n" + short, 2},
		"behind a few": {short[:1100] + strings.Repeat("x", 500_000) + "\n" + short, 102},
		"two":          {strings.Repeat("x", 70_000) + "\n" + strings.Repeat("y", 300_000) + "\n" + short, 3},
		"of names":     {strings.Repeat("x", 60_000) + "\n" + strings.Repeat(strings.Repeat("y", 50_000)+"\n", 20), 8},
		"only":         {strings.Repeat("x", 300_000), 1},
		"only, ended":  {strings.Repeat("x", 300_000) + "\n", 1},
	} {
		r, err := NewReader("f", bytes.NewReader(pack(t, c.text)))
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			head, err := r.Peek()
			if err != nil || !strings.HasPrefix(c.text, string(head)) {
				t.Errorf("%s: %d bytes, %v", name, len(head), err)
			}
			whole := strings.SplitAfter(c.text, "\n")
			seen := 0
			for n, line := range Sample(head) {
				if seen = n; string(line) != strings.TrimSuffix(whole[n-1], "\n") {
					t.Errorf("%s: line %d is cut to %d bytes of %d", name, n, len(line), len(whole[n-1]))
				}
			}
			if seen < c.least {
				t.Errorf("%s: %d lines, want at least %d", name, seen, c.least)
			}
		}
		var text []byte
		for {
			chunk, err := r.Chunk()
			if err != nil {
				break
			}
			text = append(text, chunk.Text...)
		}
		if string(text) != c.text {
			t.Errorf("%s: %d bytes of %d are left behind Peek", name, len(text), len(c.text))
		}
	}
	// Nothing is read to its end that has no lines.
	for most, text := range map[int]io.Reader{peekSize: zeros{}, 2 * MaxLine: strings.NewReader(strings.Repeat("x", 3*MaxLine))} {
		if head, err := NewText("f", text).Peek(); err != nil || len(head) > most {
			t.Errorf("%d bytes, %v; want at most %d", len(head), err, most)
		}
	}
}

// Headings of short lines do not leave Peek without rows, however many there are.
func TestPeekLongHeader(t *testing.T) {
	const row = "chr1\t10\t20\n"
	rows := strings.Repeat(row, 20_000)
	for _, size := range []int{peekSize - 10, peekSize, 2*peekSize - len(row), 1 << 20} {
		for _, heading := range []string{"# contig\n", "\n", "\r\n", "track name=x\n", "browser position chr1\r\n"} {
			text := strings.Repeat(heading, size/len(heading)) + rows
			r, err := NewReader("f", strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			head, err := r.Peek()
			if err != nil || !strings.HasPrefix(text, string(head)) {
				t.Fatalf("%d bytes of %q: %d bytes, %v", size, heading, len(head), err)
			}
			seen := 0
			for _, line := range Sample(head) {
				if !Heading(line) {
					seen++
				}
			}
			if seen < 200 {
				t.Errorf("%d rows behind %d bytes of %q, want at least 200", seen, size, heading)
			}
		}
	}
	// A text without rows is not read forever.
	if head, err := NewText("f", &endless{text: "# contig\n"}).Peek(); err != nil || len(head) > 2*MaxLine {
		t.Errorf("%d bytes of a text that is all headings, %v; want at most %d", len(head), err, 2*MaxLine)
	}
}

// endless repeats a text.
type endless struct {
	text string
	at   int // in text, where the next read begins
}

func (e *endless) Read(b []byte) (int, error) {
	n := copy(b, e.text[e.at:])
	e.at = (e.at + n) % len(e.text)
	return n, nil
}

// Of a beginning that may end inside a line the last one does not count.
func TestSample(t *testing.T) {
	text := strings.Repeat("0123456789\n", peekSize/11+1)
	for head, want := range map[string]int{"": 0, "a\n\nb": 3, text: peekSize/11 + 1, text[:peekSize]: peekSize / 11,
		strings.Repeat("x", peekSize): 1} {
		last := 0
		for last = range Sample([]byte(head)) {
		}
		if last != want {
			t.Errorf("%d lines of %d bytes, want %d", last, len(head), want)
		}
	}
	for number, line := range Sample([]byte("a\r\nb\nc")) {
		if number == 1 {
			continue
		}
		if number != 2 || string(line) != "b" {
			t.Errorf("line %d is %q", number, line)
		}
		break
	}
}

func TestErrors(t *testing.T) {
	packed := pack(t, strings.Repeat("a line of text that takes some room 0123456789\n", 50_000)+"end\n")
	damaged := bytes.Clone(packed)
	damaged[len(damaged)-6] ^= 0xff // in the checksum
	for name, c := range map[string]struct {
		r    io.Reader
		want string
	}{
		"truncated":     {bytes.NewReader(packed[:len(packed)/2]), "the compressed data end too early"},
		"in the header": {bytes.NewReader(packed[:5]), "end too early"},
		"damaged":       {bytes.NewReader(damaged), "are damaged"},
		"no gzip":       {strings.NewReader("\x1f\x8bnot gzip at all"), "are damaged"},
		"read error": {io.MultiReader(strings.NewReader("a\nb\n"), iotest.ErrReader(errors.New("the disk is on fire"))),
			"line 3: the disk is on fire"},
		"long line": {io.LimitReader(zeros{}, MaxLine+2*chunkSize), "line 1: the line is longer than 16 MB"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := readAll(c.r)
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "f.txt: line ") {
				t.Errorf("error %v; want f.txt: line …: %s", err, c.want)
			}
			if cut := strings.Contains(c.want, "too early"); (hint.Of(err) != "") != cut {
				t.Errorf("hint on %v is %t", err, !cut)
			}
		})
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// textOf reads all of a file.
func textOf(t *testing.T, file []byte) (text string, notes []string, err error) {
	t.Helper()
	r, err := NewReader("f", bytes.NewReader(file))
	if err != nil {
		return "", nil, err
	}
	for {
		c, err := r.Chunk()
		if err == io.EOF {
			return text, r.Notes(), nil
		}
		if err != nil {
			return text, nil, err
		}
		text += string(c.Text)
	}
}

// Members of gzip and blocks of bgzip follow each other in any order, and zeros pad.
func TestMembers(t *testing.T) {
	a, b, z := pack(t, "a\n"), bgzftest.Block("b\n"), make([]byte, 700)
	for _, c := range []struct {
		want  string
		parts [][]byte
	}{
		{"a\na\n", [][]byte{a, a}}, {"a\n", [][]byte{a, z}}, {"b\n", [][]byte{b, z}}, {"a\nb\na\n", [][]byte{a, b, a}},
		{"b\nb\na\nb\n", [][]byte{b, b, a, b}}, {"a\na\n", [][]byte{a, z, a, z}},
	} {
		if got, _, err := textOf(t, bytes.Join(c.parts, nil)); err != nil || got != c.want {
			t.Errorf("%q, %v; want %q", got, err, c.want)
		}
	}
	for _, parts := range [][][]byte{{a, []byte("more")}, {b, []byte("more than a header is long")}, {a, z, []byte("more")}} {
		if got, _, err := textOf(t, bytes.Join(parts, nil)); err == nil {
			t.Errorf("what is no gzip is left out: %q", got)
		}
	}
}

func TestUTF16(t *testing.T) {
	const text = "c\t1\t5\té€\U0001d11e\nc\t6\t9\tx\n"
	for _, big := range []bool{false, true} {
		for _, mark := range []bool{false, true} {
			var b []byte
			units := utf16.Encode([]rune(text))
			if mark {
				units = append([]uint16{0xfeff}, units...)
			}
			for _, u := range units {
				if big {
					b = binary.BigEndian.AppendUint16(b, u)
				} else {
					b = binary.LittleEndian.AppendUint16(b, u)
				}
			}
			if !mark { // without a mark the beginning must be ASCII
				b = append(bytes.Repeat(b[:10], 7), b...)
			}
			got, notes, err := textOf(t, b)
			if err != nil || !strings.HasSuffix(got, text) || len(notes) != 1 {
				t.Errorf("big %t, mark %t: %q, %q, %v", big, mark, got, notes, err)
			}
		}
	}
	b := []byte{0xff, 0xfe}
	for _, u := range []uint16{'a', 0xd834, '\n', 0xdd1e, '\t', 0xd834, 0xd834, 0xdd1e, 'b', '\n'} { // halves of pairs
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	if got, _, err := textOf(t, b); err != nil || got != "a\ufffd\n\ufffd\t\ufffd\U0001d11eb\n" {
		t.Errorf("halves of pairs: %q, %v", got, err)
	}
	if got, _, err := textOf(t, []byte("c\t1\n")); err != nil || got != "c\t1\n" {
		t.Errorf("ASCII: %q, %v", got, err)
	}
}
