package state

import (
	"fmt"
	"maps"
	"slices"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// State is the state of a session. The zero value is the state of a session in which
// nothing was done. Copies share their slices, which are replaced and never written to, so
// changes of one copy do not affect another.
type State struct {
	// Genome fixes the sequences: a built-in assembly's name, or a file's absolute path;
	// "" for none.
	Genome   string
	Files    []File // in the order of loading
	Samples  Samples
	Computed []Computed // each after those that it is computed from
	Hidden   []string   // ids of measurements that are off the menus, sorted
	// Added are the sequences that were added or given another length, and Removed
	// the names of those that were removed, whatever the files have.
	Added   []genome.Sequence
	Removed []string
	// Location, Beside and Whole are what is shown, as in [View].
	Location genome.Interval
	Beside   []genome.Interval
	Whole    bool
	Charts   []Chart // in the order in which they are shown
	// LastHandle is the largest number that a chart has had. No chart gets it again.
	LastHandle int
	Selection  []genome.Interval
	Theme      protocol.Theme // "" when none was chosen
	Flip       bool           // whether positions rise to the left, as genes of the reverse strand are read
	LinkOut    string         // the address of links from features to another site; "" for none
	Regions    []Region       // of interest, in the order in which they were added
	Hooks      []Hook         // by number
	// LastHook is the largest number that a hook has had. No hook gets it again.
	LastHook int
}

// Chart is one chart of the session.
type Chart struct {
	// Handle is the chart's short number at the prompt, counted from 1 and never
	// used again in a session. Browsers have ids of their own.
	Handle int `json:"handle"`
	// Type is the full id, for example "epiviz.plugins.charts.LineTrack".
	Type         string         `json:"type"`
	Measurements []string       `json:"measurements"` // ids
	Settings     map[string]any `json:"settings,omitempty"`
	Colors       []string       `json:"colorMap,omitempty"` // CSS colours
}

// Region is a region of interest.
type Region struct {
	genome.Interval
	Set, Name string // no two regions of a set have one name
	Color     string // of CSS; "" for the set's
	Note      string
}

// RegionsSet is the set of the regions that name none.
const RegionsSet = "regions"

// File is a data file that is loaded, or awaited because it is missing.
type File struct {
	Path    string
	ID      string // of its data where the file's name alone does not give it, else ""
	Watched bool   // it is read again when it changes
	// ZeroBased reports whether positions in it, if it is a table, count from 0 and exclude the
	// end. If false, the table itself decides.
	ZeroBased bool
	Reads     source.ReadOptions // of a file of reads
}

// Computed is a measurement that is computed from others.
type Computed struct{ Name, Expression string }

// Hook is a command that runs on every event of a kind.
type Hook struct {
	// Number is counted from 1 and never used again in a session, as that of a chart.
	Number  int
	Event   string // its name at the prompt
	Command string // a line of the prompt, as it was typed
}

// MaxHandle bounds the numbers of charts and hooks.
const MaxHandle = 1_000_000_000

// Chart returns the chart of that number, and reports whether there is one. Its
// maps and slices must not be written to.
func (st *State) Chart(handle int) (Chart, bool) {
	if i := st.chartAt(handle); i >= 0 {
		return st.Charts[i], true
	}
	return Chart{}, false
}

// chartAt returns the index of a chart, or -1.
func (st *State) chartAt(handle int) int {
	return slices.IndexFunc(st.Charts, func(c Chart) bool { return c.Handle == handle })
}

// FileNamed returns the file that name refers to, in whatever spelling or by a link, and
// reports whether there is one.
func (st *State) FileNamed(name string) (File, bool) {
	if i := source.IndexOf(list(st.Files, func(f File) string { return f.Path }), name); i >= 0 {
		return st.Files[i], true
	}
	return File{}, false
}

// Has returns the file that e would load, and reports whether there is one: of the same
// path in whatever spelling, or the same file by a link, with the same id.
func (st *State) Has(e Event) (File, bool) {
	want := source.ParseRef(e.Path)
	is := func(f File) bool { return source.ParseRef(f.Path) == want }
	i := slices.IndexFunc(st.Files, is)
	if i < 0 {
		i = slices.IndexFunc(st.Files, func(f File) bool {
			ref := source.ParseRef(f.Path)
			return f.ID == e.Text && f.ZeroBased == e.ZeroBased && f.Reads == e.Reads && ref.Name() == want.Name() && ref.Same(want)
		})
	}
	if i < 0 {
		return File{}, false
	}
	return st.Files[i], true
}

// fileAt returns the index of a file, or -1.
func (st *State) fileAt(path string) int {
	return slices.IndexFunc(st.Files, func(f File) bool { return f.Path == path })
}

// computedAt returns the index of a computed measurement, or -1.
func (st *State) computedAt(name string) int {
	return slices.IndexFunc(st.Computed, func(c Computed) bool { return c.Name == name })
}

// Region returns the region of that name in a set, and reports whether there is one.
func (st *State) Region(set, name string) (Region, bool) {
	if i := st.regionAt(set, name); i >= 0 {
		return st.Regions[i], true
	}
	return Region{}, false
}

// regionAt returns the index of a region, or -1.
func (st *State) regionAt(set, name string) int {
	return slices.IndexFunc(st.Regions, func(r Region) bool { return r.Set == set && r.Name == name })
}

// Hook returns the hook of that number, and reports whether there is one.
func (st *State) Hook(number int) (Hook, bool) {
	if i, ok := st.hookAt(number); ok {
		return st.Hooks[i], true
	}
	return Hook{}, false
}

// hookAt returns the index of a hook, or where it would be inserted.
func (st *State) hookAt(number int) (int, bool) {
	return slices.BinarySearchFunc(st.Hooks, number, func(h Hook, n int) int { return h.Number - n })
}

// noChart returns the error for a number that no chart has.
func (st *State) noChart(handle int) error { return fmt.Errorf("there is no chart %d", handle) }

// CopyChart returns a chart that shares nothing with c.
func CopyChart(c Chart) Chart {
	c.Measurements = slices.Clone(c.Measurements)
	c.Settings = maps.Clone(c.Settings)
	c.Colors = slices.Clone(c.Colors)
	return c
}

// with returns a copy of list in which v has the place i, or comes last for i < 0.
func with[T any](list []T, i int, v T) []T {
	list = slices.Clone(list)
	if i < 0 {
		return append(list, v)
	}
	list[i] = v
	return list
}

// without returns a copy of list without those that gone reports true for, nil
// when none is left.
func without[T any](list []T, gone func(T) bool) []T {
	list = slices.DeleteFunc(slices.Clone(list), gone)
	if len(list) == 0 {
		return nil
	}
	return list
}
