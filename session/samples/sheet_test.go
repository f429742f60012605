package samples

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func sheetOf(t *testing.T, text string) *Sheet {
	t.Helper()
	s, err := Read("sheet.tsv", strings.NewReader(text))
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return s
}

// shown returns a sheet as words: its columns, its rows and its notes.
func shown(s *Sheet) string {
	var b strings.Builder
	for _, c := range s.Columns {
		fmt.Fprintf(&b, "%s:%s", c.Name, c.Kind)
		for i, v := range c.Values {
			fmt.Fprintf(&b, " %s", v)
			if c.Colors[i] != "" && c.Kind == Text {
				fmt.Fprintf(&b, "(%s)", c.Colors[i])
			}
		}
		if c.Kind == Number {
			fmt.Fprintf(&b, " %v..%v", c.Min, c.Max)
		}
		b.WriteString("; ")
	}
	for _, r := range s.Rows {
		fmt.Fprintf(&b, "| %s %q ", r.Name, r.Cells)
	}
	for _, note := range s.Notes {
		b.WriteString("! " + note + " ")
	}
	return strings.TrimSpace(b.String())
}

// TestRead reads sheets as people write them.
func TestRead(t *testing.T) {
	const plain = `group:text x y; age:number 3..40; | a ["x" "40"] | b ["y" "3"]`
	for name, tc := range map[string]struct{ text, want string }{
		"tabs":           {"name\tgroup\tage\na\tx\t40\nb\ty\t3\n", plain},
		"commas, quotes": {"\"name\",\"group\",\"age\"\n\"a\",\"x\",\"40\"\n\"b\",\"y\",\"3\"", plain},
		"semicolons":     {"name;group;age\na;x;40\nb;y;3\n", plain},
		"spaces":         {"name group age\na   x  40\nb y 3\n", plain},
		"a mark, CRLF, comments, blank lines and lines of separators": {
			"\ufeff# made by hand\r\n\r\nname\tgroup\tage\r\na\tx\t40\r\n\t\t\r\n# another\r\nb\ty\t3\r\n\r\n", plain},
		"names in a comment":           {"## made by hand\n#name\tgroup\tage\na\tx\t40\nb\ty\t3\n", plain},
		"sep=":                         {"sep=;\nname;group;age\na;x;40\nb;y;3\n", plain},
		"the name elsewhere":           {"group\tage\tSample_ID\nx\t40\ta\ny\t3\tb\n", plain},
		"R's row names":                {"group\tage\na\tx\t40\nb\ty\t3\n", plain},
		"R's row names with a comma":   {`"","group","age"` + "\n" + `"a","x",40` + "\n" + `"b","y",3` + "\n", plain},
		"a line break in quotes":       {"name,group\na,\"x\ny\"\n", `group:text x` + "\n" + `y; | a ["x\ny"]`},
		"decimal commas":               {"name;dose\na;0,5\nb;2\n", `dose:number 0.5..2; | a ["0.5"] | b ["2"] ! numbers have decimal commas`},
		"missing cells and short rows": {"name\tgroup\tage\na\tNA\nb\t\t7\n", `group:text; age:number 7..7; | a ["" ""] | b ["" "7"]`},
		"no column of names by its name": {"patient\tgroup\na\tx\n",
			`group:text x; | a ["x"] ! no column is named name, sample or id: the names are taken from the first, patient`},
		"a repeated name, and none": {"name\tgroup\na\tx\na\ty\n\tz\n",
			`group:text x; | a ["x"] ! 2 rows left out: line 3: "a" is also the name of line 2; line 4: it has no name`},
		"cells behind the last column": {"name\tgroup\na\tx\ty\nb\ty\n",
			`group:text x y; | a ["x"] | b ["y"] ! what is behind the last column left out of 1 row: line 2: 3 cells for 2 columns`},
		"columns of one name":      {"name\tx\tx\na\t1\t2\n", `x:number 1..1; x_2:number 2..2; | a ["1" "2"]`},
		"groups are no numbers":    {"name\tgroup\na\t1\nb\t2\n", `group:text 1 2; | a ["1"] | b ["2"]`},
		"an infinity is no number": {"name\tdose\na\tInf\nb\t2\n", `dose:text Inf 2; | a ["Inf"] | b ["2"]`},
		"Latin-1":                  {"name\tort\na\tK\xf6ln\n", `ort:text Köln; | a ["Köln"]`},
	} {
		if got := shown(sheetOf(t, tc.text)); got != tc.want {
			t.Errorf("%s:\ngot  %s\nwant %s", name, got, tc.want)
		}
	}
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	fmt.Fprint(w, "name\tgroup\tage\na\tx\t40\nb\ty\t3\n")
	w.Close()
	if s, err := Read("sheet.tsv.gz", &packed); err != nil || shown(s) != plain {
		t.Errorf("gzip: %v, %v", s, err)
	}
}

func TestColors(t *testing.T) {
	s := sheetOf(t, strings.Join([]string{"name\tgroup\tbatch\tcolour", "a\tx\t1\t#D55E00", "b\ty\t2\t0, 114,178", "c\tx\t2\t#d55e00", "d\tz\t1\tnix",
		"e\ty\t1\tSteelBlue\n"}, "\n"))
	want := `group:text x y z; batch:number 1..2; colour:color #d55e00 #0072b2 steelblue; | a ["x" "1" "#d55e00"] | b ["y" "2" "#0072b2"] ` +
		`| c ["x" "2" "#d55e00"] | d ["z" "1" ""] | e ["y" "1" "steelblue"] ` +
		`! colour left out of 1 row: line 5: "nix" is not a colour; wanted a name such as red, or #rrggbb`
	if got := shown(s); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	// Groups that have one colour each have it; those of which two have the same, or one has two, have none.
	for text, want := range map[string][]string{
		"x\tred\ny\tblue\nx\tred\nz\t.\n": {"red", "blue", ""},
		"x\tred\ny\tred\n":                {"", ""},
		"x\tred\nx\tblue\n":               {""},
		"x\t300,0,0\n":                    {""},
		"x\t1,2,3\n":                      {"#010203"},
	} {
		rows := ""
		for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
			rows += fmt.Sprintf("s%d\t%s\n", i, line)
		}
		if got := sheetOf(t, "name\tgroup\tcolor\n"+rows).Columns[0].Colors; !reflect.DeepEqual(got, want) {
			t.Errorf("%q: colours %q, want %q", text, got, want)
		}
	}
	s = sheetOf(t, "name\tgroup\tsex\tsex_color\na\tx\tf\tred\nb\ty\tm\tblue\n")
	if got := fmt.Sprint(s.Columns[0].Colors, s.Columns[1].Colors); got != "[ ] [red blue]" {
		t.Errorf("sex_color gives colours %s, want those of sex", got)
	}
	if s := sheetOf(t, "colour\tname\n#ff0000\ta\n# no row\n"); len(s.Rows) != 1 || s.Rows[0].Cells[0] != "#ff0000" {
		t.Errorf("colours come first: %s", shown(s))
	}
}

func TestGroup(t *testing.T) {
	for text, want := range map[string]string{
		"name\tage\tGroup\na\t1\tx\n":                     "Group",
		"name\tpatient\tstatus\na\tp1\tx\nb\tp2\tx\n":     "status",
		"name\tpatient\na\tp1\nb\tp2\n":                   "patient",
		"name\tage\na\t1\n":                               "",
		"name\tpatient\tcolour\na\tp1\tred\nb\tp2\tred\n": "patient",
	} {
		if got := sheetOf(t, text).Group(); got != want {
			t.Errorf("%q: groups are those of %q, want %q", text, got, want)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":                          "is empty",
		"# only a comment\n":        "is empty",
		"BAM\x01name\tg\na\t\x00\n": "is no text",
		"name\tgroup\n":             "no samples below its line of names",
		"name\tgroup\n\tx\n":        "no samples below its line of names",
		"name\tg\n" + strings.Repeat("a\tb\n", mostBytes/4): "larger than 8 MB",
	} {
		if _, err := Read("sheet.tsv", strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: error %v, want %q in it", text, err, want)
		}
	}
}

func TestMatch(t *testing.T) {
	s := sheetOf(t, "name\tgroup\nchip_a\tx\nB one\ty\nc\tx\nd.bw\ty\nboth\tx\nghost\ty\ndeep.sorted\tx\n")
	targets := []Target{
		{ID: "chip_a", Names: []string{"c"}, File: "/data/c.bw"},
		{ID: "b", Names: []string{"B one", "m B one"}, File: "/data/m.tsv"},
		{ID: "c_mean", Names: []string{"mean"}, File: "/data/c.sorted.bw"},
		{ID: "d", Names: []string{"other"}, File: "/data/d.bw"},
		{ID: "m_both", Names: []string{"both"}},
		{ID: "n_both", Names: []string{"both"}},
		{ID: "peaks_score", Names: []string{"score"}, File: "/data/c.bed", Beside: true},
		{ID: "genes", Names: []string{"genes"}, File: "/data/genes.gtf", Optional: true},
		{ID: "lonely", Names: []string{"lonely"}, File: "/data/lonely.bw"},
		{ID: "deep", Names: []string{"deep"}, File: "/data/deep.sorted.bw"},
	}
	m := s.Match(targets)
	want := map[string]int{"chip_a": 0, "b": 1, "c_mean": 2, "d": 3, "m_both": 4, "n_both": 4, "peaks_score": 2, "deep": 6}
	if !reflect.DeepEqual(m.Row, want) {
		t.Errorf("rows %v, want %v", m.Row, want)
	}
	notes := strings.Join(s.NotesOn(m), "\n")
	if want := strings.Join([]string{
		"found 1 by the measurement's id, 2 by the measurement's name, 3 by the file's name",
		"samples of several measurements, 1: both (m_both, n_both)",
		"samples without a measurement, 1: ghost",
		"measurements without a sample, 1: lonely",
	}, "\n"); notes != want {
		t.Errorf("notes\n%s\nwant\n%s", notes, want)
	}
	is := func(word string) bool { return word == "chip_a" }
	if err := sheetOf(t, "chip_a\tx\nb\ty\n").Headless("s.tsv", is); err == nil || !strings.Contains(err.Error(), "no line of names") {
		t.Errorf("a sheet without a line of names: %v", err)
	}
	if err := s.Headless("s.tsv", is); err != nil {
		t.Error(err)
	}
}
