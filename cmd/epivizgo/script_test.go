package main

import (
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestScripts runs the program as a shell does: testdata/script/*.txtar.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			// Nothing is opened and nothing written outside the test's folder.
			env.Setenv("DISPLAY", "")
			env.Setenv("BROWSER", "")
			env.Setenv("XDG_STATE_HOME", env.WorkDir)
			return nil
		},
	})
}
