package formats

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/interruptible"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/diskcache"
	"github.com/epiviz/epivizgo/session/source/gff"
	"github.com/epiviz/epivizgo/session/source/lines"
	"github.com/epiviz/epivizgo/session/source/table"
)

// headSize is the number of first bytes that decide on binary formats.
const headSize = 1024

// Options chooses how Open works.
type Options struct {
	// Lines shows a file of genes (GTF, GFF3) line by line instead of gene by
	// gene.
	Lines bool
	// ZeroBased means that the positions of tables with column names count from 0 and
	// exclude the end. Formats that define their positions ignore it.
	ZeroBased bool
	// Warn, if not nil, is called with faults of a file that are found after Open
	// has returned, when rows are read on demand. It is called from any goroutine and
	// must be quick.
	Warn func(note string)
	// Progress, if not nil, is called with the number of bytes read of a file that
	// has to be read whole, and with its size, 0 if unknown. It is called often, one
	// call at a time but from any goroutine, and must be quick.
	Progress func(done, total int64)
	// Cache, when not nil, keeps the rows of text files that took long to read, for the next Open of them.
	Cache *diskcache.Folder
}

// view returns the view of a file of genes.
func (o Options) view() gff.View {
	if o.Lines {
		return gff.Features
	}
	return gff.Genes
}

// input is a file whose format is being determined.
type input struct {
	name string // for messages: the path's last element
	ext  string // the end of the name in lower case, without that of a compression
	path string // "" for standard input
	opt  Options

	stream  io.Reader     // the whole file from its beginning
	file    *os.File      // the same, nil for standard input
	size    int64         // of file
	info    fs.FileInfo   // of file, when it was opened
	head    []byte        // the first bytes
	text    *lines.Reader // the text; nil before textual has been called
	preview []byte        // the beginning of the text, as lines.Reader.Peek returns it
	keep    bool          // the source keeps using file
}

// Open determines the format of the file at path and reads it, or opens it if the
// format has an index. path is a name as [source.ParseRef] reads it. Every error names
// the file; one that is about its format wraps source.ErrFormat.
//
// Text formats are read whole before Open returns, which may take seconds; it
// stops soon after ctx is done. A source that reads on demand keeps the file
// open until it is closed.
func Open(ctx context.Context, path string, opt Options) (source.Source, error) {
	in, err := newInput(ctx, path, opt)
	if err != nil {
		return nil, err
	}
	key, mayKeep := in.key(in.info)
	if mayKeep {
		if src, ok := in.restore(ctx, key); ok {
			if err := in.file.Close(); err != nil {
				return nil, errors.Join(err, src.Close())
			}
			if src, err = in.withLines(ctx, src, false); err != nil {
				return nil, errors.Join(err, src.Close())
			}
			return src, nil
		}
	}
	began := time.Now()
	src, keep, err := in.open(ctx)
	if err == nil && mayKeep {
		in.keepRows(key, src, time.Since(began))
	}
	if in.file != nil && !keep {
		err = errors.Join(err, interruptible.Close(ctx, in.file))
	}
	if err != nil {
		if src != nil {
			err = errors.Join(err, src.Close())
		}
		return nil, err
	}
	if src, err = in.withLines(ctx, src, keep); err != nil {
		return nil, errors.Join(err, src.Close())
	}
	return src, nil
}

// newInput opens the file and reads its first bytes.
func newInput(ctx context.Context, path string, opt Options) (*input, error) {
	ref := source.ParseRef(path)
	in := &input{name: ref.Name(), opt: opt}
	var raw io.Reader
	switch ref.Kind {
	case source.Stdin:
		raw = interruptible.NewReader(ctx, in.name, os.Stdin)
	case source.File:
		if err := in.openFile(ctx, path); err != nil {
			return nil, err
		}
		raw = interruptible.NewReader(ctx, in.name, in.file)
	default:
		return nil, hint.Add(fmt.Errorf("%s is no file; only files are read", path), "give the path of a file; download it first if need be")
	}
	if opt.Progress != nil {
		raw = &progress{r: raw, total: in.size, tell: opt.Progress}
	}
	head := make([]byte, headSize)
	n, err := io.ReadFull(raw, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		if in.file != nil {
			_ = interruptible.Close(ctx, in.file)
		}
		return nil, fmt.Errorf("%s: %w", in.name, err)
	}
	in.head = head[:n]
	in.stream = io.MultiReader(bytes.NewReader(in.head), raw)
	return in, nil
}

// streamed reports whether the data are of standard input or a pipe, of which no part can be read again.
func (in *input) streamed() bool { return in.file == nil || !in.info.Mode().IsRegular() }

// openFile opens path, which must be a file.
func (in *input) openFile(ctx context.Context, path string) error {
	in.path, in.ext = path, extension(path)
	f, err := interruptible.Open(ctx, path)
	if errors.Is(err, fs.ErrNotExist) {
		return noFileError(path)
	}
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		err = fmt.Errorf("%s is a folder; wanted a file", path)
	}
	if err != nil {
		_ = f.Close()
		return err
	}
	in.file, in.size, in.info = f, info.Size(), info
	return nil
}

// extension returns the end of a file's name, ".bed" of "a.BED.gz", ".sj.out.tab" of
// "aSJ.out.tab".
func extension(path string) string {
	name := strings.ToLower(filepath.Base(path))
	for _, packed := range []string{".gz", ".bgz", ".bgzf"} {
		name = strings.TrimSuffix(name, packed)
	}
	if strings.HasSuffix(name, "sj.out.tab") { // STAR's name of junctions, after a prefix
		return ".sj.out.tab"
	}
	return filepath.Ext(name)
}

// open determines the format and reads the file. keep reports whether the source keeps
// using the file.
func (in *input) open(ctx context.Context) (src source.Source, keep bool, err error) {
	if err := ctx.Err(); err != nil {
		return nil, false, err
	}
	if len(in.head) == 0 {
		src, err = in.empty()
		return src, false, err
	}
	for _, f := range Table {
		if f.magic == nil || f.openInside != nil || !f.magic(in.head) {
			continue
		}
		if f.openFile == nil {
			return nil, false, in.refuse(f)
		}
		if in.streamed() {
			return nil, false, fmt.Errorf("%s holds %s, which is read in parts; wanted a file, not a stream", in.name, f.Name)
		}
		src, err = f.openFile(ctx, in)
		return src, err == nil, err
	}
	if err := in.textual(); err != nil {
		return nil, false, err
	}
	if src, ok, err := in.openInside(ctx); ok || err != nil {
		return src, in.keep && err == nil, err
	}
	if err := in.refuseBinary(); err != nil {
		return nil, false, err
	}
	src, err = in.openText(ctx)
	return src, in.keep && err == nil, err
}

// textual prepares the input to be read after decompression.
func (in *input) textual() (err error) {
	if in.text, err = lines.NewReader(in.name, in.stream); err != nil {
		return err
	}
	in.preview, err = in.text.Peek()
	return err
}

// openInside opens a format that is binary after decompression; ok is false if it is not one.
func (in *input) openInside(ctx context.Context) (src source.Source, ok bool, err error) {
	for _, f := range Table {
		if f.magic == nil || !f.magic(in.preview) {
			continue
		}
		if f.openInside == nil {
			return nil, false, in.refuse(f)
		}
		src, err = f.openInside(ctx, in)
		return src, true, err
	}
	return nil, false, nil
}

// refuseBinary returns an error for binary data of no known format.
func (in *input) refuseBinary() error {
	if bytes.HasPrefix(in.preview, []byte("\x1f\x8b")) {
		return hint.Add(fmt.Errorf("%s is compressed twice with gzip: %w", in.name, errUnread), "unpack it once, with gunzip")
	}
	if i := bytes.IndexByte(in.preview, 0); i >= 0 {
		if line := bytes.Count(in.preview[:i], []byte{'\n'}); line > 0 {
			return in.unknown(fmt.Sprintf("line %d has a byte of 0, as no text has", line+1))
		}
		return in.unknown("it is neither text nor a binary format that is known")
	}
	return nil
}

// openText determines the text format and reads the file.
func (in *input) openText(ctx context.Context) (source.Source, error) {
	for _, f := range Table {
		if f.openText == nil {
			continue
		}
		if src, ok, err := f.openText(ctx, in); ok || err != nil {
			return src, err
		}
	}
	// No format fits the rows. The format of the file's name reports best what is wrong
	// with them.
	if f, ok := byName(in.ext); ok && f.insist != nil {
		return f.insist(ctx, in)
	}
	if src, ok, err := in.openKeyed(ctx); ok || err != nil {
		return src, err
	}
	return nil, in.unknown("its first rows have the shape of no text format that is known")
}

// noPlaces returns the error of a table that lacks columns of places, nil for other texts.
func (in *input) noPlaces() error {
	missing := table.Missing(in.preview)
	if missing == "" {
		return nil
	}
	return hint.Add(noPlaces(in.name+": "+missing),
		"its rows can be shown once a column each is called chrom, start and end, or one with names of genes is called gene_id")
}

// empty opens a file of no bytes: a text format without rows, by its name.
func (in *input) empty() (source.Source, error) {
	if f, ok := byName(in.ext); ok && f.insist != nil {
		if err := in.textual(); err != nil {
			return nil, err
		}
		return f.insist(context.Background(), in)
	} else if ok {
		return nil, fmt.Errorf("%s is empty, not %s file: %w", in.name, article(f.Name), source.ErrFormat)
	}
	return nil, fmt.Errorf("%s is empty: %w", in.name, source.ErrFormat)
}

// refuse returns the error for a file of a known format that is not read.
func (in *input) refuse(f Format) error {
	not := ""
	if named, ok := byName(in.ext); ok && named.Name != f.Name {
		not = ", not " + article(named.Name)
	}
	err := fmt.Errorf("%s is %s file%s: %w", in.name, article(f.Name), not, errUnread)
	if f.unpack != "" {
		return hint.Add(err, "%s", f.unpack)
	}
	return hintFormats(err)
}

// unknown returns the error for a file of an unknown format.
func (in *input) unknown(why string) error {
	begin := in.preview
	if begin == nil {
		begin = in.head
	}
	line, _, _ := bytes.Cut(begin, []byte{'\n'})
	if bytes.IndexByte(line, 0) >= 0 {
		line = line[:min(len(line), 8)] // the first bytes of binary data suffice
	}
	if f, ok := byName(in.ext); ok && f.Name != "table" {
		why = "it is named as " + article(f.Name) + " file, but " + why
	}
	return hintFormats(fmt.Errorf("%s: %s; it begins %s: %w", in.name, why, lines.Quote(line), source.ErrFormat))
}

// article returns a format's name with a or an, by its sound.
func article(name string) string {
	if strings.ContainsAny(name[:1], "AEIO") || strings.HasPrefix(name, "HDF") || strings.HasPrefix(name, "HTML") || name == "xz" ||
		strings.HasPrefix(name, "R ") {
		return "an " + name
	}
	return "a " + name
}

// errUnread is the reason for refusing a file of a known format.
var errUnread = errors.New("the format is known but not read")

// hintFormats adds a hint with the formats that are read to an error.
func hintFormats(err error) error {
	return hint.Add(err, "formats that are read: %s", strings.Join(readable(), ", "))
}

// noPlaces is the error for a good table whose rows have no places. It is a
// source.ErrFormat.
type noPlaces string

func (e noPlaces) Error() string { return string(e) }
func (e noPlaces) Unwrap() error { return source.ErrFormat }

// progress reports how far a stream has been read.
type progress struct {
	r           io.Reader
	done, total int64
	tell        func(done, total int64)
}

func (p *progress) Read(buf []byte) (int, error) {
	n, err := p.r.Read(buf)
	p.done += int64(n)
	p.tell(p.done, p.total)
	return n, err
}

// noFileError is the error for a path without a file. It is an
// fs.ErrNotExist.
type noFileError string

func (e noFileError) Error() string { return string(e) + ": there is no such file" }
func (e noFileError) Unwrap() error { return fs.ErrNotExist }
