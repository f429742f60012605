package state

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
)

// Regions of interest: their kinds of events and the command region.

// WireRegion returns a region in the form of events and messages to pages.
func WireRegion(r Region) protocol.Region {
	return protocol.Region{Range: wire(r.Interval), Set: r.Set, Name: r.Name, Color: r.Color, Note: r.Note}
}

// RegionOf reverts WireRegion.
func RegionOf(r protocol.Region) Region {
	return Region{Interval: interval(r.Range), Set: oneLine(r.Set), Name: oneLine(r.Name), Color: oneLine(r.Color), Note: oneLine(r.Note)}
}

func regionsAdded(st *State, e *Event) error {
	var there []string
	regions := slices.Clone(st.Regions)
	for _, w := range e.Regions {
		r := RegionOf(w)
		if r.Set == "" || r.Name == "" || st.regionAt(r.Set, r.Name) >= 0 {
			there = append(there, fmt.Sprintf("%q of %q", r.Name, r.Set))
			continue
		}
		regions = append(regions, r)
		st.Regions = regions
	}
	if there != nil {
		return fmt.Errorf("there is already a region %s, or it has no name", strings.Join(there, ", "))
	}
	return nil
}

func writeRegionsAdded(e *Event) [][]string {
	var out [][]string
	for _, w := range e.Regions {
		r := RegionOf(w)
		words := []string{"region", "add", fmt.Sprintf("%s:%d-%d", r.Seq, r.Start+1, r.End), "--name", r.Name}
		out = append(out, append(words, regionOptions(r)...))
	}
	return out
}

// regionOptions returns the properties of a region besides its place and name, as options.
func regionOptions(r Region) (words []string) {
	if r.Color != "" {
		words = append(words, "--color", r.Color)
	}
	if r.Note != "" {
		words = append(words, "--note", r.Note)
	}
	if r.Set != RegionsSet {
		words = append(words, "--set", r.Set)
	}
	return words
}

func regionsGone(st *State, e *Event) error {
	var none []string
	for _, w := range e.Regions {
		if st.regionAt(w.Set, w.Name) < 0 {
			none = append(none, fmt.Sprintf("%q of %q", w.Name, w.Set))
			continue
		}
		st.Regions = without(st.Regions, func(r Region) bool { return r.Set == w.Set && r.Name == w.Name })
	}
	if none != nil {
		return fmt.Errorf("there is no region %s", strings.Join(none, ", "))
	}
	return nil
}

func writeRegionsGone(e *Event) [][]string {
	var out [][]string
	for _, w := range e.Regions {
		words := append([]string{"region", "remove"}, dashed(w.Name)...)
		if w.Set != RegionsSet {
			words = append([]string{"region", "remove", "--set", w.Set}, dashed(w.Name)...)
		}
		out = append(out, words)
	}
	return out
}

// regionChanged replaces the first region by the second.
func regionChanged(st *State, e *Event) error {
	if len(e.Regions) != 2 {
		return errors.New("a region that changed is told without what it was, or is")
	}
	was, is := RegionOf(e.Regions[0]), RegionOf(e.Regions[1])
	i := st.regionAt(was.Set, was.Name)
	if i < 0 {
		return fmt.Errorf("there is no region %q of %q", was.Name, was.Set)
	}
	if j := st.regionAt(is.Set, is.Name); is.Name == "" || j >= 0 && j != i {
		return fmt.Errorf("there is already a region %q of %q, or it has no name", is.Name, is.Set)
	}
	is.Set = was.Set
	st.Regions = with(st.Regions, i, is)
	return nil
}

func writeRegionChanged(e *Event) [][]string {
	was, is := RegionOf(e.Regions[0]), RegionOf(e.Regions[1])
	words := []string{"region", "change", "--name", is.Name, "--color", is.Color, "--note", is.Note}
	if was.Set != RegionsSet {
		words = append(words, "--set", was.Set)
	}
	return [][]string{append(words, dashed(was.Name, fmt.Sprintf("%s:%d-%d", is.Seq, is.Start+1, is.End))...)}
}

// readRegion reads region add LOCUS, region remove NAME and region change NAME LOCUS,
// with the other properties of a region as options.
func readRegion(st *State, args []string) ([]Event, error) {
	if len(args) == 0 {
		return nil, errors.New("region: wanted add, remove or change")
	}
	what := args[0]
	given := map[string]string{}
	rest, err := optionsGiven(args[1:], given, "--name", "--color", "--note", "--set")
	if err != nil {
		return nil, err
	}
	set := cmp.Or(given["--set"], RegionsSet)
	switch {
	case what == "add" && len(rest) == 1:
		iv, err := place(rest)
		r := Region{Interval: iv, Set: set, Name: given["--name"], Color: given["--color"], Note: given["--note"]}
		return []Event{{Kind: EventRegionsAdded, Regions: []protocol.Region{WireRegion(r)}}}, err
	case what == "remove" && len(rest) > 0:
		e := Event{Kind: EventRegionsGone}
		for _, name := range rest {
			r, ok := st.Region(set, name)
			if !ok {
				r = Region{Set: set, Name: name}
			}
			e.Regions = append(e.Regions, WireRegion(r))
		}
		return []Event{e}, nil
	case what == "change" && len(rest) == 2:
		was, ok := st.Region(set, rest[0])
		if !ok {
			return nil, fmt.Errorf("there is no region %q of %q", rest[0], set)
		}
		iv, err := place(rest[1:])
		is := Region{Interval: iv, Set: set, Name: given["--name"], Color: given["--color"], Note: given["--note"]}
		return []Event{{Kind: EventRegionChanged, Regions: []protocol.Region{WireRegion(was), WireRegion(is)}}}, err
	}
	return nil, fmt.Errorf("region %s: wanted add LOCUS, remove NAME or change NAME LOCUS", strings.Join(args, " "))
}

// optionsGiven removes options with their values, which may be any words, from words, and
// puts the values into given.
func optionsGiven(args []string, given map[string]string, names ...string) (rest []string, err error) {
	for i := 0; i < len(args); i++ {
		switch word := args[i]; {
		case word == "--":
			return append(rest, args[i+1:]...), nil
		case slices.Contains(names, word):
			if i++; i == len(args) {
				return nil, fmt.Errorf("%s: wanted a value after it", word)
			}
			given[word] = args[i]
		default:
			rest = append(rest, word)
		}
	}
	return rest, nil
}

// diffRegions returns the events that turn the regions of a into those of b. Regions after
// the first difference are removed and added again, for their order.
func diffRegions(a, b State, add func(Event)) {
	same := 0
	for same < min(len(a.Regions), len(b.Regions)) && sameRegion(a.Regions[same], b.Regions[same]) {
		same++
	}
	for i := range same {
		if was, is := a.Regions[i], b.Regions[i]; was != is {
			add(Event{Kind: EventRegionChanged, Regions: []protocol.Region{WireRegion(was), WireRegion(is)}})
		}
	}
	if gone := a.Regions[same:]; len(gone) > 0 {
		add(Event{Kind: EventRegionsGone, Regions: list(gone, WireRegion)})
	}
	if fresh := b.Regions[same:]; len(fresh) > 0 {
		add(Event{Kind: EventRegionsAdded, Regions: list(fresh, WireRegion)})
	}
}

// sameRegion reports whether two regions have the same set and name.
func sameRegion(a, b Region) bool { return a.Set == b.Set && a.Name == b.Name }
