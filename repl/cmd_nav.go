package repl

import (
	"context"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl/line"
	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
)

// Navigator moves the browsers.
type Navigator interface {
	// Resolve reads a place as a person names it: a sequence, a locus or a feature.
	Resolve(ctx context.Context, text string) (reply.Locus, error)
	// Show moves every chart to a place as Resolve returned it, or to several side by side. The
	// report's Location says where the browsers ended up.
	Show(ctx context.Context, places ...reply.Locus) (reply.Report, error)
	// IsGenome reports whether a text stands for the whole genome, which ShowGenome shows.
	IsGenome(text string) bool
	ShowGenome(ctx context.Context) (reply.Report, error)
	// Navigate moves every chart to iv. An interval with End 0 means the whole sequence.
	Navigate(ctx context.Context, iv genome.Interval) (reply.Report, error)
	// Location returns the session's location, and each browser's own.
	Location(ctx context.Context) (genome.Interval, []reply.BrowserInfo, error)
}

func navigate(ctx context.Context, env *Env, args []string) error {
	if len(args) == 1 && env.Session.IsGenome(args[0]) {
		return env.arrived(env.Session.ShowGenome(ctx))
	}
	list, err := placesOf(ctx, env, args)
	if err != nil {
		return err
	}
	places := make([]reply.Locus, len(list))
	for i, r := range list {
		places[i] = r.locus()
	}
	report, err := env.Session.Show(ctx, places...)
	if err != nil && len(list) == 1 {
		return suggestSequence(err, list[0].Seq, sequenceNames(env))
	}
	return env.arrived(report, err)
}

// onePlace reads a locus of any number of words, or a word of REGIONS, for a command that takes one place.
func onePlace(ctx context.Context, env *Env, args []string) (placed, error) {
	list, err := placesOf(ctx, env, args)
	switch {
	case err != nil:
		return placed{}, err
	case len(list) > 1:
		return placed{}, withHint(misused("wanted one place; found several"), "navigate A B shows several side by side")
	}
	return list[0], nil
}

// placesOf reads a locus of any number of words, or several places side by side, each a locus or a word of REGIONS
// that stands for one. Three words that read as a sequence with its start and end are always one place.
func placesOf(ctx context.Context, env *Env, args []string) ([]placed, error) {
	switch {
	case len(args) == 0:
		return nil, misused("wanted a sequence, a start and an end, or a locus; found none")
	case len(args) == 1:
		r, err := oneRegion(ctx, env, args[0])
		return []placed{r}, err
	}
	r, why := resolved(ctx, env, strings.Join(args, " "))
	if why == nil || len(args) == 3 && genome.IsRange(args[1], args[2]) {
		return []placed{r}, why
	}
	words, joinErr := joinLoci(ctx, env, args)
	if joinErr != nil {
		return nil, joinErr
	}
	if len(words) == 1 {
		return nil, why
	}
	if len(words) > state.MostBeside {
		return nil, withHint(state.TooMany(len(words)), "slideshow shows one after the other")
	}
	var places []placed
	for _, word := range words {
		if env.Session.IsGenome(word) {
			return nil, state.ErrNoRoom
		}
		one, err := oneRegion(ctx, env, word)
		if err != nil && genome.MeantAsOne(args) {
			return nil, why
		}
		if err != nil {
			return nil, err
		}
		places = append(places, one)
	}
	return places, nil
}

func where(ctx context.Context, env *Env, args []string) error {
	opts, err := noWordsBut(args, formatOptions)
	if err != nil {
		return err
	}
	at, browsers, err := env.Session.Location(ctx)
	st := env.Session.State()
	if opts.format() != "" {
		if err == nil {
			err = env.answer(opts, whereAnswer(st.View(), browsers))
		}
		return err
	}
	place := "no place yet"
	if at.Seq != "" {
		place = viewText(st.View())
	}
	env.printf("%s", place)
	for _, b := range browsers {
		if b.Location == nil && b.Problem == "" {
			continue
		}
		var differs []string
		if b.Location != nil && text.ViewLocus(*b.Location, b.Beside) != place {
			differs = append(differs, text.ViewLocus(*b.Location, b.Beside))
		}
		if b.Problem != "" {
			differs = append(differs, b.Problem)
		}
		if len(differs) > 0 {
			env.printf("browser %d (%s): %s", b.ID, b.Generation, strings.Join(differs, "; "))
		}
	}
	return err
}

// suggestSequence adds to the error about an unknown sequence the name that
// differs only in case or a leading chr. A name that differs in a letter is not
// suggested: chr3 is not a misspelt chr2.
func suggestSequence(err error, seq string, names []string) error {
	bare := func(name string) string { return strings.TrimPrefix(strings.ToLower(name), "chr") }
	for _, name := range names {
		if name == seq {
			return err
		}
		if bare(name) == bare(seq) {
			return withHint(err, "did you mean %s?", line.Quote(name))
		}
	}
	return withHint(err, "seqinfos lists the sequences")
}

// noWords refuses arguments of a command that takes none.
func noWords(args []string) error {
	if len(args) > 0 {
		return misused("wanted nothing after it; found %q", args[0])
	}
	return nil
}

// found phrases the number of words for an error about it.
func found(args []string) string {
	if len(args) == 0 {
		return "none"
	}
	return text.Count(len(args), "word")
}

func sequenceNames(env *Env) []string {
	var names []string
	for _, s := range env.Session.SeqInfos() {
		names = append(names, s.Name)
	}
	return names
}

// whereAnswer returns the answer of where for programs, with positions 0-based and
// half-open: the session's places, then each browser's own.
func whereAnswer(view state.View, browsers []reply.BrowserInfo) answer {
	a := answer{tsv: []string{"browser", "chr", "start", "end"}}
	type place struct {
		Browser int    `json:"browser"` // 0 is the session
		Chr     string `json:"chr"`
		Start   int    `json:"start"`
		End     int    `json:"end"`
	}
	add := func(p place) {
		a.tsvRows = append(a.tsvRows, []string{strconv.Itoa(p.Browser), p.Chr, strconv.Itoa(p.Start), strconv.Itoa(p.End)})
		a.json = append(a.json, p)
	}
	for _, at := range view.Places() {
		add(place{0, at.Seq, at.Start, at.End})
	}
	for _, b := range browsers {
		if b.Location == nil {
			continue
		}
		for _, r := range append([]protocol.Range{*b.Location}, b.Beside.Beside...) {
			add(place{b.ID, r.SeqName, int(r.Start) - 1, int(r.End)})
		}
	}
	return a
}

// viewText writes what the session shows.
func viewText(view state.View) string {
	e := state.MovedTo(view)
	if e.Location == nil { // the whole genome, which waits for its sequences
		return view.String()
	}
	return text.ViewLocus(*e.Location, protocol.Beside{Beside: e.Beside, Whole: e.Whole})
}
