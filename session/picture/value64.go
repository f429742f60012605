//go:build !(386 || arm)

package picture

import (
	"math"

	js "modernc.org/libquickjs"
)

// Values of a script, as they are where a pointer has 64 bits.

var (
	nan       = math.NaN()
	undefined = js.TJSValue{Ftag: js.EJS_TAG_UNDEFINED}
	exception = js.TJSValue{Ftag: js.EJS_TAG_EXCEPTION}
)

func isException(v js.TJSValue) bool { return v.Ftag == js.EJS_TAG_EXCEPTION }

func floatValue(f float64) (v js.TJSValue) {
	v.Fu.Fuint641, v.Ftag = math.Float64bits(f), js.EJS_TAG_FLOAT64
	return v
}

// quickFloat returns a number; ok is false if the value is not one.
func quickFloat(v js.TJSValue) (f float64, ok bool) {
	switch v.Ftag {
	case js.EJS_TAG_INT:
		return float64(int32(v.Fu.Fuint641)), true
	case js.EJS_TAG_FLOAT64:
		return math.Float64frombits(v.Fu.Fuint641), true
	}
	return 0, false
}

// pointerOf returns the module that a value is.
func pointerOf(v js.TJSValue) uintptr { return uintptr(v.Fu.Fuint641) }
