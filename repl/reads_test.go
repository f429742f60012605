package repl_test

import (
	"os"
	"path/filepath"
)

// testFile returns a file with reads of package bam.
func testFile(name string) string {
	data, err := os.ReadFile(filepath.Join("..", "session", "source", "bam", "testdata", name))
	if err != nil {
		panic(err)
	}
	return string(data)
}
