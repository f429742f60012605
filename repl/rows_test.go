package repl_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/repl/repltest"
)

// full is standard output on a disk that is full after some writes.
type full struct {
	repltest.Console
	writes, most, longest int
}

func (f *full) Print(_ context.Context, b []byte) (int, error) {
	f.writes++
	f.longest = max(f.longest, len(b))
	if f.writes > f.most {
		return 0, errFull
	}
	return len(b), nil
}

// Rows are written as they come, in every format for programs, and no further than they can be.
func TestRowsAreWrittenAsTheyCome(t *testing.T) {
	for _, format := range []string{"--json", "--tsv", "--bed"} {
		out := &full{most: 1 << 20}
		p := repltest.Start(t, repltest.Setup{Pages: repltest.NoPages, Console: out})
		script(t, p.Env, "compute many = py_column * 0 + 1")
		out.writes, out.longest = 0, 0
		script(t, p.Env, "rows chr1:1-100000 many "+format)
		if out.writes < 5 || out.longest > 2<<20 {
			t.Errorf("%s: %d writes, the longest of %d bytes", format, out.writes, out.longest)
		}
		out.writes, out.most = 0, 2
		err := p.Env.Script(t.Context(), "test", strings.NewReader("rows chr1:1-100000 many "+format))
		if !errors.Is(err, errFull) || out.writes != 3 {
			t.Errorf("%s to a full disk: %v after %d writes", format, err, out.writes)
		}
	}
}
