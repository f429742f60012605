// Package bed reads the interval formats that begin with sequence, start and
// end, 0-based half-open: BED with 3 to 12 and more columns, narrowPeak,
// broadPeak, gappedPeak and bedGraph. Columns are separated by tabs, or in a line
// without one by spaces.
//
// The formats are those of the UCSC Genome Browser's "Data File Formats" page
// (genome.ucsc.edu/FAQ/FAQformat.html, sections BED, bedGraph, bedDetail, ENCODE
// narrowPeak, broadPeak and gappedPeak).
//
//	r, err := lines.NewReader(name, file)
//	head, err := r.Peek()
//	if layout, ok := bed.Sniff(head, ".narrowPeak"); ok {
//		src, err := bed.Read(ctx, r, layout)
//	}
//
// What a file's columns are is decided from its first rows: as many of the
// standard columns as most of those rows agree with, the others being kept as
// text. A row that then does not fit is skipped and reported in the source's
// notes; if no row fits, Read fails.
package bed
