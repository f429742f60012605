package bed

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bins"
	"github.com/epiviz/epivizgo/session/source/lines"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

func TestConformance(t *testing.T) {
	for name, want := range map[string]sourcetest.Want{
		"six.bed":          {Kind: source.Features, Items: 5, Sequences: []string{"chr2", "chr10"}},
		"wild.bed":         {Kind: source.Features, Items: 3, Sequences: []string{"chr1"}},
		"twelve.bed":       {Kind: source.Genes, Items: 3, Sequences: []string{"chr1"}},
		"calls.narrowPeak": {Kind: source.Features, Items: 3, Sequences: []string{"chr1", "chr3"}},
		"calls.broadPeak":  {Kind: source.Features, Items: 2, Sequences: []string{"chr1"}},
		"calls.gappedPeak": {Kind: source.Features, Items: 2, Sequences: []string{"chr1"}},
		"signal.bedGraph":  {Kind: source.Signal, Items: 4, Sequences: []string{"chr1", "chr2"}},
	} {
		t.Run(name, func(t *testing.T) {
			sourcetest.Run(t, func(t testing.TB) source.Source { return open(t, "testdata/"+name) }, want)
		})
	}
}

// What a file is taken for, by its content.
func TestInfo(t *testing.T) {
	for name, want := range map[string]struct {
		format, name     string
		values, metadata []string
	}{
		"six.bed":    {"BED6", "", []string{"score"}, []string{"name", "score"}},
		"wild.bed":   {"BED3", "", nil, []string{"track"}},
		"twelve.bed": {"BED12", "", []string{"score"}, []string{"gene", "score", "itemRgb"}},
		"calls.narrowPeak": {"narrowPeak", "", []string{"score", "signalValue", "pValue", "qValue", "peak"},
			[]string{"name", "score", "signalValue", "pValue", "qValue", "peak"}},
		"calls.broadPeak": {"broadPeak", "", []string{"score", "signalValue", "pValue", "qValue"},
			[]string{"name", "score", "signalValue", "pValue", "qValue"}},
		"calls.gappedPeak": {"gappedPeak", "", []string{"score", "signalValue", "pValue", "qValue"},
			[]string{"name", "score", "itemRgb", "signalValue", "pValue", "qValue"}},
		"signal.bedGraph": {"bedGraph", "four bins", []string{"value"}, nil},
		"detail.bed":      {"BED4+2", "detail", nil, []string{"name", "id", "description"}},
		"named.bed":       {"BED4+1", "", []string{"methylation"}, []string{"methylation", "class"}},
		"cytoBand.txt":    {"cytoBand", "", nil, []string{"name", "gieStain"}},
	} {
		info := open(t, "testdata/"+name).Info()
		if info.Format != want.format || info.Name != want.name {
			t.Errorf("%s: %s named %q, want %s named %q", name, info.Format, info.Name, want.format, want.name)
		}
		if !slices.Equal(info.Values, want.values) || !slices.Equal(info.Metadata, want.metadata) {
			t.Errorf("%s: values %q, metadata %q; want %q, %q", name, info.Values, info.Metadata, want.values, want.metadata)
		}
	}
}

func TestSix(t *testing.T) {
	rows := sourcetest.All(t, open(t, "testdata/six.bed"), "chr2")
	if want := []string{"beta", "delta", "alpha", "gap"}; !slices.Equal(rows.Metadata[0], want) {
		t.Errorf("names %q, want %q", rows.Metadata[0], want)
	}
	if want := []string{"0.5", "7", "10", "."}; !slices.Equal(rows.Metadata[1], want) {
		t.Errorf("scores as text %q, want %q", rows.Metadata[1], want)
	}
	if v := rows.Values[0]; v[0] != 0.5 || v[1] != 7 || !math.IsNaN(v[3]) {
		t.Errorf("scores %v", v)
	}
	if got := string(rows.Strand); got != "-*+*" {
		t.Errorf("strands %q", got)
	}
}

// A score that no row has is no value to draw; one that is the same in all stays.
func TestNoScore(t *testing.T) {
	for score, want := range map[string][]string{
		".": {"signalValue", "pValue", "qValue", "peak"},
		"0": {"score", "signalValue", "pValue", "qValue", "peak"},
	} {
		src, err := openText(strings.ReplaceAll("c\t1\t5\tp\t_\t.\t1.5\t2\t3\t1\nc\t6\t9\tq\t_\t.\t2.5\t4\t5\t1\n", "_", score), ".narrowPeak")
		if err != nil {
			t.Fatal(err)
		}
		if info := src.Info(); !slices.Equal(info.Values, want) {
			t.Errorf("score %s: values %q", score, info.Values)
		}
	}
}

func TestTracks(t *testing.T) {
	src := open(t, "testdata/wild.bed")
	if notes := src.Info().Notes; !slices.Equal(notes, []string{"the rows of the file's 2 tracks are shown together; column track says which"}) {
		t.Errorf("notes %q", notes)
	}
	if got, want := sourcetest.All(t, src, "chr1").Metadata[0], []string{"in the wild", "second", "in the wild"}; !slices.Equal(got, want) {
		t.Errorf("tracks %q, want %q", got, want)
	}
}

// Each track of a bedGraph is a signal, but not the parts of one that are on sequences of
// their own.
func TestTracksOfSignals(t *testing.T) {
	for text, want := range map[string][]string{
		"track type=bedGraph name=plus\nc\t0\t9\t1\ntrack type=bedGraph name=minus\nc\t0\t9\t-1\nd\t0\t9\t-2\n": {"plus", "minus"},
		"track type=bedGraph name=x\nc\t0\t9\t1\ntrack type=bedGraph name=x\nd\t0\t9\t1\n":                      {"value"},
		"track type=bedGraph name=x\nc\t0\t9\t1\ntrack type=bedGraph name=x\nc\t0\t9\t1\n":                      {"x", "x 2"},
		"track type=bedGraph\nc\t0\t9\t1\ntrack type=bedGraph\nc\t0\t9\t1\n":                                    {"track 1", "track 2"},
		"track type=bedGraph name=none\ntrack type=bedGraph name=x\nc\t0\t9\t1\n":                               {"value"},
	} {
		src, err := openText(text, ".bedGraph")
		if err != nil {
			t.Fatal(err)
		}
		info := src.Info()
		if !slices.Equal(info.Values, want) || info.Series != (len(want) > 1) || len(info.Notes) != len(want)-1 {
			t.Errorf("%q: %q, series %t, notes %q; want %q", text, info.Values, info.Series, info.Notes, want)
		}
	}
	// What track lines wish for is of their own signals.
	src, err := openText("track type=bedGraph name=gone color=1,2,3\ntrack type=bedGraph name=a color=200,100,0\nc\t0\t9\t1\n"+
		"track type=bedGraph name=b viewLimits=0:50\nc\t0\t9\t1\n", ".bedGraph")
	if err != nil {
		t.Fatal(err)
	}
	info := src.Info()
	if want := []source.Look{{Color: "#c86400"}, {Limits: "0:50"}}; !slices.Equal(info.Looks, want) || info.Look(1) != want[1] || info.Look(-1) != (source.Look{}) {
		t.Errorf("looks %+v, want %+v", info.Looks, want)
	}
	src, err = openText("track name=one color=200,100,0\nc\t0\t9\n", ".bed")
	if info = src.Info(); err != nil || info.Name != "one" || info.Look(-1).Color != "#c86400" {
		t.Errorf("%q with %+v, %v", info.Name, info.Looks, err)
	}
	// Chunks of a large file do not begin with a track line.
	rows := strings.Repeat("c\t0\t9\t1\n", 50_000)
	src, err = openText("track type=bedGraph name=a\n"+rows+"track type=bedGraph name=b\n"+strings.ReplaceAll(rows, "\t1\n", "\t2\n"), ".bedGraph")
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range sourcetest.All(t, src, "c").Values {
		n := 0
		for _, v := range v {
			if v == float64(i+1) {
				n++
			}
		}
		if n != 50_000 {
			t.Errorf("%d numbers of track %d", n, i+1)
		}
	}
}

// R quotes text.
func TestQuotes(t *testing.T) {
	src, err := openText("\"chr1\"\t100\t200\t\"a name\"\t5\t\"+\"\n", ".bed")
	if err != nil {
		t.Fatal(err)
	}
	rows := sourcetest.All(t, src, "chr1")
	if src.Info().Format != "BED6" || rows.Metadata[0][0] != "a name" || rows.Strand[0] != '+' {
		t.Errorf("%s: %q %c", src.Info().Format, rows.Metadata, rows.Strand)
	}
}

func TestTwelve(t *testing.T) {
	rows := sourcetest.All(t, open(t, "testdata/twelve.bed"), "chr1")
	want := [][][2]int{{{1000, 1500}, {2500, 2800}, {4400, 5000}}, {{2000, 2400}, {5000, 6000}}, {{7000, 7100}}}
	if !reflect.DeepEqual(rows.Exons, want) {
		t.Errorf("exons %v, want %v", rows.Exons, want)
	}
	if want := [][2]int{{1200, 4800}, {6000, 6000}, {7000, 7100}}; !slices.Equal(rows.Coding, want) {
		t.Errorf("coding %v, want %v", rows.Coding, want)
	}
	src := open(t, "testdata/twelve.bed").(source.Searcher)
	matches, err := src.Search(context.Background(), "geneb", 5)
	if want := (genome.Interval{Seq: "chr1", Start: 2000, End: 6000}); err != nil || len(matches) != 1 || matches[0].Interval != want {
		t.Errorf("geneb is at %v, %v; want %v", matches, err, want)
	}
}

func TestPeakValues(t *testing.T) {
	rows := sourcetest.All(t, open(t, "testdata/calls.narrowPeak"), "chr1")
	want := [][]float64{{870, 12}, {13.5, 2.5}, {24.25, 3.125}, {21.5, -1}, {120, -1}}
	if !reflect.DeepEqual(rows.Values, want) {
		t.Errorf("values %v, want %v", rows.Values, want)
	}
}

// Rows without a place are skipped, and cells that cannot be read left out, each with the
// line and the reason.
func TestBroken(t *testing.T) {
	info := open(t, "testdata/broken.bed").Info()
	if info.Format != "BED12" || info.Items != 26 {
		t.Errorf("%s with %d rows, want BED12 with 26", info.Format, info.Items)
	}
	want := []string{
		`4 rows left out: line 2: end 200 lies before start 300; line 3: start "-1" is negative; ` +
			`line 5: found 2 columns; wanted at least sequence, start and end; also line 15`,
		`the thick part left out of 2 rows: line 4: from 0 to 200 is not within the row from 100 to 200; ` +
			`line 7: thickStart "a" is not a whole number`,
		`blocks left out of 2 rows: line 4: block 1 ends at 300, the row at 200; ` +
			`line 10: blockCount is 2, but there are 1 blockSizes and 1 blockStarts`,
		`score left out of 1 row: line 6: "high" is not a number`,
		`itemRgb left out of 2 rows: line 8: "1,2" is no color; wanted red,green,blue or 0; ` +
			`line 9: "1,2,256" is no color; wanted red,green,blue or 0`,
		`borders between blocks left out of 1 row: line 13: block 2 begins at 150, before the end of the one before it, 160`,
		`what is behind column 12 left out of 1 row: line 14: found 13 columns`,
	}
	if !slices.Equal(info.Notes, want) {
		t.Errorf("notes %q, want %q", info.Notes, want)
	}
}

// A row alone after good ones: without a place it is skipped, otherwise only the cell
// that is wrong is left out, and what can be understood nevertheless is not.
func TestReasons(t *testing.T) {
	good := strings.Repeat("chr1\t100\t200\tn\t1\t+\t100\t200\t0\t1\t100\t0\n", 20)
	for row, want := range map[string]string{
		"chr1\t100": "1 row left out: line 21: found 2 columns; wanted at least sequence, start and end",
		"\t100\t200\tn\t1\t+\t100\t200\t0\t1\t100\t0":                "1 row left out: line 21: the sequence name is empty",
		"chr1\t100\t99999999999999\tn\t1\t+\t100\t200\t0\t1\t100\t0": "is not a position",
		"chr1\t100\t99999999999\tn\t1\t+\t100\t200\t0\t1\t100\t0":    "1 row left out: line 21: the last block ends at 200, the row at",
		"chr1\t100\t200\tn\thigh\t+\t100\t200\t0\t1\t100\t0":         `score left out of 1 row: line 21: "high" is not a number`,
		"chr1\t100\t200\tn\t1\tup\t100\t200\t0\t1\t100\t0":           `strand left out of 1 row: line 21: "up" is no strand`,
		"chr1\t100\t200\tn\t1\t+\ta\t200\t0\t1\t100\t0":              `line 21: thickStart "a" is not a whole number`,
		"chr1\t100\t200\tn\t1\t+\t180\t120\t0\t1\t100\t0":            "from 180 to 120 is not within the row from 100 to 200",
		"chr1\t100\t200\tn\t1\t+\t100\t200\t1,2,256\t1\t100\t0":      `itemRgb left out of 1 row: line 21: "1,2,256" is no color`,
		"chr1\t100\t200\tn\t1\t+\t100\t200\t#FF8800\t1\t100\t0":      `"#FF8800" is no color`,
		"chr1\t100\t200\tn\t1\t+\t100\t200\t0\t2\t100\t0":            "blockCount is 2, but there are 1 blockSizes and 1 blockStarts",
		"chr1\t100\t200\tn\t1\t+\t100\t200\t0\t1\t110\t0":            "block 1 ends at 210, the row at 200",
		"chr1\t100\t200\tn\t1\t+\t100\t200\t0\t2\t60,50\t0,50":       "block 2 begins at 150, before the end of the one before it, 160",
		"chr1\t100\t200\tn\t1\t+\t100\t200\t0\t1\t100\t0\tx":         "what is behind column 12 left out of 1 row: line 21: found 13 columns",
		"chr1\t100\t200\tn\tNA\t.\t0\t0\tNA\t1\t100\t0":              "", // missing, not wrong
		"chr1\t100\t200\tn\t1\t+\t100\t200\t0\t2\t20,30\t50,0":       "", // blocks in another order
		"chr1\t100\t200\tn\t1\t+\t100\t200\t0\t1\t50\t10":            "", // that end before the row
		"chr1\t1e+02\t2e2\tn\t1\t+\t100\t200.0\t0\t1\t100\t0":        "", // as R and pandas write
		"chr1\t100\t200\tn\t1":                                       "",
	} {
		src, err := openText(good+row+"\n", ".bed")
		if err != nil {
			t.Fatal(err)
		}
		info, items := src.Info(), int64(21)
		if strings.HasPrefix(want, "1 row left out") || strings.Contains(want, "position") {
			items = 20
		}
		if info.Format != "BED12" || info.Items != items || len(info.Notes) != min(len(want), 1) || !strings.Contains(strings.Join(info.Notes, ""), want) {
			t.Errorf("%q: %d rows, notes %q; want %s", row, info.Items, info.Notes, want)
		}
	}
}

// One odd column costs neither the blocks nor another column.
func TestColumnByColumn(t *testing.T) {
	for _, c := range []struct{ score, strand, from, to, color string }{
		{"0", "+", "0", "0", "0"},
		{"0", "+", "5", "5000", "0"},
		{"high", "+", "100", "900", "0"},
		{"0", "unknown", "100", "900", "blue"},
	} {
		row := "c\t100\t900\tx\t" + c.score + "\t" + c.strand + "\t" + c.from + "\t" + c.to + "\t" + c.color + "\t3\t100,100,200,\t0,300,600,\n"
		src, err := openText(row+strings.Replace(row, "900", "950", 1), ".bed")
		if err != nil {
			t.Fatal(err)
		}
		rows := sourcetest.All(t, src, "c")
		if info := src.Info(); info.Format != "BED12" || len(info.Notes) > 0 || len(rows.Exons[0]) != 3 ||
			c.score == "high" && rows.Metadata[1][0] != "high" || c.strand == "unknown" && rows.Metadata[2][0] != "unknown" {
			t.Errorf("%+v: %s with blocks %v, text %q, notes %q", c, info.Format, rows.Exons, rows.Metadata, info.Notes)
		}
	}
}

// What two numbers could be is not decided by chance, nor against the file's own names.
func TestNoThickPart(t *testing.T) {
	for text, want := range map[string]string{
		"c\t0\t399\tp\t1\t.\t55\t3\nc\t1000\t1999\tp\t2\t.\t1500\t3\n":                                                           "BED6+2",
		"#Chromosome\tStart\tEnd\tPValue\tScore\tStrand\tChIPCount\tInputCount\nc\t0\t399\t1e-9\t1\t.\t55\t60\n":                 "BED6+2",
		"c\t100\t150\tA\t1\t+\t110\t120\t0,255,128\nc\t350\t390\tB\t2\t+\t360\t350\t-1\nc\t450\t490\tC\t2\t+\t450\t490\t1,2,3\n": "BED9",
		"c\t100\t150\tA\t1\t+\t100\t100\t0\n":                                                                                    "BED9",
	} {
		src, err := openText(text, ".bed")
		if err != nil || src.Info().Format != want {
			t.Errorf("%q: %v, want %s", text, src.Info().Format, want)
		}
	}
}

// Zeros say nothing of a thick part, equal positions that there is none; BED12 always says.
func TestThickPart(t *testing.T) {
	const nine, twelve = "n\t1\t+\t%s\t255,0,0\n", "n\t1\t+\t%s\t0\t1\t50\t0\n"
	for _, c := range []struct {
		columns, thick string
		want           [2]int
	}{
		{nine, "110\t120", [2]int{110, 120}},
		{nine, "100\t100", [2]int{100, 100}},
		{nine, "130\t130", [2]int{130, 130}},
		{nine, "0\t0", [2]int{100, 150}},
		{nine, ".\t.", [2]int{100, 150}},
		{twelve, "110\t120", [2]int{110, 120}},
		{twelve, "0\t0", [2]int{100, 100}},
		{twelve, "150\t150", [2]int{150, 150}},
	} {
		text := "c\t100\t150\t" + fmt.Sprintf(c.columns, c.thick)
		src, err := openText("c\t50\t100\t"+fmt.Sprintf(c.columns, "60\t70")+text, ".bed")
		if err != nil {
			t.Fatal(err)
		}
		if rows := sourcetest.All(t, src, "c"); rows.Coding[1] != c.want {
			t.Errorf("%q: the thick part is %v, want %v", text, rows.Coding[1], c.want)
		}
	}
}

// Rows that get more columns behind the beginning of the file stay.
func TestLateColumns(t *testing.T) {
	src, err := openText(strings.Repeat("c\t1\t5\n", 300)+strings.Repeat("c\t1\t5\tn\t0\t+\n", 40), ".bed")
	if err != nil {
		t.Fatal(err)
	}
	info := src.Info()
	if info.Items != 340 || len(info.Notes) != 1 ||
		!strings.HasPrefix(info.Notes[0], "what is behind column 3 left out of 40 rows: line 301: found 6 columns; line 302") {
		t.Errorf("%d rows, notes %q", info.Items, info.Notes)
	}
}

// Number columns of any kind are values, which the whole file decides; the text stays.
func TestNumberColumns(t *testing.T) {
	late := strings.Repeat("c\t1\t5\tn\t0\t+\t7\t1\n", 300)
	src, err := openText(late+"c\t1\t5\tn\t0\t+\tx\tx\n"+strings.Repeat("c\t1\t5\tn\t0\t+\t8\tx\n", 300), ".bed")
	if err != nil {
		t.Fatal(err)
	}
	info := src.Info()
	if !slices.Equal(info.Values, []string{"score", "field7"}) || !slices.Equal(info.Metadata, []string{"name", "score", "field7", "field8"}) ||
		len(info.Notes) != 1 || info.Notes[0] != `field7 is text, no number, in 1 of 601 rows, as "x": they have no value` {
		t.Errorf("values %q, text %q, notes %q", info.Values, info.Metadata, info.Notes)
	}
	rows := sourcetest.All(t, src, "c")
	if v := rows.Values[1]; v[0] != 7 || !math.IsNaN(v[300]) || v[600] != 8 || rows.Metadata[2][300] != "x" {
		t.Errorf("values %g, %g, %g, text %q", v[0], v[300], v[600], rows.Metadata[2][300])
	}
}

// openText reads a text as if it were a file with a name that ends so.
func openText(text, ext string) (source.Source, error) {
	return sourcetest.OpenText("t"+ext, text, reader(ext))
}

func TestNoGoodRow(t *testing.T) {
	_, err := openText("chr1\t300\t200\tname\nchr1\t400\t300\tname\n", ".bed")
	var at *lines.Error
	if !errors.As(err, &at) || !errors.Is(err, source.ErrFormat) || at.Line != 1 ||
		!strings.HasPrefix(err.Error(), "t.bed: line 1: end 200 lies before start 300") {
		t.Errorf("error %v", err)
	}
}

func TestEmpty(t *testing.T) {
	for ext, want := range map[string]source.Kind{".bed": source.Features, ".bedGraph": source.Signal, ".bg": source.Signal} {
		for _, text := range []string{"", "# only\ntrack name=x\n\n"} {
			src, err := openText(text, ext)
			if err != nil || src.Info().Items != 0 || src.Info().Kind != want {
				t.Errorf("%s of %q: %+v, %v", ext, text, src.Info(), err)
			}
		}
	}
}

// Four columns with numbers at the end are a bedGraph when the file says so,
// by its track line or its name.
func TestGraphOrBED(t *testing.T) {
	const rows = "chr1\t0\t10\t1\nchr1\t10\t20\t2\n"
	for _, c := range []struct{ text, ext, want string }{
		{rows, ".bed", "BED4"},
		{rows, ".txt", "BED4"},
		{rows, ".bedGraph", "bedGraph"},
		{rows, ".bg", "bedGraph"},
		{"track type=bedGraph\n" + rows, ".txt", "bedGraph"},
		{"track type=bed\n" + rows, ".bg", "BED4"},
		{"chr1\t0\t10\tname\n", ".bg", "BED4"},
	} {
		src, err := openText(c.text, c.ext)
		if err != nil || src.Info().Format != c.want {
			t.Errorf("%q as %s: %v, %v; want %s", c.text, c.ext, src, err, c.want)
		}
	}
}

// TestStrandElsewhere shows that a column of strands is found where the sixth has none.
func TestStrandElsewhere(t *testing.T) {
	for _, c := range []struct{ text, strands, note string }{
		{"c\t1\t5\t+\nc\t7\t9\t-\n", "+-", "column 4 is taken for the strand"},
		{"c\t1\t5\ta\t-\nc\t7\t9\tb\t+\n", "-+", "column 5 is taken for the strand"},
		{"c\t1\t5\ta\t+\t7\nc\t7\t9\tb\t-\t8\n", "+-", "column 5 is taken for the strand"},
		{"c\t1\t5\ta\t3\tx\t+\nc\t7\t9\tb\t4\ty\t.\n", "+*", "column 7 is taken for the strand"},
		{"c\t1\t5\ta\t-\nc\t7\t9\tb\t-\n", "**", ""},
		{"c\t1\t5\ta\t1\t.\t+\nc\t7\t9\tb\t2\t-\t+\n", "*-", ""},
	} {
		src, err := openText(c.text, ".bed")
		if err != nil {
			t.Fatal(err)
		}
		notes := strings.Join(src.Info().Notes, "; ")
		if got := string(sourcetest.All(t, src, "c").Strand); got != c.strands || notes != c.note {
			t.Errorf("%q: strands %s, want %s; notes %s", c.text, got, c.strands, notes)
		}
	}
}

// TestNumbersBehindNoStrand shows that numbers are no thick part where the column of
// strands has none.
func TestNumbersBehindNoStrand(t *testing.T) {
	src, err := openText("c\t1\t1000\t5\t200\t20.5\t3\t36\t60\nd\t1\t500\t5\t200\t20.5\t3\t36\t60\n", ".txt")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"score", "name", "field6", "field7", "field8", "field9"}
	if info := src.Info(); info.Format != "BED5+4" || !slices.Equal(info.Values, want) {
		t.Errorf("format %s, values %q; want %q", info.Format, info.Values, want)
	}
}

// TestScattered shows that rows which are each on a sequence of their own are told.
func TestScattered(t *testing.T) {
	row := func(format string, n int) (text string) {
		for i := range n {
			text += fmt.Sprintf(format, i, i+100)
		}
		return text
	}
	for text, want := range map[string]bool{
		row("rs%d\t1\t%d\n", 10):                 true,
		row("rs%d\t1\t%d\n", 10) + "rs3\t5\t9\n": false,
		row("chr%d\t1\t%d\tx\t0\t+\n", 10):       false,
		row("chr%d\t0\t%d\n", 10):                false,
		row("chr%d\t1\t%d\n", 9):                 false,
	} {
		src, err := openText(text, ".txt")
		if err != nil {
			t.Fatal(err)
		}
		if notes := src.Info().Notes; (len(notes) > 0) != want {
			t.Errorf("%q: notes %q", text, notes)
		}
	}
}

// TestSpaces shows that spaces round a place are no part of it.
func TestSpaces(t *testing.T) {
	src, err := openText(" c\t1\t5\ta\nc \t 7\t9 \tb\n", ".bed")
	if err != nil {
		t.Fatal(err)
	}
	if rows := sourcetest.All(t, src, "c"); !slices.Equal(rows.Start, []int{1, 7}) || !slices.Equal(rows.End, []int{5, 9}) {
		t.Errorf("%v %v", rows.Start, rows.End)
	}
}

// TestGraphByNameOnly shows that a file named as bedGraph without numbers says what it is
// read as.
func TestGraphByNameOnly(t *testing.T) {
	src, err := openText("c\t1\t5\t1,5\nc\t7\t9\t2,5\n", ".bedGraph")
	if err != nil {
		t.Fatal(err)
	}
	const want = "the file is named as bedGraph, but its columns are not: it is read as BED4"
	if notes := src.Info().Notes; !slices.Equal(notes, []string{want}) {
		t.Errorf("notes %q", notes)
	}
}

// TestGuessedPeaks shows that a file that is not named as one of peaks is told to be taken
// for one.
func TestGuessedPeaks(t *testing.T) {
	const note = "the columns are taken for those of broadPeak"
	for ext, want := range map[string]bool{".bed": true, ".broadPeak": false} {
		src, err := openText("c\t1\t5\tp\t0\t.\t1.5\t2\t3\n", ext)
		if err != nil {
			t.Fatal(err)
		}
		if info := src.Info(); info.Format != "broadPeak" || slices.Contains(info.Notes, note) != want {
			t.Errorf("%s: format %s, notes %q", ext, info.Format, info.Notes)
		}
	}
}

// Peaks whose numbers could be a thick part and a color are peaks by their name.
// A count that is no count of blocks makes no standard column.
func TestPeaksOrBED9(t *testing.T) {
	const narrow, broad = "c\t1\t20\tp\t0\t.\t2\t3\t4\t5\n", "c\t1\t20\tp\t0\t.\t2\t3\t4\n"
	for _, c := range []struct{ text, ext, want string }{
		{narrow, ".narrowPeak", "narrowPeak"},
		{narrow, ".bed", "BED9+1"},
		{broad, ".broadPeak", "broadPeak"},
		{broad, ".bed", "BED9"},
		{"c\t1\t20\tm\t0\t+\t1\t20\t0,0,0\t7\t57\n", ".bed", "bedMethyl"},
		{"c\t1\t20\tm\t0\t+\t1\t20\t0,0,0\t7\t157\n", ".bed", "BED9+2"},
	} {
		src, err := openText(c.text, c.ext)
		if err != nil || src.Info().Format != c.want {
			t.Errorf("%q as %s: %v, %v; want %s", c.text, c.ext, src, err, c.want)
		}
	}
}

// bedGraphs of several columns, and bedMethyl, as their programs write them.
func TestSignalColumns(t *testing.T) {
	const mods = "c\t100\t101\tm\t14\t+\t100\t101\t255,0,0\t14\t21.43\t3\t11\t0\t1\t0\t2\t0\n" +
		"c\t101\t102\tm\t2\t-\t101\t102\t255,0,0\t2\t100\t2\t0\t0\t1\t0\t2\t0\n" +
		"c\t101\t102\th\t2\t-\t101\t102\t255,0,0\t2\t0\t0\t0\t2\t1\t0\t2\t0\n"
	counts := []string{"score", "coverage", "percentModified m", "percentModified h", "modified", "canonical", "otherModified", "deleted", "failed",
		"different", "noCall"}
	rest := strings.NewReplacer("255,0,0\t14\t", "255,0,0\t14 ", "255,0,0\t2\t", "255,0,0\t2 ")
	packed := ""
	for line := range strings.SplitSeq(strings.TrimSpace(mods), "\n") {
		line = rest.Replace(line)
		i := strings.Index(line, "255,0,0\t") + 8
		packed += line[:i] + strings.ReplaceAll(line[i:], "\t", " ") + "\n"
	}
	for _, c := range []struct {
		text, ext, format string
		values            []string
		series            bool
		column            int
		mean              float64 // of c:101-200 in that column
	}{
		{"track type=\"bedGraph\"\nc\t100\t101\t25\t2\t6\nc\t150\t151\t80\t8\t2\n", ".bedGraph", "MethylDackel bedGraph",
			[]string{"percentMethylated", "methylated", "unmethylated"}, false, 0, 1000.0 / 18 * (25*8 + 80*10) / 1000},
		{"c\t100\t150\t1\t4\t7\nc\t150\t190\t2\t0\t9\n", ".bedgraph", "bedGraph", []string{"sample1", "sample2", "sample3"}, true, 2, 710.0 / 90},
		{"#chrom\tstart\tend\tliver\tspleen\nc\t100\t150\t1\t4\n", ".bg", "bedGraph", []string{"liver", "spleen"}, true, 1, 4},
		{mods, ".bed", "bedMethyl", counts, false, 2, (14*21.43 + 200) / 16},
		{packed, ".bed", "bedMethyl", counts, false, 2, (14*21.43 + 200) / 16},
		{mods[:strings.Index(mods, "\n")+1] + packed[strings.Index(packed, "\n")+1:], ".bed", "bedMethyl", counts, false, 2, (14*21.43 + 200) / 16},
		{"#'chr'\t'start'\t'end'\t'a.bw'\t'b.bw'\nc\t100\t200\t1.5\tnan\nc\t200\t300\t0.25\t3.5\n", ".tab", "BED5", []string{"a.bw", "b.bw"}, false, 0, 1.5},
	} {
		src, err := openText(c.text, c.ext)
		if err != nil {
			t.Fatal(err)
		}
		info := src.Info()
		if info.Format != c.format || !slices.Equal(info.Values, c.values) || info.Series != c.series {
			t.Errorf("%q: %s with %q, series %t", c.text, info.Format, info.Values, info.Series)
			continue
		}
		iv := genome.Interval{Seq: "c", Start: 100, End: 200}
		sum, err := src.(source.Summarizer).Summarize(t.Context(), iv, 1, source.SummaryOptions{Column: c.column})
		if err != nil || math.Abs(bins.Values(sum, bins.Mean)[0]-c.mean) > 1e-9 {
			t.Errorf("%q: mean of %s %g, %v; want %g", c.text, info.Values[c.column], bins.Values(sum, bins.Mean), err, c.mean)
		}
	}
}

// TestOddMethylRow has a row among many whose percentage cannot be one, and one whose coverage is text.
func TestOddMethylRow(t *testing.T) {
	const row = "c\t%d\t%d\tm\t4\t+\t%[1]d\t%[2]d\t0\t%s\t%s\t1\t3\t0\t0\t0\t0\t0\n"
	var text strings.Builder
	for i := range 40 {
		coverage, percent := "4", "25.00"
		switch i {
		case 7:
			percent = "250.0"
		case 9:
			coverage = "many"
		}
		fmt.Fprintf(&text, row, i*10, i*10+1, coverage, percent)
	}
	src, err := openText(text.String(), ".bedmethyl")
	if err != nil {
		t.Fatal(err)
	}
	info := src.Info()
	if want := `coverage left out of 1 row: line 10: "many" is not a number`; info.Format != bedMethyl || info.Items != 40 || !slices.Contains(info.Notes, want) {
		t.Errorf("%s of %d rows with notes %q, want %s", info.Format, info.Items, info.Notes, want)
	}
}

// TestNamedMethyl has as many odd rows as others, in a file that is named as bedMethyl or not.
func TestNamedMethyl(t *testing.T) {
	const rows = "c\t1\t2\tm\t4\t+\t1\t2\t0\t4\t25\nc\t5\t6\tm\t4\t+\t5\t6\t0\t4\t250\n"
	for ext, want := range map[string]string{".bedmethyl": bedMethyl, ".bed": "BED9+2"} {
		if l, ok := Sniff([]byte(rows), ext); !ok || l.Format != want {
			t.Errorf("%s is %s, want %s", ext, l.Format, want)
		}
	}
}

// TestOddNumberInParts has text in a column of numbers among the rows that decide on the columns of all parts.
func TestOddNumberInParts(t *testing.T) {
	text := strings.Repeat("c\t1\t5\tn\t7\t+\t2.5\n", 30) + "c\t10\t15\tn\t8\t+\thigh\n"
	layout, ok := Sniff([]byte(text), ".bed")
	if layout = layout.Fixed(); !ok || !slices.Equal(layout.schema().Values, []string{"score", "field7"}) {
		t.Errorf("number columns %q", layout.schema().Values)
	}
}

// TestTracksOfOtherTypes has several tracks in a file, of which one has a type of its own.
func TestTracksOfOtherTypes(t *testing.T) {
	for _, c := range []struct{ text, ext, want string }{
		{"track name=a\nc\t1\t9\tx\t5\t+\nc\t11\t19\ty\t5\t+\ntrack type=bedGraph name=b\nc\t1\t9\t2.5\n", ".bed",
			"1 of 3 rows are of a track of type bedgraph, and are read as BED6: put them in a file of their own"},
		{"track type=bedGraph\nc\t1\t9\t2.5\nc\t11\t19\t3\ntrack type=narrowPeak name=b\nc\t1\t9\tx\n", ".bedgraph",
			"1 of 3 rows are of a track of type narrowpeak, and are read as bedGraph: put them in a file of their own"},
		{"track type=bedGraph\nc\t1\t9\t2.5\ntrack type=wiggle_0\nc\t11\t19\t3\n", ".bed", ""},
		{"track type=bedDetail\nc\t1\t9\tx\t5\ttext\ntrack\nc\t11\t19\tx\t5\ttext\n", ".bed", ""},
	} {
		src, err := openText(c.text, c.ext)
		if err != nil {
			t.Fatal(err)
		}
		if notes := src.Info().Notes; c.want != "" && !slices.Contains(notes, c.want) || c.want == "" && strings.Contains(strings.Join(notes, " "), "of type") {
			t.Errorf("%q: notes %q, want %q", c.text, notes, c.want)
		}
	}
}

// The names that a file has for its columns are of that file alone.
func TestOwnNames(t *testing.T) {
	const row = "c\t1\t20\tp\t0\t.\t1.5\t2.5\t3.5\t5\n"
	for _, c := range []struct{ text, want string }{{"#a\tb\tc\tpeak\te\tf\tg\th\ti\tj\n" + row, "peak"}, {row, "name"}} {
		src, err := openText(c.text, ".narrowPeak")
		if err != nil {
			t.Fatal(err)
		}
		if got := src.Info().Metadata[0]; got != c.want {
			t.Errorf("%q: the first text column is %q, want %q", c.text, got, c.want)
		}
	}
}

// A name that is no number among names that are has no value.
func TestNumbersAsNames(t *testing.T) {
	src, err := openText(strings.Repeat("c\t1\t5\t7\n", sampleRows)+"c\t10\t15\tx\n", ".bed")
	if err != nil {
		t.Fatal(err)
	}
	if v := sourcetest.All(t, src, "c").Values[0]; v[0] != 7 || !math.IsNaN(v[sampleRows]) {
		t.Errorf("values %g … %g, want 7 … NaN", v[0], v[sampleRows])
	}
}

// Rows are found by their names, in formats of all kinds.
func TestSearchNames(t *testing.T) {
	for text, want := range map[string]string{
		"c\t1\t5\tone\nc\t10\t15\ttwo_x\n":                                     "c:11-15",
		"c\t1\t5\tone\t0\t+\nc\t10\t15\ttwo_x\t0\t-\n":                         "c:11-15",
		"c\t0\t9\ttwo_x\tgneg\nc\t9\t20\tq1\tstalk\n":                          "c:1-9",
		"c\t10\t15\ttwo_x\t0\t.\t1.5\t-1\t-1\t2\n":                             "c:11-15",
		"c\t10\t15\ttwo_x\t0\t.\t10\t15\t0\t1\t5,\t0,\t1.5\t-1\t-1\n":          "c:11-15",
		"c\t10\t15\ttwo_x\t0\t+\t10\t15\t0\t1\t5,\t0,\n":                       "c:11-15",
		"c\t10\t15\ttwo_x\t0\t+\t10\t15\t0,0,1\nc\t1\t5\tone\t0\t+\t1\t5\t0\n": "c:11-15",
	} {
		src, err := openText(text, ".bed")
		if err != nil {
			t.Fatal(err)
		}
		found, err := src.(source.Searcher).Search(t.Context(), "TWO_", 5)
		if err != nil || len(found) != 1 || found[0].Name != "two_x" || found[0].Interval.String() != want {
			t.Errorf("%q: found %v, %v; want %s", text, found, err, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, text := range []string{
		"chr1\t100\t200\tn\t1\t+\t100\t200\t0\t2\t50,10\t0,90\n", "chr1 1 2\nchr1 2 x\n",
		"track type=bedGraph\nchr1\t1\t2\tNaN\n", "chr1\t1\t5\t.\t0\t.\t1\t2\t3\t-1\n",
		"chr1\t99999999999\t999999999999\n", "a\t1\t1\n\n#\n", "c\t1\t2\t3\t4\t5\t6\t7\t8\t9\t10,\t,\n",
	} {
		f.Add(text)
	}
	sourcetest.FuzzText(f, "t.bed", reader(".bed"), "testdata/*", "shared/bad/*.bed", "shared/peaks/*")
}
