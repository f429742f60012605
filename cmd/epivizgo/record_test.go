package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/ui/chromiumtest"
)

// account is what the page shows, without the heights that it gives charts by
// itself, for those depend on what else was there at the time.
const account = `(() => { const s = ` + state + `; return JSON.stringify([s.location, s.selection, s.charts.map((c) =>
	[c.handle, c.type, c.title, c.measurements, c.settings, c.colorMap, c.drawn, c.settings.height && c.canvas.height])]); })()`

// TestMouseWorkIsRecordedAndReplayed has a person work in the page by mouse and
// keys: pan, zoom, select, add, duplicate, order, resize, rename, set and remove
// charts. What was recorded gives a fresh start the same state and page, and so
// do the journal and the session as a script.
func TestMouseWorkIsRecordedAndReplayed(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("XDG_STATE_HOME", filepath.Join(dir, "state"))
	t.Chdir(dir)
	genes := "chr1\ttest\texon\t150001\t152000\t.\t+\t.\tgene_id \"G1\"; transcript_id \"T1\"; gene_name \"ABC1\";\n"
	if err := os.WriteFile("my genes.gtf", []byte(genes), 0o600); err != nil {
		t.Fatal(err)
	}
	p := start(t, "--journal", "--demo", "my genes.gtf")
	page := chromiumtest.Open(t, p.link, chromiumtest.Options{})
	p.expect(`browser 1 connected: built-in page`)
	p.say("record mouse.txt")
	p.say(`navigate chr1 100001 200000; plot py_column my_genes; events on`)
	p.expect(`events are on`)
	page.Wait(ready(2))

	// A person moves and zooms.
	c := chromiumtest.Eval[shown](page, state).Charts[0].Canvas
	x, y := c.X+c.Width/2, c.Y+c.Height/2
	page.Drag(x, y, x-150, y)
	p.expect(`event: moved to chr1:\S+ in browser 1`)
	page.Wheel(x, y, 0.1, -200)
	p.expect(`event: moved to chr1:\S+ in browser 1`)
	// Selects.
	page.Click("#select-mode")
	page.Drag(x-100, y, x+100, y)
	p.expect(`event: selected chr1:\S+ in browser 1`)
	page.Click("#select-mode")
	// Adds a chart from the menu, and another like it by keys.
	page.Click("#add")
	page.Click(`#add-list button[data-measurement="py_column"]`)
	p.expect(`event: added chart 3: Line Track of py_column in browser 1`)
	page.Wait(ready(3))
	focus := func(handle int) {
		t.Helper()
		chromiumtest.Eval[bool](page, fmt.Sprintf(`document.querySelector("#chart-%d canvas").focus() || true`, handle))
	}
	page.Click("#chart-1 .more")
	page.Press("d")
	page.Press(chromiumtest.Enter)
	p.expect(`event: added chart 4: Line Track of py_column in browser 1`)
	page.Wait(ready(4))
	// Moves one up, makes one higher, names one.
	focus(4)
	page.Press(chromiumtest.ArrowUp, chromiumtest.Alt)
	p.expect(`event: ordered charts: 1, 2, 4, 3 in browser 1`)
	bottom := chromiumtest.Eval[float64](page, `document.querySelector("#chart-1").getBoundingClientRect().bottom`)
	page.Drag(600, bottom-1, 600, bottom+39)
	p.expect(`event: changed chart 1: height=\d+ in browser 1`)
	focus(2)
	page.Press(chromiumtest.F2)
	page.Type(`the "genes"; $here | x > y` + chromiumtest.Enter)
	p.expect(`event: changed chart 2: title=the "genes"; \$here \| x > y in browser 1`)
	// Sets colours in the dialog, and takes them back.
	page.Click("#chart-1 .more")
	page.Press(chromiumtest.Enter)
	page.Wait(`document.querySelector("dialog[open]") !== null`)
	page.Click(`dialog input[type=radio][aria-label="Vermilion"]`)
	p.expect(`event: changed chart 1: colors=#d55e00 in browser 1`)
	page.Press(chromiumtest.Escape)
	page.Wait(`document.querySelector("dialog") === null`)
	// Removes one.
	page.Click("#chart-3 .remove")
	p.expect(`event: removed chart 3 in browser 1`)
	page.Wait(ready(3))
	want := chromiumtest.Eval[string](page, account)
	page.Keep("worked")
	p.say("events off; record off; session > was.txt; save work; echo over")
	p.expect(`over`)
	if status := p.end(); status != 0 {
		t.Fatalf("exit status %d", status)
	}
	was := read(t, "was.txt")
	if !strings.Contains(was, "--as 4") || !strings.Contains(was, "select chr1:") {
		t.Fatalf("the session was\n%s", was)
	}
	t.Logf("recorded:\n%s", read(t, "mouse.txt"))

	for _, again := range []struct {
		name string
		args []string
	}{
		{"recorded", []string{"--demo", "my genes.gtf", "--script", "mouse.txt"}},
		{"session", []string{"--script", "was.txt"}},
		{"resumed", []string{"--resume"}},
		{"workspace", []string{"-x", "open work"}},
	} {
		t.Run(again.name, func(t *testing.T) {
			// Scripts end the program: here they are sourced at its prompt.
			args, first := again.args, ""
			if i := slices.IndexFunc(args, func(a string) bool { return a == "--script" || a == "-x" }); i >= 0 {
				first = strings.TrimPrefix(args[i]+" "+args[i+1], "-x ")
				first = strings.Replace(first, "--script", "source", 1)
				args = args[:i]
			}
			p := start(t, args...)
			if first != "" {
				p.say(first)
			}
			p.say("session > now.txt; echo over")
			p.expect(`over`)
			now := read(t, "now.txt")
			if again.name == "workspace" { // which brings the charts under numbers of their own
				now, was := unnumbered(now), unnumbered(was)
				if now != was {
					t.Errorf("the session is\n%s\nwant\n%s", now, was)
				}
			} else if now != was {
				t.Errorf("the session is\n%s\nwant\n%s", now, was)
			}
			page := chromiumtest.Open(t, p.link, chromiumtest.Options{})
			page.Wait(ready(3))
			page.Keep(again.name)
			if got := chromiumtest.Eval[string](page, account); got != want && again.name != "workspace" {
				t.Errorf("the page shows\n%s\nwant\n%s", got, want)
			}
			if status := p.end(); status != 0 {
				t.Errorf("exit status %d", status)
			}
		})
	}
}

// ready returns an expression that is true when the page shows n charts with their data.
func ready(n int) string {
	return fmt.Sprintf("%s.connected && %[1]s.charts.length === %d && %[1]s.charts.every((c) => c.ready)", state, n)
}

var numbered = regexp.MustCompile(`(?m)(--as|^set) \d+`)

func unnumbered(script string) string { return numbered.ReplaceAllString(script, "$1 N") }

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
