package term

import (
	"bytes"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

// keyboard is what readline reads from: one key a read, whole. What readline cannot read
// is made of the bytes here:
//
//   - Sequences of keys, of which it knows few, and takes the rest for letters.
//   - Text, which comes as one key however long it is; readline takes as long for each
//     character as the line is long. The text itself is fetched with takeText.
//   - A paste that the terminal marks. It is read to its end before a line of it is run:
//     a command gives the terminal back to the system, which would obey characters
//     of the rest and lose what its queue cannot hold.
//   - A wake key, when there is news to print.
type keyboard struct {
	*reader
	// Guarded by reader.mu.
	woken   bool    // a wake key is due
	texts   []typed // of the text keys that were returned
	pasting bool    // data is a paste whose end has not come
	sought  int     // where to look for its end in data
	pasted  typed   // what is left of a paste
	held    int     // data is the beginning of a key, of so many bytes
	heldAt  time.Time
}

// typed is text that a person typed or pasted.
type typed struct {
	text   string
	pasted bool
	left   int // how many characters were left out of it
}

// How long after one another the parts of a key may come, and those of a paste.
const (
	sequenceWait = time.Second
	pasteWait    = 3 * time.Second
)

func newKeyboard(src io.Reader, more func(wait time.Duration) bool) *keyboard {
	return &keyboard{reader: newReader(src, more)}
}

// Read returns one key.
func (k *keyboard) Read(p []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for {
		switch {
		case k.ended:
			return 0, io.EOF
		case k.woken:
			k.woken = false
			return utf8.EncodeRune(p, keyWake), nil
		}
		if key := k.next(); key != keyNone {
			return utf8.EncodeRune(p, key), nil
		}
		switch {
		case k.err != nil:
			return 0, k.err // and what was cut off is nothing
		case k.pasting:
			k.wantPaste()
		default:
			k.want()
		}
	}
}

// next takes the next key from what was read. It returns keyNone if more must be read for
// it. mu is held.
func (k *keyboard) next() rune {
	for {
		switch {
		case k.pasting && !k.endPaste():
			return keyNone
		case k.pasted != (typed{}):
			return k.nextPasted()
		case len(k.data) == 0:
			return keyNone
		case bytes.HasPrefix(k.data, []byte(pasteBegin)):
			k.data = k.data[len(pasteBegin):]
			k.pasting, k.sought, k.held = true, 0, 0
			continue
		}
		late := false
		if k.held > 0 && len(k.data) > k.held {
			if k.arrived.Sub(k.heldAt) > sequenceWait {
				k.data = k.data[k.held:] // no part of a key that goes on
			} else {
				late = k.held == 1
			}
			k.held = 0
		}
		key, text, n := decode(k.data, late)
		if n == 0 {
			if k.held == 0 {
				k.held, k.heldAt = len(k.data), k.arrived
			}
			return keyNone
		}
		k.data = k.data[n:]
		switch {
		case key == keyText:
			if text, _ = clean(text, false); text == "" {
				continue
			}
			k.texts = append(k.texts, typed{text: text})
		case key == '\r' || key == '\n':
			k.tookEnter(len(k.data) == 0)
		}
		if key != keyNone {
			return key
		}
	}
}

// nextPasted returns the next key of a paste: the text of a line, or its end.
func (k *keyboard) nextPasted() rune {
	end := strings.IndexByte(k.pasted.text, '\n')
	if end == 0 && k.pasted.left == 0 {
		k.pasted.text = k.pasted.text[1:]
		k.tookEnter(false)
		return '\r'
	}
	if end < 0 {
		end = len(k.pasted.text)
	}
	k.texts = append(k.texts, typed{k.pasted.text[:end], true, k.pasted.left})
	k.pasted = typed{text: k.pasted.text[end:]}
	return keyText
}

// endPaste moves a paste from data if its end has come, or nothing for some time.
func (k *keyboard) endPaste() bool {
	i := bytes.Index(k.data[k.sought:], []byte(pasteEnd))
	rest := len(pasteEnd)
	switch {
	case i >= 0:
		i += k.sought
	case time.Since(k.arrived) >= pasteWait:
		i, rest = len(k.data), 0
	default:
		k.sought = max(k.sought, len(k.data)-len(pasteEnd)+1)
		return false
	}
	k.pasted.text, k.pasted.left = clean(string(k.data[:i]), true)
	k.data = bytes.Clone(k.data[i+rest:]) // lets go of the paste
	k.pasting = false
	return true
}

// wantPaste waits for more of a paste, or for the time when no more is expected.
func (k *keyboard) wantPaste() {
	timer := time.AfterFunc(pasteWait-time.Since(k.arrived), k.changed.Broadcast)
	defer timer.Stop()
	k.want()
}

// putBack returns keys that were read in vain, to be read again after those before. It reports whether Ctrl-C was among
// them, which is left out, with what it was to stop.
func (k *keyboard) putBack(keys []byte) (interrupted bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if i := bytes.LastIndexByte(keys, ctrlC); i >= 0 {
		keys, interrupted = keys[i+1:], true
	}
	if keys = k.tidy(keys); len(keys) > 0 {
		k.data = append(k.data, keys...)
		k.arrived = time.Now()
		k.changed.Broadcast()
	}
	return interrupted
}

// hasLine reports whether the end of a line has come already. The terminal is not in raw mode, in which
// a part of a line could be read.
func (k *keyboard) hasLine() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return strings.Contains(k.pasted.text, "\n") || bytes.ContainsAny(k.data, enters) || k.more(0)
}

// takeText returns the text of the text key that readline has just got.
func (k *keyboard) takeText() typed {
	k.mu.Lock()
	defer k.mu.Unlock()
	t := k.texts[0]
	k.texts = k.texts[1:]
	return t
}

// show prepares for a prompt that is about to be shown, as reader.show does, and
// returns how many lines of a paste were given up: those that were to run when
// Ctrl-C was pressed.
func (k *keyboard) show() (dropped int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.fetchTyped()
	if k.pasted.text == "" && !k.pasting {
		k.data = bytes.TrimLeft(k.data, enters)
	} else if i := bytes.IndexByte(k.data, ctrlC); i >= 0 && !k.pasting {
		k.data = k.data[i+1:]
		dropped = k.dropPasted()
	}
	k.isShown()
	return dropped
}

// interrupted gives up what is left of a paste and returns how many lines it had.
func (k *keyboard) interrupted() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.dropPasted()
}

func (k *keyboard) dropPasted() (lines int) {
	for line := range strings.SplitSeq(k.pasted.text, "\n") {
		if strings.TrimSpace(line) != "" {
			lines++
		}
	}
	k.pasted = typed{}
	return lines
}

// Close does nothing. Readline calls it, but the owner ends the reading.
func (k *keyboard) Close() error { return nil }

// wake makes a Read that waits, or the next, return a wake key.
func (k *keyboard) wake() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.woken = true
	k.changed.Broadcast()
}
