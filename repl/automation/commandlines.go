package automation

import (
	"github.com/epiviz/epivizgo/repl/line"
	"github.com/epiviz/epivizgo/session/state"
)

// Lines returns the commands that replay events, a line each, for recordings, the journal,
// the session as a script, and saved workspaces. An event that does not change the state
// has none. rest returns how a command reads what follows its name; path returns the path
// of a file as it is to be written.
func Lines(events []state.Event, rest func(name string) line.Rest, path func(string) string) []string {
	var lines []string
	for _, e := range events {
		if e.Path != "" {
			e.Path = path(e.Path)
		}
		for _, words := range state.Commands(e) {
			if len(words) == 2 && rest(words[0]) != line.ByWord {
				lines = append(lines, words[0]+" "+words[1])
				continue
			}
			lines = append(lines, line.Quote(words...))
		}
	}
	return lines
}
