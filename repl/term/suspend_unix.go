//go:build unix

package term

import (
	"os"
	"os/signal"
	"syscall"
	"time"
)

// suspend stops the job that the program belongs to, as the terminal itself
// would on Ctrl-Z, and returns when the shell has continued it.
func suspend() {
	continued := make(chan os.Signal, 1)
	signal.Notify(continued, syscall.SIGCONT)
	defer signal.Stop(continued)
	_ = syscall.Kill(0, syscall.SIGTSTP)
	// The signal may stop the program a little later. Where no shell could
	// continue it the system does not stop it at all.
	select {
	case <-continued:
	case <-time.After(500 * time.Millisecond):
	}
}
