package bbi

import (
	"context"
	"fmt"
	"io"
	"math"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// Open opens a bigWig or bigBed of size bytes, whichever the magic number says.
// name is for messages. A bigWig is a source.Summarizer too. Close closes r if
// it is an io.Closer; if Open fails, r stays open.
//
// A file that is not of these formats, or damaged so that nothing can be read
// from it, is a source.ErrFormat. Zoom levels that cannot be read or cannot be true
// are not used, which Info notes.
func Open(r io.ReaderAt, size int64, name string) (source.Source, error) {
	f := &file{r: r, size: size, name: name}
	h, err := readHeader(f)
	if err != nil {
		return nil, err
	}
	c := &container{f: f, h: h}
	src, err := c.open(context.Background())
	if err != nil {
		forget(f)
		return nil, err
	}
	return src, nil
}

// Info.First spans at most firstWidth bases, and enough blocks for firstLeast bases,
// since some writers make blocks of a few bases.
const (
	firstWidth  = 100_000
	firstLeast  = 10_000
	firstBlocks = 256
)

// open reads the parts that Open needs.
func (c *container) open(ctx context.Context) (source.Source, error) {
	if err := c.openFrame(ctx); err != nil {
		return nil, err
	}
	if c.h.bigBed {
		return newBigBed(ctx, c)
	}
	return newBigWig(ctx, c), nil
}

// openFrame reads the parts that both formats have in common and fills c.info.
func (c *container) openFrame(ctx context.Context) error {
	var err error
	if c.chroms, err = readChroms(c.f, c.h); err != nil {
		return err
	}
	if c.index, err = openIndex(c.f, c.h); err != nil {
		return err
	}
	c.blocks = blocks{c.f, c.h.uncompressBuf != 0}
	c.info = source.Info{Min: math.NaN(), Max: math.NaN(), Items: -1}
	c.byName = make(map[string]chrom, len(c.chroms))
	for _, ch := range c.chroms {
		c.byName[ch.name] = ch
		c.info.Sequences = append(c.info.Sequences, genome.Sequence{Name: ch.name, Length: int(ch.length)})
	}
	if c.h.version > lastVersion {
		c.info.Notes = append(c.info.Notes, fmt.Sprintf("the file is of version %d; it is read as version %d", c.h.version, lastVersion))
	}
	head, err := c.index.find(ctx, nil, 0, math.MaxUint64, firstBlocks)
	if err != nil {
		return err
	}
	if len(head) > 0 {
		c.info.First = c.firstStretch(head)
		c.head = head[:1]
	}
	return nil
}

// firstStretch returns the stretch of the first data blocks, cut to a useful first view.
func (c *container) firstStretch(list []block) genome.Interval {
	start := list[0].start
	for _, ch := range c.chroms {
		if uint64(ch.id) != start>>32 {
			continue
		}
		end := start + 1
		for _, b := range list {
			if b.start>>32 != start>>32 || end-start >= firstLeast {
				break
			}
			end = max(end, min(b.end, start+firstWidth))
		}
		iv := genome.Interval{Seq: ch.name, Start: int(uint32(start)), End: int(uint32(start)) + int(end-start)}
		if int(ch.length) > iv.Start {
			iv.End = min(iv.End, int(ch.length))
		}
		return iv
	}
	return genome.Interval{}
}

// openLevels opens the zoom levels and takes the range of values from the total summary
// or, if that cannot be true, from the coarsest level.
//
// Some old writers counted the bases of a long item again in every summary that it
// overlaps. Such levels cover more bases than the sequence has, and their means are far
// off. They are not used.
func (c *container) openLevels(ctx context.Context) {
	genomeSize := 0
	for _, ch := range c.chroms {
		genomeSize += int(ch.length)
	}
	var notes []string
	c.levels, notes = openZooms(c.f, c.h)
	c.info.Notes = append(c.info.Notes, notes...)
	whole := readTotals(c.f, c.h)
	o := readOverview(ctx, c.blocks, c.levels)
	if len(c.levels) > 0 && o == nil {
		// Faults of the coarsest level are left to queries, which fall back to the
		// records.
		o = &overview{min: math.NaN(), max: math.NaN()}
	}
	switch {
	case o == nil:
	case o.impossible:
		c.distrustLevels("they count more bases than they span")
	case o.whole && whole.plausible(genomeSize) && differ(o.bases, whole.bases):
		c.distrustLevels(fmt.Sprintf("the coarsest counts %d bases, the file's summary %d", o.bases, whole.bases))
	}
	switch {
	case whole.plausible(genomeSize):
		c.info.Min, c.info.Max = whole.min, whole.max
	case o != nil:
		c.info.Min, c.info.Max = o.min, o.max
	}
}

// differ reports whether two counts differ by more than the rounding of levels that were
// reduced from each other.
func differ(a, b uint64) bool {
	return math.Abs(float64(a)-float64(b)) > 0.01*float64(max(a, b))
}

func (c *container) distrustLevels(why string) {
	c.levels = nil
	c.info.Notes = append(c.info.Notes, "the file's zoom levels are not used, for "+why+"; wide views are computed from the records")
}
