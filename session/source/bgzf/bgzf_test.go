package bgzf

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/source/bgzf/bgzftest"
)

// file joins blocks and says where each begins.
func file(t testing.TB, parts ...string) (data []byte, at []int64) {
	t.Helper()
	for _, p := range parts {
		at = append(at, int64(len(data)))
		data = append(data, bgzftest.Block(p)...)
	}
	return data, at
}

func parts() []string {
	var out []string
	for i := range 100 {
		out = append(out, strings.Repeat(string(rune('a'+i%26)), i*100+1)+"\n")
	}
	return append(out, "")
}

func TestReader(t *testing.T) {
	data, _ := file(t, parts()...)
	z := NewReader(bytes.NewReader(data))
	got, err := io.ReadAll(z)
	if err != nil || string(got) != strings.Join(parts(), "") {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	if !z.Marked() {
		t.Error("the end is marked but was not seen")
	}
	whole := parts()
	data, _ = file(t, whole[:len(whole)-1]...)
	z = NewReader(bytes.NewReader(data))
	if _, err := io.ReadAll(z); err != nil || z.Marked() {
		t.Errorf("without the mark: marked %t, %v", z.Marked(), err)
	}
}

func TestSection(t *testing.T) {
	whole := parts()
	data, at := file(t, whole...)
	for _, c := range []struct {
		from, to     int // blocks
		skip, within int
	}{{0, 0, 0, 0}, {0, 1, 0, 0}, {3, 3, 2, 10}, {3, 7, 5, 9}, {90, 100, 1, 0}, {5, 6, 500, 1}, {0, 100, 0, 0}} {
		want := strings.Join(whole[c.from:c.to], "") + whole[c.to][:c.within]
		want = want[min(c.skip, len(want)):]
		z := NewSection(bytes.NewReader(data), int64(len(data)),
			Offset(at[c.from]<<16|int64(c.skip)), Offset(at[c.to]<<16|int64(c.within)))
		if got, err := io.ReadAll(z); err != nil || string(got) != want {
			t.Errorf("%+v: %d bytes, %v; want %d", c, len(got), err, len(want))
		}
	}
	z := NewSection(bytes.NewReader(data), int64(len(data)), 1<<60, ^Offset(0))
	if got, err := io.ReadAll(z); err != nil || len(got) != 0 {
		t.Errorf("behind the file: %d bytes, %v", len(got), err)
	}
}

// TestAhead reads what a Reader without Ahead reads: all, a part after which nobody wants more, and what is before a damaged block.
func TestAhead(t *testing.T) {
	data, at := file(t, parts()...)
	damaged := bytes.Clone(data)
	damaged[at[60]+30] ^= 0xff
	for name, file := range map[string][]byte{"sound": data, "damaged": damaged} {
		for _, most := range []int64{0, 1, 100, 5000, 50_000, 150_000, 1 << 30} {
			read := func(ahead bool) (string, error) {
				z := NewReader(bytes.NewReader(file))
				if ahead {
					defer z.Ahead()()
				}
				got, err := io.ReadAll(io.LimitReader(z, most))
				return string(got), err
			}
			want, wantErr := read(false)
			got, err := read(true)
			if got != want || fmt.Sprint(err) != fmt.Sprint(wantErr) {
				t.Errorf("%s, %d bytes: %d bytes, %v; want %d, %v", name, most, len(got), err, len(want), wantErr)
			}
			if damage := name == "damaged" && most == 1<<30; damage != errors.Is(err, ErrDamaged) {
				t.Errorf("%s, %d bytes: %v", name, most, err)
			}
		}
	}
}

// TestAheadStops has stop wait for what is inflated for a caller that wants no more: the race detector tells if it does not.
func TestAheadStops(t *testing.T) {
	data, _ := file(t, parts()...)
	for n := range 30 {
		z := NewReader(bytes.NewReader(data))
		stop := z.Ahead()
		if _, err := z.Next(5000*n + 1); err != nil {
			t.Fatal(err)
		}
		stop()
		if z.later != nil {
			for i := range z.later.blocks {
				for k := range z.later.blocks[i].data {
					z.later.blocks[i].data[k] = 0
				}
			}
		}
	}
}

func TestDamage(t *testing.T) {
	data, at := file(t, "first block\n", "second block\n", "")
	for name, c := range map[string]struct {
		damage func(d []byte) []byte
		want   error
		text   string
	}{
		"cut in a block":  {func(d []byte) []byte { return d[:at[1]+20] }, io.ErrUnexpectedEOF, "unexpected EOF"},
		"cut in a header": {func(d []byte) []byte { return d[:at[1]+5] }, io.ErrUnexpectedEOF, "unexpected EOF"},
		"no gzip":         {func(d []byte) []byte { d[at[1]] = 0; return d }, ErrDamaged, "no block begins at offset"},
		"no size":         {func(d []byte) []byte { d[at[1]+12] = 'X'; return d }, ErrDamaged, "no block begins at offset"},
		"small size":      {func(d []byte) []byte { d[at[1]+16], d[at[1]+17] = 3, 0; return d }, ErrDamaged, "has no size"},
		"checksum":        {func(d []byte) []byte { d[at[2]-8] ^= 1; return d }, ErrDamaged, "checksum"},
		"length":          {func(d []byte) []byte { d[at[2]-4]--; return d }, ErrDamaged, "wanted 12"},
		"huge length":     {func(d []byte) []byte { d[at[2]-1] = 0xff; return d }, ErrDamaged, "wanted at most 65536"},
		"data":            {func(d []byte) []byte { d[at[1]+18] = 0xff; return d }, ErrDamaged, "at offset"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := io.ReadAll(NewReader(bytes.NewReader(c.damage(bytes.Clone(data)))))
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) {
				t.Errorf("error %v, want %s", err, c.text)
			}
			if string(got) != "first block\n" {
				t.Errorf("in front of the damage: %q", got)
			}
		})
	}
}

func TestSniff(t *testing.T) {
	data := bgzftest.Block("x")
	if !Sniff(data) || !Sniff(data[:18]) {
		t.Error("a block is not recognised")
	}
	data[12] = 'X'
	for _, d := range [][]byte{data, data[:12], {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, nil} {
		if Sniff(d) {
			t.Errorf("% x is taken for BGZF", d)
		}
	}
}

func FuzzReader(f *testing.F) {
	data, _ := file(f, "one\n", "two\n", "")
	f.Add(data)
	f.Add(data[:30])
	f.Fuzz(func(t *testing.T, data []byte) {
		n, err := io.Copy(io.Discard, NewReader(bytes.NewReader(data)))
		if n > int64(len(data))*MaxBlock {
			t.Errorf("%d bytes from %d, %v", n, len(data), err)
		}
	})
}

// BenchmarkReader inflates a file of 64 KB blocks; beside it one goroutine
// inflates the same blocks one after the other.
func BenchmarkReader(b *testing.B) {
	rnd := rand.New(rand.NewPCG(1, 1))
	var rows strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&rows, "chr1\t%d\t%d\tpeak_%d\t%d\t+\n", rnd.IntN(1e8), rnd.IntN(1e8), i, rnd.IntN(1000))
	}
	text := rows.String()[:MaxBlock-1]
	var data []byte
	for range 200 {
		data = append(data, bgzftest.Block(text)...)
	}
	b.Run("parallel", func(b *testing.B) {
		b.SetBytes(int64(200 * len(text)))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := io.Copy(io.Discard, NewReader(bytes.NewReader(data))); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("one by one", func(b *testing.B) {
		b.SetBytes(int64(200 * len(text)))
		var in inflater
		dst := make([]byte, len(text))
		one := bgzftest.Block(text)
		for b.Loop() {
			for range 200 {
				if _, err := in.inflate(dst, one[18:len(one)-8]); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}

// TestNext takes the data of blocks in pieces of all sizes.
func TestNext(t *testing.T) {
	whole := strings.Join(parts(), "")
	data, _ := file(t, parts()...)
	rnd := rand.New(rand.NewPCG(3, 4))
	z := NewReader(bytes.NewReader(data))
	for at := 0; at < len(whole); {
		n := min(1+rnd.IntN([]int{4, 300, 30_000}[rnd.IntN(3)]), len(whole)-at)
		if got, err := z.Next(n); err != nil || string(got) != whole[at:at+n] {
			t.Fatalf("%d bytes at %d: %d bytes, %v", n, at, len(got), err)
		}
		at += n
	}
	if got, err := z.Next(1); err != io.EOF || len(got) != 0 {
		t.Errorf("at the end: %q, %v", got, err)
	}
	z = NewReader(bytes.NewReader(data))
	if got, err := z.Next(1 << 40); err != io.ErrUnexpectedEOF {
		t.Errorf("more than there is: %d bytes, %v", len(got), err)
	}
}
