package ui_test

import (
	"context"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session"
	"github.com/epiviz/epivizgo/session/ui/chromiumtest"
)

// TestLabelKeys shows what a slideshow can be labelled as, also to a page that connects later, and sends the keys 1 to 9.
func TestLabelKeys(t *testing.T) {
	pressed := make(chan int, 9)
	ctx := t.Context()
	s, err := session.Start(ctx, session.Options{Addr: "127.0.0.1:0", Label: func(_ context.Context, number int) error {
		pressed <- number
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, err := s.AddTutorial(ctx); err != nil {
		t.Fatal(err)
	}
	say := func(label string, left int) {
		t.Helper()
		if _, err := s.SetLabels(ctx, protocol.LabelsParams{
			Words: []string{"real", "<b>artefact</b>"}, Title: "3/20 rs12", Label: label, Left: left, Count: 20}); err != nil {
			t.Fatal(err)
		}
	}
	say("", 18)
	page := chromiumtest.Open(t, s.URL(), chromiumtest.Options{Width: 800, Height: 700})
	const bar = `document.querySelector("#labelling")`
	const words = `[...document.querySelectorAll("#labelling button")].map((b) => b.textContent).join()`
	const said = `document.querySelector("#labelling-text").textContent`
	page.Wait(state + `.connected && !` + bar + `.hidden && ` + words + ` === "1 real,2 <b>artefact</b>" && ` +
		said + ` === "3/20 rs12 · 18 of 20 without a label"`)
	page.Keep("labels")
	page.Type("2")
	if got := <-pressed; got != 2 {
		t.Errorf("key %d", got)
	}
	page.Click("#labelling button")
	if got := <-pressed; got != 1 {
		t.Errorf("button %d", got)
	}
	say("real", 17)
	page.Wait(said + `.startsWith("3/20 rs12 [real] · 17 of 20") && ` + bar + `.querySelector("button").getAttribute("aria-pressed") === "true"`)
	if _, err := s.SetLabels(ctx, protocol.LabelsParams{}); err != nil {
		t.Fatal(err)
	}
	page.Wait(bar + `.hidden`)
}
