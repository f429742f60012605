package catalog

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/epiviz/epivizgo/session/genome"
)

// SetGenome fixes the sequences: files add none from now on. nil gives the files their say again.
func (c *Catalog) SetGenome(seqs []genome.Sequence) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.fixed = seqs != nil; !c.fixed {
		c.collectBase()
		return
	}
	c.setBase(merge(nil, seqs))
}

// EditSequences sets how the sequences on offer differ from those of the genome or of the
// files, including files that are added later. Sequences in added are offered too, or with
// another length if they exist in any spelling. Sequences named in removed are not offered,
// as long as others are. It replaces earlier edits.
func (c *Catalog) EditSequences(added []genome.Sequence, removed []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.added, c.removed = added, removed
	c.setBase(c.base)
}

// collectBase offers the sequences of the present files. If these have none, the sequences
// on offer stay, since pages fail without one. c.mu is held.
func (c *Catalog) collectBase() {
	var base []genome.Sequence
	for _, ds := range c.datasets {
		base = merge(base, ds.Info.Sequences)
	}
	if c.orphaned = len(base) == 0; !c.orphaned {
		c.setBase(base)
	}
}

// Orphaned reports whether neither a genome nor a file has sequences: those on offer are of files
// that were removed, or were added.
func (c *Catalog) Orphaned() bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return !c.fixed && (c.orphaned || len(c.base) == 0)
}

// setBase offers the sequences of the genome or of the files with the edits. c.mu is
// held.
func (c *Catalog) setBase(base []genome.Sequence) {
	c.base = base
	out := base
	if len(c.added)+len(c.removed) > 0 {
		out = merge(base, c.added)
		find := finder(out)
		for _, s := range c.added {
			if i := find(s.Name); i >= 0 && s.Length > 0 {
				out[i].Length, out[i].Open = s.Length, s.Open
			}
		}
		gone := make(map[string]bool, len(c.removed))
		for _, name := range c.removed {
			gone[name] = true
		}
		left := slices.DeleteFunc(slices.Clone(out), func(s genome.Sequence) bool { return gone[s.Name] })
		if len(left) > 0 { // pages fail without one
			out = left
		}
	}
	c.sequences, c.find = out, finder(out)
	c.main = sync.OnceValue(func() []genome.Sequence { return mainOf(out, MostSequences) })
}

// MostSequences is how many sequences MainSequences returns at most, as many as a menu can hold.
const MostSequences = 1000

// MainSequences lists the sequences on offer, in their order. Of very many it keeps an assembly's main
// sequences first, and then the longest.
func (c *Catalog) MainSequences() []genome.Sequence {
	c.mu.RLock()
	main := c.main
	c.mu.RUnlock()
	return slices.Clone(main())
}

// mainOf returns the main sequences and the longest, at most n.
func mainOf(all []genome.Sequence, n int) []genome.Sequence {
	if len(all) <= n {
		return all
	}
	have := make(map[string]bool, len(all))
	for _, s := range all {
		have[s.Name] = true
	}
	order := make([]int, len(all))
	for i := range all {
		order[i] = i
	}
	slices.SortFunc(order, func(i, k int) int { return cmp.Or(all[k].Length-all[i].Length, i-k) })
	// No more names are looked at than is needed, for that takes longest.
	var main, secondary []int
	for _, i := range order {
		if len(main) == n {
			break
		}
		if genome.Secondary(all[i].Name, func(name string) bool { return have[name] }) {
			secondary = append(secondary, i)
		} else {
			main = append(main, i)
		}
	}
	order = append(main, secondary...)
	order = order[:n]
	slices.Sort(order)
	out := make([]genome.Sequence, n)
	for i, k := range order {
		out[i] = all[k]
	}
	return out
}

// finder returns a function that finds a sequence by its name, or else by another
// spelling of it, and returns its index or -1.
func finder(have []genome.Sequence) func(name string) int {
	index := sync.OnceValue(func() map[string]int {
		at := make(map[string]int, len(have))
		for i, s := range have {
			at[s.Name] = i
		}
		return at
	})
	names := sync.OnceValue(func() *genome.Names { return genome.NewNames(have) })
	return func(name string) int {
		at := index()
		if i, ok := at[name]; ok {
			return i
		}
		if match, ok := names().Resolve(genome.Sequence{Name: name}); ok {
			return at[match.Name]
		}
		return -1
	}
}

// Sequences lists the sequences on offer, in the order of the genome or of the
// files.
func (c *Catalog) Sequences() []genome.Sequence {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return slices.Clone(c.sequences)
}

// SequenceCount returns the number of sequences on offer.
func (c *Catalog) SequenceCount() int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return len(c.sequences)
}

// FindSequences returns at most limit sequences on offer that a text may mean, in any case:
// the one of that name, or the one of a place; then those that begin with the text; then
// those that contain it.
func (c *Catalog) FindSequences(text string, limit int) []genome.Sequence {
	c.mu.RLock()
	defer c.mu.RUnlock()
	var found []genome.Sequence
	for _, name := range sequenceOf(text) {
		if i := c.find(name); i >= 0 && !slices.Contains(found, c.sequences[i]) {
			found = append(found, c.sequences[i])
		}
	}
	named := len(found)
	var rest [2][]genome.Sequence
	lower := strings.ToLower(text)
	for _, s := range c.sequences {
		name := strings.ToLower(s.Name)
		switch {
		case len(rest[0]) >= limit:
			return append(found, rest[0]...)[:limit]
		case slices.Contains(found[:named], s):
		case strings.HasPrefix(name, lower):
			rest[0] = append(rest[0], s)
		case len(rest[1]) < limit && strings.Contains(name, lower):
			rest[1] = append(rest[1], s)
		}
	}
	found = slices.Concat(found, rest[0], rest[1])
	return found[:min(len(found), limit)]
}

// sequenceOf returns the possible names of a sequence in a text: the whole text, or the part
// before the last colon or the first space.
func sequenceOf(text string) []string {
	names := []string{text}
	if i := strings.LastIndexByte(text, ':'); i > 0 {
		names = append(names, text[:i])
	}
	if f := strings.Fields(text); len(f) > 1 {
		names = append(names, f[0])
	}
	return names
}

// Sequence finds an offered sequence by its name or another spelling of it.
func (c *Catalog) Sequence(name string) (genome.Sequence, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if i := c.find(name); i >= 0 {
		return c.sequences[i], true
	}
	return genome.Sequence{}, false
}

// NotTaken says why a name is not taken for one of the sequences on offer though it is a
// spelling of its name, "" if there is no such sequence.
func (c *Catalog) NotTaken(name string) string {
	match, ok := genome.NewNames(c.Sequences()).Resolve(genome.Sequence{Name: name})
	if ok {
		return ""
	}
	return match.Warning
}

// Within returns the part of iv before the end of its sequence if that is known. An iv that
// ends at genome.MaxPosition, as requests without an end do, is cut at the end of the seen rows.
func (c *Catalog) Within(iv genome.Interval) genome.Interval {
	s, _ := c.Sequence(iv.Seq)
	if s.Known() || iv.End >= genome.MaxPosition {
		return iv.Clamp(s.Length)
	}
	return iv
}

// End returns the end of the sequence on offer of this name, 0 if there is no information, and reports
// whether the end is known: stated by a genome, a file or a person, rather than the largest end seen in
// rows. If rows of one of sets reach beyond a stated end, End returns their end, as not known.
func (c *Catalog) End(name string, sets ...*Dataset) (end int, known bool) {
	if s, ok := c.Sequence(name); ok {
		end, known = s.Length, s.Known()
	}
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

// merge adds sequences to have. If have has one already, in any spelling, merge corrects what
// is known of its end instead.
func merge(have, more []genome.Sequence) []genome.Sequence {
	have = slices.Clone(have)
	known := have
	names := sync.OnceValue(func() *genome.Names { return genome.NewNames(known) })
	at := make(map[string]int, len(have))
	for i, s := range have {
		at[s.Name] = i
	}
	for _, s := range more {
		i, there := at[s.Name]
		if !there { // perhaps in another spelling
			if match, ok := names().Resolve(genome.Sequence{Name: s.Name}); ok {
				i, there = at[match.Name]
			}
		}
		if there {
			have[i] = have[i].Learn(s)
		} else {
			at[s.Name] = len(have)
			have = append(have, s)
		}
	}
	return have
}

// Unreached lists the sequences of a dataset that no name finds: those that the sequences on
// offer do not have, as a genome's may not, and those of whose spellings another is taken.
func (c *Catalog) Unreached(ds *Dataset) (missing, twice []string) {
	c.mu.RLock()
	offered := c.base
	if len(c.added) > 0 {
		offered = merge(c.base, c.added)
	}
	c.mu.RUnlock()
	find := finder(offered)
	filled, _ := ds.Info.Filled()
	for _, s := range filled {
		i := find(s.Name)
		if i < 0 {
			missing = append(missing, s.Name)
		} else if match, ok := ds.names.Resolve(offered[i]); ok && match.Name != s.Name {
			twice = append(twice, s.Name)
		}
	}
	return missing, twice
}

// resolve finds a dataset's own name for a sequence of the session.
func (c *Catalog) resolve(ds *Dataset, name string) (string, bool) {
	asked := genome.Sequence{Name: name}
	if s, ok := c.Sequence(name); ok && s.Name == name {
		asked = s
	}
	match, ok := ds.names.Resolve(asked)
	if match.Warning != "" {
		c.once(fmt.Sprintf("%s: %s", ds.Name, match.Warning))
	}
	if ok && match.Alias {
		c.onceAlias(ds, name, match.Name)
	}
	return match.Name, ok
}

// mostAliases bounds the sequences of a dataset of which it is said that they are called otherwise: the whole genome
// asks for all.
const mostAliases = 3

// onceAlias notes that a dataset calls a sequence otherwise, the first time.
func (c *Catalog) onceAlias(ds *Dataset, name, own string) {
	sentence := fmt.Sprintf("%s calls %s %s", ds.Name, name, own)
	c.mu.Lock()
	_, told := c.noted[sentence]
	said := 0
	for have := range c.noted {
		if !told && strings.HasPrefix(have, ds.Name+" calls ") {
			said++
		}
	}
	c.mu.Unlock()
	switch {
	case told:
	case said < mostAliases:
		c.once(sentence)
	default:
		c.once(fmt.Sprintf("%s calls other sequences otherwise, too", ds.Name))
	}
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
