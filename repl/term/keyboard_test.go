package term

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"
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
		expect(string(keyText))
		if got := k.takeText(); got != (typed{text: "a"}) {
			t.Errorf("the text is %+v", got)
		}
		k.wake()
		expect(string(keyWake))
		src <- "\x1b["
		expect("")
		k.wake()
		expect(string(keyWake))
		src <- "A"
		expect("\x10")
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

// press types at a keyboard, one read after the other with the times between them, and
// returns the keys that come out: text as it is, <Enter>, and others by their number.
func press(t *testing.T, keys ...keysAt) string {
	t.Helper()
	in := &typist{keys: keys}
	in.began, in.ended = time.Now(), make(chan struct{})
	k := newKeyboard(in, in.more)
	k.show()
	defer func() {
		k.end()
		close(in.ended)
		<-k.done
	}()
	out := make(chan string)
	go func() {
		defer close(out)
		for {
			p := make([]byte, 64)
			n, err := k.Read(p)
			if err != nil {
				return
			}
			switch key, _ := utf8.DecodeRune(p[:n]); key {
			case keyText:
				typed := k.takeText()
				text := typed.text
				if typed.pasted {
					text = "[" + text + "]"
				}
				if typed.left > 0 {
					text += fmt.Sprintf("-%d", typed.left)
				}
				out <- text
			case '\r', '\n':
				if k.idle() {
					out <- "<idle>"
				}
				out <- "<Enter>"
			default:
				out <- fmt.Sprintf("<%x>", key)
			}
		}
	}()
	var got strings.Builder
	for {
		select {
		case text := <-out:
			got.WriteString(text)
		case <-time.After(time.Minute):
			k.end()
			<-out
			return got.String()
		}
	}
}

func TestPasteKeys(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct {
		name string
		keys []keysAt
		want string
	}{
		{"text", []keysAt{{0, "\x1b[200~where\x1b[201~"}}, "[where]"},
		{"tabs", []keysAt{{0, "go \x1b[200~chr1\t1000\t2000\x1b[201~\r"}}, "go [chr1\t1000\t2000]<Enter>"},
		{"one tab", []keysAt{{0, "\x1b[200~a\tb\x1b[201~"}}, "[a\tb]"},
		{"lines", []keysAt{{0, "\x1b[200~a\rb\n\r\nc\r\n\x1b[201~"}}, "[a]<Enter>[b]<Enter><Enter>[c]<Enter>"},
		{"empty lines", []keysAt{{0, "\x1b[200~\r\r\x1b[201~"}}, "<Enter><Enter>"},
		{"an empty line and nothing else", []keysAt{{0, "\x1b[200~\r\x1b[201~"}}, "<Enter>"},
		{"nothing", []keysAt{{0, "\x1b[200~\x1b[201~x"}}, "x"},
		{"then Enter", []keysAt{{0, "\x1b[200~a\r\x1b[201~"}, {time.Second, "\r"}}, "[a]<Enter><idle><Enter>"},
		{"then keys at once", []keysAt{{0, "\x1b[200~a\x1b[201~b\x1b[D"}}, "[a]b<2>"},
		{"two", []keysAt{{0, "\x1b[200~a\x1b[201~\x1b[200~b\x1b[201~"}}, "[a][b]"},
		{"what a terminal would obey", []keysAt{{0, "\x1b[200~a\x03\x04\x1b[Ab\x1a\x1c\x1b[201~"}}, "[a[Ab]-5"},
		{"nothing but that", []keysAt{{0, "\x1b[200~\x03\x04\x1b[201~x"}}, "[]-2x"},
		{"byte by byte", slowly(0, 20*ms, "\x1b[200~測\té\r\n\r\nb\x1b[201~\x1b[1;5C"), "[測\té]<Enter><Enter>[b]<fdd4>"},
		{"cut off", []keysAt{{0, "\x1b[200~a\rb"}, {pasteWait + ms, "\x1b[A"}}, "[a]<Enter>[b]<10>"},
		{"slow", []keysAt{{0, "\x1b[200~a\rb"}, {pasteWait - ms, "c\x1b[A"}, {2*pasteWait - 2*ms, "\x1b[201~"}}, "[a]-1<Enter>[bc[A]"},
		{"its end alone", []keysAt{{0, "a\x1b[201~b"}}, "ab"},
		{"its beginning, in parts",
			[]keysAt{{0, "\x1b[20"}, {900 * ms, "0~a\x1b[2"}, {time.Second, "01~"}, {time.Minute / 2, "where"}}, "[a]where"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				if got := press(t, c.keys...); got != c.want {
					t.Errorf("%q, want %q", got, c.want)
				}
			})
		})
	}
}

// TestKeysInParts has keys that a slow line brings in several reads, and an ESC alone.
func TestKeysInParts(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct {
		name string
		keys []keysAt
		want string
	}{
		{"slow", slowly(0, 300*ms, "a\x1b[1;5Cb\x1bOH測\x1b."), "a<fdd4>b<1>測<fdd7>"},
		{"ESC, then a word", []keysAt{{0, "\x1b"}, {200 * ms, "w"}, {400 * ms, "here"}}, "where"},
		{"ESC, then a word at once", []keysAt{{0, "\x1b"}, {2 * time.Second, "bed"}}, "bed"},
		{"ESC, then an arrow", []keysAt{{0, "\x1b"}, {2 * time.Second, "\x1b[A"}}, "<10>"},
		{"ESC ESC, then an arrow", []keysAt{{0, "\x1b\x1b"}, {2 * time.Second, "\x1b[A"}}, "<10>"},
		{"ESC, then Enter", []keysAt{{0, "x\x1b"}, {200 * ms, "\r"}}, "x<idle><Enter>"},
		{"Alt-[, then a word", []keysAt{{0, "\x1b["}, {2 * time.Second, "where"}}, "where"},
		{"half a character, then another", []keysAt{{0, "\xe6"}, {2 * time.Second, "x"}}, "x"},
		{"zero bytes", []keysAt{{0, "a\x00b"}}, "ab"},
		{"what no line holds", []keysAt{{0, "\u202ea\u200bb"}}, "ab"},
		{"what stands for keys here", []keysAt{{0, "\ufdd0\ufdd1"}}, "\ufdd0\ufdd1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				if got := press(t, c.keys...); got != c.want {
					t.Errorf("%q, want %q", got, c.want)
				}
			})
		})
	}
}

// TestPasteGivenUp presses Ctrl-C while a paste runs.
func TestPasteGivenUp(t *testing.T) {
	src := make(script, 2)
	waiting := func(time.Duration) bool { return len(src) > 0 }
	k := newKeyboard(src, waiting)
	src <- "\x1b[200~a\rb\r\rc\r\x1b[201~"
	k.show()
	read := func() string {
		p := make([]byte, 8)
		n, _ := k.Read(p)
		return string(p[:n])
	}
	if got := read() + read(); got != string(keyText)+"\r" {
		t.Fatalf("read %q", got)
	}
	src <- "\x03x"
	if got := k.show(); got != 2 {
		t.Errorf("%d lines given up, want 2", got)
	}
	if got := read(); got != string(keyText) || k.takeText().text != "a" || k.takeText().text != "x" {
		t.Errorf("then %q", got)
	}
	if got := k.interrupted(); got != 0 {
		t.Errorf("%d lines given up of none", got)
	}
	k.end()
	close(src)
	<-k.done
}

// TestLongPasteIsQuick checks that a paste is looked through once, however many reads it
// comes in.
func TestLongPasteIsQuick(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const lines = 100_000
		paste := pasteBegin + strings.Repeat("navigate chr1 1 1000\r", lines) + pasteEnd
		in := &typist{keys: []keysAt{{0, paste}}}
		in.began, in.ended = time.Now(), make(chan struct{})
		k := newKeyboard(in, in.more)
		p := make([]byte, 8)
		for range 2 * lines {
			if _, err := k.Read(p); err != nil {
				t.Fatal(err)
			}
		}
		if k.pasted != (typed{}) || len(k.texts) != lines {
			t.Errorf("%d lines, and %d bytes left", len(k.texts), len(k.pasted.text))
		}
		k.end()
		close(in.ended)
		<-k.done
	})
}
