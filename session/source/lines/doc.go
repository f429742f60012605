// Package lines reads the text files of genomics as they occur in practice: plain,
// gzip or bgzip, with or without a last newline, with LF or CRLF.
//
// A [Reader] splits a stream into chunks of whole lines, [Parse] parses several
// chunks at once and delivers the results in the file's order, and
// [Skips] collects the rows that had to be skipped, so that a reader can report how
// many and why. [Collect] does all that for formats in which each line means
// something by itself:
//
//	r, err := lines.NewReader("peaks.bed.gz", file)
//	rows, notes, err := lines.Collect(ctx, r, "BED", newRows, newLineReader)
//
// Nothing here knows any format; the packages bed, gff and wig do.
package lines
