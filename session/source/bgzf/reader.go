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

// batch is some blocks that follow each other. Its memory is reused for later batches.
type batch struct {
	blocks [batchSize]block
	n      int          // of blocks
	err    error        // behind them
	next   atomic.Int32 // block to inflate
	others sync.WaitGroup
}

// Reader reads the data of a file or of a section of it. It is used by one
// goroutine at a time.
type Reader struct {
	raw    *bufio.Reader
	offset int64 // in the file, of the next block
	end    Offset
	now    *batch
	left   []block // of now, those not returned yet
	later  *batch  // the one that is inflated meanwhile, nil if none is
	ahead  bool    // to inflate a later one meanwhile
	size   int     // of the last batch read
	data   []byte  // the rest of the current block
	across []byte  // memory for Next, of what is in several blocks
	skip   int     // bytes of the first block to skip
	err    error   // behind left
	marked bool    // the last block read is the empty one that marks the end
	known  int64   // bytes of data in the blocks read
	places *places // of the blocks read, if they are wanted
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

// Ahead has z inflate the next blocks while the caller works on those it has, once it has wanted many. The caller calls stop when it
// has read what it wants, also if that failed.
func (z *Reader) Ahead() (stop func()) {
	z.ahead = true
	return func() {
		if z.later != nil {
			z.later.next.Store(int32(z.later.n)) // nobody wants the rest
			z.later.others.Wait()
		}
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
		if len(z.left) == 0 {
			if z.err != nil {
				return z.err
			}
			z.fill()
			continue
		}
		b := &z.left[0]
		z.left = z.left[1:]
		if b.err != nil {
			z.left, z.err = nil, b.err
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

// fill goes to the next batch of blocks, inflated. It sets err behind the last one.
func (z *Reader) fill() {
	old, b := z.now, z.later
	if b == nil {
		b, old = z.begin(old), nil
		b.share(b.n - 1)
	}
	b.inflate()
	b.others.Wait()
	z.now, z.later = b, nil
	z.left, z.err = b.blocks[:b.n], b.err
	if z.ahead && z.err == nil && z.size == batchSize {
		z.later = z.begin(old)
		z.later.share(z.later.n)
	}
}

// begin reads a batch of blocks into b, or a new one if that is nil.
func (z *Reader) begin(b *batch) *batch {
	if b == nil {
		b = &batch{}
	}
	b.n, b.err = 0, nil
	b.next.Store(0)
	z.size = max(1, min(2*z.size, batchSize))
	for b.n < z.size && b.err == nil {
		if b.err = z.read(&b.blocks[b.n]); b.err == nil {
			b.n++
		}
	}
	return b
}

// share has at most so many other goroutines inflate too, one for each of the other processors.
func (b *batch) share(most int) {
	for range min(runtime.GOMAXPROCS(0)-1, most) {
		b.others.Go(b.inflate)
	}
}

// read reads the next block.
func (z *Reader) read(b *block) error {
	if z.offset > z.end.Block() || z.offset == z.end.Block() && z.end.Within() == 0 {
		return io.EOF
	}
	if err := b.read(z.raw, z.offset); err != nil {
		return err
	}
	if p := z.places; p != nil {
		p.block, p.data = append(p.block, b.offset), append(p.data, z.known)
	}
	z.known += int64(len(b.data))
	z.offset += int64(b.size)
	z.marked = len(b.data) == 0
	return nil
}

// inflate inflates the blocks that no other goroutine has taken. Each takes the next block when it has done one: others may have
// slowed it.
func (b *batch) inflate() {
	in := inflaters.Get().(*inflater)
	defer inflaters.Put(in)
	for i := int(b.next.Add(1)) - 1; i < b.n; i = int(b.next.Add(1)) - 1 {
		b.blocks[i].inflate(in)
	}
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
