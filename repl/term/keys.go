package term

import (
	"github.com/chzyer/readline"

	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/repl/safe"
)

// filter sees every key before readline does, on readline's goroutine. A key
// it does not let through is followed by a redraw of the line.
func (t *Terminal) filter(r rune) (rune, bool) {
	t.checkWidth()
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
	case wakeKey:
		t.showPending()
		return r, false
	case deleteKey:
		if t.typed.Load() == 0 {
			t.rl.Terminal.Bell()
			return r, false
		}
		return readline.CharDelete, true
	case readline.CharEnter, readline.CharCtrlJ:
		if t.rl.Operation.IsSearchMode() && t.typed.Load() == 0 {
			// A search that found nothing: the empty line would end the program.
			t.keys.setOpen(true) // which the end of a line closes
			t.rl.Terminal.KickRead()
			return readline.CharBell, true // leaves the search
		}
	case readline.CharCtrlZ:
		t.rl.Clean()
		_ = t.raw.leave()
		suspend()
		_ = t.raw.enter()
		return r, false
	}
	return r, safe.Rune(r) && r >= 0 || editing[r]
}

// editing are the keys besides characters that readline handles well. Left out
// is Ctrl-T, which breaks a line of one character.
var editing = map[rune]bool{
	readline.CharLineStart: true, readline.CharLineEnd: true, readline.CharBackward: true, readline.CharForward: true,
	readline.CharInterrupt: true, readline.CharDelete: true, readline.CharBell: true, readline.CharCtrlH: true,
	readline.CharTab: true, readline.CharCtrlJ: true, readline.CharEnter: true, readline.CharKill: true,
	readline.CharCtrlL: true, readline.CharNext: true, readline.CharPrev: true, readline.CharBckSearch: true,
	readline.CharFwdSearch: true, readline.CharCtrlU: true, readline.CharCtrlW: true, readline.CharCtrlY: true,
	readline.CharBackspace: true, readline.MetaBackward: true, readline.MetaForward: true,
	readline.MetaDelete: true, readline.MetaBackspace: true,
}

// changed is told of every change of the line.
func (t *Terminal) changed(line []rune, _ int, _ rune) ([]rune, int, bool) {
	t.typed.Store(int64(len(line)))
	return nil, 0, false
}

// completer is a Terminal as readline asks it on Tab, on readline's goroutine.
type completer Terminal

// Do returns the one text to insert, if there is one. It prints a list itself.
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
		_, _ = t.rl.Stdout().Write([]byte(repl.Columns(found.List, columns(t.out))))
	default:
		t.rl.Terminal.Bell()
	}
	return nil, 0
}
