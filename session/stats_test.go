package session

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/page"
	"github.com/epiviz/epivizgo/session/reply"
)

// TestLogHasNoData has pages ask for data by names that nobody else is to read: the log says what was asked and how
// much was answered, and nothing of the rest.
func TestLogHasNoData(t *testing.T) {
	var mu sync.Mutex
	var logged bytes.Buffer
	log := slog.New(slog.NewJSONHandler(writerFunc(func(b []byte) (int, error) {
		mu.Lock()
		defer mu.Unlock()
		return logged.Write(b)
	}), nil))
	inBubble(t, Options{Log: log}, func(t *testing.T, r *rig) {
		r.addTutorial()
		page := r.join(v4)
		r.addChart("", "py_column")
		must(page.Ask(r.ctx, protocol.Search, map[string]any{"q": "unpublishedGene", "maxResults": 5}))(t)
		must(page.Ask(r.ctx, protocol.GetValues, map[string]any{"version": "4", "measurement": "py_column", "datasource": "py_datasource",
			"seqName": "chr1", "start": 1, "end": 100_000}))(t)
		must(page.Ask(r.ctx, strings.Repeat("secret", 1000), nil))(t)
		r.settled(page)
	})
	mu.Lock()
	defer mu.Unlock()
	text := logged.String()
	for _, secret := range []string{"unpublishedGene", "py_column", "chr1", "secret"} {
		if strings.Contains(text, secret) {
			t.Errorf("the log has %s", secret)
		}
	}
	type line struct {
		Msg, Action string
		Took        *float64
		Browser     int
		Rows        *int
		Failed      *bool
	}
	found := map[string]line{}
	for text := range strings.Lines(text) {
		var l line
		if err := json.Unmarshal([]byte(text), &l); err != nil || len(l.Action) > 100 || l.Took == nil {
			t.Errorf("%s: %v", text, err)
		}
		if l.Rows != nil && *l.Rows > 0 || found[l.Action].Msg == "" {
			found[l.Action] = l
		}
	}
	if l := found[protocol.GetValues]; l.Msg != "answered" || l.Browser != 1 || l.Rows == nil || *l.Rows < 99 || *l.Rows > 101 {
		t.Errorf("the values are %+v", l)
	}
	if l := found[protocol.AddChart]; l.Msg != "asked" || l.Failed == nil || *l.Failed {
		t.Errorf("the chart is %+v", l)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }

func TestStats(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		r.addChart("", "py_column")
		built := r.join(builtinPage)
		r.settled(built)
		r.join(v4)
		for range 1000 { // actions that it makes up
			must(built.Ask(r.ctx, "none"+time.Now().String(), nil))(t)
			time.Sleep(time.Second)
		}
		figures := r.Stats()
		if len(figures) > 700 {
			t.Errorf("%d figures", len(figures))
		}
		of := func(name, of string) float64 {
			t.Helper()
			for _, f := range figures {
				if f.Name == name && f.Of == of {
					return f.Value
				}
			}
			t.Errorf("there is no figure %q of %q", name, of)
			return 0
		}
		equal(t, "browsers", of("browsers", ""), 2)
		equal(t, "running for", of("running for", "") >= 1000, true)
		equal(t, "memory", of("memory in use", "") > 1e6, true)
		equal(t, "calls", of("actions without an answer", "browser 1 (built-in page)"), 0)
		equal(t, "charts", of("actions", protocol.SyncState), 1)
		equal(t, "failures", of("failed", protocol.SyncState), 0)
		equal(t, "answers", of("answers", protocol.GetMeasurements) >= 1, true)
		equal(t, "unknown", of("answers", "unknown") == 1000, true)
	})
}

// TestFiguresInOrder: actions that came as often as each other are in the order of their names.
func TestFiguresInOrder(t *testing.T) {
	var m meter
	for c := 'z'; c >= 'a'; c-- {
		m.add(page.Work{Action: string(c)})
	}
	got := ""
	for _, f := range m.figures() {
		if f.Name == "answers" {
			got += f.Of
		}
	}
	equal(t, "order", got, "abcdefghijklmnopqrstuvwxyz")
}

// TestLatencies checks that what is kept of durations is right to a tenth.
func TestLatencies(t *testing.T) {
	var m meter
	for i := 1; i <= 1000; i++ {
		m.add(page.Work{Action: "a", Took: time.Duration(i) * time.Millisecond, Rows: 2})
	}
	m.add(page.Work{Action: "b", Call: true, Err: errors.New("no")})
	m.add(page.Work{Action: "b", Call: true, Took: 1000 * time.Hour})
	got := map[string]float64{}
	for _, f := range m.figures() {
		got[f.Name+" "+f.Of] = f.Value
		if f.Unit == reply.Seconds && f.Of == "a" {
			want := map[string]float64{"median": 0.5, "99 of 100 within": 0.99, "longest": 1}[f.Name]
			if f.Value < want || f.Value > 1.1*want {
				t.Errorf("%s: %g, want about %g", f.Name, f.Value, want)
			}
		}
	}
	equal(t, "rows", got["rows a"], 2000)
	equal(t, "failed", got["failed b"], 1)
	equal(t, "longest", got["longest b"], 3.6e6)
}
