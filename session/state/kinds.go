package state

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
)

// row is a kind of event: what it does to a state, and its commands at the prompt.
type row struct {
	kind Kind
	// apply changes a state. What cannot be done is skipped and reported by the error.
	apply func(*State, *Event) error
	// write returns commands, each as its words.
	write func(*Event) [][]string
}

// rows has all kinds that change a state. Two kinds may share a command: commands
// says how it is read.
var rows = []row{
	{EventLoaded, loaded, writeLoaded},
	{EventUnloaded, unloaded, writeUnloaded},
	{EventComputed, computed, writeComputed},
	{EventWatched, watched(true), writePath("watch")},
	{EventUnwatched, watched(false), writePath("unwatch")},
	{EventMenuAdded, menuAdded, writeNames("addmeasurements")},
	{EventMenuRemoved, menuRemoved, writeNames("removemeasurements")},
	{EventSeqInfosAdded, seqInfosAdded, writeSeqInfosAdded},
	{EventSeqNamesGone, seqNamesGone, writeNames("removeseqnames")},
	{EventSeqsRestored, seqsRestored, writeNames("restoreseqnames")},
	{EventMoved, moved, writeMoved},
	{EventChartAdded, chartAdded, writeChartAdded},
	{EventChartRemoved, chartRemoved, writeChartRemoved},
	{EventChartChanged, chartChanged, writeChartChanged},
	{EventChartsOrdered, chartsOrdered, writeChartsOrdered},
	{EventSelected, selected, writeSelected},
	{EventThemed, themed, writeThemed},
	{EventRegionsAdded, regionsAdded, writeRegionsAdded},
	{EventRegionsGone, regionsGone, writeRegionsGone},
	{EventRegionChanged, regionChanged, writeRegionChanged},
}

// commands has the reader of each command that rows write, by its name. A reader
// returns the events of the command with these arguments in a state.
var commands = map[string]func(*State, []string) ([]Event, error){
	"load":               readLoad,
	"unload":             readUnload,
	"compute":            readCompute,
	"watch":              readPaths(EventWatched),
	"unwatch":            readPaths(EventUnwatched),
	"addmeasurements":    readNames(EventMenuAdded),
	"removemeasurements": readNames(EventMenuRemoved),
	"addseqinfos":        readAddSeqInfos,
	"removeseqnames":     readNames(EventSeqNamesGone),
	"restoreseqnames":    readNames(EventSeqsRestored),
	"navigate":           readNavigate,
	"addchart":           readAddChart,
	"removechart":        readRemoveChart,
	"set":                readSet,
	"reset":              readReset,
	"order":              readOrder,
	"select":             readSelect,
	"theme":              readTheme,
	"region":             readRegion,
}

// find returns the row of a kind, nil for one that changes no state.
func find(kind Kind) *row {
	for i := range rows {
		if rows[i].kind == kind {
			return &rows[i]
		}
	}
	return nil
}

// Apply makes the change of e. A part that cannot be made, for example because a chart
// is gone, is skipped and reported by the error. An event that changes no state does
// nothing.
func (st *State) Apply(e Event) error {
	r := find(e.Kind)
	if r == nil {
		return nil
	}
	return r.apply(st, &e)
}

// Merge is Apply for an event that restores what may exist already: an existing file
// stays, and a region replaces the one of its name.
func (st *State) Merge(e Event) error {
	switch e.Kind {
	case EventLoaded:
		if st.fileAt(e.Path) >= 0 {
			return nil
		}
	case EventRegionsAdded:
		for _, w := range e.Regions {
			one := Event{Kind: e.Kind, Regions: []protocol.Region{w}}
			if was, ok := st.Region(w.Set, w.Name); ok {
				one = Event{Kind: EventRegionChanged, Regions: []protocol.Region{WireRegion(was), w}}
			}
			if err := st.Apply(one); err != nil {
				return err
			}
		}
		return nil
	}
	return st.Apply(e)
}

// Commands returns the commands of the prompt that make e happen again, each as its
// words, none for an event that changes no state. The rest of a compute is one word.
func Commands(e Event) [][]string {
	r := find(e.Kind)
	if r == nil {
		return nil
	}
	out := r.write(&e)
	for _, words := range out {
		for i := range words {
			words[i] = oneLine(words[i])
		}
	}
	return out
}

// ErrNotState is the error of Read for a command that makes no state.
var ErrNotState = errors.New("this command makes no state")

// Read returns the events of a command in a state. It reads commands as Commands writes
// them, and the other spellings that the prompt accepts without looking at data.
func (st *State) Read(words []string) ([]Event, error) {
	if len(words) == 0 {
		return nil, nil
	}
	read, ok := commands[strings.ToLower(words[0])]
	if !ok {
		return nil, fmt.Errorf("%s: %w", words[0], ErrNotState)
	}
	return read(st, words[1:])
}

// oneLine replaces the characters that no line can have by spaces.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == 0 {
			return ' '
		}
		return r
	}, text)
}

// Files.

func loaded(st *State, e *Event) error {
	if st.fileAt(e.Path) >= 0 {
		return fmt.Errorf("%s is loaded already", e.Path)
	}
	st.Files = with(st.Files, -1, File{Path: e.Path, ID: e.Text})
	return nil
}

func writeLoaded(e *Event) [][]string {
	file := dashed(e.Path)
	switch {
	case e.Text == "":
		return [][]string{append([]string{"load"}, file...)}
	case len(file) > 1: // options come first
		return [][]string{append([]string{"load", "--as", e.Text}, file...)}
	}
	return [][]string{{"load", e.Path, "--as", e.Text}}
}

func readLoad(_ *State, args []string) ([]Event, error) {
	args, as, err := option(args, "--as")
	if err != nil {
		return nil, err
	}
	if len(args) == 0 || as != "" && len(args) > 1 {
		return nil, fmt.Errorf("load %s: wanted files, or one file and --as ID", strings.Join(args, " "))
	}
	var out []Event
	for _, path := range args {
		out = append(out, Event{Kind: EventLoaded, Path: path, Text: as})
	}
	return out, nil
}

// unloaded removes a file or a computed measurement, and what depends on it. Charts are
// removed by their own events.
func unloaded(st *State, e *Event) error {
	st.Hidden = without(st.Hidden, func(id string) bool { return slices.Contains(e.Names, id) })
	if i := st.fileAt(e.Path); e.Path != "" && i >= 0 {
		st.Files = without(st.Files, func(f File) bool { return f.Path == e.Path })
		return nil
	}
	if e.Path == "" && len(e.Names) > 0 && st.computedAt(e.Names[0]) >= 0 {
		st.Computed = without(st.Computed, func(c Computed) bool { return c.Name == e.Names[0] })
		return nil
	}
	return fmt.Errorf("%s is not loaded", strings.Join(append([]string{e.Path}, e.Names...), " "))
}

func writeUnloaded(e *Event) [][]string {
	if e.Path == "" && len(e.Names) > 0 { // it was computed
		return [][]string{{"unload", e.Names[0]}}
	}
	return [][]string{append([]string{"unload"}, dashed(e.Path)...)}
}

func readUnload(st *State, args []string) ([]Event, error) {
	args = undashed(args)
	if len(args) != 1 {
		return nil, fmt.Errorf("unload: wanted one file or computed measurement, or all")
	}
	switch name := args[0]; {
	case st.fileAt(name) >= 0:
		return []Event{{Kind: EventUnloaded, Path: name}}, nil
	case st.computedAt(name) >= 0:
		return []Event{{Kind: EventUnloaded, Names: []string{name}}}, nil
	case strings.EqualFold(name, "all"):
		var out []Event
		for _, c := range slices.Backward(st.Computed) {
			out = append(out, Event{Kind: EventUnloaded, Names: []string{c.Name}})
		}
		for _, f := range st.Files {
			out = append(out, Event{Kind: EventUnloaded, Path: f.Path})
		}
		return out, nil
	default:
		return []Event{{Kind: EventUnloaded, Path: name}}, nil
	}
}

// computed puts a measurement last, even if it exists already: its new expression may
// name measurements that came after it.
func computed(st *State, e *Event) error {
	if len(e.Names) == 0 {
		return errors.New("a computed measurement without a name")
	}
	c := Computed{e.Names[0], oneLine(e.Text)}
	st.Computed = append(without(st.Computed, func(have Computed) bool { return have.Name == c.Name }), c)
	return nil
}

func writeComputed(e *Event) [][]string {
	return [][]string{{"compute", strings.Join(e.Names[:1], "") + " = " + e.Text}}
}

func readCompute(_ *State, args []string) ([]Event, error) {
	name, expression, ok := strings.Cut(strings.Join(args, " "), "=")
	name, expression = strings.TrimSpace(name), strings.TrimSpace(expression)
	if !ok || name == "" || expression == "" {
		return nil, fmt.Errorf("compute %s: wanted NAME = EXPRESSION", strings.Join(args, " "))
	}
	return []Event{{Kind: EventComputed, Names: []string{name}, Text: expression}}, nil
}

func watched(on bool) func(*State, *Event) error {
	return func(st *State, e *Event) error {
		i := st.fileAt(e.Path)
		if i < 0 {
			return fmt.Errorf("%s is not loaded", e.Path)
		}
		f := st.Files[i]
		f.Watched = on
		st.Files = with(st.Files, i, f)
		return nil
	}
}

func writePath(command string) func(*Event) [][]string {
	return func(e *Event) [][]string { return [][]string{append([]string{command}, dashed(e.Path)...)} }
}

func readPaths(kind Kind) func(*State, []string) ([]Event, error) {
	return func(st *State, args []string) ([]Event, error) {
		args = undashed(args)
		all := len(args) == 1 && strings.EqualFold(args[0], "all") && st.fileAt(args[0]) < 0
		var out []Event
		for _, f := range st.Files {
			if all {
				out = append(out, Event{Kind: kind, Path: f.Path})
			}
		}
		for _, path := range args {
			if !all {
				out = append(out, Event{Kind: kind, Path: path})
			}
		}
		return out, nil
	}
}

// Menus and sequences.

func menuAdded(st *State, e *Event) error {
	st.Hidden = without(st.Hidden, func(id string) bool { return slices.Contains(e.Names, id) })
	return nil
}

func menuRemoved(st *State, e *Event) error {
	hidden := append(slices.Clone(st.Hidden), e.Names...)
	slices.Sort(hidden)
	st.Hidden = slices.Compact(hidden)
	return nil
}

func seqInfosAdded(st *State, e *Event) error {
	for _, q := range e.SeqInfos {
		st.Removed = without(st.Removed, func(name string) bool { return name == q.Name })
		i := slices.IndexFunc(st.Added, func(have genome.Sequence) bool { return have.Name == q.Name })
		length := q.Max
		if length == unknownLength {
			length = 0
		}
		st.Added = with(st.Added, i, genome.Sequence{Name: q.Name, Length: length})
	}
	return nil
}

// unknownLength is the length of a sequence of unknown length in an event, as pages
// are told it too.
const unknownLength = math.MaxInt32

// SeqInfo is a sequence as events have it, with its own name: pages are told names
// without markup.
func SeqInfo(q genome.Sequence) protocol.SeqInfo {
	length := q.Length
	if length <= 0 {
		length = unknownLength
	}
	return protocol.SeqInfo{Name: q.Name, Min: 1, Max: length}
}

func writeSeqInfosAdded(e *Event) [][]string {
	words := []string{"addseqinfos"}
	for _, q := range e.SeqInfos {
		words = append(words, q.Name, strconv.Itoa(q.Max))
	}
	return [][]string{words}
}

func readAddSeqInfos(_ *State, args []string) ([]Event, error) {
	if len(args) == 0 || len(args)%2 != 0 {
		return nil, fmt.Errorf("addseqinfos: wanted names and lengths in turn, found %d words", len(args))
	}
	e := Event{Kind: EventSeqInfosAdded}
	for i := 0; i < len(args); i += 2 {
		length, err := genome.ParsePosition(args[i+1])
		if err != nil {
			return nil, fmt.Errorf("addseqinfos %s: %w", args[i], err)
		}
		e.SeqInfos = append(e.SeqInfos, protocol.SeqInfo{Name: args[i], Min: 1, Max: length})
	}
	return []Event{e}, nil
}

func seqNamesGone(st *State, e *Event) error {
	for _, name := range e.Names {
		st.Added = without(st.Added, func(q genome.Sequence) bool { return q.Name == name })
		if !slices.Contains(st.Removed, name) {
			st.Removed = with(st.Removed, -1, name)
		}
	}
	return nil
}

// seqsRestored reverts the changes of some sequences: they are offered as the files have
// them.
func seqsRestored(st *State, e *Event) error {
	for _, name := range e.Names {
		st.Added = without(st.Added, func(q genome.Sequence) bool { return q.Name == name })
		st.Removed = without(st.Removed, func(n string) bool { return n == name })
	}
	return nil
}

func writeNames(command string) func(*Event) [][]string {
	return func(e *Event) [][]string { return [][]string{append([]string{command}, e.Names...)} }
}

func readNames(kind Kind) func(*State, []string) ([]Event, error) {
	return func(_ *State, args []string) ([]Event, error) {
		if len(args) == 0 {
			return nil, errors.New("wanted one or more names")
		}
		return []Event{{Kind: kind, Names: args}}, nil
	}
}

// Places.

func moved(st *State, e *Event) error {
	st.Location = interval(*e.Location)
	return nil
}

func writeMoved(e *Event) [][]string {
	iv := interval(*e.Location)
	return [][]string{{"navigate", iv.Seq, strconv.Itoa(iv.Start + 1), strconv.Itoa(iv.End)}}
}

func readNavigate(_ *State, args []string) ([]Event, error) {
	iv, err := place(args)
	if err != nil {
		return nil, err
	}
	r := wire(iv)
	return []Event{{Kind: EventMoved, Location: &r}}, nil
}

// place reads NAME START END, or a locus. It must have bases: a name alone cannot be
// resolved here.
func place(args []string) (genome.Interval, error) {
	var iv genome.Interval
	var err error
	switch len(args) {
	case 1:
		iv, err = genome.ParseLocus(args[0])
	case 3:
		var from, to int
		if from, err = genome.ParsePosition(args[1]); err == nil {
			if to, err = genome.ParsePosition(args[2]); err == nil {
				iv, err = genome.FromInclusive(args[0], from, to)
			}
		}
	default:
		err = errors.New("wanted a sequence, a start and an end")
	}
	if err == nil && iv.Len() == 0 {
		err = fmt.Errorf("%s has no positions; wanted a place such as chr1:1-100", iv.Seq)
	}
	return iv, err
}

func selected(st *State, e *Event) error {
	st.Selection = nil
	for _, r := range e.Selection {
		st.Selection = append(st.Selection, interval(r))
	}
	return nil
}

func writeSelected(e *Event) [][]string {
	words := []string{"select"}
	for _, r := range e.Selection {
		iv := interval(r)
		words = append(words, fmt.Sprintf("%s:%d-%d", iv.Seq, iv.Start+1, iv.End))
	}
	if len(e.Selection) == 0 {
		words = append(words, "none")
	}
	return [][]string{words}
}

func readSelect(_ *State, args []string) ([]Event, error) {
	e := Event{Kind: EventSelected}
	if len(args) == 1 && strings.EqualFold(args[0], "none") {
		return []Event{e}, nil
	}
	for _, arg := range args {
		iv, err := place([]string{arg})
		if err != nil {
			return nil, err
		}
		e.Selection = append(e.Selection, wire(iv))
	}
	if len(args) == 0 {
		return nil, errors.New("select: wanted places, or none")
	}
	return []Event{e}, nil
}

// wire is an interval as events have it: 1-based inclusive. interval undoes that, to
// whole bases.
func wire(iv genome.Interval) protocol.Range {
	return protocol.Range{SeqName: iv.Seq, Start: float64(iv.Start + 1), End: float64(iv.End)}
}

func interval(r protocol.Range) genome.Interval {
	start := int(min(max(math.Round(r.Start)-1, 0), genome.MaxPosition))
	return genome.Interval{Seq: r.SeqName, Start: start, End: max(int(min(math.Round(r.End), genome.MaxPosition)), start)}
}

// Charts.

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

// oneLineValue returns a setting's value without characters that no line can have.
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
	return []Event{{Kind: EventChartAdded, Chart: &protocol.Chart{Handle: handle, Type: t.ID, Measurements: args[1:]}}}, nil
}

func chartRemoved(st *State, e *Event) error {
	if st.chartAt(e.Chart.Handle) < 0 {
		return st.noChart(e.Chart.Handle)
	}
	st.Charts = without(st.Charts, func(c protocol.Chart) bool { return c.Handle == e.Chart.Handle })
	return nil
}

func writeChartRemoved(e *Event) [][]string {
	return [][]string{{"removechart", strconv.Itoa(e.Chart.Handle)}}
}

func readRemoveChart(st *State, args []string) ([]Event, error) {
	handles, err := numbers(args)
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
	at := func(c protocol.Chart) int {
		if i := slices.Index(e.Handles, c.Handle); i >= 0 {
			return i
		}
		return len(e.Handles)
	}
	st.Charts = slices.Clone(st.Charts)
	slices.SortStableFunc(st.Charts, func(a, b protocol.Chart) int { return at(a) - at(b) })
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
	handles, err := numbers(args)
	return []Event{{Kind: EventChartsOrdered, Handles: handles}}, err
}

// numbers reads the numbers of charts.
func numbers(args []string) ([]int, error) {
	if len(args) == 0 {
		return nil, errors.New("wanted the numbers of one or more charts")
	}
	out := make([]int, len(args))
	for i, arg := range args {
		n, err := strconv.Atoi(arg)
		if err != nil || n < 1 {
			return nil, fmt.Errorf("%q is not the number of a chart", arg)
		}
		out[i] = n
	}
	return out, nil
}

// The look.

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
