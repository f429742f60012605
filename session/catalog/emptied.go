package catalog

import (
	"context"
	"math"
	"slices"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// emptied is a source without rows that has the columns and views of another one: a file that
// has become empty does not say what it had, and its charts wait for new rows.
type emptied struct {
	info  source.Info
	views []view
}

// Emptied returns a source that can take the place of a dataset whose file has become empty.
func Emptied(ds *Dataset) source.Source {
	e := &emptied{info: without(ds.Info)}
	for _, p := range ds.Parts {
		v := view{suffix: p.suffix, name: p.rows, chart: p.Measurements[0].Chart, src: &emptied{info: without(p.Info)}}
		e.views = append(e.views, v)
	}
	return e
}

// without returns what is known of a source once it has no rows.
func without(info source.Info) source.Info {
	info.Sequences, info.Notes, info.First, info.Items = nil, nil, genome.Interval{}, 0
	info.Min, info.Max, info.Estimated = math.NaN(), math.NaN(), false
	return info
}

// IsEmpty reports whether a source has no rows at all.
func IsEmpty(info source.Info) bool { return info.Items == 0 && info.First.Len() == 0 }

func (e *emptied) Info() source.Info { return e.info }

func (e *emptied) Rows(context.Context, genome.Interval, source.RowOptions) (*source.Rows, error) {
	return nil, source.ErrNoSequence
}

func (e *emptied) Close() error { return nil }

// viewsOf returns the views of an emptied source, and reports whether src is one.
func viewsOf(src source.Source) ([]view, bool) {
	e, ok := src.(*emptied)
	if !ok {
		return nil, false
	}
	return slices.Clone(e.views), true
}
