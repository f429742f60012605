// Package pairs reads files whose rows have two places: BEDPE, UCSC's interact, WashU's
// longrange, STAR's SJ.out.tab, and BED12 of splice junctions (regtools, TopHat).
//
// The formats are those of the bedtools manual (BEDPE), the UCSC Genome Browser's
// "Interact and bigInteract Track Format", the WashU Epigenome Browser's "longrange",
// and the manuals of STAR ("Splice junctions") and regtools ("junctions extract").
//
//	r, err := lines.NewReader(name, file)
//	head, err := r.Peek()
//	if layout, ok := pairs.Sniff(head, name); ok {
//		src, err := pairs.Read(ctx, r, layout)
//	}
//
// A pair within one sequence is one row with two ends, a pair across two sequences a
// row at either end, as package source says; Info.Items counts pairs. A junction is the
// gap that a read skips: its ends are the gap's first and last base.
//
// A number column is a value and, as the file writes it, a text column.
package pairs
