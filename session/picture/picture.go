package picture

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/picture/display"
	"github.com/epiviz/epivizgo/session/ui"
)

// Request says what a picture is of.
type Request struct {
	State     protocol.SyncStateParams `json:"state"`          // what a page would show
	Charts    []int                    `json:"charts"`         // by their handles; nil is all
	Width     float64                  `json:"width"`          // of the picture, in pixels
	Theme     protocol.Theme           `json:"theme"`          // light, unless it is dark
	Roominess float64                  `json:"roominess"`      // factor for the height of charts that gain by more room; 0 is 1
	Pixel     float64                  `json:"px"`             // width of the least that can be drawn; 0 is 1
	Room      float64                  `json:"room"`           // for the height: charts become lower, then the last are left out; 0 is any
	Cells     bool                     `json:"cells"`          // for the cells of a terminal
	Bins      float64                  `json:"bins,omitempty"` // of Gather; 0 of pictures that are drawn
}

// Asker answers one request for data as it answers a page's: args is JSON.
type Asker func(ctx context.Context, action string, args json.RawMessage) any

// DefaultWidth is the width of a picture where nobody chose one.
const DefaultWidth = 1000

// mostTime bounds how long a picture is drawn, its data included.
const mostTime = 2 * time.Minute

// Studio draws pictures. Its zero value can be used, by several goroutines at once: as many pictures
// are drawn at a time as there are cores, the others wait.
type Studio struct {
	memory uint // of an engine, in bytes; 0 is mostMemory
	once   sync.Once
	seats  chan struct{}

	mu     sync.Mutex
	idle   []*engine
	faults int // engines that were abandoned with their memory
	closed bool
}

// mostFaults bounds the engines that are abandoned with their memory: no fault of one is known.
const mostFaults = 3

// Result is a picture, its charts, in Notes what of it is not as it was asked for, and in Left the charts without room.
type Result struct {
	*display.List
	Charts []Chart
	Notes  []string
	Left   []int
}

// Chart is a chart of a picture.
type Chart struct {
	Handle      int
	Title       string
	Top, Height float64
}

// Asked is a request for data with its answer.
type Asked struct {
	Action string
	Args   json.RawMessage
	Answer any `json:"-"`
}

// Gather asks for the data of a picture in which the view is bins wide, and for none beside the view. It draws nothing, and
// returns what was asked for, in order, and notes on what of the picture would not be as it was asked for.
func (s *Studio) Gather(
	ctx context.Context, state protocol.SyncStateParams, charts []int, bins float64, ask Asker,
) (asked []Asked, notes []string, err error) {
	result, err := s.draw(ctx, Request{State: state, Charts: charts, Bins: bins}, func(wishes []byte) ([]byte, error) {
		list, text, err := answers(ctx, wishes, ask)
		asked = append(asked, list...)
		return text, err
	})
	if err != nil {
		return nil, nil, err
	}
	return asked, result.Notes, nil
}

// Draw draws a picture. Data are asked for with all that it needs at once.
func (s *Studio) Draw(ctx context.Context, req Request, ask Asker) (*Result, error) {
	return s.draw(ctx, req, func(wishes []byte) ([]byte, error) {
		_, text, err := answers(ctx, wishes, ask)
		return text, err
	})
}

// draw draws a picture; ask answers several requests at once, in JSON.
func (s *Studio) draw(ctx context.Context, req Request, ask func(wishes []byte) ([]byte, error)) (*Result, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, mostTime, fmt.Errorf("the picture was not drawn within %s", mostTime))
	defer cancel()
	e, err := s.take(ctx)
	if err != nil {
		return nil, err
	}
	if req.Roominess == 0 {
		req.Roominess = 1
	}
	if req.Pixel == 0 {
		req.Pixel = 1
	}
	request, err := json.Marshal(req)
	if err != nil {
		s.release(e, true)
		return nil, err
	}
	r := display.NewRecorder()
	result, err := e.call(ctx, request, r, ask)
	s.release(e, err == nil)
	if err != nil {
		return nil, err
	}
	var drawn struct {
		Title         string
		Width, Height float64
		Charts        []Chart
		Notes         []string
		Left          []int
	}
	if err := json.Unmarshal(result, &drawn); err != nil {
		return nil, fmt.Errorf("the script that draws pictures returned %.100q: %w", result, err)
	}
	list := r.List()
	list.Title, list.Width, list.Height = drawn.Title, drawn.Width, drawn.Height
	return &Result{list, drawn.Charts, drawn.Notes, drawn.Left}, nil
}

// answers answers several requests at once, and returns the answers as JSON too.
func answers(ctx context.Context, wishes []byte, ask Asker) ([]Asked, []byte, error) {
	var list []Asked
	if err := json.Unmarshal(wishes, &list); err != nil {
		return nil, nil, fmt.Errorf("the script that draws pictures asks for %.100q: %w", wishes, err)
	}
	parts := make([][]byte, len(list))
	errs := make([]error, len(list))
	var wait sync.WaitGroup
	turns := make(chan struct{}, runtime.GOMAXPROCS(0))
	var room atomic.Int64
	room.Store(mostAnswers)
	for i, wish := range list {
		turns <- struct{}{}
		wait.Go(func() {
			defer func() { <-turns }()
			if ctx.Err() == nil {
				list[i].Answer, parts[i], errs[i] = answerOf(ctx, wish.Action, wish.Args, ask)
				room.Add(-int64(len(parts[i])))
			}
			if room.Load() < 0 {
				parts[i], errs[i] = nil, errTooLarge
			}
		})
	}
	wait.Wait()
	if err := errors.Join(append(errs, context.Cause(ctx))...); err != nil {
		if errors.Is(err, errTooLarge) {
			err = errTooLarge // once
		}
		return nil, nil, err
	}
	b := []byte{'['}
	for i, part := range parts {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, part...)
	}
	return list, append(b, ']'), nil
}

// mostAnswers bounds the data that are asked for at once, in bytes: reading them cannot be interrupted.
const mostAnswers = 128 << 20

var errTooLarge = hint.Add(fmt.Errorf("the data of the picture take more than %d MB", mostAnswers>>20),
	"draw less at a time: fewer charts, or a smaller place")

// answerOf answers a request. A panic is an error: this goroutine is nobody else's to guard.
func answerOf(ctx context.Context, action string, args json.RawMessage, ask Asker) (answer any, b []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			answer, b, err = nil, nil, fmt.Errorf("%s for a picture has failed: %v", action, r)
		}
	}()
	answer = ask(ctx, action, args)
	b, err = appendAnswer(nil, answer)
	return answer, b, err
}

func appendAnswer(b []byte, answer any) ([]byte, error) {
	if a, ok := answer.(protocol.Appender); ok {
		return a.AppendJSON(b), nil
	}
	text, err := json.Marshal(answer)
	return append(b, text...), err
}

// take returns an engine that nobody else uses, once there is one.
func (s *Studio) take(ctx context.Context) (*engine, error) {
	s.once.Do(func() { s.seats = make(chan struct{}, runtime.GOMAXPROCS(0)) })
	select {
	case s.seats <- struct{}{}:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	s.mu.Lock()
	var e *engine
	if n := len(s.idle); n > 0 {
		e, s.idle = s.idle[n-1], s.idle[:n-1]
	}
	faults := s.faults
	s.mu.Unlock()
	var err error
	switch {
	case e != nil:
	case faults >= mostFaults:
		err = hint.Add(fmt.Errorf("the engine that draws pictures has failed %d times, and its memory is lost each time", faults),
			"start the program again")
	default:
		e, err = newEngine(ui.FS, cmp.Or(s.memory, mostMemory))
	}
	if err != nil {
		<-s.seats
	}
	return e, err
}

// release gives an engine back. One in which a call has failed is not used again: a script that
// was ended half-way may have left its modules in any state.
func (s *Studio) release(e *engine, good bool) {
	s.mu.Lock()
	keep := good && !s.closed
	if keep {
		s.idle = append(s.idle, e)
	}
	if e.broken {
		s.faults++
	}
	s.mu.Unlock()
	if !keep {
		e.close()
	}
	<-s.seats
}

// Close frees the engines. Pictures that are being drawn are drawn to their end.
func (s *Studio) Close() {
	s.mu.Lock()
	idle := s.idle
	s.idle, s.closed = nil, true
	s.mu.Unlock()
	for _, e := range idle {
		e.close()
	}
}
