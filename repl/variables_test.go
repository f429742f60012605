package repl_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl/repltest"
)

// TestHereAsksNoPage uses $here while a page does not answer.
func TestHereAsksNoPage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &repltest.Console{}
		p := repltest.Start(t, repltest.Setup{Console: c})
		p.Pages[0].Mute(protocol.GetCurrentLocation)
		began := time.Now() // of the bubble's clock
		script(t, p.Env, "echo $here")
		if got := c.Transcript(); got != "chr1:1-100000\n" {
			t.Errorf("$here is %q", got)
		}
		if spent := time.Since(began); spent != 0 {
			t.Errorf("a page was waited for: %v", spent)
		}
	})
}

// TestGlobIsNoOption loads a file by a glob whose name begins as an option does.
func TestGlobIsNoOption(t *testing.T) {
	repltest.Folder(t, map[string]string{"--as.bed": "chr1\t0\t10\n"})
	synctest.Test(t, func(t *testing.T) {
		c := &repltest.Console{}
		p := repltest.Start(t, repltest.Setup{Console: c})
		script(t, p.Env, "load *.bed")
		if got, want := c.Transcript(), "loaded measurement --as (Blocks Track)\n"; got != want {
			t.Errorf("load *.bed of --as.bed: %q; want %q", got, want)
		}
	})
}

// TestOneNameAtTheEnd refuses a pattern that stands for several where one name is wanted: all but the last would be
// taken for regions.
func TestOneNameAtTheEnd(t *testing.T) {
	repltest.Folder(t, map[string]string{"a1.bed": "chr1\t0\t10\n", "a2.bed": "chr1\t5\t20\n", "b1.bed": "chr1\t7\t9\n"})
	synctest.Test(t, func(t *testing.T) {
		c := &repltest.Console{}
		p := repltest.Start(t, repltest.Setup{Console: c})
		script(t, p.Env, "load *.bed")
		for command, refused := range map[string]bool{
			"rows chr1:1-10 a?": true, "rows chr1:1-10 a* --bed": true, "rows a? b1": false, "rows chr1:1-10 b*": false,
		} {
			err := p.Env.Script(t.Context(), "test", strings.NewReader(command))
			if got := err != nil && strings.Contains(err.Error(), "stands for several"); got != refused || err != nil && !refused {
				t.Errorf("%s: %v; refused %t", command, err, refused)
			}
		}
	})
}
