package formats

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bam"
	"github.com/epiviz/epivizgo/session/source/bbi"
	"github.com/epiviz/epivizgo/session/source/bed"
	"github.com/epiviz/epivizgo/session/source/cram"
	"github.com/epiviz/epivizgo/session/source/deeptools"
	"github.com/epiviz/epivizgo/session/source/genepred"
	"github.com/epiviz/epivizgo/session/source/gff"
	"github.com/epiviz/epivizgo/session/source/lines"
	"github.com/epiviz/epivizgo/session/source/table"
	"github.com/epiviz/epivizgo/session/source/vcf"
	"github.com/epiviz/epivizgo/session/source/wig"
)

// Format is a known kind of file.
type Format struct {
	Name       string   // for people
	Extensions []string // ends of names, with the dot, in lower case
	Read       bool     // whether it is read; otherwise it is only recognized
	unpack     string   // what to do with it first, for the hint of a refusal
	bed        bool     // of BED's kind: positions count from 0

	// magic recognizes a format by the first bytes of the file, or of its content if
	// it is compressed.
	magic func(head []byte) bool
	// openFile opens a file by its path or handle. The source keeps the handle.
	openFile func(ctx context.Context, in *input) (source.Source, error)
	// openInside reads a format that is binary after decompression.
	openInside func(ctx context.Context, in *input) (source.Source, error)
	// openText reads the text if its beginning has the format's shape; ok reports
	// whether it has.
	openText func(ctx context.Context, in *input) (src source.Source, ok bool, err error)
	// insist reads the text as this format whatever its shape, for an error that
	// explains what is wrong with it, and for a file without rows.
	insist func(ctx context.Context, in *input) (source.Source, error)
}

// has reports whether the names of files of the format may end in ext.
func (f Format) has(ext string) bool { return slices.Contains(f.Extensions, ext) }

// byName returns the first format whose files' names may end in ext.
func byName(ext string) (Format, bool) {
	for _, f := range Table {
		if f.has(ext) {
			return f, true
		}
	}
	return Format{}, false
}

// namedBED reports whether a file is named as BED or a format of its kind, those
// that have no row in Table (.bedmethyl) included.
func (in *input) namedBED() bool {
	f, _ := byName(in.ext)
	return f.bed || strings.HasPrefix(in.ext, ".bed")
}

// readable lists the names of the formats that are read.
func readable() []string {
	var names []string
	for _, f := range Table {
		if f.Read {
			names = append(names, f.Name)
		}
	}
	return names
}

// Table lists every known format. Text formats are tried in this order.
var Table []Format

func init() { // not at the declaration: functions of the formats look the table up
	Table = slices.Concat(textFormats(), binaryFormats(), unread())
}

func textFormats() []Format {
	return slices.Concat([]Format{
		{Name: "VCF", Read: true, Extensions: []string{".vcf"}, openText: openVCF},
		{Name: "GTF", Read: true, Extensions: []string{".gtf", ".gff2"}, openText: openGFF, insist: insistGFF(gff.GTF)},
		{Name: "GFF3", Read: true, Extensions: []string{".gff3", ".gff"}, insist: insistGFF(gff.GFF3)},
		{Name: "wig", Read: true, Extensions: []string{".wig"}, openText: openWig, insist: insistWig},
		{Name: "genePred", Read: true, Extensions: []string{".genepred", ".gp", ".refflat"}, openText: openGenePred},
	}, pairFormats(), []Format{ // rows with two places may look like BED
		{Name: "deepTools matrix", Read: true, Extensions: []string{".mat"}, openText: openMatrix},
		{Name: "GCT", Read: true, Extensions: []string{".gct"}, openText: openCounts}, // counts may look like sequence lengths
		{Name: "chrom.sizes", Extensions: []string{".sizes"}, openText: refuseSizes},
		{Name: "FASTA index", Extensions: []string{".fai"}, openText: refuseIndex},
		{Name: "CRAM index", Extensions: []string{".crai"}, openText: refuseCRAI},
		{Name: "PSL", Extensions: []string{".psl", ".pslx"}, magic: begins("psLayout"), openText: refuseRows("PSL", "", isPSL)},
		{Name: "PAF", Extensions: []string{".paf"}, openText: refuseRows("PAF", "", isPAF)},
		{Name: "AGP", Extensions: []string{".agp"}, openText: refuseRows("AGP", "", isAGP)},
		{Name: "depth distribution", openText: refuseDistribution},
		{Name: "coverage histogram",
			openText: refuseRows("coverage histogram", "it has no places: bedtools genomecov -bg writes them", isHistogram)},
		{Name: "UCSC table", openText: refuseRows("UCSC table", "its first column is of bins: leave it out, with cut -f2-", isBinned)},
		{
			Name: "table", Read: true,
			Extensions: []string{".tsv", ".csv", ".txt", ".tab", ".cov", ".depth", ".seg", ".gwas", ".assoc", ".igv", ".cn"},
			openText:   openTable,
		},
		{Name: "SAM", Extensions: []string{".sam"}, openText: refuseSAM}, // behind tables, of which some have such a header
		{
			Name: "BED", Read: true, bed: true,
			Extensions: []string{".bed", ".bed3", ".bed4", ".bed5", ".bed6", ".bed9", ".bed12"},
			openText:   openBED, insist: insistBED,
		},
		{Name: "narrowPeak", Read: true, bed: true, Extensions: []string{".narrowpeak"}, insist: insistBED},
		{Name: "broadPeak", Read: true, bed: true, Extensions: []string{".broadpeak"}, insist: insistBED},
		{Name: "gappedPeak", Read: true, bed: true, Extensions: []string{".gappedpeak"}, insist: insistBED},
		{Name: "bedGraph", Read: true, bed: true, Extensions: []string{".bedgraph", ".bg", ".bdg"}, insist: insistBED},
	})
}

func openGFF(ctx context.Context, in *input) (source.Source, bool, error) {
	dialect, ok := gff.Sniff(in.preview)
	if !ok {
		return nil, false, nil
	}
	src, err := gff.Read(ctx, in.text, dialect, gff.Options{View: in.opt.view()})
	return src, true, err
}

// insistGFF returns the function that reads the text as a dialect.
func insistGFF(d gff.Dialect) func(context.Context, *input) (source.Source, error) {
	return func(ctx context.Context, in *input) (source.Source, error) {
		return gff.Read(ctx, in.text, d, gff.Options{View: in.opt.view()})
	}
}

func openWig(ctx context.Context, in *input) (source.Source, bool, error) {
	if !wig.Sniff(in.preview) {
		return nil, false, nil
	}
	src, err := wig.Read(ctx, in.text)
	return src, true, err
}

func insistWig(ctx context.Context, in *input) (source.Source, error) {
	return wig.Read(ctx, in.text)
}

func openGenePred(ctx context.Context, in *input) (source.Source, bool, error) {
	layout, ok := genepred.Sniff(in.preview)
	if !ok {
		return nil, false, nil
	}
	src, err := genepred.Read(ctx, in.text, layout)
	return src, true, err
}

func openTable(ctx context.Context, in *input) (source.Source, bool, error) {
	if layout, ok := bed.Sniff(in.preview, in.ext); ok && layout.Named() {
		return nil, false, nil // BED12 with the names of its columns in front
	}
	opt := table.Options{ZeroBased: in.opt.ZeroBased, BED: in.namedBED(), Name: in.name}
	layout, ok := table.Sniff(in.preview, opt)
	if !ok {
		return nil, false, nil
	}
	src, err := table.Read(ctx, in.text, layout)
	return src, true, err
}

func openMatrix(ctx context.Context, in *input) (source.Source, bool, error) {
	layout, ok := deeptools.Sniff(in.preview)
	if !ok {
		return nil, false, nil
	}
	src, err := deeptools.Read(ctx, in.text, layout)
	return src, true, err
}

// openCounts reads counts by gene that have no line of names, and GCT.
func openCounts(ctx context.Context, in *input) (source.Source, bool, error) {
	layout, ok := table.Counts(in.preview)
	if !ok {
		return nil, false, nil
	}
	src, err := table.ReadKeyed(ctx, in.text, layout)
	return src, true, err
}

// openKeyed reads a table whose rows have names and no places. Any other table without places is
// refused.
func (in *input) openKeyed(ctx context.Context) (source.Source, bool, error) {
	layout, ok := table.SniffKeyed(in.preview)
	if !ok {
		return nil, false, in.noPlaces()
	}
	src, err := table.ReadKeyed(ctx, in.text, layout)
	return src, true, err
}

func openBED(ctx context.Context, in *input) (source.Source, bool, error) {
	ext := in.ext
	if in.isDepth() {
		ext = ".bedgraph"
	}
	layout, ok := bed.Sniff(in.preview, ext)
	if !ok {
		return nil, false, nil
	}
	if !in.namedBED() { // a line of names says that the first columns are something else
		if src, ok, err := in.openKeyed(ctx); ok || err != nil {
			return src, ok, err
		}
	}
	if slices.Contains([]string{".seg", ".gwas", ".assoc", ".igv", ".cn"}, in.ext) { // without one, nothing does
		return nil, false, hint.Add(noPlaces(in.name+": it lacks a first line with the names of its columns"),
			"put one in front: for segments ID chrom loc.start loc.end num.mark seg.mean, separated by tabs")
	}
	if err := in.refusePoints(); err != nil {
		return nil, false, err
	}
	fixed := layout.Fixed()
	src, ok, err := in.openIndexed(ctx, indexable{
		read:    func(ctx context.Context, r *lines.Reader) (source.Source, error) { return bed.Read(ctx, r, fixed) },
		columns: [3]int{1, 2, 3}, preset: "bed", named: fixed.Searched(), notes: fixed.Notes(),
	})
	if ok || err != nil {
		return src, ok, err
	}
	src, err = bed.Read(ctx, in.text, layout)
	return src, true, err
}

// isDepth reports whether a file is one of mosdepth that is named as BED and is a bedGraph.
func (in *input) isDepth() bool {
	name := strings.ToLower(in.name)
	return strings.Contains(name, ".per-base.bed") || strings.Contains(name, ".regions.bed") &&
		every(in.preview, func(f [][]byte) bool { return len(f) == 4 && bytes.IndexByte(f[3], '.') > 0 })
}

func insistBED(ctx context.Context, in *input) (source.Source, error) {
	return bed.Read(ctx, in.text, bed.Empty(in.ext))
}

func binaryFormats() []Format {
	return []Format{
		{Name: "bigWig", Read: true, Extensions: []string{".bw", ".bigwig"}, magic: either("\x26\xfc\x8f\x88"), openFile: openBBI},
		{Name: "bigBed", Read: true, Extensions: []string{".bb", ".bigbed"}, magic: either("\xeb\xf2\x89\x87"), openFile: openBBI},
		{Name: "bigInteract", Read: true, Extensions: []string{".inter.bb"}, openFile: openBBI}, // a bigBed, by its autoSql
		{Name: vcf.BCF, Read: true, Extensions: []string{".bcf"}, magic: begins("BCF\x02"), openInside: openBCF},
		{Name: bam.Format, Read: true, Extensions: []string{".bam"}, magic: begins(bam.Magic), openInside: openBAM},
		{Name: cram.Format, Read: true, Extensions: []string{".cram"}, magic: begins(cram.Magic), openFile: openCRAM},
		{Name: "BCF1", magic: begins("BCF\x04"), unpack: "bcftools view -Ob of version 1 makes the BCF2 that is read"},
		{Name: "2bit", Extensions: []string{".2bit"}, magic: either("\x43\x27\x41\x1a")},
	}
}

// openBBI opens a bigWig or bigBed. The source closes the file.
func openBBI(_ context.Context, in *input) (source.Source, error) {
	return bbi.Open(in.parts(), in.size, in.name)
}

// unread returns the formats that are only recognized, so that errors can name them.
func unread() []Format {
	return []Format{
		{Name: "FASTA", Extensions: []string{".fa", ".fasta", ".fna"}, magic: begins(">")},
		{Name: "BAM index", Extensions: []string{".bai"}, magic: begins("BAI\x01")},
		{Name: "tabix index", Extensions: []string{".tbi"}, magic: begins("TBI\x01")},
		{Name: "CSI index", Extensions: []string{".csi"}, magic: begins("CSI\x01")},
		{Name: "4DN pairs", Extensions: []string{".pairs"}, magic: begins("## pairs format")},
		{Name: "HDF5", Extensions: []string{".h5", ".hdf5", ".cool", ".mcool", ".h5ad"}, magic: begins("\x89HDF\r\n\x1a\n")},
		{Name: "TDF", Extensions: []string{".tdf"}, magic: begins("TDF3", "TDF4")},
		{Name: "GEO series matrix", magic: begins("!Series_", "!Sample_"),
			unpack: "take the table out of it, between !series_matrix_table_begin and _end"},
		{Name: "RepeatMasker", Extensions: []string{".out"}, magic: begins("   SW ", "  SW ", "SW  ")},
		{Name: "chain", Extensions: []string{".chain"}, magic: begins("chain ")},
		{Name: "MAF", Extensions: []string{".maf"}, magic: begins("##maf ")},
		{Name: "hic", Extensions: []string{".hic"}, magic: begins("HIC\x00")},
		{Name: "SQLite", Extensions: []string{".sqlite", ".db"}, magic: begins("SQLite format 3\x00")},
		{Name: "Parquet", Extensions: []string{".parquet"}, magic: begins("PAR1")},
		{Name: "R data", Extensions: []string{".rda", ".rds", ".rdata"}, magic: begins("RDX2\n", "RDX3\n", "X\n\x00\x00\x00")},
		{Name: "ZIP", Extensions: []string{".zip", ".xlsx"}, magic: begins("PK\x03\x04"),
			unpack: "unzip it first; save a spreadsheet as text separated by tabs"},
		{Name: "tar", Extensions: []string{".tar", ".tgz"}, magic: isTar, unpack: "unpack it first, with tar -xf"},
		{Name: "bzip2", Extensions: []string{".bz2"}, magic: begins("BZh"),
			unpack: "unpack it first, with bunzip2, or pack it with gzip or bgzip"},
		{Name: "xz", Extensions: []string{".xz"}, magic: begins("\xfd7zXZ\x00"),
			unpack: "unpack it first, with unxz, or pack it with gzip or bgzip"},
		{Name: "zstd", Extensions: []string{".zst"}, magic: begins("\x28\xb5\x2f\xfd"),
			unpack: "unpack it first, with unzstd, or pack it with gzip or bgzip"},
		{Name: "PDF", Extensions: []string{".pdf"}, magic: begins("%PDF-")},
		{Name: "HTML", Extensions: []string{".html", ".htm"}, magic: isHTML},
	}
}

// isTar reports whether head is the beginning of a tar archive.
func isTar(head []byte) bool { return len(head) > 262 && string(head[257:262]) == "ustar" }

// begins returns the function that recognizes a format by its first bytes.
func begins(magics ...string) func([]byte) bool {
	return func(head []byte) bool {
		return slices.ContainsFunc(magics, func(m string) bool { return bytes.HasPrefix(head, []byte(m)) })
	}
}

// either returns the function that recognizes a format by a number of four bytes, in either
// byte order.
func either(magic string) func([]byte) bool {
	b := []byte(magic)
	slices.Reverse(b)
	return begins(magic, string(b))
}

// isHTML reports whether head is a web page that a server sent instead of the file.
func isHTML(head []byte) bool {
	start := bytes.ToLower(bytes.TrimSpace(head[:min(len(head), 200)]))
	return bytes.HasPrefix(start, []byte("<!doctype html")) || bytes.HasPrefix(start, []byte("<html"))
}
