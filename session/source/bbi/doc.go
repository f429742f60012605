// Package bbi reads the two binary, indexed formats of the UCSC Genome
// Browser, bigWig (numbers along sequences) and bigBed (features), of versions
// 1 to 4, in either byte order, compressed or not.
//
//	src, err := bbi.Open(file, size, "signal.bw")
//	sum, err := src.(source.Summarizer).Summarize(ctx, iv, 1000, source.SummaryOptions{})
//
// The formats are described in Kent et al., "BigWig and BigBed: enabling
// browsing of large distributed datasets", Bioinformatics 26 (2010), whose
// supplement has the tables that comments here call "table N". Both share one frame:
//
//	header        magic number, version, offsets (header.go; tables 5–7)
//	B+ tree       sequence names to ids and lengths (bptree.go; tables 8–11)
//	data blocks   records sorted by sequence and start, each block deflated on its own
//	              (block.go; sections of a bigWig in section.go, tables 12–13;
//	              rows of a bigBed in bigbed.go)
//	R tree        from stretches to data blocks (rtree.go; tables 14–17)
//	zoom levels   summaries of fixed width, each level with its own R tree
//	              (zoom.go; tables 18–19)
//
// Open reads the header, the sequence names and a few blocks; the rest is read
// when a query needs it. Index nodes and inflated blocks are kept in one cache
// of limited size that all open files share (cache.go).
//
// A row's number is the position of its record among the records of its
// sequence, sorted by start and end (order.go). It is not stored in the file:
// the blocks in front of a row have to be read once to know it, which the
// first Rows of a sequence does and remembers. Summarize never needs it.
package bbi
