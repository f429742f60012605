package repl

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl/line"
	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/state"
)

// Charts adds and removes charts.
type Charts interface {
	// AddChartAs adds a chart of measurements given by id or name. typ is a
	// display name, a short name or a full id; "" means the measurements'
	// default. It returns the chart with its handle; handle 0 means the next
	// free one.
	AddChartAs(ctx context.Context, handle int, typ string, names []string) (state.Chart, reply.Report, error)
	// RemoveChart removes a chart by its handle.
	RemoveChart(ctx context.Context, handle int) (reply.Report, error)
	// Charts lists the charts in the order in which they are shown.
	Charts() []state.Chart
	// ChartTypes lists the chart types that can be added.
	ChartTypes() []protocol.ChartType
	// Redraw makes the browsers draw every chart again.
	Redraw(ctx context.Context) (reply.Report, error)
}

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

// plot shows each name in a chart of its default type. A name that is not
// a measurement is a file to load.
func plot(ctx context.Context, env *Env, args []string) error {
	if len(args) == 0 {
		return misused("wanted one or more files or measurements")
	}
	for _, arg := range args {
		ids, err := plotted(ctx, env, arg)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := chartOf(ctx, env, "", []string{id}); err != nil {
				return err
			}
		}
	}
	return nil
}

// plotted finds the measurements to plot: the one of the name, or those of the
// file, which is loaded unless it is.
func plotted(ctx context.Context, env *Env, name string) ([]string, error) {
	if slices.Contains(measurementNames(env), name) {
		return []string{name}, nil
	}
	path := env.named(name)
	info, unknown := env.Session.Info(path)
	if f, ok := env.Loaded(path); ok {
		if info, err := env.Session.Info(f.Path); err == nil {
			if source.ParseRef(f.Path) != source.ParseRef(path) {
				env.printf("%v", &state.LoadedError{Path: name, As: f.Path})
			}
			return usual(env, info.Main), nil
		}
	}
	loaded, report, err := env.Session.Load(ctx, path)
	if errors.Is(err, fs.ErrNotExist) && unknown == nil {
		return usual(env, info.Main), nil // the id of a file of several signals
	}
	env.report(report)
	if err != nil {
		return nil, suggest(err, name, measurementNames(env))
	}
	var ids []string
	for _, m := range loaded {
		ids = append(ids, m.ID)
	}
	return usual(env, ids), nil
}

// usual leaves out the number columns of rows.
func usual(env *Env, ids []string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool {
		return slices.ContainsFunc(env.Session.Measurements(), func(m protocol.Measurement) bool {
			return m.ID == id && isColumn(m)
		})
	})
}

// isColumn reports whether a measurement is a number column of rows that are shown
// without it.
func isColumn(m protocol.Measurement) bool { return m.Annotation["column"] != "" }

// chartOf adds a chart and prints it.
func chartOf(ctx context.Context, env *Env, typ string, names []string) error {
	return chartAs(ctx, env, 0, typ, names)
}

// chartAs adds and prints a chart with the given handle; 0 means any.
func chartAs(ctx context.Context, env *Env, handle int, typ string, names []string) error {
	chart, report, err := env.Session.AddChartAs(ctx, handle, typ, names)
	if chart.Handle > 0 { // also when a browser refused it: the session has it
		env.printf("chart %d: %s of %s", chart.Handle, state.ChartName(chart.Type), strings.Join(chart.Measurements, ", "))
	}
	env.report(report)
	return err
}

// addChartOptions and setOptions are the options that restore a state.
var (
	addChartOptions = []Option{{Name: "as", Arg: "N", Help: "the number that the chart is to have"}}
	setOptions      = []Option{{Name: "any", Help: "also settings that no connected page knows"}}
)

func addChart(ctx context.Context, env *Env, args []string) error {
	args, opts, err := parseOptions(args, addChartOptions)
	if err != nil {
		return err
	}
	handle, err := positive(opts, "as", 0)
	if err != nil {
		return err
	}
	if len(args) == 0 {
		return misused("wanted a chart type and one or more measurements")
	}
	if _, known := protocol.LookupChartType(args[0]); !known {
		return unknownChartType(args)
	}
	if len(args) == 1 {
		return misused("wanted one or more measurements after the chart type")
	}
	err = chartAs(ctx, env, handle, args[0], args[1:])
	return suggestAny(err, args[1:], measurementNames(env))
}

// unknownChartType returns an error that suggests a type. A display name typed
// without its quotes is the likeliest slip.
func unknownChartType(args []string) error {
	err := fmt.Errorf("there is no chart type %q", args[0])
	for n := 2; n <= min(3, len(args)); n++ {
		if t, ok := protocol.LookupChartType(strings.Join(args[:n], " ")); ok {
			words := append([]string{"addchart", t.Name}, args[n:]...)
			return withHint(err, "did you mean %s?", line.Quote(words...))
		}
	}
	var names []string
	for _, t := range protocol.ChartTypes {
		names = append(names, t.Name, t.Short())
	}
	if near := text.Nearest(args[0], names); near != "" {
		return withHint(err, "did you mean %s?", line.Quote(near))
	}
	return withHint(err, "charttypes lists them")
}

func removeChart(ctx context.Context, env *Env, args []string) error {
	handles, err := parseHandles(env, args)
	if err != nil {
		return err
	}
	if len(handles) == 0 {
		env.printf("no charts")
	}
	for _, handle := range handles {
		known := slices.Contains(handlesOf(env), handle)
		report, err := env.Session.RemoveChart(ctx, handle)
		if err != nil && !known {
			err = withHint(err, "charts lists them")
		}
		if err != nil {
			return err
		}
		env.printf("removed chart %d", handle)
		env.report(report)
	}
	return nil
}

// parseHandles reads the numbers of charts, or all.
func parseHandles(env *Env, args []string) ([]int, error) {
	if len(args) == 0 {
		return nil, misused("wanted the numbers of one or more charts, or all")
	}
	var handles []int
	if len(args) == 1 && strings.EqualFold(args[0], "all") {
		return handlesOf(env), nil
	}
	for _, arg := range args {
		handle, err := parseHandle(arg)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(handles, handle) {
			handles = append(handles, handle)
		}
	}
	return handles, nil
}

// handlesOf returns the numbers of all charts.
func handlesOf(env *Env) []int {
	var handles []int
	for _, c := range env.Session.Charts() {
		handles = append(handles, c.Handle)
	}
	return handles
}

func parseHandle(arg string) (int, error) {
	handle, err := strconv.Atoi(arg)
	if err != nil || handle < 1 {
		return 0, withHint(fmt.Errorf("%q is not the number of a chart", arg), "charts lists them")
	}
	return handle, nil
}

func charts(_ context.Context, env *Env, args []string) error {
	opts, err := noWordsBut(args, formatOptions)
	if err != nil {
		return err
	}
	a := answer{none: "no charts", columns: []text.Column{{Title: "#", Right: true}, {Title: "TYPE"}, {Title: "MEASUREMENTS"}},
		tsv: []string{"handle", "type", "measurements"}}
	waits := env.Session.Waits()
	for _, c := range env.Session.Charts() {
		handle, name := strconv.Itoa(c.Handle), state.ChartName(c.Type)
		shown := strings.Join(c.Measurements, ", ")
		if what := waits[c.Handle]; what != "" {
			shown += " (waits for " + what + ")"
		}
		a.rows = append(a.rows, []string{handle, name, shown})
		a.tsvRows = append(a.tsvRows, []string{handle, name, strings.Join(c.Measurements, ",")})
		a.json = append(a.json, c)
	}
	return env.answer(opts, a)
}

// chartTypes lists the types of charts, or the settings of one type.
func chartTypes(_ context.Context, env *Env, args []string) error {
	words, opts, err := parseOptions(args, formatOptions)
	if err != nil {
		return err
	}
	switch len(words) {
	case 0:
	case 1:
		t, known := protocol.LookupChartType(words[0])
		if !known {
			return unknownChartType(words)
		}
		return env.answer(opts, settingsAnswer(t.Settings, "a "+t.Name+" has no settings"))
	default:
		return misused("wanted at most one chart type; found %s", found(words))
	}
	a := answer{columns: []text.Column{{Title: "TYPE"}, {Title: "SHORT NAME"}, {Title: "TAKES"}, {Title: "AT LEAST"}}}
	for _, t := range env.Session.ChartTypes() {
		least := strconv.Itoa(t.MinMeasurements)
		if t.OneGroup {
			least += ", one group"
		}
		a.rows = append(a.rows, []string{t.Name, t.Short(), string(t.Takes), least})
		a.json = append(a.json, t)
	}
	return env.answer(opts, a)
}

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
	a := answer{none: none, columns: []text.Column{{Title: "SETTING"}, {Title: "VALUE"}, {Title: "TAKES"}, {Title: "MEANING"}}}
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
		a.json = append(a.json, s)
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
	if len(args) < 2 {
		return misused("wanted the number of a chart and one or more KEY=VALUE; found %s", found(args))
	}
	handle, err := parseHandle(args[0])
	if err != nil {
		return err
	}
	values, err := parseSettings(args[1:])
	if err != nil {
		return err
	}
	change := env.Session.Set
	if opts.has("any") {
		change = env.Session.RestoreSettings
	}
	report, err := change(ctx, handle, values)
	if err != nil {
		return suggestSetting(env, err, handle, values)
	}
	env.printf("chart %d: %s", handle, strings.Join(args[1:], " "))
	env.report(report)
	return nil
}

// suggestSetting adds the likely setting or value to the error of a failed set.
func suggestSetting(env *Env, err error, handle int, values map[string]string) error {
	list, unknown := env.Session.Settings(handle)
	if unknown != nil {
		return withHint(err, "charts lists them")
	}
	var known []string
	for _, s := range list {
		known = append(known, s.ID)
	}
	return suggestAny(err, slices.Sorted(maps.Keys(values)), known)
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
	if len(args) < 2 {
		return misused("wanted the number of a chart and one or more settings; found %s", found(args))
	}
	handle, err := parseHandle(args[0])
	if err != nil {
		return err
	}
	report, err := env.Session.ResetSettings(ctx, handle, args[1:])
	if err != nil {
		return suggestSetting(env, err, handle, map[string]string{args[1]: ""})
	}
	env.printf("chart %d: %s by default", handle, strings.Join(args[1:], ", "))
	env.report(report)
	return nil
}

func redraw(ctx context.Context, env *Env, args []string) error {
	if err := noWords(args); err != nil {
		return err
	}
	report, err := env.Session.Redraw(ctx)
	if err != nil {
		return err
	}
	env.printf("redrawn in %s", text.Count(report.Browsers, "browser"))
	env.report(report)
	return nil
}
