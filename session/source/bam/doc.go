// Package bam reads alignments in BAM through their index.
//
// The format is that of the samtools project ("Sequence Alignment/Map Format Specification", section 4), its
// index BAI or CSI.
//
//	idx, err := fileindex.Read(indexFile, "reads.bam.bai")
//	src, err := bam.Open(file, size, "reads.bam", idx)
//	depth := src.(source.Deep).Depth()
//
// # Reads
//
// A row is a read as samtools view prints it, from its first to its last aligned base; a read without an alignment that
// has the place of its mate is one base there. Exons are the stretches between splices (N). Deletions do not part a read. A CIGAR
// that is in the tag CG is read from there.
//
// # Depth
//
// The depth at a base is the number of reads that have a base there, as samtools depth -a counts: without deletions and
// splices, and without reads that are unmapped, secondary, of failed quality or duplicates (flags 1796). It is exact where at most
// exactBytes of the file have to be read for a window. In wider ones it is an estimate from the offsets of the index, and
// marked as one.
//
// # Junctions
//
// A junction is a stretch that reads splice out (N), from its first to its last base, on the strand that the tags XS, ts or jM
// say. Its values are the reads that have it, of the same flags as for the depth, and the unique ones among them.
package bam
