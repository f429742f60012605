package repl

import (
	"fmt"
	"io"
	"strings"

	"github.com/epiviz/epivizgo/repl/text"
)

// helpWidth bounds the width of help: longer lines read badly.
const helpWidth = 80

// printHelp lists all commands by group.
func printHelp(env *Env) {
	var b strings.Builder
	defer func() { fmt.Fprint(env.Out, b.String()) }() // at once, for a pager
	widest := 0
	for _, c := range builtin.list {
		widest = max(widest, len(c.Name))
	}
	for _, group := range groups {
		fmt.Fprintf(&b, "%s\n", group)
		for _, c := range builtin.list {
			if c.Group == group {
				fmt.Fprintf(&b, "  %-*s  %s\n", widest, c.Name, c.Summary())
			}
		}
		b.WriteString("\n")
	}
	b.WriteString(`help COMMAND says more, help regions what REGIONS are, help keys what keys do.
Names with spaces are quoted: addchart "Line Track" x.
; parts commands, # begins a comment. After any command > FILE writes its result
to a file, >> FILE adds to one, and | PROGRAM passes it through a program of the
system. $here, $selection and $regions stand for the regions that are shown,
selected and of interest, any other $NAME for what the environment has. * ? and
[ in a word stand for any name or file that fits, but not in a locus. Quotes, or
a backslash before $ * ? and [, keep them as they are.
Tab completes, Ctrl-C stops a command, Enter on an empty line ends the program.
`)
}

// regionsHelp explains REGIONS.
const regionsHelp = `REGIONS are one or more words. Each of them is one of these:

    chr1:5000-6000   a locus, counted from 1 with both ends, as navigate takes it
    chr1 5000 6000   the same in several words
    chr1             a whole sequence
    BRCA2            a gene, or another named feature of a loaded file
    promoters        a set of regions of interest; region adds to sets
    peaks            a measurement or file that is loaded: its rows
    peaks.bed        a file of any format that can be loaded: its rows
    $selection       the selected regions; $regions those of interest;
                     $here the one that is shown

A word that could be two of these is refused. set:NAME, data:NAME, ./FILE and locus:NAME say which is meant. So are
words that could be one locus or several regions, as chr1 2 3 where there is a chr2 and a chr3.

A file may be gzipped. It is read as it is now, in its own order, and is not loaded by that. Rows of it that cannot
be regions are counted and told, and so are regions of a list that are on no known sequence. A row without width,
which is between two bases, stands for the base after it.

    rows peaks.bed genes
    values set:promoters chip --bins 1
    region add data:peaks --set peaks
    select BRCA2 chr1:5m-5.2m
    slideshow peaks.bed --every 5s`

// printTopic prints a topic of help.
func printTopic(env *Env, topic string) {
	fmt.Fprintln(env.Out, text.Wrap(topic, env.helpWidth()))
}

// helpWidth returns the width that help is set to.
func (e *Env) helpWidth() int {
	if w := e.width(); w > 0 {
		return min(helpWidth, w)
	}
	return helpWidth
}

// printCommandHelp prints the help of a command.
func printCommandHelp(env *Env, c *Command) {
	all := fmt.Sprintf("%s\n\n%s\n", c.Usage, text.Wrap(c.Help, env.helpWidth()))
	if len(c.Options) > 0 {
		all += "\n" + optionsHelp(c.Options)
	}
	if len(c.Aliases) > 0 {
		all += fmt.Sprintf("\nAlso: %s\n", strings.Join(c.Aliases, ", "))
	}
	fmt.Fprint(env.Out, all) // at once, for a pager
}

// helpOptions are the options of help.
var helpOptions = []Option{{Name: "json", Help: "the commands as one JSON document"}}

// helpJSON is what help --json prints. Programs rely on its keys.
type helpJSON struct {
	Version  string        `json:"version"`
	Groups   []Group       `json:"groups"`
	Commands []commandJSON `json:"commands"`
}

type commandJSON struct {
	Name    string     `json:"name"`
	Aliases []string   `json:"aliases"`
	Group   Group      `json:"group"`
	Usage   []string   `json:"usage"` // each form
	Summary string     `json:"summary"`
	Help    string     `json:"help"`
	Flags   []flagJSON `json:"flags"`
}

type flagJSON struct {
	Name   string   `json:"name"`  // with its dashes
	Value  string   `json:"value"` // what follows it, "" for none
	Help   string   `json:"help"`
	Values []string `json:"values"` // those there are, none if any other can be
}

// printHelpJSON prints the commands, or those that are named, as one JSON document.
func printHelpJSON(env *Env, names []string) error {
	commands := builtin.list
	if len(names) > 0 {
		commands = nil
		for _, name := range names {
			c, err := builtin.find(name)
			if err != nil && findTopic(name) != "" {
				return withHint(fmt.Errorf("--json describes commands; %s is a topic", name), "help %s prints it", name)
			}
			if err != nil {
				return err
			}
			commands = append(commands, *c)
		}
	}
	doc := helpJSON{Version: env.Version, Groups: groups, Commands: []commandJSON{}}
	for _, c := range commands {
		row := commandJSON{Name: c.Name, Aliases: append([]string{}, c.Aliases...), Group: c.Group, Usage: strings.Split(c.Usage, "\n"),
			Summary: c.Summary(), Help: c.Help, Flags: []flagJSON{}}
		for _, o := range c.Options {
			row.Flags = append(row.Flags, flagJSON{"--" + o.Name, o.Arg, o.Help, append([]string{}, o.Values...)})
		}
		doc.Commands = append(doc.Commands, row)
	}
	return env.printJSON(doc)
}

// WriteMarkdown writes the commands as the README lists them: a table for
// each group.
func WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	for i, group := range groups {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "### %s\n\n| command | what it does |\n| --- | --- |\n", group)
		for _, c := range commands {
			if c.Group != group {
				continue
			}
			usage := "`" + strings.NewReplacer("\n", "`<br>`", "|", `\|`).Replace(c.Usage) + "`" // | parts cells in code, too
			fmt.Fprintf(&b, "| %s | %s |\n", usage, c.Summary())
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
