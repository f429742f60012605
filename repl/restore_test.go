package repl_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/repl/repltest"
)

// TestImportOptionsOfReads imports files that were loaded with options that have values: these are no files.
func TestImportOptionsOfReads(t *testing.T) {
	start := func() (*repltest.Prompt, *repltest.Console) {
		c := &repltest.Console{}
		p := repltest.Start(t, repltest.Setup{Console: c, Pages: repltest.NoPages})
		p.Env.Files = storeFiles{}
		return p, c
	}
	bam, err := filepath.Abs("../session/source/bam/testdata/small.bam")
	if err != nil {
		t.Fatal(err)
	}
	saved := filepath.Join(t.TempDir(), "saved.txt")
	p, _ := start()
	script := "load " + bam + " --as mine --flags DUP,UNMAP --mapq 10 --per-strand; export " + saved
	if err := p.Env.Script(t.Context(), "test", strings.NewReader(script)); err != nil {
		t.Fatal(err)
	}
	want := p.Session.State().Files
	if len(want) == 0 {
		t.Fatal("nothing was loaded")
	}
	again, c := start()
	if err := again.Env.Script(t.Context(), "test", strings.NewReader("import "+saved)); err != nil {
		t.Fatalf("%v\n%s", err, c.Transcript())
	}
	if got := again.Session.State().Files; !slices.Equal(got, want) {
		t.Errorf("files %+v, want %+v", got, want)
	}
}
