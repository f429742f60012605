package term

import (
	"bytes"
	"context"
	"io"
	"time"
)

const (
	// printPiece is the most that is written at once, in bytes. It is small, since a write
	// that has begun cannot be taken back: after Ctrl-C a slow terminal still gets the rest of it.
	printPiece = 512
	// readyWait is how long it may take until Ctrl-C is noticed while the terminal or pipe
	// takes nothing.
	readyWait = 20 * time.Millisecond
)

// printTo writes p in pieces until ctx is done, whose cause it then returns. ready reports
// whether w takes more; nil means always.
func printTo(ctx context.Context, w io.Writer, ready func(wait time.Duration) bool, p []byte) (n int, err error) {
	for n < len(p) {
		if ctx.Err() != nil {
			return n, context.Cause(ctx)
		}
		if ready != nil && !ready(readyWait) {
			continue
		}
		wrote, err := w.Write(p[n:min(n+printPiece, len(p))])
		n += wrote
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// brokenOff returns what makes a terminal take text again after a part of p, which may end within a picture.
func brokenOff(p []byte) string {
	switch {
	case bytes.Contains(p, []byte("\x1b_G")):
		return "\x1b\\\x1b_Gq=2,m=0;\x1b\\" // kitty's pictures come in parts
	case bytes.IndexByte(p, escape) >= 0:
		return "\x1b\\\x1b[m"
	}
	return ""
}
