package cram

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/source"
)

// putITF8 appends a number as CRAM writes the largest ones, in five bytes.
func putITF8(b []byte, n int32) []byte {
	v := uint32(n)
	return append(b, 0xf0|byte(v>>28), byte(v>>20), byte(v>>12), byte(v>>4), byte(v&0xf))
}

// summed appends the checksum of all before.
func summed(b []byte) []byte { return binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(b)) }

// rawBlock returns a block that says that it has packed bytes, and size once inflated.
func rawBlock(packed, size int32, data string) []byte {
	b := putITF8([]byte{0, externalData, 1}, packed)
	return summed(append(putITF8(b, size), data...))
}

// TestBlockGuards: a block is refused that has other bytes than its checksum says, or other sizes than it states.
func TestBlockGuards(t *testing.T) {
	read := func(data []byte, major int) (b block, err error) {
		c := &cursor{data: data}
		b = c.block(major)
		return b, c.err
	}
	good := rawBlock(4, 4, "data")
	if b, err := read(good, 3); err != nil {
		t.Fatal(err)
	} else if data, err := b.inflate(); string(data) != "data" || err != nil {
		t.Fatalf("%q, %v", data, err)
	}
	for i := range good {
		bad := slices.Clone(good)
		bad[i] ^= 1
		if _, err := read(bad, 3); !errors.Is(err, source.ErrFormat) {
			t.Errorf("byte %d changed: %v", i, err)
		}
		if _, err := read(good[:i], 3); !errors.Is(err, source.ErrFormat) {
			t.Errorf("cut at %d: %v", i, err)
		}
	}
	if _, err := read(good[:len(good)-4], 2); err != nil {
		t.Errorf("a version without checksums: %v", err)
	}
	if _, err := read(rawBlock(4, mostBlock, "data"), 3); err != nil {
		t.Errorf("a block of the largest size: %v", err)
	}
	for what, c := range map[string]struct {
		packed, size int32
		want         string
	}{
		"too large":           {4, mostBlock + 1, "wanted at most"},
		"a negative size":     {4, -1, "wanted at most"},
		"more than there is":  {99, 4, "99 bytes are wanted"},
		"negative bytes":      {-1, 4, "-1 bytes are wanted"},
		"shorter than stated": {4, 5, "4 bytes; wanted 5"},
		"longer than stated":  {4, 3, "4 bytes; wanted 3"},
	} {
		b, err := read(rawBlock(c.packed, c.size, "data"), 3)
		if err == nil {
			_, err = b.inflate()
		}
		if !errors.Is(err, source.ErrFormat) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; wanted %q", what, err, c.want)
		}
	}
}

// rawContainer returns the header of a container of length bytes that says that it has n slices and lists landmarks.
func rawContainer(length int32, n int, landmarks ...int32) []byte {
	b := binary.LittleEndian.AppendUint32(nil, uint32(length))
	for _, v := range []int32{0, 1, 100, 7} { // sequence, start, span, records
		b = putITF8(b, v)
	}
	b = putITF8(append(b, 0, 0), 2) // the number of the first record, bases, blocks
	b = putITF8(b, int32(n))
	for _, v := range landmarks {
		b = putITF8(b, v)
	}
	return summed(b)
}

// TestContainerGuards: a container is refused whose header has other bytes than its checksum says, or that is not all in the file.
func TestContainerGuards(t *testing.T) {
	const length = 10
	read := func(head []byte, major int) (container, error) {
		data := append(slices.Clone(head), make([]byte, length)...)
		return readContainer(bytes.NewReader(data), 0, int64(len(data)), major)
	}
	good := rawContainer(length, 2, 3, 6)
	k, err := read(good, 3)
	if err != nil || k.size != len(good) || k.length != length || k.records != 7 || !slices.Equal(k.landmarks, []int{3, 6}) {
		t.Fatalf("%+v, %v", k, err)
	}
	for i := range good {
		bad := slices.Clone(good)
		bad[i] ^= 1
		if _, err := read(bad, 3); !errors.Is(err, source.ErrFormat) {
			t.Errorf("byte %d changed: %v", i, err)
		}
		if _, err := readContainer(bytes.NewReader(good), 0, int64(i), 3); i > 0 && !errors.Is(err, source.ErrFormat) {
			t.Errorf("cut at %d: %v", i, err)
		}
	}
	if _, err := readContainer(bytes.NewReader(good), 0, 0, 3); err != io.EOF {
		t.Errorf("at the end: %v", err)
	}
	if k, err := read(good[:len(good)-4], 2); err != nil || k.size != len(good)-4 {
		t.Errorf("a version without checksums: %+v, %v", k, err)
	}
	for what, c := range map[string]struct {
		head []byte
		want string
	}{
		"longer than the file":    {rawContainer(length+1, 0), "a container of 11 bytes; the file has 10"},
		"of negative length":      {rawContainer(-1, 0), "a container of -1 bytes"},
		"more slices than bytes":  {rawContainer(length, 1<<30), "slices, with"},
		"a negative number of it": {rawContainer(length, -1), "-1 slices"},
	} {
		if _, err := read(c.head, 3); !errors.Is(err, source.ErrFormat) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; wanted %q", what, err, c.want)
		}
	}
	many := make([]int32, usualContainer)
	if k, err := read(rawContainer(length, len(many), many...), 3); err != nil || len(k.landmarks) != len(many) {
		t.Errorf("a header of more than is read at first: %d slices, %v", len(k.landmarks), err)
	}
}

// TestBytesGuards: only what is in the file is read of it, and no more at once than a slice may have.
func TestBytesGuards(t *testing.T) {
	f := &file{r: strings.NewReader("0123456789"), size: 10}
	if data, err := f.bytes(4, 6); string(data) != "456789" || err != nil {
		t.Errorf("%q, %v", data, err)
	}
	huge := &file{r: f.r, size: 4 * mostSlice}
	for _, c := range []struct {
		f  *file
		at int64
		n  int
	}{{f, 4, 7}, {f, 0, -1}, {f, -1, 2}, {f, 11, 0}, {huge, 0, mostSlice + 1}} {
		if data, err := c.f.bytes(c.at, c.n); !errors.Is(err, source.ErrFormat) || !strings.Contains(err.Error(), "bytes at") {
			t.Errorf("%d bytes at %d: %d, %v", c.n, c.at, len(data), err)
		}
	}
}

// TestIndexGuards: a line of an index that cannot be, or that points beyond the file, is refused.
func TestIndexGuards(t *testing.T) {
	for line, want := range map[string]string{
		"0 1 2 3 4":                     "found 5 columns; wanted 6",
		"0 1 2 3 4 5 6":                 "found 7 columns; wanted 6",
		"-2 1 2 3 4 5":                  "found -2 in column 1",
		"0 -2 2 3 4 5":                  "found -2 in column 2",
		"0 1 -2 3 4 5":                  "found -2 in column 3",
		"0 1 2 -1 4 5":                  "found -1 in column 4",
		"0 1 2 3 -1 5":                  "found -1 in column 5",
		"0 1 2 3 4 -1":                  "found -1 in column 6",
		"0 1 2 3 4 x":                   "invalid syntax",
		"0 1 2 3 4 9999999999999999999": "out of range",
	} {
		text := "-1 -1 0 3 4 5\n" + line + "\n"
		if _, err := ReadIndex(strings.NewReader(text), "x.crai"); !errors.Is(err, source.ErrFormat) ||
			!strings.Contains(err.Error(), "line 2: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v; wanted %q", line, err, want)
		}
	}
	data, index := indexed(t, "1404_index_multislice")
	for what, change := range map[string]func(e *entry) (want string){
		"of a sequence that is not":    func(e *entry) string { e.ref = 1000; return "sequence 1001 at offset" },
		"a container beyond the file":  func(e *entry) string { e.container = int64(len(data)); return "at offset" },
		"a slice beyond the file":      func(e *entry) string { e.slice = len(data); return "at offset" },
		"more bytes than the file has": func(e *entry) string { e.size = len(data); return "at offset" },
		"a byte less than the slice":   func(e *entry) string { e.size--; return "no slice of" },
		"a byte behind the slice":      func(e *entry) string { e.slice++; e.size--; return "no slice of" },
	} {
		bad := &Index{entries: slices.Clone(index.entries)}
		want := change(&bad.entries[len(bad.entries)-1])
		_, err := Open(bytes.NewReader(data), int64(len(data)), "x.cram", bad)
		if !errors.Is(err, source.ErrFormat) || !strings.Contains(err.Error(), "x.cram: the index does not fit: ") ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v; wanted %q", what, err, want)
		}
	}
}

// indexed returns a file of the suite and its index.
func indexed(t *testing.T, name string) ([]byte, *Index) {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name + ".cram")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("testdata/" + name + ".cram.crai")
	if err != nil {
		t.Fatal(err)
	}
	index, err := ReadIndex(bytes.NewReader(text), name)
	if err != nil {
		t.Fatal(err)
	}
	return data, index
}

// TestKindOfTheHeader: the first block is the header of the file, by its kind too.
func TestKindOfTheHeader(t *testing.T) {
	data, index := indexed(t, "1404_index_multislice")
	k, err := readContainer(bytes.NewReader(data), definitionSize, int64(len(data)), 3)
	if err != nil {
		t.Fatal(err)
	}
	first := data[definitionSize+k.size:]
	c := &cursor{data: first}
	c.block(3)
	first[1] = externalData
	end := len(first) - len(c.data) - 4
	copy(first, summed(slices.Clone(first[:end])))
	if _, err := Open(bytes.NewReader(data), int64(len(data)), "x.cram", index); !errors.Is(err, source.ErrFormat) ||
		!strings.Contains(err.Error(), "a block of kind 4; wanted the header") {
		t.Error(err)
	}
}

// TestKindOfCompressionHeader: the first block of a container of slices is a compression header, by its kind too.
func TestKindOfCompressionHeader(t *testing.T) {
	data, index := indexed(t, "1404_index_multislice")
	e := index.entries[0]
	k, err := readContainer(bytes.NewReader(data), e.container, int64(len(data)), 3)
	if err != nil {
		t.Fatal(err)
	}
	first := data[e.container+int64(k.size):]
	c := &cursor{data: first}
	c.block(3)
	first[1] = externalData
	end := len(first) - len(c.data) - 4
	copy(first, summed(slices.Clone(first[:end])))
	f := &file{r: bytes.NewReader(data), size: int64(len(data)), major: 3}
	if _, err := f.records(t.Context(), e, nil); err == nil || !strings.Contains(err.Error(), "a block of kind 4; wanted a compression header") {
		t.Error(err)
	}
}

// TestSliceThatIsNot: of an index that was not followed to the end, an entry that is no slice is refused when it is read.
func TestSliceThatIsNot(t *testing.T) {
	data, index := indexed(t, "1404_index_multislice")
	f := &file{r: bytes.NewReader(data), size: int64(len(data)), major: 3}
	for what, change := range map[string]func(e *entry){
		"a byte less":        func(e *entry) { e.size-- },
		"a byte more":        func(e *entry) { e.size++ },
		"a byte behind it":   func(e *entry) { e.slice++; e.size-- },
		"before all of them": func(e *entry) { e.slice, e.size = 0, e.slice },
	} {
		e := index.entries[0]
		change(&e)
		if _, err := f.records(t.Context(), e, nil); err == nil || !strings.Contains(err.Error(), "the index does not fit: no slice of") {
			t.Errorf("%s: %v", what, err)
		}
	}
}
