//go:build !unix

package term

import "os"

// pixels returns zeros: there is no way to ask.
func pixels(*os.File) [2]float64 { return [2]float64{} }

// interruptSelf does nothing: nothing is read in whose place a signal could come.
func interruptSelf() {}
