// Package chromiumtest opens pages in a real, headless Chromium, for tests that
// act as a person would: click, drag, turn the wheel, type, and read back what
// the page shows.
//
//	page := chromiumtest.Open(t, server.URL, chromiumtest.Options{Width: 1280, Height: 800})
//	page.Wait("window.epivizgo.state().connected")
//	page.Drag(700, 300, 500, 300)
//	at := chromiumtest.Eval[float64](page, "window.epivizgo.state().location.start")
//
// With go test -short the test is skipped. Without Chromium on the machine it is
// skipped too, or fails if EPIVIZGO_NEED_BROWSER=1 is set, as CI does. A script error or
// a violation of the Content-Security-Policy in the page fails the test.
package chromiumtest

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// deadline bounds everything that is done with one page.
const deadline = 90 * time.Second

// Options of a page. Zero values mean 1280 x 800 at scale 1.
type Options struct {
	Width, Height int // CSS pixels
	Scale         float64
	Touch         bool   // whether the screen takes fingers
	First         string // a script that runs in each document before its own
	Offline       bool   // without a network: only files of this machine are there
}

// offline is the command that turns the network off.
var offline = cdp.Command[conditions, struct{}]{Method: "Network.emulateNetworkConditions"}

type conditions struct {
	Offline            bool    `json:"offline"`
	Latency            float64 `json:"latency"`
	DownloadThroughput float64 `json:"downloadThroughput"`
	UploadThroughput   float64 `json:"uploadThroughput"`
}

// Page is an open page. Its methods fail the test instead of returning errors.
type Page struct {
	t     testing.TB
	ctx   context.Context
	close context.CancelFunc

	mu       sync.Mutex
	problems []string // script errors and the like; guarded by mu
}

// Open opens url in a Chromium of its own, which is closed with the test.
func Open(t testing.TB, url string, opt Options) *Page {
	t.Helper()
	path := find(t)
	p := &Page{t: t}
	if opt.Width == 0 {
		opt.Width, opt.Height = 1280, 800
	}
	if opt.Scale == 0 {
		opt.Scale = 1
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	t.Cleanup(cancel)
	ctx, cancelAllocator := chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancelAllocator)
	// Events that this version of the protocol does not know do not matter here.
	ctx, cancelPage := chromedp.NewContext(ctx, chromedp.WithErrorf(func(string, ...any) {}), chromedp.WithListener(p.listen))
	t.Cleanup(cancelPage)
	p.ctx, p.close = ctx, cancelAllocator
	emulate := []chromedp.EmulateViewportOption{chromedp.EmulateScale(opt.Scale)}
	if opt.Touch {
		emulate = append(emulate, chromedp.EmulateTouch)
	}
	steps := []chromedp.Action[chromedp.Void]{chromedp.EmulateViewport(int64(opt.Width), int64(opt.Height), emulate...)}
	if opt.First != "" {
		steps = append(steps, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, cdppage.AddScriptToEvaluateOnNewDocument,
				cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: opt.First})
			return err
		}))
	}
	if opt.Offline {
		steps = append(steps, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, offline, conditions{Offline: true})
			return err
		}))
	}
	p.do("opening "+url, append(steps, chromedp.Navigate(url))...)
	t.Cleanup(func() {
		if t.Failed() {
			p.Keep("failed")
		}
		for _, problem := range p.Problems() {
			t.Error("in the page: " + problem)
		}
	})
	return p
}

// find returns the path of a Chromium, or skips the test.
func find(t testing.TB) string {
	t.Helper()
	if testing.Short() {
		t.Skip("needs Chromium, which go test -short leaves out")
	}
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path
		}
	}
	const missing = "there is no Chromium on this machine (install it, or name it with CHROMIUM=/path)"
	if os.Getenv("EPIVIZGO_NEED_BROWSER") != "" {
		t.Fatal(missing)
	}
	t.Skip(missing)
	return ""
}

// listen records the problems that the page reports.
func (p *Page) listen(ev any) {
	var problem string
	switch ev := ev.(type) {
	case *runtime.EventExceptionThrown:
		problem = ev.ExceptionDetails.Text
		if ev.ExceptionDetails.Exception != nil {
			problem += " " + ev.ExceptionDetails.Exception.Description
		}
	case *log.EventEntryAdded:
		if ev.Entry.Level == log.EntryLevelError && ev.Entry.Source == log.EntrySourceSecurity {
			problem = ev.Entry.Text
		}
	}
	if problem != "" {
		p.mu.Lock()
		p.problems = append(p.problems, problem)
		p.mu.Unlock()
	}
}

// Close closes the page's Chromium before the test ends. Nothing is done with the page afterwards.
func (p *Page) Close() { p.close() }

// Problems lists script errors and security violations so far.
func (p *Page) Problems() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.problems...)
}

// Expect forgets the problems so far that have a text in them: the test brought them about. It fails if there are none.
func (p *Page) Expect(text string) {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	all := len(p.problems)
	p.problems = slices.DeleteFunc(p.problems, func(problem string) bool { return strings.Contains(problem, text) })
	if len(p.problems) == all {
		p.t.Errorf("the page has no problem with %q", text)
	}
}

func (p *Page) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
}

// Eval evaluates an expression in the page. A promise is awaited.
func Eval[T any](p *Page, expression string) T {
	p.t.Helper()
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("evaluating %s: %v", expression, err)
	}
	return v
}

// Wait waits until an expression is true, at most 15 seconds. An expression that throws,
// because something is not there yet, is not true.
func (p *Page) Wait(expression string) {
	p.t.Helper()
	trying := "(() => { try { return Boolean(" + expression + ") } catch { return false } })()"
	_, err := chromedp.Run(p.ctx, chromedp.Poll[bool](trying, chromedp.WithPollingTimeout(15*time.Second)))
	if err != nil {
		p.t.Fatalf("waiting for %s: %v\nthe page has %s", expression, err,
			Eval[string](p, "JSON.stringify(window.epivizgo ? window.epivizgo.state() : document.body.innerText)"))
	}
}

// Click clicks the first element that matches a CSS selector.
func (p *Page) Click(selector string) {
	p.t.Helper()
	p.do("clicking "+selector, chromedp.Click(chromedp.CSS(selector)))
}

// Type types into the element that has the focus; "\r" is Enter.
func (p *Page) Type(keys string) {
	p.t.Helper()
	p.Press(keys)
}

// Move moves the mouse to a place in CSS pixels.
func (p *Page) Move(x, y float64) {
	p.t.Helper()
	p.do("moving the mouse", chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, x, y))
}

// Wheel turns the wheel at a place while keys are held; positive dy is towards the person.
func (p *Page) Wheel(x, y, dx, dy float64, held ...Modifier) {
	p.t.Helper()
	p.Move(x, y)
	p.do("turning the wheel", chromedp.MouseEvent(input.DispatchMouseEventTypeMouseWheel, x, y, func(e *input.DispatchMouseEventParams) {
		e.DeltaX, e.DeltaY = dx, dy
	}, chromedp.ButtonModifiers(held...)))
}

// Reload loads the page again.
func (p *Page) Reload() {
	p.t.Helper()
	p.do("reloading", chromedp.Reload())
}

// Screenshot returns a picture of the page.
func (p *Page) Screenshot() image.Image {
	p.t.Helper()
	data, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Fatalf("taking a screenshot: %v", err)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		p.t.Fatalf("reading the screenshot: %v", err)
	}
	return img
}

// Keep writes a screenshot NAME.png into the folder that EPIVIZGO_SCREENSHOTS
// names, where one is named, for a person to look at.
func (p *Page) Keep(name string) {
	dir := os.Getenv("EPIVIZGO_SCREENSHOTS")
	if dir == "" {
		return
	}
	data, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s-%s.png", filepath.Base(p.t.Name()), name)), data, 0o644)
	}
	if err != nil {
		p.t.Logf("keeping a screenshot: %v", err)
	}
}
