package repl

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl/line"
	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/reply"
)

// ChartSettings reads and changes the settings of charts.
type ChartSettings interface {
	// Settings lists a chart's settings with their values.
	Settings(handle int) ([]protocol.Setting, error)
	// Set changes settings of a chart; values are as typed.
	Set(ctx context.Context, handle int, values map[string]string) (reply.Report, error)
	// RestoreSettings is Set that also takes settings which no connected page has
	// announced; their values are JSON or else text.
	RestoreSettings(ctx context.Context, handle int, values map[string]string) (reply.Report, error)
	// ResetSettings resets settings of a chart to their defaults.
	ResetSettings(ctx context.Context, handle int, ids []string) (reply.Report, error)
}

// setOptions are the options that restore a state.
var setOptions = []Option{{Name: "any", Help: "also settings that no connected page knows"}}

func settings(_ context.Context, env *Env, args []string) error {
	words, opts, err := parseOptions(args, formatOptions)
	if err != nil {
		return err
	}
	if len(words) != 1 {
		return misused("wanted the number of a chart; found %s", found(words))
	}
	handle, err := parseHandle(words[0])
	if err != nil {
		return err
	}
	list, err := env.Session.Settings(handle)
	if err != nil {
		return withHint(err, "charts lists them")
	}
	return env.answer(opts, settingsAnswer(list, fmt.Sprintf("chart %d has no settings", handle)))
}

// settingsAnswer lists settings with their values, or else their defaults.
func settingsAnswer(list []protocol.Setting, none string) answer {
	a := answer{none: none,
		columns: []text.Column{{Title: "SETTING", Keep: true}, {Title: "VALUE", Keep: true}, {Title: "TAKES"}, {Title: "MEANING"}}}
	for _, s := range list {
		value := s.Value
		if value == nil {
			value = s.Default
		}
		takes := s.Type
		if len(s.Possible) > 0 {
			takes = strings.Join(s.Possible, ", ")
		}
		if len(s.Range) == 2 {
			takes += " from " + settingValue(s.Range[0]) + " to " + settingValue(s.Range[1])
		}
		a.rows = append(a.rows, []string{s.ID, settingValue(value), takes, s.Label})
		a.json = append(a.json, struct {
			protocol.Setting
			Value any       `json:"value"` // of a chart
			Range []float64 `json:"range"`
		}{s, s.Value, s.Range})
	}
	return a
}

func settingValue(v any) string {
	switch v := v.(type) {
	case nil, string:
		if v == nil || v == "" {
			return `""`
		}
	case float64:
		if math.Abs(v) < 1e15 {
			return strconv.FormatFloat(v, 'f', -1, 64) // 1000000, as it was typed
		}
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	return fmt.Sprint(v)
}

func set(ctx context.Context, env *Env, args []string) error {
	args, opts, err := parseOptions(args, setOptions)
	if err != nil {
		return err
	}
	first := slices.IndexFunc(args, func(w string) bool { return !isHandles(w) })
	switch {
	case first == 0 && !strings.Contains(args[0], "="):
		_, err := chooseCharts(env, args[:1])
		return err
	case first < 1:
		return misused("wanted the numbers of charts, or all, and one or more KEY=VALUE; found %s", found(args))
	}
	words := args[first:]
	values, err := parseSettings(words)
	if err != nil {
		return err
	}
	if rows := values["rows"]; isSamples(rows) {
		ids, err := env.samplesOf(line.Escaped(rows[1:]))
		if err != nil {
			return err
		}
		values["rows"] = strings.Join(ids, ",")
	}
	change := env.Session.Set
	if opts.has("any") {
		change = env.Session.RestoreSettings
	}
	ids := slices.Sorted(maps.Keys(values))
	return eachChart(env, args[:first], ids, func(handle int) error {
		report, err := change(ctx, handle, values)
		if err != nil {
			return suggestSetting(env, err, handle, ids)
		}
		env.printf("chart %d: %s", handle, strings.Join(words, " "))
		env.report(report)
		return nil
	})
}

// eachChart changes settings of the charts of words. Of charts that a range or all stands
// for, those without one of the settings are told and stay as they are; if that is all of
// them, it is an error.
func eachChart(env *Env, words, ids []string, change func(handle int) error) error {
	charts, err := chooseCharts(env, words)
	if err != nil {
		return err
	}
	if len(charts.handles) == 0 {
		env.printf("no charts")
	}
	var failures []error
	var without []string
	var lacking error
	for _, handle := range charts.handles {
		err := change(handle)
		switch {
		case err == nil:
		case !charts.named[handle] && env.lacksSetting(handle, ids):
			without, lacking = append(without, strconv.Itoa(handle)), cmp.Or(lacking, err)
		default:
			failures = append(failures, err)
		}
	}
	switch {
	case len(without) > 0 && len(without) == len(charts.handles):
		failures = append(failures, lacking)
	case len(without) > 0:
		env.note(fmt.Sprintf("%s without a setting %s, unchanged: %s",
			text.Count(len(without), "chart"), strings.Join(ids, " or "), strings.Join(without, ", ")))
	}
	return joined(failures)
}

// lacksSetting reports whether a chart lacks one of the settings.
func (e *Env) lacksSetting(handle int, ids []string) bool {
	list, err := e.Session.Settings(handle)
	return err == nil && slices.ContainsFunc(ids, func(id string) bool {
		return !slices.ContainsFunc(list, func(s protocol.Setting) bool { return strings.EqualFold(s.ID, id) })
	})
}

// suggestSetting adds the likely setting or value to the error of a failed set.
func suggestSetting(env *Env, err error, handle int, ids []string) error {
	list, unknown := env.Session.Settings(handle)
	if unknown != nil {
		return withHint(err, "charts lists them")
	}
	var known []string
	for _, s := range list {
		known = append(known, s.ID)
	}
	return suggestAny(err, ids, known)
}

// parseSettings reads words of the form KEY=VALUE.
func parseSettings(words []string) (map[string]string, error) {
	values := make(map[string]string)
	for _, word := range words {
		key, value, ok := strings.Cut(word, "=")
		if !ok || key == "" {
			return nil, misused("wanted KEY=VALUE; found %q", word)
		}
		if _, twice := values[key]; twice {
			return nil, misused("%s is set twice", key)
		}
		values[key] = value
	}
	return values, nil
}

// reset resets settings to their defaults.
func reset(ctx context.Context, env *Env, args []string) error {
	args, _, err := parseOptions(args, nil)
	if err != nil {
		return err
	}
	first := slices.IndexFunc(args, func(w string) bool { return !isHandles(w) })
	if first < 1 {
		return misused("wanted the numbers of charts, or all, and one or more settings; found %s", found(args))
	}
	ids := args[first:]
	return eachChart(env, args[:first], ids, func(handle int) error {
		report, err := env.Session.ResetSettings(ctx, handle, ids)
		if err != nil {
			return suggestSetting(env, err, handle, ids)
		}
		env.printf("chart %d: %s by default", handle, strings.Join(ids, ", "))
		env.report(report)
		return nil
	})
}
