package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// TestBesideTornado logs how many requests for 1000 rows, and for 1000 values, of the tutorial's data are answered in a second, on
// one connection and on eight, beside a server on tornado. Both are asked in turns. To run it:
//
//	cmd/epivizgo/beside-tornado.sh
func TestBesideTornado(t *testing.T) {
	python := os.Getenv("EPIVIZGO_TORNADO")
	if python == "" {
		t.Skip("beside-tornado.sh runs it")
	}
	const rounds, round = 3, time.Second
	tornado := startTornado(t, python)
	p := startFor(t, 3*patience)
	us := answerer{p.socket(), p.cmd.Process.Pid}
	for _, ask := range []struct{ what, request string }{
		{"rows", `{"action":"getRows","datasource":"py_datasource","chr":"chr1","start":1,"end":1000002,"metadata":["py_metadata"]}`},
		{"values", `{"action":"getValues","datasource":"py_datasource","measurement":"py_column","chr":"chr1","start":1,"end":1000002}`},
	} {
		for _, connections := range []int{1, 8} {
			var ours, theirs asked
			for range rounds {
				theirs.add(t, tornado, ask.request, connections, round)
				ours.add(t, us, ask.request, connections, round)
			}
			t.Logf("1000 %s on %d: %v; tornado %v: %.1f times as many", ask.what, connections, &ours, &theirs, ours.rate()/theirs.rate())
		}
	}
}

// answerer is a server by the address of its WebSocket.
type answerer struct {
	address string
	pid     int
}

// startTornado runs the server of the tutorial.
func startTornado(t *testing.T, python string) answerer {
	cmd := exec.CommandContext(t.Context(), python, "testdata/tornado_server.py")
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	port, err := bufio.NewReader(out).ReadString('\n')
	t.Cleanup(func() {
		_ = stdin.Close()
		_ = cmd.Wait()
	})
	if err != nil {
		t.Fatalf("the server on tornado does not start: %v", err)
	}
	return answerer{"ws://127.0.0.1:" + strings.TrimSpace(port) + "/ws", cmd.Process.Pid}
}

// asked counts what a server has answered.
type asked struct {
	answers atomic.Int64
	took    time.Duration
	cpu     time.Duration // of the server
	size    int           // of an answer, in bytes
}

func (a *asked) rate() float64 { return float64(a.answers.Load()) / a.took.Seconds() }

func (a *asked) String() string {
	each := float64(a.cpu.Microseconds()) / float64(a.answers.Load())
	return fmt.Sprintf("%.0f requests a second, each of %.0f µs of CPU and %d bytes", a.rate(), each, a.size)
}

// add asks a server on some connections for a while, each as fast as it is answered.
func (a *asked) add(t *testing.T, of answerer, data string, connections int, most time.Duration) {
	t.Helper()
	request := []byte(`{"requestId":1,"type":"request","data":` + data + `}`)
	var pages []*websocket.Conn
	for range connections {
		conn, _, err := websocket.DefaultDialer.Dial(of.address, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		pages = append(pages, conn)
	}
	used, began, failures := usageOf(t, of.pid).cpu, time.Now(), make(chan error, connections)
	for i, conn := range pages {
		go func() {
			for time.Since(began) < most {
				err := conn.WriteMessage(websocket.TextMessage, request)
				var answer []byte
				if err == nil {
					_, answer, err = conn.ReadMessage()
				}
				if err == nil && strings.Count(string(answer[:min(200, len(answer))]), `"values"`) == 0 {
					err = fmt.Errorf("answered with %.200q", answer)
				}
				if err != nil {
					failures <- err
					return
				}
				if a.answers.Add(1); i == 0 {
					a.size = len(answer)
				}
			}
			failures <- nil
		}()
	}
	for range pages {
		if err := <-failures; err != nil {
			t.Error(err)
		}
	}
	a.took += time.Since(began)
	a.cpu += usageOf(t, of.pid).cpu - used
}
