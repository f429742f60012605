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

// TestRows compares the rows of each file with those in testdata/rows, which were made by
// hand from the files.
func TestRows(t *testing.T) {
	for name, want := range map[string]struct {
		format string
		notes  []string
	}{
		"loops.bedpe": {"BEDPE", []string{
			"2 pairs are across two sequences: each is a row at either end",
			"2 pairs have one known end and are a row there",
			"1 row left out: neither of its ends has a place",
		}},
		"hiccups.bedpe": {"BEDPE", nil},
		"dots.tsv": {"BEDPE", []string{
			"each row has two places: the file is read as BEDPE",
			"1 pair is across two sequences: it is a row at either end",
		}},
		"cooler.txt": {"BEDPE", []string{
			"each row has two places: the file is read as BEDPE",
			"1 pair is across two sequences: it is a row at either end",
		}},
		"made.interact": {"interact", []string{
			"2 pairs are across two sequences: each is a row at either end",
			"1 pair that is listed at both of its ends is taken once",
		}},
		"made.longrange": {"longrange", []string{
			"1 pair is across two sequences: it is a row at either end",
			"2 pairs that are listed at both of their ends are taken once",
		}},
		"madeSJ.out.tab": {"STAR junctions", nil},
		"junctions.bed": {"junction BED", []string{
			"each row is a junction, the gap between two blocks: their lengths are in leftOverhang and rightOverhang",
		}},
	} {
		src := open(t, name)
		info := src.Info()
		rows, err := os.ReadFile(filepath.Join("testdata", "rows", name+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		if got := written(t, src); got != string(rows) {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, rows)
		}
		if info.Format != want.format || !slices.Equal(info.Notes, want.notes) {
			t.Errorf("%s: %s, notes %q; want %s, %q", name, info.Format, info.Notes, want.format, want.notes)
		}
	}
	if got := open(t, "made.interact").Info().Name; got != "made up" {
		t.Errorf("the track is called %q", got)
	}
}

func TestWhatIsMissing(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a.bedpe", "chr1\t1\t2\tgene\n", "line 1: found 4 columns; wanted at least 6: " +
			"chrom1, start1, end1, chrom2, start2 and end2: malformed file, read as BEDPE"},
		{"a.bedpe", "chr1\t1\t2\tchr1\tx\t9\n", `start2 "x" is not a whole number`},
		{"a.bedpe", "chr1\t1\t2\tchr1\t9\t3\n", "end2 3 lies before start2 9"},
		{"a.bedpe.gz", ".\t-1\t-1\t.\t-1\t-1\n", "no row has an end with a place: malformed file, read as BEDPE"},
		{"a.interact", "chr1\t1\t2\tx\n", "found 4 columns; wanted at least 18: those of UCSC's interact"},
		{"a.longrange", "chr1\t1\t2\tchr1\n", `the fourth column is "chr1"; wanted the other end and a score: chrom:start-end,score`},
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

// TestNotes shows that what is not as the file or its name says is told.
func TestNotes(t *testing.T) {
	for _, c := range []struct{ name, text, format, note string }{
		{"a.bedpe", "chr1\t1\t2\tchr1:5-9,3\n", "longrange", "the columns are those of longrange, not of BEDPE"},
		{"a.junc", "chr1\t0\t30\tx\t1\t+\t0\t30\t0\t2\t10,10\t0,20\n", "junction BED", "each row is a junction, the gap between two blocks"},
		{"a.txt", "chr1\t11\t20\t1\t1\t0\t5\t0\t9\n", "STAR junctions", "read as an intron whose positions count from 1"},
		{"a.bed", "chr1\t1\t2\tchr1\t5\t9\tx\t7\t*x\t-\n", "BEDPE", "each row has two places"},
	} {
		src, err := sourcetest.OpenText(c.name, c.text, reader(c.name))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if info := src.Info(); info.Format != c.format || !strings.Contains(strings.Join(info.Notes, "\n"), c.note) {
			t.Errorf("%s: %s with notes %q, want %s, %s", c.name, info.Format, info.Notes, c.format, c.note)
		}
		if c.name == "a.bed" && !slices.Equal(src.Info().Metadata[:4], []string{"name", "score", "field9", "field10"}) {
			t.Errorf("columns %q", src.Info().Metadata)
		}
	}
}

// TestOwnMate shows that a column of the file is not taken for the other end.
func TestOwnMate(t *testing.T) {
	text := "#chrom1\tstart1\tend1\tchrom2\tstart2\tend2\tmate\tcount\nchr1\t1\t2\tchr1\t5\t9\tchr7:1-5\t3\n"
	src, err := sourcetest.OpenText("a.bedpe", text, reader("a.bedpe"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := written(t, src), "chr1:1-9 * | chr1:1-2 chr1:5-9 | count=3 | field7=chr7:1-5\n"; got != want {
		t.Errorf("%s, want %s", got, want)
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
	if len(info.Notes) != 2 || !strings.HasPrefix(info.Notes[0], fmt.Sprintf("1 row left out: line %d: found 3 columns", sampleRows+3)) ||
		info.Notes[1] != fmt.Sprintf("score left out of 1 row: line %d: \"many\" is not a number", sampleRows+2) {
		t.Errorf("notes %q", info.Notes)
	}
}

// TestTextAmongNumbers has a cell of text in the rows that decide on the columns.
func TestTextAmongNumbers(t *testing.T) {
	for _, c := range []struct {
		name          string
		row           func(i int, cell string) string
		column, wrong string
	}{
		{"a.bedpe", func(i int, cell string) string {
			return fmt.Sprintf("c1\t%d\t%d\tc1\t%d\t%d\tn\t%s\t+\t-", i, i+5, i+20, i+25, cell)
		}, "score", "high"},
		{"a.bedpe", func(i int, cell string) string {
			return fmt.Sprintf("c1\t%d\t%d\tc1\t%d\t%d\tn\t0\t+\t-\t%s", i, i+5, i+20, i+25, cell)
		}, "field11", "5%"},
		{"a.interact", func(i int, cell string) string {
			return fmt.Sprintf("c1\t%d\t%d\ti\t5\t%s\t.\t0\tc1\t%d\t%d\t.\t.\tc1\t%d\t%d\t.\t.", i, i+25, cell, i, i+5, i+20, i+25)
		}, "value", "inf"},
		{"a.longrange", func(i int, cell string) string {
			return fmt.Sprintf("c1\t%d\t%d\tc1:%d-%d,%s\t1\t.", i, i+5, i+20, i+25, cell)
		}, "score", "3x"},
		{"SJ.out.tab", func(i int, cell string) string {
			return fmt.Sprintf("c1\t%d\t%d\t1\t1\t0\t%s\t0\t9", i+1, i+25, cell)
		}, "uniqueReads", "x"},
	} {
		const rows, bad = 30, 7
		var text strings.Builder
		for i := range rows {
			cell := fmt.Sprint(i)
			if i == bad {
				cell = c.wrong
			}
			text.WriteString(c.row(i, cell) + "\n")
		}
		src, err := sourcetest.OpenText(c.name, text.String(), reader(c.name))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		info := src.Info()
		k := slices.Index(info.Values, c.column)
		if k < 0 || info.Items != rows {
			t.Errorf("%s: %d rows with number columns %q, want %d with %s", c.name, info.Items, info.Values, rows, c.column)
			continue
		}
		if values := sourcetest.All(t, src, "c1").Values[k]; values[bad] == values[bad] || values[bad+1] != bad+1 {
			t.Errorf("%s: values %v", c.name, values)
		}
		if want := fmt.Sprintf("%s left out of 1 row: line %d: %q is not a", c.column, bad+1, c.wrong); !strings.Contains(strings.Join(info.Notes, "\n"), want) {
			t.Errorf("%s: notes %q, want %s", c.name, info.Notes, want)
		}
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
	sourcetest.FuzzText(f, "x.txt", named, "testdata/*.*")
}

// TestPointAcross has pairs across two sequences whose ends are points, as of insertions: both ends stay known.
func TestPointAcross(t *testing.T) {
	text := "chrA\t10\t10\tchrB\t20\t20\ta\nchrA\t30\t40\tchrB\t0\t0\tb\nchrA\t50\t60\tchrA\t70\t80\tc\n"
	r := lines.NewText("a.bedpe", strings.NewReader(text))
	layout, ok := Sniff([]byte(text), "a.bedpe")
	if !ok {
		t.Fatal("not recognised")
	}
	src, err := Read(context.Background(), r, layout)
	if err != nil {
		t.Fatal(err)
	}
	rows := sourcetest.All(t, src, "chrA")
	want := [][2]string{{"chrA:10-10", "chrB:20-20"}, {"chrA:30-40", "chrB:0-0"}, {"chrA:50-60", "chrA:70-80"}}
	var got [][2]string
	for i := range rows.Len() {
		ends := rows.Ends("chrA", src.Info().Metadata, i)
		got = append(got, [2]string{end(ends[0]), end(ends[1])})
	}
	if !slices.Equal(got, want) {
		t.Errorf("ends %v, want %v", got, want)
	}
}

// TestLongrangeWithoutScore shows that a score that is missing does not cost the pair.
func TestLongrangeWithoutScore(t *testing.T) {
	src, err := sourcetest.OpenText("a.longrange", "c1\t1\t2\tc1:5-6,3\nc1\t3\t4\tc1:7-8\n", reader("a.longrange"))
	if err != nil {
		t.Fatal(err)
	}
	const want = "c1:1-6 * | c1:1-2 c1:5-6 | score=3 |\nc1:3-8 * | c1:3-4 c1:7-8 | score=NaN |\n"
	if got := written(t, src); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestShortRow has a row that ends before the places, which a line of names puts behind other columns.
func TestShortRow(t *testing.T) {
	text := "a\tb\tc\td\tchrom1\tstart1\tend1\tchrom2\tstart2\tend2\n1\t2\t3\t4\tchrA\t10\t20\tchrA\t30\t40\n1\t2\t3\t4\tchrA\t10\t20\n"
	layout, ok := Sniff([]byte(text), "a.bedpe")
	if !ok {
		t.Fatal("not recognised")
	}
	src, err := Read(context.Background(), lines.NewText("a.bedpe", strings.NewReader(text)), layout)
	if err != nil {
		t.Fatal(err)
	}
	info := src.Info()
	const want = "1 row left out: line 3: found 7 columns; wanted at least 10"
	if info.Items != 1 || len(info.Notes) != 1 || !strings.HasPrefix(info.Notes[0], want) {
		t.Errorf("%d pairs, notes %q; want %q", info.Items, info.Notes, want)
	}
}
