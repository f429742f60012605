package state

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
)

// colorsSetting is the setting of a chart's colours. defaultColors is the value that
// means the colours of the chart type.
const (
	colorsSetting = "colors"
	defaultColors = "default"
)

// writeSettings sets some of a chart's settings, and resets those that are nil.
func writeSettings(c *Chart, settings map[string]any) [][]string {
	var values, gone []string
	extra := false // one of them was announced by a page, which may not be connected
	for _, id := range slices.Sorted(maps.Keys(settings)) {
		if settings[id] == nil {
			gone = append(gone, id)
			continue
		}
		_, known := setting(c.Type, id)
		values = append(values, id+"="+settingWord(settings[id], known))
		extra = extra || !known
	}
	var out [][]string
	handle := strconv.Itoa(c.Handle)
	if len(values) > 0 {
		words := []string{"set", handle}
		if extra {
			words = append(words, "--any")
		}
		out = append(out, append(words, dashed(values...)...))
	}
	if len(gone) > 0 {
		out = append(out, append([]string{"reset", handle}, dashed(gone...)...))
	}
	return out
}

// setting returns a setting that every page has, and reports whether there is one with
// that id.
func setting(typ, id string) (protocol.Setting, bool) {
	if id == colorsSetting {
		return protocol.Setting{ID: id, Type: "string"}, true
	}
	t, _ := protocol.LookupChartType(typ)
	if i := slices.IndexFunc(t.Settings, func(s protocol.Setting) bool { return s.ID == id }); i >= 0 {
		return t.Settings[i], true
	}
	return protocol.Setting{}, false
}

// SettingWords returns settings of a chart type as KEY=VALUE, in the order of the keys.
func SettingWords(typ string, settings map[string]any) []string {
	var words []string
	for _, id := range slices.Sorted(maps.Keys(settings)) {
		_, known := setting(typ, id)
		words = append(words, id+"="+settingWord(settings[id], known))
	}
	return words
}

// settingWord writes a value in the form that readSet reads.
func settingWord(v any, known bool) string {
	switch v := v.(type) {
	case string:
		if known || !json.Valid([]byte(v)) {
			return v
		}
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(b)
}

// readSet reads values of settings. The value of a setting that not every page has is
// JSON, or else text.
func readSet(st *State, args []string) ([]Event, error) {
	extra := slices.Contains(args[:min(2, len(args))], "--any")
	args = undashed(slices.DeleteFunc(slices.Clone(args), func(a string) bool { return extra && a == "--any" }))
	c, rest, err := st.chartArg(args)
	if err != nil {
		return nil, err
	}
	settings := map[string]any{}
	for _, word := range rest {
		id, text, ok := strings.Cut(word, "=")
		if !ok || id == "" {
			return nil, fmt.Errorf("set %d: wanted KEY=VALUE, found %q", c.Handle, word)
		}
		def, known := setting(c.Type, id)
		if !known && !extra {
			return nil, fmt.Errorf("chart %d has no setting %q", c.Handle, id)
		}
		settings[id] = value(def, known, text)
	}
	return []Event{{Kind: EventChartChanged, Chart: &c, Settings: settings}}, nil
}

// value reads text as the value of a setting.
func value(def protocol.Setting, known bool, text string) any {
	if !known {
		var v any
		if err := json.Unmarshal([]byte(text), &v); err != nil || v == nil {
			return text
		}
		return v
	}
	switch def.Type {
	case "number":
		if v, err := strconv.ParseFloat(text, 64); err == nil && v-v == 0 {
			return v
		}
	case "boolean":
		if v, err := strconv.ParseBool(text); err == nil {
			return v
		}
	}
	return text
}

func readReset(st *State, args []string) ([]Event, error) {
	c, rest, err := st.chartArg(undashed(args))
	if err != nil {
		return nil, err
	}
	settings := map[string]any{}
	for _, id := range rest {
		settings[id] = nil
	}
	return []Event{{Kind: EventChartChanged, Chart: &c, Settings: settings}}, nil
}

// chartArg reads the number of an existing chart, before other words.
func (st *State) chartArg(args []string) (c Chart, rest []string, err error) {
	if len(args) < 2 {
		return c, nil, errors.New("wanted the number of a chart and its settings")
	}
	handles, err := numbers("chart", args[:1])
	if err != nil {
		return c, nil, err
	}
	c, ok := st.Chart(handles[0])
	if !ok {
		return c, nil, st.noChart(handles[0])
	}
	return c, args[1:], nil
}

// dashed returns words such that none can be mistaken for an option.
func dashed(words ...string) []string {
	if slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, "--") }) {
		return append([]string{"--"}, words...)
	}
	return words
}

// undashed reverts dashed.
func undashed(args []string) []string {
	if i := slices.Index(args, "--"); i >= 0 {
		return slices.Concat(args[:i], args[i+1:])
	}
	return args
}

// option removes an option with its value from words. The value is "" if words lack it.
func option(args []string, name string) (rest []string, value string, err error) {
	for i := 0; i < len(args); i++ {
		switch args[i] {
		case "--":
			return append(rest, args[i+1:]...), value, nil
		case name:
			if i+1 == len(args) || value != "" {
				return nil, "", fmt.Errorf("%s: wanted one value", name)
			}
			i++
			value = args[i]
		default:
			rest = append(rest, args[i])
		}
	}
	return rest, value, nil
}
