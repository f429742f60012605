package bbi

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bins"
)

// sharedData is a file or folder of the test data beside the project. Without
// it the test is skipped: the package's own files cover every feature.
func sharedData(t testing.TB, path ...string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		data := filepath.Join(dir, "shared", "data")
		if _, err := os.Stat(data); err == nil {
			return filepath.Join(append([]string{data}, path...)...)
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Skip("no folder shared/data beside the project: the truth files are not here")
		}
		dir = up
	}
}

// openFile opens a file of the test data; the error is Open's.
func openFile(t testing.TB, path string) (source.Source, error) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	src, err := Open(f, info.Size(), filepath.Base(path))
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	t.Cleanup(func() { _ = src.Close() })
	return src, nil
}

// truth is one case of a truth file.
type truth struct {
	File  string
	Query struct {
		Kind, Chr, Stat  string
		Start, End, Bins int
	}
	Expect  json.RawMessage
	PerBase []*float64
	Note    string
}

// truths reads the cases of some kinds.
func truths(t *testing.T, name string, kinds ...string) []truth {
	t.Helper()
	f, err := os.Open(sharedData(t, "truth", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var list []truth
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var c truth
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		for _, k := range kinds {
			if c.Query.Kind == k {
				list = append(list, c)
			}
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	if len(list) == 0 {
		t.Fatalf("%s has no case of kind %v", name, kinds)
	}
	return list
}

// refused tells a case in which the tool gives an error.
func (c *truth) refused() bool {
	var e struct{ Error bool }
	return json.Unmarshal(c.Expect, &e) == nil && e.Error
}

func (c *truth) interval() genome.Interval {
	return genome.Interval{Seq: c.Query.Chr, Start: c.Query.Start, End: c.Query.End}
}

// near allows what 32-bit floats allow; nil stands for no value.
func near(got float64, want *float64, tolerance float64) bool {
	if want == nil {
		return math.IsNaN(got)
	}
	return got == *want || math.Abs(got-*want) <= tolerance*math.Max(math.Abs(got), math.Abs(*want))
}

func agree(got []float64, want []*float64, tolerance float64) error {
	if len(got) != len(want) {
		return fmt.Errorf("%d numbers, want %d", len(got), len(want))
	}
	for i := range got {
		if !near(got[i], want[i], tolerance) {
			w := "none"
			if want[i] != nil {
				w = fmt.Sprint(*want[i])
			}
			return fmt.Errorf("number %d is %v, want %s", i, got[i], w)
		}
	}
	return nil
}

// opened keeps the sources of a truth test, one a file.
func opened(t *testing.T) func(file string) source.Source {
	files := map[string]source.Source{}
	return func(file string) source.Source {
		if files[file] == nil {
			src, err := openFile(t, sharedData(t, file))
			if err != nil {
				t.Fatal(err)
			}
			files[file] = src
		}
		return files[file]
	}
}

func TestTruthBigWigValues(t *testing.T) {
	src := opened(t)
	for _, c := range truths(t, "bigwig.jsonl", "values") {
		iv := c.interval()
		rows, err := src(c.File).Rows(t.Context(), iv, source.RowOptions{})
		if err != nil {
			t.Errorf("%s %v: %v", c.File, iv, err)
			continue
		}
		got := make([]float64, iv.Len())
		for i := range got {
			got[i] = math.NaN()
		}
		length := 0
		for _, s := range src(c.File).Info().Sequences {
			if s.Name == iv.Seq {
				length = s.Length
			}
		}
		for i, v := range rows.Values[0] {
			for p := max(iv.Start, rows.Start[i]); p < min(iv.End, rows.End[i]); p++ {
				got[p-iv.Start] = v
				if p >= length {
					t.Errorf("%s %v: a value at %d, behind the end of the sequence (%d)", c.File, iv, p, length)
				}
			}
		}
		if c.refused() {
			continue
		}
		var want []*float64
		if err := json.Unmarshal(c.Expect, &want); err != nil {
			t.Fatal(err)
		}
		if err := agree(got, want, 1e-5); err != nil {
			t.Errorf("%s %v: %v", c.File, iv, err)
		}
		sum, err := src(c.File).(source.Summarizer).Summarize(t.Context(), iv, iv.Len(), source.SummaryOptions{})
		if err != nil {
			t.Error(err)
		} else if err := agree(bins.Values(sum, bins.Mean), want, 1e-5); err != nil {
			t.Errorf("%s %v, a bin a base: %v", c.File, iv, err)
		}
	}
}

func TestTruthBigWigStats(t *testing.T) {
	src := opened(t)
	for _, c := range truths(t, "bigwig.jsonl", "stats") {
		iv := c.interval()
		sum, err := src(c.File).(source.Summarizer).Summarize(t.Context(), iv, c.Query.Bins, source.SummaryOptions{Exact: true})
		if c.refused() {
			if !errors.Is(err, source.ErrNoSequence) {
				t.Errorf("%s %v: %v; want ErrNoSequence", c.File, iv, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s %v: %v", c.File, iv, err)
			continue
		}
		stat, err := bins.ParseStat(c.Query.Stat)
		if err != nil {
			t.Fatal(err)
		}
		var want []*float64
		if err := json.Unmarshal(c.Expect, &want); err != nil {
			t.Fatal(err)
		}
		switch {
		case c.PerBase != nil:
			want = c.PerBase
		case c.File == "bigwig/dm3_empty.bw" && stat != bins.Coverage:
			// Its items have no bases; pyBigWig answers with them all the same.
			want = make([]*float64, c.Query.Bins)
		case stat == bins.Coverage:
			for i := range want {
				if want[i] == nil {
					want[i] = new(float64)
				}
			}
		}
		if err := agree(bins.Values(sum, stat), want, 1e-5); err != nil {
			t.Errorf("%s %v %s in %d bins (%s): %v", c.File, iv, stat, c.Query.Bins, c.Note, err)
		}
	}
}
