package term

import (
	"strings"

	"github.com/chzyer/readline"

	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/repl/text"
)

// filter is called with every key, on readline's goroutine, and returns the key that
// readline handles instead: the bell if it has nothing to do but to call changed. With
// false it does not even do that, and tells its reading goroutine to go on, which waits for
// that only after Enter, Ctrl-C and Ctrl-D. When one of these is handled here, it has to be
// told as well.
func (t *Terminal) filter(key rune) (rune, bool) {
	defer t.restoreOnPanic()
	if key != 0 && t.closed.Load() {
		return key, false // keys that were typed ahead have nowhere to go
	}
	t.key, t.edit, t.typed = key, nil, typed{}
	e := &t.editor
	switch key {
	case 0:
		t.endInput()
		return 0, true
	case keyWake:
		t.showPending()
		return t.do(nil)
	case keyText:
		t.typed = t.keys.takeText()
		t.sayLeftOut(t.typed.left)
	}
	searching := e.search != nil
	if searching {
		if edit := t.searchEdit(key); edit != nil {
			return t.do(edit)
		}
		e.endSearch()
	}
	switch key {
	case keyText:
		return t.do(func(e *editor) { e.insert([]rune(t.typed.text)) })
	case readline.CharEnter, readline.CharCtrlJ:
		// A search that found nothing leaves an empty line that is not meant to end the program.
		if len(e.text) == 0 && (searching || !t.keys.idle()) {
			t.rl.Terminal.KickRead()
			return t.do(nil)
		}
		t.endLine("")
		return key, true
	case readline.CharInterrupt:
		t.endLine("^C")
		return key, true
	case readline.CharDelete:
		if len(e.text) == 0 {
			t.endLine("^D")
			return key, true
		}
		t.rl.Terminal.KickRead()
	case readline.CharTab:
		return t.do(t.completeWord)
	case readline.CharBckSearch, readline.CharFwdSearch:
		return t.do((*editor).startSearch)
	case readline.CharCtrlL:
		t.view.erase()
		t.show("\x1b[H\x1b[2J")
		return t.do(nil)
	case readline.CharCtrlZ:
		t.suspend()
		return t.do(nil)
	case readline.CharLineStart, readline.CharLineEnd, readline.CharPrev, readline.CharNext:
		return key, true
	}
	return t.do(edits[key])
}

// endInput prepares for readline to end.
func (t *Terminal) endInput() {
	t.view.erase()
	// Readline would hand over what is left on the line to nobody and wait.
	t.rl.Operation.SetBuffer("")
	select {
	case <-t.ended:
	default:
		close(t.ended)
	}
}

// suspend stops the program until the shell continues it.
func (t *Terminal) suspend() {
	t.view.erase()
	_ = t.leaveKeys()
	suspend()
	_ = t.takeKeys()
}

// do has changed do an edit, if it is not nil.
func (t *Terminal) do(edit func(*editor)) (rune, bool) {
	t.edit = edit
	return readline.CharBell, true
}

// searchEdit returns what a key does to a search, nil if it ends it. A paste is not sought:
// its first Enter would run a line that was not looked at.
func (t *Terminal) searchEdit(key rune) func(*editor) {
	switch {
	case key == keyText && t.typed.pasted:
		return func(e *editor) {
			e.cancelSearch()
			e.insert([]rune(t.typed.text))
		}
	case key == keyText:
		return func(e *editor) { e.seek(t.typed.text) }
	case key == readline.CharInterrupt, key == readline.CharDelete:
		t.rl.Terminal.KickRead()
		return (*editor).cancelSearch
	}
	return searchEdits[key]
}

// changed is called by readline after every key that changed its line, or could have, and
// with the key 0 before the first. Of keys that end a line it must not do anything: it
// would no longer be alone.
func (t *Terminal) changed(runes []rune, pos int, key rune) ([]rune, int, bool) {
	defer t.restoreOnPanic()
	e := &t.editor
	switch key {
	case 0:
		e.begin()
		t.draw()
		return nil, 0, false
	case readline.CharEnter, readline.CharCtrlJ, readline.CharInterrupt, readline.CharDelete:
		return nil, 0, false
	}
	if t.key == keyWake {
		t.draw()
		return nil, 0, false
	}
	before := e.line
	e.line = line{runes, pos}
	if t.key != keyLastWord {
		e.recalled = nil
	}
	if t.edit != nil {
		t.edit(e)
	}
	if t.key != undo && e.search == nil {
		e.record(before, t.key == keyText && !t.typed.pasted && !strings.ContainsAny(t.typed.text, " \t"))
	}
	t.draw()
	return e.text, e.pos, t.edit != nil
}

// restoreOnPanic leaves the terminal usable when a panic ends the program.
func (t *Terminal) restoreOnPanic() {
	if v := recover(); v != nil {
		_ = t.raw.leave()
		panic(v)
	}
}

// completeWord inserts what the word at the cursor can only go on with. If it can go on
// in several ways, it lists them above the line.
func (t *Terminal) completeWord(e *editor) {
	var found repl.Completion
	if complete := t.complete.Load(); complete != nil {
		found = (*complete)(string(e.text[:e.pos]))
	}
	switch {
	case found.Insert != "":
		e.insert([]rune(found.Insert))
	case len(found.List) > 0:
		t.view.erase()
		t.show(text.Columns(found.List, columns(t.out)))
	default:
		t.show("\a")
	}
}

// sayLeftOut prints, above the line, how many characters of a paste are not on it.
func (t *Terminal) sayLeftOut(characters int) {
	if characters > 0 {
		t.view.erase()
		t.show("left out of the paste: " + text.Count(characters, "character") + " that cannot be shown\n")
	}
}

// show writes at once.
func (t *Terminal) show(s string) { _, _ = (*screen)(t).Write([]byte(s)) }
