package chromiumtest

import (
	"encoding/json"
	"strings"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Modifier is a key that is held while something else is done.
type Modifier = chromedp.Modifier

// Keys that are held while something else is done.
const (
	Alt   = chromedp.ModifierAlt
	Ctrl  = chromedp.ModifierCtrl
	Shift = chromedp.ModifierShift
)

// Keys that have no letter, for Type and Press.
const (
	ArrowLeft  = kb.ArrowLeft
	ArrowRight = kb.ArrowRight
	ArrowUp    = kb.ArrowUp
	ArrowDown  = kb.ArrowDown
	Enter      = kb.Enter
	Escape     = kb.Escape
	Tab        = kb.Tab
	Delete     = kb.Delete
	F2         = kb.F2
	PageUp     = kb.PageUp
	PageDown   = kb.PageDown
	Home       = kb.Home
	End        = kb.End
)

// Press types keys while others are held. As with real keys, a page that takes
// a key for itself gets no character from it.
func (p *Page) Press(keys string, held ...chromedp.Modifier) {
	p.t.Helper()
	for _, r := range keys {
		events := kb.Encode(r)
		down := *events[0]
		down.Type = input.DispatchKeyEventTypeKeyDown
		for _, m := range held {
			down.Modifiers |= int64(m)
		}
		for _, e := range events {
			if e.Type == input.DispatchKeyEventTypeChar && down.Modifiers&^int64(Shift) == 0 {
				down.Text, down.UnmodifiedText = e.Text, e.UnmodifiedText
			}
		}
		up := *events[len(events)-1]
		up.Modifiers = down.Modifiers
		for _, e := range []input.DispatchKeyEventParams{down, up} {
			if _, err := chromedp.Call(p.ctx, input.DispatchKeyEvent, e); err != nil {
				p.t.Fatalf("pressing %q: %v", r, err)
			}
		}
	}
}

// ClickAt clicks at a place in CSS pixels while keys are held.
func (p *Page) ClickAt(x, y float64, held ...chromedp.Modifier) {
	p.t.Helper()
	p.Move(x, y)
	p.do("clicking", chromedp.MouseClickXY(x, y, chromedp.ButtonModifiers(held...)))
}

// Drag presses the left button at one place and lets it go at another while
// keys are held.
func (p *Page) Drag(x1, y1, x2, y2 float64, held ...chromedp.Modifier) {
	p.t.Helper()
	p.DragTo(x1, y1, x2, y2, held...)
	p.Drop(x2, y2, held...)
}

// DragTo drags as Drag does, but leaves the button down.
func (p *Page) DragTo(x1, y1, x2, y2 float64, held ...chromedp.Modifier) {
	p.t.Helper()
	const steps = 8
	keys := chromedp.ButtonModifiers(held...)
	p.Move(x1, y1)
	p.do("pressing", chromedp.MouseEvent(chromedp.MousePressed, x1, y1, chromedp.ButtonLeft, chromedp.ClickCount(1), keys))
	for i := 1; i <= steps; i++ {
		f := float64(i) / steps
		p.do("dragging", chromedp.MouseEvent(chromedp.MouseMoved, x1+(x2-x1)*f, y1+(y2-y1)*f, chromedp.ButtonLeft, keys))
	}
}

// Drop releases the button that DragTo left down.
func (p *Page) Drop(x, y float64, held ...chromedp.Modifier) {
	p.t.Helper()
	p.do("letting go", chromedp.MouseEvent(chromedp.MouseReleased, x, y, chromedp.ButtonLeft, chromedp.ClickCount(1),
		chromedp.ButtonModifiers(held...)))
}

// Touch is where a finger is.
type Touch struct{ X, Y float64 }

// Fingers puts fingers down, moves them from each of from to each of to, and
// takes them off.
func (p *Page) Fingers(from, to []Touch) {
	p.t.Helper()
	points := func(f float64) []*input.TouchPoint {
		var out []*input.TouchPoint
		for i := range from {
			id := float64(i)
			out = append(out, &input.TouchPoint{X: from[i].X + (to[i].X-from[i].X)*f, Y: from[i].Y + (to[i].Y-from[i].Y)*f, ID: &id})
		}
		return out
	}
	send := func(kind input.DispatchTouchEventType, at []*input.TouchPoint) {
		if _, err := chromedp.Call(p.ctx, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: kind, TouchPoints: at}); err != nil {
			p.t.Fatalf("%s: %v", kind, err)
		}
	}
	const steps = 6
	send("touchStart", points(0))
	for i := 1; i <= steps; i++ {
		send("touchMove", points(float64(i)/steps))
	}
	send("touchEnd", []*input.TouchPoint{})
}

// Control is an element of the page as a screen reader has it.
type Control struct{ Role, Name string }

// Controls lists the elements of some roles in the order of the page.
func (p *Page) Controls(roles ...string) []Control {
	p.t.Helper()
	tree, err := chromedp.Call(p.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		p.t.Fatalf("reading the accessibility tree: %v", err)
	}
	wanted := " " + strings.Join(roles, " ") + " "
	var out []Control
	for _, n := range tree.Nodes {
		if n.Ignored || n.Role == nil {
			continue
		}
		role := text(n.Role)
		if strings.Contains(wanted, " "+role+" ") {
			out = append(out, Control{role, text(n.Name)})
		}
	}
	return out
}

// text returns a string value of the accessibility tree.
func text(v *accessibility.Value) string {
	var s string
	if v != nil {
		_ = json.Unmarshal(v.Value, &s)
	}
	return s
}

// Choose chooses files of this machine in a file input, as its dialog does.
func (p *Page) Choose(selector string, paths ...string) {
	p.t.Helper()
	p.do("choosing files", chromedp.SetUploadFiles(chromedp.CSS(selector), paths))
}
