package formats

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bgzf"
	"github.com/epiviz/epivizgo/session/source/fileindex"
	"github.com/epiviz/epivizgo/session/source/lines"
	"github.com/epiviz/epivizgo/session/source/tabix"
	"github.com/epiviz/epivizgo/session/source/vcf"
)

// indexedFrom is the size from which a bgzip file with an index is read through it,
// sequence by sequence. Reading a smaller one whole takes less than about half a second
// and finds more: the range of its values and every row that does not fit.
var indexedFrom int64 = 16 << 20

// indexable is how the parts of a file are read through its index.
type indexable struct {
	// read reads some rows of the file. The columns of the source do not depend on them.
	read func(ctx context.Context, r *lines.Reader) (source.Source, error)
	// columns are those by which tabix sorts: of the sequence, the start and the end, from 1; 0 for none.
	columns  [3]int
	preset   string            // the name that tabix has for them
	records  *vcf.Dictionary   // of a BCF, whose rows are not lines
	named    bool              // rows have names
	found    string            // what search finds of them, "" for nothing
	declared []genome.Sequence // sequences that the file declares
	header   *vcf.Header       // of a VCF, which may have others among its rows
	notes    []string
}

// openIndexed opens a large bgzip file through the index beside it. ok reports whether it has a usable
// index; a note says why an existing index cannot be used.
func (in *input) openIndexed(ctx context.Context, by indexable) (src source.Source, ok bool, err error) {
	if in.file == nil || in.size < indexedFrom || !bgzf.Sniff(in.head) {
		return nil, false, nil
	}
	idx, err := in.index(by)
	if err != nil {
		in.text.Note(err.Error() + "; the file was read whole")
	}
	if idx == nil || by.records != nil && len(idx.Sequences) == 0 { // where records begin is in the index alone
		return nil, false, nil
	}
	sample, err := in.sample(ctx, by)
	if err != nil {
		return nil, false, err
	}
	opt := tabix.Options{Load: by.read, Sample: sample, Warn: in.opt.Warn, Declared: by.declared}
	if by.records != nil {
		opt.Lines = func(r io.Reader) io.Reader { return by.records.Lines(r, false) }
	}
	src, err = tabix.Open(in.parts(), in.size, in.name, idx, opt)
	if err != nil {
		in.text.Note(err.Error() + "; the file was read whole")
		return nil, false, nil
	}
	if err := in.furtherHeaders(ctx, idx, by.header); err != nil {
		return nil, false, errors.Join(err, src.Close())
	}
	in.keep = true
	return src, true, nil
}

// indexExtensions are what the names of indexes have behind that of the file.
var indexExtensions = []string{".tbi", ".csi"}

// index reads the index beside the file. It returns nil if the file has no index.
func (in *input) index(by indexable) (*fileindex.Index, error) {
	for _, ext := range indexExtensions {
		f, err := os.Open(in.path + ext)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("the index cannot be opened: %w", err)
		}
		defer func() { _ = f.Close() }()
		name := filepath.Base(f.Name())
		info, err := f.Stat()
		if err != nil {
			return nil, fmt.Errorf("index %s: %w", name, err)
		}
		if own, err := in.file.Stat(); err == nil && info.ModTime().Before(own.ModTime()) {
			return nil, fmt.Errorf("index %s is older than the file", name)
		}
		idx, err := fileindex.Read(f, name)
		if err == nil && by.records != nil && idx.SeqColumn == 0 { // as bcftools makes it
			err = nameSequences(idx, by.records, name)
		}
		if err != nil {
			return nil, err
		}
		if [3]int{idx.SeqColumn, idx.StartColumn, idx.EndColumn} != by.columns { // it would not find all rows
			return nil, fmt.Errorf("index %s is of columns %d, %d and %d; wanted %d, %d and %d, as tabix -p %s makes it",
				name, idx.SeqColumn, idx.StartColumn, idx.EndColumn, by.columns[0], by.columns[1], by.columns[2], by.preset)
		}
		return idx, nil
	}
	return nil, nil
}

// sample describes the file by its first rows.
func (in *input) sample(ctx context.Context, by indexable) (source.Info, error) {
	head := in.preview
	if whole := wholeLines(head); len(whole) > 0 {
		head = whole
	}
	r, err := lines.NewReader(in.name, bytes.NewReader(head))
	if err != nil {
		return source.Info{}, err
	}
	src, err := by.read(ctx, r)
	if err != nil {
		return source.Info{}, err
	}
	info := src.Info()
	info.Min, info.Max, info.Lowest, info.Highest = math.NaN(), math.NaN(), nil, nil // the bounds of a few rows would mislead
	note := "rows are read sequence by sequence, through the file's index, when they are first asked for"
	if info.Unsearched = by.named; info.Unsearched {
		note += "; " + cmp.Or(by.found, "search does not find their names")
	}
	if several := bytes.Count(head, []byte("\ntrack")) + bytes.Count(head[:min(len(head), 5)], []byte("track")); several > 1 {
		note += "; the file has several track lines, which do not part it"
	}
	info.Notes = append([]string{note}, by.notes...)
	return info, src.Close()
}
