// Package vcf reads variants: the Variant Call Format as text, plain or compressed.
//
// The format is that of the specification of the samtools project, VCFv4.1 to VCFv4.5
// (hts-specs, "The Variant Call Format Specification").
//
//	r, err := lines.NewReader(name, file)
//	head, err := r.Peek()
//	if header, ok := vcf.Sniff(head); ok {
//		src, err := vcf.Read(ctx, r, header)
//	}
//
// # Places
//
// A site covers the bases of its reference allele, or reaches to INFO/END if that is further, as htslib
// indexes it: gVCF blocks and symbolic alleles. Without END, a deletion, duplication, inversion or copy number
// variant reaches as far as SVLEN says. An END that is on another sequence, which CHR2 names, is not of
// the site. A site at position 0, before the first base, is shown at the first.
//
// # Columns
//
// The text columns are id, type, ref, alt and filter, and one for each INFO field, with the values as the file
// writes them. The number columns are AF, the share of alternate alleles, then QUAL and the INFO fields with one
// number a site or an alternate allele. Sites with several alternate alleles have several numbers in the latter,
// and so no value.
//
// AF is the sum over the alternate alleles of INFO/AF, else of AC divided by AN, else the share of them among the
// genotypes that are called.
package vcf
