//go:build !unix

package term

import (
	"os"
	"time"
)

// moreFrom returns a function that always reports false. The queue of a Windows
// console also holds events that a read skips, such as the release of a key, so
// its length does not tell whether a read would return. An Enter typed ahead
// counts as typed at an idle prompt here, as long as it has a read of its own.
func moreFrom(*os.File) func(wait time.Duration) bool {
	return func(time.Duration) bool { return false }
}

// readyFor returns nil: there is no way to ask.
func readyFor(*os.File) func(wait time.Duration) bool { return nil }
