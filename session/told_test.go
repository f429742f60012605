package session

import (
	"math"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/intervals"
)

// signalOf returns a signal file without zoom levels or stated lengths, of the same value on some stretches.
func signalOf(value float64, stretches ...[2]int) source.Source {
	b := intervals.NewBuilder(intervals.Schema{Values: []string{"value"}})
	for _, s := range stretches {
		_ = b.Add(intervals.Row{Seq: []byte("chrA"), Start: s[0], End: s[1], Values: []float64{value}})
	}
	return b.Finish(source.Info{Format: "bedGraph", Kind: source.Signal})
}

// What is told of a file is what its data are, not what an axis or a first view needs.
func TestInfoIsOfTheData(t *testing.T) {
	files := map[string]sourceT{"a.bg": signalOf(3, [2]int{100, 150}, [2]int{160, 180}), "none.bg": signalOf(0)}
	inBubble(t, Options{Open: opener(files)}, func(t *testing.T, r *rig) {
		r.load("a.bg")
		info := must(r.Info("a"))(t)
		equal(t, "values", [2]float64{*info.Min, *info.Max}, [2]float64{3, 3})
		equal(t, "first data", info.First, "chrA:101-180")
		equal(t, "longest", []any{info.LongestLength, info.LongestOpen}, []any{180, true})
		m := r.Measurements()[0]
		equal(t, "in the list", [2]float64{*m.MinValue, *m.MaxValue}, [2]float64{3, 3})
		_, report, err := r.Load(r.ctx, "none.bg")
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "notes", report.Notes[0], "none.bg has no rows")

		m2 := r.compute("twice", "a * 2")
		info = must(r.Info(m2.ID))(t)
		equal(t, "the range of what is computed is an estimate", info.Estimated, true)
	})
}

// There is at most one bin a base, and the statistics of what is computed are of its values.
func TestValuesAreAsAsked(t *testing.T) {
	files := map[string]sourceT{"a.bg": signalOf(3, [2]int{100, 150}, [2]int{160, 180})}
	inBubble(t, Options{Open: opener(files)}, func(t *testing.T, r *rig) {
		r.load("a.bg")
		r.compute("twice", "max(a * 2, 1)")
		v := must(r.Values(r.ctx, genome.Interval{Seq: "chrA", Start: 148, End: 152}, []string{"a"}, 50, "", false))(t)[0]
		if len(v.Values) != 4 || v.Values[1] != 3 || !math.IsNaN(v.Values[2]) || v.Estimated {
			t.Errorf("%+v", v)
		}
		iv := genome.Interval{Seq: "chrA", Start: 0, End: 200}
		for stat, want := range map[string]float64{"min": 1, "max": 6, "coverage": 1, "sum": 70*6 + 130} {
			v := must(r.Values(r.ctx, iv, []string{"twice"}, 1, stat, false))(t)[0]
			if v.Values[0] != want || v.Estimated {
				t.Errorf("%s: %v, want %v; estimated %v", stat, v.Values, want, v.Estimated)
			}
		}
	})
}
