package source

import (
	"context"

	"github.com/epiviz/epivizgo/session/genome"
)

// Genotyper is a Source of variants whose file is read again for what is asked of its lines: the genotypes of samples, which
// Rows does not have.
type Genotyper interface {
	Source
	// Samples names the samples in the order of the file. Names may be equal.
	Samples() []string
	// Header returns the lines before the sites as text, as the file has them.
	Header() []byte
	// Lines calls take with each line of text that has a row which overlaps iv, in the order of the file, and its place. A line
	// belongs to take until it returns. It returns the first error of take. A file that has changed since it was opened is an
	// error that wraps ErrChanged.
	Lines(ctx context.Context, iv genome.Interval, take func(line []byte, at genome.Interval) error) error
	// Read returns a source of lines of text that Lines has called back. Its columns do not depend on them.
	Read(ctx context.Context, text []byte) (Source, error)
	// Genotypes returns those of the chosen of the rows, all of which Rows has returned for a window of seq, and of the samples, both by
	// their indexes; nil for all.
	Genotypes(ctx context.Context, seq string, rows *Rows, chosen, samples []int) (*Genotypes, error)
}

// IDFinder is a Source whose rows have ids, of which it has no index.
type IDFinder interface {
	// FindID returns the rows with an id, in any case, that are in as much of the file as may be read for that; whole reports
	// whether that is all.
	FindID(ctx context.Context, id string) (found []Match, whole bool, err error)
}

// Genotypes are the genotypes of rows: that of sample k in row i is at i*Samples+k.
type Genotypes struct {
	Samples int
	Calls   []Call
	// Dosages has how many of the alleles are alternate ones, -1 where not all are called.
	Dosages []int8
}

// Call is what a genotype is, as a letter that pages receive.
type Call = byte

// The kinds of genotypes. Those of phased alleles have letters, in which the order of the alleles is kept.
const (
	NotCalled      Call = '.' // no allele is called
	PartlyCalled   Call = '-'
	HomReference   Call = '0' // every allele is the reference
	Het            Call = '1' // some are
	HomAlternate   Call = '2' // every allele is the same alternate one
	TwoAlternates  Call = 'x' // none is the reference, and they are not the same
	HapReference   Call = 'r' // the one allele
	HapAlternate   Call = 'h'
	PhasedRef      Call = 'A'
	PhasedHet      Call = 'B' // the first is the reference
	PhasedHetFirst Call = 'b' // the first is an alternate one
	PhasedAlt      Call = 'C'
	PhasedTwo      Call = 'X'
)
