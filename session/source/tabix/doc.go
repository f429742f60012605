// Package tabix reads bgzip-compressed, position-sorted text files with an index
// of tabix beside them (.tbi or .csi), without reading them whole.
//
//	idx, err := fileindex.Read(indexFile, "peaks.bed.gz.tbi")
//	src, err := tabix.Open(file, size, "peaks.bed.gz", idx, tabix.Options{Load: …})
//
// The formats are those of samtools.github.io/hts-specs: "The Tabix index file
// format" and "Coordinate Sorted Index".
//
// A row's number is its rank among all rows of its sequence, which no index has: the
// rows before it have to be read. So the first query that needs numbers, or sums over
// a window, reads its sequence's part of the file and keeps it, sorted and indexed as
// text files are (package intervals); every later query of that sequence is answered
// from there. A query without numbers, on a sequence that was not read so far, reads
// only the blocks that the index names. Opening reads the index alone.
package tabix
