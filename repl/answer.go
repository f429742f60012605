package repl

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/epiviz/epivizgo/repl/safe"
	"github.com/epiviz/epivizgo/repl/text"
)

// answer is the result of a query: a table for people, and the same for
// programs.
type answer struct {
	columns []text.Column
	rows    [][]string
	// none is printed instead of an empty table.
	none string
	// tsv and tsvRows replace columns and rows in --tsv where people are shown
	// something else.
	tsv     []string
	tsvRows [][]string
	// json is what --json writes, each element on a line of its own.
	json []any
}

// answer prints in the format that was asked for.
func (e *Env) answer(opts given, a answer) error {
	switch opts.format() {
	case "json":
		return e.printJSON(a.json...)
	case "tsv":
		if a.tsv == nil {
			for _, c := range a.columns {
				a.tsv = append(a.tsv, strings.ToLower(strings.ReplaceAll(c.Title, " ", "_")))
			}
			a.tsvRows = a.rows
		}
		return e.printTSV(a.tsv, a.tsvRows)
	}
	if len(a.rows) == 0 && a.none != "" {
		e.printf("%s", a.none)
		return nil
	}
	left, err := text.Table(e.Out, a.columns, a.rows, e.width())
	if err != nil {
		return err
	}
	if len(left) > 0 {
		const most = 6
		if more := len(left) - most; more > 1 {
			left = append(left[:most], text.Count(more, "other"))
		}
		e.note("not shown, since the terminal is too narrow: " + strings.Join(left, ", ") + "; --tsv has every column")
	}
	return nil
}

// printJSON writes each value on a line.
func (e *Env) printJSON(values ...any) error {
	var all strings.Builder
	for _, v := range values {
		b, err := json.Marshal(v)
		if err != nil {
			return err
		}
		fmt.Fprintf(&all, "%s\n", safe.AppendJSON(nil, b))
	}
	_, err := io.WriteString(e.Out, all.String()) // at once, for a pager
	return err
}

// printTSV writes a line of names and then the rows.
func (e *Env) printTSV(names []string, rows [][]string) error {
	_, err := fmt.Fprint(e.Out, text.TSV(names, rows))
	return err
}
