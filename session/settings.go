package session

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/page"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/state"
)

// Settings lists a chart's settings with their values: first those that all pages
// have, then those that connected pages announced for the type.
func (s *Session) Settings(handle int) ([]protocol.Setting, error) {
	c, err := s.chart(handle)
	if err != nil {
		return nil, err
	}
	return s.settingsOf(c), nil
}

// settingsOf implements Settings for a chart that need not be among those of the session.
func (s *Session) settingsOf(c state.Chart) []protocol.Setting {
	s.mu.Lock()
	announced := s.kept.announced[c.Type]
	s.mu.Unlock()
	t, _ := protocol.LookupChartType(c.Type)
	list := slices.Clone(t.Settings)
	known := map[string]bool{}
	for _, set := range list {
		known[set.ID] = true
	}
	for _, id := range sortedKeys(announced) {
		if !known[id] {
			list = append(list, announced[id])
		}
	}
	if t.Takes != protocol.SequenceType { // each base has its own
		list = append(list, protocol.Setting{ID: colorsSetting, Type: "string", Label: "Colours, one a measurement",
			Default: strings.Join(t.Colors(), ","), Value: strings.Join(page.ColorsOf(&c, s.catalog), ",")})
	}
	for i := range list {
		if list[i].Column {
			list[i].Possible = s.columnsOf(c)
		}
		if list[i].Samples && !list[i].SampleList {
			list[i].Possible = s.sampleColumns()
		}
		if v, set := c.Settings[list[i].ID]; set {
			list[i].Value = v
		} else if list[i].Value == nil {
			list[i].Value = list[i].Default
		}
	}
	return list
}

// columnsOf returns the names of the text columns of a chart's data. It returns nil if the
// chart waits for data, which may have any.
func (s *Session) columnsOf(c state.Chart) []string {
	names := []string{}
	for _, id := range c.Measurements {
		m, err := s.catalog.Measurement(id)
		if err != nil {
			return nil
		}
		for _, name := range m.Dataset.Info.Metadata {
			if !slices.Contains(names, name) && name != source.MateColumn && name != source.EndColumn {
				names = append(names, name)
			}
		}
	}
	return names
}

// colorsSetting is the name under which a chart's colours are set.
const colorsSetting = "colors"

// Set changes settings of a chart; values are as typed.
func (s *Session) Set(ctx context.Context, handle int, values map[string]string) (reply.Report, error) {
	return s.setTyped(ctx, handle, values, false)
}

// RestoreSettings changes settings to restore a state. Unlike Set it takes settings that
// no connected page has announced, with values that are JSON or else text, and numbers
// that Set refuses, which a page may have set.
func (s *Session) RestoreSettings(ctx context.Context, handle int, values map[string]string) (reply.Report, error) {
	return s.setTyped(ctx, handle, values, true)
}

// setTyped implements Set and, with restoring, RestoreSettings.
func (s *Session) setTyped(ctx context.Context, handle int, values map[string]string, restoring bool) (reply.Report, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return reply.Report{}, err
	}
	defer end()
	list, err := s.Settings(handle)
	if err != nil {
		return reply.Report{}, err
	}
	settings := map[string]any{}
	var colors []string
	for _, id := range sortedKeys(values) {
		i := slices.IndexFunc(list, func(set protocol.Setting) bool { return strings.EqualFold(set.ID, id) })
		if i < 0 {
			if !restoring {
				return reply.Report{}, noSetting(handle, id)
			}
			var v any
			if json.Unmarshal([]byte(values[id]), &v) != nil {
				v = values[id]
			}
			settings[id] = v
			continue
		}
		if list[i].ID == colorsSetting {
			if colors, err = parseColors(values[id]); err != nil {
				return reply.Report{}, err
			}
			continue
		}
		read := s.readSetting
		if restoring { // the sample sheet may come later
			read = parseSetting
		}
		v, err := read(list[i], values[id])
		if err != nil {
			return reply.Report{}, err
		}
		settings[list[i].ID] = v
	}
	if !restoring {
		if err := checkNumbers(list, settings); err != nil {
			return reply.Report{}, err
		}
	}
	report, err := s.set(ctx, handle, settings, colors, nil)
	if c, gone := s.chart(handle); gone == nil && !restoring && len(c.Colors) > 0 {
		for _, set := range list {
			if set.Samples && set.ID == "colorBy" && settings[set.ID] != nil && settings[set.ID] != "" {
				note := fmt.Sprintf("chart %d has colours that were chosen, which win; set %d colors=default gives them up", handle, handle)
				report.Notes = append([]string{note}, report.Notes...)
			}
		}
	}
	return report, err
}

func noSetting(handle int, id string) error {
	return hint.Add(fmt.Errorf("chart %d has no setting %q", handle, id), "settings %d lists them", handle)
}

// set changes a chart within a turn and tells every page but except.
func (s *Session) set(
	ctx context.Context, handle int, settings map[string]any, colors []string, except *page.Page,
) (reply.Report, error) {
	chart, err := s.chart(handle)
	if err != nil {
		return reply.Report{}, err
	}
	changed := maps.Clone(settings)
	if colors != nil {
		if changed == nil {
			changed = map[string]any{}
		}
		changed[colorsSetting] = strings.Join(colors, ",")
		if len(colors) == 0 {
			changed[colorsSetting] = defaultColors
		}
	}
	browsers := s.commitSettings(ctx, &chart, changed)
	return s.tellOthers(ctx, browsers, except, func(ctx context.Context, b *page.Page) error { return b.SetChart(ctx, &chart, changed) })
}

// commitSettings changes settings of a chart within a turn and sets *chart to the changed
// chart. A nil value means the default.
func (s *Session) commitSettings(ctx context.Context, chart *state.Chart, changed map[string]any) []*page.Page {
	return s.commit(ctx, func(st state.State) []state.Event {
		e := state.Event{Kind: state.EventChartChanged, Chart: chart, Settings: changed}
		_ = st.Apply(e) // to a copy
		*chart, _ = st.Chart(chart.Handle)
		return one(e)
	})
}

// ResetSettings resets settings of a chart to their defaults.
func (s *Session) ResetSettings(ctx context.Context, handle int, ids []string) (reply.Report, error) {
	return s.inTurn(ctx, func() (reply.Report, error) {
		list, err := s.Settings(handle)
		if err != nil {
			return reply.Report{}, err
		}
		chart, err := s.chart(handle)
		if err != nil {
			return reply.Report{}, err
		}
		changed, defaults := map[string]any{}, map[string]any{}
		for _, id := range ids {
			i := slices.IndexFunc(list, func(set protocol.Setting) bool { return strings.EqualFold(set.ID, id) })
			if i < 0 {
				return reply.Report{}, noSetting(handle, id)
			}
			changed[list[i].ID], defaults[list[i].ID] = nil, list[i].Default
		}
		browsers := s.commitSettings(ctx, &chart, changed)
		return s.tell(ctx, browsers, func(ctx context.Context, b *page.Page) error { return b.ResetChart(ctx, &chart, defaults) })
	})
}

// readSetting is parseSetting that refuses what is no tag, no column of the sample sheet or no position on the sequences on offer,
// where one is wanted.
func (s *Session) readSetting(set protocol.Setting, text string) (any, error) {
	if set.Samples && !set.SampleList && text == "none" && !slices.Contains(set.Possible, text) {
		return "", nil
	}
	if set.Samples && text != "" {
		if err := s.checkColumns(set, text); err != nil {
			return nil, err
		}
	}
	if set.Tag && !protocol.IsTag(text) {
		return nil, fmt.Errorf("setting %s is %q; wanted the two letters of a tag of SAM, such as HP, RG or CB", set.ID, text)
	}
	if set.Position && strings.TrimSpace(text) != "" {
		return s.readPosition(set, text)
	}
	return parseSetting(set, text)
}

// readPosition reads a single position, which it returns as pages understand it.
func (s *Session) readPosition(set protocol.Setting, text string) (any, error) {
	at, err := genome.ParseLocus(text, func(name string) bool { _, ok := s.catalog.Sequence(name); return ok })
	if err != nil || at.Len() != 1 || at.Seq == "" || at.Change.Kind != "" {
		return nil, hint.Add(fmt.Errorf("setting %s is %q; wanted a single position, or nothing for the middle of the view", set.ID, text),
			"such as %s=%s", set.ID, s.somePosition())
	}
	iv, _, err := s.within(at.Interval)
	if err != nil {
		return nil, fmt.Errorf("setting %s is %q: %w", set.ID, text, err)
	}
	return fmt.Sprintf("%s:%d", iv.Seq, iv.End), nil
}

// somePosition returns a position for an example: one in view, if there is a view.
func (s *Session) somePosition() string {
	if iv := s.current().View().Location; iv.Len() > 0 {
		return fmt.Sprintf("%s:%d", iv.Seq, iv.Start+iv.Len()/2+1)
	}
	return "chr1:12345"
}

// parseSetting reads a typed value for a setting.
func parseSetting(set protocol.Setting, text string) (any, error) {
	bad := func(wanted string) error {
		return fmt.Errorf("setting %s is %q; wanted %s", set.ID, text, wanted)
	}
	switch set.Type {
	case "number":
		if text == "default" && (set.Default == "default" || set.Default == nil) {
			return "default", nil
		}
		v, err := strconv.ParseFloat(text, 64)
		if err != nil || v-v != 0 { // not a number, or not finite
			return nil, bad("a number")
		}
		return v, nil
	case "boolean":
		switch strings.ToLower(text) {
		case "true", "on", "yes", "1":
			return true, nil
		case "false", "off", "no", "0":
			return false, nil
		}
		return nil, bad("true or false")
	case "categorical":
		for _, v := range set.Possible {
			if strings.EqualFold(v, text) {
				return v, nil
			}
		}
		return nil, bad("one of " + strings.Join(set.Possible, ", "))
	}
	if set.Column && set.Possible != nil && text != "" && !slices.Contains(set.Possible, text) {
		if len(set.Possible) == 0 {
			return nil, bad("nothing: the data have no such columns")
		}
		return nil, bad("one of the columns " + strings.Join(set.Possible, ", "))
	}
	return text, nil
}

// checkNumbers rejects numbers with which a chart cannot be drawn. list has the
// chart's present settings, values the new ones.
func checkNumbers(list []protocol.Setting, values map[string]any) error {
	now := map[string]any{}
	for _, set := range list {
		now[set.ID] = set.Value
	}
	maps.Copy(now, values)
	for _, set := range list {
		v, isNumber := number(now[set.ID])
		_, asked := values[set.ID]
		if !isNumber {
			continue
		}
		if asked && len(set.Range) == 2 && (v < set.Range[0] || v > set.Range[1]) {
			return fmt.Errorf("setting %s is %s; wanted a number from %s to %s", set.ID, plain(v), plain(set.Range[0]), plain(set.Range[1]))
		}
		_, otherAsked := values[set.Below]
		if greater, isNumber := number(now[set.Below]); isNumber && (asked || otherAsked) && v >= greater {
			return fmt.Errorf("%s would be %s and %s %s; wanted %s below %s", set.ID, plain(v), set.Below, plain(greater), set.ID, set.Below)
		}
	}
	return nil
}

// number returns a setting's value as a number, and reports whether it is one.
func number(value any) (float64, bool) {
	switch v := value.(type) {
	case float64:
		return v, true
	case int:
		return float64(v), true
	}
	return 0, false
}

// plain formats a number without an exponent.
func plain(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
