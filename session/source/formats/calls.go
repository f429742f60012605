package formats

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync/atomic"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bgzf"
	"github.com/epiviz/epivizgo/session/source/lines"
	"github.com/epiviz/epivizgo/session/source/vcf"
)

// Genotypes are read from the file when they are asked for: it is opened for each question. A file that was opened through its
// index is read through it then too, and any other by its stretches.

// relines reads the lines of a file of variants again.
type relines struct {
	path, name string
	state      string // of the file and its index when it was opened
	indexed    bool
	header     []byte
	part       *vcf.Header // for lines
	samples    []string
	closed     atomic.Bool
	ids        foundIDs
	pass       chan struct{} // has room for the pass over the file that finds its stretches
}

// What a source of variants that is held in memory can do, and one that is read through its index.
type (
	held interface {
		source.Summarizer
		source.Thinner
		source.Namer
		source.Ordered
	}
	throughAnIndex interface {
		source.Summarizer
		source.Thinner
	}
)

type (
	heldVariants struct {
		held
		*relines
	}
	joinedVariants struct {
		held
		source.Joiner
		*relines
	}
	indexedVariants struct {
		throughAnIndex
		*relines
	}
)

// Close implements source.Source.
func (v heldVariants) Close() error    { v.close(); return v.held.Close() }
func (v joinedVariants) Close() error  { v.close(); return v.held.Close() }
func (v indexedVariants) Close() error { v.close(); return v.throughAnIndex.Close() }

var _, _, _ source.Genotyper = heldVariants{}, joinedVariants{}, indexedVariants{}

// withLines adds the lines of the file to a source of variants. Other sources, and those of a stream, stay as they are.
func (in *input) withLines(ctx context.Context, src source.Source, indexed bool) (source.Source, error) {
	if format := src.Info().Format; in.path == "" || format != vcf.VCF && format != vcf.BCF || !in.info.Mode().IsRegular() {
		return src, nil
	}
	r := &relines{path: in.path, name: in.name, indexed: indexed, pass: make(chan struct{}, 1),
		ids: foundIDs{one: make(chan struct{}, 1), by: map[string]foundID{}}}
	r.state = r.identity(in)
	again, text, err := r.open(ctx)
	if err != nil {
		return src, err
	}
	defer func() { _ = again.file.Close() }()
	head := again.preview
	if text != nil {
		head = text.Text()
	}
	whole, ok := vcf.Sniff(head) // the preview is lost once more of the text is read
	if text != nil {
		r.header = head
	} else if r.header, err = headerOf(again.text); err != nil {
		return src, err
	}
	if ok { // else it is another by now, which Read says
		r.part, r.samples = whole.Part(), vcf.Columns(r.header)
	}
	joiner, joins := src.(source.Joiner)
	switch src := src.(type) {
	case held:
		if joins {
			return joinedVariants{src, joiner, r}, nil
		}
		return heldVariants{src, r}, nil
	case throughAnIndex:
		return indexedVariants{src, r}, nil
	}
	return src, nil
}

// headerOf reads the lines of the header of a text.
func headerOf(text *lines.Reader) (header []byte, err error) {
	for {
		c, err := text.Chunk()
		if errors.Is(err, io.EOF) {
			return header, nil
		}
		if err != nil {
			return nil, err
		}
		ended := c.Each(func(_ int, line []byte) error {
			if len(line) == 0 || line[0] != '#' {
				return io.EOF
			}
			header = append(append(header, line...), '\n')
			return nil
		})
		if ended != nil {
			return header, nil
		}
	}
}

// identity describes the file, and its index if it is read through it.
func (r *relines) identity(in *input) string {
	state := identity(in.info)
	for _, ext := range indexExtensions {
		if info, err := os.Stat(in.path + ext); r.indexed && err == nil {
			state += " " + ext + identity(info)
		}
	}
	return state
}

// open opens the file again, and reads the header of a BCF.
func (r *relines) open(ctx context.Context) (in *input, dictionary *vcf.Dictionary, err error) {
	if in, err = newInput(ctx, r.path, Options{}); err != nil {
		return nil, nil, err
	}
	file := in.file
	defer func() {
		if err != nil {
			_ = file.Close()
		}
	}()
	if r.identity(in) != r.state {
		return nil, nil, r.changed()
	}
	if err = in.textual(); err != nil || !bytes.HasPrefix(in.preview, []byte(vcf.BCFMagic)) {
		return in, nil, err
	}
	if dictionary, err = vcf.ReadDictionary(in.text.Bytes()); err != nil {
		err = fmt.Errorf("%s: %w", r.name, err)
	}
	return in, dictionary, err
}

// changed returns the error of a file that is another than when it was opened.
func (r *relines) changed() error {
	return hint.Add(fmt.Errorf("%s: %w", r.name, source.ErrChanged), "read it again: reload %s", r.name)
}

// Samples implements source.Genotyper.
func (r *relines) Samples() []string { return r.samples }

// Header implements source.Genotyper.
func (r *relines) Header() []byte { return r.header }

// Read implements source.Genotyper.
func (r *relines) Read(ctx context.Context, text []byte) (source.Source, error) {
	if r.part == nil {
		return nil, r.changed()
	}
	return vcf.Read(ctx, lines.NewText(r.name, bytes.NewReader(text)), r.part)
}

// Lines implements source.Genotyper.
func (r *relines) Lines(ctx context.Context, iv genome.Interval, take func(line []byte, at genome.Interval) error) error {
	return r.each(ctx, iv, true, take)
}

// each calls take with the lines that overlap iv. Those of a BCF have every field of the samples, or the genotypes alone.
func (r *relines) each(ctx context.Context, iv genome.Interval, every bool, take func(line []byte, at genome.Interval) error) error {
	if !r.indexed {
		return r.eachStretch(ctx, iv, every, take)
	}
	in, dictionary, err := r.open(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = in.file.Close() }()
	by := byVCF
	by.records = dictionary
	idx, err := in.index(by)
	if err != nil {
		return err
	}
	for i := range idx.Sequences {
		s := &idx.Sequences[i]
		if s.Name != iv.Seq {
			continue
		}
		for _, piece := range s.Region(iv.Start, iv.End) {
			text := r.text(bgzf.NewSection(in.parts(), in.size, piece.From, piece.To), dictionary, every)
			past, err := r.eachIn(ctx, text, iv, true, take)
			if err != nil || past {
				return err
			}
		}
	}
	return nil
}

// text returns a reader of the lines of a part of the file. dictionary is that of a BCF, nil for another file.
func (r *relines) text(part io.Reader, dictionary *vcf.Dictionary, every bool) *lines.Reader {
	if dictionary != nil {
		part = dictionary.Lines(part, every)
	}
	return lines.NewText(r.name, part)
}

// eachIn calls take with the lines that overlap iv. Of sorted lines it reads none behind iv, and reports whether it came there. A
// header of other samples among the lines is an error.
func (r *relines) eachIn(
	ctx context.Context, text *lines.Reader, iv genome.Interval, sorted bool, take func([]byte, genome.Interval) error,
) (past bool, err error) {
	for {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		c, err := text.Chunk()
		if errors.Is(err, io.EOF) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		err = c.Each(func(_ int, line []byte) error {
			if len(line) > 0 && line[0] == '#' && r.part != nil {
				if err := r.part.Further(line); err != nil {
					return fmt.Errorf("%s: %w", r.name, err)
				}
			}
			if len(line) == 0 || line[0] == '#' || lines.Blank(line) {
				return nil
			}
			at, ok, behind := vcf.InWindow(line, iv)
			if behind && sorted {
				return errPast
			}
			if !ok {
				return nil
			}
			return take(line, at)
		})
		text.Recycle(c)
		if errors.Is(err, errPast) {
			return true, nil
		}
		if err != nil {
			return false, err
		}
	}
}

// errPast ends the reading of sorted lines.
var errPast = errors.New("behind the window")
