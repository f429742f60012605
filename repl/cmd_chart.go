package repl

import (
	"cmp"
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
	args, opts, err := parseOptions(args, plotOptions)
	if err != nil {
		return err
	}
	if len(args) == 0 {
		return misused("wanted one or more files or measurements")
	}
	if opts.has("by") {
		return plotGroups(ctx, env, args, opts["by"])
	}
	for _, arg := range args {
		if ids := genotypesOf(env.Session.Covers(), arg); len(ids) > 0 {
			if err := chartOf(ctx, env, heatmap, ids); err != nil {
				return err
			}
			continue
		}
		ids, err := plotted(ctx, env, arg)
		if err != nil {
			return err
		}
		if columns, left := env.matrix(ids); columns != nil {
			if err := chartOf(ctx, env, heatmap, columns); err != nil {
				return err
			}
			env.note(fmt.Sprintf("%s is shown as a matrix of %d columns%s; plot NAME shows a column as a track", arg, len(columns), leaving(left)))
			continue
		}
		for _, id := range ids {
			if err := chartOf(ctx, env, "", []string{id}); err != nil {
				return err
			}
		}
	}
	return nil
}

// genotypesOf returns the measurements of the samples of variants whose genotypes have the name, nil for any other name.
func genotypesOf(covers []protocol.Measurement, name string) (ids []string) {
	for _, m := range covers {
		if isGenotype(m) && m.DatasourceID == name && m.Type == protocol.FeatureType {
			ids = append(ids, m.ID)
		}
	}
	return ids
}

// plotted finds the measurements to plot: the one of the name, or those of the
// file, which is loaded unless it is.
func plotted(ctx context.Context, env *Env, name string) ([]string, error) {
	if slices.Contains(chartableNames(env), name) {
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
	if errors.Is(err, fs.ErrNotExist) && strings.EqualFold(name, sequenceName) {
		return nil, unknown // the genome has no bases
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
			return m.ID == id && reply.IsColumn(m)
		})
	})
}

// heatmap is the chart of a matrix, and mostTracks how many columns of values a file can have
// before it is taken for one.
const (
	heatmap    = "Heatmap"
	mostTracks = 8
)

// matrix returns the columns to show if measurements of a file are those of a matrix, or nil,
// and those that are left out.
func (e *Env) matrix(ids []string) (columns, left []string) {
	t, _ := protocol.LookupChartType(heatmap)
	if columns, left = e.taking(t, ids); len(columns) > mostTracks {
		return columns, left
	}
	return nil, nil
}

// leaving tells which measurements are left out of a chart.
func leaving(left []string) string {
	if len(left) == 0 {
		return ""
	}
	return " without " + shortList(left)
}

// taking returns those of the measurements of a file that a type of charts shows: those whose
// usual chart it is, or else all that it takes. Widths of rows are left where there are other
// values.
func (e *Env) taking(t protocol.ChartType, ids []string) (found, left []string) {
	var own, widths []string
	for _, m := range e.Session.Measurements() {
		switch {
		case !t.Suits(m) || !slices.Contains(ids, m.ID):
		case slices.Contains([]string{"width", "length", "len", "size"}, strings.ToLower(m.Name)):
			widths = append(widths, m.ID)
		default:
			found = append(found, m.ID)
			if t.Takes == protocol.RangeType && state.ChartName(m.DefaultChartType) == t.Name {
				own = append(own, m.ID)
			}
		}
	}
	switch {
	case own != nil:
		return own, nil
	case found == nil:
		return widths, nil
	}
	return found, widths
}

// measurementsFor returns the measurements that a name stands for in a chart of a type: the
// one of that name, or those of a file, which is loaded unless it is.
func measurementsFor(ctx context.Context, env *Env, t protocol.ChartType, name string) ([]string, error) {
	fits := func(m protocol.Measurement) bool { return (m.ID == name || m.Name == name) && t.Suits(m) }
	covers := env.Session.Covers()
	if slices.ContainsFunc(env.Session.Measurements(), fits) || slices.ContainsFunc(covers, fits) {
		return []string{name}, nil
	}
	if ids := genotypesOf(covers, name); len(ids) > 0 && t.Takes == protocol.FeatureType {
		return ids, nil
	}
	var ids []string
	if d, err := env.Session.Info(env.named(name)); err == nil {
		if ids = usual(env, d.Measurements); slices.Contains(ids, name) && !slices.Contains(d.Main, name) {
			ids = []string{name} // what was named is not the file
		}
	} else if isRegionFile(ctx, env, name) {
		if ids, err = plotted(ctx, env, name); err != nil {
			return nil, err
		}
	}
	switch found, left := env.taking(t, ids); {
	case len(found) > 0:
		if len(left) > 0 {
			env.note(name + leaving(left))
		}
		return found, nil
	case len(ids) > 0:
		return ids[:1], nil // the session says what is wrong
	}
	return []string{name}, nil
}

// sequenceName is the measurement of the genome's bases.
const sequenceName = "sequence"

// chartOf adds a chart and prints it.
func chartOf(ctx context.Context, env *Env, typ string, names []string) error {
	return chartAs(ctx, env, 0, typ, names)
}

// chartAs adds and prints a chart with the given handle; 0 means any.
func chartAs(ctx context.Context, env *Env, handle int, typ string, names []string) error {
	chart, report, err := env.Session.AddChartAs(ctx, handle, typ, names)
	if chart.Handle > 0 { // also when a browser refused it: the session has it
		env.printf("chart %d: %s of %s", chart.Handle, state.ChartName(chart.Type), shortList(chart.Measurements))
	}
	env.report(report)
	return err
}

// shortList lists the first names and the number of the others.
func shortList(names []string) string {
	const most = 8
	if len(names) > most {
		return strings.Join(names[:most/2], ", ") + fmt.Sprintf(" and %d more", len(names)-most/2)
	}
	return strings.Join(names, ", ")
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
	t, known := protocol.LookupChartType(args[0])
	if !known {
		return unknownChartType(args)
	}
	if len(args) == 1 && t.Takes == protocol.SequenceType {
		args = append(args, sequenceName) // there is no other
	}
	if len(args) == 1 {
		return misused("wanted one or more measurements or files after the chart type")
	}
	var names []string
	for _, arg := range args[1:] {
		found, err := measurementsFor(ctx, env, t, arg)
		if err != nil {
			return err
		}
		names = append(names, found...)
	}
	err = chartAs(ctx, env, handle, args[0], names)
	return suggestAny(err, args[1:], chartableNames(env))
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
	if len(args) == 0 {
		return misused("wanted the numbers of one or more charts, or all")
	}
	charts, err := chooseCharts(env, args)
	if err != nil {
		return err
	}
	if len(charts.handles) == 0 {
		env.printf("no charts")
	}
	for _, handle := range charts.handles {
		report, err := env.Session.RemoveChart(ctx, handle)
		if err != nil {
			return err
		}
		env.printf("removed chart %d", handle)
		env.report(report)
	}
	return nil
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
	a := answer{none: "no charts",
		columns: []text.Column{{Title: "#", Right: true, Keep: true}, {Title: "TYPE", Keep: true}, {Title: "MEASUREMENTS", Keep: true}},
		tsv:     []string{"handle", "type", "measurements"}}
	waits := env.Session.Waits()
	for _, c := range env.Session.Charts() {
		handle, name := strconv.Itoa(c.Handle), state.ChartName(c.Type)
		shown := strings.Join(c.Measurements, ", ")
		if what := waits[c.Handle]; what != "" {
			shown += " (waits for " + what + ")"
		}
		a.rows = append(a.rows, []string{handle, name, shown})
		a.tsvRows = append(a.tsvRows, []string{handle, name, strings.Join(c.Measurements, ",")})
		a.json = append(a.json, struct {
			Handle       int            `json:"handle"`
			Type         string         `json:"type"`
			Measurements []string       `json:"measurements"`
			Settings     map[string]any `json:"settings"` // that were set
			Colors       []string       `json:"colors"`
			Waits        string         `json:"waits"`
		}{c.Handle, c.Type, orEmpty(c.Measurements), orEmptyMap(c.Settings), orEmpty(c.Colors), waits[c.Handle]})
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
	a := answer{columns: []text.Column{{Title: "TYPE", Keep: true}, {Title: "SHORT NAME", Keep: true}, {Title: "TAKES"}, {Title: "AT LEAST"}}}
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
