package repl

import (
	"context"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/repl/line"
	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
)

// Navigator moves the browsers.
type Navigator interface {
	// Resolve reads a place as a person names it: a sequence, a locus or a feature.
	Resolve(ctx context.Context, text string) (reply.Locus, error)
	// Show moves every chart to a place as Resolve returned it, with what is beside it. The
	// report's Location says where the browsers ended up.
	Show(ctx context.Context, p reply.Locus) (reply.Report, error)
	// Navigate moves every chart to iv. An interval with End 0 means the whole sequence.
	Navigate(ctx context.Context, iv genome.Interval) (reply.Report, error)
	// Location returns the session's location, and each browser's own.
	Location(ctx context.Context) (genome.Interval, []reply.BrowserInfo, error)
}

func navigate(ctx context.Context, env *Env, args []string) error {
	r, err := onePlace(ctx, env, args)
	if err != nil {
		return err
	}
	report, err := env.Session.Show(ctx, r.locus())
	if err != nil {
		return suggestSequence(err, r.Seq, sequenceNames(env))
	}
	env.printf("%s", text.RangeLocus(*report.Location))
	env.report(report)
	return nil
}

// onePlace reads a locus of any number of words, or a word of REGIONS.
func onePlace(ctx context.Context, env *Env, args []string) (placed, error) {
	switch len(args) {
	case 0:
		return placed{}, misused("wanted a sequence, a start and an end, or a locus; found none")
	case 1:
		return oneRegion(ctx, env, args[0])
	}
	return resolved(ctx, env, strings.Join(args, " "))
}

func where(ctx context.Context, env *Env, args []string) error {
	opts, err := noWordsBut(args, formatOptions)
	if err != nil {
		return err
	}
	at, browsers, err := env.Session.Location(ctx)
	if opts.format() != "" {
		if err == nil {
			err = env.answer(opts, whereAnswer(at, browsers))
		}
		return err
	}
	place := text.Locus(at)
	if at.Seq == "" {
		place = "no place yet"
	}
	env.printf("%s", place)
	for _, b := range browsers {
		if b.Location == nil && b.Problem == "" {
			continue
		}
		var differs []string
		if b.Location != nil && text.RangeLocus(*b.Location) != place {
			differs = append(differs, text.RangeLocus(*b.Location))
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
// half-open: the session's location, then each browser's own.
func whereAnswer(at genome.Interval, browsers []reply.BrowserInfo) answer {
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
	if at.Seq != "" { // a place is known
		add(place{0, at.Seq, at.Start, at.End})
	}
	for _, b := range browsers {
		if b.Location != nil {
			add(place{b.ID, b.Location.SeqName, int(b.Location.Start) - 1, int(b.Location.End)})
		}
	}
	return a
}
