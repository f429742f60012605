package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// Dir returns the user's state folder of this program, which it creates:
// $XDG_STATE_HOME/epivizgo, else ~/.local/state/epivizgo, else on Windows
// %LocalAppData%\epivizgo.
func Dir() (string, error) {
	dir, err := dirOf(runtime.GOOS, os.Getenv, os.UserHomeDir)
	if err != nil {
		return "", err
	}
	return dir, local().private(dir)
}

func dirOf(goos string, getenv func(string) string, home func() (string, error)) (string, error) {
	// A path that is not absolute is to be ignored, as the XDG Base Directory
	// Specification has it.
	if dir := getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "epivizgo"), nil
	}
	if dir := getenv("LocalAppData"); goos == "windows" && filepath.IsAbs(dir) {
		return filepath.Join(dir, "epivizgo"), nil
	}
	dir, err := home()
	if err == nil && !filepath.IsAbs(dir) {
		err = fmt.Errorf("the home folder is %q; wanted an absolute path", dir)
	}
	if err != nil {
		return "", fmt.Errorf("no folder to keep state in: %w", err)
	}
	if goos == "windows" {
		return filepath.Join(dir, "AppData", "Local", "epivizgo"), nil
	}
	return filepath.Join(dir, ".local", "state", "epivizgo"), nil
}

// private makes a folder, and those above it, that only the user can look into.
func (d disk) private(dir string) error {
	if err := d.mkdirAll(dir, 0o700); err != nil {
		return err
	}
	info, err := d.stat(dir)
	if err != nil {
		return err
	}
	if info.Mode().Perm() == 0o700 || runtime.GOOS == "windows" {
		return nil
	}
	return d.chmod(dir, 0o700)
}

// createPrivate creates a file that only the user can read, whatever the umask. An
// existing file is an error.
func (d disk) createPrivate(path string) (file, error) {
	f, err := d.openFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	if err := makePrivate(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func makePrivate(f file) error {
	if runtime.GOOS == "windows" {
		return nil // the folder is in the user's profile
	}
	return f.Chmod(0o600)
}
