package state

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/state/statetest"
)

// names are words that a careless writer would not bring through a line.
var names = []string{"a", "b c", `q"x`, "it's", "--as", "--", "#h", "$here", "a;b", "x=1", "é漢", "all", "none", "-", "{"}

// maker makes random events that a state can have.
type maker struct {
	*rand.Rand
	last int // number of the newest chart
}

func pick[T any](m *maker, list []T) T { return list[m.IntN(len(list))] }

func (m *maker) some() []string {
	var out []string
	for _, i := range m.Perm(len(names))[:1+m.IntN(3)] {
		out = append(out, names[i])
	}
	return out
}

func (m *maker) place() protocol.Range {
	start := 1 + m.IntN(1_000_000)
	return protocol.Range{SeqName: pick(m, []string{"chr1", "HLA-A*01:01", "2"}), Start: float64(start), End: float64(start + m.IntN(1000))}
}

func (m *maker) settings(typ string) map[string]any {
	out := map[string]any{}
	t, _ := protocol.LookupChartType(typ)
	for range 1 + m.IntN(3) {
		if m.IntN(4) == 0 { // one that a page announced
			out[pick(m, []string{"own", "--own", "o w n"})] = pick(m, []any{"text", "5", 5.5, true, []any{1.0, "x"}})
			continue
		}
		s := pick(m, t.Settings)
		switch s.Type {
		case "number":
			out[s.ID] = pick(m, []any{1.0, -2.5e-300, 1e300, "default"})
		case "boolean":
			out[s.ID] = m.IntN(2) == 0
		case "categorical":
			out[s.ID] = pick(m, s.Possible)
		default:
			out[s.ID] = pick(m, names)
		}
	}
	return out
}

// event makes an event of a kind, where the state has what it is about; nil
// otherwise.
func (m *maker) event(st *State, kind Kind) *Event {
	e := &Event{Kind: kind}
	switch kind {
	case EventGenome:
		e.Text = pick(m, []string{"hg38", "GRCm38.p6", ""})
		if e.Text == "" {
			e.Path = pick(m, []string{"", "/a b/own.sizes", "/in/hg38"})
		}
	case EventLoaded:
		e.Path = pick(m, names) + ".bed"
		if m.IntN(3) == 0 {
			e.Text = "given"
		}
		e.ZeroBased, e.At = m.IntN(3) == 0, m.IntN(len(st.Files)+1)
		if st.fileAt(e.Path) >= 0 {
			return nil
		}
	case EventUnloaded:
		switch {
		case m.IntN(2) == 0 && len(st.Files) > 0:
			e.Path = pick(m, st.Files).Path
		case len(st.Computed) > 0:
			e.Names = []string{pick(m, st.Computed).Name}
		default:
			return nil
		}
	case EventSamples:
		e.Path = pick(m, []string{"", "/in/sheet.tsv", "/a b/none", "--x.csv"})
	case EventWatched, EventUnwatched:
		if st.Samples.Path != "" && m.IntN(4) == 0 {
			e.Path = st.Samples.Path
			return e
		}
		if len(st.Files) == 0 {
			return nil
		}
		e.Path = pick(m, st.Files).Path
	case EventComputed:
		e.Names, e.Text = []string{"c" + strconv.Itoa(m.IntN(4))}, pick(m, []string{"a + b", "`b c` == 2", "smooth(a, 5kb) > 3"})
	case EventMenuAdded, EventMenuRemoved, EventSeqNamesGone, EventSeqsRestored:
		e.Names = m.some()
	case EventSeqInfosAdded:
		for _, name := range m.some() {
			e.SeqInfos = append(e.SeqInfos, protocol.SeqInfo{Name: name, Min: 1, Max: 1 + m.IntN(1000)})
		}
	case EventMoved:
		if e.Whole = m.IntN(4) == 0; e.Whole {
			break
		}
		r := m.place()
		e.Location = &r
		for range m.IntN(4) {
			e.Beside = append(e.Beside, m.place())
		}
	case EventSelected:
		for range m.IntN(4) {
			e.Selection = append(e.Selection, m.place())
		}
	case EventLinkOut:
		e.Text = pick(m, []string{"", "https://a.example/{name}", "http://b.example/?q={seq}:{start}#{a b}"})
	case EventThemed:
		e.Text = pick(m, []string{"", "auto", "light", "dark"})
	case EventFlipped:
		e.Text = pick(m, []string{"on", "off"})
	case EventChartAdded:
		m.last++
		typ := pick(m, protocol.ChartTypes)
		e.Chart = &Chart{Handle: m.last, Type: typ.ID, Measurements: m.some()}
		if m.IntN(2) == 0 {
			e.Chart.Settings = m.settings(typ.ID)
		}
		if m.IntN(3) == 0 {
			e.Chart.Colors = []string{"#ff0000", "blue"}
		}
	case EventChartRemoved, EventChartChanged, EventChartsOrdered:
		if len(st.Charts) == 0 {
			return nil
		}
		c := pick(m, st.Charts)
		e.Chart = &c
		if kind == EventChartChanged {
			e.Settings = m.settings(c.Type)
			if m.IntN(3) == 0 {
				e.Settings[colorsSetting] = pick(m, []string{"red", "default", "#000000,#ffffff"})
			}
			if len(c.Settings) > 0 && m.IntN(2) == 0 {
				for id := range c.Settings {
					e.Settings[id] = nil
				}
			}
		}
		if kind == EventChartsOrdered {
			e.Chart = nil
			for _, i := range m.Perm(len(st.Charts))[:1+m.IntN(len(st.Charts))] {
				e.Handles = append(e.Handles, st.Charts[i].Handle)
			}
		}
	case EventRegionsAdded:
		for range 1 + m.IntN(2) {
			r := m.region()
			if st.regionAt(r.Set, r.Name) >= 0 || slices.ContainsFunc(e.Regions, func(w protocol.Region) bool { return w.Name == r.Name }) {
				return nil
			}
			e.Regions = append(e.Regions, WireRegion(r))
		}
	case EventRegionsGone, EventRegionChanged:
		if len(st.Regions) == 0 {
			return nil
		}
		was := pick(m, st.Regions)
		e.Regions = []protocol.Region{WireRegion(was)}
		if kind == EventRegionChanged {
			is := m.region()
			if is.Set = was.Set; st.regionAt(is.Set, is.Name) >= 0 && is.Name != was.Name {
				is.Name = was.Name
			}
			e.Regions = append(e.Regions, WireRegion(is))
		}
	case EventHooked:
		h := Hook{Number: 1 + m.IntN(40), Event: pick(m, []string{"moved", "selected"}), Command: strings.Join(m.some(), " ")}
		if _, there := st.Hook(h.Number); there {
			return nil
		}
		*e = HookEvent(kind, h)
	case EventUnhooked:
		if len(st.Hooks) == 0 {
			return nil
		}
		*e = HookEvent(kind, pick(m, st.Hooks))
	default:
		return nil
	}
	return e
}

func (m *maker) region() Region {
	return Region{Interval: interval(m.place()), Set: pick(m, []string{RegionsSet, "--set", "p e"}), Name: pick(m, names),
		Color: pick(m, []string{"", "red", "--name"}), Note: pick(m, []string{"", "--note", "--", "it's a \"note\""})}
}

// random returns a state after random events.
func (m *maker) random(t *testing.T, st State, n int) State {
	t.Helper()
	for range n {
		if e := m.event(&st, pick(m, rows).kind); e != nil {
			if err := st.Apply(*e); err != nil {
				t.Fatalf("%+v: %v", e, err)
			}
		}
	}
	return st
}

// text writes a state for comparison.
func text(st State) string {
	var b strings.Builder
	for _, e := range st.Events() {
		for _, words := range Commands(e) {
			fmt.Fprintf(&b, "%q\n", words)
		}
	}
	return b.String()
}

// lowered returns a state without LastHandle and LastHook, which events do not lower.
func lowered(st State) State {
	st.LastHandle, st.LastHook = 0, 0
	return st
}

// replay applies events, either directly or by reading their commands.
func replay(t *testing.T, st State, events []Event, asCommands bool) State {
	t.Helper()
	for _, e := range events {
		if !asCommands {
			if err := st.Apply(e); err != nil {
				t.Fatalf("%+v: %v", e, err)
			}
			continue
		}
		for _, words := range Commands(e) {
			read, err := st.Read(words)
			if err != nil {
				t.Fatalf("%q: %v", words, err)
			}
			for _, e := range read {
				if err := st.Apply(e); err != nil {
					t.Fatalf("%q: %v", words, err)
				}
			}
		}
	}
	return st
}

// TestEveryKind makes events of every kind, as they are and as commands that are
// read back: both have the same effect, and the effect is one that can be seen.
func TestEveryKind(t *testing.T) {
	for _, kind := range statetest.Kinds[Kind](t, "event.go") {
		if !kind.ChangesState() {
			if find(kind) != nil {
				t.Errorf("%s changes no state and has a row", kind)
			}
			continue
		}
		if find(kind) == nil {
			t.Errorf("%s changes the state and has no row", kind)
			continue
		}
		made, seen := 0, 0
		for seed := range uint64(120) {
			m := &maker{Rand: rand.New(rand.NewPCG(seed, 1))}
			before := m.random(t, State{}, 30)
			e := m.event(&before, kind)
			if e == nil {
				continue
			}
			made++
			was := text(before)
			direct, read := replay(t, before, []Event{*e}, false), replay(t, before, []Event{*e}, true)
			if !reflect.DeepEqual(direct, read) {
				t.Fatalf("%s, seed %d: %+v\nmakes    %+v\nread back %+v", kind, seed, e, direct, read)
			}
			if text(before) != was {
				t.Fatalf("%s: applying it has changed the state that was copied", kind)
			}
			if text(direct) != was {
				seen++
			}
		}
		if made < 30 || seen < 8 {
			t.Errorf("%s: made %d events, of which %d changed something", kind, made, seen)
		}
	}
}

// TestDiff turns random states into others by Diff, by events and by commands.
func TestDiff(t *testing.T) {
	for seed := range uint64(250) {
		m := &maker{Rand: rand.New(rand.NewPCG(seed, 2))}
		base := m.random(t, State{}, m.IntN(20))
		a, b := m.random(t, base, m.IntN(20)), m.random(t, base, m.IntN(20))
		if b.Location.Len() == 0 && !b.Whole {
			b.Location = genome.Interval{Seq: "chr1", End: 1}
		}
		for _, asCommands := range []bool{false, true} {
			got := replay(t, a, Diff(a, b), asCommands)
			if got, want := lowered(got), lowered(b); !reflect.DeepEqual(got, want) {
				t.Fatalf("seed %d, commands %v:\nfrom %+v\ngot  %+v\nwant %+v", seed, asCommands, a, got, want)
			}
		}
		if d := Diff(b, b); len(d) > 0 {
			t.Fatalf("seed %d: a state differs from itself by %+v", seed, d)
		}
		fresh := replay(t, State{}, b.Events(), true)
		if text(fresh) != text(b) {
			t.Fatalf("seed %d: a state read back is\n%s\nwant\n%s", seed, text(fresh), text(b))
		}
	}
}

// TestWhatIsNotThere applies events about what a state does not have: an error says
// so, and what can be done is done.
func TestWhatIsNotThere(t *testing.T) {
	st := State{}
	for h := 1; h <= 3; h++ {
		chart := &Chart{Handle: h, Type: protocol.ChartTypes[0].ID, Measurements: []string{"a"}}
		if err := st.Apply(Event{Kind: EventChartAdded, Chart: chart}); err != nil {
			t.Fatal(err)
		}
	}
	if err := st.Apply(HookEvent(EventHooked, Hook{5, "moved", "where"})); err != nil {
		t.Fatal(err)
	}
	before := text(st)
	for _, tc := range []struct{ line, want string }{
		{"removechart 9", "there is no chart 9"},
		{"set 9 title=x", "there is no chart 9"},
		{"set 1 nosuch=x", `chart 1 has no setting "nosuch"`},
		{"set 1 title", "wanted KEY=VALUE"},
		{"addchart LineTrack --as 2 a", "chart 2 is there already"},
		{"addchart LineTrack --as 1000000001 a", "wanted the chart's number"},
		{"addchart LineTrack a", "wanted the chart's number"},
		{"addchart Nothing --as 7 a", `there is no chart type "Nothing"`},
		{"unload x.bed", "x.bed is not loaded"},
		{"watch x.bed", "x.bed is not loaded"},
		{"navigate chr1", "is no place"},
		{"theme pink", `there is no theme "pink"`},
		{"addseqinfos chr1", "wanted names and lengths"},
		{"rows chr1", "makes no state"},
		{"on moved", "wanted an event and a command"},
		{"on --as 0 moved where", `wanted the hook's number as --as N, found "0"`},
		{"on --as", `wanted the hook's number as --as N, found ""`},
		{"on --as 5 moved where", "hook 5 is there already"},
		{"on moved " + strings.Repeat("x", maxCommand+1), "the command of hook 6 has 65537 bytes; at most 65536 can be kept"},
		{"off 9", "there is no hook 9"},
		{"off x", `"x" is not the number of a hook`},
		{"off", "wanted the numbers of one or more hooks"},
	} {
		events, err := st.Read(strings.Fields(tc.line))
		for _, e := range events {
			if err == nil {
				err = st.Apply(e)
			}
		}
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: error %v, want %q", tc.line, err, tc.want)
		}
	}
	if text(st) != before {
		t.Errorf("the state is now\n%s", text(st))
	}
	err := st.Apply(Event{Kind: EventChartsOrdered, Handles: []int{3, 8, 1, 9}})
	if err == nil || err.Error() != "there is no chart 8, 9" {
		t.Errorf("order: %v", err)
	}
	handles := list(st.Charts, func(c Chart) int { return c.Handle })
	if !slices.Equal(handles, []int{3, 1, 2}) {
		t.Errorf("charts in the order %v", handles)
	}
}

// TestHooks removes and adds hooks: they are by number, and a hook without one gets a new one.
func TestHooks(t *testing.T) {
	var st State
	do := func(line string) {
		t.Helper()
		name, rest, _ := strings.Cut(line, " ")
		events, err := st.Read([]string{name, rest})
		for _, e := range events {
			err = errors.Join(err, st.Apply(e))
		}
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	do("on --as 7  moved\techo 'a  b' | cat")
	do("on --as 2 selected where")
	was := st
	do("off 7")
	do("ON added where; charts")
	want := []Hook{{2, "selected", "where"}, {8, "added", "where; charts"}}
	if !slices.Equal(st.Hooks, want) || st.LastHook != 8 {
		t.Errorf("hooks %+v, the last %d", st.Hooks, st.LastHook)
	}
	if want := []Hook{{2, "selected", "where"}, {7, "moved", "echo 'a  b' | cat"}}; !slices.Equal(was.Hooks, want) {
		t.Errorf("the copy has %+v", was.Hooks)
	}
	was.Theme = "dark"
	var kinds []Kind
	for _, e := range Diff(was, st) {
		kinds = append(kinds, e.Kind)
	}
	if want := []Kind{EventUnhooked, EventThemed, EventHooked}; !slices.Equal(kinds, want) {
		t.Errorf("events %v, want %v", kinds, want)
	}
	const note = "2 hooks left out, since hooks run programs; only session and --resume keep them"
	if got := st.KeepHooks(State{}); got != note || st.Hooks != nil || st.LastHook != 0 {
		t.Errorf("%q, hooks %+v", got, st.Hooks)
	}
	if got := st.KeepHooks(was); got != "" || len(st.Hooks) != 2 || st.LastHook != 7 {
		t.Errorf("%q, hooks %+v", got, st.Hooks)
	}
	do("off all")
	if st.Hooks != nil {
		t.Errorf("hooks %+v", st.Hooks)
	}
}

// TestMerge restores what exists already: files stay under the restored ids, regions are replaced,
// and a chart's number that is taken is an error.
func TestMerge(t *testing.T) {
	st := State{Files: []File{{Path: "a.bed", ID: "mine"}}}
	region := func(note string) protocol.Region {
		return WireRegion(Region{Interval: genome.Interval{Seq: "chr1", End: 5}, Set: RegionsSet, Name: "a", Note: note})
	}
	chart := &Chart{Handle: 1, Type: protocol.ChartTypes[0].ID, Measurements: []string{"a"}}
	for _, e := range []Event{
		{Kind: EventLoaded, Path: "a.bed"},
		{Kind: EventRegionsAdded, Regions: []protocol.Region{region("first")}},
		{Kind: EventRegionsAdded, Regions: []protocol.Region{region("second")}},
		{Kind: EventChartAdded, Chart: chart},
	} {
		if err := st.Merge(e); err != nil {
			t.Errorf("%s: %v", e.Kind, err)
		}
	}
	if err := st.Merge(Event{Kind: EventChartAdded, Chart: chart}); err == nil {
		t.Error("a chart's number was given twice")
	}
	want := State{Files: []File{{Path: "a.bed"}}, Regions: []Region{RegionOf(region("second"))}, Charts: st.Charts, LastHandle: 1}
	if !reflect.DeepEqual(st, want) || len(st.Charts) != 1 {
		t.Errorf("the state is %+v", st)
	}
}

// TestOtherGenome compares genomes by what they are, whatever they are called.
func TestOtherGenome(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("own.sizes", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("own.sizes", "link.sizes"); err != nil {
		t.Skip("no links here: ", err)
	}
	for _, tc := range []struct {
		have, want string
		same       bool
	}{
		{"", "", true}, {"hg38", "GRCh38.p14", true}, {"own.sizes", "./link.sizes", true}, {"gone.sizes", "./gone.sizes", true},
		{"hg38", "hg19", false}, {"", "hg38", false}, {"hg38", "", false}, {"own.sizes", "gone.sizes", false},
		{"hg38", "./hg38", false}, {"own.sizes", "hg38", false},
	} {
		err := OtherGenome(GenomeNamed(tc.have), GenomeNamed(tc.want))
		if (err == nil) != tc.same {
			t.Errorf("%q and %q: %v", tc.have, tc.want, err)
		}
	}
	const want = "the sequences may differ: wanted the genome hg38, this program has none; genome hg38 has it so"
	if err := OtherGenome("", "hg38"); err == nil || err.Error()+"; "+err.(*GenomeError).Hint() != want {
		t.Errorf("%v; want %s", err, want)
	}
	// A file that is called like an assembly stays one where its path is shortened.
	if got := Commands(Event{Kind: EventGenome, Path: "hg38"}); !reflect.DeepEqual(got, [][]string{{"genome", "./hg38"}}) {
		t.Errorf("it is written as %q", got)
	}
}
