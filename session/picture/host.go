package picture

import (
	"math"

	"modernc.org/libc"
	js "modernc.org/libquickjs"
)

// What scripts have done for them where a loop of theirs takes long. Each function does the very same as the script beside
// which it is used, which is what a page runs; float64(…) keeps machines from rounding a product and a sum at once, which scripts
// do not.

// defineHost makes what draw/host.js has.
func (e *engine) defineHost() {
	if e.plain {
		return
	}
	host := js.XJS_NewObject(e.tls, e.ctx)
	for name, f := range map[string]uintptr{"scaled": pointer(scaled), "binColumns": pointer(binColumns)} {
		js.XJS_DefinePropertyValueStr(e.tls, e.ctx, host, e.cstring(name), e.function(name, f, js.EJS_CFUNC_generic_magic, 0), js.MJS_PROP_C_W_E)
	}
	global := js.XJS_GetGlobalObject(e.tls, e.ctx)
	defer e.free(global)
	js.XJS_DefinePropertyValueStr(e.tls, e.ctx, global, e.cstring("epivizgoHost"), host, js.MJS_PROP_C_W_E)
}

// scaled places values on a scale.
func scaled(tls *libc.TLS, ctx uintptr, _ js.TJSValue, _ int32, argv uintptr, _ int32) js.TJSValue {
	e := engineOf(tls, ctx)
	values, ok := e.floats(argument(argv, 0))
	out, writable := e.floats(argument(argv, 1))
	if !ok || !writable || len(out) != len(values) {
		return e.throw("scaled wants two columns of numbers")
	}
	var n [7]float64
	for i := range n {
		n[i] = e.float(argument(argv, 2+i))
	}
	from, to, start, perUnit, least, most, below := n[0], n[1], n[2], n[3], n[4], n[5], n[6]
	for i, v := range values {
		switch at := from + float64((v-start)*perUnit); {
		case v != v: // it is NaN
			out[i] = v
		case math.IsInf(v, 1):
			out[i] = to
		case math.IsInf(v, -1):
			out[i] = from
		case at > most:
			out[i] = most
		case at < least:
			out[i] = least
		case at != at:
			out[i] = below
		default:
			out[i] = at
		}
	}
	return undefined
}

// binColumns reduces bins to columns of pixels.
func binColumns(tls *libc.TLS, ctx uintptr, _ js.TJSValue, _ int32, argv uintptr, _ int32) js.TJSValue {
	e := engineOf(tls, ctx)
	var to, of [3][]float64
	good := true
	for i := range 3 {
		var there, also bool
		to[i], there = e.floats(argument(argv, i))
		of[i], also = e.floats(argument(argv, 4+i))
		good = good && there && also && len(to[i]) == len(to[0]) && len(of[i]) == len(of[0])
	}
	apart, marked := e.flags(argument(argv, 3))
	if !good || !marked || len(apart) != len(to[0]) {
		return e.throw("binColumns wants columns of numbers, and of flags")
	}
	gaps, _ := e.flags(argument(argv, 7))
	reduce(to, apart, of, gaps, e.float(argument(argv, 8)), e.float(argument(argv, 9)))
	return undefined
}

// reduce fills columns, their least, mean and greatest values, from bins: column c has the bins from first + c*perColumn.
func reduce(to [3][]float64, apart []byte, of [3][]float64, gaps []byte, first, perColumn float64) {
	least, means, most := of[0], of[1], of[2]
	bins := len(means)
	isGap := func(i int) bool { return i >= 0 && i < len(gaps) && gaps[i] != 0 }
	for c := range apart {
		at := first + float64(float64(c)*perColumn) + 1e-6
		from := 0
		if at > 0 {
			from = int(min(at, float64(bins)))
		}
		at = first + float64(float64(c+1)*perColumn) - 1e-6
		end := from + 1
		if at > float64(end) {
			end = int(math.Ceil(min(at, float64(bins))))
		}
		end = min(end, bins)
		if isGap(from - 1) {
			apart[c] = 1
		}
		lo, hi, sum, infinite := math.Inf(1), math.Inf(-1), 0.0, math.NaN()
		count := 0
		for i := from; i < end; i++ {
			v := means[i]
			switch {
			case v != v: // it is NaN
				continue
			case math.IsInf(v, 0):
				infinite = v
			default:
				sum += v
				count++
			}
			if least[i] < lo {
				lo = least[i]
			}
			if most[i] > hi {
				hi = most[i]
			}
			if isGap(i) {
				apart[c] = 1
			}
		}
		mean := infinite
		if count > 0 {
			mean = sum / float64(count)
		}
		if mean != mean {
			lo, hi = mean, mean
		}
		to[0][c], to[1][c], to[2][c] = lo, mean, hi
	}
}

// bars and steps add paths through columns of pixels, as draw/columns.js does where the canvas has no such calls.

func bars(tls *libc.TLS, ctx uintptr, _ js.TJSValue, _ int32, argv uintptr, _ int32) js.TJSValue {
	e := engineOf(tls, ctx)
	left, px, level := e.float(argument(argv, 0)), e.float(argument(argv, 1)), nan
	from, many := e.floats(argument(argv, 2))
	if !many {
		level = e.float(argument(argv, 2))
	}
	to, ok := e.floats(argument(argv, 3))
	if !ok || many && len(from) < len(to) {
		return e.throw("bars wants columns of numbers")
	}
	if full := e.drawn(2 * len(to)); isException(full) {
		return full
	}
	for c, y1 := range to {
		y0 := level
		if many {
			y0 = from[c]
		}
		if y0 == y0 && y1 == y1 { // neither is NaN
			x := left + float64((float64(c)+0.5)*px)
			e.recorder.MoveTo(x, y0)
			e.recorder.LineTo(x, y1)
		}
	}
	return undefined
}

func steps(tls *libc.TLS, ctx uintptr, _ js.TJSValue, _ int32, argv uintptr, _ int32) js.TJSValue {
	e := engineOf(tls, ctx)
	left, px := e.float(argument(argv, 0)), e.float(argument(argv, 1))
	ys, ok := e.floats(argument(argv, 2))
	apart, marked := e.flags(argument(argv, 3))
	if !ok || !marked || len(apart) < len(ys) {
		return e.throw("steps wants columns of numbers and of flags")
	}
	if full := e.drawn(2 * len(ys)); isException(full) {
		return full
	}
	before := nan
	for c, y := range ys {
		if y == y { // it is not NaN
			x := left + float64((float64(c)+0.5)*px)
			if before != before || apart[c] != 0 {
				e.recorder.MoveTo(x-px/2, y)
			}
			e.recorder.LineTo(x, y)
		}
		before = y
	}
	return undefined
}
