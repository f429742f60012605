package repl

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/epiviz/epivizgo/repl/line"
	"github.com/epiviz/epivizgo/repl/text"
)

// variable gives a word $name its values when a command runs. Each value is one
// word, which is not parsed again: it stays one word to a command, and to a
// program after |.
type variable struct {
	name, help string
	values     func(ctx context.Context, env *Env) ([]string, error)
}

var variables = []variable{
	{"here", "the region that is shown", func(_ context.Context, env *Env) ([]string, error) {
		// The session knows its location: asking a page could block.
		at := env.Session.State().Location
		if at.Len() == 0 {
			return nil, withHint(errors.New("$here: there is no place yet"), "navigate LOCUS goes to one")
		}
		return []string{at.String()}, nil
	}},
	{"selection", "the selected regions, a word each", func(_ context.Context, env *Env) ([]string, error) {
		var loci []string
		for _, iv := range env.Session.Selection() {
			loci = append(loci, iv.String())
		}
		if len(loci) == 0 {
			return nil, withHint(errors.New("$selection: nothing is selected"), "select regions in the page, or with select LOCUS…")
		}
		return loci, nil
	}},
	{"regions", "the regions of interest, a word each", func(_ context.Context, env *Env) ([]string, error) {
		var loci []string
		for _, r := range env.Session.Regions("") {
			loci = append(loci, r.Interval.String())
		}
		if len(loci) == 0 {
			return nil, withHint(errors.New("$regions: there are no regions of interest"), "region add marks what is selected or shown")
		}
		return loci, nil
	}},
}

// expand replaces the variables among words by their values, which it returns also as
// loci.
func (e *Env) expand(ctx context.Context, words []line.Word) (out []string, loci map[string]bool, err error) {
	for _, w := range words {
		if !w.Variable {
			out = append(out, w.Text)
			continue
		}
		values, err := e.valuesOf(ctx, w.Text[1:])
		if err != nil {
			return nil, nil, err
		}
		if loci == nil {
			loci = map[string]bool{}
		}
		for _, v := range values {
			loci[v] = true
		}
		out = append(out, values...)
	}
	return out, loci, nil
}

func (e *Env) valuesOf(ctx context.Context, name string) ([]string, error) {
	var names []string
	for _, v := range variables {
		if v.name == name {
			return v.values(ctx, e)
		}
		names = append(names, v.name)
	}
	err := fmt.Errorf(`there is no variable $%s; there are $%s`, name, strings.Join(names, ", $"))
	if near := text.Nearest(name, names); near != "" {
		return nil, withHint(err, `did you mean $%s?`, near)
	}
	return nil, withHint(err, `write \$%s for the word itself`, name)
}
