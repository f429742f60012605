package intervals

import (
	"context"
	"slices"
	"sort"
	"strings"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// finder finds rows by the words of the columns in Schema.Names. A field may hold
// several, separated by commas.
//
// Whole words and beginnings are found by binary search in the sorted words. A part
// of a word could be anywhere; a signature of every 64 words excludes most of those
// that cannot have it, as a Bloom filter does.
type finder struct {
	text string   // all words in lower case, sorted, each followed by a line feed
	ends ints     // of each word in text, after the line feed
	rows []uint32 // of each word
	// signs has signLen numbers for every signWords words: the bits that the
	// hashes of all their runs of three bytes set.
	signs []uint64
}

const (
	// mostRows bounds the rows that are found for one word in a column with few different
	// words: it has classes rather than names.
	mostRows = 1000

	signWords = 64
	signLen   = 16 // 1024 bits, of which 64 gene names set about a quarter
)

// word returns the i-th word, in lower case.
func (f *finder) word(i int) string {
	start := 0
	if i > 0 {
		start = f.ends.at(i - 1)
	}
	return f.text[start : f.ends.at(i)-1]
}

// newFinder collects the names of all rows.
func newFinder(s *Store) *finder {
	type entry struct {
		word string
		row  uint32
	}
	var entries []entry
	for _, c := range s.names() {
		rows := make([]int, len(c.words)) // of each word of a dictionary
		for row := range s.strands {
			if c.words != nil {
				if rows[c.codes[row]]++; rows[c.codes[row]] > mostRows {
					continue
				}
			}
			for word := range strings.SplitSeq(c.at(row), ",") {
				if word = strings.ToLower(strings.TrimSpace(word)); word != "" && word != "." && !strings.Contains(word, "\n") {
					entries = append(entries, entry{word, uint32(row)})
				}
			}
		}
	}
	slices.SortFunc(entries, func(a, b entry) int {
		if d := strings.Compare(a.word, b.word); d != 0 {
			return d
		}
		return int(a.row) - int(b.row)
	})
	entries = slices.Compact(entries)
	f := &finder{rows: make([]uint32, len(entries)), signs: make([]uint64, (len(entries)+signWords-1)/signWords*signLen)}
	var text strings.Builder
	for i, e := range entries {
		text.WriteString(e.word)
		text.WriteByte('\n')
		f.ends.add(text.Len())
		f.rows[i] = e.row
		mark(f.sign(i/signWords), e.word)
	}
	f.text = text.String()
	return f
}

// names returns the columns that are searched.
func (s *Store) names() []*column {
	var out []*column
	for i, name := range s.schema.Metadata {
		if slices.Contains(s.schema.Names, name) {
			out = append(out, &s.metadata[i])
		}
	}
	if s.schema.Hidden {
		out = append(out, &s.hidden)
	}
	return out
}

// Named implements source.Namer.
func (s *Store) Named() bool { return len(s.names()) > 0 }

func (f *finder) sign(block int) []uint64 { return f.signs[block*signLen : (block+1)*signLen] }

// mark sets the bits of every run of three bytes of word.
func mark(sign []uint64, word string) {
	for i := range len(word) - 2 {
		hash := (uint32(word[i])<<16 | uint32(word[i+1])<<8 | uint32(word[i+2])) * 2654435761 // Knuth's multiplicative hash
		hash >>= 32 - 10
		sign[hash/64] |= 1 << (hash % 64)
	}
}

// subset reports whether all bits of part are set in whole.
func subset(part, whole []uint64) bool {
	missing := uint64(0)
	for i, p := range part {
		missing |= p &^ whole[i]
	}
	return missing == 0
}

// beginning calls yield for each word that begins with text, exact matches first, until
// it returns false.
func (f *finder) beginning(text string, yield func(word int) bool) {
	n := f.ends.len()
	for i := sort.Search(n, func(i int) bool { return f.word(i) >= text }); i < n && strings.HasPrefix(f.word(i), text); i++ {
		if !yield(i) {
			return
		}
	}
}

// within calls yield for each word that contains text but does not begin with it,
// until it returns false.
func (f *finder) within(text string, yield func(word int) bool) {
	wanted := make([]uint64, signLen)
	mark(wanted, text)
	n := f.ends.len()
	for first := 0; first < n; first += signWords {
		if !subset(wanted, f.sign(first/signWords)) {
			continue
		}
		for i := first; i < min(first+signWords, n); i++ {
			if strings.Index(f.word(i), text) > 0 && !strings.HasPrefix(f.word(i), text) && !yield(i) {
				return
			}
		}
	}
}

// Prepare builds the index for searches, which the first search builds otherwise.
func (s *Store) Prepare() { s.finder() }

func (s *Store) finder() *finder {
	if f := s.find.Load(); f != nil {
		return f
	}
	s.finding.Lock()
	defer s.finding.Unlock()
	if s.find.Load() == nil {
		s.find.Store(newFinder(s))
	}
	return s.find.Load()
}

// FurtherNames returns the names of a row that only searches see, separated by commas. Rows count from 0
// through all sequences, in their order.
func (s *Store) FurtherNames(row int) string {
	if !s.schema.Hidden || row < 0 || row >= len(s.strands) {
		return ""
	}
	return s.hidden.at(row)
}

// Search implements source.Searcher. It returns a row once, by its best match.
func (s *Store) Search(ctx context.Context, text string, limit int) ([]source.Match, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if s.closed.Load() {
		return nil, errClosed
	}
	text = strings.ToLower(strings.TrimSpace(text))
	if text == "" || limit <= 0 || strings.Contains(text, "\n") {
		return nil, nil
	}
	find := s.finder()
	var matches []source.Match
	seen := map[uint32]bool{}
	take := func(i int) bool {
		if row := find.rows[i]; !seen[row] {
			seen[row] = true
			matches = append(matches, source.Match{Name: s.spelt(row, find.word(i)), Interval: s.interval(int(row))})
		}
		return len(matches) < limit
	}
	find.beginning(text, take)
	if len(matches) < limit {
		find.within(text, take)
	}
	return matches, nil
}

// spelt returns a row's word as the file spells it.
func (s *Store) spelt(row uint32, folded string) string {
	for _, c := range s.names() {
		for word := range strings.SplitSeq(c.at(int(row)), ",") {
			if word = strings.TrimSpace(word); strings.ToLower(word) == folded {
				return word
			}
		}
	}
	return folded
}

// interval returns the interval of a row.
func (s *Store) interval(row int) genome.Interval {
	i := sort.Search(len(s.sequences), func(i int) bool { return s.sequences[i].hi > row })
	return genome.Interval{Seq: s.sequences[i].name, Start: s.starts.at(row), End: s.ends.at(row)}
}
