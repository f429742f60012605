// Package lines reads the text files of genomics as they are met in the wild:
// plain, gzip or bgzip, with or without a last newline, with LF or CRLF.
//
// A [Reader] parts a stream into chunks of whole lines, [Parse] has several
// chunks parsed at once and gives the results back in the file's order, and
// [Skips] collects the rows that had to be passed over, so that a reader can
// say how many and why:
//
//	r, err := lines.NewReader("peaks.bed.gz", file)
//	var skips lines.Skips
//	err = lines.Parse(ctx, r, parseChunk, func(b batch) error { … })
//
// Nothing here knows any format; the packages bed, gff and wig do.
package lines
