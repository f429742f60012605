package provenance

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// Sum is the size and the checksum of a file.
type Sum struct {
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256,omitempty"`
	// Of says what of the file the checksum is of: "" is all of it, and [Blocks] the size and blocks of it.
	Of string `json:"of,omitempty"`
}

// Blocks is what the checksum of a file is of that is larger than mostWhole: of its size, as eight bytes with the
// least significant first, of its first and last MiB, and between them of 64 blocks of 64 KiB at equal distances.
const Blocks = "size, first and last MiB, 64 blocks of 64 KiB"

// mostWhole bounds files of which all bytes are summed: this takes some milliseconds.
const mostWhole = 16 << 20

const endBlock, blocks, block = 1 << 20, 64, 64 << 10

// Stamp tells one version of a file from another.
type Stamp struct {
	Size int64
	Time time.Time // when it was changed
}

// StampOf returns the stamp of a file.
func StampOf(info fs.FileInfo) Stamp { return Stamp{info.Size(), info.ModTime()} }

// ErrNotFile is the error for what has no checksum, such as a pipe.
var ErrNotFile = errors.New("it is not a regular file")

// Sums makes checksums, each once for a version of a file. Its zero value can be used, by several goroutines at once.
type Sums struct {
	mu   sync.Mutex
	made map[string]made // by paths
}

type made struct {
	Stamp
	Sum
}

// mostMade bounds how many checksums are kept.
const mostMade = 10_000

// Of returns the checksum of a file and the stamp of the version that it is of.
func (s *Sums) Of(ctx context.Context, path string) (Sum, Stamp, error) {
	info, err := os.Stat(path)
	if err != nil {
		return Sum{}, Stamp{}, err
	}
	if !info.Mode().IsRegular() { // opening a pipe would wait
		return Sum{}, Stamp{}, ErrNotFile
	}
	stamp := StampOf(info)
	s.mu.Lock()
	have, ok := s.made[path]
	s.mu.Unlock()
	if ok && have.Stamp == stamp {
		return have.Sum, stamp, nil
	}
	sum, err := sumFile(ctx, path, stamp)
	if err != nil {
		return Sum{}, stamp, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.made == nil || len(s.made) >= mostMade {
		s.made = map[string]made{}
	}
	s.made[path] = made{stamp, sum}
	return sum, stamp, nil
}

func sumFile(ctx context.Context, path string, stamp Stamp) (Sum, error) {
	f, err := os.Open(path)
	if err != nil {
		return Sum{}, err
	}
	defer f.Close()
	sum, err := sumOf(ctx, f, stamp.Size)
	if err != nil {
		return Sum{}, err
	}
	if info, err := f.Stat(); err != nil || StampOf(info) != stamp {
		return Sum{}, fmt.Errorf("%s changes while it is read", filepath.Base(path))
	}
	return sum, nil
}

// sumOf sums up a file of a size.
func sumOf(ctx context.Context, f io.ReaderAt, size int64) (Sum, error) {
	h := sha256.New()
	add := func(from, n int64) error {
		const step = 1 << 20
		for end := from + n; from < end; from += step {
			if err := ctx.Err(); err != nil {
				return context.Cause(ctx)
			}
			if _, err := io.Copy(h, io.NewSectionReader(f, from, min(step, end-from))); err != nil {
				return err
			}
		}
		return nil
	}
	sum := Sum{Size: size}
	if size <= mostWhole {
		err := add(0, size)
		sum.SHA256 = hex.EncodeToString(h.Sum(nil))
		return sum, err
	}
	sum.Of = Blocks
	h.Write(binary.LittleEndian.AppendUint64(nil, uint64(size)))
	err := add(0, endBlock)
	for i := range int64(blocks) {
		// The quotient first, so that no product can overflow.
		room := size - 2*endBlock - block
		err = errors.Join(err, add(endBlock+room/(blocks-1)*i, block))
	}
	err = errors.Join(err, add(size-endBlock, endBlock))
	sum.SHA256 = hex.EncodeToString(h.Sum(nil))
	return sum, err
}

// companions are what the names of indexes have behind that of their file.
var companions = []string{".bai", ".csi", ".tbi", ".crai", ".fai", ".gzi"}

// Describe returns what a record says of a file and of the indexes beside it. read is the stamp of what was read
// of it, zero if that is not known.
func (s *Sums) Describe(ctx context.Context, name, path string, read Stamp) File {
	f := s.describe(ctx, name, path, read)
	if f.Problem == Missing || f.Problem == NotFile {
		return f
	}
	for _, at := range indexesOf(path) {
		if info, err := os.Stat(at); err == nil && info.Mode().IsRegular() {
			f.Indexes = append(f.Indexes, s.describe(ctx, filepath.Base(at), at, Stamp{}))
		}
	}
	return f
}

// indexesOf returns where indexes of a file may be.
func indexesOf(path string) (at []string) {
	for _, ext := range companions {
		at = append(at, path+ext)
	}
	if short := strings.TrimSuffix(path, filepath.Ext(path)); short != path {
		at = append(at, short+".bai", short+".crai")
	}
	return at
}

func (s *Sums) describe(ctx context.Context, name, path string, read Stamp) File {
	f := File{Name: name}
	sum, stamp, err := s.Of(ctx, path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		f.Problem = Missing
	case errors.Is(err, ErrNotFile):
		f.Problem = NotFile
	case err != nil:
		f.Problem = NotReadTo
	case read != Stamp{} && read != stamp:
		f.Problem = Changed
	default:
		f.Sum = sum
	}
	return f
}
