// Package genome holds the values that every other package uses: sequences,
// intervals on them, and the loci that people type.
//
// Inside the program an [Interval] is 0-based and half-open, as in BED: the
// first hundred bases of chr1 are {chr1 0 100}. People type and read loci the
// way every genome browser shows them, 1-based and inclusive:
//
//	l, err := genome.ParseLocus("chr1:1-100", nil) // l.Interval is {"chr1", 0, 100}
//	fmt.Println(l)                                 // chr1:1-100
//
// ParseLocus, FromInclusive and Interval.String are the only places where the
// two meet for text; session/actions does the same for the wire.
//
// Some assemblies are built in, with the lengths of their sequences
// ([Assembly]). Since files spell the same sequence as chr1, 1 or
// NC_000001.11, [Names] finds the spelling that a file has, and
// [GuessAssembly] the assembly that its sequences come from:
//
//	seqs, ok := genome.Assembly("hg38")
//	m, ok := genome.NewNames(fileSeqs, true).Resolve(seqs[0]) // m.Name is "1"
package genome
