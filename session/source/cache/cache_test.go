package cache

import "testing"

// aFile is a file that may be closed.
type aFile struct{ closed bool }

func (f *aFile) Closed() bool { return f.closed }

func TestCache(t *testing.T) {
	c := New[*aFile, string](10_000)
	a, b := &aFile{}, &aFile{}
	for i := range 100 {
		c.Put(a, uint64(i), "v", 100)
		c.Get(a, 0) // used, so that it stays
	}
	if c.used > c.limit || len(c.entries) != c.recent.Len() || len(c.entries) < 20 {
		t.Errorf("%d bytes in %d entries, limit %d", c.used, len(c.entries), c.limit)
	}
	if v, ok := c.Get(a, 0); !ok || v != "v" {
		t.Error("what was used last is gone")
	}
	if _, ok := c.Get(a, 1); ok {
		t.Error("what was used longest ago is there")
	}
	if _, ok := c.Get(b, 99); ok {
		t.Error("another file's entry was found")
	}
	if c.Put(a, 1000, "large", 5000); len(c.entries) == 0 {
		t.Error("a large entry emptied the cache")
	}
	if _, ok := c.Get(a, 1000); ok {
		t.Error("a large entry was kept")
	}
	c.Put(b, 1, "b", 10)
	c.Drop(a)
	if _, ok := c.Get(b, 1); !ok || len(c.entries) != 1 || c.used != 10+entryOverhead {
		t.Errorf("after drop %d entries of %d bytes", len(c.entries), c.used)
	}
	b.closed = true
	c.Put(b, 2, "late", 10)
	if _, ok := c.Get(b, 2); ok {
		t.Error("an entry of a closed file was kept")
	}
}
