package state

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
)

// Charts and the look of the page.

func chartAdded(st *State, e *Event) error {
	c := CopyChart(*e.Chart)
	if c.Handle < 1 || c.Handle > MaxHandle || st.chartAt(c.Handle) >= 0 {
		return fmt.Errorf("chart %d is there already, or is no number of a chart", c.Handle)
	}
	for id, v := range c.Settings {
		c.Settings[id] = oneLineValue(v)
	}
	if len(c.Settings) == 0 {
		c.Settings = nil
	}
	if len(c.Colors) == 0 {
		c.Colors = nil
	}
	st.Charts = with(st.Charts, -1, c)
	st.LastHandle = max(st.LastHandle, c.Handle)
	return nil
}

// oneLineValue returns a setting's value without characters that a line cannot have.
func oneLineValue(v any) any {
	if text, ok := v.(string); ok {
		return oneLine(text)
	}
	return v
}

// ChartName returns the name of a chart type by its id, or the id if it is unknown.
func ChartName(id string) string {
	if t, ok := protocol.LookupChartType(id); ok {
		return t.Name
	}
	return id
}

func writeChartAdded(e *Event) [][]string {
	c := e.Chart
	words := []string{"addchart", ChartName(c.Type), "--as", strconv.Itoa(c.Handle)}
	out := [][]string{append(words, dashed(c.Measurements...)...)}
	settings := maps.Clone(c.Settings)
	if len(c.Colors) > 0 {
		if settings == nil {
			settings = map[string]any{}
		}
		settings[colorsSetting] = strings.Join(c.Colors, ",")
	}
	return append(out, writeSettings(c, settings)...)
}

func readAddChart(_ *State, args []string) ([]Event, error) {
	args, as, err := option(args, "--as")
	if err != nil {
		return nil, err
	}
	handle, err := strconv.Atoi(as)
	if err != nil || handle < 1 || handle > MaxHandle {
		return nil, fmt.Errorf("addchart: wanted the chart's number as --as N, found %q", as)
	}
	if len(args) < 2 {
		return nil, errors.New("addchart: wanted a chart type and one or more measurements")
	}
	t, ok := protocol.LookupChartType(args[0])
	if !ok {
		return nil, fmt.Errorf("there is no chart type %q", args[0])
	}
	return []Event{{Kind: EventChartAdded, Chart: &Chart{Handle: handle, Type: t.ID, Measurements: args[1:]}}}, nil
}

func chartRemoved(st *State, e *Event) error {
	if st.chartAt(e.Chart.Handle) < 0 {
		return st.noChart(e.Chart.Handle)
	}
	st.Charts = without(st.Charts, func(c Chart) bool { return c.Handle == e.Chart.Handle })
	return nil
}

func writeChartRemoved(e *Event) [][]string {
	return [][]string{{"removechart", strconv.Itoa(e.Chart.Handle)}}
}

func readRemoveChart(st *State, args []string) ([]Event, error) {
	handles, err := numbers("chart", args)
	if err != nil {
		return nil, err
	}
	var out []Event
	for _, h := range handles {
		c, ok := st.Chart(h)
		if !ok {
			c.Handle = h
		}
		out = append(out, Event{Kind: EventChartRemoved, Chart: &c})
	}
	return out, nil
}

// chartChanged applies the settings that changed; nil means the default.
func chartChanged(st *State, e *Event) error {
	i := st.chartAt(e.Chart.Handle)
	if i < 0 {
		return st.noChart(e.Chart.Handle)
	}
	c := CopyChart(st.Charts[i])
	if c.Settings == nil {
		c.Settings = map[string]any{}
	}
	for id, v := range e.Settings {
		switch {
		case id == colorsSetting:
			if c.Colors = nil; v != nil && v != defaultColors {
				text, _ := v.(string)
				c.Colors = strings.Split(text, ",")
			}
		case v == nil:
			delete(c.Settings, id)
		default:
			c.Settings[id] = oneLineValue(v)
		}
	}
	if len(c.Settings) == 0 {
		c.Settings = nil
	}
	st.Charts = with(st.Charts, i, c)
	return nil
}

func writeChartChanged(e *Event) [][]string { return writeSettings(e.Chart, e.Settings) }

func chartsOrdered(st *State, e *Event) error {
	var missing []string
	for _, h := range e.Handles {
		if st.chartAt(h) < 0 {
			missing = append(missing, strconv.Itoa(h))
		}
	}
	at := func(c Chart) int {
		if i := slices.Index(e.Handles, c.Handle); i >= 0 {
			return i
		}
		return len(e.Handles)
	}
	st.Charts = slices.Clone(st.Charts)
	slices.SortStableFunc(st.Charts, func(a, b Chart) int { return at(a) - at(b) })
	if len(missing) > 0 {
		return fmt.Errorf("there is no chart %s", strings.Join(missing, ", "))
	}
	return nil
}

func writeChartsOrdered(e *Event) [][]string {
	words := []string{"order"}
	for _, h := range e.Handles {
		words = append(words, strconv.Itoa(h))
	}
	return [][]string{words}
}

func readOrder(_ *State, args []string) ([]Event, error) {
	handles, err := numbers("chart", args)
	return []Event{{Kind: EventChartsOrdered, Handles: handles}}, err
}

// numbers reads the numbers of charts, or of what else has them.
func numbers(what string, args []string) ([]int, error) {
	if len(args) == 0 {
		return nil, fmt.Errorf("wanted the numbers of one or more %ss", what)
	}
	out := make([]int, len(args))
	for i, arg := range args {
		n, err := strconv.Atoi(arg)
		if err != nil || n < 1 {
			return nil, fmt.Errorf("%q is not the number of a %s", arg, what)
		}
		out[i] = n
	}
	return out, nil
}

func themed(st *State, e *Event) error {
	st.Theme = protocol.Theme(e.Text)
	return nil
}

func writeThemed(e *Event) [][]string {
	if e.Text == "" {
		return [][]string{{"theme", "none"}}
	}
	return [][]string{{"theme", e.Text}}
}

func readTheme(_ *State, args []string) ([]Event, error) {
	if len(args) != 1 {
		return nil, errors.New("theme: wanted one theme")
	}
	theme := protocol.Theme(strings.ToLower(args[0]))
	if theme == "none" {
		theme = ""
	} else if !slices.Contains(protocol.Themes, theme) {
		return nil, fmt.Errorf("there is no theme %q", args[0])
	}
	return []Event{{Kind: EventThemed, Text: string(theme)}}, nil
}
