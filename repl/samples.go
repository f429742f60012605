package repl

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/repl/line"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/reply"
)

// Words that begin with @ stand for the measurements of samples: @tumour for those whose group is tumour,
// @COLUMN=VALUE for those with a value in another column, and @all for those of every sample. A glob stands for several
// values. They are read wherever measurements can be named by globs.

// allSamples is the value that all samples have.
const allSamples = "all"

// isSamples reports whether a word may stand for samples.
func isSamples(word string) bool { return len(word) > 1 && word[0] == '@' }

// samples returns the names that a word of a command stands for if it stands for samples. A pattern is such a word with
// a glob; other words are as they are.
func (g *globs) samples(env *Env, pattern string) (names []string, ok bool, err error) {
	word := line.Unescaped(pattern)
	if g == nil || g.value || !isSamples(word) {
		return nil, false, nil
	}
	kinds := g.kinds(env, g.before, word)
	takes := kinds[:0:0]
	for _, k := range kinds {
		if k.has(env, word) {
			return nil, false, nil // a name wins
		}
		if k.what == measurementKind.what {
			takes = append(takes, k)
		}
	}
	if len(takes) == 0 {
		return nil, false, nil
	}
	ids, err := env.samplesOf(strings.TrimPrefix(pattern, `\`)[1:])
	if err != nil {
		return nil, true, err
	}
	for _, k := range takes {
		list := append(k.list(env), k.beside(env, allBeside)...)
		for _, id := range ids {
			if slices.ContainsFunc(list, func(n listed) bool { return n.word == id }) {
				names = append(names, id)
			}
		}
		if len(names) > 0 {
			return without(names, g.before), true, nil
		}
	}
	return nil, true, withHint(fmt.Errorf("no measurement of %s is one that this takes", word), "samples lists them")
}

// samplesOf returns the ids of the measurements of the samples that a pattern, without its @, stands for, in the order
// of the sheet.
func (e *Env) samplesOf(pattern string) (ids []string, err error) {
	word := "@" + line.Unescaped(pattern)
	sheet, ok := e.Session.Samples()
	if !ok {
		return nil, noSheet(sheet, word)
	}
	name, value, named := cutColumn(sheet, pattern)
	if !named && line.Unescaped(pattern) == allSamples {
		for _, s := range sheet.Rows {
			ids = append(ids, s.Measurements...)
		}
		return ids, nil
	}
	at := slices.IndexFunc(sheet.Columns, func(c reply.SampleColumn) bool { return c.Name == name })
	if at < 0 {
		return nil, withHint(fmt.Errorf("%s: the sample sheet has no column %q", word, name), "%s", hint.Among(columnNames(sheet)))
	}
	some := false
	fold := !slices.ContainsFunc(sheet.Rows, func(s reply.Sample) bool { return hasValue(s.Cells[at], value, false) })
	for _, s := range sheet.Rows {
		if !hasValue(s.Cells[at], value, fold) {
			continue
		}
		some = true
		ids = append(ids, s.Measurements...)
	}
	switch {
	case !some:
		err := fmt.Errorf("%s: no sample has %s in %s", word, line.Unescaped(value), name)
		return nil, withHint(err, "%s; @COLUMN=VALUE takes another column: %s",
			hint.Among(valuesOf(sheet, at)), strings.Join(columnNames(sheet), ", "))
	case len(ids) == 0:
		return nil, withHint(fmt.Errorf("%s: its samples have no measurement", word), "samples lists what was found")
	}
	return ids, nil
}

// noSheet returns the error for a word that wants a sample sheet where there is none, or none that could be read.
func noSheet(sheet reply.Samples, word string) error {
	if sheet.Path != "" {
		return withHint(fmt.Errorf("%s: the sample sheet %s could not be read", word, sheet.Path), "reload reads it again")
	}
	return withHint(fmt.Errorf("%s: there is no sample sheet", word), "samples FILE reads one")
}

// cutColumn splits COLUMN=VALUE. Without the name of a column that of the groups is meant.
func cutColumn(sheet reply.Samples, pattern string) (name, value string, named bool) {
	if column, value, ok := strings.Cut(pattern, "="); ok {
		column = line.Unescaped(strings.TrimSuffix(column, `\`))
		for _, c := range sheet.Columns {
			if strings.EqualFold(c.Name, column) {
				return c.Name, value, true
			}
		}
		return column, value, true
	}
	return sheet.Group, pattern, false
}

// hasValue reports whether a cell is the value of a pattern: the same text, in any case with fold, the same number, or one
// that the glob stands for.
func hasValue(cell, pattern string, fold bool) bool {
	value := line.Unescaped(pattern)
	if cell == "" || cell == value || fold && strings.EqualFold(cell, value) {
		return cell != ""
	}
	a, err := strconv.ParseFloat(cell, 64)
	b, err2 := strconv.ParseFloat(value, 64)
	return err == nil && err2 == nil && a == b || line.IsGlob(pattern) && line.Match(pattern, cell)
}

func columnNames(sheet reply.Samples) (names []string) {
	for _, c := range sheet.Columns {
		names = append(names, c.Name)
	}
	return names
}

// valuesOf returns the different cells of a column.
func valuesOf(sheet reply.Samples, column int) (values []string) {
	for _, s := range sheet.Rows {
		if cell := s.Cells[column]; cell != "" && !slices.Contains(values, cell) {
			values = append(values, cell)
		}
	}
	if values == nil {
		return []string{"none"}
	}
	return values
}

// sampleWords returns the words with @ that there are: of groups, and of another column once its name is typed.
func sampleWords(env *Env, word string) []Candidate {
	sheet, ok := env.Session.Samples()
	if !ok || !strings.HasPrefix(word, "@") {
		return nil
	}
	found := []Candidate{{Text: "@" + allSamples}}
	for i, c := range sheet.Columns {
		prefix := "@" + c.Name + "="
		if !strings.HasPrefix(word, prefix) {
			found = append(found, Candidate{Text: prefix, Open: true})
		}
		for _, value := range valuesOf(sheet, i) {
			if strings.HasPrefix(word, prefix) {
				found = append(found, Candidate{Text: prefix + value})
			}
			if c.Name == sheet.Group {
				found = append(found, Candidate{Text: "@" + value})
			}
		}
	}
	return found
}

// withSamples replaces the words with @ of an expression by the names of their measurements. What is in quotes is
// as it is, but for the quotes of @"VALUE".
func (e *Env) withSamples(expression string) (string, error) {
	var b strings.Builder
	for i := 0; i < len(expression); {
		c := expression[i]
		if strings.IndexByte("\"'`", c) >= 0 {
			end := strings.IndexByte(expression[i+1:], c)
			if end < 0 {
				end = len(expression) - i - 2
			}
			b.WriteString(expression[i : i+end+2])
			i += end + 2
			continue
		}
		if c != '@' {
			b.WriteByte(c)
			i++
			continue
		}
		value, n := sampleWord(expression[i+1:])
		ids, err := e.samplesOf(line.Escaped(value))
		if err != nil {
			return "", err
		}
		for k, id := range ids {
			if k > 0 {
				b.WriteString(", ")
			}
			b.WriteString(expressionName(id))
		}
		i += 1 + n
	}
	return b.String(), nil
}

// sampleWord reads what follows an @ of an expression: a word, perhaps with = and another, or text in quotes. n is
// its size.
func sampleWord(text string) (value string, n int) {
	if strings.HasPrefix(text, `"`) {
		if end := strings.IndexByte(text[1:], '"'); end >= 0 {
			return text[1 : 1+end], end + 2
		}
	}
	ends := func(r rune) bool { return strings.ContainsRune(" \t(),+-*/%^<>=!&|?:;\"'`", r) }
	if n = strings.IndexFunc(text, ends); n < 0 {
		return text, len(text)
	}
	if text[n] == '=' && !strings.HasPrefix(text[n:], "==") {
		more := strings.IndexFunc(text[n+1:], ends)
		if more < 0 {
			more = len(text) - n - 1
		}
		n += 1 + more
	}
	return text[:n], n
}

// sampleNames returns the words of sampleWords that an expression can have as they are.
func sampleNames(env *Env, word string) (found []Candidate) {
	for _, c := range sampleWords(env, word) {
		if _, n := sampleWord(c.Text[1:]); n == len(c.Text)-1 || strings.HasSuffix(c.Text, "=") {
			found = append(found, Candidate{Text: c.Text, Open: true})
		}
	}
	return found
}
