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
// What a file's columns are is decided from its first rows, each by itself: a standard
// column is one that most of those rows agree with. In the others the whole file decides
// whether they hold numbers or text. A row that has no sequence, start and end is
// skipped, a cell that does not fit left out, and both are counted in the source's notes;
// if no row has a place, Read fails.
package bed
