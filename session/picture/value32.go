//go:build 386 || arm

package picture

import (
	"math"

	js "modernc.org/libquickjs"
)

// Values of a script, as they are where a pointer has 32 bits: the tag above, numbers in what
// is left of 64 bits.

var (
	nan       = math.NaN()
	undefined = tagged(js.EJS_TAG_UNDEFINED)
	exception = tagged(js.EJS_TAG_EXCEPTION)
)

// addend sets numbers apart from tags.
var addend = uint64(0x7ff80000-js.EJS_TAG_FIRST+1) << 32

func tagged(tag int) js.TJSValue { return js.TJSValue(uint64(uint32(tag)) << 32) }

func isException(v js.TJSValue) bool { return int32(v>>32) == js.EJS_TAG_EXCEPTION }

func floatValue(f float64) js.TJSValue {
	if math.IsNaN(f) {
		return js.TJSValue(uint64(0x7ff8000000000000) - addend)
	}
	return js.TJSValue(math.Float64bits(f) - addend)
}

// quickFloat leaves numbers to the engine.
func quickFloat(js.TJSValue) (float64, bool) { return 0, false }

// pointerOf returns the module that a value is.
func pointerOf(v js.TJSValue) uintptr { return uintptr(uint32(v)) }
