package reply

// VariantQuery is what is asked of the lines of variants.
type VariantQuery struct {
	// Condition chooses among them, as that of filter; "" takes all.
	Condition string
	// Samples are names of samples, or patterns of them with * and ?, whose genotypes are wanted.
	Samples []string
	// Text asks for the lines themselves. They have all samples if Samples is nil.
	Text bool
}

// Variants are some of the variants that were asked for, in the order of the file.
type Variants struct {
	FeatureRows        // with the genotypes of Samples as the last columns; nil Start if text was asked for
	Text        []byte // lines
	// Uneven counts those whose genotypes are left out: their line has more or fewer samples than the header.
	Uneven int
}

// VariantsBegin is what is known before the variants.
type VariantsBegin struct {
	Header  []byte   // lines of VCF, with the samples that are wanted
	Samples []string // those whose genotypes are wanted
	Notes   []string
}
