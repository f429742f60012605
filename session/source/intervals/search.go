package intervals

import (
	"context"
	"slices"
	"sort"
	"strings"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// finder finds rows by the words of the columns in Schema.Names. A field may
// hold several, parted by commas.
type finder struct {
	words []word // by folded, then row
	// all is every folded word between line feeds, in the order of words, to be
	// searched for parts of words at one go; ends has where each ends.
	all  string
	ends []int
}

// word is a name as the file spells it and its row.
type word struct {
	folded, spelt string
	row           uint32
}

// newFinder collects the names of all rows.
func newFinder(s *Store) *finder {
	f := &finder{}
	for i, name := range s.schema.Metadata {
		if !slices.Contains(s.schema.Names, name) {
			continue
		}
		for row := range s.strands {
			for spelt := range strings.SplitSeq(s.metadata[i].at(row), ",") {
				if spelt = strings.TrimSpace(spelt); spelt != "" && spelt != "." {
					f.words = append(f.words, word{strings.ToLower(spelt), spelt, uint32(row)})
				}
			}
		}
	}
	slices.SortStableFunc(f.words, func(a, b word) int {
		if d := strings.Compare(a.folded, b.folded); d != 0 {
			return d
		}
		return int(a.row) - int(b.row)
	})
	f.words = slices.CompactFunc(f.words, func(a, b word) bool { return a.row == b.row && a.folded == b.folded })
	var all strings.Builder
	for _, w := range f.words {
		all.WriteString(w.folded)
		all.WriteByte('\n')
		f.ends = append(f.ends, all.Len())
	}
	f.all = all.String()
	return f
}

// rows calls yield for each word that matches, best first, until it returns
// false: exact, then those that begin with text, then those that hold it.
func (f *finder) rows(text string, yield func(w word) bool) {
	from, _ := slices.BinarySearchFunc(f.words, text, func(w word, t string) int { return strings.Compare(w.folded, t) })
	for i := from; i < len(f.words) && strings.HasPrefix(f.words[i].folded, text); i++ {
		if !yield(f.words[i]) { // exact ones come first: they sort before what is longer
			return
		}
	}
	for at := 0; at < len(f.all); {
		k := strings.Index(f.all[at:], text)
		if k < 0 {
			return
		}
		i := sort.SearchInts(f.ends, at+k+1)
		if !strings.HasPrefix(f.words[i].folded, text) && !yield(f.words[i]) {
			return
		}
		at = f.ends[i]
	}
}

// search implements source.Searcher. A row is given once, by its best match.
func (s *Store) search(ctx context.Context, text string, limit int) ([]source.Match, error) {
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
	s.findOnce.Do(func() { s.find = newFinder(s) })
	var matches []source.Match
	seen := map[uint32]bool{}
	s.find.rows(text, func(w word) bool {
		if !seen[w.row] {
			seen[w.row] = true
			matches = append(matches, source.Match{Name: w.spelt, Interval: s.place(int(w.row))})
		}
		return len(matches) < limit
	})
	return matches, nil
}

// place is the interval of a row.
func (s *Store) place(row int) genome.Interval {
	i := sort.Search(len(s.sequences), func(i int) bool { return s.sequences[i].hi > row })
	return genome.Interval{Seq: s.sequences[i].name, Start: s.starts.at(row), End: s.ends.at(row)}
}
