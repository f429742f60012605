//go:build !unix

package term

import "os"

// answerable reports whether answers of a terminal can be told from keys: a read would wait for some.
const answerable = false

// pixels returns zeros: there is no way to ask.
func pixels(*os.File) [2]float64 { return [2]float64{} }

// interruptSelf does nothing: nothing is read in whose place a signal could come.
func interruptSelf() {}

// muteEcho does nothing: consoles do not show what is typed while nobody reads.
func muteEcho(*os.File) (restore func()) { return func() {} }
