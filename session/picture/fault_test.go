//go:build !race

package picture

import "testing"

// TestFault has the engine read memory that is not there. The race detector would end the program for such
// an access, so this is not run with it.
func TestFault(t *testing.T) {
	e := script(t, `export function draw(r) { return r; }`)
	if got, err := run(t.Context(), e, `[1]`); err != nil || got != `[1]` {
		t.Fatalf("%s, %v", got, err)
	}
	for _, nowhere := range []uintptr{0, 64, 1 << 40} {
		e := script(t, `export function draw(r) { return r; }`)
		err := e.guarded(func() error {
			e.ctx = nowhere
			_, err := e.parse([]byte("{}"))
			return err
		})
		if err == nil || !e.broken {
			t.Errorf("%#x: %v, broken %v", nowhere, err, e.broken)
		}
	}
}
