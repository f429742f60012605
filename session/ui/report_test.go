package ui_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/ui/chromiumtest"
)

// writeReport writes a report and returns its address.
func writeReport(t *testing.T, s *session.Session, opt reply.RegionReport) (url string) {
	t.Helper()
	page, err := s.ReportRegions(t.Context(), opt, func(int, []string, error) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(path, page, 0o600); err != nil {
		t.Fatal(err)
	}
	return "file://" + path
}

func reported(name, seq string, start, end int, cells ...string) reply.ReportedRegion {
	return reply.ReportedRegion{Name: name, At: reply.Locus{Interval: genome.Interval{Seq: seq, Start: start, End: end}}, Cells: cells}
}

// open opens a report without a network, and waits until it shows its first region.
func openReport(t *testing.T, url string, opt chromiumtest.Options) *chromiumtest.Page {
	t.Helper()
	opt.Offline = true
	page := chromiumtest.Open(t, url, opt)
	page.Wait(`document.querySelector("#charts canvas[aria-label]") !== null && document.querySelector("#title").textContent !== ""`)
	return page
}

// words returns what a chart says that it shows.
func words(chart int) string {
	return fmt.Sprintf("document.querySelectorAll('#charts .plot > canvas:first-child')[%d].getAttribute('aria-label')", chart)
}

// hostile is a text that would do harm where it is not taken as text.
const hostile = `</script><img src=x onerror="window.harmed=1"><!-- ` + "\u2028\u202e" + `'"${x}`

// startHostile is a session whose names of files, rows, columns and charts are hostile, as far as files can have them.
func startHostile(t *testing.T) *session.Session {
	t.Helper()
	s, err := session.Start(t.Context(), session.Options{Addr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	dir := t.TempDir()
	var signal, peaks strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&signal, "chr1\t%d\t%d\t%.4f\nchr2\t%d\t%d\t%d\n", i*10, i*10+10, 5+4*math.Sin(float64(i)/40), i*10, i*10+10, i%7)
	}
	for i := range 40 {
		fmt.Fprintf(&peaks, "chr1\t%d\t%d\t%s%d\t%d\t+\n", i*500, i*500+200, hostile, i, i)
	}
	lines := strings.Split(signal.String(), "\n")
	var one, two []string
	for _, line := range lines {
		if strings.HasPrefix(line, "chr1") {
			one = append(one, line)
		} else {
			two = append(two, line)
		}
	}
	for name, text := range map[string]string{
		"<img src=x onerror=harm()>.bedGraph": strings.Join(append(one, two...), "\n"), "<!--peaks-->.bed": peaks.String(),
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		loaded, _, err := s.Load(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		chart, _, err := s.AddChart(t.Context(), "", []string{loaded[0].ID})
		if err != nil {
			t.Fatal(err)
		}
		if name[0] == '<' && strings.HasSuffix(name, "Graph") {
			if _, err := s.Set(t.Context(), chart.Handle, map[string]string{"title": hostile}); err != nil {
				t.Fatal(err)
			}
		}
	}
	return s
}

// TestReport opens a report as a mail would, and goes through it by keys.
func TestReport(t *testing.T) {
	s := startHostile(t)
	opt := reply.RegionReport{Title: hostile, Bins: 250, Columns: []string{hostile, "score"}, Command: "report " + hostile}
	for i, at := range []int{9, 2, 100} {
		opt.Regions = append(opt.Regions, reported(fmt.Sprint(hostile, i), "chr1", at*100, at*100+400, hostile, fmt.Sprint(100-at)))
	}
	opt.Regions = append(opt.Regions, reported("two", "chr2", 100, 3100, "x", "7.5"), reported("gone", "chr10", 5, 9, "", "."))
	page := openReport(t, writeReport(t, s, opt), chromiumtest.Options{})
	order := func() string {
		return chromiumtest.Eval[string](page, `[...document.querySelectorAll("#regions-table tbody tr")].map((r) => r.dataset.index).join(" ")`)
	}
	shows := func(index int, words string) {
		t.Helper()
		page.Wait(fmt.Sprintf(`document.querySelector("[aria-selected=true]").dataset.index === "%d" && document.querySelector(".region").innerText.includes(%q)`,
			index, words))
	}
	drawn := func(at string) {
		t.Helper()
		page.Wait(fmt.Sprintf("[%s, %s].every((words) => words.includes(%q))", words(0), words(1), at))
	}
	shows(0, "chr1:901-1,300")
	drawn("chr1:901-1,300")
	page.Press("n")
	shows(1, "chr1:201-600")
	drawn("chr1:201-600")
	page.Press("nn")
	shows(3, "two")
	drawn("chr2:101-3,100")
	page.Press("n")
	shows(4, "This region is not drawn:")
	page.Press("n")
	page.Wait(`document.querySelector("#said").textContent === "This is the last region of the table."`)
	page.Press("p")
	shows(3, "two")

	// Sorted by loci: chr2 is before chr10; by numbers, what is empty last; n goes on in that order.
	head := func(i int) string { return fmt.Sprintf("#regions-table th:nth-child(%d) button", i) }
	page.Click(head(3))
	if got := order(); got != "1 0 2 3 4" {
		t.Errorf("by locus: %s", got)
	}
	page.Click(head(3))
	if got := order(); got != "4 3 2 0 1" {
		t.Errorf("by locus, falling: %s", got)
	}
	page.Click(head(6))
	if got := order(); got != "2 3 0 1 4" {
		t.Errorf("by score: %s", got)
	}
	if sorted := chromiumtest.Eval[string](page, `[...document.querySelectorAll("th[aria-sort]")].map((h) => h.innerText + h.ariaSort).join()`); sorted != "scoreascending" {
		t.Errorf("the heads say %q", sorted)
	}
	page.Press("n")
	shows(0, "chr1:901-1,300")

	// Searched, and gone through from the field.
	page.Press("/")
	page.Type("CHR1: 2")
	page.Wait(`document.querySelector("#count").textContent === "2 of 5 regions"`)
	page.Press(chromiumtest.ArrowDown)
	shows(2, "chr1:10,001-10,400")
	page.Press(chromiumtest.ArrowDown)
	shows(1, "chr1:201-600")
	drawn("chr1:201-600")
	page.Press("/")
	page.Press(chromiumtest.Escape)
	page.Wait(`document.querySelector("#count").textContent === "5 regions" && document.activeElement.dataset.index === "1"`)
	page.Press("p")
	shows(0, "chr1:901-1,300")
	drawn("chr1:901-1,300")

	// Values under the pointer, and by keys: those of the file.
	line := chromiumtest.Eval[int](page, "+["+words(0)+","+words(1)+"].findIndex((w) => w.startsWith('Line Track'))")
	chromiumtest.Eval[bool](page, fmt.Sprintf("document.querySelectorAll('#charts .plot > canvas:first-child')[%d].focus() || true", line))
	page.Press(".")
	page.Wait(`!document.querySelector("#tooltip").hidden`)
	if got := chromiumtest.Eval[string](page, `document.querySelector("#tooltip").innerText`); !strings.HasPrefix(got, "901-910") || !strings.HasSuffix(got, "8.112") {
		t.Errorf("the first value is %q", got)
	}
	page.Press(".")
	page.Wait(`document.querySelector("#tooltip").innerText.startsWith("911-920")`)
	box := boxOf(page, "#charts .chart:nth-child("+fmt.Sprint(2-line)+") canvas")
	page.Move(box.X+box.Width/2, box.Y+10)
	page.Wait(`!document.querySelector("#crosshair").hidden`)

	// At its end is what it was made from; the texts are all texts.
	made := chromiumtest.Eval[string](page, `document.querySelector(".made").innerText`)
	for _, want := range []string{"<!--peaks-->.bed", "<img src=x onerror=harm()>.bedGraph", "Made by epivizgo ", "report " + strings.ReplaceAll(hostile[:20], "\u202e", "")} {
		if !strings.Contains(made, want) {
			t.Errorf("it was made by %q; want %q", made, want)
		}
	}
	if strings.Contains(made, os.TempDir()) {
		t.Errorf("a folder is told: %q", made)
	}
	if chromiumtest.Eval[bool](page, `window.harmed === 1 || document.querySelector("img") !== null || document.title !== document.querySelector("h1").textContent`) {
		t.Error("a text became a part of the page")
	}
	// The policy is one that holds: neither scripts nor addresses.
	chromiumtest.Eval[bool](page, `(() => {
		window.said = [];
		addEventListener("securitypolicyviolation", (e) => said.push(e.effectiveDirective));
		const script = document.createElement("script");
		script.textContent = "window.harmed = 1";
		document.body.append(script);
		fetch("https://example.org/").catch(() => {});
		return true;
	})()`)
	page.Wait(`said.sort().join(" ") === "connect-src script-src-elem" && window.harmed === undefined`)
	page.Expect("Content Security Policy")
}

// TestReportOfAll has a chart of every type drawn, as the page has them.
func TestReportOfAll(t *testing.T) {
	s := pictured(t)
	at := genome.Interval{Seq: "chr1", Start: 30_000, End: 34_000}
	regions := []reply.ReportedRegion{reported("near", "chr1", at.Start, at.End), reported("far", "chr1", 20_000, 600_000)}
	charts := len(s.State().Charts)
	for _, theme := range []protocol.Theme{"light", "dark"} {
		page := openReport(t, writeReport(t, s, reply.RegionReport{Title: "all", Bins: 250, Theme: theme, Regions: regions}), chromiumtest.Options{Height: 1000})
		for i, where := range []string{"chr1:30,001-34,000", "chr1:20,001-600,000"} {
			page.Wait(fmt.Sprintf(`[...document.querySelectorAll("#charts .plot > canvas:first-child")].filter((c) =>
				c.getAttribute("aria-label").includes(%q) && c.width > 300).length === %d`, where, charts))
			if notes := chromiumtest.Eval[string](page, `[...document.querySelectorAll(".note")].map((n) => n.textContent).filter((n) => /cannot/.test(n)).join("; ")`); notes != "" {
				t.Errorf("%s: %s", where, notes)
			}
			page.Keep(fmt.Sprintf("%s-%d", theme, i))
			page.Press("n")
		}
		if got := chromiumtest.Eval[string](page, `getComputedStyle(document.body).backgroundColor`); got != map[protocol.Theme]string{"light": "rgb(243, 245, 247)", "dark": "rgb(13, 17, 23)"}[theme] {
			t.Errorf("%s: the page is %s", theme, got)
		}
		page.Close()
	}
}

// TestReportOnPaper cuts off no column, of however many.
func TestReportOnPaper(t *testing.T) {
	opt := reply.RegionReport{Title: "wide", Bins: 250, Regions: []reply.ReportedRegion{reported("a", "chr1", 100, 400)}}
	for i := range 30 {
		opt.Columns = append(opt.Columns, fmt.Sprint("column", i))
		opt.Regions[0].Cells = append(opt.Regions[0].Cells, "0.123456789")
	}
	page := openReport(t, writeReport(t, startHostile(t), opt), chromiumtest.Options{Width: 720})
	page.Wait(`document.querySelectorAll("#regions-table td").length === 34`)
	end := chromiumtest.Eval[float64](page, `(() => {
		for (const rule of document.styleSheets[0].cssRules) if (rule.media?.mediaText === "print") rule.media.mediaText = "all";
		return document.querySelector("#regions-table th:last-child").getBoundingClientRect().right - innerWidth;
	})()`)
	if end > 0 {
		t.Errorf("the last column is %g pixels beyond the paper", end)
	}
}

// TestAxeReport looks at reports, wide and narrow.
func TestAxeReport(t *testing.T) {
	a := &auditor{t: t, source: axeSource(t), states: map[string]bool{}}
	s := startHostile(t)
	url := writeReport(t, s, reply.RegionReport{Title: "report", Bins: 250, Columns: []string{"score"}, Regions: []reply.ReportedRegion{
		reported("one", "chr1", 500, 900, "1"), reported("gone", "chr9", 1, 2, "2"),
	}})
	for look, opt := range map[string]chromiumtest.Options{"wide": {}, "narrow": {Width: 400, Height: 800}, "narrowest": {Width: 280, Height: 653}} {
		page := openReport(t, url, opt)
		a.audit(page, look+" report")
		page.Click("#theme")
		page.Wait(`document.querySelector("#theme").textContent === "Light"`)
		a.audit(page, look+" dark report")
		page.Press("n")
		page.Wait(`!document.querySelector("#failed").hidden`)
		a.audit(page, look+" region that is not drawn")
		if wide := chromiumtest.Eval[bool](page, "document.documentElement.scrollWidth > innerWidth"); wide {
			t.Errorf("the %s report is wider than its window", look)
		}
		page.Close()
	}
}
