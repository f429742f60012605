package ui_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/session"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/server"
	"github.com/epiviz/epivizgo/session/ui/chromiumtest"
)

// What a person does in the page, in a real Chromium against a real session.

// state is the page's account of itself (inspect.js).
const state = "window.epivizgo.state()"

// place is a location of the page: 1-based inclusive.
type place struct {
	SeqName string  `json:"seqName"`
	Start   float64 `json:"start"`
	End     float64 `json:"end"`
}

// shown is one chart of the page.
type shown struct {
	Handle       int      `json:"handle"`
	Measurements []string `json:"measurements"`
	Canvas       struct {
		X, Y, Width, Height float64
	} `json:"canvas"`
}

// openPage starts a session with the tutorial's data and one small file, with a
// chart of each, and opens its page at chr1:100,001-200,000.
func openPage(t *testing.T, addr string) (*session.Session, *chromiumtest.Page) {
	t.Helper()
	s := startSession(t, addr)
	page := chromiumtest.Open(t, s.URL(), chromiumtest.Options{})
	page.Wait(ready)
	return s, page
}

// ready is true when the page shows both charts with their data.
const ready = state + ".connected && " + state + ".charts.length === 2 && " + state + ".charts.every((c) => c.ready)"

// token is the one that lasts, of every session of startSession, as of all programs of a user.
var token = server.NewToken()

// hasToken is true when a page has the token with which it connects to the next session.
var hasToken = fmt.Sprintf(`localStorage.getItem("epivizgo-token") === %q`, token)

func startSession(t *testing.T, addr string) *session.Session {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	s, err := session.Start(ctx, session.Options{Addr: addr, Token: token})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, err := s.AddTutorial(ctx); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Load(ctx, "../source/gff/testdata/genes.gtf"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Navigate(ctx, genome.Interval{Seq: "chr1", Start: 100_000, End: 200_000}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"py_column", "genes"} {
		if _, _, err := s.AddChart(ctx, "", []string{name}); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func where(p *chromiumtest.Page) place { return chromiumtest.Eval[place](p, state+".location") }

func charts(p *chromiumtest.Page) []shown { return chromiumtest.Eval[[]shown](p, state+".charts") }

// near fails unless the page is at start and end, give or take a base.
func near(t *testing.T, p *chromiumtest.Page, what string, start, end float64) {
	t.Helper()
	if at := where(p); math.Abs(at.Start-start) > 1 || math.Abs(at.End-end) > 1 {
		t.Errorf("%s: the page is at %.0f-%.0f, want %.0f-%.0f", what, at.Start, at.End, start, end)
	}
}

// axis returns the pixels of the window on which the view's first base begins and
// its last one ends, and the middle of the first chart.
func axis(p *chromiumtest.Page) (left, right, y float64) {
	c := charts(p)[0].Canvas
	return c.X + 52, c.X + c.Width - 20, c.Y + c.Height/2 // stage.js: LEFT and RIGHT
}

func TestMoveAndZoom(t *testing.T) {
	s, page := openPage(t, "127.0.0.1:0")
	near(t, page, "at first", 100_001, 200_000)
	left, right, y := axis(page)
	base := (right - left) / 100_000 // pixels

	page.Drag(right-10, y, right-10-20_000*base, y)
	near(t, page, "dragged 20 kb to the left", 120_001, 220_000)

	// Chromium wants some movement on both axes.
	const sideways = 0.1
	// A quarter from the left; the base under the pointer stays.
	x := math.Round(left + (right-left)/4)
	share := (x - left) / (right - left)
	under := 120_000 + share*100_000
	page.Wheel(x, y, sideways, -200)
	page.Wait(fmt.Sprintf("%s.location.end - %s.location.start < 90000", state, state))
	at := where(page)
	if got := at.Start - 1 + share*(at.End-at.Start+1); math.Abs(got-under) > 2 {
		t.Errorf("after the wheel the base under the pointer is %.0f, want %.0f", got, under)
	}
	page.Wheel(x, y, sideways, 200)
	page.Wait(fmt.Sprintf("%s.location.end - %s.location.start > 99000", state, state))
	near(t, page, "wheel there and back", 120_001, 220_000)

	page.Click("#pan-right")
	near(t, page, "half a view to the right", 170_001, 270_000)
	page.Click("#zoom-in")
	near(t, page, "zoomed in", 195_001, 245_000)
	page.Click("#zoom-out")
	page.Type("-")
	near(t, page, "zoomed out twice", 120_001, 320_000)
	page.Type("+")
	near(t, page, "zoomed in by key", 170_001, 270_000)

	page.Press(chromiumtest.End)
	near(t, page, "at the end", 248_956_422-99_999, 248_956_422)
	page.Press(chromiumtest.Home)
	near(t, page, "at the beginning", 1, 100_000)
	page.Wait(`location.hash === "#chr1:1-100000"`)
	chromiumtest.Eval[bool](page, "history.back() || true")
	page.Wait(state + ".location.end === 248956422")
	chromiumtest.Eval[bool](page, "history.back() || true")
	page.Wait(state + ".location.start === 170001")

	// The session is told once the view rests.
	page.Wait(state + ".charts.every((c) => c.ready)")
	for range 100 {
		iv, _, err := s.Location(t.Context())
		if err == nil && iv == (genome.Interval{Seq: "chr1", Start: 170_000, End: 270_000}) {
			return
		}
		chromiumtest.Eval[bool](page, "new Promise((done) => setTimeout(() => done(true), 50))")
	}
	iv, _, err := s.Location(t.Context())
	t.Errorf("the session is at %v (error %v), want chr1:170,001-270,000", iv, err)
}

func TestGoToPlace(t *testing.T) {
	_, page := openPage(t, "127.0.0.1:0")
	enter := func(text string) {
		chromiumtest.Eval[bool](page, "document.activeElement.blur() || true")
		page.Click("#locus") // which selects what is in it
		page.Type(text + "\r")
	}
	enter("chr1:5m-5.2m")
	page.Wait(state + ".location.start === 5000000")
	near(t, page, "chr1:5m-5.2m", 5_000_000, 5_200_000)
	enter("pyChr 1,000 2,000")
	page.Wait(state + `.location.seqName === "pyChr"`)
	if at := where(page); at != (place{"pyChr", 1000, 2000}) {
		t.Errorf("the page is at %v, want pyChr:1,000-2,000", at)
	}
	enter("chr1:900-800")
	page.Wait(`document.querySelector("#suggestions").textContent.includes("end 800 lies before start 900")`)
	enter("<b>no such gene</b>")
	page.Wait(`document.querySelector("#suggestions").textContent.includes("<b>no such gene</b>")`)
	enter("pyChr:1,300,000,000-1,300,000,100")
	page.Wait(`document.querySelector("#suggestions").textContent.includes("lies beyond the end of pyChr, which has 1000000000 bases")`)
	if at := where(page); at != (place{"pyChr", 1000, 2000}) {
		t.Errorf("what is no place moved the page to %v", at)
	}
	chromiumtest.Eval[bool](page, `(() => {
		const menu = document.querySelector("#sequence");
		menu.value = "chr1";
		return menu.dispatchEvent(new Event("change"));
	})()`)
	page.Wait(state + `.location.seqName === "chr1"`)
	near(t, page, "the menu shows the whole sequence", 1, 248_956_422)
}

// TestNamesInTheBox enters names: one that only has the text is offered, and of several of one name the others are told.
func TestNamesInTheBox(t *testing.T) {
	s := startSession(t, "127.0.0.1:0")
	if _, _, err := s.Load(t.Context(), "../testdata/loci.gff3"); err != nil {
		t.Fatal(err)
	}
	page := chromiumtest.Open(t, s.URL(), chromiumtest.Options{})
	page.Wait(ready)
	enter := func(text string) {
		chromiumtest.Eval[bool](page, "document.activeElement.blur() || true")
		page.Click("#locus")
		page.Type(text + "\r")
	}
	enter("icall")
	page.Wait(`document.querySelector("#suggestions .complaint")?.textContent === 'there is no sequence and no gene "icall"'`)
	offered := chromiumtest.Eval[string](page, `document.querySelector("#suggestions [role=option]").textContent`)
	if offered != "MICALL9chr2:38,000,001-38,010,000" {
		t.Errorf("offered is %q", offered)
	}
	page.Keep("offered")
	if at := where(page); at != (place{"chr1", 100_001, 200_000}) {
		t.Errorf("the page went to %v", at)
	}
	page.Click("#suggestions [role=option]")
	page.Wait(state + `.location.seqName === "chr2"`)
	if at := where(page); at != (place{"chr2", 37_998_001, 38_012_000}) {
		t.Errorf("the page is at %v, as the prompt is not", at)
	}
	enter("twin")
	page.Wait(state + `.location.end === 112000`)
	page.Wait(`document.querySelector(".toast")?.textContent.includes("TWIN is 1 of 2 of that name; also at chr2:500001-500100")`)
	page.Keep("one-of-two")
	enter("chr1：1，000－2，000")
	page.Wait(state + `.location.start === 1000 && ` + state + `.location.end === 2000`)
	enter("5,000-6,000")
	page.Wait(state + `.location.seqName === "chr1" && ` + state + `.location.start === 5000`)
	// Text without a hit can be mended, and a suggestion chosen by keys.
	page.Click("#locus")
	page.Type("alt")
	page.Wait(`document.querySelectorAll("#suggestions [role=option]").length === 2`)
	page.Press(chromiumtest.ArrowDown)
	page.Type("\r")
	page.Wait(state + `.location.seqName === "chr16" && ` + state + `.location.end === 82000`)
}

func TestAddAndRemoveChart(t *testing.T) {
	s, page := openPage(t, "127.0.0.1:0")
	page.Click("#add")
	page.Click(`#add-list button[data-measurement="py_column"]`)
	page.Wait(state + ".charts.length === 3 && " + state + ".charts[2].drawn.rows === 100")
	if got := s.Charts(); len(got) != 3 || got[2].Measurements[0] != "py_column" {
		t.Errorf("the session has %v", got)
	}
	page.Click("#chart-1 .remove")
	page.Wait(state + ".charts.length === 2")
	if got := s.Charts(); len(got) != 2 || got[0].Handle != 2 {
		t.Errorf("the session has %v after chart 1 was removed", got)
	}
	for left, c := range charts(page) {
		page.Click(fmt.Sprintf("#chart-%d .remove", c.Handle))
		page.Wait(fmt.Sprintf("%s.charts.length === %d", state, 1-left)) // the next one has moved
	}
	page.Wait(`!document.querySelector("#empty").hidden && document.querySelector("#empty").textContent.includes("No charts yet")`)
	page.Click(`#empty button[data-measurement="genes"]`)
	page.Wait(state + ".charts.length === 1")
}

func TestHover(t *testing.T) {
	_, page := openPage(t, "127.0.0.1:0")
	left, right, y := axis(page)
	// The tutorial's blocks begin every 1000 bases; the pointer is on one.
	page.Move(left+(right-left)*0.50005, y)
	page.Wait(`!document.querySelector("#tooltip").hidden`)
	text := chromiumtest.Eval[string](page, `document.querySelector("#tooltip").innerText`)
	if !strings.Contains(text, "150,001-150,100") || !strings.Contains(text, "Python Measurement") {
		t.Errorf("the tooltip says %q, want the block 150,001-150,100 of Python Measurement", text)
	}
	page.Move(5, 5)
	page.Wait(`document.querySelector("#tooltip").hidden`)
}

// TestHoverAfterScroll scrolls another chart under a pointer that rests.
func TestHoverAfterScroll(t *testing.T) {
	_, page := openPage(t, "127.0.0.1:0")
	left, right, y := axis(page)
	page.Move(left+(right-left)*0.50005, y)
	page.Wait(`document.querySelector("#tooltip").innerText.includes("150,001-150,100")`)
	chromiumtest.Eval[bool](page, fmt.Sprintf(`(document.body.style.paddingBottom = "3000px",
		scrollBy(0, document.elementFromPoint(%v, %v).closest(".chart").offsetHeight), true)`, left+1, y))
	page.Wait(`(({hidden, innerText}) => hidden || !innerText.includes("Python Measurement"))(document.querySelector("#tooltip"))`)
}

func TestReconnect(t *testing.T) {
	s, page := openPage(t, "127.0.0.1:0")
	page.Wait(hasToken)
	addr := strings.TrimSuffix(strings.TrimPrefix(s.WebSocketURL(), "ws://"), "/ws")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	page.Wait("!" + state + ".connected")
	page.Wait(`!document.querySelector("#banner").hidden`)
	if n := len(charts(page)); n != 2 {
		t.Errorf("without a connection the page shows %d charts, want the 2 that it knows", n)
	}
	startSession(t, strings.Replace(addr, "localhost", "127.0.0.1", 1))
	page.Wait(ready)
	page.Wait(`document.querySelector("#banner").hidden`)
}

// TestOneAccount loses the connection of two pages. What one of them asks for then is said not to be done, once, and
// no message is left that says otherwise than the status once they are connected again.
func TestOneAccount(t *testing.T) {
	s, page := openPage(t, "127.0.0.1:0")
	other := chromiumtest.Open(t, s.URL(), chromiumtest.Options{Width: 400, Height: 800})
	other.Wait(ready + " && " + hasToken)
	page.Wait(hasToken)
	page.Click("#chart-1 .remove")
	page.Wait(`document.querySelector(".toast button") !== null && ` + state + ".charts.length === 1")
	addr := strings.Replace(strings.TrimSuffix(strings.TrimPrefix(s.WebSocketURL(), "ws://"), "/ws"), "localhost", "127.0.0.1", 1)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	const status = `document.querySelector("#status-text").textContent`
	for _, p := range []*chromiumtest.Page{page, other} {
		p.Wait(`!document.querySelector("#banner").hidden && ` + status + ` === "Not connected" && document.querySelector(".toast") === null`)
	}
	for range 2 {
		page.Click("#chart-2 .remove")
	}
	page.Wait(`document.querySelector("#banner-text").textContent.includes("What you ask for is not done.")`)
	page.Keep("refused")
	if n := chromiumtest.Eval[int](page, `document.querySelectorAll(".toast").length`); n != 0 {
		t.Errorf("%d messages say what the banner says", n)
	}
	startSession(t, addr)
	for _, p := range []*chromiumtest.Page{page, other} {
		p.Wait(ready + ` && document.querySelector("#banner").hidden && ` + status + ` === "Connected"`)
	}
	const toasts = `[...document.querySelectorAll(".toast")].map((e) => e.textContent)`
	want := []string{"Connected again. What you asked for while there was no connection was not done."}
	if got := chromiumtest.Eval[[]string](page, toasts); !slices.Equal(got, want) {
		t.Errorf("the page that asked says %q, want %q", got, want)
	}
	if got := chromiumtest.Eval[[]string](other, toasts); len(got) > 0 {
		t.Errorf("the other page says %q", got)
	}
}
