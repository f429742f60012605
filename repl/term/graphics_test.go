//go:build unix

package term_test

import (
	"bytes"
	"encoding/base64"
	"image/png"
	"regexp"
	"strings"
	"testing"
)

// asks waits for the n-th time that the terminal is asked what it can show.
func (s *screen) asks(n int) {
	s.t.Helper()
	s.wait("a question", func() bool { return strings.Count(s.raw.String(), "\x1b[c") == n })
}

// written returns all that was written so far.
func (s *screen) written() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.raw.String()
}

// says waits until text is on the screen.
func (s *screen) says(text string) {
	s.t.Helper()
	s.wait(text, func() bool { return strings.Contains(strings.Join(s.lines(), "\n"), text) })
}

const (
	kittyAnswers = "\x1b_Gi=31;OK\x1b\\\x1bP>|kitty(0.38.0)\x1b\\\x1b]11;rgb:0000/0000/0000\x1b\\\x1b[6;20;10t\x1b[4;480;800t\x1b[?62;c"
	sixelAnswers = "\x1bP>|foot(1.16.2)\x1b\\\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1b[6;20;10t\x1b[?62;4;22c"
	plainAnswers = "\x1b[?1;2c"
)

// TestGraphics answers as several terminals.
func TestGraphics(t *testing.T) {
	for _, c := range []struct {
		name, answers, how, ground, shown string
		env                               []string
	}{
		{"kitty", kittyAnswers, "kitty: kitty(0.38.0) says that it has them", "dark", "\x1b_Ga=T,", nil},
		{"sixel", sixelAnswers, "sixel: foot(1.16.2) says that it has them", "light", "\x1bP0;1q", nil},
		{"iterm", "\x1bP>|iTerm2 3.5.1\x1b\\" + plainAnswers, "iterm: the terminal is iTerm2 3.5.1", "dark", "\x1b]1337;File=", nil},
		{"none", plainAnswers, "braille: the terminal says that it has neither", "dark", "⣀⣀⣀⣀", nil},
		{"tmux", "\x1bP>|tmux 3.4\x1b\\" + plainAnswers, "braille: tmux passes no pictures on", "dark", "⣀⣀⣀⣀", []string{"LC_TERMINAL=iTerm2"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := start(t, t.TempDir(), append([]string{"TERM_PROGRAM=", "LC_TERMINAL=", "STY="}, c.env...)...)
			s.says("epiviz>")
			s.press("show how\r")
			s.asks(1)
			s.press(c.answers)
			s.says("pictures  " + c.how)
			s.says("ground    " + c.ground)
			s.press("plot py_column\r")
			s.says("chart 1")
			s.press("show\r")
			s.wait("the picture", func() bool { return strings.Contains(s.raw.String(), c.shown) })
			s.press("echo still 'here'\r")
			s.says("still here")
			if strings.Count(s.written(), "\x1b[c") != 1 {
				t.Error("the terminal was asked again")
			}
			s.press("quit\r")
			if code := s.exit(); code != 0 {
				t.Errorf("exit code %d", code)
			}
			if c.name == "kitty" {
				checkKitty(t, s.written())
			}
		})
	}
}

// checkKitty decodes the picture that kitty was sent: it has the pixels of the terminal's width and of whole rows.
func checkKitty(t *testing.T, raw string) {
	t.Helper()
	var text strings.Builder
	for _, m := range regexp.MustCompile(`\x1b_G[^;]*m=[01];([^\x1b]*)\x1b\\`).FindAllStringSubmatch(raw, -1) {
		text.WriteString(m[1])
	}
	data, err := base64.StdEncoding.DecodeString(text.String())
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if size := img.Bounds().Size(); size.X != 800 || size.Y%20 != 0 || size.Y > 480 {
		t.Errorf("the picture has %v pixels", size)
	}
}

// TestTypedWhileAsking keeps what is typed while the terminal is asked, in front of, between and behind its answers.
func TestTypedWhileAsking(t *testing.T) {
	s := start(t, t.TempDir())
	s.says("epiviz>")
	s.press("show how\r")
	s.asks(1)
	s.press("echo fir\x1b_Gi=31;OK\x1b\\st 'line'\recho sec" + plainAnswers)
	s.says("first line")
	s.says("epiviz> echo sec")
	s.press("ond 'line'\r")
	s.says("second line")
	s.press("quit\r")
	if code := s.exit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// TestSilentTerminal does not answer, or late, when the prompt is back: the answer is not typed.
func TestSilentTerminal(t *testing.T) {
	s := start(t, t.TempDir())
	s.says("epiviz>")
	s.press("plot py_column\r")
	s.says("chart 1")
	s.press("show\r")
	s.asks(1)
	s.says("⣀⣀⣀⣀")
	s.press("echo te") // the prompt waits
	s.says("epiviz> echo te")
	s.press(kittyAnswers + "xt\r")
	s.says("\ntext")
	s.press("show how\r") // asks again
	s.asks(2)
	s.press(kittyAnswers)
	s.says("pictures  kitty")
	s.press("quit\r")
	if code := s.exit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// TestCtrlCWhileAsking stops the command, as at any other time.
func TestCtrlCWhileAsking(t *testing.T) {
	s := start(t, t.TempDir())
	s.says("epiviz>")
	s.press("show how\r")
	s.asks(1)
	s.press("lost\x03echo ke" + plainAnswers)
	s.says("epiviz> echo ke")
	s.press("pt\r")
	s.says("\nkept")
	s.press("quit\r")
	if code := s.exit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// TestGarbageAnswers sends what no terminal does. The prompt goes on.
func TestGarbageAnswers(t *testing.T) {
	s := start(t, t.TempDir())
	s.says("epiviz>")
	s.press("show how\r")
	s.asks(1)
	s.press("\x1b]11;rgb:zz/zz\x1b\\\x1b[6;;t\x1bP\x1b\\\x1b_\x1b\\\x00\xff\x1b[?;;c\x1b[?99999999999999999999c")
	s.says("pictures  braille")
	s.press("\x15echo fine\r")
	s.says("\nfine")
	s.press("quit\r")
	if code := s.exit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// TestShowOn draws above the line that is being typed, once for lines that are pasted together.
func TestShowOn(t *testing.T) {
	s := start(t, t.TempDir())
	s.says("epiviz>")
	s.press("plot py_column; show on --rows 8\r")
	s.asks(1)
	s.press(plainAnswers)
	s.says("chr1:1-100,000  100 kb")
	s.press("navigate chr1 1 200\r")
	s.says("chr1:1-200  200 bp")
	s.press("echo 'ty")
	s.press("\x15") // and a new line
	s.press("\x1b[200~navigate chr1 1 300\nnavigate chr1 1 400\nnavigate chr1 1 500\n\x1b[201~")
	s.says("chr1:1-500  500 bp")
	s.press("echo typed")
	s.until("epiviz> echo typed")
	s.press("\rshow off\rnavigate chr1 1 600\recho 'the end'\r")
	s.says("\nthe end")
	s.press("quit\r")
	if code := s.exit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	for place, want := range map[string]int{"300  300 bp": 0, "400  400 bp": 0, "500  500 bp": 1, "600  600 bp": 0} {
		if got := strings.Count(s.written(), "chr1:1-"+place); got != want {
			t.Errorf("%d pictures of %s, want %d", got, place, want)
		}
	}
}
