// Package seq reads reference genomes: the sequences' names and lengths and, if the
// file has them, their bases.
//
//	ref, err := seq.Open(ctx, "ce.fa", file, size, faiFile)
//	ref.Info().Sequences                     // CHROMOSOME_I 1009800, …
//	bases, err := ref.Sequence(ctx, iv)      // 0-based half-open, the file's case
//
// Formats, distinguished by content:
//
//   - FASTA with a .fai index (samtools faidx: name, length, offset, bases a
//     line, bytes a line), or indexed by reading it once.
//   - .2bit of UCSC (http://genome.ucsc.edu/FAQ/FAQformat.html#format7),
//     version 0 and version 1 with 64-bit offsets, either byte order.
//   - chrom.sizes and a .fai alone, plain or gzip: lengths without bases.
//
// A [Reference] is not a source.Source, since it has no rows to draw. It is the value
// of --genome, built-in assemblies included ([Lengths]), and has the bases at a
// locus.
package seq
