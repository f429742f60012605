package sessiontest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
)

// Notices keeps the sentences that a user is told. It is safe for concurrent use.
type Notices struct {
	mu   sync.Mutex
	list []string // guarded by mu
}

// Add adds a sentence.
func (n *Notices) Add(sentence string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.list = append(n.list, sentence)
}

// With lists the sentences that contain a text.
func (n *Notices) With(part string) []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(n.list), func(s string) bool { return !strings.Contains(s, part) })
}

// PageName names the generation of a version that pages send, for tests of each.
func PageName(version string) string {
	return strings.ReplaceAll(protocol.DialectOf(version).String(), " ", "-")
}

// MustAwait returns what a page shows once it is as wanted.
func MustAwait(ctx context.Context, t testing.TB, b *Browser, wanted func(p Page) bool) Page {
	t.Helper()
	p, err := b.Await(ctx, wanted)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// NoFaults fails for whatever would have thrown in one of the pages.
func NoFaults(t testing.TB, pages ...*Browser) {
	t.Helper()
	for _, b := range pages {
		if faults := b.Page().Faults; len(faults) > 0 {
			t.Errorf("the page threw: %q", faults)
		}
	}
}

// WantError fails unless err has all the parts.
func WantError(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error; want one with %q", parts)
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error %q; want %q in it", err, part)
		}
	}
}

// Equal fails unless two values print the same.
func Equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if g, w := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); g != w {
		t.Errorf("%s: %s; want %s", what, g, w)
	}
}
