package term

import (
	"strings"

	"github.com/chzyer/readline"
)

// search is a search through the lines typed before.
type search struct {
	sought string
	at     int  // index of the line that was found; that of no line at first
	failed bool // no further line has what is sought
	began  line // what was typed before
}

// prompt is what the line that was found is shown after.
func (s *search) prompt() string {
	if s.failed {
		return "(failed reverse-i-search)`" + s.sought + "': "
	}
	return "(reverse-i-search)`" + s.sought + "': "
}

// startSearch begins a search.
func (e *editor) startSearch() {
	e.search = &search{at: len(e.lines), began: e.line}
}

// cancelSearch brings back what was typed before the search.
func (e *editor) cancelSearch() {
	e.line = e.search.began
	e.search = nil
}

// endSearch leaves the line that was found to be edited or run.
func (e *editor) endSearch() {
	began := e.search.began
	e.search = nil
	e.record(began, false)
}

// searchEdits are the keys that mean something to a search, besides text.
var searchEdits = map[rune]func(*editor){
	readline.CharBell:      (*editor).cancelSearch,
	readline.CharBckSearch: func(e *editor) { e.find(e.search.at-1, -1) },
	readline.CharFwdSearch: func(e *editor) { e.find(e.search.at+1, 1) },
	readline.CharBackspace: (*editor).seekLess,
	readline.CharCtrlH:     (*editor).seekLess,
}

// seek adds text to what is sought.
func (e *editor) seek(more string) {
	e.search.sought += more
	e.find(e.search.at, -1)
}

// seekLess takes back the last character of what is sought.
func (e *editor) seekLess() {
	if runes := []rune(e.search.sought); len(runes) > 0 {
		e.search.sought = string(runes[:len(runes)-1])
	}
	e.find(len(e.lines), -1)
}

// find shows the next line that has what is sought, from the line with index from on. A
// line that is the same as the one shown is not found again.
func (e *editor) find(from, step int) {
	s := e.search
	s.failed = false
	if s.sought == "" {
		s.at, e.line = len(e.lines), s.began
		return
	}
	for i := min(from, len(e.lines)-1); i >= 0 && i < len(e.lines); i += step {
		at := strings.LastIndex(e.lines[i], s.sought)
		if at < 0 || i != s.at && s.at < len(e.lines) && e.lines[i] == e.lines[s.at] {
			continue
		}
		s.at = i
		e.text = []rune(e.lines[i])
		e.pos = len([]rune(e.lines[i][:at]))
		return
	}
	s.failed = true
}
