package repl

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/repl/automation"
	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
)

// Selector reads and changes the selection.
type Selector interface {
	// Selection returns the places that are selected.
	Selection() []genome.Interval
	// Select selects places; none clears the selection. An End of 0 means the same as for Navigator.Navigate.
	Select(ctx context.Context, ivs []genome.Interval) (reply.Report, error)
}

// Hooks is the part of the session that keeps hooks. States lists them.
type Hooks interface {
	// Hook adds a hook and returns it, with the next number if it has none.
	Hook(ctx context.Context, h state.Hook) (state.Hook, error)
	// Unhook removes all of these hooks, or none.
	Unhook(ctx context.Context, numbers []int) error
	// ByHook returns a context for the command of a hook, whose events say so. If only undo
	// or redo made it run, its changes are not a step: the next undo or redo overwrites them.
	ByHook(ctx context.Context, travel bool) context.Context
}

// printEvents turns the printing of events on or off, or prints whether it is on.
func printEvents(_ context.Context, env *Env, args []string) error {
	printing := env.hub.Printing()
	switch {
	case len(args) == 0:
	case len(args) == 1 && strings.EqualFold(args[0], "on"):
		printing = true
	case len(args) == 1 && strings.EqualFold(args[0], "off"):
		printing = false
	default:
		return misused("wanted on or off; found %q", strings.Join(args, " "))
	}
	env.hub.SetPrinting(printing)
	env.printf("events are %s", map[bool]string{true: "on", false: "off"}[printing])
	return nil
}

// hookOptions are the options that restore a state.
var hookOptions = []Option{{Name: "as", Arg: "N", Help: "the number that it is to have; before EVENT"}}

// on adds a hook, or lists the hooks. args is what follows the name,
// as it was typed.
func on(ctx context.Context, env *Env, args []string) error {
	if len(args) == 0 {
		a := answer{none: "nothing is to be done on any event",
			columns: []text.Column{{Title: "#", Right: true}, {Title: "EVENT"}, {Title: "COMMAND"}}}
		for _, h := range env.Session.State().Hooks {
			a.rows = append(a.rows, []string{strconv.Itoa(h.Number), h.Event, h.Command})
		}
		return env.answer(given{}, a)
	}
	h, err := state.ParseHook(args[0])
	if err != nil {
		return misused("%v", err)
	}
	if h, err = checkHook(h); err != nil {
		return err
	}
	if h, err = env.Session.Hook(ctx, h); err != nil {
		return err
	}
	env.printf("%d: on %s %s", h.Number, h.Event, h.Command)
	return nil
}

// checkHook returns a hook with the usual spelling of its event. An unknown event, or
// a command that cannot be run, is an error.
func checkHook(h state.Hook) (state.Hook, error) {
	event, err := automation.EventNamed(h.Event)
	if err != nil {
		return h, err
	}
	h.Event = event.Name
	statements, err := split(h.Command)
	if err != nil {
		return h, fmt.Errorf("the command of %s: %w", h.Event, err)
	}
	if len(statements) == 0 {
		return h, misused("wanted a command after the event")
	}
	for _, s := range statements {
		if _, err := builtin.find(s.Words[0].Text); err != nil {
			return h, err
		}
	}
	return h, nil
}

func off(ctx context.Context, env *Env, args []string) error {
	if len(args) == 0 {
		return misused("wanted the numbers of one or more hooks, or all")
	}
	st := env.Session.State()
	var wanted []int
	for _, arg := range args {
		if strings.EqualFold(arg, "all") && len(args) == 1 {
			for _, h := range st.Hooks {
				wanted = append(wanted, h.Number)
			}
			continue
		}
		n, err := strconv.Atoi(arg)
		if err != nil {
			return withHint(fmt.Errorf("%q is not the number of a hook", arg), "on lists them")
		}
		if _, ok := st.Hook(n); !ok { // none is stopped
			return withHint(fmt.Errorf("there is no hook %d", n), "on lists them")
		}
		wanted = append(wanted, n)
	}
	others := slices.DeleteFunc(slices.Clone(wanted), func(n int) bool { return n == env.hook })
	defer env.hub.Leave(others)()
	if err := env.Session.Unhook(ctx, wanted); err != nil {
		return err
	}
	for _, n := range wanted {
		env.printf("removed hook %d", n)
	}
	return nil
}

// selectionOptions are the options of selection.
var selectionOptions = append([]Option{{Name: "bed", Help: "BED with three columns"}}, formatOptions...)

// selection prints the selected places.
func selection(_ context.Context, env *Env, args []string) error {
	opts, err := noWordsBut(args, selectionOptions)
	if err != nil {
		return err
	}
	a := answer{none: "nothing is selected", tsv: []string{"chr", "start", "end"},
		columns: []text.Column{{Title: "LOCUS", Keep: true, Whole: true}, {Title: "BASES", Right: true}}}
	for _, iv := range env.Session.Selection() {
		a.rows = append(a.rows, []string{text.Locus(iv), text.Thousands(iv.Len())})
		a.tsvRows = append(a.tsvRows, []string{iv.Seq, strconv.Itoa(iv.Start), strconv.Itoa(iv.End)})
		a.json = append(a.json, locusKey{iv.Seq, iv.Start, iv.End})
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
		return misused("wanted regions, or none")
	}
	var ivs []genome.Interval
	if len(args) > 1 || !strings.EqualFold(args[0], "none") {
		list, err := regionsOf(ctx, env, args)
		if err == nil {
			list, err = onOffer(ctx, env, list)
		}
		if err != nil {
			return err
		}
		for _, r := range list {
			ivs = append(ivs, r.Interval)
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
