package term

import (
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// typist is a terminal at which keys arrive at set times.
type typist struct {
	began time.Time
	ended chan struct{} // closed for a Read behind the last keys to end

	mu   sync.Mutex
	keys []keysAt
}

type keysAt struct {
	at   time.Duration // since the typist began
	keys string
}

// next returns the keys to arrive next, and when.
func (t *typist) next() (k keysAt, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.keys) == 0 {
		return keysAt{}, false
	}
	return t.keys[0], true
}

func (t *typist) Read(p []byte) (int, error) {
	k, ok := t.next()
	if !ok {
		<-t.ended
		return 0, io.EOF
	}
	time.Sleep(time.Until(t.began.Add(k.at)))
	t.mu.Lock()
	defer t.mu.Unlock()
	n := 0
	for n < len(p) && len(t.keys) > 0 && time.Since(t.began) >= t.keys[0].at { // all that has come by now
		some := copy(p[n:], t.keys[0].keys)
		n += some
		if t.keys[0].keys = t.keys[0].keys[some:]; t.keys[0].keys == "" {
			t.keys = t.keys[1:]
		}
	}
	return n, nil
}

func (t *typist) more(wait time.Duration) bool {
	k, ok := t.next()
	left := time.Until(t.began.Add(k.at))
	if !ok || left > wait {
		time.Sleep(wait)
		return false
	}
	time.Sleep(left)
	return true
}

// slowly returns the keys one by one, as a slow line brings them.
func slowly(at, gap time.Duration, keys string) []keysAt {
	var out []keysAt
	for _, c := range []byte(keys) {
		out = append(out, keysAt{at, string([]byte{c})})
		at += gap
	}
	return out
}

// prompt types at a prompt whose commands take as long as their name tells, and
// returns them and "END" for an empty line typed at an idle prompt, which ends
// it, as does a line "." without it.
func prompt(t *typist) []string {
	t.began, t.ended = time.Now(), make(chan struct{})
	r := newReader(t, t.more)
	defer func() {
		r.end()
		close(t.ended)
		<-r.done
	}()
	var out []string
	for {
		r.show()
		line := readTyped(r)
		r.hide()
		switch line {
		case "":
			return append(out, "END")
		case ".":
			return out
		}
		out = append(out, line)
		took, _ := time.ParseDuration(line)
		time.Sleep(took)
	}
}

// readTyped reads a line that is no empty one, or an empty one that was typed
// at an idle prompt.
func readTyped(r *reader) string {
	line := ""
	for {
		p := make([]byte, 64)
		n, err := r.Read(p)
		if err != nil {
			return "error " + err.Error()
		}
		text := strings.TrimRight(string(p[:n]), "\r\n")
		line += text
		if len(text) < n && (line != "" || r.idle()) {
			return line
		}
	}
}

func TestIdleEnter(t *testing.T) {
	const ms = time.Millisecond
	end := keysAt{time.Minute, "\r"} // by the person at last
	paste := func(keys string) []keysAt { return []keysAt{{time.Second, keys}, end} }
	for _, c := range []struct {
		name string
		keys []keysAt
		want string // lines, parted by blanks
	}{
		{"at once", []keysAt{{0, "\r"}, {time.Second, ".\r"}}, ""},
		{"at the idle prompt", []keysAt{{time.Second, "\r"}}, "END"},
		{"LF", []keysAt{{time.Second, "\n"}}, "END"},
		{"CR LF", []keysAt{{time.Second, "\r\n"}}, "END"},
		{"CR LF in two reads", []keysAt{{time.Second, "\r"}, {time.Second + ms, "\n"}}, "END"},
		{"CR NUL, as telnet sends", []keysAt{{time.Second, "\r"}, {time.Second + ms, "\x00"}}, "END"},
		{"after a command, at once", []keysAt{{time.Second, "1ms\r"}, {time.Second + 2*ms, "\r"}}, "1ms END"},
		{"after a command, LF", []keysAt{{time.Second, "x\n"}, {2 * time.Second, "\n"}}, "x END"},
		{"next key late", []keysAt{{time.Second, "\r"}, {time.Second + aloneWait + ms, ".\r"}}, "END"},

		{"during a command", []keysAt{{0, "1s\r"}, {500 * ms, "\r"}, {600 * ms, "\r"}, {2 * time.Second, ".\r"}}, "1s"},
		{"then at the idle prompt", []keysAt{{0, "1s\r"}, {500 * ms, "\r"}, end}, "1s END"},
		{"the moment it ends", []keysAt{{0, "1s\r"}, {time.Second, "\r"}, {2 * time.Second, ".\r"}}, "1s"},
		{"around a line typed ahead", []keysAt{{0, "1s\r"}, {300 * ms, "\r"}, {400 * ms, "2s\r"}, {500 * ms, "\r"}, {2500 * ms, "\r"}, end},
			"1s 2s END"},
		{"half a line typed ahead", []keysAt{{0, "1s\r"}, {500 * ms, "\rwhe"}, {3 * time.Second, "re\r"}, end}, "1s where END"},

		{"paste", paste("x\n\n"), "x END"},
		{"paste, three empty lines", paste("x\n\n\n\n"), "x END"},
		{"paste, empty lines within", paste("x\n\n\ny\n"), "x y END"},
		{"paste, empty lines around", paste("\n\nx\ny\n\n"), "x y END"},
		{"paste of CR", paste("\rx\r\r\ry\r\r"), "x y END"},
		{"paste of CR LF", paste("\r\nx\r\n\r\ny\r\n\r\n"), "x y END"},
		{"paste of empty lines", paste("\n\n\n"), "END"},
		{"it does not end", []keysAt{{0, "\n\n\n"}, {time.Second, "\n\n"}, {2 * time.Second, ".\r"}}, ""},
		{"paste with a long command", paste("3s\n\ny\n\n"), "3s y END"},
		{"paste over a long command", []keysAt{{0, "x\n1s\n\n"}, {500 * ms, "\ny\n"}, {700 * ms, "\n\n"}, {3 * time.Second, ".\r"}}, "x 1s y"},
		{"CR LF cut between lines", []keysAt{{time.Second, "x\r"}, {time.Second + ms, "\n"}, {2 * time.Second, ".\r"}}, "x"},
		{"slow paste", append(slowly(time.Second, 10*ms, "x\n\n\ny\n\n\n20ms\n\n."), end), "x y 20ms"},
		{"slow paste of CR LF", append(slowly(time.Second, 10*ms, "x\r\n\r\ny\r\n.\r\n"), end), "x y"},
		{"empty lines, then a line", append(slowly(time.Second, 49*ms, "\n\n\nx\n"), end), "x END"},
		// What nothing tells from a person, or a program that types.
		{"the last Enter of a slow paste", slowly(time.Second, 10*ms, "x\n\n"), "x END"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				got := prompt(&typist{keys: c.keys})
				if want := strings.Fields(c.want); !slices.Equal(got, want) {
					t.Errorf("got %q, want %q", got, want)
				}
			})
		})
	}
}

// TestLongPaste has a paste that is longer than one read, at once and in
// pieces that come one after the other.
func TestLongPaste(t *testing.T) {
	lines := slices.Repeat([]string{"where are the peaks of chromosome 1"}, 400)
	paste := strings.Join(lines, "\n\n") + "\n\n\n"
	for _, size := range []int{1, 2, 3, 5, 36, 37, 38, 100, 4095, 4096, 4097, len(paste)} {
		synctest.Test(t, func(t *testing.T) {
			in := &typist{}
			at := time.Second
			for keys := range slices.Chunk([]byte(paste), size) {
				in.keys = append(in.keys, keysAt{at, string(keys)})
				at += aloneWait / 2
			}
			in.keys = append(in.keys, keysAt{time.Hour, "\r"})
			if got := prompt(in); !slices.Equal(got, append(lines, "END")) {
				t.Errorf("pieces of %d: %d lines, the last %q", size, len(got), got[len(got)-1])
			}
		})
	}
}

func TestTidy(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"text", "where\r", "where\r"},
		{"Enter", "\r", "\r"},
		{"zero bytes", "a\x00b\x00", "ab"},
		{"nothing but zero bytes", "\x00", ""},
		{"CR LF", "a\r\nb\r\n", "a\rb\r"},
		{"CR LF in two reads", "a\r|\nb\r|\n|\n", "a\rb\r\n"},
		{"a zero byte between them", "a\r|\x00|\nb", "a\rb"},
		{"empty lines", "a\n\n\nb\r\rc", "a\n\n\nb\r\rc"},
	} {
		var r reader
		got := ""
		for read := range strings.SplitSeq(c.in, "|") {
			got += string(r.tidy([]byte(read)))
		}
		if got != c.want {
			t.Errorf("%s: %q becomes %q, want %q", c.name, c.in, got, c.want)
		}
	}
}
