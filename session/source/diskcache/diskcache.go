// Package diskcache keeps what took long to make of files, in files of a folder of the user's.
//
// What is kept of one place (a path with the options it is read by) has one file, whose name is a hash
// of the place. A file is
//
//	magic     8 bytes
//	stamp    32 bytes: a hash of the place and of all that its content was made of and by
//	content
//	checksum  4 bytes: CRC-32C of the content, little-endian
//
// A file with another stamp is of an older state and is replaced. One that is damaged is deleted. Nothing
// here is told to the user, but for the log: without the cache all is as with it, only slower.
package diskcache

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/epiviz/epivizgo/session/wholefile"
)

const (
	magic      = "epivizgc"
	stampSize  = sha256.Size
	headerSize = len(magic) + stampSize
	sumSize    = 4

	// DefaultLimit is how many bytes a folder may have.
	DefaultLimit = 2 << 30

	keptSuffix = ".rows"
	// abandoned is the age from which a file that is being written is one of a program that was killed.
	abandoned = time.Hour
	// piece is how many bytes are read between two looks at the context, and while they are in the
	// processor's cache checked.
	piece = 1 << 20
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Key says what is kept.
type Key struct {
	Place string // only the last content of a place is kept
	State string // all that the content depends on
}

func (k Key) name() string {
	sum := sha256.Sum256([]byte(k.Place))
	return hex.EncodeToString(sum[:16]) + keptSuffix
}

func (k Key) stamp(build string) [stampSize]byte {
	return sha256.Sum256(fmt.Appendf(nil, "%q %q %q %s", build, k.Place, k.State, runtime.GOARCH))
}

// Folder is the files in a folder, which other programs may use at the same time. Safe for concurrent
// use. A nil *Folder keeps nothing.
type Folder struct {
	dir   string
	limit int64
	build string
	log   *slog.Logger

	ctx    context.Context // of what Keep has begun
	cancel context.CancelFunc
	mu     sync.Mutex
	closed bool // guarded by mu
	work   sync.WaitGroup
	turn   sync.Mutex // held by the one that is written
}

// Options are those of Open. The zero value is the usual.
type Options struct {
	Limit int64  // bytes in the folder, DefaultLimit when 0
	Build string // of the program; what another has kept is not read. "" is the running executable.
	Log   *slog.Logger
}

// Dir returns the user's cache folder of this program: $XDG_CACHE_HOME/epivizgo, else ~/.cache/epivizgo, or
// what the system has instead.
func Dir() (string, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "epivizgo"), nil
}

// Open returns the folder. The first Keep creates it. The caller calls Close.
func Open(dir string, opt Options) (*Folder, error) {
	if opt.Limit == 0 {
		opt.Limit = DefaultLimit
	}
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	if opt.Build == "" {
		var err error
		if opt.Build, err = executable(); err != nil {
			return nil, fmt.Errorf("which program this is: %w", err)
		}
	}
	f := &Folder{dir: dir, limit: opt.Limit, build: opt.Build, log: opt.Log}
	f.ctx, f.cancel = context.WithCancel(context.Background())
	return f, nil
}

// executable describes the file of the running program. One that was built again may read files otherwise.
func executable() (string, error) {
	path, err := os.Executable()
	if err != nil {
		return "", err
	}
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s %d %d", path, info.Size(), info.ModTime().UnixNano()), nil
}

// Load calls decode with the content of a key, size bytes, and reports whether it has read it all and
// it was whole. Without a file of the key decode is not called.
func (f *Folder) Load(ctx context.Context, key Key, decode func(r io.Reader, size int64) error) bool {
	if f == nil {
		return false
	}
	path := filepath.Join(f.dir, key.name())
	err := f.load(ctx, path, key.stamp(f.build), decode)
	switch {
	case err == nil:
		now := time.Now()
		if err := os.Chtimes(path, now, now); err != nil { // the least recently used goes first
			f.log.Debug("cache: a file cannot be marked as used", "error", err)
		}
		return true
	case errors.Is(err, fs.ErrNotExist) || errors.Is(err, errState) || ctx.Err() != nil:
		return false
	}
	f.log.Debug("cache: a file is not used", "error", err)
	_ = os.Remove(path) // as good as not there
	return false
}

// errState is why a file that is whole is not read.
var errState = errors.New("the file is of another state")

func (f *Folder) load(ctx context.Context, path string, stamp [stampSize]byte, decode func(r io.Reader, size int64) error) error {
	if info, err := os.Lstat(path); err != nil {
		return err
	} else if !info.Mode().IsRegular() {
		return fmt.Errorf("%s is no file", path)
	}
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("%s is not its owner's alone", path)
	}
	size := info.Size() - int64(headerSize) - sumSize
	if size < 0 {
		return fmt.Errorf("%s ends too early", path)
	}
	if size > f.limit {
		return fmt.Errorf("%s has %d bytes, more than a cache of %d keeps", path, size, f.limit)
	}
	header := make([]byte, headerSize)
	if _, err := io.ReadFull(file, header); err != nil {
		return err
	}
	if !bytes.Equal(header[len(magic):], stamp[:]) || string(header[:len(magic)]) != magic {
		return errState
	}
	content := &reader{ctx: ctx, r: io.LimitReader(file, size)}
	if err := decode(content, size); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if _, err := io.Copy(io.Discard, content); err != nil {
		return err
	}
	sum := make([]byte, sumSize)
	if _, err := io.ReadFull(file, sum); err != nil {
		return err
	}
	if binary.LittleEndian.Uint32(sum) != content.sum {
		return fmt.Errorf("%s is damaged: its checksum is another", path)
	}
	return nil
}

// reader sums up what is read.
type reader struct {
	ctx context.Context
	r   io.Reader
	sum uint32
}

func (r *reader) Read(b []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := r.r.Read(b[:min(len(b), piece)])
	r.sum = crc32.Update(r.sum, castagnoli, b[:n])
	return n, err
}

// Keep writes the content of a key, size bytes, while the caller goes on; see Close.
func (f *Folder) Keep(key Key, size int64, encode func(w io.Writer) error) {
	if f == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return
	}
	f.work.Go(func() {
		f.turn.Lock()
		defer f.turn.Unlock()
		if err := f.keep(key, size, encode); err != nil {
			f.log.Debug("cache: nothing was kept", "error", err)
		}
	})
}

// Close waits until what is to be kept is written, or until ctx ends, which ends the writing.
func (f *Folder) Close(ctx context.Context) {
	if f == nil {
		return
	}
	f.mu.Lock()
	f.closed = true
	f.mu.Unlock()
	stop := context.AfterFunc(ctx, f.cancel)
	defer stop()
	f.work.Wait()
	f.cancel()
}

func (f *Folder) keep(key Key, size int64, encode func(w io.Writer) error) error {
	if err := f.ctx.Err(); err != nil {
		return err
	}
	size += int64(headerSize) + sumSize
	if size > f.limit/2 {
		return fmt.Errorf("%d bytes are too many for a cache of %d", size, f.limit)
	}
	if err := f.private(); err != nil {
		return err
	}
	if err := f.trim(f.limit-size, key.name()); err != nil {
		return err
	}
	whole, err := wholefile.Create(wholefile.System(), filepath.Join(f.dir, key.name()), 0o600)
	if err != nil {
		return err
	}
	defer whole.Close()
	stamp := key.stamp(f.build)
	w := &writer{ctx: f.ctx, w: whole.File}
	_, err = whole.File.Write(append([]byte(magic), stamp[:]...))
	if err == nil {
		err = encode(w)
	}
	if err == nil {
		_, err = whole.File.Write(binary.LittleEndian.AppendUint32(nil, w.sum))
	}
	if err != nil {
		return err
	}
	return whole.Finish()
}

// writer sums up what is written.
type writer struct {
	ctx context.Context
	w   io.Writer
	sum uint32
}

func (w *writer) Write(b []byte) (n int, err error) {
	for part := range slices.Chunk(b, piece) {
		if err := w.ctx.Err(); err != nil {
			return n, err
		}
		w.sum = crc32.Update(w.sum, castagnoli, part)
		m, err := w.w.Write(part)
		n += m
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// private makes the folder, which only the user can look into.
func (f *Folder) private() error {
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		return err
	}
	info, err := os.Stat(f.dir)
	if err != nil || info.Mode().Perm() == 0o700 || runtime.GOOS == "windows" {
		return err
	}
	return os.Chmod(f.dir, 0o700)
}

// trim deletes the files that were used longest ago until the others have no more than limit bytes. That
// called replaced does not count: it is about to go.
func (f *Folder) trim(limit int64, replaced string) error {
	entries, err := os.ReadDir(f.dir)
	if err != nil {
		return err
	}
	var files []fs.FileInfo
	total := int64(0)
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || e.Name() == replaced {
			continue // gone meanwhile, or nothing of ours
		}
		switch temp := strings.HasSuffix(e.Name(), wholefile.Suffix); {
		case temp && time.Since(info.ModTime()) > abandoned:
			_ = os.Remove(filepath.Join(f.dir, e.Name()))
		case temp:
			total += info.Size()
		case strings.HasSuffix(e.Name(), keptSuffix):
			total += info.Size()
			files = append(files, info)
		}
	}
	slices.SortFunc(files, func(a, b fs.FileInfo) int { return a.ModTime().Compare(b.ModTime()) })
	for _, info := range files {
		if total <= limit {
			return nil
		}
		if err := os.Remove(filepath.Join(f.dir, info.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		total -= info.Size()
	}
	return nil
}
