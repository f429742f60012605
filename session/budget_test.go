package session

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/budget"
	"github.com/epiviz/epivizgo/session/source"
)

// The largest answer, with what it is made of, fits into a page's room.
func TestOneAnswerFitsIntoTheRoom(t *testing.T) {
	if budget.Sent+budget.Made > budget.Answers {
		t.Errorf("an answer may take %d and %d bytes, all answers %d", budget.Sent, budget.Made, budget.Answers)
	}
}

// A page that sends many small requests for very much at once is answered, and
// the program stays small.
func TestManyHugeRequestsAtOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("reads some gigabytes")
	}
	var mu sync.Mutex
	told := ""
	s := must(Start(t.Context(), Options{
		Addr: "127.0.0.1:0", Notify: func(sentence string) {
			mu.Lock()
			defer mu.Unlock()
			told += sentence + "\n"
		},
		Open: func(context.Context, string) (source.Source, error) { return newRamp("chr1", 500_000_000), nil },
	}))(t)
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	if _, _, err := s.Load(t.Context(), "ramp.bw"); err != nil {
		t.Fatal(err)
	}
	ids, _ := json.Marshal(strings.Split(strings.Repeat("ramp,", 999)+"ramp", ","))
	const common = `"action":"getCombined","seqName":"chr1","start":100000001,`
	for name, data := range map[string]string{
		"points": `"version":"builtin-1",` + common + `"end":100131072,"bins":1000,"maxRows":131072,"measurements":` + string(ids),
		"bins":   `"version":"builtin-1",` + common + `"end":400000000,"bins":1e9,"measurements":` + string(ids),
	} {
		conn, _, err := websocket.DefaultDialer.DialContext(t.Context(), s.WebSocketURL(), nil)
		if err != nil {
			t.Fatal(err)
		}
		requests := map[string]int{"points": 4, "bins": 16}[name]
		go func() {
			for i := range requests {
				_ = conn.WriteMessage(websocket.TextMessage, fmt.Appendf(nil, `{"requestId":%d,"type":"request","data":{%s}}`, i, data))
			}
		}()
		peak := uint64(0)
		for range requests {
			_, r, err := conn.NextReader()
			if err != nil {
				t.Fatal(err)
			}
			size := int64(0)
			for err == nil {
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				peak = max(peak, m.HeapAlloc)
				var n int64
				n, err = io.CopyN(io.Discard, r, 16<<20)
				size += n
			}
			if err != io.EOF || size > budget.Sent+1<<20 {
				t.Errorf("%s: an answer of %d bytes, %v", name, size, err)
			}
		}
		if peak > 450<<20 {
			t.Errorf("%s: the heap had %d MB", name, peak>>20)
		}
		conn.Close()
	}
	mu.Lock()
	defer mu.Unlock()
	if n := strings.Count(told, "at most 96 MB are answered at once"); n != 2 {
		t.Errorf("told %d times, want once for points and once for bins: %s", n, told)
	}
}

// What a page may have kept or notified is bounded, and a refusal is notified.
func TestHostileFrames(t *testing.T) {
	huge := strings.Repeat("x", 1<<20)
	forPages(t, allPages, func(t *testing.T, r *rig, version string) {
		r.addTutorial()
		page := r.join(version)
		asked := func(action string, args map[string]any) string {
			t.Helper()
			args["version"] = version
			return string(must(page.Ask(r.ctx, action, args))(t))
		}
		for i := range 3 {
			setting := []any{map[string]any{"id": huge}}
			asked(protocol.RegisterChartTypes, map[string]any{"data": []any{map[string]any{"chartName": fmt.Sprint(i), "customSettings": setting}}})
			asked(protocol.GetValues, map[string]any{"measurement": fmt.Sprint(i) + huge, "seqName": "chr1", "start": 1, "end": 100})
			asked(protocol.UserSetTheme, map[string]any{"theme": huge})
			asked(fmt.Sprint(i)+huge, map[string]any{})
		}
		for i := range budget.ChartTypes + 10 {
			small := map[string]any{"chartName": fmt.Sprint("small", i), "customSettings": []any{}}
			asked(protocol.RegisterChartTypes, map[string]any{"data": []any{small}})
		}
		r.Session.mu.Lock()
		kept := len(r.kept.announced)
		r.Session.mu.Unlock()
		if kept > budget.ChartTypes {
			t.Errorf("%d chart types are kept", kept)
		}
		if got := asked(protocol.GetCombined, map[string]any{"measurements": make([]int, 100_000), "seqName": "chr1"}); got != "{}" {
			t.Errorf("100,000 measurements are answered %.100s", got)
		}
		for _, part := range []string{"announces chart types of", "a name of", "100"} {
			if len(r.told(part)) == 0 {
				t.Errorf("nobody was told of %q", part)
			}
		}
		if len(r.told(fmt.Sprintf("wanted at most %d: ask for fewer at once", protocol.MaxValues))) != 1 {
			t.Error("nobody was told of too many values")
		}
		for _, n := range r.told("") {
			if len(n) > 1100 {
				t.Errorf("told in %d bytes: %.100s", len(n), n)
			}
		}
	})
}

// TestManyNoticesOfOnePage: whatever a page causes, ten are told a minute, and how many more there were.
func TestManyNoticesOfOnePage(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		page := r.join(v4)
		before := len(r.told(""))
		for i := range 1500 {
			page.SendText(fmt.Sprintf(`{"requestId":%d,"type":"request","data":{"action":"no%d%s","version":"4"}}`, 1000+i, i, strings.Repeat("x", 5000)))
		}
		r.pass(time.Second)
		told := r.told("")[before:]
		if len(told) != 11 || !strings.Contains(told[10], "browser 1 (EpiViz 4) causes many notices; those of the next minute are only counted") {
			t.Errorf("told %d: %.300q", len(told), told)
		}
		r.Session.mu.Lock()
		if len(r.Session.told) > 1000 {
			t.Errorf("%d sentences are kept", len(r.Session.told))
		}
		for sentence := range r.Session.told {
			if len(sentence) > 1100 {
				t.Errorf("%d bytes are kept of a sentence: %.60s", len(sentence), sentence)
			}
		}
		r.Session.mu.Unlock()
		page.Disconnect()
		if got := r.told("browser 1 (EpiViz 4) caused 1490 more notices, which were left out"); len(got) != 1 {
			t.Errorf("told at the end %.300q", r.told("")[before:])
		}
	})
}

// TestBoundsOfWhatPagesSend: what has as many bytes as may be is taken over, one more is
// not.
func TestBoundsOfWhatPagesSend(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		page := r.join(v4)
		chart := r.addChart("Line Track", "py_column")
		send := func(size int, data string) {
			data += strings.Repeat(" ", size-len(data)-1) + "}"
			page.SendText(`{"requestId":900,"type":"request","data":` + data + "}")
			r.pass(time.Second)
		}
		title := func(text string) string {
			return fmt.Sprintf(`{"action":"setChartSettings","version":"4","chartId":%q,"settings":{"title":%q}`, page.Page().Charts[0].ID, text)
		}
		const bytesOfSettings = budget.Settings
		send(bytesOfSettings, title("longest"))
		send(bytesOfSettings+1, title("longer"))
		equal(t, "settings", r.Charts()[0].Settings, map[string]any{"title": "longest"})
		equal(t, "told", len(r.told(fmt.Sprintf("changed chart %d, but its settings have 65537 bytes", chart.Handle))), 1)

		types := func(name string) string {
			return fmt.Sprintf(`{"action":"registerChartTypes","version":"4","data":[{"chartName":%q,"customSettings":[]}]`, name)
		}
		send(budget.Announced, types("longest"))
		send(budget.Announced+1, types("longer"))
		r.Session.mu.Lock()
		defer r.Session.mu.Unlock()
		if known := r.kept.announced; known["longest"] == nil || known["longer"] != nil {
			t.Errorf("known are %v", slices.Sorted(maps.Keys(known)))
		}
	})
}

// TestTooManyChartTypes: those that are not kept are told.
func TestTooManyChartTypes(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		page := r.join(v4)
		var types []string
		for i := range budget.ChartTypes + 50 {
			types = append(types, fmt.Sprintf(`{"chartName":"t%d","customSettings":[]}`, i))
		}
		page.SendText(`{"requestId":900,"type":"request","data":{"action":"registerChartTypes","version":"4","data":[` +
			strings.Join(types, ",") + `]}}`)
		r.pass(time.Second)
		equal(t, "told", len(r.told("chart types whose settings are not kept")), 1)
	})
}

// TestColorsOfAWorkspace: as many colours as may be are kept, one more leaves the chart
// with its own.
func TestColorsOfAWorkspace(t *testing.T) {
	for n, want := range map[int]int{budget.Colors: budget.Colors, budget.Colors + 1: 0} {
		content := protocol.WorkspaceContent{Charts: []protocol.WorkspaceChart{{Colors: slices.Repeat([]string{"red"}, n)}}}
		equal(t, "colours", len(contentEvents(content)[0].Chart.Colors), want)
	}
}
