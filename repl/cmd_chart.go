package repl

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
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

// addChartOptions are the options that restore a state.
var addChartOptions = []Option{{Name: "as", Arg: "N", Help: "the number that the chart is to have"}}

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
