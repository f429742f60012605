package compute

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

// function is a function of expressions. Either one or all is set, except for
// smooth.
type function struct {
	usage       string
	least, most int                         // arguments; most 0 is any number
	one         func(float64) float64       // of one number
	all         func(row []float64) float64 // of the values in a bin
}

var functions = map[string]function{
	"mean":   {usage: "mean(a, b, …)", least: 1, all: mean},
	"min":    {usage: "min(a, b, …)", least: 1, all: least},
	"max":    {usage: "max(a, b, …)", least: 1, all: largest},
	"sd":     {usage: "sd(a, b, …)", least: 1, all: deviation},
	"abs":    {usage: "abs(x)", least: 1, most: 1, one: math.Abs},
	"sqrt":   {usage: "sqrt(x)", least: 1, most: 1, one: math.Sqrt},
	"exp":    {usage: "exp(x)", least: 1, most: 1, one: math.Exp},
	"log":    {usage: "log(x)", least: 1, most: 1, one: math.Log},
	"log2":   {usage: "log2(x)", least: 1, most: 1, one: math.Log2},
	"log10":  {usage: "log10(x)", least: 1, most: 1, one: math.Log10},
	"floor":  {usage: "floor(x)", least: 1, most: 1, one: math.Floor},
	"ceil":   {usage: "ceil(x)", least: 1, most: 1, one: math.Ceil},
	"round":  {usage: "round(x)", least: 1, most: 1, one: math.Round},
	"smooth": {usage: "smooth(x, WIDTH), WIDTH in bases, as 5kb", least: 2, most: 2},
}

// Functions lists the names of the functions, sorted.
func Functions() []string { return slices.Sorted(maps.Keys(functions)) }

func (f function) wanted() string {
	if f.most == 0 {
		return fmt.Sprintf("at least %d", f.least)
	}
	return fmt.Sprint(f.least)
}

// mean, deviation, least and largest ignore NaN and return NaN if there is nothing else.

func mean(row []float64) float64 {
	sum, n := 0.0, 0.0
	for _, v := range row {
		if v == v {
			sum, n = sum+v, n+1
		}
	}
	return sum / n // 0/0 is NaN
}

// deviation returns the standard deviation of a sample, with n-1; NaN of fewer than two values.
func deviation(row []float64) float64 {
	m := mean(row)
	sum, n := 0.0, 0.0
	for _, v := range row {
		if v == v {
			sum, n = sum+(v-m)*(v-m), n+1
		}
	}
	if n < 2 {
		return math.NaN()
	}
	return math.Sqrt(sum / (n - 1))
}

func least(row []float64) float64 {
	out := math.NaN()
	for _, v := range row {
		if !(out <= v) && v == v {
			out = v
		}
	}
	return out
}

func largest(row []float64) float64 {
	out := math.NaN()
	for _, v := range row {
		if !(out >= v) && v == v {
			out = v
		}
	}
	return out
}

// unary and binary are the operators. Neither is called with NaN.
var unary = map[string]func(float64) float64{
	"-":   func(x float64) float64 { return -x },
	"+":   func(x float64) float64 { return x },
	"!":   func(x float64) float64 { return truth(x == 0) },
	"not": func(x float64) float64 { return truth(x == 0) },
}

var binary = map[string]func(a, b float64) float64{
	"+":   func(a, b float64) float64 { return a + b },
	"-":   func(a, b float64) float64 { return a - b },
	"*":   func(a, b float64) float64 { return a * b },
	"/":   func(a, b float64) float64 { return a / b },
	"%":   math.Mod,
	"^":   math.Pow,
	"**":  math.Pow,
	"<":   func(a, b float64) float64 { return truth(a < b) },
	"<=":  func(a, b float64) float64 { return truth(a <= b) },
	">":   func(a, b float64) float64 { return truth(a > b) },
	">=":  func(a, b float64) float64 { return truth(a >= b) },
	"==":  func(a, b float64) float64 { return truth(a == b) },
	"!=":  func(a, b float64) float64 { return truth(a != b) },
	"&&":  and,
	"and": and,
	"||":  or,
	"or":  or,
}

func and(a, b float64) float64 { return truth(a != 0 && b != 0) }
func or(a, b float64) float64  { return truth(a != 0 || b != 0) }

func truth(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}
