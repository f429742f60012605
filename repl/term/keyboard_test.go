package term

import (
	"io"
	"strings"
	"testing"
	"testing/synctest"
)

// script is a terminal whose reads bring what is sent, one at a time.
type script chan string

func (s script) Read(p []byte) (int, error) {
	keys, ok := <-s
	if !ok {
		return 0, io.EOF
	}
	return copy(p, keys), nil
}

// TestKeyboardWaits checks that a Read waits for keys and for news, and that
// nothing is read before it is wanted.
func TestKeyboardWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := make(script)
		k := newKeyboard(src, nil)
		synctest.Wait()
		select {
		case src <- "x":
			t.Error("a key was read that nobody wanted")
		default:
		}
		got := make(chan string)
		go func() {
			for {
				p := make([]byte, 64)
				n, err := k.Read(p)
				if err != nil {
					close(got)
					return
				}
				got <- string(p[:n])
			}
		}()
		expect := func(want string) {
			t.Helper()
			synctest.Wait()
			select {
			case keys, ok := <-got:
				if !ok || keys != want {
					t.Errorf("got %q, %v; want %q", keys, ok, want)
				}
			default:
				if want != "" {
					t.Errorf("got nothing, want %q", want)
				}
			}
		}
		expect("")
		src <- "a"
		expect("a")
		k.wake()
		expect("\x04")
		src <- "\x1b["
		expect("\x1b[")
		k.wake() // not within a key
		expect("")
		src <- "A"
		expect("A")
		expect("\x04")
		expect("") // a read is on its way
		k.end()
		synctest.Wait()
		if _, ok := <-got; ok {
			t.Error("keys after the end")
		}
		src <- "lost" // the read that was on its way
		<-k.done
	})
}

func TestKeyEnd(t *testing.T) {
	for _, c := range []struct {
		keys   string
		inside bool
		ctrlD  int
	}{
		{"", false, 0},
		{"abc", false, 0},
		{"\x1b", false, 0}, // may be a key of its own
		{"\x1b[", true, 0},
		{"\x1b[1;5", true, 0},
		{"\x1b[1;5C", false, 0},
		{"\x1b[" + strings.Repeat("1", 100), true, 0},
		{"\x1bO", true, 0},
		{"\x1bOA", false, 0},
		{"\x1b\x1b[", true, 0},
		{"\x1b[\x1b", false, 0}, // readline takes the second for the sequence's end
		{"測", false, 0},
		{"測"[:1], true, 0},
		{"測"[:2], true, 0},
		{"\xff", false, 0},
		{"👩"[:3], true, 0},
		{"👩"[:3] + "z", false, 0},
		{"\x04", false, 1},
		{"\x1b\x04\x04", false, 2},
		{"\x1b[\x04", false, 0}, // the end of a sequence
		{"\x1b[3~", false, 0},   // the Delete key
	} {
		var e keyEnd
		e.add([]byte(c.keys))
		if e.inside() != c.inside || e.ctrlD != c.ctrlD {
			t.Errorf("%q: inside %v, ctrlD %d; want %v, %d", c.keys, e.inside(), e.ctrlD, c.inside, c.ctrlD)
		}
		var one keyEnd // the same byte by byte
		for i := range len(c.keys) {
			one.add([]byte{c.keys[i]})
		}
		if one.inside() != c.inside || one.ctrlD != c.ctrlD {
			t.Errorf("%q byte by byte: inside %v, ctrlD %d", c.keys, one.inside(), one.ctrlD)
		}
	}
}

func TestDeletion(t *testing.T) {
	src := make(script, 1)
	k := newKeyboard(src, nil)
	read := func(want string) {
		t.Helper()
		p := make([]byte, 64)
		if n, err := k.Read(p); err != nil || string(p[:n]) != want {
			t.Errorf("read %q, %v; want %q", p[:n], err, want)
		}
	}
	means := func(want deletion) {
		t.Helper()
		if got := k.deletion(); got != want {
			t.Errorf("it means %d, want %d", got, want)
		}
	}
	src <- "\x1b[3~"
	read("\x1b[3~")
	means(deleteKey)
	src <- "x\x04"
	read("x\x04")
	k.wake()
	read("\x04")
	means(deleteHere)
	means(deleteWake)
	means(deleteKey)
	close(src)
	k.end()
	<-k.done
}
