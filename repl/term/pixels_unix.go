//go:build unix

package term

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// answerable reports whether answers of a terminal can be told from keys.
const answerable = true

// pixels returns the width and height of a terminal in pixels, 0 where it does not say them.
func pixels(f *os.File) [2]float64 {
	size, err := unix.IoctlGetWinsize(int(f.Fd()), unix.TIOCGWINSZ)
	if err != nil {
		return [2]float64{}
	}
	return [2]float64{float64(size.Xpixel), float64(size.Ypixel)}
}

// interruptSelf does what the terminal does on Ctrl-C.
func interruptSelf() { _ = syscall.Kill(syscall.Getpid(), syscall.SIGINT) }

// muteEcho has a terminal not show what is typed until restore is called. All else that keys do stays.
func muteEcho(f *os.File) (restore func()) {
	fd := int(f.Fd())
	modes, err := unix.IoctlGetTermios(fd, getModes)
	if err != nil || modes.Lflag&unix.ECHO == 0 {
		return func() {}
	}
	mute := *modes
	mute.Lflag &^= unix.ECHO
	if unix.IoctlSetTermios(fd, setModes, &mute) != nil {
		return func() {}
	}
	return func() { _ = unix.IoctlSetTermios(fd, setModes, modes) }
}
