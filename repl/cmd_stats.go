package repl

import (
	"context"
	"strconv"
	"time"

	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/reply"
)

func stats(_ context.Context, env *Env, args []string) error {
	opts, err := noWordsBut(args, formatOptions)
	if err != nil {
		return err
	}
	a := answer{columns: []text.Column{{Title: "FIGURE"}, {Title: "VALUE", Right: true, Keep: true}, {Title: "OF"}},
		tsv: []string{"figure", "value", "unit", "of"}}
	for _, f := range env.Session.Stats() {
		a.rows = append(a.rows, []string{f.Name, figureText(f), f.Of})
		a.tsvRows = append(a.tsvRows, []string{f.Name, strconv.FormatFloat(f.Value, 'f', -1, 64), string(f.Unit), f.Of})
		a.json = append(a.json, struct {
			Figure string     `json:"figure"`
			Value  float64    `json:"value"`
			Unit   reply.Unit `json:"unit"`
			Of     string     `json:"of"`
		}{f.Name, f.Value, f.Unit, f.Of})
	}
	return env.answer(opts, a)
}

// figureText returns a figure as people read it.
func figureText(f reply.Figure) string {
	switch f.Unit {
	case reply.Bytes:
		return hint.Size(int64(f.Value))
	case reply.Seconds:
		d := time.Duration(f.Value * float64(time.Second))
		switch {
		case d >= time.Second:
			return d.Round(100 * time.Millisecond).String()
		case d >= time.Millisecond:
			return d.Round(10 * time.Microsecond).String()
		}
		return d.Round(time.Microsecond).String()
	}
	return strconv.FormatFloat(f.Value, 'f', -1, 64)
}
