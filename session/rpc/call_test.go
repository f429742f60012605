package rpc_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/rpc"
	"github.com/epiviz/epivizgo/session/rpc/rpctest"
)

func TestCallAnswered(t *testing.T) {
	run(t, 0, nil, func(t *testing.T, r *rig) {
		for want := range int64(3) { // ids count from 0
			var at protocol.Range
			done := r.call(t.Context(), protocol.GetCurrentLocation, &at)
			req := r.asked()
			if req.ID != want || req.Action != protocol.GetCurrentLocation || r.conn.Waiting() != 1 {
				t.Fatalf("asked %+v, %d waiting", req, r.conn.Waiting())
			}
			r.reply(req.ID, `{"success":true,"errorMessage":null,"value":{"seqName":"chr2","start":1,"end":50}}`)
			if err := <-done; err != nil || at != (protocol.Range{SeqName: "chr2", Start: 1, End: 50}) || r.conn.Waiting() != 0 {
				t.Errorf("%+v, %v, %d waiting", at, err, r.conn.Waiting())
			}
		}
	})
}

func TestCallCarriesItsArguments(t *testing.T) {
	run(t, 0, nil, func(t *testing.T, r *rig) {
		go r.conn.Call(t.Context(), protocol.RemoveChart, protocol.ChartParams{ChartID: "a"}, nil)
		if req := r.asked(); string(req.Args) != `{"action":"removeChart","chartId":"a"}` {
			t.Errorf("arguments %s", req.Args)
		}
	})
}

func TestCallRefused(t *testing.T) {
	run(t, 0, nil, func(t *testing.T, r *rig) {
		done := r.call(t.Context(), protocol.AddChart, nil)
		r.reply(r.asked().ID, `{"success":false,"errorMessage":"no room","value":null}`)
		var refusal *protocol.Refusal
		if err := <-done; !errors.As(err, &refusal) || refusal.Reason != "no room" || errors.Is(err, rpc.ErrDisconnected) {
			t.Errorf("%v, want a refusal", err)
		}
	})
}

func TestCallRawReturnsTheDataAsTheyAre(t *testing.T) {
	run(t, 0, nil, func(t *testing.T, r *rig) {
		for _, tc := range []struct{ frame, want string }{
			{`{"requestId":%d,"type":"response","data":{"success":false, "x":1}}`, `{"success":false, "x":1}`},
			{`{"requestId":%d,"type":"response","data":null}`, ``},
			{`{"requestId":%d,"type":"response"}`, ``},
		} {
			var got []byte
			var err error
			finished := make(chan struct{})
			go func() {
				got, err = r.conn.CallRaw(t.Context(), "send", nil)
				close(finished)
			}()
			r.say(tc.frame, r.asked().ID)
			<-finished
			if string(got) != tc.want || err != nil || tc.want == "" && got != nil {
				t.Errorf("%s: %q, %v", tc.frame, got, err)
			}
		}
	})
}

func TestCallDecodeError(t *testing.T) {
	run(t, 0, nil, func(t *testing.T, r *rig) {
		for _, data := range []string{`[]`, `"text"`, `null`, `{"success":true,"value":5}`} {
			var at protocol.Range
			done := r.call(t.Context(), protocol.GetCurrentLocation, &at)
			r.reply(r.asked().ID, data)
			err := <-done
			var refusal *protocol.Refusal
			if err == nil || errors.As(err, &refusal) || errors.Is(err, rpc.ErrDisconnected) ||
				!strings.Contains(err.Error(), "getCurrentLocation") {
				t.Errorf("%s: %v, want an error that names the action", data, err)
			}
		}
	})
}

func TestCallEncodeFailed(t *testing.T) {
	run(t, 0, nil, func(t *testing.T, r *rig) {
		err := r.conn.Call(t.Context(), protocol.SetChartSettings, map[string]any{"step": math.NaN()}, nil)
		if err == nil || !strings.Contains(err.Error(), "setChartSettings") || r.conn.Waiting() != 0 {
			t.Errorf("%v, %d waiting", err, r.conn.Waiting())
		}
		// Nothing was written, and the connection goes on.
		done := r.call(t.Context(), protocol.Redraw, nil)
		req := r.asked()
		r.reply(req.ID, yes)
		if err := <-done; err != nil || req.Action != protocol.Redraw {
			t.Errorf("%s: %v", req.Action, err)
		}
	})
}

func TestCallContextCancelled(t *testing.T) {
	run(t, 0, nil, func(t *testing.T, r *rig) {
		because := errors.New("interrupted")
		ctx, cancel := context.WithCancelCause(t.Context())
		done := r.call(ctx, protocol.Redraw, nil)
		id := r.asked().ID
		cancel(because)
		if err := <-done; !errors.Is(err, because) || !strings.Contains(err.Error(), "redraw") || r.conn.Waiting() != 0 {
			t.Errorf("%v, %d waiting", err, r.conn.Waiting())
		}
		// A late reply does no harm.
		r.reply(id, yes)
		next := r.call(t.Context(), protocol.FlushCache, nil)
		r.reply(r.asked().ID, yes)
		if err := <-next; err != nil {
			t.Errorf("the call after: %v", err)
		}
		if told := r.told(); len(told) != 1 || !strings.Contains(told[0], fmt.Sprintf("request %d", id)) {
			t.Errorf("told %q, want one late answer", told)
		}
	})
}

func TestCallContextCancelledBefore(t *testing.T) {
	run(t, 1000, nil, func(t *testing.T, r *rig) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		for range 100 {
			if err := r.conn.Call(ctx, protocol.Redraw, nil, nil); !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
		}
		go r.conn.Call(t.Context(), protocol.FlushCache, nil, nil)
		if req := r.asked(); req.Action != protocol.FlushCache {
			t.Errorf("the page was asked %s by a call that had been cancelled", req.Action)
		}
	})
}

func TestCallDeadlineExceeded(t *testing.T) {
	run(t, 0, nil, func(t *testing.T, r *rig) {
		begun := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		done := r.call(ctx, protocol.Redraw, nil)
		r.asked() // and answered never
		if err := <-done; !errors.Is(err, context.DeadlineExceeded) || time.Since(begun) != 10*time.Second {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
	})
}

// A page that does not read stops the writer; calls still end in time.
func TestCallSlowWriter(t *testing.T) {
	run(t, 0, nil, func(t *testing.T, r *rig) {
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, errors.New("none within 1s"))
		defer cancel()
		const many = 200 // more than wait for the writer
		var dones []<-chan error
		for range many {
			dones = append(dones, r.call(ctx, protocol.Redraw, nil))
		}
		for _, done := range dones {
			if err := <-done; err == nil || err.Error() != "no answer to redraw: none within 1s" {
				t.Fatal(err)
			}
		}
		if n := r.conn.Waiting(); n != 0 {
			t.Errorf("%d calls wait after all have returned", n)
		}
		r.conn.Close() // ends the writer in the midst of a frame
		synctest.Wait()
		if !errors.Is(r.ran, rpc.ErrClosed) {
			t.Errorf("Run returned %v", r.ran)
		}
	})
}

func TestCallRemoteDisconnected(t *testing.T) {
	run(t, 10, nil, func(t *testing.T, r *rig) {
		var dones []<-chan error
		for range 5 {
			dones = append(dones, r.call(t.Context(), protocol.Redraw, nil))
		}
		r.asked()
		synctest.Wait()
		r.page.Close()
		synctest.Wait()
		for _, done := range append(dones, r.call(t.Context(), protocol.Redraw, nil)) {
			if err := <-done; !errors.Is(err, rpc.ErrDisconnected) || !errors.Is(err, io.EOF) {
				t.Errorf("%v, want the end with its cause", err)
			}
		}
		select {
		case <-r.conn.Done():
		default:
			t.Error("not done")
		}
		synctest.Wait()
		if !errors.Is(r.ran, rpc.ErrDisconnected) || !errors.Is(r.ran, io.EOF) {
			t.Errorf("Run returned %v", r.ran)
		}
	})
}

func TestCallClosed(t *testing.T) {
	run(t, 0, nil, func(t *testing.T, r *rig) {
		done := r.call(t.Context(), protocol.Redraw, nil)
		r.asked()
		r.conn.Close()
		r.conn.Close()
		for _, done := range []<-chan error{done, r.call(t.Context(), protocol.Redraw, nil)} {
			if err := <-done; !errors.Is(err, rpc.ErrDisconnected) || !errors.Is(err, rpc.ErrClosed) {
				t.Errorf("%v, want ErrClosed", err)
			}
		}
		synctest.Wait()
		if !errors.Is(r.ran, rpc.ErrClosed) {
			t.Errorf("Run returned %v", r.ran)
		}
	})
}

// The first cause of an end is everybody's.
func TestCallContextOfRunCancelled(t *testing.T) {
	run(t, 0, nil, func(t *testing.T, r *rig) {
		done := r.call(t.Context(), protocol.Redraw, nil)
		r.asked()
		stopped := errors.New("stopped")
		r.stop(stopped)
		synctest.Wait()
		r.conn.Close()
		r.page.Close()
		for _, err := range []error{<-done, r.ran, r.conn.Call(t.Context(), protocol.Redraw, nil, nil)} {
			if !errors.Is(err, rpc.ErrDisconnected) || !errors.Is(err, stopped) || errors.Is(err, rpc.ErrClosed) {
				t.Errorf("%v, want the first cause", err)
			}
		}
	})
}

func TestCallWriteFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, program := rpctest.Pipe(0)
		broken := errors.New("broken wire")
		conn := rpc.New(&failing{End: program, err: broken}, rpc.Options{})
		ran := make(chan error, 1)
		go func() { ran <- conn.Run(t.Context()) }()
		if err := conn.Call(t.Context(), protocol.Redraw, nil, nil); !errors.Is(err, rpc.ErrDisconnected) || !errors.Is(err, broken) {
			t.Error(err)
		}
		if err := <-ran; !errors.Is(err, broken) {
			t.Errorf("Run returned %v", err)
		}
	})
}

// failing is a transport that cannot write.
type failing struct {
	*rpctest.End
	err error
}

func (f *failing) WriteMessage([]byte) error { return f.err }

func TestCallUnknownIDsAreSurvived(t *testing.T) {
	run(t, 0, nil, func(t *testing.T, r *rig) {
		done := r.call(t.Context(), protocol.Redraw, nil)
		id := r.asked().ID
		for _, frame := range []string{
			`{"requestId":99,"type":"response","data":{}}`,
			`{"requestId":-1,"type":"response","data":{}}`,
			`{"requestId":null,"type":"response","data":{}}`,
			`not json`, `null`, `{}`, ``,
		} {
			r.say("%s", frame)
		}
		r.reply(id, yes)
		if err := <-done; err != nil {
			t.Error(err)
		}
		if told := r.told(); len(told) != 7 {
			t.Errorf("told %q, want 7 problems", told)
		}
	})
}

// uiStatus is answered twice by real pages: its own answer, then another.
func TestCallDuplicateReply(t *testing.T) {
	run(t, 0, nil, func(t *testing.T, r *rig) {
		first := r.call(t.Context(), protocol.UIStatus, nil)
		id := r.asked().ID
		r.reply(id, yes)
		if err := <-first; err != nil {
			t.Error(err)
		}
		second := r.call(t.Context(), protocol.Redraw, nil)
		next := r.asked().ID
		r.reply(id, `{"success":false,"errorMessage":"stray"}`)
		r.reply(next, yes)
		if err := <-second; err != nil {
			t.Errorf("the stray answer went to another call: %v", err)
		}
		if told := r.told(); len(told) != 1 {
			t.Errorf("told %q, want the stray answer", told)
		}
	})
}

func TestCallManyAtOnce(t *testing.T) {
	const many = 500
	run(t, 0, nil, func(t *testing.T, r *rig) {
		var wg sync.WaitGroup
		for i := range many {
			wg.Go(func() {
				var got struct {
					Echo string `json:"id"`
				}
				want := fmt.Sprint(i)
				if err := r.conn.Call(t.Context(), protocol.AddChart, protocol.ChartParams{ChartID: want}, &got); err != nil || got.Echo != want {
					t.Errorf("call %d got %q, %v", i, got.Echo, err)
				}
			})
		}
		type question struct {
			id  int64
			arg string
		}
		var open []question
		for range many {
			req := r.asked()
			arg := strings.TrimSuffix(strings.TrimPrefix(string(req.Args), `{"action":"addChart","chartId":"`), `"}`)
			open = append(open, question{req.ID, arg})
		}
		rand.New(rand.NewSource(1)).Shuffle(many, func(i, j int) { open[i], open[j] = open[j], open[i] })
		for _, q := range open {
			r.reply(q.id, fmt.Sprintf(`{"success":true,"value":{"id":%q}}`, q.arg))
		}
		wg.Wait()
		if told := r.told(); len(told) != 0 {
			t.Errorf("told %q", told)
		}
	})
}

// Calls that are cancelled while their answers are under way.
func TestCallsCancelledAtRandom(t *testing.T) {
	run(t, 10, nil, func(t *testing.T, r *rig) {
		go func() { // a page that answers everything
			for {
				frame, err := r.page.ReadMessage()
				if err != nil {
					return
				}
				msg, _ := protocol.Decode(frame)
				if r.page.WriteMessage(fmt.Appendf(nil, `{"requestId":%d,"type":"response","data":%s}`, msg.(*protocol.Request).ID, yes)) != nil {
					return
				}
			}
		}()
		var wg sync.WaitGroup
		for i := range 300 {
			wg.Go(func() {
				ctx, cancel := context.WithCancel(t.Context())
				if i%2 == 0 {
					go cancel()
				}
				defer cancel()
				if err := r.conn.Call(ctx, protocol.Redraw, nil, nil); err != nil && !errors.Is(err, context.Canceled) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := r.conn.Waiting(); n != 0 {
			t.Errorf("%d wait", n)
		}
	})
}
