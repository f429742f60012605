package session

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/sessiontest"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/state"
)

// twoRamps returns signals whose values at base x are x and x + 100.
func twoRamps() (map[string]source.Source, *ramp, *ramp) {
	a, b := newRamp("chr1", 100_000), newRamp("chr1", 100_000)
	b.Offset = 100
	return map[string]source.Source{"a.bw": a, "b-1.bw": b, "p.bed": newFeatures("chr1", 5000, 100, 10)}, a, b
}

func (r *rig) compute(name, expression string) protocol.Measurement {
	r.t.Helper()
	m, _, err := r.Compute(r.ctx, name, expression)
	if err != nil {
		r.t.Fatalf("compute %s = %s: %v", name, expression, err)
	}
	return m
}

// A computed measurement is one like any other: on menus and in charts of pages
// of every generation, beside those that it is made of, and at the prompt.
func TestCompute(t *testing.T) {
	for _, version := range append(slices.Clone(realPages), builtinPage) {
		t.Run(pageName(version), func(t *testing.T) {
			files, a, _ := twoRamps()
			var events []state.Event
			heard := func(e state.Event) {
				if e.Kind == state.EventComputed { // others come from pages' goroutines
					events = append(events, e)
				}
			}
			inBubble(t, Options{Open: opener(files), Event: heard}, func(t *testing.T, r *rig) {
				r.load("a.bw")
				r.load("b-1.bw")
				page := r.join(version)
				m := r.compute("ratio", "(`b-1` - a) / 50")
				two := 2.0
				if m.ID != "ratio" || m.Type != protocol.FeatureType || m.DatasourceGroup != catalog.GridGroup ||
					m.DefaultChartType != "Line Track" || m.Annotation["expression"] != "(`b-1` - a) / 50" {
					t.Errorf("measurement %+v", m)
				}
				if m.MinValue == nil || *m.MinValue != two || m.MaxValue == nil || *m.MaxValue != two {
					t.Errorf("bounds %v to %v", *m.MinValue, *m.MaxValue)
				}
				want := []state.Event{{Kind: state.EventComputed, Names: []string{"ratio"}, Text: "(`b-1` - a) / 50"}}
				if !reflect.DeepEqual(events, want) {
					t.Errorf("events %+v", events)
				}
				r.navigate("chr1", 1001, 21_000)
				r.addChart("", "ratio", "a")
				r.settled(page)
				r.noFaults(page)
				if version == builtinPage {
					equal(t, "on the menu", slices.Contains(ids(page.Page().Measurements), "ratio"), true)
				} else {
					points, err := page.Drawn("ratio")
					if err != nil {
						t.Fatal(err)
					}
					for _, p := range points {
						if p.Value != two {
							t.Fatalf("the page shows %+v, want %v", p, two)
						}
					}
					wantBins(t, page, "a", a)
				}
				values := must(r.Values(r.ctx, genome.Interval{Seq: "chr1", Start: 0, End: 1000}, []string{"ratio", "a"}, 4, "", false))(t)
				equal(t, "at the prompt", values[0].Values, []float64{two, two, two, two})
				rows := must(r.Rows(r.ctx, genome.Interval{Seq: "chr1", Start: 5, End: 8}, "ratio"))(t)
				equal(t, "rows", rows.Start, []int{5, 6, 7})
				info := must(r.Info("ratio"))(t)
				equal(t, "format", info.Format, "computed")
			})
		})
	}
}

func TestComputeRefuses(t *testing.T) {
	files, _, _ := twoRamps()
	inBubble(t, Options{Open: opener(files)}, func(t *testing.T, r *rig) {
		r.addTutorial()
		r.load("a.bw")
		r.load("b-1.bw")
		r.load("p.bed")
		for _, tc := range []struct{ name, expression, want, hint string }{
			{"x", "log2(a", "ends too early\nlog2(a\n      ^", ""},
			{"x", "a + chp", "there is no measurement \"chp\"\na + chp\n    ^", "there are py_column, a, b-1, p"},
			{"x", "1 + b-1", "there is no measurement \"b\"\n1 + b-1\n    ^", "write `b-1`"},
			{"x", "x + a", "there is no measurement \"x\"", ""},
			{"a", "`b-1`", "a is a measurement of a.bw", "another name"},
			{"p", "a", "p is a measurement of p.bed", "another name"},
			{"bins", "a", "bins is the name of something else", "another name"},
			{"a-b", "a", "other characters", ""},
			{"max", "a", "means something else", ""},
			{"x", "", "no expression", ""},
		} {
			_, _, err := r.Compute(r.ctx, tc.name, tc.expression)
			wantError(t, err, tc.want)
			if tc.hint != "" {
				wantHint(t, err, tc.hint)
			}
		}
		equal(t, "measurements", ids(r.Measurements()), []string{"py_column", "a", "b-1", "p"})
		r.compute("of_tutorial", "py_column > 0")
		r.compute("pileup", "p*2") // how many rows cover a base
	})
}

// What a computed measurement is made of stays as long as it does.
func TestInputsStay(t *testing.T) {
	files, a, _ := twoRamps()
	inBubble(t, Options{Open: opener(files)}, func(t *testing.T, r *rig) {
		r.load("a.bw")
		r.compute("x", "a*2")
		r.compute("y", "x+1")
		for name, need := range map[string]string{"a": "x", "a.bw": "x", "x": "y"} {
			_, err := r.Unload(r.ctx, name)
			wantError(t, err, "is needed for what is computed from it: "+need)
			wantHint(t, err, "unload "+need+" first")
		}
		must(r.RemoveMeasurements(r.ctx, []string{"a"}))(t) // off the menus: nothing is lost
		for _, name := range []string{"y", "x", "a"} {
			must(r.Unload(r.ctx, name))(t)
		}
		equal(t, "measurements", len(r.Measurements()), 0)
		equal(t, "closed", a.Closed(), true)
	})
}

// A computed measurement can be given another expression: its charts draw it,
// and what is made of it follows.
func TestComputeAnew(t *testing.T) {
	files, _, _ := twoRamps()
	inBubble(t, Options{Open: opener(files)}, func(t *testing.T, r *rig) {
		r.load("a.bw")
		r.load("b-1.bw")
		r.compute("x", "`b-1` - a")
		r.compute("y", "x + 1")
		pages := []*sessiontest.Browser{r.join(v4), r.join(builtinPage)}
		r.navigate("chr1", 1, 10_000)
		chart := r.addChart("Line Track", "y")
		must(r.Set(r.ctx, chart.Handle, map[string]string{"title": "kept"}))(t)
		r.settled(pages[0])
		shown := func() float64 {
			t.Helper()
			r.settled(pages[0])
			points, err := pages[0].Drawn("y")
			if err != nil {
				t.Fatal(err)
			}
			return points[len(points)/2].Value
		}
		equal(t, "y", shown(), 101.0)
		before := pages[1].Page().Charts[0].Measurements[0]
		m := r.compute("x", "2*(`b-1` - a)")
		equal(t, "bounds", []float64{*m.MinValue, *m.MaxValue}, []float64{200, 200})
		equal(t, "y then", shown(), 201.0)
		after := r.settled(pages[1]).Charts
		equal(t, "charts", len(after), 1)
		equal(t, "settings", after[0].Settings, map[string]any{"title": "kept"})
		equal(t, "bounds on the built-in page", []float64{*before.MaxValue, *after[0].Measurements[0].MaxValue}, []float64{101, 201})
		equal(t, "expression", m.Annotation["expression"], "2*(`b-1` - a)")
		r.noFaults(pages...)

		_, _, err := r.Compute(r.ctx, "x", "a + y")
		wantError(t, err, "y is computed from x itself\na + y\n    ^")
		_, _, err = r.Compute(r.ctx, "x", "x + 1")
		wantError(t, err, "x is computed from x itself")
		equal(t, "y in the end", shown(), 201.0)
	})
}

func TestComputedInTurn(t *testing.T) {
	files, _, _ := twoRamps()
	inBubble(t, Options{Open: opener(files)}, func(t *testing.T, r *rig) {
		r.load("a.bw")
		last := "a"
		for i := range maxDepth {
			name := fmt.Sprintf("x%d", i)
			r.compute(name, last+" + 1")
			last = name
		}
		_, _, err := r.Compute(r.ctx, "more", last+" + 1")
		wantError(t, err, "made of 9 computed measurements in turn; at most 8")
		// Neither can a chain be lengthened at its beginning.
		r.compute("other", "a*2")
		_, _, err = r.Compute(r.ctx, "x0", "other")
		wantError(t, err, "made of 9")
		values := must(r.Values(r.ctx, genome.Interval{Seq: "chr1", Start: 50, End: 51}, []string{last}, 1, "", false))(t)
		equal(t, "value", values[0].Values[0], 58.0)
	})
}

// Computed measurements are part of the state, each after what it is made of,
// and of workspaces.
func TestComputedAreKept(t *testing.T) {
	files, _, _ := twoRamps()
	inBubble(t, Options{Open: opener(files)}, func(t *testing.T, r *rig) {
		r.load("a.bw")
		r.compute("x", "a + 1")
		r.compute("y", "a - 1")
		r.compute("x", "y * 2") // made later, needed earlier
		r.addChart("Line Track", "x")
		var got []string
		for _, e := range r.Snapshot() {
			if e.Kind == state.EventComputed {
				got = append(got, e.Names[0]+" = "+e.Text)
			}
		}
		equal(t, "state", got, []string{"y = a - 1", "x = y * 2"})
		if _, err := r.SaveWorkspace("w"); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"x", "y"} {
			must(r.Unload(r.ctx, name))(t)
		}
		report, err := r.OpenWorkspace(r.ctx, "w")
		if err != nil {
			t.Fatal(err)
		}
		for _, note := range report.Notes {
			if !strings.Contains(note, "no browser") {
				t.Errorf("note %q", note)
			}
		}
		equal(t, "measurements", ids(r.Measurements()), []string{"a", "y", "x"})
		equal(t, "charts", r.Charts()[0].Measurements, []string{"x"})
	})
}

// An expression keeps the ids of what it is made of: a file that is loaded later may have
// as its id what was a name.
func TestComputedKeepIDs(t *testing.T) {
	files, _, _ := twoRamps()
	inBubble(t, Options{Open: opener(files)}, func(t *testing.T, r *rig) {
		r.load("b-1.bw")
		r.compute("x", "`B-1` + 1")
		r.compute("twice", "`B-1` + `b-1`")
		equal(t, "state", r.State().Computed, []state.Computed{{Name: "x", Expression: "`b-1` + 1"}, {Name: "twice", Expression: "`b-1` + `b-1`"}})
	})
}

// What is computed while a sequence is not on offer has its data once it is.
func TestComputedOfRemovedSequence(t *testing.T) {
	files := map[string]source.Source{"a.bw": newRamp("chr1", 1000), "b.bw": newRamp("chr2", 1000), "p.bed": newFeatures("chr1", 5000, 100, 10)}
	inBubble(t, Options{Open: opener(files)}, func(t *testing.T, r *rig) {
		for _, f := range []string{"a.bw", "b.bw", "p.bed"} {
			r.load(f)
		}
		must(r.RemoveSeqNames(r.ctx, []string{"chr1"}))(t)
		r.compute("sum", "a + 1")
		r.compute("wide", "p where width > 1")
		must(r.RestoreSeqNames(r.ctx, []string{"chr1"}))(t)
		for _, id := range []string{"sum", "wide_count"} {
			if _, err := r.Values(r.ctx, genome.Interval{Seq: "chr1", End: 10}, []string{id}, 1, "", false); err != nil {
				t.Errorf("%s: %v", id, err)
			}
		}
	})
}

// A file that cannot be read while a measurement of it is computed fails the
// command; later the page is given nothing and told why, as for any file.
func TestComputeFromBrokenFile(t *testing.T) {
	files, a, _ := twoRamps()
	inBubble(t, Options{Open: opener(files)}, func(t *testing.T, r *rig) {
		r.load("a.bw")
		a.BreakWith(fmt.Errorf("the disk is on fire"))
		_, _, err := r.Compute(r.ctx, "x", "a + 1")
		wantError(t, err, "on fire")
		equal(t, "measurements", ids(r.Measurements()), []string{"a"})
		a.BreakWith(nil)
		r.compute("x", "a + 1")
		a.BreakWith(fmt.Errorf("the disk is on fire"))
		_, err = r.Values(r.ctx, genome.Interval{Seq: "chr1", End: 10}, []string{"x"}, 1, "", false)
		wantError(t, err, "on fire")
		a.BreakWith(nil)
		values := must(r.Values(r.ctx, genome.Interval{Seq: "chr1", End: 2}, []string{"x"}, 2, "", false))(t)
		equal(t, "values", values[0].Values, []float64{1, 2})
		if _, err := r.Values(r.ctx, genome.Interval{Seq: "chr1", Start: 99_999, End: 100_001}, []string{"x"}, 2, "", false); err != nil {
			t.Error(err)
		}
	})
}
