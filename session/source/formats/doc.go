// Package formats opens data files: it determines the format of a file and calls
// its reader. It is the only package that touches paths.
//
//	src, err := formats.Open(ctx, "peaks.narrowPeak.gz", formats.Options{})
//
// The content decides. Binary formats and those with a header line begin with fixed
// bytes; text tables are recognized by the shape of their first rows. The end of the
// name decides only where the content leaves a choice, or if a file is empty. Text
// may be plain, gzip or bgzip.
//
// [Table] lists every known format, including those that are recognized only to be
// refused by name.
package formats
