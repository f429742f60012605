package repl

import (
	"slices"
	"testing"
)

// Split is split for tests of package repl_test.
var Split = split

// SetMaxSession bounds a text of session until the end of the test.
func SetMaxSession(t testing.TB, most int) {
	before := maxSession
	maxSession = most
	t.Cleanup(func() { maxSession = before })
}

// JSONCommands returns the names of the commands with --json that print data.
func JSONCommands() []string {
	var names []string
	for _, c := range commands {
		if slices.ContainsFunc(c.Options, func(o Option) bool { return o.Name == "json" }) {
			names = append(names, c.Name)
		}
	}
	return names
}
