//go:build unix

package term

import (
	"slices"
	"testing"

	"github.com/epiviz/epivizgo/session/reply"
)

// TestAnswers takes answers of terminals out of what was typed, in pieces as they may come.
func TestAnswers(t *testing.T) {
	const (
		kitty  = "\x1b_Gi=31;OK\x1b\\"
		no     = "\x1b_Gi=31;ENOTSUPPORTED:no\x1b\\"
		name   = "\x1bP>|kitty(0.38.0)\x1b\\"
		ground = "\x1b]11;rgb:ffff/fefe/f0f0\x1b\\"
		cell   = "\x1b[6;36;17t"
		all    = "\x1b[4;1200;1600t"
		attrs  = "\x1b[?62;4;22c"
		plain  = "\x1b[?1;2c"
	)
	for _, c := range []struct {
		name, read string
		want       answers
		rest       string
	}{
		{"nothing", "", answers{dark: true}, ""},
		{"kitty", kitty + name + ground + cell + all + "\x1b[?62;c",
			answers{given: true, kitty: true, name: "kitty(0.38.0)", cell: [2]float64{17, 36}, all: [2]float64{1600, 1200}}, ""},
		{"sixel", plain[:0] + "\x1b]11;rgb:10/10/20\a" + attrs, answers{given: true, sixel: true, dark: true}, ""},
		{"refused", no + plain, answers{given: true, dark: true}, ""},
		{"keys between", "na" + kitty + "vi\x1b[A" + plain + "gate\r", answers{given: true, kitty: true, dark: true}, "navi\x1b[Agate\r"},
		{"keys alone", "where\rcharts\x1b[1;5C", answers{dark: true}, "where\rcharts\x1b[1;5C"},
		{"cut off", kitty + "\x1b[?62", answers{kitty: true, dark: true}, "\x1b[?62"},
		{"hostile numbers", "\x1b[6;99999;99999t\x1b[6;;t\x1b[4;0;0t" + plain, answers{given: true, dark: true, cell: [2]float64{99999, 99999}}, ""},
		{"a paste", "\x1b[200~x\x1b[201~" + plain, answers{given: true, dark: true}, "\x1b[200~x\x1b[201~"},
	} {
		got, rest := parseAnswers([]byte(c.read))
		if got != c.want || string(rest) != c.rest {
			t.Errorf("%s: %+v, rest %q; want %+v, rest %q", c.name, got, rest, c.want, c.rest)
		}
	}
}

func TestBest(t *testing.T) {
	for _, c := range []struct {
		said answers
		env  []string
		want string
	}{
		{answers{given: true, kitty: true, sixel: true}, nil, "kitty"},
		{answers{given: true, name: "iTerm2 3.5.0", sixel: true}, nil, "iterm"},
		{answers{given: true, name: "WezTerm 2024"}, nil, "iterm"},
		{answers{given: true}, []string{"TERM_PROGRAM", "iTerm.app"}, "iterm"},
		{answers{given: true}, []string{"LC_TERMINAL", "iTerm2"}, "iterm"},
		{answers{given: true, name: "foot(1.16)", sixel: true}, []string{"LC_TERMINAL", "iTerm2"}, "sixel"},
		{answers{given: true, sixel: true}, nil, "sixel"},
		{answers{given: true}, nil, "braille"},
		{answers{given: true, name: "tmux 3.4", sixel: true}, nil, "sixel"},
		{answers{given: true, name: "tmux 3.3a"}, []string{"LC_TERMINAL", "iTerm2"}, "braille"},
		{answers{given: true, kitty: true}, []string{"TMUX", "/tmp/x"}, "braille"},
		{answers{given: true}, []string{"TERM", "screen", "LC_TERMINAL", "iTerm2"}, "braille"},
	} {
		a := asked{answers: c.said, done: true}
		env := func(name string) string {
			if i := slices.Index(c.env, name); i >= 0 {
				return c.env[i+1]
			}
			return ""
		}
		if as, why := a.best(env); as != c.want || why == "" {
			t.Errorf("%+v %v: %s (%s), want %s", c.said, c.env, as, why, c.want)
		}
	}
	silent := asked{failed: "the terminal did not answer"}
	if as, why := silent.best(func(string) string { return "iTerm2" }); as != "braille" || why != silent.failed {
		t.Errorf("of a silent terminal %s (%s)", as, why)
	}
}

func TestCells(t *testing.T) {
	for _, c := range []struct {
		a    answers
		all  [2]float64
		want [2]float64
	}{
		{answers{}, [2]float64{800, 480}, [2]float64{10, 20}},
		{answers{cell: [2]float64{9, 18}}, [2]float64{}, [2]float64{9, 18}},
		{answers{cell: [2]float64{99999, 99999}, all: [2]float64{640, 384}}, [2]float64{}, [2]float64{8, 16}},
		{answers{cell: [2]float64{0, 16}}, [2]float64{1, 1}, [2]float64{}},
	} {
		a := asked{answers: c.a}
		if w, h := a.cellOf(80, 24, c.all); [2]float64{w, h} != c.want {
			t.Errorf("%+v: %g × %g, want %v", c, w, h, c.want)
		}
	}
}

func TestColors(t *testing.T) {
	for _, c := range []struct {
		term, colorterm, none string
		want                  reply.Colors
	}{
		{"xterm", "", "", reply.Colors16}, {"xterm-256color", "", "", reply.Colors256}, {"xterm-256color", "truecolor", "", reply.TrueColors},
		{"xterm", "24bit", "", reply.TrueColors}, {"xterm-256color", "truecolor", "1", reply.NoColors}, {"dumb", "truecolor", "", reply.NoColors},
		{"vt100", "", "", reply.NoColors}, {"xterm-kitty", "", "", reply.Colors256}, {"xterm-direct", "", "", reply.TrueColors},
	} {
		got := colors(func(name string) string {
			return map[string]string{"TERM": c.term, "COLORTERM": c.colorterm, "NO_COLOR": c.none}[name]
		})
		if got != c.want {
			t.Errorf("%+v: %d", c, got)
		}
	}
}

// TestBrokenOff ends the sequence that a picture is broken off in, and the colours.
func TestBrokenOff(t *testing.T) {
	for p, want := range map[string]string{
		"text": "", "\x1b[31mred": "\x1b\\\x1b[m", "\x1bP0;1q??": "\x1b\\\x1b[m", "\x1b_Ga=T,m=1;AA": "\x1b\\\x1b_Gq=2,m=0;\x1b\\",
	} {
		if got := brokenOff([]byte(p)); got != want {
			t.Errorf("after a part of %q comes %q, want %q", p, got, want)
		}
	}
}
