package bam

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bins"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

// bases are those of a genome in memory.
type bases map[string]string

func (b bases) Sequence(_ context.Context, iv genome.Interval) (string, error) {
	s, ok := b[iv.Seq]
	if !ok {
		return "", source.ErrNoSequence
	}
	return s[min(max(iv.Start, 0), len(s)):min(max(iv.End, 0), len(s))], nil
}

// unreadable is a genome that cannot be read.
type unreadable struct{ err error }

func (u unreadable) Sequence(context.Context, genome.Interval) (string, error) { return "", u.err }

// signal returns a signal that is counted of the reads of a file.
func signal(t testing.TB, src *reads, name string) source.Summarizer {
	t.Helper()
	for _, s := range src.Signals() {
		if s.Name == name {
			return s.Source.(source.Summarizer)
		}
	}
	t.Fatalf("no %s among %v", name, src.Signals())
	return nil
}

// values returns the values of a signal by position.
func values(t testing.TB, src source.Source, iv genome.Interval) map[int]float64 {
	t.Helper()
	rows, err := src.Rows(t.Context(), iv, source.RowOptions{})
	if err != nil {
		t.Fatal(err)
	}
	out := map[int]float64{}
	for i, at := range rows.Start {
		out[at] = rows.Values[0][i]
	}
	return out
}

// small opens the small file of this package, with its bases.
func small(t testing.TB, opt source.ReadOptions) (*reads, bases) {
	t.Helper()
	src := openWith(t, "testdata/small.bam", ".bai", opt)
	text, err := os.ReadFile("testdata/small.fa")
	if err != nil {
		t.Fatal(err)
	}
	ref, name := bases{}, ""
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, ">"); ok {
			name = strings.TrimSpace(rest)
			continue
		}
		ref[name] += strings.TrimSpace(line)
	}
	return src, ref
}

// TestMismatches counts what differs from the reference as samtools mpileup shows it, by MD and by the genome.
func TestMismatches(t *testing.T) {
	src, ref := small(t, source.ReadOptions{})
	text, err := os.ReadFile("testdata/small.sam")
	if err != nil {
		t.Fatal(err)
	}
	var plain strings.Builder // without MD
	for line := range strings.Lines(string(text)) {
		line, _, _ = strings.Cut(line, "\tNM:i:")
		plain.WriteString(strings.TrimSpace(line) + "\n")
	}
	without := openWith(t, made(t, plain.String()), ".bai", source.ReadOptions{})
	if err := without.Configure(t.Context(), ref, source.ReadOptions{}); err != nil {
		t.Fatal(err)
	}
	iv := genome.Interval{Seq: "chrA", End: 2000}
	want := map[int]float64{}
	for line := range strings.Lines(run(t, "mpileup", "-A", "-B", "-Q", "0", "-d", "0", "-x", "-f", "testdata/small.fa", "-r", "chrA", "testdata/small.bam")) {
		f := strings.Split(line, "\t")
		pos, err := strconv.Atoi(f[1])
		if err != nil {
			t.Fatal(err)
		}
		p := parsePile(strings.NewReplacer(".", "=", ",", "=").Replace(f[4])) // "=" counts as A, which is taken off again
		n := strings.Count(f[4], ".") + strings.Count(f[4], ",")
		want[pos-1] = float64(p.Depth() - n)
	}
	for name, s := range map[string]*reads{"by MD": src, "by the genome": without} {
		got := values(t, signal(t, s, "mismatches"), iv)
		if len(got) != 2000 {
			t.Fatalf("%s: %d bases", name, len(got))
		}
		for at, v := range got {
			if v != want[at] {
				t.Errorf("%s: %d at %d, want %g", name, int(v), at+1, want[at])
			}
		}
		if got[399] == 0 || got[459] == 0 {
			t.Errorf("%s: nothing at the differences", name)
		}
	}
	if err := without.Configure(t.Context(), nil, source.ReadOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, err := signal(t, without, "mismatches").Rows(t.Context(), iv, source.RowOptions{}); err == nil || !strings.Contains(err.Error(), "has no tag MD") {
		t.Errorf("without MD and genome: %v", err)
	}
	broken := errors.New("broken")
	if err := without.Configure(t.Context(), unreadable{broken}, source.ReadOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, err := signal(t, without, "mismatches").Rows(t.Context(), iv, source.RowOptions{}); !errors.Is(err, broken) {
		t.Errorf("with a genome that cannot be read: %v", err)
	}
}

// TestPerStrand offers the depth of each strand.
func TestPerStrand(t *testing.T) {
	src, _ := small(t, source.ReadOptions{PerStrand: true})
	iv := genome.Interval{Seq: "chrA", End: 2000}
	all, forward, back := values(t, src.Depth(), iv), values(t, signal(t, src, "depth_fwd"), iv), values(t, signal(t, src, "depth_rev"), iv)
	var sum float64
	for at, n := range all {
		if n != forward[at]+back[at] {
			t.Fatalf("%d: %g of %g and %g", at, n, forward[at], back[at])
		}
		sum += back[at]
	}
	if sum == 0 || len(all) != 2000 {
		t.Errorf("%g reverse bases, %d", sum, len(all))
	}
	if plain, _ := small(t, source.ReadOptions{}); len(plain.Signals()) != len(src.Signals())-2 {
		t.Errorf("%v without the option", plain.Signals())
	}
}

// modified are reads on a sequence of CGs, and what they say of 5mC there.
//
//	position  0 1 2 3 4 5 6 7 8 9
//	          C G C G C A C G T C
const modifiedBases = "CGCGCACGTC"

func TestModifications(t *testing.T) {
	read := func(name string, flag int, cigar, seq, tags string) string {
		return fmt.Sprintf("%s\t%d\tc1\t1\t60\t%s\t*\t0\t0\t%s\t*\t%s\n", name, flag, cigar, seq, tags)
	}
	head := "@HD\tVN:1.6\n@SQ\tSN:c1\tLN:100\n"
	type want struct{ n, of int }
	for name, c := range map[string]struct {
		reads  string
		signal string
		want   map[int]want
	}{
		"skipped are not modified": {read("a", 0, "10M", modifiedBases, "MM:Z:C+m,1,0;\tML:B:C,255,10"), "5mC",
			map[int]want{0: {0, 1}, 2: {1, 1}, 4: {0, 1}, 6: {0, 1}, 9: {0, 1}}},
		"skipped are not known": {read("a", 0, "10M", modifiedBases, "MM:Z:C+m?,1,0;\tML:B:C,255,10"), "5mC", map[int]want{2: {1, 1}, 4: {0, 1}}},
		"reverse":               {read("a", 16, "10M", modifiedBases, "MM:Z:C+m?,0,1;\tML:B:C,255,200"), "5mC", map[int]want{7: {1, 1}, 1: {1, 1}}},
		"two codes, the likelier": {read("a", 0, "10M", modifiedBases, "MM:Z:C+mh?,0,0;\tML:B:C,200,20,90,140"), "5mC",
			map[int]want{0: {1, 1}, 2: {0, 1}}},
		"two codes, the other": {read("a", 0, "10M", modifiedBases, "MM:Z:C+mh?,0,0;\tML:B:C,200,20,90,140"), "5hmC",
			map[int]want{0: {0, 1}, 2: {1, 1}}},
		"two as likely":        {read("a", 0, "10M", modifiedBases, "MM:Z:C+mh?,0;\tML:B:C,127,127"), "5mC", map[int]want{0: {1, 1}}},
		"two as likely, later": {read("a", 0, "10M", modifiedBases, "MM:Z:C+mh?,0;\tML:B:C,127,127"), "5hmC", map[int]want{0: {0, 1}}},
		"two codes apart":      {read("a", 0, "10M", modifiedBases, "MM:Z:C+m?,0;C+h?,0;\tML:B:C,100,120"), "5hmC", map[int]want{0: {1, 1}}},
		"none is likeliest":    {read("a", 0, "10M", modifiedBases, "MM:Z:C+mh?,0;\tML:B:C,80,70"), "5mC", map[int]want{0: {0, 1}}},
		"adenine":              {read("a", 0, "10M", modifiedBases, "MM:Z:A+a,0;\tML:B:C,128"), "6mA", map[int]want{5: {1, 1}}},
		"ChEBI":                {read("a", 0, "10M", modifiedBases, "MM:Z:C+27551?,0;\tML:B:C,250"), "5mC", map[int]want{0: {1, 1}}},
		"unknown ChEBI":        {read("a", 0, "10M", modifiedBases, "MM:Z:C+12345?,0;\tML:B:C,250"), "ChEBI_12345", map[int]want{0: {1, 1}}},
		"any base":             {read("a", 0, "10M", modifiedBases, "MM:Z:N+n?,3;\tML:B:C,250"), "Xao", map[int]want{3: {1, 1}}},
		"the other strand":     {read("a", 0, "10M", modifiedBases, "MM:Z:G-m?,1;\tML:B:C,250"), "5mC", map[int]want{3: {1, 1}}},
		"certain":              {read("a", 0, "10M", modifiedBases, "MM:Z:C+m?,0,0;"), "5mC", map[int]want{0: {1, 1}, 2: {1, 1}}},
		"over an insertion and a deletion": {read("a", 0, "2M2I1M1D2M5S", "CGCC"+"C"+"CA"+"CCCCC", "MM:Z:C+m,0,0,0,0,0;\tML:B:C,255,255,255,255,255"), "5mC",
			map[int]want{0: {1, 1}, 2: {1, 1}, 4: {1, 1}}},
		"hard clips": {read("a", 0, "10M", modifiedBases, "MM:Z:C+m?,0;\tML:B:C,250") + read("b", 0, "10M5H", modifiedBases, "MM:Z:C+m?,0;\tML:B:C,250"), "5mC",
			map[int]want{0: {1, 1}}},
		"hard clips, all bases here": {read("b", 0, "10M5H", modifiedBases, "MM:Z:C+m?,0;\tML:B:C,250\tMN:i:10"), "5mC", map[int]want{0: {1, 1}}},
		"another length":             {read("a", 0, "10M", modifiedBases, "MM:Z:C+m?,0;\tML:B:C,250") + read("b", 0, "10M", modifiedBases, "MM:Z:C+m?,0;\tML:B:C,250\tMN:i:11"), "5mC", map[int]want{0: {1, 1}}},
		"more than there are": {read("a", 0, "10M", modifiedBases, "MM:Z:C+m?,0;\tML:B:C,250") + read("b", 0, "10M", modifiedBases, "MM:Z:C+m?,0,9;\tML:B:C,250,250"), "5mC",
			map[int]want{0: {1, 1}}},
		"too few chances": {read("a", 0, "10M", modifiedBases, "MM:Z:C+m?,0;\tML:B:C,250") + read("b", 0, "10M", modifiedBases, "MM:Z:C+m?,0,1;\tML:B:C,250"), "5mC",
			map[int]want{0: {1, 1}}},
		"too many chances": {read("a", 0, "10M", modifiedBases, "MM:Z:C+m?,0;\tML:B:C,250") + read("b", 0, "10M", modifiedBases, "MM:Z:C+m?,0;\tML:B:C,250,250"), "5mC",
			map[int]want{0: {1, 1}}},
		"secondary without bases": {read("a", 0, "10M", modifiedBases, "MM:Z:C+m?,0;\tML:B:C,250") + read("b", 2048, "10M", "*", "MM:Z:C+m?,0;\tML:B:C,250"), "5mC",
			map[int]want{0: {1, 1}}},
	} {
		t.Run(name, func(t *testing.T) {
			src := open(t, made(t, head+c.reads), ".bai")
			iv := genome.Interval{Seq: "c1", End: 100}
			fraction, coverage := values(t, signal(t, src, c.signal), iv), values(t, signal(t, src, c.signal+"_coverage"), iv)
			if len(fraction) != len(c.want) || len(coverage) != len(c.want) {
				t.Errorf("%v of %v, want %v", fraction, coverage, c.want)
			}
			for at, w := range c.want {
				if coverage[at] != float64(w.of) || fraction[at] != float64(w.n)/float64(w.of) {
					t.Errorf("position %d: %g of %g, want %v", at, fraction[at], coverage[at], w)
				}
			}
		})
	}
}

// TestDamagedModifications: a tag MM is as its specification has it, or nothing of it counts.
func TestDamagedModifications(t *testing.T) {
	for text, want := range map[string]int{"": 0, "C+m;": 1, "C+m?,1,2;A-a.,0;": 2, "U+m,0;": 1} {
		if groups, ok := parseMM([]byte(text)); !ok || len(groups) != want {
			t.Errorf("%q: %d groups, %v", text, len(groups), ok)
		}
	}
	for _, text := range []string{"C+m", "C+m,0", "C+m,0:C+h,0;", "C+m??,0;", "C+m,;", "C+m,-1;", "C+m,x;", "C+;", "C;", "C*m,0;", "C+m,99999999999999999999;", ";"} {
		if groups, ok := parseMM([]byte(text)); ok {
			t.Errorf("%q: %+v", text, groups)
		}
	}
}

// TestModifiedMean has the mean of a bin weighted by the reads.
func TestModifiedMean(t *testing.T) {
	read := "\t0\tc1\t1\t60\t10M\t*\t0\t0\t" + modifiedBases + "\t*\tMM:Z:C+m?,0"
	src := open(t, made(t, "@HD\tVN:1.6\n@SQ\tSN:c1\tLN:100\na"+read+",0;\tML:B:C,255,255\nb"+read+";\tML:B:C,0\nc"+read+";\tML:B:C,0\n"), ".bai")
	sum, err := signal(t, src, "5mC").Summarize(t.Context(), genome.Interval{Seq: "c1", End: 100}, 2, source.SummaryOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if got := bins.Values(sum, bins.Mean); got[0] != 0.5 || !math.IsNaN(got[1]) || sum.Bases[0] != 2 {
		t.Errorf("%v, %v bases", got, sum.Bases)
	}
}

// TestSignalsConform runs the suite of all sources on the signals of reads.
func TestSignalsConform(t *testing.T) {
	for _, name := range []string{"mismatches", "5mC", "5mC_coverage", "depth_fwd"} {
		t.Run(name, func(t *testing.T) {
			sourcetest.Run(t, func(t testing.TB) source.Source {
				src, _ := small(t, source.ReadOptions{PerStrand: true})
				return closing{signal(t, src, name), src}
			}, sourcetest.Want{Kind: source.Signal, Items: -1, Sequences: []string{"chrA", "chrB"}})
		})
	}
}

// TestUnreadModifications shows that a file in which the look for modified bases fails says so, and that a look that is canceled is no file.
func TestUnreadModifications(t *testing.T) {
	var text strings.Builder
	text.WriteString("@SQ\tSN:c1\tLN:9000\n")
	rnd := rand.New(rand.NewPCG(1, 2))
	for i := range 400 {
		seq := make([]byte, 1000)
		for k := range seq {
			seq[k] = "ACGT"[rnd.IntN(4)]
		}
		fmt.Fprintf(&text, "r%d\t0\tc1\t%d\t60\t1000M\t*\t0\t0\t%s\t*\n", i, 1+i, seq)
	}
	path := made(t, text.String())
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 0xff
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	src := open(t, path, ".bai")
	if notes := strings.Join(src.Info().Notes, "\n"); !strings.Contains(notes, "which modified bases there are is not known beyond the first") {
		t.Errorf("notes %q", notes)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := src.Configure(ctx, nil, source.ReadOptions{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
