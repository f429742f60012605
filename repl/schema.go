package repl

import (
	"embed"
	"fmt"
	"slices"
	"strings"
)

// schemas has the JSON Schema of what each command prints with --json, by the command's name.
//
//go:embed schemas/*.json
var schemas embed.FS

// schemaOf returns the schema of a command's lines, and reports whether it has one.
func schemaOf(command string) (string, bool) {
	b, err := schemas.ReadFile("schemas/" + command + ".json")
	return string(b), err == nil
}

// schemaTopic is the topic of help that has the schemas.
const schemaTopic = "schema"

// schemaHelp explains them.
const schemaHelp = `--json prints JSON Lines: an object a line, with the same keys in each.

help schema COMMAND prints the JSON Schema of these objects. It holds for all of them that no key is left out: what
is not there is null or empty. Numbers are numbers; one that is missing or not a number is null, and infinities are
the strings "Infinity" and "-Infinity", since JSON has no such numbers. The text of files is as they have it.
Positions are counted from 0 without the end, as in BED. An answer without anything prints nothing.

These commands have --json:

`

// printSchema prints the schema of a command, or what there are.
func printSchema(env *Env, command string) error {
	if command == "" {
		var names []string
		for _, c := range builtin.list {
			if _, ok := schemaOf(c.Name); ok {
				names = append(names, c.Name)
			}
		}
		printTopic(env, schemaHelp+strings.Join(names, ", "))
		return nil
	}
	c, err := builtin.find(command)
	if err != nil {
		return err
	}
	schema, ok := schemaOf(c.Name)
	if !ok {
		return withHint(fmt.Errorf("%s has no --json", c.Name), "help schema lists the commands that have")
	}
	_, err = fmt.Fprint(env.Out, schema)
	return err
}

// locusKey are the keys of a place in JSON.
type locusKey struct {
	Chr   string `json:"chr"`
	Start int    `json:"start"`
	End   int    `json:"end"`
}

// orEmpty returns a list that is not nil, which JSON would have as null.
func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return slices.Clip(list)
}

// orEmptyMap returns a map that is not nil.
func orEmptyMap(m map[string]any) map[string]any {
	if m == nil {
		return map[string]any{}
	}
	return m
}
