package main

import (
	"os"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

type closer func() error

func (c closer) Close() error { return c() }

// TestForcedEnd: a program that does not end by itself is ended within two seconds, also if the terminal cannot be
// left as it was.
func TestForcedEnd(t *testing.T) {
	stderr := os.Stderr
	defer func() { os.Stderr = stderr }()
	os.Stderr, _ = os.Open(os.DevNull)
	for name, tc := range map[string]struct {
		cause error
		hangs bool
		want  int
	}{
		"a signal":                  {signaled{syscall.SIGTERM}, false, 143},
		"a signal, terminal stuck":  {signaled{syscall.SIGHUP}, true, 129},
		"quit, of which stays some": {nil, false, statusFailed},
	} {
		synctest.Test(t, func(t *testing.T) {
			began, release, ended := time.Now(), make(chan struct{}), make(chan int)
			var closed atomic.Bool
			e := &ending{exit: func(status int) { ended <- status }, console: closer(func() error {
				closed.Store(true)
				if tc.hangs {
					<-release
				}
				return nil
			})}
			e.begin(tc.cause)
			e.begin(signaled{syscall.SIGINT}) // comes too late
			if got := <-ended; got != tc.want || !closed.Load() || time.Since(began) > 2*time.Second {
				t.Errorf("%s: status %d after %v, want %d; closed %v", name, got, time.Since(began), tc.want, closed.Load())
			}
			close(release)
		})
	}
	synctest.Test(t, func(t *testing.T) {
		e := &ending{exit: func(status int) { t.Errorf("ended with %d", status) }}
		e.begin(nil)
		e.done()
		e.begin(nil)
		time.Sleep(time.Minute)
	})
}
