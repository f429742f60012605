package cram

import (
	"context"
	"encoding/binary"
	"sync"
)

// A slice with reads of several sequences has a line of the index for each. Its container says that they are several, but not which: where
// a line is missing, the slice is read to find out.

// severalRefs is the number of the sequence that a container or slice of several has.
const severalRefs = -2

// noRef is the number of the sequence of reads without a place.
const noRef = -1

// mixed is a slice of several sequences.
type mixed struct {
	entry
	listed map[int]bool // sequences that the index has lines of
	// from and to are the sequences between which others may be in the slice of a sorted file: those of the slices beside it.
	from, to int

	mu     sync.Mutex
	starts map[int]int // where the reads of each sequence begin, once the slice has been read
}

// slicesOf groups entries of a file by their slices.
func slicesOf(entries []entry, yield func(of []entry)) {
	for len(entries) > 0 {
		n := 1
		for n < len(entries) && entries[n].container == entries[0].container && entries[n].slice == entries[0].slice {
			n++
		}
		yield(entries[:n])
		entries = entries[n:]
	}
}

// mix collects the slices of several sequences of an index: those of the containers of several, and others with lines of several.
func (f *file) mix(index []entry, several map[int64]bool) {
	last := 0 // the last sequence before
	var open *mixed
	slicesOf(index, func(of []entry) {
		first, most := len(f.refs), 0
		listed := map[int]bool{}
		for _, e := range of {
			ref := e.ref
			if ref < 0 { // reads without a place are last
				ref = len(f.refs)
			}
			first, most = min(first, ref), max(most, ref)
			listed[e.ref] = true
		}
		if open != nil {
			open.to = first
			open = nil
		}
		if len(listed) > 1 || several[of[0].container] {
			open = &mixed{entry: of[0], listed: listed, from: last, to: len(f.refs)}
			f.mixed = append(f.mixed, open)
		}
		last = most
	})
}

// unlisted returns entries of slices that may have reads of a sequence before end, without a line in the index.
func (f *file) unlisted(seq, end int) (found []entry) {
	for _, m := range f.mixed {
		if f.sorted && (seq < m.from || seq > m.to) || m.listed[seq] {
			continue
		}
		m.mu.Lock()
		start, has := m.starts[seq]
		known := m.starts != nil
		m.mu.Unlock()
		if !known || has && start < end { // where its reads end is not known
			e := m.entry
			e.ref, e.of = seq, m
			found = append(found, e)
		}
	}
	return found
}

// has reports whether a slice has reads of a sequence, for which it is read once.
func (m *mixed) has(ctx context.Context, f *file, seq int) (bool, error) {
	m.mu.Lock()
	starts := m.starts
	m.mu.Unlock()
	if starts == nil {
		e := m.entry
		e.ref = severalRefs
		records, err := f.records(ctx, e, nil)
		if err != nil {
			return false, err
		}
		starts = map[int]int{}
		for len(records) > 0 {
			n := int(binary.LittleEndian.Uint32(records))
			ref, pos := int(int32(binary.LittleEndian.Uint32(records[4:]))), int(int32(binary.LittleEndian.Uint32(records[8:])))
			records = records[4+n:]
			if start, has := starts[ref]; !has || pos < start {
				starts[ref] = pos
			}
		}
		m.mu.Lock()
		m.starts = starts
		m.mu.Unlock()
	}
	_, has := starts[seq]
	return has, nil
}
