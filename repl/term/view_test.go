package term

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/hinshun/vt10x"
)

// rows returns the rows of a terminal's screen without blanks at their ends.
func rows(term vt10x.Terminal) []string {
	lines := strings.Split(term.String(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return lines
}

// TestViewKeepsWhatIsAbove draws lines at random, one over the other, and checks that the
// screen shows each, with the cursor where it is, below what was there before.
func TestViewKeepsWhatIsAbove(t *testing.T) {
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 2))
		width, height := 9+random.IntN(30), 2+random.IntN(12)
		above := random.IntN(height)
		term := vt10x.New(vt10x.WithSize(width, height))
		for i := range above {
			fmt.Fprintf(term, "above %d\r\n", i)
		}
		v := view{out: term}
		var l line
		for step := range 60 {
			switch random.IntN(6) {
			case 0:
				l.text = randomText(random, random.IntN(width*(height+2)))
				l.pos = random.IntN(len(l.text) + 1)
			case 1:
				l.pos = random.IntN(len(l.text) + 1)
			case 2:
				l = line{l.text[:l.pos], l.pos}
			case 3:
				v.erase()
				if random.IntN(2) == 0 {
					fmt.Fprint(term, "news\r\n")
				}
			default:
				more := randomText(random, 1+random.IntN(3))
				l.text = slices.Concat(l.text[:l.pos], more, l.text[l.pos:])
				l.pos += len(more)
			}
			before := rows(term)
			first := term.Cursor().Y
			if v.drawn {
				first -= v.row - v.shown.top
			}
			v.draw("epiviz> ", l, width, height)
			want := shownRows(&v.shown)
			now := rows(term)
			at := term.Cursor().Y - (v.shown.row - v.shown.top)
			if got := now[max(at, 0):][:min(len(want), height-at)]; at < 0 || !slices.Equal(got, want) {
				t.Fatalf("seed %d, step %d: the screen is\n%s\nwant from row %d\n%s", seed, step, strings.Join(now, "\n"), at, strings.Join(want, "\n"))
			}
			if below := strings.Join(now[at+len(want):], ""); below != "" {
				t.Fatalf("seed %d, step %d: below the line is %q", seed, step, below)
			}
			// What is above may have moved up, and nothing else.
			if !slices.Equal(now[:at], before[first-at:first]) {
				t.Fatalf("seed %d, step %d: above the line was\n%s\nis\n%s", seed, step,
					strings.Join(before[:first], "\n"), strings.Join(now[:at], "\n"))
			}
			if got := term.Cursor().X; got != v.shown.column {
				t.Fatalf("seed %d, step %d: the cursor is in column %d, want %d", seed, step, got, v.shown.column)
			}
		}
	}
}

func randomText(random *rand.Rand, n int) []rune {
	text := make([]rune, n)
	for i := range text {
		text[i] = rune("abcdefgh 12\t"[random.IntN(12)])
	}
	return text
}

// shownRows returns the rows of a layout that are shown.
func shownRows(l *layout) []string {
	var out []string
	for i := l.top; i <= l.bottom(); i++ {
		end := len(l.text)
		if i+1 < len(l.starts) {
			end = l.starts[i+1]
		}
		out = append(out, strings.TrimRight(string(l.text[l.starts[i]:end]), " "))
	}
	return out
}

func TestLayout(t *testing.T) {
	for _, c := range []struct {
		name, prompt, line string // | is the cursor
		width              int
		want               string // rows, with | in front of the cursor's column
	}{
		{"a line", "> ", "ab|c", 10, "> ab|c"},
		{"no prompt", "", "|", 10, "|"},
		{"full row", "> ", "abc|", 5, "> abc/|"},
		{"full row, cursor within", "> ", "|abc", 5, "> |abc"},
		{"cursor on the next row", "> ", "abc|d", 5, "> abc/|d"},
		{"prompt of a row", "12345", "|", 5, "12345/|"},
		{"prompt of more", "1234567", "a|", 5, "12345/67a|"},
		{"wide", "> ", "測測|測", 7, "> 測測|/測"},
		{"wide on the edge", "> ", "測測|", 6, "> 測測/|"},
		{"tab", "> ", "a\tb|", 20, "> a     b|"},
		{"tab to the edge", "> ", "abcde\tb|", 8, "> abcde /b|"},
		{"tab at the edge", "> ", "abcdef\tb|", 8, "> abcdef/        /b|"},
		{"narrower than a character", "", "測|", 1, "測/|"},
	} {
		before, after, _ := strings.Cut(c.line, "|")
		l := lay(c.prompt, line{[]rune(before + after), len([]rune(before))}, c.width, 24)
		var got []string
		for i, start := range l.starts {
			end := len(l.text)
			if i+1 < len(l.starts) {
				end = l.starts[i+1]
			}
			row, column := "", 0
			for _, r := range string(l.text[start:end]) + "\n" {
				if i == l.row && column == l.column {
					row += "|"
				}
				row += string(r)
				column += columnsOf(r)
			}
			got = append(got, strings.TrimSuffix(row, "\n"))
		}
		if text := strings.Join(got, "/"); text != c.want {
			t.Errorf("%s: %q, want %q", c.name, text, c.want)
		}
	}
}

// TestViewWritesLittle counts what a key costs at the end of a line of many rows.
func TestViewWritesLittle(t *testing.T) {
	var out strings.Builder
	v := view{out: &out}
	l := line{text: []rune(strings.Repeat("x", 500)), pos: 500}
	v.draw("> ", l, 80, 24)
	out.Reset()
	v.draw("> ", line{append(l.text, 'y'), 501}, 80, 24)
	if got := out.String(); got != "y" {
		t.Errorf("a character is written as %q", got)
	}
	out.Reset()
	v.draw("> ", line{append(l.text, 'y'), 500}, 80, 24)
	if got := out.String(); len(got) > 8 {
		t.Errorf("a move of the cursor is written as %q", got)
	}
}

// TestViewResized checks that nothing above a line is lost when the window gets another
// width, whether the terminal sets its rows out again for it or not.
func TestViewResized(t *testing.T) {
	l := line{text: []rune(strings.Repeat("0123456789", 5))}
	l.pos = len(l.text)
	for _, c := range []struct {
		name           string
		before, after  int // widths
		reflows, known bool
		leftOver       int // rows of the line that may stay above it
	}{
		{"wider, left as it was", 20, 60, false, false, 2},
		{"wider, set out again", 20, 60, true, false, 0},
		{"narrower, left as it was", 60, 20, false, false, 0},
		{"narrower, set out again", 60, 20, true, false, 2},
		{"narrower, known to be set out again", 60, 20, true, true, 0},
	} {
		var out strings.Builder
		v := view{out: &out, reflows: c.known}
		v.draw("> ", l, c.before, 24)
		row := v.row // below the line's first, on a terminal that leaves rows
		if c.reflows {
			row = lay("> ", l, c.after, 24).row
		}
		out.Reset()
		v.draw("> ", l, c.after, 24)
		var up int
		_, _ = fmt.Sscanf(out.String(), "\x1b[%dA", &up)
		if up > row || row-up > c.leftOver {
			t.Errorf("%s: %d rows up of %d", c.name, up, row)
		}
	}
}

// TestViewFinish checks that a line that was too high for the screen is there as a whole
// when it has ended.
func TestViewFinish(t *testing.T) {
	var out strings.Builder
	v := view{out: &out}
	l := line{text: []rune(strings.Repeat("0123456789", 30))}
	v.draw("> ", l, 20, 5)
	if got := out.String(); strings.Count(got, "0123456789") > 10 {
		t.Errorf("more than a screen is written: %q", got)
	}
	out.Reset()
	v.finish("> ", l, 20, 5)
	if got := out.String(); !strings.HasSuffix(got, "> "+string(l.text)+"\n") {
		t.Errorf("at the end %q", got)
	}
}
