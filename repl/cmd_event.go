package repl

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
)

// Selector has the places that are selected.
type Selector interface {
	// Selection returns the places that are selected.
	Selection() []genome.Interval
	// Select selects places, or nothing. An End of 0 is as for Navigator.Navigate.
	Select(ctx context.Context, ivs []genome.Interval) (reply.Report, error)
}

// printEvents turns the printing of events on and off, or says which it is.
func printEvents(_ context.Context, env *Env, args []string) error {
	h := env.hub
	h.mu.Lock()
	printing := h.printing
	h.mu.Unlock()
	switch {
	case len(args) == 0:
	case len(args) == 1 && strings.EqualFold(args[0], "on"):
		printing = true
	case len(args) == 1 && strings.EqualFold(args[0], "off"):
		printing = false
	default:
		return misused("wanted on or off; found %q", strings.Join(args, " "))
	}
	h.mu.Lock()
	h.printing = printing
	h.mu.Unlock()
	env.printf("events are %s", map[bool]string{true: "on", false: "off"}[printing])
	return nil
}

// on adds a trigger, or lists those there are. args is what follows the name,
// as it was typed.
func on(_ context.Context, env *Env, args []string) error {
	if len(args) == 0 {
		a := answer{none: "nothing is to be done on any event",
			columns: []text.Column{{Title: "#", Right: true}, {Title: "EVENT"}, {Title: "COMMAND"}}}
		for _, t := range env.hub.list() {
			a.rows = append(a.rows, []string{strconv.Itoa(t.number), t.event.name, t.command})
		}
		return env.answer(given{}, a)
	}
	name, command := cutWord(args[0])
	event, err := eventNamed(name)
	if err != nil {
		return err
	}
	statements, err := split(command)
	if err != nil {
		return fmt.Errorf("the command of %s: %w", event.name, err)
	}
	if len(statements) == 0 {
		return misused("wanted a command after the event")
	}
	for _, s := range statements {
		if _, err := builtin.find(s.Words[0].Text); err != nil {
			return err
		}
	}
	env.printf("%d: on %s %s", env.hub.on(env, event, command), event.name, command)
	return nil
}

// cutWord splits s into its first word and the rest.
func cutWord(s string) (word, rest string) {
	i := strings.IndexAny(s, " \t")
	if i < 0 {
		return s, ""
	}
	return s[:i], strings.TrimLeft(s[i:], " \t")
}

func off(_ context.Context, env *Env, args []string) error {
	if len(args) == 0 {
		return misused("wanted the numbers of one or more triggers, or all")
	}
	var wanted []int
	for _, arg := range args {
		if strings.EqualFold(arg, "all") && len(args) == 1 {
			for _, t := range env.hub.list() {
				wanted = append(wanted, t.number)
			}
			continue
		}
		n, err := strconv.Atoi(arg)
		if err != nil {
			return withHint(fmt.Errorf("%q is not the number of a trigger", arg), "on lists them")
		}
		wanted = append(wanted, n)
	}
	for _, n := range wanted {
		if !env.hub.off(n) {
			return withHint(fmt.Errorf("there is no trigger %d", n), "on lists them")
		}
		env.printf("removed trigger %d", n)
	}
	return nil
}

// selectionOptions are those of selection.
var selectionOptions = append([]Option{{Name: "bed", Help: "BED with three columns"}}, formatOptions...)

// selection prints the selected places.
func selection(_ context.Context, env *Env, args []string) error {
	opts, err := noWordsBut(args, selectionOptions)
	if err != nil {
		return err
	}
	a := answer{none: "nothing is selected", tsv: []string{"chr", "start", "end"},
		columns: []text.Column{{Title: "LOCUS"}, {Title: "BASES", Right: true}}}
	for _, iv := range env.Session.Selection() {
		a.rows = append(a.rows, []string{text.Locus(iv), text.Thousands(iv.Len())})
		a.tsvRows = append(a.tsvRows, []string{iv.Seq, strconv.Itoa(iv.Start), strconv.Itoa(iv.End)})
		a.json = append(a.json, struct {
			Chr   string `json:"chr"`
			Start int    `json:"start"`
			End   int    `json:"end"`
		}{iv.Seq, iv.Start, iv.End})
	}
	if opts.format() == "bed" {
		env.printTSV(nil, a.tsvRows)
		return nil
	}
	return env.answer(opts, a)
}

// selectPlaces selects places in the built-in pages.
func selectPlaces(ctx context.Context, env *Env, args []string) error {
	if len(args) == 0 {
		return misused("wanted one or more loci, or none")
	}
	var ivs []genome.Interval
	if len(args) > 1 || !strings.EqualFold(args[0], "none") {
		for _, arg := range args {
			iv, err := parseLocus(env, arg)
			if err != nil {
				return err
			}
			ivs = append(ivs, iv)
		}
	}
	report, err := env.Session.Select(ctx, ivs)
	if err != nil {
		for _, iv := range ivs {
			err = suggestSequence(err, iv.Seq, sequenceNames(env))
		}
		return err
	}
	if len(ivs) == 0 {
		env.printf("nothing is selected")
	}
	for _, iv := range env.Session.Selection() {
		env.printf("%s", text.Locus(iv))
	}
	env.report(report)
	return nil
}
