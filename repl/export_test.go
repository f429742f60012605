package repl

import "testing"

// Split is split for tests of package repl_test.
var Split = split

// SetMaxSession bounds a text of session until the end of the test.
func SetMaxSession(t testing.TB, most int) {
	before := maxSession
	maxSession = most
	t.Cleanup(func() { maxSession = before })
}
