package session

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/actions"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/page"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
)

// NextRegion returns the region of interest after the nth one at from or, if back is set, before it, in the order of
// the sequences. The set is "" for all. It returns false without such a region.
func (s *Session) NextRegion(set string, from genome.Interval, nth int, back bool) (state.RegionStep, bool) {
	regions := s.Regions(set)
	order := map[string]int{from.Seq: -1}
	for _, r := range regions {
		order[r.Seq] = -1 // a sequence that is not on offer comes first
	}
	for i, seq := range s.catalog.Sequences() {
		if _, asked := order[seq.Name]; asked {
			order[seq.Name] = i
		}
	}
	compare := func(a, b genome.Interval) int {
		return cmp.Or(order[a.Seq]-order[b.Seq], a.Start-b.Start, a.End-b.End)
	}
	slices.SortStableFunc(regions, func(a, b state.Region) int { return compare(a.Interval, b.Interval) })
	step, count := state.RegionStep{At: -1, Count: len(regions)}, 0
	for i, r := range regions {
		if i > 0 && regions[i-1].Interval == r.Interval {
			count++
		} else {
			count = 0
		}
		if where := cmp.Or(compare(r.Interval, from), count-nth); back && where < 0 || !back && where > 0 && step.At < 0 {
			step.Region, step.Nth, step.At = r, count, i
		}
	}
	return step, step.At >= 0
}

// answerRegion answers a page with the next region or the previous one, and how it is shown.
func (s *Session) answerRegion(_ context.Context, b *page.Page, req *protocol.Request) any {
	var p protocol.RegionStepParams
	answer := protocol.RegionStepAnswer{}
	err := json.Unmarshal(req.Args, &p)
	if err == nil {
		err = s.stepToRegion(&p, &answer)
	}
	if err != nil {
		answer.Error = err.Error()
	} else if answer.Region != nil && s.catalog.SequenceCount() > catalog.MostSequences {
		known := s.actions.Told(b, []string{answer.Region.SeqName})
		answer.Known = &known
	}
	return answer
}

func (s *Session) stepToRegion(p *protocol.RegionStepParams, answer *protocol.RegionStepAnswer) error {
	view, err := s.locate(actions.FromRange(p.Range))
	if err != nil {
		return err
	}
	back, nth := p.Step == "previous", 0
	from := reply.StepFrom(view, back)
	if p.From != nil {
		from, nth = actions.FromRange(*p.From), int(max(-1, min(p.Nth.Value, genome.MaxPosition)))
	}
	step, ok := s.NextRegion("", from, nth, back)
	answer.Count = step.Count
	if !ok {
		return nil
	}
	shown, _, err := s.view(reply.StepTo(step.Interval, view.Len()))
	if err != nil {
		return err
	}
	region := state.WireRegion(step.Region)
	answer.Region, answer.Nth, answer.At, answer.View = &region, step.Nth, step.At, actions.ToRange(shown)
	return nil
}
