package picture

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"runtime/debug"
	"sync/atomic"

	"modernc.org/libc"
	js "modernc.org/libquickjs"

	"github.com/epiviz/epivizgo/session/picture/display"
)

// Bounds of an engine: of its memory in bytes, of its calls within calls, and of what is drawn, in units of eight bytes.
const mostMemory, mostCalls, mostDrawn = 512 << 20, 2000, 64 << 20

// entry is the module that draws pictures.
const entry = "stage/program.js"

// engine runs the page's modules. It is for one goroutine at a time.
//
// The engine is C translated to Go: an access to memory that is not there, which ends a C program, is a
// panic here. An engine that has panicked is abandoned with its memory. The package's comment has the limits.
type engine struct {
	files   fs.FS
	memory  uint // the most, in bytes
	most    int  // that is drawn, as mostDrawn
	tls     *libc.TLS
	runtime uintptr
	ctx     uintptr
	draw    js.TJSValue // what the entry exports
	canvas  js.TJSValue // what is drawn on
	ask     js.TJSValue
	number  uintptr // room for a number of C
	stop    atomic.Bool
	broken  bool
	plain   bool // scripts have nothing done for them: a test compares

	// Of the call under way.
	recorder *display.Recorder
	answer   func(wishes []byte) ([]byte, error)
	failed   error // of answer
	texts    map[string]string
}

// newEngine returns an engine that has loaded the entry and what it imports. memory bounds what it takes.
func newEngine(files fs.FS, memory uint) (e *engine, err error) {
	e = &engine{files: files, memory: memory, most: mostDrawn, texts: map[string]string{}}
	err = e.guarded(e.start)
	if err != nil {
		e.close()
		return nil, err
	}
	return e, nil
}

// guarded runs what enters the engine, and returns its panic as an error.
func (e *engine) guarded(work func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			e.broken = true
			err = fmt.Errorf("the engine that draws pictures has failed: %v", r)
		}
	}()
	return work()
}

// call has the entry draw: request is its first argument, ask answers what it asks for.
// The result is JSON.
func (e *engine) call(ctx context.Context, request []byte, r *display.Recorder, ask func([]byte) ([]byte, error)) (
	result []byte, err error) {
	e.stop.Store(false)
	stopped := make(chan struct{})
	forget := context.AfterFunc(ctx, func() {
		e.stop.Store(true)
		close(stopped)
	})
	defer func() {
		if !forget() {
			<-stopped // else it would end the next call
		}
	}()
	e.recorder, e.answer, e.failed = r, ask, nil
	defer func() { e.recorder, e.answer, e.failed = nil, nil, nil }()
	err = e.guarded(func() error {
		arg, err := e.parse(request)
		if err != nil {
			return err
		}
		defer e.free(arg)
		drawn, err := e.invoke(e.draw, arg, e.ask, e.canvas)
		if err != nil {
			return err
		}
		defer e.free(drawn)
		result, err = e.stringify(drawn)
		return err
	})
	if e.failed != nil {
		err = e.failed
	}
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return result, err
}

// load returns the source of a module.
func (e *engine) load(name string) ([]byte, error) { return fs.ReadFile(e.files, name) }

// resolve returns the name of a module that another one imports.
func resolve(by, name string) string { return path.Join(path.Dir(by), name) }

// answered runs a request for data, which is JSON, and returns the JSON of its answer. Its
// error is that of the call, whatever the script makes of it.
func (e *engine) answered(wishes string) (answers []byte, ok bool) {
	if e.answer == nil {
		e.failed = errors.New("data were asked for outside of a call")
		return nil, false
	}
	answers, err := e.answer([]byte(wishes))
	if err == nil && !json.Valid(answers) {
		err = errors.New("the answers are not JSON")
	}
	e.failed = err
	return answers, err == nil
}
