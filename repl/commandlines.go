package repl

import (
	"strconv"

	"github.com/epiviz/epivizgo/repl/line"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/state"
)

// This file writes events as commands, for recordings, the journal, the session as
// a script, and saved workspaces.

// Script returns the commands that replay events, a line each. Paths of files are
// absolute.
func Script(events []state.Event) []string { return script(events, absolute) }

// script returns what Script does, with paths as path writes them.
func script(events []state.Event, path func(string) string) []string {
	var lines []string
	for _, e := range events {
		lines = append(lines, commandLines(e, path)...)
	}
	return lines
}

// absolute returns the absolute path of a file. It returns a name of anything else unchanged.
func absolute(path string) string { return source.ParseRef(path).Path }

// commandLines returns an event as commands, none if it does not change the state.
func commandLines(e state.Event, path func(string) string) []string {
	if e.Path != "" {
		e.Path = path(e.Path)
	}
	var lines []string
	for _, words := range state.Commands(e) {
		if len(words) == 2 && builtin.rest(words[0]) != line.ByWord {
			lines = append(lines, words[0]+" "+words[1])
			continue
		}
		lines = append(lines, line.Quote(words...))
	}
	return lines
}

func numbers(list []int) []string {
	texts := make([]string, len(list))
	for i, n := range list {
		texts[i] = strconv.Itoa(n)
	}
	return texts
}
