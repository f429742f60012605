// Package tutorial has the data of EpiViz's WebSocket tutorial as a source: on any
// sequence a block of 100 bases every 1000, the first at base 1001
// (1-based), with a value in [-5, 25) and five letters or digits as metadata.
//
// The tutorial draws new random values for every request, so that overlapping
// answers disagree; here a block has the same value and metadata in every
// answer, on every machine.
//
// # The tutorial's own rows
//
// The tutorial computes the rows of a request with three formulas, which leave
// out a block that begins before the request and give each block an end that
// is start + 100 in 1-based positions, one more than the block's last base.
// Clients that follow the tutorial to the letter get those rows from
// [Source.TutorialRows]; all others get every overlapping block of exactly 100 bases
// from Rows. Numbers are the same in both.
package tutorial

import (
	"context"
	"math"
	"strconv"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// The shape of the data, in bases, and the bounds of its values.
const (
	Step     = 1000
	Width    = 100
	MinValue = -5
	MaxValue = 25
)

// Column and metadata names of the tutorial.
const (
	Column   = "py_column"
	Metadata = "py_metadata"
)

// maxBlocks bounds the blocks that TutorialRows returns: as many as the longest of the
// tutorial's sequences has.
const maxBlocks = 1_000_000

// Sequences returns the tutorial's two sequences. They are marked as made up, since files of
// any assembly may have a chr1.
func Sequences() []genome.Sequence {
	return []genome.Sequence{{Name: "chr1", Length: 248956422, MadeUp: true}, {Name: "pyChr", Length: 1000000000, MadeUp: true}}
}

// Source is safe for concurrent use. It has no file and nothing to close.
type Source struct{}

var _ source.Source = Source{}

// Info describes the data.
func (Source) Info() source.Info {
	return source.Info{
		Format: "tutorial data", Kind: source.Features, Sequences: Sequences(),
		Values: []string{Column}, Metadata: []string{Metadata},
		First: genome.Interval{Seq: "chr1", Start: 0, End: 100_000},
		Min:   MinValue, Max: MaxValue, Items: -1,
	}
}

// Rows returns every block that overlaps iv. Block number n, from 1, holds the
// bases [n·1000, n·1000+100), 0-based.
func (Source) Rows(ctx context.Context, iv genome.Interval, opt source.RowOptions) (*source.Rows, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	length := 0
	for _, s := range Sequences() {
		if s.Name == iv.Seq {
			length = s.Length
		}
	}
	if length == 0 {
		return nil, source.ErrNoSequence
	}
	iv = iv.Clamp(length)
	// The first block that ends after Start, and the first that begins at End or
	// later.
	first := max(1, (iv.Start-Width)/Step+1)
	if iv.Start < Width {
		first = 1
	}
	last := (iv.End + Step - 1) / Step
	n := max(0, last-first)
	if iv.Len() == 0 {
		n = 0
	}
	if opt.Limit > 0 && n > opt.Limit {
		return &source.Rows{Total: n}, nil
	}
	return blocks(iv.Seq, first, n, Width, opt.Columns), nil
}

// TutorialRows returns the rows of the tutorial's getRows and getValues for a
// request of [start, end], positions 1-based as the request has them, those
// below 1 counting as 1. Ends are such that they are start + 100 once they are
// 1-based inclusive. The tutorial does not check the sequence's name or length,
// so neither does this. It returns at most a million rows, with those columns.
func (Source) TutorialRows(seq string, start, end float64, columns *source.Columns) *source.Rows {
	start = math.Max(start, 1)
	first := math.Floor((start-1)/Step) + 1
	if !(first < genome.MaxPosition/Step) || end <= first*Step+1 {
		return &source.Rows{Values: [][]float64{nil}, Metadata: [][]string{nil}}
	}
	// Starts first·1000+1, +1000, … while below end.
	n := math.Ceil((end - (first*Step + 1)) / Step)
	return blocks(seq, int(first), int(math.Min(n, maxBlocks)), Width+1, columns)
}

// Close does nothing.
func (Source) Close() error { return nil }

// blocks returns n blocks from number first on.
func blocks(seq string, first, n, width int, columns *source.Columns) *source.Rows {
	r := &source.Rows{
		Number: make([]int, n), Start: make([]int, n), End: make([]int, n),
		Strand: make([]byte, n), Values: make([][]float64, 1), Metadata: make([][]string, 1), Total: n,
	}
	values, text := columns.HasValue(0), columns.HasText()
	if values {
		r.Values[0] = make([]float64, n)
	}
	var all []byte // the text of all blocks, which have parts of one string
	if text {
		r.Metadata[0], all = make([]string, n), make([]byte, 0, n*textLength)
	}
	name := hashed(offset, seq+":")
	var digits [20]byte
	for i := range n {
		number := first + i
		r.Number[i], r.Start[i], r.End[i], r.Strand[i] = number, number*Step, number*Step+width, '*'
		if !values && !text {
			continue
		}
		x := spread(hashed(name, strconv.AppendInt(digits[:0], int64(number), 10)))
		if values {
			r.Values[0][i] = value(x)
		}
		if text {
			all = appendText(all, x)
		}
	}
	whole := string(all)
	for i := range r.Metadata[0] {
		r.Metadata[0][i] = whole[i*textLength : (i+1)*textLength]
	}
	return r
}

// The value and metadata of a block derive from a hash of its place.

// offset and prime are those of FNV-1a with 64 bits.
const offset, prime uint64 = 14695981039346656037, 1099511628211

// hashed continues the hash of a text.
func hashed[T string | []byte](h uint64, text T) uint64 {
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * prime
	}
	return h
}

// spread separates near numbers, which FNV leaves near, by a multiplication and shifts: it is the finaliser of MurmurHash3.
func spread(x uint64) uint64 {
	x = (x ^ x>>33) * 0xff51afd7ed558ccd
	x = (x ^ x>>33) * 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}

// value returns the value of a block, which has four decimals.
func value(x uint64) float64 {
	const parts = 10_000
	whole := math.Floor(float64(x>>11) / (1 << 53) * (MaxValue - MinValue) * parts)
	return (MinValue*parts + whole) / parts
}

const (
	letters    = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	textLength = 5
)

// appendText appends the metadata of a block.
func appendText(b []byte, x uint64) []byte {
	for range textLength {
		b = append(b, letters[x%uint64(len(letters))])
		x /= uint64(len(letters))
	}
	return b
}
