package bgzf

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sort"
	"sync"
	"sync/atomic"

	"github.com/klauspost/compress/flate"
)

// batchSize bounds the blocks that are read before they are inflated together: about
// 1 MB of text. The first batch is one block, for callers that need little, and each
// later one twice as large as the one before.
const batchSize = 16

// Reader reads the data of a file or of a section of it. It is used by one
// goroutine at a time.
type Reader struct {
	raw    *bufio.Reader
	offset int64 // in the file, of the next block
	end    Offset
	blocks [batchSize]block // their memory is reused for every batch
	batch  []block          // of blocks, those not returned yet
	size   int              // of the last batch
	data   []byte           // the rest of the current block
	across []byte           // memory for Next, of what is in several blocks
	skip   int              // bytes of the first block to skip
	err    error            // after batch
	marked bool             // the last block read is the empty one that marks the end
	known  int64            // bytes of data in the blocks read
	places *places          // of the blocks read, if they are wanted
}

// places are where blocks begin, in the file and in the data.
type places struct{ block, data []int64 }

// Offset is a virtual offset, as in indexes: the offset of a block in the file,
// shifted by 16 bits, and of a byte in the block's data.
type Offset uint64

// Block returns the offset of the block in the file.
func (o Offset) Block() int64 { return int64(o >> 16) }

// Within returns the offset in the block's data.
func (o Offset) Within() int { return int(o & 0xffff) }

// NewReader reads all of r, which is at the beginning of a file.
func NewReader(r io.Reader) *Reader {
	return &Reader{raw: bufio.NewReaderSize(r, 256<<10), end: ^Offset(0)}
}

// NewSection reads the data from one virtual offset to another of a file of size
// bytes. Offsets outside the file give no data.
func NewSection(r io.ReaderAt, size int64, from, to Offset) *Reader {
	at := min(from.Block(), size)
	return &Reader{
		raw:    bufio.NewReaderSize(io.NewSectionReader(r, at, size-at), 64<<10),
		offset: at, end: to, skip: from.Within(),
	}
}

// Marked reports, once Read has returned io.EOF, whether the file ends with the empty
// block that bgzip writes last. Without it the file may have been cut between two
// blocks.
func (z *Reader) Marked() bool { return z.marked }

// Locate has z, of which nothing was read, note where its blocks are. The function that it returns has the virtual offset of a byte
// of the data, counted from where z began, which must have been read.
func (z *Reader) Locate() (offset func(at int64) Offset) {
	p := &places{}
	z.places = p
	return func(at int64) Offset {
		i := max(sort.Search(len(p.data), func(i int) bool { return p.data[i] > at })-1, 0)
		if i >= len(p.data) || at-p.data[i] >= MaxBlock { // the end of data whose last block is full
			return Offset(z.offset) << 16
		}
		return Offset(p.block[i])<<16 | Offset(at-p.data[i])
	}
}

// Read implements io.Reader.
func (z *Reader) Read(p []byte) (int, error) {
	if err := z.more(); err != nil {
		return 0, err
	}
	n := copy(p, z.data)
	z.data = z.data[n:]
	return n, nil
}

// Next returns the next n bytes, valid until the next call, without a copy where they are in one block. The error is io.EOF
// where nothing follows, io.ErrUnexpectedEOF where less does. Memory grows with what is there, not with n.
func (z *Reader) Next(n int) ([]byte, error) {
	if err := z.more(); err != nil {
		return nil, err
	}
	if n <= len(z.data) {
		data := z.data[:n]
		z.data = z.data[n:]
		return data, nil
	}
	z.across = z.across[:0]
	for {
		part := z.data[:min(n-len(z.across), len(z.data))]
		z.across = append(z.across, part...)
		if z.data = z.data[len(part):]; len(z.across) == n {
			return z.across, nil
		}
		if err := z.more(); err != nil {
			return nil, cut(err)
		}
	}
}

// more goes to the next block with data if nothing of the current one is left.
func (z *Reader) more() error {
	for len(z.data) == 0 {
		if len(z.batch) == 0 {
			if z.err != nil {
				return z.err
			}
			z.fill()
			continue
		}
		b := &z.batch[0]
		z.batch = z.batch[1:]
		if b.err != nil {
			z.batch, z.err = nil, b.err
			continue
		}
		z.data = z.clip(b)
	}
	return nil
}

// clip returns the part of a block in the section.
func (z *Reader) clip(b *block) []byte {
	data := b.data
	if b.offset == z.end.Block() {
		data = data[:min(z.end.Within(), len(data))]
	}
	skip := min(z.skip, len(data))
	z.skip = 0
	return data[skip:]
}

// fill reads a batch of blocks and inflates them, several at once. It sets err after
// the last one.
func (z *Reader) fill() {
	n := 0
	z.size = max(1, min(2*z.size, batchSize))
	for n < z.size && z.err == nil {
		if z.offset > z.end.Block() || z.offset == z.end.Block() && z.end.Within() == 0 {
			z.err = io.EOF
			break
		}
		b := &z.blocks[n]
		if z.err = b.read(z.raw, z.offset); z.err != nil {
			break
		}
		if p := z.places; p != nil {
			p.block, p.data = append(p.block, b.offset), append(p.data, z.known)
		}
		z.known += int64(len(b.data))
		z.offset += int64(b.size)
		z.marked = len(b.data) == 0
		n++
	}
	z.batch = z.blocks[:n]
	z.inflate()
}

// inflate inflates the batch in as many goroutines as there are processors, of which this is one. Each takes the next block when it
// has done one: others may have slowed it.
func (z *Reader) inflate() {
	var next atomic.Int32
	work := func() {
		in := inflaters.Get().(*inflater)
		defer inflaters.Put(in)
		for i := next.Add(1) - 1; int(i) < len(z.batch); i = next.Add(1) - 1 {
			z.batch[i].inflate(in)
		}
	}
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(z.batch)) - 1 {
		wg.Go(work)
	}
	work()
	wg.Wait()
}

// inflater keeps the memory for inflating between blocks.
type inflater struct {
	src bytes.Reader
	z   io.ReadCloser
}

// inflate fills dst from deflated data and returns the number of bytes, at most one
// more than dst has room for.
func (in *inflater) inflate(dst, deflated []byte) (n int, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("inflating failed: %v", p)
		}
	}()
	in.src.Reset(deflated)
	if in.z == nil {
		in.z = flate.NewReader(&in.src)
	} else if err := in.z.(flate.Resetter).Reset(&in.src, nil); err != nil {
		return 0, err
	}
	if n, err = io.ReadFull(in.z, dst); err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return n, err
	}
	var more [1]byte
	m, err := in.z.Read(more[:])
	if err != nil && !errors.Is(err, io.EOF) {
		return n, err
	}
	return n + m, nil
}
