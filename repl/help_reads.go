package repl

// alignmentsHelp explains what a file of reads gives.
const alignmentsHelp = `A BAM or a CRAM gives, of the reads that load --flags and --mapq leave in:

    NAME               the reads, for an Alignments Track
    NAME_depth         reads with a base there, as samtools depth -a counts
    NAME_depth_fwd     the same of one strand, with load --per-strand; so is
                       NAME_depth_rev
    NAME_mismatches    bases that differ from the reference, by the tag MD, by
                       X in a CIGAR or by the genome, whichever is there;
                       reads whose bases are not in the file have none
    NAME_junctions     splices (N in a CIGAR), with the reads that have them
    NAME_5mC           of modified bases, by MM and ML: the part that has the
                       modification, and NAME_5mC_coverage, of how many

The strand of a splice is that of the tag XS, else ts, else jM. Unique are reads with NH:i:1, or of mapping quality 10 and more
where they lack NH. A base has a modification if that is likelier than any other and than none, of two that are as likely the first in
MM; where MM leaves bases out it does not have it, unless MM says with ? that nothing is known. Reads whose tags MM and ML do not
fit, or that have lost bases without saying so by MN, do not count.

The depth of wide windows of large files is an estimate from the index, which is said; values --exact reads all. All else of a wide
window is refused above 32 MB of the file. depth, reads and pileup read windows of any width.

    plot sample; addchart "Line Track" sample_depth sample_5mC
    values promoters.bed sample_5mC --bins 1
    rows chr22:20m-20.1m sample_junctions --bedpe`
