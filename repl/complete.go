package repl

import (
	"context"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/repl/line"
	"github.com/epiviz/epivizgo/repl/safe"
	"github.com/epiviz/epivizgo/session/state"
)

// Completion is the result of Tab: text to insert at the cursor, or else the
// words to choose from.
type Completion struct {
	Insert string   // quoted and escaped as the place asks for
	List   []string // what the word can become, unquoted; sorted
}

// Candidate is a word that completion can put at the cursor.
type Candidate struct {
	Text string
	// Open reports whether the word can be continued: a folder, or KEY= before its value.
	Open bool
	// Fold reports whether the word is understood in any case.
	Fold bool
}

// Complete completes the word that before, the line up to the cursor, ends
// with. Words with control characters, which a terminal might obey, are not
// offered.
func (e *Env) Complete(before string) Completion {
	at, ok := line.At(before, builtin.rest)
	switch {
	case !ok:
		return Completion{}
	case at.Rest == line.Expression:
		if strings.EqualFold(at.Words[0].Text, "filter") {
			return completeFilter(e, at.Raw)
		}
		return completeInExpression(e, at.Raw)
	case at.Rest == line.Command:
		return e.completeHook(at.Raw)
	case at.Rest == line.Verbatim:
		return completeShell(e, at.Raw)
	}
	if at.Variable != "" {
		return complete(at.Mode, at.Variable, completeVariables(at.Variable))
	}
	word := at.Word
	if at.Pattern != "" {
		pattern, ok := e.resolved(at.Pattern)
		if !ok {
			return Completion{}
		}
		if line.IsGlob(pattern) {
			return Completion{List: e.globList(at, pattern)}
		}
		at.Word = line.Unescaped(pattern)
		word = at.Word
	}
	return complete(at.Mode, word, e.candidatesAt(at))
}

// resolved returns the pattern of the word at the cursor with the values of its variables.
func (e *Env) resolved(pattern string) (string, bool) {
	found, err := line.Substitute(pattern, func(name string) ([]string, error) {
		values, _, err := e.valuesOf(context.Background(), name)
		return values, err
	})
	if err != nil || len(found) != 1 {
		return "", false
	}
	return found[0], true
}

// globList returns the names that the glob at the cursor stands for.
func (e *Env) globList(at line.Cursor, pattern string) []string {
	if at.After != "" || len(at.Words) == 0 {
		return nil
	}
	command, err := builtin.find(at.Words[0].Text)
	if err != nil {
		return nil
	}
	g := globsOf(command)
	g.take(line.Statement{Words: at.Words}.Args()[1:]...)
	found, err := g.expand(e, pattern)
	if err != nil || g == nil {
		return nil
	}
	return found
}

// complete completes a word that is read in a mode.
func complete(in line.Mode, word string, candidates []Candidate) Completion {
	matches := matching(candidates, word)
	if len(matches) == 0 {
		return Completion{}
	}
	if len(matches) == 1 {
		m := matches[0]
		insert := in.Escape(m.rest)
		if !m.Open {
			insert += in.End(word + m.rest)
		}
		return Completion{Insert: insert}
	}
	c := Completion{Insert: in.Escape(common(matches))}
	for _, m := range matches {
		c.List = append(c.List, m.Text)
	}
	return c
}

// completeInExpression completes the last name of NAME = EXPRESSION.
func completeInExpression(e *Env, raw string) Completion {
	_, expression, ok := strings.Cut(raw, "=")
	if !ok {
		return Completion{}
	}
	name := expression[strings.LastIndexAny(expression, " \t()+-*/%^,<>=!&|?:")+1:]
	if at := strings.LastIndexByte(expression, '@'); at >= 0 && !strings.ContainsAny(expression[at:], " \t()+-*/%^,<>!&|?:") {
		return complete(line.Single, expression[at:], sampleNames(e, expression[at:]))
	}
	return complete(line.Single, name, completeExpression(e, name)) // nothing is escaped
}

// completeShell completes the last word of a command of the system: a program, or a file.
func completeShell(e *Env, raw string) Completion {
	cut := strings.LastIndexAny(raw, " \t;|&()<>`\"'\\") + 1
	before, word := strings.TrimRight(raw[:cut], " \t"), raw[cut:]
	switch last := before[max(0, len(before)-1):]; {
	case strings.ContainsAny(last, "\"'\\"): // the shell reads these words in its own way
		return Completion{}
	case strings.ContainsAny(last, ";|&(`") || before == "":
		if !strings.Contains(word, "/") {
			return complete(line.Plain, word, completePrograms(word))
		}
	}
	return complete(line.Plain, word, completeFiles(e, nil, word))
}

// completeHook completes EVENT COMMAND….
func (e *Env) completeHook(raw string) Completion {
	h, err := state.ParseHook(raw)
	switch {
	case err != nil:
		return Completion{}
	case h.Command != "" || h.Event != "" && strings.TrimRight(raw, " \t") != raw:
		return e.Complete(h.Command)
	}
	return complete(line.Plain, h.Event, completeEvents())
}

// candidatesAt returns the words that can be completed at the cursor.
func (e *Env) candidatesAt(at line.Cursor) []Candidate {
	switch {
	case at.After == "":
		return e.candidates(at.Words, at.Word)
	case at.After == "|" && len(at.Words) == 0:
		return completePrograms(at.Word)
	case at.After == "|" || len(at.Words) == 0:
		return completeFiles(e, nil, at.Word)
	}
	return nil
}

// candidates returns the words that can follow those before the cursor.
func (e *Env) candidates(words []line.Word, word string) []Candidate {
	if len(words) == 0 {
		return completeCommand(e, nil, word)
	}
	args := line.Statement{Words: words}.Args()
	command, err := builtin.find(args[0])
	if err != nil {
		return nil
	}
	if options, ok := completeOption(e, command.Options, args[1:], word); ok {
		return options
	}
	if command.Glob != nil && isSamples(word+" ") {
		g := globsOf(command)
		g.take(args[1:]...)
		takes := g.kinds(e, g.before, word)
		if slices.ContainsFunc(takes, func(k *nameKind) bool { return k.what == measurementKind.what }) {
			return sampleWords(e, word)
		}
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

// matching returns the candidates that begin with word, sorted and without repetitions.
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

// cutPrefixFold cuts a prefix as strings.CutPrefix does, in any case.
func cutPrefixFold(s, prefix string) (string, bool) {
	text, typed := []rune(s), []rune(prefix)
	if len(text) < len(typed) || !strings.EqualFold(string(text[:len(typed)]), prefix) {
		return "", false
	}
	return string(text[len(typed):]), true
}

// common returns the text with which all matches continue.
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
