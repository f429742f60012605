package seq

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
)

// named is a sequence to write to a file.
type named struct{ name, bases string }

// randomSequences has lengths about the sizes at which something changes: a
// byte's four bases, a line, a piece that is read at once.
func randomSequences() []named {
	rnd := rand.New(rand.NewPCG(1, 2))
	var seqs []named
	for i, n := range []int{1, 3, 4, 5, 49, 50, 51, 100, 101, 997, 3*readSize + 7} {
		b := make([]byte, n)
		for j := range b {
			b[j] = "ACGT"[rnd.IntN(4)]
		}
		for range n/20 + 1 { // stretches of N and of lower case, over each other too
			from := rnd.IntN(n)
			stretch := b[from:min(n, from+1+rnd.IntN(20))]
			if rnd.IntN(2) == 0 {
				copy(stretch, strings.Repeat("N", len(stretch)))
			} else {
				copy(stretch, bytes.ToLower(stretch))
			}
		}
		seqs = append(seqs, named{"s" + string(rune('a'+i)), strings.ReplaceAll(string(b), "n", "N")})
	}
	return seqs
}

// writeFASTA writes lines of width bases that end with eol.
func writeFASTA(seqs []named, width int, eol string) []byte {
	var b bytes.Buffer
	for _, s := range seqs {
		b.WriteString(">" + s.name + " a description" + eol)
		for rest := s.bases; rest != ""; {
			n := min(width, len(rest))
			b.WriteString(rest[:n] + eol)
			rest = rest[n:]
		}
	}
	return b.Bytes()
}

// writeTwoBit writes a .2bit, laid out as the format's description says.
func writeTwoBit(seqs []named, order binary.AppendByteOrder, version uint32) []byte {
	put := order.AppendUint32
	width := 4 + 4*int(version)
	offset := 16
	for _, s := range seqs {
		offset += 1 + len(s.name) + width
	}
	out := put(put(put(put(nil, 0x1A412743), version), uint32(len(seqs))), 0)
	var records []byte
	for _, s := range seqs {
		out = append(append(out, byte(len(s.name))), s.name...)
		if at := offset + len(records); version == 1 {
			out = order.AppendUint64(out, uint64(at))
		} else {
			out = put(out, uint32(at))
		}
		records = put(records, uint32(len(s.bases)))
		for _, kind := range []string{"N", "acgt"} {
			var starts, sizes []byte
			for i := 0; i < len(s.bases); {
				n := 0
				for i+n < len(s.bases) && strings.IndexByte(kind, s.bases[i+n]) >= 0 {
					n++
				}
				if n > 0 {
					starts, sizes = put(starts, uint32(i)), put(sizes, uint32(n))
				}
				i += n + 1
			}
			records = append(append(put(records, uint32(len(starts)/4)), starts...), sizes...)
		}
		records = put(records, 0)
		for i := 0; i < len(s.bases); i += 4 {
			var b byte
			for j := range 4 {
				b <<= 2
				if i+j < len(s.bases) {
					b |= byte(max(strings.Index("TCAG", strings.ToUpper(s.bases[i+j:i+j+1])), 0))
				}
			}
			records = append(records, b)
		}
	}
	return append(out, records...)
}

func open(t testing.TB, name string, data []byte, fai string) Reference {
	t.Helper()
	var index io.Reader
	if fai != "" {
		index = strings.NewReader(fai)
	}
	ref, err := Open(context.Background(), name, bytes.NewReader(data), int64(len(data)), index)
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

func TestSequenceOfEveryFormat(t *testing.T) {
	seqs := randomSequences()
	files := map[string][]byte{
		"lf.fa":      writeFASTA(seqs, 50, "\n"),
		"crlf.fa":    writeFASTA(seqs, 50, "\r\n"),
		"cr.fa":      writeFASTA(seqs, 50, "\r"),
		"crnoend.fa": bytes.TrimRight(writeFASTA(seqs, 50, "\r"), "\r"),
		"crblank.fa": append([]byte("\r"), bytes.ReplaceAll(writeFASTA(seqs, 50, "\r"), []byte(">"), []byte("\r\r>"))...),
		"oneline.fa": writeFASTA(seqs, 1<<30, "\n"),
		"narrow.fa":  writeFASTA(seqs[:10], 1, "\n"),
		"noend.fa":   bytes.TrimRight(writeFASTA(seqs, 60, "\n"), "\n"),
		"blank.fa":   append([]byte("\n\n"), bytes.ReplaceAll(writeFASTA(seqs, 50, "\n"), []byte(">"), []byte("\n\n>"))...),
		"v0.2bit":    writeTwoBit(seqs, binary.LittleEndian, 0),
		"v1.2bit":    writeTwoBit(seqs, binary.LittleEndian, 1),
		"big0.2bit":  writeTwoBit(seqs, binary.BigEndian, 0),
		"big1.2bit":  writeTwoBit(seqs, binary.BigEndian, 1),
	}
	for name, data := range files {
		t.Run(name, func(t *testing.T) {
			ref := open(t, name, data, "")
			info := ref.Info()
			if info.Items != int64(len(info.Sequences)) {
				t.Errorf("Info: %+v", info)
			}
			for i, s := range info.Sequences {
				want := seqs[i].bases
				if s.Name != seqs[i].name || s.Length != len(want) {
					t.Fatalf("sequence %d is %v, want %s of %d", i, s, seqs[i].name, len(want))
				}
				checkQueries(t, ref, s.Name, want)
			}
			_, err := ref.Sequence(context.Background(), genome.Interval{Seq: "none", End: 5})
			if !errors.Is(err, source.ErrNoSequence) || !strings.Contains(err.Error(), name) {
				t.Errorf("an unknown sequence: %v", err)
			}
			ctx, cancel := context.WithCancel(context.Background())
			cancel()
			if _, err := ref.Sequence(ctx, genome.Interval{Seq: "sa", End: 1}); !errors.Is(err, context.Canceled) {
				t.Errorf("a query that is over: %v", err)
			}
		})
	}
}

// checkQueries asks for the whole, the edges, positions outside, and stretches
// inside.
func checkQueries(t *testing.T, ref Reference, name, want string) {
	t.Helper()
	n := len(want)
	ranges := [][2]int{{0, n}, {0, 1}, {n - 1, n}, {-5, 1}, {n - 1, n + 100}, {n, n + 5}, {-9, -3}, {0, 0}, {0, genome.MaxPosition}}
	rnd := rand.New(rand.NewPCG(uint64(n), 0))
	for range 50 {
		from := rnd.IntN(n)
		ranges = append(ranges, [2]int{from, from + rnd.IntN(200)})
	}
	for _, r := range ranges {
		got, err := ref.Sequence(context.Background(), genome.Interval{Seq: name, Start: r[0], End: r[1]})
		from := min(max(r[0], 0), n)
		if w := want[from:max(from, min(r[1], n))]; err != nil || got != w {
			t.Fatalf("%s [%d,%d): %.60q (%d bases), %v; want %.60q (%d)", name, r[0], r[1], got, len(got), err, w, len(w))
		}
	}
}

func TestOpenFixture(t *testing.T) {
	data, err := os.ReadFile("testdata/foo.2bit")
	if err != nil {
		t.Fatal(err)
	}
	ref := open(t, "foo.2bit", data, "")
	for _, tc := range []struct {
		start, end int
		want       string
	}{
		{0, 60, "NNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNACTCTATCTATCT"},
		{114, 159, "ctcacNNacCNctTGGACNCcCaGGGatttcNNNcccNNCCNCgN"},
		{68, 158, "ATCTTTTTCCCCCCGGGGGGagagagagactctagcatcctcctacctcacNNacCNctTGGACNCcCaGGGatttcNNNcccNNCCNCg"},
	} {
		got, err := ref.Sequence(context.Background(), genome.Interval{Seq: "chr1", Start: tc.start, End: tc.end})
		if err != nil || got != tc.want {
			t.Errorf("[%d,%d) = %q, %v; want %q", tc.start, tc.end, got, err, tc.want)
		}
	}
}

func TestConcurrentQueries(t *testing.T) {
	seqs := randomSequences()[:10]
	for name, data := range map[string][]byte{
		"x.fa": writeFASTA(seqs, 60, "\n"), "x.2bit": writeTwoBit(seqs, binary.LittleEndian, 0),
	} {
		ref := open(t, name, data, "")
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				for j := range 40 {
					s := seqs[(i+j)%len(seqs)]
					got, err := ref.Sequence(context.Background(), genome.Interval{Seq: s.name, End: len(s.bases)})
					if err != nil || got != s.bases {
						t.Errorf("%s %s: %v", name, s.name, err)
					}
				}
			})
		}
		wg.Wait()
	}
}

// closing is a file double that counts how often it is closed.
type closing struct {
	*bytes.Reader
	closed int
}

func (c *closing) Close() error { c.closed++; return nil }

func TestClose(t *testing.T) {
	for _, data := range []string{">a\nACGT\n", "a\t4\n", string(writeTwoBit([]named{{"a", "ACGT"}}, binary.LittleEndian, 0))} {
		file := &closing{Reader: bytes.NewReader([]byte(data))}
		ref, err := Open(context.Background(), "x", file, file.Size(), nil)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := ref.Close(); err != nil {
				t.Error(err)
			}
		}
		if file.closed != 1 {
			t.Errorf("%.10q: closed %d times", data, file.closed)
		}
	}
}

func TestLengths(t *testing.T) {
	seqs, _ := genome.Assembly("ce11")
	ref := Lengths("ce11", seqs)
	if got := ref.Info().Sequences; len(got) != 7 || got[0] != seqs[0] {
		t.Errorf("sequences %v", got)
	}
	_, err := ref.Sequence(context.Background(), genome.Interval{Seq: "chrI", End: 10})
	if !errors.Is(err, ErrNoBases) || !strings.Contains(err.Error(), "ce11") {
		t.Errorf("bases of lengths: %v", err)
	}
	wantHint(t, err, "--genome")
	if err := ref.Close(); err != nil {
		t.Error(err)
	}
}

func wantHint(t *testing.T, err error, part string) {
	t.Helper()
	if !strings.Contains(hint.Of(err), part) {
		t.Errorf("%v: no hint with %q", err, part)
	}
}

// TestShortIndex has a .fai of before a sequence was added.
func TestShortIndex(t *testing.T) {
	const fai = "c1\t10\t4\t8\t9\n"
	for text, noted := range map[string]bool{
		">c1\nACGTACGT\nAC\n":              false,
		">c1\nACGTACGT\nAC":                false,
		">c1\nACGTACGT\nAC\n\r\n \n":       false,
		">c1\nACGTACGT\nAC\n>c2\nTTTT\n":   true,
		">c1\nACGTACGT\nACGT\nACGTACGTA\n": true,
	} {
		notes := strings.Join(open(t, "a.fa", []byte(text), fai).Info().Notes, "\n")
		if strings.Contains(notes, "its .fai has nothing of the last") != noted {
			t.Errorf("%q: notes %q", text, notes)
		}
	}
}
