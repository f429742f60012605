package session

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/color"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/page"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
)

// mostRegions bounds the regions of interest, and those that are selected: every page
// receives them at each change.
const mostRegions = 10_000

// Regions lists the regions of interest of a set, "" for all, in the order in which
// they were added.
func (s *Session) Regions(set string) []state.Region {
	st := s.current()
	return slices.DeleteFunc(slices.Clone(st.Regions), func(r state.Region) bool { return set != "" && r.Set != set })
}

// AddRegions adds regions of interest and returns them as added: cut at the ends of their
// sequences, in the default set if none is named, and with a new name if they have none. A
// name that the set has already is an error.
func (s *Session) AddRegions(ctx context.Context, regions []state.Region) ([]state.Region, reply.Report, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return nil, reply.Report{}, err
	}
	defer end()
	st := s.current()
	if n := len(st.Regions) + len(regions); n > mostRegions {
		return nil, reply.Report{}, fmt.Errorf("there would be %d regions of interest; at most %d can be kept", n, mostRegions)
	}
	taken := map[[2]string]bool{}
	for _, r := range st.Regions {
		taken[[2]string{r.Set, r.Name}] = true
	}
	numbered := map[[2]string]int{} // the last number that was tried, by set and place
	var notes []string
	regions = slices.Clone(regions)
	for i := range regions {
		r := &regions[i]
		part, cut, err := s.within(r.Interval)
		if err != nil {
			return nil, reply.Report{}, err
		}
		if r.Interval = part; cut && !slices.Contains(notes, cutNote(part)) {
			notes = append(notes, cutNote(part))
		}
		if r.Color, err = regionColor(r.Color); err != nil {
			return nil, reply.Report{}, err
		}
		if r.Set == "" {
			r.Set = state.RegionsSet
		}
		if r.Name == "" {
			r.Name = r.Interval.String()
			same := [2]string{r.Set, r.Name}
			for taken[[2]string{r.Set, r.Name}] {
				numbered[same]++
				r.Name = fmt.Sprintf("%s (%d)", r.Interval, numbered[same]+1)
			}
		}
		if taken[[2]string{r.Set, r.Name}] {
			err := fmt.Errorf("there is already a region %q in %q", r.Name, r.Set)
			return nil, reply.Report{}, hint.Add(err, "choose another name with --name")
		}
		taken[[2]string{r.Set, r.Name}] = true
	}
	if len(regions) == 0 {
		return nil, reply.Report{}, nil
	}
	report, err := s.commitRegions(ctx, state.EventRegionsAdded, regions)
	report.Notes = append(notes, report.Notes...)
	return regions, report, err
}

// regionColor parses the colour of a region; "" means none.
func regionColor(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	return color.Parse(text)
}

// RemoveRegions removes the named regions of a set, or all of them if no name is given.
func (s *Session) RemoveRegions(ctx context.Context, set string, names []string) ([]state.Region, reply.Report, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return nil, reply.Report{}, err
	}
	defer end()
	var gone []state.Region
	if len(names) == 0 {
		gone = s.Regions(set)
	}
	st := s.current()
	for _, name := range unique(names) {
		r, ok := st.Region(set, name)
		if !ok {
			return nil, reply.Report{}, noRegion(&st, set, name)
		}
		gone = append(gone, r)
	}
	if len(gone) == 0 {
		return nil, reply.Report{}, nil
	}
	report, err := s.commitRegions(ctx, state.EventRegionsGone, gone)
	return gone, report, err
}

// noRegion returns the error for a name that no region of the set has.
func noRegion(st *state.State, set, name string) error {
	err := fmt.Errorf("there is no region %q in %q", name, set)
	for _, r := range st.Regions {
		if r.Name == name {
			return hint.Add(err, "there is one in %q: --set %q", r.Set, r.Set)
		}
	}
	return hint.Add(err, "region list lists them")
}

// ChangeRegion replaces the region of that name in a set. The new one stays in the set.
func (s *Session) ChangeRegion(ctx context.Context, set, name string, to state.Region) (reply.Report, error) {
	return s.inTurn(ctx, func() (reply.Report, error) {
		st := s.current()
		was, ok := st.Region(set, name)
		if !ok {
			return reply.Report{}, noRegion(&st, set, name)
		}
		css, err := regionColor(to.Color)
		if err != nil {
			return reply.Report{}, err
		}
		to.Set, to.Color = set, css
		if _, there := st.Region(set, to.Name); there && to.Name != name || to.Name == "" {
			return reply.Report{}, fmt.Errorf("there is already a region %q in %q, or it is no name", to.Name, set)
		}
		return s.commitRegions(ctx, state.EventRegionChanged, []state.Region{was, to})
	})
}

// commitRegions changes the regions within a turn and sends the pages all regions.
func (s *Session) commitRegions(ctx context.Context, kind state.Kind, regions []state.Region) (reply.Report, error) {
	browsers := s.commit(ctx, func(state.State) []state.Event {
		e := state.Event{Kind: kind}
		for _, r := range regions {
			e.Regions = append(e.Regions, state.WireRegion(r))
		}
		return one(e)
	})
	p := protocol.RegionsParams{Regions: wireRegions(s.current())}
	return s.tell(ctx, browsers, func(ctx context.Context, b *page.Page) error {
		return b.Push(ctx, protocol.SetRegions, p)
	})
}

// wireRegions returns the regions of a state as pages receive them.
func wireRegions(st state.State) []protocol.Region {
	out := make([]protocol.Region, len(st.Regions))
	for i, r := range st.Regions {
		out[i] = state.WireRegion(r)
	}
	return out
}

// userAddRegions marks regions of interest for a person in a page.
func (s *Session) userAddRegions(ctx context.Context, _ *page.Page, p protocol.RegionsParams) error {
	var regions []state.Region
	for _, w := range p.Regions {
		if len(strings.TrimSpace(w.SeqName)) == 0 || w.End < w.Start {
			return fmt.Errorf("a region without a place")
		}
		regions = append(regions, state.RegionOf(w))
	}
	_, _, err := s.AddRegions(ctx, regions)
	return err
}
