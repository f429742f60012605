package repl

import (
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/repl/safe"
)

// Completion is what Tab does: text to insert at the cursor, or, when there is
// none, the ways to go on.
type Completion struct {
	Insert string   // quoted and escaped as the place asks for
	List   []string // what the word can become, unquoted; sorted
}

// Candidate is a word that can stand at the cursor.
type Candidate struct {
	Text string
	// Open tells that the word can go on: a folder, or KEY= before its value.
	Open bool
	// Fold tells that the word is understood in any case.
	Fold bool
}

// Complete completes the word that before, the line up to the cursor, ends
// with. Words with control characters, which a terminal might obey, are not
// offered.
func (e *Env) Complete(before string) Completion {
	l := lex(before)
	if l.mode == comment || l.mode == literal || l.failed != nil {
		return Completion{}
	}
	if rest, ok := l.restBefore(); ok {
		return e.completeRest(l.words[0].Text, rest)
	}
	word := l.word.String()
	return complete(l.mode, word, e.candidatesAt(l, word))
}

// complete completes a word that is read in a mode.
func complete(in mode, word string, candidates []Candidate) Completion {
	matches := matching(candidates, word)
	if len(matches) == 0 {
		return Completion{}
	}
	if len(matches) == 1 {
		m := matches[0]
		return Completion{Insert: escapeIn(in, m.rest) + ending(in, word, m)}
	}
	c := Completion{Insert: escapeIn(in, common(matches))}
	for _, m := range matches {
		c.List = append(c.List, m.Text)
	}
	return c
}

// restBefore is what has been typed of what a command reads by itself.
func (l *lexer) restBefore() (rest string, ok bool) {
	if len(l.words) == 0 || len(l.parts) > 0 || !readsRest(l.words[0].Text) {
		return "", false
	}
	return strings.TrimLeft(l.line[l.words[0].End:], " \t"), true
}

// completeRest completes what a command reads by itself.
func (e *Env) completeRest(command, rest string) Completion {
	event, inner := cutWord(rest)
	switch {
	case !strings.EqualFold(command, "on"):
		_, expression, ok := strings.Cut(rest, "=")
		if !ok {
			return Completion{}
		}
		name := expression[strings.LastIndexAny(expression, " \t()+-*/%^,<>=!&|?:")+1:]
		return complete(single, name, completeExpression(e)) // nothing is escaped
	case event == rest:
		return complete(plain, rest, completeEvents())
	}
	return e.Complete(inner)
}

// candidatesAt are the words that can stand where the lexer is.
func (e *Env) candidatesAt(l *lexer, word string) []Candidate {
	switch {
	case l.inWord && !l.quoted && strings.HasPrefix(word, "$"):
		return completeVariables()
	case len(l.parts) == 0:
		return e.candidates(l.words, word)
	case l.parts[len(l.parts)-1].op == "|" && len(l.words) == 0:
		return completePrograms(word)
	case l.parts[len(l.parts)-1].op == "|" || len(l.words) == 0:
		return completeFiles(e, nil, word)
	}
	return nil
}

// candidates are the words that can follow those before the cursor.
func (e *Env) candidates(words []Word, word string) []Candidate {
	if len(words) == 0 {
		return completeCommand(e, nil, word)
	}
	args := Statement{Words: words}.Args()
	command, err := e.commands.find(args[0])
	if err != nil {
		return nil
	}
	if options, ok := completeOption(command.Options, args[1:], word); ok {
		return options
	}
	if command.Complete == nil {
		return nil
	}
	return command.Complete(e, args[1:], word)
}

// match is a candidate that begins with what was typed.
type match struct {
	Candidate
	rest string // what is still to be typed
}

// matching keeps the candidates that begin with word, sorted, each once.
func matching(candidates []Candidate, word string) []match {
	var matches []match
	for _, c := range candidates {
		rest, ok := strings.CutPrefix(c.Text, word)
		if !ok && c.Fold {
			rest, ok = cutPrefixFold(c.Text, word)
		}
		if ok && c.Text != "" && safe.Text(c.Text) == c.Text {
			matches = append(matches, match{c, rest})
		}
	}
	slices.SortFunc(matches, func(a, b match) int { return strings.Compare(a.Text, b.Text) })
	return slices.CompactFunc(matches, func(a, b match) bool { return a.Text == b.Text })
}

// cutPrefixFold is strings.CutPrefix in any case.
func cutPrefixFold(s, prefix string) (string, bool) {
	text, typed := []rune(s), []rune(prefix)
	if len(text) < len(typed) || !strings.EqualFold(string(text[:len(typed)]), prefix) {
		return "", false
	}
	return string(text[len(typed):]), true
}

// common is what all matches go on with.
func common(matches []match) string {
	shared := []rune(matches[0].rest)
	for _, m := range matches[1:] {
		rest := []rune(m.rest)
		n := 0
		for n < min(len(shared), len(rest)) && shared[n] == rest[n] {
			n++
		}
		shared = shared[:n]
	}
	return string(shared)
}

// ending closes a word that is complete: its quote, and a space before the next
// word. A backslash at the end of the word would take the meaning from either.
func ending(m mode, word string, found match) string {
	if found.Open {
		return ""
	}
	backslash := strings.HasSuffix(word+found.rest, `\`)
	switch {
	case m == single:
		return "' "
	case backslash:
		return ""
	case m == double:
		return `" `
	}
	return " "
}

// mostListed bounds a list that Tab prints: more than a screen tells nobody
// anything.
const mostListed = 120

// Columns sets a completion's list out in columns for a terminal of the given
// width, reading downwards as ls does.
func Columns(list []string, width int) string {
	const gap = 2
	more := len(list) - mostListed
	list = list[:min(len(list), mostListed)]
	widest := 0
	for _, s := range list {
		widest = max(widest, textWidth(s))
	}
	widest = min(widest, max(width-1, leastCell))
	across := max(1, (width-1+gap)/(widest+gap))
	down := (len(list) + across - 1) / across
	var b strings.Builder
	for row := range down {
		var line strings.Builder
		for i := row; i < len(list); i += down {
			cell := shorten(list[i], widest)
			line.WriteString(cell + strings.Repeat(" ", widest-textWidth(cell)+gap))
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	if more > 0 {
		b.WriteString("… and " + thousands(more) + " more\n")
	}
	return b.String()
}
