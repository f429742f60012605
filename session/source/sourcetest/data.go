package sourcetest

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// SharedData returns the folder shared/data with real files and truths, found
// by walking up from the working directory. It skips the test if the folder does not
// exist.
func SharedData(t testing.TB) string {
	t.Helper()
	dir, ok := findShared(t)
	if !ok {
		t.Skip("needs the folder shared/data with real files beside the project, which is not here")
	}
	return dir
}

// findShared looks for the folder.
func findShared(t testing.TB) (string, bool) {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		data := filepath.Join(dir, "shared", "data")
		if info, err := os.Stat(data); err == nil && info.IsDir() {
			return data, true
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", false
		}
		dir = parent
	}
}

// maxSeed bounds the size of the files that Seeds uses: a fuzzer makes no progress
// with large ones.
const maxSeed = 64 << 10

// Seeds calls add with the content of the files that match the patterns, such as
// "testdata/*.bed", and of those of the shared data for patterns that begin with
// "shared/", where that folder is present.
func Seeds(f *testing.F, add func(content []byte), patterns ...string) {
	f.Helper()
	shared, ok := findShared(f)
	for _, p := range patterns {
		if rest, isShared := strings.CutPrefix(p, "shared/"); isShared {
			if !ok {
				continue
			}
			p = filepath.Join(shared, filepath.FromSlash(rest))
		}
		names, err := filepath.Glob(p)
		if err != nil {
			f.Fatal(err)
		}
		for _, name := range names {
			content, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			if len(content) <= maxSeed {
				add(content)
			}
		}
	}
}

// Case is one query of a file of the shared data, and the answer of an independent
// tool.
type Case struct {
	Dir    string `json:"-"`    // the folder that File is in
	File   string `json:"file"` // with slashes
	Query  Query
	Expect json.RawMessage
	// Perbase, if present, is an equally good answer as Expect.
	Perbase json.RawMessage
	Tool    string
	Note    string
}

// Query is the query of a case. Positions are 0-based half-open.
type Query struct {
	Kind       string
	Chr        string
	Start, End int
	Bins       int
	Stat       string
	Name       string
	GeneID     string `json:"gene_id"`
}

// Path returns the file's path.
func (c Case) Path() string { return filepath.Join(c.Dir, filepath.FromSlash(c.File)) }

// Decode reads Expect into v; numbers in any are json.Number.
func (c Case) Decode(t testing.TB, v any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(c.Expect))
	d.UseNumber()
	if err := d.Decode(v); err != nil {
		t.Fatalf("the expectation of %s: %v", c.File, err)
	}
}

// Truth reads the cases of a file of the folder truth, such as "bed.jsonl".
func Truth(t testing.TB, name string) []Case {
	t.Helper()
	dir := SharedData(t)
	text, err := os.ReadFile(filepath.Join(dir, "truth", name))
	if err != nil {
		t.Fatal(err)
	}
	var cases []Case
	for d := json.NewDecoder(bytes.NewReader(text)); d.More(); {
		var c Case
		if err := d.Decode(&c); err != nil {
			t.Fatalf("%s: case %d: %v", name, len(cases)+1, err)
		}
		c.Dir = dir
		cases = append(cases, c)
	}
	if len(cases) == 0 {
		t.Fatalf("%s has no cases", name)
	}
	return cases
}

// HeaderTruth is the expected answer of a text file's header case.
type HeaderTruth struct {
	Rows   int
	Chroms int
	// PerChrom is of the ten sequences with most rows.
	PerChrom map[string]int `json:"rows_per_chrom"`
}

// RowsTruth is the expected answer of a rows case. With more than ten rows, Rows is
// nil and the other fields are set instead.
type RowsTruth struct {
	Count       int
	Rows        [][]any
	First, Last []any
	SumStart    *int64 `json:"sum_start0"`
	SumEnd      *int64 `json:"sum_end0"`
}

// Heap returns the number of bytes of memory in use, for benchmarks of the memory of a
// source.
func Heap() uint64 {
	runtime.GC()
	runtime.GC() // frees what finalizers held
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
