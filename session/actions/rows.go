package actions

import (
	"context"
	"sync/atomic"
)

type rowsKey struct{}

// CountRows returns a context with which Answer adds the rows, bins and points that it sends to n. An answer may be
// made while it is sent.
func CountRows(ctx context.Context, n *atomic.Int64) context.Context {
	return context.WithValue(ctx, rowsKey{}, n)
}

// sends counts rows for CountRows.
func sends(ctx context.Context, rows int) {
	if n, ok := ctx.Value(rowsKey{}).(*atomic.Int64); ok {
		n.Add(int64(rows))
	}
}
