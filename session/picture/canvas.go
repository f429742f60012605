package picture

import (
	"fmt"

	"modernc.org/libc"
	js "modernc.org/libquickjs"

	"github.com/epiviz/epivizgo/session/picture/display"
)

// calls are the methods of the canvas that scripts draw on; args has as many numbers as were given,
// and at least those that are declared.
var calls = []struct {
	name  string
	takes int
	do    func(r *display.Recorder, args []float64)
}{
	{"save", 0, func(r *display.Recorder, _ []float64) { r.Save() }},
	{"restore", 0, func(r *display.Recorder, _ []float64) { r.Restore() }},
	{"translate", 2, func(r *display.Recorder, a []float64) { r.Translate(a[0], a[1]) }},
	{"scale", 2, func(r *display.Recorder, a []float64) { r.Scale(a[0], a[1]) }},
	{"rotate", 1, func(r *display.Recorder, a []float64) { r.Rotate(a[0]) }},
	{"transform", 6, func(r *display.Recorder, a []float64) { r.Transform(a[0], a[1], a[2], a[3], a[4], a[5]) }},
	{"beginPath", 0, func(r *display.Recorder, _ []float64) { r.BeginPath() }},
	{"closePath", 0, func(r *display.Recorder, _ []float64) { r.ClosePath() }},
	{"moveTo", 2, func(r *display.Recorder, a []float64) { r.MoveTo(a[0], a[1]) }},
	{"lineTo", 2, func(r *display.Recorder, a []float64) { r.LineTo(a[0], a[1]) }},
	{"quadraticCurveTo", 4, func(r *display.Recorder, a []float64) { r.QuadraticCurveTo(a[0], a[1], a[2], a[3]) }},
	{"bezierCurveTo", 6, func(r *display.Recorder, a []float64) { r.BezierCurveTo(a[0], a[1], a[2], a[3], a[4], a[5]) }},
	{"rect", 4, func(r *display.Recorder, a []float64) { r.Rect(a[0], a[1], a[2], a[3]) }},
	{"arc", 5, func(r *display.Recorder, a []float64) { r.Arc(a[0], a[1], a[2], a[3], a[4], len(a) > 5 && a[5] == 1) }},
	{"clip", 0, func(r *display.Recorder, _ []float64) { r.Clip() }},
	{"fill", 0, func(r *display.Recorder, _ []float64) { r.Fill() }},
	{"stroke", 0, func(r *display.Recorder, _ []float64) { r.Stroke() }},
	{"fillRect", 4, func(r *display.Recorder, a []float64) { r.FillRect(a[0], a[1], a[2], a[3]) }},
	{"beginPart", 0, func(r *display.Recorder, _ []float64) { r.BeginPart() }}, // of this canvas alone
	{"strokeRect", 4, func(r *display.Recorder, a []float64) { r.StrokeRect(a[0], a[1], a[2], a[3]) }},
}

// properties are those of the canvas; number or text sets it.
var properties = []struct {
	name   string
	number func(r *display.Recorder, v float64)
	text   func(r *display.Recorder, s string)
}{
	{name: "fillStyle", text: (*display.Recorder).SetFill},
	{name: "strokeStyle", text: (*display.Recorder).SetStroke},
	{name: "lineWidth", number: (*display.Recorder).SetLineWidth},
	{name: "lineJoin", text: (*display.Recorder).SetLineJoin},
	{name: "lineCap", text: (*display.Recorder).SetLineCap},
	{name: "globalAlpha", number: (*display.Recorder).SetAlpha},
	{name: "font", text: (*display.Recorder).SetFont},
	{name: "textAlign", text: (*display.Recorder).SetAlign},
	{name: "textBaseline", text: (*display.Recorder).SetBaseline},
}

// defineCanvas makes the object that scripts draw on.
func (e *engine) defineCanvas() {
	e.canvas = js.XJS_NewObject(e.tls, e.ctx)
	method := func(name string, f js.TJSValue) {
		js.XJS_DefinePropertyValueStr(e.tls, e.ctx, e.canvas, e.cstring(name), f, js.MJS_PROP_C_W_E)
	}
	for i, c := range calls {
		method(c.name, e.function(c.name, pointer(called), js.EJS_CFUNC_generic_magic, i))
	}
	method("fillText", e.function("fillText", pointer(filledText), js.EJS_CFUNC_generic_magic, 0))
	method("measureText", e.function("measureText", pointer(measuredText), js.EJS_CFUNC_generic_magic, 0))
	method("setLineDash", e.function("setLineDash", pointer(setDash), js.EJS_CFUNC_generic_magic, 0))
	if !e.plain {
		method("bars", e.function("bars", pointer(bars), js.EJS_CFUNC_generic_magic, 0))
		method("steps", e.function("steps", pointer(steps), js.EJS_CFUNC_generic_magic, 0))
	}
	for i, p := range properties {
		setter := e.function(p.name, pointer(set), js.EJS_CFUNC_setter_magic, i)
		getter := undefined
		if p.name == "textAlign" { // the only one that is read
			getter = e.function(p.name, pointer(align), js.EJS_CFUNC_getter_magic, i)
		}
		atom := js.XJS_NewAtom(e.tls, e.ctx, e.cstring(p.name))
		js.XJS_DefinePropertyGetSet(e.tls, e.ctx, e.canvas, atom, getter, setter, js.MJS_PROP_CONFIGURABLE|js.MJS_PROP_ENUMERABLE)
		js.XJS_FreeAtom(e.tls, e.ctx, atom)
	}
}

// mostArguments is what any of the functions takes, mostNumbers what any of calls does.
const mostArguments, mostNumbers = 10, 6

// function returns a Go function for scripts. Arguments that are not given are undefined.
func (e *engine) function(name string, f uintptr, kind js.TJSCFunctionEnum, magic int) js.TJSValue {
	return js.XJS_NewCFunction2(e.tls, e.ctx, f, e.cstring(name), mostArguments, kind, int32(magic))
}

// called runs one of calls.
func called(tls *libc.TLS, ctx uintptr, _ js.TJSValue, argc int32, argv uintptr, magic int32) js.TJSValue {
	e := engineOf(tls, ctx)
	var args [mostNumbers]float64
	c := &calls[magic]
	n := min(max(int(argc), c.takes), mostNumbers)
	for i := range n {
		args[i] = e.float(argument(argv, i))
	}
	c.do(e.recorder, args[:n])
	return e.drawn(0)
}

// drawn returns what a script is answered that has drawn: undefined, unless it draws without end, or would
// with so many more points.
func (e *engine) drawn(more int) js.TJSValue {
	if e.recorder.Size()+3*more <= e.most {
		return undefined
	}
	e.failed = fmt.Errorf("the picture would take more than %d MB", e.most>>17)
	thrown := e.throw(e.failed.Error())
	js.XJS_SetUncatchableException(e.tls, e.ctx, 1)
	return thrown
}

// set sets a property.
func set(tls *libc.TLS, ctx uintptr, _, v js.TJSValue, magic int32) js.TJSValue {
	e := engineOf(tls, ctx)
	p := &properties[magic]
	if p.number != nil {
		p.number(e.recorder, e.float(v))
		return undefined
	}
	s, ok := e.text(v)
	if !ok {
		return exception
	}
	p.text(e.recorder, s)
	return undefined
}

// align returns the property textAlign.
func align(tls *libc.TLS, ctx uintptr, _ js.TJSValue, _ int32) js.TJSValue {
	e := engineOf(tls, ctx)
	text := e.recorder.Align()
	at, free := e.bytes([]byte(text))
	defer free()
	return js.XJS_NewStringLen(tls, ctx, at, js.Tsize_t(len(text)))
}

func filledText(tls *libc.TLS, ctx uintptr, _ js.TJSValue, _ int32, argv uintptr, _ int32) js.TJSValue {
	e := engineOf(tls, ctx)
	s, ok := e.text(argument(argv, 0))
	if !ok {
		return exception
	}
	e.recorder.FillText(s, e.float(argument(argv, 1)), e.float(argument(argv, 2)))
	return e.drawn(0)
}

func measuredText(tls *libc.TLS, ctx uintptr, _ js.TJSValue, _ int32, argv uintptr, _ int32) js.TJSValue {
	e := engineOf(tls, ctx)
	s, ok := e.text(argument(argv, 0))
	if !ok {
		return exception
	}
	v := js.XJS_NewObject(tls, ctx)
	js.XJS_DefinePropertyValueStr(tls, ctx, v, e.cstring("width"), floatValue(e.recorder.MeasureText(s)), js.MJS_PROP_C_W_E)
	return v
}

// mostDashes bounds the pattern of a line.
const mostDashes = 16

func setDash(tls *libc.TLS, ctx uintptr, _ js.TJSValue, _ int32, argv uintptr, _ int32) js.TJSValue {
	e := engineOf(tls, ctx)
	list := argument(argv, 0)
	length := js.XJS_GetPropertyStr(tls, ctx, list, e.cstring("length"))
	if isException(length) {
		return exception
	}
	n := e.float(length)
	e.free(length)
	dash := []float64{}
	for i := range uint32(min(max(n, 0), mostDashes)) {
		v := js.XJS_GetPropertyUint32(tls, ctx, list, i)
		if isException(v) {
			return exception
		}
		dash = append(dash, e.float(v))
		e.free(v)
	}
	e.recorder.SetDash(dash)
	return undefined
}
