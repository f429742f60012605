package repl

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// TestTargetErrorName checks that an error of writing has the name that was asked for.
func TestTargetErrorName(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.tsv")
	f, err := os.Create(path + ".tmp")
	if err != nil {
		t.Fatal(err)
	}
	_ = f.Close() // every write fails
	_, err = (&target{f: f, path: path}).Write([]byte("x"))
	var p *fs.PathError
	if !errors.As(err, &p) || p.Path != path {
		t.Errorf("the error is %v; wanted the name %s in it", err, path)
	}
}
