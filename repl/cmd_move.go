package repl

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
)

// Mover is the part of the session that moves from the place that is shown.
type Mover interface {
	// Zoom shows factor times as many bases.
	Zoom(ctx context.Context, factor float64) (reply.Report, error)
	// Pan moves to the right as pages show it, or to the left by a negative number of bases.
	Pan(ctx context.Context, bases int) (reply.Report, error)
	// Places returns what was visited, and the index of what is shown.
	Places() (places []state.View, at int)
	// Travel goes that many of them forward, or back if by is negative.
	Travel(ctx context.Context, by int) (reply.Report, error)
	// NextFeature returns the rows of a measurement among which row i is the one after from
	// or, if back is set, before it, and which of the rows at its place it is, from 0. No row
	// is -1.
	NextFeature(ctx context.Context, name string, from genome.Interval, nth int, back bool) (rows reply.FeatureRows, i, n int, err error)
}

// arrived prints where a move has led, and its notes.
func (e *Env) arrived(report reply.Report, err error) error {
	if err != nil {
		return err
	}
	e.printf("%s", text.ViewLocus(*report.Location, report.Beside))
	e.report(report)
	return nil
}

// zoom zooms about the middle, or goes to a place as navigate does.
func zoom(ctx context.Context, env *Env, args []string) error {
	if len(args) == 0 {
		return misused("wanted in, out or a place")
	}
	verb := strings.ToLower(args[0])
	if verb != "in" && verb != "out" {
		return navigate(ctx, env, args)
	}
	factor := 2.0
	if len(args) > 2 {
		return misused("wanted at most a factor after %s; found %s", verb, found(args[1:]))
	}
	if len(args) == 2 {
		var err error
		if factor, err = strconv.ParseFloat(args[1], 64); err != nil || !(factor > 1) || math.IsInf(factor, 0) {
			return misused("wanted a factor above 1; found %q", args[1])
		}
	}
	if verb == "in" {
		factor = 1 / factor
	}
	return env.arrived(env.Session.Zoom(ctx, factor))
}

// pan moves the view by a part of it, or by bases.
func pan(ctx context.Context, env *Env, args []string) error {
	if len(args) < 1 || len(args) > 2 {
		return misused("wanted left or right, and how far; found %s", found(args))
	}
	direction, ok := map[string]int{"left": -1, "right": 1}[strings.ToLower(args[0])]
	if !ok {
		return misused("wanted left or right; found %q", args[0])
	}
	far := "50%"
	if len(args) == 2 {
		far = args[1]
	}
	distance, err := parseDistance(far, "the view")
	if err != nil {
		return err
	}
	if distance == (reply.Flank{}) {
		return misused("wanted a part of the view or a number of bases, such as 50%% or 10kb; found %q", far)
	}
	bases := max(1, distance.Of(env.Session.State().Location.Len()))
	return env.arrived(env.Session.Pan(ctx, direction*bases))
}

// parseDistance reads a number of bases or a share of something, such as the view.
func parseDistance(far, of string) (d reply.Flank, err error) {
	if percent, ok := strings.CutSuffix(far, "%"); ok {
		share, err := strconv.ParseFloat(percent, 64)
		if err != nil || !(share >= 0 && share <= 1e6) {
			return d, misused("wanted a part of %s, such as 50%%; found %q", of, far)
		}
		d.Share = share / 100
		return d, nil
	}
	if d.Bases, err = genome.ParsePosition(far); err != nil {
		return d, misused("wanted a part of %s or a number of bases, such as 50%% or 10kb; found %q", of, far)
	}
	return d, nil
}

// parseFlank reads the option --flank; it returns nil if it is not given.
func parseFlank(opts given) (*reply.Flank, error) {
	if !opts.has("flank") {
		return nil, nil
	}
	d, err := parseDistance(opts["flank"], "the region")
	return &d, err
}

// travelBy returns the function of back or forward.
func travelBy(direction int) func(ctx context.Context, env *Env, args []string) error {
	return func(ctx context.Context, env *Env, args []string) error {
		n := 1
		if len(args) > 0 {
			var err error
			if n, err = strconv.Atoi(args[0]); err != nil || n < 1 || len(args) > 1 {
				return misused("wanted at most one number of places, 1 or more; found %q", strings.Join(args, " "))
			}
		}
		return env.arrived(env.Session.Travel(ctx, direction*n))
	}
}

// places lists the places that were visited.
func places(_ context.Context, env *Env, args []string) error {
	opts, err := noWordsBut(args, formatOptions)
	if err != nil {
		return err
	}
	a := answer{
		none:    "no place was visited yet",
		columns: []text.Column{{Title: "TO GO THERE"}, {Title: "PLACE"}},
		tsv:     []string{"go", "chr", "start", "end"},
	}
	all, at := env.Session.Places()
	for i, p := range all {
		how := "shown"
		switch by := i - at; {
		case by < 0:
			how = fmt.Sprintf("back %d", -by)
		case by > 0:
			how = fmt.Sprintf("forward %d", by)
		}
		a.rows = append(a.rows, []string{how, viewText(p)})
		for _, iv := range p.Places() { // side by side
			a.tsvRows = append(a.tsvRows, []string{strconv.Itoa(i - at), iv.Seq, strconv.Itoa(iv.Start), strconv.Itoa(iv.End)})
			a.json = append(a.json, struct {
				Go int `json:"go"` // by how many forward, negative for back
				locusKey
			}{i - at, locusKey{iv.Seq, iv.Start, iv.End}})
		}
	}
	return env.answer(opts, a)
}

// stepped is the feature that next or previous showed last.
type stepped struct {
	name  string // as it was typed
	place genome.Interval
	nth   int             // of the features there, from 0
	view  genome.Interval // in which it was shown
}

// step returns the function of next or previous.
func step(back bool) func(ctx context.Context, env *Env, args []string) error {
	return func(ctx context.Context, env *Env, args []string) error {
		if len(args) > 1 {
			return misused("wanted at most the name of loaded data or of a set of regions; found %s", found(args))
		}
		last := env.stepped.Load()
		name := ""
		switch {
		case len(args) == 1:
			name = args[0]
		case last != nil:
			name = last.name
		case len(env.Session.Regions("")) > 0:
			name = setKind.prefix
		default:
			return withHint(misused("wanted the name of loaded data or of a set of regions"), "measurements lists the data")
		}
		shown := env.Session.State()
		here := shown.Location
		from, nth := reply.StepFrom(here, back), 0
		if last != nil && last.name == name && last.view == here {
			from, nth = last.place, last.nth
		}
		next := nextOfData
		if kinds := stepKinds(ctx, env, name); len(kinds) > 1 {
			_, err := oneKind(name, kinds)
			return err
		} else if len(kinds) == 1 && kinds[0] == setKind {
			next = nextOfSet
		} else if len(kinds) == 0 && !strings.Contains(name, ":") {
			err := fmt.Errorf("there are no loaded data and no set of regions of interest %q", name)
			names := append(regionSets(env), dataNames(env)...)
			return withHint(suggest(err, name, names), "%s", hint.Among(names))
		}
		title, place, nth, err := next(ctx, env, name, from, nth, back)
		if err != nil {
			return err
		}
		if place.Len() == 0 && place.Seq == "" {
			way := map[bool]string{true: "before", false: "after"}[back]
			if name == setKind.prefix {
				name = "the regions of interest"
			}
			return fmt.Errorf("there is nothing of %s %s this place", name, way)
		}
		to := reply.StepTo(place, here.Len())
		place = to.Interval
		report, err := env.Session.Show(ctx, to)
		if err != nil {
			return err
		}
		env.stepped.Store(&stepped{name, place, nth, env.Session.State().Location})
		env.printf("%s in %s", strings.TrimSpace(title+" "+text.Locus(place)), text.RangeLocus(*report.Location))
		if len(shown.Beside) > 0 {
			env.note("of the places that were side by side, this was counted from the first, " + text.Locus(here) + "; back shows them again")
		}
		env.report(report)
		return nil
	}
}

// stepKinds returns which of a set and loaded data a word names.
func stepKinds(ctx context.Context, env *Env, word string) []*regionKind {
	return slices.DeleteFunc(env.kindsOf(ctx, word), func(k *regionKind) bool { return k != setKind && k != dataKind })
}

// nextOfData returns the feature of loaded data after from, or before it, with its name.
func nextOfData(
	ctx context.Context, env *Env, name string, from genome.Interval, nth int, back bool,
) (title string, at genome.Interval, n int, err error) {
	list, i, n, err := env.Session.NextFeature(ctx, strings.TrimPrefix(name, dataKind.prefix), from, nth, back)
	if err != nil {
		return "", at, 0, suggest(err, name, append(regionSets(env), dataNames(env)...))
	}
	if i < 0 {
		return "", at, 0, nil
	}
	if title = rowNames(list)(i); title == missing {
		title = ""
	}
	return title, genome.Interval{Seq: list.Chr, Start: list.Start[i], End: list.End[i]}, n, nil
}

// nextOfSet does for a set of regions of interest, or all, what nextOfData does for data.
func nextOfSet(
	_ context.Context, env *Env, name string, from genome.Interval, nth int, back bool,
) (title string, at genome.Interval, n int, err error) {
	r, ok := env.Session.NextRegion(strings.TrimPrefix(name, setKind.prefix), from, nth, back)
	if !ok {
		return "", at, 0, nil
	}
	if r.Name != r.Interval.String() {
		title = r.Name
	}
	return title, r.Interval, r.Nth, nil
}

func completeZoom(env *Env, args []string, word string) []Candidate {
	if len(args) > 0 {
		return nil
	}
	return append([]Candidate{{Text: "in", Fold: true}, {Text: "out", Fold: true}}, completeOneRegion(env, args, word)...)
}

func completePan(_ *Env, args []string, _ string) []Candidate {
	if len(args) > 0 {
		return nil
	}
	return []Candidate{{Text: "left", Fold: true}, {Text: "right", Fold: true}}
}

func completeStep(env *Env, args []string, _ string) []Candidate {
	if len(args) > 0 {
		return nil
	}
	return append(words(regionSets(env)), words(dataNames(env))...)
}
