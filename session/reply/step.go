package reply

import "github.com/epiviz/epivizgo/session/genome"

// Steps from one feature to the next or the previous, at the prompt and in the built-in page.

// StepFrom returns the place from which a view is left to the next feature, or the previous one if back is set: the
// next is the first that begins after its middle, the previous the last that begins before it.
func StepFrom(view genome.Interval, back bool) genome.Interval {
	from := genome.Interval{Seq: view.Seq, Start: view.Start + view.Len()/2, End: genome.MaxPosition} // behind all that begins there
	if back {
		from.End = -1
	}
	return from
}

// StepTo returns how a feature is shown to which a step leads: in the middle of a view of width bases or, if it has
// more, with a margin.
func StepTo(place genome.Interval, width int) Locus {
	if place.End == place.Start {
		place.End++ // a view has a base
	}
	if width <= place.Len() {
		width = place.Len() + 2*max(place.Len()/5, 1)
	}
	return Locus{Interval: place, Room: width}
}
