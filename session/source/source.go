package source

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"maps"
	"math"
	"slices"

	"github.com/epiviz/epivizgo/session/genome"
)

// Errors that callers test for; readers wrap them with %w.
var (
	// ErrNoSequence reports that the file has no sequence of that name.
	ErrNoSequence = errors.New("no such sequence")
	// ErrNoBases reports that a genome has only the lengths of its sequences.
	ErrNoBases = errors.New("the lengths of its sequences only, not their bases")
	// ErrNoReference reports that the bases of reads are not known without the reference that they were aligned to.
	ErrNoReference = errors.New("the bases of its reads are stored as what differs from a reference")
	// ErrOtherGenome reports that the genome is another than reads were aligned to.
	ErrOtherGenome = errors.New("the genome is not the one that the reads were aligned to")
	// ErrFormat reports that a file does not follow its format.
	ErrFormat = errors.New("malformed file")
	// ErrChanged reports that a file is another than when it was opened.
	ErrChanged = errors.New("the file has changed since it was loaded")
)

// Kind is the kind of a source's rows, which determines how they are shown.
type Kind int

const (
	Features Kind = iota // intervals with columns: BED, peaks
	Signal               // intervals with one number each: bigWig, bedGraph
	Genes                // genes with exons: GTF, GFF3, BED12, genePred
	Pairs                // rows with two ends: BEDPE, interact, junctions
	Bases                // a genome, which is no Source: bases instead of rows
)

// Source is one data file, open for reading. All methods but Close are safe for
// concurrent use. Close does not block and may be called twice; queries after it
// fail.
type Source interface {
	Info() Info
	// Rows returns the rows that overlap iv, in the order of the sequence's row
	// numbers. For an unknown sequence the error is ErrNoSequence; an interval past
	// the end has no rows, without an error, and so has a sequence that the file only declares. Rows returns ctx.Err() soon after ctx is
	// done.
	Rows(ctx context.Context, iv genome.Interval, opt RowOptions) (*Rows, error)
	Close() error
}

// Info describes an open source. It never changes while the source is open.
type Info struct {
	Format string // the name for people: "bigWig", "BED", "narrowPeak", "GTF"
	Kind   Kind
	// Name is the name that the file gives itself in its track line, or "".
	Name string
	// Sequences in the file's own order and spelling. They are Open where the file does
	// not state their lengths.
	Sequences []genome.Sequence
	// Empty names those of Sequences that have no rows, as far as that is known without reading any: a header may
	// declare thousands.
	Empty []string
	// Values names the number columns of a row (a bigWig has one, "value").
	// Each can be drawn as a line; index i here is i in Rows.Values.
	Values []string
	// Series reports whether the columns of Values are signals of equal rank: tracks,
	// samples. Otherwise the first is what the file is about.
	Series bool
	// Looks has the looks from track lines: one for each column of Values, or one for all
	// that the file has; nil without any.
	Looks []Look
	// Table reports whether the columns of Values are the subject of the file, rather than
	// additions to its rows.
	Table bool
	// Overlaps reports whether rows may overlap each other.
	Overlaps bool
	// Metadata names the text columns of a row, in the order of Rows.Metadata.
	Metadata []string
	// Keys names the columns of Metadata with names of genes, the likeliest first, in a table
	// whose rows have no places of their own (see package keyed); nil for any other file.
	Keys []string
	// First is a stretch with the first data of the file, narrow enough for a first
	// view; the zero Interval for an empty file.
	First genome.Interval
	// Min and Max bound the first value column, NaN when unknown or without values.
	Min, Max float64
	// Lowest and Highest bound each column of Values, NaN for one without numbers; they are nil
	// when unknown.
	Lowest, Highest []float64
	// Estimated reports whether there may be values beyond Min and Max.
	Estimated bool
	// Items is the number of records, -1 if unknown.
	Items int64
	// Numbered reports whether the file numbers all chromosomes, as PLINK does, and has some from 23 on: in people 23 is X.
	Numbered bool
	// Unsearched reports whether rows have names that the source does not search.
	Unsearched bool
	// Notes are sentences for people on what was assumed or skipped.
	Notes []string
}

// Look is how a file asks to be drawn.
type Look struct {
	Color  string // #rrggbb; empty if not set
	Limits string // of the y axis, "0:50"; empty if not set
}

// Declare adds to Sequences, which have rows, those of a file's declarations that have none: each behind the one that is
// declared before it.
func (i *Info) Declare(declared []genome.Sequence) {
	known := make(map[string]bool, len(i.Sequences))
	for _, q := range i.Sequences {
		known[q.Name] = true
	}
	behind := map[string][]genome.Sequence{} // by the sequence with rows before them, "" for the beginning
	before, filled := "", maps.Clone(known)
	for _, q := range declared {
		switch {
		case filled[q.Name]:
			before = q.Name
		case !known[q.Name]:
			known[q.Name] = true
			behind[before] = append(behind[before], q)
			i.Empty = append(i.Empty, q.Name)
		}
	}
	if len(i.Empty) == 0 {
		return
	}
	all := behind[""]
	for _, q := range i.Sequences {
		all = append(append(all, q), behind[q.Name]...)
	}
	i.Sequences = all
}

// Filled returns the sequences that may have rows, and those of Empty.
func (i *Info) Filled() (filled, empty []genome.Sequence) {
	if len(i.Empty) == 0 {
		return i.Sequences, nil
	}
	without := make(map[string]bool, len(i.Empty))
	for _, name := range i.Empty {
		without[name] = true
	}
	for _, q := range i.Sequences {
		if without[q.Name] {
			empty = append(empty, q)
		} else {
			filled = append(filled, q)
		}
	}
	return filled, empty
}

// Names prepares the names of the sequences. One without rows counts where none with rows fits.
func (i *Info) Names() *genome.Names {
	filled, empty := i.Filled()
	return genome.NewNames(filled, empty...)
}

// Look returns the look of a column of Values, or of the file's rows if column is -1.
func (i *Info) Look(column int) Look {
	switch {
	case len(i.Looks) == 1:
		return i.Looks[0]
	case column >= 0 && column < len(i.Looks):
		return i.Looks[column]
	}
	return Look{}
}

// Range returns the bounds of a column of Values, NaN if they are not known.
func (i *Info) Range(column int) (lowest, highest float64) {
	if column >= 0 && column < len(i.Lowest) {
		return i.Lowest[column], i.Highest[column]
	}
	return math.NaN(), math.NaN()
}

// RowOptions chooses what Rows returns.
type RowOptions struct {
	// Unbroken asks for an unbroken run of row numbers from the first hit to
	// the last, rows between them included even where they do not overlap.
	Unbroken bool
	// Unnumbered is set by callers that need no row numbers, which some formats have to
	// count: Number may then be nil. It must not be combined with Unbroken.
	Unnumbered bool
	// Limit is the largest number of rows wanted; 0 means no limit. If there are more,
	// Rows returns none and sets Total, so that no caller shows a part as the whole
	// by accident.
	Limit int
	// Columns, if not nil, names all columns that the caller reads. A source may leave
	// the others nil.
	Columns *Columns
}

// Columns chooses columns of rows.
type Columns struct {
	Values []int // by Info.Values
	Text   bool  // whether Metadata, Exons and Coding are read
}

// HasValue reports whether value column i is among the columns. A nil c has all.
func (c *Columns) HasValue(i int) bool { return c == nil || slices.Contains(c.Values, i) }

// HasText reports whether the text columns are among the columns. A nil c has
// all.
func (c *Columns) HasText() bool { return c == nil || c.Text }

// Rows are records in columns, all of the same length, sorted by Start and,
// among equal starts, by End.
type Rows struct {
	// Number has each row's number: the position of the record among all
	// records of its sequence in this order, counted from 1. The same record
	// has the same number in every answer. Increasing; without gaps when
	// Unbroken was asked.
	Number     []int
	Start, End []int
	Strand     []byte      // '+', '-' or '*' (unknown or none)
	Values     [][]float64 // by Info.Values, then by row; NaN is "no value"
	Metadata   [][]string  // by Info.Metadata, then by row
	// Exons has each row's exons (blocks), 0-based half-open in sequence
	// coordinates and ascending. It is nil if the kind of file has none. In other
	// files a row without blocks has one: the row. Of Pairs it has the ends that are on
	// this sequence, in the file's order (see Rows.Ends).
	Exons [][][2]int
	// Coding has the stretch from a row's first to its last coding base (thick part,
	// CDS), 0-based half-open; {Start, Start} of a row without one.
	// It is nil if the kind of file does not say.
	Coding [][2]int
	// Phase has how many coding bases, along the strand, are before each row's first whole codon: 0, 1 or 2,
	// or NoPhase. It is nil if the kind of file does not say, and rows begin with a codon.
	Phase []byte
	// Total is the number of rows before Limit: len(Start) unless there were more.
	Total int
}

// NoPhase is the phase of a gene of several transcripts: its exons are not read as codons one after the other.
const NoPhase = 3

// Len returns the number of rows held.
func (r *Rows) Len() int { return len(r.Start) }

// Pick returns copies of the rows with the indexes keep, in that order; Total is that
// of r.
func (r *Rows) Pick(keep []int) *Rows {
	out := &Rows{Number: pick(r.Number, keep), Start: pick(r.Start, keep), End: pick(r.End, keep),
		Strand: pick(r.Strand, keep), Exons: pick(r.Exons, keep), Coding: pick(r.Coding, keep), Phase: pick(r.Phase, keep), Total: r.Total}
	for _, v := range r.Values {
		out.Values = append(out.Values, pick(v, keep))
	}
	for _, m := range r.Metadata {
		out.Metadata = append(out.Metadata, pick(m, keep))
	}
	return out
}

// Between returns the rows with the indexes from to (but not including) to, which share memory
// with r; Total is their number.
func (r *Rows) Between(from, to int) *Rows {
	if from == 0 && to == r.Len() {
		return r
	}
	out := &Rows{Number: between(r.Number, from, to), Start: r.Start[from:to], End: r.End[from:to], Strand: between(r.Strand, from, to),
		Exons: between(r.Exons, from, to), Coding: between(r.Coding, from, to), Phase: between(r.Phase, from, to),
		Total: to - from}
	for _, v := range r.Values {
		out.Values = append(out.Values, between(v, from, to))
	}
	for _, m := range r.Metadata {
		out.Metadata = append(out.Metadata, between(m, from, to))
	}
	return out
}

func between[T any](column []T, from, to int) []T {
	if column == nil {
		return nil
	}
	return column[from:to]
}

func pick[T any](column []T, keep []int) []T {
	if column == nil {
		return nil
	}
	out := make([]T, len(keep))
	for i, k := range keep {
		out[i] = column[k]
	}
	return out
}

// Summarizer is a Source whose number columns can be reduced to bins. It may have
// none: a column that is not in Info.Values is an error.
type Summarizer interface {
	Source
	// Summarize divides iv into n bins, bin i being
	// [Start+floor(len·i/n), Start+floor(len·(i+1)/n)), and reduces the values of
	// each. iv is not clamped: bins outside the sequence are empty.
	Summarize(ctx context.Context, iv genome.Interval, n int, opt SummaryOptions) (*Summary, error)
}

// Counter is a Source that counts rows in much less time than it reads them.
type Counter interface {
	Source
	// Count returns how many rows overlap iv. Errors are those of Rows.
	Count(ctx context.Context, iv genome.Interval) (int, error)
}

// SummaryOptions chooses how Summarize works.
type SummaryOptions struct {
	// Column is an index in Info.Values.
	Column int
	// Exact forbids precomputed zoom levels: every record is read.
	Exact bool
	// Sharp asks for bins that are right to the base: records of a zoom level that reach
	// over the edge of a bin are replaced by the data.
	Sharp bool
	// Extremes asks for Min, Max, Bases and Count of the values themselves, even if a source
	// would otherwise return those of means.
	Extremes bool
}

// Summary has one element a bin in every column. A bin without data has 0
// Bases and NaN in Sum, Min and Max.
type Summary struct {
	Interval genome.Interval
	Bases    []float64 // bases covered by data; fractional when from zoom levels
	Sum      []float64 // of value × bases
	Min, Max []float64
	Count    []float64 // records that overlap the bin
	// Mean is nil, or means that are not Sum/Bases: of methylation, weighted by coverage;
	// without infinities.
	Mean []float64
	// Std and Median are nil in all summaries but those of bins.Spread, which have no other
	// column but Bases.
	Std, Median []float64
	Infinite    int // bins with infinite values, which Sum, Mean and Std leave out
	// Estimated marks the columns that are estimates.
	Estimated Estimates
}

// Estimates names columns of a summary that are estimates, as those from zoom levels are. Rough are those that no data were
// read for, which look like others and may be far off.
type Estimates struct{ Bases, Sum, Extremes, Count, Rough bool }

// Or returns the columns that are estimates in either of two summaries.
func (e Estimates) Or(o Estimates) Estimates {
	return Estimates{e.Bases || o.Bases, e.Sum || o.Sum, e.Extremes || o.Extremes, e.Count || o.Count, e.Rough || o.Rough}
}

// Len returns the number of bins.
func (s *Summary) Len() int { return len(s.Bases) }

// Thinner is a Source that can thin rows without reading them all. For other sources
// package thin thins the rows.
type Thinner interface {
	Source
	// Thinned returns the rows that overlap iv if they are at most n, with nil counts.
	//
	// Of more rows it returns, if longest is true, the n longest, of equally long ones
	// the first, with nil counts. Pairs with an end in iv come before all others, and among
	// them those with the greatest number in the first value column. If longest is false,
	// it merges the rows that begin in the same of n equal parts of iv. A merged row spans
	// them all and has strand '*' and no text; counts has the number of rows in each. Rows that begin before iv belong to
	// its first part.
	//
	// Total is the number of rows before thinning. n below 1 counts as 1. Number is nil
	// if it would have to be counted. Errors are those of Rows.
	Thinned(ctx context.Context, iv genome.Interval, n int, longest bool) (rows *Rows, counts []int, err error)
}

// Match is one hit of a Searcher.
type Match struct {
	Name     string // the name that was found, as the file spells it
	Interval genome.Interval
}

// Searcher is a Source that finds records by name. Without names it finds none.
type Searcher interface {
	// Search returns at most limit matches, case-insensitive: exact ones first,
	// then those that begin with text, then those that contain it.
	Search(ctx context.Context, text string, limit int) ([]Match, error)
}

// Namer is a Searcher that knows whether it has names.
type Namer interface {
	Searcher
	Named() bool
}

// Ordered is a Source of a file that may have its rows in another order than Rows.
type Ordered interface {
	// FileOrder returns each row's place in the file, counted from 0. The rows are those
	// of all sequences, in the order of Info.Sequences. It is nil if the file has the
	// rows in that order.
	FileOrder() []uint32
}

// Sized is a Source that knows its size in memory.
type Sized interface {
	// Memory estimates how many bytes the source now holds, caches included.
	Memory() int64
}

// Sequencer is a Source that has the bases themselves: FASTA, 2bit.
type Sequencer interface {
	// Sequence returns the bases of iv clamped to its sequence, in the file's case.
	Sequence(ctx context.Context, iv genome.Interval) (string, error)
}

// Summed is a Sequencer that keeps the MD5 of whole sequences.
type Summed interface {
	// MD5 returns what MD5Of does.
	MD5(ctx context.Context, seq string) (string, error)
}

// MD5Of returns the MD5 of a sequence as SAM has it in M5: of its bases in capitals.
func MD5Of(ctx context.Context, bases Sequencer, seq string) (string, error) {
	if s, ok := bases.(Summed); ok {
		return s.MD5(ctx, seq)
	}
	const part = 1 << 20
	sum := md5.New()
	for at := 0; ; at += part {
		text, err := bases.Sequence(ctx, genome.Interval{Seq: seq, Start: at, End: at + part})
		if err != nil {
			return "", err
		}
		sum.Write(bytes.ToUpper([]byte(text)))
		if len(text) < part {
			return hex.EncodeToString(sum.Sum(nil)), nil
		}
	}
}

// Transcripter is a Source of genes that also has their transcripts, one a row.
type Transcripter interface {
	// Transcripts returns a source that shares the file and is closed with it.
	// Its metadata column "gene" has the gene's name.
	Transcripts() Source
}

// Otherer is a Source of genes whose file has other features too.
type Otherer interface {
	// Others returns a source of their rows, which may be none, that shares the file and is
	// closed with it.
	Others() Source
}

// Joiner is a Source that also has the places that its rows join: breakends of variants, splices of reads.
type Joiner interface {
	// Joins returns a source of Pairs that shares the file and is closed with it. name is what they are called, in the
	// plural.
	Joins() (name string, src Source)
}

// Deep is a Source of reads that also has their depth.
type Deep interface {
	// Depth returns a source of a Signal that shares the file and is closed with it.
	Depth() Source
	// Signals returns what else is counted of the reads, as Depth does.
	Signals() []Counted
}

// Counted is a signal that is counted of reads.
type Counted struct {
	Name   string // that ids end with: "mismatches"
	Source Source
}
