package bed

import (
	"context"
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
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
		"wild.bed":   {"BED3", "in the wild", nil, nil},
		"twelve.bed": {"BED12", "", nil, []string{"gene", "score", "itemRgb"}},
		"calls.narrowPeak": {"narrowPeak", "", []string{"score", "signalValue", "pValue", "qValue"},
			[]string{"name", "score", "signalValue", "pValue", "qValue", "peak"}},
		"calls.broadPeak": {"broadPeak", "", []string{"score", "signalValue", "pValue", "qValue"},
			[]string{"name", "score", "signalValue", "pValue", "qValue"}},
		"calls.gappedPeak": {"gappedPeak", "", []string{"score", "signalValue", "pValue", "qValue"},
			[]string{"name", "score", "itemRgb", "signalValue", "pValue", "qValue"}},
		"signal.bedGraph": {"bedGraph", "four bins", []string{"value"}, nil},
		"detail.bed":      {"BED4+2", "detail", nil, []string{"name", "id", "description"}},
		"named.bed":       {"BED4+1", "", nil, []string{"methylation", "class"}},
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

// A score that is the same in all rows is no value to draw; the others stay.
func TestConstantScore(t *testing.T) {
	src, err := openText("c\t1\t5\tp\t0\t.\t1.5\t2\t3\t1\nc\t6\t9\tq\t0\t.\t2.5\t4\t5\t1\n", ".narrowPeak")
	if err != nil {
		t.Fatal(err)
	}
	if info := src.Info(); !slices.Equal(info.Values, []string{"signalValue", "pValue", "qValue"}) || info.Min != 1.5 || info.Max != 2.5 {
		t.Errorf("values %q from %g to %g", info.Values, info.Min, info.Max)
	}
	if rows := sourcetest.All(t, src, "c"); rows.Values[1][1] != 4 || rows.Metadata[1][0] != "0" {
		t.Errorf("values %v, metadata %q", rows.Values, rows.Metadata)
	}
}

func TestTracks(t *testing.T) {
	notes := open(t, "testdata/wild.bed").Info().Notes
	if !slices.Equal(notes, []string{"the rows of the file's 2 tracks are shown together"}) {
		t.Errorf("notes %q", notes)
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
	want := [][]float64{{870, 12}, {13.5, 2.5}, {24.25, 3.125}, {21.5, -1}}
	if !reflect.DeepEqual(rows.Values, want) {
		t.Errorf("values %v, want %v", rows.Values, want)
	}
}

// Each of the lines 2 to 15 is skipped, with the reason.
func TestBroken(t *testing.T) {
	src := open(t, "testdata/broken.bed")
	info := src.Info()
	if info.Format != "BED12" || info.Items != 16 {
		t.Errorf("%s with %d rows, want BED12 with 16", info.Format, info.Items)
	}
	want := "14 rows passed over: line 2: end 200 lies before start 300; line 3: start \"-1\" is negative; " +
		"line 4: end \"2e2\" is not a whole number; also lines 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15"
	if len(info.Notes) != 1 || info.Notes[0] != want {
		t.Errorf("notes %q, want %q", info.Notes, want)
	}
}

// Reasons for passing a row over, each given by a row alone after good ones.
func TestReasons(t *testing.T) {
	good := strings.Repeat("chr1\t100\t200\tn\t1\t+\t100\t200\t0\t1\t100\t0\n", 20)
	for row, want := range map[string]string{
		"chr1\t100": "found 2 columns; wanted at least sequence, start and end",
		"chr1\t100\t200\tn\thigh\t+\t100\t200\t0\t1\t100\t0":         `score "high" is not a number`,
		"chr1\t100\t200\tn\t1\t+\ta\t200\t0\t1\t100\t0":              `thickStart "a" is not a whole number`,
		"chr1\t100\t200\tn\t1\t+\t100\t200\t1,2\t1\t100\t0":          `itemRgb "1,2" is no color`,
		"chr1\t100\t200\tn\t1\t+\t100\t200\t1,2,256\t1\t100\t0":      "256 is more than 255",
		"chr1\t100\t200\tn\t1\t+\t100\t200\t0\t2\t100\t0":            "blockCount is 2, but there are 1 blockSizes and 1 blockStarts",
		"chr1\t100\t200\tn\t1\t+\t100\t200\t0\t1\t90\t10":            "the first of blockStarts is 10; wanted 0",
		"chr1\t100\t200\tn\t1\t+\t100\t200\t0\t1\t90\t0":             "the last block ends at 190, the row at 200",
		"chr1\t100\t200\tn\t1\t+\t100\t200\t0\t2\t60,50\t0,50":       "block 2 begins at 150, before the end of the one before it, 160",
		"chr1\t100\t200\tn\t1\t+\t100\t200\t0\t1\t100\t0\tx":         "found 13 columns; wanted 12",
		"\t100\t200\tn\t1\t+\t100\t200\t0\t1\t100\t0":                "the sequence name is empty",
		"chr1\t100\t99999999999999\tn\t1\t+\t100\t200\t0\t1\t100\t0": "is not a position",
	} {
		src, err := openText(good+row+"\n", ".bed")
		if err != nil {
			t.Fatal(err)
		}
		if info := src.Info(); info.Items != 20 || len(info.Notes) != 1 || !strings.Contains(info.Notes[0], "1 row passed over: line 21: ") ||
			!strings.Contains(info.Notes[0], want) {
			t.Errorf("%q: %d rows, notes %q; want %s", row, info.Items, info.Notes, want)
		}
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

// Peaks whose numbers could be a thick part and a color are peaks by their name.
// A count that is no count of blocks makes no standard column.
func TestPeaksOrBED9(t *testing.T) {
	const narrow, broad = "c\t1\t20\tp\t0\t.\t2\t3\t4\t5\n", "c\t1\t20\tp\t0\t.\t2\t3\t4\n"
	for _, c := range []struct{ text, ext, want string }{
		{narrow, ".narrowPeak", "narrowPeak"},
		{narrow, ".bed", "BED10"},
		{broad, ".broadPeak", "broadPeak"},
		{broad, ".bed", "BED9"},
		{"c\t1\t20\tm\t0\t+\t1\t20\t0,0,0\t7\t57\n", ".bed", "BED9+2"}, // bedMethyl
	} {
		src, err := openText(c.text, c.ext)
		if err != nil || src.Info().Format != c.want {
			t.Errorf("%q as %s: %v, %v; want %s", c.text, c.ext, src, err, c.want)
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
