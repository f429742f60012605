package source

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

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

// ReadOptions chooses how a file of reads is shown.
type ReadOptions struct {
	// Flags reports whether Without replaces UsuallyNotCounted.
	Flags     bool `json:"flags,omitempty"`
	Without   int  `json:"without,omitempty"` // as in ReadChoice
	MapQ      int  `json:"mapq,omitempty"`
	PerStrand bool `json:"perStrand,omitempty"` // the depth is shown of each strand, too
}

// Choices returns the reads that are shown as rows, which are all unless some are chosen, and those that signals count.
func (o ReadOptions) Choices() (rows, signals ReadChoice) {
	rows, signals = ReadChoice{MapQ: o.MapQ}, ReadChoice{Without: UsuallyNotCounted, MapQ: o.MapQ}
	if o.Flags {
		rows.Without, signals.Without = o.Without, o.Without
	}
	return rows, signals
}

// Alignments is a Source of reads that also gives what is in them. Methods are as Rows in what concerns their errors, and
// read no more at a time than they need for a read or a column.
type Alignments interface {
	Source
	// Configure has the source shown by options, with the bases of the genome, nil for none. It is called before all else. The error is
	// that of ctx.
	Configure(ctx context.Context, bases Sequencer, opt ReadOptions) error
	// Choice returns which reads the depth and other signals of the source count.
	Choice() ReadChoice
	// ShownChoice returns which reads are rows.
	ShownChoice() ReadChoice
	// Header returns the text of the file's header, lines of SAM.
	Header() string
	// EachRead calls take with the chosen reads that overlap iv, in the order of the file, as lines of SAM without an end, and the
	// position behind the last aligned base. The line is valid until take returns. It returns the first error of take.
	EachRead(ctx context.Context, iv genome.Interval, choice ReadChoice, take func(line []byte, end int) error) error
	// EachDepth calls take with the stretches of iv, in order and without gaps, in which the numbers of reads of the forward and of
	// the reverse strand are the same.
	EachDepth(ctx context.Context, iv genome.Interval, choice ReadChoice, take func(start, end int, depth [2]int) error) error
	// View returns what a chart shows of iv: the depth in n equal parts of it, and at most so many reads. Of more it has some, together with
	// their mates if these are in iv. Where iv has too many reads to go through, or most is 0, it has the depth alone, and
	// the Total of Rows is -1.
	View(ctx context.Context, iv genome.Interval, n, most int) (*ReadView, error)
	// EachPile calls take with every base of iv, in order.
	EachPile(ctx context.Context, iv genome.Interval, choice ReadChoice, take func(pos int, p *Pile) error) error
}

// Compared is a Sequencer that is told of how reads without differences of their own are compared with it.
type Compared interface {
	Sequencer
	// Fits returns an error if the bases of a sequence, in the spelling of the file of reads, are known to be others than its reads were
	// aligned to. sum is the MD5 that the file states, in hex, "" for none.
	Fits(ctx context.Context, seq, sum string) error
	// Doubt says that so many bases of reads differ that they may have been aligned to something else.
	Doubt(seq string)
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

// readFlags are the names that samtools has for flags of a read, from the lowest bit.
var readFlags = []string{"PAIRED", "PROPER_PAIR", "UNMAP", "MUNMAP", "REVERSE", "MREVERSE", "READ1", "READ2", "SECONDARY", "QCFAIL", "DUP",
	"SUPPLEMENTARY"}

// ParseReadFlags reads flags as samtools does: 1796, 0x704 or names with commas, UNMAP,SECONDARY,QCFAIL,DUP.
func ParseReadFlags(text string) (int, error) {
	if n, err := strconv.ParseUint(text, 0, 16); err == nil {
		return int(n), nil
	}
	all := 0
	for name := range strings.SplitSeq(text, ",") {
		i := slices.Index(readFlags, strings.ToUpper(strings.TrimSpace(name)))
		if i < 0 {
			return 0, fmt.Errorf("flags %.100q; wanted a number such as 1796 or 0x704, or names of %s with commas",
				text, strings.Join(readFlags, ", "))
		}
		all |= 1 << i
	}
	return all, nil
}

// ParseMapQ reads a mapping quality.
func ParseMapQ(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > 255 {
		return 0, fmt.Errorf("a mapping quality of %.100q; wanted a whole number from 0 to 255", text)
	}
	return n, nil
}

// Text returns the options as those of load, "" for none.
func (o ReadOptions) Text() string {
	var words []string
	if o.Flags {
		words = append(words, fmt.Sprintf("--flags %#x", o.Without))
	}
	if o.MapQ > 0 {
		words = append(words, "--mapq "+strconv.Itoa(o.MapQ))
	}
	if o.PerStrand {
		words = append(words, "--per-strand")
	}
	return strings.Join(words, " ")
}
