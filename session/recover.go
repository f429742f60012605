package session

import (
	"context"
	"fmt"
	"time"
)

// A page that asked for data which could not be read was given none, and keeps
// that as it keeps every answer. So what failed is tried again, and once it can
// be read the page is asked to draw it anew.

// firstRetry and longestRetry are the waits between the attempts to read what
// failed.
const firstRetry, longestRetry = time.Second, time.Minute

// Failed notes that the page was given an empty answer and tells the user why.
func (b *browser) Failed(name string, err error, retry func(context.Context) error) {
	forget := b.host.Once(err.Error())
	if name == "" || retry == nil {
		return
	}
	b.mu.Lock()
	g := b.groupLocked(name)
	if !g.failed {
		g.failed, g.retry, g.wait = true, func(ctx context.Context) error {
			again := retry(ctx)
			if again == nil {
				forget()
			}
			return again
		}, firstRetry
		g.next = time.Now().Add(g.wait)
	}
	b.mu.Unlock()
	b.poke()
}

// Served notes that data of a group were sent: the view may have changed, and a
// group that failed works again.
func (b *browser) Served(name string) {
	b.mu.Lock()
	g := b.groupLocked(name)
	if g.failed && g.retry != nil {
		g.next = time.Time{} // try at once
	}
	b.mu.Unlock()
	b.poke()
}

// retryFailed repeats work that failed and, where it now succeeds, has the page
// draw the group again, since it keeps the empty answer. It returns how long
// until the next attempt, 0 when there is none to come.
func (b *browser) retryFailed(ctx context.Context) time.Duration {
	now := time.Now()
	var due []string
	b.mu.Lock()
	retries := map[string]func(context.Context) error{}
	next := time.Duration(0)
	for name, g := range b.groups {
		switch {
		case !g.failed || g.retry == nil:
		case !now.Before(g.next):
			due = append(due, name)
			retries[name] = g.retry
		case next == 0 || g.next.Sub(now) < next:
			next = g.next.Sub(now)
		}
	}
	b.mu.Unlock()
	var healed []string
	for _, name := range due {
		err := retries[name](ctx)
		if err == nil {
			healed = append(healed, name)
			continue
		}
		b.mu.Lock()
		g := b.groupLocked(name)
		g.wait = min(2*g.wait, longestRetry)
		g.next = now.Add(g.wait)
		if next == 0 || g.wait < next {
			next = g.wait
		}
		b.mu.Unlock()
	}
	if len(healed) > 0 {
		err := b.exclusively(ctx, func() error { return b.renew(ctx, healed) })
		if err == nil {
			b.host.Notify(fmt.Sprintf("browser %d: data that could not be read can be read again; its charts were drawn anew", b.id))
		}
	}
	return next
}
