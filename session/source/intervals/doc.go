// Package intervals is the store in memory behind every text format: rows in
// columns, sorted by sequence, start and end, with an index for windows.
//
// A reader makes a [Builder] for its columns, adds rows in the file's order,
// and finishes it to a source:
//
//	b := intervals.NewBuilder(intervals.Schema{Values: []string{"score"}, Metadata: []string{"name"}})
//	err := b.Add(intervals.Row{Seq: seq, Start: 100, End: 200, Strand: '+', …})
//	src, err := b.Finish(source.Info{Format: "BED"})
//
// Rows may come in any order; rows that agree in sequence, start and end keep
// the order they were added in. Builders that are filled concurrently from
// parts of a file are joined by [Builder.Append].
//
// # Memory
//
// Columns keep the smallest form that holds their values: positions 32 bits
// until one needs more, numbers 32-bit floats while those are exact, text as
// two bytes a row while a column has few different words and else as one long
// string. A million BED6 rows take about 30 bytes each, and 4 more if the file has them
// in another order.
//
// [Encode] writes finished stores as they are in memory and [Decode] reads them: a file that took
// seconds to parse is read again in milliseconds.
//
// # Index
//
// Rows of a sequence are sorted by start, so those that begin before a window's
// end are found by binary search. The index has the largest end of every 16 rows,
// of every 16² rows, and so on: a block whose largest end is before the window is
// skipped whole. That takes a fifteenth of a word a row, an interval tree a word,
// and long rows do not slow it down as they do a running maximum.
//
// A row without width (an insertion between two bases) is in a window that
// touches it.
package intervals
