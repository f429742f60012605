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
//	              (block.go; sections of a bigWig in section.go, table 13;
//	              rows of a bigBed in bigbed.go, table 12)
//	R tree        from stretches to data blocks (rtree.go; tables 14–17)
//	zoom levels   summaries of fixed width, each level with its own R tree
//	              (zoom.go; tables 18–19)
//
// Open reads the header, the sequence names and a few blocks; the rest is read
// when a query needs it. Index nodes and inflated blocks are kept in one cache
// of limited size that all open files share (cache.go).
//
// # Summaries
//
// A view of a bigWig is made from its records if they are few, and else from a zoom
// level (summarize.go). Where a record of a level cannot be true, the data of its
// stretch are read instead (zoom.go): every file of libBigWig has such records.
// Levels that cannot be true as a whole, as some old writers made them, are not used,
// which Info notes. In such a file, and in one without levels, a wide view is made from
// a level of our own (grid.go). The total summary of the header and the levels never
// replace an exact answer.
//
// NaN is not a value, and its bases are not covered. pyBigWig's values() agrees; its
// stats(exact=True) counts the bases and then has no mean.
//
// # Rows
//
// A row's number is the position of its record among the records of its
// sequence, sorted by start and end (order.go, query.go). The files do not have
// it: the first query of a sequence counts the blocks before a row and keeps the
// counts. Of a bigWig it inflates only the head of each block, so that damage
// elsewhere does not matter.
//
// If a view has more rows than it can show, a bigBed picks the rows to show while it
// decodes the blocks, and builds columns of them alone (thin.go).
//
// A bigBed whose columns are those of interact is a source of pairs (pairs.go).
//
// # Search
//
// The rows of a bigBed can be searched by its extra indexes, which are B+ trees
// over a column (search.go), and genes by their symbol (genes.go).
package bbi
