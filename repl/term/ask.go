package term

import (
	"context"
	"fmt"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/session/reply"
)

// What a terminal is asked: whether it has kitty's pictures, its name, its ground, the pixels of a cell and of all. Last
// comes what every terminal answers: with that all answers are there. What a terminal prints that does not know
// a question is erased.
const (
	questions = "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\" + "\x1b[>q" + "\x1b]11;?\x1b\\" + "\x1b[16t" + "\x1b[14t" + "\x1b[c"
	tidied    = "\r\x1b[K"
)

// How long a terminal may take to answer all, and when it is asked again by a person.
const (
	answerWait = 200 * time.Millisecond
	patientFor = 2 * time.Second
)

// mostAnswer bounds what is read while answers are waited for.
const mostAnswer = 64 << 10

// The answers. That to the last question is the attributes of the terminal, of which 4 is sixels.
var (
	answerForm = regexp.MustCompile(`\x1b_G[^\x1b]*\x1b\\|\x1bP[^\x1b]*\x1b\\|\x1b\]11;[^\x1b\a]*(?:\a|\x1b\\)|` +
		`\x1b\[[46];[0-9;]*t|\x1b\[\?[0-9;]*c`)
	kittyForm  = regexp.MustCompile(`^\x1b_Gi=31[^;]*;OK`)
	nameForm   = regexp.MustCompile(`^\x1bP>\|([^\x1b]*)`)
	groundForm = regexp.MustCompile(`^\x1b\]11;rgba?:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})`)
	pixelForm  = regexp.MustCompile(`^\x1b\[([46]);(\d{1,5});(\d{1,5})t`)
	attrForm   = regexp.MustCompile(`^\x1b\[\?([0-9;]*)c`)
)

// answers are what a terminal says of itself.
type answers struct {
	given        bool // to the last question
	kitty, sixel bool
	name         string
	dark         bool
	cell, all    [2]float64 // width and height in pixels, 0 where they are not known
}

// parseAnswers takes the answers out of what was read. The rest was typed.
func parseAnswers(data []byte) (a answers, rest []byte) {
	a.dark = true
	at := 0
	for _, found := range answerForm.FindAllIndex(data, -1) {
		rest = append(rest, data[at:found[0]]...)
		a.take(string(data[found[0]:found[1]]))
		at = found[1]
	}
	return a, append(rest, data[at:]...)
}

func (a *answers) take(answer string) {
	if kittyForm.MatchString(answer) {
		a.kitty = true
	}
	if m := nameForm.FindStringSubmatch(answer); m != nil {
		a.name = m[1]
	}
	if m := groundForm.FindStringSubmatch(answer); m != nil {
		part := func(hex string) float64 {
			v, _ := strconv.ParseUint(hex, 16, 32)
			return float64(v) / (math.Pow(16, float64(len(hex))) - 1)
		}
		a.dark = 0.299*part(m[1])+0.587*part(m[2])+0.114*part(m[3]) < 0.5
	}
	if m := pixelForm.FindStringSubmatch(answer); m != nil {
		height, _ := strconv.ParseFloat(m[2], 64)
		width, _ := strconv.ParseFloat(m[3], 64)
		if m[1] == "6" {
			a.cell = [2]float64{width, height}
		} else {
			a.all = [2]float64{width, height}
		}
	}
	if m := attrForm.FindStringSubmatch(answer); m != nil {
		a.given = true
		for attr := range strings.SplitSeq(m[1], ";") {
			a.sixel = a.sixel || attr == "4"
		}
	}
}

// asked is what is kept of a terminal that was asked.
type asked struct {
	answers
	done   bool
	failed string // why there are no answers
}

// Graphics returns what pictures the terminal can show.
func (t *Terminal) Graphics(ctx context.Context, again bool) repl.Graphics {
	t.asking.Lock()
	defer t.asking.Unlock()
	if !t.asked.done || again {
		t.ask(ctx, again)
	}
	columns, rows := size(t.out)
	g := repl.Graphics{Columns: columns, Rows: rows, Dark: t.asked.dark, Colors: colors(os.Getenv)}
	g.As, g.Why = t.asked.best(os.Getenv)
	g.CellWidth, g.CellHeight = t.asked.cellOf(columns, rows, pixels(t.out))
	return g
}

// ask asks the terminal, unless somebody else reads it.
func (t *Terminal) ask(ctx context.Context, patient bool) {
	t.asked = asked{answers: answers{dark: true}, done: true}
	switch {
	case os.Getenv("TERM") == "linux": // it prints what it does not know
		t.asked.failed = "the console of Linux shows letters alone"
		return
	case !answerable:
		t.asked.failed = "the terminal cannot be asked on this system; --as says what it shows"
		return
	case !t.hold(false):
		t.asked.failed, t.asked.done = "the terminal could not be asked, since a line was being typed", false
		return
	}
	defer t.release(func(midLine bool) bool { return !midLine })
	wait := answerWait
	if patient {
		wait = patientFor
	}
	own, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	if err := t.bare.enter(); err != nil {
		t.asked.failed = fmt.Sprintf("the terminal could not be asked: %v", err)
		return
	}
	_, _ = t.out.WriteString(questions + tidied)
	var data []byte
	found := t.asked.answers
	var typed []byte
	for own.Err() == nil && !found.given && len(data) < mostAnswer {
		if !t.keys.more(readyWait) {
			continue
		}
		var buf [readSize]byte
		n, err := t.in.Read(buf[:])
		if err != nil {
			break
		}
		data = append(data, buf[:n]...)
		found, typed = parseAnswers(data)
	}
	_ = t.bare.leave()
	if t.keys.putBack(typed) {
		interruptSelf() // what the terminal had done with Ctrl-C
	}
	t.asked.answers = found
	if !found.given {
		t.asked.failed = fmt.Sprintf("the terminal did not answer within %s", wait)
		t.asked.done = ctx.Err() == nil
	}
}

// best returns how pictures are shown best, and how that is known.
func (a *asked) best(env func(string) string) (as, why string) {
	name := a.name
	if name == "" {
		name = "the terminal"
	}
	between := multiplexer(a.name, env)
	switch {
	case a.failed != "":
		return "braille", a.failed
	case between != "" && a.sixel:
		return "sixel", between + " says that it has sixels"
	case between != "":
		return "braille", between + " passes no pictures on; --as sends them all the same"
	case a.kitty:
		return "kitty", name + " says that it has them"
	case strings.HasPrefix(a.name, "iTerm2") || strings.HasPrefix(a.name, "WezTerm"):
		return "iterm", "the terminal is " + a.name
	case a.name == "" && env("TERM_PROGRAM") == "iTerm.app":
		return "iterm", "TERM_PROGRAM is iTerm.app"
	case a.name == "" && env("LC_TERMINAL") == "iTerm2":
		return "iterm", "LC_TERMINAL is iTerm2"
	case a.sixel:
		return "sixel", name + " says that it has them"
	}
	return "braille", name + " says that it has neither pictures of kitty nor sixels"
}

// multiplexer returns the program between this one and the terminal, if there is one.
func multiplexer(name string, env func(string) string) string {
	switch term := env("TERM"); {
	case env("TMUX") != "" || strings.HasPrefix(name, "tmux") || strings.HasPrefix(term, "tmux"):
		return "tmux"
	case env("STY") != "" || strings.HasPrefix(term, "screen"):
		return "screen"
	}
	return ""
}

// The pixels that a cell can have.
const leastCell, mostCell = 3, 200

// cellOf returns the width and height of a cell in pixels, 0 where they are not known.
func (a *asked) cellOf(columns, rows int, all [2]float64) (width, height float64) {
	for _, cell := range [][2]float64{
		{all[0] / float64(columns), all[1] / float64(rows)}, a.cell, {a.all[0] / float64(columns), a.all[1] / float64(rows)},
	} {
		if cell[0] >= leastCell && cell[1] >= leastCell && cell[0] <= mostCell && cell[1] <= mostCell {
			return cell[0], cell[1]
		}
	}
	return 0, 0
}

// colors returns which colours a terminal has, as the environment says.
func colors(env func(string) string) reply.Colors {
	term := env("TERM")
	switch {
	case env("NO_COLOR") != "" || term == "dumb" || strings.HasPrefix(term, "vt"):
		return reply.NoColors
	case env("COLORTERM") == "truecolor" || env("COLORTERM") == "24bit" || strings.HasSuffix(term, "-direct"):
		return reply.TrueColors
	case strings.Contains(term, "256color") || term == "xterm-kitty":
		return reply.Colors256
	}
	return reply.Colors16
}
