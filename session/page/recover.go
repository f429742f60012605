package page

import (
	"context"
	"fmt"
	"time"
)

// A page that asked for data that could not be read gets an empty answer, and keeps it as
// it keeps every answer. So reading is retried, and once it succeeds the page is asked to
// draw the data again.

// firstRetry and longestRetry bound the wait before a retry.
const firstRetry, longestRetry = time.Second, time.Minute

// Failed implements actions.Page. It notifies the user why the answer is empty.
func (pg *Page) Failed(name string, err error, retry func(context.Context) error) {
	forget := pg.TellOnce(err.Error())
	if name == "" || retry == nil {
		return
	}
	pg.mu.Lock()
	g := pg.groupLocked(name)
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
	pg.mu.Unlock()
	pg.poke()
}

// Served implements actions.Page. The view may have changed, and a group that failed may
// be readable again.
func (pg *Page) Served(name string) {
	pg.mu.Lock()
	g := pg.groupLocked(name)
	if g.failed && g.retry != nil {
		g.next = time.Time{} // try at once
	}
	pg.mu.Unlock()
	pg.poke()
}

// retryFailed repeats work that failed and, where it now succeeds, has the page
// draw the group again, since it keeps the empty answer. It returns how long
// until the next attempt, 0 if no further attempt is due.
func (pg *Page) retryFailed(ctx context.Context) time.Duration {
	now := time.Now()
	var due []string
	pg.mu.Lock()
	retries := map[string]func(context.Context) error{}
	next := time.Duration(0)
	for name, g := range pg.groups {
		switch {
		case !g.failed || g.retry == nil:
		case !now.Before(g.next):
			due = append(due, name)
			retries[name] = g.retry
		case next == 0 || g.next.Sub(now) < next:
			next = g.next.Sub(now)
		}
	}
	pg.mu.Unlock()
	var healed []string
	for _, name := range due {
		err := retries[name](ctx)
		if err == nil {
			healed = append(healed, name)
			continue
		}
		pg.mu.Lock()
		g := pg.groupLocked(name)
		g.wait = min(2*g.wait, longestRetry)
		g.next = now.Add(g.wait)
		if next == 0 || g.wait < next {
			next = g.wait
		}
		pg.mu.Unlock()
	}
	if len(healed) > 0 {
		err := pg.Exclusively(ctx, func() error { return pg.Renew(ctx, healed) })
		if err == nil {
			pg.Tell(fmt.Sprintf("browser %d: data that could not be read can be read again; its charts were drawn again", pg.id))
		}
	}
	return next
}
