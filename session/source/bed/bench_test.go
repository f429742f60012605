package bed

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strconv"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/lines"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

// million is a BED6 text of a million rows on 24 sequences, in order, with
// widths as peaks have them and now and then a long row.
func million(n int) []byte {
	rnd := rand.New(rand.NewPCG(7, 7))
	var b bytes.Buffer
	const sequences = 24
	line := 0
	for s := range sequences {
		at := 10_000
		for range n / sequences {
			at += rnd.IntN(5000)
			width := 100 + rnd.IntN(900)
			if line%10_000 == 0 {
				width = 1_000_000
			}
			fmt.Fprintf(&b, "chr%d\t%d\t%d\tpeak_%d\t%d\t%c\n", s+1, at, at+width, line, rnd.IntN(1000), "+-"[line%2])
			line++
		}
	}
	return b.Bytes()
}

// shuffle puts lines in a random order.
func shuffle(text []byte) []byte {
	rows := bytes.SplitAfter(bytes.TrimSuffix(text, []byte{'\n'}), []byte{'\n'})
	rows[len(rows)-1] = append(bytes.Clone(rows[len(rows)-1]), '\n')
	rand.New(rand.NewPCG(2, 2)).Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	return bytes.Join(rows, nil)
}

func read(tb testing.TB, text []byte) source.Source {
	r, err := lines.NewReader("bench.bed", bytes.NewReader(text))
	if err != nil {
		tb.Fatal(err)
	}
	head, err := r.Peek()
	if err != nil {
		tb.Fatal(err)
	}
	layout, ok := Sniff(head, ".bed")
	if !ok {
		tb.Fatal("not recognised")
	}
	src, err := Read(context.Background(), r, layout)
	if err != nil {
		tb.Fatal(err)
	}
	return src
}

const rows = 1_000_000

// BenchmarkLoad reads a million rows; bytes/row is what the source keeps.
// Beside it runs what any program has to do: look at every byte of the text.
func BenchmarkLoad(b *testing.B) {
	text := million(rows)
	b.Run("BED6", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			read(b, text)
		}
	})
	b.Run("in no order", func(b *testing.B) {
		shuffled := shuffle(text)
		b.ReportAllocs()
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			read(b, shuffled)
		}
	})
	b.Run("count newlines", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		n := 0
		for b.Loop() {
			for _, c := range text {
				if c == '\n' {
					n++
				}
			}
		}
	})
	b.Run("kept", func(b *testing.B) {
		var src source.Source
		for b.Loop() {
			before := sourcetest.Heap()
			src = read(b, text)
			b.ReportMetric(float64(sourcetest.Heap()-before)/rows, "bytes/row")
		}
		runtime.KeepAlive(src)
	})
}

// BenchmarkWindow asks for the rows of windows all over the genome.
func BenchmarkWindow(b *testing.B) {
	src := read(b, million(rows))
	for _, width := range []int{1_000, 10_000, 100_000, 1_000_000} {
		b.Run(strconv.Itoa(width), func(b *testing.B) {
			rnd := rand.New(rand.NewPCG(1, 1))
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				start := rnd.IntN(90_000_000)
				iv := genome.Interval{Seq: "chr" + strconv.Itoa(1+rnd.IntN(24)), Start: start, End: start + width}
				got, err := src.Rows(context.Background(), iv, source.RowOptions{})
				if err != nil {
					b.Fatal(err)
				}
				n += got.Len()
			}
			b.ReportMetric(float64(n)/float64(b.N), "rows/op")
		})
	}
	b.Run("summary of a sequence", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			iv := genome.Interval{Seq: "chr1", End: 105_000_000}
			if _, err := src.(source.Summarizer).Summarize(context.Background(), iv, 1000, source.SummaryOptions{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
