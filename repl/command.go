package repl

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/epiviz/epivizgo/repl/line"
	"github.com/epiviz/epivizgo/repl/text"
)

// Command is a row of the command table.
type Command struct {
	// Name is what is typed; like the aliases it is found in any case.
	Name string
	// Aliases include the protocol's name of the action where it is another.
	Aliases []string
	Group   Group
	// Usage has a line for each form. Each begins with the name; words in capitals
	// are to be filled in, and … means "one or more".
	Usage string
	// Help begins with a sentence that is the summary in lists.
	// Empty lines separate paragraphs, which are wrapped when printed; indented
	// lines stay unchanged.
	Help string
	// Options are the options that the command takes; Run parses them.
	Options []Option
	// Rest is how the text after the name is read: word by word, or as one word.
	Rest line.Rest
	// Glob returns which names a word with * ? or [ can stand for. Nil means none.
	Glob globKinds
	// OneName reports whether the last word is one name: a pattern that stands for several is refused.
	OneName bool
	// Complete returns the words that can follow args. Nil means none.
	Complete func(env *Env, args []string, word string) []Candidate
	// Run runs the command. args are the words after the name. It changes nothing
	// before it has parsed all words.
	Run func(ctx context.Context, env *Env, args []string) error
}

// Summary returns the first sentence of the help.
func (c *Command) Summary() string {
	first, _, _ := strings.Cut(c.Help, "\n")
	if i := strings.Index(first, ". "); i >= 0 {
		first = first[:i+1]
	}
	return first
}

// misuse is the error of a command whose words do not fit its usage.
type misuse struct{ wanted string }

func (e *misuse) Error() string { return e.wanted }

// misused returns a misuse error; runs of the command add name and usage.
func misused(format string, args ...any) error {
	return &misuse{fmt.Sprintf(format, args...)}
}

// explain adds to a misuse error the command's name and usage.
func (c *Command) explain(err error) error {
	var m *misuse
	if !errors.As(err, &m) {
		return err
	}
	usage := strings.ReplaceAll(c.Usage, "\n", "\n     ") // under the first form
	return withHint(fmt.Errorf("%s: %w", c.Name, err), "usage: %s", usage)
}

// builtin is the table of the commands. Its functions look commands up in it, so
// init builds it: the initializer of a variable must not refer to the variable.
var builtin *table

func init() { builtin = newTable(commands) }

// split splits a line into its commands, each read as the table says.
func split(text string) ([]line.Statement, error) { return line.Split(text, builtin.rest) }

// table finds commands by name.
type table struct {
	list   []Command // in the order of help
	byName map[string]*Command
}

func newTable(list []Command) *table {
	t := &table{list: list, byName: make(map[string]*Command)}
	for i := range list {
		c := &list[i]
		t.byName[strings.ToLower(c.Name)] = c
		for _, alias := range c.Aliases {
			t.byName[strings.ToLower(alias)] = c
		}
	}
	return t
}

// find returns the command of that name or alias, in any case.
func (t *table) find(name string) (*Command, error) {
	c, err := t.lookup(name)
	return c, withHint(err, "help lists the commands")
}

// lookup is find, with a hint only if the name is like another.
func (t *table) lookup(name string) (*Command, error) {
	if c := t.byName[strings.ToLower(name)]; c != nil {
		return c, nil
	}
	err := fmt.Errorf("there is no command %q", name)
	if near := text.Nearest(name, t.names()); near != "" {
		return nil, withHint(err, "did you mean %s?", near)
	}
	return nil, err
}

// rest returns how the command of that name reads what follows it.
func (t *table) rest(name string) line.Rest {
	if c := t.byName[strings.ToLower(name)]; c != nil {
		return c.Rest
	}
	return line.ByWord
}

// names returns every name and alias, each command's name first.
func (t *table) names() []string {
	var names []string
	for _, c := range t.list {
		names = append(names, c.Name)
		names = append(names, c.Aliases...)
	}
	return names
}
