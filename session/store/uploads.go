package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/epiviz/epivizgo/session/hint"
)

// UploadLimits bounds the files that pages send, in bytes.
type UploadLimits struct {
	File int64 // of one
	All  int64 // of all that are kept, of every program that uses the folder
}

// DefaultUploadLimits are those of a program that is told no others.
var DefaultUploadLimits = UploadLimits{File: 1 << 30, All: 8 << 30}

const (
	uploadFolder = "uploads"
	// diskReserve is what uploads leave free on the disk, for journals among others.
	diskReserve = 64 << 20
	// leftoverAge is the age from which files that nothing names are leftovers of a program that
	// was killed: receiving and reading a file takes less.
	leftoverAge = 24 * time.Hour
)

// Uploads keeps the files that pages send, so that they are read like any other file. Each has
// a folder of its own, in which the indexes that came with it lie beside it under the names
// that they had. It is safe for concurrent use.
//
// In the state folder, a file stays until neither a journal nor a workspace names it, which is
// looked up when a program starts and when it ends. A program without a journal keeps them in a
// folder for temporary files until it ends.
type Uploads struct {
	disk   disk
	dir    string // of the folders; "" until temporary uploads have one
	state  string // the state folder, "" for temporary uploads
	limits UploadLimits

	mu     sync.Mutex       // guards dir, too
	own    []string         // keys of the folders that this program has made; guarded by mu
	coming map[string]int64 // bytes that uploads may still send, by their keys; guarded by mu
}

// OpenUploads opens the uploads in the state folder dir. It removes what programs that were killed
// left there and nothing names.
func OpenUploads(dir string, limits UploadLimits) (*Uploads, error) {
	return local().openUploads(dir, limits)
}

func (d disk) openUploads(state string, limits UploadLimits) (*Uploads, error) {
	u := &Uploads{disk: d, dir: filepath.Join(state, uploadFolder), state: state, limits: limits, coming: map[string]int64{}}
	if err := d.private(u.dir); err != nil {
		return nil, fmt.Errorf("files of pages cannot be kept: %w", err)
	}
	u.removeLeftovers()
	return u, nil
}

// TemporaryUploads returns uploads that Close removes. Their folder is made for the first of them.
func TemporaryUploads(limits UploadLimits) *Uploads {
	return &Uploads{disk: local(), limits: limits, coming: map[string]int64{}}
}

// makeFolder makes the folder of temporary uploads. u.mu is held.
func (u *Uploads) makeFolder() (err error) {
	if u.dir == "" {
		u.dir, err = os.MkdirTemp("", "epivizgo-")
	}
	return err
}

// Temporary reports whether the files last only as long as the program.
func (u *Uploads) Temporary() bool { return u.state == "" }

// Has reports whether a path is that of a file that a page has sent.
func (u *Uploads) Has(path string) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.dir != "" && filepath.Dir(filepath.Dir(path)) == u.dir
}

// Close removes the files of this program that nothing needs any more: all that are temporary,
// and of the others those that neither a journal nor a workspace names. Nothing may be
// received or open by then.
func (u *Uploads) Close() error {
	u.mu.Lock()
	defer u.mu.Unlock()
	var errs []error
	for _, key := range u.unnamed(u.own) {
		errs = append(errs, u.discard(key))
	}
	if u.Temporary() && u.dir != "" {
		errs = append(errs, u.disk.remove(u.dir))
	}
	return errors.Join(errs...)
}

// removeLeftovers removes the files of killed programs that nothing names. While another program
// runs, it may hold a file that it has not written to its journal.
func (u *Uploads) removeLeftovers() {
	var old []string
	for _, key := range u.keys() {
		if info, err := u.disk.stat(u.folder(key)); err == nil && time.Since(info.ModTime()) > leftoverAge {
			old = append(old, key)
		}
	}
	if len(old) == 0 || u.disk.journalsInUse(filepath.Join(u.state, journalFolder)) {
		return
	}
	for _, key := range u.unnamed(old) {
		_ = u.discard(key) // the next program tries it again
	}
}

// unnamed returns those of the keys that no file of the state folder names.
func (u *Uploads) unnamed(keys []string) []string {
	if u.Temporary() || len(keys) == 0 {
		return keys
	}
	return u.disk.unnamed(keys, filepath.Join(u.state, journalFolder), filepath.Join(u.state, "workspaces"))
}

func (u *Uploads) folder(key string) string { return filepath.Join(u.dir, key) }

// keys lists the folders of uploads.
func (u *Uploads) keys() []string {
	entries, _ := u.disk.readDir(u.dir)
	var keys []string
	for _, e := range entries {
		if isID(e.Name()) && e.IsDir() {
			keys = append(keys, e.Name())
		}
	}
	return keys
}

// discard removes a folder with its files.
func (u *Uploads) discard(key string) error {
	entries, err := u.disk.readDir(u.folder(key))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	errs := []error{err}
	for _, e := range entries {
		errs = append(errs, u.disk.remove(filepath.Join(u.folder(key), e.Name())))
	}
	return errors.Join(append(errs, u.disk.remove(u.folder(key)))...)
}

// UploadFile is a file that a page wants to send.
type UploadFile struct {
	Name string
	Size int64
}

// Begin begins to receive a file and the indexes beside it. The first of files is the file that
// is to be read. The caller must end the upload by Keep or Discard.
func (u *Uploads) Begin(files []UploadFile) (*Upload, error) {
	total := int64(0)
	for _, f := range files {
		if err := checkUpload(f, u.limits.File); err != nil {
			return nil, err
		}
		total += f.Size
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if err := u.makeFolder(); err != nil {
		return nil, fmt.Errorf("%s cannot be kept: %w", files[0].Name, err)
	}
	if err := u.checkRoom(files[0].Name, total); err != nil {
		return nil, err
	}
	up := &Upload{of: u, key: newID()}
	if err := u.disk.private(u.folder(up.key)); err != nil {
		return nil, fmt.Errorf("%s cannot be kept: %w", files[0].Name, err)
	}
	u.own = append(u.own, up.key)
	for _, f := range files {
		path := filepath.Join(u.folder(up.key), f.Name)
		w, err := u.disk.createPrivate(path)
		if err == nil {
			err = w.Close()
		}
		if err != nil {
			return nil, errors.Join(fmt.Errorf("%s cannot be kept: %w", f.Name, err), u.discard(up.key))
		}
		up.parts = append(up.parts, part{UploadFile: f, path: path})
	}
	u.coming[up.key] = total
	return up, nil
}

// checkUpload returns an error for a file that is not taken.
func checkUpload(f UploadFile, most int64) error {
	if err := CheckFileName(f.Name); err != nil {
		return err
	}
	if f.Size < 0 {
		return fmt.Errorf("%s: wanted its size, found %d", f.Name, f.Size)
	}
	if f.Size > most {
		return loadInstead(fmt.Errorf("%s has %s; a page may send files of at most %s", f.Name, hint.Size(f.Size), hint.Size(most)))
	}
	return nil
}

// loadInstead adds to the refusal of a file what to do instead.
func loadInstead(err error) error {
	return hint.Add(err, "load PATH at the prompt reads a file where it is")
}

// checkRoom returns an error if a file has no room. u.mu is held.
func (u *Uploads) checkRoom(name string, size int64) error {
	coming := int64(0)
	for _, n := range u.coming {
		coming += n
	}
	kept := int64(0)
	for _, key := range u.keys() {
		kept += u.disk.sizeOf(u.folder(key))
	}
	if have := kept + coming; size > u.limits.All-have {
		return loadInstead(fmt.Errorf("%s has %s; pages have sent %s that are kept or still come, and at most %s are kept", name, hint.Size(size),
			hint.Size(have), hint.Size(u.limits.All)))
	}
	if free, ok := u.disk.free(u.dir); ok && size > free-coming-diskReserve {
		return loadInstead(fmt.Errorf("%s has %s; the disk of %s has %s free", name, hint.Size(size), u.dir, hint.Size(free)))
	}
	return nil
}

// sizeOf returns the bytes of the files in a folder.
func (d disk) sizeOf(dir string) (n int64) {
	entries, _ := d.readDir(dir)
	for _, e := range entries {
		if info, err := e.Info(); err == nil {
			n += info.Size()
		}
	}
	return n
}

// Upload receives a file and its indexes. Its methods may be called by several goroutines. It holds no file open between
// two calls: many may be received, slowly, at a time.
type Upload struct {
	of  *Uploads
	key string

	mu    sync.Mutex
	parts []part // guarded by mu
	ended bool   // kept or discarded; guarded by mu
}

// part is one file of an upload.
type part struct {
	UploadFile
	path string
	have int64
}

var errUploadEnded = errors.New("it is not being received any more")

// Write appends data, which begin at a byte of the file of this index.
func (up *Upload) Write(index int, at int64, data []byte) error {
	up.mu.Lock()
	defer up.mu.Unlock()
	if up.ended {
		return errUploadEnded
	}
	if index < 0 || index >= len(up.parts) {
		return fmt.Errorf("there is no file %d in the upload", index)
	}
	p := &up.parts[index]
	if at != p.have || int64(len(data)) > p.Size-p.have {
		return fmt.Errorf("%s: wanted at most %d bytes from byte %d on, found %d from %d on", p.Name, p.Size-p.have, p.have, len(data), at)
	}
	n := 0
	err := up.within(p, func(w file) (err error) {
		n, err = w.Write(data)
		return err
	})
	p.have += int64(n)
	up.of.mu.Lock()
	up.of.coming[up.key] -= int64(n)
	up.of.mu.Unlock()
	return err
}

// within does something with the end of a file.
func (up *Upload) within(p *part, do func(w file) error) error {
	w, err := up.of.disk.openFile(p.path, os.O_WRONLY|os.O_APPEND, 0)
	if err == nil {
		err = errors.Join(do(w), w.Close())
	}
	if err != nil {
		return fmt.Errorf("%s could not be kept: %w", p.Name, err)
	}
	return nil
}

// Complete returns the path of the file once all has been received and is on the disk.
func (up *Upload) Complete() (path string, err error) {
	up.mu.Lock()
	defer up.mu.Unlock()
	if up.ended {
		return "", errUploadEnded
	}
	for i := range up.parts {
		p := &up.parts[i]
		if p.have != p.Size {
			return "", fmt.Errorf("%s: wanted %d bytes, received %d", p.Name, p.Size, p.have)
		}
		if err := up.within(p, file.Sync); err != nil {
			return "", err
		}
	}
	if err := up.of.disk.syncDir(up.of.folder(up.key)); err != nil {
		return "", err
	}
	return up.parts[0].path, nil
}

// Keep ends the upload; its files stay.
func (up *Upload) Keep() { up.end() }

// Discard ends the upload and removes what was received, unless it was ended before.
func (up *Upload) Discard() error {
	if !up.end() {
		return nil
	}
	up.of.mu.Lock()
	defer up.of.mu.Unlock()
	up.of.own = slices.DeleteFunc(up.of.own, func(key string) bool { return key == up.key })
	return up.of.discard(up.key)
}

// end reports whether the upload had not ended.
func (up *Upload) end() bool {
	up.mu.Lock()
	defer up.mu.Unlock()
	if up.ended {
		return false
	}
	up.ended = true
	up.of.mu.Lock()
	defer up.of.mu.Unlock()
	delete(up.of.coming, up.key)
	return true
}

// Folder returns the folder of the files, to leave it out of messages.
func (up *Upload) Folder() string { return up.of.folder(up.key) + string(filepath.Separator) }

// reservedNames are names of devices on Windows, whatever follows a dot.
const reservedNames = " con prn aux nul conin$ conout$ com0 com1 com2 com3 com4 com5 com6 com7 com8 com9 " +
	"lpt0 lpt1 lpt2 lpt3 lpt4 lpt5 lpt6 lpt7 lpt8 lpt9 com¹ com² com³ lpt¹ lpt² lpt³ "

// maxFileName bounds a name in bytes: most systems take 255, and the name of an index is longer.
const maxFileName = 240

// CheckFileName returns an error for a name that a file from elsewhere must not get here: one
// that leads to another folder or a device, or that a person would read as another.
func CheckFileName(name string) error {
	stem, _, _ := strings.Cut(strings.ToLower(name), ".")
	why := ""
	switch bad := strings.IndexFunc(name, badInName); {
	case strings.Trim(name, ". ") == "":
		why = "it names no file"
	case len(name) > maxFileName:
		return fmt.Errorf("the file %.60q… cannot be kept: its name has %d bytes, and at most %d may have", name, len(name), maxFileName)
	case bad >= 0:
		r := []rune(name[bad:])[0]
		why = fmt.Sprintf("its name has the character %+q", r)
	case strings.HasSuffix(name, ".") || strings.HasSuffix(name, " "):
		why = "its name ends in a dot or a space"
	case strings.Contains(reservedNames, " "+strings.TrimRight(stem, " ")+" "):
		why = "its name is that of a device"
	default:
		return nil
	}
	return hint.Add(fmt.Errorf("the file %q cannot be kept: %s", name, why), "rename it, or type load PATH at the prompt")
}
