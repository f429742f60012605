package line

import (
	"fmt"
	"strings"
	"testing"
)

// restOf returns how the prompt's commands read what follows their names.
func restOf(command string) Rest {
	return map[string]Rest{"compute": Expression, "on": Command}[strings.ToLower(command)]
}

// describeStatement writes a statement out: words in brackets, then where it goes.
func describeStatement(s Statement) string {
	text := fmt.Sprintf("%q", s.Args())
	for _, w := range s.Words {
		if w.Pattern != "" {
			text += " as " + w.Pattern
		}
	}
	for _, p := range s.Pipes {
		text += fmt.Sprintf(" | %q", texts(p))
	}
	if s.File != nil {
		text += map[bool]string{false: " > ", true: " >> "}[s.File.Append] + s.File.Path.Text
	}
	return text
}

func TestOperators(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"charts > a.tsv", `["charts"] > a.tsv`},
		{"charts>a.tsv; where>>'my file'", `["charts"] > a.tsv; ["where"] >> my file`},
		{"rows a b | sort -k 1 | head -3 > x", `["rows" "a" "b"] | ["sort" "-k" "1"] | ["head" "-3"] > x`},
		{`a "|" '>' \| \> "x>y" {"a":">|"}`, `["a" "|" ">" "|" ">" "x>y" "{\"a\":\">|\"}"]`},
		{"load $here x$here $here.bed $", `["load" "$here" "x$here" "$here.bed" "$"] as $here as x$here as $here.bed`},
		{`load "$here" '$here' \$here $h"ere"`, `["load" "$here" "$here" "$here" "$here"] as $h\e\r\e`},
		{`load *.bw "*.bw" \*.bw a'*'? [ab] {"*"} ${x}y ~/a "~/a" a~ C:\x*`,
			`["load" "*.bw" "*.bw" "*.bw" "a*?" "[ab]" "{\"*\"}" "${x}y" "~/a" "~/a" "a~" "C:\\x*"]` +
				` as *.bw as a\*? as [ab] as ${x}y as ~/a as C:\\x*`},
		{"echo a | grep $here", `["echo" "a"] | ["grep" "$here"]`},
		{"compute r = a > 3 | b; where", `["compute" "r = a > 3 | b"]; ["where"]`},
		{"COMPUTE r = log2((a+1)/(b+1))  # the ratio", `["COMPUTE" "r = log2((a+1)/(b+1))"]`},
		{`on moved where | head > "a;b" ; charts`, `["on" "moved where | head > \"a;b\""]; ["charts"]`},
		{"on", `["on"]`},
		{"on ; off", `["on"]; ["off"]`},
		{`compute x = 'a b' + "c;d"`, `["compute" "x = 'a b' + \"c;d\""]`},
		{"compute x = `a;b` + \"c\\\"; where", `["compute" "x = ` + "`a;b` + \\\"c\\\\\\\"" + `"]; ["where"]`},
		{"on moved echo it`s; where", `["on" "moved echo it` + "`s" + `"]; ["where"]`},
		{"a < b", `["a" "<" "b"]`},

		{"> x", "> at column 1: wanted a command before it"},
		{"| x", "| at column 1: wanted a command before it"},
		{"a >", "> at column 3: wanted one file after it"},
		{"a > ; b", "> at column 3: wanted one file after it"},
		{"a 2>&1", "> at column 4: wanted a file after it, in quotes where its name begins with &"},
		{"a > '&1'", `["a"] > &1`},
		{"a > b c", "> at column 3: wanted one file after it"},
		{"a |", "| at column 3: wanted a program after it"},
		{"a | | b", "| at column 3: wanted a program after it"},
		{"a > b | c", "| at column 7: wanted nothing after the file"},
		{"a > b > c", "> at column 7: wanted nothing after the file"},
		{"compute x = 'a", "unclosed ', opened at column 13"},
	} {
		got, err := Split(c.in, restOf)
		var texts []string
		for _, s := range got {
			texts = append(texts, describeStatement(s))
		}
		text := strings.Join(texts, "; ")
		if err != nil {
			text = err.Error()
		}
		if text != c.want {
			t.Errorf("%s\n gives %s\n want  %s", c.in, text, c.want)
		}
	}
	got, err := Split(" charts --tsv | head -3  > x ; where", restOf)
	if err != nil || got[0].Text != "charts --tsv | head -3  > x" {
		t.Errorf("text %q, %v", got[0].Text, err)
	}
}
