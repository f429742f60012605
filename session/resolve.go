package session

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/actions"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/page"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/state"
)

// What typed text stands for, at the prompt and in the built-in page's location box.

// Resolve reads a place as a person names it: the name of a sequence, a locus, or the name of
// a feature, in this order. A range alone is of the sequence that is shown. A name that only
// contains the text is not taken for it; the error's hint has some of those.
func (s *Session) Resolve(ctx context.Context, text string) (reply.Locus, error) {
	p, _, err := s.resolve(ctx, text, s.current().Location.Seq)
	return p, err
}

// mostPlaces bounds the features that are searched for a name.
const mostPlaces = 100

// resolve does what Resolve does, for a page that shows a sequence. It returns the features
// that it found by the way, nil if it had no need to search.
func (s *Session) resolve(ctx context.Context, text, shown string) (p reply.Locus, hits []source.Match, err error) {
	l, err := genome.ParseLocus(text, func(name string) bool {
		_, ok := s.catalog.Sequence(name)
		return ok
	})
	if err == nil && l.Seq == "" {
		if l.Seq = shown; shown == "" {
			return p, nil, fmt.Errorf("%s is a range, and no sequence is shown yet", strings.TrimSpace(text))
		}
	}
	seq, known := s.catalog.Sequence(l.Seq)
	if err == nil && known {
		p = reply.Locus{Interval: l.Interval}
		if l.Point {
			p.Room = pointView
		}
		if p.Seq = seq.Name; l.Note != "" {
			p.Notes = []string{l.Note}
		}
		if l.Change != (genome.Change{}) {
			p.Notes = append(p.Notes, s.changeNotes(ctx, p.Interval, l.Change)...)
		}
		return p, nil, nil
	}
	name := strings.TrimSpace(text)
	// An error of one file does not matter if another has the feature.
	hits, partly, failed := s.search(ctx, name, mostPlaces)
	if len(hits) > 0 && strings.EqualFold(hits[0].Name, name) {
		p = reply.Locus{Interval: hits[0].Interval, Name: hits[0].Name}
		if note := alsoAt(hits, name); note != "" {
			p.Notes = []string{note}
		}
		return p, hits, nil
	}
	switch {
	case err != nil: // of a locus
	case l.Len() > 0:
		if strings.Contains(l.Seq, ":") { // so that the text may be a name as a whole
			l.Seq = name
		}
		if err = unknownSequence(l.Seq, s.catalog.Sequences()); s.catalog.NotTaken(l.Seq) != "" {
			err = fmt.Errorf("%w: %s", err, s.catalog.NotTaken(l.Seq))
		}
	case len(hits) == 0:
		err = s.unknownName(name)
	default:
		err = fmt.Errorf("there is no sequence and no gene %q", name)
	}
	if failed != nil { // it may be in that file
		err = fmt.Errorf("%w; %w", err, failed)
	}
	if len(partly) > 0 {
		err = fmt.Errorf("%w; %s", err, strings.Join(partly, "; "))
	}
	if names := namesOf(hits); len(names) > 0 && l.Len() == 0 {
		err = hint.Add(err, "there are the genes %s", strings.Join(names, ", "))
	}
	return p, hits, err
}

// namesOf returns the first few names of features.
func namesOf(hits []source.Match) (names []string) {
	const most = 6
	for _, h := range hits {
		if !slices.Contains(names, h.Name) && len(names) < most {
			names = append(names, h.Name)
		}
	}
	return names
}

// alsoAt returns the note on hits with the same name as the first one at other places.
func alsoAt(hits []source.Match, name string) string {
	var places []string
	for _, h := range hits[1:] {
		first, at := hits[0].Interval, h.Interval
		same := at.Seq == first.Seq && at.Start < first.End && first.Start < at.End
		if place := at.String(); strings.EqualFold(h.Name, name) && !same && !slices.Contains(places, place) {
			places = append(places, place)
		}
	}
	const most = 3
	n := len(places)
	switch {
	case n == 0:
		return ""
	case n > most+1:
		places = append(places[:most:most], fmt.Sprintf("%d other places", n-most))
	}
	return fmt.Sprintf("%s is 1 of %d of that name; also at %s", hits[0].Name, n+1, strings.Join(places, ", "))
}

// pointView is how many bases are shown around a single position.
const pointView = 40

// view returns what is shown for a place: the part that is on its sequence, with a margin
// around a feature, or with room. note says that it was cut.
func (s *Session) view(p reply.Locus) (shown genome.Interval, note string, err error) {
	shown, cut, err := s.within(p.Interval)
	if err != nil {
		return shown, "", err
	}
	if cut {
		note = cutNote(shown)
	}
	switch {
	case p.Flank != nil:
		shown, note = s.flanked(shown, *p.Flank, note)
	case p.Name != "":
		shown, _, err = s.within(withMargin(shown))
	case p.Room > shown.Len():
		shown.Start -= (p.Room - shown.Len() + 1) / 2
		shown.End = shown.Start + p.Room
		shown, _ = s.moveInto(shown)
	}
	return shown, note, err
}

// flanked returns a place with its flanks, which are cut at the ends of the sequence. note says so, after what it says
// of the place.
func (s *Session) flanked(at genome.Interval, flank reply.Flank, note string) (wide genome.Interval, said string) {
	by := flank.Of(at.Len())
	end, known := s.catalog.End(at.Seq)
	if !known {
		end = genome.MaxPosition
	}
	notes := notesOf(note)
	if at.Start < by {
		notes = append(notes, at.Seq+" begins at 1")
	}
	wide = genome.Interval{Seq: at.Seq, Start: max(0, at.Start-by), End: min(end, at.End+by)}
	if at.End+by > end && note != cutNote(wide) {
		notes = append(notes, cutNote(wide))
	}
	return wide, strings.Join(notes, "; ")
}

// withMargin widens a feature's extent by a fifth of its length on either side, at least
// 500 bases.
func withMargin(iv genome.Interval) genome.Interval {
	margin := max(iv.Len()/5, 500)
	return genome.Interval{Seq: iv.Seq, Start: max(0, iv.Start-margin), End: iv.End + margin}
}

// answerResolve answers the built-in page's location box.
func (s *Session) answerResolve(ctx context.Context, b *page.Page, req *protocol.Request) any {
	answer := protocol.ResolveAnswer{Hits: []protocol.PlaceHit{}}
	var params protocol.ResolveParams
	if err := json.Unmarshal(req.Args, &params); err != nil {
		b.Failed("", fmt.Errorf("%s: %w", req.Action, err), nil)
		answer.Said = "the request could not be read"
		return answer
	}
	text, most := string(params.Query), actions.MostResults(params.MaxResults)
	whole := s.IsGenome(text)
	p, hits, err := s.resolve(ctx, text, string(params.SeqName))
	if !whole && (p.Name != "" || err != nil) {
		s.opt.Event(state.Event{Kind: state.EventSearched, Browser: b.Number(), Text: text})
	}
	var several []reply.Locus
	if err != nil && !whole {
		several, err = s.orSeveral(ctx, text, string(params.SeqName), err)
	}
	switch {
	case whole:
		answer.Said = s.answerView(&answer, func() (state.View, []string, error) {
			view, note, err := s.genomeView()
			return view, notesOf(note), err
		})
	case err != nil:
		answer.Said = err.Error()
	case several != nil:
		answer.Said = s.answerView(&answer, func() (state.View, []string, error) { return s.viewOf(several) })
	default:
		if answer.Place, answer.Said, err = s.shown(p); err != nil {
			answer.Said = err.Error()
		}
	}
	var rest []protocol.PlaceHit
	if s.catalog.SequenceCount() > catalog.MostSequences { // which no menu lists
		for _, q := range s.catalog.FindSequences(text, most) {
			hit := s.placeHit(q.Name, reply.Locus{Interval: genome.Interval{Seq: q.Name}})
			if strings.EqualFold(q.Name, text) {
				answer.Hits = append(answer.Hits, hit)
			} else {
				rest = append(rest, hit)
			}
		}
	}
	for _, h := range hits[:min(len(hits), most)] {
		answer.Hits = append(answer.Hits, s.placeHit(h.Name, reply.Locus{Interval: h.Interval, Name: h.Name}))
	}
	answer.Hits = append(answer.Hits, rest...)
	answer.Hits = answer.Hits[:min(len(answer.Hits), most)]
	if s.catalog.SequenceCount() > catalog.MostSequences {
		names := map[string]bool{}
		if answer.Place != nil {
			names[answer.Place.SeqName] = true
			for _, r := range answer.Beside.Beside {
				names[r.SeqName] = true
			}
		}
		for _, h := range answer.Hits {
			names[h.SeqName] = true
		}
		known := s.actions.Told(b, slices.Sorted(maps.Keys(names)))
		answer.Known = &known
	}
	return answer
}

// answerView puts a view into the answer, and returns what is said of it.
func (s *Session) answerView(answer *protocol.ResolveAnswer, of func() (state.View, []string, error)) (said string) {
	view, notes, err := of()
	if err != nil {
		return err.Error()
	}
	at := actions.ToRange(view.Location)
	answer.Place, answer.Beside = &at, page.BesideOf(view)
	return strings.Join(notes, "; ")
}

// shown returns what is shown for a place as the wire has it, and the notes on it.
func (s *Session) shown(p reply.Locus) (at *protocol.Range, said string, err error) {
	iv, note, err := s.view(p)
	if err != nil {
		return nil, "", err
	}
	if note != "" {
		p.Notes = append(slices.Clone(p.Notes), note)
	}
	r := actions.ToRange(iv)
	return &r, strings.Join(p.Notes, "; "), nil
}

// placeHit returns a place that is offered under a name.
func (s *Session) placeHit(name string, p reply.Locus) protocol.PlaceHit {
	var err error
	hit := protocol.PlaceHit{Gene: name}
	if hit.View, hit.Said, err = s.shown(p); err != nil {
		hit.Said = err.Error()
	}
	if p.End == 0 && hit.View != nil {
		hit.Range = *hit.View
	} else {
		hit.Range = actions.ToRange(p.Interval)
	}
	return hit
}
