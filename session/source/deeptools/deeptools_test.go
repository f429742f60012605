package deeptools

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/lines"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

func read(r *lines.Reader, head []byte) (source.Source, error) {
	layout, ok := Sniff(head)
	if !ok {
		return nil, fmt.Errorf("%s is not recognised", r.Name())
	}
	return Read(context.Background(), r, layout)
}

func open(t testing.TB, name string) source.Source {
	return sourcetest.OpenFile(t, "testdata/"+name, read)
}

func TestConformance(t *testing.T) {
	for name, want := range map[string]sourcetest.Want{
		"two.mat":      {Items: 4, Sequences: []string{"chr1", "chr2"}},
		"metagene.mat": {Items: 2, Sequences: []string{"chr1"}},
	} {
		t.Run(name, func(t *testing.T) {
			sourcetest.Run(t, func(t testing.TB) source.Source { return open(t, name) }, want)
		})
	}
}

// TestTruth compares the rows with those that Python computed, see testdata/make.py.
func TestTruth(t *testing.T) {
	text, err := os.ReadFile("testdata/truth.json")
	if err != nil {
		t.Fatal(err)
	}
	var truth map[string][]struct {
		Seq         string
		Start, End  int
		Strand      string
		Name, Group string
		Means       []*float64
		Exons       [][2]int
	}
	if err := json.Unmarshal(text, &truth); err != nil {
		t.Fatal(err)
	}
	for name, want := range truth {
		src := open(t, name)
		for _, w := range want {
			rows := sourcetest.All(t, src, w.Seq)
			i := slices.Index(rows.Metadata[0], w.Name)
			if i < 0 || rows.Start[i] != w.Start || rows.End[i] != w.End || string(rows.Strand[i]) != w.Strand || rows.Metadata[1][i] != w.Group {
				t.Fatalf("%s: %+v is missing or another", name, w)
			}
			if w.Exons != nil && !slices.Equal(rows.Exons[i], w.Exons) {
				t.Errorf("%s: exons %v, want %v", name, rows.Exons[i], w.Exons)
			}
			for k, mean := range w.Means {
				got := rows.Values[k][i]
				if mean == nil && got == got || mean != nil && math.Abs(got-*mean) > 1e-12*math.Abs(*mean) {
					t.Errorf("%s: %s has %v in sample %d, want %v", name, w.Name, got, k, mean)
				}
			}
		}
	}
}

func TestInfo(t *testing.T) {
	info := open(t, "two.mat").Info()
	if info.Format != "deepTools matrix" || !slices.Equal(info.Values, []string{"chip", "input"}) || !slices.Equal(info.Metadata, []string{"name", "group"}) ||
		!slices.Equal(info.Notes, []string{"the value of a sample is the mean of its bins; the matrix has 8 bins of 2 samples"}) {
		t.Errorf("%+v", info)
	}
}

// TestDamaged has matrices that differ from what their first line says.
func TestDamaged(t *testing.T) {
	const header = `@{"sample_labels":["a","a"],"sample_boundaries":[0,1,2],"group_labels":["x","none","y"],"group_boundaries":[0,1,1,3]}` + "\n"
	src, err := sourcetest.OpenText("m", header+"c\t1\t5\tone\t.\t+\t1\t2\nc\t7\t9\ttwo\t.\t+\tbad\n\nc\tx\t9\tthree\t.\t+\t1\t2\n", read)
	if err != nil {
		t.Fatal(err)
	}
	rows := sourcetest.All(t, src, "c")
	if !slices.Equal(rows.Metadata[1], []string{"x", "y"}) || !slices.Equal(src.Info().Values, []string{"a", "a 2"}) || rows.Values[1][0] != 2 {
		t.Errorf("%+v", rows)
	}
	notes := strings.Join(src.Info().Notes, "; ")
	for _, part := range []string{"should have 3 rows, as its first line says, and has 2", `line 5: start "x" is not`, "line 3: found 1; wanted 2", `"bad" is not a number`} {
		if !strings.Contains(notes, part) {
			t.Errorf("notes %s; want %s", notes, part)
		}
	}
	for _, text := range []string{"", "@\n", "@{}\n", "@{\n", "@HD\tVN:1.6\n", `@{"sample_labels":["a"],"sample_boundaries":[0],"group_labels":["x"],"group_boundaries":[0,1]}`,
		`@{"sample_labels":["a"],"sample_boundaries":[0,-1],"group_labels":["x"],"group_boundaries":[0,1]}`} {
		if _, ok := Sniff([]byte(text)); ok {
			t.Errorf("%q is taken for a matrix", text)
		}
	}
}

// TestShared has a first line that does not say where the bins of a sample begin, and no groups.
func TestShared(t *testing.T) {
	src, err := sourcetest.OpenText("m", `@{"upstream":[100],"sample_labels":["a","b"]}`+"\nc\t1\t5\tone\t.\t+\t1\t2\tnan\t4\r\n", read)
	if err != nil {
		t.Fatal(err)
	}
	rows := sourcetest.All(t, src, "c")
	if rows.Values[0][0] != 1.5 || rows.Values[1][0] != 4 || rows.Metadata[1][0] != "" ||
		!slices.Contains(src.Info().Notes, "its first line does not say which bins are of which sample: each has as many, one sample after the other") {
		t.Errorf("%+v; notes %q", rows, src.Info().Notes)
	}
}

func FuzzRead(f *testing.F) { sourcetest.FuzzText(f, "m", read, "testdata/*.mat") }
