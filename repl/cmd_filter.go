package repl

import (
	"context"
	"strings"

	"github.com/epiviz/epivizgo/repl/line"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
)

// Filterer has charts show some of their rows.
type Filterer interface {
	// Filter has a chart show the rows that fit a condition, or with "" all again.
	Filter(ctx context.Context, handle int, condition string) (state.Chart, reply.Report, error)
}

// filter has a chart show the rows that fit a condition. args is what follows the name, as it
// was typed.
func filter(ctx context.Context, env *Env, args []string) error {
	if len(args) == 0 {
		return misused("wanted the number of a chart, and a condition or none")
	}
	number, condition, _ := strings.Cut(strings.TrimSpace(args[0]), " ")
	handle, err := parseHandle(number)
	if err != nil {
		return err
	}
	switch condition = strings.TrimSpace(condition); {
	case condition == "":
		return misused("wanted a condition after the chart, or none")
	case strings.EqualFold(condition, "none"):
		condition = ""
	}
	chart, report, err := env.Session.Filter(ctx, handle, condition)
	if chart.Handle > 0 {
		env.printf("chart %d: %s of %s", chart.Handle, state.ChartName(chart.Type), shortList(chart.Measurements))
	}
	env.report(report)
	return err
}

// completeFilter completes HANDLE CONDITION.
func completeFilter(env *Env, raw string) Completion {
	number, condition, given := strings.Cut(raw, " ")
	if !given {
		return complete(line.Plain, number, words(handles(env)))
	}
	handle, err := parseHandle(number)
	if err != nil {
		return Completion{}
	}
	name := condition[strings.LastIndexAny(condition, " \t()+-*/%^,<>=!&|?:~")+1:]
	found := []Candidate{{Text: "none"}}
	for _, c := range []string{"seq", "start", "end", "width", "strand"} {
		found = append(found, Candidate{Text: c, Open: true})
	}
	for _, c := range env.Session.Charts() {
		if c.Handle != handle {
			continue
		}
		for _, id := range c.Measurements {
			if d, err := env.Session.Info(id); err == nil {
				for _, column := range columnsOf(d) {
					found = append(found, Candidate{Text: expressionName(column), Open: true})
				}
			}
		}
	}
	return complete(line.Single, name, found) // nothing is escaped
}
