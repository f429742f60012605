package term

import (
	"bytes"
	"io"
	"regexp"
	"unicode/utf8"
)

// Keys that no keyboard has: two of Unicode's noncharacters.
const (
	wakeKey   = '\uffff' // there is news to print
	deleteKey = '\ufffe' // the Delete key, which readline takes for Ctrl-D
)

// keyboard is what readline reads from. It gives keys away only while a line
// is being read, at most one line at a time, so that a line typed or pasted
// ahead stays for the next ReadLine.
type keyboard struct {
	*reader
	// Guarded by reader.mu.
	open  bool   // a line is being read
	woken bool   // a wakeKey is due
	given keyEnd // what was given away last
}

func newKeyboard(src io.Reader) *keyboard { return &keyboard{reader: newReader(src, tidyKeys)} }

// Read gives away keys, or a wakeKey.
func (k *keyboard) Read(p []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for {
		switch {
		case k.ended:
			return 0, io.EOF
		case !k.open:
			k.changed.Wait()
			continue
		case k.woken && !k.given.inside():
			k.woken = false
			return copy(p, string(wakeKey)), nil
		case len(k.data) > 0:
			return k.give(p), nil
		case k.err != nil:
			return 0, k.err
		}
		k.want()
	}
}

// give moves keys to p, up to the end of the line. mu is held.
func (k *keyboard) give(p []byte) int {
	end := bytes.IndexAny(k.data, "\r\n")
	if end == 0 && k.given.sequence > escape {
		// Enter within a key's sequence: readline would take it for the
		// sequence's end and the line would have none. A letter ends it instead.
		k.given = keyEnd{}
		return copy(p, "Z")
	}
	if end >= 0 && end < len(p) {
		p = p[:max(end, 1)] // Enter comes alone, see above
		k.open = end > 0
	}
	n := k.take(p)
	k.given.add(p[:n])
	return n
}

// Close is what readline calls; ending is the owner's business.
func (k *keyboard) Close() error { return nil }

// setOpen begins and ends the giving away of keys.
func (k *keyboard) setOpen(open bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.open = open
	k.changed.Broadcast()
}

// wake makes a Read that waits, or the next, return a wakeKey.
func (k *keyboard) wake() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.woken = true
	k.changed.Broadcast()
}

// keyEnd knows whether the bytes so far end within a key.
type keyEnd struct {
	sequence sequence
	rune     []byte // the begun bytes of a character
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

// inside tells that a wakeKey would break a key. A lone ESC is no such: the
// next key may be long in coming.
func (e *keyEnd) inside() bool { return e.sequence > escape || len(e.rune) > 0 }

var (
	deleteSequence = []byte("\x1b[3~")
	deleteBytes    = []byte(string(deleteKey))
	blankLines     = regexp.MustCompile(`[\r\n]+([^\r\n])`)
)

// tidyKeys removes from what one read brought the zero bytes, which readline
// takes for the end of input, and translates the Delete key. Several bytes at
// once are pasted text or were typed ahead: there CR LF is one line end, and a
// blank line between others is no Enter on an empty line, which would end the
// program in the middle of a paste.
func tidyKeys(keys []byte) []byte {
	keys = bytes.ReplaceAll(keys, []byte{0}, nil)
	keys = bytes.ReplaceAll(keys, deleteSequence, deleteBytes)
	keys = bytes.ReplaceAll(keys, []byte("\r\n"), []byte("\r"))
	return blankLines.ReplaceAll(keys, []byte("\r$1"))
}
