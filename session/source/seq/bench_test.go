package seq

import (
	"bytes"
	"context"
	"encoding/binary"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
)

// BenchmarkSequence compares reading a million bases with copying as many bytes.
func BenchmarkSequence(b *testing.B) {
	seqs := randomSequences()
	long := seqs[len(seqs)-1]
	iv := genome.Interval{Seq: long.name, Start: 1001, End: 1_001_001}
	for name, data := range map[string][]byte{
		"fasta": writeFASTA(seqs, 60, "\n"), "2bit": writeTwoBit(seqs, binary.LittleEndian, 0),
	} {
		ref := open(b, name, data, "")
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(iv.Len()))
			for b.Loop() {
				if _, err := ref.Sequence(context.Background(), iv); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("copy", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(iv.Len()))
		for b.Loop() {
			_ = string([]byte(long.bases[iv.Start:iv.End]))
		}
	})
}

// BenchmarkScan compares indexing a FASTA with counting its lines.
func BenchmarkScan(b *testing.B) {
	data := writeFASTA(randomSequences(), 60, "\n")
	b.Run("index", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			if _, _, err := scanIndex(context.Background(), "x", bytes.NewReader(data), int64(len(data)), '\n'); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("count", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			bytes.Count(data, []byte{'\n'})
		}
	})
}
