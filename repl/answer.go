package repl

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/epiviz/epivizgo/repl/safe"
)

// answer is what a question gives: a table for people, and the same for
// programs.
type answer struct {
	columns []column
	rows    [][]string
	// none is said instead of an empty table.
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
				a.tsv = append(a.tsv, strings.ToLower(strings.ReplaceAll(c.title, " ", "_")))
			}
			a.tsvRows = a.rows
		}
		e.printTSV(a.tsv, a.tsvRows)
		return nil
	}
	if len(a.rows) == 0 && a.none != "" {
		e.printf("%s", a.none)
		return nil
	}
	e.table(a.columns, a.rows)
	return nil
}

// printJSON writes each value on a line.
func (e *Env) printJSON(values ...any) error {
	for _, v := range values {
		b, err := json.Marshal(v)
		if err != nil {
			return err
		}
		fmt.Fprintf(e.Out, "%s\n", b)
	}
	return nil
}

// printTSV writes a line of names and then the rows. A cell that would break
// the lines is made harmless.
func (e *Env) printTSV(names []string, rows [][]string) {
	var b strings.Builder
	line := func(cells []string) {
		for i, cell := range cells {
			if i > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(safe.Text(cell))
		}
		b.WriteByte('\n')
	}
	if names != nil {
		line(names)
	}
	for _, row := range rows {
		line(row)
	}
	fmt.Fprint(e.Out, b.String())
}
