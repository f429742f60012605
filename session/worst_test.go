package session

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// TestFiftyPagesAskTheWorst: pages that ask for as much as they can at once, of which some read nothing, leave the
// program small and the prompt quick.
func TestFiftyPagesAskTheWorst(t *testing.T) {
	if testing.Short() {
		t.Skip("makes some gigabytes")
	}
	s := must(Start(t.Context(), Options{
		Addr: "127.0.0.1:0",
		Open: func(context.Context, string) (source.Source, error) { return newRamp("chr1", 500_000_000), nil },
	}))(t)
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	var ids []string
	for i := range 60 {
		name := fmt.Sprintf("ramp%d.bw", i)
		if _, _, err := s.Load(t.Context(), name); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, fmt.Sprintf("ramp%d", i))
	}
	list, _ := json.Marshal(ids)
	request := fmt.Sprintf(`"version":"builtin-1","action":"getCombined","seqName":"chr1","start":100000001,"end":100131072,`+
		`"bins":1000,"maxRows":131072,"measurements":%s`, list)
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	var read atomic.Int64
	for page := range 50 {
		conn, _, err := websocket.DefaultDialer.DialContext(t.Context(), s.WebSocketURL(), nil)
		if err != nil {
			t.Fatal(err)
		}
		wg.Go(func() { <-ctx.Done(); conn.Close() })
		wg.Go(func() {
			for i := 0; ctx.Err() == nil && i < 16; i++ {
				_ = conn.WriteMessage(websocket.TextMessage, fmt.Appendf(nil, `{"requestId":%d,"type":"request","data":{%s}}`, i, request))
			}
		})
		if page%5 == 0 {
			continue // it reads nothing
		}
		wg.Go(func() {
			for ctx.Err() == nil {
				_, r, err := conn.NextReader()
				if err != nil {
					return
				}
				n, _ := io.Copy(io.Discard, r)
				read.Add(n)
			}
		})
	}
	peak, worst := uint64(0), time.Duration(0)
	for began := time.Now(); time.Since(began) < 5*time.Second; {
		at := time.Now()
		if _, err := s.Navigate(t.Context(), genome.Interval{Seq: "chr1", Start: 1000, End: 2000 + int(time.Since(began))%1000}); err != nil {
			t.Fatal(err)
		}
		worst = max(worst, time.Since(at))
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		peak = max(peak, m.HeapInuse)
		time.Sleep(50 * time.Millisecond)
	}
	cancel()
	wg.Wait()
	if peak > 1200<<20 {
		t.Errorf("the heap had %d MB", peak>>20)
	}
	t.Logf("the heap had %d MB, the slowest navigate took %v, %d MB were read", peak>>20, worst, read.Load()>>20)
}
