package formats

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/diskcache"
	"github.com/epiviz/epivizgo/session/source/gff"
	"github.com/epiviz/epivizgo/session/source/intervals"
	"github.com/epiviz/epivizgo/session/source/keyed"
	"github.com/epiviz/epivizgo/session/source/vcf"
)

// slow is how long the reading of a file has to take for its rows to be kept in the cache.
var slow = 300 * time.Millisecond

// settled is how long ago the last change of a file has to be for its rows to be kept. File systems
// have times as coarse as two seconds: another change within them might leave the same time.
const settled = 2 * time.Second

// withChange says that the time of the last change counts, which only tests set back.
var withChange = true

// composed is a source that is made of stores.
type composed interface{ Stores() []*intervals.Store }

// stores returns what a source is made of. ok is false for one that is not made of stores alone.
func stores(src source.Source) (all []*intervals.Store, ok bool) {
	switch src := src.(type) {
	case *intervals.Store:
		return []*intervals.Store{src}, true
	case composed:
		return src.Stores(), true
	case heldVariants:
		return stores(src.held)
	case joinedVariants:
		return stores(src.held)
	}
	return nil, false
}

// fromStores returns the source that had stores.
func fromStores(all []*intervals.Store) (source.Source, error) {
	if len(all) == 1 {
		if t, ok := keyed.Restore(all[0]); ok {
			return t, nil
		}
		return all[0], nil
	}
	if len(all) == 2 {
		return vcf.FromStores(all)
	}
	return gff.FromStores(all)
}

// key returns the key of the file in the cache as info describes it. It has all that the rows depend on
// but the program. ok is false for an input that is no file or has just been changed.
func (in *input) key(info fs.FileInfo) (key diskcache.Key, ok bool) {
	if in.opt.Cache == nil || in.file == nil || !info.Mode().IsRegular() || time.Since(info.ModTime()) < settled {
		return diskcache.Key{}, false
	}
	path, err := filepath.Abs(in.path)
	if err != nil {
		return diskcache.Key{}, false
	}
	state := fmt.Sprint(intervals.EncodeVersion, " ", identity(info))
	for _, ext := range indexExtensions { // whether there is an index decides how the file is read
		index, err := os.Stat(in.path + ext)
		switch {
		case err == nil:
			state += " " + ext + " " + identity(index)
		case !errors.Is(err, fs.ErrNotExist):
			return diskcache.Key{}, false
		}
	}
	return diskcache.Key{Place: fmt.Sprintf("%q lines %t zero-based %t", path, in.opt.Lines, in.opt.ZeroBased), State: state}, true
}

// identity describes a file so that another one, or another state of it, is described otherwise.
func identity(info fs.FileInfo) string {
	inode, changed := inner(info)
	if !withChange {
		changed = 0
	}
	return fmt.Sprint(info.Size(), info.ModTime().UnixNano(), inode, changed, info.Mode())
}

// restore returns the source that was kept under the key.
func (in *input) restore(ctx context.Context, key diskcache.Key) (src source.Source, ok bool) {
	ok = in.opt.Cache.Load(ctx, key, func(r io.Reader, size int64) error {
		all, err := intervals.Decode(r, size)
		if err != nil {
			return err
		}
		src, err = fromStores(all)
		return err
	})
	return src, ok
}

// keepRows keeps a source that took long to read, unless the file has changed since it has the key.
func (in *input) keepRows(key diskcache.Key, src source.Source, took time.Duration) {
	all, ok := stores(src)
	if !ok || took < slow {
		return
	}
	info, err := in.file.Stat()
	if err != nil {
		return
	}
	if now, ok := in.key(info); !ok || now != key {
		return
	}
	in.opt.Cache.Keep(key, intervals.EncodedSize(all), func(w io.Writer) error { return intervals.Encode(w, all) })
}
