package genome

import (
	"regexp"
	"strings"
)

// secondary matches names of sequences that are not chromosomes of an assembly: alternative
// loci, patches, unplaced sequences, decoys, and the contigs of GenBank and RefSeq.
var secondary = regexp.MustCompile(`(?i)_(alt|fix|hap|random|decoy|patch)\d*$|^(chr)?un(_|$)|^(chr_)?hs(chr|cr)|^(chr_)?hg\d+_|patch$|` +
	`^n[tw]_\d+|^[a-z]{2}\d{6}(\.\d+)?$|^[a-z]{4,6}\d{8,10}(\.\d+)?$|^hs37d5$|ebv$|^hla-|^(scaffold|contig|ctg|unplaced|unitig)[_\d]`)

// Secondary reports whether a sequence is less likely to be meant than another one that has
// the same gene. It decides by the name: an alternative locus often has a chromosome's
// name with a suffix after an underscore. has reports whether a sequence exists.
func Secondary(name string, has func(name string) bool) bool {
	if secondary.MatchString(name) {
		return true
	}
	main, _, cut := strings.Cut(name, "_")
	return cut && has(main)
}
