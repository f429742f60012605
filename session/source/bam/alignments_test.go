package bam

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// kinds are tags of every kind.
const kinds = "\tXA:A:x\tXi:i:-70000\tXc:i:-7\tXC:i:200\tXs:i:-300\tXS:i:60000\tXI:i:4000000000\tXf:f:0.00001234\tXg:f:1e+10\tXh:f:2.5" +
	"\tXZ:Z:a text\tXH:H:1AE3\tBc:B:c,-1,2\tBf:B:f,0.5,-3.25e-07\tBI:B:I,4000000000\tBS:B:S"

// tagged adds tags and qualities to the reads of sam.
func tagged(rnd *rand.Rand, text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) < 11 || f[0][0] == '@' {
			b.WriteString(line)
			continue
		}
		switch rnd.IntN(4) {
		case 0:
			q := make([]byte, len(f[9]))
			for i := range q {
				q[i] = '!' + byte(rnd.IntN(60))
			}
			f[10] = string(q)
		case 1:
			f[9] = "*"
		}
		b.WriteString(strings.Join(f, "\t"))
		if rnd.IntN(2) == 0 {
			b.WriteString(kinds)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// lines returns the reads of a window as SAM.
func lines(t testing.TB, src source.Alignments, iv genome.Interval, choice source.ReadChoice) string {
	t.Helper()
	var b strings.Builder
	err := src.EachRead(t.Context(), iv, choice, func(line []byte, _ int) error {
		b.Write(append(line, '\n'))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func run(t testing.TB, args ...string) string {
	t.Helper()
	out, err := exec.Command("samtools", args...).Output()
	if err != nil {
		t.Fatal(args, err)
	}
	return string(out)
}

// TestReadsAgainstSamtools compares whole reads, depths by strand and piles of random windows with samtools.
func TestReadsAgainstSamtools(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 8))
	path := made(t, tagged(rnd, sam(rnd, 5000)))
	src := open(t, path, ".bai")
	for range 25 {
		start := rnd.IntN(88_000)
		iv := genome.Interval{Seq: []string{"c1", "c2"}[rnd.IntN(2)], Start: start, End: start + 1 + rnd.IntN([]int{1, 40, 3000, 60_000}[rnd.IntN(4)])}
		region := fmt.Sprintf("%s:%d-%d", iv.Seq, iv.Start+1, iv.End)
		if got, want := lines(t, src, iv, source.ReadChoice{}), run(t, "view", path, region); got != want {
			t.Fatalf("%s: %.600q\nwant %.600q", region, got, want)
		}
		choice := source.ReadChoice{Without: 0x410, MapQ: 20}
		if got, want := lines(t, src, iv, choice), run(t, "view", "-F", "0x410", "-q", "20", path, region); got != want {
			t.Fatalf("%s, chosen: %.600q\nwant %.600q", region, got, want)
		}
		var all, forward, chosen strings.Builder
		write := func(b *strings.Builder, depth func(d [2]int) int) func(start, end int, d [2]int) error {
			return func(start, end int, d [2]int) error {
				for at := start; at < end; at++ {
					fmt.Fprintf(b, "%s\t%d\t%d\n", iv.Seq, at+1, depth(d))
				}
				return nil
			}
		}
		usual := source.ReadChoice{Without: source.UsuallyNotCounted}
		err := errors.Join(
			src.EachDepth(t.Context(), iv, usual, write(&all, func(d [2]int) int { return d[0] + d[1] })),
			src.EachDepth(t.Context(), iv, usual, write(&forward, func(d [2]int) int { return d[0] })),
			src.EachDepth(t.Context(), iv, source.ReadChoice{Without: 0x104, MapQ: 30}, write(&chosen, func(d [2]int) int { return d[0] + d[1] })))
		if err != nil {
			t.Fatal(err)
		}
		if all.String() != run(t, "depth", "-a", "-r", region, path) || forward.String() != run(t, "depth", "-a", "-G", "0x10", "-r", region, path) ||
			chosen.String() != run(t, "depth", "-a", "-g", "0x600", "-Q", "30", "-r", region, path) {
			t.Fatalf("%s: depths", region)
		}
		checkPiles(t, src, path, iv, region)
	}
}

// checkPiles compares piles with those that samtools mpileup prints.
func checkPiles(t testing.TB, src source.Alignments, path string, iv genome.Interval, region string) {
	t.Helper()
	want := map[int]*source.Pile{}
	for line := range strings.Lines(run(t, "mpileup", "-A", "-B", "-Q", "0", "-d", "0", "-x", "--reverse-del", "-r", region, path)) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		pos, err := strconv.Atoi(f[1])
		if err != nil {
			t.Fatal(err)
		}
		want[pos-1] = parsePile(f[4])
	}
	n := 0
	err := src.EachPile(t.Context(), iv, source.ReadChoice{Without: source.UsuallyNotCounted}, func(pos int, p *source.Pile) error {
		if pos != iv.Start+n {
			t.Fatalf("position %d after %d", pos, n)
		}
		n++
		w := want[pos]
		if w == nil {
			w = &source.Pile{}
		}
		if *p != *w {
			t.Fatalf("%s:%d: %v, want %v", iv.Seq, pos+1, *p, *w)
		}
		return nil
	})
	if end := min(iv.End, src.Info().Sequences[map[string]int{"c1": 0, "c2": 1}[iv.Seq]].Length); err != nil || n != end-iv.Start {
		t.Fatalf("%d of %v, %v", n, iv, err)
	}
}

// parsePile reads the column of bases of mpileup.
func parsePile(text string) *source.Pile {
	p := &source.Pile{}
	last := 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '^':
			i++ // the mapping quality
		case '$':
		case '>':
			last = 0
		case '<':
			last = 1
		case '*', '#':
			last = strings.IndexByte("*#", c)
			p.Deletions[last]++
		case '+', '-':
			n, k := 0, i+1
			for ; text[k] >= '0' && text[k] <= '9'; k++ {
				n = 10*n + int(text[k]-'0')
			}
			if c == '+' {
				p.Insertions[last]++
			}
			i = k + n - 1
		default:
			last = 0
			if c >= 'a' {
				last, c = 1, c-'a'+'A'
			}
			p.Bases[last][max(strings.IndexByte("ACGTN", c), 0)]++
		}
	}
	return p
}

// TestReadsOfFiles compares all reads of real files with samtools view.
func TestReadsOfFiles(t *testing.T) {
	if _, err := exec.LookPath("samtools"); err != nil {
		t.Skip("samtools is not installed")
	}
	files, err := filepath.Glob("../../../../shared/data/bam/*.bam")
	if err != nil || len(files) == 0 {
		t.Skip("the data of ../shared are not here")
	}
	for _, path := range files {
		src := open(t, path, indexOf(path))
		for _, q := range src.Info().Sequences {
			iv := genome.Interval{Seq: q.Name, End: q.Length}
			if src.size(src.number[q.Name], iv) == 0 {
				continue
			}
			if got, want := lines(t, src, iv, source.ReadChoice{}), run(t, "view", path, "{"+q.Name+"}:1-"+strconv.Itoa(q.Length)); got != want {
				t.Errorf("%s, %s: %d bytes, want %d", path, q.Name, len(got), len(want))
			}
		}
	}
}

// TestLongCIGARInSAM prints the CIGAR that is in the tag CG, without the tag.
func TestLongCIGARInSAM(t *testing.T) {
	ops := strings.Repeat("1M1I", 40_000)
	path := made(t, "@HD\tVN:1.6\n@SQ\tSN:c1\tLN:300000\nlong\t0\tc1\t10\t60\t"+ops+"\t*\t0\t0\t"+strings.Repeat("A", 80_000)+"\t*\tNM:i:3\n")
	got := lines(t, open(t, path, ".bai"), genome.Interval{Seq: "c1", End: 300_000}, source.ReadChoice{})
	if !strings.HasPrefix(got, "long\t0\tc1\t10\t60\t"+ops+"\t") || !strings.HasSuffix(got, "\tNM:i:3\n") {
		t.Errorf("%.100q", got)
	}
}

// TestReadsStop ends at the first error of take, and when the context is done.
func TestReadsStop(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	src := open(t, made(t, sam(rnd, 3000)), ".bai")
	iv := genome.Interval{Seq: "c1", End: 300_000}
	enough := errors.New("enough")
	n := 0
	stop := func() error {
		if n++; n == 5 {
			return enough
		}
		return nil
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, each := range map[string]func(ctx context.Context) error{
		"reads": func(ctx context.Context) error {
			return src.EachRead(ctx, iv, source.ReadChoice{}, func([]byte, int) error { return stop() })
		},
		"depths": func(ctx context.Context) error {
			return src.EachDepth(ctx, iv, source.ReadChoice{}, func(int, int, [2]int) error { return stop() })
		},
		"piles": func(ctx context.Context) error {
			return src.EachPile(ctx, iv, source.ReadChoice{}, func(int, *source.Pile) error { return stop() })
		},
	} {
		n = 0
		if err := each(t.Context()); err != enough || n != 5 {
			t.Errorf("%s: %v after %d", name, err, n)
		}
		if err := each(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestChosen has all that a file is shown as follow the choice that it is opened with.
func TestChosen(t *testing.T) {
	path := made(t, "@HD\tVN:1.6\n@SQ\tSN:c1\tLN:3000\n"+
		"good\t0\tc1\t11\t60\t10M\t*\t0\t0\t*\t*\npoor\t0\tc1\t11\t5\t10M\t*\t0\t0\t*\t*\ntwin\t1024\tc1\t11\t60\t10M\t*\t0\t0\t*\t*\n")
	for _, c := range []struct {
		opt         source.ReadOptions
		rows, depth int
	}{
		{source.ReadOptions{}, 3, 2},
		{source.ReadOptions{MapQ: 20}, 2, 1},
		{source.ReadOptions{MapQ: 20, Flags: true, Without: 0x10}, 2, 2},
	} {
		src := openWith(t, path, ".bai", c.opt)
		iv := genome.Interval{Seq: "c1", Start: 12, End: 13}
		rows, err := src.Rows(t.Context(), iv, source.RowOptions{Unnumbered: true})
		depth, failed := src.Depth().Rows(t.Context(), iv, source.RowOptions{})
		if err != nil || failed != nil {
			t.Fatal(err, failed)
		}
		if rows.Len() != c.rows || int(depth.Values[0][0]) != c.depth {
			t.Errorf("%v: %d rows, depth %v", c.opt, rows.Len(), depth.Values)
		}
	}
}
