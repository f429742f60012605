package seq

import (
	"bytes"
	"context"
	"encoding/binary"
	"os"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source/lines"
)

// askAll asks a reference for places in each of its sequences and checks that
// an answer has as many bases as it must.
func askAll(t *testing.T, ref Reference) {
	for _, s := range ref.Info().Sequences {
		for _, r := range [][2]int{{0, s.Length}, {s.Length / 2, s.Length/2 + 9}, {-3, 2}} {
			iv := genome.Interval{Seq: s.Name, Start: r[0], End: r[1]}
			got, err := ref.Sequence(context.Background(), iv)
			if want := clampTo(iv, s.Length).Len(); err == nil && len(got) != want {
				t.Fatalf("%v of %v has %d bases, want %d", iv, s, len(got), want)
			}
		}
	}
}

func FuzzTwoBit(f *testing.F) {
	seqs := []named{{"abc", "ACGTNNACgtACGTA"}, {"d", "NNNN"}}
	for version := range uint32(2) {
		f.Add(writeTwoBit(seqs, binary.LittleEndian, version))
		f.Add(writeTwoBit(seqs, binary.BigEndian, version))
	}
	if foo, err := os.ReadFile("testdata/foo.2bit"); err == nil {
		f.Add(foo)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		ref, err := openTwoBit(context.Background(), "x", bytes.NewReader(data), int64(len(data)))
		if err == nil {
			askAll(t, ref)
		}
	})
}

// FuzzFASTA compares random access with a naive reading of the whole text.
func FuzzFASTA(f *testing.F) {
	for _, s := range []string{">a one\nACGTA\nCG\n>b\nTTTTT\n", ">a\r\nAC\r\nG\r\n", "\n>a\n\n>b\n\nA\n\n", ">a\nACGT", ">a\nAC\rT\n",
		">a\rAC\rG\r"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		ref, err := openFASTA(context.Background(), "x", bytes.NewReader(data), int64(len(data)), nil)
		if err != nil {
			return
		}
		askAll(t, ref)
		if lines.EndsInCR(data) {
			data = bytes.ReplaceAll(data, []byte{'\r'}, []byte{'\n'})
		}
		bases := make(map[string]*strings.Builder)
		var current *strings.Builder
		for _, line := range strings.Split(string(data), "\n") {
			line = strings.TrimSuffix(line, "\r")
			if name, ok := strings.CutPrefix(line, ">"); ok {
				name, _ = headerName([]byte(">" + name))
				current = new(strings.Builder)
				if bases[name] == nil {
					bases[name] = current
				}
			} else if current != nil {
				current.WriteString(line)
			}
		}
		for _, s := range ref.Info().Sequences {
			want := bases[s.Name].String()
			if len(want) != s.Length {
				t.Fatalf("%q has %d bases, want %d", s.Name, s.Length, len(want))
			}
			got, err := ref.Sequence(context.Background(), genome.Interval{Seq: s.Name, End: s.Length})
			if err == nil && s.Length > 0 && got != want {
				t.Fatalf("%q is %q, want %q", s.Name, got, want)
			}
		}
	})
}

func FuzzFAI(f *testing.F) {
	const fa = ">a one\nACGTA\nCG\n>b\nTTTTT\n"
	for _, s := range []string{"a\t7\t7\t5\t6\nb\t5\t19\t5\t6\n", "a\t7\t7\t4\t5\n", "a\t1099511627776\t0\t1\t3\n", "a\t0\t70\t0\t0\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, fai string) {
		ref, err := openFASTA(context.Background(), "x", strings.NewReader(fa), int64(len(fa)), strings.NewReader(fai))
		if err == nil {
			askAll(t, ref)
		}
	})
}

func FuzzReadSizes(f *testing.F) {
	for _, s := range []string{"chr1\t100\nchr2\t50\n", "chr1 100\r\n# x\n", "a\t1\nb\t1\na\t2\n", "\x1f\x8b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		seqs, err := ReadSizes(strings.NewReader(text), "x")
		if err != nil {
			return
		}
		seen := make(map[string]bool)
		for _, s := range seqs {
			if s.Name == "" || seen[s.Name] || s.Length < 0 || s.Length > genome.MaxPosition {
				t.Fatalf("%q gives %v", text, s)
			}
			seen[s.Name] = true
		}
	})
}
