package repl

import (
	"fmt"
	"io"
	"strings"

	"github.com/epiviz/epivizgo/repl/text"
)

// helpWidth is the widest that help is set: longer lines read badly.
const helpWidth = 80

// printHelp lists all commands by group.
func printHelp(env *Env) {
	widest := 0
	for _, c := range builtin.list {
		widest = max(widest, len(c.Name))
	}
	for _, group := range groups {
		fmt.Fprintf(env.Out, "%s\n", group)
		for _, c := range builtin.list {
			if c.Group == group {
				fmt.Fprintf(env.Out, "  %-*s  %s\n", widest, c.Name, c.Summary())
			}
		}
		fmt.Fprintln(env.Out)
	}
	fmt.Fprint(env.Out, `help COMMAND says more. Names with spaces are quoted: addchart "Line Track" x.
; parts commands, # begins a comment. After any command > FILE writes its result
to a file, >> FILE adds to one, and | PROGRAM passes it through a program of the
system. $here, $selection and $regions stand for the regions that are shown,
selected and of interest.
Tab completes, Ctrl-C stops a command, Enter on an empty line ends the program.
`)
}

// printCommandHelp prints all there is to say about a command.
func printCommandHelp(env *Env, c *Command) {
	width := helpWidth
	if w := env.width(); w > 0 {
		width = min(width, w)
	}
	fmt.Fprintf(env.Out, "%s\n\n%s\n", c.Usage, text.Wrap(c.Help, width))
	if len(c.Options) > 0 {
		fmt.Fprintf(env.Out, "\n%s", optionsHelp(c.Options))
	}
	if len(c.Aliases) > 0 {
		fmt.Fprintf(env.Out, "\nAlso: %s\n", strings.Join(c.Aliases, ", "))
	}
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
			usage := "`" + strings.ReplaceAll(c.Usage, "\n", "`<br>`") + "`"
			fmt.Fprintf(&b, "| %s | %s |\n", usage, c.Summary())
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
