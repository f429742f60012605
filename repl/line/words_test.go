package line

import (
	"errors"
	"reflect"
	"testing"
)

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     [][]string
	}{
		{"nothing", "  \t ", nil},
		{"words", "navigate chr1  1\t100000 ", [][]string{{"navigate", "chr1", "1", "100000"}}},
		{"double quotes", `addchart "Line Track" x`, [][]string{{"addchart", "Line Track", "x"}}},
		{"escaped double quote", `a "x\"y"`, [][]string{{"a", `x"y`}}},
		{"single quotes keep all", `a 'x\"#;y'`, [][]string{{"a", `x\"#;y`}}},
		{"quotes inside a word", `Line" "Tr'ack'`, [][]string{{"Line Track"}}},
		{"empty words", `a "" ''`, [][]string{{"a", "", ""}}},
		{"escaped space", `load My\ data.bw`, [][]string{{"load", "My data.bw"}}},
		{"Windows path", `load C:\Users\me\x.bw`, [][]string{{"load", `C:\Users\me\x.bw`}}},
		{"network path", `load \\host\share\x.bw`, [][]string{{"load", `\\host\share\x.bw`}}},
		{"Windows path in double quotes", `load "C:\My data\x.bw"`, [][]string{{"load", `C:\My data\x.bw`}}},
		{"Windows path with an escaped space", `load C:\My\ data\x.bw`, [][]string{{"load", `C:\My data\x.bw`}}},
		{"backslash at the end", `load C:\`, [][]string{{"load", `C:\`}}},
		{"comment", "where # now\ncharts", [][]string{{"where"}, {"charts"}}},
		{"comment alone", "# navigate chr1", nil},
		{"no comment inside a word", "a b#c", [][]string{{"a", "b#c"}}},
		{"escaped comment", `a \#b`, [][]string{{"a", "#b"}}},
		{"semicolons", "charts;where ; ;quit;", [][]string{{"charts"}, {"where"}, {"quit"}}},
		{"escaped semicolon", `a\;b`, [][]string{{"a;b"}}},
		{"lines", "charts\r\nwhere\r\n", [][]string{{"charts"}, {"where"}}},
		{"JSON", `send navigate {"a": "b c; } \" #", "d": {"e": 1}} x`,
			[][]string{{"send", "navigate", `{"a": "b c; } \" #", "d": {"e": 1}}`, "x"}}},
		{"escaped brace", `a \{b`, [][]string{{"a", "{b"}}},
		{"other scripts", "plot 測定.bw", [][]string{{"plot", "測定.bw"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Split(c.in, nil)
			if err != nil && c.want != nil {
				t.Fatal(err)
			}
			var args [][]string
			for _, s := range got {
				args = append(args, s.Args())
				for _, w := range s.Words {
					if again, err := Split(c.in[w.Start:w.End], nil); err != nil || len(again) != 1 || again[0].Words[0].Text != w.Text {
						t.Errorf("word %q at %d-%d is %q there", w.Text, w.Start, w.End, c.in[w.Start:w.End])
					}
				}
			}
			if !reflect.DeepEqual(args, c.want) {
				t.Errorf("Split(%q) = %q, want %q", c.in, args, c.want)
			}
		})
	}
}

func TestVerbatim(t *testing.T) {
	rest := func(name string) Rest {
		if name == "!" {
			return Verbatim
		}
		return ByWord
	}
	for _, c := range []struct {
		in   string
		want [][]string
	}{
		{`!ls`, [][]string{{"!", "ls"}}},
		{`! ls  -l 'a b' | wc; $x > y # z `, [][]string{{"!", `ls  -l 'a b' | wc; $x > y # z`}}},
		{"where; !{ it's\nwhere", [][]string{{"where"}, {"!", "{ it's"}, {"where"}}},
		{"!#a", [][]string{{"!", "#a"}}},
		{"!", [][]string{{"!"}}},
		{"! \n where", [][]string{{"!"}, {"where"}}},
		{"help !", [][]string{{"help", "!"}}},
		{"where | a !b", [][]string{{"where"}}},
		{`"!"ls`, [][]string{{"!ls"}}},
	} {
		got, err := Split(c.in, rest)
		if err != nil {
			t.Errorf("Split(%q): %v", c.in, err)
		}
		var args [][]string
		for _, s := range got {
			args = append(args, s.Args())
		}
		if !reflect.DeepEqual(args, c.want) {
			t.Errorf("Split(%q) = %q, want %q", c.in, args, c.want)
		}
		if len(got) > 0 && got[0].Words[0].Text == "!" && got[0].Pipes != nil {
			t.Errorf("Split(%q) has programs", c.in)
		}
	}
}

func TestSplitText(t *testing.T) {
	got, err := Split(` addchart "Line Track" x ; where # now`, nil)
	if err != nil || len(got) != 2 {
		t.Fatalf("%v, %v", got, err)
	}
	if got[0].Text != `addchart "Line Track" x` || got[1].Text != "where" {
		t.Errorf("texts %q and %q", got[0].Text, got[1].Text)
	}
}

func TestSplitErrors(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`a "b`, `unclosed ", opened at column 3`},
		{`a 'b`, `unclosed ', opened at column 3`},
		{`測 "b`, `unclosed ", opened at column 3`},
		{`send x {"a":1`, `unclosed {, opened at column 8`},
		{`send x {"a":"}`, `unclosed {, opened at column 8`},
		{"where\na \"b", `unclosed ", opened at column 3`},
	} {
		_, err := Split(c.in, nil)
		var syntax *SyntaxError
		if !errors.As(err, &syntax) || err.Error() != c.want {
			t.Errorf("Split(%q): %v, want %s", c.in, err, c.want)
			continue
		}
		if c.in[syntax.Offset] != syntax.Open {
			t.Errorf("Split(%q): offset %d does not point at %c", c.in, syntax.Offset, syntax.Open)
		}
	}
}

func TestQuote(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"chr1", "chr1"},
		{"", `""`},
		{"Line Track", `"Line Track"`},
		{"it's", `"it's"`},
		{`say "x"`, `'say "x"'`},
		{`it's "x"`, `'it'\''s "x"'`},
		{`C:\data\x.bw`, `C:\data\x.bw`},
		{`C:\data\`, `'C:\data\'`},
		{"{x", `"{x"`},
		{"a;b", `"a;b"`},
		{"#x", `"#x"`},
		{"$x", `"$x"`},
	} {
		if got := Quote(c.in); got != c.want {
			t.Errorf("Quote(%q) = %s, want %s", c.in, got, c.want)
		}
	}
}

// FuzzSplit checks that no line panics, whatever the commands read, and that what
// was read word by word can be written and read again.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{
		`addchart "Line Track" py_column`, `a 'b c' "d\"e" f\ g`, `C:\x\ y \\h\s`, "a # b\nc; d",
		`send x {"a":{"b":"}"}}`, `"`, `'`, `{`, `\`, `\ `, "a\\\n", `{}{`, "\"\n\"", `""`, "compute x = `a;b` # c", `on moved a "b;c" | d; e`,
		`"!a" b`, "!a b",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		if raw, err := Split(line, restOf); err == nil {
			checkPlaces(t, line, raw)
		}
		statements, err := Split(line, nil)
		if err != nil {
			return
		}
		checkPlaces(t, line, statements)
		for _, s := range statements {
			args := s.Args()
			if len(args) == 0 {
				t.Fatalf("Split(%q) gave a command without words", line)
			}
			again, err := Split(Quote(args...), nil)
			if err != nil || len(again) != 1 || !reflect.DeepEqual(again[0].Args(), args) {
				t.Errorf("%q: %q quoted is %s, which reads %v, %v", line, args, Quote(args...), again, err)
			}
		}
	})
}

// checkPlaces checks that words follow each other within their line.
func checkPlaces(t *testing.T, line string, statements []Statement) {
	t.Helper()
	last := 0
	for _, s := range statements {
		for _, w := range s.Words {
			if w.Start < last || w.End <= w.Start || w.End > len(line) {
				t.Errorf("%q: word %+v after %d", line, w, last)
			}
			last = w.End
		}
	}
}
