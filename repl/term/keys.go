package term

import (
	"github.com/chzyer/readline"

	"github.com/epiviz/epivizgo/repl/safe"
	"github.com/epiviz/epivizgo/repl/text"
)

// filter is called with every key, on readline's goroutine, and returns the key that
// readline handles instead. With false readline ignores the key, draws the line again
// and tells the reading goroutine to go on, which waits for that only after Enter,
// Ctrl-C and Ctrl-D. So other keys are replaced by the bell to be ignored; it also
// leaves a search.
func (t *Terminal) filter(r rune) (rune, bool) {
	if r != 0 && t.isClosed() {
		return r, false // keys that were typed ahead have nowhere to go
	}
	t.checkWidth()
	empty := t.typed.Load() == 0
	switch r {
	case 0: // the end of input
		// Readline would hand over what is left on the line to nobody and wait.
		t.rl.Operation.SetBuffer("")
		select {
		case <-t.ended:
		default:
			close(t.ended)
		}
		return 0, true
	case readline.CharDelete:
		switch t.keys.deletion() {
		case deleteWake:
			t.showPending()
			return r, false
		case deleteKey:
			if empty { // readline would take it for the end of input
				t.rl.Terminal.Bell()
				return r, false
			}
		}
		return r, true
	case readline.CharEnter, readline.CharCtrlJ:
		if empty && t.rl.Operation.IsSearchMode() {
			// A search that found nothing: the empty line would end the program.
			t.rl.Terminal.KickRead()
			return readline.CharBell, true
		}
		if empty && !t.keys.idle() {
			return r, false // the same prompt goes on
		}
		return r, true
	case readline.CharCtrlZ:
		t.rl.Clean()
		_ = t.leaveKeys()
		suspend()
		_ = t.takeKeys()
		t.rl.Refresh()
		return readline.CharBell, true
	}
	if r >= 0 && safe.Rune(r) || editing[r] {
		return r, true
	}
	return readline.CharBell, true
}

// editing are the keys besides characters that readline handles well. Left out
// is Ctrl-T, which breaks a line of one character.
var editing = map[rune]bool{
	readline.CharLineStart: true, readline.CharLineEnd: true, readline.CharBackward: true, readline.CharForward: true,
	readline.CharInterrupt: true, readline.CharBell: true, readline.CharCtrlH: true, readline.CharTab: true,
	readline.CharKill: true, readline.CharCtrlL: true, readline.CharNext: true, readline.CharPrev: true,
	readline.CharBckSearch: true, readline.CharFwdSearch: true, readline.CharCtrlU: true, readline.CharCtrlW: true,
	readline.CharCtrlY: true, readline.CharBackspace: true, readline.MetaBackward: true, readline.MetaForward: true,
	readline.MetaDelete: true, readline.MetaBackspace: true,
}

// changed is called by readline after every change of the line.
func (t *Terminal) changed(line []rune, _ int, _ rune) ([]rune, int, bool) {
	t.typed.Store(int64(len(line)))
	return nil, 0, false
}

// completer is a Terminal that completes for readline, on readline's goroutine.
type completer Terminal

// Do returns the text to insert, if there is only one. Else it prints the list itself.
func (c *completer) Do(line []rune, pos int) ([][]rune, int) {
	t := (*Terminal)(c)
	complete := t.complete.Load()
	if complete == nil {
		return nil, 0
	}
	found := (*complete)(string(line[:pos]))
	switch {
	case found.Insert != "":
		return [][]rune{[]rune(found.Insert)}, 0
	case len(found.List) > 0:
		_, _ = t.rl.Stdout().Write([]byte(text.Columns(found.List, columns(t.out))))
	default:
		t.rl.Terminal.Bell()
	}
	return nil, 0
}
