package formats

import (
	"bytes"
	"context"
	"fmt"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bgzf"
	"github.com/epiviz/epivizgo/session/source/fileindex"
	"github.com/epiviz/epivizgo/session/source/lines"
	"github.com/epiviz/epivizgo/session/source/vcf"
)

// byVCF is how an index sorts variants.
var byVCF = indexable{columns: [3]int{1, 2, 0}, preset: "vcf", named: true,
	found: "search finds variants by what they change, and by ids of databases, as rs123, in the first 64 MB"}

func openVCF(ctx context.Context, in *input) (source.Source, bool, error) {
	header, ok := vcf.Sniff(in.preview)
	if !ok {
		return nil, false, nil
	}
	part := header.Part()
	by := byVCF
	by.read = func(ctx context.Context, r *lines.Reader) (source.Source, error) { return vcf.Read(ctx, r, part) }
	by.notes, by.declared, by.header = header.Unread(), header.Sequences(), part
	src, ok, err := in.openIndexed(ctx, by)
	if ok || err != nil {
		return src, ok, err
	}
	in.tellStreamed(header)
	src, err = vcf.Read(ctx, in.text, header)
	return src, true, err
}

// openBCF opens a large BCF through the CSI index beside it, and reads any other whole.
func openBCF(ctx context.Context, in *input) (source.Source, error) {
	text, dictionary, err := vcf.Text(in.text.Bytes())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", in.name, err)
	}
	in.text = in.text.Decoded(text)
	if in.preview, err = in.text.Peek(); err != nil {
		return nil, err
	}
	header, ok := vcf.Sniff(in.preview)
	if !ok {
		return nil, fmt.Errorf("%s: its header is not that of VCF: %w", in.name, source.ErrFormat)
	}
	header = header.In(vcf.BCF)
	part := header.Part()
	by := byVCF
	by.read = func(ctx context.Context, r *lines.Reader) (source.Source, error) { return vcf.Read(ctx, r, part) }
	by.notes, by.declared, by.records = header.Unread(), header.Sequences(), dictionary
	src, ok, err := in.openIndexed(ctx, by)
	if ok || err != nil {
		return src, err
	}
	return vcf.Read(ctx, in.text, header)
}

// streamedFrom is the size from which it is told that genotypes are read slowly: such a file is inflated in some tenths of a second.
var streamedFrom int64 = 1 << 20

// tellStreamed notes that every question for genotypes of a file that is gzip but not bgzip has it inflated from its beginning.
func (in *input) tellStreamed(header *vcf.Header) {
	gzipped := bytes.HasPrefix(in.head, []byte("\x1f\x8b")) && in.directly() == streamed
	if gzipped && in.path != "" && in.size >= streamedFrom && header.Samples() > 0 {
		in.text.Note("it is gzip, not bgzip, and so it is inflated from its beginning for the genotypes of each window; quicker is " +
			"gunzip -c FILE | bgzip > NEW.vcf.gz && tabix -p vcf NEW.vcf.gz")
	}
}

// mostFronts bounds the blocks that furtherHeaders reads.
const mostFronts = 2000

// furtherHeaders looks for a header in front of the rows of each sequence, as of files that were put behind each other. One of other
// samples is an error. One within a sequence is seen only when rows next to it are read.
func (in *input) furtherHeaders(ctx context.Context, idx *fileindex.Index, header *vcf.Header) error {
	if header == nil {
		return nil
	}
	var front []byte
	block, left := int64(-1), mostFronts
	for _, s := range idx.Sequences {
		if at := s.From.Block(); at != block {
			if left--; left < 0 || ctx.Err() != nil {
				return ctx.Err()
			}
			block = at
			front, _, _ = bgzf.ReadBlock(in.parts(), in.size, at) // a query will report the error
		}
		if at := s.From.Within(); at < len(front) && front[at] != '#' {
			continue
		}
		text := lines.NewText(in.name, bgzf.NewSection(in.parts(), in.size, s.From, s.To))
		if err := headerAmong(text, header); err != nil {
			return fmt.Errorf("%s, in front of the rows of %s: %w", in.name, s.Name, err)
		}
	}
	return nil
}

// headerAmong returns an error if the lines before the first row are of a header with other samples.
func headerAmong(text *lines.Reader, header *vcf.Header) error {
	again, err := headerOf(text)
	if err != nil {
		return nil // a query will report it
	}
	for line := range bytes.Lines(again) {
		if err := header.Further(bytes.TrimSuffix(line, []byte{'\n'})); err != nil {
			return err
		}
	}
	return nil
}

// nameSequences gives the sequences of an index of a BCF, which has their numbers alone, the names of its header.
func nameSequences(idx *fileindex.Index, d *vcf.Dictionary, name string) error {
	for i := range idx.Sequences {
		s := &idx.Sequences[i]
		if s.Name = d.Sequence(s.Number); s.Name == "" {
			return fmt.Errorf("index %s has a sequence %d, which the header of the file does not have", name, s.Number)
		}
	}
	idx.SeqColumn, idx.StartColumn, idx.EndColumn = byVCF.columns[0], byVCF.columns[1], byVCF.columns[2]
	return nil
}

// wholeLines returns the text up to the end of its last line that is complete.
func wholeLines(text []byte) []byte { return text[:bytes.LastIndexByte(text, '\n')+1] }
