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

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/interruptible"
	"github.com/epiviz/epivizgo/session/source/seq"
)

// Genome opens a reference genome: a built-in assembly by any of its names, or
// a file with sequences or their lengths. A FASTA file's index is used if it is
// beside the file under the same name with .fai.
func Genome(ctx context.Context, name string) (seq.Reference, error) {
	if seqs, ok := genome.Assembly(name); ok {
		return seq.Lengths(name, seqs), nil
	}
	return interruptible.Do(ctx, name, func() (seq.Reference, error) { return genomeOf(ctx, name) })
}

// genomeOf opens a file with a genome.
func genomeOf(ctx context.Context, name string) (seq.Reference, error) {
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return nil, fmt.Errorf("%s is no regular file; a genome is read in parts from one", name)
	}
	f, err := interruptible.Open(ctx, name)
	if errors.Is(err, fs.ErrNotExist) && filepath.Base(name) == name {
		return nil, hint.Add(fmt.Errorf("genome %q is no built-in assembly and no file", name),
			"built in are %s; files may be chrom.sizes, .fai, FASTA or .2bit", strings.Join(genome.Assemblies(), ", "))
	}
	if err != nil {
		return nil, err
	}
	ref, err := openGenome(ctx, f)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return ref, nil
}

func openGenome(ctx context.Context, f *os.File) (seq.Reference, error) {
	st, err := f.Stat()
	if err != nil {
		return nil, err
	}
	var index io.Reader
	if fai, err := os.Open(f.Name() + ".fai"); err == nil {
		defer fai.Close()
		index = fai
	}
	return seq.Open(ctx, filepath.Base(f.Name()), f, st.Size(), index)
}
