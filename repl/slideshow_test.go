package repl_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/repl/repltest"
)

const regions = `# three places
track name="x"
browser position chr1:1-2
chr1	99	200	first one	0	+
chr1	299	400
pyChr	0	50	last
`

// TestSlideshow steps through a BED file by hand, by the clock, with Ctrl-C, and
// after a restart.
func TestSlideshow(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("regions.bed", []byte(regions), 0o600); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		c := &repltest.Console{Typed: true, Lines: []string{
			"slideshow regions.bed", "slideshow back", "slideshow next", "slideshow jump 3", "slideshow next", "slideshow jump 4",
			"slideshow jump 1", "slideshow --every 5s", "slideshow", "slideshow regions.bed", "slideshow stop", "slideshow regions.bed",
			"slideshow next", "slideshow stop", "slideshow regions.bed", "",
		}}
		env := repltest.Start(t, repltest.Setup{Console: c}).Env
		began := time.Now()
		// Ctrl-C comes 7 seconds after a command began.
		env.Interrupt = func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, 7*time.Second)
		}
		if err := repl.Run(t.Context(), env, c); err != nil {
			t.Fatal(err)
		}
		want := `press enter to stop
epiviz> slideshow regions.bed
1/3 first one chr1:100-200
epiviz> slideshow back
error: 1/3 first one chr1:100-200 is the first region
epiviz> slideshow next
2/3 chr1:300-400
epiviz> slideshow jump 3
3/3 last pyChr:1-50
epiviz> slideshow next
error: 3/3 last pyChr:1-50 is the last region
epiviz> slideshow jump 4
error: slideshow: wanted the number of a region, 1 to 3; found "4"
hint: usage: slideshow REGIONS
       slideshow next
       slideshow back
       slideshow jump N
       slideshow stop
       slideshow
epiviz> slideshow jump 1
1/3 first one chr1:100-200
epiviz> slideshow --every 5s
1/3 first one chr1:100-200
2/3 chr1:300-400
paused at 2/3 chr1:300-400; slideshow goes on
epiviz> slideshow
2/3 chr1:300-400
3/3 last pyChr:1-50
epiviz> slideshow regions.bed
1/3 first one chr1:100-200
2/3 chr1:300-400
paused at 2/3 chr1:300-400; slideshow goes on
epiviz> slideshow stop
stopped at 2/3 chr1:300-400
epiviz> slideshow regions.bed
going on at region 2 of 3, which is shown; slideshow jump 1 begins with the first
2/3 chr1:300-400
epiviz> slideshow next
3/3 last pyChr:1-50
epiviz> slideshow stop
stopped at 3/3 last pyChr:1-50
epiviz> slideshow regions.bed
1/3 first one chr1:100-200
epiviz> 
stopped
`
		if got := c.Transcript(); got != want {
			t.Errorf("transcript\n%s\nwant\n%s", got, want)
		}
		if spent := time.Since(began); spent != 19*time.Second {
			t.Errorf("it took %v, want twice 7 s, and 5 s", spent)
		}
	})
}

func TestSlideshowErrors(t *testing.T) {
	t.Chdir(t.TempDir())
	for text, want := range map[string]string{
		"":            "regions.bed has no regions",
		"# x\n":       "regions.bed has no regions",
		"chr1 5 x":    `regions.bed: line 1: end "x" is not a whole number: malformed file, read as BED3`,
		"chr1 x 5":    `regions.bed: line 1: start "x" is not a whole number: malformed file, read as BED3`,
		"chr1\t-1\t5": `regions.bed: line 1: start "-1" is negative: malformed file, read as BED3`,
		"chr1\t1\t2000000000000": "regions.bed: line 1: end 2000000000000 lies beyond the largest position that is supported, " +
			"1099511627776: malformed file, read as BED3",
		"chrQ\t1\t5": `there is no sequence "chrQ"`,
	} {
		if err := os.WriteFile("regions.bed", []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		env := repltest.Start(t, repltest.Setup{}).Env
		err := env.Script(t.Context(), "x", strings.NewReader("slideshow regions.bed"))
		if got := errorText(err); !strings.HasSuffix(got, "error: "+want) {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// TestSleepAndWait pass the time, and end with Ctrl-C.
func TestSleepAndWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &repltest.Console{Typed: true, Lines: []string{"sleep 2s; echo done", "sleep 0.5; echo done", "wait 30s", "sleep 1h", "wait", ""}}
		env := repltest.Start(t, repltest.Setup{Console: c, Pages: repltest.NoPages}).Env
		env.Interrupt = func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, time.Minute)
		}
		began := time.Now()
		if err := repl.Run(t.Context(), env, c); err != nil {
			t.Fatal(err)
		}
		want := "press enter to stop\nepiviz> sleep 2s; echo done\ndone\nepiviz> sleep 0.5; echo done\ndone\nepiviz> wait 30s\n" +
			"error: no browser came: none within 30s\nepiviz> sleep 1h\ncancelled\nepiviz> wait\ncancelled\nepiviz> \nstopped\n"
		if got := c.Transcript(); got != want {
			t.Errorf("transcript\n%s\nwant\n%s", got, want)
		}
		if spent := time.Since(began); spent != 152500*time.Millisecond {
			t.Errorf("it took %v", spent)
		}
	})
}
