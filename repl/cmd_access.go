package repl

import (
	"context"
	"slices"
	"strconv"

	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/reply"
)

// Gate is who is connected, and who may connect.
type Gate interface {
	// Connections lists the connected browsers, and behind them the connections that have not asked for measurements.
	Connections() []reply.BrowserInfo
	// Origins lists the origins of pages that asked to connect.
	Origins() []reply.Origin
	// Allow lets in pages of the origin with a number of Origins, until the session ends.
	Allow(number int) (reply.Origin, error)
	// Stats returns figures of the program at work.
	Stats() []reply.Figure
}

func browsers(_ context.Context, env *Env, args []string) error {
	opts, err := noWordsBut(args, formatOptions)
	if err != nil {
		return err
	}
	all := env.Session.Connections()
	a := answer{none: "no browser is connected", tsv: []string{"browser", "page", "from", "state", "origin", "user"},
		columns: []text.Column{{Title: "#", Right: true, Keep: true}, {Title: "PAGE"}, {Title: "FROM"}, {Title: "STATE", Keep: true}}}
	// What is the same for all, as nearly always, is not shown.
	withOrigin := slices.ContainsFunc(all, func(b reply.BrowserInfo) bool { return b.Origin != "" })
	withUser := slices.ContainsFunc(all, func(b reply.BrowserInfo) bool { return b.User != all[0].User })
	if withOrigin {
		a.columns = append(a.columns, text.Column{Title: "ORIGIN"})
	}
	if withUser {
		a.columns = append(a.columns, text.Column{Title: "USER"})
	}
	for _, b := range all {
		number, page, state := strconv.Itoa(b.ID), b.Generation, "fine"
		if b.ID == 0 {
			number, page, state = "-", "unknown", "has not asked for measurements"
		}
		if b.Problem != "" {
			state = b.Problem
		}
		row := []string{number, page, b.Remote, state}
		a.tsvRows = append(a.tsvRows, []string{strconv.Itoa(b.ID), b.Generation, b.Remote, state, b.Origin, b.User})
		if withOrigin {
			row = append(row, b.Origin)
		}
		if withUser {
			row = append(row, b.User)
		}
		a.rows = append(a.rows, row)
		a.json = append(a.json, struct {
			Browser int    `json:"browser"`
			Page    string `json:"page"`
			From    string `json:"from"`
			Problem string `json:"problem"`
			Origin  string `json:"origin"`
			User    string `json:"user"`
		}{b.ID, b.Generation, b.Remote, b.Problem, b.Origin, b.User})
	}
	return env.answer(opts, a)
}

// allow lets pages of an origin connect, or lists the origins of those that asked.
func allow(_ context.Context, env *Env, args []string) error {
	args, opts, err := parseOptions(args, formatOptions)
	if err != nil {
		return err
	}
	if len(args) == 0 {
		return listOrigins(env, opts)
	}
	for _, word := range args {
		number, err := strconv.Atoi(word)
		if err != nil {
			return misused("wanted numbers of origins; found %s", found(args))
		}
		origin, err := env.Session.Allow(number)
		if err != nil {
			return err
		}
		env.printf("allowed %s until this program ends", origin.Origin)
	}
	return nil
}

func listOrigins(env *Env, opts given) error {
	a := answer{none: "no page of another origin has asked to connect",
		columns: []text.Column{{Title: "#", Right: true, Keep: true}, {Title: "ORIGIN", Keep: true}, {Title: "STATE"}}}
	for _, o := range env.Session.Origins() {
		state := "asked and was not allowed"
		switch {
		case o.Allowed:
			state = "allowed"
		case o.Waiting > 0:
			state = "waits, " + text.Count(o.Waiting, "page")
		}
		if o.Server != "" {
			state += ", served by user " + o.Server
		}
		a.rows = append(a.rows, []string{strconv.Itoa(o.Number), o.Origin, state})
		a.json = append(a.json, struct {
			Number  int    `json:"number"`
			Origin  string `json:"origin"`
			Allowed bool   `json:"allowed"`
			Waiting int    `json:"waiting"`
			Server  string `json:"server"`
		}{o.Number, o.Origin, o.Allowed, o.Waiting, o.Server})
	}
	return env.answer(opts, a)
}

func completeAllow(env *Env, args []string, _ string) []Candidate {
	var numbers []string
	for _, o := range env.Session.Origins() {
		if !o.Allowed {
			numbers = append(numbers, strconv.Itoa(o.Number))
		}
	}
	return words(without(numbers, args))
}
