package bgzf

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"

	"github.com/klauspost/compress/flate"
)

// samples are texts and bytes that are deflated in all ways: stored, with fixed and own codes, with long ones.
func samples() [][]byte {
	rnd := rand.New(rand.NewPCG(6, 6))
	noise := make([]byte, 60_000)
	for i := range noise {
		noise[i] = byte(rnd.Uint32())
	}
	skewed := make([]byte, 60_000) // of codes of up to 15 bits
	for i := range skewed {
		for skewed[i] = 0; skewed[i] < 40 && rnd.IntN(3) > 0; skewed[i]++ {
		}
	}
	var rows bytes.Buffer
	for i := range 1500 {
		fmt.Fprintf(&rows, "chr%d\t%d\t%d\tname%d\t%d\t+\n", 1+i/900, i*177, i*177+rnd.IntN(400), i, rnd.IntN(1000))
	}
	return [][]byte{nil, []byte("a"), bytes.Repeat([]byte("a"), MaxBlock), bytes.Repeat([]byte("abc"), 9000), noise, skewed, rows.Bytes()}
}

func deflate(t testing.TB, data []byte, level int) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, level)
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.Write(data[:len(data)/2])
	if err == nil {
		err = w.Flush() // several blocks
	}
	if err == nil {
		_, err = w.Write(data[len(data)/2:])
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestInflate(t *testing.T) {
	in := &inflater{}
	for i, data := range samples() {
		for level := -2; level <= 9; level++ {
			deflated := deflate(t, data, level)
			dst := make([]byte, len(data))
			if n, err := in.inflate(dst, deflated); err != nil || n != len(data) || !bytes.Equal(dst, data) {
				t.Fatalf("sample %d, level %d: %d bytes of %d, %v", i, level, n, len(data), err)
			}
			if len(data) == 0 {
				continue
			}
			if n, err := in.inflate(dst[:len(data)-1], deflated); err != nil || n != len(data) {
				t.Errorf("sample %d, level %d: %d bytes for a place of one less than %d, %v", i, level, n, len(data), err)
			}
			for _, cut := range []int{0, 1, len(deflated) / 2, len(deflated) - 1} {
				if n, err := in.inflate(dst, deflated[:cut]); err == nil && n == len(data) && cut < len(deflated)-6 {
					t.Errorf("sample %d, level %d, cut after %d bytes: no error", i, level, cut)
				}
			}
		}
	}
}

// FuzzInflate compares with an independent implementation.
func FuzzInflate(f *testing.F) {
	for _, data := range samples() {
		for _, level := range []int{-2, 0, 1, 9} {
			f.Add(deflate(f, data[:min(len(data), 3000)], level))
		}
	}
	f.Fuzz(func(t *testing.T, deflated []byte) {
		want := make([]byte, MaxBlock)
		n, err := io.ReadFull(flate.NewReader(bytes.NewReader(deflated)), want)
		if err == io.ErrUnexpectedEOF || err == io.EOF { // the data end, or the input does
			rest := flate.NewReader(bytes.NewReader(deflated))
			_, err = io.Copy(io.Discard, rest)
		} else if err == nil {
			return // as long as the place, or longer
		}
		dst := make([]byte, MaxBlock)
		got, failed := new(inflater).inflate(dst, deflated)
		if (err == nil) != (failed == nil) || err == nil && !bytes.Equal(dst[:got], want[:n]) {
			t.Errorf("%d bytes, %v; want %d, %v", got, failed, n, err)
		}
	})
}

func BenchmarkInflate(b *testing.B) {
	all := samples()
	rows := all[len(all)-1]
	deflated := deflate(b, rows, 6)
	dst, in := make([]byte, len(rows)), &inflater{}
	b.SetBytes(int64(len(rows)))
	for b.Loop() {
		if n, err := in.inflate(dst, deflated); n != len(rows) || err != nil {
			b.Fatal(n, err)
		}
	}
}
