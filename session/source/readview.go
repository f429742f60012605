package source

// ReadView is what a chart shows of the reads of a window.
type ReadView struct {
	// Rows are reads with the columns ReadColumns, without numbers. Their Total is the number of all that count.
	Rows *Rows
	// LeftOut is the number of reads that are in no count: unmapped, duplicates and others that the choice leaves out.
	LeftOut int
	// Depth has the mean depth in each of equal parts of the window, NaN beyond the end of the sequence.
	Depth []float64
	// Estimated reports whether the depth is an estimate.
	Estimated bool
	// Alleles are the bases that many reads have instead of the reference's, by position. It is nil where no reads were read.
	Alleles []Allele
	// Unknown is the number of reads of which it is not known how they differ from the reference.
	Unknown int
	// Why says why it is not known of any, "" for no reason that concerns all.
	Why string
}

// Allele has the bases of reads at a position where some differ from the reference.
type Allele struct {
	Position int    // counted from 0
	Depth    int    // reads with a base there
	Others   [5]int // A C G T N, those that differ
}

// ReadColumns are the columns of text of a ReadView.
//
//   - mate is the place of the mate, as name:position, and insert the length of the template.
//   - aligned is what the read has in the window: operations as in a CIGAR with the letter first, of which X has the base that differs
//     and I those that are inserted, in lower case, or their number: M12XaM30D2IttM5. It begins at the read's start or, with a number in
//     front, so many bases behind it.
//   - tags are the short ones as in SAM, with spaces between them.
//   - mods are the modified bases: for each code the places behind the read's start and the chances of 255: "m 12=250 40=3;h 12=4".
//   - nth is which of the rows at its place the read is, from 0.
var ReadColumns = []string{"name", "flag", "mapq", "mate", "insert", "aligned", "tags", "mods", "nth"}
