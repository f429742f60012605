package compute

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bins"
)

// Input is a measurement that an expression names.
type Input interface {
	// Means returns the means of the measurement in n bins over iv, as source.Summarizer
	// divides them, NaN where there are no data, and the columns of a summary of them that are estimates.
	// For a sequence that the measurement lacks the error is source.ErrNoSequence. The caller
	// may change the result.
	Means(ctx context.Context, iv genome.Interval, n int, opt source.SummaryOptions) (means []float64, of source.Estimates, err error)
}

// Eval evaluates the expression in n bins over iv, NaN where it has no value.
// inputs are those of [Expression.Names], in that order. A sequence that none of
// them has is source.ErrNoSequence. It returns the estimates of all inputs together.
func (e *Expression) Eval(
	ctx context.Context, inputs []Input, iv genome.Interval, n int, opt source.SummaryOptions,
) (values []float64, estimated source.Estimates, err error) {
	if e.condition != "" {
		return nil, estimated, fmt.Errorf("%s is of rows, not of values", e)
	}
	if len(inputs) != len(e.names) {
		return nil, estimated, fmt.Errorf("%d inputs for an expression with %d", len(inputs), len(e.names))
	}
	if n < 1 || n > bins.MaxBins {
		return nil, estimated, fmt.Errorf("%d bins; wanted 1 to %d", n, bins.MaxBins)
	}
	f := &frame{ctx: ctx, inputs: inputs, absent: make([]bool, len(inputs)), estimated: &estimated, iv: iv, n: n, opt: opt}
	v, err := e.root.eval(f)
	if err != nil {
		return nil, estimated, err
	}
	none := true
	for _, absent := range f.absent {
		none = none && absent
	}
	if none {
		return nil, estimated, fmt.Errorf("no measurement of the expression has %s: %w", iv.Seq, source.ErrNoSequence)
	}
	out := make([]float64, n)
	for i := range out {
		if out[i] = v.at(i); math.IsInf(out[i], 0) {
			out[i] = math.NaN()
		}
	}
	return out, estimated, nil
}

// frame is the bins on which a part of an expression is evaluated.
type frame struct {
	ctx    context.Context
	inputs []Input
	absent []bool // inputs that do not have the sequence; shared by all frames
	// estimated has the estimates of all inputs; shared by all frames.
	estimated *source.Estimates
	iv        genome.Interval
	n         int
	opt       source.SummaryOptions
	means     map[input][]float64 // of the inputs that were read already
	texts     map[input][]string  // of a condition on rows: the columns of text
}

// over returns a frame for other bins.
func (f *frame) over(iv genome.Interval, n int) *frame {
	out := *f
	out.iv, out.n, out.means = iv, n, nil
	return &out
}

// value is a number for each bin, or one for all of them.
type value struct {
	column []float64 // nil when it is number
	number float64
}

func (v value) at(i int) float64 {
	if v.column == nil {
		return v.number
	}
	return v.column[i]
}

// node is a part of an expression. Values are not changed once returned.
type node interface {
	eval(f *frame) (value, error)
}

// constant is a number in an expression.
type constant float64

func (n constant) eval(*frame) (value, error) { return value{number: float64(n)}, nil }

// input is a measurement, by its place among the names.
type input int

func (in input) eval(f *frame) (value, error) {
	if column, ok := f.means[in]; ok {
		return value{column: column}, nil
	}
	column, estimated, err := f.inputs[in].Means(f.ctx, f.iv, f.n, f.opt)
	*f.estimated = f.estimated.Or(estimated)
	switch {
	case errors.Is(err, source.ErrNoSequence):
		f.absent[in] = true
		column = make([]float64, f.n)
		for i := range column {
			column[i] = math.NaN()
		}
	case err != nil:
		return value{}, err
	case len(column) != f.n:
		return value{}, fmt.Errorf("%d means for %d bins", len(column), f.n)
	}
	if f.means == nil {
		f.means = map[input][]float64{}
	}
	f.means[in] = column
	return value{column: column}, nil
}

// each is a function of one number, not called for NaN.
type each struct {
	f func(float64) float64
	x node
}

func (e each) eval(f *frame) (value, error) {
	x, err := e.x.eval(f)
	if err != nil {
		return x, err
	}
	return f.fill(x.column == nil, func(i int) float64 {
		if v := x.at(i); v == v {
			return e.f(v)
		}
		return math.NaN()
	}), nil
}

// fill returns a value with the numbers of at, or with one number for all bins if constant.
func (f *frame) fill(constant bool, at func(i int) float64) value {
	if constant {
		return value{number: at(0)}
	}
	out := make([]float64, f.n)
	for i := range out {
		out[i] = at(i)
	}
	return value{column: out}
}

// both is an operator on two numbers, not called for NaN.
type both struct {
	f           func(a, b float64) float64
	left, right node
}

func (b both) eval(f *frame) (value, error) {
	left, err := b.left.eval(f)
	if err != nil {
		return left, err
	}
	right, err := b.right.eval(f)
	if err != nil {
		return right, err
	}
	return f.fill(left.column == nil && right.column == nil, func(i int) float64 {
		x, y := left.at(i), right.at(i)
		if x != x || y != y {
			return math.NaN()
		}
		return b.f(x, y)
	}), nil
}

// choice is cond ? yes : no.
type choice struct{ cond, yes, no node }

func (c choice) eval(f *frame) (value, error) {
	var v [3]value
	constant := true
	for i, part := range []node{c.cond, c.yes, c.no} {
		var err error
		if v[i], err = part.eval(f); err != nil {
			return v[i], err
		}
		constant = constant && v[i].column == nil
	}
	return f.fill(constant, func(i int) float64 {
		switch cond := v[0].at(i); {
		case cond != cond:
			return math.NaN()
		case cond != 0:
			return v[1].at(i)
		}
		return v[2].at(i)
	}), nil
}

// reduction reduces the numbers of a bin, including NaN, to one number.
type reduction struct {
	f    func(row []float64) float64
	args []node
}

func (r reduction) eval(f *frame) (value, error) {
	columns := make([]value, len(r.args))
	constant := true
	for i, a := range r.args {
		var err error
		if columns[i], err = a.eval(f); err != nil {
			return value{}, err
		}
		constant = constant && columns[i].column == nil
	}
	row := make([]float64, len(columns))
	return f.fill(constant, func(i int) float64 {
		for k := range columns {
			row[k] = columns[k].at(i)
		}
		return r.f(row)
	}), nil
}
