package catalog

import (
	"fmt"
	"slices"
	"sync"

	"github.com/epiviz/epivizgo/session/genome"
)

// sequence is one that the session offers.
type sequence struct {
	genome.Sequence
	stated bool // the length is the sequence's own, not the largest end seen
}

// known reports whether the sequence's end is known.
func (s sequence) known() bool { return s.stated && s.Length > 0 }

// SetGenome fixes the sequences: files add none from now on.
func (c *Catalog) SetGenome(seqs []genome.Sequence) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fixed = true
	c.setBase(merge(nil, seqs, true))
}

// EditSequences says in what the sequences on offer differ from those of the genome or
// of the files, now and of files that come later: the sequences of added are offered
// too, or with another length where they are there in any spelling, and those whose
// names are in removed are not, as long as others are. It replaces what was said before.
func (c *Catalog) EditSequences(added []genome.Sequence, removed []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.added, c.removed = added, removed
	c.setBase(c.base)
}

// collectBase offers the sequences of the files that there are. Where these have none, those
// on offer stay: pages fail without one. c.mu is held.
func (c *Catalog) collectBase() {
	var base []sequence
	for _, ds := range c.datasets {
		base = merge(base, ds.Info.Sequences, ds.Info.LengthsKnown)
	}
	if c.orphaned = len(base) == 0; !c.orphaned {
		c.setBase(base)
	}
}

// setBase offers the sequences of the genome or of the files with the edits. c.mu is
// held.
func (c *Catalog) setBase(base []sequence) {
	c.base = base
	out := base
	if len(c.added)+len(c.removed) > 0 {
		out = merge(base, c.added, true)
		find := finder(out)
		for _, s := range c.added {
			if i := find(s.Name); i >= 0 && s.Length > 0 {
				out[i].Length, out[i].stated = s.Length, true
			}
		}
		gone := make(map[string]bool, len(c.removed))
		for _, name := range c.removed {
			gone[name] = true
		}
		left := slices.DeleteFunc(slices.Clone(out), func(s sequence) bool { return gone[s.Name] })
		if len(left) > 0 { // pages fail without one
			out = left
		}
	}
	c.sequences = out
}

// finder returns a function that finds a sequence by its name, or else by another
// spelling of it, and returns its index or -1.
func finder(have []sequence) func(name string) int {
	at := make(map[string]int, len(have))
	for i, s := range have {
		at[s.Name] = i
	}
	names := sync.OnceValue(func() *genome.Names { return genome.NewNames(plain(have), true) })
	return func(name string) int {
		if i, ok := at[name]; ok {
			return i
		}
		if match, ok := names().Resolve(genome.Sequence{Name: name}); ok {
			return at[match.Name]
		}
		return -1
	}
}

// plain returns sequences without what is known of their lengths.
func plain(list []sequence) []genome.Sequence {
	out := make([]genome.Sequence, len(list))
	for i, s := range list {
		out[i] = s.Sequence
	}
	return out
}

// Sequences lists those that the session offers, in the order of the genome or
// of the files.
func (c *Catalog) Sequences() []genome.Sequence {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return plain(c.sequences)
}

// Sequence finds an offered sequence by its name or another spelling of it.
func (c *Catalog) Sequence(name string) (genome.Sequence, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if i := slices.IndexFunc(c.sequences, func(s sequence) bool { return s.Name == name }); i >= 0 {
		return c.sequences[i].Sequence, true
	}
	if i := finder(c.sequences)(name); i >= 0 {
		return c.sequences[i].Sequence, true
	}
	return genome.Sequence{}, false
}

// End returns where the sequence on offer of this name ends, 0 when nothing says, and reports whether that end is
// known: stated by a genome, a file or a person, and not just the largest end that was seen in the rows of some file.
// The rows of one of sets that reach further contradict what was stated: then their end is returned, and none is known.
func (c *Catalog) End(name string, sets ...*Dataset) (end int, known bool) {
	c.mu.RLock()
	if i := slices.IndexFunc(c.sequences, func(s sequence) bool { return s.Name == name }); i >= 0 {
		end, known = c.sequences[i].Length, c.sequences[i].known()
	}
	c.mu.RUnlock()
	for _, ds := range sets {
		own, ok := c.resolve(ds, name)
		if !ok {
			continue
		}
		i := slices.IndexFunc(ds.Info.Sequences, func(s genome.Sequence) bool { return s.Name == own })
		if i >= 0 && ds.Info.Sequences[i].Length > end {
			end, known = ds.Info.Sequences[i].Length, false
		}
	}
	return end, known
}

// KnownEnds returns the names of the sequences on offer whose end is known, as End has it.
func (c *Catalog) KnownEnds() map[string]bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	known := make(map[string]bool, len(c.sequences))
	for _, s := range c.sequences {
		known[s.Name] = s.known()
	}
	return known
}

// merge adds sequences to have. One that is in it under the same or another spelling is
// not added; its length is corrected: a stated length replaces an end that was only
// seen, and a larger one of the same kind a smaller.
func merge(have []sequence, more []genome.Sequence, stated bool) []sequence {
	have = slices.Clone(have)
	names := genome.NewNames(plain(have), false)
	at := make(map[string]int, len(have))
	for i, s := range have {
		at[s.Name] = i
	}
	for _, s := range more {
		name := s.Name
		if match, ok := names.Resolve(genome.Sequence{Name: name}); ok {
			name = match.Name
		}
		i, there := at[name]
		switch {
		case !there:
			at[name] = len(have)
			have = append(have, sequence{Sequence: s, stated: stated})
		case stated && !have[i].stated:
			have[i].Length, have[i].stated = s.Length, true
		case stated == have[i].stated:
			have[i].Length = max(have[i].Length, s.Length)
		}
	}
	return have
}

// resolve finds a dataset's own name for a sequence as the session calls it.
func (c *Catalog) resolve(ds *Dataset, name string) (string, bool) {
	asked := genome.Sequence{Name: name}
	c.mu.RLock()
	if i := slices.IndexFunc(c.sequences, func(s sequence) bool { return s.Name == name && s.stated }); i >= 0 {
		asked = c.sequences[i].Sequence
	}
	c.mu.RUnlock()
	match, ok := ds.names.Resolve(asked)
	if match.Warning != "" {
		c.once(fmt.Sprintf("%s: %s", ds.Name, match.Warning))
	}
	if ok && match.Alias {
		c.once(fmt.Sprintf("%s calls %s %s", ds.Name, name, match.Name))
	}
	return match.Name, ok
}

// once notes a sentence the first time.
func (c *Catalog) once(sentence string) {
	c.mu.Lock()
	_, told := c.noted[sentence]
	if !told {
		c.noted[sentence] = struct{}{}
	}
	c.mu.Unlock()
	if !told {
		c.note(sentence)
	}
}
