package repl

import (
	"context"
	"errors"
	"fmt"
	"os"
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
	{"here", "the region that is shown, or all that are side by side, a word each", func(_ context.Context, env *Env) ([]string, error) {
		// The session knows its location: asking a page could block.
		st := env.Session.State()
		var loci []string
		for _, iv := range st.View().Places() {
			loci = append(loci, iv.String())
		}
		if len(loci) == 0 {
			return nil, withHint(errors.New("$here: there is no place yet"), "navigate LOCUS goes to one")
		}
		return loci, nil
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

// expand replaces the variables and the home folder in words, and by glob, which may be
// nil, the words with * ? or [. It returns the values of variables also as loci.
func (e *Env) expand(ctx context.Context, words []line.Word, glob *globs) (out []string, loci map[string]bool, err error) {
	for _, w := range words {
		if w.Pattern == "" {
			found, ok, err := glob.samples(e, line.Escaped(w.Text))
			if err != nil {
				return nil, nil, err
			}
			if !ok {
				found = []string{w.Text}
			}
			out = append(out, found...)
			glob.takeFor(w.Text, found)
			continue
		}
		patterns, err := e.substituted(w.Pattern, func(name string) ([]string, error) {
			values, isLocus, err := e.valuesOf(ctx, name)
			for _, v := range values {
				if isLocus {
					if loci == nil {
						loci = map[string]bool{}
					}
					loci[v] = true
				}
			}
			return values, err
		})
		if err != nil {
			return nil, nil, err
		}
		for _, p := range patterns {
			found, ok, err := glob.samples(e, p)
			if !ok && line.IsGlob(p) {
				found, err = glob.expand(e, p)
			} else if !ok {
				found = []string{line.Unescaped(p)}
			}
			if err != nil {
				return nil, nil, err
			}
			out = append(out, found...)
			glob.takeFor(line.Unescaped(p), found)
		}
	}
	return out, loci, glob.check()
}

// substituted replaces the home folder and the variables of a pattern.
func (e *Env) substituted(pattern string, values func(name string) ([]string, error)) ([]string, error) {
	if line.BeginsHome(pattern) {
		home, err := os.UserHomeDir()
		if err != nil {
			return nil, err
		}
		pattern = line.Escaped(home) + pattern[1:]
	}
	return line.Substitute(pattern, values)
}

// valuesOf returns what $name stands for: one of the variables, or else what the environment
// has. It reports whether the values are loci.
func (e *Env) valuesOf(ctx context.Context, name string) (values []string, loci bool, err error) {
	var names []string
	for _, v := range variables {
		if v.name == name {
			values, err = v.values(ctx, e)
			return values, true, err
		}
		names = append(names, v.name)
	}
	if value, ok := os.LookupEnv(name); ok {
		return []string{value}, false, nil
	}
	err = fmt.Errorf(`there is no variable $%s; there are $%s and those of the environment`, name, strings.Join(names, ", $"))
	if near := text.Nearest(name, append(names, environment()...)); near != "" {
		return nil, false, withHint(err, `did you mean $%s?`, near)
	}
	return nil, false, withHint(err, `write \$%s for the word itself`, name)
}

// environment returns the names of the environment's variables that can be typed after $.
func environment() (names []string) {
	for _, entry := range os.Environ() {
		if name, _, _ := strings.Cut(entry, "="); line.IsName(name) {
			names = append(names, name)
		}
	}
	return names
}
