package main

import (
	"fmt"
	"io"
	"slices"
	"sync"
	"time"
)

const (
	// logLines bounds the lines of the log that wait to be written.
	logLines = 4096
	// logWait is how long the end of the program may wait for them.
	logWait = 500 * time.Millisecond
)

// logQueue writes the lines of a log to a file that may not answer, which no page waits for. Lines for which there is no room
// are left out and counted.
type logQueue struct {
	lines chan []byte
	done  chan struct{} // closed when all is written

	mu     sync.Mutex
	left   int // guarded by mu
	closed bool
}

// newLogQueue returns a queue for w. Its caller calls Close, which closes w.
func newLogQueue(w io.WriteCloser) *logQueue {
	q := &logQueue{lines: make(chan []byte, logLines), done: make(chan struct{})}
	go func() {
		defer close(q.done)
		for line := range q.lines {
			_, _ = w.Write(line) // which tells why it cannot
			if n := q.leftOut(); n > 0 {
				_, _ = fmt.Fprintf(w, "{\"level\":\"WARN\",\"msg\":\"lines of the log are left out: they were not written in time\",\"lines\":%d}\n", n)
			}
		}
		_ = w.Close()
	}()
	return q
}

func (q *logQueue) leftOut() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := q.left
	q.left = 0
	return n
}

// Write implements io.Writer for a line at a time.
func (q *logQueue) Write(line []byte) (int, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return len(line), nil
	}
	select {
	case q.lines <- slices.Clone(line):
	default:
		q.left++
	}
	return len(line), nil
}

// Close writes what waits, for at most logWait.
func (q *logQueue) Close() {
	q.mu.Lock()
	if !q.closed {
		q.closed = true
		close(q.lines)
	}
	q.mu.Unlock()
	late := time.NewTimer(logWait)
	defer late.Stop()
	select {
	case <-q.done:
	case <-late.C:
	}
}
