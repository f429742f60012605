package repl

// variantsHelp explains variants.
const variantsHelp = `Prints variants of regions, also as VCF.

help regions explains REGIONS. NAME is a VCF or BCF that is loaded. The condition of --filter is an expression over the columns, as
of filter: QUAL, AF, type, ref, alt, filter, id, seq, start, end and the INFO fields, in any case. A variant of several types, as
snv,insertion, is compared as a whole; ~ finds one of them. AF of several alternate alleles is their sum. One without a number that
is needed does not fit.

--samples adds the genotypes of samples as the file has them. --vcf prints lines as they are in the file, with its header, of all
samples or those of --samples; of BCF they are the text that stands for it. Variants are in the order of the file, and those of
--vcf, --tsv and --json may be any number. Positions of --tsv and --json are counted from 0 without the end, as in BED. A file that
has changed since it was loaded is refused. help genotypes explains genotypes as measurements.

    variants chr22:20m-21m calls --filter 'qual > 30 && type == "snv"'
    variants BRCA2 calls --samples anna,bert
    variants promoters.bed calls --filter 'AF < 0.01' --vcf | bcftools stats -`

// genotypesHelp explains how the genotypes of variants are asked for.
const genotypesHelp = `Genotypes of the samples of VCF and BCF are read from the file when they are asked for, and not before. They need a
file, not a stream. Without an index, the first question reads the file to its end and later ones what they need of it; one that is
compressed by gzip, not bgzip, is read from its beginning each time.

    NAME_gt_SAMPLE   the dosage of a sample: how many of its alleles are
                     alternate ones; none where not all are called
    NAME_gt          of all samples: rows, plot and addchart Heatmap make a
                     matrix of it

Such measurements are found by their names, with * too and by Tab, and in compute, values, heatmaps and scatter plots, but are
listed only once a chart shows them, since a file may have thousands. Of a sample sheet @VALUE stands for them where a
sample has no measurement of its own. A Variants Track shows the genotypes below the sites, and variants prints them. At most 100
million genotypes are read at once.

    plot calls_gt
    values chr22:20m-20.1m calls_gt_anna --bins 1
    compute difference = mean(@tumour) - mean(@normal)
    rows chr22:20m-20.01m calls_gt --tsv`
