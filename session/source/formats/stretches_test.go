package formats

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bgzf"
	"github.com/epiviz/epivizgo/session/source/bgzf/bgzftest"
	"github.com/epiviz/epivizgo/session/source/vcf"
)

// smallStretches has files of a few lines have many stretches.
func smallStretches(t *testing.T, size int64, most int) {
	t.Helper()
	wasSize, wasMost := stretchSize, mostStretches
	stretchSize, mostStretches = size, most
	t.Cleanup(func() { stretchSize, mostStretches = wasSize, wasMost })
}

func gzipped(t *testing.T, text string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write([]byte(text)); err != nil || z.Close() != nil {
		t.Fatal("gzip failed")
	}
	return out.Bytes()
}

// blocksOf returns texts as bgzip, each in blocks of its own.
func blocksOf(texts ...string) (out []byte) {
	for _, text := range texts {
		for len(text) > 0 {
			n := min(len(text), 3000)
			out = append(out, bgzftest.Block(text[:n])...)
			text = text[n:]
		}
	}
	return append(out, bgzftest.Block("")...)
}

// shuffled returns a VCF whose lines are in no order.
func shuffled(rnd *rand.Rand, sites int) string {
	text := genotypesVCF(rnd, sites, 3)
	at := strings.Index(text, "\nc1\t") + 1
	rows := slices.Collect(strings.Lines(text[at:]))
	rnd.Shuffle(len(rows), func(i, k int) { rows[i], rows[k] = rows[k], rows[i] })
	return text[:at] + strings.Join(rows, "") + "c1\tx\tno row\tA\tG\n"
}

// linesIn returns the lines of a text that overlap a window.
func linesIn(text string, iv genome.Interval) (out []string) {
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if strings.HasPrefix(line, "#") {
			continue
		}
		if at, err := vcf.Place([]byte(line)); err == nil && at.Seq == iv.Seq && at.Start < iv.End && at.End > iv.Start {
			out = append(out, line)
		}
	}
	return out
}

// TestStretches compares the lines of windows with those that a look at every line finds, for files of all kinds without an index.
func TestStretches(t *testing.T) {
	rnd := rand.New(rand.NewPCG(6, 1))
	sorted, mixed := genotypesVCF(rnd, 150, 3), shuffled(rnd, 150)
	half := strings.Index(mixed[len(mixed)/2:], "\n") + len(mixed)/2 + 1
	wide := make([]byte, 0, 2*len(mixed)+2)
	for _, c := range utf16.Encode([]rune("\ufeff" + mixed)) {
		wide = append(wide, byte(c), byte(c>>8))
	}
	files := map[string]struct {
		data []byte
		text string
		how  access
	}{
		"sorted":      {[]byte(sorted), sorted, plain},
		"shuffled":    {[]byte(mixed), mixed, plain},
		"CRLF":        {[]byte(strings.ReplaceAll(mixed, "\n", "\r\n")), mixed, plain},
		"CR":          {[]byte(strings.ReplaceAll(mixed, "\n", "\r")), mixed, streamed},
		"marked":      {[]byte("\ufeff" + mixed), mixed, streamed},
		"UTF-16":      {wide, mixed, streamed},
		"no last end": {[]byte(strings.TrimSuffix(sorted, "\n")), sorted, plain},
		"gzip":        {gzipped(t, mixed), mixed, streamed},
		"bgzip":       {blocksOf(mixed[:half], mixed[half:half+10], mixed[half+10:]), mixed, blocked},
		"joined":      {append(blocksOf(mixed[:half]), gzipped(t, mixed[half:])...), mixed, streamed},
		"padded":      {append(blocksOf(mixed), make([]byte, 512)...), mixed, streamed},
	}
	for _, size := range []int64{1, 200, 5000, 1 << 20} {
		for _, most := range []int{2, 37, 1 << 17} {
			smallStretches(t, size, most)
			for name, c := range files {
				path := write(t, "a.vcf", c.data)
				src, err := Open(t.Context(), path, Options{})
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				g := src.(source.Genotyper)
				for range 8 {
					start := rnd.IntN(50_000)
					width := 1 + rnd.IntN([]int{1, 900, 90_000}[rnd.IntN(3)])
					iv := genome.Interval{Seq: []string{"c1", "c2", "c3"}[rnd.IntN(3)], Start: start, End: start + width}
					var got []string
					err := g.Lines(t.Context(), iv, func(line []byte, _ genome.Interval) error {
						got = append(got, string(line))
						return nil
					})
					if want := linesIn(c.text, iv); err != nil || !slices.Equal(got, want) {
						t.Fatalf("%s, stretches of %d bytes, at most %d, %v: %v, %d lines, want %d", name, size, most, iv, err, len(got), len(want))
					}
				}
				s, ok := found.Get(relinesOf(src), 0)
				if !ok || s.access != c.how || len(s.all) > most {
					t.Errorf("%s: %v, access %d, %d stretches; want %d, at most %d", name, ok, s.access, len(s.all), c.how, most)
				}
				if err := src.Close(); err != nil {
					t.Error(err)
				}
				if _, kept := found.Get(relinesOf(src), 0); kept {
					t.Errorf("%s: the stretches of a closed file are kept", name)
				}
			}
		}
	}
}

func relinesOf(src source.Source) *relines {
	switch src := src.(type) {
	case heldVariants:
		return src.relines
	case joinedVariants:
		return src.relines
	}
	return nil
}

// TestStretchesOfBCF compares the lines of windows of a BCF without an index, packed and not, with those that bcftools prints.
func TestStretchesOfBCF(t *testing.T) {
	if _, err := exec.LookPath("bcftools"); err != nil {
		t.Skip("bcftools is not installed")
	}
	rnd := rand.New(rand.NewPCG(6, 2))
	text := write(t, "a.vcf", []byte(genotypesVCF(rnd, 300, 3)))
	indexed := text + ".bcf"
	bcftools(t, "view", "-Ob", "-o", indexed, text)
	bcftools(t, "index", indexed)
	packed, err := os.Open(indexed)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = packed.Close() }()
	inflated, err := io.ReadAll(bgzf.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	bcftools(t, "view", "-Ob", "-o", text+".packed.bcf", text)
	for path, how := range map[string]access{text + ".packed.bcf": blocked, write(t, "inflated.bcf", inflated): plain} {
		for _, size := range []int64{1, 900, 1 << 20} {
			smallStretches(t, size, 1<<17)
			src, err := Open(t.Context(), path, Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = src.Close() }()
			for range 8 {
				start := rnd.IntN(40_000)
				iv := genome.Interval{Seq: []string{"c1", "c2"}[rnd.IntN(2)], Start: start, End: start + 1 + rnd.IntN(9000)}
				var got []string
				err := src.(source.Genotyper).Lines(t.Context(), iv, func(line []byte, _ genome.Interval) error {
					got = append(got, string(line)+"\n")
					return nil
				})
				want := bcftools(t, "view", "-H", "-r", fmt.Sprintf("%s:%d-%d", iv.Seq, iv.Start+1, iv.End), indexed)
				if err != nil || !slices.Equal(got, want) {
					t.Fatalf("access %d, stretches of %d bytes, %v: %v\n%q\nwant\n%q", how, size, iv, err, got, want)
				}
			}
			if s, ok := found.Get(relinesOf(src), 0); !ok || s.access != how {
				t.Errorf("%v, access %d, want %d", ok, s.access, how)
			}
		}
	}
}

// TestStretchesReadLess shows that a window of a file without an index is not the file.
func TestStretchesReadLess(t *testing.T) {
	text := genotypesVCF(rand.New(rand.NewPCG(6, 3)), 5000, 20)
	path := write(t, "a.vcf", []byte(text))
	src, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = src.Close() }()
	s, err := relinesOf(src).stretches(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	read := uint64(0)
	for from, to := range s.parts(genome.Interval{Seq: "c2", Start: 300_000, End: 301_000}) {
		read += to - from
	}
	if read == 0 || read > 3*uint64(stretchSize) {
		t.Errorf("%d bytes of %d are read for a window of a kilobase", read, len(text))
	}
}

// TestChangedAfterStretches shows that what was found in a file is not used for another one of the same name.
func TestChangedAfterStretches(t *testing.T) {
	text := genotypesVCF(rand.New(rand.NewPCG(6, 4)), 20, 3)
	path := write(t, "a.vcf", []byte(text))
	src, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = src.Close() }()
	all := genome.Interval{Seq: "c1", End: 1 << 30}
	none := func([]byte, genome.Interval) error { return nil }
	if err := src.(source.Genotyper).Lines(t.Context(), all, none); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(text, "\tv3\t", "\tanother\t", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := src.(source.Genotyper).Lines(t.Context(), all, none); !errors.Is(err, source.ErrChanged) {
		t.Errorf("of a changed file: %v", err)
	}
}

// TestCommon has a site that reaches far beyond the others, and sites that do not touch.
func TestCommon(t *testing.T) {
	for _, c := range []struct{ starts, ends, want []int }{
		{[]int{5}, []int{6}, []int{5, 6}},
		{[]int{5}, []int{60}, []int{5, 6}},
		{[]int{0, 100, 120}, []int{9_000_000, 101, 125}, []int{100, 121}},
		{[]int{10, 40}, []int{30, 50}, []int{29, 41}},
		{[]int{10, 20}, []int{90, 80}, []int{20, 21}},
	} {
		rows := &source.Rows{Start: c.starts, End: c.ends}
		if got := common("c", rows); got != (genome.Interval{Seq: "c", Start: c.want[0], End: c.want[1]}) {
			t.Errorf("%v to %v: %v, want %v", c.starts, c.ends, got, c.want)
		}
	}
}
