package cram

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/klauspost/compress/gzip"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bam"
	"github.com/epiviz/epivizgo/session/source/cache"
)

const (
	// Format is the name of the format for people.
	Format = "CRAM"
	// Magic begins a CRAM.
	Magic = "CRAM"
	// definitionSize is the size of what is before the first container.
	definitionSize = 26
	// firstView is the width of a first view, in bases.
	firstView = 10_000
	// mostIndex bounds an index once inflated.
	mostIndex = 256 << 20
	// mostSlice bounds the bytes of a slice in the file.
	mostSlice = 512 << 20
	// spreadWidth is the width of the stretches that Spread tells of.
	spreadWidth = 1 << 14
	cacheBytes  = 128 << 20
)

// decoded caches the records of slices of all open files: people pan.
var decoded = cache.New[*file, []byte](cacheBytes)

// entry is a line of the index: where the reads of one sequence in one slice are.
type entry struct {
	ref, start, end int // from 0
	container       int64
	slice, size     int
	of              *mixed // of an entry that the index lacks, in which the sequence may be
}

// compare orders entries as the file has them.
func (e entry) compare(o entry) int {
	return cmp.Or(cmp.Compare(e.container, o.container), cmp.Compare(e.slice, o.slice))
}

// Index says where the reads of each sequence are in a file.
type Index struct {
	entries []entry // in the order of the file
	// Notes are sentences on the index.
	Notes []string
}

// ReadIndex reads a .crai. name is for messages.
func ReadIndex(r io.Reader, name string) (*Index, error) {
	raw := bufio.NewReader(r)
	var text io.Reader = raw
	if head, _ := raw.Peek(2); bytes.Equal(head, []byte("\x1f\x8b")) {
		z, err := gzip.NewReader(raw)
		if err != nil {
			return nil, fmt.Errorf("index %s: %w: %w", name, err, source.ErrFormat)
		}
		text = z
	}
	data, err := io.ReadAll(io.LimitReader(text, mostIndex+1))
	if err == nil && len(data) > mostIndex {
		err = fmt.Errorf("more than %d MB", mostIndex>>20)
	}
	if err != nil {
		return nil, fmt.Errorf("index %s: %w: %w", name, err, source.ErrFormat)
	}
	var all []entry
	n := 0
	for line := range strings.Lines(string(data)) {
		n++
		fields := strings.Fields(line)
		if len(fields) == 0 {
			continue
		}
		var v [6]int64
		for i := range v {
			if len(fields) != len(v) {
				err = fmt.Errorf("found %d columns; wanted 6", len(fields))
			} else if v[i], err = strconv.ParseInt(fields[i], 10, 64); err == nil && (v[i] < -1 || i > 2 && v[i] < 0) {
				err = fmt.Errorf("found %d in column %d", v[i], i+1)
			}
			if err != nil {
				return nil, fmt.Errorf("index %s: line %d: %w: %w", name, n, err, source.ErrFormat)
			}
		}
		start := max(int(v[1])-1, 0)
		all = append(all, entry{ref: int(v[0]), start: start, end: start + int(v[2]), container: v[3], slice: int(v[4]), size: int(v[5])})
	}
	slices.SortFunc(all, entry.compare)
	return &Index{entries: all}, nil
}

// file is an open CRAM.
type file struct {
	r      io.ReaderAt
	size   int64
	name   string
	major  int
	body   int64 // the offset of the first container behind the header
	sorted bool
	refs   []genome.Sequence
	sums   map[string]string // as of bam.Checksums
	groups []string          // of reads
	index  map[int][]entry   // by sequence
	mixed  []*mixed
	closed atomic.Bool
	// unplaced counts the reads without a place in containers of no others.
	unplaced int64
	// unfollowed reports whether not all of a large index was compared with the file.
	unfollowed bool
}

// Open returns a source of the reads of a file of size bytes. Close closes r if it is an io.Closer; if
// Open fails, r stays open. Errors are of a file or an index that is damaged, or of another file's index.
func Open(r io.ReaderAt, size int64, name string, idx *Index) (source.Source, error) {
	f := &file{r: r, size: size, name: name, index: map[int][]entry{}}
	fail := func(err error) (source.Source, error) { return nil, fmt.Errorf("%s: %w", name, err) }
	head := make([]byte, definitionSize)
	if _, err := r.ReadAt(head, 0); err != nil {
		return fail(fmt.Errorf("the header: %w", cutShort(err)))
	}
	if f.major = int(head[4]); string(head[:4]) != Magic || f.major < 2 || f.major > 3 {
		return fail(fmt.Errorf("CRAM of version %d.%d; wanted 2.0 to 3.1: %w", head[4], head[5], source.ErrFormat))
	}
	text, err := f.header()
	if err != nil {
		return fail(fmt.Errorf("the header: %w", err))
	}
	refs, order, err := sequences(text)
	if err != nil {
		return fail(fmt.Errorf("the header: %w", err))
	}
	f.refs, f.sums, f.groups = refs, bam.Checksums(text), readGroups(text)
	if f.sorted = order == "coordinate"; order == "queryname" {
		return nil, hint.Add(fmt.Errorf("%s: its reads are in the order %q; wanted that of coordinates: %w", name, order, source.ErrFormat),
			"sort it: samtools sort -o sorted.cram %s && samtools index sorted.cram", name)
	}
	for _, e := range idx.entries {
		if e.ref >= len(refs) || e.container+int64(e.slice)+int64(e.size) > size {
			err := fmt.Errorf("%s: the index does not fit: sequence %d at offset %d: %w", name, e.ref+1, e.container, source.ErrFormat)
			return nil, hint.Add(err, "make it again: samtools index %s", name)
		}
		f.index[e.ref] = append(f.index[e.ref], e)
	}
	if err := f.complete(idx.entries); err != nil {
		return nil, hint.Add(fmt.Errorf("%s: the index does not fit: %w", name, err), "make it again: samtools index %s", name)
	}
	info := source.Info{Format: Format, Sequences: refs, Items: -1, Notes: idx.Notes}
	if f.unfollowed {
		info.Notes = append(slices.Clip(info.Notes),
			fmt.Sprintf("the index was compared with the first %d parts of the file and the last", mostFollowed))
	}
	if note := f.withoutPlace(); note != "" {
		info.Notes = append(slices.Clip(info.Notes), note)
	}
	if name := f.unchecked(idx.entries); name != "" {
		info.Notes = append(slices.Clip(info.Notes),
			fmt.Sprintf("the header has no MD5 of %s: whether the genome is the reference of all reads is not checked", name))
	}
	for _, e := range idx.entries {
		if e.ref >= 0 {
			ref := refs[e.ref]
			info.First = genome.Interval{Seq: ref.Name, Start: min(e.start, ref.Length), End: min(e.start+firstView, ref.Length)}
			break
		}
	}
	return bam.New(f, name, info, text), nil
}

// unchecked returns a sequence of which some slices have no MD5, as they are of several sequences, and the header has none; "" for none.
func (f *file) unchecked(entries []entry) string {
	for i, e := range entries {
		if i > 0 && e.container == entries[i-1].container && e.slice == entries[i-1].slice && e.ref >= 0 && f.sums[f.refs[e.ref].Name] == "" {
			return f.refs[e.ref].Name
		}
	}
	return ""
}

// header reads the text of the header.
func (f *file) header() (string, error) {
	k, err := readContainer(f.r, definitionSize, f.size, f.major)
	if err != nil {
		return "", cutShort(err)
	}
	data, err := f.bytes(definitionSize+int64(k.size), k.length)
	if err != nil {
		return "", err
	}
	f.body = definitionSize + int64(k.size) + int64(k.length)
	c := &cursor{data: data}
	b := c.block(f.major)
	if c.err == nil && b.kind != fileHeader {
		c.fail("a block of kind %d; wanted the header of the file", b.kind)
	}
	if c.err != nil {
		return "", c.err
	}
	if data, err = b.inflate(); err != nil {
		return "", err
	}
	c = &cursor{data: data}
	text := c.bytes(c.i32())
	return string(text), c.err
}

// bytes reads a part of the file.
func (f *file) bytes(at int64, n int) ([]byte, error) {
	if n < 0 || n > mostSlice || at < 0 || at+int64(n) > f.size {
		return nil, fmt.Errorf("%d bytes at %d of %d: %w", n, at, f.size, source.ErrFormat)
	}
	data := make([]byte, n)
	if _, err := f.r.ReadAt(data, at); err != nil {
		return nil, cutShort(err)
	}
	return data, nil
}

// sequences reads the @SQ lines of a header, and its order.
func sequences(text string) (refs []genome.Sequence, order string, err error) {
	known := map[string]bool{}
	for line := range strings.Lines(text) {
		kind, rest, _ := strings.Cut(strings.TrimRight(line, "\r\n"), "\t")
		if kind != "@SQ" && kind != "@HD" {
			continue
		}
		var name string
		length := 0
		for field := range strings.SplitSeq(rest, "\t") {
			switch key, value, _ := strings.Cut(field, ":"); key {
			case "SN":
				name = value
			case "LN":
				length, err = strconv.Atoi(value)
			case "SO":
				if kind == "@HD" {
					order = value
				}
			}
		}
		if kind == "@HD" {
			continue
		}
		if err != nil || name == "" || length < 0 || length > genome.MaxPosition || known[name] {
			return nil, "", fmt.Errorf("the line %.100q: %w", line, source.ErrFormat)
		}
		known[name] = true
		refs = append(refs, genome.Sequence{Name: name, Length: length})
	}
	return refs, order, nil
}

// readGroups returns the ids of the @RG lines of a header, in their order.
func readGroups(text string) (ids []string) {
	for line := range strings.Lines(text) {
		rest, ok := strings.CutPrefix(strings.TrimRight(line, "\r\n"), "@RG\t")
		if !ok {
			continue
		}
		id := ""
		for field := range strings.SplitSeq(rest, "\t") {
			if v, ok := strings.CutPrefix(field, "ID:"); ok {
				id = v
			}
		}
		ids = append(ids, id)
	}
	return ids
}

// withoutPlace returns the note on reads without a place, "" if there are none. How many there are in slices with others, or in those of a
// large index that were not looked at, is not known.
func (f *file) withoutPlace() string {
	among := slices.ContainsFunc(f.mixed, func(m *mixed) bool { return m.listed[noRef] && len(m.listed) > 1 })
	switch {
	case len(f.index[noRef]) == 0 && !among:
		return ""
	case among || f.unfollowed || f.unplaced == 0:
		return "reads without a place are not shown"
	}
	return bam.WithoutPlace(f.unplaced)
}

// endOfFile is the alignment start of the container that ends a file.
const endOfFile = 4542278

// complete checks that an index has all that the file has.
func (f *file) complete(index []entry) error {
	at, err := f.filled(f.body)
	if err == io.EOF && len(index) == 0 {
		return nil
	} else if err != nil && err != io.EOF {
		return err
	}
	if len(index) == 0 || err == nil && at < index[0].container {
		return fmt.Errorf("it lacks the first reads: %w", source.ErrFormat)
	}
	several := map[int64]bool{}
	end, err := f.follow(index, several)
	if err != nil {
		return err
	}
	f.mix(index, several)
	if _, err = f.filled(end); err == nil {
		return fmt.Errorf("it ends before the reads do: %w", source.ErrFormat)
	} else if err != io.EOF {
		return err
	}
	return nil
}

// filled returns the offset of the first container with reads at an offset or behind it. The error is io.EOF at the end of a
// whole file.
func (f *file) filled(at int64) (int64, error) {
	for {
		k, err := readContainer(f.r, at, f.size, f.major)
		switch {
		case err == io.EOF && f.major >= 3: // older files have no mark at the end
			return 0, fmt.Errorf("the file has no mark at its end: it has been cut short: %w", source.ErrFormat)
		case err != nil:
			return 0, err
		case k.start == endOfFile && k.records == 0:
			return 0, io.EOF
		case k.records > 0:
			return at, nil
		}
		at += int64(k.size) + int64(k.length)
	}
}

// mostFollowed bounds the containers that are looked at to find whether an index leaves some out.
const mostFollowed = 20_000

// follow checks that an index has all slices of its containers, and every container with reads between them. It returns the end of the
// last. Of very many containers it looks at the first ones and the last. It notes those of several sequences.
func (f *file) follow(index []entry, several map[int64]bool) (end int64, err error) {
	n := 0
	for len(index) > 0 {
		at := index[0].container
		same := 0
		for same < len(index) && index[same].container == at {
			same++
		}
		of := index[:same]
		index = index[same:]
		if n++; n > mostFollowed && len(index) > 0 {
			end = 0
			continue
		}
		if end > 0 && end != at {
			if filled, err := f.filled(end); err != nil && err != io.EOF {
				return 0, err
			} else if err == io.EOF || filled < at {
				return 0, fmt.Errorf("it lacks the reads at offset %d: %w", filled, source.ErrFormat)
			}
		}
		k, err := f.listed(of, at)
		if err != nil {
			return 0, err
		}
		if end = at + int64(k.size) + int64(k.length); k.ref == severalRefs {
			several[at] = true
		}
		if !slices.ContainsFunc(of, func(e entry) bool { return e.ref != noRef }) {
			f.unplaced += int64(k.records)
		}
	}
	if n > mostFollowed {
		f.unfollowed = true
	}
	return end, nil
}

// listed checks that entries of an index are the slices of the container at an offset, and returns it.
func (f *file) listed(entries []entry, at int64) (k container, err error) {
	if k, err = readContainer(f.r, at, f.size, f.major); err != nil {
		return k, cutShort(err)
	}
	of := map[int]bool{}
	for _, e := range entries {
		if of[e.slice] = true; !k.has(e) {
			return k, fmt.Errorf("no slice of %d bytes at %d of the container at %d: %w", e.size, e.slice, at, source.ErrFormat)
		}
	}
	if len(of) != len(k.landmarks) {
		return k, fmt.Errorf("it has %d of the %d slices of the container at %d: %w", len(of), len(k.landmarks), at, source.ErrFormat)
	}
	return k, nil
}

// has reports whether a container has a slice where an index says.
func (k *container) has(e entry) bool {
	i := slices.Index(k.landmarks, e.slice)
	if i < 0 {
		return false
	}
	end := k.length
	if i+1 < len(k.landmarks) {
		end = k.landmarks[i+1]
	}
	return e.slice+e.size == end
}

// Close implements bam.File.
func (f *file) Close() error {
	f.closed.Store(true)
	decoded.Drop(f)
	if c, ok := f.r.(io.Closer); ok {
		return c.Close()
	}
	return nil
}

// Sorted implements bam.File.
func (f *file) Sorted() bool { return f.sorted }

// Closed implements cache.File.
func (f *file) Closed() bool { return f.closed.Load() }

// Window implements bam.File.
func (f *file) Window(seq int, iv genome.Interval, with *bam.Whole) (
	size int64, each func(ctx context.Context, yield func(record []byte) bool) error,
) {
	var found []entry
	start := min(iv.Start, f.refs[seq].Length-1) // samtools indexes reads beyond the end of the sequence as if they were cut there
	for _, e := range f.index[seq] {
		if e.start < iv.End && (e.end > start || e.start >= start) {
			found = append(found, e)
			size += int64(e.size)
		}
	}
	if more := f.unlisted(seq, iv.End); more != nil {
		found = append(found, more...)
		slices.SortStableFunc(found, entry.compare)
		for _, e := range more {
			size += int64(e.size)
		}
	}
	return size, func(ctx context.Context, yield func([]byte) bool) error {
		for _, e := range found {
			if err := ctx.Err(); err != nil {
				return err
			}
			if e.of != nil {
				if has, err := e.of.has(ctx, f, seq); err != nil {
					return err
				} else if !has {
					continue
				}
			}
			records, err := f.records(ctx, e, with)
			if err != nil {
				return err
			}
			for len(records) > 0 {
				n := int(binary.LittleEndian.Uint32(records))
				if !yield(records[4 : 4+n]) {
					return nil
				}
				records = records[4+n:]
			}
		}
		return nil
	}
}

// ofWhole marks the keys of slices that are cached with bases. Their reference was checked, or is not the genome's.
const ofWhole = 1 << 63

// records returns the records of a slice in BAM's encoding, each with its size in front.
func (f *file) records(ctx context.Context, e entry, with *bam.Whole) (out []byte, err error) {
	key := uint64(e.container + int64(e.slice)) // no two slices have the same
	if with != nil {
		key |= ofWhole
	}
	if out, ok := decoded.Get(f, key); ok {
		return out, nil
	}
	k, err := readContainer(f.r, e.container, f.size, f.major)
	if err != nil {
		return nil, cutShort(err)
	}
	if !k.has(e) {
		return nil, fmt.Errorf("the index does not fit: no slice of %d bytes at %d of the container at %d: %w",
			e.size, e.slice, e.container, source.ErrFormat)
	}
	body := e.container + int64(k.size)
	// The compression header is before the first slice.
	first := e.slice
	if len(k.landmarks) > 0 {
		first = min(first, k.landmarks[0])
	}
	head, err := f.bytes(body, first)
	if err != nil {
		return nil, err
	}
	c := &cursor{data: head}
	b := c.block(f.major)
	if c.err == nil && b.kind != compressionHeader {
		c.fail("a block of kind %d; wanted a compression header", b.kind)
	}
	if c.err != nil {
		return nil, c.err
	}
	text, err := b.inflate()
	if err != nil {
		return nil, err
	}
	c = &cursor{data: text}
	h := c.compressionHeader()
	if c.err != nil {
		return nil, fmt.Errorf("a compression header: %w", c.err)
	}
	data, err := f.bytes(body+int64(e.slice), e.size)
	if err != nil {
		return nil, err
	}
	s, err := readSlice(data, h, f.major)
	if err != nil {
		return nil, err
	}
	if s.ref != e.ref && s.ref != severalRefs && e.ref != severalRefs {
		return nil, fmt.Errorf("the index does not fit: the slice is of sequence %d, not of %d: %w", s.ref+1, e.ref+1, source.ErrFormat)
	}
	if with != nil {
		s.whole = &whole{fetch: f.fetcher(ctx, with.Bases), check: f.checker(ctx, with.Bases), groups: f.groups, of: -1}
		sequence := "*"
		if s.ref >= 0 && s.ref < len(f.refs) {
			sequence = f.refs[s.ref].Name
		}
		if err := s.reference(sequence); err != nil {
			return nil, err
		}
	}
	all, err := s.decode(f.name)
	if err != nil {
		return nil, err
	}
	for i := range all {
		out = all[i].append(out)
	}
	if s.whole == nil || s.checked() {
		decoded.Put(f, key, out, len(out))
	}
	return out, nil
}

// Spread implements bam.File.
func (f *file) Spread(seq int) (width int, offsets []float64) {
	entries := f.index[seq]
	if len(entries) == 0 {
		return 0, nil
	}
	end := 0
	for _, e := range entries {
		end = max(end, e.end)
	}
	each := make([]float64, end/spreadWidth+1)
	for _, e := range entries {
		for i := e.start / spreadWidth; i <= max(e.end-1, e.start)/spreadWidth; i++ {
			from, to := max(e.start, i*spreadWidth), min(e.end, (i+1)*spreadWidth)
			each[i] += float64(e.size) * float64(max(to-from, 0)) / float64(max(e.end-e.start, 1))
		}
	}
	offsets = make([]float64, len(each)+1)
	for i, n := range each {
		offsets[i+1] = offsets[i] + n
	}
	return spreadWidth, offsets
}
