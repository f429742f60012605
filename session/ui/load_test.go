package ui_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session"
	"github.com/epiviz/epivizgo/session/store"
	"github.com/epiviz/epivizgo/session/ui/chromiumtest"
)

// startLoading starts a session without data that takes files from pages.
func startLoading(t *testing.T, opt chromiumtest.Options) (*session.Session, *chromiumtest.Page, string) {
	t.Helper()
	dir := t.TempDir()
	u, err := store.OpenUploads(dir, store.UploadLimits{File: 1 << 20, All: 4 << 20})
	if err != nil {
		t.Fatal(err)
	}
	s, err := session.Start(t.Context(), session.Options{Addr: "127.0.0.1:0", Uploads: u})
	if err != nil {
		t.Fatal(err)
	}
	page := chromiumtest.Open(t, s.URL(), opt)
	t.Cleanup(func() {
		page.Close()
		if err := errors.Join(s.Close(), u.Close()); err != nil {
			t.Error(err)
		}
	})
	page.Wait(state + ".connected")
	return s, page, filepath.Join(dir, "uploads")
}

// drag drags files, by their names, over the page or drops them on it.
func drag(t *testing.T, page *chromiumtest.Page, event string, files map[string]string) {
	t.Helper()
	list, err := json.Marshal(files)
	if err != nil {
		t.Fatal(err)
	}
	chromiumtest.Eval[bool](page, fmt.Sprintf(`(() => {
		const dataTransfer = new DataTransfer();
		for (const [name, text] of Object.entries(%s)) dataTransfer.items.add(new File([text], name));
		const at = document.elementFromPoint(200, 200);
		return at.dispatchEvent(new DragEvent(%q, { dataTransfer, bubbles: true, cancelable: true })) || true;
	})()`, list, event))
}

const overlay = `document.querySelector("#drop:popover-open")`

// TestDropFiles drops files on a page without data: they are loaded with their index and drawn; what is
// refused says why until it is closed, by keys.
func TestDropFiles(t *testing.T) {
	s, page, dir := startLoading(t, chromiumtest.Options{Width: 900, Height: 700})
	page.Wait(`document.querySelector("#empty h2")?.textContent === "No data yet"`)
	page.Keep("nothing")
	drag(t, page, "dragenter", map[string]string{"peaks.bed": ""})
	page.Wait(overlay + `?.textContent.startsWith("Drop files to load them")`)
	page.Keep("over")
	drag(t, page, "dragleave", map[string]string{"peaks.bed": ""})
	page.Wait(overlay + " === null")

	drag(t, page, "dragenter", map[string]string{"peaks.bed": ""})
	page.Wait(overlay + " !== null")
	drag(t, page, "drop", map[string]string{
		"peaks.bed": "chr1\t1000\t5000\tone\nchr1\t6000\t9000\ttwo\n", "peaks.bed.tbi": "no index", "big.bed": strings.Repeat("x", 1<<20+1),
		"<b>what</b>.bed": "\x00\x01",
	})
	page.Wait(overlay + ` === null`)
	page.Wait(`document.querySelector(".toast")?.textContent.startsWith("Loaded peaks.bed: measurement peaks (Blocks Track)")`)
	const failed = `[...document.querySelectorAll(".load.failed")].map((row) => row.querySelector(".what").textContent).sort().join()`
	page.Wait(failed + ` === "<b>what</b>.bed,big.bed"`)
	page.Wait(`document.querySelector("#loads").textContent.includes("load PATH at the prompt")`)
	page.Keep("refused")
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("%d are kept, error %v", len(left), err)
	}
	path := s.State().Files[0].Path
	if data, err := os.ReadFile(path + ".tbi"); string(data) != "no index" || err != nil {
		t.Errorf("the index has %q, error %v", data, err)
	}

	chromiumtest.Eval[bool](page, `document.querySelector(".toast button").focus() || true`)
	page.Press(chromiumtest.Enter)
	page.Wait(state + `.charts.length === 1 && ` + state + `.charts[0].ready && ` + state + `.charts[0].drawn.rows === 2`)
	page.Keep("drawn")
	names := page.Controls("button")
	for _, want := range []string{"Close big.bed", "Close <b>what</b>.bed"} {
		if !slices.Contains(names, chromiumtest.Control{Role: "button", Name: want}) {
			t.Errorf("no button %q among %v", want, names)
		}
	}
	for range 2 {
		chromiumtest.Eval[bool](page, `document.querySelector(".load .close").focus() || true`)
		page.Press(chromiumtest.Enter)
	}
	page.Wait(`document.querySelector("#loads").hidden && document.activeElement.matches("#stage")`)

	// Undo takes the chart and the file back, as another page's.
	page.Press("z", chromiumtest.Ctrl)
	page.Wait(state + ".charts.length === 0")
	page.Press("z", chromiumtest.Ctrl)
	page.Wait(`document.querySelector("#empty h2")?.textContent === "No data yet"`)
	page.Press("y", chromiumtest.Ctrl)
	page.Press("y", chromiumtest.Ctrl)
	page.Wait(state + `.charts.length === 1 && ` + state + `.charts[0].ready`)

	// While the program is away the page says so, and does not become the file that is dropped.
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	page.Wait("!" + state + ".connected")
	drag(t, page, "dragenter", map[string]string{"peaks.bed": ""})
	page.Wait(overlay + `?.textContent.startsWith("Not connected to epivizgo")`)
	drag(t, page, "drop", map[string]string{"peaks.bed": "chr1\t1\t2\n"})
	page.Wait(`[...document.querySelectorAll(".toast")].some((t) => t.textContent.startsWith("There is no connection to epivizgo"))`)
}

// TestChooseFiles chooses files in the dialog of the menu and of the empty page, in any language of their names, and
// cancels one that is being sent.
func TestChooseFiles(t *testing.T) {
	s, page, dir := startLoading(t, chromiumtest.Options{Width: 800, Height: 700})
	own := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(own, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	chromiumtest.Eval[bool](page, `window.asked = 0,
		document.querySelector("#load-files").addEventListener("click", (e) => { window.asked++; e.preventDefault(); }), true`)
	page.Click("#empty button")
	page.Wait("window.asked === 1")
	chooseEntry(page, "Load files…")
	page.Wait("window.asked === 2")

	page.Choose("#load-files", write("été 1.bedGraph", "chr1\t0\t100\t1.5\n"), write("b.bed", "chr1\t10\t20\n"))
	page.Wait(`[...document.querySelectorAll(".offer")].length === 2`)
	var names []string
	for _, f := range s.State().Files {
		names = append(names, filepath.Base(f.Path))
	}
	if want := []string{"été 1.bedGraph", "b.bed"}; !slices.Equal(names, want) {
		t.Errorf("loaded %q, want %q", names, want)
	}

	// The file that was chosen may be chosen again, and is another one.
	page.Choose("#load-files", filepath.Join(own, "b.bed"))
	page.Wait(`[...document.querySelectorAll(".offer")].length === 3`)

	// One whose parts do not come through is cancelled.
	chromiumtest.Eval[bool](page, `(() => {
		const { send } = WebSocket.prototype;
		WebSocket.prototype.send = function (text) {
			if (!JSON.parse(text).data?.at) send.call(this, text);
		};
		return true;
	})()`)
	page.Choose("#load-files", write("long.bed", strings.Repeat("chr1\t10\t20\tname\n", 60_000)))
	page.Wait(`document.querySelector(".load .as")?.textContent === "27 % of 960 kB sent"`)
	page.Keep("sending")
	if left, _ := os.ReadDir(dir); len(left) != 4 {
		t.Errorf("%d are kept or coming, want 4", len(left))
	}
	page.Click(".load .close")
	page.Wait(`document.querySelector("#loads").hidden`)
	kept := func() int {
		left, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		return len(left)
	}
	soon(t, "the upload that was cancelled is removed", func() bool { return kept() == 3 })

	// A page that goes leaves nothing either.
	page.Choose("#load-files", filepath.Join(own, "long.bed"))
	page.Wait(`document.querySelector(".load .as")?.textContent === "27 % of 960 kB sent"`)
	page.Reload()
	page.Wait(state + ".connected && document.querySelectorAll('.offer').length === 3")
	soon(t, "the upload of the page that is gone is removed", func() bool { return kept() == 3 })
}
