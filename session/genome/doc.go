// Package genome holds the values every other package speaks of: sequences,
// intervals on them, and the loci that people type.
//
// Inside the program an [Interval] is 0-based and half-open, as in BED: the
// first hundred bases of chr1 are {chr1 0 100}. People type and read loci the
// way every genome browser shows them, 1-based and inclusive:
//
//	iv, err := genome.ParseLocus("chr1:1-100") // Interval{"chr1", 0, 100}
//	fmt.Println(iv)                            // chr1:1-100
//
// ParseLocus and Interval.String are the only places where the two meet for
// text; session/actions does the same for the wire.
package genome
