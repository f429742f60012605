package page

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/actions"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/state"
)

// The sequences that a page knows: all, or of very many the main ones and the longest, and those that it has been
// at. A page that asks for sequences is told how many there are; of any other its user is told.

// knowSequences notes that the page knows just these.
func (pg *Page) knowSequences(seqs []protocol.SeqInfo) {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	pg.told = make(map[string]int, len(seqs))
	for _, q := range seqs {
		pg.told[q.Name] = q.Max
	}
}

// Told implements actions.Page: the page was answered sequences.
func (pg *Page) Told(seqs []protocol.SeqInfo) {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	for _, q := range seqs {
		pg.told[q.Name] = q.Max
	}
}

// worthTelling returns those of the sequences that the page knows, or has room for.
func (pg *Page) worthTelling(seqs []protocol.SeqInfo) []protocol.SeqInfo {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	out := []protocol.SeqInfo{}
	room := catalog.MostSequences - len(pg.told)
	for _, q := range seqs {
		_, told := pg.told[q.Name]
		if !told {
			room--
		}
		if told || room >= 0 {
			out = append(out, q)
		}
	}
	return out
}

// sayOthers tells the user of a page that cannot ask for sequences, once, that it was told only some.
func (pg *Page) sayOthers() {
	all := pg.others()
	pg.mu.Lock()
	known, said := len(pg.told), pg.saidOthers
	pg.saidOthers = said || all > 0
	pg.mu.Unlock()
	if all > 0 && !said && !pg.quirks.asksSequences {
		pg.Tell(fmt.Sprintf("%s has %d of the %d sequences in its menu, the main ones and the longest; navigate NAME adds another one",
			pg.Name(), known, all))
	}
}

// others returns how many sequences there are if the page knows only some of them, else 0.
func (pg *Page) others() int {
	all := pg.catalog.SequenceCount()
	pg.mu.Lock()
	defer pg.mu.Unlock()
	if len(pg.told) < all {
		return all
	}
	return 0
}

// openEnds names the sequences whose end is not known.
func openEnds(cat *catalog.Catalog, seqs []protocol.SeqInfo) []string {
	var open []string
	for _, q := range seqs {
		if on, _ := cat.Sequence(q.Name); !on.Known() {
			open = append(open, q.Name)
		}
	}
	return open
}

// AddSeqInfos tells the page of sequences that are new to it, or end elsewhere than it was told.
func (pg *Page) AddSeqInfos(ctx context.Context, seqs []protocol.SeqInfo) error {
	worth := pg.worthTelling(seqs)
	if len(seqs) == 0 || len(worth) == 0 && !pg.quirks.asksSequences {
		pg.sayOthers()
		return nil
	}
	seqs = worth
	if pg.quirks.keepsLengths {
		if stale := pg.stale(seqs); len(stale) > 0 {
			return pg.relearn(ctx, stale, seqs)
		}
	}
	return pg.tellSequences(ctx, seqs)
}

// tellSequences tells the page of sequences, which it knows from then on.
func (pg *Page) tellSequences(ctx context.Context, seqs []protocol.SeqInfo) error {
	pg.Told(seqs)
	pg.sayOthers()
	return pg.pushSequences(ctx, seqs)
}

func (pg *Page) pushSequences(ctx context.Context, seqs []protocol.SeqInfo) error {
	p := protocol.AddSeqInfosParams{SeqInfos: protocol.Embed(protocol.SequencesTo(pg.dialect, seqs))}
	if pg.quirks.asksSequences {
		p.OpenEnds, p.Sequences = openEnds(pg.catalog, seqs), pg.others()
	}
	return pg.Push(ctx, protocol.AddSeqInfos, p)
}

// stale names the sequences that the page was told with another end.
func (pg *Page) stale(seqs []protocol.SeqInfo) []string {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	var names []string
	for _, q := range seqs {
		if was, told := pg.told[q.Name]; told && was != q.Max {
			names = append(names, q.Name)
		}
	}
	return names
}

// elsewhere is a sequence without data, on which a page stays while all its others are exchanged: it fails
// without one.
var elsewhere = protocol.SeqInfo{Name: "_", Min: 1, Max: 1}

// relearn tells a page that keeps the end of a sequence that it knows another one: the sequence is
// removed and added again. Meanwhile the page goes to another sequence, and then back.
func (pg *Page) relearn(ctx context.Context, stale []string, seqs []protocol.SeqInfo) error {
	place, err := pg.Where(ctx)
	if err != nil {
		return err
	}
	if pg.quirks.drainsFirst {
		pg.drain(ctx)
	}
	pg.mu.Lock()
	alone := len(stale) == len(pg.told)
	pg.mu.Unlock()
	if alone {
		if err := pg.pushSequences(ctx, []protocol.SeqInfo{elsewhere}); err != nil {
			return err
		}
	}
	if err := pg.removeNames(ctx, stale); err != nil {
		return err
	}
	pg.mu.Lock()
	for _, name := range stale {
		delete(pg.ends, name)
	}
	pg.mu.Unlock()
	if err := pg.tellSequences(ctx, seqs); err != nil {
		return err
	}
	if place != nil && slices.Contains(stale, place.SeqName) {
		if err := pg.GoTo(ctx, state.ViewOf(actions.FromRange(*place))); err != nil {
			return err
		}
	}
	if alone {
		return pg.removeNames(ctx, []string{elsewhere.Name})
	}
	return nil
}

// RemoveSeqNames takes sequences off the page's menus.
func (pg *Page) RemoveSeqNames(ctx context.Context, names []string) error {
	if len(names) == 0 {
		return nil
	}
	pg.mu.Lock()
	known := make([]string, 0, len(names))
	for _, name := range names {
		if _, told := pg.told[name]; told {
			known = append(known, name)
			delete(pg.told, name)
		}
	}
	short := len(pg.told) < catalog.MostSequences
	pg.mu.Unlock()
	if len(known) == 0 && !pg.quirks.asksSequences {
		return nil
	}
	if short { // others take their place, before the page is without any
		if next := pg.worthTelling(pg.unknown()); len(next) > 0 {
			if err := pg.tellSequences(ctx, next); err != nil {
				return err
			}
		}
	}
	return pg.removeNames(ctx, known)
}

// unknown returns the sequences on offer that the page does not know.
func (pg *Page) unknown() []protocol.SeqInfo {
	return pg.offeredBut(func(_ protocol.SeqInfo, _ int, told bool) bool { return told })
}

// otherwise returns the sequences on offer that the page does not know as they are.
func (pg *Page) otherwise() []protocol.SeqInfo {
	return pg.offeredBut(func(q protocol.SeqInfo, end int, told bool) bool { return told && q.Max == end })
}

// offeredBut returns the sequences on offer but those for which known reports true, which
// gets the end that the page was told, if it was.
func (pg *Page) offeredBut(known func(q protocol.SeqInfo, end int, told bool) bool) []protocol.SeqInfo {
	all := NewSequences(nil, pg.catalog.MainSequences())
	pg.mu.Lock()
	defer pg.mu.Unlock()
	if len(pg.told) > 0 && pg.catalog.SequenceCount() > len(all) { // it may know others
		main := map[string]bool{}
		for _, q := range all {
			main[q.Name] = true
		}
		for name := range pg.told {
			if q, ok := pg.catalog.Sequence(name); ok && q.Name == name && !main[name] {
				all = append(all, actions.SeqInfo(q))
			}
		}
	}
	return slices.DeleteFunc(all, func(q protocol.SeqInfo) bool {
		end, told := pg.told[q.Name]
		return known(q, end, told)
	})
}

// noLonger names the sequences that the page knows and that are not on offer.
func (pg *Page) noLonger() (names []string) {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	for name := range pg.told {
		if q, ok := pg.catalog.Sequence(name); !ok || q.Name != name {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func (pg *Page) removeNames(ctx context.Context, names []string) error {
	p := protocol.RemoveSeqNamesParams{SeqNames: protocol.Embed(names)}
	if pg.quirks.asksSequences {
		p.Sequences = pg.others()
	}
	err := pg.Push(ctx, protocol.RemoveSeqNames, p)
	var refused *protocol.Refusal
	if errors.As(err, &refused) && refused.Reason == "" {
		return nil // pages without a location refuse although they have done it
	}
	return err
}

// introduce tells a page that knows only some sequences one that it is about to go to.
func (pg *Page) introduce(ctx context.Context, name string) error {
	if pg.others() == 0 {
		return nil
	}
	q, ok := pg.catalog.Sequence(name)
	if !ok {
		return nil
	}
	info := actions.SeqInfo(q)
	pg.mu.Lock()
	_, told := pg.told[info.Name]
	pg.mu.Unlock()
	if told {
		return nil
	}
	return pg.tellSequences(ctx, []protocol.SeqInfo{info})
}

// NewSequences returns the sequences of after that are not in before, or end elsewhere
// there, as pages receive them.
func NewSequences(before, after []genome.Sequence) []protocol.SeqInfo {
	have := make(map[genome.Sequence]bool, len(before))
	for _, q := range before {
		have[q] = true
	}
	out := []protocol.SeqInfo{}
	for _, q := range after {
		if !have[q] {
			out = append(out, actions.SeqInfo(q))
		}
	}
	return out
}
