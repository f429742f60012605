package formats

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bam"
	"github.com/epiviz/epivizgo/session/source/fileindex"
)

// openBAM opens alignments through the index beside the file: reads.bam.bai, reads.bai, reads.bam.csi or reads.csi.
func openBAM(_ context.Context, in *input) (source.Source, error) {
	if in.file == nil {
		return nil, fmt.Errorf("%s holds BAM, which is read in parts; wanted a file, not a stream", in.name)
	}
	idx, note, err := in.readsIndex()
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

// readsIndex reads the index of alignments. The note says that it is older than the file.
func (in *input) readsIndex() (idx *fileindex.Index, note string, err error) {
	short := strings.TrimSuffix(in.path, filepath.Ext(in.path))
	for _, path := range []string{in.path + ".bai", short + ".bai", in.path + ".csi", short + ".csi"} {
		f, err := os.Open(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, "", fmt.Errorf("%s: the index cannot be opened: %w", in.name, err)
		}
		defer func() { _ = f.Close() }()
		if idx, err = fileindex.Read(f, filepath.Base(path)); err != nil {
			return nil, "", hint.Add(fmt.Errorf("%s: %w", in.name, err), "make it again: samtools index %s", in.name)
		}
		if info, err := f.Stat(); err == nil && info.ModTime().Before(in.info.ModTime()) {
			note = fmt.Sprintf("the index %s is older than the file: if reads are missing, make it again: samtools index %s", filepath.Base(path), in.name)
		}
		return idx, note, nil
	}
	return nil, "", hint.Add(fmt.Errorf("%s has no index beside it: wanted %s.bai or %s.csi", in.name, in.name, in.name),
		"make it: samtools index %s; if that says that it is not sorted: samtools sort -o sorted.bam %s", in.name, in.name)
}
