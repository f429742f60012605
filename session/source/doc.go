// Package source defines what a data file is to the rest of the program: a
// [Source] that answers queries for intervals.
//
// A reader for one family of formats lives in a package below this one (bbi,
// bed, gff, …) and turns bytes into [Rows] or a [Summary]; it knows nothing of
// browsers, measurements or the wire. session/source/formats picks the reader
// for a file. Every position is 0-based half-open whatever the file's own
// convention; the reader that knows the file converts, in one line with a test.
//
// A [Ref] is a parsed name from the command line, the prompt or a state. It alone decides
// what is a file, and whether two names mean the same file.
//
// A format with more than rows implements a second interface, found by type
// assertion, as io.ReaderAt is: [Summarizer] for values that are
// reduced to bins, [Searcher] for names. Having the method does not promise that
// this file has values or names: [Info] names the values, and a search among no
// names finds none.
//
//	src, err := formats.Open(ctx, "peaks.narrowPeak", formats.Options{})
//	rows, err := src.Rows(ctx, genome.Interval{Seq: "chr1", Start: 0, End: 1e6}, source.RowOptions{})
//	if s, ok := src.(source.Summarizer); ok && len(src.Info().Values) > 0 {
//		sum, err := s.Summarize(ctx, iv, 1000, source.SummaryOptions{})
//	}
package source
