package session

import (
	"cmp"
	"context"
	"log/slog"
	"maps"
	"math"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/epiviz/epivizgo/session/page"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/source/cache"
)

// What is measured of the work for pages. The log has a line for each request and action, and stats sums them up.
// Neither has data, nor what was asked for.

// meter sums up the work by action.
type meter struct {
	began time.Time

	mu  sync.Mutex
	all map[meterKey]*latencies // guarded by mu
}

type meterKey struct {
	action string
	call   bool
}

// bucketsPerOctave sets how exact the latencies are: to a tenth.
const bucketsPerOctave = 8

// latencies are durations in buckets, each of which is longer than the one before by the same factor.
type latencies struct {
	count, rows, failed int
	longest             time.Duration
	buckets             [bucketsPerOctave * 40]int // from 1 µs
}

func (l *latencies) add(w page.Work) {
	l.count++
	l.rows += w.Rows
	if w.Err != nil {
		l.failed++
	}
	l.longest = max(l.longest, w.Took)
	at := 0
	if us := float64(w.Took) / 1e3; us > 1 {
		at = min(int(math.Ceil(math.Log2(us)*bucketsPerOctave)), len(l.buckets)-1)
	}
	l.buckets[at]++
}

// below returns a duration that a share of all does not exceed.
func (l *latencies) below(share float64) time.Duration {
	need := int(math.Ceil(share * float64(l.count)))
	for at, n := range l.buckets {
		if need -= n; need <= 0 {
			top := time.Duration(math.Exp2(float64(at)/bucketsPerOctave) * 1e3)
			return min(top, l.longest)
		}
	}
	return l.longest
}

func (m *meter) add(w page.Work) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.all == nil {
		m.all = map[meterKey]*latencies{}
	}
	key := meterKey{w.Action, w.Call}
	l := m.all[key]
	if l == nil {
		l = &latencies{}
		m.all[key] = l
	}
	l.add(w)
}

// measured records the work for a page.
func (s *Session) measured(b *page.Page, w page.Work) {
	s.meter.add(w)
	what := "answered"
	if w.Call {
		what = "asked"
	}
	attrs := []slog.Attr{slog.String("action", w.Action), slog.Duration("took", w.Took), slog.Int("browser", b.Number())}
	if w.Call {
		attrs = append(attrs, slog.Bool("failed", w.Err != nil))
	} else {
		attrs = append(attrs, slog.Int("rows", w.Rows))
	}
	s.opt.Log.LogAttrs(context.Background(), slog.LevelInfo, what, attrs...)
	if w.Err != nil {
		s.opt.Log.Debug("failed", "action", w.Action, "browser", b.Number(), "err", w.Err)
	}
}

// Stats returns figures of the program at work.
func (s *Session) Stats() []reply.Figure {
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	used, limit := cache.Use()
	pages := s.pages()
	s.mu.Lock()
	guests := s.guests
	s.mu.Unlock()
	held := 0
	for _, o := range s.Origins() {
		held += o.Waiting
	}
	figures := []reply.Figure{
		{Name: "running for", Value: time.Since(s.meter.began).Seconds(), Unit: reply.Seconds},
		{Name: "memory in use", Value: float64(mem.HeapAlloc), Unit: reply.Bytes},
		{Name: "memory from the system", Value: float64(mem.Sys - mem.HeapReleased), Unit: reply.Bytes},
		{Name: "caches", Value: float64(used), Unit: reply.Bytes},
		{Name: "caches at most", Value: float64(limit), Unit: reply.Bytes},
		{Name: "goroutines", Value: float64(runtime.NumGoroutine())},
		{Name: "browsers", Value: float64(len(pages))},
		{Name: "other connections", Value: float64(len(guests))},
		{Name: "pages that wait to be allowed", Value: float64(held)},
	}
	for _, b := range slices.Concat(pages, guests) {
		of, load := b.Name(), b.Load()
		figures = append(figures,
			reply.Figure{Name: "requests being answered", Of: of, Value: float64(load.Requests)},
			reply.Figure{Name: "actions without an answer", Of: of, Value: float64(load.Calls)},
			reply.Figure{Name: "frames to be sent", Of: of, Value: float64(load.Frames)},
			reply.Figure{Name: "memory of answers", Of: of, Value: float64(load.Bytes), Unit: reply.Bytes})
	}
	return append(figures, s.meter.figures()...)
}

func (m *meter) figures() (figures []reply.Figure) {
	m.mu.Lock()
	defer m.mu.Unlock()
	keys := slices.SortedFunc(maps.Keys(m.all), func(a, b meterKey) int {
		return cmp.Or(m.all[b].count-m.all[a].count, cmp.Compare(a.action, b.action))
	})
	for _, key := range keys {
		l := m.all[key]
		name, of := "answers", key.action
		if key.call {
			name = "actions"
		}
		figures = append(figures, reply.Figure{Name: name, Of: of, Value: float64(l.count)})
		if key.call {
			figures = append(figures, reply.Figure{Name: "failed", Of: of, Value: float64(l.failed)})
		} else {
			figures = append(figures, reply.Figure{Name: "rows", Of: of, Value: float64(l.rows)})
		}
		figures = append(figures,
			reply.Figure{Name: "median", Of: of, Value: l.below(0.5).Seconds(), Unit: reply.Seconds},
			reply.Figure{Name: "99 of 100 within", Of: of, Value: l.below(0.99).Seconds(), Unit: reply.Seconds},
			reply.Figure{Name: "longest", Of: of, Value: l.longest.Seconds(), Unit: reply.Seconds})
	}
	return figures
}
