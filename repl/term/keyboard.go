package term

import (
	"io"
	"time"
	"unicode/utf8"
)

// keyboard is what readline reads from. Between the keys it slips in a wake
// key when there is news to print.
//
// The wake key is a Ctrl-D; the filter asks here what a Ctrl-D meant. Another key would
// not do: only after Enter, Ctrl-C and Ctrl-D does readline's reading goroutine wait to
// be told to go on. Told so after any other key, it would read on while a command runs.
type keyboard struct {
	*reader
	// Guarded by reader.mu.
	woken bool   // a wake key is due
	given keyEnd // the bytes returned so far
	wakes int    // wake keys that were returned and not yet asked for
}

// ctrlD is the byte of Ctrl-D.
const ctrlD = 0x04

func newKeyboard(src io.Reader, more func(wait time.Duration) bool) *keyboard {
	return &keyboard{reader: newReader(src, more)}
}

// Read returns keys, or a wake key.
func (k *keyboard) Read(p []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for {
		switch {
		case k.ended:
			return 0, io.EOF
		case k.woken && !k.given.inside():
			k.woken = false
			k.wakes++
			k.given.sequence = outside // it ends an ESC
			return copy(p, []byte{ctrlD}), nil
		case len(k.data) > 0:
			n := k.take(p)
			k.given.add(p[:n])
			return n, nil
		case k.err != nil:
			return 0, k.err
		}
		k.want()
	}
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

// deletion is what a Ctrl-D of readline's can mean.
type deletion int

const (
	deleteKey  deletion = iota // the Delete key, which looks the same to readline
	deleteHere                 // a Ctrl-D that was typed
	deleteWake                 // a wake key
)

// deletion returns the meaning of the Ctrl-D that readline has just got.
func (k *keyboard) deletion() deletion {
	k.mu.Lock()
	defer k.mu.Unlock()
	switch {
	case k.given.ctrlD > 0: // typed before a wake key that is given, too
		k.given.ctrlD--
		return deleteHere
	case k.wakes > 0:
		k.wakes--
		return deleteWake
	}
	return deleteKey
}

// keyEnd knows whether the bytes so far end within a key.
type keyEnd struct {
	sequence sequence
	rune     []byte // the begun bytes of a character
	ctrlD    int    // typed Ctrl-Ds that were not yet asked for
}

// sequence is where the bytes of a key such as ESC [ 1 ; 5 C have come to.
type sequence int

const (
	outside     sequence = iota
	escape               // ESC, which may be a key of its own
	control              // ESC [ and digits
	singleShift          // ESC O
)

func (e *keyEnd) add(p []byte) {
	for _, c := range p {
		if c == ctrlD && e.sequence <= escape {
			e.ctrlD++
		}
		switch {
		case c == 0x1b && e.sequence <= escape:
			e.sequence = escape
		case e.sequence == escape && c == '[':
			e.sequence = control
		case e.sequence == escape && c == 'O':
			e.sequence = singleShift
		case e.sequence == control && (c == ';' || c >= '0' && c <= '9'):
		default:
			e.sequence = outside
		}
		if e.rune = append(e.rune, c); utf8.FullRune(e.rune) {
			e.rune = e.rune[:0]
		}
	}
}

// inside reports whether a wake key would break a key. It would not break a lone ESC,
// whose next byte may be long in coming.
func (e *keyEnd) inside() bool { return e.sequence > escape || len(e.rune) > 0 }
