package ui_test

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
)

// declared is what the page knows of a chart type from protocol.ChartTypes.
type declared struct {
	Type            string                   `json:"type"`
	Title           string                   `json:"title"`
	Takes           protocol.MeasurementType `json:"takes"`
	MinMeasurements int                      `json:"minMeasurements"`
	Needs           string                   `json:"needs,omitempty"`
	OneGroup        bool                     `json:"oneGroup"`
	Plot            bool                     `json:"plot"`
	Hue             int                      `json:"hue"`
	Settings        []protocol.Setting       `json:"settings"`
}

// declaredSetting is a setting with what pages of other versions are not told.
type declaredSetting struct {
	protocol.Setting
	Range  []float64 `json:"range,omitempty"`
	Below  string    `json:"below,omitempty"`
	Column bool      `json:"column,omitempty"`
	// Samples is how the value names columns of the sample sheet: one, one in either order, or several.
	Samples string `json:"samples,omitempty"`
	protocol.Look
}

func ofSamples(s protocol.Setting) string {
	switch {
	case s.SampleList:
		return "list"
	case s.Descends:
		return "order"
	case s.Samples:
		return "one"
	}
	return ""
}

// TestDeclared holds static/charts/declared.js to protocol.ChartTypes, from
// which UPDATE_GOLDEN=1 makes it. So the prompt, the page and its dialog have
// one table of settings and colours.
func TestDeclared(t *testing.T) {
	const file = "static/charts/declared.js"
	var b bytes.Buffer
	b.WriteString(`/**
 * The chart types that this page draws, with their settings, and their colours:
 * protocol.ChartTypes and protocol.Palette, written down by UPDATE_GOLDEN=1 go test -run TestDeclared ./session/ui
 *
 * @typedef {import('../types.js').Declared} Declared
 */

/** @type {Record<string, Declared>} by the name that follows "epiviz.plugins.charts." */
export const declared = {
`)
	for _, c := range protocol.ChartTypes {
		if !c.DrawnBy(protocol.Builtin) {
			continue
		}
		d := declared{c.ID, c.Name, c.Takes, c.MinMeasurements, c.Needs, c.OneGroup, c.Plot, c.Hue, nil}
		head, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString(broken("  " + c.Short() + ": " + string(bytes.TrimSuffix(head, []byte("null}"))) + "["))
		for _, s := range slices.DeleteFunc(slices.Clone(c.Settings), func(s protocol.Setting) bool { return s.PagesOnly }) {
			line, err := json.Marshal(declaredSetting{s, s.Range, s.Below, s.Column, ofSamples(s), c.Look(s)})
			if err != nil {
				t.Fatal(err)
			}
			b.WriteString(broken("    " + string(line) + ","))
		}
		b.WriteString("  ]},\n")
	}
	b.WriteString("};\n\nexport const palette = ['" + strings.Join(protocol.Palette, "', '") + "'];\n")
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(have, b.Bytes()) {
		t.Errorf("%s is not what protocol.ChartTypes says; UPDATE_GOLDEN=1 go test -run TestDeclared ./session/ui writes it again", file)
	}
}

// broken breaks a line of JSON where a string follows a comma, so that no part of it is
// longer than 140 characters.
func broken(line string) string {
	const most = 140
	var b strings.Builder
	for len(line) > most {
		i := strings.LastIndex(line[:most], `,"`) + 1
		b.WriteString(line[:i] + "\n")
		line = "      " + line[i:]
	}
	return b.String() + line + "\n"
}
