package bbi

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	fast "github.com/klauspost/compress/zlib"
)

// deflated are zlib streams of all kinds of data and blocks.
func deflated(t testing.TB) map[string][]byte {
	rng := rand.New(rand.NewPCG(13, 13))
	noise := make([]byte, 70_000)
	for i := range noise {
		noise[i] = byte(rng.Uint32())
	}
	skewed := make([]byte, 50_000)
	for i := range skewed {
		skewed[i] = byte(rng.ExpFloat64() * 8)
	}
	var table strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&table, "chr1\t%d\t%d\t%.3f\n", i*100, i*100+rng.IntN(90), rng.NormFloat64())
	}
	list := map[string][]byte{}
	for name, data := range map[string][]byte{
		"empty": nil, "a byte": {7}, "noise": noise, "skewed": skewed, "text": []byte(table.String()),
		"zeros": make([]byte, 300_000), "period 3": bytes.Repeat([]byte("abc"), 2000), "period 300": bytes.Repeat(noise[:300], 50),
	} {
		for _, level := range []int{zlib.HuffmanOnly, zlib.NoCompression, zlib.BestSpeed, 6} {
			var out bytes.Buffer
			w, err := zlib.NewWriterLevel(&out, level)
			if err != nil {
				t.Fatal(err)
			}
			half := len(data) / 2
			_, _ = w.Write(data[:half])
			_ = w.Flush() // an empty stored block, so that blocks follow each other
			_, _ = w.Write(data[half:])
			_ = w.Close()
			list[fmt.Sprintf("%s, level %d", name, level)] = out.Bytes()
		}
	}
	return list
}

// library inflates with the standard library.
func library(data []byte) ([]byte, error) {
	r, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

func TestInflate(t *testing.T) {
	var z inflater
	for name, data := range deflated(t) {
		want, err := library(data)
		if err != nil {
			t.Fatal(err)
		}
		got, err := z.inflate(data, len(want))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %d bytes, %v; want %d", name, len(got), err, len(want))
		}
		if len(want) > 0 {
			if _, err := z.inflate(data, len(want)-1); err == nil {
				t.Errorf("%s: a limit of one byte less is passed", name)
			}
		}
		for _, n := range []int{0, 1, 24, 5000} {
			got, err := z.head(data, n)
			if err != nil || !bytes.Equal(got, want[:min(n, len(want))]) {
				t.Errorf("%s: the first %d bytes are %d, %v", name, n, len(got), err)
			}
		}
		for i := 0; i < len(data); i += 1 + len(data)/15 {
			if _, err := z.inflate(data[:i], 1<<20); err == nil {
				t.Errorf("%s: cut to %d of %d bytes it is inflated", name, i, len(data))
			}
		}
	}
}

// FuzzInflate holds against the standard library: what it refuses is refused,
// what it inflates is inflated to the same.
func FuzzInflate(f *testing.F) {
	for _, data := range deflated(f) {
		if len(data) < 4000 {
			f.Add(data)
		}
	}
	f.Add([]byte{0x78, 0x9c, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01})
	var z inflater
	f.Fuzz(func(t *testing.T, data []byte) {
		const limit = 1 << 20
		got, err := z.inflate(data, limit)
		want, wantErr := library(data)
		if len(want) > limit {
			return
		}
		if (err == nil) != (wantErr == nil) {
			t.Fatalf("error %v; the library's is %v", err, wantErr)
		}
		if err == nil && !bytes.Equal(got, want) {
			t.Fatalf("%d bytes differ from the library's %d", len(got), len(want))
		}
	})
}

// BenchmarkInflate is one block of a bigWig, beside both libraries.
func BenchmarkInflate(b *testing.B) {
	f, _ := benchFile()
	w := openBench(b)
	list, err := w.index.find(b.Context(), nil, place(0, 100_000_000), place(0, 100_000_001), 1)
	if err != nil {
		b.Fatal(err)
	}
	data := make([]byte, list[0].size)
	if _, err := f.ReadAt(data, int64(list[0].offset)); err != nil {
		b.Fatal(err)
	}
	var z inflater
	raw, err := z.inflate(data, maxBlock)
	if err != nil {
		b.Fatal(err)
	}
	size := int64(len(raw))
	out := make([]byte, size+1)
	b.Run("here", func(b *testing.B) {
		b.SetBytes(size)
		for b.Loop() {
			_, _ = z.inflate(data, maxBlock)
		}
	})
	b.Run("head", func(b *testing.B) {
		for b.Loop() {
			_, _ = z.head(data, sectionHeaderSize)
		}
	})
	src := bytes.NewReader(data)
	stream := func(b *testing.B, r io.Reader) {
		b.SetBytes(size)
		for b.Loop() {
			src.Reset(data)
			_ = r.(zlib.Resetter).Reset(src, nil)
			_, _ = io.ReadFull(r, out)
		}
	}
	b.Run("klauspost", func(b *testing.B) {
		src.Reset(data)
		r, _ := fast.NewReader(src)
		stream(b, r)
	})
	b.Run("standard", func(b *testing.B) {
		src.Reset(data)
		r, _ := zlib.NewReader(src)
		stream(b, r)
	})
}
