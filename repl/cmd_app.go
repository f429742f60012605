package repl

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
)

// Browsers are the pages that show the session.
type Browsers interface {
	// WaitBrowser waits until a page is connected and up to date.
	WaitBrowser(ctx context.Context) error
	// Open opens the built-in page in the user's browser and returns its link.
	Open(ctx context.Context) (url string, err error)
	// Theme returns the look of the built-in page that was chosen, "" when none was.
	Theme() protocol.Theme
	// SetTheme chooses one of protocol.Themes.
	SetTheme(ctx context.Context, theme protocol.Theme) (reply.Report, error)
	// Flip reports whether positions rise to the left; SetFlip says so.
	Flip() bool
	SetFlip(ctx context.Context, flip bool) (reply.Report, error)
	// Send sends a UI action as it is, arguments being a JSON object, and
	// returns each browser's answer.
	Send(ctx context.Context, action string, args []byte) ([]reply.Raw, error)
}

// open opens the page, or a workspace.
func open(ctx context.Context, env *Env, args []string) error {
	switch len(args) {
	case 0:
	case 1:
		return openWorkspace(ctx, env, args[0])
	default:
		return misused("wanted at most the name of a workspace; found %s", found(args))
	}
	url, err := env.Session.Open(ctx)
	if url != "" {
		env.printf("%s", url)
	}
	return err
}

// theme chooses the look of the built-in page, or prints it.
func theme(ctx context.Context, env *Env, args []string) error {
	if len(args) > 1 {
		return misused("wanted at most one look; found %s", found(args))
	}
	if len(args) == 0 {
		env.printf("%s", cmp.Or(env.Session.Theme(), protocol.Themes[0]))
		return nil
	}
	theme := protocol.Theme(strings.ToLower(args[0]))
	if theme == "none" {
		theme = ""
	}
	report, err := env.Session.SetTheme(ctx, theme)
	if err != nil {
		return suggest(err, args[0], themeNames())
	}
	env.printf("theme %s", cmp.Or(env.Session.Theme(), "none"))
	env.report(report)
	return nil
}

// genomeOf prints the genome, or replaces it.
func genomeOf(ctx context.Context, env *Env, args []string) error {
	if len(args) > 1 {
		return misused("wanted at most one genome; found %s", found(args))
	}
	var report reply.Report
	if len(args) == 1 {
		var err error
		if report, err = env.Session.SetGenome(ctx, env.named(args[0])); err != nil {
			return err
		}
	}
	name := cmp.Or(env.Session.State().Genome, state.NoGenome)
	env.printf("genome %s: %s on offer", name, text.Count(len(env.Session.SeqInfos()), "sequence"))
	env.report(report)
	return nil
}

func themeNames() []string {
	var names []string
	for _, t := range protocol.Themes {
		names = append(names, string(t))
	}
	return names
}

// send passes a UI action on as it is.
func send(ctx context.Context, env *Env, args []string) error {
	action, arguments, err := parseAction(args)
	if err != nil {
		return err
	}
	answers, err := env.Session.Send(ctx, action, arguments)
	for _, a := range answers {
		if a.Err == nil { // err has the failures
			printAnswer(env, a, len(answers) > 1)
		}
	}
	return err
}

func printAnswer(env *Env, a reply.Raw, named bool) {
	if named {
		fmt.Fprintf(env.Talk, "browser %d:\n", a.Browser)
	}
	fmt.Fprintln(env.Out, text.IndentJSON(a.Data))
}

// parseAction reads the name of a UI action and its arguments, a JSON object.
func parseAction(args []string) (string, []byte, error) {
	if len(args) < 1 || len(args) > 2 {
		return "", nil, misused("wanted an action and a JSON object; found %s", found(args))
	}
	arguments := []byte("{}")
	if len(args) == 2 {
		arguments = []byte(args[1])
	}
	var value any
	if err := json.Unmarshal(arguments, &value); err != nil {
		return "", nil, fmt.Errorf("arguments of %s: wanted a JSON object: %w", args[0], err)
	}
	if _, ok := value.(map[string]any); !ok {
		return "", nil, fmt.Errorf("arguments of %s: wanted a JSON object; found %s", args[0], arguments)
	}
	return args[0], arguments, nil
}

func help(_ context.Context, env *Env, args []string) error {
	args, opts, err := parseOptions(args, helpOptions)
	if err != nil {
		return err
	}
	if len(args) > 0 && len(args) <= 2 && strings.EqualFold(args[0], schemaTopic) {
		return printSchema(env, strings.Join(args[1:], ""))
	}
	if opts.has("json") {
		return printHelpJSON(env, args)
	}
	switch len(args) {
	case 0:
		printHelp(env)
		return nil
	case 1:
		if topic := findTopic(args[0]); topic != "" {
			printTopic(env, topic)
			return nil
		}
		command, err := builtin.find(args[0])
		if err != nil {
			return err
		}
		printCommandHelp(env, command)
		return nil
	}
	return misused("wanted one command; found %s", found(args))
}

func quit(_ context.Context, _ *Env, args []string) error {
	if err := noWords(args); err != nil {
		return err
	}
	return errQuit
}
