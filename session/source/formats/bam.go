package formats

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bam"
	"github.com/epiviz/epivizgo/session/source/cram"
	"github.com/epiviz/epivizgo/session/source/fileindex"
)

// openBAM opens alignments through the index beside the file: reads.bam.bai, reads.bai, reads.bam.csi or reads.csi.
func openBAM(_ context.Context, in *input) (source.Source, error) {
	if in.streamed() {
		return nil, fmt.Errorf("%s holds BAM, which is read in parts; wanted a file, not a stream", in.name)
	}
	var idx *fileindex.Index
	note, err := in.readsIndex([]string{".bai", ".csi"}, func(r io.Reader, name string) (err error) {
		idx, err = fileindex.Read(r, name)
		return err
	})
	if err != nil {
		return nil, err
	}
	if note != "" {
		idx.Notes = append(idx.Notes, note)
	}
	src, err := bam.Open(in.parts(), in.size, in.name, idx)
	in.keep = err == nil
	return src, err
}

// openCRAM opens alignments through the index beside the file: reads.cram.crai or reads.crai.
func openCRAM(_ context.Context, in *input) (source.Source, error) {
	var idx *cram.Index
	note, err := in.readsIndex([]string{".crai"}, func(r io.Reader, name string) (err error) {
		idx, err = cram.ReadIndex(r, name)
		return err
	})
	if err != nil {
		return nil, err
	}
	if note != "" {
		idx.Notes = append(idx.Notes, note)
	}
	return cram.Open(in.parts(), in.size, in.name, idx)
}

// readsIndex reads the index of alignments, whose name has one of the endings behind that of the file or in the place of the
// file's. The note says that it is older than the file.
func (in *input) readsIndex(endings []string, read func(r io.Reader, name string) error) (note string, err error) {
	short := strings.TrimSuffix(in.path, filepath.Ext(in.path))
	var paths []string
	for _, ext := range endings {
		paths = append(paths, in.path+ext, short+ext)
	}
	for _, path := range paths {
		f, err := os.Open(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return "", fmt.Errorf("%s: the index cannot be opened: %w", in.name, err)
		}
		defer func() { _ = f.Close() }()
		if err := read(f, filepath.Base(path)); err != nil {
			return "", hint.Add(fmt.Errorf("%s: %w", in.name, err), "make it again: samtools index %s", inShell(in.path))
		}
		if info, err := f.Stat(); err == nil && info.ModTime().Before(in.info.ModTime()) {
			note = fmt.Sprintf("the index %s is older than the file: if reads are missing, make it again: samtools index %s",
				filepath.Base(path), inShell(in.path))
		}
		return note, nil
	}
	ext, typed := filepath.Ext(in.name), inShell(in.path)
	return "", hint.Add(fmt.Errorf("%s has no index beside it: wanted %s%s", in.name, in.name, strings.Join(endings, " or "+in.name)),
		"make it: samtools index %s; if that says that it is not sorted: samtools sort -o sorted%s %s", typed, ext, typed)
}

// inShell returns a path as a word of a shell's command.
func inShell(path string) string {
	if strings.HasPrefix(path, "-") {
		path = "./" + path
	}
	plain := func(c rune) bool {
		return unicode.IsLetter(c) || unicode.IsDigit(c) || strings.ContainsRune("/._-+=:,@%", c)
	}
	if strings.IndexFunc(path, func(c rune) bool { return !plain(c) }) < 0 {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}
