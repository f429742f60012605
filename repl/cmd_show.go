package repl

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl/safe"
	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/reply"
)

// Graphics is what the terminal that Print writes to can show of pictures.
type Graphics struct {
	As  string // how it shows them best, of reply.InlineTypes
	Why string // how that is known
	// Columns and Rows are those of the terminal, 0 without one.
	Columns, Rows         int
	CellWidth, CellHeight float64 // in pixels
	Dark                  bool    // letters are bright
	Colors                reply.Colors
}

var showOptions = []Option{
	{Name: "as", Arg: "TYPE", Help: "how the picture is shown, whatever the terminal says", Values: reply.InlineTypes},
	{Name: "theme", Arg: "NAME", Help: "light or dark", Values: []string{"light", "dark"}},
	{Name: "columns", Arg: "N", Help: "how wide the picture is, in letters"},
	{Name: "rows", Arg: "N", Help: "how high it is at most, in lines; 0 is any height"},
}

// The size of a picture that goes to no terminal, and bounds of what one says of itself.
const (
	usualColumns             = 80
	leastColumns, leastRows  = 40, 4
	mostColumns, mostRows    = 1000, 500
	usualCell, usualCellHigh = 10, 20
)

// spareRows are those that a picture leaves to the prompt and to what is said of it.
const spareRows = 2

// request is a picture as it was asked for.
type request struct {
	handles []int
	opts    given
}

// showPicture shows a picture in the terminal, or after each change.
func showPicture(ctx context.Context, env *Env, args []string) error {
	words, opts, err := parseOptions(args, showOptions)
	if err != nil {
		return err
	}
	verb := ""
	if len(words) > 0 {
		verb = strings.ToLower(words[0])
	}
	if slices.Contains([]string{"on", "off", "how"}, verb) && len(words) > 1 {
		return misused("wanted charts, on, off or how; found %s", found(words))
	}
	if (verb == "off" || verb == "how") && len(opts) > 0 {
		return misused("%s takes no options; found %s", verb, "--"+strings.Join(slices.Sorted(maps.Keys(opts)), ", --"))
	}
	switch verb {
	case "off":
		env.showing.set(nil)
		return nil
	case "how":
		return env.sayHow(ctx)
	case "on":
		if !env.output.console.Interactive() || env.hook != 0 {
			return withHint(errors.New("show on is for a prompt, at which a person types"), "write show where a picture is wanted")
		}
		words = nil
	}
	want := request{opts: opts}
	if len(words) > 0 {
		charts, err := chooseCharts(env, words)
		if err != nil {
			return err
		}
		want.handles = charts.handles
	}
	inline, err := env.inline(ctx, want)
	if err != nil {
		return err
	}
	if verb == "on" {
		env.showing.set(&want) // it is drawn when the prompt waits
		return nil
	}
	picture, notes, err := env.drawInline(ctx, inline)
	if err != nil {
		return err
	}
	err = env.showRaw(ctx, picture)
	for _, note := range notes {
		env.note(note)
	}
	return err
}

// inline returns how a picture is to be drawn: as asked, else as the terminal can.
func (e *Env) inline(ctx context.Context, want request) (opt reply.Inline, err error) {
	has := Graphics{As: "braille"}
	if !e.redirected {
		has = e.output.console.Graphics(ctx, false)
	}
	opt = reply.Inline{As: has.As, Handles: want.handles, Dark: has.Dark, Colors: has.Colors}
	if want.opts.has("as") {
		opt.As = strings.ToLower(want.opts["as"])
		if !slices.Contains(reply.InlineTypes, opt.As) {
			return opt, misused("wanted one of %s after --as; found %q", strings.Join(reply.InlineTypes, ", "), want.opts["as"])
		}
		if e.redirected && opt.As != "braille" {
			return opt, withHint(fmt.Errorf("a picture as %s is for a terminal, not for a file or program", opt.As), "print FILE.png writes pixels")
		}
	}
	if theme := want.opts["theme"]; want.opts.has("theme") {
		if opt.Theme = protocol.Theme(strings.ToLower(theme)); !slices.Contains([]protocol.Theme{"light", "dark"}, opt.Theme) {
			return opt, misused("wanted light or dark after --theme; found %q", theme)
		}
	}
	if opt.Columns = has.Columns; opt.Columns == 0 {
		opt.Columns, _ = strconv.Atoi(os.Getenv("COLUMNS"))
		if opt.Columns < leastColumns || opt.Columns > mostColumns {
			opt.Columns = usualColumns
		}
	}
	if opt.Columns < leastColumns && !want.opts.has("columns") {
		return opt, withHint(fmt.Errorf("a picture is at least %d letters wide; the terminal has %d", leastColumns, opt.Columns),
			"make the terminal wider, or write show > FILE")
	}
	opt.Columns = min(opt.Columns, mostColumns)
	if has.Rows > 0 {
		opt.Rows = min(max(has.Rows-spareRows, leastRows), mostRows)
	}
	opt.CellWidth, opt.CellHeight = has.CellWidth, has.CellHeight
	if opt.CellWidth == 0 || opt.CellHeight == 0 {
		opt.CellWidth, opt.CellHeight = usualCell, usualCellHigh
	}
	for _, n := range []struct {
		name        string
		to          *int
		least, most int
		zero        bool
	}{{"columns", &opt.Columns, leastColumns, mostColumns, false}, {"rows", &opt.Rows, leastRows, mostRows, true}} {
		if !want.opts.has(n.name) {
			continue
		}
		v, err := strconv.Atoi(want.opts[n.name])
		if err != nil || (v < n.least || v > n.most) && !(n.zero && v == 0) {
			return opt, misused("wanted a number from %d to %d after --%s; found %q", n.least, n.most, n.name, want.opts[n.name])
		}
		*n.to = v
	}
	if opt.As != "braille" && has.Rows > 0 && has.Rows <= leastRows {
		return opt, withHint(fmt.Errorf("a picture as %s is at least %d lines high, and one less than the terminal, which has %d",
			opt.As, leastRows, has.Rows), "--as braille is of any height")
	}
	if most := has.Rows - 1; opt.As != "braille" && has.Rows > 0 && (opt.Rows == 0 || opt.Rows > most) {
		return opt, withHint(fmt.Errorf("a picture as %s is on the screen, in at most %d rows; found --rows %s", opt.As, most, want.opts["rows"]),
			"--as braille is of any height")
	}
	return opt, nil
}

// drawInline draws a picture and returns what a terminal is sent, with what is to be said of it.
func (e *Env) drawInline(ctx context.Context, opt reply.Inline) (picture []byte, notes []string, err error) {
	made, report, err := e.Session.DrawInline(ctx, opt)
	if err != nil {
		return nil, nil, err
	}
	notes = report.Notes
	if n := len(made.Left); n > 0 {
		notes = append(notes, fmt.Sprintf("%s more: show %s", text.Count(n, "chart"), strings.Join(ranges(made.Left), " ")))
	}
	if picture = made.Data; opt.As == "braille" {
		picture = []byte(safe.Colored(string(picture)))
	}
	return picture, notes, nil
}

// ranges writes numbers of charts as a command takes them: 3-5 7.
func ranges(handles []int) (words []string) {
	for i := 0; i < len(handles); {
		j := i + 1
		for j < len(handles) && handles[j] == handles[j-1]+1 {
			j++
		}
		if j-i == 1 {
			words = append(words, strconv.Itoa(handles[i]))
		} else {
			words = append(words, fmt.Sprintf("%d-%d", handles[i], handles[j-1]))
		}
		i = j
	}
	return words
}

// showRaw prints a picture as it is, past pagers.
func (e *Env) showRaw(ctx context.Context, picture []byte) error {
	if e.redirected {
		_, err := e.Out.Write(picture)
		return err
	}
	if e.result != nil {
		return e.result.show(picture)
	}
	_, err := e.output.console.Print(ctx, picture)
	return err
}

// sayHow prints what the terminal can show, asking it again.
func (e *Env) sayHow(ctx context.Context) error {
	has := e.output.console.Graphics(ctx, true)
	rows := [][2]string{{"pictures", has.As + ": " + has.Why}}
	if has.Columns > 0 {
		size := fmt.Sprintf("%d × %d letters", has.Columns, has.Rows)
		if has.CellWidth > 0 {
			size += fmt.Sprintf(" of %.4g × %.4g pixels", has.CellWidth, has.CellHeight)
		}
		rows = append(rows, [2]string{"size", size})
	}
	rows = append(rows, [2]string{"colours", [...]string{"none", "16", "256", "all"}[has.Colors]})
	if has.Columns > 0 {
		rows = append(rows, [2]string{"ground", map[bool]string{true: "dark", false: "light"}[has.Dark]})
	}
	for _, row := range rows {
		e.printf("%-9s %s", row[0], row[1])
	}
	return nil
}

func completeShow(env *Env, args []string, _ string) []Candidate {
	verbs := []Candidate{{Text: "on", Fold: true}, {Text: "off", Fold: true}, {Text: "how", Fold: true}}
	if slices.ContainsFunc(args, func(w string) bool { return isHandles(w) }) {
		verbs = nil
	} else if len(args) > 0 {
		return nil
	}
	return append(verbs, words(without(handles(env), args))...)
}
