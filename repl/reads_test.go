package repl_test

import (
	"os"
	"path/filepath"
	"runtime"
)

// testFile returns a file with reads of package bam, wherever the test runs: processes that fuzz begin in other folders.
func testFile(name string) string {
	_, here, _, _ := runtime.Caller(0)
	data, err := os.ReadFile(filepath.Join(filepath.Dir(here), "..", "session", "source", "bam", "testdata", name))
	if err != nil {
		panic(err)
	}
	return string(data)
}
