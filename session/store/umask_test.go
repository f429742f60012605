//go:build unix

package store

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/epiviz/epivizgo/session/state"
)

// Folders are 0700 and files 0600 whatever the umask, also after a file was
// rewritten and when the folder was open to others before.
func TestPrivate(t *testing.T) {
	for _, umask := range []int{0, 0o022, 0o277} {
		dir := filepath.Join(t.TempDir(), "state")
		if err := os.Mkdir(dir, 0o777); err != nil {
			t.Fatal(err)
		}
		before := syscall.Umask(umask)
		err := func() error {
			j, err := Create(dir)
			if err != nil {
				return err
			}
			defer func() { _ = j.Close(true) }()
			if err := j.Append("a"); err != nil {
				return err
			}
			k, err := Create(dir)
			if err != nil {
				return err
			}
			defer func() { _ = k.Close(true) }()
			if err := k.Compact([]string{"b"}); err != nil {
				return err
			}
			f, err := OpenFolder(dir, nil)
			if err != nil {
				return err
			}
			_, err = f.Save(state.SavedWorkspace{Name: "w"})
			return err
		}()
		syscall.Umask(before)
		if err != nil {
			t.Fatal(err)
		}
		files := 0
		err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || path == dir {
				return err
			}
			info, err := d.Info()
			if err != nil {
				return err
			}
			want := fs.FileMode(0o600)
			if d.IsDir() {
				want = 0o700
			} else {
				files++
			}
			if filepath.Ext(path) == lockSuffix {
				want &= info.Mode() // has nothing in it
			}
			if info.Mode().Perm() != want {
				t.Errorf("umask %03o: %s is %v, want %v", umask, path, info.Mode().Perm(), want)
			}
			return nil
		})
		if err != nil || files < 3 {
			t.Errorf("umask %03o: %d files, %v", umask, files, err)
		}
	}
}
