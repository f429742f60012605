// Package formats opens data files: it finds out what a file is and has the
// right reader read it. It is the only package that touches paths.
//
//	src, err := formats.Open(ctx, "peaks.narrowPeak.gz", formats.Options{})
//
// A file is known by its content. Binary formats and those with a header line
// begin with fixed bytes; text tables are told by the shape of their first
// rows. The end of the name decides only where the content leaves a choice, and
// says what is meant when a file is empty. Text may be plain, gzip or bgzip.
//
// [Table] lists every format that is known, those that are recognised without
// being read too: such a file is refused by name.
package formats
