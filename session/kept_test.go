package session

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/session/state"
)

// TestSettingsOfARealPageAreChecked: what could not be set at the prompt, or kept in a journal, is not taken over, and
// is told.
func TestSettingsOfARealPageAreChecked(t *testing.T) {
	for name, sent := range map[string]string{
		"a line break":           `"settings":{"title":"a\nb"}`,
		"a NUL in a value":       `"settings":{"title":"a\u0000b"}`,
		"a NUL in a key":         `"settings":{"a\u0000b":1}`,
		"an escape in a key":     `"settings":{"\u001b[2J":1}`,
		"a key with a space":     `"settings":{"a b":1}`,
		"a key with a sign":      `"settings":{"a=b":1}`,
		"a long key":             `"settings":{"` + strings.Repeat("k", 100) + `":1}`,
		"no key":                 `"settings":{"":1}`,
		"a number that is text":  `"settings":{"height":"tall"}`,
		"an unreadable colour":   `"colorMap":["no colour"]`,
		"a colour with a NUL":    `"colorMap":["red\u0000"]`,
		"too many colours":       `"colorMap":["red"` + strings.Repeat(`,"red"`, 100) + `]`,
		"one good, one bad":      `"settings":{"title":"good","a b":1}`,
		"good, and a bad colour": `"settings":{"title":"good"},"colorMap":["no colour"]`,
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, Options{}, func(t *testing.T, r *rig) {
				r.addTutorial()
				page := r.join(v4)
				chart := r.addChart("Line Track", "py_column")
				page.SendText(fmt.Sprintf(`{"requestId":900,"type":"request","data":{"action":"setChartSettings","version":"4","chartId":%q,%s}}`,
					page.Page().Charts[0].ID, sent))
				r.pass(time.Second)
				c := r.Charts()[0]
				if c.Handle != chart.Handle || len(c.Colors) > 0 {
					t.Errorf("%s: chart %v", name, c)
				}
				for id, v := range c.Settings {
					if id != "title" || v != "good" {
						t.Errorf("%s: setting %q is %v", name, id, v)
					}
				}
				if len(r.told("browser 1 (EpiViz 4) changed chart 1")) != 1 {
					t.Errorf("%s: told %q", name, r.told(""))
				}
			})
		})
	}
}

// TestTextOfPagesCanBeKept: no text that a page sends makes an event that cannot be a line of a journal.
func TestTextOfPagesCanBeKept(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	for _, text := range []string{"a\nb", "a\rb", "a\x00b", "\x1b[2J", long} {
		var mu sync.Mutex
		var events []state.Event
		inBubble(t, Options{Event: func(e state.Event) { mu.Lock(); defer mu.Unlock(); events = append(events, e) }}, func(t *testing.T, r *rig) {
			r.addTutorial()
			page := r.join(builtinPage)
			chart := r.addChart("Line Track", "py_column")
			mu.Lock()
			events = nil
			mu.Unlock()
			for action, args := range map[string]map[string]any{
				"userSetChartSettings": {"handle": chart.Handle, "settings": map[string]any{"title": text}},
				"userSetCharts":        {"handles": []int{chart.Handle}, "settings": map[string]any{"title": text}},
				"userAddRegions":       {"regions": []any{map[string]any{"name": text, "seqName": "chr1", "start": 1, "end": 5}}},
				"userSetLinkOut":       {"template": "https://example.org/{name}" + text},
				"userSelect":           {"ranges": []any{map[string]any{"seqName": text, "start": 1, "end": 5}}},
				"userNavigate":         {"range": map[string]any{"seqName": text, "start": 1, "end": 5}},
				"userAddChart":         {"type": "Line Track" + text, "measurements": []string{text}},
				"userSetTheme":         {"theme": text},
				"search":               {"query": text},
			} {
				_, _ = page.Ask(r.ctx, action, args)
			}
			r.pass(time.Second)
		})
		mu.Lock()
		all := slices.Clone(events)
		mu.Unlock()
		for _, e := range all {
			if data, err := json.Marshal(e); err != nil || len(data) > 1<<16 || strings.Contains(string(data), `a\nb`) ||
				strings.Contains(string(data), `a\rb`) || strings.Contains(string(data), `\u00`) {
				t.Errorf("%.10q: an event %.200s of %d bytes, %v", text, data, len(data), err)
			}
		}
	}
}
