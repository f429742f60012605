package repl

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/hint"
)

// Option is a word of the form --name that a command takes, anywhere among its
// other words.
type Option struct {
	Name string // without the dashes
	// Letter is the option in short, after one dash: -j N. "" for one that has none.
	Letter string
	// Arg is the name of the value in the help; "" for an option without one.
	Arg    string
	Help   string   // a phrase
	Values []string // legal values that completion offers
	Words  bool     // the value is a word that the command's Complete offers
	// Now returns further values that completion offers: those that the session has; nil for none.
	Now func(*Env) []string
}

// formatOptions choose the format of an answer. A table is for people: it
// has 1-based loci and is cut to the terminal. The others are for programs.
var formatOptions = []Option{
	{Name: "tsv", Help: "columns parted by tabs, names of columns first"},
	{Name: "json", Help: "JSON, an object a line; help schema has its keys"},
}

// forms are the options that choose the form of an answer, of which there is one.
var forms = []string{"tsv", "json", "bed", "bedpe", "sam", "vcf"}

// given are the options of one command line.
type given map[string]string

func (g given) has(name string) bool { _, ok := g[name]; return ok }

// format returns the chosen format of the answer, "" for a table.
func (g given) format() string {
	for _, f := range []string{"tsv", "json", "bed", "bedpe"} {
		if g.has(f) {
			return f
		}
	}
	return ""
}

// parseOptions separates options from the other words. Values follow as the next
// word or after an equals sign; words after -- are not options.
func parseOptions(args []string, options []Option) (rest []string, opts given, err error) {
	opts = given{}
	for i := 0; i < len(args); i++ {
		word, ok := strings.CutPrefix(inFull(args[i], options), "--")
		if !ok {
			rest = append(rest, args[i])
			continue
		}
		if word == "" {
			return append(rest, args[i+1:]...), opts, nil
		}
		name, value, valued := strings.Cut(word, "=")
		at := slices.IndexFunc(options, func(o Option) bool { return strings.EqualFold(o.Name, name) })
		if at < 0 {
			return nil, nil, unknownOption(name, options)
		}
		o := options[at]
		switch {
		case o.Arg == "" && valued:
			return nil, nil, misused("--%s takes no value", o.Name)
		case o.Arg != "" && !valued:
			if i++; i == len(args) {
				return nil, nil, misused("--%s wants %s after it", o.Name, o.Arg)
			}
			value = args[i]
		}
		if opts.has(o.Name) {
			return nil, nil, misused("--%s is given twice", o.Name)
		}
		opts[o.Name] = value
	}
	var chosen []string
	for _, form := range forms {
		if opts.has(form) {
			chosen = append(chosen, "--"+form)
		}
	}
	if len(chosen) > 1 {
		return nil, nil, misused("wanted one of %s", strings.Join(chosen, " and "))
	}
	return rest, opts, nil
}

// inFull returns a word with its option in full if that is written in short.
func inFull(word string, options []Option) string {
	for _, o := range options {
		value, ok := strings.CutPrefix(word, "-"+o.Letter)
		switch {
		case o.Letter == "" || !ok:
		case value == "":
			return "--" + o.Name
		case strings.Trim(value, "0123456789") == "": // -j4
			return "--" + o.Name + "=" + value
		}
	}
	return word
}

// positive reads an option that is a whole number of at least 1.
func positive(opts given, name string, otherwise int) (int, error) {
	text, ok := opts[name]
	if !ok {
		return otherwise, nil
	}
	n, err := strconv.Atoi(strings.ReplaceAll(text, ",", ""))
	if err != nil || n < 1 {
		return 0, misused("--%s is %q; wanted a whole number of at least 1", name, text)
	}
	return n, nil
}

func unknownOption(name string, options []Option) error {
	if len(options) == 0 {
		return misused("it takes no options; found --%s", name)
	}
	var names []string
	for _, o := range options {
		names = append(names, "--"+o.Name)
	}
	err := misused("there is no option --%s", name)
	if near := text.Nearest("--"+name, names); near != "" {
		return withHint(err, "did you mean %s?", near)
	}
	return withHint(err, "%s", hint.Among(names))
}

// noWordsBut parses the options of a command that takes no other words.
func noWordsBut(args []string, options []Option) (given, error) {
	rest, opts, err := parseOptions(args, options)
	if err != nil {
		return nil, err
	}
	return opts, noWords(rest)
}

// completeOption offers the options of a command for a word that begins with a
// dash, or the values of the option before it.
func completeOption(e *Env, options []Option, args []string, word string) (found []Candidate, ok bool) {
	if n := len(args); n > 0 {
		for _, o := range options {
			if inFull(args[n-1], options) == "--"+o.Name && o.Arg != "" {
				values := o.Values
				if o.Now != nil {
					values = slices.Concat(values, o.Now(e))
				}
				return words(values), !o.Words
			}
		}
	}
	if !strings.HasPrefix(word, "-") || len(options) == 0 {
		return nil, false
	}
	for _, o := range options {
		if !slices.Contains(args, "--"+o.Name) {
			found = append(found, Candidate{Text: "--" + o.Name, Fold: true})
		}
	}
	return found, true
}

// leastOption is the least width of the column of options in help.
const leastOption = 14

// optionsHelp lists options for help.
func optionsHelp(options []Option) string {
	names, widest := make([]string, len(options)), leastOption
	for i, o := range options {
		names[i] = strings.TrimSpace("--" + o.Name + " " + o.Arg)
		if o.Letter != "" {
			names[i] = "-" + o.Letter + ", " + names[i]
		}
		widest = max(widest, len(names[i]))
	}
	var b strings.Builder
	for i, o := range options {
		fmt.Fprintf(&b, "    %-*s %s\n", widest, names[i], o.Help)
	}
	return b.String()
}
