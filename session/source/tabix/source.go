package tabix

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bgzf"
	"github.com/epiviz/epivizgo/session/source/bins"
	"github.com/epiviz/epivizgo/session/source/fileindex"
	"github.com/epiviz/epivizgo/session/source/intervals"
	"github.com/epiviz/epivizgo/session/source/lines"
	"github.com/epiviz/epivizgo/session/source/thin"
)

// Options configures how a file is read.
type Options struct {
	// Load returns a source of some lines of the file.
	Load func(ctx context.Context, r *lines.Reader) (source.Source, error)
	// Lines, if not nil, makes lines of the rows of a file that is not text; r begins at a row.
	Lines func(r io.Reader) io.Reader
	// Sample is a source of the first rows, from which Info is taken.
	Sample source.Info
	// Warn, if not nil, is called with the faults of a sequence's rows once they are
	// read. It is called from any goroutine.
	Warn func(note string)
	// Declared are the sequences that the file declares, if any, of which some may have no rows.
	Declared []genome.Sequence
}

var (
	_ source.Summarizer = (*file)(nil)
	_ source.Thinner    = (*file)(nil)
)

// file is the open source.
type file struct {
	r    io.ReaderAt
	size int64
	name string
	opt  Options
	info source.Info
	// The columns of the text that rows are sorted by, from 1.
	seqColumn, startColumn, endColumn int

	ctx    context.Context // ends when the source is closed
	cancel context.CancelFunc
	loads  sync.WaitGroup

	closed atomic.Bool
	mu     sync.Mutex
	parts  map[string]*part
}

// part is one sequence.
type part struct {
	fileindex.Sequence
	load   *load // nil before the first query; guarded by file.mu
	warned bool  // of faults in a window; guarded by file.mu
}

// load is the reading of a sequence.
type load struct {
	done chan struct{} // closed when src and err are set
	src  source.Source
	err  error
}

// lines returns the lines of rows.
func (opt *Options) lines(r io.Reader) io.Reader {
	if opt.Lines == nil {
		return r
	}
	return opt.Lines(r)
}

// Open returns a source of a file of size bytes. Close closes r if it is an io.Closer;
// if Open fails, r stays open.
func Open(r io.ReaderAt, size int64, name string, idx *fileindex.Index, opt Options) (source.Source, error) {
	f := &file{r: r, size: size, name: name, opt: opt, info: opt.Sample, parts: map[string]*part{}}
	f.seqColumn, f.startColumn, f.endColumn = idx.SeqColumn, idx.StartColumn, idx.EndColumn
	f.ctx, f.cancel = context.WithCancel(context.Background())
	f.info.Sequences, f.info.Empty, f.info.Items, f.info.Overlaps = nil, nil, 0, true // they may
	f.info.Notes = slices.Concat(f.info.Notes, idx.Notes)
	tails := &tails{f: f, left: tailBlocks}
	last := bgzf.Offset(0)
	lengths := map[string]int{}
	for _, q := range opt.Declared {
		lengths[q.Name] = q.Length
	}
	for _, s := range idx.Sequences {
		if s.To.Block() > size {
			return nil, fmt.Errorf("%s: the index points to offset %d, the file has %d bytes: %w", name, s.To.Block(), size, source.ErrFormat)
		}
		if f.parts[s.Name] != nil {
			return nil, fmt.Errorf("%s: the index has the sequence %q twice: %w", name, s.Name, source.ErrFormat)
		}
		end, err := tails.end(&s, idx)
		if err != nil {
			return nil, fmt.Errorf("%s: %w: %w", name, err, source.ErrFormat)
		}
		f.parts[s.Name] = &part{Sequence: s}
		last = max(last, s.To)
		length := max(end, lengths[s.Name])
		f.info.Sequences = append(f.info.Sequences, genome.Sequence{Name: s.Name, Length: length, Open: length != lengths[s.Name]})
		if s.Rows < 0 || f.info.Items < 0 {
			f.info.Items = -1
		} else {
			f.info.Items += s.Rows
		}
	}
	f.declare()
	if err := f.complete(last, idx.Comment); err != nil {
		return nil, fmt.Errorf("%s: %w: %w", name, err, source.ErrFormat)
	}
	return f, nil
}

// declare adds the sequences that the file declares and that have no rows.
func (f *file) declare() {
	f.info.Declare(f.opt.Declared)
	_, without := f.info.Filled()
	if len(without) == 0 {
		return
	}
	none := &load{done: make(chan struct{}), src: intervals.NewBuilder(intervals.Schema{Values: f.info.Values, Metadata: f.info.Metadata}).
		Finish(source.Info{Format: f.info.Format, Kind: f.info.Kind, Sequences: without})}
	close(none.done)
	for _, q := range without {
		f.parts[q.Name] = &part{load: none}
	}
}

// Info describes the source. It lacks the bounds of the values, which would need all
// rows.
func (f *file) Info() source.Info { return f.info }

// Rows implements source.Source.
func (f *file) Rows(ctx context.Context, iv genome.Interval, opt source.RowOptions) (*source.Rows, error) {
	if opt.Unnumbered && !opt.Unbroken {
		if rows, ok, err := f.windowRows(ctx, iv, opt, regionLimit); ok || err != nil {
			return rows, err
		}
	}
	src, err := f.sequence(ctx, iv.Seq)
	if err != nil {
		return nil, err
	}
	return src.Rows(ctx, iv, opt)
}

// Thinned implements source.Thinner. A narrow view reads a few blocks each time. A wide
// view reads its sequence as Rows does, and thins the rows in memory.
func (f *file) Thinned(ctx context.Context, iv genome.Interval, n int, longest bool) (*source.Rows, []int, error) {
	rows, ok, err := f.windowRows(ctx, iv, source.RowOptions{Unnumbered: true}, viewLimit)
	if err != nil {
		return nil, nil, err
	}
	if ok {
		rows, counts := thin.FromRows(rows, iv, n, longest)
		return rows, counts, nil
	}
	src, err := f.sequence(ctx, iv.Seq)
	if err != nil {
		return nil, nil, err
	}
	return thin.Rows(ctx, src, iv, n, longest)
}

// Summarize implements source.Summarizer.
func (f *file) Summarize(ctx context.Context, iv genome.Interval, n int, opt source.SummaryOptions) (*source.Summary, error) {
	src, err := f.sequence(ctx, iv.Seq)
	if err != nil {
		return nil, err
	}
	if opt.Column < len(f.info.Values) && opt.Column >= len(src.Info().Values) {
		return nil, fmt.Errorf("%s: the rows of %s have no numbers, unlike the first ones of the file: %w", f.name, iv.Seq, source.ErrFormat)
	}
	return bins.Summarize(ctx, src, iv, n, opt)
}

// Close cancels running reads and closes the file.
func (f *file) Close() error {
	f.mu.Lock()
	again := f.closed.Swap(true) // no load begins after that
	f.mu.Unlock()
	if again {
		return nil
	}
	f.cancel()
	f.loads.Wait() // loads stop at the next chunk of lines
	blocks.Drop(f)
	windows.Drop(f)
	if c, ok := f.r.(io.Closer); ok {
		return c.Close()
	}
	return nil
}

// sequence returns the rows of a sequence, which the first call loads. ctx ends only the
// wait and not the load: reading takes seconds, and another query may wait for the same
// rows.
func (f *file) sequence(ctx context.Context, name string) (source.Source, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	l, err := f.begin(name)
	if err != nil {
		return nil, err
	}
	select {
	case <-l.done:
		return l.src, l.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// unread returns the sequence if it has not been read yet, else nil.
func (f *file) unread(ctx context.Context, name string) (*fileindex.Sequence, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	p, err := f.part(name)
	if err != nil || p.load != nil && !p.load.failed() {
		return nil, err
	}
	return &p.Sequence, nil
}

// part returns a sequence of an open source; f.mu is held.
func (f *file) part(name string) (*part, error) {
	if f.closed.Load() {
		return nil, fmt.Errorf("%s was closed: %w", f.name, os.ErrClosed)
	}
	p := f.parts[name]
	if p == nil {
		return nil, fmt.Errorf("%s: %q: %w", f.name, name, source.ErrNoSequence)
	}
	return p, nil
}

// begin returns the load of a sequence. It starts one if there was none or the last
// failed.
func (f *file) begin(name string) (*load, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	p, err := f.part(name)
	if err != nil {
		return nil, err
	}
	if p.load != nil && !p.load.failed() {
		return p.load, nil
	}
	l := &load{done: make(chan struct{})}
	p.load = l
	f.loads.Go(func() {
		defer close(l.done)
		defer func() {
			if p := recover(); p != nil {
				l.err = fmt.Errorf("%s: reading %s failed: %v", f.name, name, p)
			}
		}()
		l.src, l.err = f.read(p.Sequence)
	})
	return l, nil
}

// failed reports whether the reading has ended with an error.
func (l *load) failed() bool {
	select {
	case <-l.done:
		return l.err != nil
	default:
		return false
	}
}

// read reads the rows of a sequence.
func (f *file) read(s fileindex.Sequence) (source.Source, error) {
	name := fmt.Sprintf("%s, rows of %s", f.name, s.Name)
	r, err := lines.NewReader(name, f.opt.lines(bgzf.NewSection(f.r, f.size, s.From, s.To)))
	if err != nil {
		return nil, err
	}
	src, err := f.opt.Load(f.ctx, r)
	if err != nil {
		return nil, err
	}
	if _, err := src.Rows(f.ctx, genome.Interval{Seq: s.Name}, source.RowOptions{}); errors.Is(err, source.ErrNoSequence) {
		return nil, fmt.Errorf("%s: none is where the index says: %w", name, source.ErrFormat)
	}
	f.warn(name, src.Info().Notes)
	return src, nil
}
