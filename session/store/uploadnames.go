package store

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"unicode"
	"unicode/utf8"
)

// badInName reports whether a character must not be in the name of a file from elsewhere: a
// separator, one that names a drive or a stream, one that is not seen, or one that changes the order in
// which others are read.
func badInName(r rune) bool {
	switch r {
	case '/', '\\', ':', utf8.RuneError, '\u2028', '\u2029', '\ufeff':
		return true
	}
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
}

// searchBlock is how much of a file is searched at a time. Tests lower it.
var searchBlock = 1 << 20

// unnamed returns those of the keys, all of one length, that no file in the folders has in its text. It
// returns none if a file cannot be read, since it may name them all.
func (d disk) unnamed(keys []string, folders ...string) []string {
	left := slices.Clone(keys)
	for _, dir := range folders {
		entries, err := d.readDir(dir)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil
		}
		for _, e := range entries {
			path := filepath.Join(dir, e.Name())
			info, err := d.stat(path) // through links
			if err == nil && !info.Mode().IsRegular() {
				continue
			}
			var named []string
			if err == nil {
				named, err = d.search(path, left)
			}
			switch {
			case errors.Is(err, os.ErrNotExist): // removed meanwhile
			case err != nil:
				return nil
			}
			left = slices.DeleteFunc(left, func(key string) bool { return slices.Contains(named, key) })
			if len(left) == 0 {
				return nil
			}
		}
	}
	return left
}

// search returns those of the keys, all of one length, that a file has in its text.
func (d disk) search(path string, keys []string) (named []string, err error) {
	f, err := d.open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	overlap := len(keys[0]) - 1 // of two blocks: a key may be cut between them
	buf := make([]byte, 0, searchBlock+overlap)
	for {
		n, err := io.ReadFull(f, buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		for _, key := range keys {
			if bytes.Contains(buf, []byte(key)) && !slices.Contains(named, key) {
				named = append(named, key)
			}
		}
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return named, nil
		case err != nil:
			return nil, err
		}
		buf = append(buf[:0], buf[len(buf)-overlap:]...)
	}
}

// journalsInUse reports whether a running program holds one of the journals in a folder, or may hold
// one.
func (d disk) journalsInUse(dir string) bool {
	paths, err := d.journals(dir)
	if err != nil {
		return true
	}
	for _, path := range paths {
		unlock, err := d.lock(path)
		if err != nil {
			return true
		}
		unlock()
	}
	return false
}
