package table

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/lines"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

func reader(opt Options) sourcetest.ReadText {
	return func(r *lines.Reader, head []byte) (source.Source, error) {
		layout, ok := Sniff(head, opt)
		if !ok {
			return nil, fmt.Errorf("%s is not recognised", r.Name())
		}
		return Read(context.Background(), r, layout)
	}
}

func open(t testing.TB, path string) source.Source {
	return sourcetest.OpenFile(t, path, reader(Options{}))
}

func TestConformance(t *testing.T) {
	for name, want := range map[string]sourcetest.Want{
		"coverage.tsv":   {Items: 3, Sequences: []string{"chr1", "chr2"}},
		"expression.csv": {Items: 2, Sequences: []string{"chr1"}},
		"dump.txt":       {Items: 2, Sequences: []string{"chr1"}},
		"rnames.txt":     {Items: 2, Sequences: []string{"chr1"}},
		"islands.txt":    {Items: 2, Sequences: []string{"chr1"}},
	} {
		t.Run(name, func(t *testing.T) {
			sourcetest.Run(t, func(t testing.TB) source.Source { return open(t, "testdata/"+name) }, want)
		})
	}
}

func TestColumns(t *testing.T) {
	for name, want := range map[string]struct {
		values, metadata []string
		start, end       int // of the first row
		note             string
	}{
		"coverage.tsv": {[]string{"length", "%gc", "mean_coverage"}, []string{"name"}, 50, 60,
			"from 1 with both ends included, with which column length agrees"},
		"expression.csv": {[]string{"tumor", "normal"}, []string{"gene"}, 100, 200, "from 1 with both ends included"},
		"dump.txt": {[]string{"bin"}, []string{"name"}, 100, 200,
			"from 0 with the end excluded, as in UCSC's tables with a column chromStart"},
		"rnames.txt":  {[]string{"row", "score"}, nil, 100, 200, "from 1 with both ends included"},
		"quoted.csv":  {nil, []string{"note"}, 10, 20, "from 1 with both ends included"},
		"islands.txt": {[]string{"length", "cpgNum", "obsExp"}, nil, 10, 60, "from 0 with the end excluded, with which column length agrees"},
	} {
		src := open(t, "testdata/"+name)
		info := src.Info()
		if !slices.Equal(info.Values, want.values) || !slices.Equal(info.Metadata, want.metadata) {
			t.Errorf("%s: values %q, metadata %q; want %q, %q", name, info.Values, info.Metadata, want.values, want.metadata)
		}
		if rows := sourcetest.All(t, src, "chr1"); rows.Start[0] != want.start || rows.End[0] != want.end {
			t.Errorf("%s: the first row is [%d, %d)", name, rows.Start[0], rows.End[0])
		}
		if len(info.Notes) != 1 || !strings.HasSuffix(info.Notes[0], want.note) {
			t.Errorf("%s: notes %q, want %s", name, info.Notes, want.note)
		}
	}
	for opt, note := range map[Options]string{{ZeroBased: true}: "as asked for", {BED: true}: "by the file's name"} {
		src := sourcetest.OpenFile(t, "testdata/coverage.tsv", reader(opt))
		if rows := sourcetest.All(t, src, "chr1"); rows.Start[0] != 51 || !strings.HasSuffix(src.Info().Notes[0], note) {
			t.Errorf("%+v: the first row starts at %d; notes %q", opt, rows.Start[0], src.Info().Notes)
		}
	}
}

func TestFields(t *testing.T) {
	rows := sourcetest.All(t, open(t, "testdata/coverage.tsv"), "chr1")
	if got := rows.Metadata[0]; !slices.Equal(got, []string{"early", "exon 1"}) {
		t.Errorf("names %q", got)
	}
	if got := string(rows.Strand); got != "*+" {
		t.Errorf("strands %q", got)
	}
	if got := sourcetest.All(t, open(t, "testdata/quoted.csv"), "chr1").Metadata[0]; !slices.Equal(got, []string{"one, two", "three"}) {
		t.Errorf("notes %q", got)
	}
	if v := sourcetest.All(t, open(t, "testdata/coverage.tsv"), "chr2").Values[1][0]; !math.IsNaN(v) {
		t.Errorf("NA is %g", v)
	}
}

func TestBroken(t *testing.T) {
	info := open(t, "testdata/broken.tsv").Info()
	want := []string{
		"positions are taken to count from 1 with both ends included",
		"5 rows passed over: line 2: start is 0; positions are counted from 1; line 3: end 10 lies before start 20; " +
			`line 4: start "x" is not a whole number; also lines 6, 7`,
		"what is behind column 4 left out of 1 row: line 5: found 5 columns",
		`value is text, no number, in 1 of 270 rows, as "many": they have no value`,
	}
	if !slices.Equal(info.Notes, want) {
		t.Errorf("notes %q, want %q", info.Notes, want)
	}
}

// R's write.csv gives the column of row names no name.
func TestUnnamed(t *testing.T) {
	l, ok := Sniff([]byte("\"\",\"chr\",\"start\",\"end\",\"\"\n\"1\",\"chr1\",1,5,0.5\n"), Options{})
	if want := []string{"row", "chr", "start", "end", "field5"}; !ok || !slices.Equal(l.names, want) {
		t.Errorf("names %q, want %q", l.names, want)
	}
}

func TestSniffRefuses(t *testing.T) {
	for _, text := range []string{
		"", "chrom\tstart\tend\n", "chr1\t1\t2\n", "a\tb\tc\nchr1\t1\t2\n", "chrom\tstart\tend\nchr1\tx\ty\n",
		"#chrom\tstart\tend\nchr1\t1\t2\n", // BED with names in a comment
	} {
		if l, ok := Sniff([]byte(text), Options{}); ok {
			t.Errorf("%q is a table: %+v", text, l)
		}
	}
}

func TestTruthIslands(t *testing.T) {
	cases := slices.DeleteFunc(sourcetest.Truth(t, "ucsc.jsonl"), func(c sourcetest.Case) bool {
		return !strings.Contains(c.File, "cpgIsland")
	})
	sourcetest.EachCase(t, cases, open, func(t *testing.T, c sourcetest.Case, src source.Source) {
		sourcetest.Check(t, c, src, islandColumns)
	})
}

// islandColumns puts a row of cpgIslandExt together again.
func islandColumns(_ source.Info, seq string, rows *source.Rows, i int) []string {
	out := []string{seq, strconv.Itoa(rows.Start[i]), strconv.Itoa(rows.End[i])}
	for k, v := range rows.Values {
		digits := -1 // behind the point: whole numbers first, then six
		if k > 2 {
			digits = 6
		}
		out = append(out, strconv.FormatFloat(v[i], 'f', digits, 64))
	}
	return out
}

// matrixRows is the expectation of a rows case of a matrix.
type matrixRows struct {
	Count int
	Rows  []struct {
		Chr        string
		Start, End int
		Values     map[string]float64
	}
}

func TestTruthMatrix(t *testing.T) {
	sourcetest.EachCase(t, sourcetest.Truth(t, "matrix.jsonl"), open, func(t *testing.T, c sourcetest.Case, src source.Source) {
		switch c.Query.Kind {
		case "header":
			checkHeader(t, c, src)
		case "column":
			checkColumn(t, c, src)
		case "rows":
			checkRows(t, c, src)
		default:
			t.Errorf("no test for kind %q", c.Query.Kind)
		}
	})
}

func checkHeader(t *testing.T, c sourcetest.Case, src source.Source) {
	var want struct {
		Rows    int64
		Columns []string
	}
	c.Decode(t, &want)
	info := src.Info()
	if info.Items != want.Rows {
		t.Errorf("%d rows, want %d; notes %q", info.Items, want.Rows, info.Notes)
	}
	for _, name := range want.Columns[3:] {
		if name != "strand" && !slices.Contains(info.Values, name) && !slices.Contains(info.Metadata, name) {
			t.Errorf("no column %s", name)
		}
	}
}

func checkColumn(t *testing.T, c sourcetest.Case, src source.Source) {
	var want struct {
		Min, Max, Mean float64
		NA             int
	}
	c.Decode(t, &want)
	info := src.Info()
	column := slices.Index(info.Values, c.Query.Name)
	if column < 0 {
		t.Fatalf("no value column %s", c.Query.Name)
	}
	low, high, sum, n, na := math.Inf(1), math.Inf(-1), 0.0, 0, 0
	for _, q := range info.Sequences {
		for _, v := range sourcetest.All(t, src, q.Name).Values[column] {
			if v != v {
				na++
				continue
			}
			low, high, sum, n = min(low, v), max(high, v), sum+v, n+1
		}
	}
	if !near(low, want.Min) || !near(high, want.Max) || !near(sum/float64(n), want.Mean) || na != want.NA {
		t.Errorf("%s from %g to %g, mean %g, %d missing; want %+v", c.Query.Name, low, high, sum/float64(n), na, want)
	}
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*max(1, math.Abs(b)) }

func checkRows(t *testing.T, c sourcetest.Case, src source.Source) {
	var want matrixRows
	if err := json.Unmarshal(c.Expect, &want); err != nil {
		t.Fatal(err)
	}
	q := c.Query
	rows, err := src.Rows(context.Background(), genome.Interval{Seq: q.Chr, Start: q.Start, End: q.End}, source.RowOptions{})
	if err != nil {
		if want.Count == 0 {
			return
		}
		t.Fatal(err)
	}
	if rows.Len() != want.Count {
		t.Fatalf("%d rows, want %d", rows.Len(), want.Count)
	}
	var means map[string]any
	c.Decode(t, &means)
	info := src.Info()
	for i, name := range info.Values {
		number, ok := means["mean_"+name].(json.Number)
		if !ok {
			continue
		}
		sum := 0.0
		for _, v := range rows.Values[i] {
			sum += v
		}
		if mean, _ := number.Float64(); !near(sum/float64(rows.Len()), mean) {
			t.Errorf("mean of %s %g, want %g", name, sum/float64(rows.Len()), mean)
		}
	}
	for k, r := range want.Rows {
		if rows.Start[k] != r.Start || rows.End[k] != r.End {
			t.Errorf("row %d is [%d, %d), want [%d, %d)", k, rows.Start[k], rows.End[k], r.Start, r.End)
		}
		for name, v := range r.Values {
			if got := rows.Values[slices.Index(info.Values, name)][k]; !near(got, v) {
				t.Errorf("row %d: %s %g, want %g", k, name, got, v)
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	sourcetest.FuzzText(f, "f", reader(Options{}), "testdata/*.?s?", "testdata/*.txt")
}
