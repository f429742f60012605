package lines

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/source"
)

// numbered returns a text of many chunks in which line n holds n.
func numbered(t testing.TB, n int) *Reader {
	t.Helper()
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%060d\n", i+1)
	}
	return reader(t, strings.NewReader(b.String()))
}

func reader(t testing.TB, r io.Reader) *Reader {
	t.Helper()
	lr, err := NewReader("f", r)
	if err != nil {
		t.Fatal(err)
	}
	return lr
}

func TestParseKeepsOrder(t *testing.T) {
	const n = 200_000
	next := 1
	err := Parse(context.Background(), numbered(t, n), func(c Chunk) (Chunk, error) { return c, nil }, func(c Chunk) error {
		return c.Each(func(number int, line []byte) error {
			if number != next || string(line) != fmt.Sprintf("%060d", next) {
				return fmt.Errorf("line %d holds %s; want %d", number, line, next)
			}
			next++
			return nil
		})
	})
	if err != nil || next != n+1 {
		t.Errorf("%d lines, %v", next-1, err)
	}
}

// counts is a collection of numbers.
type counts struct{ all []int }

func (c *counts) Len() int { return len(c.all) }

func (c *counts) Append(later *counts) error {
	c.all = append(c.all, later.all...)
	return nil
}

// Rows come in the file's order, over chunks; skipped ones are reported.
func TestCollect(t *testing.T) {
	const n = 100_000
	reader := func(into *counts, _ *Skips) func(int, []byte) error {
		return func(number int, _ []byte) error {
			if number%(n/2) == 0 {
				return errors.New("no row")
			}
			into.all = append(into.all, number)
			return nil
		}
	}
	rows, notes, err := Collect(context.Background(), numbered(t, n), "X", func() *counts { return new(counts) }, reader)
	if err != nil || rows.Len() != n-2 || !slices.IsSorted(rows.all) {
		t.Errorf("%d rows, %v", rows.Len(), err)
	}
	if want := []string{"2 rows left out: line 50000: no row; line 100000: no row"}; !slices.Equal(notes, want) {
		t.Errorf("notes %q, want %q", notes, want)
	}
}

func TestOutcome(t *testing.T) {
	r := reader(t, strings.NewReader(""))
	var s Skips
	if notes, err := s.Outcome(r, 0, "X"); err != nil || len(notes) != 0 {
		t.Errorf("no lines: %q, %v", notes, err)
	}
	s.Add(7, errors.New("bad"))
	if _, err := s.Outcome(r, 0, "X"); !errors.Is(err, source.ErrFormat) || err.Error() != "f: line 7: bad: malformed file, read as X" {
		t.Errorf("no good row: %v", err)
	}
}

func TestParseStops(t *testing.T) {
	boom := errors.New("boom")
	ok := func(c Chunk) (int, error) { return c.Line, nil }
	t.Run("parse", func(t *testing.T) {
		err := Parse(context.Background(), numbered(t, 100_000), func(c Chunk) (int, error) {
			if c.Line > 1 {
				return 0, boom
			}
			return 0, nil
		}, func(int) error { return nil })
		if !errors.Is(err, boom) {
			t.Error(err)
		}
	})
	t.Run("merge", func(t *testing.T) {
		if err := Parse(context.Background(), numbered(t, 100_000), ok, func(int) error { return boom }); !errors.Is(err, boom) {
			t.Error(err)
		}
	})
	t.Run("panic", func(t *testing.T) {
		err := Parse(context.Background(), numbered(t, 100), func(Chunk) (int, error) { panic("no") }, func(int) error { return nil })
		if err == nil || !strings.Contains(err.Error(), "f: line 1: the reader failed") {
			t.Error(err)
		}
	})
	t.Run("context", func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		err := Parse(ctx, numbered(t, 100_000), ok, func(int) error { cancel(); return nil })
		if !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
	t.Run("reading", func(t *testing.T) {
		packed := pack(t, strings.Repeat("0123456789 some text\n", 300_000))
		err := Parse(context.Background(), reader(t, strings.NewReader(string(packed[:len(packed)-9]))), ok, func(int) error { return nil })
		if err == nil || !strings.Contains(err.Error(), "too early") {
			t.Error(err)
		}
	})
}
