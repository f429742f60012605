package repl

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/epiviz/epivizgo/repl/line"
	"github.com/epiviz/epivizgo/repl/safe"
	"github.com/epiviz/epivizgo/session/state"
)

// showing is the picture that is shown after each change, of one prompt. It is drawn while the prompt waits, which the
// next line ends: of lines that come together, the last one has a picture.
type showing struct {
	mu     sync.Mutex
	want   *request     // nil while none is shown
	due    bool         // what is shown is not the last picture
	seen   *state.State // when that was drawn or became due
	cancel context.CancelFunc
	done   chan struct{} // closed when the drawing has ended; nil before the first
}

// set shows a picture after each change from now on, or with nil none.
func (s *showing) set(want *request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.want, s.due, s.seen = want, want != nil, nil
}

// looks reports whether pictures are shown.
func (s *showing) looks() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.want != nil
}

// alwaysSeen are the commands that change what is seen though the state stays.
var alwaysSeen = []string{"reload", "redraw"}

// ran marks a picture as due if a line has changed what is seen.
func (s *showing) ran(e *Env, typed string) {
	if !s.looks() {
		return
	}
	now := e.Session.State()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.seen != nil && !reflect.DeepEqual(*s.seen, now) || names(typed, alwaysSeen) {
		s.due = true
	}
	s.seen = &now
}

// names reports whether a line has a command among those.
func names(typed string, commands []string) bool {
	statements, err := split(typed)
	return err == nil && slices.ContainsFunc(statements, func(s line.Statement) bool {
		return slices.Contains(commands, strings.ToLower(s.Words[0].Text))
	})
}

// begin draws what is due, above the line that is being typed.
func (s *showing) begin(ctx context.Context, e *Env) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.want == nil || !s.due {
		return
	}
	want := *s.want
	ctx, s.cancel = context.WithCancel(ctx)
	done := make(chan struct{})
	s.done = done
	go func() {
		defer close(done)
		var shown bool
		err := safely(func() (err error) {
			shown, err = e.drawAbove(ctx, want)
			return err
		})
		if !shown && ctx.Err() != nil {
			return
		}
		s.mu.Lock()
		s.due = false
		s.mu.Unlock()
		if err != nil {
			e.output.Notify(fmt.Sprintf("no picture: %v", err))
		}
	}()
}

// end ends the drawing, and waits. given says that the picture is not wanted any more.
func (s *showing) end(given bool) {
	s.mu.Lock()
	cancel, done := s.cancel, s.done
	s.cancel, s.done = nil, nil
	if given {
		s.due = false
	}
	s.mu.Unlock()
	if done != nil {
		cancel()
		<-done
	}
}

// drawAbove draws a picture above the line that is being typed, and reports whether it is there.
func (e *Env) drawAbove(ctx context.Context, want request) (shown bool, err error) {
	opt, err := e.inline(ctx, want)
	if err != nil {
		return false, err
	}
	picture, notes, err := e.drawInline(ctx, opt)
	if err == nil {
		err = context.Cause(ctx)
	}
	if err != nil {
		return false, err
	}
	for _, note := range notes {
		picture = append(picture, safe.Text(note)+"\n"...)
	}
	_, err = e.output.console.Print(ctx, picture)
	return true, err
}

// readLine reads a line while a picture that is due is drawn.
func (e *Env) readLine(ctx context.Context, keys Keyboard) (string, error) {
	if !keys.Waiting() {
		e.showing.begin(ctx, e)
	}
	typed, err := keys.ReadLine(ctx, Prompt)
	e.showing.end(errors.Is(err, ErrInterrupt))
	return typed, err
}
