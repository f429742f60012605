package picture

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"unsafe"

	"modernc.org/libc"
	js "modernc.org/libquickjs"
)

// What a script calls finds its engine by the number that the engine's context has, thousands of times a
// picture. There are as many engines as cores.
var engines [4096]atomic.Pointer[engine]

func engineOf(tls *libc.TLS, ctx uintptr) *engine {
	return engines[js.XJS_GetContextOpaque(tls, ctx)].Load()
}

// enter gives the engine its number.
func (e *engine) enter() (id int, err error) {
	for id := range engines {
		if engines[id].CompareAndSwap(nil, e) {
			return id, nil
		}
	}
	return 0, fmt.Errorf("%d engines draw pictures already", len(engines))
}

// start makes the engine and loads the entry.
func (e *engine) start() error {
	e.tls = libc.NewTLS()
	e.runtime = js.XJS_NewRuntime(e.tls)
	if e.runtime == 0 {
		return errors.New("no memory for an engine that draws pictures")
	}
	js.XJS_SetMemoryLimit(e.tls, e.runtime, js.Tsize_t(e.memory))
	js.XJS_SetMaxStackSize(e.tls, e.runtime, mostCalls)
	e.ctx = js.XJS_NewContext(e.tls, e.runtime)
	if e.ctx == 0 {
		return errors.New("no memory for an engine that draws pictures")
	}
	id, err := e.enter()
	if err != nil {
		return err
	}
	js.XJS_SetContextOpaque(e.tls, e.ctx, uintptr(id))
	e.number = libc.Xmalloc(e.tls, 8)
	js.XJS_SetInterruptHandler(e.tls, e.runtime, pointer(interrupted), uintptr(id))
	js.XJS_SetModuleLoaderFunc(e.tls, e.runtime, pointer(normalize), pointer(loadModule), 0)
	e.defineCanvas()
	e.defineHost()
	e.ask = e.function("ask", pointer(asked), js.EJS_CFUNC_generic_magic, 0)
	return e.loadEntry()
}

// close frees the engine's memory, unless a fault has left it in no known state. It may be called twice.
func (e *engine) close() {
	defer func() {
		for id := range engines {
			engines[id].CompareAndSwap(e, nil)
		}
		e.tls = nil
	}()
	if e.broken || e.tls == nil {
		return
	}
	_ = e.guarded(func() error {
		if e.ctx != 0 {
			for _, v := range []js.TJSValue{e.draw, e.canvas, e.ask} {
				e.free(v)
			}
			js.XJS_FreeContext(e.tls, e.ctx)
		}
		if e.runtime != 0 {
			js.XJS_FreeRuntime(e.tls, e.runtime)
		}
		if e.number != 0 {
			libc.Xfree(e.tls, e.number)
		}
		e.tls.Close()
		return nil
	})
}

// loadEntry evaluates the entry and keeps its function draw.
func (e *engine) loadEntry() error {
	source, err := e.load(entry)
	if err != nil {
		return err
	}
	module, err := e.compile(entry, source)
	if err != nil {
		return err
	}
	def := pointerOf(module)
	result := js.XJS_EvalFunction(e.tls, e.ctx, module)
	if isException(result) {
		return e.exception()
	}
	defer e.free(result) // a promise: none of the modules waits for anything
	if js.XJS_PromiseState(e.tls, e.ctx, result) == js.EJS_PROMISE_REJECTED {
		return e.failure(js.XJS_PromiseResult(e.tls, e.ctx, result))
	}
	exports := js.XJS_GetModuleNamespace(e.tls, e.ctx, def)
	if isException(exports) {
		return e.exception()
	}
	defer e.free(exports)
	e.draw = js.XJS_GetPropertyStr(e.tls, e.ctx, exports, e.cstring("draw"))
	if isException(e.draw) {
		return e.exception()
	}
	return nil
}

// compile reads a module without running it.
func (e *engine) compile(name string, source []byte) (js.TJSValue, error) {
	text, free := e.bytes(source)
	defer free()
	v := js.XJS_Eval(e.tls, e.ctx, text, js.Tsize_t(len(source)), e.cstring(name), js.MJS_EVAL_TYPE_MODULE|js.MJS_EVAL_FLAG_COMPILE_ONLY)
	if isException(v) {
		return v, e.exception()
	}
	return v, nil
}

// invoke calls a function.
func (e *engine) invoke(f js.TJSValue, args ...js.TJSValue) (js.TJSValue, error) {
	size := unsafe.Sizeof(f)
	argv := libc.Xmalloc(e.tls, js.Tsize_t(size*uintptr(len(args))))
	defer libc.Xfree(e.tls, argv)
	for i, arg := range args {
		*(*js.TJSValue)(unsafe.Add(unsafe.Pointer(nil), argv+uintptr(i)*size)) = arg
	}
	v := js.XJS_Call(e.tls, e.ctx, f, undefined, int32(len(args)), argv)
	if isException(v) {
		return v, e.exception()
	}
	return e.await(v)
}

// await runs what waits until a promise is settled, and returns what it brings. Another value is returned as it is.
func (e *engine) await(v js.TJSValue) (js.TJSValue, error) {
	if js.XJS_PromiseState(e.tls, e.ctx, v) < 0 {
		return v, nil
	}
	defer e.free(v)
	for js.XJS_PromiseState(e.tls, e.ctx, v) == js.EJS_PROMISE_PENDING {
		switch n := js.XJS_ExecutePendingJob(e.tls, e.runtime, 0); {
		case n < 0:
			return undefined, e.exception()
		case n == 0:
			return undefined, errors.New("the script that draws pictures waits for what never comes")
		}
	}
	result := js.XJS_PromiseResult(e.tls, e.ctx, v)
	if js.XJS_PromiseState(e.tls, e.ctx, v) == js.EJS_PROMISE_REJECTED {
		return undefined, e.failure(result)
	}
	return result, nil
}

// parse reads JSON.
func (e *engine) parse(text []byte) (js.TJSValue, error) {
	at, free := e.bytes(text)
	defer free()
	v := js.XJS_ParseJSON(e.tls, e.ctx, at, js.Tsize_t(len(text)), e.cstring("data"))
	if isException(v) {
		return v, e.exception()
	}
	return v, nil
}

// stringify writes a value as JSON.
func (e *engine) stringify(v js.TJSValue) ([]byte, error) {
	text := js.XJS_JSONStringify(e.tls, e.ctx, v, undefined, undefined)
	if isException(text) {
		return nil, e.exception()
	}
	defer e.free(text)
	s, ok := e.text(text)
	if !ok {
		return nil, e.exception()
	}
	return []byte(s), nil
}

// exception returns the exception that is under way, as an error.
func (e *engine) exception() error {
	return e.failure(js.XJS_GetException(e.tls, e.ctx))
}

// failure returns what was thrown as an error.
func (e *engine) failure(v js.TJSValue) error {
	defer e.free(v)
	s, ok := e.text(v)
	if !ok {
		e.free(js.XJS_GetException(e.tls, e.ctx))
		return errors.New("the script that draws pictures has failed")
	}
	if s == "null" { // thrown where there is no memory for an error
		return fmt.Errorf("the script that draws pictures has thrown null, as it does without memory: it has %d MB", e.memory>>20)
	}
	if message, plain := strings.CutPrefix(s, "Error: "); plain {
		return errors.New(message) // thrown by the page's own code, as a sentence
	}
	stack := js.XJS_GetPropertyStr(e.tls, e.ctx, v, e.cstring("stack"))
	where, _ := e.text(stack)
	e.free(stack)
	where, _, _ = strings.Cut(strings.TrimSpace(where), "\n")
	return fmt.Errorf("%s (%s)", s, where)
}

// text returns a value as text; ok is false if an exception is under way.
func (e *engine) text(v js.TJSValue) (s string, ok bool) {
	at := js.XJS_ToCStringLen2(e.tls, e.ctx, e.number, v, 0)
	if at == 0 {
		return "", false
	}
	n := *(*js.Tsize_t)(unsafe.Add(unsafe.Pointer(nil), e.number))
	b := unsafe.Slice((*byte)(unsafe.Add(unsafe.Pointer(nil), at)), int(n))
	s, known := e.texts[string(b)]
	if !known {
		s = strings.ToValidUTF8(string(b), "\ufffd")
		if len(s) < 100 && len(e.texts) < 10_000 {
			e.texts[s] = s
		}
	}
	js.XJS_FreeCString(e.tls, e.ctx, at)
	return s, true
}

// float returns a value as a number, NaN if it is not one.
func (e *engine) float(v js.TJSValue) float64 {
	if f, ok := quickFloat(v); ok {
		return f
	}
	if js.XJS_ToFloat64(e.tls, e.ctx, e.number, v) != 0 {
		e.free(js.XJS_GetException(e.tls, e.ctx))
		return nan
	}
	return *(*float64)(unsafe.Add(unsafe.Pointer(nil), e.number))
}

// floats returns the numbers of a Float64Array, which are the engine's: they are there until the script goes on.
func (e *engine) floats(v js.TJSValue) (list []float64, ok bool) {
	at, n := e.elements(v, js.EJS_CLASS_FLOAT64_ARRAY, 8)
	return unsafe.Slice((*float64)(at), n), at != nil
}

// flags returns those of a Uint8Array, as floats does.
func (e *engine) flags(v js.TJSValue) (list []byte, ok bool) {
	at, n := e.elements(v, js.EJS_CLASS_UINT8_ARRAY, 1)
	return unsafe.Slice((*byte)(at), n), at != nil
}

// elements returns where those of a typed array begin, nil if it is no such array or has none.
func (e *engine) elements(v js.TJSValue, class js.TJSClassID, size uintptr) (at unsafe.Pointer, n int) {
	if js.XJS_GetClassID(e.tls, v) != class {
		return nil, 0
	}
	room := libc.Xmalloc(e.tls, 4*8) // for what the engine says of it
	defer libc.Xfree(e.tls, room)
	said := unsafe.Slice((*js.Tsize_t)(unsafe.Add(unsafe.Pointer(nil), room)), 4)
	word := unsafe.Sizeof(said[0])
	buffer := js.XJS_GetTypedArrayBuffer(e.tls, e.ctx, v, room, room+word, room+2*word)
	if isException(buffer) {
		e.free(js.XJS_GetException(e.tls, e.ctx))
		return nil, 0
	}
	defer e.free(buffer)
	start := js.XJS_GetArrayBuffer(e.tls, e.ctx, room+3*word, buffer)
	offset, length, whole := uintptr(said[0]), uintptr(said[1]), uintptr(said[3])
	if start == 0 || offset+length > whole || uintptr(said[2]) != size {
		return nil, 0
	}
	return unsafe.Add(unsafe.Pointer(nil), start+offset), int(length / size)
}

func (e *engine) free(v js.TJSValue) { js.XFreeValue(e.tls, e.ctx, v) }

// bytes copies text to the engine's memory, with a zero behind it.
func (e *engine) bytes(text []byte) (at uintptr, free func()) {
	at = libc.Xmalloc(e.tls, js.Tsize_t(len(text)+1))
	if at == 0 {
		panic("no memory")
	}
	b := unsafe.Slice((*byte)(unsafe.Add(unsafe.Pointer(nil), at)), len(text)+1)
	copy(b, text)
	b[len(text)] = 0
	return at, func() { libc.Xfree(e.tls, at) }
}

// names are the few constant texts that the engine is given, for as long as the program runs.
var names sync.Map

func (e *engine) cstring(s string) uintptr {
	if at, ok := names.Load(s); ok {
		return at.(uintptr)
	}
	at, _ := e.bytes([]byte(s))
	names.Store(s, at)
	return at
}

// pointer returns a Go function as the translated C has pointers to functions. f is declared at
// the top of a package.
func pointer(f any) uintptr { return (*[2]uintptr)(unsafe.Pointer(&f))[1] }

// interrupted is called every now and then while a script runs; another value than 0 ends it.
func interrupted(_ *libc.TLS, _, id uintptr) int32 {
	if e := engines[id].Load(); e == nil || e.stop.Load() {
		return 1
	}
	return 0
}

// normalize returns the name of a module, in memory that the engine frees.
func normalize(tls *libc.TLS, ctx, by, name, _ uintptr) uintptr {
	full := resolve(libc.GoString(by), libc.GoString(name))
	at := js.Xjs_malloc(tls, ctx, js.Tsize_t(len(full)+1))
	if at != 0 {
		copy(unsafe.Slice((*byte)(unsafe.Add(unsafe.Pointer(nil), at)), len(full)+1), full+"\x00")
	}
	return at
}

// loadModule compiles an imported module. Without one, the importing module fails.
func loadModule(tls *libc.TLS, ctx, name, _ uintptr) uintptr {
	e := engineOf(tls, ctx)
	source, err := e.load(libc.GoString(name))
	if err != nil {
		e.throw(err.Error())
		return 0
	}
	text, free := e.bytes(source)
	defer free()
	v := js.XJS_Eval(tls, ctx, text, js.Tsize_t(len(source)), name, js.MJS_EVAL_TYPE_MODULE|js.MJS_EVAL_FLAG_COMPILE_ONLY)
	if isException(v) {
		return 0
	}
	e.free(v) // the engine holds its modules
	return pointerOf(v)
}

// throw has the script fail with a message.
func (e *engine) throw(message string) js.TJSValue {
	v, err := e.parse([]byte(`"script"`))
	if err != nil {
		return exception
	}
	at, free := e.bytes([]byte(message))
	defer free()
	e.free(v)
	return js.XJS_Throw(e.tls, e.ctx, js.XJS_NewStringLen(e.tls, e.ctx, at, js.Tsize_t(len(message))))
}

// asked answers a script's request for data.
func asked(tls *libc.TLS, ctx uintptr, _ js.TJSValue, argc int32, argv uintptr, _ int32) js.TJSValue {
	e := engineOf(tls, ctx)
	wishes, err := e.stringify(argument(argv, 0))
	if err != nil {
		return e.throw(err.Error())
	}
	answers, ok := e.answered(string(wishes))
	if !ok {
		return e.throw(e.failed.Error())
	}
	v, err := e.parse(answers)
	if err != nil {
		return e.throw(err.Error())
	}
	return v
}

// argument returns an argument of a function; those that were declared can always be read.
func argument(argv uintptr, i int) js.TJSValue {
	return *(*js.TJSValue)(unsafe.Add(unsafe.Pointer(nil), argv+uintptr(i)*unsafe.Sizeof(undefined)))
}
