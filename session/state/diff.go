package state

import (
	"reflect"
	"slices"

	"github.com/epiviz/epivizgo/session/genome"
)

// Events returns the events that make the state from nothing, in an order in which
// they can happen.
func (st *State) Events() []Event { return Diff(State{}, *st) }

// Diff returns the events that turn state a into state b. They leave LastHandle
// and LastHook unchanged, since events cannot lower them.
// Hooks are removed first and added last, so that none runs for the other events.
func Diff(a, b State) []Event {
	out, hooks := diffHooks(a, b)
	add := func(e Event) { out = append(out, e) }

	if a.Genome != b.Genome {
		add(genomeEvent(b.Genome))
	}
	// Charts are removed before the data that they show.
	kept := map[int]bool{}
	for i := range a.Charts {
		c := &a.Charts[i]
		other, ok := b.Chart(c.Handle)
		if kept[c.Handle] = ok && other.Type == c.Type && slices.Equal(other.Measurements, c.Measurements); !kept[c.Handle] {
			add(Event{Kind: EventChartRemoved, Chart: c})
		}
	}

	// Computed measurements are in order up to the first that differs.
	same := 0
	for same < min(len(a.Computed), len(b.Computed)) && a.Computed[same] == b.Computed[same] {
		same++
	}
	for _, c := range slices.Backward(a.Computed[same:]) {
		if b.computedAt(c.Name) < 0 {
			add(Event{Kind: EventUnloaded, Names: []string{c.Name}})
		}
	}
	stay := filesThatStay(a, b)
	for _, f := range a.Files {
		if _, ok := stay[f.Path]; !ok {
			add(Event{Kind: EventUnloaded, Path: f.Path})
		}
	}
	loaded := len(stay) // so far
	for i, f := range b.Files {
		if _, ok := stay[f.Path]; ok {
			continue
		}
		e := Event{Kind: EventLoaded, Path: f.Path, Text: f.ID, ZeroBased: f.ZeroBased, Reads: f.Reads}
		if i < loaded {
			e.At = i + 1
		}
		loaded++
		add(e)
	}
	for _, c := range b.Computed[same:] {
		add(Event{Kind: EventComputed, Names: []string{c.Name}, Text: c.Expression})
	}
	for _, f := range b.Files {
		was := stay[f.Path].Watched
		switch {
		case f.Watched && !was:
			add(Event{Kind: EventWatched, Path: f.Path})
		case was && !f.Watched:
			add(Event{Kind: EventUnwatched, Path: f.Path})
		}
	}

	diffSamples(a, b, add)
	if names := minus(a.Hidden, b.Hidden); len(names) > 0 {
		add(Event{Kind: EventMenuAdded, Names: names})
	}
	if names := minus(b.Hidden, a.Hidden); len(names) > 0 {
		add(Event{Kind: EventMenuRemoved, Names: names})
	}
	diffSequences(a, b, add)
	if !b.View().Equal(a.View()) && (b.Location.Len() > 0 || b.Whole) {
		add(MovedTo(b.View()))
	}

	// New and changed charts, and their order.
	order := without(a.Charts, func(c Chart) bool { return !kept[c.Handle] })
	for i := range b.Charts {
		c := &b.Charts[i]
		if !kept[c.Handle] {
			add(Event{Kind: EventChartAdded, Chart: c})
			order = append(order, *c)
			continue
		}
		was, _ := a.Chart(c.Handle)
		if changed := changedSettings(was, *c); len(changed) > 0 {
			add(Event{Kind: EventChartChanged, Chart: c, Settings: changed})
		}
	}
	handle := func(c Chart) int { return c.Handle }
	if want := list(b.Charts, handle); !slices.Equal(list(order, handle), want) {
		add(Event{Kind: EventChartsOrdered, Handles: want})
	}

	if !slices.Equal(a.Selection, b.Selection) {
		add(Event{Kind: EventSelected, Selection: list(b.Selection, wire)})
	}
	if a.Theme != b.Theme {
		add(Event{Kind: EventThemed, Text: string(b.Theme)})
	}
	if a.Flip != b.Flip {
		add(FlipEvent(b.Flip))
	}
	if a.LinkOut != b.LinkOut {
		add(Event{Kind: EventLinkOut, Text: b.LinkOut})
	}
	diffRegions(a, b, add)
	return append(out, hooks...)
}

// filesThatStay returns the files of a, by their paths, that b has too, with the same
// options and in the same order. Any other file of a is unloaded, and any other of b loaded.
func filesThatStay(a, b State) map[string]File {
	stay, last := map[string]File{}, -1
	for _, f := range b.Files {
		i := a.fileAt(f.Path)
		if i <= last {
			continue
		}
		was := a.Files[i]
		if was.ID == f.ID && was.ZeroBased == f.ZeroBased && was.Reads == f.Reads {
			stay[f.Path], last = was, i
		}
	}
	return stay
}

// diffSequences returns the events that turn the sequences of a into those of b.
func diffSequences(a, b State, add func(Event)) {
	name := func(q genome.Sequence) string { return q.Name }
	edited := slices.Concat(list(b.Added, name), b.Removed)
	if names := minus(slices.Concat(list(a.Added, name), a.Removed), edited); len(names) > 0 {
		add(Event{Kind: EventSeqsRestored, Names: names})
	}
	// Sequences after the first difference are removed and added again, for their order.
	if !slices.Equal(a.Added, b.Added) {
		if names := minus(list(a.Added, name), minus(list(a.Added, name), list(b.Added, name))); len(names) > 0 {
			add(Event{Kind: EventSeqsRestored, Names: names})
		}
		if len(b.Added) > 0 {
			add(Event{Kind: EventSeqInfosAdded, SeqInfos: list(b.Added, SeqInfo)})
		}
	}
	if !slices.Equal(a.Removed, b.Removed) {
		if names := minus(a.Removed, minus(a.Removed, b.Removed)); len(names) > 0 {
			add(Event{Kind: EventSeqsRestored, Names: names})
		}
		if len(b.Removed) > 0 {
			add(Event{Kind: EventSeqNamesGone, Names: b.Removed})
		}
	}
}

// changedSettings returns the settings in which b differs from a, nil for those that b
// lacks.
func changedSettings(a, b Chart) map[string]any {
	out := map[string]any{}
	for id := range a.Settings {
		if _, ok := b.Settings[id]; !ok {
			out[id] = nil
		}
	}
	for id, v := range b.Settings {
		if have, ok := a.Settings[id]; !ok || !reflect.DeepEqual(have, v) {
			out[id] = v
		}
	}
	if !slices.Equal(a.Colors, b.Colors) {
		out[colorsSetting] = colorsText(b.Colors)
	}
	return out
}

// colorsText returns colours as the value of a setting.
func colorsText(colors []string) string {
	if len(colors) == 0 {
		return defaultColors
	}
	text := colors[0]
	for _, c := range colors[1:] {
		text += "," + c
	}
	return text
}

// minus returns those of a that are not in b.
func minus(a, b []string) []string {
	return without(a, func(name string) bool { return slices.Contains(b, name) })
}

// list maps a slice.
func list[T, U any](in []T, f func(T) U) []U {
	var out []U
	for _, v := range in {
		out = append(out, f(v))
	}
	return out
}
