package repl

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/repl/line"
	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
)

// Navigator moves the browsers.
type Navigator interface {
	// Navigate moves every chart to iv. An interval with End 0 means the whole
	// sequence. The report's Location says where the browsers ended up.
	Navigate(ctx context.Context, iv genome.Interval) (reply.Report, error)
	// Location returns the session's place, and for each browser its own.
	Location(ctx context.Context) (genome.Interval, []reply.BrowserInfo, error)
}

func navigate(ctx context.Context, env *Env, args []string) error {
	iv, err := parsePlace(env, args)
	if err != nil {
		return err
	}
	report, err := env.Session.Navigate(ctx, iv)
	if err != nil {
		return suggestSequence(err, iv.Seq, sequenceNames(env))
	}
	switch {
	case report.Location != nil:
		env.printf("%s", text.RangeLocus(*report.Location))
	case iv.End > 0:
		env.printf("%s", text.Locus(iv))
	default:
		// A whole sequence: the session knows its length.
		if at, _, err := env.Session.Location(ctx); err == nil {
			iv = at
		}
		env.printf("%s", text.Locus(iv))
	}
	env.report(report)
	return nil
}

// parsePlace reads SEQ START END or LOCUS, both 1-based and inclusive.
func parsePlace(env *Env, args []string) (genome.Interval, error) {
	switch len(args) {
	case 1:
		return parseLocus(env, args[0])
	case 3:
		start, err := genome.ParsePosition(args[1])
		if err != nil {
			return genome.Interval{}, fmt.Errorf("start: %w", err)
		}
		end, err := genome.ParsePosition(args[2])
		if err != nil {
			return genome.Interval{}, fmt.Errorf("end: %w", err)
		}
		return genome.FromInclusive(args[0], start, end)
	}
	return genome.Interval{}, misused("wanted a sequence, a start and an end, or a locus; found %s", found(args))
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

// suggestSequence adds to the error about an unknown sequence the name that is
// the same but for case or a leading chr. Names a letter apart are not meant
// for each other: chr3 is no misspelt chr2.
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

// found counts words for an error about how many there are.
func found(args []string) string {
	if len(args) == 0 {
		return "none"
	}
	return text.Count(len(args), "word")
}

// parseLocus reads a locus. A word that is the name of a sequence is that sequence, whatever
// its colons look like.
func parseLocus(env *Env, word string) (genome.Interval, error) {
	if strings.Contains(word, ":") && slices.Contains(sequenceNames(env), word) {
		return genome.Interval{Seq: word}, nil
	}
	return genome.ParseLocus(word)
}

func sequenceNames(env *Env) []string {
	var names []string
	for _, s := range env.Session.SeqInfos() {
		names = append(names, s.Name)
	}
	return names
}

// whereAnswer is where for programs, positions 0-based half-open: the session's
// place, then each browser's own.
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
	add(place{0, at.Seq, at.Start, at.End})
	for _, b := range browsers {
		if b.Location != nil {
			add(place{b.ID, b.Location.SeqName, int(b.Location.Start) - 1, int(b.Location.End)})
		}
	}
	return a
}
