package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/epiviz/epivizgo/session/wholefile"
)

// mostSecret bounds what is read of a secret.
const mostSecret = 64 << 10

// Secret returns what a file of the state folder keeps for its user alone, and keeps what make returns where there is
// nothing that is good. note says why what was kept is not used. With an error the secret is good, and not kept.
func Secret(dir, name string, good func([]byte) bool, make func() ([]byte, error)) (secret []byte, note string, err error) {
	path := filepath.Join(dir, name)
	for range 2 {
		have, err := readSecret(path)
		switch {
		case err == nil && good(have):
			return have, note, nil
		case err == nil:
			note = fmt.Sprintf("%s is not good any more; another one is made", path)
		case !errors.Is(err, fs.ErrNotExist):
			note = fmt.Sprintf("%v; another one is made", err)
		}
		if secret, err = make(); err != nil {
			return nil, note, err
		}
		err = writeSecret(path, secret, note != "")
		if !errors.Is(err, fs.ErrExist) {
			return secret, note, err
		}
		// Another program of the user has made one meanwhile.
	}
	return secret, note, nil
}

// RemoveSecret removes what Secret keeps.
func RemoveSecret(dir, name string) error {
	err := os.Remove(filepath.Join(dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// readSecret reads a file that only the user can read. What others could read is no secret.
func readSecret(path string) ([]byte, error) {
	info, err := os.Lstat(path)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a plain file", path)
	case info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows":
		return nil, fmt.Errorf("%s could be read by others", path)
	case info.Size() > mostSecret:
		return nil, fmt.Errorf("%s is too large", path)
	}
	return os.ReadFile(path)
}

// writeSecret writes the file whole. Unless it replaces one, a file that is there is an error.
func writeSecret(path string, secret []byte, replaces bool) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*"+wholefile.Suffix) // its user's alone
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(secret)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if !replaces {
		if err = os.Link(f.Name(), path); err == nil || errors.Is(err, fs.ErrExist) {
			return err
		} // there may be no links in this file system
	}
	return os.Rename(f.Name(), path)
}
