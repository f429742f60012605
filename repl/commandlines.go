package repl

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
)

// This file writes events as commands. What is recorded, the journal, the
// session as a script and saved workspaces are all made here.

// Script writes events as commands that make them happen again, a line each.
// Paths of files are absolute.
func Script(events []protocol.Event) []string { return script(events, absolute) }

// script is Script with paths as path writes them.
func script(events []protocol.Event, path func(string) string) []string {
	var lines []string
	for _, e := range events {
		lines = append(lines, commandLines(e, path)...)
	}
	return lines
}

// absolute makes the path of a file one that every working folder understands.
func absolute(path string) string {
	if !isFile(path) {
		return path
	}
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

// isFile tells files from the tutorial's data, standard input and links.
func isFile(path string) bool {
	return path != "-" && path != tutorialPath && !strings.Contains(path, "://")
}

// tutorialPath stands for the tutorial's data, which have no file.
const tutorialPath = "tutorial:"

// commandLines writes an event as commands, none for one that changes no state.
func commandLines(e protocol.Event, path func(string) string) []string {
	line := func(words ...string) []string { return []string{commandLine(words...)} }
	switch e.Kind {
	case protocol.EventMoved:
		r := e.Location
		return line("navigate", r.SeqName, wholePosition(r.Start), wholePosition(r.End))
	case protocol.EventSelected:
		words := []string{"select"}
		for _, r := range e.Selection {
			words = append(words, r.SeqName+":"+wholePosition(r.Start)+"-"+wholePosition(r.End))
		}
		if len(e.Selection) == 0 {
			words = append(words, "none")
		}
		return line(words...)
	case protocol.EventChartAdded:
		return addChartLines(*e.Chart)
	case protocol.EventChartRemoved:
		return line("removechart", strconv.Itoa(e.Chart.Handle))
	case protocol.EventChartChanged:
		return setLines(*e.Chart, settingWords(e.Chart.Type, e.Settings))
	case protocol.EventChartsOrdered:
		return line(append([]string{"order"}, numbers(e.Handles)...)...)
	case protocol.EventThemed:
		return line("theme", e.Text)
	case protocol.EventLoaded:
		if e.Text != "" {
			return line("load", path(e.Path), "--as", e.Text)
		}
		return line("load", path(e.Path))
	case protocol.EventUnloaded:
		if e.Path == "" && len(e.Names) > 0 { // it was computed
			return line("unload", e.Names[0])
		}
		return line("unload", path(e.Path))
	case protocol.EventComputed:
		return []string{oneLine("compute " + strings.Join(e.Names, "") + " = " + e.Text)}
	case protocol.EventWatched:
		return line("watch", path(e.Path))
	case protocol.EventUnwatched:
		return line("unwatch", path(e.Path))
	case protocol.EventMenuAdded:
		return line(append([]string{"addmeasurements"}, e.Names...)...)
	case protocol.EventMenuRemoved:
		return line(append([]string{"removemeasurements"}, e.Names...)...)
	case protocol.EventSeqInfosAdded:
		words := []string{"addseqinfos"}
		for _, q := range e.SeqInfos {
			words = append(words, q.Name, strconv.Itoa(q.Max))
		}
		return line(words...)
	case protocol.EventSeqNamesGone:
		return line(append([]string{"removeseqnames"}, e.Names...)...)
	}
	return nil
}

// addChartLines adds a chart under its handle and sets it as it is.
func addChartLines(c protocol.Chart) []string {
	words := []string{"addchart", chartTypeName(c.Type), "--as", strconv.Itoa(c.Handle)}
	if slices.ContainsFunc(c.Measurements, func(id string) bool { return strings.HasPrefix(id, "--") }) {
		words = append(words, "--")
	}
	lines := []string{commandLine(append(words, c.Measurements...)...)}
	values := settingWords(c.Type, c.Settings)
	if len(c.Colors) > 0 {
		values = append(values, colorsSetting+"="+strings.Join(c.Colors, ","))
	}
	return append(lines, setLines(c, values)...)
}

// colorsSetting is the name under which a chart's colours are set.
const colorsSetting = "colors"

// setLines sets some of a chart's settings, given as KEY=VALUE.
func setLines(c protocol.Chart, values []string) []string {
	if len(values) == 0 {
		return nil
	}
	words := []string{"set", strconv.Itoa(c.Handle)}
	typ, _ := protocol.LookupChartType(c.Type)
	for _, v := range values {
		id, _, _ := strings.Cut(v, "=")
		if id != colorsSetting && !slices.ContainsFunc(typ.Settings, func(s protocol.Setting) bool { return s.ID == id }) {
			words = append(words, "--any") // a page announced it, which may not be there
			break
		}
	}
	if slices.ContainsFunc(values, func(v string) bool { return strings.HasPrefix(v, "--") }) {
		words = append(words, "--")
	}
	return []string{commandLine(append(words, values...)...)}
}

// settingWords are settings as KEY=VALUE.
func settingWords(typ string, settings map[string]any) []string {
	var words []string
	for _, id := range slices.Sorted(maps.Keys(settings)) {
		words = append(words, id+"="+settingWord(typ, id, settings[id]))
	}
	return words
}

// settingWord writes a value as set reads it.
func settingWord(typ, id string, v any) string {
	switch v := v.(type) {
	case string:
		t, _ := protocol.LookupChartType(typ)
		known := id == colorsSetting || slices.ContainsFunc(t.Settings, func(s protocol.Setting) bool { return s.ID == id })
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

// commandLine quotes words.
func commandLine(words ...string) string { return oneLine(Quote(words...)) }

// oneLine makes spaces of line breaks, which a line cannot have within it.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == 0 {
			return ' '
		}
		return r
	}, text)
}

// wholePosition writes a browser's position, 1-based, as commands read it.
func wholePosition(v float64) string { return strconv.FormatFloat(max(1, math.Round(v)), 'f', 0, 64) }

func numbers(list []int) []string {
	texts := make([]string, len(list))
	for i, n := range list {
		texts[i] = strconv.Itoa(n)
	}
	return texts
}
