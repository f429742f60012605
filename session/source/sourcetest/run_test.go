package sourcetest

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/intervals"
)

// good returns a source without faults.
func good() *intervals.Store {
	b := intervals.NewBuilder(intervals.Schema{Values: []string{"v"}, Metadata: []string{"name"}})
	for i := range 100 {
		row := intervals.Row{Seq: []byte("s"), Start: 100 * i, End: 100*i + 150, Strand: '+', Values: []float64{float64(i)},
			Metadata: [][]byte{[]byte("x")}}
		if err := b.Add(row); err != nil {
			panic(err)
		}
	}
	return b.Finish(source.Info{Format: "test"})
}

// faulty is a source whose answers change does something wrong to.
type faulty struct {
	*intervals.Store
	change func(rows *source.Rows, opt source.RowOptions)
}

func (f faulty) Rows(ctx context.Context, iv genome.Interval, opt source.RowOptions) (*source.Rows, error) {
	rows, err := f.Store.Rows(ctx, iv, opt)
	if err == nil {
		f.change(rows, opt)
	}
	return rows, err
}

// recorder is a test that remembers whether it failed.
type recorder struct {
	testing.TB
	failed bool
}

func (r *recorder) Helper()                      {}
func (r *recorder) Error(...any)                 { r.failed = true }
func (r *recorder) Errorf(string, ...any)        { r.failed = true }
func (r *recorder) Fatal(args ...any)            { panic(stop(fmt.Sprint(args...))) }
func (r *recorder) Fatalf(f string, args ...any) { panic(stop(fmt.Sprintf(f, args...))) }

// stop is what a fatal failure panics with.
type stop string

// fails reports whether a check fails on a source.
func fails(t *testing.T, check func(t testing.TB, src source.Source), src source.Source) bool {
	r := &recorder{TB: t}
	func() {
		defer func() {
			switch p := recover().(type) {
			case nil:
			case stop:
				r.failed = true
			default:
				panic(p)
			}
		}()
		check(r, src)
	}()
	return r.failed
}

// Each check passes on a good source and fails on one with a fault it is for.
func TestChecksCanFail(t *testing.T) {
	cut := func(rows *source.Rows) {
		*rows = source.Rows{Values: make([][]float64, 1), Metadata: make([][]string, 1), Total: rows.Total}
	}
	for name, c := range map[string]struct {
		check  func(t testing.TB, src source.Source)
		change func(rows *source.Rows, opt source.RowOptions)
	}{
		"order":   {checkWhole, func(r *source.Rows, _ source.RowOptions) { slices.Reverse(r.Start) }},
		"numbers": {checkWhole, func(r *source.Rows, _ source.RowOptions) { slices.Reverse(r.Number) }},
		"columns": {checkWhole, func(r *source.Rows, _ source.RowOptions) { r.Metadata = nil }},
		"strands": {checkWhole, func(r *source.Rows, _ source.RowOptions) { r.Strand = make([]byte, r.Len()) }},
		"missing": {checkWindows, func(r *source.Rows, _ source.RowOptions) {
			if r.Len() == 1 {
				cut(r)
			}
		}},
		"renumbers": {checkWindows, func(r *source.Rows, _ source.RowOptions) {
			for i := range r.Number {
				r.Number[i] = i + 1
			}
		}},
		"total": {checkWindows, func(r *source.Rows, _ source.RowOptions) { r.Total++ }},
		"limit": {checkOptions, func(r *source.Rows, opt source.RowOptions) {
			if opt.Limit > 0 {
				r.Total = r.Len()
			}
		}},
		"broken": {checkOptions, func(r *source.Rows, opt source.RowOptions) {
			if opt.Unbroken {
				cut(r)
			}
		}},
		"thinned": {checkThinned, func(r *source.Rows, _ source.RowOptions) {
			for i := range r.Strand {
				r.Strand[i] = '-'
			}
		}},
		"values": {checkSummaries, func(r *source.Rows, _ source.RowOptions) {
			for i := range r.Values[0] {
				r.Values[0][i]++
			}
		}},
	} {
		if fails(t, c.check, good()) {
			t.Errorf("%s: the check fails on a good source", name)
		}
		if !fails(t, c.check, faulty{good(), c.change}) {
			t.Errorf("%s: the check passes on a faulty source", name)
		}
	}
}
