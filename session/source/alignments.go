package source

import (
	"context"

	"github.com/epiviz/epivizgo/session/genome"
)

// Flags of a read, as SAM has them.
const (
	ReadUnmapped      = 0x4
	ReadReverse       = 0x10
	ReadSecondary     = 0x100
	ReadFailed        = 0x200
	ReadDuplicate     = 0x400
	ReadSupplementary = 0x800
	// UsuallyNotCounted are the flags of reads that samtools depth and mpileup leave out.
	UsuallyNotCounted = ReadUnmapped | ReadSecondary | ReadFailed | ReadDuplicate
)

// ReadChoice chooses reads. The zero value chooses all.
type ReadChoice struct {
	Without int // reads with any of these flags are left out
	MapQ    int // so are reads of a lower mapping quality
}

// Alignments is a Source of reads that also gives what is in them. Methods are as Rows in what concerns their errors, and
// read no more at a time than they need for a read or a column.
type Alignments interface {
	Source
	// Choice returns which reads the depth and other signals of the source count.
	Choice() ReadChoice
	// EachRead calls take with the chosen reads that overlap iv, in the order of the file, as lines of SAM without an end, and the
	// position behind the last aligned base. The line is valid until take returns. It returns the first error of take.
	EachRead(ctx context.Context, iv genome.Interval, choice ReadChoice, take func(line []byte, end int) error) error
	// EachDepth calls take with the stretches of iv, in order and without gaps, in which the numbers of reads of the forward and of
	// the reverse strand are the same.
	EachDepth(ctx context.Context, iv genome.Interval, choice ReadChoice, take func(start, end int, depth [2]int) error) error
	// EachPile calls take with every base of iv, in order.
	EachPile(ctx context.Context, iv genome.Interval, choice ReadChoice, take func(pos int, p *Pile) error) error
}

// Pile has what the reads have at one base, of the forward strand and of the reverse one.
type Pile struct {
	Bases     [2][5]int // A C G T N; N is any other base, or one that the file does not know
	Deletions [2]int
	// Insertions are those behind the base.
	Insertions [2]int
}

// Depth returns how many reads have a base there.
func (p *Pile) Depth() (n int) {
	for _, strand := range p.Bases {
		for _, k := range strand {
			n += k
		}
	}
	return n
}
