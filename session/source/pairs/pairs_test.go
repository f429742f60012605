package pairs

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/lines"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

// reader reads a text as formats.Open would read a file of that name.
func reader(name string) sourcetest.ReadText {
	return func(r *lines.Reader, head []byte) (source.Source, error) {
		layout, ok := Sniff(head, name)
		if !ok {
			return nil, fmt.Errorf("%s is not recognised", name)
		}
		return Read(context.Background(), r, layout)
	}
}

func open(t testing.TB, name string) source.Source {
	t.Helper()
	return sourcetest.OpenFile(t, filepath.Join("testdata", name), reader(name))
}

func TestConformance(t *testing.T) {
	both := []string{"chrA", "chrB"}
	for name, want := range map[string]sourcetest.Want{
		"loops.bedpe":    {Items: 7, Sequences: both},
		"hiccups.bedpe":  {Items: 3, Sequences: both},
		"dots.tsv":       {Items: 3, Sequences: both},
		"cooler.txt":     {Items: 2, Sequences: both},
		"made.interact":  {Items: 4, Sequences: both},
		"made.longrange": {Items: 3, Sequences: both},
		"madeSJ.out.tab": {Items: 4, Sequences: both},
		"junctions.bed":  {Items: 3, Sequences: both},
	} {
		want.Kind = source.Pairs
		t.Run(name, func(t *testing.T) {
			sourcetest.Run(t, func(t testing.TB) source.Source { return open(t, name) }, want)
		})
	}
}

// written lists all rows of a source: their place and strand, both ends, values and texts.
func written(t testing.TB, src source.Source) string {
	var b strings.Builder
	info := src.Info()
	for _, q := range info.Sequences {
		rows := sourcetest.All(t, src, q.Name)
		for i := range rows.Len() {
			ends := rows.Ends(q.Name, info.Metadata, i)
			fmt.Fprintf(&b, "%s:%d-%d %c | %s %s |", q.Name, rows.Start[i], rows.End[i], rows.Strand[i], end(ends[0]), end(ends[1]))
			for k, name := range info.Values {
				fmt.Fprintf(&b, " %s=%g", name, rows.Values[k][i])
			}
			b.WriteString(" |")
			for k, name := range info.Metadata {
				if !slices.Contains(info.Values, name) && name != source.MateColumn && name != source.EndColumn {
					fmt.Fprintf(&b, " %s=%s", name, rows.Metadata[k][i])
				}
			}
			b.WriteByte('\n')
		}
	}
	return b.String()
}

func end(iv genome.Interval) string {
	if iv.Seq == "" {
		return "?"
	}
	return fmt.Sprintf("%s:%d-%d", iv.Seq, iv.Start, iv.End)
}

func TestRows(t *testing.T) {
	for name, want := range map[string]struct {
		format, rows string
		notes        []string
	}{
		"loops.bedpe": {"BEDPE", `chrA:1000-2000 + | chrA:1000-2000 chrB:7000-8000 | score=40 | name=across1 strand1=+ strand2=+ field11=strong
chrA:1000-51000 * | chrA:1000-2000 chrA:50000-51000 | score=12.5 | name=loop1 strand1=+ strand2=- field11=strong
chrA:3000-61000 - | chrA:60000-61000 chrA:3000-4000 | score=3 | name=loop2 strand1=- strand2=- field11=weak
chrA:70000-70500 + | chrA:70000-70500 ? | score=NaN | name=half2 strand1=+ strand2=. field11=weak
chrA:80000-80100 + | chrB:9000-9500 chrA:80000-80100 | score=2 | name=across2 strand1=- strand2=+ field11=strong
chrB:100-900 * | chrB:100-200 chrB:150-900 | score=1 | name=overlapping strand1=. strand2=. field11=weak
chrB:500-600 - | ? chrB:500-600 | score=7 | name=half strand1=. strand2=- field11=weak
chrB:7000-8000 + | chrA:1000-2000 chrB:7000-8000 | score=40 | name=across1 strand1=+ strand2=+ field11=strong
chrB:9000-9500 - | chrB:9000-9500 chrA:80000-80100 | score=2 | name=across2 strand1=- strand2=+ field11=strong
`, []string{
			"2 pairs are across two sequences: each is a row at either end", "2 pairs have one known end and are a row there",
			"1 row passed over: neither of its ends has a place",
		}},
		"hiccups.bedpe": {"BEDPE", `chrA:10000-85000 * | chrA:10000-15000 chrA:80000-85000 | observed=37 expectedBL=11.5 fdrBL=0.01 | name=. score=. strand1=. strand2=. color=0,255,255
chrA:20000-205000 * | chrA:20000-25000 chrA:200000-205000 | observed=52 expectedBL=20.25 fdrBL=0.001 | name=. score=. strand1=. strand2=. color=0,255,255
chrB:5000-105000 * | chrB:5000-10000 chrB:100000-105000 | observed=18 expectedBL=NaN fdrBL=0.2 | name=. score=. strand1=. strand2=. color=255,0,0
`, nil},
		"dots.tsv": {"BEDPE", `chrA:0-5000 * | chrB:0-5000 chrA:0-5000 | count=1 |
chrA:0-45000 * | chrA:0-5000 chrA:40000-45000 | count=9 |
chrA:5000-65000 * | chrA:5000-10000 chrA:60000-65000 | count=4.5 |
chrB:0-5000 * | chrB:0-5000 chrA:0-5000 | count=1 |
`, []string{"each row has two places: the file is read as BEDPE", "1 pair is across two sequences: it is a row at either end"}},
		"cooler.txt": {"BEDPE", `chrA:0-5000 * | chrA:0-5000 chrB:0-5000 | value=3 |
chrA:0-10000 * | chrA:0-5000 chrA:5000-10000 | value=12 |
chrB:0-5000 * | chrA:0-5000 chrB:0-5000 | value=3 |
`, []string{"each row has two places: the file is read as BEDPE", "1 pair is across two sequences: it is a row at either end"}},
		"made.interact": {"interact", `chrA:100-300 + | chrA:100-300 chrB:50-80 | value=9 score=900 | name=A/C exp=exp1 color=#7A67EE sourceName=pA sourceStrand=+ targetName=eC targetStrand=-
chrA:100-9400 + | chrA:100-300 chrA:9000-9400 | value=4.5 score=450 | name=A/B exp=exp1 color=#7A67EE sourceName=pA sourceStrand=+ targetName=eB targetStrand=+
chrA:100-9400 + | chrA:9000-9400 chrA:100-300 | value=2.5 score=250 | name=B/A exp=exp1 color=#7A67EE sourceName=eB sourceStrand=+ targetName=pA targetStrand=+
chrA:9000-9400 + | chrA:9000-9400 chrB:50-80 | value=1 score=100 | name=B/C exp=exp1 color=#7A67EE sourceName=eB sourceStrand=+ targetName=eC targetStrand=-
chrB:50-80 - | chrA:100-300 chrB:50-80 | value=9 score=900 | name=A/C exp=exp1 color=#7A67EE sourceName=pA sourceStrand=+ targetName=eC targetStrand=-
chrB:50-80 - | chrA:9000-9400 chrB:50-80 | value=1 score=100 | name=B/C exp=exp1 color=#7A67EE sourceName=eB sourceStrand=+ targetName=eC targetStrand=-
`, []string{"2 pairs are across two sequences: each is a row at either end", "1 pair that is listed at both of its ends is taken once"}},
		"made.longrange": {"longrange", `chrA:111-222 * | chrA:111-222 chrB:333-444 | score=55 field5=1 | field6=.
chrA:1000-5100 * | chrA:1000-1100 chrA:5000-5100 | score=7 field5=3 | field6=+
chrA:2000-9100 * | chrA:2000-2100 chrA:9000-9100 | score=-3.5 field5=5 | field6=+
chrB:333-444 * | chrA:111-222 chrB:333-444 | score=55 field5=1 | field6=.
`, []string{"1 pair is across two sequences: it is a row at either end", "2 pairs that are listed at both of their ends are taken once"}},
		"madeSJ.out.tab": {"STAR junctions", `chrA:1000-2000 + | chrA:1000-1001 chrA:1999-2000 | uniqueReads=12 multiReads=3 overhang=40 | motif=GT/AG annotated=yes
chrA:1000-5000 - | chrA:1000-1001 chrA:4999-5000 | uniqueReads=2 multiReads=0 overhang=12 | motif=CT/AC annotated=no
chrA:3000-5000 * | chrA:3000-3001 chrA:4999-5000 | uniqueReads=0 multiReads=1 overhang=9 | motif=non-canonical annotated=no
chrB:10-20 + | chrB:10-11 chrB:19-20 | uniqueReads=5 multiReads=0 overhang=30 | motif=GC/AG annotated=yes
`, nil},
		"junctions.bed": {"junction BED", `chrA:1000-2000 + | chrA:1000-1001 chrA:1999-2000 | score=12 leftOverhang=50 rightOverhang=40 | name=JUNC00000001 itemRgb=255,0,0
chrA:1000-5000 - | chrA:1000-1001 chrA:4999-5000 | score=2 leftOverhang=10 rightOverhang=12 | name=JUNC00000002 itemRgb=255,0,0
chrB:10-20 * | chrB:10-11 chrB:19-20 | score=5 leftOverhang=10 rightOverhang=20 | name=JUNC00000003 itemRgb=255,0,0
`, []string{"each row is a junction, the gap between two blocks: their lengths are in leftOverhang and rightOverhang"}},
	} {
		src := open(t, name)
		info := src.Info()
		if got := written(t, src); got != want.rows || info.Format != want.format || !slices.Equal(info.Notes, want.notes) {
			t.Errorf("%s: %s\n%s\nwant %s\n%s\nnotes %q\nwant  %q", name, info.Format, got, want.format, want.rows, info.Notes, want.notes)
		}
	}
	if got := open(t, "made.interact").Info().Name; got != "made up" {
		t.Errorf("the track is called %q", got)
	}
}

func TestWhatIsMissing(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a.bedpe", "chr1\t1\t2\tgene\n", "line 1: found 4 columns; wanted at least 6: chrom1, start1, end1, chrom2, start2 and end2: malformed file, read as BEDPE"},
		{"a.bedpe", "chr1\t1\t2\tchr1\tx\t9\n", `start2 "x" is not a whole number`},
		{"a.bedpe", "chr1\t1\t2\tchr1\t9\t3\n", "end2 3 lies before start2 9"},
		{"a.bedpe.gz", ".\t-1\t-1\t.\t-1\t-1\n", "no row has an end with a place: malformed file, read as BEDPE"},
		{"a.interact", "chr1\t1\t2\tx\n", "found 4 columns; wanted at least 18: those of UCSC's interact"},
		{"a.longrange", "chr1\t1\t2\tchr1:5-6\n", `the fourth column is "chr1:5-6"; wanted the other end and a score: chrom:start-end,score`},
		{"SJ.out.tab", "chr1\t1\t2\t1\n", "found 4 columns; wanted at least 9: chrom, start, end, strand, motif"},
		{"xSJ.out.tab.gz", "chr1\t0\t2\t1\t1\t1\t5\t0\t3\n", "an intron from 0 to 2; wanted 1 <= start <= end"},
		{"xSJ.out.tab", "chr1\t1\t2\t+\t1\t1\t5\t0\t3\n", `strand "+" is none of 0, 1 and 2`},
		{"a.junc", "chr1\t0\t30\tj\t1\t+\t0\t30\t0\t3\t1,1,1\t0,5,29\n", `blockCount is "3"; wanted 2: a junction is the gap between two blocks`},
		{"a.junc", "chr1\t0\t30\tj\t1\t+\t0\t30\t0\t2\t10,20\t0,10\n", "there is no gap between the blocks"},
	} {
		_, err := sourcetest.OpenText(c.name, c.text, reader(c.name))
		if err == nil || !strings.Contains(err.Error(), c.want) || !errors.Is(err, source.ErrFormat) {
			t.Errorf("%s %q: %v, want %s", c.name, c.text, err, c.want)
		}
	}
}

// TestOthers shows files of other formats that might pass for pairs.
func TestOthers(t *testing.T) {
	for name, text := range map[string]string{
		"a.bed":   "chr1\t1\t2\tgeneA\t5\t7\n",
		"b.bed":   "chr1\t0\t30\tT1\t1\t+\t0\t30\t0\t2\t10,10\t0,20\n",
		"c.bed":   "chr1\t10\t20\tchr1_peak\t9\t+\n",
		"d.tsv":   "chrom\tstart\tend\tx\nchr1\t1\t2\t3\n",
		"e.txt":   "chr1\t1\t2\t5\t1\t1\t7\t8\t9\n",
		"f.gtf":   "chr1\tx\texon\t1\t2\t.\t+\t.\tgene_id \"g\"; transcript_id \"t\";\n",
		"g.bed":   "",
		"h.bedpx": "chr1\t1\t2\tchr1:5-6\t7\t8\n",
	} {
		if l, ok := Sniff([]byte(text), name); ok {
			t.Errorf("%s is taken for %s", name, l.Format())
		}
	}
}

func TestFaultsCostTheCell(t *testing.T) {
	text := "chr1\t1\t2\tchr1\t5\t9\ta\t7\t+\t-\nchr1\t1\t2\tchr1\t5\t9\tb\tmany\t+\tsideways\nchr1\t1\t2\n"
	src, err := sourcetest.OpenText("a.bedpe", strings.Repeat("chr1\t1\t2\tchr1\t5\t9\ta\t8\t+\t-\n", sampleRows)+text, reader("a.bedpe"))
	if err != nil {
		t.Fatal(err)
	}
	rows, info := sourcetest.All(t, src, "chr1"), src.Info()
	last := rows.Len() - 1
	if last != sampleRows+1 || rows.Values[0][last] == rows.Values[0][last] || rows.Metadata[1][last] != "many" || rows.Strand[last] != '*' {
		t.Errorf("%d rows, the last with %g, %q and %c", rows.Len(), rows.Values[0][last], rows.Metadata[1][last], rows.Strand[last])
	}
	if len(info.Notes) != 1 || !strings.HasPrefix(info.Notes[0], fmt.Sprintf("1 row passed over: line %d: found 3 columns", sampleRows+3)) {
		t.Errorf("notes %q", info.Notes)
	}
}

// TestBedtools compares what is found in windows with what bedtools pairtobed finds in the
// same file: pairs with an end there, and those that also span the window.
func TestBedtools(t *testing.T) {
	bedtools, err := exec.LookPath("bedtools")
	if err != nil {
		t.Skip("bedtools is not installed")
	}
	random := rand.New(rand.NewPCG(1, 2))
	seqs := []string{"chrA", "chrB", "chrC"}
	var text strings.Builder
	for i := range 400 {
		var ends [2]string
		for k := range ends {
			start := random.IntN(100_000)
			ends[k] = fmt.Sprintf("%s\t%d\t%d", seqs[min(random.IntN(6), 2)], start, start+1+random.IntN(2_000))
			if random.IntN(20) == 0 {
				ends[k] = ".\t-1\t-1"
			}
		}
		fmt.Fprintf(&text, "%s\t%s\tpair%d\t%d\t+\t-\n", ends[0], ends[1], i, random.IntN(50))
	}
	src, err := sourcetest.OpenText("random.bedpe", text.String(), reader("random.bedpe"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file, windows := filepath.Join(dir, "random.bedpe"), filepath.Join(dir, "window.bed")
	if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	found := 0
	for range 25 {
		start := random.IntN(100_000)
		iv := genome.Interval{Seq: seqs[random.IntN(3)], Start: start, End: start + 1 + random.IntN(10_000)}
		if err := os.WriteFile(windows, fmt.Appendf(nil, "%s\t%d\t%d\n", iv.Seq, iv.Start, iv.End), 0o600); err != nil {
			t.Fatal(err)
		}
		rows, err := src.Rows(t.Context(), iv, source.RowOptions{})
		if err != nil {
			t.Fatal(err)
		}
		column := slices.Index(src.Info().Metadata, "name")
		var all, ending []string
		for i, name := range rows.Metadata[column] {
			all = append(all, name)
			if slices.ContainsFunc(rows.Exons[i], func(e [2]int) bool { return iv.Overlaps(e[0], e[1]) }) {
				ending = append(ending, name)
			}
		}
		at := func(kind string) []string {
			out, err := exec.Command(bedtools, "pairtobed", "-a", file, "-b", windows, "-type", kind).Output()
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for line := range strings.Lines(string(out)) {
				names = append(names, strings.Split(line, "\t")[6])
			}
			return names
		}
		either := at("either")
		found += len(either)
		same(t, iv, "with an end", ending, either)
		same(t, iv, "overlapping", all, append(either, at("ospan")...))
	}
	if found < 100 {
		t.Errorf("%d pairs in all windows", found)
	}
}

func same(t *testing.T, iv genome.Interval, what string, got, want []string) {
	t.Helper()
	want = slices.Compact(slices.Sorted(slices.Values(want))) // a pair with both ends there is found twice
	if slices.Sort(got); !slices.Equal(got, want) {
		without := func(list, gone []string) []string {
			return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return slices.Contains(gone, s) })
		}
		t.Errorf("%v, %s: %q are too many, %q are missing", iv, what, without(got, want), without(want, got))
	}
}

func FuzzRead(f *testing.F) {
	named := func(r *lines.Reader, head []byte) (source.Source, error) {
		if len(head)%2 == 0 {
			return reader("x.txt")(r, head)
		}
		names, ends := Names()
		return reader("x"+ends[len(head)%len(names)][0])(r, head) // what it is not
	}
	sourcetest.FuzzText(f, "x.txt", named, "testdata/*")
}
