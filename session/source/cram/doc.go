// Package cram reads alignments in CRAM 2.1, 3.0 and 3.1 through their index (.crai).
//
// The format is that of the samtools project ("CRAM format specification (version 3.1)").
//
//	src, err := cram.Open(file, size, "reads.cram", index)
//
// Reads are given to package bam, which makes rows, depth and junctions of them. Bases and qualities are not read, and so no
// reference is needed: the CIGAR of a read does not depend on it. Data that only bases and qualities use are not inflated.
package cram
